# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role where a policy governs the firewall, in a network of its own and in a virtual hub."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    PARENT_POLICY_ID,
    ROUTE_TABLE_ID,
)
from ansible_collections.adx.outbound.tests.integration.documents import steady

GROUP_ID = f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/adx-egress"
HELD = (FIREWALL_ID, FIREWALL_POLICY_ID, PARENT_POLICY_ID, ROUTE_TABLE_ID)


def everything(emulator):
    return {id_: steady(emulator.document(id_)) for id_ in HELD}


@pytest.mark.long
def test_the_rules_go_to_a_group_of_the_policy_and_away_again(play, emulator):
    emulator.reset("demo", firewall="policy")
    before = everything(emulator)
    preview = play("preview", egress_default_route="manage")
    assert (preview.code, preview.changed, preview.writes) == (0, 1, []), preview.output
    assert "+group priority: 1000" in preview.diffs and "+    shoebox2.metrics.nsatc.net" in preview.diffs

    applied = play("lockdown", "--diff", egress_default_route="manage")
    assert applied.diffs == preview.diffs, "what was announced is what was done"
    assert applied.writes == [("PUT", "adx-egress"), ("PUT", "rt-spoke")]

    again = play("lockdown", egress_default_route="manage")
    assert (again.code, again.changed, again.writes) == (0, 0, []) and again.most_gets <= 2

    removed = play("remove")
    assert removed.writes == [("PUT", "rt-spoke"), ("DELETE", "adx-egress")], "un-route first, dis-allow then"
    assert everything(emulator) == before and emulator.document(GROUP_ID) is None


@pytest.mark.long
def test_a_policy_may_be_given_in_place_of_its_firewall_in_a_virtual_hub(play, emulator):
    emulator.reset("demo", firewall="hub")
    before = everything(emulator)
    given = {"egress_firewall": "", "egress_firewall_policy": {"name": "fp-hub", "resource_group": "rg-hub"}}
    given |= {"egress_accept": ["unproven_hop"]}
    applied = play("lockdown", egress_default_route="manage", **given)
    assert applied.writes == [("PUT", "adx-egress"), ("PUT", "rt-spoke")], applied.output
    assert play("check", **given).code == 0
    assert play("remove", **given).writes == [("PUT", "rt-spoke"), ("DELETE", "adx-egress")]
    assert everything(emulator) == before
