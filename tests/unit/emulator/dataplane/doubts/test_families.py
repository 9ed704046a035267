# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which families of addresses are certain.

Microsoft Learn, virtual-network/ip-services/ipv6-overview: subnets, routes and security rules of both families stand
side by side. A packet has one.
"""

from __future__ import annotations

from random import Random

from ansible_collections.adx.outbound.tests.emulator.dataplane import specified
from ansible_collections.adx.outbound.tests.emulator.dataplane.doubts import families


def ways(doubt):
    return {specified.ask(world, doubt.question)[:2] for world in doubt.worlds()}


def test_rows_for_ipv4_let_ipv4_out_and_nothing_else():
    found = ways(families.rows_of_one_family(Random(0)))
    assert found == {(True, "firewall"), (False, "security group")}


def test_ipv6_goes_past_the_firewall_where_only_ipv4_is_sent_there():
    found = {doubt.name[-5:]: ways(doubt) for doubt in (families.past_the_firewall(Random(seed)) for seed in range(8))}
    assert found == {"False": {(True, "firewall"), (True, "direct")}, " True": {(True, "firewall"), (False, "route")}}


def test_a_rule_for_ipv6_sources_is_none_for_ipv4():
    assert ways(families.rule_of_the_other_family(Random(0))) == {(True, "firewall"), (True, "direct")}
