# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a name resolves to for who asks: a network with its name servers, or a firewall.

Microsoft Learn: a network without servers of its own asks Azure DNS, which looks into the private zones linked to that
network first (dns/private-dns-overview); one with servers asks those. A firewall answers if its DNS proxy is on, and
asks servers of its own or Azure DNS as its own network sees it (firewall/dns-details, 2024-06-11). A linked zone is
authoritative for all names below it, but for those a link hands on (dns/private-dns-fallback).
"""

from __future__ import annotations

from typing import NamedTuple

from . import addresses, private_endpoints
from .classic import dns_proxy
from .policies import dns_settings

AZURE = "168.63.129.16"
PRIVATE_LINK, FALLS_BACK, ALIASES = "privatelink.", "nxdomainredirect", 8
CLASSIC_SERVERS = "Network.DNS.Servers"


class Zone(NamedTuple):
    name: str
    falls_back: bool  # what it lacks, public DNS is asked
    records: dict  # name without the zone's -> addresses, or the name of which it is an alias


class Names:
    """All that answers in a world; `chain` gives the policies of a firewall, the root first."""

    def __init__(self, documents, truth, chain):
        self._documents, self._truth, self._chain = documents, truth, chain

    def of_network(self, network, name):
        """The addresses that a machine in a network gets, none if nobody tells it any."""
        servers = (network["properties"].get("dhcpOptions") or {}).get("dnsServers") or [AZURE]
        return self._from(servers, network["id"], name, ())

    def of_firewall(self, firewall, name):
        """The addresses that a firewall finds for itself."""
        return self._found(firewall, name, ())

    def _from(self, servers, network_id, name, asking):
        """The first of several servers that answers."""
        if is_address(name):
            return (name,)
        for server in servers:
            found = self._asked(server, network_id, name, asking)
            if found is not None:
                return found
        return ()

    def _asked(self, server, network_id, name, asking):
        if server == AZURE:
            return self._azure(network_id, name)
        firewall = self._at(server)
        if firewall is not None:
            return self._found(firewall, name, asking) if self._is_proxy(firewall) else None
        answers = self._truth.said("servers").get(server, {})
        return None if answers is None else answers.get(name, self._public(name))

    def _at(self, address):
        """The firewall that has this private address."""
        for item in self._documents.of_kind("azureFirewalls"):
            places = [one["properties"] for one in item["properties"].get("ipConfigurations") or []]
            if address in [
                one.get("privateIPAddress") for one in [*places, item["properties"].get("hubIPAddresses") or {}]
            ]:
                return item
        return None

    def _found(self, firewall, name, asking):
        """A firewall that is told to ask itself gets no answer."""
        if firewall["id"] in asking:
            return None
        servers, _proxy = self._settings(firewall)
        return self._from(servers or [AZURE], _network_of(firewall), name, (*asking, firewall["id"]))

    def _is_proxy(self, firewall):
        _servers, proxy = self._settings(firewall)
        return proxy

    def _settings(self, firewall):
        """(servers, whether it answers others); a Basic firewall has neither."""
        properties = firewall["properties"]
        policies = [policy for policy, _groups in self._chain(firewall)]
        tiers = [(one["properties"].get("sku") or {}).get("tier") for one in (firewall, *policies)]
        if any(str(tier).lower() == "basic" for tier in tiers):
            return (), False
        if policies:
            settings = dns_settings(policies)
            return settings.get("servers") or (), settings.get("enableProxy") is True
        written = (properties.get("additionalProperties") or {}).get(CLASSIC_SERVERS) or ""
        return [item.strip() for item in written.split(",") if item.strip()], dns_proxy(properties)

    def _azure(self, network_id, name):
        """Azure DNS as a network sees it, alias by alias; None for the network of a virtual hub, which has no links."""
        zones, wanted = self._linked(network_id), name.lower()
        for _alias in range(ALIASES):
            zone = max((one for one in zones if _holds(one.name, wanted)), key=lambda one: len(one.name), default=None)
            if zone is None:
                alias = self._alias(wanted, zones)
                if alias is None:
                    return self._public(wanted, name)
                wanted = alias
                continue
            record = _record(zone, wanted)
            if isinstance(record, tuple):
                return record
            if record is None:
                return self._public(wanted, name) if zone.falls_back else ()
            wanted = record
        raise ValueError(f"{name} is an alias without end")

    def _alias(self, name, zones):
        """Public DNS makes an alias of a resource's name once it has a private endpoint, be it somebody else's."""
        known = private_endpoints.aliases(self._documents)
        if name in known:
            return known[name]
        if not any(_holds(one.name, private_endpoints.alias(name)) for one in zones):
            return None  # it makes no difference
        return self._truth.said("aliases").get(name)

    def _public(self, name, asked=""):
        known = self._truth.said("addresses")
        return known.get(name, known.get(asked, ()))

    def _linked(self, network_id):
        """The zones that are linked to a network."""
        found = []
        for link in self._documents.of_kind("virtualNetworkLinks") if network_id else ():
            properties = link["properties"]
            if properties["virtualNetwork"]["id"].lower() != network_id.lower():
                continue
            if properties.get("virtualNetworkLinkState", "Completed") != "Completed":
                raise ValueError(f"nobody said whether {link['id']} is in force")
            zone = self._documents.demand(link["id"].rsplit("/", 2)[0])
            falls_back = str(properties.get("resolutionPolicy")).lower() == FALLS_BACK
            name = zone["name"].lower()
            found.append(Zone(name, falls_back and name.startswith(PRIVATE_LINK), self._records(zone["id"])))
        return found

    def _records(self, zone_id):
        below = [
            item
            for kind in ("A", "CNAME")
            for item in self._documents.of_kind(kind)
            if item["id"].lower().startswith(f"{zone_id.lower()}/")
        ]
        return {item["name"].lower(): _value(item["properties"]) for item in below}


def is_address(text):
    """Whether somebody asks for an address as it stands."""
    return addresses.block(text) is not None


def _network_of(firewall):
    for item in firewall["properties"].get("ipConfigurations") or []:
        if "subnet" in item["properties"]:
            return item["properties"]["subnet"]["id"].rsplit("/", 2)[0]
    return None


def _holds(zone, name):
    return name == zone or name.endswith(f".{zone}")


def _record(zone, name):
    """What a zone has for a name; a wildcard stands for all that is not there."""
    relative = name.removesuffix(zone.name).rstrip(".") or "@"
    if relative in zone.records:
        return zone.records[relative]
    _host, dot, above = relative.partition(".")
    return zone.records.get(f"*.{above}" if dot else "*")


def _value(properties):
    alias = (properties.get("cnameRecord") or {}).get("cname")
    return alias.lower() if alias else tuple(one["ipv4Address"] for one in properties.get("aRecords") or [])
