# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A table that would hold more routes than it takes is warned of, and Azure is asked only where that may be so."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.limits import Granted
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import present, room
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

OURS = len(present.plan(Request(), world.landscape()).routes)


def filled(count, *more):
    """A table with so many routes of others."""
    return world.table(*(world.route(f"r{one}", f"10.{one // 256}.{one % 256}.0/24") for one in range(count)), *more)


def tagged(count):
    return world.table(*(world.route(f"t{one}", f"Tag{one}") for one in range(count)))


def told(request=None, **known):
    planned = present.plan(request or Request(), world.landscape(**known))
    assert planned.routes
    return [one for one in world.told(planned) if one.startswith("Route table rt would have")]


def test_what_is_ours_already_does_not_count_twice_towards_the_limit():
    made = [world.route(one.name, one.prefix) for one in present.plan(Request(), world.landscape()).routes]
    few = Granted({"routesperroutetable": OURS + 1})
    assert told(granted=few, table=filled(1)) == []
    assert told(granted=few, table=filled(1, *made)) == []
    (sentence,) = told(granted=few, table=filled(2, *made[1:]))
    assert f"would have {OURS + 2} routes, and Azure itself says that a table takes {OURS + 1}." in sentence


def test_what_is_no_longer_wanted_makes_room():
    first = world.table(
        *(world.route(one.name, one.prefix) for one in present.plan(Request(), world.landscape()).routes)
    )
    planned = present.plan(
        Request(skip_addresses=(world.MANAGEMENT,)),
        world.landscape(table=first, granted=Granted({"routesperroutetable": OURS - 1})),
    )
    assert planned.unwanted_routes and not any("would have" in one for one in world.told(planned))


def test_a_plan_above_the_documented_number_says_so_and_is_no_refusal():
    assert told(table=filled(400 - OURS)) == []
    (sentence,) = told(table=filled(401 - OURS))
    assert "would have 401 routes, and as of 2023 a table takes 400" in sentence
    assert told(table=filled(401 - OURS), granted=Granted({"routesperroutetable": 600})) == []


def test_routes_that_are_only_reported_need_no_room():
    assert told(Request(routes="report"), table=filled(401)) == []


@pytest.mark.parametrize(
    ("request_", "table", "asked"),
    [
        (Request(), filled(300 - OURS), False),
        (Request(), filled(301 - OURS), True),
        (Request(routes="report"), filled(301 - OURS), False),
        (Request(), tagged(25), False),  # none comes
        (Request(management="service_tag"), tagged(19), False),
        (Request(management="service_tag"), tagged(20), True),
    ],
)
def test_azure_is_asked_only_near_a_limit(request_, table, asked):
    assert room.is_asked(request_, world.landscape(table=table), "westus") is asked


def test_a_table_that_does_not_grow_is_not_asked_about():
    made = [world.route(one.name, one.prefix) for one in present.plan(Request(), world.landscape()).routes]
    assert not room.is_asked(Request(), world.landscape(table=filled(400, *made)), "westus")
