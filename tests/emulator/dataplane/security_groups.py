# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A network security group: the first rule that matches, by priority.

Not modelled: application security groups and source ports, which are refused. The tag VirtualNetwork holds what the
caller says and nothing else; with Azure that is the network, its peers, what is behind its gateway, and prefixes of
user routes, of which nobody says when they count.
"""

from __future__ import annotations

from typing import NamedTuple

from . import addresses, strangers
from .truth import Truth

# A group has these from its birth and they cannot be deleted; a document as a client would send it lacks them.
DEFAULTS = (
    ("AllowVnetInBound", 65000, "Inbound", "VirtualNetwork", "VirtualNetwork", "Allow"),
    ("AllowAzureLoadBalancerInBound", 65001, "Inbound", "AzureLoadBalancer", "*", "Allow"),
    ("DenyAllInBound", 65500, "Inbound", "*", "*", "Deny"),
    ("AllowVnetOutBound", 65000, "Outbound", "VirtualNetwork", "VirtualNetwork", "Allow"),
    ("AllowInternetOutBound", 65001, "Outbound", "*", "Internet", "Allow"),
    ("DenyAllOutBound", 65500, "Outbound", "*", "*", "Deny"),
)
LOAD_BALANCER = "168.63.129.16"
# Documentation ranges are left out on purpose: tests use them as public addresses.
NOT_PUBLIC = (
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "224.0.0.0/3",
    "::/127",
    "fc00::/7",
    "fe80::/10",
    "ff00::/8",
)


class Access(NamedTuple):
    allowed: bool
    by: object = None  # the name of the rule


def security_group(
    nsg_document,
    *,
    direction,
    source,
    destination,
    port,
    protocol="Tcp",
    service_tags=None,
    virtual_network=(),
    tagged=(),
    truth=Truth(),  # noqa: B008 -- it never changes
):
    """The verdict about one flow, by the name of the rule; no group allows everything, by None.

    `virtual_network` are prefixes of networks, which are not the internet; `tagged` those that the tag VirtualNetwork
    holds besides, which the internet may hold as well.
    """
    for end in (source, destination):
        addresses.single(end)
    if protocol.lower() not in ("tcp", "udp", "icmp"):
        raise ValueError(f"unknown protocol: {protocol}")
    if nsg_document is None:
        return Access(True)
    space = Space(service_tags, virtual_network, tagged)
    for name, rule in rules_of(nsg_document["properties"], direction):
        if (
            _spoken(rule, protocol, port)
            and _end(name, rule, "source", source, space)
            and _end(name, rule, "destination", destination, space)
            and strangers.are_met(rule, strangers.SECURITY_RULE, truth)
        ):
            _refuse_source_ports(name, rule)
            return Access(rule["access"].lower() == "allow", name)
    return Access(False)


def rules_of(properties, direction):
    """(name, properties) of one direction's rules, low number first."""
    items = [*(properties.get("securityRules") or []), *(properties.get("defaultSecurityRules") or _defaults())]
    for item in sorted(items, key=lambda one: one["properties"]["priority"]):
        if item["properties"]["direction"].lower() == direction.lower():
            yield item["name"], item["properties"]


def _defaults():
    for name, priority, direction, source, destination, access in DEFAULTS:
        properties = {
            "priority": priority,
            "direction": direction,
            "access": access,
            "protocol": "*",
            "sourceAddressPrefix": source,
            "sourcePortRange": "*",
            "destinationAddressPrefix": destination,
            "destinationPortRange": "*",
        }
        yield {"name": name, "properties": properties}


def _spoken(rule, protocol, port):
    port = None if protocol.lower() == "icmp" else port
    ports = both(rule, "destinationPortRange")
    return rule["protocol"].lower() in ("*", "any", protocol.lower()) and any(
        addresses.in_ports(item, port) for item in ports
    )


def _refuse_source_ports(name, rule):
    """A client picks its port by chance, so such a rule matches by chance."""
    if any(item not in ("*", "0-65535") for item in both(rule, "sourcePortRange")):
        raise ValueError(f"rule {name} looks at source ports, which are not modelled")


def both(rule, member):
    """The values of a member in both its forms: a rule has `member` or `members` or both."""
    single = rule.get(member)
    plural = rule.get(member + ("es" if member.endswith("x") else "s")) or []
    return [*([single] if single else []), *plural]


def _end(name, rule, side, address, space):
    if rule.get(f"{side}ApplicationSecurityGroups"):
        raise ValueError(f"rule {name} has application security groups, which are not modelled")
    return any(space.holds(item, address) for item in both(rule, f"{side}AddressPrefix"))


class Space:
    """What the words in a rule's addresses stand for."""

    def __init__(self, service_tags, virtual_network, tagged):
        self.service_tags = service_tags
        self.virtual_network = virtual_network
        self.words = {
            "*": lambda address: True,
            "any": lambda address: True,
            "virtualnetwork": lambda address: self._in_network(address) or _in_any(tagged, address),
            "internet": self._public,
            "azureloadbalancer": lambda address: address == LOAD_BALANCER,
        }

    def holds(self, item, address):
        word = self.words.get(item.lower())
        if word:
            return word(address)
        if addresses.block(item) is not None:
            return addresses.in_block(item, address)
        prefixes = addresses.tag_prefixes(self.service_tags, item)
        if prefixes is None:
            raise ValueError(f"nobody said what the service tag {item} holds")
        return _in_any(prefixes, address)

    def _in_network(self, address):
        return _in_any(self.virtual_network, address)

    def _public(self, address):
        return not self._in_network(address) and not _in_any(NOT_PUBLIC, address)


def _in_any(prefixes, address):
    return any(addresses.in_block(prefix, address) for prefix in prefixes)
