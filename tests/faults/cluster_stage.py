# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An act on clusters that is disturbed, and the judges of how it went and what it told."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.faults.cluster_watch import ClusterWatch
from ansible_collections.adx.outbound.tests.faults.course import Course
from ansible_collections.adx.outbound.tests.faults.memory import Memory
from ansible_collections.adx.outbound.tests.faults.victim import Killed, Victim

# How a sentence says that something of ours stands, or may.
WRITTEN, MAY_STAND = "This run has written the ", "may have taken effect"
_NOTHING = "has written nothing"
_NOT_IN_FORCE = {"cluster_not_ready", "not_settled", "not_verified"}


class Act(Protocol):
    """Some clusters, and what one call makes of them."""

    module: str

    def ids(self) -> list[str]:
        """The ids of the clusters."""

    def call(self) -> dict[str, Any]:
        """The options of the call."""

    def reset(self, emulator: Any, **switches: Any) -> None:
        """Make the world anew."""


class ClusterStage(Course):
    """An act on a world made for it. `result` is what the last call told, `ends_in` the code that an undisturbed one
    ends in, None where that is none.
    """

    watch: ClusterWatch
    stands: tuple[str, ...] = (WRITTEN, MAY_STAND)

    def __init__(self, memory: Memory, act: Any, **switches: Any) -> None:
        super().__init__(memory)
        self.act, self.result = act, dict[str, Any]()
        act.reset(self.emulator, **switches)
        memory.look_anew()
        self.watch = self._watching()
        self.begin()
        self.result = self.calls[0].result
        self.ends_in = self._code()

    @abstractmethod
    def _watching(self) -> Any:
        """Who listens."""

    @abstractmethod
    def shown(self, document: Any) -> Any:
        """What a document has of what the act is about, comparable."""

    def run(self, run: Any) -> None:
        """Make the call."""
        self.result = run(self.act.module, **self.act.call())

    def disturb(self, call: int, perform: Callable[..., dict[str, Any]]) -> None:
        """The same, with somebody listening to what happens meanwhile."""

        def heard(module: str, /, **params: Any) -> dict[str, Any]:
            self.watch.forget()
            return perform(module, **params)

        with self.emulator.watched(self.watch):
            super().disturb(call, heard)

    def kill(self, place: sweep.Place) -> None:
        """Have the call killed at this request."""
        try:
            self.disturb(place.call, Victim(self.memory, place))
        except Killed:
            return
        raise AssertionError("it lived on")

    def losses(self) -> list[str]:
        """What was lost on the way."""
        self.memory.be_there()
        return list(self.watch.wrong)

    def untrue(self) -> list[str]:
        """What the call told that was not so, and what it did not tell."""
        told, message = self.result, str(self.result.get("msg", ""))
        wrong = [] if not told.get("failed") or sweep.is_one_sentence(message) else [f"no sentence: {message}"]
        if "clusters" not in told:
            if self.watch.touched and not any(word in message for word in self.stands):
                wrong.append(f"it wrote, and does not say so: {message}")
            return wrong
        for entry in told["clusters"]:
            wrong += [f"{entry['cluster']}: {what}: {entry['msg']}" for what in self._untrue_of(entry)]
        sent = {one["id"].lower() for one in told["written"]}
        return wrong + [f"{key} was written, and is not among what was" for key in self.watch.touched - sent]

    def _untrue_of(self, entry: dict[str, Any]) -> Iterator[str]:
        key, message = entry["id"].lower(), entry["msg"]
        document = self.emulator.core.store.get(key)
        before, goal, now = map(self.shown, (self.start.snapshot.get(key), self.goal.snapshot.get(key), document))
        says_so = any(word in message for word in self.stands)
        if not entry["failed"] and (now != goal or document["properties"]["provisioningState"] != "Succeeded"):
            yield "it is said to be done, and is not"
        if now != before and not entry["changed"] and not says_so:
            yield "it is not what it was, and nobody is told"
        if now == before and not self._may_be_as_before(entry) and (entry["changed"] or WRITTEN in message):
            yield "it is what it was, and is said to have changed"
        if now not in (before, goal) and not self._may_be_neither(entry):
            yield "it is neither as before nor as wanted"
        if key in self.watch.touched and _NOTHING in message:
            yield "something was written"
        yield from self._untrue_of_ending(entry, before, now)

    @abstractmethod
    def _may_be_as_before(self, entry: dict[str, Any]) -> bool:
        """Whether a cluster of which this is told may be as it was although it was written."""

    @abstractmethod
    def _may_be_neither(self, entry: dict[str, Any]) -> bool:
        """Whether it may be neither as it was nor as it is wanted."""

    @abstractmethod
    def _untrue_of_ending(self, entry: dict[str, Any], before: Any, now: Any) -> Iterator[str]:
        """What else is told of a cluster and is not so."""

    def further(self) -> list[str]:
        """What is wrong after a further run, undisturbed. A cluster whose last change has failed is not written to
        before somebody has repaired it, and then again.
        """
        self._again()
        if self._repair():
            self._again()
        if self._code() != self.ends_in:
            return [f"a further run failed: {self.result.get('msg')}"]
        state = self.memory.state()
        ended = [] if state is not None and state.key == self.goal.key else ["a further run ended elsewhere"]
        return ended + self.losses()

    def _again(self) -> None:
        with self.emulator.watched(self.watch):
            self.memory.be_there()
            self._go_on()
            self.run(self.memory)
            if self.memory.state() is None:  # something that nobody waited for any more, such as a validation
                self.emulator.core.operations.settle_all()
                self.memory.look_anew()

    def _go_on(self) -> None:
        """Judge a further run by what it does itself."""
        self.watch.wrong = []

    def _code(self) -> str | None:
        return self.result.get("code", "") if self.result.get("failed") else None

    def _repair(self) -> bool:
        """True when there was a failed one, of which the call said so."""
        self.memory.be_there()
        mended = False
        for entry in self.result.get("clusters", ()):
            document = self.emulator.document(entry["id"])
            says_so = {entry["code"], *(one["code"] for one in entry["findings"])} & _NOT_IN_FORCE
            if says_so and document["properties"]["provisioningState"] == "Failed":
                document["properties"]["provisioningState"] = "Succeeded"
                self.emulator.seed(entry["id"], document)
                mended = True
        self.memory.look_anew()
        return mended
