# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of a cluster, in a word, with and without details."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.fates import (
    AHEAD,
    FAILURES,
    OUTCOMES,
    Fate,
    fate_of,
    states_of,
    verdicts_of,
)

from . import access_results
from .access_results import finding
from .exit_results import (
    TAKEN,
    TAKEN_UNKNOWN,
    adrift,
    cluster,
    failed,
    not_reached,
    refused,
    result,
    unread,
    written,
)

ERROR = finding("open_to_all", "error")
LOST = written(certain=False)


@pytest.mark.parametrize(
    ("one", "sent", "fate"),
    [
        (cluster(), [written()], "left its network"),
        (cluster(leaves=False, pending=()), [], "had left before"),
        (cluster("c1", TAKEN), [written()], "out, preconditions missing"),
        (cluster("c1", TAKEN_UNKNOWN), [written()], "out, preconditions unknown"),
        (cluster("c1", TAKEN, TAKEN_UNKNOWN), [written()], "out, preconditions missing"),
        (cluster(findings=[ERROR]), [written()], "with errors"),
        (failed("check_failed", "It has a finding."), [written()], "with errors"),
        (refused(), [], "failed"),
        (unread(), [], "failed"),
        (not_reached(), [], "not reached"),
        (adrift(), [written()], "does not hold"),
        (failed("Timeout", "No answer."), [LOST], "may have been written"),
        (failed("Timeout", "No answer."), [written("c2")], "failed"),
        (failed("Timeout", "No answer."), [written(taken_back=True)], "failed"),
    ],
)
def test_what_became_of_a_cluster_on_its_way_out_of_its_network(one, sent, fate):
    assert fate_of(one, result(one, sent=sent)) == fate
    assert fate_of({**one, "plan": None}, result(one, sent=sent)) == fate, "by its figures alone"


def test_every_fate_is_good_or_bad_and_failures_are_bad():
    assert set(OUTCOMES) == set(Fate) and set(AHEAD) < set(Fate)
    assert {OUTCOMES[fate] for fate in FAILURES} == {"bad"}


def test_preconditions_are_counted_as_verdicts_are():
    one = cluster("c1", TAKEN, TAKEN_UNKNOWN)
    assert verdicts_of(one) == (("met", 3, "good"), ("missing", 1, "bad"), ("unknown", 1, "open"))
    assert verdicts_of(access_results.cluster())[0] == ("allowed", 1, "good")
    assert (verdicts_of(unread()), states_of(unread())) == ((), None)
