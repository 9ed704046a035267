# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a text may leave: nothing in it acts, and there is no more of it than of a harmless one.

What is unprintable is decided here anew, from Unicode's own categories, and by nothing the collection uses.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from typing import Any

# Controls, marks that nobody sees, halves, private and unassigned ones, ends of lines and of paragraphs.
_ACTING = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_FORMULA = ("=", "+", "-", "@", "\t")
_TOLD = ("msg", "message", "remedy", "report", "failing", "warnings", "why")
_LONGEST = 4000  # characters of a sentence
Shape = Counter[Any]


def acting(text: str, *, lines: bool = False) -> list[str]:
    """What in a text acts instead of being seen; `lines` says that it may have several, each ended by a line feed."""
    found = sorted({one for one in text if unicodedata.category(one) in _ACTING} - ({"\n"} if lines else set()))
    return [f"{text[:300]!a} has {one!a}" for one in found]


def sentence(text: str) -> list[str]:
    """What is wrong with a message of a failure: it is one printable line with a full stop, and no traceback."""
    good = text.endswith(".") and "fault of adx.outbound" not in text and "Traceback" not in text
    return acting(text) + ([] if good and len(text) < _LONGEST else [f"this is no sentence: {text[:500]!a}"])


def told(result: Any, name: str = "") -> Iterable[tuple[str, str]]:
    """Every text of a result that is for people, and where it stands."""
    if isinstance(result, Mapping):
        for key, value in result.items():
            if key != "tags":
                yield from told(value, name if name in _TOLD else key)
    elif isinstance(result, list):
        for one in result:
            yield from told(one, name)
    elif isinstance(result, str) and name in (*_TOLD, "before", "after", "before_header", "after_header", "resource"):
        yield name, result


def of_result(result: Mapping[str, Any]) -> list[str]:
    """What is wrong with the texts for people of a result."""
    wrong = [what for name, text in told(result) for what in acting(text, lines=name in ("before", "after"))]
    return wrong + (sentence(result["msg"]) if result.get("failed") else [])


def lines_of(result: Mapping[str, Any]) -> Shape:
    """How many lines there are of each kind of text for people."""
    return Counter((name, text.count("\n")) for name, text in told(result) if name in ("before", "after"))


def of_file(text: str) -> list[str]:
    """What is wrong with the text of a file, whose lines may be indented by tabs."""
    return acting(re.sub(r"^\t+", "", text, flags=re.MULTILINE), lines=True) + (
        [] if text.endswith("\n") else ["its last line has no end"]
    )


def shape(text: str, form: str) -> Shape:
    """What a file says, without names and addresses: its statements, rows or members, and how many of each."""
    if form in ("csv", "checkpoint"):
        rows = list(csv.reader(io.StringIO(text)))
        formulas = [cell for row in rows for cell in row if cell.startswith(_FORMULA)]
        return Counter([*(len(row) for row in rows), *(("formula", cell) for cell in formulas)])
    if form == "json":
        return Counter(_members(json.loads(text)))
    if form == "panos_edl_ip":  # behind the address stands a comment
        return Counter(len(line.split(" ", 1)) for line in text.splitlines())
    return Counter(_statement(line) for line in text.splitlines())


def _members(value: Any, path: str = "") -> Iterable[str]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from _members(one, f"{path}.{name}")
    elif isinstance(value, list):
        for one in value:
            yield from _members(one, f"{path}[]")
    else:
        yield path


def _statement(line: str) -> Any:
    if line.startswith("#"):
        return "#"
    words = line.split()
    return (words[0] if len(words) > 1 else "", len(words), re.sub(r"[A-Za-z0-9_.:/*-]+", "", line))


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: Shape = Counter()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[(tag, *(name for name, _value in attrs))] += 1
        self.found.update(("target", _target(value)) for name, value in attrs if name in ("href", "src", "style"))

    def handle_endtag(self, tag: str) -> None:
        self.found["end", tag] += 1

    def handle_comment(self, data: str) -> None:
        self.found["comment"] += 1

    def handle_pi(self, data: str) -> None:
        self.found["instruction"] += 1

    def unknown_decl(self, data: str) -> None:
        self.found["declaration"] += 1


def _target(value: str | None) -> str:
    """Where something leads: a place in the same page, which bears a name of somebody's, is as good as any other."""
    return "#" if re.fullmatch(r"#[a-z0-9-]+", value or "") else str(value)


def page(text: str, form: str) -> Shape:
    """What a report consists of, without its words: tags and attributes, or lines of Markdown and signs that act."""
    if form == "html":
        return _Page(text).found
    return Counter(_members(json.loads(text))) if form in ("json", "sarif") else _markdown(text)


def _markdown(text: str) -> Shape:
    found: Shape = Counter()
    fence = ""
    for line in text.split("\n"):
        run = re.match(r"`{3,}", line)
        if fence or run:
            closes = bool(fence) and line == fence
            found["fence" if closes or not fence else "in a fence"] += 1
            fence = "" if closes else fence or run[0]
            continue
        bare = re.sub(r"\\.", "", line.replace("<br>", "\0"))
        found[
            (
                bare[:2] if bare[:1] in "#|*-`" else "",
                bare.count("|"),
                bare.count("\0"),
                *re.findall(r"[<>`\[\]]", bare),
            )
        ] += 1
    return found
