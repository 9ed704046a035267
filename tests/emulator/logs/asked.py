# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the known queries a text is, and what it asks for. The known ones are in the folder beside, with a name in
the place of each value; any other text is refused, since nothing here could answer it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

_QUERIES = Path(__file__).parent / "queries"
_TEXT = r'"(?:[^"\\\n]|\\.)*"'
_CASE = rf"    ipv4_is_in_range\(SourceIp, ({_TEXT})\), ({_TEXT}),\n"
_MOMENT = r"(?:datetime\([0-9T:.-]+Z\)|ago\([0-9]+d\)|now\(\))"
# What may stand in the place of a name, by the name; `own` is there where a firewall is.
_PLACES = {
    "from": _MOMENT,
    "until": _MOMENT,
    "firewall": rf"(?:let firewall = {_TEXT};\n)?",
    "own": "(?: and _ResourceId =~ firewall)?",
    "sources": r"\[.*\]",
    "cases": f"(?:{_CASE})+".replace(f"({_TEXT})", _TEXT),
    "most": "[0-9]+",
}


class Refused(Exception):
    """A query that is answered with an error, whose parts are nested as the service nests them."""

    status = 400

    def __init__(self, code: str, message: str, *, kind: str, said: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message
        self.kind, self.said = kind, said

    def body(self) -> dict[str, Any]:
        """The answer's body."""
        inmost = {"code": self.code, "message": self.message}
        return {
            "error": {
                "code": "BadArgumentError",
                "message": "The request had some invalid properties",
                "correlationId": "00000000-0000-0000-0000-00000000c0de",
                "innererror": {"code": self.kind, "message": self.said, "innererror": inmost},
            }
        }


@dataclass(frozen=True)
class Question:
    """What a text asks for. `firewall` is None where rows of all are asked for, `cases` are prefixes with the text that
    stands for each in the answer.
    """

    form: str
    topic: str
    start: datetime
    end: datetime
    firewall: str | None
    sources: tuple[str, ...]
    cases: tuple[tuple[str, str], ...]
    most: int


def unresolved(table: str) -> Refused:
    """A table that is not there."""
    message = f"'where' operator: Failed to resolve table or column expression named '{table}'"
    return Refused("SEM0100", message, kind="SemanticError", said="A semantic error occurred.")


def unknown(text: str) -> Refused:
    """A text that is no query."""
    begun = text.strip().splitlines()[:1] or [""]
    message = f"Query could not be parsed at '{begun[0][:40]}' on line [1,1]"
    return Refused("SYN0002", message, kind="SyntaxError", said="A syntax error has been identified in the query.")


def question(text: str, now: datetime) -> Question:
    """Return what a text asks for, or raise Refused."""
    for name, pattern in known().items():
        found = pattern.fullmatch(text)
        if found:
            return _read(name, found.groupdict(), text, now)
    raise unknown(text)


@cache
def known() -> Mapping[str, re.Pattern[str]]:
    """The known queries by form and topic, `structured-hits` for instance."""
    return {path.stem: re.compile(_pattern(path.read_text(encoding="utf-8"))) for path in sorted(_QUERIES.iterdir())}


def _pattern(template: str) -> str:
    seen: set[str] = set()
    made = ""
    for place, name in re.findall(r"([^{}]+)|\{(\w+)\}", template):
        if place:
            made += re.escape(place)
        else:
            made += f"(?P={name})" if name in seen else f"(?P<{name}>{_PLACES[name]})"
            seen.add(name)
    return made


def _read(name: str, values: dict[str, str], text: str, now: datetime) -> Question:
    form, topic = name.split("-")
    line = values["firewall"]
    if bool(line) != bool(values["own"]):
        raise unknown(text)
    try:
        return Question(
            form=form,
            topic=topic,
            start=_moment(values["from"], now),
            end=_moment(values["until"], now),
            firewall=json.loads(line.partition(" = ")[2].rstrip(";\n")) if line else None,
            sources=tuple(map(str, json.loads(values.get("sources", "[]")))),
            cases=tuple((json.loads(one), json.loads(shown)) for one, shown in re.findall(_CASE, values["cases"])),
            most=int(values["most"]),
        )
    except ValueError as error:
        raise unknown(text) from error


def _moment(literal: str, now: datetime) -> datetime:
    word, _bracket, value = literal.rstrip(")").partition("(")
    if word == "ago":
        return now - timedelta(days=int(value.removesuffix("d")))
    return now if word == "now" else datetime.fromisoformat(value.removesuffix("Z")).replace(tzinfo=timezone.utc)
