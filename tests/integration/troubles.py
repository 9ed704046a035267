# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens between two steps of a run: it is killed, somebody else writes, or something may no longer be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ansible_collections.adx.outbound.tests.emulator import (
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    ROUTE_TABLE_ID,
    SHARED_GROUP_ID,
    SUBNET_ID,
)
from ansible_collections.adx.outbound.tests.integration.documents import without_ours

OUR_GROUP_ID = f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/adx-egress"
_THEIR_TABLE_ID = ROUTE_TABLE_ID.replace("rt-spoke", "rt-theirs")
_TO_THE_FIREWALL = {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.1.4"}


def _nothing(_emulator: Any) -> None:
    """Leave everything as it is."""


@dataclass(frozen=True)
class Trouble:
    """Something that comes before a step; `over` ends it, so that a further run can end where it should.

    Of a run that is killed nothing is left but what it wrote.
    """

    name: str
    before: str
    come: Callable[[Any], None]
    over: Callable[[Any], None] = _nothing
    kills: bool = False

    def __str__(self) -> str:
        return f"{self.name}-before-{self.before}"


def _hint(emulator: Any, value: Any) -> None:
    """Change an entry of somebody else, in the document that our rules are in or beside them in the policy."""
    group = emulator.document(SHARED_GROUP_ID)
    id_, entries = (SHARED_GROUP_ID, "ruleCollections") if group else (FIREWALL_ID, "networkRuleCollections")
    document = emulator.document(id_)
    entry = document["properties"][entries][0]
    inner = entry.get("properties", entry)
    inner.update({"shiftHint": value} if value else {})
    if not value:
        inner.pop("shiftHint", None)
    emulator.seed(id_, document)


def _lose_rules(emulator: Any) -> None:
    """Take our rules away, as somebody does who does not know them."""
    if emulator.document(OUR_GROUP_ID):
        emulator.remove(OUR_GROUP_ID)
    else:
        emulator.seed(FIREWALL_ID, without_ours(emulator.document(FIREWALL_ID)))


def _route(emulator: Any) -> None:
    """Send the subnet's traffic to the firewall again, by a table of somebody else where the subnet has none."""
    subnet = emulator.document(SUBNET_ID)
    if "routeTable" not in subnet["properties"]:
        emulator.seed(_THEIR_TABLE_ID, {"location": "westus", "properties": {"routes": []}})
        subnet["properties"]["routeTable"] = {"id": _THEIR_TABLE_ID}
        emulator.seed(SUBNET_ID, subnet)
    table = emulator.document(subnet["properties"]["routeTable"]["id"])
    table["properties"]["routes"].append({"name": "to-hub", "properties": _TO_THE_FIREWALL})
    emulator.seed(table["id"], table)


def _unroute(emulator: Any) -> None:
    subnet = emulator.document(SUBNET_ID)
    table = emulator.document(subnet["properties"]["routeTable"]["id"])
    if table["id"] == _THEIR_TABLE_ID:
        del subnet["properties"]["routeTable"]
        emulator.seed(SUBNET_ID, subnet)
        emulator.remove(_THEIR_TABLE_ID)
    else:
        table["properties"]["routes"] = [one for one in table["properties"]["routes"] if one["name"] != "to-hub"]
        emulator.seed(table["id"], table)


def _denied(pattern: str, method: str) -> dict[str, Callable[[Any], None]]:
    """403 for these requests, until it is over."""
    return {
        "come": lambda emulator: emulator.deny(pattern, method),
        "over": lambda emulator: emulator.core.denials.clear(),
    }


def _killed(before: str) -> Trouble:
    return Trouble("killed", before, _nothing, kills=True)


def _hinted(before: str) -> Trouble:
    return Trouble(
        "others-write", before, lambda emulator: _hint(emulator, "late shift"), lambda emulator: _hint(emulator, None)
    )


TROUBLES = {
    "present": [
        *(made(before) for before in ("route", "check") for made in (_killed, _hinted)),
        *(Trouble("rules-lost", before, _lose_rules) for before in ("route", "check")),
        Trouble("tables-forbidden", "route", **_denied("/routeTables/", "PUT")),
        Trouble("firewall-unreadable", "check", **_denied("/azureFirewalls/", "GET")),
    ],
    "absent": [
        *(made("allow") for made in (_killed, _hinted)),
        Trouble("routed-anew", "allow", _route, _unroute),
        Trouble("rules-forbidden", "allow", **_denied("/(azureFirewalls|ruleCollectionGroups)/", "PUT")),
    ],
}
