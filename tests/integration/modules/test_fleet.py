# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many clusters in one task: one write per firewall, none in the second run, and a failure stays alone."""

from __future__ import annotations

from collections import Counter

import pytest
from ansible_collections.adx.outbound.tests.integration.fleets import Fleet, seed


def written(emulator):
    """The names of what was written, in their order."""
    return [entry.path.rpartition("/")[2] for entry in emulator.writes()]


@pytest.fixture(params=[False, True], ids=["classic", "policy"])
def fleet(request, run, emulator):
    return seed(emulator, Fleet(20, 2, policies=request.param))


def test_twenty_clusters_behind_two_firewalls_are_two_writes_and_then_none(run, emulator, fleet):
    done = run("egress_fleet", clusters=fleet.entries())
    assert not done.get("failed"), done["msg"]
    print(Counter(written(emulator)))
    emulator.clear_log()
    again = run("egress_fleet", clusters=fleet.entries())
    print([ (e.method, e.path) for e in emulator.log()][:5], len(emulator.log()))
    assert again["changed"] is False and emulator.writes() == []
    most = Counter(entry.path.lower() for entry in emulator.log() if entry.method == "GET").most_common(1)
    assert most[0][1] == 1, most
