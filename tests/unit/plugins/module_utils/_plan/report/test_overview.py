# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One report for a call about many clusters: how all fared, who failed and why, the approval, and each by itself."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import approval
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import formats
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.model import Report
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.overview import overview
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents

from .results import FLEET, FORMS, GATE, LOST, NOW, PAST, allowing, cluster, finding, gated, lost, result

KEPT = finding("warning", "kept_rules")


@pytest.mark.parametrize(
    ("clusters", "mode", "state", "told"),
    [
        (FLEET[:2], "run", "good", "All 2 clusters are locked down"),
        (FLEET[:2], "preview", "good", "All 2 clusters would be locked down"),
        (FLEET, "run", "bad", "2 of 4 clusters are locked down, 1 failed, 1 stopped before routing"),
        (FLEET, "preview", "bad", "2 of 4 clusters would be locked down, 1 failed, 1 stopped before routing"),
        ((lost(), gated()), "run", "bad", "None of 2 clusters is locked down, 1 failed, 1 stopped before routing"),
        (
            (FLEET[0], cluster("b", {"firewall": allowing("a.contoso.com")})),
            "run",
            "bad",
            "1 of 2 clusters is locked down, 1 with blocked destinations",
        ),
        (
            (FLEET[0], cluster("r", {"route_table": documents.table(("to-hub", "0.0.0.0/0", "VirtualAppliance"))})),
            "run",
            "bad",
            "1 of 2 clusters is locked down, 1 with errors",
        ),
        (
            (FLEET[0], cluster("w", {"route_table": documents.table(PAST)})),
            "run",
            "open",
            "1 of 2 clusters is locked down, 1 not locked down",
        ),
        (
            (FLEET[0], cluster("n", {"cluster": documents.NOT_INJECTED, "subnet": None})),
            "run",
            "good",
            "1 of 2 clusters is locked down, 1 in no network",
        ),
        (
            (FLEET[0], cluster("u", {"firewall": documents.firewall(), "unread": {"chain": "It could not be read"}})),
            "run",
            "open",
            "1 of 2 clusters is locked down, 1 unknown",
        ),
        ((FLEET[0], cluster("p")), "run", "open", "1 of 2 clusters is locked down, 1 only planned"),
        ((cluster("p"), cluster("q")), "preview", "open", "All 2 clusters are planned"),
        (
            (FLEET[0], cluster("x", state="absent"), cluster("y", state="absent")),
            "run",
            "good",
            "1 cluster is locked down, the lock-down of all 2 clusters is taken away",
        ),
        (
            (cluster("x", state="absent"), cluster("y", state="absent", findings=[KEPT])),
            "run",
            "open",
            "The lock-down of 1 of 2 clusters is taken away, 1 not wholly taken away",
        ),
        (
            (cluster("x", state="absent"), lost(), cluster("y", state="absent", failed=True, msg=GATE)),
            "preview",
            "bad",
            "No cluster would be locked down, the lock-down of 1 of 2 clusters would be taken away, 2 failed",
        ),
    ],
)
def test_the_headline_says_what_became_of_all(clusters, mode, state, told):
    made = overview(result(*clusters, mode=mode))
    assert (made.headline, made.state) == (told, state)


@pytest.mark.parametrize(("mode", "be"), [("run", "are"), ("preview", "would be")])
def test_the_headline_of_a_return_says_that_they_are_back(mode, be):
    sent = [{**one, "pending": ["rules", "network"]} for one in FLEET[:2]]
    made = overview(result(*sent, mode=mode, steps=["allow", "route", "return", "check"]))
    assert made.headline == f"All 2 clusters {be} back in their networks and locked down"


def test_without_details_there_is_a_line_for_each_cluster_and_no_report_of_its_own():
    brief = [{name: value for name, value in one.items() if name not in ("plan", "check")} for one in FLEET]
    whole, made = overview(result(*FLEET)), overview(result(*({**one, "plan": None} for one in brief)))
    assert made.headline == whole.headline and not [line for line in made.clusters if line.report]
    assert [(line.label, line.outcome, line.verdicts, line.worst) for line in made.clusters] == [
        (line.label, line.outcome, line.verdicts, line.worst) for line in whole.clusters
    ]
    for form in FORMS:
        text = formats.render(result(*({**one, "plan": None} for one in brief)), form)
        assert LOST in text.replace("\\", "")


def test_one_cluster_has_the_report_that_it_has_by_itself():
    (one, other), told = (cluster("c1", {}), lost()), {"when": NOW, "version": "1"}
    for form in ("html", "md"):
        whole = formats.render(result(one), form, **told)
        assert "All 2 destinations the cluster needs are allowed" in whole and "ab" * 44 in whole
    document = json.loads(formats.render(result(one), "json", **told))
    assert len(document["clusters"]) == 1 and document["mode"] == "run"
    never = overview(result(other))
    assert isinstance(never, Report) and (never.ending, never.told) == ("Failed", "nothing was written")
    assert (never.headline, never.plan_hash) == (LOST.partition(";")[0].removesuffix("."), "") or LOST.startswith(
        never.headline
    )


def test_a_failure_is_the_headline_where_nothing_was_checked_or_all_else_is_well():
    for one in (gated("c1"), cluster("c1", {}, failed=True, msg=GATE)):
        made = overview(result(one))
        assert (made.state, made.headline) == ("bad", GATE.removesuffix("."))
        assert all(GATE.removesuffix(".") in formats.render(result(one), form).replace("\\", "") for form in FORMS)
    made = overview(result(cluster("c1", {"firewall": allowing()}, failed=True, msg=GATE)))
    assert made.headline == "Firewall fw blocks all 2 destinations: no rule allows them" and made.failure == GATE


def test_the_json_report_of_a_preview_is_an_approval():
    made = approval.parts({str(world.CLUSTER): {}}, {str(world.CLUSTER): ["shared_default_route"]})
    for clusters in ([cluster("c1", {})], [cluster("c1", {}), lost()]):
        told = {"plan_hash": made.hash, "parts": made.as_option(), "mode": "preview"}
        text = formats.render(result(*clusters, **told), "json")
        assert approval.from_report(text).hash == made.hash
        assert "shared_default_route" in formats.render(result(*clusters, **told), "html"), "who approves sees the risk"


def test_facts_say_what_was_asked_for():
    asked = overview(result(FLEET[0], cluster("x", state="absent"), mode="preview"))
    assert [name for name, _text in asked.facts] == ["Asked for", "Asked for"]


@pytest.mark.parametrize(
    ("clusters", "told", "ending"),
    [
        (FLEET[:2], {"mode": "preview"}, ("Preview", "nothing has been written")),
        (
            FLEET,
            {"mode": "preview"},
            ("Preview stopped", "nothing has been written, and a run would stop for 2 of 4 clusters"),
        ),
        (FLEET[:2], {"steps": ["check"], "mode": "preview"}, ("Checked", "nothing has been written")),
        (FLEET[:2], {"mode": ""}, ("Planned", "nothing has been written")),
        (FLEET[:2], {}, ("Done", "written for all 2 clusters")),
        (FLEET, {}, ("Failed", "written for 3 of 4 clusters")),
        ((cluster("x", state="absent"), cluster("y", state="absent")), {}, ("Removed", "written for all 2 clusters")),
        ((lost("a"), lost("b")), {}, ("Failed", "nothing was written")),
    ],
    ids=str,
)
def test_above_all_stands_how_the_call_ended_and_what_it_wrote(clusters, told, ending):
    made = overview(result(*clusters, **told))
    assert (made.ending, made.told) == ending


def test_a_cause_of_several_clusters_is_told_once_with_its_remedy():
    blocked = [cluster(name, {"firewall": allowing("a.contoso.com")}) for name in ("b", "c")]
    made = overview(result(FLEET[0], *blocked))
    (error,) = [one for one in made.causes if one.problem.severity == "error"]
    assert error.clusters == ("b", "c") and made.causes[0] == error
    assert (made.remedy, made.cause) == (error.problem.remedy, error.problem.anchor)
    assert "The worst cause, of 2 clusters: Firewall fw blocks destinations: no rule allows them." in made.lead
    stopped = {**blocked[0], "failed": True, "stopped": True, "findings": []}
    assert overview(result(FLEET[0], stopped)).causes[0].problem.code == "blocked_dependency"


def test_clusters_are_counted_by_what_became_of_them_and_what_is_rare_only_where_there_is_some():
    everything = (
        *FLEET,
        cluster("b", {"firewall": allowing("a.contoso.com")}),
        cluster("r", {"route_table": documents.table(("to-hub", "0.0.0.0/0", "VirtualAppliance"))}),
        cluster("w", {"route_table": documents.table(PAST)}),
        cluster("n", {"cluster": documents.NOT_INJECTED, "subnet": None}),
        cluster("u", {"firewall": documents.firewall(), "unread": {"chain": "It could not be read"}}),
        cluster("p"),
        cluster("x", state="absent"),
    )
    assert overview(result(*everything, mode="run")).counts == (
        ("clusters locked down", 2, "good"),
        ("clusters failed", 2, "bad"),
        ("clusters with errors", 2, "bad"),
        ("cluster unknown", 1, "open"),
        ("cluster not locked down", 1, "open"),
        ("cluster planned", 1, "open"),
        ("cluster in no network", 1, "aside"),
        ("cluster let go", 1, "good"),
    )
    assert overview(result(FLEET[0], cluster("x", state="absent"), mode="preview")).counts == (
        ("cluster to be locked down", 1, "good"),
        ("clusters failed", 0, "aside"),
        ("clusters with errors", 0, "aside"),
        ("cluster to be let go", 1, "good"),
    )


def test_without_any_cluster_there_is_a_page_all_the_same():
    made = overview(result())
    assert (made.headline, made.state, made.title) == (
        "No cluster was given",
        "aside",
        "Outgoing traffic of 0 clusters",
    )
