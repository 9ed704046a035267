# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose logs are asked, and when: each firewall once, after the writes, and nobody where there is nothing to ask."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, FIREWALL_POLICY_ID
from ansible_collections.adx.outbound.tests.emulator.worlds import ids
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import PARENT_POLICY_ID, ROUTE_TABLE_ID, VNET_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.logs import ALL_LOGS, WORKSPACE_ID, setting_id, with_logs
from ansible_collections.adx.outbound.tests.integration import logged
from ansible_collections.adx.outbound.tests.integration.asked_logs import (
    GIVEN,
    GO,
    LOGIN,
    MODULE,
    besides,
    codes,
    of,
    refused,
    spotless,
    told,
    traffic,
)
from ansible_collections.adx.outbound.tests.integration.fleets import Fleet, seed
from ansible_collections.adx.outbound.tests.integration.others import edit, written
from ansible_collections.adx.outbound.tests.integration.runner import accepting, done
from ansible_collections.adx.outbound.tests.integration.sampled import one_in, only


def insights(emulator):
    """The requests that are about logs."""
    return [one for one in emulator.log(True) if "nsights" in one.path]


def questions(emulator):
    return [one for one in insights(emulator) if one.method == "POST"]


def evidence_of(run, emulator, **options):
    """What the module says of each cluster."""
    emulator.clear_log()
    result = done(run(MODULE, **options))
    spotless(emulator, result)
    return result["evidence"]


# Where


def test_a_workspace_that_is_not_there_is_told_in_the_place_of_a_right_in_it(run, emulator):
    run.lock_down(default_route="manage")
    with_logs(emulator, traffic())
    (seen,) = evidence_of(run, emulator, **GIVEN, workspace=f"{WORKSPACE_ID}s")
    assert "the logs of firewall fw-hub (workspace law-hubs was not found)" in told(seen, "logs_do_not_tell")


# When


def test_a_preview_asks_nothing_and_the_check_of_a_lock_down_does(run, emulator):
    with_logs(emulator, traffic())
    previewed = done(run("cluster_egress", check=True, **GIVEN, evidence=True, details=True))
    assert previewed["changed"] and not insights(emulator)
    assert "evidence" not in previewed["clusters"][0]["check"]
    emulator.clear_log()
    locked = done(run("cluster_egress", **GIVEN, evidence=True, details=True))
    order = [one.method for one in emulator.log() if one.is_write or one in questions(emulator)]
    assert locked["changed"] and order == ["PUT", "PUT", *["POST"] * 4], "the logs come after the writes"
    seen = locked["clusters"][0]["check"]["evidence"]
    assert {one["state"] for one in seen["dependencies"]} == {"cannot_tell", "not_at_firewall"}


def test_a_run_that_wrote_is_too_recent_for_the_log_and_never_red(run, emulator):
    with_logs(emulator, besides(traffic(), refused(hours=0.01), refused(LOGIN, hours=3, port=443, protocol="HTTPS")))
    locked = done(run("cluster_egress", **GIVEN, evidence=True, details=True, fail_on="error"))
    check = locked["clusters"][0]["check"]
    told_of = {one["fqdn"]: one for one in check["evidence"]["dependencies"] if one["state"] == "cannot_tell"}
    assert {one["cause"] for one in told_of.values()} == {"too_recent"} and told_of[LOGIN]["denied_until"]
    assert not {"log_denies", "denied_in_window", "log_allows"} & set(codes(check))
    assert "rows of the last 15 minutes are still on their way" in told(check, "logs_do_not_tell")


def test_a_second_run_that_writes_nothing_reads_the_log_as_it_is(evident):
    evident.logs()
    again = done(evident.run("cluster_egress", **GIVEN, evidence=True, details=True))
    seen = again["clusters"][0]["check"]["evidence"]
    assert not again["changed"] and of(seen, LOGIN)["state"] == "allowed" and of(seen, GO, 80)["state"] == "not_seen"


@pytest.mark.parametrize("steps", one_in(3, [["plan"], ["allow"], ["allow", "route"]]))
def test_without_the_check_step_nothing_is_asked(run, emulator, steps):
    with_logs(emulator, traffic())
    done(run("cluster_egress", **GIVEN, steps=steps, evidence=True))
    assert not insights(emulator)


def test_a_check_in_check_mode_asks(evident):
    evident.logs()
    checked = done(evident.run("cluster_egress", check=True, **GIVEN, steps=["check"], evidence=True, details=True))
    assert of(checked["clusters"][0]["check"]["evidence"], LOGIN)["state"] == "allowed"
    result = done(evident.run(MODULE, check=True, **GIVEN))
    assert of(result["evidence"][0], LOGIN)["state"] == "allowed" and not result["changed"]


@pytest.mark.parametrize("module", ["cluster_egress", "egress_check_info"])
@pytest.mark.parametrize("option", one_in(4, [False, "no", "", None]))
def test_nothing_is_asked_where_nobody_wants_it(run, emulator, module, option):
    with_logs(emulator, traffic())
    named = {"cluster": CLUSTER_ID} if module == "egress_check_info" else {"clusters": [CLUSTER_ID], "steps": ["check"]}
    done(
        run(
            module,
            **named,
            firewall=FIREWALL_ID,
            evidence=option,
            **({} if "clusters" not in named else {"fail_on": "never"}),
        )
    )
    assert not insights(emulator)


# Whose


def test_an_appliance_has_no_logs_to_ask(run, emulator):
    with_logs(emulator, traffic())
    (seen,) = evidence_of(run, emulator, clusters=[CLUSTER_ID], firewall={"next_hop": "10.0.9.4"})
    assert not insights(emulator) and seen["start"] is None and seen["asked"] == []
    assert {one["cause"] for one in seen["dependencies"] if one["state"] == "cannot_tell"} == {"not_logged"}
    assert "the logs of appliance 10.0.9.4 cannot be read here" in told(seen, "logs_unread")


def test_of_a_policy_the_firewall_that_it_governs_is_asked_and_without_one_nobody_is(run, emulator):
    emulator.reset("demo", firewall="policy")
    with_logs(emulator, traffic())
    emulator.clear_log()
    result = run(MODULE, clusters=[CLUSTER_ID], firewall_policy=PARENT_POLICY_ID)
    assert result["code"] == "policy_without_firewall" and not insights(emulator)
    (seen,) = evidence_of(run, emulator, clusters=[CLUSTER_ID], firewall_policy=FIREWALL_POLICY_ID)
    assert seen["firewall"] == "fw-hub" and len(questions(emulator)) == 4


@pytest.mark.parametrize("form", only(["policy"], ["policy", "hub"]))
def test_a_firewall_with_a_policy_or_in_a_hub_is_asked_as_any_other(run, emulator, form):
    emulator.reset("demo", firewall=form)
    run.lock_down(default_route="manage", **accepting(form))
    placed = {"Policy": FIREWALL_POLICY_ID.rpartition("/")[2], "RuleCollectionGroup": "adx-egress"}
    with_logs(emulator, {name: [{**row, **placed} for row in rows] for name, rows in traffic().items()})
    (seen,) = evidence_of(run, emulator, **GIVEN)
    one = of(seen, LOGIN)
    assert one["state"] == "allowed" and one["by"][:2] == list(placed.values())
    assert len(questions(emulator)) == 4 and seen["firewall"] == FIREWALL_ID.rpartition("/")[2]
    assert not [place for place in seen["unused_rules"] if place[-1] == "Documented-443"]


def test_a_firewall_that_sends_its_logs_to_storage_and_an_event_hub_alone_is_told(evident):
    hub = f"{ids.group('rg-logs')}/providers/Microsoft.EventHub/namespaces/evhns-logs"
    account = f"{ids.group('rg-logs')}/providers/Microsoft.Storage/storageAccounts/stlogs"
    where = {
        "logs": list(ALL_LOGS),
        "eventHubAuthorizationRuleId": f"{hub}/authorizationRules/Send",
        "storageAccountId": account,
    }
    evident.emulator.seed(setting_id(FIREWALL_ID, "away"), {"properties": {**where, "workspaceId": ""}})
    seen = evident()
    assert not evident.questions() and seen["asked"] == []
    assert "go to storage account stlogs and event hubs of namespace evhns-logs alone" in told(seen, "logs_unread")


def test_nobody_is_asked_where_nothing_goes_to_the_firewall(evident):
    evident.logs()

    def direct(properties):
        for one in properties["routes"]:
            one["properties"] = {"addressPrefix": one["properties"]["addressPrefix"], "nextHopType": "Internet"}

    edit(evident.emulator, ROUTE_TABLE_ID, direct)
    edit(
        evident.emulator,
        VNET_ID,
        lambda properties: [one["properties"].pop("serviceEndpoints", 0) for one in properties["subnets"]],
    )
    seen = evident()
    assert set(seen["summary"]) == {"not_at_firewall"} and not insights(evident.emulator)
    assert not codes(seen).keys() & {"logs_unread", "logs_do_not_tell", "unused_rule"}


def fleet_logs(emulator, fleet):
    """Each firewall's log has the traffic of its clusters."""
    for number in range(fleet.firewalls):
        rows: dict = {}
        for one in range(number, fleet.size, fleet.firewalls):
            for table, listed in traffic(firewall=fleet.firewall(number), source=fleet.address(one)).items():
                rows.setdefault(table, []).extend(listed)
        with_logs(emulator, rows, firewall=fleet.firewall(number))


@pytest.mark.parametrize(("size", "firewalls"), only([(6, 2)], [(2, 1), (6, 2)]))
def test_the_number_of_questions_follows_the_firewalls_and_not_the_clusters(run, emulator, size, firewalls):
    fleet = seed(emulator, Fleet(size, firewalls))
    fleet_logs(emulator, fleet)
    listed = evidence_of(run, emulator, clusters=fleet.entries())
    assert len(questions(emulator)) == 4 * firewalls
    settings = [one.path for one in insights(emulator) if one.path.endswith("diagnosticSettings")]
    assert sorted(path.partition("/providers/Microsoft.Insights")[0] for path in settings) == sorted(
        fleet.firewall(number) for number in range(firewalls)
    )
    assert [one["cluster"] for one in listed] == [f"c{number:03}" for number in range(size)]
    for number, one in enumerate(listed):
        assert one["firewall"] == f"fw-{number % firewalls}" and of(one, LOGIN)["allowed"] == logged.DAYS + 1
        assert one["account"]["hits"] == 2 * (logged.DAYS + 1)


def test_rows_of_a_cluster_say_nothing_of_the_one_beside_it(run, emulator):
    fleet = seed(emulator, Fleet(2, 1))
    rows = traffic(firewall=fleet.firewall(0), source=fleet.address(0))
    denied = refused(LOGIN, hours=0.5, port=443, protocol="HTTPS", firewall=fleet.firewall(0), source=fleet.address(0))
    with_logs(emulator, besides(rows, denied), firewall=fleet.firewall(0))
    first, second = evidence_of(run, emulator, clusters=fleet.entries())
    assert of(first, LOGIN)["state"] == "denied"
    assert of(second, LOGIN)["cause"] == "no_rows_of_sources" and second["account"]["hits"] == 0


@pytest.mark.long
def test_a_firewall_whose_logs_fail_takes_nothing_from_the_others(run, emulator):
    fleet = seed(emulator, Fleet(4, 2))
    fleet_logs(emulator, fleet)
    emulator.deny(f".*{fleet.firewall(0)}/providers/.*nsights.*")
    listed = evidence_of(run, emulator, clusters=fleet.entries())
    assert [of(one, LOGIN)["state"] for one in listed] == ["cannot_tell", "allowed"] * 2


def test_clusters_that_fail_are_not_asked_about_and_the_others_are(run, emulator):
    fleet = seed(emulator, Fleet(2, 1))
    fleet_logs(emulator, fleet)
    emulator.remove(fleet.cluster(0))
    emulator.clear_log()
    result = run(MODULE, clusters=fleet.entries())
    assert result["failed"] and result["evidence"][0]["failed"] and "dependencies" not in result["evidence"][0]
    assert of(result["evidence"][1], LOGIN)["state"] == "allowed"
    sources = json.dumps([one.body for one in questions(emulator)])
    assert "10.100.1.0/24" in sources and "10.100.0.0/24" not in sources


@pytest.mark.long
def test_what_is_written_by_a_lock_down_that_asks_is_what_it_writes_anyway(run, emulator):
    with_logs(emulator, traffic())
    done(run("cluster_egress", **GIVEN, evidence={"since": "1d"}))
    assert written(emulator) == ["PUT fw-hub", "PUT rt-spoke"]
