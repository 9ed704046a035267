# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of what another service names, from all of its subnets together."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check import of_services
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import _documented_data as data
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import service_subnets
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

from ..verdict.documents import application, collection, firewall, network, security_group, security_rule, table
from .scenarios import DEFAULT, GOOD

NETWORK = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v"
ONE, TWO = f"{NETWORK}/subnets/one", f"{NETWORK}/subnets/two"
PREFIXES = {ONE: "10.20.1.0/24", TWO: "10.20.2.0/24"}
HOST, WIDE, IMPOSSIBLE = "a.contoso.com", "*.blob.core.windows.net", "*.azmk8s.io"
SERVICE = {
    "name": "shop",
    "service": "Azure Batch",
    "region": "westus",
    "id": "/some/id",
    "dependencies": [
        {"fqdn": HOST, "port": 443, "category": "A"},
        {"fqdn": WIDE, "port": 443, "category": "B"},
        {"fqdn": IMPOSSIBLE, "port": 9000, "protocol": "TCP", "category": "C"},
    ],
    "subnet_ids": [ONE, TWO],
    "known_gaps": [{"sentence": "It lacks something.", "source": "a page"}],
}
CALLED = {**SERVICE, "callers": [{"service_tag": "BatchNodeManagement", "regional": True, "ports": [29876, 29877]}]}


def looked(asked, allowed, *routes):
    """What is seen from each subnet, where these names are allowed by subnet."""
    rules = [
        application(f"r{number}", to=names, sourceAddresses=[PREFIXES[id_]])
        for number, (id_, names) in enumerate(allowed.items())
        if names
    ]
    own = firewall(applications=[collection("ours", 1000, "Allow", *rules)])
    return [look(asked, one, own, routes) for one in asked.subnets]


def look(asked, id_, own, routes):
    subnet = {"id": str(id_), "name": id_.name, "properties": {"addressPrefix": PREFIXES[str(id_)]}}
    known = {"cluster_id": id_, "subnet_id": id_, "subnet": subnet, "security_group": None}
    return of_services.look_from(asked, replace(GOOD, firewall=own, route_table=table(DEFAULT, *routes), **known))


def codes(asked, seen):
    return [one.code for one in of_services.checkup(asked, seen).findings]


def test_what_every_subnet_lets_through_is_allowed():
    asked = of_services.asked_of({**SERVICE, "dependencies": SERVICE["dependencies"][:1]})
    seen = looked(asked, {ONE: [HOST], TWO: [HOST]})
    (judged,) = of_services.checkup(asked, seen).dependencies
    assert judged.verdict.outcome == "allowed" and codes(asked, seen) == []


def test_what_one_subnet_does_not_let_through_is_blocked_and_that_subnet_is_named():
    asked = of_services.asked_of({**SERVICE, "dependencies": SERVICE["dependencies"][:1]})
    seen = looked(asked, {ONE: [HOST], TWO: []})
    (judged,) = of_services.checkup(asked, seen).dependencies
    assert (judged.verdict.outcome, judged.verdict.why) == ("no_match", "from subnet two")
    assert codes(asked, seen)[0] == "blocked_dependency"


@pytest.mark.parametrize("ids", [[ONE, TWO], [ONE], []])
def test_while_a_subnet_may_be_unknown_nothing_is_allowed_for_certain(ids):
    unknown = {"subnets_unknown": ["The pools could not be read."], "subnet_ids": ids}
    asked = of_services.asked_of({**SERVICE, **unknown})
    everything = {ONE: [HOST, WIDE], TWO: [HOST, WIDE]}
    checkup = of_services.checkup(asked, looked(asked, everything))
    open_ones = [one for one in checkup.dependencies if one.flow.fqdn != IMPOSSIBLE]
    assert {one.verdict.outcome for one in open_ones} == {"cannot_tell"}
    assert {one.verdict.why for one in open_ones} == {"The pools could not be read"}
    assert "subnets_unread" in [one.code for one in checkup.findings]


def test_what_is_blocked_stays_blocked_whatever_else_is_unknown():
    asked = of_services.asked_of({**SERVICE, "subnets_unknown": ["The pools could not be read."]})
    checkup = of_services.checkup(asked, looked(asked, {ONE: [HOST, WIDE], TWO: [HOST, WIDE]}))
    assert checkup.dependencies[2].verdict.outcome == "no_match"


def test_a_subnet_that_may_not_be_read_is_a_gap():
    asked = of_services.asked_of(SERVICE)
    left = asked.without({resource_ids.key(ONE): "Subnet one may not be read."})
    assert ([str(one) for one in left.subnets], left.gaps) == ([TWO], ("Subnet one may not be read.",))


def test_wildcards_that_need_a_network_rule_and_that_are_open_to_anybody_are_told_once():
    asked = of_services.asked_of(SERVICE)
    seen = looked(asked, {ONE: [HOST, WIDE], TWO: [HOST, WIDE]})
    told = {one.code: one.subject for one in of_services.checkup(asked, seen).findings}
    assert told["wildcard_needs_address"] == f"{IMPOSSIBLE}:9000" and told["open_wildcard"] == f"{WIDE}:443"
    assert codes(asked, seen).count("open_wildcard") == 1
    nothing = looked(asked, {ONE: [HOST], TWO: [HOST]})
    assert "open_wildcard" not in codes(asked, nothing)


def test_entries_that_make_no_rule_and_callers_that_nobody_knows_are_told():
    refused = [{"category": "C", "raw": "x:y", "reason": "Category C names 'x:y' without a port."}]
    asked = of_services.asked_of({**SERVICE, "refused": refused, "callers_unknown": ["Pools do not say it."]})
    assert {"refused_entry", "callers_unread"} <= {*codes(asked, looked(asked, {ONE: [HOST], TWO: [HOST]}))}


@pytest.mark.parametrize(
    ("routes", "lost"),
    [
        ([], True),
        ([("back", "BatchNodeManagement.WestUS", "Internet")], False),
        ([("back", "BatchNodeManagement", "Internet")], False),
        ([("back", "BatchNodeManagement.EastUS", "Internet")], True),
        ([("back", "BatchNodeManagement.WestUS", "VirtualAppliance", "10.0.1.4")], True),
    ],
)
def test_answers_to_whoever_connects_need_a_route_past_the_firewall_in_each_subnet(routes, lost):
    asked = of_services.asked_of(CALLED)
    found = of_services.checkup(asked, looked(asked, {ONE: [HOST], TWO: [HOST]}, *routes)).findings
    told = [one for one in found if one.code == "no_return_route"]
    assert len(told) == (2 if lost else 0)
    assert all("ports 29876, 29877" in one.message and "BatchNodeManagement.westus" in one.remedy for one in told)


def test_the_result_says_what_is_known_to_be_missing_and_never_that_it_is_all():
    asked = of_services.asked_of(SERVICE)
    seen = looked(asked, {ONE: [HOST], TWO: [HOST]})
    result = of_services.as_option(asked, seen, of_services.checkup(asked, seen))
    assert result["about"]["service"] == {
        "name": "shop",
        "kind": "Azure Batch",
        "id": "/some/id",
        "known_gaps": ["It lacks something."],
    }
    assert [one["id"] for one in result["subnets"]] == [ONE, TWO]
    assert result["failing"]["error"].startswith("The check of Azure Batch shop has ")


@pytest.mark.parametrize(
    ("service", "sentence"),
    [
        ({"name": "x"}, "takes one entry of"),
        ({**SERVICE, "subnet_ids": []}, "Azure Batch shop names no subnet of yours"),
        ({**SERVICE, "subnet_ids": ["/not/an/id"]}, "/not/an/id"),
        ({**SERVICE, "dependencies": [{"fqdn": "not a host", "port": 443}]}, "not a host"),
    ],
)
def test_what_is_no_service_is_refused(service, sentence):
    with pytest.raises(PlanError, match=sentence):
        of_services.asked_of(service)


def test_dependencies_of_anybodys_need_subnets_and_are_checked_from_them():
    asked = of_services.asked_for([{"service_tag": "Sql", "port": 1433}, {"fqdn": HOST, "port": 443}], [ONE, ONE])
    assert len(asked.subnets) == 1 and [one.tag for one in asked.flows] == ["Sql", None]
    for given in (([], [ONE]), ([{"fqdn": HOST, "port": 443}], [])):
        with pytest.raises(PlanError, match="go together"):
            of_services.asked_for(*given)


def test_a_subnet_without_addresses_says_nothing():
    asked = of_services.asked_of(SERVICE)
    with pytest.raises(PlanError, match="has no addresses"):
        of_services.look_from(asked, replace(GOOD, subnet={"name": "one", "properties": {}}))


def test_a_closing_deny_stops_what_a_service_names_whatever_is_documented_of_clusters():
    """The rows that let all out that a cluster needs say nothing of what another service needs."""
    rows = [(row["destination"], port) for row in data.OUTBOUND_SECURITY_RULES for port in row["ports"]]
    allowing = [
        security_rule(f"row-{number}", 200 + number, "Allow", to=to, ports=str(port))
        for number, (to, port) in enumerate(rows)
    ]
    closed = security_group(*allowing, security_rule("rest", 4000, "Deny"))
    named = [{"fqdn": HOST, "port": 443, "category": category} for category in ("images", "Documented", "AzureMonitor")]
    for one in named:
        asked = of_services.asked_of({**SERVICE, "dependencies": [one]})
        seen = looked(asked, {ONE: [HOST], TWO: [HOST]})
        behind = [of_services.look_from(asked, replace(one.landscape, security_group=closed)) for one in seen]
        (judged,) = of_services.checkup(asked, behind).dependencies
        assert judged.verdict.outcome != "allowed" and judged.flow.category == one["category"]


def test_the_word_of_a_service_for_a_category_puts_no_name_into_a_service_tag():
    """The documentation of clusters pairs their categories with tags; that of other services has the same words."""
    rule = network("tag", to=["AzureMonitor"], ports="1886", sourceAddresses=["*"])
    own = firewall(networks=[collection("ours", 1000, "Allow", rule)])
    named = {"fqdn": "x.prod.microsoftmetrics.com", "port": 1886, "category": "AzureMonitor"}
    asked = of_services.asked_of({**SERVICE, "dependencies": [named]})
    seen = [look(asked, one, own, ()) for one in asked.subnets]
    (judged,) = of_services.checkup(asked, seen).dependencies
    assert judged.verdict.outcome != "allowed" and judged.flow.category == "AzureMonitor"


def test_what_was_left_out_and_what_lives_elsewhere_is_told():
    left = [
        {"category": "gpu", "raw": "nvidia.github.io", "port": "443", "region": "", "why": "optional"},
        {"category": "sql", "raw": "x.database.windows.net", "port": "1433", "region": "eastus", "why": "region"},
    ]
    asked = of_services.asked_of({**SERVICE, "left_out": left, "subnets_elsewhere": ["Pool b names no subnet."]})
    found = of_services.checkup(asked, looked(asked, {ONE: [HOST], TWO: [HOST]})).findings
    told = [one.message for one in found if one.code == "not_checked"]
    for text in ("nvidia.github.io:443", "x.database.windows.net:1433", "Pool b names no subnet. That was not looked"):
        assert any(text in one for one in told), text


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"dependencies": []}, "Nothing is there to check of Azure Batch shop"),
        ({"dependencies": [], "complete": False, "subnets_unknown": ["Unread."]}, "could not be read"),
        ({"resource_type": "Microsoft.Kusto/clusters"}, "is a cluster"),
    ],
)
def test_where_nothing_can_be_judged_nothing_is_said_to_pass(more, sentence):
    with pytest.raises(PlanError, match=sentence):
        of_services.asked_of({**SERVICE, **more})


JUNK = [5, True, "text", [5], [None], ["text"], {"a": 1}, [{}], [[1]], [{"ports": ["x"], "service_tag": "T"}]]


@pytest.mark.parametrize("value", JUNK, ids=str)
@pytest.mark.parametrize("member", [*CALLED, "refused", "left_out", "subnets_unknown", "subnets_elsewhere"])
def test_a_member_that_is_something_else_is_a_sentence_and_no_fault(member, value):
    with suppress(PlanError):
        of_services.asked_of({**CALLED, member: value})


def test_a_subnet_that_nothing_leads_to_the_firewall_from_is_told():
    """What is let out there never meets a rule."""
    asked = of_services.asked_of({**SERVICE, "dependencies": SERVICE["dependencies"][:1]})
    seen = [
        of_services.look_from(asked, replace(one.landscape, route_table=None))
        for one in looked(asked, {ONE: [HOST], TWO: [HOST]})
    ]
    found = of_services.checkup(asked, seen).findings
    told = [one for one in found if one.code == "no_default_route"]
    assert {one.subject for one in told} == {"one", "two"}
    assert not any("lock-down" in one.remedy for one in told)


def test_a_result_has_the_id_of_the_service_and_not_that_of_a_subnet():
    asked = of_services.asked_of(SERVICE)
    assert of_services.about(asked, looked(asked, {ONE: [HOST], TWO: [HOST]}))["ids"]["cluster"] == "/some/id"


def test_subnets_of_computes_that_are_given_answer_what_a_workspace_does_not_say_and_nothing_else():
    unknown = {"subnet_ids": [], "subnets_unknown": [service_subnets.COMPUTES]}
    workspace = {**SERVICE, **unknown, "dependencies": SERVICE["dependencies"][:1]}
    for more, outcome in (([], "allowed"), (["Something else could not be read."], "cannot_tell")):
        gaps = {"subnets_unknown": [*unknown["subnets_unknown"], *more]}
        asked = of_services.asked_of({**workspace, **gaps}, [ONE])
        checkup = of_services.checkup(asked, looked(asked, {ONE: [HOST]}))
        assert [one.verdict.outcome for one in checkup.dependencies] == [outcome]
        assert "not_checked" in [one.code for one in checkup.findings]
    asked = of_services.asked_of(workspace)
    assert [one.verdict.outcome for one in of_services.checkup(asked, []).dependencies] == ["cannot_tell"]
