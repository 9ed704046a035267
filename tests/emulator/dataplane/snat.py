# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which destinations a firewall passes on under the client's own address, so that no answer comes from the internet.

Microsoft Learn, firewall/snat-private-range (2025-03-17): the ranges are for network rules alone; application rules
always translate. A policy has them as a member, a classic firewall as a text, which counts no more under a policy.
"""

from __future__ import annotations

from . import addresses

IANA = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
CLASSIC, IANA_WORD, ROUTE_SERVER = (
    "Network.SNAT.PrivateRanges",
    "ianaprivateranges",
    "Network.RouteServerInfo.RouteServerID",
)


def keeps_source(firewall, policies, address, truth):
    """Whether a network rule passes a packet on to the address as it is."""
    return any(addresses.in_block(item, address) for item in _ranges(firewall["properties"], policies, truth))


def _ranges(properties, policies, truth):
    more = properties.get("additionalProperties") or {}
    if not policies:
        return _expanded(str(more.get(CLASSIC) or "").split(","))
    settings = inherited("snat", policies, truth)
    learned = ()
    if str(settings.get("autoLearnPrivateRanges")).lower() == "enabled" and more.get(ROUTE_SERVER):
        learned = truth.said("learned_ranges")
    return (*_expanded(settings.get("privateRanges") or ()), *learned)


def _expanded(items):
    """Without any range, those of private addresses; a word stands for the same."""
    written = [item.strip() for item in items if item.strip()]
    plain = [item for item in written if item.lower() != IANA_WORD]
    return (*plain, *(IANA if len(plain) < len(written) or not written else ()))


def inherited(member, policies, truth):
    """A setting of the firewall's own policy. Of the parents' the pages only say that rules and threat lists count."""
    own, *parents = [(policy.get("properties") or {}).get(member) for policy in reversed(policies)]
    nearest = next((item for item in parents if item is not None), None)
    if own is None and nearest is not None and truth.said("settings_inherited"):
        return nearest
    return own or {}
