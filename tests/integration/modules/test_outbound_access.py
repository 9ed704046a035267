# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters that restrict their outbound access themselves: predicted, done, quiet, and agreed upon."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
import yaml
from ansible_collections.adx.outbound.plugins.modules.cluster_outbound_access import RETURN
from ansible_collections.adx.outbound.tests.emulator.worlds import clusters, data_sources
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import OTHER_CLUSTER_ID as CLUSTER_ID
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.runner import done
from ansible_collections.adx.outbound.tests.integration.sampled import REST

REGION = "West US"
LAKE = "lake.blob.core.windows.net"
USES = [{"type": "external_data", "uri": f"https://{LAKE}/clicks"}]
SQL = {"type": "sql", "uri": "Server=tcp:orders.database.windows.net,1433"}


def seed(emulator, cluster_id):
    """A cluster in no network of ours, with a database and a data connection."""
    name = cluster_id.rsplit("/", 1)[-1]
    for id_, document in (
        data_sources.database(cluster_id, "telemetry", REGION),
        data_sources.event_hub_connection(cluster_id, "telemetry", "from-hub", data_sources.NAMESPACE_ID),
        data_sources.namespace(data_sources.NAMESPACE_ID, REGION),
    ):
        emulator.seed(id_, document)
    assert name in str(emulator.document(cluster_id))


@pytest.fixture(autouse=True)
def world(emulator):
    seed(emulator, CLUSTER_ID)
    emulator.clear_log()
    return emulator


def restrict(run, *clusters, **options):
    given = {"clusters": list(clusters or [CLUSTER_ID]), "state": "restricted", "uses": USES, **options}
    return run("cluster_outbound_access", **given)


def access(emulator, cluster_id=CLUSTER_ID):
    """The three members as they stand."""
    told = emulator.document(cluster_id)["properties"]
    return told["restrictOutboundNetworkAccess"], told.get("allowedFqdnList") or [], told.get("calloutPolicies") or []


BUS = "evhns-telemetry.servicebus.windows.net"
NAMES = {"allowed_fqdns": [LAKE, BUS]}
THEIRS = {"calloutType": "sql", "calloutUriRegex": r"theirs\\.database\\.windows\\.net/?$", "outboundAccess": "Allow"}
WANTED = {"type": "sql", "regex": r"ours\\.database\\.windows\\.net/?$", "access": "Allow"}
QUIET = {"uses": [], "accept": ["ingestion_not_shown"]}


def having(emulator, cluster_id=CLUSTER_ID, **members):
    """Somebody has restricted access, with these lists."""
    edit(emulator, cluster_id, lambda told: told.update({"restrictOutboundNetworkAccess": "Enabled", **members}))


def regexes(emulator, cluster_id=CLUSTER_ID):
    return [policy["calloutUriRegex"] for policy in access(emulator, cluster_id)[2]]


def opened(emulator):
    """Whether a write has left the cluster open, by what the cluster's document was after each."""
    sent = [write.body["properties"] for write in emulator.writes()]
    return any(one.get("restrictOutboundNetworkAccess") == "Disabled" for one in sent)


def beats(run, world, **options):
    """Four beats: predicted, done by one write, quiet, and agreed upon."""
    start = len(world.writes())
    predicted = done(restrict(run, check=True, **options))
    assert predicted["changed"] and len(world.writes()) == start, "check mode wrote"
    result = done(restrict(run, **options))
    assert len(world.writes()) == start + 1 and world.writes()[-1].method == "PATCH"
    assert (predicted["diff"], predicted["plan_hash"]) == (result["diff"], result["plan_hash"])
    again = done(restrict(run, **options))
    assert not again["changed"] and again["diff"] == [] and len(world.writes()) == start + 1
    agreed = done(restrict(run, check=True, **options))
    assert not agreed["changed"]
    return result


def test_four_beats_with_a_list_of_names(run, world):
    beats(run, world, **NAMES)
    assert access(world) == ("Enabled", [LAKE, BUS], [])


def test_four_beats_with_policies_that_a_preview_has_proposed(run, world):
    uses = [*USES, SQL]
    preview = restrict(run, check=True, uses=uses)
    proposed = preview["clusters"][0]["plan"]["proposed"]
    assert BUS in proposed["allowed_fqdns"] and preview["code"] == "open_callouts"
    options = {"uses": uses, "callout_policies": proposed["callout_policies"], "accept": ["ingestion_not_shown"]}
    result = beats(run, world, **options)
    (cluster,) = result["clusters"]
    judged = {one["fqdn"]: one["verdict"] for one in cluster["plan"]["used"]}
    assert judged == {LAKE: "allowed", "orders.database.windows.net": "allowed", BUS: "cannot_tell"}
    assert [one["word"] for one in cluster["accepted"]] == ["ingestion_not_shown"]


def test_four_beats_back_leave_both_lists_on_the_cluster(run, world):
    done(restrict(run, **NAMES))
    result = beats(run, world, state="unrestricted")
    assert access(world) == ("Disabled", [LAKE, BUS], [])
    (cluster,) = result["clusters"]
    assert cluster["plan"]["loosens"] and "loosened" in [one["code"] for one in cluster["findings"]]


def test_what_others_have_put_there_stays_and_is_told(run, world):
    having(world, calloutPolicies=[{**THEIRS, "calloutId": "x"}], tags={"owner": "them"})
    result = beats(run, world, callout_policies=[WANTED], **QUIET)
    stored = access(world)[2]
    assert regexes(world) == [THEIRS["calloutUriRegex"], WANTED["regex"]]
    assert {name: stored[0][name] for name in THEIRS} == THEIRS
    (cluster,) = result["clusters"]
    assert len(cluster["plan"]["not_listed"]) == 1 and "not_listed" in [one["code"] for one in cluster["findings"]]


def test_a_purge_takes_the_rest_away_under_max_removals(run, world):
    having(world, calloutPolicies=[THEIRS])
    options = {"callout_policies": [WANTED], "purge": True, **QUIET}
    refused = restrict(run, max_removals=0, **options)
    assert refused["code"] == "too_many_removals" and world.writes() == []
    result = beats(run, world, **options)
    assert regexes(world) == [WANTED["regex"]] and THEIRS["calloutUriRegex"] in result["diff"][0]["before"]


def test_a_write_has_no_more_than_the_members_that_change_and_goes_under_the_etag(run, world):
    having(world, allowedFqdnList=[LAKE], publicNetworkAccess="Disabled")
    done(restrict(run, **NAMES))
    (write,) = world.writes()
    assert write.body == {"properties": {"allowedFqdnList": [LAKE, BUS]}}
    assert write.headers.get("If-Match")


def combinations():
    """Every combination; `make long` has the half that is left out here, which still has every pair of values."""
    values = ("names", "policies"), ("set", "clears", "ignored"), ("clears", "ignored"), ("own", "with_immutable")
    for combination in itertools.product(*values, ("accepted", "refused")):
        places = [one.index(value) for one, value in zip((*values, ("accepted", "refused")), combination, strict=True)]
        marks = REST if sum(places) % 2 else ()
        yield pytest.param(*combination, id="-".join(combination), marks=marks)


@pytest.mark.parametrize(("mode", "beside", "alone", "listed", "accepted"), list(combinations()))
def test_one_list_takes_the_place_of_the_other_or_nothing_has_changed(
    run, world, mode, beside, alone, listed, accepted
):
    """Whatever an empty list means to Azure: done, or refused with nothing changed, and open only where accepted."""
    world.switch(
        empty_callouts=alone,
        empty_fqdns=alone,
        empty_callouts_beside_fqdns=beside,
        empty_fqdns_beside_callouts=beside,
        list_callouts=listed,
    )
    old, new = {"calloutPolicies": [THEIRS]}, {"allowed_fqdns": [LAKE, BUS]}
    if mode == "policies":
        old, new = {"allowedFqdnList": ["theirs.example.com"]}, {"callout_policies": [WANTED]}
    having(world, **old)
    before = access(world)
    accept = ["ingestion_not_shown", *(["open_while_changing"] if accepted == "accepted" else [])]
    options = {**new, "purge": True, "uses": [], "accept": accept}
    result = restrict(run, **options)
    after = access(world)
    if result.get("failed"):
        assert (after[0], *map(str, before[1:])) == ("Enabled", *map(str, after[1:])), result["msg"]
        assert result["changed"] is False and result["diff"] == []
    else:
        assert after[0] == "Enabled" and bool(after[1]) != bool(after[2])
        assert (regexes(world) == [WANTED["regex"]]) if mode == "policies" else (after[1] == [LAKE, BUS])
    assert bool(result.get("failed")) == (beside != "clears" and not (accepted == "accepted" and alone == "clears"))
    (cluster,) = result["clusters"]
    told = [one["sentence"] for one in cluster["accepted"] if one["word"] == "open_while_changing"]
    assert opened(world) == bool(told) == (accepted == "accepted" and beside != "clears")
    assert all(" seconds" in one for one in told)
    again = restrict(run, **options)
    assert bool(again.get("failed")) == bool(result.get("failed")) and again["changed"] is False


def test_a_backup_keeps_both_views_and_lifts_what_was_written(run, world, tmp_path):
    before = world.document(CLUSTER_ID)
    result = done(restrict(run, allowed_fqdns=[LAKE, BUS], backup=str(tmp_path)))
    (path,) = result["backup_files"]
    kept = json.loads(Path(path).read_text(encoding="utf-8"))
    assert kept["ours"] == {"in_force": []} and kept["document"]["properties"] == before["properties"]
    restored = done(run("egress_restore", path=path))
    assert restored["changed"] and access(world) == ("Disabled", [], [])
    assert not done(run("egress_restore", path=path))["changed"]


def test_a_backup_that_would_restrict_is_refused_with_what_to_run(run, world, tmp_path):
    done(restrict(run, allowed_fqdns=[LAKE, BUS]))
    result = done(restrict(run, state="unrestricted", backup=str(tmp_path)))
    written = len(world.writes())
    refused = run("egress_restore", path=result["backup_files"][0])
    assert refused["code"] == "would_restrict" and LAKE in refused["msg"] and len(world.writes()) == written
    whole = run("egress_restore", path=result["backup_files"][0], whole=True)
    assert whole["code"] == "nothing_to_restore" and len(world.writes()) == written


THIRD_ID = CLUSTER_ID.replace("analytics", "archive")
SECOND_ID = CLUSTER_ID.replace("analytics", "billing")


@pytest.fixture
def three(world):
    """Three clusters alike, each with a data connection to the same namespace."""
    for id_ in (SECOND_ID, THIRD_ID):
        world.seed(id_, clusters.cluster(id_, REGION, None))
        seed(world, id_)
    world.clear_log()
    return world


def states(emulator):
    return [access(emulator, id_)[0] for id_ in (CLUSTER_ID, SECOND_ID, THIRD_ID)]


def test_all_are_judged_before_the_first_write_and_one_is_written_after_another(run, three):
    done(restrict(run, CLUSTER_ID, SECOND_ID, THIRD_ID, canary=SECOND_ID, **NAMES))
    paths = [(entry.method, entry.path.rsplit("/", 1)[-1]) for entry in three.log()]
    first = next(number for number, (method, _name) in enumerate(paths) if method == "PATCH")
    assert {name for method, name in paths[:first] if method == "GET"} >= {"analytics", "billing", "archive"}
    assert [name for method, name in paths if method == "PATCH"] == ["billing", "analytics", "archive"]
    assert states(three) == ["Enabled"] * 3 and three.most_at_once("PATCH") == 1


def test_a_cluster_that_gets_worse_is_taken_back_and_stops_the_rest(run, three):
    """The second of three: the first stays restricted, the second is as it was, the third untouched."""
    three.meanwhile(lambda: three.switch(validation_findings=["no route to the hub"]), "PATCH", ".*/billing", nth=1)
    result = restrict(run, CLUSTER_ID, SECOND_ID, THIRD_ID, validate_connections=True, **NAMES)
    assert result["failed"] and states(three) == ["Enabled", "Disabled", "Disabled"], result["msg"]
    first, second, third = result["clusters"]
    assert (first["failed"], first["changed"]) == (False, True)
    assert (second["code"], second["changed"]) == ("taken_back", False) and "no route to the hub" in second["msg"]
    assert (third["code"], third["changed"]) == ("not_reached", False) and "billing" in third["msg"]
    assert [(one["resource"].split()[1], one["taken_back"]) for one in result["written"]] == [
        ("analytics", False),
        ("billing", True),
    ]
    assert [diff["after_header"].split()[1] for diff in result["diff"]] == ["analytics"]
    assert [write.path.rsplit("/", 1)[-1] for write in three.writes()] == ["analytics", "billing", "billing"]


def test_where_the_canary_is_refused_nobody_is_written(run, three):
    refused = {"cluster": CLUSTER_ID, "allowed_fqdns": ["a.example.com"]}
    result = restrict(run, refused, SECOND_ID, **NAMES)
    assert result["failed"] and three.writes() == []
    assert [one["code"] for one in result["clusters"]] == ["open_callouts", "not_reached"]


def test_where_another_one_is_refused_the_rest_go_on(run, three):
    refused = {"cluster": SECOND_ID, "allowed_fqdns": ["a.example.com"]}
    result = restrict(run, CLUSTER_ID, refused, THIRD_ID, **NAMES)
    assert states(three) == ["Enabled", "Disabled", "Enabled"]
    assert [one["code"] for one in result["clusters"]] == ["", "open_callouts", ""]


def test_what_is_approved_is_done_and_what_drifted_is_not(run, three):
    options = {**NAMES, "accept": []}
    preview = done(restrict(run, CLUSTER_ID, SECOND_ID, check=True, **options))
    having(three, SECOND_ID, allowedFqdnList=["theirs.example.com"])
    refused = restrict(run, CLUSTER_ID, SECOND_ID, expect_plan=preview["plan_hash"], **options)
    assert refused["code"] == "drifted" and three.writes() == []
    preview = done(restrict(run, CLUSTER_ID, SECOND_ID, check=True, **options))
    done(restrict(run, CLUSTER_ID, SECOND_ID, expect_plan=preview["plan_hash"], **options))
    assert done(restrict(run, CLUSTER_ID, SECOND_ID, expect_plan=preview["plan_hash"], **options))["changed"] is False


@pytest.mark.parametrize(
    ("members", "code", "told"),
    [
        ({"state": "Stopped"}, "cluster_not_ready", "Stopped"),
        ({"provisioningState": "Failed"}, "cluster_not_ready", "failed"),
    ],
)
def test_a_cluster_that_takes_no_write_is_refused_before_one_is_sent(run, world, members, code, told):
    world.switch(stopped_cluster_parts="answer")
    edit(world, CLUSTER_ID, lambda properties: properties.update(members))
    for check in (True, False):
        refused = restrict(run, check=check, **NAMES)
        assert refused["code"] == code and told in refused["msg"] and world.writes() == []


def test_a_cloud_that_does_not_show_policies_is_refused(run, world):
    world.switch(versions={"microsoft.kusto": ["2023-08-15", "2022-12-29"]})
    refused = restrict(run, **NAMES)
    assert refused["code"] == "older_api_version" and "2023-08-15" in refused["msg"] and world.writes() == []


def test_the_right_that_is_missing_is_named(run, world):
    world.deny(".*/clusters/analytics$", "PATCH")
    refused = restrict(run, **NAMES)
    assert "Microsoft.Kusto/clusters/write" in refused["msg"] and access(world)[0] == "Disabled"
    assert "has written nothing" in refused["msg"]


def test_a_cluster_that_is_being_changed_is_waited_for(run, world):
    world.busy(CLUSTER_ID, 3)
    done(restrict(run, **NAMES))
    assert access(world)[0] == "Enabled"


def test_an_entry_that_comes_right_before_the_write_stays(run, world):
    having(world, allowedFqdnList=["a.example.com"])
    theirs = ["a.example.com", "b.example.com"]
    world.meanwhile(lambda: having(world, allowedFqdnList=theirs), "POST", ".*/listCalloutPolicies", nth=2)
    result = done(restrict(run, **NAMES))
    assert access(world)[1] == [*theirs, LAKE, BUS] and result["changed"]


def test_a_cluster_that_fails_by_a_finding_says_what_was_written_for_it(run, world):
    """Nothing is taken back then: it holds, and what was found was there before."""
    result = restrict(run, allowed_fqdns=[LAKE], accept=["ingestion_not_shown"], fail_on="info")
    (cluster,) = result["clusters"]
    assert cluster["code"] == "check_failed" and cluster["changed"] and access(world)[0] == "Enabled"
    assert cluster["msg"].endswith(
        "This run has written the outbound access of cluster analytics in resource group rg-adx."
    )


@pytest.mark.parametrize(
    ("lists", "switch"),
    [
        ({"callout_policies": [{"type": "sql", "regex": "(", "access": "Allow"}]}, {"callout_regex": "refuse"}),
        ({"allowed_fqdns": ["*.example.com"]}, {"allowed_fqdn_wildcards": "refuse"}),
    ],
    ids=["a regex that is none", "a wildcard"],
)
def test_access_is_not_opened_for_a_list_that_azure_may_refuse_anyway(run, world, lists, switch):
    world.switch(**switch)
    old = {"allowedFqdnList": ["a.example.com"]} if "callout_policies" in lists else {"calloutPolicies": [THEIRS]}
    having(world, **old)
    before = access(world)
    accept = ["open_while_changing", "ingestion_not_shown", "open_callouts"]
    refused = restrict(run, uses=[], purge=True, accept=accept, **lists)
    assert refused["failed"] and access(world) == before and not opened(world)


def test_a_time_that_is_none_is_refused_before_anything(run, world):
    refused = restrict(run, timeout=-5, **NAMES)
    assert "timeout is -5" in refused["msg"] and world.log() == []


def test_what_is_returned_of_a_cluster_is_what_is_documented(run, world):
    (cluster,) = done(restrict(run, **NAMES))["clusters"]
    documented = yaml.safe_load(RETURN)["clusters"]["contains"]
    assert set(cluster) == set(documented) and set(cluster["plan"]) == set(documented["plan"]["contains"])
