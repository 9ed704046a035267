# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One report about several clusters that restrict their access themselves."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.overview import overview

from .access_results import BUS, ORDERS, cluster, failed, finding, plan, result, used, written

UNSURE = plan(uses=[used(), used(BUS, "cannot_tell", None)])
DENIED = plan(uses=[used(ORDERS, "denied", "sql")])


@pytest.mark.parametrize(
    ("clusters", "mode", "state", "headline"),
    [
        ((cluster(), cluster("c2")), "run", "good", "All 2 clusters are restricted"),
        ((cluster(), cluster("c2")), "preview", "good", "All 2 clusters would be restricted"),
        (
            (cluster(), cluster("c2", planned=UNSURE), failed("Conflict", "No.", name="c3")),
            "run",
            "bad",
            "2 of 3 clusters are restricted, 1 of them with unknown destinations, 1 failed",
        ),
        (
            (cluster(planned=DENIED), cluster("c2", findings=[finding("deleted_source", "error")])),
            "run",
            "bad",
            "All 2 clusters are restricted, 1 of them with errors, 1 of them with blocked destinations",
        ),
        (
            (cluster(), cluster("c2", state="unrestricted")),
            "preview",
            "good",
            "1 cluster would be restricted, 1 cluster would be unrestricted",
        ),
        (
            (failed("Conflict", "No."), failed("Conflict", "No.", name="c2")),
            "run",
            "bad",
            "None of 2 clusters is restricted",
        ),
    ],
)
def test_the_headline_counts_what_holds_and_what_does_not(clusters, mode, state, headline):
    made = overview(result(*clusters, mode=mode))
    assert (made.state, made.title) == (state, f"Outbound access of {len(clusters)} clusters")
    assert made.headline.startswith(headline)


def test_the_figures_say_how_many_of_each_there_are():
    made = overview(
        result(cluster(), cluster("c2", state="unrestricted"), cluster("c3", planned=DENIED), mode="preview")
    )
    assert [(count, what) for what, count, _state in made.counts] == [
        (1, "cluster to be restricted"),
        (0, "clusters failed"),
        (1, "cluster with blocked destinations"),
        (0, "clusters with unknown destinations"),
        (1, "cluster to be unrestricted"),
    ]


def test_what_somebody_has_to_look_at_at_once_stands_before_all_that_failed():
    clusters = failed("Conflict", "No."), failed("not_reached", "No.", name="c2"), failed("left_open", "No.", name="c3")
    made = overview(result(*clusters, cluster("c4")))
    assert [line.label for line in made.clusters] == ["c3", "c1", "c2", "c4"]
    assert [line.label for line in made.failed] == ["c3", "c1", "c2"]


def test_each_cluster_has_its_region_what_was_written_and_what_it_came_to():
    made = overview(result(cluster(), cluster("c2", state="unrestricted"), sent=[written()]))
    assert [(line.region, line.concerned, line.told("run")) for line in made.clusters] == [
        ("westus", ("outbound access",), "restricted"),
        ("westus", (), "unrestricted"),
    ]
    assert (made.ending, made.told) == ("Done", "written for 1 of 2 clusters")
    ahead = overview(result(cluster(), cluster("c2", state="unrestricted"), mode="preview"))
    assert [line.told("preview") for line in ahead.clusters] == ["would be restricted", "would be unrestricted"]


def test_where_every_cluster_was_refused_there_is_no_plan_hash():
    refused = failed("denied_callouts", "No."), failed("denied_callouts", "No.", name="c2")
    assert overview(result(*refused)).plan_hash == "" and overview(result(*refused, cluster("c3"))).plan_hash


def test_what_was_asked_is_told_for_each_kind():
    made = overview(result(cluster(), cluster("c2"), cluster("c3", state="unrestricted")))
    assert [text for _label, text in made.facts] == [
        "Restrict the outbound access of 2 clusters at the clusters themselves",
        "Lift the restriction of the outbound access of 1 cluster",
    ]
