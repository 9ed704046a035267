# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which private zones and endpoints are read, and what is told of those that may not be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.read import private_names
from ansible_collections.adx.outbound.plugins.module_utils._arm.read.reader import Reader
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.doors import ABSENT, HIDDEN, Doors
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import Clock
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict.documents import network

SPOKE = world.SUBNET.parent
HUB = ResourceId("h", "rg-hub", resource_ids.VIRTUAL_NETWORK, ("hub",))
ENDS = tuple(ResourceId("s", "rg", resource_ids.PRIVATE_ENDPOINT, (name,)) for name in ("pe-1", "pe-2"))
NIC = ResourceId("s", "rg", resource_ids.NETWORK_INTERFACE, ("nic",))
OURS, THEIRS = (f"/subscriptions/{one}/providers/Microsoft.Network/privateDnsZones" for one in "sh")
HTTPS, HTTP = (Flow(443, "Https", fqdn="a.contoso.com"), Flow(80, "Http", fqdn="b.contoso.com"))
IN_HUB = {"privateIPAddress": world.FIREWALL_ADDRESS, "subnet": {"id": f"{HUB}/subnets/AzureFirewallSubnet"}}
FIREWALL = world.firewall(ipConfigurations=[{"name": "c", "properties": IN_HUB}])


def zone_id(name):
    return ResourceId("s", "rg", "Microsoft.Network/privateDnsZones", (name,))


def put_zone(doors, name, to=SPOKE, *records, scope=OURS):
    doors.put(scope, [{"id": str(zone_id(name)), "name": name}])
    doors.put(f"{zone_id(name)}/virtualNetworkLinks", [{"properties": {"virtualNetwork": {"id": str(to)}}}])
    listed = [{"name": host, "properties": {"aRecords": [{"ipv4Address": one}]}} for host, one in records]
    doors.put(f"{zone_id(name)}/ALL", listed)


def spoke(*servers, ends=()):
    held = {"addressPrefix": "10.20.5.0/24", "privateEndpoints": [{"id": str(one)} for one in ends]}
    properties = {"addressSpace": {"addressPrefixes": ["10.20.0.0/16"]}, "dhcpOptions": {"dnsServers": list(servers)}}
    return {"id": str(SPOKE), "properties": {**properties, "subnets": [{"name": "ends", "properties": held}]}}


def seen(doors, *needed, near=None, **told):
    made = {"virtual_network": near or spoke(), "firewall": FIREWALL, "unread": {}, **told}
    reader = Reader(doors, Clock().patience())
    return private_names.read(reader, replace(world.landscape(), **made), needed)


@pytest.mark.parametrize(
    ("servers", "needed", "scopes"),
    [
        ([], [HTTPS], [OURS]),
        ([], [HTTPS, HTTP], [OURS, THEIRS]),
        ([world.FIREWALL_ADDRESS], [HTTPS], [THEIRS]),
        (["10.9.0.4"], [HTTPS], []),
        (["10.9.0.4"], [HTTP], [THEIRS]),
        ([], [Flow(443, "TCP", addresses=("1.2.3.4",))], []),
        ([], [], []),
    ],
)
def test_zones_are_listed_where_networks_are_whose_links_are_asked(servers, needed, scopes):
    doors = Doors()
    seen(doors, *needed, near=spoke(*servers))
    assert doors.asked == [one.lower() for one in scopes]


def test_the_names_of_network_rules_are_asked_by_the_firewall_too():
    doors, rule = Doors(), network(to=(), destinationFqdns=["A.contoso.com"])
    rules = {"properties": {"rules": [rule], "priority": 100, "action": {"type": "Allow"}}, "name": "n"}
    own = {**FIREWALL, "properties": {**FIREWALL["properties"], "networkRuleCollections": [rules]}}
    seen(doors, HTTPS, near=spoke("10.9.0.4"), firewall=own)
    assert doors.asked == [THEIRS.lower()]


def test_links_are_read_of_zones_that_hold_a_name_and_records_of_those_that_are_linked():
    doors = Doors()
    put_zone(doors, "contoso.com", SPOKE, ("a", "10.0.9.9"))
    (zone,) = seen(doors, HTTPS).private_dns.zones
    assert zone.records == {"a": ("10.0.9.9",)} and len(doors.asked) == 3
    for name, to in (("contoso.com", HUB), ("fabrikam.com", SPOKE)):
        doors = Doors()
        put_zone(doors, name, to)
        assert seen(doors, HTTPS).private_dns.zones == ()
        assert not [one for one in doors.asked if one.endswith("/all")]
        assert len(doors.asked) == (2 if name == "contoso.com" else 1)


def test_a_zone_of_the_hubs_subscription_may_be_linked_to_the_spoke():
    doors = Doors()
    put_zone(doors, "contoso.com", SPOKE, scope=THEIRS)
    assert [one.name for one in seen(doors, HTTPS, HTTP).private_dns.zones] == ["contoso.com"]


@pytest.mark.parametrize("what", ["virtualNetworkLinks", "ALL"])
def test_what_may_not_be_read_of_a_zone_is_told_with_it(what):
    doors = Doors()
    put_zone(doors, "contoso.com")
    doors.put(f"{zone_id('contoso.com')}/{what}", HIDDEN)
    found = seen(doors, HTTPS)
    word = "links" if what != "ALL" else "record sets"
    assert found.private_dns.zones[0].unread == (
        f"the {word} of private DNS zone contoso.com could not be read (AuthorizationFailed)"
    )
    assert found.unread == {} and found.private_dns.unlisted == ()


def test_zones_that_may_not_be_listed_are_told():
    doors = Doors()
    doors.put(OURS, HIDDEN)
    assert seen(doors, HTTPS).private_dns.unlisted == (
        "The private DNS zones of subscription s could not be read (AuthorizationFailed)",
    )


def put_endpoint(doors, number, address, **properties):
    state = {"privateLinkServiceConnectionState": {"status": "Approved"}}
    told = {"customDnsConfigs": [{"fqdn": "x", "ipAddresses": [address]}]} if address else {}
    made = {"privateLinkServiceConnections": [{"properties": state}], "networkInterfaces": [{"id": str(NIC)}]}
    doors.put(ENDS[number], {"properties": {**made, **told, **properties}, "name": f"pe-{number + 1}"})


def test_endpoints_are_read_of_a_subnet_that_holds_a_needed_address_and_of_no_other():
    doors, near = Doors(), spoke(ends=ENDS)
    put_endpoint(doors, 0, "10.20.5.4")
    put_endpoint(doors, 1, "")
    doors.put(NIC, {"properties": {"ipConfigurations": [{"properties": {"privateIPAddress": "10.20.5.5"}}]}})
    found = seen(doors, Flow(1433, "TCP", addresses=("10.20.5.9",)), near=near).private_endpoints
    assert {key.rpartition("/")[2]: one.addresses for key, one in found.items()} == {
        "pe-1": ("10.20.5.4",),
        "pe-2": ("10.20.5.5",),
    }
    assert len(doors.asked) == 3
    doors = Doors()
    assert seen(doors, Flow(1433, "TCP", addresses=("10.20.6.9",)), near=near).private_endpoints == {}
    assert doors.asked == []


@pytest.mark.parametrize(("refusal", "code"), [(HIDDEN, "AuthorizationFailed"), (ABSENT, "ResourceNotFound")])
def test_an_endpoint_that_may_not_be_read_is_a_gap_where_an_address_hangs_on_it(refusal, code):
    doors, near = Doors(), spoke(ends=ENDS[:1])
    doors.put(ENDS[0], refusal)
    found = seen(doors, Flow(1433, "TCP", addresses=("10.20.5.9",)), near=near)
    assert found.private_endpoints == {str(ENDS[0]).lower(): None}
    assert list(found.unread.values()) == [f"Private endpoint pe-1 in resource group rg could not be read ({code})"]


@pytest.mark.parametrize(("shown", "interface"), [(HIDDEN, ABSENT), (NIC, HIDDEN)])
def test_an_endpoint_that_may_not_be_read_is_a_gap_where_a_name_may_be_an_alias_for_it(shown, interface):
    doors, near, name = Doors(), spoke(ends=ENDS[:1]), "sa.blob.core.windows.net"
    put_zone(doors, "privatelink.blob.core.windows.net")
    put_endpoint(doors, 0, "")
    if shown is HIDDEN:
        doors.put(ENDS[0], HIDDEN)
    doors.put(NIC, interface)
    found = seen(doors, Flow(443, "Https", fqdn=name), near=near)
    (why,) = found.unread.values()
    assert why == "Private endpoint pe-1 in resource group rg could not be read (AuthorizationFailed)"
    resolved = found.resolver.for_subnet(name)
    assert (resolved.ways, resolved.cause) == (("not", "public"), "unreadable") and why in resolved.why


def test_all_near_endpoints_are_read_where_a_name_may_be_an_alias_and_none_of_them_is_demanded():
    name = "sa.blob.core.windows.net"
    doors, near = Doors(), spoke(ends=ENDS)
    put_zone(doors, "privatelink.blob.core.windows.net")
    put_endpoint(doors, 0, "10.20.5.4", customDnsConfigs=[{"fqdn": name, "ipAddresses": ["10.20.5.4"]}])
    doors.put(ENDS[1], HIDDEN)
    found = seen(doors, Flow(443, "Https", fqdn=name), near=near)
    assert found.resolver.for_subnet(name).ways == ("not",) and found.unread == {}
    doors = Doors()
    put_zone(doors, "privatelink.blob.core.windows.net", SPOKE, ("sa", "10.30.0.4"))
    assert seen(doors, Flow(443, "Https", fqdn=name), near=near).private_endpoints == {}, "its address is elsewhere"
