# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules in the order Azure evaluates them; for chains of policies a case per documented rule, which names it."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import filtering as evaluator
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import rulesets
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.filtering import Knowledge
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.rule_index import RuleIndex

from .documents import HOST, SUBNET, application, collection, filters, firewall, group, network, policy


def own(*groups, **properties):
    return Policy(policy("own", **properties), groups)


def root(*groups, **properties):
    return Policy(policy("root", **properties), groups)


APP = application(to="a.contoso.com")
# (the documented rule, chain, flow, outcome, who decides)
POLICIES = [
    ("an empty policy allows nothing", (own(),), HOST, "no_match", ()),
    (
        "a rule of a group allows",
        (own(group("g", 100, filters("c", 100, "Allow", APP))),),
        HOST,
        "allowed",
        ("own", "g", "c", "a"),
    ),
    (
        "the parent's groups come first whatever their numbers",
        (
            root(group("p", 65000, filters("c", 65000, "Deny", network()))),
            own(group("g", 100, filters("c", 100, "Allow", network()))),
        ),
        HOST,
        "denied",
        ("root", "p", "c", "n"),
    ),
    (
        "a parent's application deny loses against a child's network allow",
        (
            root(group("p", 100, filters("c", 100, "Deny", application(to="*")))),
            own(group("g", 200, filters("c", 100, "Allow", network()))),
        ),
        HOST,
        "allowed",
        ("own", "g", "c", "n"),
    ),
    (
        "a parent's allow is inherited",
        (root(group("p", 100, filters("c", 100, "Allow", APP))), own()),
        HOST,
        "allowed",
        ("root", "p", "c", "a"),
    ),
    (
        "group priority beats collection priority",
        (
            own(
                group("late", 300, filters("c", 100, "Deny", network())),
                group("early", 200, filters("c", 60000, "Allow", network())),
            ),
        ),
        HOST,
        "allowed",
        ("own", "early", "c", "n"),
    ),
    (
        "inside a group the collection with the lower number comes first",
        (own(group("g", 100, filters("b", 300, "Allow", APP), filters("a", 200, "Deny", APP))),),
        HOST,
        "denied",
        ("own", "g", "a", "a"),
    ),
    (
        "network rules of the last group come before application rules of the first",
        (
            own(
                group("first", 100, filters("c", 100, "Allow", APP)),
                group("last", 60000, filters("c", 60000, "Deny", network())),
            ),
        ),
        HOST,
        "denied",
        ("own", "last", "c", "n"),
    ),
    (
        "network and application collections share a group",
        (own(group("g", 100, filters("n", 200, "Deny", network(ports="80")), filters("a", 100, "Allow", APP))),),
        HOST,
        "allowed",
        ("own", "g", "a", "a"),
    ),
    (
        "NAT collections are no filter",
        (
            own(
                group(
                    "g",
                    100,
                    {**filters("c", 100, "Allow", network()), "ruleCollectionType": "FirewallPolicyNatRuleCollection"},
                )
            ),
        ),
        HOST,
        "no_match",
        (),
    ),
    (
        "a web category's names are not published",
        (own(group("g", 100, filters("c", 100, "Deny", application(webCategories=["Gambling"])))),),
        HOST,
        "no_match",
        (),
    ),
    (
        "an allowing web category leaves it open",
        (own(group("g", 100, filters("c", 100, "Allow", application(webCategories=["business"])))),),
        HOST,
        "cannot_tell",
        ("own", "g", "c", "a"),
    ),
    (
        "a URL of the host leaves it open",
        (
            own(
                group(
                    "g",
                    100,
                    filters("c", 100, "Allow", application(targetUrls=["a.contoso.com/path"], terminateTLS=True)),
                )
            ),
        ),
        HOST,
        "cannot_tell",
        ("own", "g", "c", "a"),
    ),
    (
        "a URL of another host does not match",
        (own(group("g", 100, filters("c", 100, "Allow", application(targetUrls=["b.contoso.com/path"])))),),
        HOST,
        "no_match",
        (),
    ),
    (
        "destinations narrow an application rule",
        (own(group("g", 100, filters("c", 100, "Allow", {**APP, "destinationAddresses": ["10.0.0.0/8"]}))),),
        HOST,
        "no_match",
        (),
    ),
    (
        "a policy's DNS proxy makes names in network rules match",
        (
            own(
                group("g", 100, filters("c", 100, "Allow", network(to=(), destinationFqdns=["a.contoso.com"]))),
                dnsSettings={"enableProxy": True},
            ),
        ),
        HOST,
        "allowed",
        ("own", "g", "c", "n"),
    ),
    (
        "requireProxyForNetworkRules: false does without the proxy",
        (
            own(
                group("g", 100, filters("c", 100, "Allow", network(to=(), destinationFqdns=["a.contoso.com"]))),
                dnsSettings={"requireProxyForNetworkRules": False},
            ),
        ),
        HOST,
        "allowed",
        ("own", "g", "c", "n"),
    ),
    (
        "DNS settings are inherited from the parent",
        (
            root(dnsSettings={"enableProxy": True}),
            own(group("g", 100, filters("c", 100, "Allow", network(to=(), destinationFqdns=["a.contoso.com"])))),
        ),
        HOST,
        "allowed",
        ("own", "g", "c", "n"),
    ),
    (
        "own DNS settings beat the parent's",
        (
            root(dnsSettings={"enableProxy": True}),
            own(
                group("g", 100, filters("c", 100, "Allow", network(to=(), destinationFqdns=["a.contoso.com"]))),
                dnsSettings={"servers": ["10.0.0.4"]},
            ),
        ),
        HOST,
        "no_match",
        (),
    ),
]


@pytest.mark.parametrize(("rule", "chain", "flow", "outcome", "by"), POLICIES, ids=[case[0] for case in POLICIES])
def test_a_chain_of_policies_is_judged_as_documented(rule, chain, flow, outcome, by):
    rules = evaluator.applicable(RuleIndex(rulesets.of_policies(chain), {}), (SUBNET,))
    verdict = evaluator.judge(rules, flow, Knowledge())
    assert (verdict.outcome, verdict.by) == (outcome, by), verdict


def test_a_classic_firewalls_network_rules_come_first_and_then_each_collection_by_its_number():
    found = rulesets.classic(
        firewall(
            applications=[collection("late", 300, "Deny", APP), collection("early", 100, "Allow", APP)],
            networks=[
                collection("high", 65000, "Deny", network("m"), network("n")),
                collection("one", 1, "Allow", network("p")),
                {"name": "unnumbered", "properties": {"rules": [network("o")]}},
            ],
            proxy=True,
        )
    )
    assert [(rule.kind, rule.place, rule.allows) for rule in found.rules] == [
        ("network", ("unnumbered", "o"), None),
        ("network", ("one", "p"), True),
        ("network", ("high", "m"), False),
        ("network", ("high", "n"), False),
        ("application", ("early", "a"), True),
        ("application", ("late", "a"), False),
    ]
    assert found.proxy is True and not any(rule.of_parent for rule in found.rules)


@pytest.mark.parametrize(
    "document",
    [{}, {"properties": None}, firewall(), firewall(networks=[{"name": "c"}], applications=[{"name": "d"}])],
    ids=["empty", "without properties", "without collections", "with empty collections"],
)
def test_where_there_are_no_rules_none_are_read(document):
    assert rulesets.classic(document) == rulesets.Ruleset((), proxy=False)


def test_a_rule_is_read_with_all_it_says():
    (rule,) = rulesets.classic(
        firewall(
            applications=[
                collection(
                    "c",
                    100,
                    "Allow",
                    application(
                        to="a.contoso.com",
                        sourceIpGroups=["/groups/spokes"],
                        fqdnTags=["WindowsUpdate"],
                        webCategories=["News"],
                        targetUrls=["a.contoso.com/x"],
                        terminateTLS=True,
                    ),
                )
            ]
        )
    ).rules
    assert (rule.sources, rule.source_groups, rule.fqdns) == ((SUBNET,), ("/groups/spokes",), ("a.contoso.com",))
    assert (rule.fqdn_tags, rule.web_categories, rule.urls) == (("WindowsUpdate",), ("News",), ("a.contoso.com/x",))
    assert (rule.protocols, rule.inspects_tls) == ((("https", 443),), True)


def test_a_protocol_without_a_port_is_one_of_port_zero():
    bare = {"name": "a", "protocols": [{"protocolType": "Https"}]}
    (rule,) = rulesets.classic(firewall(applications=[collection("c", 100, "Allow", bare)])).rules
    assert rule.protocols == (("https", 0),)


def test_every_rule_but_those_of_the_last_policy_is_a_parents():
    chain = tuple(
        Policy(policy(name), (group("g", 100, filters("c", 100, "Allow", APP)),)) for name in ("root", "middle", "own")
    )
    assert [(rule.place[0], rule.of_parent) for rule in rulesets.of_policies(chain).rules] == [
        ("root", True),
        ("middle", True),
        ("own", False),
    ]


def test_collections_are_found_among_the_rules_once_and_whatever_their_letters():
    rules = rulesets.classic(
        firewall(
            applications=[
                collection("C1-Application", 200, "Allow", APP, APP),
                collection("theirs", 100, "Allow", APP),
            ],
            networks=[collection("c1-network", 300, "Allow", network())],
        )
    )
    names = {"c1-application", "c1-network", "gone"}
    assert rules.places(names) == [("c1-network",), ("C1-Application",)]
    deep = rulesets.of_policies((own(group("g", 100, filters("c", 100, "Allow", APP))),))
    assert deep.places({"c"}) == [("own", "g", "c")]
