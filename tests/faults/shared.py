# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What several writers share, what each wants of it, and how to tell from a document whose writes are in it.

Each writer has one entry of its own in a list of the document, and keeps there the number of its round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ansible_collections.adx.outbound.tests.emulator import (
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    ROUTE_TABLE_ID,
    SHARED_GROUP_ID,
)

OURS = ("1", "2", "3", "4")
FOREIGN = "foreign"
_NAME, _HINT = "ADX_Writer_", "roundHint"


@dataclass(frozen=True)
class Shared:
    """A resource, the module that writes it, and the list in its document that has the entries of all writers."""

    firewall: str
    id: str
    entries: str
    module: str
    options: dict[str, Any]

    def wanted(self, writer: str, number: int) -> dict[str, Any]:
        """The options by which one of ours writes its entry."""
        if self.module == "route_table":
            return {**self.options, "routes": [_route(writer, number)]}
        return {**self.options, "rule_collections": [_collection(writer, number)]}

    def rounds(self, document: dict[str, Any]) -> dict[str, int]:
        """The round of each writer that the document holds."""
        found = {}
        for entry in document["properties"][self.entries]:
            inner = entry.get("properties", entry)
            if _HINT in inner:
                found[FOREIGN] = inner[_HINT]
            elif entry["name"].startswith(_NAME):
                found[entry["name"].removeprefix(_NAME)] = _round(inner)
        return found

    def mark(self, document: dict[str, Any], number: int) -> None:
        """Write the foreign entry: a member nobody here knows, in an entry that was there before."""
        entry = document["properties"][self.entries][0]
        entry.get("properties", entry)[_HINT] = number


def _collection(writer: str, number: int) -> dict[str, Any]:
    rule = {
        "name": f"round-{number}",
        "protocols": ["TCP"],
        "source_addresses": ["10.20.1.0/24"],
        "destination_addresses": ["EventHub"],
        "destination_ports": ["5671"],
    }
    return {"name": f"{_NAME}{writer}", "kind": "network", "rules": [rule]}


def _route(writer: str, number: int) -> dict[str, Any]:
    hop = {"next_hop_type": "VirtualAppliance", "next_hop_ip_address": f"10.9.{number // 256}.{number % 256}"}
    return {"name": f"{_NAME}{writer}", "address_prefix": f"198.18.{writer}.0/24", **hop}


def _round(inner: dict[str, Any]) -> int:
    if "rules" in inner:
        return int(inner["rules"][0]["name"].removeprefix("round-"))
    high, low = inner["nextHopIpAddress"].split(".")[2:]
    return int(high) * 256 + int(low)


SHARED = {
    "firewall": Shared(
        "classic", FIREWALL_ID, "networkRuleCollections", "firewall_rule_collections", {"firewall_name": FIREWALL_ID}
    ),
    "group": Shared(
        "policy",
        SHARED_GROUP_ID,
        "ruleCollections",
        "firewall_policy_rule_collection_group",
        {"firewall_policy_name": FIREWALL_POLICY_ID, "name": SHARED_GROUP_ID.rpartition("/")[2]},
    ),
    "table": Shared("classic", ROUTE_TABLE_ID, "routes", "route_table", {"name": ROUTE_TABLE_ID}),
}
