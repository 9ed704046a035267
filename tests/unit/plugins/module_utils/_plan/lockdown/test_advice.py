# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each thing that a person is told about a plan, when it is told, and when it is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_collections import named
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import advice, present
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.plans import TablePlan
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import documented
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

HOP = "10.0.9.4"
MANAGED, REPORTED = TablePlan(manage=True, associate=True), TablePlan()
MANAGE = Request(default_route="manage")
EMPTY = {"table": world.table()}
POLICY = ResourceId("s", "rg-hub", resource_ids.FIREWALL_POLICY, ("fp",))
GROUP = POLICY.child(resource_ids.RULE_COLLECTION_GROUP, "adx-egress")
MISSING = "No 0.0.0.0/0 route leads to the firewall's private address, so nothing is locked down yet"
ADD_ONE = f"{MISSING}. Once its rules are in force, add one, or set O(default_route): manage."


def told(request=None, plan=MANAGED, **known):
    """Everything but what the documented lists say of themselves, which comes first."""
    found = documented.requirements("West US")
    listed = list(advice.findings(request or Request(), world.landscape(**known), found, plan))
    assert [one.code for one in listed[:2]] == ["unmaintained", "unconfirmed_address"]
    return listed[2:]


def sentences(*args, **known):
    return [f"{one.message} {one.remedy}" for one in told(*args, **known)]


def causes(*args, **known):
    return [(one.code, one.subject) for one in told(*args, **known)]


@pytest.mark.parametrize("table", [MANAGED, REPORTED])
def test_nothing_is_told_where_everything_is_in_order(table):
    assert told(plan=table) == []


# Whether the firewall sees the traffic at all


def test_of_a_cluster_that_is_gone_nobody_says_that_it_is_not_injected():
    assert told(cluster=None) == []


@pytest.mark.parametrize("field", ["subnet", "route_table"])
def test_what_could_not_be_read_is_told_once_and_no_route_is_missed(field):
    found = told(unread={field: "It could not be read"}, **{"subnet": None} if field == "subnet" else {}, **EMPTY)
    assert [(one.code, one.subject) for one in found] == [("unreadable", "fw")]
    assert found[0].message == "It could not be read, so whether traffic goes to the firewall is unknown."


def test_what_could_not_be_read_and_does_not_lie_around_the_rules_is_told_elsewhere():
    assert told(unread={"living": "Clusters could not be listed"}) == []


def test_traffic_that_goes_past_the_firewall_by_service_endpoints_is_told():
    endpoints = [{"service": "Microsoft.Storage"}, {"service": "Microsoft.KeyVault"}]
    services = ["Microsoft.KeyVault", "Microsoft.Storage"]
    assert causes(subnet=world.subnet(serviceEndpoints=endpoints)) == [("service_endpoint", one) for one in services]


# The default route


@pytest.mark.parametrize(
    ("request_", "table", "known", "said"),
    [
        pytest.param(Request(), MANAGED, EMPTY, [ADD_ONE], id="none is there"),
        pytest.param(Request(), REPORTED, EMPTY, [ADD_ONE], id="none is there, and routes are reported"),
        pytest.param(Request(), MANAGED, {"table": None}, [ADD_ONE], id="there is no table"),
        pytest.param(
            Request(), MANAGED, {"table": world.table(world.default_route(to=HOP))}, [ADD_ONE], id="it leads elsewhere"
        ),
        pytest.param(Request(), MANAGED, {"firewall": None}, [ADD_ONE], id="there is no firewall"),
        pytest.param(Request(), MANAGED, {}, [], id="it is there"),
        pytest.param(Request(default_route="none"), REPORTED, EMPTY, [], id="nobody asked"),
        pytest.param(MANAGE, MANAGED, EMPTY, [], id="it is written"),
        pytest.param(MANAGE, REPORTED, {}, [], id="it is not written, and there"),
        pytest.param(Request(), MANAGED, {"subnet": None, **EMPTY}, [], id="no subnet is known"),
        pytest.param(
            MANAGE,
            REPORTED,
            EMPTY,
            [
                f"{MISSING}: routes are only reported here, so none is written. Once its rules are in force, add one,"
                " or set O(routes): manage."
            ],
            id="it is to be managed, and is not written",
        ),
    ],
)
def test_a_default_route_that_is_looked_for_and_not_there_is_told_with_what_to_do(request_, table, known, said):
    assert sentences(request_, table, **known) == said


def test_in_a_virtual_hub_the_routing_intent_gives_the_default_route():
    hub = world.firewall(sku={"name": "AZFW_Hub"}, hubIPAddresses={"privateIPAddress": world.FIREWALL_ADDRESS})
    assert causes(firewall=hub, **EMPTY) == [("hub_routing", "fw")]
    assert told(firewall=hub) == []


def test_a_missing_default_route_to_an_appliance_is_told_and_one_that_is_there_is_not():
    def behind(*routes):
        landscape = replace(world.landscape(firewall=None, table=world.table(*routes)), firewall_id=None)
        return str(world.told(present.plan(Request(appliance=HOP), landscape)))

    assert f"leads to appliance {HOP}, so nothing is locked down yet" in behind()
    assert "nothing is locked down yet" in behind(world.default_route())
    assert "nothing is locked down yet" not in behind(world.default_route(to=HOP))


def test_users_of_the_subnet_whom_nobody_knows_matter_where_routes_are_written():
    unclear = world.subnet(ipConfigurations=[{"id": "/nobody/knows"}])
    assert causes(MANAGE, subnet=unclear, **EMPTY) == [("unclear_users", "snet")]
    assert ("unclear_users", "snet") not in causes(MANAGE, REPORTED, subnet=unclear, **EMPTY)


# Whose routes and rules these are


def with_route(route):
    return {"table": world.table(world.default_route(), route)}


def test_routes_with_a_name_of_ours_and_no_prefix_of_ours_are_told():
    assert causes(**with_route(world.route("ADX_Management", "10.0.0.0/8"))) == [("foreign_prefix", "ADX_Management")]
    assert told(**with_route(world.route("theirs", "10.0.0.0/8"))) == []


@pytest.mark.parametrize(
    ("delegated", "table", "is_told"), [(True, REPORTED, True), (True, MANAGED, False), (False, REPORTED, False)]
)
def test_routes_that_the_service_keeps_are_told_where_they_are_reported(delegated, table, is_told):
    found = causes(plan=table, subnet=world.subnet(delegated=delegated))
    assert found == ([("delegated_subnet", "snet")] if is_told else [])


def test_without_a_subnet_nobody_says_that_it_is_delegated():
    assert told(plan=REPORTED, subnet=None) == []


def governed(firewalls=(), children=()):
    own = {
        "firewalls": [{"id": str(one)} for one in firewalls],
        "childPolicies": [{"id": str(one)} for one in children],
    }
    policy = Policy({"id": str(POLICY), "name": "fp", "properties": own}, ())
    return {"group_id": GROUP, "chain": (policy,)}


OTHER, CHILD = replace(world.FIREWALL, names=("far",)), replace(POLICY, names=("team",))


@pytest.mark.parametrize(
    ("policy", "named"),
    [
        pytest.param(governed([str(world.FIREWALL).upper()]), "", id="this firewall alone"),
        pytest.param(governed([world.FIREWALL, OTHER]), "firewall far in resource group rg-hub", id="another firewall"),
        pytest.param(
            governed([OTHER, world.FIREWALL], [CHILD]),
            "firewall far in resource group rg-hub, firewall policy team in resource group rg-hub",
            id="another firewall, and a policy below",
        ),
    ],
)
def test_others_whom_a_policy_governs_are_told(policy, named):
    said = f"Firewall policy fp also governs {named}: the rules apply there, too."
    assert [(one.subject, one.message) for one in told(**policy)] == ([("fp", said)] if named else [])


def test_what_a_purge_leaves_alone_is_named():
    spared = [named({"name": f"adx-c{number}-westus-network", "kind": "network"}) for number in (2, 3)]
    (finding,) = advice.of_purge("fw", iter(spared))
    assert (finding.code, finding.subject) == ("spared_collections", "fw")
    assert finding.message.startswith("A purge leaves adx-c2-westus-network, adx-c3-westus-network alone: they are")
    assert list(advice.of_purge("fw", [])) == []
