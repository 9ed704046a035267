# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a cluster is in a network of the customer's, and who may reach it, as members of its document."""

from __future__ import annotations

import copy

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import network_membership
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.network_membership import (
    CONFIGURATION,
    NETWORK_MEMBERS,
    PUBLIC_ACCESS,
    RANGES,
    Membership,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.outbound import drawn
from hypothesis import given, settings
from hypothesis import strategies as st

IDS = {
    "subnetId": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/n/subnets/Adx",
    "enginePublicIpId": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/publicIPAddresses/engine",
    "dataManagementPublicIpId": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/publicIPAddresses/dm",
}
quick = settings(max_examples=60, deadline=None)


def network(state="Enabled", **more):
    """A configuration; the word `absent` leaves the state out."""
    return {**IDS, **({} if state == "absent" else {"state": state}), **more}


def document(configuration=None, **more):
    return drawn.document(**{CONFIGURATION: configuration}, **more)


@pytest.mark.parametrize(
    ("configuration", "expected"),
    [
        (network(), Membership.INJECTED),
        (network("enabled"), Membership.INJECTED),
        (network("ENABLED"), Membership.INJECTED),
        (network("absent"), Membership.INJECTED),
        (network(None), Membership.INJECTED),
        (network(""), Membership.INJECTED),
        (network("Disabled"), Membership.LEFT),
        (network("disABLED"), Membership.LEFT),
        ({"state": "Disabled"}, Membership.LEFT),
        (None, Membership.NONE),
        (network("Paused"), Membership.UNKNOWN),
        (network(False), Membership.UNKNOWN),
        (network({}), Membership.UNKNOWN),
        (network(subnetId=None), Membership.UNKNOWN),
        (network(subnetId=""), Membership.UNKNOWN),
        ({}, Membership.UNKNOWN),
        ([], Membership.UNKNOWN),
        ("", Membership.UNKNOWN),
        ("Disabled", Membership.UNKNOWN),
        (0, Membership.UNKNOWN),
    ],
)
def test_a_cluster_has_left_only_where_its_document_says_so(configuration, expected):
    assert network_membership.membership({"properties": {CONFIGURATION: configuration}}) is expected


@pytest.mark.parametrize("nothing", [None, {}, {"properties": None}, {"properties": {}}])
def test_a_document_without_the_members_is_of_a_cluster_in_no_network(nothing):
    assert network_membership.of(nothing) == {CONFIGURATION: None, PUBLIC_ACCESS: None, RANGES: []}
    assert network_membership.membership(nothing) is Membership.NONE
    assert network_membership.places(nothing) == {}


@pytest.mark.parametrize("odd", ["", "a", 0, False, {}, {"a": 1}])
def test_what_should_be_a_list_of_ranges_and_is_none_is_never_taken_for_an_empty_one(odd):
    found = document(network(), allowedIpRangeList=odd)
    assert network_membership.of(found)[RANGES] == odd
    assert network_membership.difference(found, document(network())) == {RANGES: []}
    assert network_membership.view(found) != network_membership.view(document(network()))


def test_the_places_are_those_that_the_configuration_names():
    assert network_membership.places(document(network("Disabled"))) == IDS
    assert network_membership.places(document(network(enginePublicIpId=None))) == {
        name: id_ for name, id_ in IDS.items() if name != "enginePublicIpId"
    }
    assert network_membership.places(document([])) == {}


@pytest.mark.parametrize("state", ["Enabled", "enabled", "absent", None, "Disabled", "disabled"])
def test_a_move_changes_the_state_and_keeps_every_other_member_as_it_was_read(state):
    found = document(network(state, more={"deep": [1]}), publicNetworkAccess="Disabled", sku={"deep": [1]})
    before = copy.deepcopy(found)
    out = network_membership.left(found, "Enabled", ["10.0.0.0/8"])
    back = network_membership.returned(found)
    assert found == before
    assert network_membership.membership(out) is Membership.LEFT
    assert network_membership.membership(back) is Membership.INJECTED
    for made in (out, back):
        kept = {name: one for name, one in made["properties"][CONFIGURATION].items() if name != "state"}
        assert kept == {**IDS, "more": {"deep": [1]}}
    assert {**out["properties"], **dict.fromkeys(NETWORK_MEMBERS)} == {
        **before["properties"],
        **dict.fromkeys(NETWORK_MEMBERS),
    }
    assert (out["properties"][PUBLIC_ACCESS], out["properties"][RANGES]) == ("Enabled", ["10.0.0.0/8"])
    assert {**back["properties"], CONFIGURATION: None} == {**before["properties"], CONFIGURATION: None}


def test_ranges_that_nobody_gives_stay_as_they_are():
    found = document(network(), allowedIpRangeList=["PowerBI"])
    assert network_membership.left(found, "Disabled")["properties"][RANGES] == ["PowerBI"]
    assert network_membership.left(found, "Disabled", [])["properties"][RANGES] == []
    assert RANGES not in network_membership.left(document(network()), "Disabled")["properties"]


@pytest.mark.parametrize("configuration", [None, {}, [], "Disabled", network("Paused"), network(subnetId=None)])
def test_what_names_no_network_is_never_moved(configuration):
    found = {"name": "c1", "properties": {CONFIGURATION: configuration}}
    for move in (network_membership.returned, lambda one: network_membership.left(one, "Disabled")):
        with pytest.raises(PlanError, match=r"^The document of cluster c1 names no virtual network") as refused:
            move(found)
        assert refused.value.code == "no_network"


@pytest.mark.parametrize(
    ("found", "wanted", "sent"),
    [
        (document(network()), network_membership.left(document(network()), "Enabled"), [CONFIGURATION, PUBLIC_ACCESS]),
        (
            document(network("absent"), publicNetworkAccess="enabled", allowedIpRangeList=["A", "b"]),
            network_membership.left(document(network("absent")), "Enabled", ["B", "a"]),
            [CONFIGURATION],
        ),
        (document(network("Disabled")), network_membership.returned(document(network("Disabled"))), [CONFIGURATION]),
        (document(network(None)), network_membership.returned(document(network(None))), []),
        (document(network()), network_membership.returned(document(network("ENABLED"))), []),
        (
            document(network("Disabled"), publicNetworkAccess="Disabled"),
            network_membership.left(document(network("Disabled")), "SecuredByPerimeter", ["a"]),
            [PUBLIC_ACCESS, RANGES],
        ),
        (document(network()), document(network(subnetId="/another")), [CONFIGURATION]),
        (document(network()), document(network(note=1)), [CONFIGURATION]),
        (document(network()), document(None), [CONFIGURATION]),
    ],
)
def test_a_patch_has_the_members_that_change_and_the_configuration_whole(found, wanted, sent):
    difference = network_membership.difference(found, wanted)
    assert list(difference) == sent
    assert all(value == network_membership.of(wanted)[name] for name, value in difference.items())
    assert (network_membership.view(found) == network_membership.view(wanted)) == (not sent)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (document(network()), document(network("enabled"))),
        (document(network("absent")), document(network(None))),
        (
            document(network("Disabled")),
            document({**{name: id_.upper() for name, id_ in IDS.items()}, "state": "disabled"}),
        ),
        (
            document(network(), allowedIpRangeList=["PowerBI", "10.0.0.0/8"]),
            document(network(), allowedIpRangeList=["10.0.0.0/8", "powerbi"]),
        ),
        (document(network()), document(network(), allowedIpRangeList=[])),
        (document(network(), publicNetworkAccess="enabled"), document(network(), publicNetworkAccess="Enabled")),
        (document(network(note=None)), document(network(note=""))),
    ],
)
def test_what_azure_may_spell_in_other_ways_is_no_difference(one, other):
    assert network_membership.view(one) == network_membership.view(other)
    assert network_membership.difference(one, other) == {} == network_membership.difference(other, one)


def test_the_view_is_in_the_words_of_the_user_and_nothing_where_there_is_no_document():
    assert network_membership.view(None) is None
    found = document(network("absent", note=1), publicNetworkAccess="disabled", allowedIpRangeList=["B", 1, "a"])
    assert network_membership.view(found) == {
        "network": "Enabled",
        "subnet": IDS["subnetId"].lower(),
        "engine_address": IDS["enginePublicIpId"].lower(),
        "data_management_address": IDS["dataManagementPublicIpId"].lower(),
        "note": 1,
        "public_network_access": "Disabled",
        "allowed_ip_ranges": ["a", "b", 1],
    }
    assert network_membership.view(document(None)) == {
        "network": None,
        "public_network_access": None,
        "allowed_ip_ranges": [],
    }


def test_what_is_as_it_was_saved_is_put_back_by_doing_nothing_and_all_else_is_refused():
    now = document(network(), allowedIpRangeList=["a"])
    assert network_membership.restored(now, document(network("enabled"), allowedIpRangeList=["A"])) is now
    for saved in (document(network("Disabled"), allowedIpRangeList=["a"]), document(network())):
        with pytest.raises(PlanError) as refused:
            network_membership.restored(now, saved)
        assert refused.value.code == "would_move"


_configurations = st.builds(network, st.sampled_from(["Enabled", "DISABLED", "absent", "Paused", None]), note=st.none())
_documents = st.builds(
    document,
    st.one_of(st.none(), _configurations),
    publicNetworkAccess=st.sampled_from(["Enabled", "disabled", None]),
    allowedIpRangeList=st.one_of(st.none(), st.lists(st.sampled_from(["a", "A", "b"]), max_size=3)),
)


@quick
@given(_documents, _documents)
def test_the_difference_as_a_patch_makes_the_one_document_of_the_other(found, wanted):
    sent = network_membership.difference(found, wanted)
    patched = {**found, "properties": {**found["properties"], **sent}}
    assert network_membership.view(patched) == network_membership.view(wanted)
    assert bool(sent) == (network_membership.view(found) != network_membership.view(wanted))


@pytest.mark.parametrize(
    ("one", "other"),
    [("203.0.113.7", "203.0.113.7/32"), ("2001:DB8::1", "2001:db8::1/128"), ("Storage.WestUS", "storage.westus")],
)
def test_ranges_that_let_the_same_in_are_the_same(one, other):
    documents = [{"properties": {"allowedIpRangeList": [each]}} for each in (one, other, "203.0.113.0/24")]
    first, second, third = map(network_membership.view, documents)
    assert first == second != third
