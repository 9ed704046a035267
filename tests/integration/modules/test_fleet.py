# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many clusters in one task: one write per firewall, none in the second run, and nobody else's rules touched."""

from __future__ import annotations

from collections import Counter

import pytest
from ansible_collections.adx.outbound.tests.integration.fleets import Fleet, seed, world

BOTH_KINDS = pytest.mark.parametrize("policies", [False, True], ids=["classic", "policy"])


def written(emulator):
    """The names of what was written, in their order."""
    return [entry.path.rpartition("/")[2] for entry in emulator.writes()]


def most_gets(emulator):
    return max(Counter(entry.path.lower() for entry in emulator.log() if entry.method == "GET").values())


def ours(emulator, target):
    """The names of our collections in a firewall or a group."""
    properties = (emulator.document(target) or {"properties": {}})["properties"]
    lists = ("applicationRuleCollections", "networkRuleCollections", "ruleCollections")
    found = [item["name"] for name in lists for item in properties.get(name) or ()]
    return sorted(name for name in found if name.startswith("adx-"))


@pytest.fixture
def deploy(run):
    """Run over a fleet that nothing may fail in."""

    def act(clusters, **options):
        done = run("cluster_egress", clusters=clusters, **options)
        assert not done.get("failed"), done["msg"]
        return done

    return act


@pytest.mark.parametrize("policies", [False, True], ids=["classic", "policy"])
@pytest.mark.long
def test_twenty_clusters_behind_two_firewalls_are_two_firewall_writes_and_then_none(deploy, run, emulator, policies):
    fleet = seed(emulator, Fleet(20, 2, policies=policies))
    announced = run("cluster_egress", check=True, clusters=fleet.entries())
    assert emulator.writes() == []

    done = deploy(fleet.entries())
    targets = [fleet.target(number).rpartition("/")[2] for number in range(2)]
    names = written(emulator)
    assert sorted(names[:2]) == sorted(targets), "rules before any route"
    assert sorted(names[2:]) == [f"rt-{number:03}" for number in range(20)]
    assert (announced["clusters"], announced["diff"]) == (done["clusters"], done["diff"])
    assert {one["cluster"] for one in done["clusters"] if one["changed"]} == {f"c{number:03}" for number in range(20)}
    assert all(one["summary"]["dependencies"] == {"allowed": 71} for one in done["clusters"])

    tokens = sum(entry.path.endswith("/token") for entry in emulator.log(all=True))
    assert tokens == 2, "one for the preview and one for the run"

    emulator.clear_log()
    again = deploy(fleet.entries())
    assert again["changed"] is False and emulator.writes() == [] and again["diff"] == []
    assert most_gets(emulator) == 1, "no document is read twice"


@BOTH_KINDS
def test_a_run_over_one_cluster_leaves_the_rules_of_all_others(deploy, emulator, policies):
    fleet = seed(emulator, Fleet(4, 2, policies=policies))
    deploy(fleet.entries())
    before = world(emulator)
    assert deploy([fleet.entry(2)])["changed"] is False
    deploy([fleet.entry(2, extra_dependencies=[{"fqdn": "lake.example.com", "port": 443}])])
    changed = [id_ for id_, document in world(emulator).items() if document != before[id_]]
    target = fleet.target(0).partition("/ruleCollectionGroups")[0]
    assert changed and all(one.startswith(target) for one in changed)
    expected = [f"adx-c{number:03}-westus-{kind}" for number in (0, 2) for kind in ("application", "network")]
    assert ours(emulator, fleet.target(0)) == expected


@pytest.mark.long
def test_slices_by_firewall_come_to_the_same_end_as_one_run(deploy, emulator):
    fleet = seed(emulator, Fleet(6, 3))
    deploy(fleet.entries())
    whole = world(emulator)
    seed(emulator, fleet)
    for number in (2, 0, 1):
        deploy([fleet.entry(one) for one in range(number, fleet.size, fleet.firewalls)])
    assert world(emulator) == whole


@BOTH_KINDS
def test_a_mixed_run_un_routes_writes_each_target_once_and_routes_then(deploy, run, emulator, policies):
    fleet = seed(emulator, Fleet(4, 1, policies=policies))
    deploy([fleet.entry(0), fleet.entry(1)])
    mixed = [fleet.entry(0, state="absent", accept=["no_gate"]), fleet.entry(1), fleet.entry(2)]
    emulator.clear_log()
    announced = run("cluster_egress", check=True, clusters=mixed)
    done = deploy(mixed)
    assert written(emulator) == ["rt-000", fleet.target(0).rpartition("/")[2], "rt-002"]
    assert (announced["clusters"], announced["diff"]) == (done["clusters"], done["diff"])
    assert [one["changed"] for one in done["clusters"]] == [True, False, True]
    assert ours(emulator, fleet.target(0)) == [
        f"adx-c{number:03}-westus-{kind}" for number in (1, 2) for kind in ("application", "network")
    ]
    emulator.clear_log()
    assert deploy(mixed)["changed"] is False and emulator.writes() == []


def test_removing_the_last_cluster_removes_an_empty_group_and_everything_is_as_it_was(deploy, emulator):
    fleet = seed(emulator, Fleet(3, 1, policies=True))
    before = world(emulator)
    deploy(fleet.entries())
    deploy(fleet.entries(), state="absent", accept=["no_gate"])
    assert world(emulator) == before and emulator.document(fleet.target(0)) is None


@pytest.mark.parametrize("firewalls", [*(pytest.param(one, marks=pytest.mark.long) for one in (1, 2)), 4])
def test_firewalls_are_written_at_once_and_so_are_the_tables_of_different_networks(deploy, emulator, firewalls):
    fleet = seed(emulator, Fleet(4, firewalls))
    shared = [fleet.firewall(number) for number in range(firewalls)]
    tables = [fleet.table(number) for number in range(fleet.size)]
    before = {id_: emulator.document(id_) for id_ in (*shared, *tables)}
    deploy(fleet.entries())
    emulator.fault("slow", method="PUT", times=0, retry_after=0.3, together=firewalls)
    for undone in (shared, tables):
        for id_ in undone:
            emulator.seed(id_, before[id_])
        emulator.clear_log()
        deploy(fleet.entries())
        assert len(emulator.writes()) == len(undone) and emulator.most_at_once("PUT") == firewalls


@pytest.mark.long
def test_subnets_without_a_table_get_one_before_they_refer_to_it(deploy, emulator):
    fleet = seed(emulator, Fleet(4, 2))
    for number in range(4):
        bare = emulator.document(fleet.subnet(number))
        del bare["properties"]["routeTable"]
        emulator.seed(fleet.subnet(number), bare)
        emulator.remove(fleet.table(number))
    emulator.clear_log()
    deploy(fleet.entries(), default_route="manage")
    names = written(emulator)
    assert sorted(names[:2]) == ["fw-0", "fw-1"]
    for number in range(4):
        table, subnet = f"adx-c{number:03}-westus-routes", f"snet-{number:03}"
        assert names.index(table) < names.index(subnet)
    emulator.clear_log()
    assert deploy(fleet.entries(), default_route="manage")["changed"] is False and emulator.writes() == []

    deploy(fleet.entries(), state="absent")
    names = written(emulator)
    assert sorted(names[-2:]) == ["fw-0", "fw-1"], "un-routed before any rule goes"
    assert [emulator.document(fleet.subnet(number))["properties"].get("routeTable") for number in range(4)] == [
        None
    ] * 4


def test_clusters_on_one_table_write_it_once_with_the_routes_of_all(deploy, emulator):
    fleet = seed(emulator, Fleet(3, 1))
    for number in (1, 2):
        shared = emulator.document(fleet.subnet(number))
        shared["properties"]["routeTable"] = {"id": fleet.table(0)}
        emulator.seed(fleet.subnet(number), shared)
    emulator.clear_log()
    deploy(fleet.entries())
    assert written(emulator) == ["fw-0", "rt-000"]
    emulator.clear_log()
    assert deploy(fleet.entries())["changed"] is False and emulator.writes() == []


def test_backups_of_a_run_put_every_resource_back(deploy, run, emulator, tmp_path):
    fleet = seed(emulator, Fleet(2, 1))
    before = world(emulator)
    done = deploy(fleet.entries(), backup=str(tmp_path / "kept"))
    assert len(done["backup_files"]) == len(emulator.writes()) == 3
    for path in reversed(done["backup_files"]):
        assert run("egress_restore", path=path)["changed"] is True
    assert world(emulator) == before
