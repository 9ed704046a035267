# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions about a firewall policy without firewall, and about its rule collection groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import facts
from .facts import Fact, code_of, demand, read
from .sandbox import Sandbox

POLICY, GROUP = "firewallPolicies", "firewallPolicies/ruleCollectionGroups"
SKU = {"sku": {"tier": "Standard"}}
OLD = "2020-08-01"  # of before snat
PRIORITY, OTHER_PRIORITY, TOO_SMALL = 200, 300, 99
# Host names with a star in every place somebody might want one.
STARS = ("*", "*.example.com", "*example.com", "a.*.example.com", "a*.example.com", "*.*.example.com", "example.*")
NO_STARS = "www.example.com"


class Policy:
    """The questions, around one policy and two groups of it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox, self.wire = sandbox, sandbox.wire
        self.policy = sandbox.create(POLICY, SKU)
        self.group = sandbox.part(f"{self.policy}/ruleCollectionGroups/one")
        demand(self.wire.put(self.group, _group(_collection())))

    def questions(self) -> list[Iterator[Fact]]:
        """All of them; those about names in network rules need the DNS proxy, which comes between them."""
        body = self.sandbox.body
        return [
            self._etag_header(),
            facts.stale_if_match(self.wire, self.policy, POLICY, body(SKU, probe="1"), body(SKU, probe="2")),
            facts.if_none_match(self.wire, self.policy, POLICY, body(SKU, probe="3")),
            facts.stale_if_match(
                self.wire, self.group, GROUP, _group(_collection(), priority=210), _group(_collection(), priority=220)
            ),
            self._etags_of_a_write(),
            facts.no_change(self.wire, self.group, GROUP, "group_no_change"),
            self._duplicates(),
            self._limits(),
            self._lenience(),
            self._second_group(),
            self._stars(),
            self._names_in_network_rules(),
            self._enumeration(),
            facts.casing(self.wire, self.policy, POLICY),
            facts.casing(self.wire, self.group, GROUP),
            facts.newer_members(self.wire, self.policy, POLICY, "snat", {"privateRanges": ["192.0.2.0/24"]}, OLD),
        ]

    def _try(self, *collections: dict[str, Any], priority: int = PRIORITY) -> facts.Answer:
        return self.wire.put(self.group, _group(*collections, priority=priority))

    def _etag_header(self) -> Iterator[Fact]:
        answer = demand(self.wire.get(self.policy))
        yield Fact("nfv_etag_header", POLICY, "etag" in answer.headers, answer.call)

    def _etags_of_a_write(self) -> Iterator[Fact]:
        before = read(self.wire, self.policy)["etag"]
        answer = demand(self._try(_collection(), priority=230))
        settled = read(self.wire, self.group)["etag"]
        value = "same" if settled == answer.document["etag"] else "new"
        yield Fact("group_etag_settles", GROUP, value, answer.call)
        yield Fact("policy_etag_with_groups", POLICY, read(self.wire, self.policy)["etag"] != before, answer.call)

    def _duplicates(self) -> Iterator[Fact]:
        answer = self._try(_collection("a", 200), _collection("b", 200))
        yield code_of("policy_duplicate_priority_code", GROUP, answer)
        if answer.verdict() == "refuse":
            form = "model_state" if "ModelState" in (answer.document or {}) else "error"
            yield Fact("nfv_error_form", GROUP, form, answer.call)
        yield code_of(
            "policy_duplicate_collection_code", GROUP, self._try(_collection("a", 200), _collection("a", 300))
        )
        twins = _collection(rules=[_application(), _application()])
        yield code_of("policy_duplicate_rule_code", GROUP, self._try(twins))
        answer = self._try(_collection("a", 200), _collection("A", 300))
        value = answer.code if answer.verdict() == "refuse" else "accept"
        yield Fact("collection_name_in_two_casings", GROUP, value, answer.call, is_switch=False)

    def _limits(self) -> Iterator[Fact]:
        yield code_of("group_priority_code", GROUP, self._try(_collection(), priority=TOO_SMALL))
        yield code_of("policy_collection_priority_code", GROUP, self._try(_collection(priority=TOO_SMALL)))
        mixed = _collection(rules=[_application(), _network()])
        yield code_of("policy_mixed_rules_code", GROUP, self._try(mixed))

    def _lenience(self) -> Iterator[Fact]:
        tries = (
            ("empty_rule_collection", []),
            ("application_without_protocols", [{**_application(), "protocols": []}]),
            ("adjacent_hyphens", [_application("a--b.example.com")]),
        )
        for name, rules in tries:
            answer = self._try(_collection(rules=rules))
            yield Fact(name, GROUP, answer.verdict(), answer.call)
        answer = self._try(_collection(rules=[{**_network(), "ipv6Rule": False}]))
        yield Fact("sent_ipv6_rule", GROUP, "ignore" if answer.verdict() == "accept" else "refuse", answer.call)

    def _second_group(self) -> Iterator[Fact]:
        demand(self._try(_collection()))
        answer = self.wire.put(self.sandbox.part(f"{self.policy}/ruleCollectionGroups/two"), _group(_collection()))
        yield Fact("same_group_priority", GROUP, answer.verdict(), answer.call)
        if answer.verdict() == "refuse":
            yield Fact("same_group_priority_code", GROUP, answer.code, answer.call)

    def _stars(self) -> Iterator[Fact]:
        for name in STARS:
            answer = self._try(_collection(rules=[_application(name)]))
            yield Fact(f"application_rule_to {name}", GROUP, answer.verdict(), answer.call, is_switch=False)
            if name == STARS[-1] and answer.verdict() == "refuse":
                yield Fact("policy_target_fqdn_code", GROUP, answer.code, answer.call)

    def _names_in_network_rules(self) -> Iterator[Fact]:
        answer = self._try(_collection(rules=[_network(NO_STARS)]))
        yield Fact("policy_fqdn_without_proxy", GROUP, answer.verdict(), answer.call)
        demand(self._try(_collection()))  # the proxy may not be able to go while such a rule is there
        demand(self.wire.put(self.policy, self.sandbox.body({**SKU, "dnsSettings": {"enableProxy": True}})))
        answer = self._try(_collection(rules=[_network(STARS[1])]))
        yield Fact("wildcard_in_network_rule", GROUP, answer.verdict(), answer.call)

    def _enumeration(self) -> Iterator[Fact]:
        sent = "allow"
        demand(self._try({**_collection(), "action": {"type": sent}}))
        (collection,) = read(self.wire, self.group)["properties"]["ruleCollections"]
        value = "keep" if collection["action"]["type"] == sent else "canonical"
        yield Fact("enum_casing", GROUP, value, len(self.wire.calls) - 1)


def _group(*collections: dict[str, Any], priority: int = PRIORITY) -> dict[str, Any]:
    return {"properties": {"priority": priority, "ruleCollections": list(collections)}}


def _collection(name: str = "a", priority: int = PRIORITY, rules: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {
        "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
        "name": name,
        "priority": priority,
        "action": {"type": "Allow"},
        "rules": [_application()] if rules is None else rules,
    }


def _application(name: str = NO_STARS) -> dict[str, Any]:
    return {
        "ruleType": "ApplicationRule",
        "name": "application",
        "sourceAddresses": ["192.0.2.0/24"],
        "targetFqdns": [name],
        "protocols": [{"protocolType": "Https", "port": 443}],
    }


def _network(name: str = "") -> dict[str, Any]:
    return {
        "ruleType": "NetworkRule",
        "name": "network",
        "sourceAddresses": ["192.0.2.0/24"],
        "destinationPorts": ["443"],
        "ipProtocols": ["TCP"],
        **({"destinationFqdns": [name]} if name else {"destinationAddresses": ["198.51.100.0/24"]}),
    }
