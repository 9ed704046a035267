# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which protocols and ports are certain."""

from __future__ import annotations

from random import Random

from ansible_collections.adx.outbound.tests.emulator.dataplane import specified
from ansible_collections.adx.outbound.tests.emulator.dataplane.doubts import protocols


def answers(doubt):
    return {specified.ask(world, doubt.question).passes for world in doubt.worlds()}


def test_an_application_rule_is_for_its_protocol_and_port_whichever_they_are():
    # Microsoft Learn, firewall/rule-processing: application rules are asked for HTTP, HTTPS and MSSQL.
    for seed in range(40):
        doubt = protocols.odd_port(Random(seed))
        rule, _asked, question = doubt.name.partition(", asked for ")
        redirected = rule == question == "Mssql:1433"
        assert answers(doubt) == ({True, False} if redirected else {rule == question}), doubt.name


def test_a_database_is_certain_only_where_its_nodes_are_allowed_as_well():
    for seed in range(6):
        doubt = protocols.database(Random(seed))
        assert answers(doubt) == ({True} if doubt.name.endswith("True") else {True, False})
