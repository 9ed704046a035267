# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A firewall whose rules live in itself."""

from __future__ import annotations

from . import flows, rules


def flow(firewall_document, source, *, port, protocol="Https", **more):
    """The verdict about one flow, by (collection, rule); `more` are the other fields of Flow."""
    asked = flows.asked(source, port, protocol, more)
    properties = firewall_document["properties"]
    if properties.get("firewallPolicy"):
        raise ValueError("this firewall has a policy; its rules are elsewhere")
    proxy = dns_proxy(properties)
    return flows.decide(
        asked,
        (
            rules.network_verdict(rule, allowed, by, asked)
            for allowed, by, rule in _rules(properties.get("networkRuleCollections"))
            if rules.network_rule(rule, rule.get("protocols"), asked, proxy)
        ),
        (
            rules.application_verdict(rule, allowed, by, asked)
            for allowed, by, rule in _rules(properties.get("applicationRuleCollections"))
            if rules.application_rule(rule, asked)
        ),
    )


def dns_proxy(properties):
    """Such settings of a classic firewall are strings."""
    return str((properties.get("additionalProperties") or {}).get("Network.DNS.EnableProxy", "")).lower() == "true"


def _rules(collections):
    """By priority, inside a collection from the top."""
    for collection in sorted(collections or [], key=lambda item: item["properties"]["priority"]):
        allowed = collection["properties"]["action"]["type"].lower() == "allow"
        for rule in collection["properties"].get("rules") or []:
            yield allowed, (collection["name"], rule["name"]), rule
