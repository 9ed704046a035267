# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the logs answered: rows, and whether these are all ("Azure Monitor Log Analytics API response format")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, TypeVar

from ..values.errors import PlanError
from .queries import Kind, Query

Row = TypeVar("Row", "Hit", "Covered")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|\+00:00)?")
_ALERT, _ALLOW = "alert", "allow"
_WARNING = 3  # the severity of one; 2 is an error, and the result is to be ignored


@dataclass(frozen=True)
class Hit:
    """Connections that were alike in everything but their time and the machine they came from.

    `source` is the narrowest prefix that was asked for and holds that machine, `days` and `sources` are how many days
    and machines there were, as Kusto's dcount estimates it. `port` is 0 where the line names none. Rule columns are
    names, never ids, and empty where no rule matched.
    """

    kind: Kind
    source: str
    protocol: str
    host: str
    address: str
    port: int
    action: str
    reason: str
    policy: str
    group: str
    collection: str
    rule: str
    hits: int
    first: datetime
    last: datetime
    days: int
    sources: int

    @property
    def is_allowed(self) -> bool:
        """True where a rule let it pass."""
        return self.action.lower() == _ALLOW

    @property
    def is_refused(self) -> bool:
        """True for any action but Allow and Alert: a refusal may say Deny, Drop or nothing at all. Where an address was
        translated there is nothing as well, which is none.
        """
        return self.action.lower() not in (_ALLOW, _ALERT) and self.kind != Kind.NAT

    @property
    def place(self) -> tuple[str, ...]:
        """Policy, group, collection and rule, as far as there are any."""
        return tuple(filter(None, (self.policy, self.group, self.collection, self.rule)))


@dataclass(frozen=True)
class Covered:
    """How many rows of one kind there are of one day (UTC). `source` is empty for machines that were not asked for."""

    kind: Kind
    source: str
    day: datetime
    rows: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Answer:
    """Rows, and why they are not all; empty where they are."""

    rows: tuple[Any, ...]
    lacking: str = ""


def hits(document: Any, query: Query) -> Answer:
    """Read the answer to a question for hits; raise PlanError for what is none."""
    return _answer(document, query, _hit)


def coverage(document: Any, query: Query) -> Answer:
    """Read the answer to a question for coverage; raise PlanError for what is none."""
    return _answer(document, query, _covered)


def moment(text: Any) -> datetime:
    """Read a time of an answer, which has up to seven digits behind the second; raise ValueError for anything else."""
    found = _MOMENT.fullmatch(str(text))
    if found is None:
        raise ValueError(f"{text!r} is no time")
    day, clock, fraction = found.groups()
    read = datetime.fromisoformat(f"{day}T{clock}.{(fraction or '0')[:6]:0<6}")
    return read.replace(tzinfo=timezone.utc)


def _answer(document: Any, query: Query, read: Any) -> Answer:
    try:
        rows = tuple(read(row) for row in _rows(document))
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise PlanError(f"the answer of the logs is not understood ({type(error).__name__}: {error})") from error
    lacking = _lacking(document) or _cut_off(len(rows), query)
    return Answer(() if _is_void(document.get("error")) else rows[: query.most], lacking)


def _rows(document: Any) -> Iterator[dict[str, Any]]:
    (table,) = [one for one in document["tables"] if one["name"] == "PrimaryResult"]
    names = [column["name"] for column in table["columns"]]
    for row in table["rows"]:
        yield dict(zip(names, row, strict=True))


def _lacking(document: Mapping[str, Any]) -> str:
    """Why an answer of status 200 is partial."""
    error = document.get("error")
    if not error:
        return ""
    return f"the answer is partial: {innermost(error) or 'nothing says why'}"


def _is_void(error: Any) -> bool:
    """True where what came is of no use: a severity below that of a warning ("Kusto partial query failures")."""
    found = [one["severity"] for one in _levels(error) if isinstance(one.get("severity"), int)]
    return bool(found) and min(found) < _WARNING


def innermost(error: Any) -> str:
    """The message of an error that is nested deepest, for that is the one which says something."""
    said = [str(one["message"]) for one in _levels(error) if one.get("message")]
    return said[-1].strip().rstrip(".") if said else ""


def _levels(error: Any) -> Iterator[Mapping[str, Any]]:
    """The error and what is nested in it, from the outside."""
    while isinstance(error, Mapping):
        yield error
        details = error.get("details")
        first = details[0] if isinstance(details, list) and details else None
        error = error.get("innererror") or first


def _cut_off(count: int, query: Query) -> str:
    return f"there are more than {query.most:,} different rows" if count > query.most else ""


def _hit(row: Mapping[str, Any]) -> Hit:
    return Hit(
        kind=Kind(row["Kind"]),
        source=_text(row["Source"]),
        protocol=_text(row["Protocol"]),
        host=_text(row["Host"]).lower().rstrip("."),
        address=_text(row["Address"]),
        port=int(row["Port"] or 0),
        action=_text(row["Action"]),
        reason=_text(row["Reason"]),
        policy=_text(row["Policy"]),
        group=_text(row["Group"]),
        collection=_text(row["Collection"]),
        rule=_text(row["Rule"]),
        hits=int(row["Hits"]),
        first=moment(row["First"]),
        last=moment(row["Last"]),
        days=int(row["Days"]),
        sources=int(row["Sources"]),
    )


def _covered(row: Mapping[str, Any]) -> Covered:
    return Covered(
        kind=Kind(row["Kind"]),
        source=_text(row["Source"]),
        day=moment(row["Day"]),
        rows=int(row["Rows"]),
        first=moment(row["First"]),
        last=moment(row["Last"]),
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value)
