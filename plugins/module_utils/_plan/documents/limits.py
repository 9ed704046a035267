# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a firewall, a policy and a route table take at most, as warnings for what a write would bring above it.

Nothing is refused here. Some of the numbers are advice, others differ from page to page, and Azure refuses by itself
what it does not take: such a write leaves everything as it was. Each number stands here once, with what it comes from
and of when that is; where sources differ, the smallest counts and all are told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeGuard

from ..values import hosts
from .routes import Route
from .rule_collections import CollectionKind
from .rule_spellings import Dialect


@dataclass(frozen=True)
class Limit:
    """A number, and in a part of a sentence who gives it as of when."""

    most: int
    said: str


# The first four: azure-firewall-limits.md, the include of "Azure subscription and service limits", of 2023-10-10.
PAIRS = Limit(20_000, "the page on Azure Firewall limits of 2023-10-10 advises at most 20000")
NETWORK_FQDNS = Limit(1_000, "the page on Azure Firewall limits of 2023-10-10 advises at most 1000")
IP_GROUPS = Limit(  # the second number: Azure Updates 511722
    200, "as of 2023-10-10 a firewall takes 200, and as of 2025-10-07 a policy takes 600"
)
GROUPS = Limit(  # the last number: copies of the page that are later than 2024, and not Microsoft's
    50, "as of 2023-10-10 a policy takes 60, one made before July 2022 takes 50, and later copies of the page say 90"
)
GROUP_BYTES = Limit(2**20, "as of 2023-10-10 it takes 2 MB, in a policy made before July 2022 only 1 MB")
# Networking limits, 2020 to 2023, and an answer of Azure's own of 2020-12-16; texts of 2026 say more.
ROUTES = Limit(400, "as of 2023 a table takes 400, and texts of 2026 say 600 or 1000")
TAG_ROUTES = Limit(25, "as of 2023-05-27 a table takes 25")  # "Virtual network traffic routing"
_OF_PAGES = (ROUTES, TAG_ROUTES)

_SOURCES = ("sourceAddresses", "sourceIpGroups")
_DESTINATIONS = ("destinationAddresses", "destinationFqdns", "destinationIpGroups")
_IP_GROUPS = ("sourceIpGroups", "destinationIpGroups")
_SHOWN_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*MB\s*", re.IGNORECASE)
_UNLIMITED = 2**31 - 1  # what the usages say where there is no limit


@dataclass(frozen=True)
class Granted:
    """What Azure itself grants in a region: limits by the names it gives them, and where they are not known, why."""

    limits: Mapping[str, int] = field(default_factory=dict)
    unread: str = ""

    @classmethod
    def of(cls, usages: Iterable[Mapping[str, Any]]) -> Granted:
        """Read the usages of `Microsoft.Network/locations`. A number below one, or the greatest there is, says nothing:
        the list has both (answers of 2020-12-16).
        """
        listed = ((_usage(one.get("name")), one.get("limit")) for one in usages)
        return cls({name: most for name, most in listed if _is_limit(most)})

    @property
    def routes(self) -> Limit:
        """How many routes a table takes."""
        return self._limit("RoutesPerRouteTable", ROUTES)

    @property
    def tag_routes(self) -> Limit:
        """How many of them may have a service tag for a prefix."""
        return self._limit("RoutesWithServiceTagPerRouteTable", TAG_ROUTES)

    def _limit(self, name: str, otherwise: Limit) -> Limit:
        most = self.limits.get(name.lower())
        return otherwise if most is None else Limit(most, f"Azure itself says that a table takes {most}")


class Excess(NamedTuple):
    """What would come above a limit: in which resource, what is so, and what to do if Azure refuses it."""

    subject: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}"


def _usage(name: Any) -> str:
    """The name of a limit, which comes with a translation."""
    return str(name.get("value") if isinstance(name, Mapping) else name).lower()


def _is_limit(most: Any) -> TypeGuard[int]:
    return isinstance(most, int) and not isinstance(most, bool) and 0 < most < _UNLIMITED


def of_rules(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], name: str, where: str, dialect: Dialect
) -> list[Excess]:
    """What the rules of these documents together come above, and did not before. `name` is that of the firewall or
    policy, `where` begins a sentence about it.
    """
    measures = (
        (_pairs, PAIRS, "source and destination pairs in network rules"),
        (_network_fqdns, NETWORK_FQDNS, "host names in network rules"),
        (_ip_groups, IP_GROUPS, "IP groups in rules"),
    )
    rules, stood = list(_rules(after, dialect)), list(_rules(before, dialect))
    return [
        Excess(
            name,
            f"{where} would have {count} {what}, and {limit.said}.",
            "Take rules out, or gather addresses in IP groups, if Azure refuses the write or the firewall becomes"
            " slow.",
        )
        for measure, limit, what in measures
        if (count := measure(rules)) > max(limit.most, measure(stood))
    ]


def of_groups(policy: str, count: int) -> list[Excess]:
    """What is said of a policy that gets one more rule collection group, and has so many then."""
    if count <= GROUPS.most:
        return []
    return [
        Excess(
            policy,
            f"Firewall policy {policy} would have {count} rule collection groups, and {GROUPS.said}.",
            "Name a group that is there, or take one out, if Azure refuses the write.",
        )
    ]


def of_group_size(after: Mapping[str, Any], before: Mapping[str, Any] | None, shown: Any = None) -> list[Excess]:
    """What is said of a group that becomes large; both documents as they are sent, and the size that Azure shows for
    the one that is there: then only what comes and goes is measured here.
    """
    stood, size = _bytes(before or {}), _bytes(after)
    known = _shown_bytes(shown)
    if known is not None:
        size += known - stood
        stood = known
    if size <= max(GROUP_BYTES.most, stood):
        return []
    return [
        Excess(
            str(after.get("name")),
            f"Rule collection group {after.get('name')} would have {size / 2**20:.2f} MB of rules, and"
            f" {GROUP_BYTES.said}.",
            "Use a second group if Azure refuses the write.",
        )
    ]


def of_routes(name: str, before: Sequence[Route], after: Sequence[Route], granted: Granted) -> list[Excess]:
    """What is said of a table that gets so many routes; what Azure grants comes before a page. Why Azure did not say it
    is told where the number is that of a page.
    """
    measures = ((len, granted.routes, "routes"), (tagged, granted.tag_routes, "routes to service tags"))
    unread = f" {granted.unread}." if granted.unread else ""
    return [
        Excess(
            name,
            f"Route table {name} would have {count} {what}, and {most.said}.{unread if most in _OF_PAGES else ''}",
            "Use another table if Azure refuses the write.",
        )
        for measure, most, what in measures
        if (count := measure(after)) > max(most.most, measure(before))
    ]


def tagged(listed: Iterable[Route]) -> int:
    """How many of these routes have a service tag for a prefix."""
    return sum(not hosts.is_address(one.prefix) for one in listed)


def _bytes(document: Mapping[str, Any]) -> int:
    return len(json.dumps(document.get("properties") or {}, separators=(",", ":")).encode())


def _shown_bytes(size: Any) -> int | None:
    """`0.001322746 MB` is 1387 bytes: a string with its unit (recorded 2024), None for anything else."""
    found = _SHOWN_SIZE.fullmatch(size) if isinstance(size, str) else None
    return round(float(found[1]) * 2**20) if found else None


def _rules(documents: Iterable[Mapping[str, Any]], dialect: Dialect) -> Iterator[tuple[bool, Mapping[str, Any]]]:
    for document in documents:
        for entry in dialect.entries(document):
            for rule in dialect.inner(entry.item).get("rules") or ():
                yield entry.kind == CollectionKind.NETWORK, rule


def _pairs(rules: Iterable[tuple[bool, Mapping[str, Any]]]) -> int:
    """The page's own measure: the sum over all rules of a rule's sources times its destinations."""
    return sum(
        len(set(_all(rule, _SOURCES))) * len(set(_all(rule, _DESTINATIONS))) for is_network, rule in rules if is_network
    )


def _network_fqdns(rules: Iterable[tuple[bool, Mapping[str, Any]]]) -> int:
    return len({name for is_network, rule in rules if is_network for name in _all(rule, ("destinationFqdns",))})


def _ip_groups(rules: Iterable[tuple[bool, Mapping[str, Any]]]) -> int:
    return len({id_ for _is_network, rule in rules for id_ in _all(rule, _IP_GROUPS)})


def _all(rule: Mapping[str, Any], names: Iterable[str]) -> Iterator[str]:
    return (str(value).lower() for name in names for value in rule.get(name) or ())
