# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook restrict: what it asks for, what it takes no notice of, how it ends for one cluster and for three."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.tests.integration import restricted
from ansible_collections.adx.outbound.tests.integration.restricted import ALL, NAMES, access

VARIABLES = {
    "egress_resource_group": "rg-adx",
    "egress_outbound_access": "restricted",
    "egress_allowed_fqdns": ALL,
    "egress_uses": restricted.USES,
}
ONE, THREE = {"egress_cluster": "analytics"}, {"egress_clusters": list(NAMES)}


@pytest.fixture
def restrict(play, emulator):
    """Runs the playbook with variables in the place of those above, or beside them."""
    restricted.seed(emulator)

    def run(*options, without="", environment=None, **variables):
        given = {name: value for name, value in VARIABLES.items() if name != without}
        done = play("restrict", *options, named=False, environment=environment, **{**given, **variables})
        assert "Traceback" not in done.output
        return done

    return run


def told(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.long
def test_a_preview_is_approved_by_its_report_done_and_left_alone_by_a_second_run(restrict, emulator, tmp_path):
    reports = [str(tmp_path / f"preview.{form}") for form in ("html", "md", "json", "sarif")]
    preview = restrict("--check", "--diff", **ONE, egress_report_path=reports)
    assert (preview.code, preview.changed, preview.writes) == (0, 1, []), preview.output
    first, *rest = preview.answer
    assert first.startswith(
        "Preview: outbound access of cluster analytics would be restricted, with all 4 destinations"
    )
    assert "A run would write outbound access." in rest and f"+allowed_fqdns: {restricted.LAKE}" in preview.diffs
    (one,) = told(tmp_path / "preview.json")["clusters"]
    assert (one["state"], one["outbound_access"]["added"]) == ("restricted", ALL)
    assert "egress_callout_policies:" in (tmp_path / "preview.html").read_text(encoding="utf-8")

    approved = {"egress_expect_plan": reports[2]}
    refused = restrict(**ONE, **approved, egress_allowed_fqdns=[*ALL, "more.example"])
    assert refused.code == 2 and refused.writes == [] and "This is not what was approved" in refused.said
    done = restrict(**ONE, **approved, environment={"ANSIBLE_SHOW_CUSTOM_STATS": "1"}, egress_report_path="run.json")
    assert done.writes == [("PATCH", "analytics")] and access(emulator, "analytics") == ("Enabled", ALL, [])
    assert (
        done.answer[0] == "Done: outbound access of cluster analytics is restricted, with all 4 destinations allowed."
    )
    handed_on = done.output.rpartition("CUSTOM STATS: ")[2]
    for name in ("egress_by_host", "egress_plan_hash", "egress_counts", "egress_findings", "egress_report_files"):
        assert f'"{name}"' in handed_on
    assert told(tmp_path / "run.json")["plan_hash"] in handed_on and '"used"' in handed_on

    again = restrict(**ONE, **approved)
    assert (again.code, again.changed, again.writes) == (0, 0, []) and "Nothing was written." in again.answer


@pytest.mark.long
def test_three_clusters_are_announced_restricted_one_after_another_and_left_alone_by_a_second_run(restrict, emulator):
    announced = restrict("--check", "--diff", **THREE, egress_canary="clicks")
    assert (announced.code, announced.changed, announced.writes) == (0, 1, []), announced.output
    assert len([line for line in announced.diffs if restricted.LAKE in line]) == len(NAMES)
    assert announced.answer[0] == "Preview: all 3 clusters would be restricted; nothing has been written."
    done = restrict(**THREE, egress_canary="clicks")
    assert done.writes == [("PATCH", "clicks"), ("PATCH", "analytics"), ("PATCH", "billing")], done.output
    assert [access(emulator, name) for name in NAMES] == [("Enabled", ALL, [])] * len(NAMES)
    again = restrict(**THREE, egress_canary="clicks")
    assert (again.code, again.changed, again.writes) == (0, 0, []), again.output
    lifted = restrict(**THREE, egress_outbound_access="unrestricted")
    assert lifted.answer[0] == "Done: all 3 clusters are unrestricted."
    assert [access(emulator, name) for name in NAMES] == [("Disabled", ALL, [])] * len(NAMES), "the lists stay"


@pytest.mark.long
def test_whether_to_restrict_is_asked_for_by_its_variable_before_anybody_else_is_asked(restrict):
    done = restrict(**ONE, egress_outbound_access="")
    assert done.code == 2 and done.requests == ()
    assert "egress_outbound_access is needed, to say whether outbound access is to be restricted or" in done.said


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("egress_allowed_fqdn", ALL, "egress_allowed_fqdn is no variable of this role; did you mean"),
        ("egress_outbound_access", "on", "egress_outbound_access is 'on'; it takes restricted or unrestricted."),
        pytest.param("egress_canary", "other", "egress_canary is other, which is none of", marks=pytest.mark.long),
    ],
)
def test_a_slip_is_no_instruction(restrict, name, value, told):
    done = restrict(**ONE, without="egress_allowed_fqdns", **{name: value})
    assert done.code == 2 and done.writes == [] and told in done.said


@pytest.mark.long
def test_an_entry_with_options_of_a_lock_down_is_refused_in_a_sentence(restrict):
    done = restrict(egress_clusters=["billing", {"cluster": "analytics", "firewall": "fw-hub"}])
    assert done.code == 2 and done.requests == ()
    assert "Entry 2 of clusters has firewall, which is no option of a cluster; leave it out." in done.said


@pytest.mark.long
@pytest.mark.parametrize(("state", "access_"), [("present", "restricted"), ("absent", "unrestricted")])
def test_variables_of_a_lock_down_have_no_effect(restrict, emulator, state, access_):
    done = restrict("--check", **ONE, egress_state=state, egress_firewall="fw-hub", egress_outbound_access=access_)
    assert (done.code, done.writes) == (0, []), done.output
    assert not [one for one in done.requests if "azureFirewalls" in one.path]


@pytest.mark.long
def test_to_take_lock_downs_away_is_no_way_to_say_that_access_is_to_be_free(restrict):
    done = restrict(**ONE, egress_state="absent")
    assert done.code == 2 and done.requests == ()
    assert "This is the playbook restrict, but egress_state is absent" in done.said


@pytest.mark.long
def test_a_refusal_comes_before_the_first_write_and_after_the_report_of_all(restrict, tmp_path):
    less = [{"cluster": "billing", "allowed_fqdns": ALL[:2]}, "analytics"]
    done = restrict(egress_clusters=less, egress_report_path="report.json")
    assert done.code == 2 and done.writes == [], done.output
    assert done.answer[0] == "2 of 2 clusters failed."
    assert done.said.count("Whether the cluster still reaches") == 1, "told once"
    assert "egress_accept: [ingestion_not_shown]" in done.said
    states = {one["name"]: one["failure"]["code"] for one in told(tmp_path / "report.json")["clusters"]}
    assert states == {"analytics": "not_reached", "billing": "ingestion_not_shown"}


@pytest.mark.long
def test_with_a_wrong_secret_nothing_is_read(play, emulator):
    restricted.seed(emulator)
    done = play("restrict", named=False, environment={"AZURE_SECRET": "wrong"}, **{**VARIABLES, **ONE})
    assert done.code == 2 and not [one for one in done.requests if "Microsoft.Kusto" in one.path]
    assert "AZURE_SECRET" in done.said
