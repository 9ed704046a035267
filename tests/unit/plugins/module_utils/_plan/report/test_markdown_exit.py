# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text about a cluster that leaves its network: the same in the same order as the page."""

from __future__ import annotations

from ansible_collections.adx.outbound.plugins.module_utils._plan.report import formats

from .exit_results import (
    HUB,
    LAKE,
    TAKEN,
    cluster,
    condition,
    conditions,
    place,
    plan,
    refused,
    result,
    source,
    stopped,
)
from .results import HOSTILE


def text(*clusters, mode="run", **more):
    return formats.render(result(*clusters, mode=mode, **more), "md")


def headings(told):
    return [line for line in told.splitlines() if line.startswith("#")]


def test_it_has_the_headings_of_the_page():
    assert headings(text(refused(), mode="preview")) == [
        "# Network of cluster c1",
        "## Findings",
        "## Preconditions",
        "## What would change",
        "## What it reads from, as it would be",
        "## What it is known to use",
        "### External data, type external_data",
        "## What stays",
        "## What this is about",
        "### Resources",
    ]


def test_each_precondition_is_a_row_with_whether_it_was_accepted():
    told = text(cluster(planned=plan(preconditions=conditions(TAKEN))))
    assert "| Public access | ✓ met | This is so of public_access. |  |" in told
    assert (
        "| What it reads from | ✗ missing | This is so of sources.<br>Accepted with no_managed_private_endpoint. |"
        " Do something. |" in told
    )


def test_what_is_not_reached_stands_before_what_is_folded():
    told = text(cluster(planned=plan(sources=[source(), source(HUB, "cut_off", "It lets in nobody", ["a", "b"])])))
    assert f"| {HUB} | ✗ cut off | It lets in nobody. | a<br>b |" in told
    assert told.index(HUB) < told.index("<details><summary>1 source reached</summary>") < told.index(f"| {LAKE} |")


def test_network_and_public_access_stand_before_and_afterwards():
    assert "| Network | in subnet snet-adx of vnet | in none of yours |" in text(cluster())


def test_a_cluster_that_had_left_before_is_not_said_to_keep_what_a_return_needs():
    before = cluster(leaves=False, planned=plan(before=place(), preconditions=[condition()], sources=[]))
    assert "Nobody has looked here" in text(before) and "What it reads from\n" not in text(before)
    assert "so do rules and routes" in text(cluster())


def test_a_stopped_run_says_first_who_has_left_and_how_to_return():
    head = formats.render(stopped(), "md").partition("## ")[0]
    assert "Left: c1. Does not hold: c2. Not reached: c3." in head and "return_to_network" in head


def test_the_table_of_many_has_their_preconditions():
    told = text(cluster(), cluster("c2", TAKEN))
    assert "| Preconditions |" in told and "4 met, 1 missing" in told


def test_whatever_somebody_wrote_stays_text():
    bad = condition(HOSTILE, "missing", HOSTILE, accepted=True, message=HOSTILE, remedy=HOSTILE)
    told = text(cluster(planned=plan(preconditions=[bad], sources=[source(HOSTILE, "cut_off", HOSTILE, [HOSTILE])])))
    assert "<script" not in told
