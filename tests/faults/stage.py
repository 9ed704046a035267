# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is disturbed, and the judges of what is left behind.

A run is the calls of one act, in this process: one of all steps, or one for each step. The judges are documents (what
is not ours is as it was) and the emulator's own data plane (what could be reached can still be reached).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ansible_collections.adx.outbound.tests.emulator import VNET_ID, dataplane
from ansible_collections.adx.outbound.tests.faults.course import Course
from ansible_collections.adx.outbound.tests.faults.memory import MADE_ANEW, Memory
from ansible_collections.adx.outbound.tests.faults.worlds import CREATED_ID, PRESENT, World
from ansible_collections.adx.outbound.tests.integration.documents import VOLATILE, steady, without_ours
from ansible_collections.adx.outbound.tests.integration.runner import Refused, done

ELSEWHERE = "192.0.2.10"  # no route is written for it, so it goes where the default route leads
MODULE = "cluster_egress"
STEP_BY_STEP, ONE_CALL = WAYS = "step by step", "one call"


@dataclass(frozen=True)
class Setting:
    """A world, what is done in it, and by how many calls."""

    world: World
    act: str
    way: str

    def calls(self) -> list[dict[str, Any]]:
        """The options of each call."""
        whole = self.world.options(self.act)
        if self.way == ONE_CALL:
            return [whole]
        steps = ("allow", "route", "check") if self.act == PRESENT else ("route", "allow")
        return [{**whole, "steps": [step]} for step in steps]

    def __str__(self) -> str:
        return f"{self.way}; {self.world}; {self.act}"


class Stage(Course):
    """A world made ready for one act: what is there, what can be reached, and where an undisturbed run ends."""

    def __init__(self, memory: Memory, setting: Setting, **switches: Any) -> None:
        super().__init__(memory)
        self._setting = setting
        world = setting.world
        world.reset(self.emulator, **switches)
        memory.look_anew()
        self._theirs = foreign(self.emulator)
        self._needed = {one: needed(memory.run, one.options()) for one in world.clusters()}
        for options in world.before(setting.act):
            done(memory(MODULE, **options))
        self.begin()
        self._reachable = self._reached()
        self._judged: dict[str, list[str]] = {}

    def losses(self) -> list[str]:
        """What of other people is not as it was, and what could be reached and cannot any more."""
        state = self.memory.state()
        if state is not None and state.key in self._judged:
            return self._judged[state.key]
        self.memory.be_there()
        theirs = foreign(self.emulator)
        changed = [id_ for id_ in {**theirs, **self._theirs} if theirs.get(id_) != self._theirs.get(id_)]
        found = [f"{id_} is not what it was" for id_ in changed]
        gone = self._reachable - self._reached()
        if gone:
            found.append(f"cut off: {', '.join(sorted(gone))}")
        if state is not None:
            self._judged[state.key] = found
        return found

    def further(self) -> list[str]:
        """What is wrong after a further run, undisturbed."""
        try:
            self.run(self.memory)
        except Refused as refused:
            return [f"a further run failed: {refused}"]
        state = self.memory.state()
        ended = [] if state is not None and state.key == self.goal.key else ["a further run ended elsewhere"]
        return ended + self.losses()

    def run(self, run: Any) -> None:
        """Make all calls, one after another."""
        try:
            for options in self._setting.calls():
                done(run(MODULE, **options))
        except Refused:
            if not self._setting.world.refuses(self._setting.act):
                raise

    def _reached(self) -> set[str]:
        found = {one: reachable(self.emulator, one, wanted) for one, wanted in self._needed.items()}
        return {f"{name} of {one.name}" for one, names in found.items() for name in names}


def foreign(emulator: Any) -> dict[str, Any]:
    """Every document of the world as the service keeps it, without anything of ours."""
    with emulator.core.lock:
        found = without_ours(steady(emulator.core.store.documents, (*VOLATILE, *MADE_ANEW)))
    found.pop(CREATED_ID.lower(), None)
    for subnet in found.get(VNET_ID.lower(), {"properties": {"subnets": []}})["properties"]["subnets"]:
        if (subnet["properties"].get("routeTable") or {}).get("id", "").lower() == CREATED_ID.lower():
            del subnet["properties"]["routeTable"]
    return found


def needed(run: Any, options: dict[str, Any]) -> dict[str, list[Any]]:
    """The names that a cluster must reach, and the addresses that must reach it."""
    plan = done(run("egress_plan_info", **options))["plan"]
    names = [(one["fqdn"].replace("*", "some-host"), one["port"]) for one in plan["dependencies"] if one["fqdn"]]
    routes = [one["address_prefix"] for one in plan["routes"] if one["next_hop_type"] == "Internet"]
    return {"names": names, "addresses": [prefix.partition("/")[0] for prefix in routes]}


def reachable(emulator: Any, cluster: Any, wanted: dict[str, list[Any]], **known: Any) -> set[str]:
    """Those of them that get through, in the opinion of the data plane; `known` is what no document tells."""
    world = dataplane.network_of(emulator, cluster.firewall, cluster.subnet, **known)
    source = cluster.source
    found = {f"{name}:{port}" for name, port in wanted["names"] if _gets_out(world, source, name, port)}
    visits = {one: dataplane.visit(world, source=one, destination=source, port=443) for one in wanted["addresses"]}
    return found | {address for address, visit in visits.items() if visit.passes}


def _gets_out(world: Any, source: str, name: str, port: int) -> bool:
    protocol = {443: "Https", 80: "Http"}.get(port, "TCP")
    tag = "EventHub" if "servicebus" in name else None
    way = {"fqdn": name, "address": ELSEWHERE, "port": port, "protocol": protocol, "source": source, "tag": tag}
    return dataplane.trip(world, **way).passes
