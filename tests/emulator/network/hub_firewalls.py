# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is different about a firewall in a virtual hub.

As recorded with three api-versions (2019-11-01, 2020-07-01, 2022-01-01) in azure-cli-extensions:
test_azure_firewall_virtual_hub, test_azure_firewall_virtual_hub_with_public_ips, test_firewall_basic_sku.
"""

from __future__ import annotations

import ipaddress

from ..arm import errors, parts, values
from . import firewall_rules

LISTS = ("ipConfigurations", *(kind.list_name for kind in firewall_rules.KINDS))
PRIVATE = 132  # where in the hub's prefix the private address lies; 68 was seen, too


def is_hub(properties):
    return str(properties["sku"].get("name")).lower() == "azfw_hub"


def complete(call, made, previous):
    """The properties as a hub firewall shows them; unlike others it has no threatIntelMode of its own accord."""
    if call.switches.hub_firewall_lists == "absent":
        made = {name: value for name, value in made.items() if value or name not in LISTS}
    addresses = _addresses(made, ((previous or {}).get("properties") or {}).get("hubIPAddresses") or {})
    return {**made, "hubIPAddresses": addresses} if addresses else made


def _addresses(made, before):
    """As sent; what a client leaves out stays for as long as the firewall is in a hub."""
    kept = before if made.get("virtualHub") else {}
    given = values.expect(made.get("hubIPAddresses") or kept, dict, "properties.hubIPAddresses")
    private = {name: kept[name] for name in ("privateIPAddress",) if name in kept}
    shown = {**private, **given}
    if given.get("publicIPs"):
        shown["publicIPs"] = _public(given["publicIPs"])
    return parts.ordered(shown, ("privateIPAddress", "publicIPs"))


def _public(given):
    path = "properties.hubIPAddresses.publicIPs"
    addresses = values.listing(values.expect(given, dict, path), "addresses", path)
    return {
        "addresses": list(addresses),
        "count": values.expect(given.get("count", len(addresses)), int, f"{path}.count"),
    }


def check_rules(call, properties, document):
    """A hub knows rules by policies only (documentation: Firewall Manager, policy overview)."""
    if is_hub(properties) and any(properties.get(kind.list_name) for kind in firewall_rules.KINDS):
        text = f"Azure Firewall {document['name']} is in a virtual hub and cannot have rule collections of its own."
        raise errors.invalid(call.switches.hub_rule_collections_code, text)


def settled(store, properties):
    """Addresses that nobody gave are there when the operation has ended."""
    if not is_hub(properties):
        return
    addresses = properties.get("hubIPAddresses") or {}
    hub = store.get((properties.get("virtualHub") or {}).get("id") or "") or {}
    prefix = (hub.get("properties") or {}).get("addressPrefix")
    if addresses and prefix and "privateIPAddress" not in addresses:
        private = str(ipaddress.ip_network(prefix)[PRIVATE])
        properties["hubIPAddresses"] = addresses = {"privateIPAddress": private, **addresses}
    public = addresses.get("publicIPs") or {"addresses": [], "count": 0}
    for number in range(len(public["addresses"]), public["count"]):
        public["addresses"].append({"address": f"203.0.113.{200 + number}"})
