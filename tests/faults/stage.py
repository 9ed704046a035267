# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Worlds in which runs are disturbed, and the judges of what is left behind.

A run is the role's tasks in their order, in this process. The judges are documents (what is not ours is as it was) and
the emulator's own data plane (what could be reached can still be reached).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ansible_collections.adx.outbound.tests.emulator import (
    FIREWALL_ID,
    ROUTE_TABLE_ID,
    SUBNET_ID,
    VNET_ID,
    dataplane,
)
from ansible_collections.adx.outbound.tests.faults.memory import MADE_ANEW, Disturbed, Memory
from ansible_collections.adx.outbound.tests.integration import steps
from ansible_collections.adx.outbound.tests.integration.documents import VOLATILE, steady, without_ours

CREATED_ID = ROUTE_TABLE_ID.replace("rt-spoke", "adx-telemetry-westus-routes")
SOURCE = "10.20.1.5"
ELSEWHERE = "192.0.2.10"  # no route is written for it, so it goes where the default route leads
Run = Callable[[Any], Any]


@dataclass(frozen=True)
class World:
    """Where a run takes place. Without a table of somebody else the run makes one of our own."""

    firewall: str
    table: str
    default_route: str = "own"  # own, foreign (in a table that is found) or none

    def reset(self, emulator: Any, **switches: Any) -> None:
        """Make it anew."""
        emulator.reset("demo", switches=switches, firewall=self.firewall, route_table=self.table == "found")
        if self.default_route == "foreign":
            hop = {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.1.4"}
            table = emulator.document(ROUTE_TABLE_ID)
            table["properties"]["routes"].append({"name": "to-hub", "properties": hop})
            emulator.seed(ROUTE_TABLE_ID, table)

    def present(self, run: Any) -> dict[str, Any]:
        """Lock the cluster down."""
        return steps.lockdown(run, default_route="manage" if self.default_route == "own" else "verify")

    def absent(self, run: Any) -> dict[str, Any] | None:
        """Take all of it away again; with a foreign default route that is refused."""
        try:
            return steps.remove(run)
        except steps.Refused:
            if self.default_route != "foreign":
                raise
            return None

    def __str__(self) -> str:
        return f"{self.firewall}, table {self.table}, default route {self.default_route}"


class Stage:
    """A world made ready for one act: what is there, what can be reached, and where an undisturbed run ends."""

    def __init__(self, memory: Memory, world: World, act: str, **switches: Any) -> None:
        self.memory, self.emulator, self._act = memory, memory.emulator, getattr(world, act)
        world.reset(self.emulator, **switches)
        memory.look_anew()
        self._theirs = foreign(self.emulator)
        plan = world.present(memory) if act == "absent" else None
        self._start = memory.state()
        memory.tape = []
        ended = self._act(memory)
        self.tasks = tuple(memory.tape)
        self._goal = memory.state().key
        self._needed = needed(plan or ended)
        self.restart()
        self._reachable = reachable(self.emulator, self._needed)
        self._judged: dict[str, list[str]] = {}

    def disturb(self, task: int, perform: Callable[..., dict[str, Any]]) -> None:
        """Run the act from the start, with one task done by `perform`."""
        self.memory.go(self._start)
        self._act(Disturbed(self.memory, task, perform))

    def meet(self, task: int, arrange: Callable[[], Any], **options: Any) -> None:
        """Run the act from the start; before one task, which may be given options, something is put in its way."""

        def perform(module: str, /, **params: Any) -> dict[str, Any]:
            arrange()
            return self.memory.really(module, **params, **options)

        self.disturb(task, perform)

    def losses(self) -> list[str]:
        """What of other people is not as it was, and what could be reached and cannot any more."""
        state = self.memory.state()
        if state is not None and state.key in self._judged:
            return self._judged[state.key]
        self.memory.be_there()
        theirs = foreign(self.emulator)
        changed = [id_ for id_ in {**theirs, **self._theirs} if theirs.get(id_) != self._theirs.get(id_)]
        found = [f"{id_} is not what it was" for id_ in changed]
        gone = self._reachable - reachable(self.emulator, self._needed)
        if gone:
            found.append(f"cut off: {', '.join(sorted(gone))}")
        if state is not None:
            self._judged[state.key] = found
        return found

    def further(self) -> list[str]:
        """What is wrong after a further run, undisturbed."""
        try:
            self._act(self.memory)
        except steps.Refused as refused:
            return [f"a further run failed: {refused}"]
        state = self.memory.state()
        ended = [] if state is not None and state.key == self._goal else ["a further run ended elsewhere"]
        return ended + self.losses()

    def restart(self) -> None:
        """Put the emulator where the act begins."""
        self.memory.go(self._start)
        self.memory.be_there()


def foreign(emulator: Any) -> dict[str, Any]:
    """Every document of the world as the service keeps it, without anything of ours."""
    with emulator.core.lock:
        found = without_ours(steady(emulator.core.store.documents, (*VOLATILE, *MADE_ANEW)))
    found.pop(CREATED_ID.lower(), None)
    for subnet in found[VNET_ID.lower()]["properties"]["subnets"]:
        if (subnet["properties"].get("routeTable") or {}).get("id", "").lower() == CREATED_ID.lower():
            del subnet["properties"]["routeTable"]
    return found


def needed(plan: dict[str, Any]) -> dict[str, list[Any]]:
    """The names that the cluster must reach, and the addresses that must reach it."""
    names = [(one["fqdn"].replace("*", "some-host"), one["port"]) for one in plan["dependencies"] if one["fqdn"]]
    routes = [one["address_prefix"] for one in plan["routes"] if one["next_hop_type"] == "Internet"]
    return {"names": names, "addresses": [prefix.partition("/")[0] for prefix in routes]}


def reachable(emulator: Any, wanted: dict[str, list[Any]]) -> set[str]:
    """Those of them that get through, in the opinion of the data plane."""
    world = dataplane.network_of(emulator, FIREWALL_ID, SUBNET_ID)
    found = {f"{name}:{port}" for name, port in wanted["names"] if _gets_out(world, name, port)}
    visits = {one: dataplane.visit(world, source=one, destination=SOURCE, port=443) for one in wanted["addresses"]}
    return found | {address for address, visit in visits.items() if visit.passes}


def _gets_out(world: Any, name: str, port: int) -> bool:
    protocol = {443: "Https", 80: "Http"}.get(port, "TCP")
    tag = "EventHub" if "servicebus" in name else None
    way = {"fqdn": name, "address": ELSEWHERE, "port": port, "protocol": protocol, "source": SOURCE, "tag": tag}
    return dataplane.trip(world, **way).passes
