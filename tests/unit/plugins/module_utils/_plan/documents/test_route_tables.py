# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our routes come into a table and go out of it, and everything else in it stays as it was."""

from __future__ import annotations

from copy import deepcopy

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import route_tables, routes
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.routes import Route
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import documented
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.documents.generated import extras, quick
from hypothesis import given
from hypothesis import strategies as st

FOUND = documented.requirements("westus")
ROUTES = routes.past_firewall(FOUND.management, FOUND.health_monitoring)


def table(*items):
    return {"name": "rt", "location": "westus", "tags": {"team": "net"}, "properties": {"x": 1, "routes": list(items)}}


def foreign(name, prefix, hop="None"):
    return {"name": name, "etag": "e", "properties": {"addressPrefix": prefix, "nextHopType": hop}}


def test_routes_come_in_and_go_out_and_the_rest_stays():
    before = table(foreign("onprem", "10.0.0.0/8"))
    after = route_tables.present(before, ROUTES)
    assert len(after["properties"]["routes"]) == 1 + len(ROUTES)
    assert route_tables.present(after, ROUTES) == after
    assert route_tables.absent(after, ROUTES) == before


def test_a_foreign_route_with_the_same_prefix_and_hop_counts_as_present_and_survives_absent():
    before = table(foreign("theirs", "13.64.38.225/32", "Internet"))
    after = route_tables.present(before, ROUTES)
    assert [item["name"] for item in after["properties"]["routes"]].count("ADX_Management") == 0
    assert route_tables.absent(after, ROUTES) == before


def test_a_foreign_route_with_another_hop_is_an_error_that_names_it():
    with pytest.raises(PlanError, match="by route 'theirs'"):
        route_tables.present(table(foreign("theirs", "13.64.38.225/32")), ROUTES)


def test_a_route_of_our_own_that_leads_elsewhere_is_corrected_in_place():
    old = route_tables.present(table(), [routes.default_route("10.0.1.4")])
    new = route_tables.present(old, [routes.default_route("10.0.1.5")])
    assert [routes.from_arm(item).hop_address for item in new["properties"]["routes"]] == ["10.0.1.5"]


@pytest.mark.parametrize("name", ["ADX_Monitoring_5", "adx_management"])
def test_a_route_typed_by_hand_with_a_name_of_ours_is_adopted_whatever_its_hop(name):
    before = table(foreign(name, "40.80.153.6/32", "None"))
    (found,) = route_tables.table_routes(before)
    assert routes.is_ours(found, documented.documented_addresses("West US")), "so a removal would take it"
    after = route_tables.present(before, ROUTES)
    assert [item for item in route_tables.table_routes(after) if item.key == found.key] == [
        routes.Route(name, found.prefix, "Internet")
    ]


def test_a_name_of_our_scheme_means_nothing_to_a_route_of_another_name():
    mine = routes.Route("mine", "10.0.0.0/8", "Internet")
    with pytest.raises(PlanError, match="by route 'ADX_Management'"):
        route_tables.present(table(foreign("ADX_Management", "10.0.0.0/8")), [mine])


def test_unwanted_routes_go_in_the_same_change_and_only_as_they_are_given():
    before = route_tables.present(table(foreign("onprem", "10.0.0.0/8")), ROUTES)
    after = route_tables.present(before, ROUTES[:2], ROUTES[2:])
    assert route_tables.present(table(foreign("onprem", "10.0.0.0/8")), ROUTES[:2]) == after
    elsewhere = [routes.Route(one.name, one.prefix, "None") for one in ROUTES[2:]]
    assert route_tables.present(before, ROUTES[:2], elsewhere) == before


def test_a_name_of_ours_held_by_a_foreign_prefix_is_left_alone():
    after = route_tables.present(table(foreign("ADX_Management", "10.0.0.0/8")), ROUTES[:1])
    assert [item["name"] for item in after["properties"]["routes"]] == ["ADX_Management", "ADX_Management_1"]


@pytest.mark.parametrize(
    ("name", "taken", "free"),
    [
        ("ADX_Management", ["ADX_Management", "adx_management_1"], "ADX_Management_2"),
        ("ADX_Management_1", ["ADX_Management_1"], "ADX_Management_2"),
        ("ADX_Monitoring_7", ["ADX_Monitoring_7", "ADX_Monitoring_1"], "ADX_Monitoring_2"),
        ("ADX_Default", ["ADX_Default"], "ADX_Default_1"),
        ("mine", ["MINE"], "mine_1"),
        ("mine", ["mine_1"], "mine"),
    ],
)
def test_a_route_whose_name_is_taken_gets_the_first_number_that_is_free(name, taken, free):
    before = table(*(foreign(one, f"10.{number}.0.0/16") for number, one in enumerate(taken)))
    after = route_tables.present(before, [Route(name, "203.0.113.0/24", "Internet")])
    assert [item["name"] for item in after["properties"]["routes"]] == [*taken, free]


prefixes = st.integers(0, 250).map(lambda number: f"203.0.113.{number}/32")


@quick
@given(extras, st.lists(prefixes, unique=True, max_size=4), st.lists(prefixes, unique=True, max_size=4), st.data())
def test_routes_come_and_go_and_the_table_is_what_it_was(more, theirs, ours, data):
    items = [
        {"name": f"their-{number}", "properties": {"addressPrefix": prefix, "nextHopType": "Internet", **more}}
        for number, prefix in enumerate(theirs)
    ]
    document = {"name": "rt", "properties": {"routes": items, **more}, **more}
    wanted = [routes.Route(f"ADX_Monitoring_{n}", prefix, routes.HopType.INTERNET) for n, prefix in enumerate(ours)]
    after = route_tables.present(document, wanted)
    assert route_tables.present(after, data.draw(st.permutations(wanted))) == after
    assert route_tables.absent(after, wanted) == document
    assert {route.key for route in route_tables.table_routes(after)} == {*theirs, *ours}


def test_a_change_leaves_the_document_it_was_given_alone():
    before = table(foreign("ADX_Default", "0.0.0.0/0", "VirtualAppliance"))
    untouched = deepcopy(before)
    route_tables.present(before, [routes.default_route("10.0.1.4")])
    route_tables.absent(before, [Route("ADX_Default", "0.0.0.0/0", "VirtualAppliance")])
    assert before == untouched


def test_a_corrected_route_keeps_what_decides_nothing_and_loses_an_address_it_has_no_use_for():
    old = world.route("ADX_Management", hop="VirtualAppliance", to="10.9.9.9")
    old["properties"]["provisioningState"] = "Succeeded"
    after = route_tables.present({"name": "rt", "properties": {"routes": [old]}}, ROUTES[:1])
    kept = {"addressPrefix": "13.64.38.225/32", "nextHopType": "Internet", "provisioningState": "Succeeded"}
    assert after["properties"]["routes"] == [{"name": "ADX_Management", "properties": kept}]


@pytest.mark.parametrize(
    "strange",
    [{"future": 1}, {"nextHopType": "VirtualApplianceEcmp", "nextHop": {"nextHopIpAddresses": ["10.0.1.4"]}}],
    ids=["a member nobody knows", "several next hops"],
)
def test_a_route_that_is_not_understood_is_never_written_back_changed(strange):
    old = world.route("ADX_Management", hop="VirtualAppliance", to="10.9.9.9")
    old["properties"] |= strange
    with pytest.raises(PlanError, match="already has route 'ADX_Management' for 13.64.38.225/32"):
        route_tables.present({"name": "rt", "properties": {"routes": [old]}}, ROUTES[:1])


def test_a_route_of_the_wanted_name_is_corrected_though_the_name_is_none_of_our_scheme():
    after = route_tables.present(table(foreign("MINE", "10.0.0.0/8")), [Route("mine", "10.0.0.0/8", "Internet")])
    assert route_tables.table_routes(after) == [Route("MINE", "10.0.0.0/8", "Internet")]


@pytest.mark.parametrize(
    ("found", "leads_to"), [(("None", None), "None"), (("VirtualAppliance", "10.9.9.9"), "VirtualAppliance 10.9.9.9")]
)
def test_the_refusal_says_where_a_foreign_route_leads(found, leads_to):
    before = {"properties": {"routes": [world.route("theirs", "10.0.0.0/8", *found)]}}
    with pytest.raises(PlanError) as raised:
        route_tables.present(before, [Route("mine", "10.0.0.0/8", "Internet")])
    assert raised.value.code == "foreign_route"
    assert str(raised.value).startswith(f"Route table of ours already sends 10.0.0.0/8 to {leads_to} by route 'theirs'")


@pytest.mark.parametrize(
    "found",
    [
        Route("ADX_Management_1", "13.64.38.225/32", "Internet"),
        Route("ADX_Management", "13.64.38.226/32", "Internet"),
        Route("ADX_Management", "13.64.38.225/32", "None"),
    ],
)
def test_a_route_goes_only_when_name_prefix_and_hop_are_the_ones_given(found):
    before = {"properties": {"routes": [routes.to_arm(found)]}}
    assert route_tables.absent(before, [Route("ADX_Management", "13.64.38.225/32", "Internet")]) == before
    in_another_spelling = Route(found.name.upper(), found.prefix, found.hop_type.lower())
    assert route_tables.absent(before, [in_another_spelling]) == {"properties": {"routes": []}}


CREATED, MADE_FOR = {"adx.outbound": "created"}, {"adx.outbound.cluster": str(world.CLUSTER)}


def test_a_new_table_says_who_made_it_and_for_which_cluster():
    assert route_tables.new_table("westus") == {"location": "westus", "tags": CREATED, "properties": {"routes": []}}
    made = route_tables.new_table("westus", world.CLUSTER)
    assert made["tags"] == {**CREATED, **MADE_FOR}
    assert route_tables.is_created_by_us(made) and route_tables.is_made_for(made, world.CLUSTER)


@pytest.mark.parametrize(
    ("document", "created", "cluster"),
    [
        (None, False, None),
        ({"tags": None}, False, None),
        ({"tags": {"adx.outbound": "adopted"}}, False, None),
        ({"tags": {"ADX.Outbound": "created"}}, True, None),
        ({"tags": {"adx.outbound": "created", "adx.outbound.cluster": ""}}, True, None),
        ({"tags": {"Adx.Outbound.Cluster": "/x/C1"}}, False, "/x/C1"),
    ],
)
def test_a_table_tells_by_its_tags_who_made_it_and_for_whom(document, created, cluster):
    assert route_tables.is_created_by_us(document) is created
    assert route_tables.made_for(document) == cluster


def test_a_table_is_made_for_a_cluster_in_whatever_spelling_of_its_id():
    other = world.neighbour(str(world.SUBNET)).id
    assert route_tables.is_made_for({"tags": {"adx.outbound.cluster": str(world.CLUSTER).upper()}}, world.CLUSTER)
    assert not route_tables.is_made_for({"tags": {"adx.outbound.cluster": str(other)}}, world.CLUSTER)
    assert not route_tables.is_made_for({}, world.CLUSTER)


@pytest.mark.parametrize(
    ("tags", "items", "in_use", "goes"),
    [
        pytest.param(CREATED, (), False, True, id="ours, empty and unused"),
        pytest.param(CREATED, (), True, False, id="in use"),
        pytest.param({}, (), False, False, id="not of our making"),
        pytest.param(CREATED, (foreign("theirs", "10.0.0.0/8"),), False, False, id="with somebody's route"),
    ],
)
def test_only_a_table_of_our_making_that_nobody_needs_is_removed(tags, items, in_use, goes):
    before = {"name": "rt", "tags": tags, "properties": {"routes": list(items)}}
    full = route_tables.present(before, ROUTES)
    assert route_tables.removed(full, ROUTES, in_use=in_use) == (None if goes else before)


@pytest.mark.parametrize(
    ("found", "tags", "append", "expected"),
    [
        ({"team": "net"}, None, True, {"team": "net"}),
        ({"team": "net"}, None, False, {"team": "net"}),
        ({"team": "net"}, {"env": "prod"}, True, {"team": "net", "env": "prod"}),
        ({"team": "net"}, {"env": "prod"}, False, {"env": "prod"}),
        ({"Team": "net"}, {"team": "sec"}, True, {"team": "sec"}),
        ({"team": "net"}, {}, True, {"team": "net"}),
        ({"team": "net"}, {}, False, {}),
        (None, {"env": "prod"}, True, {"env": "prod"}),
        ({**CREATED, "team": "net"}, {"env": "prod"}, False, {**CREATED, "env": "prod"}),
        ({**CREATED, **MADE_FOR, "team": "net"}, {}, False, {**CREATED, **MADE_FOR}),
        ({**MADE_FOR, "team": "net"}, {}, False, {}),
    ],
)
def test_tags_are_merged_or_put_in_the_place_of_all_but_our_marks(found, tags, append, expected):
    before = {"name": "rt", "tags": found}
    assert route_tables.with_tags(before, tags, append=append) == {"name": "rt", "tags": expected}
    assert before == {"name": "rt", "tags": found}


def test_the_view_has_the_routes_that_lead_where_the_wanted_ones_do_in_their_order():
    document = table(foreign("theirs", "10.0.0.0/8"), foreign("b", "203.0.113.2/32"), foreign("a", "203.0.113.1/32"))
    wanted = [Route("one", "203.0.113.1", "Internet"), Route("two", "203.0.113.2", "Internet")]
    assert route_tables.view(document, wanted) == {
        "location": "westus",
        "tags": {"team": "net"},
        "routes": [
            {"name": "a", "address_prefix": "203.0.113.1/32", "next_hop_type": "None"},
            {"name": "b", "address_prefix": "203.0.113.2/32", "next_hop_type": "None"},
        ],
    }
    assert route_tables.view(None, wanted) is None
    assert route_tables.view({}, wanted) == {"location": None, "tags": {}, "routes": []}


@pytest.mark.parametrize(
    ("tags", "append", "seen"),
    [
        (None, True, {}),
        (None, False, {}),
        ({"TEAM": "x"}, True, {"team": "net"}),
        ({"other": "x"}, True, {}),
        ({"other": "x"}, False, {"team": "net"}),
    ],
)
def test_a_slice_has_no_tags_that_the_change_leaves_alone(tags, append, seen):
    assert route_tables.slice_of(table(), [], tags, append=append) == {"location": "westus", "tags": seen, "routes": []}
    assert route_tables.slice_of(None, [], tags, append=append) is None


@pytest.mark.parametrize("document", [None, {}, {"properties": None}, {"properties": {"routes": None}}])
def test_a_table_that_says_nothing_of_routes_has_none(document):
    assert route_tables.table_routes(document) == []


def test_a_table_is_bare_without_any_route():
    assert route_tables.is_bare(table()) is True
    assert route_tables.is_bare(table(foreign("theirs", "10.0.0.0/8"))) is False


@pytest.mark.parametrize(
    ("properties", "ids"),
    [(None, []), ({}, []), ({"subnets": [{"id": "/a"}, {}, {"id": "/b"}]}, ["/a", "/b"])],
)
def test_a_table_lists_the_subnets_that_have_an_id(properties, ids):
    assert route_tables.associated_subnets({"properties": properties}) == ids
    assert route_tables.associated_subnets(None) == []
