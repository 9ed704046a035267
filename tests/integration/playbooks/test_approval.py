# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people approve is what the playbooks write: preview, a change of somebody else, and the approved run."""

from __future__ import annotations

import re

from ansible_collections.adx.outbound.tests.emulator import ROUTE_TABLE_ID


def test_an_approved_preview_is_applied_and_refused_after_a_foreign_change(play, emulator):
    preview = play("preview", egress_default_route="manage")
    assert (preview.code, preview.writes) == (0, []), preview.output
    (approved,) = re.findall(r'"plan hash: (\S+)"', preview.output)

    before = emulator.document(ROUTE_TABLE_ID)
    changed = emulator.document(ROUTE_TABLE_ID)
    route = {"addressPrefix": "13.64.38.225/32", "nextHopType": "VnetLocal"}
    changed["properties"]["routes"].append({"name": "ADX_Management", "properties": route})
    emulator.seed(ROUTE_TABLE_ID, changed)
    refused = play("lockdown", egress_default_route="manage", egress_expect_plan=approved)
    assert refused.code != 0 and refused.writes == []
    assert "the routes found on route table rt-spoke in resource group rg-spoke are no longer what" in refused.output

    emulator.seed(ROUTE_TABLE_ID, before)
    applied = play("lockdown", egress_default_route="manage", egress_expect_plan=approved)
    assert applied.code == 0, applied.output
    assert applied.writes == [("PUT", "fw-hub"), ("PUT", "rt-spoke")]
