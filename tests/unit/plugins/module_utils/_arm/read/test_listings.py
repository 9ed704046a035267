# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What no document leads to is found by listing, or it is said which right that takes."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.read import listings
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.doors import BUSY, HIDDEN, Doors
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import Clock
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

UNREGISTERED = (409, "MissingSubscriptionRegistration")
OUT_OF_SIGHT = (404, "SubscriptionNotFound")
BROKEN = (400, "BadRequest")
TABLE = {**world.table(), "id": str(world.TABLE)}


def tables_of(subscription):
    return f"/subscriptions/{subscription}/providers/Microsoft.Network/routeTables"


def clusters_of(subscription):
    return f"/subscriptions/{subscription}/providers/Microsoft.Kusto/clusters"


def test_everything_is_listed_once_for_each_subscription_however_it_is_spelled():
    other = {**TABLE, "name": "other"}
    azure = Doors({tables_of("a"): [TABLE], tables_of("b"): [other], clusters_of("b"): [world.cluster()]})
    found = listings.everything(azure, Clock().patience(), ["a", "b", "A"])
    assert [one["name"] for one in found.tables] == ["rt", "other"]
    assert [one.id for one in found.clusters] == [world.CLUSTER]
    assert [one.lower() for one in found.subscriptions] == ["a", "b"] and len(azure.asked) == 4


@pytest.mark.parametrize("refused", [HIDDEN, OUT_OF_SIGHT])
@pytest.mark.parametrize(
    ("path", "right"),
    [
        (tables_of("s"), "grant Microsoft.Network/routeTables/read on subscription s,"),
        (clusters_of("s"), "grant Microsoft.Kusto/clusters/read on subscription s,"),
    ],
)
def test_what_may_not_be_listed_stands_in_the_way_and_names_the_right(path, right, refused):
    with pytest.raises(PlanError, match=right) as raised:
        listings.everything(Doors({path: refused}), Clock().patience(), ["s"])
    assert raised.value.code == "tables_unlisted" and f"refused ({refused[1]})" in str(raised.value)


@pytest.mark.parametrize("path", [tables_of("s"), clusters_of("s")])
def test_any_other_failure_is_azures_own_error(path):
    with pytest.raises(ArmError, match="BadRequest"):
        listings.everything(Doors({path: BROKEN}), Clock().patience(), ["s"])


def test_a_subscription_that_does_not_know_the_provider_has_nothing_of_it():
    azure = Doors({tables_of("s"): UNREGISTERED, clusters_of("s"): UNREGISTERED})
    found = listings.everything(azure, Clock().patience(), ["s"])
    assert (found.tables, found.clusters) == ((), ())
    assert listings.tables_if_seen(azure, Clock().patience(), "s") == []


def test_tables_for_a_warning_are_waited_for_half_a_minute_and_no_longer():
    azure, clock = Doors({tables_of("s"): [TABLE], tables_of("busy"): BUSY, tables_of("no"): HIDDEN}), Clock()
    assert listings.tables_if_seen(azure, clock.patience(600), "s") == [TABLE]
    assert listings.tables_if_seen(azure, clock.patience(600), "no") is None and clock.now == 0
    assert listings.tables_if_seen(azure, clock.patience(600), "busy") is None
    assert 20 < clock.now <= 30


def test_tables_that_everything_hangs_on_are_waited_for_as_long_as_there_is_time():
    azure, clock = Doors({tables_of("s"): BUSY}), Clock()
    with pytest.raises(ArmError, match="ServerBusy"):
        listings.tables(azure, clock.patience(600), "s")
    assert clock.now > 500


def test_a_list_that_makes_no_sense_is_as_good_as_one_that_may_not_be_seen():
    doors = Doors({tables_of("s"): [{**TABLE, "properties": {"routes": 5}}]})
    assert listings.tables_if_seen(doors, Clock().patience(), "s") is None
    with pytest.raises(PlanError) as raised:
        listings.everything(doors, Clock().patience(), ["s"])
    why = "gives no list (its member value[0].properties.routes is a number (5) where a list belongs)"
    assert f"that {why}, so its rules stay: give O(route_table) (and" in str(raised.value)
    assert raised.value.code == "tables_unlisted"
