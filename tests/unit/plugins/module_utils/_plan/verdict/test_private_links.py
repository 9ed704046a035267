# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is sent to a private endpoint, whatever the route table says, and where the table has a say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.private_endpoints import PrivateEndpoint
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import private_links, routing
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.places import around

from .documents import table

ENDS = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints"
HUB = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/hub"
PE = PrivateEndpoint("pe", ("10.20.5.4",), is_approved=True)
TWO = [("pe-1", "10.20.5.4", True), ("pe-2", "10.20.5.5", False), ("pe-3", "10.20.5.6", None)]
DIRECT, ROUTE, LOCAL = "InterfaceEndpoint", "VirtualAppliance", "VnetLocal"


def network(policies=None, *, prefix="10.20.5.0/24", ends=("pe",), name="spoke", space="10.20.0.0/16", peers=()):
    held = {"addressPrefix": prefix, "privateEndpoints": [{"id": f"{ENDS}/{one}"} for one in ends]}
    held |= {"privateEndpointNetworkPolicies": policies} if policies else {}
    return {
        "id": HUB.replace("hub", name),
        "name": name,
        "properties": {
            "addressSpace": {"addressPrefixes": [space]},
            "subnets": [{"name": "ends", "properties": held}],
            "virtualNetworkPeerings": list(peers),
        },
    }


def peering(remote=HUB, space="10.30.0.0/16", state="Connected"):
    properties = {"peeringState": state, "remoteVirtualNetwork": {"id": remote}}
    return {"name": "to-hub", "properties": {**properties, "remoteAddressSpace": {"addressPrefixes": [space]}}}


def hop(near, address, *prefixes, far=None, endpoint=PE, name="pe"):
    known = {} if endpoint is None else {f"{ENDS}/{name}".lower(): endpoint}
    routes = table(*[(f"r{number}", one, "VirtualAppliance", "10.0.1.4") for number, one in enumerate(prefixes)])
    places = around(None, near, routes, None)
    held = private_links.held(near, far, known, {})
    return routing.of_address(routing.of_subnet(None, routes, near, places, held=held), address)


@pytest.mark.parametrize(
    ("policies", "prefix", "kind"),
    [
        (None, "10.20.5.0/24", DIRECT),
        ("Disabled", "10.20.5.0/24", DIRECT),
        ("Disabled", "10.20.5.4/31", DIRECT),
        ("NetworkSecurityGroupEnabled", "10.20.5.0/24", DIRECT),
        ("RouteTableEnabled", "10.20.5.0/24", ROUTE),
        ("enabled", "10.20.5.0/24", ROUTE),
        ("Enabled", "10.20.0.0/16", ROUTE),
        ("Enabled", "10.0.0.0/8", DIRECT),
        ("Enabled", "0.0.0.0/0", DIRECT),
    ],
)
def test_a_route_wins_only_where_policies_say_so_and_it_is_as_long_as_the_address_space(policies, prefix, kind):
    found = hop(network(policies), "10.20.5.4", prefix)
    assert (found.kind, found.perhaps) == (kind, ())
    assert found.route == ("private endpoint pe" if kind == DIRECT else "r0")
    assert hop(network(policies), "10.20.5.9", "10.20.5.0/24").kind == ROUTE, "an address beside it"


@pytest.mark.parametrize(
    ("policies", "endpoint", "perhaps"),
    [
        ("Tomorrow", PE, [("unknown_member", DIRECT)]),
        ("Disabled", None, [("unreadable", DIRECT)]),
        ("Disabled", PrivateEndpoint("pe", (), is_approved=True), [("unreadable", DIRECT)]),
        ("Disabled", PrivateEndpoint("pe", (), is_approved=False), [("unreadable", DIRECT)]),
        ("Disabled", PrivateEndpoint("pe", ("10.20.5.4",), is_approved=None), [("unknown_member", DIRECT)]),
        ("Enabled", PrivateEndpoint("pe", ("10.20.5.4",), is_approved=None), [("unknown_member", DIRECT)]),
        ("Disabled", replace(PE, state="Failed"), [("not_settled", DIRECT)]),
        ("Disabled", replace(PE, is_approved=False, state="Updating"), [("not_settled", DIRECT)]),
        ("Disabled", PrivateEndpoint("pe", ("10.20.5.7",), is_approved=True), []),
    ],
)
def test_what_is_not_known_of_an_endpoint_leaves_the_way_open(policies, endpoint, perhaps):
    found = hop(network(policies), "10.20.5.4", "10.20.5.0/24", endpoint=endpoint)
    assert found.kind == ROUTE and [(one.cause, one.kind) for one in found.perhaps] == perhaps
    assert all(one.why for one in found.perhaps)
    elsewhere = hop(network(policies), "10.20.6.4", "10.20.0.0/16", endpoint=endpoint)
    assert elsewhere.perhaps == (), "only in its subnet"


@pytest.mark.parametrize("policies", ["Disabled", "Enabled"])
def test_an_endpoint_that_nobody_has_approved_carries_nothing(policies):
    dead = PrivateEndpoint("pe", ("10.20.5.4",), is_approved=False)
    found = hop(network(policies), "10.20.5.4", "10.20.5.0/24", endpoint=dead)
    assert (found.kind, found.carries) == (DIRECT, False) and "not approved" in found.why
    assert hop(network(policies), "10.20.5.9", "10.20.5.0/24", endpoint=dead).carries


def test_a_route_to_the_very_address_is_as_long_as_the_endpoints_own():
    found = hop(network(), "10.20.5.4", "10.20.5.4/32")
    assert found.kind == ROUTE and [(one.kind, one.cause) for one in found.perhaps] == [(DIRECT, "")]
    assert hop(network("Enabled"), "10.20.5.4", "10.20.5.4/32").perhaps == ()


def test_an_endpoint_of_the_network_beside_counts_and_one_of_a_peer_that_nobody_read_may_be_there():
    near, far = network(ends=(), peers=[peering()]), network(name="hub", prefix="10.30.5.0/24", space="10.30.0.0/16")
    beside = PrivateEndpoint("pe", ("10.30.5.4",), is_approved=True)
    assert hop(near, "10.30.5.4", "10.30.5.0/24", far=far, endpoint=beside).kind == DIRECT
    assert hop(near, "10.30.5.5", "10.30.5.0/24", far=far, endpoint=beside).perhaps == ()
    unread = hop(near, "10.30.5.4", "10.30.5.0/24")
    assert unread.kind == ROUTE and [one.cause for one in unread.perhaps] == ["other_way"]
    broken = network(ends=(), peers=[peering(state="Disconnected")])
    assert hop(broken, "10.30.5.4", "10.30.5.0/24").perhaps == ()


def test_several_addresses_go_one_way_only_if_all_of_them_get_there():
    ends = {f"{ENDS}/{name}".lower(): PrivateEndpoint(name, (address,), approved) for name, address, approved in TWO}
    near = network(ends=[name for name, _address, _approved in TWO])
    way = routing.of_subnet(
        None, None, near, around(None, near, None, None), held=private_links.held(near, None, ends, {})
    )

    def sent(*last):
        return routing.of_flow(way, Flow(443, "TCP", addresses=tuple(f"10.20.5.{one}" for one in last)))

    assert (sent(4).carries, sent(5).carries) == (True, False)
    assert [sent(*last).cause for last in ((4, 5), (5, 4))] == ["other_way", "other_way"]
    assert [one.cause for one in sent(9, 6).perhaps] == ["unknown_member"]


def test_which_endpoint_could_not_be_read_is_told_and_one_that_was_not_asked_for_is_not():
    key, told = f"{ENDS}/pe".lower(), {f"private_endpoint {ENDS}/pe".lower(): "It could not be read (403)"}
    assert private_links.refused(network(), None, {key: None}, told) == "It could not be read (403)"
    assert private_links.refused(None, network(), {key: None}, {}) == "private endpoint pe could not be read"
    assert private_links.refused(network(), None, {}, {}) == private_links.refused(network(), None, {key: PE}, {}) == ""
    (held,) = private_links.held(network(), None, {key: None}, told)
    assert held.why == "It could not be read (403), so whether it has the address is not known"
    (held,) = private_links.held(network(), None, {key: replace(PE, addresses=())}, {})
    assert held.why.startswith("private endpoint pe shows no address of its own, so")


def test_a_prefix_is_cut_at_what_an_endpoint_holds():
    found = hop(network(), "10.20.5.4/31", "10.20.5.0/24")
    assert (found.kind, found.cause) == ("Unknown", "other_way")


def test_the_endpoints_of_the_subnets_that_hold_an_address_are_wanted():
    near, far = network(), network(name="hub", prefix="10.30.5.0/24", space="10.30.0.0/16", ends=("pe-1", "pe-2"))
    wanted = private_links.wanted
    assert wanted(near, far, ["10.20.5.9", "20.1.1.1"]) == [f"{ENDS}/pe"]
    assert wanted(near, far, ["10.30.0.0/16"]) == [f"{ENDS}/pe-1", f"{ENDS}/pe-2"]
    assert wanted(near, far, ["10.20.6.4"]) == wanted(None, None, ["10.20.5.4"]) == []
