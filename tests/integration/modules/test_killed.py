# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Killed between any two requests: nothing the cluster needs is cut off, and the next run ends where it should."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm import network, rest
from ansible_collections.adx.outbound.tests.emulator import (
    FIREWALL_ID,
    ROUTE_TABLE_ID,
    SUBNET_ID,
    dataplane,
)
from ansible_collections.adx.outbound.tests.integration import steps
from ansible_collections.adx.outbound.tests.integration.documents import steady

CREATED_ID = ROUTE_TABLE_ID.replace("rt-spoke", "adx-telemetry-westus-routes")
MORE_THAN_ENOUGH = 60


class Killed(BaseException):
    """What a cancelled job does to a module."""


class Killer:
    """Ends the process when the n-th request has been answered, before anybody could act on the answer."""

    def __init__(self, monkeypatch):
        self.left = MORE_THAN_ENOUGH
        for door, method in ((network.Network, "_call"), (rest.Http, "get")):
            monkeypatch.setattr(door, method, self._counted(getattr(door, method)))

    def _counted(self, original):
        def call(*arguments, **keywords):
            self.left -= 1
            try:
                return original(*arguments, **keywords)
            finally:
                if self.left == 0:
                    raise Killed

        return call


def lockdown(run):
    return steps.lockdown(run, default_route="manage")


def everything(emulator):
    found = {id_: steady(emulator.document(id_)) for id_ in (FIREWALL_ID, SUBNET_ID, CREATED_ID)}
    if found[CREATED_ID]:
        del found[CREATED_ID]["properties"]["resourceGuid"]  # each new table has its own
    return found


def assert_nothing_is_cut_off(emulator, dependencies):
    """Where traffic goes through the firewall, the firewall lets all of it pass."""
    table = emulator.document(SUBNET_ID)["properties"].get("routeTable")
    if table is None or dataplane.next_hop(emulator.document(table["id"]), "8.8.8.8")[0] != "VirtualAppliance":
        return
    firewall = emulator.document(FIREWALL_ID)
    for one in dependencies:
        if one["protocol"] != "TCP":
            name = one["fqdn"].replace("*", "some-host")
            asked = {"port": one["port"], "protocol": one["protocol"], "fqdn": name}
            assert dataplane.flow(firewall, "10.20.1.5", **asked).allowed, one
    assert dataplane.next_hop(emulator.document(table["id"]), "13.64.38.225")[0] == "Internet"


@pytest.fixture
def killer(monkeypatch):
    return Killer(monkeypatch)


@pytest.fixture
def goals(run, emulator):
    """The state before, the state a quiet lock-down reaches, and what the cluster needs."""
    emulator.reset("demo", route_table=False)
    before = everything(emulator)
    plan = lockdown(run)
    return before, everything(emulator), plan["dependencies"]


def killed_at_each_request(run, killer, act, prepare):
    """Yield after each kill, until the act is no longer killed."""
    for number in range(1, MORE_THAN_ENOUGH):
        prepare()
        killer.left = number
        try:
            act(run)
        except Killed:
            killer.left = MORE_THAN_ENOUGH * 10
            yield number
        else:
            return
    raise AssertionError("the act never ended by itself")


def test_a_lock_down_killed_anywhere_is_finished_by_the_next_one(run, emulator, killer, goals):
    _before, locked, needed = goals
    kills = 0
    for _number in killed_at_each_request(run, killer, lockdown, lambda: emulator.reset("demo", route_table=False)):
        assert_nothing_is_cut_off(emulator, needed)
        lockdown(run)
        assert everything(emulator) == locked
        kills += 1
    assert kills > 15


def test_a_removal_killed_anywhere_is_finished_by_the_next_one(run, emulator, killer, goals):
    before, _locked, needed = goals
    kills = 0

    def prepare():
        killer.left = MORE_THAN_ENOUGH * 10
        emulator.reset("demo", route_table=False)
        lockdown(run)

    for _number in killed_at_each_request(run, killer, steps.remove, prepare):
        assert_nothing_is_cut_off(emulator, needed)
        steps.remove(run)
        assert everything(emulator) == before
        kills += 1
    assert kills > 15
