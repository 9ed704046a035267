# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads at the same time: the same reads as one after the other, each once, and their errors where they belong."""

from __future__ import annotations

from collections import Counter
from threading import Barrier
from urllib.parse import urlsplit

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.read import ahead
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import NotFound
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import ALL_STEPS, Step
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.doors import ABSENT, HIDDEN
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.read.test_fleet import (
    ABSENCE,
    asked,
    azure,
    read_one,
)
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import ARM

STEPS = [frozenset({Step.PLAN}), frozenset({Step.PLAN, Step.ALLOW, Step.ROUTE}), frozenset({Step.CHECK}), ALL_STEPS]
LISTS = ("locks", "publicipaddresses", "privatednszones")


def paths(doors):
    return Counter(path.rpartition("/")[2] for path in doors.asked)


@pytest.mark.parametrize("wanted", [asked(), asked(ABSENCE)], ids=["present", "absent"])
@pytest.mark.parametrize("steps", STEPS, ids=lambda steps: " ".join(sorted(steps)))
def test_what_is_read_at_the_same_time_is_what_is_read_anyway_and_each_once(monkeypatch, steps, wanted):
    together, alone = azure(), azure()
    found = read_one(together, wanted, steps=steps)
    monkeypatch.setattr(ahead, "FEW", 0)
    assert read_one(alone, wanted, steps=steps) == found
    more = paths(together) - paths(alone)
    assert set(more) <= (set(LISTS) if Step.CHECK in steps else set()), "what a check reads besides, and reads then"
    assert paths(alone) <= paths(together) and set(paths(together).values()) == {1}


@pytest.mark.parametrize("name", ["cluster", "answer", "firewall", "subnet"])
def test_an_error_is_met_where_it_would_be_met_alone(monkeypatch, name):
    for refusal in (ABSENT, HIDDEN):
        errors = []
        for few in (ahead.FEW, 0):
            monkeypatch.setattr(ahead, "FEW", few)
            with pytest.raises(Exception) as raised:
                read_one(azure(**{name: refusal}))
            errors.append((type(raised.value), str(raised.value)))
        assert errors[0] == errors[1] and (refusal == HIDDEN or errors[0][0] is NotFound)


def test_cluster_answer_and_firewall_are_asked_for_at_the_same_time(monkeypatch):
    doors, meeting = azure(), Barrier(3, timeout=20)
    wire = doors.http._requests.get_adapter(ARM)
    send = wire.send

    def waiting(request, **keywords):
        if urlsplit(request.url).path.rpartition("/")[2] in ("c1", "outboundNetworkDependenciesEndpoints", "fw"):
            meeting.wait()
        return send(request, **keywords)

    monkeypatch.setattr(wire, "send", waiting)
    assert read_one(doors).member.is_present
