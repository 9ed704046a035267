# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One report about several clusters that leave their networks."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.fates import Fate
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.overview import overview
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.overview_exit import ended, sentence

from .access_results import finding
from .exit_results import TAKEN, TAKEN_UNKNOWN, adrift, cluster, refused, result, stopped, unread, written


@pytest.mark.parametrize(
    ("clusters", "mode", "state", "headline"),
    [
        ((cluster(), cluster("c2")), "run", "good", "All 2 clusters are out of their networks"),
        ((cluster(), cluster("c2")), "preview", "good", "All 2 clusters would be out of their networks"),
        (
            (cluster(), refused("c2"), unread("c3")),
            "preview",
            "bad",
            "1 of 3 clusters would be out of its network, 2 would fail",
        ),
        ((refused(), unread("c2")), "run", "bad", "None of 2 clusters is out of its network, 2 failed"),
        (
            (cluster(), cluster("c2", leaves=False, pending=())),
            "run",
            "good",
            "All 2 clusters are out of their networks, 1 of them since before",
        ),
        (
            (cluster("c1", TAKEN), cluster("c2", TAKEN_UNKNOWN), cluster("c3", findings=[finding("x", "error")])),
            "run",
            "bad",
            "All 3 clusters are out of their networks, 1 of them with preconditions unknown, 1 of them with"
            " preconditions missing, 1 of them with errors",
        ),
    ],
)
def test_the_headline_counts_who_is_out_and_who_is_not(clusters, mode, state, headline):
    made = overview(result(*clusters, mode=mode))
    assert (made.state, made.title) == (state, f"Network of {len(clusters)} clusters")
    assert (made.headline, made.judged) == (headline, "Preconditions")


def test_a_run_that_stopped_in_the_middle_says_who_has_left_who_has_not_and_how_to_return():
    made = overview(stopped())
    assert made.headline == "1 of 3 clusters is out of its network, 1 does not hold, 1 was not reached"
    assert made.lead.startswith("Left: c1. Does not hold: c2. Not reached: c3.")
    assert made.remedy.startswith("Look at cluster c2. To go back with it, or with any that has left, run the playbook")
    assert "return_to_network" in made.remedy and made.cause == ""
    assert [line.label for line in made.clusters] == ["c2", "c3", "c1"], "what somebody has to look at stands first"
    assert [line.label for line in made.failed] == ["c2", "c3"]
    assert (made.ending, made.told) == ("Failed", "written for 2 of 3 clusters")


def test_a_run_that_was_not_stopped_has_the_remedy_of_its_worst_cause():
    made = overview(result(cluster(), refused("c2")))
    assert made.remedy == "Do something." and made.lead.startswith("The worst cause, of 1 cluster: Event Hubs")


@pytest.mark.parametrize(
    ("fates", "told"),
    [
        ([], "no cluster was given"),
        ([Fate.LOST, Fate.LOST], "none of 2 clusters is out of its network, 2 may have left"),
        (
            [Fate.LEFT, Fate.ADRIFT, Fate.ADRIFT, Fate.NOT_REACHED, Fate.NOT_REACHED],
            "1 of 5 clusters is out of its network, 2 do not hold, 2 were not reached",
        ),
    ],
)
def test_the_sentence_goes_with_its_numbers(fates, told):
    assert sentence(fates, ahead=False) == told


def test_every_cluster_of_a_stopped_run_is_named_by_what_became_of_it():
    outcomes = [
        ("d", Fate.LEFT),
        ("b", Fate.LEFT_BEFORE),
        ("c", Fate.LOST),
        ("e", Fate.FAILED),
        ("f", Fate.NOT_REACHED),
        ("a", Fate.FAULTY),
    ]
    assert ended(outcomes)[0] == "Left: a, b, d. May have left: c. Failed: e. Not reached: f."
    many = ended([("x", Fate.ADRIFT), *((f"c{number}", Fate.LEFT) for number in range(10, 22))])[0]
    assert "c19 and 2 more." in many and "c20" not in many
    assert ended([("a", Fate.LEFT), ("b", Fate.FAILED), ("c", Fate.NOT_REACHED)]) == ("", "")


def test_the_figures_say_how_many_of_each_there_are():
    assert [(count, what) for what, count, _state in overview(stopped()).counts] == [
        (1, "cluster out"),
        (1, "cluster failed"),
        (0, "clusters with preconditions missing"),
        (0, "clusters with preconditions unknown"),
        (1, "cluster not reached"),
    ]
    ahead = overview(result(cluster(), cluster("c2", TAKEN), mode="preview"))
    assert [(count, what) for what, count, _state in ahead.counts] == [
        (2, "clusters to be out"),
        (0, "clusters failed"),
        (1, "cluster with preconditions missing"),
        (0, "clusters with preconditions unknown"),
    ]


def test_each_cluster_has_its_preconditions_and_what_was_written():
    made = overview(result(cluster("c1", TAKEN), adrift("c2"), sent=[written("c1"), written("c2")]))
    assert [(line.label, line.told("run"), line.concerned) for line in made.clusters] == [
        ("c2", "does not hold", ("network settings",)),
        ("c1", "out, preconditions missing", ("network settings",)),
    ]
    assert made.clusters[1].verdicts[:2] == (("met", 4, "good"), ("missing", 1, "bad"))
    ahead = overview(result(cluster(), cluster("c2", TAKEN), mode="preview"))
    assert [line.told("preview") for line in ahead.clusters] == [
        "would be out, preconditions missing",
        "would leave its network",
    ]
    assert [text for _label, text in ahead.facts] == ["Take 2 clusters out of the virtual network"]
