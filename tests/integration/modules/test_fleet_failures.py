# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster of a fleet that fails, fails alone; one that is gone goes only when that is certain."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.integration.fleets import Fleet, seed, world
from ansible_collections.adx.outbound.tests.integration.modules.test_fleet import ours, written
from ansible_collections.adx.outbound.tests.integration.sampled import only

pytestmark = pytest.mark.sdk


def of(result, name):
    """What is told of one cluster."""
    return next(one for one in result["clusters"] if one["cluster"] == name)


def collections(*numbers):
    return [f"adx-c{number:03}-westus-{kind}" for number in numbers for kind in ("application", "network")]


def test_a_cluster_that_cannot_be_read_fails_alone_and_keeps_its_rules(run, emulator):
    fleet = seed(emulator, Fleet(3, 1))
    run("cluster_egress", clusters=[fleet.entry(0)])
    emulator.deny(r"clusters/c000$")
    done = run("cluster_egress", clusters=fleet.entries())
    assert (
        done["failed"] and done["changed"] and "1 of 3 clusters failed, c000: Cannot read cluster c000" in done["msg"]
    )
    assert [one["failed"] for one in done["clusters"]] == [True, False, False]
    assert ours(emulator, fleet.target(0)) == collections(0, 1, 2)


def test_a_cluster_whose_answer_is_partial_fails_alone_before_any_write_for_it(run, emulator):
    fleet = seed(emulator, Fleet(2, 1))
    answer = f"{fleet.cluster(1)}/outboundNetworkDependenciesEndpoints"
    partial = emulator.document(answer)
    partial["value"] = partial["value"][:2]
    emulator.seed(answer, partial)
    done = run("cluster_egress", clusters=fleet.entries())
    assert of(done, "c001")["failed"] and not of(done, "c001")["changed"]
    assert ours(emulator, fleet.target(0)) == collections(0)
    assert "rt-001" not in written(emulator)


def test_a_firewall_that_cannot_be_written_fails_its_clusters_and_none_of_them_is_routed(run, emulator):
    fleet = seed(emulator, Fleet(4, 2))
    emulator.fault("error", method="PUT", path="azureFirewalls/fw-1$", status=409, code="ScopeLocked", times=0)
    done = run("cluster_egress", clusters=fleet.entries())
    assert [one["failed"] for one in done["clusters"]] == [False, True, False, True]
    assert "ScopeLocked" in of(done, "c001")["msg"]
    assert sorted(name for name in written(emulator) if name.startswith("rt-")) == ["rt-000", "rt-002"]


def test_the_gate_stops_the_cluster_that_would_be_blocked_and_no_other(run, emulator):
    fleet = seed(emulator, Fleet(2, 1))
    document = emulator.document(fleet.firewall(0))
    deny = {
        "name": "nobody-logs-in",
        "protocols": [{"protocolType": "Https", "port": 443}],
        "sourceAddresses": ["10.100.1.0/24"],
        "targetFqdns": ["login.microsoftonline.com"],
    }
    properties = {"priority": 100, "action": {"type": "Deny"}, "rules": [deny]}
    document["properties"]["applicationRuleCollections"].append({"name": "theirs", "properties": properties})
    emulator.seed(fleet.firewall(0), document)
    emulator.clear_log()
    done = run("cluster_egress", clusters=fleet.entries())
    assert "would be blocked if its traffic went to firewall fw-0" in of(done, "c001")["msg"]
    assert written(emulator) == ["fw-0", "rt-000"]


def test_a_removal_that_would_cut_a_cluster_off_fails_alone(run, emulator):
    fleet = seed(emulator, Fleet(2, 1))
    run("cluster_egress", clusters=fleet.entries())
    emulator.clear_log()
    done = run(
        "cluster_egress", clusters=[fleet.entry(0, state="absent"), fleet.entry(1, state="absent", accept=["no_gate"])]
    )
    assert "Traffic of the subnet still goes to firewall fw-0" in of(done, "c000")["msg"]
    assert ours(emulator, fleet.target(0)) == collections(0)
    assert written(emulator) == ["rt-001", "fw-0"]


def test_a_listed_cluster_that_answers_404_loses_its_rules_where_that_is_accepted_and_fails_without(run, emulator):
    fleet = seed(emulator, Fleet(2, 1))
    run("cluster_egress", clusters=fleet.entries())
    emulator.remove(fleet.cluster(0))
    kept = run("cluster_egress", clusters=fleet.entries())
    assert of(kept, "c000")["failed"] and ours(emulator, fleet.target(0)) == collections(0, 1)

    emulator.clear_log()
    pruned = run(
        "cluster_egress", clusters=[fleet.entry(0, subnet=fleet.subnet(0)), fleet.entry(1)], accept=["deleted_cluster"]
    )
    assert not pruned.get("failed"), pruned["msg"]
    assert of(pruned, "c000")["state"] == "absent" and of(pruned, "c000")["changed"]
    assert ours(emulator, fleet.target(0)) == collections(1) and written(emulator) == ["rt-000", "fw-0"]

    emulator.clear_log()
    again = run("cluster_egress", clusters=fleet.entries(), accept=["deleted_cluster"])
    assert not again.get("failed") and again["changed"] is False and emulator.writes() == []


@pytest.mark.parametrize("status", only([403], [401, 403, 500]))
def test_any_other_answer_than_404_prunes_nothing(run, emulator, status):
    fleet = seed(emulator, Fleet(2, 1))
    run("cluster_egress", clusters=fleet.entries())
    before = world(emulator)
    emulator.fault("error", method="GET", path="clusters/c000$", status=status, code="Whatever", times=0)
    done = run("cluster_egress", clusters=fleet.entries(), accept=["deleted_cluster"])
    assert of(done, "c000")["failed"] and world(emulator) == before


def test_a_subscription_that_is_out_of_sight_prunes_nothing(run, emulator):
    fleet = seed(emulator, Fleet(1, 1))
    run("cluster_egress", clusters=fleet.entries())
    before = world(emulator)
    emulator.fault("error", method="GET", path="clusters/c000$", status=404, code="SubscriptionNotFound", times=0)
    done = run("cluster_egress", clusters=fleet.entries(), accept=["deleted_cluster"])
    assert of(done, "c000")["failed"] and world(emulator) == before


def test_rules_of_a_living_cluster_of_the_same_name_are_nobodys_to_prune(run, emulator):
    fleet = seed(emulator, Fleet(1, 1))
    run("cluster_egress", clusters=fleet.entries())
    before = world(emulator)
    earlier = fleet.cluster(0).replace("rg-adx", "rg-spoke")  # a cluster of that name was in another group once
    done = run("cluster_egress", clusters=[fleet.entry(0, cluster=earlier)], accept=["deleted_cluster"])
    assert done["changed"] is False and world(emulator) == before


def test_a_table_that_two_clusters_want_differently_stays_as_it_is(run, emulator):
    fleet = seed(emulator, Fleet(3, 3))
    table = emulator.document(fleet.table(0))
    table["properties"]["routes"] = []
    emulator.seed(fleet.table(0), table)
    for number, address in ((1, "10.0.1.5"), (2, "10.0.1.6")):
        firewall = emulator.document(fleet.firewall(number))
        firewall["properties"]["ipConfigurations"][0]["properties"]["privateIPAddress"] = address
        emulator.seed(fleet.firewall(number), firewall)
    for number in (0, 1):
        shared = emulator.document(fleet.subnet(number))
        shared["properties"]["routeTable"] = {"id": fleet.table(0)}
        emulator.seed(fleet.subnet(number), shared)
    emulator.clear_log()
    done = run("cluster_egress", clusters=fleet.entries(), default_route="manage", accept=["shared_default_route"])
    assert [one["failed"] for one in done["clusters"]][:2] == [True, True]
    assert "c000" in of(done, "c001")["msg"] and "c001" in of(done, "c000")["msg"]
    assert not {"fw-0", "fw-1", "rt-000"} & set(written(emulator))


@pytest.mark.parametrize(
    ("clusters", "sentence"),
    [
        ([{"cluster": "one", "routes": "sometimes"}], "Entry 1 of clusters cannot be used"),
        ([{"cluster": "one", "tags": {"a": "b"}}], "tags, which is no option of a cluster"),
        ([{"cluster": "one", "priority_base": 3}], "priority_base, which is no option of a cluster"),
        (["one", "ONE"], "is in clusters twice"),
        (["not a name"], "needs another name"),
        ([{"cluster": "one", "source_addresses": ["x"]}], "x"),
    ],
)
def test_bad_input_is_one_sentence_and_asks_nobody(run, emulator, clusters, sentence):
    emulator.clear_log()
    done = run("cluster_egress", clusters=clusters, resource_group="rg-adx", firewall="fw-hub")
    assert done["failed"] and sentence in done["msg"] and emulator.log() == []


def test_a_cluster_without_a_firewall_is_one_sentence(run, emulator):
    done = run("cluster_egress", clusters=["one"], resource_group="rg-adx")
    assert "firewall or firewall_policy is needed" in done["msg"]
    assert emulator.log() == []
