# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who answers for names, what private zones make of them, and what private endpoints take past the firewall."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    ROUTE_TABLE_ID,
)
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import HUB_ID, SUBSCRIPTION_ID, VNET_ID
from ansible_collections.adx.outbound.tests.integration.others import edit, written
from ansible_collections.adx.outbound.tests.integration.runner import NAMED, done
from ansible_collections.adx.outbound.tests.integration.sampled import one_in

FIREWALL, OTHERS = "10.0.1.4", "10.50.0.10"
ALLOWED, DENIED, OPEN, NO_MATCH = "allowed", "denied", "cannot_tell", "no_match"
LIVE, PLAIN, GRAPH = "login.live.com", "crl.microsoft.com", "graph.microsoft.com"
ACCOUNT = "ing01telemetry"
STORE, WILD = f"{ACCOUNT}.blob.core.windows.net", "*.core.windows.net"
OTHER_STORE = f"{ACCOUNT}.queue.core.windows.net"
BLOB, QUEUE = "privatelink.blob.core.windows.net", "privatelink.queue.core.windows.net"
ENDPOINT_ID = VNET_ID.replace("virtualNetworks/vnet-spoke", "privateEndpoints/pe")
INTERFACE_ID = VNET_ID.replace("virtualNetworks/vnet-spoke", "networkInterfaces/pe.nic")
ZONES = f"{SUBSCRIPTION_ID}/providers/Microsoft.Network/privateDnsZones"
PRIVATE = "10.20.2.9"
BY_ADDRESS = [{"fqdn": PRIVATE, "port": 1433}]


def asks(*servers: str) -> Any:
    return lambda emulator: edit(
        emulator, VNET_ID, lambda properties: properties["dhcpOptions"].update(dnsServers=list(servers))
    )


def proxy(on: str) -> Any:
    settings = {"Network.DNS.EnableProxy": on}
    return lambda emulator: edit(
        emulator, FIREWALL_ID, lambda properties: properties["additionalProperties"].update(settings)
    )


def without_settings(emulator: Any) -> None:
    edit(emulator, FIREWALL_POLICY_ID, lambda properties: properties.update(dnsSettings={}))


def zone_id(name: str) -> str:
    return VNET_ID.replace("virtualNetworks/vnet-spoke", f"privateDnsZones/{name}")


def zone(name: str, *records: tuple[str, str], to: str = VNET_ID, **link: Any) -> Any:
    def change(emulator: Any) -> None:
        emulator.seed(zone_id(name), {"location": "global", "properties": {}})
        linked = {"virtualNetwork": {"id": to.upper()}, "virtualNetworkLinkState": "Completed", **link}
        emulator.seed(f"{zone_id(name)}/virtualNetworkLinks/link", {"properties": linked})
        for host, address in records:
            emulator.seed(f"{zone_id(name)}/A/{host}", {"properties": {"aRecords": [{"ipv4Address": address}]}})

    return change


def endpoint(status: str = "Approved", policies: str = "Disabled", *, shown: bool = True) -> Any:
    """One of the account in a neighbour subnet; its address stands in itself or in its interface."""

    def change(emulator: Any) -> None:
        def in_subnet(properties: dict[str, Any]) -> None:
            (apps,) = [one for one in properties["subnets"] if one["name"] == "snet-apps"]
            apps["properties"].update(privateEndpoints=[{"id": ENDPOINT_ID}], privateEndpointNetworkPolicies=policies)

        edit(emulator, VNET_ID, in_subnet)
        target = f"{SUBSCRIPTION_ID}/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/{ACCOUNT}"
        state = {"privateLinkServiceConnectionState": {"status": status}}
        connection = {"properties": {"privateLinkServiceId": target, "groupIds": ["blob"], **state}}
        told = {"customDnsConfigs": [{"fqdn": STORE, "ipAddresses": [PRIVATE]}] if shown else []}
        made = {"privateLinkServiceConnections": [connection], "networkInterfaces": [{"id": INTERFACE_ID}], **told}
        emulator.seed(ENDPOINT_ID, {"properties": made})
        configured = [{"properties": {"privateIPAddress": PRIVATE}}]
        emulator.seed(INTERFACE_ID, {"properties": {"ipConfigurations": configured}})

    return change


def route(prefix: str, hop: str = "VirtualAppliance") -> Any:
    there = {"nextHopIpAddress": FIREWALL} if hop == "VirtualAppliance" else {}
    theirs = {"name": "theirs", "properties": {"addressPrefix": prefix, "nextHopType": hop, **there}}
    return lambda emulator: edit(emulator, ROUTE_TABLE_ID, lambda properties: properties["routes"].append(theirs))


def hidden(path: str) -> Any:
    return lambda emulator: emulator.deny(f".*/{path}$")


# The firewall's form, what is changed after a lock-down, and what is said of some names then.
WORLDS: dict[str, tuple[str, list[Any], dict[str, str]]] = {
    "the firewall is asked, with its proxy off": (
        "classic",
        [asks(FIREWALL), proxy("false")],
        {LIVE: DENIED, WILD: DENIED},
    ),
    "it is asked, with its proxy on: the hub's zones count": (
        "classic",
        [asks(FIREWALL), zone("live.com"), zone("graph.windows.net", to=HUB_ID)],
        {LIVE: ALLOWED, WILD: ALLOWED, "graph.windows.net": DENIED},
    ),
    "it is one of several, with its proxy off": (
        "classic",
        [asks(FIREWALL, OTHERS), proxy("false")],
        {LIVE: OPEN, WILD: OPEN},
    ),
    "its policy says nothing, and the parent is hidden": (
        "policy",
        [asks(FIREWALL), without_settings, hidden("firewallPolicies/fp-base.*")],
        {LIVE: OPEN, WILD: OPEN},
    ),
    "zones without the record": (
        "classic",
        [asks(), zone("live.com"), zone("microsoft.com", to=HUB_ID), zone(BLOB), endpoint()],
        {LIVE: DENIED, PLAIN: DENIED, GRAPH: ALLOWED, STORE: DENIED, WILD: ALLOWED},
    ),
    "zones that hold nothing of it, and one that asks public DNS in its place": (
        "classic",
        [
            *(asks(), zone("live.com", to=f"{VNET_ID}-2"), zone(QUEUE)),
            *(zone(BLOB, resolutionPolicy="NxDomainRedirect"), endpoint()),
        ],
        {LIVE: ALLOWED, STORE: ALLOWED, OTHER_STORE: ALLOWED},
    ),
    "zones with the record, and a route that drops what is sent there": (
        "classic",
        [
            *(asks(), zone("live.com", ("login", "10.20.2.8")), route("10.20.2.0/24", "None"), endpoint()),
            *(zone(BLOB, (ACCOUNT, PRIVATE)), zone(QUEUE, (ACCOUNT, "10.20.2.8"))),
        ],
        {LIVE: DENIED, STORE: ALLOWED, OTHER_STORE: OPEN},
    ),
    "others are asked, and the firewall finds hosts of Http at private addresses": (
        "classic",
        [asks(OTHERS), proxy("false"), zone("microsoft.com", ("crl", "10.0.9.9"), to=HUB_ID)],
        {LIVE: ALLOWED, PLAIN: OPEN, "www.microsoft.com": DENIED, GRAPH: ALLOWED},
    ),
    "records and links that are hidden": (
        "classic",
        [
            *(asks(), zone("live.com"), zone("graph.windows.net")),
            *(hidden("live.com/ALL"), hidden("graph.windows.net/virtualNetworkLinks")),
        ],
        {LIVE: OPEN, "graph.windows.net": OPEN, GRAPH: ALLOWED},
    ),
    "zones that are hidden": ("classic", [asks(), zone("live.com"), hidden("privateDnsZones")], {LIVE: ALLOWED}),
}


def judge(run: Any, emulator: Any, firewall: str, changes: list[Any], **options: Any) -> dict[str, Any]:
    emulator.reset("demo", firewall=firewall)
    run.lock_down("allow", "route", default_route="manage")
    for change in changes:
        change(emulator)
    return done(run("egress_check_info", **NAMED, **options))


@pytest.mark.parametrize("name", one_in(2, WORLDS))
def test_a_name_is_judged_by_who_answers_and_what_it_resolves_to(run, emulator, name):
    firewall, changes, expected = WORLDS[name]
    found = judge(run, emulator, firewall, changes)
    verdicts = {one["fqdn"]: one["verdict"] for one in found["dependencies"] if one["fqdn"]}
    assert {one: verdicts[one] for one in expected} == expected
    codes = {one["code"] for one in found["findings"]}
    assert ("dns_unanswered" in codes) is (expected.get(WILD) == DENIED)
    unresolved = {
        name.partition(":")[0]
        for one in found["findings"]
        if one["code"] == "unresolved_dependency"
        for name in one["concerns"]
    }
    assert unresolved <= {one for one, verdict in verdicts.items() if verdict == DENIED}
    assert ("not_covered" in codes) is (name == "zones that are hidden")


@pytest.mark.parametrize(
    ("changes", "verdict", "cause"),
    [
        ([endpoint(shown=False)], ALLOWED, ""),
        ([endpoint(policies="RouteTableEnabled")], NO_MATCH, ""),
        ([endpoint(shown=False), hidden("networkInterfaces/pe.nic")], OPEN, "unreadable"),
    ],
)
def test_an_address_of_a_private_endpoint_is_reached_past_the_firewall(run, emulator, changes, verdict, cause):
    found = judge(run, emulator, "classic", [route("10.20.2.0/24"), *changes], extra_dependencies=BY_ADDRESS)
    (one,) = [one for one in found["dependencies"] if one["addresses"] == [PRIVATE]]
    assert (one["verdict"], one["cause"]) == (verdict, cause)
    assert (one["next_hop"]["type"] == "InterfaceEndpoint") is (verdict == ALLOWED)


def read(emulator: Any) -> list[str]:
    return [one.path.rpartition("/")[2].lower() for one in emulator.log() if one.kind == "arm"]


def test_zones_are_read_once_in_a_run_and_no_more_of_them_than_needed_names_are_in(run, emulator):
    for change in (
        asks(),
        zone("live.com", ("login", PRIVATE)),
        zone("live.de"),
        zone("msocsp.com", to=f"{VNET_ID}-2"),
    ):
        change(emulator)
    endpoint()(emulator)
    emulator.clear_log()
    run.lock_down(default_route="manage")
    paths = [one.path.lower() for one in emulator.log() if "privatednszones" in one.path.lower()]
    assert sorted(path.rpartition("privatednszones")[2] for path in paths) == [
        "",
        "/live.com/all",
        "/live.com/virtualnetworklinks",
        "/msocsp.com/virtualnetworklinks",
    ]
    assert read(emulator).count("pe") == 1, "the name's address lies in its subnet"
    emulator.clear_log()
    run.lock_down()
    assert "privatednszones" in read(emulator)


def test_without_a_private_address_no_endpoint_is_read_and_a_removal_asks_for_no_zones(run, emulator):
    for change in (asks(), zone(BLOB, (f"{ACCOUNT}2", PRIVATE)), zone("live.com"), hidden("live.com/ALL")):
        change(emulator)
    edit(emulator, ROUTE_TABLE_ID, lambda properties: properties.update(routes=[]))
    run.lock_down(default_route="manage", accept=["name_resolution"])
    assert "pe" not in read(emulator)
    written(emulator)
    run.remove()
    assert "privatednszones" not in read(emulator)


def test_where_nobody_answers_nothing_is_routed(run, emulator):
    for change in (asks(FIREWALL), proxy("false")):
        change(emulator)
    refused = run("cluster_egress", clusters=[CLUSTER_ID], firewall=FIREWALL_ID, default_route="manage")
    assert (
        refused["code"] == "would_be_blocked" and "whose DNS proxy is off, so no name resolves in it" in refused["msg"]
    )
    assert written(emulator) == ["PUT fw-hub"]
