# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chains of policies, a case per documented rule; the sentence names it."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import filtering as evaluator
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import rulesets
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.filtering import Knowledge

from .documents import HOST, SUBNET, application, filters, group, network, policy


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
        (own(group("g", 100, filters("c", 100, "Allow", application(targetUrls=["a.contoso.com/path"])))),),
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
    verdict = evaluator.judge(rulesets.of_policies(chain), flow, (SUBNET,), Knowledge())
    assert (verdict.outcome, verdict.by) == (outcome, by), verdict
