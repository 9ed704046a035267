# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of rules, rows and routes that are not in any page we have read.

What such a member asks for nobody knows, so a world says whether it is met. An empty one asks for nothing.
"""

from __future__ import annotations

_ENVELOPE = {"name", "id", "etag", "type", "description", "provisioningState"}
_SOURCES = {"sourceAddresses", "sourceIpGroups", "sourceGeoLocations", "sourceKubeSelectorGroups"}
_RULE = _ENVELOPE | _SOURCES | {"ruleType", "protocols", "destinationAddresses"}
NETWORK_RULE = _RULE | set(
    str.split("ipProtocols destinationIpGroups destinationFqdns destinationPorts destinationGeoLocations ipv6Rule")
)
# What an application rule inserts or has from the server changes nothing about what it matches.
APPLICATION_RULE = (
    _RULE
    | {"targetFqdns", "targetUrls", "fqdnTags", "webCategories", "terminateTLS", "httpHeadersToInsert"}
    | {"priority", "direction", "actions"}
)
_ENDS = str.split("AddressPrefix AddressPrefixes PortRange PortRanges ApplicationSecurityGroups")
SECURITY_RULE = (
    _ENVELOPE
    | {"access", "priority", "direction", "protocol"}
    | {side + member for side in ("source", "destination") for member in _ENDS}
)
ROUTE = _ENVELOPE | {"addressPrefix", "nextHopType", "nextHopIpAddress", "nextHop", "hasBgpOverride"}


def are_met(item, known, truth):
    """Whether all that unknown members ask for is so; where nobody cares, they ask for nothing."""
    found = [name for name, value in item.items() if name not in known and value not in (None, "", [], {})]
    if not truth.whole:
        return True
    told = truth.strangers or {}
    for name in found:
        if name not in told:
            raise ValueError(f"nobody said what {name} asks for")
    return all(told[name] for name in found)
