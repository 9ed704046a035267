# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody else writes, the answer is lost, the service is busy: nothing is lost and the run converges."""

from __future__ import annotations

import threading

import pytest
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID, ROUTE_TABLE_ID
from ansible_collections.adx.outbound.tests.integration.documents import steady

pytestmark = pytest.mark.sdk
FIREWALL = "rg-hub/providers/Microsoft.Network/azureFirewalls/fw-hub$"
WANTED = [
    {
        "name": "adx-one-network",
        "kind": "network",
        "rules": [
            {
                "name": "AzureMonitor-443",
                "protocols": ["TCP"],
                "source_addresses": ["*"],
                "destination_addresses": ["AzureMonitor"],
                "destination_ports": ["443"],
            }
        ],
    }
]


def allow(run, **more):
    return run("firewall_rule_collections", firewall_name=FIREWALL_ID, rule_collections=WANTED, **more)


def names(emulator):
    return [item["name"] for item in emulator.document(FIREWALL_ID)["properties"]["networkRuleCollections"]]


def add_theirs(emulator):
    """Another team writes one collection of its own."""
    document = emulator.document(FIREWALL_ID)
    theirs = {**steady(document["properties"]["networkRuleCollections"][0]), "name": "Their-new-one"}
    theirs["properties"] = {**theirs["properties"], "priority": 3333}
    document["properties"]["networkRuleCollections"].append(theirs)
    emulator.seed(FIREWALL_ID, document)


class Interloper:
    """Writes on the side as soon as a request arrives that matches."""

    def __init__(self, emulator, monkeypatch, method):
        from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import network

        original, once = getattr(network.Network, method), threading.Event()

        def intercepted(door, id_, *arguments):
            if not once.is_set():
                once.set()
                add_theirs(emulator)
            return original(door, id_, *arguments)

        monkeypatch.setattr(network.Network, method, intercepted)


@pytest.mark.parametrize("if_match", ["honour", "ignore"])
def test_a_write_of_somebody_else_between_read_and_write_is_not_lost_where_etags_count(
    run, emulator, monkeypatch, if_match
):
    emulator.switch(if_match=if_match)
    Interloper(emulator, monkeypatch, "write")
    done = allow(run)
    assert done["changed"] is True and "adx-one-network" in names(emulator)
    # Where a service ignored If-Match there is no way to save a write that came in that very moment.
    assert ("Their-new-one" in names(emulator)) is (if_match == "honour")


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("lock", {"times": 3}),
        ("throttle", {"times": 2, "retry_after": 0}),
        ("error", {"status": 503, "code": "ServiceUnavailable", "times": 2}),
        ("error", {"status": 409, "code": "AnotherOperationInProgress", "times": 2}),
        ("drop_before", {"times": 1}),
        ("drop_after", {"times": 1}),
        ("html", {"times": 1, "status": 502}),
        ("fail_operation", {"code": "AnotherOperationInProgress"}),
        ("supersede_operation", {}),
    ],
)
def test_a_passing_failure_of_the_write_is_overcome(run, emulator, kind, more):
    emulator.fault(kind, method="PUT", path=FIREWALL, **more)
    done = allow(run)
    assert not done.get("failed"), done
    assert done["changed"] is True and names(emulator).count("adx-one-network") == 1
    assert allow(run)["changed"] is False


@pytest.mark.parametrize("kind", ["throttle", "drop_before", "drop_after", "error"])
def test_a_passing_failure_of_a_read_is_overcome(run, emulator, kind):
    emulator.fault(kind, method="GET", path=FIREWALL, times=2)
    assert allow(run)["changed"] is True


def test_a_write_whose_answer_was_lost_is_read_back_before_it_is_repeated(run, emulator):
    emulator.fault("drop_after", method="PUT", path=FIREWALL)
    assert allow(run)["changed"] is True
    assert len(emulator.writes()) == 1


def test_an_operation_of_somebody_else_is_waited_for(run, emulator):
    emulator.busy(FIREWALL_ID, polls=3)
    assert allow(run)["changed"] is True
    assert [entry.status for entry in emulator.writes()] == [200]


def test_check_mode_does_not_wait_for_somebody_else(run, emulator):
    emulator.busy(FIREWALL_ID, polls=1000)
    assert allow(run, check=True)["changed"] is True


def test_a_deadline_ends_in_a_sentence_that_says_what_was_waited_for(run, emulator):
    emulator.busy(FIREWALL_ID, polls=1000)
    result = allow(run, timeout=60)
    assert "it was not done within 60 seconds" in result["msg"] and "Updating" in result["msg"]
    assert emulator.writes() == []


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (403, "RequestDisallowedByPolicy"),
        (409, "ScopeLocked"),
        (403, "LinkedAuthorizationFailed"),
        (400, "SomethingNobodyKnows"),
    ],
)
def test_a_refusal_that_no_waiting_mends_is_not_repeated(run, emulator, status, code):
    emulator.fault("error", method="PUT", path=FIREWALL, status=status, code=code, message="No.", times=0)
    result = allow(run)
    assert code in result["msg"] and "Nothing was written." in result["msg"]
    assert len(emulator.writes()) == 1


@pytest.mark.parametrize(
    ("code", "writes"),
    [("SubscriptionNotAuthorized", 1), ("BadThing", 1), ("InternalServerError", 3), ("FirewallPolicyUpdateFailed", 3)],
)
def test_an_operation_that_fails_is_repeated_where_that_may_mend_it_and_ends_with_its_reason(
    run, emulator, code, writes
):
    emulator.fault("fail_operation", method="PUT", path=FIREWALL, code=code, message="It is bad.", times=0)
    result = allow(run)
    assert code in result["msg"] and "may have taken effect" in result["msg"]
    assert len(emulator.writes()) == writes


def test_the_list_of_subnets_that_lags_behind_does_not_keep_a_table_of_ours(run, emulator):
    emulator.remove(ROUTE_TABLE_ID)
    routes = [{"name": "ADX_Management", "address_prefix": "13.64.38.225/32", "next_hop_type": "Internet"}]
    subnet = ROUTE_TABLE_ID.partition("/routeTables")[0] + "/virtualNetworks/vnet-spoke/subnets/snet-adx"
    document = emulator.document(subnet)
    document["properties"].pop("routeTable", None)
    table = {"name": ROUTE_TABLE_ID.replace("rt-spoke", "rt-ours"), "routes": routes}
    assert run("route_table", create=True, **table)["changed"]
    assert run("subnet_route_table_association", subnet_name=subnet, route_table=table["name"], accept=["other_table"])
    emulator.switch(route_table_subnets_lag=3)
    run("subnet_route_table_association", subnet_name=subnet, route_table=table["name"], state="absent")
    assert run("route_table", state="absent", **table)["changed"] is True
    assert emulator.document(table["name"]) is None
