# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Intrusion detection, which may drop what a rule has let pass.

Which signature holds of a connection nobody can foretell. Only a Premium firewall has any, and a bypass of the policy
that fits in source, destination, port and protocol spares what it covers (Microsoft Learn, firewall/premium-features).
"""

from __future__ import annotations

from . import addresses, rules, snat


def drops(firewall, policies, asked):
    """Whether a signature ends this connection."""
    tiers = [item["properties"].get("sku") or {} for item in (firewall, *policies[-1:])]
    if not policies or any(str(sku.get("tier")).lower() != "premium" for sku in tiers):
        return False
    settings = snat.inherited("intrusionDetection", policies, asked.truth)
    if str(settings.get("mode")).lower() != "deny":
        return False
    spared = (settings.get("configuration") or {}).get("bypassTrafficSettings") or []
    if any(_covers(item, asked) for item in spared):
        return False
    return bool({asked.address, asked.fqdn} & asked.truth.said("signatures"))


def _covers(item, asked):
    return (
        item["protocol"].lower() in ("any", asked.transport)
        and any(addresses.in_ports(port, asked.port) for port in item.get("destinationPorts") or [])
        and _holds(item, "source", asked.source, asked)
        and _holds(item, "destination", asked.address, asked)
    )


def _holds(item, side, address, asked):
    items = [*(item.get(f"{side}Addresses") or []), *rules.of_groups(item, f"{side}IpGroups", asked)]
    return any(addresses.in_block(one, address) for one in items)
