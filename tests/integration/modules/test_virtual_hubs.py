# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster in a spoke of a virtual hub, whose intent or static route gives it its default route, or does not."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, ROUTE_TABLE_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import (
    HUB_CONNECTION_ID,
    HUB_ROUTE_TABLE_ID,
    VIRTUAL_HUB_ID,
)
from ansible_collections.adx.outbound.tests.integration.others import edit, written
from ansible_collections.adx.outbound.tests.integration.runner import done

INTENT_ID = f"{VIRTUAL_HUB_ID}/routingIntent/hubRoutingIntent"
OURS = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "details": True}
LED = {"VirtualHub", "ServiceEndpoint"}


def intend(emulator: Any, destinations: str = "Internet", next_hop: str = FIREWALL_ID) -> None:
    policy = {"name": destinations, "destinations": [destinations], "nextHop": next_hop}
    emulator.seed(INTENT_ID, {"properties": {"provisioningState": "Succeeded", "routingPolicies": [policy]}})


def static(emulator: Any) -> None:
    route = {"name": "all_traffic", "destinationType": "CIDR", "destinations": ["0.0.0.0/0", "10.0.0.0/8"]}
    route |= {"nextHopType": "ResourceId", "nextHop": FIREWALL_ID}
    edit(emulator, HUB_ROUTE_TABLE_ID, lambda properties: properties["routes"].append(route))


def unsecured(emulator: Any) -> None:
    intend(emulator)
    edit(emulator, HUB_CONNECTION_ID, lambda properties: properties.update(enableInternetSecurity=False))


def hidden(emulator: Any) -> None:
    intend(emulator)
    emulator.deny(".*/routingIntent.*")


def private(emulator: Any) -> None:
    intend(emulator, "PrivateTraffic")


def unaddressed(emulator: Any) -> None:
    """Whose own addresses are the customer's: its document shows none."""
    intend(emulator)
    document = emulator.document(FIREWALL_ID)
    emulator.remove(FIREWALL_ID)
    emulator.seed(FIREWALL_ID, {**document, "properties": {**document["properties"], "hubIPAddresses": None}})
    assert emulator.document(FIREWALL_ID)["properties"].get("hubIPAddresses") is None


@pytest.fixture
def hub(emulator):
    """Puts a spoke in place that is connected to the hub, with what somebody has made of it."""

    def made(build: Any, *, connected: bool = True, **world: Any) -> None:
        emulator.reset("demo", **{"firewall": "hub", "route_table": False, "connected": connected, **world})
        build(emulator)
        emulator.clear_log()

    return made


def lock_down(run: Any, **options: Any) -> dict[str, Any]:
    return run("cluster_egress", **{**OURS, "default_route": "verify", **options})


def warned(cluster: dict[str, Any]) -> set[str]:
    return {one["code"] for one in cluster["findings"] if one["severity"] != "info"} - {"service_endpoint"}


@pytest.mark.parametrize("build", [intend, pytest.param(static, marks=pytest.mark.long), unaddressed])
def test_a_lock_down_is_content_with_the_hubs_default_route(run, emulator, hub, build):
    hub(build)
    (cluster,) = done(lock_down(run))["clusters"]
    answers = cluster["check"]["dependencies"]
    assert {one["verdict"] for one in answers} == {"allowed"}
    assert {one["next_hop"]["type"] for one in answers} == LED
    assert warned(cluster) == set() and written(emulator)
    assert not done(lock_down(run))["changed"]
    assert written(emulator) == [], "the second run is quiet"
    let_go = lock_down(run, state="absent")
    assert let_go["code"] == "still_needed" and "' of its virtual hub, which stays, and without our" in let_go["msg"]


@pytest.mark.parametrize(
    ("build", "world", "told"),
    [
        (unsecured, {}, "connection vnet-spoke of virtual hub vhub takes none"),
        (intend, {"connected": False}, "network vnet-spoke is not connected to virtual hub vhub"),
    ],
    ids=["connection without internet security", "not connected"],
)
def test_where_the_hub_gives_no_default_route_nothing_is_locked_down_and_rules_may_go(
    run, emulator, hub, build, world, told
):
    hub(build, **world)
    (cluster,) = done(lock_down(run))["clusters"]
    (missing,) = [one for one in cluster["findings"] if one["code"] == "no_default_route"]
    assert told in missing["message"] and missing["message"].endswith("Nothing is locked down.")
    assert {one["verdict"] for one in cluster["check"]["dependencies"]} == {"allowed"}
    emulator.clear_log()
    done(lock_down(run, state="absent"))
    assert "DELETE adx-egress" in written(emulator)


def test_a_table_that_takes_no_learned_routes_keeps_the_default_route_away(run, emulator, hub):
    hub(intend, route_table=True)
    edit(emulator, ROUTE_TABLE_ID, without_default)
    edit(emulator, ROUTE_TABLE_ID, lambda properties: properties.update(disableBgpRoutePropagation=True))
    (cluster,) = done(lock_down(run))["clusters"]
    (missing,) = [one for one in cluster["findings"] if one["code"] == "no_default_route"]
    assert "route table rt-spoke takes none from virtual hub vhub" in missing["message"]


def without_default(properties: dict[str, Any]) -> None:
    kept = [one for one in properties["routes"] if one["properties"]["addressPrefix"] != "0.0.0.0/0"]
    properties["routes"] = kept


@pytest.mark.parametrize(
    ("build", "cause", "codes"),
    [
        (hidden, "unreadable", {"unreadable"}),
        pytest.param(private, "learned_route", {"undecided_way"}, marks=pytest.mark.long),
        (lambda _emulator: None, "learned_route", {"undecided_way"}),
    ],
    ids=["hidden", "private traffic alone", "nothing"],
)
def test_what_the_hub_leaves_open_is_told_and_stays_open(run, hub, build, cause, codes):
    hub(build)
    (cluster,) = done(lock_down(run))["clusters"]
    open_ = [one for one in cluster["check"]["dependencies"] if one["verdict"] == "cannot_tell"]
    assert {one["cause"] for one in open_} == {cause} and len(open_) > 20
    assert warned(cluster) == codes


def test_a_removal_that_cannot_see_the_hub_names_the_right(run, emulator, hub):
    hub(hidden)
    done(lock_down(run))
    emulator.clear_log()
    refused = lock_down(run, state="absent")
    assert refused["code"] == "still_needed" and "Microsoft.Network/virtualHubs/routingIntent/read" in refused["msg"]
    done(lock_down(run, state="absent", accept=["no_gate"]))
    assert "DELETE adx-egress" in written(emulator)


def test_a_route_in_the_place_of_the_hubs_is_not_proven_to_work(run, hub):
    hub(intend)
    refused = lock_down(run, default_route="manage")
    assert refused["code"] == "unproven_hop" and "as its routing intent is" in refused["msg"]
    done(lock_down(run, default_route="manage", accept=["unproven_hop"]))


def test_a_route_needs_an_address_and_a_lock_down_without_one_does_not(run, emulator, hub):
    hub(unaddressed)
    refused = lock_down(run, default_route="manage")
    assert refused["code"] == "firewall_without_address"
    assert "let the hub's routing intent lead to it, with default_route: verify" in refused["msg"]
    assert written(emulator) == []


def test_a_firewall_in_a_network_asks_no_hub_anything(run, emulator):
    emulator.reset("demo")
    emulator.clear_log()
    done(run("egress_check_info", cluster=CLUSTER_ID, firewall=FIREWALL_ID))
    assert not [entry for entry in emulator.log() if "virtualhubs" in entry.path.lower()]
