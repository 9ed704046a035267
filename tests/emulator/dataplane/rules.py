# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One rule and one flow: what classic rules and rules of policies have in common."""

from __future__ import annotations

import fnmatch

from . import addresses, flows, strangers

TAG_RULE_PROTOCOLS = ({"protocolType": "Https", "port": 443}, {"protocolType": "Http", "port": 80})


def network_rule(rule, protocols, asked, proxy):
    """`protocols` apart, because the two generations name that field differently."""
    spoken = [item.lower() for item in protocols or []]
    return (
        (asked.transport in spoken or "any" in spoken)
        and any(addresses.in_ports(item, asked.port) for item in rule.get("destinationPorts") or [])
        and _source(rule, asked)
        and _destination(rule, asked, proxy)
        and strangers.are_met(rule, strangers.NETWORK_RULE, asked.truth)
    )


def application_rule(rule, asked):
    if not asked.fqdn:
        return False  # without SNI or Host there is nothing to match
    return (
        _spoken(rule, asked)
        and _source(rule, asked)
        and _narrowed(rule, asked)
        and (_named(rule, asked) or _paged(rule, asked))
        and strangers.are_met(rule, strangers.APPLICATION_RULE, asked.truth)
    )


def _spoken(rule, asked):
    protocols = rule.get("protocols") or (TAG_RULE_PROTOCOLS if rule.get("fqdnTags") else ())
    return any(
        item["protocolType"].lower() == asked.protocol.lower() and int(item["port"]) == asked.port for item in protocols
    )


def _source(rule, asked):
    items = [*(rule.get("sourceAddresses") or []), *of_groups(rule, "sourceIpGroups", asked)]
    for group_id in rule.get("sourceKubeSelectorGroups") or []:
        items += asked.truth.said("selected").get(group_id.lower(), ())
    if any(addresses.in_block(item, asked.source) for item in items):
        return True
    return _in_country(rule.get("sourceGeoLocations"), asked.source, asked)


def _in_country(countries, address, asked):
    """Countries stand in place of addresses, not beside them."""
    return bool(countries) and asked.truth.said("countries").get(address) in countries


def _destination(rule, asked, proxy):
    items = [*(rule.get("destinationAddresses") or []), *of_groups(rule, "destinationIpGroups", asked)]
    if any(_in_destination(item, asked) for item in items):
        return True
    if _in_country(rule.get("destinationGeoLocations"), asked.address, asked):
        return True
    # Names in network rules do nothing without DNS proxy, and wildcards nothing at all.
    names = {item.lower() for item in rule.get("destinationFqdns") or []} if proxy else set()
    return _resolved(names, asked)


def _resolved(names, asked):
    """What matches is not the name but what it resolves to, be it for the sake of another name."""
    if names and asked.resolve:
        return any(asked.address in asked.resolve(name) for name in names)
    if not names or (asked.truth.addresses is None and not asked.truth.whole):
        return bool(asked.fqdn) and asked.fqdn.lower() in names
    return any(asked.address in asked.truth.said("addresses").get(name, ()) for name in names)


def of_groups(rule, member, asked):
    """The addresses of the IP groups that a rule, or an entry like one, names."""
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
    prefixes = addresses.tag_prefixes(asked.service_tags, item)
    if addresses.is_meant(item) or (prefixes is None and asked.truth.whole):
        raise ValueError(f"{item} is neither an address nor a service tag that anybody told of")
    return asked.address is not None and any(addresses.in_block(prefix, asked.address) for prefix in prefixes or [])


def _narrowed(rule, asked):
    """An application rule may name addresses on top of its names; then both have to fit."""
    items = rule.get("destinationAddresses") or []
    return not items or any(_in_destination(item, asked) for item in items)


def _named(rule, asked):
    names = list(rule.get("targetFqdns") or [])
    for member, known in (("fqdnTags", asked.fqdn_tags), ("webCategories", asked.web_categories)):
        for word in rule.get(member) or []:
            if asked.truth.whole and word not in (known or {}):
                raise ValueError(f"nobody said what is in {word}")
            names += (known or {}).get(word, ())
    return any(in_name(item, asked.fqdn) for item in names)


def _paged(rule, asked):
    """URLs are seen in plain HTTP, and in HTTPS only by a rule that looks into it."""
    for item in rule.get("targetUrls") or []:
        host, _slash, page = item.split("://")[-1].partition("/")
        if not in_name(host.split(":")[0], asked.fqdn):
            continue
        if asked.truth.paths is None:
            raise ValueError(f"rule {rule['name']} has target URLs, and nobody said which pages are asked for")
        seen = asked.protocol.lower() == "http" or rule.get("terminateTLS") is True
        if seen and fnmatch.fnmatchcase(asked.truth.paths.get(asked.fqdn, ""), page or "*"):
            return True
    return False


def outcome(rule, allowed, asked):
    """Whether the flow gets through by a rule that matches: one that looks into TLS breaks it for who does not know."""
    if allowed and rule.get("terminateTLS") is True and asked.protocol.lower() == "https":
        return asked.truth.said("trusts_inspection")
    return allowed


def network_verdict(rule, allowed, by, asked):
    """The verdict of a network rule that matches."""
    return flows.Verdict(outcome(rule, allowed, asked), by, flows.FORWARDED)


def application_verdict(rule, allowed, by, asked):
    """The same of an application rule: where it can read the name of the host, the packet's address counts no more."""
    reads = asked.protocol.lower() == "http" or (rule.get("terminateTLS") is True and asked.protocol.lower() == "https")
    return flows.Verdict(outcome(rule, allowed, asked), by, flows.RESOLVED if reads else flows.PROXIED)


def in_name(pattern, name):
    """Whether a pattern holds a name: `*.x` is everything below x but not x; `*x` is everything that ends with x."""
    pattern, name = pattern.lower(), name.lower()
    return name.endswith(pattern[1:]) if pattern.startswith("*") else name == pattern
