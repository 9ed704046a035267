# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The index of rules, held against a scan that asks every rule of a set in its order."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.ip_groups import IpGroup
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import addresses
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import filtering, flows, rulesets
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.filtering import Knowledge
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Decision, Flow, Verdict
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.places import Places
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.rule_index import RuleIndex

from .documents import application, collection, filters, firewall, group, network, policy

GROUPS = [f"/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/ipGroups/{name}" for name in "abcd"]
KNOWN_GROUPS = {
    GROUPS[0].lower(): IpGroup(("10.20.1.0/25", "198.51.100.0/28", "10.20.3.7")),
    GROUPS[1].lower(): IpGroup(("10.0.0.0/8", "nonsense")),
    GROUPS[2].lower(): IpGroup(("10.20.1.64/26",), "Updating"),
    GROUPS[3].lower(): None,
}
SOURCES = (
    *("*", "10.20.1.0/24", "10.20.0.0/16", "10.20.1.0/25", "10.20.1.128/25", "10.9.0.0/16", "2001:db8:1::/64"),
    *("10.20.1.0-10.20.1.63", "10.20.0.200-10.20.1.9", "10.20.1.77", "0.0.0.0/0", "strange"),
)
PLACES = (
    *("*", "198.51.100.0/24", "198.51.100.7", "20.2.0.0/16", "20.2.0.4-20.2.0.9", "10.0.0.0/8", "0.0.0.0/0", "::/0"),
    *("0.0.0.0/1", "Storage", "Storage.WestUS", "AzureMonitor", "AzureCloud", "VirtualNetwork", "2001:db9::/32"),
)
PUBLIC = ("198.51.100.0/24", "198.51.100.7", "20.2.0.0/16")
NAMES = (
    *("a.contoso.com", "B.contoso.com", "contoso.com", "x.blob.core.windows.net", "*.contoso.com", "*contoso.com"),
    *("*.blob.core.windows.net", "*.core.windows.net", "*", "*.com", "deep.a.contoso.com"),
)
PORTS = ("443", "80", "*", "400-500", "1-100", "1433", "https", " 443 ")
ASKED = (
    *(Flow(443, "Https", fqdn=name) for name in (*NAMES, "y.queue.core.windows.net", "none.example.com")),
    *(Flow(80, "Http", fqdn=name) for name in ("a.contoso.com", "*.contoso.com")),
    *(Flow(443, "Https", fqdn="a.contoso.com", version=6), Flow(1433, "Mssql", fqdn="s.database.windows.net")),
    *(Flow(443, "TCP", addresses=("198.51.100.7", "20.2.0.5")), Flow(443, "TCP", addresses=("2001:db9::1",))),
    *(Flow(443, "TCP", fqdn="a.contoso.com"), Flow(443, "UDP", fqdn="a.contoso.com", addresses=("198.51.100.9",))),
    *(Flow(443, "TCP", tag="Storage"), Flow(443, "TCP", tag="Sql"), Flow(80, "TCP", tag="AzureMonitor")),
    Flow(443, "Https", fqdn="x.blob.core.windows.net", category="AzureStorage", region="westus"),
)
FROM = (
    *(("10.20.1.0/24",), ("10.20.1.64/26", "10.20.3.0/24"), ("10.20.1.0/24", "2001:db8:1::/64")),
    *(("10.77.0.0/16",), ()),
)
KNOWLEDGE = (
    Knowledge(Places(), KNOWN_GROUPS),
    Knowledge(
        Places({"storage": ("20.2.0.0/16",), "azuremonitor": ("198.51.100.0/25",)}),
        KNOWN_GROUPS,
        {GROUPS[3].lower(): "IP group d may not be read"},
        elsewhere="the firewall asks another server",
    ),
)


class Rules:
    """A random rule set of either kind of firewall. In every other one network rules are much alike, so that many may
    match and do different things.
    """

    def __init__(self, seed: int) -> None:
        self._random, self._is_alike = random.Random(seed), bool(seed % 2)

    def ruleset(self):
        collections = [self._collection(number) for number in range(self._random.randrange(1, 7))]
        proxy = self._one_in(2)
        if self._one_in(2):
            kinds = {True: [], False: []}
            for is_network, action, rules in collections:
                kinds[is_network].append(collection(f"c{len(kinds[is_network])}", 100, action, *rules))
            return rulesets.classic(firewall(networks=kinds[True], applications=kinds[False], proxy=proxy))
        found = [filters(f"c{n}", 100 + n, action, *rules) for n, (_kind, action, rules) in enumerate(collections)]
        own = rulesets.Policy(policy("own", dnsSettings={"enableProxy": proxy}), (group("g", 100, *found),))
        return rulesets.of_policies((own,))

    def _one_in(self, count: int) -> bool:
        return self._random.randrange(count) == 0

    def _some(self, items, most: int, least: int = 1) -> list:
        return self._random.sample(list(items), self._random.randint(least, most))

    def _collection(self, number: int):
        is_network, action = (
            self._one_in(2) or (self._is_alike and self._one_in(2)),
            self._random.choice(("Allow", "Allow", "Deny", "Log")),
        )
        make = self._network if is_network else self._application
        return is_network, action, [make(f"r{number}{n}") for n in range(self._random.randrange(1, 9))]

    def _sides(self) -> dict:
        found = {"source": self._some(SOURCES, 2, 0)}
        if self._one_in(3):
            found["sourceIpGroups"] = self._some(GROUPS, 2)
        strange = ("sourceGeoLocations", "destinationGeoLocations", "later")
        return {**found, **({self._random.choice(strange): ["x"]} if self._one_in(9) else {})}

    def _network(self, name: str) -> dict:
        if self._is_alike:
            to, groups = self._some(PUBLIC, 1), self._some(GROUPS, 1) if self._one_in(4) else []
            return network(name, source=self._some(SOURCES[:2], 1), to=to, ports=["443"], sourceIpGroups=groups)
        more = self._sides()
        more |= {"destinationIpGroups": self._some(GROUPS, 2)} if self._one_in(4) else {}
        more |= {"destinationFqdns": self._some(NAMES, 2)} if self._one_in(4) else {}
        ports, spoken = self._some(PORTS, 2), self._some(("TCP", "UDP", "Any", "ICMP"), 2)
        return network(name, to=self._some(PLACES, 2, 0), ports=ports, protocols=spoken, **more)

    def _application(self, name: str) -> dict:
        more = self._sides()
        more |= {"fqdnTags": ["WindowsUpdate"]} if self._one_in(8) else {}
        more |= {"webCategories": ["business"]} if self._one_in(8) else {}
        more |= {"targetUrls": ["a.contoso.com/x", "*.core.windows.net/y"]} if self._one_in(8) else {}
        more |= {"destinationAddresses": self._some(PLACES, 2)} if self._one_in(8) else {}
        more |= {"terminateTLS": True} if self._one_in(8) else {}
        protocol = self._random.choice(("Https:443", "Https:443", "Http:80", "Mssql:1433"))
        return application(name, protocol=protocol, to=self._some(NAMES, 3, 0), **more)


def scanned(ruleset, sources, flow, known):
    """The verdict by every rule, as the documentation has it: the first that matches ends it."""
    written = {id(rule): filtering.sources_of(rule, known) for rule in ruleset.rules}
    texts = [text for one in written.values() for text in one]
    cuts = [block for text in texts for block in addresses.parse(text)]
    pieces = [piece for block in addresses.joined(sources) for piece in addresses.cut(block, cuts)]
    parts = [replace(flow, addresses=(address,)) for address in flow.addresses] or [flow]
    # Neighbours that all rules treat alike may be one piece or two: then nobody is told of a part.
    verdicts = [(piece, _first(ruleset, piece, part, known)) for piece in pieces for part in parts]
    worst = flows.worst(verdict for _piece, verdict in verdicts)
    if len({one.outcome for _piece, one in verdicts}) <= 1 or worst.outcome == Decision.CANNOT_TELL:
        return worst
    return replace(worst, why=f"for {next(piece for piece, one in verdicts if one == worst)}")


def _first(ruleset, piece, flow, known):
    possible = []
    for rule in ruleset.rules:
        match = filtering.matches(rule, piece, flow, known, proxy=ruleset.proxy)
        if match.sure:
            return _end(possible, rule, flow)
        if match.sure is None:
            possible.append((rule, match))
    return _end(possible, None, flow)


def _end(possible, last, flow):
    end = Verdict(Decision.NO_MATCH) if last is None else filtering.end_of(last, flow)
    for rule, match in possible:
        other = filtering.end_of(rule, flow)
        if other.is_open or other.blocked != end.blocked:
            return Verdict(Decision.CANNOT_TELL, rule.place, match.why, match.cause)
    return end


@pytest.mark.parametrize("seed", range(60))
def test_the_index_comes_to_what_a_scan_of_all_rules_comes_to(seed):
    ruleset = Rules(seed).ruleset()
    index = RuleIndex(ruleset, KNOWN_GROUPS)
    known = KNOWLEDGE[seed % 2]
    for sources in FROM:
        rules = filtering.applicable(index, sources)
        for flow in ASKED:
            assert filtering.judge(rules, flow, known) == scanned(ruleset, sources, flow, known), (sources, flow)
