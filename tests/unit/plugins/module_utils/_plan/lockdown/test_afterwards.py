# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a removal would take away, by where the subnet's traffic goes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import rule_collections
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.routes import Route
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_ownership import Ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import afterwards
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.plans import Plan, TablePlan
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import (
    FIREWALL,
    FIREWALL_POLICY,
    ROUTE_TABLE,
    RULE_COLLECTION_GROUP,
    ResourceId,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import (
    SUBNET as SUBNET_TYPE,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Landscape

from ..verdict import hubs
from ..verdict.documents import (
    CLUSTER,
    SUBNET,
    application,
    collection,
    filters,
    firewall,
    group,
    hub,
    policy,
    spoke,
    table,
)

OURS = [collection("ours", 1000, "Allow", application(to="a.contoso.com"))]
OWNED = Ownership.of([rule_collections.named({"name": "ours", "kind": "application"})])
HUB = ("to-hub", "0.0.0.0/0", "VirtualAppliance", "10.0.1.4")
ELSEWHERE = ("to-other", "0.0.0.0/0", "VirtualAppliance", "10.9.9.9")
LOW, HIGH = (("low", "0.0.0.0/1", *HUB[2:]), ("high", "128.0.0.0/1", *HUB[2:]))


def found(*routes, **properties):
    return Landscape(
        CLUSTER,
        firewall_id=ResourceId("s", "g", FIREWALL, ("fw",)),
        firewall=firewall(applications=OURS, **properties),
        subnet={"name": "snet", "properties": {"addressPrefix": SUBNET}},
        virtual_network=spoke(),
        hop_network=hub(),
        route_table=table(*routes),
    )


STOPPED = {"ipConfigurations": []}
# (why, surroundings, whether our rules would be missed)
CASES = [
    ("the default route leads to the firewall", found(HUB), True),
    ("both halves of one do", found(LOW, HIGH), True),
    ("one half does", found(LOW), True),
    ("no route does", found(), False),
    ("it leads to another appliance", found(ELSEWHERE), False),
    ("it leads to some appliance, and the firewall is stopped", found(HUB, **STOPPED), True),
    ("it leads to the internet, and the firewall is stopped", found(("r", "0.0.0.0/0", "Internet"), **STOPPED), False),
    ("the table could not be read", replace(found(), unread={"route_table": "403"}), True),
]


@pytest.mark.parametrize(("why", "surroundings", "lost"), CASES, ids=[case[0] for case in CASES])
def test_rules_are_lost_where_traffic_may_still_meet_the_firewall(why, surroundings, lost):
    blacked = afterwards.blacked_out(surroundings, OWNED, (SUBNET,))
    assert [one.flow.subject for one in blacked] == (["a.contoso.com:443"] if lost else [])


def test_the_sentence_names_the_route_that_stays():
    with pytest.raises(PlanError, match=r"by route 'to-hub', which stays, and without our rules a\.contoso\.com:443"):
        afterwards.require_no_blackout(found(HUB, **STOPPED), OWNED, (SUBNET,))


POLICY = ResourceId("s", "g", FIREWALL_POLICY, ("own",))
HIDDEN = {"chain": "Firewall policy parent could not be read (AuthorizationFailed)"}
FAILED, FINE = ({"provisioningState": state} for state in ("Failed", "Succeeded"))


def governed(*theirs, parent=FINE, own=FINE, unread=None):
    """The same behind a policy with a parent, or None where that may not be read, and rules of others in a group."""
    groups = (
        group("adx-egress", 100, filters("ours", 1000, "Allow", application(to="a.contoso.com"))),
        group("theirs", 200, filters("web", 300, "Allow", *theirs)),
    )
    chain = (
        *([] if parent is None else [Policy(policy("parent", **parent), ())]),
        Policy({**policy("own", **own), "id": str(POLICY)}, groups),
    )
    known = {"chain": chain, "group_id": POLICY.child(RULE_COLLECTION_GROUP, "adx-egress"), "unread": unread or {}}
    return replace(found(HUB), firewall=firewall(), **known)


EVERYTHING, ANOTHER = application(to="*"), application(to="b.contoso.com")


@pytest.mark.parametrize(
    "around",
    [{}, {"parent": FAILED}, {"own": FAILED}, {"parent": None, "unread": HIDDEN}],
    ids=["in force", "a parent that failed", "a policy that failed", "a parent that may not be read"],
)
def test_what_others_do_to_a_policy_and_what_may_not_be_read_of_it_is_no_loss(around):
    assert afterwards.blacked_out(governed(EVERYTHING, **around), OWNED, (SUBNET,)) == ()
    (lost,) = afterwards.blacked_out(governed(ANOTHER, **around), OWNED, (SUBNET,))
    assert lost.flow.subject == "a.contoso.com:443" and lost.firewall.outcome == "no_match"


HALF = {"sourceAddresses": ["10.20.1.0/25"]}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (application(to="a.contoso.com", **HALF), ANOTHER),
        (application(to="a.contoso.com"), application(to="*", **HALF)),
    ],
    ids=["our rules are for a half", "others allow a half"],
)
def test_what_a_part_of_the_subnet_loses_is_lost(ours, theirs):
    landscape = governed(theirs)
    landscape = landscape.with_rules(group("adx-egress", 100, filters("ours", 1000, "Allow", ours)))
    assert [one.flow.subject for one in afterwards.blacked_out(landscape, OWNED, (SUBNET,))] == ["a.contoso.com:443"]


def test_what_others_deny_a_part_of_the_subnet_the_rest_may_lose():
    denying = filters("no", 100, "Deny", application(to="a.contoso.com", **HALF))
    landscape = governed(ANOTHER)
    parent, own = landscape.chain
    landscape = replace(landscape, chain=(parent.with_group("first", group("first", 50, denying)), own))
    (lost,) = afterwards.blacked_out(landscape, OWNED, (SUBNET,))
    assert lost.flow.subject == "a.contoso.com:443"


@pytest.mark.parametrize("unread", [{}, HIDDEN], ids=["read", "not read"])
def test_the_sentence_speaks_of_the_rules_that_could_be_read(unread):
    with pytest.raises(PlanError) as refused:
        afterwards.require_no_blackout(governed(ANOTHER, unread=unread), OWNED, (SUBNET,))
    assert ("would no longer be allowed by any rule that could be read." in str(refused.value)) == bool(unread)


IN_HUB = replace(found(**hubs.IN_HUB), subnet_id=hubs.NETWORK.child(SUBNET_TYPE, "snet"), hop_network=None)
UNREAD = {"unread": "The connections of it could not be read (No)", "right": "x/read"}
STAYING = [
    (found(HUB), "by route 'to-hub', which stays", "Change that route first"),
    (replace(found(), unread={"route_table": "It could not be read"}), "It could not be read", "Let the login read"),
    (
        replace(IN_HUB, hub=hubs.hub(intents=[hubs.intent()])),
        "by 'intent' of its virtual hub, which stays",
        "Change what the hub sends there first",
    ),
    (
        replace(IN_HUB, hub=hubs.hub([], **UNREAD), unread={"virtual_network": "No"}),
        "for all that can be told (the connections of it could not be read (No), which takes x/read)",
        "Let the login read that first",
    ),
    (
        replace(IN_HUB, hub=hubs.hub(table=hubs.table())),
        "for all that can be told (virtual hub vhub has no routing intent and no static default route",
        "Give the subnet a default route that leads elsewhere first",
    ),
]


@pytest.mark.parametrize(
    ("surroundings", "way", "remedy"), STAYING, ids=["route", "table not read", "hub", "hub not read", "learned"]
)
def test_a_route_is_to_be_changed_only_where_one_is_known(surroundings, way, remedy):
    with pytest.raises(PlanError) as refused:
        afterwards.require_no_blackout(surroundings, OWNED, (SUBNET,))
    assert way in str(refused.value) and f"allowed. {remedy}" in str(refused.value)


NEW, OLD = Route("ours", "1.2.3.4/32", "Internet"), Route("old", "1.2.3.5/32", "Internet")
TABLE = ResourceId("s", "g", ROUTE_TABLE, ("t",))
OTHER = ResourceId("s", "g", ROUTE_TABLE, ("rt",))
STANDING = {**table(HUB, ("old", "1.2.3.5/32", "Internet")), "id": str(TABLE).upper()}


def routed(landscape, state="present", routes=(NEW,), unwanted=(OLD,), table_id=TABLE, **told):
    """The routes of the landscape afterwards; None without a table."""
    planned = Plan(
        Request(state=state),
        replace(landscape, table_id=table_id),
        "westus",
        (),
        (),
        tuple(routes),
        TablePlan(**told),
        unwanted_routes=tuple(unwanted),
    )
    after = afterwards.with_routes(landscape, planned)
    names = after.route_table and [one["name"] for one in after.route_table["properties"]["routes"]]
    return names, after.unread


@pytest.mark.parametrize(
    ("standing", "told", "names", "unread"),
    [
        (STANDING, {"manage": True}, ["to-hub", "ours"], False),
        (STANDING, {"manage": True, "table_id": OTHER}, ["to-hub", "old"], True),
        (None, {"manage": True, "table_id": OTHER}, None, True),
        (None, {"manage": True, "create": True}, ["ours"], False),
        (STANDING, {"manage": False}, ["to-hub", "old"], False),
        (STANDING, {"manage": True, "table_id": None}, ["to-hub", "old"], False),
    ],
    ids=["its own", "another", "none yet", "a new one", "not managed", "no table in the plan"],
)
def test_routes_of_a_plan_take_effect_in_the_table_that_the_subnet_has_or_gets(standing, told, names, unread):
    landscape = replace(found(), route_table=standing, unread={"chain": "x"})
    sentence = {"route_table": "Route table rt is not on the subnet yet"} if unread else {}
    assert routed(landscape, **told) == (names, {"chain": "x", **sentence})


@pytest.mark.parametrize(
    ("standing", "told", "names"),
    [
        (STANDING, {}, ["to-hub"]),
        (STANDING, {"dissociate": False}, ["to-hub"]),
        (STANDING, {"dissociate": True}, None),
        (None, {"dissociate": False}, None),
    ],
)
def test_a_removal_takes_its_routes_or_the_whole_table(standing, told, names):
    assert routed(replace(found(), route_table=standing), "absent", (OLD,), **told)[0] == names
