# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of a cluster by its landscape, and what a lock holds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import GroupOptions, Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_collections import Collection, Rule
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_ownership import Ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import rulesets, verdicts
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Decision, Flow
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import (
    Besides,
    Landscape,
    Lock,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.matches import Cause
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.verdicts import Question

from .documents import (
    CLUSTER,
    SUBNET,
    SUBNET_ID,
    allow,
    application,
    cluster,
    collection,
    filters,
    firewall,
    group,
    peering,
    policy,
    table,
    virtual_network,
)

HUB = "/subscriptions/s/resourceGroups/hub"
LOCKED = f"{HUB}/providers/Microsoft.Network/azureFirewalls/fw"
LOCK = "/providers/Microsoft.Authorization/locks/keep"
FIREWALL = ResourceId("s", "hub", resource_ids.FIREWALL, ("fw",))
POLICY = ResourceId("s", "hub", resource_ids.FIREWALL_POLICY, ("fp",))
GROUP = POLICY.child(resource_ids.RULE_COLLECTION_GROUP, "adx-egress")
CHAIN = (
    Policy({"id": str(POLICY).replace("/fp", "/parent"), "name": "parent"}, ()),
    Policy({"id": str(POLICY).upper(), "name": "fp"}, ()),
)


@pytest.mark.parametrize(
    ("network", "lost"),
    [({}, False), ({"subnetId": None}, True), ({"state": "Disabled"}, True), (None, True)],
    ids=["injected", "never injected", "migrated", "gone"],
)
def test_a_cluster_is_lost_when_it_says_no_longer_where_its_routes_are(network, lost):
    landscape = Landscape(CLUSTER, cluster=None if network is None else cluster(**network))
    assert landscape.is_lost is lost
    assert landscape.own_subnet == (None if lost else SUBNET_ID)
    assert landscape.is_injected is (not lost or network is None), "one that is gone may have been"


def test_the_policy_that_rules_go_to_is_the_one_of_the_group():
    assert Landscape(CLUSTER, group_id=GROUP, chain=CHAIN).policy is CHAIN[1]
    assert Landscape(CLUSTER, chain=CHAIN).policy is None
    assert Landscape(CLUSTER, group_id=GROUP).policy is None


@pytest.mark.parametrize(
    ("through", "described"),
    [
        ({"firewall_id": FIREWALL, "group_id": GROUP}, "firewall fw"),
        ({"group_id": GROUP}, "firewall fp"),
        ({"appliance": "10.0.9.4", "firewall_id": FIREWALL}, "appliance 10.0.9.4"),
        ({}, "firewall "),
    ],
)
def test_what_traffic_goes_through_is_called_by_its_name_and_an_appliance_by_its_address(through, described):
    assert Landscape(CLUSTER, **through).described == described


@pytest.mark.parametrize(
    ("scope", "held"),
    [
        (HUB, True),
        (HUB.upper(), True),
        (LOCKED, True),
        ("/subscriptions/s", True),
        (f"{LOCKED}-2", False),
        (HUB[:-1], False),
    ],
)
def test_a_lock_holds_what_is_in_its_scope(scope, held):
    lock = Lock(f"{scope}{LOCK}", "keep", "ReadOnly")
    assert lock.holds(LOCKED) is held
    assert lock.holds(resource_ids.parse(LOCKED)) is held


@pytest.mark.parametrize("kind", [LOCK, LOCK.lower(), LOCK.upper()], ids=["as written", "lower case", "upper case"])
def test_the_scope_of_a_lock_is_what_it_was_put_on(kind):
    assert Lock(f"{LOCKED}{kind}", "keep", "CanNotDelete").scope == LOCKED


# What our rules are kept in

OWN_GROUP = ResourceId("s", "g", resource_ids.RULE_COLLECTION_GROUP, ("own", "adx-egress"))
THEIRS = collection("theirs", 200, "Allow", application(to="b.contoso.com"))
OURS = collection("c1-application", 1000, "Allow", application(to="a.contoso.com"))
PARTS = (
    ("protocols", (("https", 443),)),
    ("source_addresses", ("10.20.1.0/24",)),
    ("target_fqdns", ("a.contoso.com",)),
)
OWN = Ownership(frozenset({("application", "c1-application")}))
OPTIONS = GroupOptions("adx-egress", priority_base=1500)


def classic(*applications):
    return Landscape(CLUSTER, FIREWALL, firewall=firewall(applications=applications))


def chained(*groups, parent=()):
    """A firewall under its own policy with these groups, which inherits from another one with groups of its own."""
    policies = [
        Policy({**policy(name), "id": str(ResourceId("s", "g", resource_ids.FIREWALL_POLICY, (name,)))}, tuple(listed))
        for name, listed in (("root", parent), ("own", groups))
    ]
    return Landscape(CLUSTER, FIREWALL, firewall=firewall(), chain=tuple(policies), group_id=OWN_GROUP)


MINE = filters("c1-application", 1000, "Allow", application(to="a.contoso.com"))
FOREIGN = filters("theirs", 200, "Allow", application(to="b.contoso.com"))
OTHERS = group("others", 100, FOREIGN)
SAME_NAME = group("adx-egress", 100, FOREIGN)  # of the parent policy, and so not the one that is meant


def names(document):
    return [one["name"] for one in document["properties"].get("applicationRuleCollections", [])] + [
        one["name"] for one in document["properties"].get("ruleCollections", [])
    ]


@pytest.mark.parametrize(
    ("found", "owned"),
    [
        (classic(THEIRS, OURS), ["c1-application"]),
        (classic(THEIRS), []),
        (chained(group("adx-egress", 300, FOREIGN, MINE)), ["c1-application"]),
        (chained(OTHERS), []),
        (chained(group("others", 100, MINE), parent=[group("adx-egress", 100, MINE)]), []),
    ],
    ids=["in a firewall", "not in it", "in a group", "without the group", "in other groups alone"],
)
def test_our_collections_are_those_of_our_names_where_they_are_kept(found, owned):
    assert [one.name for one in found.rule_holder.owned(OWN)] == owned


def test_what_holds_our_collections_is_the_firewall_or_the_group_of_that_policy():
    found = classic(THEIRS)
    assert found.rule_holder.document is found.firewall
    ours = group("ADX-Egress", 300, MINE)
    assert chained(OTHERS, ours, parent=[SAME_NAME]).rule_holder.document is ours


def test_where_there_is_no_firewall_or_no_group_nothing_holds_them():
    nothing = Landscape(CLUSTER, appliance="10.0.1.4")
    assert nothing.rule_holder.document is None and nothing.rule_holder.view(OWN) is None
    for found in (chained(OTHERS, parent=[SAME_NAME]), Landscape(CLUSTER, firewall=firewall(), group_id=OWN_GROUP)):
        assert found.rule_holder.document is None and found.rule_holder.view(OWN) is None


def test_our_slice_is_shown_as_the_one_or_the_other_has_it():
    (shown,) = classic(THEIRS, OURS).rule_holder.view(OWN)
    assert (shown["name"], shown["priority"]) == ("c1-application", 1000)
    of_group = chained(group("adx-egress", 300, FOREIGN, MINE)).rule_holder.view(OWN)
    assert of_group["priority"] == 300 and [one["name"] for one in of_group["rule_collections"]] == ["c1-application"]


def test_without_ours_a_firewall_keeps_what_is_other_peoples():
    found = classic(THEIRS, OURS)
    rest = found.without_ours(OWN)
    assert names(rest.firewall) == ["theirs"] and names(found.firewall) == ["theirs", "c1-application"]
    assert rest.firewall_id == found.firewall_id


def test_without_ours_a_group_keeps_what_is_other_peoples_and_goes_when_it_is_empty():
    shared = chained(OTHERS, group("adx-egress", 300, FOREIGN, MINE)).without_ours(OWN)
    assert [names(one) for one in shared.chain[-1].groups] == [["theirs"], ["theirs"]]
    parent = chained(OTHERS, group("adx-egress", 300, MINE), parent=[SAME_NAME])
    rest = parent.without_ours(OWN)
    assert [[one["name"] for one in each.groups] for each in rest.chain] == [["adx-egress"], ["others"]]
    assert rest.chain[0] is parent.chain[0]


@pytest.mark.parametrize(
    "found",
    [chained(OTHERS, parent=[SAME_NAME]), Landscape(CLUSTER, firewall=firewall(), group_id=OWN_GROUP)],
    ids=["no group", "no policy"],
)
def test_without_ours_nothing_changes_where_there_is_no_group(found):
    assert found.without_ours(OWN) == found


def wanted(priority=None):
    return [Collection("c1-application", "application", priority, "Allow", (Rule("a", PARTS),))]


def test_with_ours_a_firewall_has_them_beside_what_is_other_peoples():
    found = classic(THEIRS)
    changed = found.with_ours(wanted(), OWN, OPTIONS)
    assert names(changed.firewall) == ["theirs", "c1-application"]
    assert changed.firewall["properties"]["applicationRuleCollections"][1]["properties"]["priority"] == 1500
    assert names(found.firewall) == ["theirs"]


def test_with_ours_the_group_of_that_policy_has_them_and_no_other_one():
    found = chained(OTHERS, parent=[SAME_NAME])
    changed = found.with_ours(wanted(), OWN, OPTIONS)
    assert changed.chain[0] is found.chain[0]
    others, made = changed.chain[1].groups
    assert others is OTHERS
    assert (made["name"], made["properties"]["priority"], names(made)) == ("adx-egress", 1500, ["c1-application"])
    again = changed.with_ours(wanted(), OWN, OPTIONS)
    assert [names(one) for one in again.chain[1].groups] == [["theirs"], ["c1-application"]]


def test_with_ours_nothing_changes_where_the_policy_could_not_be_read():
    found = Landscape(CLUSTER, firewall=firewall(), group_id=OWN_GROUP)
    assert found.with_ours(wanted(), OWN, OPTIONS) is found


@pytest.mark.parametrize(
    ("firewall_", "appliance", "address"),
    [(firewall(), None, "10.0.1.4"), (None, None, None), (firewall(), "10.9.9.9", "10.9.9.9")],
    ids=["a firewall", "none", "an appliance"],
)
def test_a_default_route_must_lead_to_the_appliance_or_else_to_the_firewall(firewall_, appliance, address):
    assert Landscape(CLUSTER, FIREWALL, firewall=firewall_, appliance=appliance).firewall_address == address


def test_the_rules_of_a_governed_firewall_are_those_of_its_policies():
    own = firewall(applications=[allow(application(to="a.contoso.com"))])
    chain = (Policy(policy("p"), (group("g", 300, filters("theirs", 100, "Allow")),)),)
    classic, governed = Landscape(CLUSTER, firewall=own), Landscape(CLUSTER, firewall=own, chain=chain)
    assert classic.ruleset == rulesets.classic(own) and governed.ruleset == rulesets.of_policies(chain)
    assert classic.ruleset != governed.ruleset


def test_the_rules_that_may_concern_a_subnet_are_looked_for_once():
    rules = [
        application(to="a.contoso.com"),
        application("b", to="b.contoso.com", source="10.9.0.0/16"),
    ]
    found = Landscape(CLUSTER, firewall=firewall(applications=[allow(*rules)]))
    ours, theirs = found.rules_for((SUBNET,)), found.rules_for(("10.9.0.0/24",))
    assert found.rules_for((SUBNET,)) is ours
    assert ours != theirs and theirs != found.ruleset


def test_what_could_not_be_read_leaves_the_way_out_open():
    network = virtual_network("10.20.0.0/16")
    hub = table(("to-hub", "0.0.0.0/0", "VirtualAppliance", "10.0.1.4"))
    known = Landscape(CLUSTER, virtual_network=network, route_table=hub).routing
    assert (known.has_default, known.unread, known.lonely, known.learned) == (True, "", False, False)
    unread = {"route_table": "It could not be read", "virtual_network": "It could not be read"}
    hidden = Landscape(CLUSTER, unread=unread).routing
    assert (hidden.unread, hidden.lonely, hidden.learned) == ("It could not be read", True, True)


def test_what_decides_no_verdict_comes_beside_what_was_found_out_for_verdicts():
    before = Landscape(CLUSTER, firewall={"properties": {}})
    found_out = before.ruleset, before.places, before.routing, before.rules_for(("10.0.0.0/24",))
    after = before.beside(Besides(private_zones=("contoso.com",)))
    assert (after.besides, before.besides) == (Besides(private_zones=("contoso.com",)), Besides())
    kept = after.ruleset, after.places, after.routing, after.rules_for(("10.0.0.0/24",))
    assert all(one is other for one, other in zip(found_out, kept, strict=True))


def lent(remote="/hub"):
    """A network that uses the gateway of a peer."""
    return virtual_network("10.20.0.0/16", peering("10.0.0.0/16", remote=remote, useRemoteGateways=True))


def with_subnet(name):
    found = virtual_network("10.0.0.0/16", id="/hub")
    found["properties"]["subnets"] = [{"name": name, "properties": {"addressPrefix": "10.0.9.0/26"}}]
    return found


@pytest.mark.parametrize(
    ("why", "changes", "may"),
    [
        ("a gateway's routes lead to the gateway", {"hop_network": with_subnet("GatewaySubnet")}, False),
        ("a route server is told by appliances", {"hop_network": with_subnet("RouteServerSubnet")}, True),
        ("the other network was not read", {}, True),
        (
            "the gateway is in a third network",
            {"virtual_network": lent("/third"), "hop_network": with_subnet("AzureFirewallSubnet")},
            True,
        ),
        ("nothing is lent", {"virtual_network": virtual_network("10.20.0.0/16")}, False),
        ("a virtual hub has routes of its own", {"firewall": {"properties": {"sku": {"name": "AZFW_Hub"}}}}, True),
        ("the network itself was not read", {"virtual_network": None}, True),
        ("no firewall is known", {"firewall": None}, True),
        (
            "a firewall that is stopped changes nothing",
            {"firewall": {"name": "fw", "properties": {}}, "hop_network": with_subnet("RouteServerSubnet")},
            True,
        ),
    ],
)
def test_where_a_route_that_nobody_reads_may_lead_to_the_firewall(why, changes, may):
    known = Landscape(CLUSTER, firewall=firewall(), virtual_network=lent())
    assert replace(known, **changes).may_learn_of_firewall is may, why


KUSTO = {"properties": {"serviceName": "Microsoft.Kusto/clusters"}}
# (what the subnet has, where the dependency is sent, its outcome)
PRIVATE = [
    ("no outbound access", {"defaultOutboundAccess": False}, "Internet", Decision.CANNOT_TELL),
    ("a NAT gateway", {"defaultOutboundAccess": False, "natGateway": {"id": "/nat"}}, "Internet", Decision.ALLOWED),
    ("the service in it", {"defaultOutboundAccess": False, "delegations": [KUSTO]}, "Internet", Decision.ALLOWED),
    ("what every subnet had", {}, "Internet", Decision.ALLOWED),
    ("what is said so", {"defaultOutboundAccess": True}, "Internet", Decision.ALLOWED),
    ("a route that drops", {"defaultOutboundAccess": False}, "None", Decision.DENIED),
]


@pytest.mark.parametrize(("what", "members", "hop", "outcome"), PRIVATE, ids=[case[0] for case in PRIVATE])
def test_a_route_to_the_internet_leads_nowhere_for_certain_in_a_private_subnet(what, members, hop, outcome):
    own = {"name": "snet", "properties": {"addressPrefix": SUBNET, **members}}
    found = Landscape(CLUSTER, firewall=firewall(), subnet=own, route_table=table(("r", "0.0.0.0/0", hop)))
    flow = Flow(443, "Https", fqdn="a.contoso.com")
    verdict = verdicts.dependency(flow, Question((flow,), (SUBNET,)), found).verdict
    assert verdict.outcome == outcome, what
    assert (verdict.cause == Cause.PRIVATE_SUBNET) is (outcome == Decision.CANNOT_TELL)
