# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a document says of the operation that last ran on it."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import change
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.change import Outcome, Situation


def document(state):
    return {"properties": {"provisioningState": state}}


@pytest.mark.parametrize(
    ("found", "state", "settled", "failed"),
    [
        (None, "Succeeded", True, False),
        ({}, "Succeeded", True, False),
        ({"properties": None}, "Succeeded", True, False),
        (document(None), "Succeeded", True, False),
        (document("Succeeded"), "Succeeded", True, False),
        (document("succeeded"), "succeeded", True, False),
        (document("Failed"), "Failed", True, True),
        (document("CANCELED"), "CANCELED", True, True),
        (document("Updating"), "Updating", False, False),
        (document("Deleting"), "Deleting", False, False),
        (document("Accepted"), "Accepted", False, False),
    ],
)
def test_a_resource_is_settled_in_one_of_three_states_and_two_of_these_are_bad(found, state, settled, failed):
    assert change.state_of(found) == state
    assert change.is_settled(found) is settled
    assert change.has_failed(found) is failed


def test_a_situation_has_no_neighbours_of_anybody_elses():
    one, two = Situation(None), Situation({})
    assert one.neighbours == two.neighbours == {} and one.neighbours is not two.neighbours


def test_an_outcome_keeps_no_original_unless_it_is_given_one():
    assert Outcome(before=[], after=[], changed=False, document=None).original is None
