# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Log Analytics answers to the queries it is known to be asked: the rows are summed up here, not by KQL.

Written from the documentation of KQL: `union isfuzzy=true` does without tables that are not there as long as there is
one, and a row that an address cannot be read of meets no condition about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from . import lines
from .asked import Question, Refused, question, unresolved
from .functions import equal, in_any_range, in_range

__all__ = ["Refused", "Table", "answer"]

Row = Mapping[str, Any]
_TEXTS = ("Kind", "Source", "Protocol", "Host", "Address", "Port", "Action", "Reason")
_PLACE = ("Policy", "Group", "Collection", "Rule")
_KEYS = {"hits": (*_TEXTS, *_PLACE, "Recent"), "coverage": ("Kind", "Source", "Day")}
_SUMS = {
    "hits": {"Hits": "long", "First": "datetime", "Last": "datetime", "Days": "long", "Sources": "long"},
    "coverage": {"Rows": "long", "First": "datetime", "Last": "datetime"},
}
_TYPES = {"Port": "int", "Day": "datetime", "Recent": "bool"}  # of keys; the others are strings


@dataclass(frozen=True)
class Table:
    """An answer: columns with their types, and rows of values as JSON has them."""

    columns: tuple[tuple[str, str], ...]
    rows: list[list[Any]]

    def document(self) -> dict[str, Any]:
        """The body of the answer."""
        columns = [{"name": name, "type": kind} for name, kind in self.columns]
        return {"tables": [{"name": "PrimaryResult", "columns": columns, "rows": self.rows}]}


def answer(text: str, tables: Mapping[str, list[dict[str, Any]]], *, now: datetime | None = None) -> Table:
    """Return what a query finds in the rows of these tables; raise Refused for any query that is not known, and where a
    table it needs is not there.
    """
    asked = question(text, now or datetime.now(timezone.utc))
    rows = [row for row in _rows(asked, tables) if asked.topic == "coverage" or _is_asked_for(row, asked)]
    keys, sums = _KEYS[asked.topic], _SUMS[asked.topic]
    columns = (*((name, _TYPES.get(name, "string")) for name in keys), *sums.items())
    found = [[*map(_json, key), *_summed(group, sums)] for key, group in _groups(rows, keys, asked)]
    return Table(columns, found[: asked.most])


def _rows(asked: Question, tables: Mapping[str, list[dict[str, Any]]]) -> Iterator[Row]:
    """The rows within the time and of the firewall, in the columns that are counted by."""
    readers: Mapping[str, Callable[[Row], Row | None]] = _STRUCTURED if asked.form == "structured" else _LEGACY
    there = [name for name in readers if name in tables]
    if not there:
        raise unresolved(list(readers)[0])
    for name in there:
        for row in tables[name]:
            read = readers[name](row) if _is_within(row, asked) else None
            if read is not None:
                yield {**read, "TimeGenerated": row["TimeGenerated"]}


def _is_within(row: Row, asked: Question) -> bool:
    of_it = asked.firewall is None or equal(row["_ResourceId"], asked.firewall)
    return bool(asked.start <= row["TimeGenerated"] < asked.end) and of_it


def _is_asked_for(row: Row, asked: Question) -> bool:
    return in_any_range(row["SourceIp"], asked.sources)


def _groups(rows: Iterable[Row], keys: tuple[str, ...], asked: Question) -> list[tuple[tuple[Any, ...], list[Row]]]:
    """Rows that are alike in all keys, in the order that is asked for, which may leave some equal."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        is_recent = row["TimeGenerated"] > asked.end - timedelta(minutes=15)
        whole = {**row, "Source": _source(row, asked), "Day": _day(row), "Recent": is_recent}
        found.setdefault(tuple(whole[name] for name in keys), []).append(row)
    if asked.topic == "coverage":
        return sorted(found.items(), key=lambda item: item[0])
    newest = sorted(found.items(), key=lambda item: max(row["TimeGenerated"] for row in item[1]), reverse=True)
    return sorted(newest, key=lambda item: equal(item[0][keys.index("Action")], "Allow"))


def _source(row: Row, asked: Question) -> str:
    return next((shown for prefix, shown in asked.cases if in_range(row["SourceIp"], prefix)), "")


def _day(row: Row) -> datetime:
    return row["TimeGenerated"].replace(hour=0, minute=0, second=0, microsecond=0)


def _summed(rows: list[Row], sums: Iterable[str]) -> list[Any]:
    times = [row["TimeGenerated"] for row in rows]
    known = {
        "Hits": len(rows),
        "Rows": len(rows),
        "First": _json(min(times)),
        "Last": _json(max(times)),
        "Days": len({_day(row) for row in rows}),  # dcount estimates, and is right about few
        "Sources": len({row["SourceIp"] for row in rows}),
    }
    return [known[name] for name in sums]


def _json(value: Any) -> Any:
    """A value of the answer; a time has up to seven digits behind the second, Python knows six of them."""
    if not isinstance(value, datetime):
        return value
    fraction = f".{value.microsecond:06}0" if value.microsecond else ""
    return f"{value:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def _flow(row: Row, kind: str, **more: Any) -> Row:
    members = {name: row[name] for name in ("SourceIp", "Protocol", "Action")}
    return {"Kind": kind, "Port": row["DestinationPort"], **members, **dict.fromkeys(_PLACE, ""), **more}


def _of_rule(row: Row) -> dict[str, Any]:
    return {
        "Reason": row["ActionReason"],
        "Policy": row["Policy"],
        "Group": row["RuleCollectionGroup"],
        "Collection": row["RuleCollection"],
        "Rule": row["Rule"],
    }


def _application(row: Row) -> Row:
    return _flow(row, "application", Host=row["Fqdn"].lower(), Address="", **_of_rule(row))


def _network(row: Row) -> Row:
    return _flow(row, "network", Host="", Address=row["DestinationIp"], **_of_rule(row))


def _threat(row: Row) -> Row:
    more = {"Host": row["Fqdn"].lower(), "Address": row["DestinationIp"], "Reason": row["ThreatDescription"]}
    return _flow(row, "threatintel", **more)


def _intrusion(row: Row) -> Row:
    reason = f"{row['SignatureId']} {row['Description']}"
    return _flow(row, "idps", Host="", Address=row["DestinationIp"], Reason=reason)


def _line(row: Row) -> Row | None:
    one = dict(row)
    if not lines.is_of_a_firewall(one):
        return None
    return {"Kind": lines.kind(one), "SourceIp": lines.source(one), **lines.fields(one)}


_STRUCTURED = {
    "AZFWApplicationRule": _application,
    "AZFWNetworkRule": _network,
    "AZFWThreatIntel": _threat,
    "AZFWIdpsSignature": _intrusion,
}
_LEGACY = {"AzureDiagnostics": _line}
