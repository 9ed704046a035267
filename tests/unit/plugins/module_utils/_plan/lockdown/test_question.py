# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked about a cluster, read off its plan, and what a check answers where only an appliance could know."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.check import check
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import present, question
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import flows
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Landscape
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents

HOP = "10.0.9.4"
THERE = Request(appliance=HOP)
OURS = (world.route("ADX_Management"), world.default_route("ADX_Default", to=HOP))
MONITORING = "23.99.5.162"


def asked(request=None, before_routing=False, subnet="the plan's", **known):
    """What is asked of a plan; `subnet` is the one that is there when it is judged."""
    planned = present.plan(request or Request(), world.landscape(**known))
    found = planned.landscape
    if subnet != "the plan's":
        found = replace(found, subnet=subnet)
    return question.of_plan(planned, found, before_routing=before_routing)


def test_everything_the_cluster_needs_is_asked_about_and_the_documented_tags_too():
    found = asked()
    names = {flow.fqdn for flow in found.flows}
    assert {"a.azurestorage.example.com", "login.live.com"} <= names
    assert found.flows[-len(flows.documented_tags()) :] == flows.documented_tags() != ()
    planned = present.plan(Request(), world.landscape())
    assert len(found.flows) == len(planned.dependencies) + len(flows.documented_tags())


def test_our_own_collections_are_known_by_their_names_in_lower_case():
    found = asked(Request(collection_prefix="ADX-"))
    assert found.collections == {"adx-c1-westus-application", "adx-c1-westus-network"}


def test_documented_addresses_are_asked_about_once_there_are_routes_on_a_subnet():
    found = asked()
    assert world.MANAGEMENT in found.management and MONITORING in found.health_monitoring
    assert found.before_routing is False
    skipped = asked(Request(skip_addresses=(MONITORING, world.MANAGEMENT)))
    assert set(found.management) - set(skipped.management) == {world.MANAGEMENT}
    assert set(found.health_monitoring) - set(skipped.health_monitoring) == {MONITORING}


def test_before_routing_only_what_the_cluster_sends_matters():
    found = asked(before_routing=True)
    assert found.before_routing is True
    assert (found.management, found.health_monitoring) == ((), ()) and found.flows == asked().flows


def test_without_a_subnet_no_documented_address_is_asked_about():
    found = asked(Request(source_addresses=("10.9.0.0/16",)), subnet=None)
    assert (found.management, found.health_monitoring) == ((), ())


@pytest.mark.parametrize(
    ("given", "subnet", "sources"),
    [
        (("subnet",), "the plan's", ("10.20.1.0/24",)),
        (("10.9.0.0/16",), "the plan's", ("10.20.1.0/24",)),
        (("subnet", "10.9.0.0/16"), "the plan's", ("10.20.1.0/24",)),
        (("subnet", "10.9.0.0/16"), None, ("10.9.0.0/16",)),
        (("10.9.0.0/16", "10.8.0.0/16"), {"name": "snet", "properties": {}}, ("10.9.0.0/16", "10.8.0.0/16")),
    ],
)
def test_traffic_comes_from_the_subnet_or_else_from_where_it_is_said_to(given, subnet, sources):
    assert asked(Request(source_addresses=given), subnet=subnet).sources == sources


def test_where_nothing_says_where_traffic_comes_from_there_is_nothing_to_ask():
    with pytest.raises(PlanError, match="Cluster c1 is in no subnet whose prefixes its traffic could come from") as no:
        asked(subnet=None)
    assert no.value.code == "no_source"


@pytest.mark.parametrize(
    ("request_", "delegated", "wanted"),
    [
        (Request(default_route="manage"), False, True),
        (Request(default_route="manage"), True, False),
        (Request(default_route="manage", routes="manage"), True, True),
        (Request(default_route="manage", routes="report"), False, False),
        (Request(default_route="verify"), False, False),
        (Request(default_route="none"), False, False),
    ],
)
def test_a_default_route_is_wanted_where_it_is_ours_to_write(request_, delegated, wanted):
    assert asked(request_, **{"subnet": world.subnet(delegated=delegated)}).default_route_wanted is wanted


# Behind an appliance


def judged(*routes, before_routing=False, **more):
    """The check of a plan on a subnet with these routes."""
    known = world.landscape(firewall=None, table=world.table())
    planned = present.plan(THERE, replace(known, firewall_id=None))
    found = Landscape(
        world.CLUSTER,
        appliance=HOP,
        subnet=world.subnet(),
        virtual_network=documents.spoke(),
        hop_network=documents.hub(),
        route_table=world.table(*routes),
        **more,
    )
    return check(question.of_plan(planned, found, before_routing=before_routing), found)


def codes(checkup):
    return [(one.severity, one.code) for one in checkup.findings if one.severity != "info"]


@pytest.mark.parametrize(
    ("routes", "outcome", "found"),
    [
        pytest.param(OURS, "cannot_tell", [("warning", "undecided_appliance")], id="to the appliance"),
        pytest.param((), "allowed", [("warning", "no_default_route")], id="nowhere"),
        pytest.param(
            (world.default_route(to="10.0.1.4"),), "cannot_tell", [("error", "stale_default_route")], id="elsewhere"
        ),
    ],
)
def test_the_check_decides_nothing_that_only_the_appliance_knows(routes, outcome, found):
    checkup = judged(world.route("ADX_Management"), *(one for one in routes if one["name"] != "ADX_Management"))
    assert {one.verdict.outcome for one in checkup.dependencies} == {outcome} and checkup.blocked == ()
    assert [one for one in codes(checkup) if one[1] not in ("missing_route", "undecided_dependency")] == found


def test_one_finding_speaks_for_all_dependencies_and_names_the_appliance():
    checkup = judged(*OURS)
    (finding,) = [one for one in checkup.findings if one.code == "undecided_appliance"]
    count = len(checkup.dependencies)
    assert finding.message.startswith(
        f"Whether appliance {HOP} lets {count} of {count} destinations through is unknown"
    )


def test_documented_addresses_are_judged_by_the_routes_as_ever():
    checkup = judged(*OURS)
    outcomes = {one.address: one.verdict.outcome for one in checkup.addresses}
    assert outcomes.pop(world.MANAGEMENT) == "allowed" and set(outcomes.values()) == {"denied"}


def test_before_routing_the_security_group_is_judged_and_the_appliance_is_not():
    assert judged(before_routing=True).blocked == ()
    deny = {"priority": 100, "access": "Deny", "direction": "Outbound", "protocol": "*"}
    anywhere = {"sourceAddressPrefix": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*"}
    rule = {"name": "no", "properties": {**deny, **anywhere}}
    group = {"name": "nsg", "properties": {"securityRules": [rule], "defaultSecurityRules": []}}
    checkup = judged(before_routing=True, security_group=group)
    assert len(checkup.blocked) == len(checkup.dependencies) > 0
