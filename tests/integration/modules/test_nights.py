# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A night's run with nothing to write is not red for what others have in store, and no removal waits for it."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    PARENT_POLICY_ID,
    ROUTE_TABLE_ID,
    SUBNET_ID,
)
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import PARENT_GROUP_ID
from ansible_collections.adx.outbound.tests.integration.others import edit, written
from ansible_collections.adx.outbound.tests.integration.runner import done

MANAGED_ID = ROUTE_TABLE_ID.replace("/rg-spoke/", "/AVNM_Managed_ResourceGroup_s/")
GIVEN = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "default_route": "manage"}


def draft(id_: str) -> Any:
    return lambda emulator: emulator.seed(id_, {"properties": {"threatIntelMode": "Unknown"}})


def failed(id_: str) -> Any:
    return lambda emulator: edit(emulator, id_, lambda properties: properties.update(provisioningState="Failed"))


def managed_table(emulator: Any) -> None:
    """A network manager has given the subnet a table of its own, with a copy of the routes."""
    emulator.seed(MANAGED_ID, emulator.document(ROUTE_TABLE_ID))
    edit(emulator, SUBNET_ID, lambda properties: properties.update(routeTable={"id": MANAGED_ID}))


# (what others have in store, the code of its finding, whether something of ours is left behind by a removal)
STORES = [
    ("a draft of our policy", draft(f"{FIREWALL_POLICY_ID}/firewallPolicyDrafts/default"), "open_draft"),
    ("a draft of the parent", draft(f"{PARENT_POLICY_ID}/firewallPolicyDrafts/default"), "open_draft"),
    ("a parent that has failed", failed(PARENT_POLICY_ID), "not_settled"),
    ("a group of the parent that has failed", failed(PARENT_GROUP_ID), "not_settled"),
    ("a table that a manager keeps", managed_table, "managed_table"),
]


@pytest.mark.parametrize(("what", "change", "code"), STORES, ids=[case[0] for case in STORES])
def test_a_night_with_nothing_to_write_is_green_and_a_removal_goes_on(run, emulator, what, change, code):
    emulator.reset("demo", firewall="policy")
    done(run("cluster_egress", **GIVEN))
    change(emulator)
    written(emulator)

    night = done(run("cluster_egress", **GIVEN))
    assert (night["changed"], written(emulator)) == (False, []), what
    assert code in {one["code"] for one in night["clusters"][0]["findings"]}

    done(run("cluster_egress", **GIVEN, state="absent"))
    assert "DELETE adx-egress" in written(emulator)
