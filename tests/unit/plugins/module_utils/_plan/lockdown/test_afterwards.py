# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a removal would take away, by where the subnet's traffic goes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import rule_collections
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_ownership import Ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import afterwards
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import FIREWALL, ResourceId
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Landscape

from ..verdict.documents import CLUSTER, SUBNET, application, collection, firewall, table, virtual_network

OURS = [collection("ours", 1000, "Allow", application(to="a.contoso.com"))]
OWNED = Ownership.of([rule_collections.named({"name": "ours", "kind": "application"})])
HUB = ("to-hub", "0.0.0.0/0", "VirtualAppliance", "10.0.1.4")
ELSEWHERE = ("to-other", "0.0.0.0/0", "VirtualAppliance", "10.9.9.9")
LOW, HIGH = (("low", "0.0.0.0/1", *HUB[2:]), ("high", "128.0.0.0/1", *HUB[2:]))


def found(*routes, **properties):
    return Landscape(
        CLUSTER,
        firewall_id=ResourceId("s", "g", FIREWALL, ("fw",)),
        firewall=firewall(applications=OURS, **properties),
        subnet={"name": "snet", "properties": {"addressPrefix": SUBNET}},
        virtual_network=virtual_network("10.20.0.0/16"),
        route_table=table(*routes),
    )


STOPPED = {"ipConfigurations": []}
# (why, surroundings, whether our rules would be missed)
CASES = [
    ("the default route leads to the firewall", found(HUB), True),
    ("both halves of one do", found(LOW, HIGH), True),
    ("one half does", found(LOW), True),
    ("no route does", found(), False),
    ("it leads to another appliance", found(ELSEWHERE), False),
    ("it leads to some appliance, and the firewall is stopped", found(HUB, **STOPPED), True),
    ("it leads to the internet, and the firewall is stopped", found(("r", "0.0.0.0/0", "Internet"), **STOPPED), False),
    ("the table could not be read", replace(found(), unread={"route_table": "403"}), True),
]


@pytest.mark.parametrize(("why", "surroundings", "lost"), CASES, ids=[case[0] for case in CASES])
def test_rules_are_lost_where_traffic_may_still_meet_the_firewall(why, surroundings, lost):
    blacked = afterwards.blacked_out(surroundings, OWNED, (SUBNET,))
    assert [one.flow.subject for one in blacked] == (["a.contoso.com:443"] if lost else [])


def test_the_sentence_names_the_route_that_stays():
    with pytest.raises(PlanError, match=r"by route 'to-hub', which stays, and without our rules a\.contoso\.com:443"):
        afterwards.require_no_blackout(found(HUB, **STOPPED), OWNED, (SUBNET,))
