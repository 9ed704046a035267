# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documents of a virtual hub say."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import virtual_hubs
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

from ..verdict.hubs import HUB, NETWORK, TABLE, connection, hub, intent, static, table


def test_a_connection_is_found_by_its_network_in_any_spelling():
    found = hub([connection("/other"), connection(str(NETWORK).upper())]).connection_of(NETWORK)
    assert (found.name, found.takes_default, found.state, found.beyond) == ("spoke", True, "Succeeded", ())
    assert hub([connection("/other"), {"name": "bare"}]).connection_of(NETWORK) is None


@pytest.mark.parametrize(("said", "takes"), [(True, True), (False, False), (None, None), ("true", None)])
def test_a_connection_takes_the_default_route_or_does_not_say(said, takes):
    assert hub([connection(enableInternetSecurity=said)]).connection_of(NETWORK).takes_default is takes


def test_a_connection_is_associated_with_the_hubs_own_table_unless_it_names_another():
    def of(**routing):
        return virtual_hubs.table_of(hub([connection(routingConfiguration=routing)]).connection_of(NETWORK), HUB)

    assert of() == TABLE
    own = f"{HUB}/hubRouteTables/mine"
    assert str(of(associatedRouteTable={"id": own})) == own
    with pytest.raises(PlanError):
        of(associatedRouteTable={"id": str(NETWORK)})


def test_static_routes_decide_where_there_is_no_intent():
    both = hub(intents=[intent()], table=table(static("0.0.0.0/0")))
    assert [one.described for one in both.decisive] == ["routing intent intent of virtual hub vhub"]
    (alone,) = hub(table=table(static("0.0.0.0/0"))).decisive
    assert (alone.described, alone.rules[0].destinations) == (
        "route table defaultRouteTable of virtual hub vhub",
        ("0.0.0.0/0",),
    )
    assert hub().decisive == ()
