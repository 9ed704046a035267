# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judge of writers tells a loss that was missed from those that were repaired, reported or not to be seen."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible_collections.adx.outbound.tests.faults.fates import (
    MISSED,
    REPAIRED,
    REPORTED,
    UNSEEN,
    fate,
    held_after,
    losses,
)
from ansible_collections.adx.outbound.tests.faults.shared import FOREIGN
from ansible_collections.adx.outbound.tests.faults.writer import AGENT

SHARED = SimpleNamespace(rounds=lambda body: body)
OURS, THEIRS = ("1", 7), (FOREIGN, 3)
BOTH, WITHOUT_OURS, WITHOUT_THEIRS = {"1": 7, FOREIGN: 3}, {FOREIGN: 3}, {"1": 7}


def asks(run, method="GET", body=None, status=200):
    return SimpleNamespace(method=method, status=status, body=body, headers={"User-Agent": AGENT.format(*run)})


def writes(run, body, status=200):
    return asks(run, "PUT", body, status)


TAKEN_BACK = [writes(OURS, WITHOUT_THEIRS), writes(THEIRS, WITHOUT_OURS)]


@pytest.mark.parametrize(
    ("entries", "failed", "expected"),
    [
        ([], None, UNSEEN),
        ([asks(THEIRS)], None, UNSEEN),
        ([asks(OURS)], None, MISSED),
        ([asks(OURS), writes(OURS, BOTH, status=412)], None, MISSED),
        ([asks(OURS)], "It was not done.", REPORTED),
        ([asks(OURS), writes(OURS, BOTH), asks(OURS)], None, REPAIRED),
        ([writes(("2", 1), BOTH), asks(OURS)], None, UNSEEN),
    ],
)
def test_what_becomes_of_a_loss_of_ours(entries, failed, expected):
    log = [*TAKEN_BACK, *entries]
    held = held_after(SHARED, log)
    (loss,) = losses(held, log)
    assert fate(loss, held, log, {"1": {7: failed}}) == expected


def test_nobody_of_ours_looks_for_what_a_foreign_writer_lost():
    log = [writes(THEIRS, WITHOUT_OURS), writes(OURS, WITHOUT_THEIRS), asks(OURS)]
    held = held_after(SHARED, log)
    (loss,) = losses(held, log)
    assert (loss.victim, fate(loss, held, log, {})) == (FOREIGN, UNSEEN)


def test_a_writer_that_changes_its_own_round_takes_nothing_back():
    log = [writes(OURS, BOTH), writes(("1", 8), {**BOTH, "1": 8})]
    assert losses(held_after(SHARED, log), log) == []
