# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lock-downs that go only of clusters that have left their network."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, ROUTE_TABLE_ID, SUBNET_ID
from ansible_collections.adx.outbound.tests.emulator.worlds import ids
from ansible_collections.adx.outbound.tests.integration.documents import steady
from ansible_collections.adx.outbound.tests.integration.runner import done

OURS_ID = ROUTE_TABLE_ID.rpartition("/")[0] + "/adx-telemetry-westus-routes"
NO_FIREWALL_ID = FIREWALL_ID.rpartition("/")[0] + "/fw-hob"
NO_POLICY_ID = FIREWALL_ID.partition("/azureFirewalls")[0] + "/firewallPolicies/afwp-hob"
STAYING = (CLUSTER_ID, ids.ENGINE_ADDRESS_ID, ids.MANAGEMENT_ADDRESS_ID)


def finish(run, **options):
    given = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "state": "absent", "only_left": True, "details": True}
    return run("cluster_egress", **{**given, **options})


def written(emulator):
    return [f"{entry.method} {entry.path.rpartition('/')[2]}" for entry in emulator.writes()]


def network(emulator, **members):
    """What the document of the cluster says about its network, and of its last change."""
    document = emulator.document(CLUSTER_ID)
    document["properties"]["provisioningState"] = members.pop("provisioning", "Succeeded")
    document["properties"]["virtualNetworkConfiguration"] |= members
    emulator.seed(CLUSTER_ID, document)


def ours(emulator):
    listed = emulator.document(FIREWALL_ID)["properties"]
    return [
        one["name"]
        for kind in ("applicationRuleCollections", "networkRuleCollections")
        for one in listed[kind]
        if one["name"].startswith("adx-")
    ]


@pytest.fixture
def locked(run, emulator):
    """A cluster that is locked down by a table of its own, which we made."""
    emulator.reset("demo", route_table=False)
    run.lock_down(default_route="manage")
    emulator.clear_log()
    return emulator


@pytest.fixture
def left(locked):
    """The same, which has left its network since."""
    network(locked, state="Disabled")
    return locked


def test_the_lock_down_goes_the_rest_stays_and_is_listed_and_a_second_run_is_quiet(run, left):
    before = [steady(left.document(id_)) for id_ in STAYING]
    predicted = done(finish(run, check=True))
    assert written(left) == [] and predicted["changed"]
    result = done(finish(run))
    assert written(left) == ["PUT snet-adx", "DELETE adx-telemetry-westus-routes", "PUT fw-hub"]
    assert result["diff"] == predicted["diff"]
    assert ours(left) == [] and left.document(OURS_ID) is None
    assert "routeTable" not in left.document(SUBNET_ID)["properties"]
    assert [steady(left.document(id_)) for id_ in STAYING] == before
    (told,) = [one for one in result["clusters"][0]["findings"] if one["code"] == "left_network"]
    for id_ in (SUBNET_ID, ids.ENGINE_ADDRESS_ID, ids.MANAGEMENT_ADDRESS_ID):
        assert id_.lower() in told["message"].lower()
    left.clear_log()
    again = done(finish(run))
    assert not again["changed"] and written(left) == []
    assert "left_network" in {one["code"] for one in again["clusters"][0]["findings"]}


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ({"state": "Enabled"}, "is in its network"),
        ({"state": None}, "is in its network"),
        ({"state": "Paused"}, "does not say in words that are known here"),
        ({"state": "Disabled", "provisioning": "Updating"}, "it is Updating still"),
        ({"state": "Disabled", "provisioning": "Failed"}, "its last change is Failed"),
    ],
)
def test_a_cluster_that_has_not_left_for_certain_keeps_its_lock_down(run, locked, members, says):
    network(locked, **members)
    refused = finish(run)
    assert refused["code"] == "not_left" and says in refused["msg"] and written(locked) == []


def test_a_cluster_that_is_deleted_or_in_no_network_is_no_cluster_that_has_left(run, locked):
    document = locked.document(CLUSTER_ID)
    document["properties"]["virtualNetworkConfiguration"] = None
    locked.seed(CLUSTER_ID, document)
    refused = finish(run)
    assert refused["code"] == "not_left" and "never was in a network of yours" in refused["msg"]
    locked.remove(CLUSTER_ID)
    refused = finish(run)
    assert refused["code"] == "not_left" and "is deleted, or was never there" in refused["msg"]
    assert written(locked) == []


@pytest.mark.parametrize(
    "given",
    [
        {"firewall": NO_FIREWALL_ID},
        {"firewall_policy": NO_POLICY_ID},
        {"firewall": None, "firewall_policy": NO_POLICY_ID},
    ],
    ids=["the firewall", "its policy", "the policy alone"],
)
def test_a_slip_in_the_name_of_the_firewall_takes_no_routes_and_leaves_no_rules_behind_unseen(run, left, given):
    for check in (True, False):
        refused = finish(run, check=check, **given)
        assert refused["code"] == "no_such_firewall" and "correct the name" in refused["msg"]
    assert written(left) == []
    done(run("cluster_egress", clusters=[CLUSTER_ID], state="absent", **{"firewall": FIREWALL_ID, **given}))
    assert written(left)


def test_a_lock_down_that_is_to_be_there_does_not_go_with_a_network(run, left):
    for options in ({"state": "present"}, {"clusters": [{"cluster": CLUSTER_ID, "state": "present"}]}):
        refused = finish(run, **options)
        assert refused["failed"] and "that of telemetry is to be present" in refused["msg"]
    assert written(left) == []


@pytest.mark.parametrize("part", ["snet-adx", "adx-telemetry-westus-routes", "fw-hub"])
def test_a_cluster_that_somebody_returns_right_before_a_write_keeps_what_that_takes(run, left, part):
    order = ["PUT snet-adx", "DELETE adx-telemetry-westus-routes", "PUT fw-hub"]
    place = next(number for number, one in enumerate(order) if one.endswith(part))
    # After the last read of it that is not the one right before that write.
    left.meanwhile(lambda: network(left, state="Enabled"), "GET", f"{CLUSTER_ID}$", nth=place + 1)
    refused = finish(run)
    assert refused["code"] == "not_left" and "is in its network" in refused["msg"]
    assert written(left) == order[:place]
