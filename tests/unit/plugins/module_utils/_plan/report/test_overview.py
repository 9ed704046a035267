# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One report for a call about many clusters: how all fared, who failed and why, the approval, and each by itself."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import approval
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import formats
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.overview import Overview, overview
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents

from .results import FLEET, FORMS, GATE, LOST, PAST, allowing, cluster, gated, lost, result


@pytest.mark.parametrize(
    ("clusters", "mode", "state", "told"),
    [
        (FLEET[:2], "run", "good", "All 2 clusters are locked down"),
        (FLEET[:2], "preview", "good", "All 2 clusters would be locked down"),
        (FLEET, "run", "bad", "2 of 4 clusters are locked down, 2 failed"),
        (FLEET, "preview", "bad", "2 of 4 clusters would be locked down, 2 failed"),
        ((lost(), gated()), "run", "bad", "None of 2 clusters is locked down, 2 failed"),
        ((lost(),), "run", "bad", "No cluster is locked down, 1 failed"),
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
            "1 of 2 clusters is locked down, 1 with faults",
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
            "1 of 2 clusters is locked down, 1 not known",
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


def test_those_that_need_somebody_stand_first_with_the_worst_of_them():
    blocked = cluster("b", {"firewall": allowing("a.contoso.com")})
    lines = overview(result(FLEET[0], blocked, *FLEET[1:])).clusters
    assert [line.label for line in lines] == ["gated", "lost", "b", "fine", "good"]
    assert [line.worst for line in lines[:2]] == [GATE, LOST] and "b.contoso.com:443" in lines[2].worst
    assert lines[2].verdicts == (("allowed", 1, "good"), ("blocked", 1, "bad"), ("not known", 0, "open"))
    assert (lines[1].region, lines[3].region, lines[3].concerned) == ("not known", "westus", ("rules",))
    assert overview(result(cluster("p", written=[]), lost())).clusters[1].concerned == ("rules", "routes")


def test_clusters_of_one_name_are_told_apart():
    twin = {**FLEET[0], "id": FLEET[0]["id"].replace("rg-adx", "rg-other")}
    third = {**FLEET[0], "id": FLEET[0]["id"].replace("/subscriptions/s/", "/subscriptions/t/")}
    assert {line.label for line in overview(result(FLEET[0], twin)).clusters} == {"fine in rg-adx", "fine in rg-other"}
    assert {line.label for line in overview(result(FLEET[0], third)).clusters} == {FLEET[0]["id"], third["id"]}


def test_one_cluster_has_the_report_that_it_has_by_itself():
    (one, other), told = (cluster("c1", {}), lost()), {"when": "Tuesday", "version": "1"}
    for form in ("html", "md"):
        whole = formats.render(result(one), form, **told)
        alone = formats.render(one["check"], form, plan={**one["plan"], "plan_hash": "ab" * 44}, **told)
        assert whole == alone
    document = json.loads(formats.render(result(one), "json", **told))
    assert document["title"] == "Outgoing traffic of cluster c1" and document["mode"] == "run"
    assert isinstance(overview(result(other)), Overview), "one that was never planned has no report of its own"


def test_a_failure_is_the_headline_where_nothing_was_checked_or_all_else_is_well():
    for one in (gated("c1"), cluster("c1", {}, failed=True, msg=GATE)):
        made = overview(result(one))
        assert (made.state, made.headline) == ("bad", "The run failed for this cluster")
        assert all(GATE in formats.render(result(one), form).replace("\\", "") for form in FORMS)
    made = overview(result(cluster("c1", {"firewall": allowing()}, failed=True, msg=GATE)))
    assert made.headline == "2 of 2 destinations are blocked" and made.failure == GATE


def test_the_json_report_of_a_preview_is_an_approval():
    made = approval.parts({str(world.CLUSTER): {}}, {str(world.CLUSTER): ["shared_default_route"]})
    for clusters in ([cluster("c1", {})], [cluster("c1", {}), lost()]):
        told = {"plan_hash": made.hash, "parts": made.as_option(), "mode": "preview"}
        text = formats.render(result(*clusters, **told), "json")
        assert approval.from_report(text).hash == made.hash
        assert "shared_default_route" in formats.render(result(*clusters, **told), "html"), "who approves sees the risk"
