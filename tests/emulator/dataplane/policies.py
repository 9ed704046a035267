# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A firewall whose rules live in a policy, and in the policies that one inherits from."""

from __future__ import annotations

from . import flows, rules

FILTER, NAT = "firewallpolicyfilterrulecollection", "firewallpolicynatrulecollection"


def policy_flow(chain, source, *, port, protocol="Https", basic=False, **more):
    """The verdict about one flow, by (policy, group, collection, rule); `more` are the other fields of Flow.

    `chain` is [(policy document, [group documents])]: the root first, the firewall's own policy last. `basic` says
    that the firewall is a Basic one, which the policy need not show.
    """
    asked = flows.asked(source, port, protocol, more)
    _check(chain)
    names = not basic and _resolves_names([policy for policy, _groups in chain])
    return flows.decide(
        asked,
        (
            rules.network_verdict(rule, allowed, by, asked)
            for allowed, by, rule in _rules(chain, "networkrule")
            if rules.network_rule(rule, rule.get("ipProtocols"), asked, names)
        ),
        (
            rules.application_verdict(rule, allowed, by, asked)
            for allowed, by, rule in _rules(chain, "applicationrule")
            if rules.application_rule(rule, asked)
        ),
    )


def _check(chain):
    """A chain with a parent missing or in the wrong order would give a wrong answer without a word."""
    if not chain:
        raise ValueError("no policy was given")
    before = None
    for policy, _groups in chain:
        base = ((policy.get("properties") or {}).get("basePolicy") or {}).get("id", "").lower()
        if base and before != "" and base != before:
            raise ValueError(f"{_name(policy)} inherits from {base}, which does not come right before it")
        before = policy.get("id", "").lower()


def _resolves_names(policies):
    """Whether names in network rules count."""
    if any(_tier(policy) == "basic" for policy in policies):
        return False  # Basic has neither DNS proxy nor names in network rules
    settings = dns_settings(policies)
    return settings.get("enableProxy") is True or settings.get("requireProxyForNetworkRules") is False


def dns_settings(policies):
    """Settings of DNS are inherited as a whole, from the nearest that has any."""
    for policy in reversed(policies):
        settings = (policy.get("properties") or {}).get("dnsSettings")
        if settings is not None:
            return settings
    return {}


def _tier(policy):
    return str(((policy.get("properties") or {}).get("sku") or {}).get("tier")).lower()


def _rules(chain, rule_type):
    """Those of a type, in the order in which the firewall looks at them: a parent's groups whatever their numbers."""
    for policy, groups in chain:
        for group in sorted(groups, key=lambda item: item["properties"]["priority"]):
            for collection in _filters(group):
                allowed = collection["action"]["type"].lower() == "allow"
                for rule in collection.get("rules") or []:
                    if rule["ruleType"].lower() != rule_type:
                        continue
                    yield allowed, (_name(policy), _name(group), collection["name"], rule["name"]), rule


def _filters(group):
    """The collections that let pass or deny, by priority. What NAT collections do is inbound."""
    collections = group["properties"].get("ruleCollections") or []
    for collection in sorted(collections, key=lambda item: item["priority"]):
        kind = collection["ruleCollectionType"].lower()
        if kind not in (FILTER, NAT):
            raise ValueError(f"unknown kind of rule collection: {collection['ruleCollectionType']}")
        if kind == FILTER:
            yield collection


def _name(document):
    return document.get("name") or document.get("id", "").rpartition("/")[2]
