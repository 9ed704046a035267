# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was read of a cluster, and what restricts it by that."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts import policies
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.policies import PREDEFINED, Policy, State

from . import drawn

OWN = Policy("webapi", "own", "Allow")


@pytest.mark.parametrize(
    ("state", "read"),
    [("Enabled", State.ENABLED), ("disabled", State.DISABLED), ("Paused", State.UNKNOWN), (None, State.UNKNOWN)],
)
def test_a_state_that_is_not_there_or_not_known_is_neither(state, read):
    assert drawn.seen(drawn.document(state)).restriction.state == read


def test_lists_that_are_none_and_entries_that_are_none_are_kept_as_what_nobody_understands():
    found = drawn.seen(drawn.document("Enabled", {"a": 1}, ["text"])).restriction
    assert len(found.names) == 1 and not found.policies[0].is_understood


def test_the_policies_of_the_cluster_itself_decide_before_a_write_and_go_with_it():
    shown = drawn.shown(in_force=(OWN, PREDEFINED[0]), immutable=(OWN,))
    seen = drawn.seen(drawn.document(), shown=shown)
    after = seen.after(drawn.document("Enabled", ["a"]))
    assert seen.restriction.in_force == (OWN, PREDEFINED[0]) and after.in_force is None
    assert (after.state, after.names) == (State.ENABLED, ("a",))
    assert seen.restriction.predefined == after.predefined == (*PREDEFINED, OWN)


def test_a_cluster_that_was_not_asked_or_did_not_tell_has_no_policies_in_force_that_are_known():
    assert drawn.seen().restriction.in_force is None
    assert drawn.seen(shown=drawn.shown(unread={"a": "b"})).restriction.in_force is None
    assert drawn.seen().restriction.predefined == PREDEFINED


def test_policies_in_force_that_are_built_in_or_in_the_document_are_not_outside():
    own = drawn.policy("sql", "a")
    strange = [drawn.policy("sql", "a", "Deny"), drawn.policy("sql", "b")]
    built_in = [one.as_arm() for one in (*PREDEFINED, OWN)]
    listed = [own, *strange, *built_in]
    seen = drawn.seen(drawn.document("Enabled", None, [own]), listed=listed, shown=drawn.shown(immutable=(OWN,)))
    assert [policies.from_arm(one) for one in strange] == list(seen.outside)
    assert drawn.seen(listed=[OWN.as_arm()]).outside == (OWN,)
    assert drawn.seen(listed=None).outside == () and drawn.seen(listed=None).listed is None


def test_the_facts_of_the_cluster_are_those_of_its_document():
    assert drawn.seen(drawn.document("Enabled")).cluster.id == drawn.id_of()
    injected = drawn.document(virtualNetworkConfiguration={"subnetId": "/subnet"})
    assert drawn.seen(injected).cluster.injected and not drawn.seen().cluster.injected
