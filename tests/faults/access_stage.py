# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An act on the outbound access of clusters that is disturbed, and the judges of how it went and what it told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.faults.access_acts import ENABLED, MODULE, Act
from ansible_collections.adx.outbound.tests.faults.access_watch import Watch, access
from ansible_collections.adx.outbound.tests.faults.course import Course
from ansible_collections.adx.outbound.tests.faults.memory import Memory
from ansible_collections.adx.outbound.tests.faults.victim import Killed, Victim

# How a sentence says that something of ours stands, or may.
_WRITTEN = "This run has written the "
_STANDS = (_WRITTEN, "may have taken effect", "stands, or may", "NOT restricted now", "NOT be restricted now")
_NOTHING, _BACK, _SHUT = "has written nothing", "What stood there was put back.", " is restricted again"
_LEFT_OPEN, _MAY_BE_OPEN = "is NOT restricted now", "may NOT be restricted now"
_OPENED = ("was not restricted for", "may not have been restricted for", _LEFT_OPEN, _MAY_BE_OPEN)
_NOT_IN_FORCE = {"cluster_not_ready", "not_settled"}
_NEITHER = ("not_taken_back", "left_open")  # codes that say: neither as before nor as wanted


class AccessStage(Course):
    """An act on a world made for it. `result` is what the last call told."""

    def __init__(self, memory: Memory, act: Act, **switches: Any) -> None:
        super().__init__(memory)
        self.act, self.result = act, dict[str, Any]()
        act.reset(self.emulator, **switches)
        memory.look_anew()
        self.watch = Watch(act, self.emulator)
        self.begin()
        self.result = self.calls[0].result
        self.ends_in = self._code()
        self.watch.goals = {key: self.goal.snapshot.get(key) for key in act.asked()}

    def run(self, run: Any) -> None:
        """Make the call."""
        self.result = run(MODULE, **self.act.call())

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
        """What was lost on the way. That nothing is allowed is one as well, unless the call has told it."""
        self.memory.be_there()
        told = any(one["code"] in _NEITHER for one in self.result.get("clusters", ()))
        emptied = () if told else sorted(self.watch.emptied)
        return [*self.watch.wrong, *(f"{key}: nothing was allowed, if only for a while" for key in emptied)]

    def untrue(self) -> list[str]:
        """What the call told that was not so, and what it did not tell."""
        told, message = self.result, str(self.result.get("msg", ""))
        wrong = [] if not told.get("failed") or sweep.is_one_sentence(message) else [f"no sentence: {message}"]
        if "clusters" not in told:
            if self.watch.touched and not any(word in message for word in _STANDS):
                wrong.append(f"it wrote, and does not say so: {message}")
            return wrong
        for entry in told["clusters"]:
            wrong += [f"{entry['cluster']}: {what}: {entry['msg']}" for what in self._untrue_of(entry)]
        sent = {one["id"].lower() for one in told["written"]}
        return wrong + [f"{key} was written, and is not among what was" for key in self.watch.touched - sent]

    def _untrue_of(self, entry: dict[str, Any]) -> Iterator[str]:
        key, message = entry["id"].lower(), entry["msg"]
        document = self.emulator.core.store.get(key)
        before, goal, now = access(self.start.snapshot.get(key)), access(self.watch.goals[key]), access(document)
        says_so = any(word in message for word in _STANDS)
        if not entry["failed"] and (now != goal or document["properties"]["provisioningState"] != "Succeeded"):
            yield "it is said to be done, and is not"
        if now != before and not entry["changed"] and not says_so:
            yield "it is not what it was, and nobody is told"
        if now == before and (entry["changed"] or _WRITTEN in message) and entry["code"] not in _NEITHER:
            yield "it is what it was, and is said to have changed"
        if now not in (before, goal) and entry["code"] not in _NEITHER:
            yield "it is neither as before nor as wanted"
        if key in self.watch.touched and _NOTHING in message:
            yield "something was written"
        yield from self._untrue_of_ending(entry, before, now)

    def _untrue_of_ending(self, entry: dict[str, Any], before: Any, now: Any) -> Iterator[str]:
        message, is_open = entry["msg"], now[0] != ENABLED
        if _BACK in message and now != before:
            yield "nothing was put back"
        if _SHUT in message and is_open or _LEFT_OPEN in message and not is_open:
            yield "access is not what it is said to be"
        told = [message, *(one["sentence"] for one in entry["accepted"])]
        key = entry["id"].lower()
        asked = self.act.asked()[key]
        opened = key in self.watch.opened and asked.state == ENABLED and asked.options["state"] != "unrestricted"
        if opened and not any(word in one for word in _OPENED for one in told):
            yield "access was open, and nobody is told"

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
            self.watch.wrong, self.watch.emptied = [], set()
            self.run(self.memory)
            if self.memory.state() is None:  # something that nobody waited for any more, such as a validation
                self.emulator.core.operations.settle_all()
                self.memory.look_anew()

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
