# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A default route that a plan brings upon other subnets, other clusters, or users that nobody knows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import present
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

WORD = "shared_default_route"
MANAGE = Request(default_route="manage")
OTHER_SUBNET = str(world.SUBNET).replace("/snet", "/other")
OTHER = "subnet other of virtual network vnet in resource group rg-spoke"
BOTH = (str(world.SUBNET).upper(), OTHER_SUBNET)
SHARED, SHARED_LED = (world.table(*routes, subnets=BOTH) for routes in ((), (world.default_route(),)))
ALONE = world.table()
STRANGER = {"id": f"{str(world.CLUSTER).replace('clusters', 'things')}/nics/n"}
UNCLEAR = {"id": "/nobody/knows"}


def plan(request, **known):
    return present.plan(request, world.landscape(**known))


def used(*configurations, table=world.TABLE):
    return world.subnet(table, ipConfigurations=list(configurations))


def refusal(request, **known):
    with pytest.raises(PlanError) as caught:
        plan(request, **known)
    return caught.value


@pytest.mark.parametrize(
    ("request_", "known", "code", "named"),
    [
        pytest.param(MANAGE, {"table": SHARED}, WORD, OTHER, id="a default route for another subnet"),
        pytest.param(
            Request(), {"table": SHARED_LED, "subnet": world.subnet(None)}, WORD, OTHER, id="a shared table with one"
        ),
        pytest.param(
            MANAGE, {"table": ALONE, "subnet": used(STRANGER)}, "unknown_users", "things c1", id="users nobody knows"
        ),
        pytest.param(
            Request(),
            {"table": world.table(world.default_route()), "subnet": used(STRANGER, table=None)},
            "unknown_users",
            "things c1",
            id="users nobody knows, and a table with a default route",
        ),
    ],
)
def test_others_are_concerned_only_with_the_word_and_then_named(request_, known, code, named):
    refused = refusal(request_, **known)
    assert (refused.code, named in str(refused), f"O(accept): [{WORD}]" in str(refused)) == (code, True, True)
    planned = plan(replace(request_, accept=frozenset({WORD})), **known)
    assert [(one.word, named in one.sentence) for one in planned.accepted] == [(WORD, True)]
    assert not [text for text in world.told(planned) if named in text], "what is accepted is told once"


@pytest.mark.parametrize(
    ("request_", "known"),
    [
        pytest.param(MANAGE, {"table": SHARED_LED}, id="it is there already"),
        pytest.param(Request(), {"table": SHARED}, id="none is written"),
        pytest.param(MANAGE, {"table": ALONE}, id="the table is ours alone"),
        pytest.param(Request(), {"table": ALONE, "subnet": used(STRANGER)}, id="none is written on such a subnet"),
        pytest.param(MANAGE, {"table": SHARED, "subnet": world.subnet(delegated=True)}, id="a delegated subnet"),
    ],
)
def test_no_word_is_needed_where_nothing_new_concerns_anybody(request_, known):
    assert plan(request_, **known).accepted == ()


def test_one_refusal_names_clusters_and_subnets_and_where_clusters_were_looked_for():
    said = str(refusal(MANAGE, table=SHARED, sharing=(world.neighbour(OTHER_SUBNET),), looked_in=("s", "s-2")))
    assert f"the traffic of cluster c2 in resource group rg-adx, {OTHER} to the firewall" in said
    assert "Other clusters were looked for in subscriptions s, s-2 only." in said
    one = str(refusal(MANAGE, table=SHARED, looked_in=("s",)))
    assert "looked for in subscription s only" in one
    nowhere = str(refusal(MANAGE, table=SHARED))
    assert "and cut off what no rule allows. Make sure that" in nowhere


def test_what_the_subnet_does_not_decide_is_a_warning_and_stops_nothing():
    planned = plan(MANAGE, table=ALONE, subnet=used(UNCLEAR), looked_in=("s",))
    (told,) = [text for text in world.told(planned) if "use its subnet is unknown" in text]
    assert "'/nobody/knows'" in told and "subscription s only" in told
    assert not [
        one for one in plan(Request(), table=ALONE, subnet=used(UNCLEAR)).findings if one.code == "unclear_users"
    ]
