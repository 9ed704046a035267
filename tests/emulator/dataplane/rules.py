# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One rule and one flow: what classic rules and rules of policies have in common."""

from __future__ import annotations

from . import addresses

TAG_RULE_PROTOCOLS = ({"protocolType": "Https", "port": 443}, {"protocolType": "Http", "port": 80})


def network_rule(rule, protocols, asked, proxy):
    """`protocols` apart, because the two generations name that field differently."""
    spoken = [item.lower() for item in protocols or []]
    return (
        (asked.transport in spoken or "any" in spoken)
        and any(addresses.in_ports(item, asked.port) for item in rule.get("destinationPorts") or [])
        and _source(rule, asked)
        and _destination(rule, asked, proxy)
    )


def application_rule(rule, asked):
    if not asked.fqdn:
        return False  # without SNI or Host there is nothing to match
    return (
        _spoken(rule, asked)
        and _source(rule, asked)
        and _narrowed(rule, asked)
        and (_named(rule, asked) or _refuse_pages(rule, asked))
    )


def _spoken(rule, asked):
    protocols = rule.get("protocols") or (TAG_RULE_PROTOCOLS if rule.get("fqdnTags") else ())
    return any(
        item["protocolType"].lower() == asked.protocol.lower() and int(item["port"]) == asked.port for item in protocols
    )


def _source(rule, asked):
    items = [*(rule.get("sourceAddresses") or []), *_of_groups(rule, "sourceIpGroups", asked)]
    return any(addresses.in_block(item, asked.source) for item in items)


def _destination(rule, asked, proxy):
    items = [*(rule.get("destinationAddresses") or []), *_of_groups(rule, "destinationIpGroups", asked)]
    if any(_in_destination(item, asked) for item in items):
        return True
    # Names in network rules do nothing without DNS proxy, and wildcards nothing at all.
    names = {item.lower() for item in rule.get("destinationFqdns") or []} if proxy else set()
    return bool(asked.fqdn) and asked.fqdn.lower() in names


def _of_groups(rule, member, asked):
    """The addresses of the IP groups a rule names."""
    found = []
    for group_id in rule.get(member) or []:
        known = (asked.ip_groups or {}).get(group_id.lower())
        if known is None:
            raise ValueError(f"rule {rule['name']} has IP groups, and nobody said what is in {group_id}")
        found += known
    return found


def _in_destination(item, asked):
    if addresses.block(item) is not None:
        # An unknown address is still inside "everything".
        return addresses.is_everything(item) if asked.address is None else addresses.in_block(item, asked.address)
    if asked.tag and (asked.tag.lower() == item.lower() or asked.tag.lower().startswith(item.lower() + ".")):
        return True
    prefixes = addresses.tag_prefixes(asked.service_tags, item) or []
    return asked.address is not None and any(addresses.in_block(prefix, asked.address) for prefix in prefixes)


def _narrowed(rule, asked):
    """An application rule may name addresses on top of its names; then both have to fit."""
    items = rule.get("destinationAddresses") or []
    return not items or any(_in_destination(item, asked) for item in items)


def _named(rule, asked):
    names = list(rule.get("targetFqdns") or [])
    for member, known in (("fqdnTags", asked.fqdn_tags), ("webCategories", asked.web_categories)):
        for word in rule.get(member) or []:
            names += (known or {}).get(word, ())
    return any(_in_name(item, asked.fqdn) for item in names)


def _refuse_pages(rule, asked):
    """A flow has a host but no path: a rule with URLs says nothing about other hosts, and is refused for its own."""
    for item in rule.get("targetUrls") or []:
        host = item.split("://")[-1].split("/")[0].split(":")[0]
        if _in_name(host, asked.fqdn):
            raise ValueError(f"rule {rule['name']} has target URLs, which are not modelled")
    return False


def _in_name(pattern, name):
    """`*.x` is everything below x but not x; `*x` is everything that ends with x."""
    pattern, name = pattern.lower(), name.lower()
    return name.endswith(pattern[1:]) if pattern.startswith("*") else name == pattern
