# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The line of a console about clusters that restrict their access themselves, and what stands below it."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.console import COLUMNS, LINES, lines

from .access_results import BUS, HASH, ORDERS, cluster, failed, finding, plan, result, used, written

DENIED, UNSURE = used(ORDERS, "denied", "sql"), used(BUS, "cannot_tell", None)
UNREAD = {"plan": {}, "summary": {}, "pending": []}


def first(*clusters, mode="run", **more):
    told = lines(result(*clusters, mode=mode, **more))
    assert len(told) <= LINES and max(map(len, told)) <= COLUMNS
    return told[0]


@pytest.mark.parametrize(
    ("one", "mode", "told"),
    [
        (cluster(), "run", "Done: outbound access of cluster c1 is restricted, with its one destination allowed."),
        (
            cluster(planned=plan(uses=[used(), used(BUS)])),
            "preview",
            "Preview: outbound access of cluster c1 would be restricted, with all 2 destinations allowed.",
        ),
        (
            cluster(planned=plan(uses=[used(), UNSURE, DENIED])),
            "run",
            "Done: outbound access of cluster c1 is restricted; of 3 destinations 1 allowed, 1 blocked and 1 unknown.",
        ),
        (
            cluster(planned=plan(uses=[])),
            "run",
            "Done: outbound access of cluster c1 is restricted, and it is known to use nothing.",
        ),
        (cluster(state="unrestricted"), "run", "Done: outbound access of cluster c1 is unrestricted."),
        (
            failed("denied_callouts", "No.", planned=plan(uses=[used(), DENIED])),
            "run",
            "Refused: 1 of 2 destinations of cluster c1 would be blocked.",
        ),
        (
            failed("open_callouts", "No.", planned=plan(uses=[used(), UNSURE])),
            "run",
            "Refused: 1 of 2 destinations of cluster c1 is unknown.",
        ),
        (failed("unlisted_uses", "No."), "run", "Refused: nobody has listed what queries and external tables use."),
        (failed("left_open", "No."), "run", "Failed: access of cluster c1 may NOT be restricted now."),
        (failed("not_taken_back", "No."), "run", "Failed: what this run wrote for cluster c1 could not be taken back."),
        (failed("taken_back", "No."), "run", "Failed: what this run wrote for cluster c1 was taken back."),
        (failed("not_reached", "No."), "run", "Failed: cluster c1 was left as it is."),
        (failed("Conflict", "No."), "run", "Failed: the plan of cluster c1 was not carried out."),
        ({**failed("ResourceNotFound", "No."), **UNREAD}, "run", "Failed: cluster c1 could not be planned."),
        (
            {**failed("ResourceNotFound", "No."), **UNREAD},
            "preview",
            "Preview: a run would fail for cluster c1; nothing has been written.",
        ),
        (
            failed("denied_callouts", "No.", planned=plan(uses=[used(), DENIED])),
            "preview",
            "Preview: a run would be refused: 1 of 2 destinations of cluster c1 would be blocked.",
        ),
        (failed("Conflict", "No."), "preview", "Preview: a run would fail for cluster c1; nothing has been written."),
    ],
)
def test_the_first_line_is_the_answer(one, mode, told):
    assert first(one, mode=mode) == told


@pytest.mark.parametrize(
    ("clusters", "mode", "told"),
    [
        ((cluster(), cluster("c2")), "run", "Done: all 2 clusters are restricted."),
        (
            (cluster(), cluster("c2", state="unrestricted"), cluster("c3", planned=plan(uses=[UNSURE]))),
            "preview",
            "Preview: of 3 clusters 1 would be restricted, 1 would be restricted with unknown destinations, 1 would"
            " be ...",
        ),
        ((cluster(), failed("left_open", "No.", name="c2")), "run", "1 of 2 clusters failed, 1 is restricted."),
    ],
)
def test_several_are_told_in_one_sentence(clusters, mode, told):
    assert first(*clusters, mode=mode) == told


def test_a_refusal_is_told_once_and_what_else_there_is_below_it():
    said = "Something is to be said. Do something, or accept that with accept: [denied_callouts]."
    one = failed("denied_callouts", said, findings=[finding("denied_callouts", "error"), finding(message="And this.")])
    told = " ".join(lines(result(one)))
    assert told.count("Something is to be said.") == 1 and "And this." in told


def test_what_is_refused_has_no_plan_hash_and_would_write_nothing():
    told = " ".join(lines(result(failed("denied_callouts", "No."), mode="preview")))
    assert HASH not in told and "A run would write" not in told
    assert f"Plan hash: {HASH}" in lines(result(cluster(), mode="preview"))
    assert "A run would write outbound access." in lines(result(cluster(), mode="preview"))


def test_how_long_access_was_open_stands_right_below_the_answer():
    opened = cluster(accepted={"open_while_changing": "Access of cluster c1 was not restricted for 90 seconds."})
    assert lines(result(opened))[1] == "Access of cluster c1 was not restricted for 90 seconds."
    both = failed("taken_back", "It failed. Access was not restricted for 90 seconds.", accepted=opened_words())
    assert " ".join(lines(result(both))).count("90 seconds") == 1, "a failure says it itself"


def opened_words():
    return {"open_while_changing": "Access was not restricted for 90 seconds."}


def test_two_writes_of_one_cluster_are_told_as_one():
    told = lines(result(cluster(), sent=[written(), written()]))
    assert "Written: the outbound access of cluster c1 in resource group rg-adx." in told
