# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Threat intelligence, which a firewall asks before any rule.

What is on the list nobody publishes. The mode is inherited and can only become stricter; a Basic firewall tells of
such traffic and never stops it, whatever the mode.
"""

from __future__ import annotations

from . import addresses, rules

CLASSIC_NAMES, CLASSIC_ADDRESSES = "ThreatIntel.Whitelist.FQDNs", "ThreatIntel.Whitelist.IpAddresses"


def stops(firewall, policies, asked):
    """Whether the list keeps this flow from ever meeting a rule; `policies` are those of the chain, if any."""
    tier = (firewall["properties"].get("sku") or {}).get("tier", "")
    sources = [policy.get("properties") or {} for policy in policies] or [firewall["properties"]]
    denies = any(str(item.get("threatIntelMode")).lower() == "deny" for item in sources)
    if tier.lower() == "basic" or not denies or any(_spared(item, asked) for item in sources):
        return False
    listed = asked.truth.threats
    if listed is None and not asked.truth.whole:
        return False
    # A connection that is no HTTP shows no name.
    return bool({asked.address, asked.fqdn if asked.is_named else None} & asked.truth.said("threats"))


def _spared(properties, asked):
    allowed = properties.get("threatIntelWhitelist") or {}
    more = properties.get("additionalProperties") or {}
    names = [*(allowed.get("fqdns") or []), *_split(more.get(CLASSIC_NAMES))]
    ranges = [*(allowed.get("ipAddresses") or []), *_split(more.get(CLASSIC_ADDRESSES))]
    return any(asked.fqdn and rules.in_name(name, asked.fqdn) for name in names) or any(
        asked.address and addresses.in_block(item, asked.address) for item in ranges
    )


def _split(text):
    return [item.strip() for item in (text or "").split(",") if item.strip()]
