# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An oracle: would this flow pass the firewall, and where does a route table send it?

Written from the description of the service, apart from the code under test. Not modelled: threat intelligence, DNAT,
the built-in infrastructure names, IP groups and firewalls with a policy; the last two are refused, never guessed.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import NamedTuple

HTTP_KINDS = ("http", "https", "mssql")
TAG_RULE_PROTOCOLS = ({"protocolType": "Https", "port": 443}, {"protocolType": "Http", "port": 80})


class Verdict(NamedTuple):
    allowed: bool
    by: tuple | None = None  # (collection, rule); None: the final deny


@dataclass(frozen=True)
class Flow:
    source: str
    port: int
    protocol: str = "Https"
    fqdn: str | None = None  # SNI with Https, Host header with Http; with TCP and UDP what was resolved
    address: str | None = None
    tag: str | None = None  # "an address of this service tag", when none is at hand
    service_tags: dict | None = None  # the service tag document
    fqdn_tags: dict | None = None  # name -> host names, for rules with FQDN tags

    @property
    def transport(self):
        return "tcp" if self.protocol.lower() in HTTP_KINDS else self.protocol.lower()


def flow(firewall_document, source, *, port, protocol="Https", **more):
    """The verdict about one flow; `more` are the other fields of Flow."""
    asked = Flow(source, port, protocol, **more)
    if asked.transport not in ("tcp", "udp"):
        raise ValueError(f"unknown protocol: {protocol}")
    properties = firewall_document["properties"]
    if properties.get("firewallPolicy"):
        raise ValueError("this firewall has a policy; its rules are elsewhere")
    proxy = str((properties.get("additionalProperties") or {}).get("Network.DNS.EnableProxy", "")).lower() == "true"
    verdict = _first(properties, "networkRuleCollections", lambda rule: _network_rule(rule, asked, proxy))
    if verdict is None and asked.protocol.lower() in HTTP_KINDS:
        verdict = _first(properties, "applicationRuleCollections", lambda rule: _application_rule(rule, asked))
    return verdict or Verdict(False)


def _first(properties, list_name, matches):
    """The verdict of the first rule that matches: by priority, inside a collection from the top."""
    for collection in sorted(properties.get(list_name) or [], key=lambda item: item["properties"]["priority"]):
        for rule in collection["properties"].get("rules") or []:
            if matches(rule):
                action = collection["properties"]["action"]["type"].lower()
                return Verdict(action == "allow", (collection["name"], rule["name"]))
    return None


def _network_rule(rule, asked, proxy):
    protocols = [item.lower() for item in rule.get("protocols") or []]
    return (
        (asked.transport in protocols or "any" in protocols)
        and any(_in_ports(item, asked.port) for item in rule.get("destinationPorts") or [])
        and _source(rule, asked)
        and _destination(rule, asked, proxy)
    )


def _application_rule(rule, asked):
    if not asked.fqdn:
        return False  # without SNI or Host there is nothing to match
    protocols = rule.get("protocols") or (TAG_RULE_PROTOCOLS if rule.get("fqdnTags") else ())
    spoken = any(
        item["protocolType"].lower() == asked.protocol.lower() and int(item["port"]) == asked.port for item in protocols
    )
    names = list(rule.get("targetFqdns") or [])
    for tag in rule.get("fqdnTags") or []:
        names += (asked.fqdn_tags or {}).get(tag, ())
    return spoken and any(_in_name(item, asked.fqdn) for item in names) and _source(rule, asked)


def _source(rule, asked):
    if rule.get("sourceIpGroups"):
        raise ValueError(f"rule {rule['name']} has IP groups, which are not modelled")
    return any(_in_block(item, asked.source) for item in rule.get("sourceAddresses") or [])


def _destination(rule, asked, proxy):
    if rule.get("destinationIpGroups"):
        raise ValueError(f"rule {rule['name']} has IP groups, which are not modelled")
    if any(_in_destination(item, asked) for item in rule.get("destinationAddresses") or []):
        return True
    # Names in network rules do nothing without DNS proxy, and wildcards nothing at all.
    names = {item.lower() for item in rule.get("destinationFqdns") or []} if proxy else set()
    return bool(asked.fqdn) and asked.fqdn.lower() in names


def _in_destination(item, asked):
    if _block(item) is not None:
        # An unknown address is still inside "everything".
        return _is_everything(item) if asked.address is None else _in_block(item, asked.address)
    if asked.tag and (asked.tag.lower() == item.lower() or asked.tag.lower().startswith(item.lower() + ".")):
        return True
    prefixes = _tag_prefixes(asked.service_tags, item)
    return asked.address is not None and any(_in_block(prefix, asked.address) for prefix in prefixes)


def _in_name(pattern, name):
    """`*.x` is everything below x but not x; `*x` is everything that ends with x."""
    pattern, name = pattern.lower(), name.lower()
    return name.endswith(pattern[1:]) if pattern.startswith("*") else name == pattern


def _in_ports(item, port):
    if item == "*":
        return True
    first, _dash, last = item.partition("-")
    return int(first) <= port <= int(last or first)


def _block(text):
    """(first, last) address of an address, prefix, range or `*`; None for anything else."""
    try:
        if text == "*":
            return ipaddress.ip_address("0.0.0.0"), ipaddress.ip_address("255.255.255.255")
        if "-" in text:
            first, last = (ipaddress.ip_address(piece.strip()) for piece in text.split("-"))
            return first, last
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    return network[0], network[-1]


def _is_everything(text):
    return text == "*" or _block(text) == _block("*")


def _in_block(text, wanted):
    """Whether all of `wanted` (address or prefix) lies inside; an answer for only a part of it is refused."""
    if text == "*":
        return True
    outer, inner = _block(text), _block(wanted)
    if outer is None or inner is None:
        raise ValueError(f"no address: {text if outer is None else wanted}")
    if outer[0].version != inner[0].version or outer[1] < inner[0] or inner[1] < outer[0]:
        return False
    if outer[0] <= inner[0] and inner[1] <= outer[1]:
        return True
    raise ValueError(f"{text} holds only a part of {wanted}; ask with single addresses")


def _tag_prefixes(document, name):
    for item in (document or {}).get("values") or []:
        if item["name"].lower() == name.lower():
            return item["properties"]["addressPrefixes"]
    return []


class Hop(NamedTuple):
    type: str
    address: str | None = None
    route: str | None = None  # None: a system route


def next_hop(table_document, address, service_tags=None):
    """Longest prefix first; at the same prefix a written-out one beats a tag, a regional tag a global one."""
    best, hop = None, Hop("Internet")
    for route in ((table_document or {}).get("properties") or {}).get("routes") or []:
        properties = route["properties"]
        rank = _rank(properties["addressPrefix"], address, service_tags)
        if rank is not None and (best is None or rank > best):
            best = rank
            hop = Hop(properties["nextHopType"], properties.get("nextHopIpAddress") or None, route["name"])
    return hop


def _rank(prefix, address, service_tags):
    wanted = ipaddress.ip_address(address)
    written = _block(prefix) is not None
    networks = [ipaddress.ip_network(item) for item in ([prefix] if written else _tag_prefixes(service_tags, prefix))]
    lengths = [network.prefixlen for network in networks if wanted in network]
    if not lengths:
        return None
    cloud = prefix.lower().split(".")[0] == "azurecloud"
    return max(lengths), written, not cloud, "." in prefix
