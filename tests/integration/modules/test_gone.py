# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster that is deleted, migrated or moved leaves rules and routes: what goes, what stays, and what is said."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    ROUTE_TABLE_ID,
    SUBNET_ID,
    SUBSCRIPTION,
)
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import OTHER_CLUSTER_ID, OTHER_SUBNET_ID
from ansible_collections.adx.outbound.tests.integration.others import written
from ansible_collections.adx.outbound.tests.integration.runner import sentences

OURS_ID = ROUTE_TABLE_ID.replace("rt-spoke", "adx-telemetry-westus-routes")
NEW_ID = ROUTE_TABLE_ID.replace("rt-spoke", "rt-new")
LISTING = r"/providers/Microsoft\.Network/routeTables$"
TAG = "adx.outbound.cluster"
COLLECTIONS = ["adx-telemetry-westus-application", "adx-telemetry-westus-network"]


def entry(options: dict[str, Any]) -> dict[str, Any]:
    """What is wanted of the cluster, whose region is a part of what names it."""
    named = {"id": CLUSTER_ID, "region": options["region"]} if "region" in options else CLUSTER_ID
    others = {name: value for name, value in options.items() if name != "region"}
    return {"cluster": named, "firewall": FIREWALL_ID, "default_route": "manage", **others}


def lock_down(run: Any, **options: Any) -> dict[str, Any]:
    """The whole lock-down of the cluster; what is told of it."""
    return run("cluster_egress", clusters=[entry(options)])["clusters"][0]


def remove(run: Any, **options: Any) -> dict[str, Any]:
    """The whole removal; what is told of it."""
    return run("cluster_egress", clusters=[entry({**options, "state": "absent"})])["clusters"][0]


def plan(run: Any, **options: Any) -> dict[str, Any]:
    return run("egress_plan_info", **entry({"state": "absent", **options}))


def rules(emulator: Any) -> list[str]:
    properties = emulator.document(FIREWALL_ID)["properties"]
    listed = [*properties["applicationRuleCollections"], *properties["networkRuleCollections"]]
    return [one["name"] for one in listed if one["name"].startswith("adx-")]


def routes(emulator: Any, table: str) -> list[str]:
    names = [one["name"] for one in emulator.document(table)["properties"]["routes"]]
    return [name for name in names if name.startswith("ADX_")]


def change(emulator: Any, id_: str, **properties: Any) -> None:
    document = emulator.document(id_)
    document["properties"] = {**document["properties"], **properties}
    emulator.seed(id_, document)


def put_on(emulator: Any, subnet: str, table: str | None) -> None:
    change(emulator, subnet, routeTable={"id": table} if table else None)


def untag(emulator: Any, table: str, *names: str) -> None:
    document = emulator.document(table)
    document["tags"] = {name: value for name, value in document["tags"].items() if name not in names}
    emulator.seed(table, document)


def copy_of(emulator: Any, table: str, name: str, **changes: Any) -> str:
    """Another table with the same routes, on no subnet, without tags unless they are given."""
    made = copy.deepcopy(emulator.document(table))
    id_ = table.rpartition("/")[0] + f"/{name}"
    document = {"location": made["location"], "tags": {}, **changes}
    kept = [{"name": one["name"], "properties": one["properties"]} for one in made["properties"]["routes"]]
    emulator.seed(id_, {**document, "properties": {"routes": kept}})
    return id_


def deleted(emulator: Any) -> None:
    emulator.remove(CLUSTER_ID)


def migrated(emulator: Any) -> None:
    change(emulator, CLUSTER_ID, virtualNetworkConfiguration=None)


GONE = pytest.mark.parametrize("leave", [deleted, migrated])


@pytest.fixture
def locked(run, emulator):
    """A cluster that is locked down by a table of its own, which we made."""
    emulator.reset("demo", route_table=False)
    assert not lock_down(run)["failed"]
    emulator.clear_log()
    return emulator


@pytest.fixture
def shared(run, emulator):
    """A cluster that is locked down by a table found in place, which its neighbour has, too."""
    emulator.reset("demo", shared_table=True)
    assert not lock_down(run, accept=["shared_default_route"])["failed"]
    emulator.clear_log()
    return emulator


def test_a_table_of_ours_says_for_which_cluster_it_was_made_and_is_not_tagged_again(run, locked):
    wanted = {"adx.outbound": "created", TAG: CLUSTER_ID.replace("Clusters", "clusters")}
    assert locked.document(OURS_ID)["tags"] == wanted
    untag(locked, OURS_ID, TAG)
    assert lock_down(run)["changed"] is False and written(locked) == []


@GONE
def test_its_table_is_taken_off_and_deleted_before_its_rules_go(run, locked, leave):
    leave(locked)
    done = remove(run, region="West US")
    assert not done["failed"], done["msg"]
    assert written(locked) == ["PUT snet-adx", "DELETE adx-telemetry-westus-routes", "PUT fw-hub"]
    assert rules(locked) == [] and locked.document(OURS_ID) is None
    again = remove(run)
    assert again["failed"] is False and again["changed"] is False and written(locked) == []
    assert "Nothing of ours was found for cluster telemetry" in sentences(again)[0]


def test_the_plan_of_a_deleted_cluster_needs_no_region_where_names_tell_it(run, locked):
    deleted(locked)
    made = plan(run)["plan"]
    assert made["region"] == "westus" and made["pending"] == ["rules", "routes", "subnet"]
    assert made["subnet"]["id"] == SUBNET_ID and made["findings"] == []


def test_without_collections_the_tag_of_its_table_tells_the_region(run, locked):
    properties = {"applicationRuleCollections": [], "networkRuleCollections": []}
    change(locked, FIREWALL_ID, **properties)
    deleted(locked)
    assert remove(run)["changed"] and locked.document(OURS_ID) is None


def test_a_wrong_region_changes_nothing_and_names_what_is_there(run, locked):
    deleted(locked)
    done = remove(run, region="East US")
    assert not done["failed"] and written(locked) == []
    (said,) = sentences(done)
    assert said.startswith("Nothing of ours was found for cluster telemetry in eastus (looked at subscription ")
    assert SUBSCRIPTION in said and COLLECTIONS[0] in said and "route table adx-telemetry-westus-routes" in said


@GONE
def test_a_table_that_may_be_anybodys_is_left_and_so_are_the_rules_until_the_user_names_it(run, shared, leave):
    leave(shared)
    refused = plan(run, region="West US")
    assert refused.get("failed") and "route_table" in refused["msg"] and "route table rt-spoke" in refused["msg"]
    assert remove(run)["failed"] and written(shared) == [] and rules(shared) == COLLECTIONS
    done = remove(run, route_table=ROUTE_TABLE_ID)
    assert not done["failed"], done["msg"]
    assert written(shared) == ["PUT rt-spoke", "PUT fw-hub"]
    assert routes(shared, ROUTE_TABLE_ID) == [] and len(shared.document(ROUTE_TABLE_ID)["properties"]["routes"]) == 4


def test_routes_report_says_that_no_table_is_its(run, shared):
    deleted(shared)
    assert not remove(run, routes="report")["failed"]
    assert written(shared) == ["PUT fw-hub"] and len(routes(shared, ROUTE_TABLE_ID)) == 12


def test_the_table_of_a_living_clusters_subnet_is_not_doubtful(run, shared):
    network = {"subnetId": OTHER_SUBNET_ID, "state": "Enabled"}
    change(shared, OTHER_CLUSTER_ID, virtualNetworkConfiguration=network)
    deleted(shared)
    done = remove(run)
    assert not done["failed"], done["msg"]
    assert written(shared) == ["PUT fw-hub"] and len(routes(shared, ROUTE_TABLE_ID)) == 12
    assert "No route table with routes of cluster telemetry was found in westus" in sentences(done)[0]


def test_an_untagged_table_with_nothing_but_ours_that_no_subnet_has_goes(run, locked):
    untag(locked, OURS_ID, TAG)
    put_on(locked, SUBNET_ID, None)
    deleted(locked)
    assert not remove(run)["failed"]
    assert written(locked) == ["DELETE adx-telemetry-westus-routes", "PUT fw-hub"]


@pytest.mark.parametrize("region", ["West US", None])
def test_a_table_made_for_another_cluster_is_left_whoever_uses_it(run, locked, region):
    theirs = copy_of(locked, OURS_ID, "theirs", tags={TAG: OTHER_CLUSTER_ID})
    put_on(locked, OTHER_SUBNET_ID, theirs)
    deleted(locked)
    assert not remove(run, **({"region": region} if region else {}))["failed"]
    assert len(routes(locked, theirs)) == 12


def test_beside_a_tagged_table_a_further_one_of_ours_is_only_named(run, locked):
    further = copy_of(locked, OURS_ID, "further")
    deleted(locked)
    done = remove(run)
    assert not done["failed"] and locked.document(OURS_ID) is None and len(routes(locked, further)) == 12
    assert f"route_table: {{name: {further.rpartition('/')[2]}," in sentences(done)[0]


def test_two_tables_that_could_be_its_stop_the_removal(run, locked):
    untag(locked, OURS_ID, TAG)
    put_on(locked, SUBNET_ID, None)
    copy_of(locked, OURS_ID, "further")
    deleted(locked)
    done = remove(run)
    assert done["failed"] and "further" in done["msg"] and "adx-telemetry-westus-routes" in done["msg"]
    assert written(locked) == [] and rules(locked) == COLLECTIONS


@GONE
@pytest.mark.parametrize(
    ("hidden", "right"),
    [
        (LISTING, "Microsoft.Network/routeTables/read"),
        (r"/providers/Microsoft\.Kusto/clusters$", "Microsoft.Kusto/clusters/read"),
    ],
)
def test_where_nothing_may_be_listed_the_rules_stay_and_the_right_is_named(run, locked, leave, hidden, right):
    leave(locked)
    locked.deny(hidden)
    done = remove(run, region="West US")
    assert done["failed"] and f"grant {right} on subscription {SUBSCRIPTION}" in done["msg"]
    assert written(locked) == [] and rules(locked) == COLLECTIONS


def test_a_named_table_and_a_region_need_no_listing(run, locked):
    deleted(locked)
    locked.deny(LISTING)
    done = remove(run, route_table=OURS_ID, region="West US")
    assert not done["failed"], done["msg"]
    assert written(locked) == ["PUT snet-adx", "DELETE adx-telemetry-westus-routes", "PUT fw-hub"]


def test_pruning_takes_the_routes_of_a_deleted_cluster_as_a_removal_does(run, locked):
    deleted(locked)
    pruned = lock_down(run, accept=["deleted_cluster"])
    assert not pruned["failed"] and pruned["state"] == "absent"
    assert written(locked) == ["PUT snet-adx", "DELETE adx-telemetry-westus-routes", "PUT fw-hub"]
    again = lock_down(run, accept=["deleted_cluster"])
    assert not again["failed"] and again["changed"] is False and written(locked) == []


def test_pruning_leaves_the_rules_where_the_table_is_doubtful(run, shared):
    deleted(shared)
    done = lock_down(run, accept=["deleted_cluster"])
    assert done["failed"] and "give route_table" in done["msg"] and rules(shared) == COLLECTIONS


def test_the_old_id_of_a_cluster_that_moved_takes_nothing_from_it(run, locked):
    document = {**locked.document(CLUSTER_ID), "id": CLUSTER_ID.replace("rg-adx", "rg-hub")}
    deleted(locked)
    locked.seed(document["id"], document)
    done = remove(run)
    assert not done["failed"] and written(locked) == [] and rules(locked) == COLLECTIONS
    assert "cluster telemetry in resource group rg-hub" in sentences(done)[0]
    named = remove(run, region="West US")
    assert named["failed"] and "cluster telemetry in resource group rg-hub has its name" in named["msg"]
    assert written(locked) == []


@pytest.mark.parametrize("act", [lock_down, remove])
def test_a_region_that_is_not_the_clusters_own_is_refused(run, locked, act):
    done = act(run, region="East US")
    assert done["failed"] and "is in West US, but its region is given as 'East US'" in done["msg"]
    assert not act(run, region="westus")["failed"]


@pytest.fixture
def replaced(run, locked):
    """Our table is on the neighbour's subnet only: somebody gave the cluster's another one since."""
    locked.seed(NEW_ID, {"location": "westus", "properties": {"routes": []}})
    put_on(locked, SUBNET_ID, NEW_ID)
    put_on(locked, OTHER_SUBNET_ID, OURS_ID)
    locked.clear_log()
    return locked


def test_a_lock_down_names_the_table_that_the_subnet_has_no_longer(run, replaced):
    done = lock_down(run)
    assert not done["failed"] and len(routes(replaced, OURS_ID)) == 12
    (said,) = [one for one in sentences(done) if "Another table" in one]
    assert "adx-telemetry-westus-routes" in said and "on subnet snet-apps" in said
    assert f"route_table: {{name: {OURS_ID.rpartition('/')[2]}," in said


def test_a_second_lock_down_lists_no_table(run, replaced):
    lock_down(run)
    replaced.clear_log()
    assert lock_down(run)["changed"] is False
    assert not [one for one in replaced.log() if one.path.endswith("/routeTables")]


def test_a_lock_down_whose_table_is_tagged_lists_no_table(run, locked):
    change(locked, OURS_ID, routes=[])
    assert lock_down(run)["changed"]
    assert not [one for one in locked.log() if one.path.endswith("/routeTables")]


def test_a_removal_names_the_table_that_the_subnet_has_no_longer(run, replaced):
    lock_down(run)
    done = remove(run)
    assert not done["failed"] and routes(replaced, NEW_ID) == [] and rules(replaced) == []
    assert [f"route_table: {{name: {OURS_ID.rpartition('/')[2]}," in one for one in sentences(done)] == [True]


def test_the_old_table_is_cleaned_by_its_name_and_the_new_one_is_left(run, replaced):
    lock_down(run)
    replaced.clear_log()
    done = remove(run, route_table=OURS_ID)
    assert not done["failed"], done["msg"]
    assert written(replaced) == ["PUT adx-telemetry-westus-routes"] and rules(replaced) == COLLECTIONS
    assert routes(replaced, OURS_ID) == [] and len(routes(replaced, NEW_ID)) == 12
    assert ["The rules stay" in one for one in sentences(done)].count(True) == 1
    put_on(replaced, OTHER_SUBNET_ID, None)
    replaced.clear_log()
    assert not remove(run, route_table=OURS_ID)["failed"]
    assert written(replaced) == ["DELETE adx-telemetry-westus-routes"]


@pytest.mark.parametrize("act", [lock_down, remove])
def test_a_living_cluster_needs_no_listing(run, replaced, act):
    replaced.deny(LISTING)
    done = act(run)
    assert not done["failed"], done["msg"]
    assert [one for one in sentences(done) if "Microsoft.Network/routeTables/read" in one]
