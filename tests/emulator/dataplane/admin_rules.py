# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security admin rules of network managers, which are asked before the security group of a subnet.

Low number first, and the first rule that matches ends it. Deny drops, AlwaysAllow passes the security group by, and
after Allow the group still decides, as it does where no rule matches.
"""

from __future__ import annotations

from . import addresses

ANSWER = "listNetworkManagerEffectiveSecurityAdminRules"


def decision(answer, space, *, direction, source, destination, port, protocol, groups=None):
    """(access in lower case, id) of the rule that decides, or None.

    `answer` is that of the call ANSWER of the network, `groups` the prefixes of network groups by id in lower case.
    """
    rules = [item for item in (answer or {}).get("value") or [] if _is_for(item["properties"], direction)]
    for item in sorted(rules, key=lambda one: one["properties"]["priority"]):
        rule = item["properties"]
        if (
            _spoken(rule, protocol, port)
            and _end(rule.get("sources"), source, space, groups)
            and _end(rule.get("destinations"), destination, space, groups)
        ):
            _refuse_source_ports(item)
            return rule["access"].lower(), item["id"]
    return None


def _is_for(rule, direction):
    return rule["direction"].lower() == direction.lower()


def _spoken(rule, protocol, port):
    """A rule made without ports is shown with an empty list: any."""
    spoken = rule["protocol"].lower() in ("any", protocol.lower())
    return spoken and any(addresses.in_ports(item, port) for item in rule.get("destinationPortRanges") or ["*"])


def _refuse_source_ports(item):
    if any(one not in ("*", "0-65535") for one in item["properties"].get("sourcePortRanges") or []):
        raise ValueError(f"admin rule {item['id']} looks at source ports, which are not modelled")


def _end(items, address, space, groups):
    return not items or any(_holds(item, address, space, groups) for item in items)


def _holds(item, address, space, groups):
    prefix = item["addressPrefix"]
    if item["addressPrefixType"].lower() != "networkgroup":
        return space.holds(prefix, address)
    if groups is None:
        raise ValueError(f"nobody said which networks are in {prefix}")
    return any(addresses.in_block(one, address) for one in groups.get(prefix.lower(), ()))
