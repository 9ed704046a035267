# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An act on the outbound access of clusters that is disturbed, and the judges of how it went and what it told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.adx.outbound.tests.faults.access_acts import ENABLED
from ansible_collections.adx.outbound.tests.faults.access_watch import Watch, access
from ansible_collections.adx.outbound.tests.faults.cluster_stage import MAY_STAND, WRITTEN, ClusterStage
from ansible_collections.adx.outbound.tests.faults.memory import Memory

_BACK, _SHUT = "What stood there was put back.", " is restricted again"
_LEFT_OPEN, _MAY_BE_OPEN = "is NOT restricted now", "may NOT be restricted now"
_OPENED = ("was not restricted for", "may not have been restricted for", _LEFT_OPEN, _MAY_BE_OPEN)
_NEITHER = ("not_taken_back", "left_open")  # codes that say: neither as before nor as wanted


class AccessStage(ClusterStage):
    """An act on a world made for it."""

    watch: Watch
    stands = (WRITTEN, MAY_STAND, "stands, or may", "NOT restricted now", "NOT be restricted now")

    def __init__(self, memory: Memory, act: Any, **switches: Any) -> None:
        super().__init__(memory, act, **switches)
        self.watch.goals = {key: self.goal.snapshot.get(key) for key in act.asked()}

    def _watching(self) -> Watch:
        return Watch(self.act, self.emulator)

    def shown(self, document: Any) -> Any:
        """What restricts the cluster."""
        return access(document)

    def losses(self) -> list[str]:
        """What was lost on the way. That nothing is allowed is one as well, unless the call has told it."""
        told = any(one["code"] in _NEITHER for one in self.result.get("clusters", ()))
        emptied = () if told else sorted(self.watch.emptied)
        return [*super().losses(), *(f"{key}: nothing was allowed, if only for a while" for key in emptied)]

    def _may_be_as_before(self, entry: dict[str, Any]) -> bool:
        return entry["code"] in _NEITHER

    _may_be_neither = _may_be_as_before

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

    def _go_on(self) -> None:
        super()._go_on()
        self.watch.emptied = set()
