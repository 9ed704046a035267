# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the firewall's logs say, in the report as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Result = Mapping[str, Any]
Data = dict[str, Any]
_COUNTS = ("allowed", "refused")
_TIMES = ("first_seen", "last_seen", "changed", "denied_until")
_REFUSED = ("fqdn", "port", "protocol", "refused", "last_seen", "by", "known_as")
_UNATTRIBUTED = ("port", "protocol", "source", "allowed", "refused", "alerts", "last_seen")
_STOOD = ("wildcard", "fqdn", "port", "days", "sources", "first_seen", "last_seen")


def of_destinations(evidence: Result | None, count: int) -> Iterator[Data | None]:
    """What they say of each of so many destinations, in the order of the check; None where nobody asked."""
    listed = evidence["dependencies"] if evidence else (None,) * count
    return (_destination(one) if one else None for one in listed)


def _destination(one: Result) -> Data:
    return {
        "state": str(one["state"]),
        "why": str(one["why"]) or None,
        "cause": str(one["cause"]) or None,
        "by": [str(each) for each in one["by"]],
        **{name: int(one[name]) for name in _COUNTS},
        **{name: one[name] for name in _TIMES},
        "names": [str(each) for each in one["names"]],
        "period": one["period"],
        "comparison": str(one["comparison"]),
    }


def logs(evidence: Result | None) -> Data | None:
    """What else they say; None where nobody asked."""
    if not evidence:
        return None
    wildcards = evidence["wildcards"]
    return {
        "start": evidence["start"],
        "end": evidence["end"],
        "asked": [_asked(one) for one in evidence["asked"]],
        "refused_names": _members(evidence["refused_names"], _REFUSED),
        "unattributed": _members(evidence["unattributed"], _UNATTRIBUTED),
        "unused_rules": [[str(part) for part in place] for place in evidence["unused_rules"]],
        "wildcards": {
            "days": int(wildcards["days"]),
            "is_enough": bool(wildcards["is_enough"]),
            "names": _members(wildcards["names"], _STOOD),
        },
        "account": dict(evidence["account"]),
    }


def _asked(one: Result) -> Data:
    rows = {str(kind): int(count) for kind, count in one["rows"].items()}
    return {"place": one["place"], "form": str(one["form"]), "rows": rows, "lacking": one["lacking"] or None}


def _members(listed: Iterable[Result], names: Iterable[str]) -> list[Data]:
    wanted = tuple(names)
    return [{name: one.get(name) for name in wanted} for one in listed]
