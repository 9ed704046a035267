# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole check: which findings belong to it when, and what comes out of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.check import check
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.findings import Finding
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow

from ..verdict.documents import (
    NOT_INJECTED,
    application,
    collection,
    name_flow,
    network,
    peering,
    security_rule,
    virtual_network,
)
from .scenarios import (
    DEFAULT,
    DENY,
    GOOD,
    HOST,
    MANAGEMENT,
    OPEN,
    PAST,
    QUESTION,
    STORAGE,
    WEST_US,
    codes,
    grouped,
    having,
    routed,
    subnet,
)

BEFORE = replace(QUESTION, before_routing=True)
WORSE, BETTER = Finding("unreadable", "x", "It is lost.", "Look."), Finding("custom_dns", "x", "It asks.", "See.")


def test_where_all_is_well_nothing_is_found():
    assert check(QUESTION, GOOD).findings == ()


def test_that_nobody_maintains_the_lists_is_said_where_their_addresses_are_judged():
    assert "unmaintained" in codes({}, requirements=WEST_US)
    assert "unmaintained" not in codes({})
    assert "unmaintained" not in codes({}, BEFORE, WEST_US)


def test_what_a_documented_region_leaves_over_is_looked_for_where_the_region_is_known():
    world = having(application(to=["a.contoso.com", "*.core.windows.net"]))
    assert "certificate_hosts_missing" in codes(world, requirements=WEST_US)
    assert codes(world) == set()


def test_an_address_that_no_table_lists_is_told_where_it_is_asked_for():
    asked = replace(QUESTION, health_monitoring=("23.99.5.162",))
    assert "unconfirmed_address" in codes({}, asked, WEST_US)
    assert "unconfirmed_address" not in codes({}, requirements=WEST_US)


def test_before_routing_only_what_the_firewall_does_counts():
    assert codes(routed(), BEFORE) == set()
    assert codes({**routed(), **having(networks=[DENY])}, BEFORE) == {"blocked_dependency"}
    endpoint = {
        **subnet(serviceEndpoints=[{"service": "Microsoft.Storage"}]),
        **having(application(to="a.contoso.com")),
    }
    assert codes(endpoint, BEFORE) == set(), "a default route does not take an endpoint's traffic"


@pytest.mark.parametrize("prefix", ["10.0.0.0/8", "172.16.0.0/12", "::/0"])
def test_before_routing_a_route_that_holds_no_name_hides_none_that_is_blocked(prefix):
    blocking = {**routed(("corp", prefix, "VirtualNetworkGateway")), **having(networks=[DENY])}
    assert codes(blocking, BEFORE) == {"blocked_dependency"}


def test_before_routing_a_security_group_is_judged_with_the_default_route_to_come():
    rule = security_rule("no", 200, "Deny", to="VirtualNetwork")
    lonely = {**routed(), **grouped(OPEN, rule)}
    assert codes(lonely, BEFORE) == {"undecided_dependency"}
    assert "undecided_dependency" not in codes(lonely), "without it the tag holds the network alone"


def test_whether_the_service_is_to_be_asked_reaches_what_tells_it():
    idle = replace(GOOD, cluster=NOT_INJECTED)
    assert "not_diagnosed" in {one.code for one in check(QUESTION, idle, diagnose=True).findings}
    assert "not_diagnosed" not in {one.code for one in check(QUESTION, idle).findings}


PRIVATE = replace(QUESTION, flows=(Flow(1433, "TCP", addresses=("10.0.5.4",)),))
ALONE = {"virtual_network": virtual_network("10.20.0.0/16", peering("10.0.1.0/24"))}
PEERED = {"virtual_network": virtual_network("10.20.0.0/16", peering("10.0.0.0/16"))}


def test_a_private_dependency_in_a_peer_never_meets_the_firewall():
    for question in (PRIVATE, replace(PRIVATE, before_routing=True)):
        (judged,) = check(question, replace(GOOD, **PEERED)).dependencies
        assert (judged.verdict.outcome, judged.hop.kind) == ("allowed", "VnetLocal")


def test_a_private_dependency_that_no_network_holds_is_dropped_by_a_system_route_until_a_default_route_comes():
    lonely = {**routed(PAST), **ALONE, "security_group": None}
    (found,) = [one for one in check(PRIVATE, replace(GOOD, **lonely)).findings if one.severity == "error"]
    assert found.code == "dropped_dependency" and "neither the network nor one of its peers holds it" in found.message
    assert "blocked_dependency" in codes({"security_group": None, **ALONE}, PRIVATE), "then the firewall is asked"
    (judged,) = check(PRIVATE, replace(GOOD, **lonely)).dependencies
    assert judged.verdict.by == ("system route",)


def test_whether_a_security_group_lets_a_private_dependency_out_may_not_be_told_but_never_stops_a_play():
    rule = network(to="10.0.5.4", ports="1433")
    checkup = check(
        replace(PRIVATE, before_routing=True),
        replace(GOOD, **ALONE, **having(networks=[collection("private", 300, "Allow", rule)])),
    )
    assert checkup.blocked == () and [one.code for one in checkup.findings] == ["undecided_dependency"]
    assert "VirtualNetwork" in checkup.findings[0].message


def test_a_cluster_on_another_appliance_is_not_judged_by_this_firewall():
    other = routed(("to-hub", "0.0.0.0/0", "VirtualAppliance", "10.9.9.9"), PAST)
    outcomes = {one.verdict.outcome for one in check(QUESTION, replace(GOOD, **other)).dependencies}
    assert outcomes == {"cannot_tell"}


def test_an_address_of_a_dependency_without_a_name_is_judged_by_network_rules():
    flow = Flow(1433, "TCP", addresses=("198.51.100.7",))
    allowed = having(networks=[collection("n", 100, "Allow", network(to="198.51.100.7", ports="1433"))])
    question = replace(QUESTION, flows=(flow,))
    assert "blocked_dependency" in codes({}, question) and "blocked_dependency" not in codes(allowed, question)


# One of two dependencies passes, and the answers to the management address do not.
MIXED = check(replace(QUESTION, flows=(HOST, name_flow("b.contoso.com"), STORAGE)), replace(GOOD, **routed(DEFAULT)))


def test_what_would_not_pass_is_picked_out():
    assert [one.flow.fqdn for one in MIXED.blocked] == ["b.contoso.com"]
    assert check(QUESTION, GOOD).blocked == ()


def test_outcomes_and_findings_are_counted():
    assert MIXED.summary() == {
        "dependencies": {"allowed": 2, "no_match": 1},
        "addresses": {"denied": 1},
        "findings": {"error": 2, "info": 1},
    }


def test_a_check_is_shown_with_everything_that_was_asked():
    shown = MIXED.as_option()
    assert sorted(shown) == ["addresses", "dependencies", "findings"]
    assert [(one["fqdn"], one["verdict"]) for one in shown["dependencies"]] == [
        ("a.contoso.com", "allowed"),
        ("b.contoso.com", "no_match"),
        ("x.blob.core.windows.net", "allowed"),
    ]
    assert [(one["address"], one["verdict"]) for one in shown["addresses"]] == [(MANAGEMENT, "denied")]
    assert [one["code"] for one in shown["findings"]] == [
        "blocked_dependency",
        "missing_route",
        "infrastructure_names",
    ]


def test_more_findings_take_their_places_among_the_others_and_leave_the_rest_alone():
    more = MIXED.with_findings([BETTER, WORSE])
    assert [one.code for one in more.findings] == [
        "blocked_dependency",
        "missing_route",
        "unreadable",
        "infrastructure_names",
        "custom_dns",
    ]
    assert (more.dependencies, more.addresses) == (MIXED.dependencies, MIXED.addresses)
