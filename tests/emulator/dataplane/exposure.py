# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who on the internet may reach a cluster at its public names, port 443.

In its owner's network a cluster has the names of its two public addresses, and "the default NSG rules block access to
public IP addresses outside the VNet. To reach a public endpoint, you must add an exception" ("Deploy Azure Data
Explorer cluster into your Virtual Network"): so it is the subnet's security group that decides. Everywhere else it is
`publicNetworkAccess` with `allowedIpRangeList` ("Manage public access", 2026-02-02; Enabled where nobody said anything,
as the models of azure-mgmt-kusto 4.0.0 have it). What no page tells is UNKNOWN, never less: a subnet without a group, a
state or a word that is in no model, rules that depend on more than addresses. Nor does any tell whether public access
that is off, or a list, holds for a cluster in a network as well, so neither makes it less there.
"""

from __future__ import annotations

import copy
import enum
from dataclasses import dataclass

from . import addresses, ranges, security_groups, strangers

PORT = 443
CLUSTER = "microsoft.kusto/clusters"
DECIDING = (CLUSTER, "microsoft.network/virtualnetworks", "microsoft.network/networksecuritygroups")
MOVED, HELD = "disabled", "enabled"


class Who(enum.Enum):
    """In the order of how many they are."""

    NOBODY = 0
    LISTED = 1
    EVERYBODY = 2
    UNKNOWN = 3


@dataclass(frozen=True)
class Exposure:
    """`listed` are prefixes, addresses and service tags, for LISTED alone."""

    who: Who
    listed: frozenset[str] = frozenset()

    def __or__(self, other):
        """Those that one of the two lets in: what is sure while either may be the case."""
        wider = max((self, other), key=lambda one: one.who.value)
        return Exposure(wider.who, self.listed | other.listed if wider.who == Who.LISTED else frozenset())

    def within(self, other):
        """True only where it is known that nobody gets in who does not by the other."""
        if self.who == Who.NOBODY or other.who == Who.EVERYBODY:
            return True
        if self.who == other.who == Who.LISTED:
            return all(ranges.is_covered(item, other.listed) for item in self.listed)
        return False


NOBODY, EVERYBODY, UNKNOWN = Exposure(Who.NOBODY), Exposure(Who.EVERYBODY), Exposure(Who.UNKNOWN)


def listed(items):
    """Those on the internet whom a list lets in, be it the one that is asked for or the one of a cluster."""
    items = [ranges.plain(item) for item in items]
    if ranges.are_everybody(items):
        return EVERYBODY
    found = [left for item in items for left in ranges.without(item, security_groups.NOT_PUBLIC)]
    return Exposure(Who.LISTED, frozenset(found)) if found else NOBODY


def of(cluster, find, before=None):
    """The exposure of a cluster's document; `find` gives a document by its id, or None: the subnet's, and its group's.

    While a cluster changes, and after a change that failed, what held before may hold still: that of the document from
    `before`, or either of what there can be where that is not known.
    """
    properties = cluster.get("properties") or {}
    found = _settled(properties, find)
    if properties.get("provisioningState") == "Succeeded":
        return found
    if before is not None:
        return found | _settled(before.get("properties") or {}, find)
    return found | _outside(properties) | (_inside(properties, find) if _network(properties) else NOBODY)


class Watch:
    """Hears of every document that an emulator stores, and keeps how exposed its clusters were.

    `with emulator.watched(watch)`; `seen` has (id in lower case, Exposure) in the order of the documents, from those on
    that were there at the beginning.
    """

    def __init__(self, emulator):
        self._find = emulator.document
        self._settled, self._now, self._last = {}, {}, {}
        self.seen = []
        for document in emulator.documents().values():
            self._keep(document)
        self._look()

    def __call__(self, document):
        """Another document, which may be a cluster's, or one that decides who gets in to clusters."""
        self._keep(document)
        if str(document.get("type")).lower() in DECIDING:
            self._look()

    def wider(self, allowed):
        """What was seen and lets in more than is allowed of that cluster, by its id in lower case."""
        return [(key, found) for key, found in self.seen if key in allowed and not found.within(allowed[key])]

    def _keep(self, document):
        if str(document.get("type")).lower() != CLUSTER:
            return
        key, kept = document["id"].lower(), copy.deepcopy(document)
        self._now[key] = kept
        if kept["properties"].get("provisioningState") == "Succeeded":
            self._settled[key] = kept

    def _look(self):
        for key, document in self._now.items():
            found = of(document, self._find, self._settled.get(key))
            if self._last.get(key) != found:
                self._last[key] = found
                self.seen.append((key, found))


def _network(properties):
    return properties.get("virtualNetworkConfiguration")


def _settled(properties, find):
    """What holds once nothing changes any more."""
    network = _network(properties)
    if not network:
        return _outside(properties)
    state = str(network.get("state") or HELD).lower() if isinstance(network, dict) else ""
    if state == MOVED:
        return _outside(properties)
    return _inside(properties, find) if state == HELD else UNKNOWN


def _outside(properties):
    """What holds for a cluster in a network of Microsoft's."""
    access = str(properties.get("publicNetworkAccess") or HELD).lower()
    if access == MOVED:
        return NOBODY
    if access != HELD:
        return UNKNOWN  # a perimeter, for one: its rules stand elsewhere
    items = properties.get("allowedIpRangeList") or []
    return listed(items) if items else EVERYBODY


def _inside(properties, find):
    network = properties.get("virtualNetworkConfiguration")
    subnet = find(network["subnetId"]) if isinstance(network, dict) and network.get("subnetId") else None
    held = ((subnet or {}).get("properties") or {}).get("networkSecurityGroup") or {}
    group = find(held["id"]) if held.get("id") else None
    return UNKNOWN if group is None else let_in(group)


def let_in(group):
    """Whom on the internet a security group lets in to the cluster."""
    found, refused = [], []
    for _name, rule in security_groups.rules_of(group["properties"], "Inbound"):
        if not _speaks(rule):
            continue
        sources = _sources(rule)
        if sources is None or not _is_plain(rule):
            return UNKNOWN
        if rule["access"].lower() == "allow":
            found += [left for item in sources for left in ranges.without(item, refused)]
        elif _is_whole(rule):
            refused += sources
        # A deny for a part of the subnet is passed over: whoever it keeps out counts as let in, as does whoever is let
        # in to a part only.
    return listed(found)


def _speaks(rule):
    protocols = ("*", "any", "tcp")
    ports = security_groups.both(rule, "destinationPortRange")
    return rule["protocol"].lower() in protocols and any(addresses.in_ports(item, PORT) for item in ports)


def _sources(rule):
    """The sources that are, or may be, on the internet; None where nobody can tell."""
    if rule.get("sourceApplicationSecurityGroups"):
        return []  # interfaces of virtual machines, in networks
    items = security_groups.both(rule, "sourceAddressPrefix")
    return [ranges.plain(item) for item in items if item.lower() not in ranges.NOT_THE_INTERNET] if items else None


def _is_plain(rule):
    """A rule that looks at more than sources, destinations and ports asks for something that nobody told us."""
    strange = [value for member, value in rule.items() if member not in strangers.SECURITY_RULE]
    return all(value in (None, "", [], {}) for value in strange)


def _is_whole(rule):
    """Whether a deny keeps its sources out of all of the subnet, whatever port they come from."""
    ends = security_groups.both(rule, "destinationAddressPrefix")
    ports = security_groups.both(rule, "sourcePortRange")
    is_all = any(item.lower() in ("*", "any", "virtualnetwork", "0.0.0.0/0") for item in ends)
    return is_all and any(item in ("*", "0-65535") for item in ports)
