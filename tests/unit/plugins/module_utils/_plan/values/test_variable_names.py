# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A name that nobody knows stops the run where it is close to one that is not given, and is told otherwise."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import variable_names
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.variable_names import Slips, slips

INPUTS = (
    "egress_cluster",
    "egress_firewall",
    "egress_default_route",
    "egress_expect_plan",
    "egress_routes",
    "egress_tags",
)
GIVEN = ("egress_cluster",)


def judge(*names, given=GIVEN, ignored=()):
    return slips([*given, *names], INPUTS, given, ignored)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("egress_expected_plan", "egress_expect_plan"),
        ("egress_frewall", "egress_firewall"),
        ("egress_firewalls", "egress_firewall"),
        ("egress_defualt_route", "egress_default_route"),
        ("egress_default_routes", "egress_default_route"),
        ("egress_tag", "egress_tags"),
        ("egress_tgas", "egress_tags"),
        ("egress_Firewall", "egress_firewall"),
        ("egress__tags", "egress_tags"),
        ("egress_ruote", "egress_routes"),
    ],
)
def test_a_name_two_edits_from_an_input_that_is_not_given_stops_the_run(name, meant):
    found = judge(name)
    assert found == Slips(
        stop=f"{name} is no variable of this role; did you mean {meant}? Rename it, or list it in"
        " egress_ignore_variables."
    )


@pytest.mark.parametrize(
    "name", ["egress_defaultroutes_", "egress_team", "egress_", "egress_xyz_plan", "egress_clusters"]
)
def test_a_name_that_is_close_to_no_input_that_is_free_is_one_line(name):
    assert judge(name) == Slips(
        warn=f"{name} is no variable of this role and has no effect on it; egress_ignore_variables takes names of your"
        " own."
    )


def test_the_same_slip_stops_nothing_once_the_name_that_was_meant_is_given():
    found = judge("egress_frewall", given=("egress_firewall",))
    assert not found.stop and found.warn.startswith("egress_frewall is no variable of this role and has no effect")


def test_several_names_are_one_sentence_and_one_line():
    found = judge("egress_tag", "egress_frewall", "egress_team", "egress_cost_centre")
    assert found.stop.startswith(
        "egress_frewall and egress_tag are no variables of this role; did you mean egress_firewall and egress_tags? "
    )
    assert found.warn.startswith(
        "egress_cost_centre, egress_team are no variables of this role and have no effect on it;"
    )


def test_outputs_artifacts_and_names_of_playbooks_are_known():
    assert judge(*variable_names.OUTPUTS, *variable_names.ARTIFACTS, *variable_names.OF_PLAYBOOKS) == Slips()


@pytest.mark.parametrize("name", ["__egress_slips", "__egress_firewal", "firewall", "eggress_firewall", "vars"])
def test_what_does_not_begin_with_the_prefix_is_somebody_elses(name):
    assert judge(name) == Slips()


def test_a_name_of_ones_own_is_never_told_however_close_it_is():
    assert judge("egress_frewall", "egress_team", ignored=("egress_frewall", "egress_team")) == Slips()
    assert judge("egress_frewall", ignored=("egress_team",)).stop


def test_of_inputs_that_are_as_close_the_first_by_name_is_meant_and_the_closest_before_that():
    inputs = ("egress_abcf", "egress_abce", "egress_abxx")
    assert "did you mean egress_abce?" in slips(["egress_abcd"], inputs, ()).stop
    assert "did you mean egress_abxx?" in slips(["egress_abx"], inputs, ()).stop


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("", "", 0),
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("abc", "ab", 1),
        ("abc", "abcd", 1),
        ("abc", "xbc", 1),
        ("ca", "abc", 2),  # swapped, and a letter more between the two
        ("abcd", "badc", 2),
        ("ab", "", 2),
        ("abc", "", 3),
        ("abcdef", "xyzdef", 3),
        ("abcdefgh", "hgfedcba", 3),
    ],
)
def test_edits_are_letters_more_or_less_or_other_or_swapped_and_counted_up_to_the_limit(one, other, edits):
    assert variable_names._edits(one, other, 2) == variable_names._edits(other, one, 2) == edits


def test_the_sentences_become_plain_data():
    assert judge("egress_tag").as_option() == {"stop": judge("egress_tag").stop, "warn": ""}
