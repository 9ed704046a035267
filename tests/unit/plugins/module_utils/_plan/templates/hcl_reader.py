# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HCL read back by python-hcl2, which leaves strings as they are written: they are taken for what they say here, and
whatever would be evaluated is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import hcl2

# Terraform's "Strings and Templates".
_ESCAPE = re.compile(
    r"\\(?:u(?P<short>[0-9a-fA-F]{4})|U(?P<long>[0-9a-fA-F]{8})|(?P<sign>.))|(?P<template>[$%]\{)", re.DOTALL
)
_LABELS = {"resource": 2, "data": 2, "removed": 0, "terraform": 0}
_SIGNS = {"\\": "\\", '"': '"', "n": "\n", "r": "\r", "t": "\t"}


@dataclass(frozen=True)
class Reference:
    """An expression."""

    text: str


def unquoted(text: str) -> str:
    """What a string says; raise ValueError for one with something in it that is evaluated."""

    def sign(match: re.Match[str]) -> str:
        if match["template"]:
            raise ValueError(f"{text} is evaluated")
        number = match["short"] or match["long"]
        return chr(int(number, 16)) if number else _SIGNS[match["sign"]]

    if not (len(text) > 1 and text[0] == text[-1] == '"') or "\n" in text:
        raise ValueError(f"{text} is no string of one line")
    return _ESCAPE.sub(sign, text[1:-1])


def parsed(text: str) -> dict[str, Any]:
    """Return the blocks of a file by kind and labels, with their arguments; a block in one is in a list of its kind."""
    found = hcl2.loads(text)
    assert set(found) <= {"terraform", "resource", "data", "variable", "provider", "removed", "__comments__"}
    return {
        kind: _labelled(kind, blocks, _LABELS.get(kind, 1)) for kind, blocks in found.items() if kind != "__comments__"
    }


def _labelled(kind: str, blocks: list[Any], labels: int) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for block in blocks:
        names: tuple[str, ...] = ()
        for _label in range(labels):
            ((name, block),) = block.items()
            names = (*names, unquoted(name))
        body = _value(block)
        key = (*names, *(body[name] for name in ("alias", "from") if name in body and kind in ("provider", "removed")))
        assert key not in found, key
        found[key] = body
    return found


def _value(item: Any) -> Any:
    if isinstance(item, dict):
        return {
            unquoted(name) if name.startswith('"') else name: _value(one)
            for name, one in item.items()
            if name not in ("__is_block__", "__comments__")
        }
    if isinstance(item, list):
        return [_value(one) for one in item]
    if isinstance(item, str):
        if item.startswith('"'):
            return unquoted(item)
        return Reference(item.removeprefix("${").removesuffix("}"))
    return item
