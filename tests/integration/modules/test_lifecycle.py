# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""There and away again in every world: other people find theirs as before, and what is gone already hinders nobody."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    ROUTE_TABLE_ID,
    SUBNET_ID,
)
from ansible_collections.adx.outbound.tests.integration.documents import steady
from ansible_collections.adx.outbound.tests.integration.others import written
from ansible_collections.adx.outbound.tests.integration.runner import accepting, sentences

pytestmark = pytest.mark.sdk
CREATED = "adx-telemetry-westus-routes"
HELD = (FIREWALL_ID, FIREWALL_POLICY_ID, ROUTE_TABLE_ID, ROUTE_TABLE_ID.replace("rt-spoke", CREATED), SUBNET_ID)
GROUP = "adx-egress"


def everything(emulator):
    return {id_: steady(emulator.document(id_)) for id_ in HELD}


@pytest.mark.parametrize(
    ("firewall", "table", "there", "back"),
    [
        ("classic", True, ["PUT fw-hub", "PUT rt-spoke"], ["PUT rt-spoke", "PUT fw-hub"]),
        ("policy", True, [f"PUT {GROUP}", "PUT rt-spoke"], ["PUT rt-spoke", f"DELETE {GROUP}"]),
        (
            "classic",
            False,
            ["PUT fw-hub", f"PUT {CREATED}", "PUT snet-adx"],
            ["PUT snet-adx", f"DELETE {CREATED}", "PUT fw-hub"],
        ),
        (
            "hub",
            False,
            [f"PUT {GROUP}", f"PUT {CREATED}", "PUT snet-adx"],
            ["PUT snet-adx", f"DELETE {CREATED}", f"DELETE {GROUP}"],
        ),
    ],
)
def test_what_is_of_other_people_is_as_before_and_second_runs_write_nothing(
    run, emulator, firewall, table, there, back
):
    emulator.reset("demo", firewall=firewall, route_table=table)
    before = everything(emulator)
    for act, expected in ((run.lock_down, there), (run.remove, back)):
        act(default_route="manage", **accepting(firewall))
        assert written(emulator) == expected
        act(default_route="manage", **accepting(firewall))
        assert written(emulator) == []
    assert everything(emulator) == before


def test_a_removal_finds_the_region_where_cluster_and_spoke_are_gone_and_needs_no_hub(run, emulator):
    before = emulator.document(FIREWALL_ID)
    run.lock_down(default_route="manage")
    for resource_group in ("rg-adx", "rg-spoke"):
        emulator.remove(CLUSTER_ID.partition("/providers")[0].replace("rg-adx", resource_group))
    emulator.clear_log()
    run.remove()
    assert written(emulator) == ["PUT fw-hub"]
    assert steady(emulator.document(FIREWALL_ID)) == steady(before)
    emulator.remove(CLUSTER_ID.partition("/providers")[0].replace("rg-adx", "rg-hub"))
    for known in ({}, {"clusters": [{"id": CLUSTER_ID, "region": "West US"}]}):
        assert "Nothing of ours was found" in sentences(run.remove(**known))[0]
    assert written(emulator) == []
