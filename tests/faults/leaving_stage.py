# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An act by which clusters leave their networks that is disturbed, and the judges of how it went and what it told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.adx.outbound.tests.faults.cluster_stage import WRITTEN, ClusterStage
from ansible_collections.adx.outbound.tests.faults.leaving_acts import DISABLED
from ansible_collections.adx.outbound.tests.faults.leaving_watch import Watch, exit_of

_BACK = "run the playbook return_to_network"
_NOT_REACHED = "not_reached"


class LeavingStage(ClusterStage):
    """An act on a world made for it."""

    watch: Watch

    def _watching(self) -> Watch:
        return Watch(self.act, self.emulator)

    def shown(self, document: Any) -> Any:
        """Its network and its public access."""
        return exit_of(document)

    def losses(self) -> list[str]:
        """What was lost on the way. Any write but a PATCH is one as well, such as a removal or a migration."""
        others = [one for one in self.emulator.writes() if one.method != "PATCH"]
        return [*super().losses(), *(f"{one.method} {one.path}" for one in others)]

    def untrue(self) -> list[str]:
        """What the call told that was not so; and that nobody comes after a cluster that does not hold."""
        entries = self.result.get("clusters", ())
        reached = [one["cluster"] for one in entries if one["code"] == _NOT_REACHED and self._is_touched(one)]
        return [*super().untrue(), *(f"{one}: it was reached" for one in reached)]

    def _may_be_as_before(self, entry: dict[str, Any]) -> bool:
        return bool(entry["failed"]) and not entry["changed"] and self._is_touched(entry)

    def _may_be_neither(self, entry: dict[str, Any]) -> bool:
        """The service does half of what it is asked for; what was written stays, and that is told."""
        return bool(entry["failed"]) and any(word in entry["msg"] for word in self.stands)

    def _untrue_of_ending(self, entry: dict[str, Any], before: Any, now: Any) -> Iterator[str]:
        if entry["failed"] and now != before and before[0] != DISABLED and _BACK not in entry["msg"]:
            yield "nobody is told how to go back"
        if entry["code"] == _NOT_REACHED and WRITTEN in entry["msg"]:
            yield "it was reached"

    def _is_touched(self, entry: dict[str, Any]) -> bool:
        return entry["id"].lower() in self.watch.touched
