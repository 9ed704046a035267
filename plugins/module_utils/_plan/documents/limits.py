# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one firewall or policy takes at most: the page on Azure Firewall limits, edition of 2023-10-10.

A limit stops only what makes matters worse: where Azure has granted more, what stands already stays editable.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..values.errors import PlanError
from .rule_collections import CollectionKind
from .rule_spellings import Dialect

MOST_PAIRS = 20_000  # unique source and destination pairs in network rules; an IP group counts as one
MOST_NETWORK_FQDNS = 1_000
MOST_IP_GROUPS = 200
MOST_GROUPS = 60  # rule collection groups of a policy; 50 for one made before July 2022
MOST_GROUP_BYTES = 2 * 2**20  # bytes; 1 MB for a policy made before July 2022
_OLDER = "A policy made before July 2022 takes even less."
_SOURCES = ("sourceAddresses", "sourceIpGroups")
_DESTINATIONS = ("destinationAddresses", "destinationFqdns", "destinationIpGroups")
_IP_GROUPS = ("sourceIpGroups", "destinationIpGroups")


def require_rules(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], where: str, dialect: Dialect
) -> None:
    """Raise PlanError when the rules of these documents together pass a limit that they did not pass before."""
    measures = (
        (_pairs, MOST_PAIRS, "source and destination pairs in network rules"),
        (_network_fqdns, MOST_NETWORK_FQDNS, "host names in network rules"),
        (_ip_groups, MOST_IP_GROUPS, "IP groups in rules"),
    )
    for measure, most, what in measures:
        count = measure(list(_rules(after, dialect)))
        if count > most and count > measure(list(_rules(before, dialect))):
            raise PlanError(
                f"{where} would have {count} {what}, more than the {most} that Azure Firewall takes; take rules out,"
                " or gather addresses in IP groups.",
                code="too_many_rules",
            )


def require_group_room(policy: str, count: int) -> None:
    """Raise PlanError when a policy with this many rule collection groups takes no further one."""
    if count >= MOST_GROUPS:
        raise PlanError(
            f"Firewall policy {policy} has {count} rule collection groups already, of the {MOST_GROUPS} that Azure"
            f" Firewall takes; name one of them, or take one out. {_OLDER}",
            code="too_many_groups",
        )


def require_group_size(document: Mapping[str, Any], before: Mapping[str, Any] | None) -> None:
    """Raise PlanError when a group would be larger, in bytes as JSON, than Azure takes."""
    size = _bytes(document)
    if size > MOST_GROUP_BYTES and size > _bytes(before or {}):
        raise PlanError(
            f"Rule collection group {document.get('name')} would have {size / 2**20:.2f} MB of rules, more than the"
            f" {MOST_GROUP_BYTES // 2**20} MB that Azure Firewall takes; use a second group. {_OLDER}",
            code="group_too_large",
        )


def _bytes(document: Mapping[str, Any]) -> int:
    return len(json.dumps(document.get("properties") or {}, separators=(",", ":")).encode())


def _rules(documents: Iterable[Mapping[str, Any]], dialect: Dialect) -> Iterator[tuple[bool, Mapping[str, Any]]]:
    for document in documents:
        for entry in dialect.entries(document):
            for rule in dialect.inner(entry.item).get("rules") or ():
                yield entry.kind == CollectionKind.NETWORK, rule


def _pairs(rules: Iterable[tuple[bool, Mapping[str, Any]]]) -> int:
    found = {
        (source, destination)
        for is_network, rule in rules
        if is_network
        for source in _all(rule, _SOURCES)
        for destination in _all(rule, _DESTINATIONS)
    }
    return len(found)


def _network_fqdns(rules: Iterable[tuple[bool, Mapping[str, Any]]]) -> int:
    return len({name for is_network, rule in rules if is_network for name in rule.get("destinationFqdns") or ()})


def _ip_groups(rules: Iterable[tuple[bool, Mapping[str, Any]]]) -> int:
    return len({id_ for _is_network, rule in rules for id_ in _all(rule, _IP_GROUPS)})


def _all(rule: Mapping[str, Any], names: Iterable[str]) -> Iterator[str]:
    return (str(value).lower() for name in names for value in rule.get(name) or ())
