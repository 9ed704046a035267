# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One deadline, kept; pauses that grow, unless Azure names its own."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError, NotFound, UnknownHost
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.patience import Patience
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import Clock
from hypothesis import given, settings
from hypothesis import strategies as st

WISHES = st.lists(st.none() | st.floats(0.001, 100), max_size=50)


class Failing:
    """Fails with each error in turn, then returns a word."""

    def __init__(self, *errors):
        self.errors, self.calls = list(errors), 0

    def __call__(self):
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "read"


def busy(retry_after=None):
    return ArmError("read it", "busy", transient=True, retry_after=retry_after)


@settings(deadline=None)
@given(st.floats(0, 300), WISHES)
def test_no_pause_ends_after_the_deadline(timeout, wishes):
    clock = Clock()
    patience = clock.patience(timeout)
    for wish in wishes:
        before = clock.now
        if not patience.wait(wish):
            assert clock.now == before
            break
        assert clock.now <= timeout


def test_without_a_wish_the_pauses_grow_to_ten_seconds_and_stay_there():
    clock = Clock()
    patience = clock.patience(100)
    while patience.wait():
        pass
    assert clock.pauses[:8] == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10] and set(clock.pauses[6:]) == {10}
    assert 90 < clock.now <= 100


def test_a_wish_of_azures_is_honoured_but_never_to_the_point_of_no_pause():
    clock = Clock()
    patience = clock.patience()
    assert patience.wait(11) and patience.wait(0.05) and patience.wait()
    assert clock.pauses == [11, 0.2, 0.8]


def test_a_wish_beyond_the_deadline_is_not_waited_for():
    clock = Clock()
    assert clock.patience(5).wait(6) is False
    assert clock.pauses == []


def test_a_wait_of_its_own_begins_with_short_pauses_and_has_the_same_deadline():
    clock = Clock()
    patience = clock.patience(2)
    patience.wait(), patience.wait()
    fresh = patience.fresh()
    assert fresh.wait() and patience.wait() and not fresh.wait(1)
    assert clock.pauses == [0.2, 0.4, 0.2, 0.8]


def test_a_wish_of_no_pause_still_comes_to_the_deadline():
    patience = Clock().patience(10)
    assert not all(patience.wait(0) for _attempt in range(1000))


def test_reading_goes_on_while_it_fails_in_passing():
    clock = Clock()
    call = Failing(busy(), busy(7), busy())
    assert clock.patience().read(call) == "read"
    assert (call.calls, clock.pauses) == (4, [0.2, 7, 0.8])


def test_reading_ends_at_once_with_an_error_that_will_not_pass():
    clock = Clock()
    for error in (NotFound("read it", "gone"), ArmError("read it", "denied", status=403)):
        call = Failing(error)
        with pytest.raises(ArmError) as raised:
            clock.patience().read(call)
        assert raised.value is error and call.calls == 1
    assert clock.pauses == []


def test_at_the_deadline_reading_raises_the_original_error():
    clock = Clock()
    faults = [busy() for _attempt in range(100)]
    call = Failing(*faults)
    with pytest.raises(ArmError) as raised:
        clock.patience(20).read(call)
    assert raised.value is faults[call.calls - 1] and clock.now <= 20


def test_a_fault_of_our_own_is_not_tried_again():
    call = Failing(KeyError("x"))
    with pytest.raises(KeyError):
        Clock().patience().read(call)
    assert call.calls == 1


def test_the_deadlines_error_says_how_long_and_what_was_heard_last():
    text = str(Clock().patience(30).expired("change route table rt", "it is Updating."))
    assert text == (
        "Cannot change route table rt: it was not done within 30 seconds; last heard: it is Updating. Azure goes on"
        " with what it has accepted: run again later, or give a longer O(timeout)."
    )


def test_it_tells_what_it_waits_for_after_ten_seconds_and_every_thirty_from_then_on():
    clock = Clock()
    pace = clock.telling(115).fresh()
    while pace.wait(what="to read it: busy"):
        pass
    assert clock.told == [(at, f"waiting to read it: busy, {at} s so far") for at in (10, 40, 70, 100)]


def test_a_wait_that_ends_within_ten_seconds_is_not_told():
    clock = Clock()
    patience = clock.telling()
    assert patience.wait(9.9) and clock.told == [] and clock.pauses == [9.9]


def test_one_long_pause_is_told_in_its_middle_and_is_no_longer_for_that():
    clock = Clock()
    assert clock.telling().wait(50, "for it")
    assert clock.now == 50
    assert clock.told == [(10, "waiting for it, 10 s so far"), (40, "waiting for it, 40 s so far")]


def test_short_waits_one_after_the_other_are_not_silent_either_and_each_counts_its_own_time():
    clock = Clock()
    patience = clock.telling()
    for number in range(3):
        patience.fresh().wait(8, f"for number {number}")
    assert clock.told == [(10, "waiting for number 1, 2 s so far")]


def test_time_that_passes_between_two_waits_counts_as_well():
    clock = Clock()
    pace = clock.telling(600).fresh()
    pace.wait(1)
    clock.now += 120  # a request without an answer
    pace.wait(1, "to read it")
    assert clock.told == [(121, "waiting to read it, 121 s so far")]


def test_what_is_read_in_vain_is_told_with_its_reason():
    clock = Clock()
    assert clock.telling().read(Failing(*[busy() for _attempt in range(7)])) == "read"
    assert clock.told == [(10, "waiting to read it: busy, 10 s so far")]


def test_a_line_is_one_line_of_bearable_length():
    clock = Clock()
    clock.telling().wait(11, "to read it:\r\n " + "very busy " * 100)
    ((_at, line),) = clock.told
    assert line.startswith("waiting to read it: very busy") and line.endswith(" ..., 10 s so far")
    assert len(line) < 350 and line.isprintable()


def test_pauses_are_spread_so_that_many_who_were_refused_together_come_back_apart():
    clock = Clock()
    chances = iter([0.0, 1.0, 0.5])
    pace = Patience(60, now=lambda: clock.now, sleep=clock.sleep, chance=lambda: next(chances))
    assert all([pace.wait(), pace.wait(), pace.wait()])
    assert clock.pauses == pytest.approx([0.2, 0.5, 0.9])
    pace.wait(7)
    assert clock.pauses[-1] == 7, "what Azure asks for is not spread"


def test_an_error_of_a_kind_that_never_passes_here_is_not_waited_for():
    clock = Clock()
    with pytest.raises(UnknownHost, match="there is no host nosuch"):
        clock.patience().read(Failing(UnknownHost("log in", "nosuch")), never=(UnknownHost,))
    assert clock.pauses == []
    assert clock.patience().read(Failing(UnknownHost("read", "arm.example"))) and clock.pauses == [0.2]


def test_less_than_the_deadline_is_less_than_the_deadline_and_never_more():
    clock = Clock()
    brief = clock.patience(60).within(1)
    assert brief.wait(0.9) and not brief.wait(0.9)
    assert not clock.patience(60).within(600).wait(61)


def test_a_wait_that_ends_as_the_first_word_is_due_needs_none():
    clock = Clock()
    patience = clock.telling(115)
    assert patience.wait(10, "for it") and clock.told == []
    assert patience.wait(1, "for it") and clock.told == [(10, "waiting for it, 10 s so far")]
