# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private endpoints: which addresses they have, who has routes to them, and what beats those routes.

Microsoft Learn, private-link: disable-private-endpoint-network-policy (2023-07-26), private-endpoint-overview.
"""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import Truth, next_hop, reach, specified
from ansible_collections.adx.outbound.tests.emulator.dataplane import private_endpoints as ends
from ansible_collections.adx.outbound.tests.emulator.dataplane.doubts import around, doubt
from ansible_collections.adx.outbound.tests.emulator.dataplane.in_force import Documents


def known(documents, **truth):
    return Documents(specified.World(documents), Truth(whole=True, in_force={}, **truth))


def found(documents, **truth):
    """The endpoints around the cluster's subnet."""
    told = Truth(whole=True, connected=frozenset(), in_force={}, **truth)
    networks = {key: documents[key] for key in (around.HOME, around.HUB)}
    place = reach.Place(documents[around.HOME], "snet-adx", None, networks, told)
    return ends.around(Documents(specified.World(documents), told), place)


def test_the_addresses_are_those_of_the_interface_or_what_the_endpoint_tells():
    documents = doubt.locked()
    around.add_endpoint(documents, "10.20.3.4", name="data.blob.core.windows.net")
    endpoint = documents[around.ENDPOINT_ID.lower()]
    assert ends.addresses_of(known(documents), endpoint) == ["10.20.3.4"]
    del documents[around.INTERFACE_ID.lower()]
    assert ends.addresses_of(known(documents), endpoint) == ["10.20.3.4"]
    endpoint["properties"]["customDnsConfigs"] = []
    with pytest.raises(ValueError, match="nobody said which addresses"):
        ends.addresses_of(known(documents), endpoint)


@pytest.mark.parametrize(
    ("status", "connected"), [("Approved", True), ("Pending", False), ("Rejected", False), ("Disconnected", False)]
)
def test_only_an_approved_endpoint_carries_anything(status, connected):
    documents = doubt.locked()
    around.add_endpoint(documents, "10.20.3.4", status=status, name="data.blob.core.windows.net")
    assert [one.connected for one in found(documents)] == [connected]
    assert bool(ends.aliases(known(documents))) is connected


@pytest.mark.parametrize(
    ("name", "alias"),
    [
        ("data.blob.core.windows.net", "data.privatelink.blob.core.windows.net"),
        ("kv.vault.azure.net", "kv.privatelink.vaultcore.azure.net"),
    ],
)
def test_public_dns_has_another_name_for_what_has_an_endpoint(name, alias):
    documents = doubt.locked()
    around.add_endpoint(documents, "10.20.3.4")
    configuration = documents[around.INTERFACE_ID.lower()]["properties"]["ipConfigurations"][0]["properties"]
    configuration["privateLinkConnectionProperties"] = {"fqdns": [name.upper()]}
    assert ends.aliases(known(documents)) == {name: alias}


def test_an_endpoint_of_a_peer_is_there_for_a_spoke_as_long_as_the_peering_works():
    documents = doubt.locked()
    around.add_endpoint(documents, "10.0.3.4", network=around.HUB, policies="RouteTableEnabled")
    assert found(documents) == (ends.Endpoint("10.0.3.4", "10.0.0.0/16", routed=True),)
    documents[around.HUB]["properties"]["virtualNetworkPeerings"][0]["properties"]["peeringState"] = "Disconnected"
    assert found(documents) == ()


SPACE = "10.20.0.0/16"


def table(prefix):
    properties = {"addressPrefix": prefix, "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.1.4"}
    return {"properties": {"routes": [{"name": "r", "properties": properties}]}}


@pytest.mark.parametrize(
    ("prefix", "routed", "hop"),
    [
        ("0.0.0.0/0", True, "InterfaceEndpoint"),
        ("10.0.0.0/8", True, "InterfaceEndpoint"),
        (SPACE, True, "VirtualAppliance"),
        ("10.20.3.0/24", True, "VirtualAppliance"),
        ("10.20.3.4/32", True, "VirtualAppliance"),
        (SPACE, False, "InterfaceEndpoint"),
        ("10.20.3.0/24", False, "InterfaceEndpoint"),
        ("10.20.9.0/24", True, "InterfaceEndpoint"),
    ],
)
def test_a_route_as_long_as_the_space_beats_an_endpoint_whose_subnet_lets_it(prefix, routed, hop):
    one = ends.Endpoint("10.20.3.4", SPACE, routed)
    assert next_hop(table(prefix), "10.20.3.4", virtual_network=[SPACE], private=[one]).type == hop
    other = next_hop(table(prefix), "10.20.3.5", virtual_network=[SPACE], private=[one])
    assert other.type != "InterfaceEndpoint"


@pytest.mark.parametrize(("wins", "hop"), [(True, "VirtualAppliance"), (False, "InterfaceEndpoint")])
def test_whether_a_host_route_beats_an_endpoint_without_policies_a_truth_has_to_tell(wins, hop):
    asked = {"virtual_network": [SPACE], "private": [ends.Endpoint("10.20.3.4", SPACE)]}
    assert next_hop(table("10.20.3.4/32"), "10.20.3.4", truth=Truth(host_routes_win=wins), **asked).type == hop
    with pytest.raises(ValueError, match="host_routes_win"):
        next_hop(table("10.20.3.4/32"), "10.20.3.4", **asked)
