# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster among many is a line: what became of it, and the worst of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.lines import Fate, line_of
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.overview import overview

from .results import FINE, FLEET, GATE, LOST, allowing, cluster, lost, result


@pytest.mark.parametrize(
    ("letters", "shown"), [(0, ""), (200, "x" * 200), (201, f"{'x' * 199}\N{HORIZONTAL ELLIPSIS}")]
)
def test_a_sentence_fits_into_a_cell_or_is_cut(letters, shown):
    assert replace(FINE, worst="x" * letters).short == shown


@pytest.mark.parametrize(
    ("outcome", "mode", "told"),
    [
        (Fate.LOCKED, "preview", "would be locked down"),
        (Fate.AWAY, "preview", "would be taken away"),
        (Fate.KEPT, "preview", "would not be wholly taken away"),
        (Fate.LOCKED, "run", "locked down"),
        (Fate.FAILED, "preview", "failed"),
        (Fate.STOPPED, "preview", "would stop"),
        (Fate.STOPPED, "run", "stopped before routing"),
        (Fate.LOOSE, "", "not locked down"),
    ],
)
def test_what_became_of_a_cluster_is_foretold_by_a_preview(outcome, mode, told):
    line = replace(FINE, outcome=outcome)
    assert (line.told(mode), line.failed) == (told, outcome in (Fate.FAILED, Fate.STOPPED))


def test_clusters_of_one_name_are_told_apart():
    twin = {**FLEET[0], "id": FLEET[0]["id"].replace("rg-adx", "rg-other")}
    third = {**FLEET[0], "id": FLEET[0]["id"].replace("/subscriptions/s/", "/subscriptions/t/")}
    assert {line.label for line in overview(result(FLEET[0], twin)).clusters} == {"fine in rg-adx", "fine in rg-other"}
    assert {line.label for line in overview(result(FLEET[0], third)).clusters} == {FLEET[0]["id"], third["id"]}


def test_those_that_need_somebody_stand_first_with_the_worst_of_them():
    blocked = cluster("b", {"firewall": allowing("a.contoso.com")})
    lines = overview(result(FLEET[0], blocked, *FLEET[1:])).clusters
    assert [line.label for line in lines] == ["lost", "gated", "b", "fine", "good"]
    assert [line.worst for line in lines[:2]] == [LOST, GATE] and "b.contoso.com:443" in lines[2].worst
    assert lines[2].verdicts == (("allowed", 1, "good"), ("blocked", 1, "bad"), ("unknown", 0, "open"))
    assert (lines[0].region, lines[3].region, lines[3].concerned) == ("unknown", "westus", ("rules",))
    nothing = cluster("p")
    assert overview(result(nothing, lost(), written=[])).clusters[1].concerned == ()
    assert overview(result(nothing, lost(), mode="preview")).clusters[1].concerned == ("rules", "routes")


def test_a_failure_without_words_says_that_nobody_knows_why():
    line = overview(result(lost(), cluster("z", failed=True, msg=""))).clusters[1]
    assert (line.worst, line.failure, line.code) == ("No reason is known.", "No reason is known.", "")


def test_a_check_that_failed_is_told_by_what_it_found_and_not_as_a_failure():
    told = {"failed": True, "code": "check_failed", "msg": "The check has 1 finding."}
    blocked = line_of(cluster("b", {"firewall": allowing()}, **told), "b", result())
    assert (blocked.outcome, blocked.failed) == (Fate.BLOCKED, False)
    strict = line_of(cluster("b", {}, **told), "b", result())
    assert strict.outcome == Fate.FAULTY, "what fails the check is no error, and yet it fails"
