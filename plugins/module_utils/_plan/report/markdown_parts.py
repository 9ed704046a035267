# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Markdown is made of: read as plain text as often as it is rendered, so that only what would act is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from ..values.printable import printable, printable_lines

Cell: TypeAlias = "str | tuple[str, ...]"
# An underscore between letters joins them, and a hyphen or a number means something at the beginning alone.
_MARKUP = re.compile(r"[\\`*\[\]|~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|^#|^[-+](?=\s|$|--)|(?<=^\d)[.)](?=\s|$)")
_ENTITY = re.compile(r"[<>]|&(?=#?\w+;)")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def plain(text: str) -> str:
    """The text as itself, whatever is in it: no markup, no HTML, one line."""
    flat = " ".join(printable(text).split())
    return _ENTITY.sub(_entity, _MARKUP.sub(r"\\\g<0>", flat))


def _entity(found: re.Match[str]) -> str:
    return _ENTITIES[found[0]]


def joined(blocks: Iterable[str]) -> str:
    """Blocks as the text of a file; empty ones are left out."""
    return "\n\n".join(block for block in blocks if block) + "\n"


def items(lines: Iterable[str], depth: int = 0) -> str:
    """A list of lines that are Markdown already."""
    return "\n".join(f"{'  ' * depth}- {line}" for line in lines)


def facts(told: Iterable[tuple[str, str]]) -> str:
    """A list of labels and texts."""
    return items(f"{plain(label)}: {plain(text)}" for label, text in told)


def some(names: Sequence[str], shown: int = 5) -> str:
    """The first names, and how many more there are."""
    rest = f" and {len(names) - shown} more" if len(names) > shown else ""
    return f"{', '.join(map(plain, names[:shown]))}{rest}"


def link(text: str, target: str) -> str:
    """The text as a link where there is a target; that is one of ours, without blanks and brackets."""
    return f"[{plain(text)}]({target})" if target else plain(text)


def table(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table of texts; a cell of several has a line for each."""
    lines = [["<br>".join(map(plain, [cell] if isinstance(cell, str) else cell)) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in ([*head], ["---"] * len(head), *lines))


def folded(summary: str, blocks: Iterable[str]) -> Iterable[str]:
    """What forges show on demand; the tags stand on lines of their own."""
    yield f"<details><summary>{plain(summary)}</summary>"
    yield from blocks
    yield "</details>"


def fenced(text: str, language: str) -> str:
    """Lines as they are, in a fence that none of them ends."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{printable_lines(text)}{fence}"


def made_by(when: str, version: str) -> str:
    """Who made the text, and when."""
    return f"Made {plain(when or 'at an unknown time')} by adx.outbound {plain(version)}."
