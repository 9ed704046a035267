# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways in which the service may read a policy."""

from __future__ import annotations

from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts import readings
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.readings import (
    AXES,
    QUESTIONS,
    READINGS,
    VALUE_WORDS,
    Match,
    Predefined,
)
from ansible_collections.adx.outbound.tests.emulator.kusto import callout_readings


def test_every_combination_is_one_reading_and_has_an_oracle():
    assert len(set(READINGS)) == len(READINGS) == len(callout_readings.services((callout_readings.LEFT_OUT,))) == 96


def test_every_axis_has_a_question_and_every_value_words():
    assert tuple(QUESTIONS) == tuple(VALUE_WORDS) == AXES
    assert all({getattr(one, axis) for one in READINGS} == set(VALUE_WORDS[axis]) for axis in AXES)


def test_a_reading_is_told_in_words():
    assert READINGS[0].words == (
        "if the predefined policies stay in force, a pattern meets the host name, a pattern is searched for, every"
        " pattern is a regular expression, capitals and small letters differ"
    )


def test_who_knows_more_has_fewer_readings_left():
    left = readings.left(predefined=Predefined.GO, match=Match.WHOLE)
    assert len(left) == 24
    assert {(one.predefined, one.match) for one in left} == {(Predefined.GO, Match.WHOLE)}
