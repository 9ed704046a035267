# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The line of a console about clusters that leave their networks, and what stands below it."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.console import COLUMNS, LINES, lines

from .access_results import finding
from .exit_results import (
    HASH,
    LAKE,
    TAKEN,
    UNMET,
    adrift,
    cluster,
    failed,
    not_reached,
    refused,
    result,
    stopped,
    unread,
    written,
)


def shown(*clusters, mode="run", **more):
    told = lines(result(*clusters, mode=mode, **more))
    assert len(told) <= LINES and max(map(len, told)) <= COLUMNS
    return told


@pytest.mark.parametrize(
    ("one", "mode", "sent", "told"),
    [
        (
            cluster(),
            "preview",
            (),
            "Preview: cluster c1 would leave its network, with all 5 preconditions met; nothing has been written.",
        ),
        (cluster(), "run", (), "Done: cluster c1 has left its network, with all 5 preconditions met."),
        (
            cluster("c1", TAKEN),
            "run",
            (),
            "Done: cluster c1 has left its network, with 1 of 5 preconditions missing.",
        ),
        (
            cluster(leaves=False, pending=()),
            "run",
            (),
            "Done: cluster c1 has left already.",
        ),
        (refused(), "run", (), "Refused: Event Hubs namespace evhns would not be reached."),
        (
            refused(),
            "preview",
            (),
            "Preview: a run would be refused: Event Hubs namespace evhns would not be reached; nothing has been"
            " written.",
        ),
        (
            failed("not_restricted", "No.", findings=[finding("not_restricted", "error")]),
            "run",
            (),
            "Refused: nothing would restrict what leaves cluster c1.",
        ),
        (
            failed("no_managed_private_endpoint", "No.", findings=[{**UNMET, "concerns": [LAKE]}]),
            "run",
            (),
            "Refused: storage account lake would not be reached.",
        ),
        (
            failed("no_network", "No."),
            "run",
            (),
            "Refused: the cluster names no virtual network that it could leave or return to.",
        ),
        (
            adrift(),
            "run",
            [written()],
            "Failed: cluster c1 was sent out of its network, and does not hold: return_to_network.",
        ),
        (
            failed("Timeout", "No."),
            "run",
            [written(certain=False)],
            "Failed: cluster c1 may have left its network: return_to_network.",
        ),
        (not_reached(), "run", (), "Failed: cluster c1 was not reached, and stays in its network."),
        (failed("Conflict", "No."), "run", (), "Failed: the plan of cluster c1 was not carried out."),
        (unread(), "run", (), "Failed: the plan of cluster c1 could not be made."),
        (unread(), "preview", (), "Preview: a run would fail for cluster c1; nothing has been written."),
    ],
)
def test_the_first_line_is_the_answer(one, mode, sent, told):
    assert shown(one, mode=mode, sent=sent)[0] == told


def test_the_longest_name_of_a_cluster_fits_where_it_says_how_to_return():
    one = adrift("a" * 22)
    assert shown(one, sent=[written("a" * 22)])[0].endswith("return_to_network.")


@pytest.mark.parametrize(
    ("clusters", "mode", "told"),
    [
        ((cluster(), cluster("c2")), "run", "Done: all 2 clusters are out of their networks."),
        (
            (cluster(), refused("c2")),
            "preview",
            "Preview: 1 of 2 clusters would be out of its network, 1 would fail; nothing has been written.",
        ),
    ],
)
def test_several_are_told_in_one_sentence(clusters, mode, told):
    assert shown(*clusters, mode=mode)[0] == told


def test_a_run_that_stopped_says_first_who_has_left_and_how_to_return():
    told = lines(stopped())
    assert told[0] == "1 of 3 clusters is out of its network, 1 does not hold, 1 was not reached."
    assert told[1] == "Left: c1. Does not hold: c2. Not reached: c3."
    assert "return_to_network" in " ".join(told[2:4])
    many = [cluster(f"cluster-{number}") for number in range(200)]
    sent = [written(one["cluster"]) for one in many]
    assert len(shown(*many, adrift("last"), sent=[*sent, written("last")])) <= LINES


def test_a_refusal_is_told_once_and_what_else_there_is_below_it():
    one = failed(
        "no_managed_private_endpoint", f"{UNMET['message']} Do.", findings=[UNMET, finding(message="And this.")]
    )
    told = " ".join(shown(one))
    assert told.count(UNMET["message"]) == 1 and "And this." in told and "proposed lists" not in told


def test_what_is_refused_has_no_plan_hash_and_would_write_nothing():
    told = " ".join(shown(refused(), mode="preview"))
    assert HASH not in told and "A run would write" not in told
    assert f"Plan hash: {HASH}" in shown(cluster(), mode="preview")
    assert "A run would write network settings." in shown(cluster(), mode="preview")


def test_what_was_written_and_accepted_is_told():
    told = shown(cluster("c1", TAKEN, accepted={"no_managed_private_endpoint": "No."}), sent=[written()])
    assert "Written: the network settings of cluster c1 in resource group rg-adx." in told
    assert "Accepted risks: no_managed_private_endpoint" in told
