# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who on the internet may reach a cluster: nobody, those on a list, everybody, or nobody can tell."""

from __future__ import annotations

import itertools
import random

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import exposure, ranges, security_groups
from ansible_collections.adx.outbound.tests.emulator.dataplane.exposure import EVERYBODY, NOBODY, UNKNOWN, listed
from ansible_collections.adx.outbound.tests.emulator.worlds import ids, leaving, leaving_network

GROUP_ID, SUBNET_ID = ids.NSG_ID, ids.SUBNET_ID
OFFICES = "198.51.100.0/24"


def rule(source, priority=100, access="Allow", **more):
    properties = {
        "protocol": "Tcp",
        "sourcePortRange": "*",
        "destinationPortRange": "443",
        "sourceAddressPrefix": source,
        "destinationAddressPrefix": "*",
        "access": access,
        "priority": priority,
        "direction": "Inbound",
        **more,
    }
    return {"name": f"rule-{priority}", "properties": properties}


def group(*rules):
    return {"id": GROUP_ID, "properties": {"securityRules": list(rules)}}


def cluster(state="Enabled", access="Enabled", items=(), provisioning="Succeeded", **more):
    """In a network unless the state is None."""
    network = None if state is None else {"subnetId": SUBNET_ID, "state": state}
    properties = {
        "virtualNetworkConfiguration": network,
        "publicNetworkAccess": access,
        "allowedIpRangeList": list(items),
        "provisioningState": provisioning,
        **more,
    }
    return {"id": ids.CLUSTER_ID, "type": "Microsoft.Kusto/Clusters", "properties": properties}


def around(*rules, guarded=True):
    """Finds the subnet and its group."""
    held = {"networkSecurityGroup": {"id": GROUP_ID}} if guarded else {}
    documents = {SUBNET_ID: {"properties": held}, GROUP_ID: group(*rules)}
    return documents.get


@pytest.mark.parametrize("state", ["Disabled", "disabled", None])
@pytest.mark.parametrize(
    ("access", "items", "expected"),
    [
        ("Disabled", (), NOBODY),
        ("Disabled", (OFFICES,), NOBODY),
        ("Enabled", (), EVERYBODY),
        ("Enabled", None, EVERYBODY),
        (None, (), EVERYBODY),
        ("Enabled", (OFFICES, "PowerBI"), listed(["powerbi", OFFICES])),
        ("Enabled", ("203.0.113.7",), listed(["203.0.113.7/32"])),
        ("Enabled", (OFFICES, "0.0.0.0/0"), EVERYBODY),
        ("Enabled", ("0.0.0.0/1", "128.0.0.0/1"), EVERYBODY),
        ("Enabled", ("10.0.0.0/8",), NOBODY),
        ("SecuredByPerimeter", (), UNKNOWN),
        ("Perhaps", (OFFICES,), UNKNOWN),
    ],
)
def test_outside_of_a_network_public_access_and_its_list_decide(state, access, items, expected):
    made = cluster(state, access, items or ())
    if items is None:
        del made["properties"]["allowedIpRangeList"]
    assert exposure.of(made, around(rule("*"))) == expected


@pytest.mark.parametrize("state", ["Enabled", "ENABLED"])
@pytest.mark.parametrize("access", ["Enabled", "Disabled"])
@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ((), NOBODY),
        ((rule("VirtualNetwork"), rule("AzureLoadBalancer", 110)), NOBODY),
        ((rule("10.0.0.0/8"),), NOBODY),
        ((rule("Internet"),), EVERYBODY),
        ((rule("*"),), EVERYBODY),
        ((rule("0.0.0.0/0"),), EVERYBODY),
        ((rule(OFFICES), rule("AzureDataExplorerManagement", 110)), listed([OFFICES, "AzureDataExplorerManagement"])),
        ((rule(None, sourceAddressPrefixes=[OFFICES, "203.0.113.7"]),), listed([OFFICES, "203.0.113.7"])),
        ((rule("*", destinationPortRange="8080"),), NOBODY),
        ((rule("*", destinationPortRange="400-500"),), EVERYBODY),
        ((rule("*", protocol="Udp"),), NOBODY),
        ((rule("*", protocol="*"),), EVERYBODY),
        ((rule("*", direction="Outbound"),), NOBODY),
        ((rule("Internet", access="Deny"), rule("*", 110)), NOBODY),
        ((rule(OFFICES), rule("*", 110, "Deny"), rule("Internet", 120)), listed([OFFICES])),
        ((rule("198.51.100.0/25", access="Deny"), rule(OFFICES, 110)), listed(["198.51.100.128/25"])),
        ((rule("*", access="Deny", destinationAddressPrefix="10.20.1.4"), rule(OFFICES, 110)), listed([OFFICES])),
        ((rule("*", access="Deny", sourcePortRange="1024-2048"), rule(OFFICES, 110)), listed([OFFICES])),
        ((rule("::/0", access="Deny"), rule(OFFICES, 110)), listed([OFFICES])),
        ((rule("PowerBI", access="Deny"), rule("powerbi", 110)), NOBODY),
        ((rule("PowerBI", access="Deny"), rule(OFFICES, 110)), listed([OFFICES])),
        ((rule(None, sourceApplicationSecurityGroups=[{"id": "x"}]),), NOBODY),
        ((rule(None),), UNKNOWN),
        ((rule(OFFICES, sourceMood="bright"),), UNKNOWN),
    ],
)
def test_inside_of_a_network_the_security_group_decides(state, access, rules, expected):
    assert exposure.of(cluster(state, access), around(*rules)) == expected


def test_a_network_without_a_state_is_one_in_which_the_cluster_is():
    made = cluster()
    del made["properties"]["virtualNetworkConfiguration"]["state"]
    assert exposure.of(made, around(rule(OFFICES))) == listed([OFFICES])


def test_what_nobody_can_tell_is_unknown():
    assert exposure.of(cluster(), around(guarded=False)) == UNKNOWN
    assert exposure.of(cluster(), {}.get) == UNKNOWN
    assert exposure.of(cluster("Perhaps", "Disabled"), around()) == UNKNOWN
    assert exposure.of(cluster(virtualNetworkConfiguration=["x"]), around()) == UNKNOWN
    assert exposure.of(cluster(virtualNetworkConfiguration={"state": "Enabled"}), around()) == UNKNOWN


def test_while_a_cluster_moves_it_may_be_on_both_sides():
    find, before = around(rule(OFFICES)), cluster("Enabled")
    for state in ("Running", "Failed", None):
        moving = cluster("Disabled", items=["203.0.113.7"], provisioning=state)
        assert exposure.of(moving, find, before) == listed([OFFICES, "203.0.113.7"])
        assert exposure.of(moving, find) == listed([OFFICES, "203.0.113.7"])
    closed = cluster("Disabled", "Disabled", provisioning="Running")
    assert exposure.of(closed, find, before) == listed([OFFICES])
    assert exposure.of(cluster("Enabled", provisioning="Running"), find, before) == listed([OFFICES])
    assert exposure.of(cluster("Enabled", provisioning="Running"), find) == EVERYBODY


ORDERED = [NOBODY, listed(["198.51.100.7"]), listed([OFFICES]), listed([OFFICES, "PowerBI"]), EVERYBODY]


def test_exposures_are_in_an_order_and_unknown_is_within_everybody_alone():
    for (first, one), (second, other) in itertools.product(enumerate(ORDERED), repeat=2):
        assert one.within(other) == (first <= second), (one, other)
        assert one | other == other | one
        assert one.within(one | other) and other.within(one | other)
    assert [UNKNOWN.within(other) for other in (*ORDERED, UNKNOWN)] == [False] * 4 + [True, False]
    assert [one.within(UNKNOWN) for one in ORDERED] == [True] + [False] * 4
    assert not listed(["PowerBI"]).within(listed(["0.0.0.0/1"]))
    assert listed([OFFICES]).within(listed(["198.51.100.0/25", "198.51.100.128-198.51.100.255"]))
    assert not listed([OFFICES]).within(listed(["198.51.100.0/25", "198.51.100.129-198.51.100.255"]))


PIECES = ("198.51.100.0/25", "198.51.100.64/26", "198.51.100.128/25", "203.0.113.0/28", "*", "Internet", OFFICES)
PLACES = ("198.51.100.1", "198.51.100.65", "198.51.100.200", "203.0.113.3", "8.8.8.8")


def is_in(address, found):
    return found == EVERYBODY or ranges.is_covered(f"{address}/32", found.listed)


def test_whoever_the_group_lets_in_is_in_the_exposure_and_nobody_else_is():
    draw, seen = random.Random(28), set()
    for _time in range(400):
        rules = [
            rule(draw.choice(PIECES), 100 + number, draw.choice(("Allow", "Deny")))
            for number in range(draw.randrange(5))
        ]
        found = exposure.let_in(group(*rules))
        seen.add(found.who)
        for place in PLACES:
            flow = {"source": place, "destination": "10.20.1.4", "port": 443, "virtual_network": ["10.20.0.0/16"]}
            access = security_groups.security_group(group(*rules), direction="Inbound", **flow)
            assert found == EVERYBODY or access.allowed == is_in(place, found), (rules, place)
    assert len(seen) == 3


def test_all_that_an_emulator_stores_is_watched(emulator, client):
    emulator.reset("leaving")
    emulator.switch(polls=2)
    cluster_id = leaving.CLUSTER_IDS["sales"]
    watch = exposure.Watch(emulator)
    before = dict(watch.seen)
    assert set(before) == {one.lower() for one in leaving.CLUSTER_IDS.values()}
    inside = before[cluster_id.lower()]
    assert inside == listed(["AzureDataExplorerManagement", OFFICES, *leaving_network.MONITORS])
    document = emulator.document(cluster_id)
    network = {**document["properties"]["virtualNetworkConfiguration"], "state": "Disabled"}
    body = {"virtualNetworkConfiguration": network, "publicNetworkAccess": "Enabled", "allowedIpRangeList": [OFFICES]}
    with emulator.watched(watch):
        answer = client.call("PATCH", cluster_id, {"properties": body}, version="2025-02-14")
        while client.poll(answer)["status"] == "Running":
            pass
    heard = [found for key, found in watch.seen[3:] if key == cluster_id.lower()]
    assert heard[-1] == listed([OFFICES]) and all(found.within(inside | listed([OFFICES])) for found in heard)
    assert watch.wider({cluster_id.lower(): inside}) == []
    assert watch.wider({cluster_id.lower(): listed([OFFICES])}) == [(cluster_id.lower(), inside)]


def test_a_change_that_opens_a_cluster_is_heard_wherever_it_is_made(emulator, client):
    emulator.reset("leaving", telemetry={"state": "Disabled", "public": "Disabled"})
    watch = exposure.Watch(emulator)
    allowed = dict(watch.seen)
    telemetry, sales = (leaving.CLUSTER_IDS[name] for name in ("telemetry", "sales"))
    assert allowed[telemetry.lower()] == NOBODY
    with emulator.watched(watch):
        body = {"properties": {"publicNetworkAccess": "Enabled"}}
        assert client.call("PATCH", telemetry, body, version="2025-02-14").status_code == 202
        opened = client.put(f"{GROUP_ID}/securityRules/open", {"properties": rule("Internet", 300)["properties"]})
        assert opened.status_code == 201
    assert (telemetry.lower(), EVERYBODY) in watch.wider(allowed)
    assert (sales.lower(), EVERYBODY) in watch.wider(allowed)
