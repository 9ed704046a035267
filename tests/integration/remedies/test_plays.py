# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same in plays: there a sentence names variables of the role, and what it says is typed as such."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ansible_collections.adx.outbound.tests.emulator import SUBNET_ID
from ansible_collections.adx.outbound.tests.integration.playbooks.conftest import play, surroundings
from ansible_collections.adx.outbound.tests.integration.remedies import rows, worlds
from ansible_collections.adx.outbound.tests.integration.remedies.following import followed
from ansible_collections.adx.outbound.tests.integration.remedies.rows import Row

__all__ = ["play", "surroundings"]
ROWS = [
    Row("refusal.shared_default_route", "accept", worlds.shared, rows.MANAGE),
    Row("refusal.other_table", "route_table", worlds.other_table, {"route_table": worlds.THEIR_TABLE_ID}),
    Row("refusal.dropped_destinations", "amqp", worlds.locked, {"amqp": "refuse"}),
    Row("refusal.too_many_removals", "max_removals", worlds.allowed, {"sources": ["documented"]}, 100),
    Row("refusal.wildcard_in_network_rule", "amqp", worlds.demo, {"amqp": "fqdn"}),
]


def said(done: Any) -> str:
    """The output on one line, as a person reads it."""
    return re.sub(r"\s+", " ", done.output)


@pytest.mark.long
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_play_goes_on_once_what_it_says_is_typed(play, run, emulator, row):
    row.world(run, emulator)
    given = {f"egress_{name}": value for name, value in row.given.items()}
    refused = play("lockdown", **given)
    assert refused.code != 0
    typed = followed(refused.said, f"egress_{row.name}", given, row.value)
    done = play("lockdown", **typed)
    assert done.code == 0, done.output


@pytest.mark.long
def test_a_variable_that_is_no_variable_is_listed_or_renamed_as_the_sentence_says(play):
    slip = {"egress_sub_net": SUBNET_ID}
    refused = play("lockdown", **slip)
    assert refused.code != 0 and refused.requests == ()
    assert play("lockdown", **followed(said(refused), "egress_ignore_variables", slip, list(slip))).code == 0
    meant, *_again = re.findall(r"did you mean (egress_\w+)\?", said(refused))
    assert play("lockdown", **{meant: SUBNET_ID}).code == 0
