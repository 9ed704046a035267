# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Killed between any two requests of a call about clusters that have left their network: none is back before its
lock-down is there, none loses that while it may be back, and the next run ends where the first one would have.
"""

from __future__ import annotations

import copy

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, SUBNET_ID, VNET_ID
from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.faults.course import Course
from ansible_collections.adx.outbound.tests.faults.stage import MODULE, foreign
from ansible_collections.adx.outbound.tests.faults.victim import Killed, Victim
from ansible_collections.adx.outbound.tests.faults.worlds import CREATED_ID
from ansible_collections.adx.outbound.tests.integration.runner import Refused, done

_QUICK_STAGES, _QUICK = 1, 4
_POLLS = 4  # an operation outlives the run that began it by that many looks
_NAMED = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID}
_LOCK_DOWN = {**_NAMED, "default_route": "manage"}
ACTS = {
    "finish": {**_NAMED, "state": "absent", "only_left": True},
    "return": {**_LOCK_DOWN, "steps": ["allow", "route", "return", "check"]},
}
STAGES = {
    f"move kills; {act}; {firewall}; shows {shown}": (act, firewall, shown)
    for act in ACTS
    for firewall in ("classic", "policy")
    for shown in ("at_once", "at_end")
}


class Moves(Course):
    """A cluster that has left its network: with a lock-down that goes, or without one, so that it can return.

    `wrong` is what was seen of documents as they were stored.
    """

    def __init__(self, memory, act, firewall, shown):
        super().__init__(memory)
        self.act = act
        self.emulator.reset(
            "demo", switches={"polls": _POLLS, "cluster_shows": shown}, firewall=firewall, route_table=False
        )
        memory.look_anew()
        if act == "finish":
            done(memory(MODULE, **_LOCK_DOWN))
            memory.be_there()
        document = self.emulator.document(CLUSTER_ID)
        document["properties"]["virtualNetworkConfiguration"]["state"] = "Disabled"
        document["properties"] |= {"publicNetworkAccess": "Disabled", "allowedIpRangeList": ["192.0.2.0/24"]}
        self.emulator.seed(CLUSTER_ID, document)
        memory.look_anew()
        self._theirs = self._foreign()
        self.wrong = []
        self.begin()

    def run(self, run):
        done(run(MODULE, **ACTS[self.act]))

    def watch(self, document):
        """A document is stored: a cluster that is in its network has its lock-down, and nobody else may reach it."""
        if document["id"].lower() != CLUSTER_ID.lower():
            return
        properties = document["properties"]
        if (properties["publicNetworkAccess"], properties["allowedIpRangeList"]) != ("Disabled", ["192.0.2.0/24"]):
            self.wrong.append("others may reach the cluster")
        if properties["virtualNetworkConfiguration"]["state"] == "Enabled" and not self._is_locked():
            self.wrong.append("the cluster is in its network without its lock-down")

    def _is_locked(self):
        store = self.emulator.core.store
        subnets = store.get(VNET_ID)["properties"]["subnets"]
        (own,) = [one["properties"] for one in subnets if one["id"].lower() == SUBNET_ID.lower()]
        is_routed = (own.get("routeTable") or {}).get("id", "").lower() == CREATED_ID.lower()
        return is_routed and "0.0.0.0/0" in str(store.get(CREATED_ID)) and self._has_rules()

    def _has_rules(self):
        return any("adx-telemetry-westus" in str(document) for key, document in self._firewalls())

    def _firewalls(self):
        kinds = ("/azurefirewalls/", "/firewallpolicies/")
        return [one for one in self.emulator.core.store.documents.items() if any(kind in one[0] for kind in kinds)]

    def kill(self, place):
        with self.emulator.watched(self.watch), pytest.raises(Killed):
            self.disturb(place.call, Victim(self.memory, place))

    def further(self):
        """What is wrong after a further run, undisturbed."""
        with self.emulator.watched(self.watch):
            try:
                self.memory.be_there()
                self.run(self.memory)
            except Refused as refused:
                return [f"a further run failed: {refused}"]
        state = self.memory.state()
        if state is None or state.key != self.goal.key:
            return ["a further run ended elsewhere"]
        self.memory.be_there()
        return [] if self._foreign() == self._theirs else ["something of other people is not what it was"]

    def _foreign(self):
        """What is not ours; of the cluster all but the state of its network."""
        found = copy.deepcopy(foreign(self.emulator))
        found[CLUSTER_ID.lower()]["properties"]["virtualNetworkConfiguration"].pop("state")
        return found


@pytest.mark.parametrize(
    "name", [one for act in ACTS for one in sweep.sample([n for n in STAGES if act in n], _QUICK_STAGES)]
)
def test_a_run_killed_anywhere_moves_nobody_without_a_lock_down_and_is_finished_by_the_next(memory, name):
    stage = Moves(memory, *STAGES[name])
    wrong = []
    for place in sweep.sample([place for place, _kind in sweep.places(stage.calls)], _QUICK, within=name):
        stage.wrong = []
        stage.kill(place)
        wrong += [f"{sweep.row(name, place)!r}: {what}" for what in (*stage.wrong, *stage.further())]
    assert not wrong, "\n".join(wrong)
