# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A firewall whose rules live in a policy, and in the policies that one inherits from."""

from __future__ import annotations

from . import flows, rules

FILTER, NAT = "firewallpolicyfilterrulecollection", "firewallpolicynatrulecollection"


def policy_flow(chain, source, *, port, protocol="Https", **more):
    """The verdict about one flow, by (policy, group, collection, rule); `more` are the other fields of Flow.

    `chain` is [(policy document, [group documents])]: the root first, the firewall's own policy last.
    """
    asked = flows.asked(source, port, protocol, more)
    _check(chain)
    proxy = _resolves_names([policy for policy, _groups in chain])
    return flows.decide(
        asked,
        _matching(
            chain, asked, "networkrule", lambda rule: rules.network_rule(rule, rule.get("ipProtocols"), asked, proxy)
        ),
        _matching(chain, asked, "applicationrule", lambda rule: rules.application_rule(rule, asked)),
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
    """Whether names in network rules count: settings are inherited as a whole, from the nearest that has any."""
    if any(_tier(policy) == "basic" for policy in policies):
        return False  # Basic has neither DNS proxy nor names in network rules
    for policy in reversed(policies):
        settings = (policy.get("properties") or {}).get("dnsSettings")
        if settings is not None:
            return settings.get("enableProxy") is True or settings.get("requireProxyForNetworkRules") is False
    return False


def _tier(policy):
    return str(((policy.get("properties") or {}).get("sku") or {}).get("tier")).lower()


def _matching(chain, asked, rule_type, matches):
    """(allowed, by) of the rules of a type that match, in the order in which the firewall looks at them."""
    for allowed, by, rule in _rules(chain):
        if rule["ruleType"].lower() == rule_type and matches(rule):
            yield rules.outcome(rule, allowed, asked), by


def _rules(chain):
    """A parent's groups come first whatever their numbers are."""
    for policy, groups in chain:
        for group in sorted(groups, key=lambda item: item["properties"]["priority"]):
            for collection in _filters(group):
                allowed = collection["action"]["type"].lower() == "allow"
                for rule in collection.get("rules") or []:
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
