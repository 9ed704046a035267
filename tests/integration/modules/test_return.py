# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters that return to the network they have left, behind a lock-down."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, ROUTE_TABLE_ID, SUBNET_ID
from ansible_collections.adx.outbound.tests.emulator.worlds import ids
from ansible_collections.adx.outbound.tests.integration.runner import done

STEPS = ["allow", "route", "return", "check"]
LOCK_DOWN = ["PUT fw-hub", "PUT adx-telemetry-westus-routes", "PUT snet-adx"]
OURS_ID = ROUTE_TABLE_ID.rpartition("/")[0] + "/adx-telemetry-westus-routes"
PLACES = (SUBNET_ID, ids.ENGINE_ADDRESS_ID, ids.MANAGEMENT_ADDRESS_ID)


def send_back(run, **options):
    given = {
        "clusters": [CLUSTER_ID],
        "firewall": FIREWALL_ID,
        "default_route": "manage",
        "steps": STEPS,
        "details": True,
    }
    return run("cluster_egress", **{**given, **options})


def written(emulator):
    return [f"{entry.method} {entry.path.rpartition('/')[2]}" for entry in emulator.writes()]


def change(emulator, **properties):
    document = emulator.document(CLUSTER_ID)
    document["properties"] = {**document["properties"], **properties}
    emulator.seed(CLUSTER_ID, document)


def network(emulator):
    return emulator.document(CLUSTER_ID)["properties"]["virtualNetworkConfiguration"]


def leave(emulator, **members):
    change(emulator, virtualNetworkConfiguration={**network(emulator), "state": "Disabled", **members})


@pytest.fixture
def left(emulator):
    """A cluster that has left its network, and whose lock-down is gone."""
    emulator.reset("demo", route_table=False)
    leave(emulator)
    change(emulator, publicNetworkAccess="Disabled", allowedIpRangeList=["192.0.2.0/24"])
    emulator.clear_log()
    return emulator


def test_the_lock_down_is_there_before_the_cluster_is_and_a_second_run_is_quiet(run, left, tmp_path):
    before = left.document(CLUSTER_ID)["properties"]
    predicted = done(send_back(run, check=True))
    assert written(left) == [] and predicted["mode"] == "preview"
    result = done(send_back(run, backup=str(tmp_path), expect_plan=predicted["plan_hash"]))
    assert written(left) == [*LOCK_DOWN, "PATCH telemetry"]
    assert result["diff"] == predicted["diff"] and result["steps"] == STEPS and result["mode"] == "run"
    after = left.document(CLUSTER_ID)["properties"]
    assert after == {
        **before,
        "virtualNetworkConfiguration": {**before["virtualNetworkConfiguration"], "state": "Enabled"},
    }
    (one,) = result["clusters"]
    assert one["check"]["about"]["injected"] and one["pending"] == ["rules", "routes", "subnet", "network"]
    assert [part["part"] for part in result["written"]] == ["rules", "routes", "subnet", "network"]
    moved = next(one for one in result["diff"] if "cluster telemetry" in one["after_header"])
    assert "network: Disabled" in moved["before"] and moved["after"] == moved["before"].replace(
        "Disabled", "Enabled", 1
    )
    left.clear_log()
    again = done(send_back(run))
    assert not again["changed"] and written(left) == []


def test_the_patch_has_the_state_beside_the_three_ids_as_they_were_and_nothing_else(run, left):
    before = network(left)
    done(send_back(run))
    (patch,) = [entry for entry in left.writes() if entry.method == "PATCH"]
    assert patch.body == {"properties": {"virtualNetworkConfiguration": {**before, "state": "Enabled"}}}
    assert {name.lower() for name in patch.headers} >= {"if-match"}


@pytest.mark.parametrize("gone", PLACES)
def test_a_place_that_is_gone_ends_it_before_anything(run, left, gone):
    left.remove(gone)
    refused = send_back(run)
    assert refused["code"] == "network_gone" and gone.lower() in refused["msg"].lower() and written(left) == []


@pytest.mark.parametrize("unread", PLACES)
def test_a_place_that_may_not_be_read_is_refused_with_the_right_that_is_missing(run, left, unread):
    left.deny(f"{unread}$", "GET")
    refused = send_back(run)
    assert refused["code"] == "network_unread" and written(left) == []
    assert ("subnets/read" if unread == SUBNET_ID else "publicIPAddresses/read") in refused["msg"]


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"virtualNetworkConfiguration": None}, "not_returnable"),
        ({"migrationCluster": {"id": CLUSTER_ID, "role": "Source"}}, "not_returnable"),
        ({"state": "Migrated"}, "not_returnable"),
        ({"provisioningState": "Failed"}, "cluster_not_ready"),
        ({"state": "Stopped"}, "cluster_not_ready"),
    ],
)
def test_a_cluster_that_cannot_return_is_refused_before_anything(run, left, properties, code):
    change(left, **properties)
    refused = send_back(run)
    assert refused["code"] == code and written(left) == []


def test_a_cluster_that_is_deleted_is_refused_whatever_is_accepted(run, left):
    left.remove(CLUSTER_ID)
    assert send_back(run)["failed"]
    refused = send_back(run, accept=["deleted_cluster"])
    assert refused["failed"] and written(left) == []


def test_a_return_goes_with_no_removal(run, left):
    for options in ({"state": "absent"}, {"clusters": [{"cluster": CLUSTER_ID, "state": "absent"}]}):
        refused = send_back(run, **options)
        assert refused["failed"] and "that of telemetry is to be absent" in refused["msg"]
    assert written(left) == []


def test_a_return_takes_nothing_of_others_away(run, left):
    for options in ({"purge": True}, {"clusters": [{"cluster": CLUSTER_ID, "purge": True}]}):
        for check in (True, False):
            refused = send_back(run, check=check, **options)
            assert refused["failed"] and "O(purge)" not in refused["msg"] and "purge" in refused["msg"]
    assert left.log() == []


def test_a_cluster_that_never_left_is_locked_down_and_not_written(run, emulator):
    emulator.reset("demo", route_table=False)
    emulator.clear_log()
    done(send_back(run))
    assert written(emulator) == LOCK_DOWN


def test_a_subnet_without_a_delegation_or_a_security_group_is_told_of_and_stops_nobody(run, left):
    def told(result):
        codes = [one["code"] for one in result["clusters"][0]["findings"]]
        return [code for code in ("not_delegated", "no_security_group") if code in codes]

    document = left.document(SUBNET_ID)
    document["properties"].pop("networkSecurityGroup", None)
    left.seed(SUBNET_ID, document)
    assert told(done(send_back(run, check=True))) == ["not_delegated", "no_security_group"]
    assert told(done(send_back(run, routes="manage"))) == ["not_delegated", "no_security_group"]
    assert network(left)["state"] == "Enabled" and told(done(send_back(run))) == []


def test_a_return_by_itself_waits_for_the_lock_down(run, left):
    refused = send_back(run, steps=["return", "check"])
    assert refused["code"] == "not_locked_down" and written(left) == []
    done(send_back(run, steps=["allow", "route"], accept=["not_injected"]))
    left.clear_log()
    done(send_back(run, steps=["return", "check"]))
    assert written(left) == ["PATCH telemetry"]


def without_default(table):
    """The table without its default route."""
    return {**table, "routes": [one for one in table["routes"] if one["properties"]["addressPrefix"] != "0.0.0.0/0"]}


def edit_table(emulator, change):
    """Write the table of the lock-down, as somebody else does."""
    document = emulator.document(OURS_ID)
    document["properties"] = change(document["properties"])
    emulator.seed(OURS_ID, document)


def led_to(address):
    """What lets the default route of a table lead to this address."""

    def change(table):
        route = {"name": "other", "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance"}}
        route["properties"]["nextHopIpAddress"] = address
        return {**table, "routes": [*without_default(table)["routes"], route]}

    return change


@pytest.mark.parametrize("fail_on", ["error", "never"])
@pytest.mark.parametrize("default_route", ["verify", "none"])
def test_a_cluster_does_not_return_where_no_default_route_leads_to_the_firewall(run, left, default_route, fail_on):
    for check in (True, False):
        refused = send_back(run, default_route=default_route, fail_on=fail_on, check=check)
        assert refused["code"] == "not_locked_down" and "nothing is locked down" in refused["msg"]
    assert "PATCH telemetry" not in written(left)
    done(send_back(run, default_route=default_route, accept=["no_gate"], fail_on="never"))
    assert written(left)[-1] == "PATCH telemetry"


def test_a_default_route_of_somebody_else_that_leads_to_the_firewall_is_enough(run, left):
    done(send_back(run, steps=["allow", "route"], accept=["not_injected"]))
    edit_table(left, led_to("10.0.1.4"))
    left.clear_log()
    done(send_back(run, default_route="verify"))
    assert written(left) == ["PATCH telemetry"]


def test_a_default_route_that_leads_elsewhere_sends_nobody_back(run, left):
    done(send_back(run, steps=["allow", "route"], accept=["not_injected"]))
    edit_table(left, led_to("10.0.1.99"))
    left.clear_log()
    refused = send_back(run, default_route="verify")
    assert refused["code"] == "not_locked_down" and "10.0.1.99" in refused["msg"] and written(left) == []


def test_a_delegated_subnet_whose_routes_are_left_to_the_service_and_are_not_there_takes_nobody_back(run, left):
    document = left.document(SUBNET_ID)
    document["properties"]["delegations"] = [
        {"name": "adx", "properties": {"serviceName": "Microsoft.Kusto/clusters"}},
    ]
    left.seed(SUBNET_ID, document)
    refused = send_back(run, fail_on="never")
    assert refused["code"] == "not_locked_down" and "PATCH telemetry" not in written(left)


@pytest.mark.parametrize(
    "change",
    [
        without_default,
        lambda table: {**table, "routes": [one for one in table["routes"] if "0.0.0.0/0" in str(one)]},
    ],
    ids=["the default route", "those of the documented addresses"],
)
def test_routes_that_are_lost_right_before_the_cluster_is_sent_back_keep_it_out(run, left, change):
    done(send_back(run, steps=["allow", "route"], accept=["not_injected"]))
    left.clear_log()
    # The write reads the cluster, once more after the plan, and looks then.
    left.meanwhile(lambda: edit_table(left, change), "GET", f"{CLUSTER_ID}$", nth=2)
    refused = send_back(run, default_route="verify", fail_on="never")
    assert refused["code"] == "not_locked_down" and written(left) == []


@pytest.mark.parametrize(
    ("befalls", "code"),
    [
        (lambda left: left.remove(ids.ENGINE_ADDRESS_ID), "network_gone"),
        (lambda left: left.deny(f"{ids.MANAGEMENT_ADDRESS_ID}$", "GET"), "network_unread"),
        (lambda left: change(left, migrationCluster={"id": CLUSTER_ID, "role": "Source"}), "not_returnable"),
        (lambda left: left.remove(CLUSTER_ID), "gone_meanwhile"),
    ],
)
def test_what_befalls_a_cluster_after_all_was_looked_at_keeps_it_out(run, left, befalls, code):
    done(send_back(run, steps=["allow", "route"], accept=["not_injected"]))
    left.clear_log()
    # The plan has read the cluster, and the write has: the look right before it comes then.
    left.meanwhile(lambda: befalls(left), "GET", f"{CLUSTER_ID}$", nth=3)
    refused = send_back(run, accept=["no_gate"])
    assert refused["code"] == code and written(left) == []


def test_a_backup_of_the_cluster_moves_nobody(run, left, tmp_path):
    done(send_back(run, backup=str(tmp_path)))
    (saved,) = [one for one in Path(tmp_path).rglob("*.json") if "telemetry" in one.name and "routes" not in one.name]
    left.clear_log()
    refused = run("egress_restore", path=str(saved))
    assert refused["failed"] and refused["code"] == "would_move" and written(left) == []
    leave(left)
    assert not done(run("egress_restore", path=str(saved)))["changed"]
