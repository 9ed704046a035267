# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The evaluator of firewall rules, a case per documented rule; the sentence names it."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.ip_groups import IpGroup
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.addresses import joined
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import filtering as evaluator
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import rulesets
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.filtering import Knowledge
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.places import Places
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.rule_index import RuleIndex

from .classic_firewalls import ANY, CLASSIC, IP_GROUP, apps, nets
from .documents import (
    ADDRESS,
    HOST,
    MONITOR,
    SUBNET,
    allow,
    application,
    deny,
    network,
)

KNOWN = Knowledge(Places(), {IP_GROUP.lower(): IpGroup((SUBNET, "198.51.100.0/24")), IP_GROUP.lower() + "-other": None})


def judge(ruleset, flow, known):
    return evaluator.judge(evaluator.applicable(RuleIndex(ruleset, known.ip_groups), (SUBNET,)), flow, known)


@pytest.mark.parametrize(("rule", "document", "flow", "outcome", "by"), CLASSIC, ids=[case[0] for case in CLASSIC])
def test_a_classic_firewall_is_judged_as_documented(rule, document, flow, outcome, by):
    verdict = judge(rulesets.classic(document), flow, KNOWN)
    assert (verdict.outcome, verdict.by if by != ANY else ANY) == (outcome, by), verdict
    assert bool(verdict.why) or outcome != "cannot_tell"


TAGS = Places({"azuremonitor": ("20.1.0.0/16",), "storage": ("20.1.0.0/24", "20.2.0.0/16"), "sql": ("20.9.0.0/16",)})
# With the prefixes of service tags read: (the rule, entry of the rule, flow, outcome)
WITH_PREFIXES = [
    ("a known address is in a tag's prefixes", "Storage", Flow(443, "TCP", addresses=("20.2.3.4",)), "allowed"),
    ("a known address is outside of them", "Sql", Flow(443, "TCP", addresses=("20.2.3.4",)), "no_match"),
    ("a tag nobody knows leaves it open", "Custom", Flow(443, "TCP", addresses=("20.2.3.4",)), "cannot_tell"),
    ("all prefixes of a tag in one prefix", "20.0.0.0/8", MONITOR, "allowed"),
    ("a part of a tag's prefixes leaves it open", "20.1.0.0/24", MONITOR, "cannot_tell"),
    ("none of a tag's prefixes", "20.9.0.0/16", MONITOR, "no_match"),
]


@pytest.mark.parametrize(("rule", "entry", "flow", "outcome"), WITH_PREFIXES, ids=[case[0] for case in WITH_PREFIXES])
def test_service_tags_are_judged_by_their_prefixes_where_these_were_read(rule, entry, flow, outcome):
    document = nets(allow(network(to=entry)))
    assert judge(rulesets.classic(document), flow, Knowledge(TAGS)).outcome == outcome


def test_the_part_of_the_subnet_that_is_blocked_is_named():
    document = nets(deny(network(source="10.20.1.16/28")), allow(network()))
    assert judge(rulesets.classic(document), HOST, KNOWN).why == "for 10.20.1.16/28"


def test_a_verdict_about_the_whole_subnet_names_no_part_of_it():
    verdict = judge(rulesets.classic(nets(allow(network()))), HOST, KNOWN)
    assert (verdict.outcome, verdict.why) == ("allowed", "")


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        ("a.contoso.com/x", "cannot_tell"),
        ("https://a.contoso.com/x/y", "cannot_tell"),
        ("https://a.contoso.com:443/x", "cannot_tell"),
        ("*.contoso.com", "cannot_tell"),
        ("https://b.contoso.com/x", "no_match"),
        ("b.contoso.com/a.contoso.com", "no_match"),
    ],
)
def test_a_url_leaves_its_host_open_and_rules_out_every_other_one(url, outcome):
    document = apps(allow(application(targetUrls=[url], terminateTLS=True)))
    assert judge(rulesets.classic(document), HOST, KNOWN).outcome == outcome


@pytest.mark.parametrize(
    ("to", "destinations", "outcome"),
    [
        ("a.contoso.com", ["*"], "allowed"),
        ("a.contoso.com", ["20.0.0.0/8"], "cannot_tell"),
        ("a.contoso.com", ["10.0.0.0/8"], "no_match"),
        ("b.contoso.com", ["*"], "no_match"),
    ],
)
def test_an_application_rule_with_destinations_wants_both_to_match(to, destinations, outcome):
    document = apps(allow(application(to=to, destinationAddresses=destinations)))
    assert judge(rulesets.classic(document), HOST, KNOWN).outcome == outcome


def test_an_address_without_a_name_is_none_of_a_network_rules_names():
    document = nets(allow(network(to=(), ports="8080", destinationFqdns=["a.contoso.com"])), proxy=True)
    assert judge(rulesets.classic(document), ADDRESS, KNOWN).outcome == "no_match"


# (what is told of the rule, the rule, whether it may concern the subnet)
CONCERNING = [
    ("the subnet itself", network(), True),
    ("a part of it", network(source="10.20.1.16/28"), True),
    ("another subnet", network(source="10.9.0.0/16"), False),
    ("nothing at all", network(source=()), False),
    ("a group that holds it", network(source=(), sourceIpGroups=[IP_GROUP]), True),
    ("a group nobody read", network(source="10.9.0.0/16", sourceIpGroups=[IP_GROUP + "-other"]), True),
]


@pytest.mark.parametrize(("why", "rule", "kept"), CONCERNING, ids=[case[0] for case in CONCERNING])
def test_only_rules_that_may_match_traffic_of_the_subnet_concern_it(why, rule, kept):
    index = RuleIndex(rulesets.classic(nets(allow(rule), proxy=True)), KNOWN.ip_groups)
    assert len(evaluator.applicable(index, (SUBNET,)).concerning) == int(kept), why


@pytest.mark.parametrize(
    ("document", "opens"),
    [
        (nets(allow(network())), True),
        (nets(deny(network())), False),
        (nets(allow(network(ports="444"))), False),
        (nets(allow(network(protocols="UDP"))), False),
        (nets(allow(network(to="20.0.0.0/8"))), False),
        (nets(allow(network(source="10.20.1.0/25"))), False),
        (apps(allow(application(to="*"))), False),
    ],
    ids=["it does", "it denies", "another port", "another protocol", "a part of them", "a part of us", "by name"],
)
def test_a_network_rule_for_port_443_of_every_address_opens_everything(document, opens):
    (rule,), (source,) = rulesets.classic(document).rules, joined([SUBNET])
    assert evaluator.opens_everything(rule, source, KNOWN) is opens


@pytest.mark.parametrize("port", ["https", "443-x", "4" * 5000, "", "\u0664\u0664\u0663"])
def test_a_port_that_nobody_understands_is_never_taken_for_another(port):
    flow = Flow(443, "TCP", addresses=("20.0.0.1",))
    verdict = judge(rulesets.classic(nets(allow(network(ports=port)))), flow, KNOWN)
    assert (verdict.outcome, verdict.cause) == ("cannot_tell", "unknown_member") and "is no port" in verdict.why
    beside = judge(rulesets.classic(nets(allow(network(ports=[port, "443"])))), flow, KNOWN)
    assert beside.outcome == "allowed"


@pytest.mark.parametrize(
    ("document", "flow", "sure"),
    [
        (apps(allow(application(to=HOST.fqdn, source="10.99.0.0/24"))), HOST, True),
        (apps(allow(application(to="b.example.com"))), HOST, False),
        (nets(allow(network(to="AzureMonitor", source="10.99.0.0/24"))), MONITOR, True),
        (nets(deny(network(to="*"))), HOST, True),
        (nets(allow(network(to="203.0.113.7"))), HOST, None),
        (nets(allow(network(to="*", ports="80"))), HOST, False),
    ],
)
def test_a_rule_could_match_a_flow_whatever_sources_it_is_for(document, flow, sure):
    (rule,) = rulesets.classic(document).rules
    assert evaluator.could_match(rule, flow, KNOWN, proxy=False).sure is sure


def test_a_network_rule_for_a_name_could_match_where_the_firewall_resolves_names():
    (rule,) = rulesets.classic(nets(allow(network(to=(), destinationFqdns=[HOST.fqdn])))).rules
    assert evaluator.could_match(rule, HOST, KNOWN, proxy=True).sure
    assert evaluator.could_match(rule, HOST, KNOWN, proxy=False).sure is False
