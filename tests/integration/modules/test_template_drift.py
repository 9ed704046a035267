# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates that an export has written, and a check of another day."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.filter.egress import egress_templates
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, SUBNET_ID
from ansible_collections.adx.outbound.tests.integration.fleets import Fleet, seed
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.remedies import worlds
from ansible_collections.adx.outbound.tests.integration.remedies.worlds import THEIR_TABLE_ID
from ansible_collections.adx.outbound.tests.integration.runner import done

OURS = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "default_route": "manage"}
NAMED = {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID, "default_route": "manage"}
CODES = ("template_drift", "unread_template")
MORE = {"extra_dependencies": [{"fqdn": "lake.example.com", "port": 443}]}


def _without_table(_run, emulator):
    edit(emulator, SUBNET_ID, lambda properties: properties.pop("routeTable"))


@pytest.fixture
def export(run, tmp_path):
    """Plan, and write what the filter makes of it."""

    def written(language="terraform", **options):
        planned = done(run("cluster_egress", **{**OURS, **options}, steps=["plan"], details=True))
        for file in egress_templates([one["plan"] for one in planned["clusters"]], language)["files"]:
            (tmp_path / file["name"]).write_text(file["content"], encoding="utf-8")
        return {"templates": {language: [str(tmp_path)]}}

    return written


def told(result):
    findings = result["clusters"][0]["findings"] if "clusters" in result else result["findings"]
    return [(one["code"], one["subject"].split("-")[1]) for one in findings if one["code"] in CODES]


@pytest.mark.parametrize("form", ["classic", "policy"])
def test_what_was_exported_is_of_todays_plan_before_and_after_it_is_there(run, emulator, export, form):
    emulator.reset("demo", firewall=form)
    folders = export()
    for _time in ("before", "after"):
        assert told(done(run("egress_check_info", **NAMED, **folders))) == []
        assert told(run("cluster_egress", **OURS, **folders, steps=["check"], fail_on="never")) == []
        assert told(done(run("cluster_egress", **OURS, **folders))) == []


WORLDS = {
    "data sources": (worlds.sourced, {"sources": ["discovered", "data_sources"]}),
    "a group that others use": (worlds.locked_behind_policy, {"extra_dependencies": MORE["extra_dependencies"]}),
    "a table of others": (worlds.demo, {"route_table": THEIR_TABLE_ID, "accept": ["other_table"]}),
    "a table to be made": (worlds.replaced, {}),
    "tags": (worlds.demo, {"tags": {"team": "net"}, "management": "both", "skip_addresses": ["23.99.5.162"]}),
    "what stays": (worlds.locked, {"additive": True, "sources": ["documented"]}),
    "clusters beside it": (worlds.shared, {"accept": ["shared_default_route"]}),
    "no table on the subnet": (_without_table, {}),
}


@pytest.mark.parametrize(("world", "options"), WORLDS.values(), ids=WORLDS)
def test_a_check_plans_what_an_export_has_planned(run, emulator, export, world, options):
    world(run, emulator)
    folders = export(**options)
    checked = run("cluster_egress", **OURS, **options, **folders, steps=["check"], fail_on="never")
    unknown = [("unread_template", "routes")] if "route_table" in options else []
    assert told(checked) == unknown


def test_one_dependency_more_is_drift_of_the_rules_until_they_are_exported_again(run, export):
    folders = export()
    emulated = done(run("egress_check_info", **NAMED, **MORE, **folders))
    assert told(emulated) == [("template_drift", "rules")]
    failed = run("egress_check_info", **NAMED, **MORE, **folders, fail_on="warning")
    assert failed["failed"] and failed["code"] == "check_failed"
    assert told(done(run("egress_check_info", **NAMED, **MORE, **export(**MORE)))) == []


def test_a_file_of_an_export_with_another_prefix_is_told(run, export, tmp_path):
    folders = export()
    rules = next(path for path in tmp_path.iterdir() if "-rules-" in path.name)
    rules.with_name(rules.name.replace("adx-", "foo-", 1)).write_text(rules.read_text(), encoding="utf-8")
    (tmp_path / "foo-theirs.tf").write_text("# theirs", encoding="utf-8")
    assert told(done(run("egress_check_info", **NAMED, **folders))) == [("template_drift", "rules")]


def test_what_cannot_be_compared_is_unknown_and_what_is_missing_is_drift(run, export, tmp_path):
    folders = export()
    rules = next(path for path in tmp_path.iterdir() if path.name.startswith("adx-rules"))
    rules.write_bytes(b"\xff\xfe")
    assert told(done(run("egress_check_info", **NAMED, **folders))) == [("unread_template", "rules")]
    rules.unlink()
    assert told(done(run("egress_check_info", **NAMED, **folders))) == [("template_drift", "rules")]
    nowhere = {"templates": {"terraform": [str(tmp_path / "nowhere")]}}
    missing = told(done(run("egress_check_info", **NAMED, **nowhere)))
    assert missing == [("template_drift", "rules"), ("template_drift", "routes")]
    no_folder = {"templates": {"bicep": [str(tmp_path / "file")]}}
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert [one[0] for one in _codes(done(run("egress_check_info", **NAMED, **no_folder)))] == ["unread_template"]


def _codes(result):
    return [(one["code"], one["message"]) for one in result["findings"] if one["code"] in CODES]


def test_a_cluster_that_cannot_be_read_leaves_the_shared_file_unknown(run, export):
    folders = export()
    nowhere = CLUSTER_ID.replace("telemetry", "nowhere")
    result = run("cluster_egress", **{**OURS, "clusters": [CLUSTER_ID, nowhere]}, **folders, steps=["check"])
    assert result["failed"] and {one[0] for one in _codes(result["clusters"][0])} == {"unread_template"}


def test_a_preview_of_a_lock_down_does_not_look(run, export):
    folders = export()
    assert told(run("cluster_egress", check=True, **OURS, **MORE, **folders, fail_on="never")) == []


def test_a_check_that_stops_at_the_gate_tells_of_stale_files_too(run, export):
    folders = export()
    theirs = {**OURS, **MORE, "rules": "report", "details": True}
    for steps in (["check"], ["allow", "route", "check"]):
        stopped = run("cluster_egress", **theirs, **folders, steps=steps)
        assert stopped["code"] == "would_be_blocked" and stopped["written"] == []
        assert told(stopped["clusters"][0]["check"]) == [("template_drift", "rules")]
    fresh = run("cluster_egress", **theirs, **export(**MORE), steps=["check"])
    assert fresh["code"] == "would_be_blocked" and told(fresh["clusters"][0]["check"]) == []


def test_a_cluster_that_the_gate_stops_leaves_nothing_unknown_of_the_others(run, emulator, export):
    fleet = Fleet(2, 1)
    seed(emulator, fleet)
    for number in range(2):
        edit(emulator, fleet.table(number), lambda properties: properties.update(routes=[]))
    both = {"clusters": fleet.entries(), "default_route": "manage"}
    folders = export(clusters=fleet.entries())
    done(run("cluster_egress", **{**both, "clusters": fleet.entries()[:1]}, steps=["allow"]))
    checked = run("cluster_egress", **both, **folders, rules="report", steps=["check"], details=True)
    passed, stopped = checked["clusters"]
    assert (stopped["code"], stopped["stopped"], passed["stopped"]) == ("would_be_blocked", True, False)
    assert told(passed) == told(stopped["check"]) == []
