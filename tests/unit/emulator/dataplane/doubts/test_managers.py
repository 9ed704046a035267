# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which others who decide leave an answer certain."""

from __future__ import annotations

from random import Random

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import specified
from ansible_collections.adx.outbound.tests.emulator.dataplane.doubts import managers


def answers(doubt):
    return {specified.ask(world, doubt.question).passes for world in doubt.worlds()}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (managers.draft_open, {True}),
        (managers.managed_table, {True}),
        (managers.admin_rules_unreadable, {True, False}),
        (managers.admin_rule_for_a_group, {True, False}),
    ],
)
def test_before_anything_is_deployed_only_what_cannot_be_read_is_open(kind, expected):
    doubt = kind(Random(0))
    assert not doubt.after and answers(doubt) == expected


def test_after_a_deployment_the_draft_decides_and_what_is_in_none_is_open():
    expected = {"ours in it": {True}, "ours not in it": {False}, "ours without a draft": {True, False}}
    for seed in range(20):
        doubt = managers.draft_deployed(Random(seed))
        assert doubt.after == managers.DEPLOYED
        assert answers(doubt) == expected[doubt.name.partition(", ")[2]]


def test_a_parents_draft_reaches_all_that_inherit_from_it():
    for seed in range(8):
        doubt = managers.parents_draft_deployed(Random(seed))
        assert answers(doubt) == ({True, False} if doubt.name.endswith("unreadable") else {False})


def test_an_admin_rule_decides_or_leaves_it_to_the_security_group():
    for seed in range(30):
        doubt = managers.admin_rule(Random(seed))
        open_group = doubt.name.endswith("False")
        decided = {"Deny": False, "AlwaysAllow": True, "Allow": open_group}[doubt.name.split()[2]]
        elsewhere = decided if "for *" in doubt.name else open_group  # where the name lies outside of the prefix
        assert answers(doubt) == {decided, elsewhere}, doubt.name


def test_routes_of_a_manager_change_only_what_has_no_route_yet():
    for seed in range(20):
        doubt = managers.routes_deployed(Random(seed))
        assert answers(doubt) == ({True} if "0.0.0.0/0" in doubt.name else {True, False}), doubt.name
