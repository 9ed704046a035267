# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentences that tell to run something, or that are about more than one option: followed as they stand."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from ansible_collections.adx.outbound.plugins.filter.egress import egress_report
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, FIREWALL_POLICY_ID
from ansible_collections.adx.outbound.tests.emulator.worlds import services_ids
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import OTHER_CLUSTER_ID
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.remedies import access_worlds, rows, worlds
from ansible_collections.adx.outbound.tests.integration.remedies.following import followed
from ansible_collections.adx.outbound.tests.integration.remedies.worlds import CREATED_ID, OURS
from ansible_collections.adx.outbound.tests.integration.runner import done

MANAGE = {**OURS, "default_route": "manage"}
REGION = re.compile(r"give the cluster its region|leave it out, since only a cluster that is gone needs it")


def findings(run: Any, code: str, **options: Any) -> list[dict[str, Any]]:
    checked = done(run(rows.CHECK, **rows.AT, **options))
    return [one for one in checked["findings"] if one["code"] == code]


def step_after(told: str) -> str:
    """The step that has to come first."""
    return re.findall(r"run it after (\w+)\.", told)[-1]


def test_a_step_that_comes_too_early_goes_on_after_the_one_that_it_names(run):
    refused = run("cluster_egress", **MANAGE, steps=["route"])
    assert refused["code"] == "would_be_blocked"
    done(run("cluster_egress", **MANAGE, steps=[step_after(refused["msg"])]))
    done(run("cluster_egress", **MANAGE, steps=["route"]))

    refused = run("cluster_egress", **MANAGE, steps=["allow"], state="absent")
    assert refused["code"] == "still_needed"
    done(run("cluster_egress", **MANAGE, steps=[step_after(refused["msg"])], state="absent"))
    done(run("cluster_egress", **MANAGE, steps=["allow"], state="absent"))


def test_rules_that_are_left_to_others_hold_routes_back_until_they_are_there(run, emulator):
    emulator.clear_log()
    refused = run("cluster_egress", **MANAGE, rules="report")
    assert refused["code"] == "would_be_blocked" and "O(rules)" not in refused["msg"]
    assert "left to others by rules: report; run this once they are there" in refused["msg"]
    assert not [one for one in emulator.log() if one.is_write]
    done(run("cluster_egress", **MANAGE, steps=["allow"]))
    routed = done(run("cluster_egress", **MANAGE, rules="report"))
    assert {one["part"] for one in routed["written"]} == {"routes"}


def test_what_was_not_approved_is_approved_by_another_preview(run, emulator, tmp_path):
    """Two clusters whose report tells one from the other, as a plan hash of both does not."""

    def preview(**call: Any) -> str:
        planned = done(run("cluster_egress", **call, steps=["plan"], details=True))
        path = tmp_path / "plan.json"
        path.write_text(json.dumps({name: planned[name] for name in ("mode", "plan_hash", "parts")}), encoding="utf-8")
        return str(path)

    worlds.billing(run, emulator)
    behind = {"cluster": worlds.BILLING_ID, "firewall": {"next_hop": "10.0.9.4"}}
    both = {**OURS, "clusters": [CLUSTER_ID, behind]}
    more = {**OURS, "extra_dependencies": [{"fqdn": "sql.example.com", "port": 443}]}
    for code, call in (("not_approved", both), ("drifted", more)):
        refused = run("cluster_egress", **call, expect_plan=preview(**OURS))
        assert "un the preview again" in refused["msg"], refused["msg"]
        assert code in {refused.get("code"), *(one["code"] for one in refused.get("clusters", ()))}, refused["msg"]
        done(run("cluster_egress", **call, expect_plan=preview(**call)))
        worlds.demo(run, emulator)


@pytest.mark.long
def test_a_report_that_is_no_preview_is_replaced_by_that_of_one(run, tmp_path):
    path = tmp_path / "plan.json"
    planned = done(run("cluster_egress", **OURS, steps=["plan"], details=True))
    kept = {name: planned[name] for name in ("mode", "plan_hash", "parts")}
    for spoilt in ({}, {**kept, "mode": "run"}, {**kept, "plan_hash": "0" * 88}):
        path.write_text(json.dumps(spoilt), encoding="utf-8")
        refused = run("cluster_egress", **OURS, expect_plan=str(path))
        assert refused.get("failed") and "preview" in refused["msg"]
        path.write_text(json.dumps(kept), encoding="utf-8")
        done(run("cluster_egress", **OURS, expect_plan=str(path), steps=["plan"]))


def test_a_report_that_is_of_no_use_to_compare_with_is_replaced_by_that_of_a_check(run, tmp_path):
    path = tmp_path / "baseline.json"
    checked = done(run("cluster_egress", **OURS, steps=["check"], details=True))
    for spoilt in ("", "<html>", "[]", '{"schema_version": "9.9", "clusters": []}'):
        path.write_text(spoilt, encoding="utf-8")
        (told,) = findings(run, "no_baseline", baseline=str(path))
        assert "the JSON report that a run or a check has written" in told["remedy"]
        path.write_text(egress_report(checked, "json", when="2026-11-29T21:00:00Z"), encoding="utf-8")
        assert not findings(run, "no_baseline", baseline=str(path))


def test_a_policy_without_a_firewall_gets_its_rules_by_the_module_that_is_named(run, emulator):
    plan = run.lock_down("plan")
    worlds.detached(run, emulator)
    refused = run("cluster_egress", clusters=[CLUSTER_ID], firewall_policy=FIREWALL_POLICY_ID)
    assert refused["code"] == "policy_without_firewall"
    (module,) = re.findall(r"write its rules with (\w+) alone", refused["msg"])
    done(run(module, firewall_policy_name=FIREWALL_POLICY_ID, rule_collections=plan["rule_collections"]))


@pytest.mark.long
def test_rules_of_a_governed_firewall_go_to_its_policy_by_the_module_that_is_named(run, emulator):
    plan = run.lock_down("plan")
    worlds.policy(run, emulator)
    collections = plan["rule_collections"]
    refused = run("firewall_rule_collections", firewall_name=FIREWALL_ID, rule_collections=collections)
    assert refused["code"] == "rules_belong_to_policy"
    (module,) = re.findall(r"firewall_policy\w+", refused["msg"])
    done(run(module, firewall_policy_name=FIREWALL_POLICY_ID, rule_collections=collections))


@pytest.mark.long
def test_routes_of_a_table_that_was_replaced_go_by_the_options_that_the_finding_names(run, emulator):
    worlds.replaced(run, emulator)
    (cluster,) = done(run("cluster_egress", **MANAGE))["clusters"]
    (told,) = [one for one in cluster["findings"] if one["code"] == "left_routes"]
    typed = followed(told["remedy"], "route_table", followed(told["remedy"], "state", MANAGE))
    assert typed["route_table"]["name"] == CREATED_ID.rpartition("/")[2] and typed["state"] == "absent"
    done(run("cluster_egress", **typed))
    assert emulator.document(CREATED_ID) is None
    (cluster,) = done(run("cluster_egress", **MANAGE))["clusters"]
    assert not cluster["changed"] and "left_routes" not in {one["code"] for one in cluster["findings"]}


def test_a_removal_reaches_the_copies_when_it_is_run_again_with_the_group_that_is_named(run, emulator):
    worlds.migrated(run, emulator)
    (cluster,) = done(run("cluster_egress", **MANAGE, state="absent"))["clusters"]
    (told,) = [one["remedy"] for one in cluster["findings"] if "run the removal again with" in one["remedy"]]
    typed = followed(told, "rule_collection_group", {**MANAGE, "state": "absent"})
    (cluster,) = done(run("cluster_egress", **typed))["clusters"]
    assert cluster["changed"] and not findings(run, "copied_collections")


@pytest.mark.long
def test_a_copy_goes_by_the_module_and_the_options_that_the_finding_names(run, emulator):
    worlds.migrated(run, emulator)
    (told,) = findings(run, "copied_collections")
    module, options = re.findall(r"with (firewall_policy\w+) \((.*)\)", told["remedy"])[0]
    done(run("cluster_egress", **MANAGE))  # "once the group has what the cluster needs"
    done(run(module, **yaml.safe_load(f"{{{options}}}")))
    assert not findings(run, "copied_collections")


def test_a_longer_deadline_is_what_a_busy_service_needs(run, emulator):
    given = {"name": worlds.THEIR_TABLE_ID, "create": True}
    emulator.fault("error", "PUT", ".*routeTables.*", times=2, status=429, code="TooManyRequests", retry_after=60)
    refused = run("route_table", **given, timeout=30)
    emulator.fault("error", "PUT", ".*routeTables.*", times=2, status=429, code="TooManyRequests", retry_after=60)
    done(run("route_table", **followed(refused["msg"], "timeout", given, 600)))


@pytest.mark.long
def test_a_draft_is_deployed_or_discarded_by_its_owner_and_the_lock_down_run_after_that(run, emulator):
    worlds.drafted(run, emulator)
    (told,) = findings(run, "open_draft")
    assert "run the lock-down after that" in told["remedy"]
    emulator.remove(worlds.DRAFT_ID)
    done(run("cluster_egress", **MANAGE))
    assert not findings(run, "open_draft")


def test_an_address_that_a_route_stops_is_judged_once_it_is_named(run, emulator):
    worlds.routed_elsewhere(run, emulator)
    told = findings(run, "stopping_route")[0]
    more = [{"fqdn": "20.0.0.4", "port": 443, "protocol": "TCP"}]
    typed = followed(told["remedy"], "extra_dependencies", {}, more)
    dropped = findings(run, "dropped_dependency", **typed)
    assert [(one["subject"], one["concerns"]) for one in dropped] == [("theirs", ["20.0.0.4:443"])]


@pytest.mark.long
def test_the_region_is_left_out_of_a_clusters_dictionary_or_given_there_as_the_sentence_says(run, emulator):
    wrong = {**MANAGE, "clusters": [{"cluster": {"id": CLUSTER_ID, "region": "East US"}}]}
    refused = run("cluster_egress", **wrong)
    assert refused["code"] == "other_region" and REGION.search(refused["msg"])
    done(run("cluster_egress", **MANAGE))
    worlds.two_regions(run, emulator)
    gone = {**MANAGE, "state": "absent"}
    refused = run("cluster_egress", **gone)
    assert refused["code"] == "region_undecided" and REGION.search(refused["msg"])
    gone["clusters"] = [{"cluster": {"id": CLUSTER_ID, "region": "westus"}}]
    done(run("cluster_egress", **gone))


@pytest.mark.long
def test_a_cluster_that_has_moved_is_let_go_by_the_id_that_the_sentence_names(run, emulator):
    worlds.locked(run, emulator)
    worlds.namesake(run, emulator)
    emulator.remove(CLUSTER_ID)
    gone = {"firewall": FIREWALL_ID, "state": "absent", **{"default_route": "manage"}}
    refused = run("cluster_egress", clusters=[{"cluster": {"id": CLUSTER_ID, "region": "West US"}}], **gone)
    assert refused["code"] == "cluster_moved" and "resource group rg-hub has its name" in refused["msg"]
    done(run("cluster_egress", clusters=[worlds.NAMESAKE_ID], **gone))


def test_a_priority_that_is_taken_is_left_out_and_a_name_that_is_taken_changed(run, emulator):
    worlds.policy(run, emulator)
    rule = {"name": "tag", "protocols": ["TCP"], "source_addresses": ["10.20.1.0/24"]}
    rule |= {"destination_addresses": ["AzureMonitor"], "destination_ports": ["443"]}
    named = {
        "name": "name",
        "protocols": ["Https:443"],
        "source_addresses": ["10.20.1.0/24"],
        "target_fqdns": ["a.com"],
    }
    taken = {"name": "adx-one", "kind": "network", "rules": [rule], "priority": 1000}
    at = {"firewall_policy_name": FIREWALL_POLICY_ID, "name": "shared-rules"}
    edit(emulator, f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/shared-rules", _with_priority)
    refused = run(rows.GROUP, **at, rule_collections=[taken])
    assert refused.get("code") == "priority_taken", refused["msg"]
    assert "give another priority, or none" in refused["msg"]
    del taken["priority"]
    done(run(rows.GROUP, **at, rule_collections=[taken]))
    refused = run(rows.GROUP, **at, rule_collections=[{**taken, "kind": "application", "rules": [named]}])
    assert refused.get("code") == "name_taken", refused["msg"]
    assert "choose another name" in refused["msg"]
    done(run(rows.GROUP, **at, rule_collections=[{**taken, "name": "adx-two"}]))


def _with_priority(properties: dict[str, Any]) -> None:
    properties["ruleCollections"][0]["priority"] = 1000


@pytest.mark.long
def test_a_backup_of_what_was_not_there_is_put_back_without_the_option_that_is_named(run, emulator, tmp_path):
    emulator.reset("demo", route_table=False)
    kept = done(run("cluster_egress", **MANAGE, backup=str(tmp_path)))["backup_files"]
    (subnet,) = [one for one in kept if "snet-adx" in one]
    (path,) = [one for one in kept if "adx-telemetry-westus-routes" in one]
    done(run("egress_restore", path=subnet))  # which has the table, so it comes first
    given = {"path": path, "whole": True}
    refused = run("egress_restore", **given)
    assert refused["code"] == "nothing_to_restore"
    done(run("egress_restore", **followed(refused["msg"], "whole", given)))


def test_a_backup_that_would_restrict_goes_back_by_the_module_that_it_names(run, emulator, tmp_path):
    access_worlds.by_policies(run, emulator)
    call = {"clusters": [OTHER_CLUSTER_ID], "uses": []}
    lifted = done(run("cluster_outbound_access", **call, state="unrestricted", purge=True, backup=str(tmp_path)))
    refused = run("egress_restore", path=lifted["backup_files"][0])
    assert refused["code"] == "would_restrict" and len(emulator.writes()) == 1
    lists = json.loads(re.findall(r"with these lists: (\{.*\})\.", refused["msg"])[0])
    done(run("cluster_outbound_access", **call, state="restricted", **lists))
    told = emulator.document(OTHER_CLUSTER_ID)["properties"]
    kept = {name: told["calloutPolicies"][0][name] for name in access_worlds.OTHER}
    assert (told["restrictOutboundNetworkAccess"], kept) == ("Enabled", access_worlds.OTHER)


def test_a_service_that_names_no_subnet_is_checked_from_those_that_are_given(run, emulator):
    emulator.reset("services")
    (found,) = done(run("outbound_dependencies_info", name=services_ids.DATABRICKS_ID))["outbound_dependencies"]
    asked = {"service": {**found, "subnet_ids": []}, "firewall": FIREWALL_ID}
    refused = run("egress_check_info", **asked)
    assert refused["code"] == "no_source" and "give subnets" in refused["msg"]
    checked = done(run("egress_check_info", **asked, subnets=found["subnet_ids"]))
    assert [one["id"] for one in checked["subnets"]] == found["subnet_ids"]
