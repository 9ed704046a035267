# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HCL as Terraform reads it: blocks, arguments, and strings in which nothing is evaluated."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..values.errors import PlanError
from .tree import plain

# What a quoted string takes after a backslash ("Strings and Templates" of Terraform's documentation).
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TEMPLATE = re.compile(r"[$%](?=\{)")


@dataclass(frozen=True)
class Reference:
    """An expression that is to be evaluated: what another block is called, or has."""

    text: str


@dataclass(frozen=True)
class Block:
    """A block with its labels, its arguments in their order, and the blocks in it."""

    kind: str
    labels: tuple[str, ...] = ()
    arguments: Mapping[str, Any] | None = None
    blocks: tuple[Block, ...] = ()


def text(block: Block, level: int = 0) -> str:
    """Return a block as `terraform fmt` leaves it."""
    outer = "  " * level
    head = " ".join([block.kind, *(quoted(label) for label in block.labels)])
    arguments = block.arguments or {}
    parts = [_lines(arguments.items(), level + 1)] if arguments else []
    parts += [text(one, level + 1) for one in block.blocks]
    within = "\n".join(parts)
    return f"{outer}{head} {{\n{within}{outer}}}\n" if parts else f"{outer}{head} {{}}\n"


def _lines(items: Iterable[tuple[str, Any]], level: int) -> str:
    """A line or more for each name with its value."""
    written = [(name, value(item, level)) for name, item in items]
    widths = zip(written, _widths(written), strict=True)
    return "".join(f"{'  ' * level}{name.ljust(width)} = {told}\n" for (name, told), width in widths)


def _widths(written: Iterable[tuple[str, str]]) -> list[int]:
    """How wide each name is written: as the widest of the arguments of one line that stand together."""
    widths: list[int] = []
    run: list[str] = []
    for name, told in written:
        if "\n" in told:
            widths += [*_run(run), len(name)]
            run = []
        else:
            run.append(name)
    return [*widths, *_run(run)]


def _run(names: list[str]) -> list[int]:
    return [max(map(len, names))] * len(names) if names else []


def value(item: Any, level: int = 0) -> str:
    """Return a value, its lines indented for the level it begins on."""
    inner, outer = "  " * (level + 1), "  " * level
    if isinstance(item, Reference):
        return item.text
    if isinstance(item, Mapping):
        members = [(quoted(str(name)), one) for name, one in item.items()]
        return f"{{\n{_lines(members, level + 1)}{outer}}}" if members else "{}"
    if isinstance(item, list | tuple):
        lines = [f"{inner}{value(one, level + 1)},\n" for one in item]
        return f"[\n{''.join(lines)}{outer}]" if lines else "[]"
    if isinstance(item, bool):
        return "true" if item else "false"
    return quoted(item) if isinstance(item, str) else str(item)


def quoted(given: str) -> str:
    """A string of one line with nothing in it that is evaluated. A sign that would begin a template is written by its
    number, since several of them in a row before a brace can be read in two ways.

    Raise PlanError for what Terraform would change: it brings all text into Unicode's form NFC.
    """
    whole = plain(given)
    if unicodedata.normalize("NFC", whole) != whole:
        raise PlanError(f"'{whole}' is a text that Terraform would write with other characters; spell it in form NFC.")
    signs = _TEMPLATE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", "".join(map(_sign, whole)))
    return f'"{signs}"'


def _sign(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    if sign.isprintable():
        return sign
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"
