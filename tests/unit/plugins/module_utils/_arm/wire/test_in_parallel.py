# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several reads at a time: in order, bounded, each with its own error."""

from __future__ import annotations

import threading

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import in_parallel
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError


def test_results_come_in_the_order_of_the_items_whoever_is_first():
    first_may_end = threading.Event()

    def call(item):
        if item == 0:
            assert first_may_end.wait(10)
        first_may_end.set()
        return item * 10

    assert in_parallel.each(call, range(3)) == [(0, None), (10, None), (20, None)]


def test_as_many_as_allowed_are_under_way_and_never_more():
    """Everybody waits until the house is full, which only comes to pass when exactly so many may be in it."""
    full, lock, inside, most = threading.Barrier(in_parallel.AT_ONCE), threading.Lock(), [0], [0]

    def call(_item):
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        full.wait(10)
        with lock:
            inside[0] -= 1

    in_parallel.each(call, range(3 * in_parallel.AT_ONCE))
    assert most[0] == in_parallel.AT_ONCE


@pytest.mark.parametrize("error", [ArmError("read it", "no"), PlanError("It is none.")])
def test_an_error_of_one_item_is_told_in_its_place(error):
    def call(item):
        if item == 1:
            raise error
        return item

    assert in_parallel.each(call, range(3)) == [(0, None), (None, error), (2, None)]


def test_a_fault_of_our_own_is_no_result():
    with pytest.raises(ZeroDivisionError):
        in_parallel.each(lambda item: 1 / item, [1, 0])


def test_nothing_to_do_is_done():
    assert in_parallel.each(lambda item: item, []) == []


def test_what_only_computes_is_done_one_after_another():
    second_began = threading.Event()

    def call(item):
        if item == 1:
            second_began.set()
        return item == 0 and second_began.wait(0.2)

    assert in_parallel.each(call, range(2), at_once=1) == [(False, None), (False, None)]
    second_began.clear()
    assert in_parallel.each(call, range(2)) == [(True, None), (False, None)]


def test_a_next_step_takes_what_the_earlier_one_gave_and_passes_its_errors_on():
    error, asked = PlanError("It is none."), []

    def call(item):
        asked.append(item)
        if item == 30:
            raise ArmError("read it", "no")
        return item + 1

    first, second, third = in_parallel.then(call, [(10, None), (None, error), (30, None)], at_once=1)
    assert (first, second) == ((11, None), (None, error))
    assert third[0] is None and isinstance(third[1], ArmError)
    assert asked == [10, 30]
