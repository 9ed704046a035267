# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What this run creates, and how exactly that and nothing else is deleted again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from .answers import Answer
from .faults import Stopped
from .wire import Wire

TAG = "adx.outbound.truth-kit"
TRIES, PAUSE = 12, 10  # DELETEs of what is still shown as in use, and seconds between them


class Sandbox:
    """Resources in one group whose names carry the mark of this run, and whose tag does, too."""

    def __init__(
        self, wire: Wire, group: str, location: str, run: str, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.wire, self.location, self.tags = wire, location, {TAG: run}
        self._group, self._run, self._sleep = group, run, sleep
        self._made: list[str] = []
        self._parts: list[str] = []

    def part(self, path: str) -> str:
        """Note a part of something this run made, to be deleted before it; return its path."""
        self._parts.append(path)
        return path

    def create(self, type_: str, properties: dict[str, Any], version: str = "") -> str:
        """Create a resource and return its path; what is there already is left alone."""
        path = f"{self._group}/providers/Microsoft.Network/{type_}/adx-truth-{self._run}-{type_}"
        found = self.wire.get(path)
        if found.status != 404:
            raise Stopped(f"Could not create {path}: {_reason_to_keep_off(found)}; nothing was changed.")
        # Noted before it is made: the answer of a PUT can be lost.
        self._made.append(path)
        answer = self.wire.put(path, self.body(properties), version)
        if not answer.is_good:
            raise Stopped(f"Could not create {path}: {answer.sentence()}")
        return path

    def body(self, properties: dict[str, Any], **tags: str) -> dict[str, Any]:
        """Return a body with the region and the tag by which this run knows its own."""
        return {"location": self.location, "tags": {**self.tags, **tags}, "properties": properties}

    def remove(self) -> list[str]:
        """Delete what this run made, the last first; return a sentence for each thing that is still there."""
        left = []
        for path in reversed(self._made):
            try:
                reason = self._remove(path)
            except Stopped as stopped:
                reason = str(stopped)
            if reason:
                left.append(f"{path} is still there: {reason}")
        self._made = []
        return left

    def _remove(self, path: str) -> str:
        found = self.wire.get(path)
        if found.status == 404:
            return ""
        if not found.is_good:
            return found.sentence()
        if (found.document.get("tags") or {}).get(TAG) != self._run:
            return "it does not carry the tag of this run any more, so it may be somebody else's."
        # Deleting a policy takes its groups along, so somebody's group keeps the policy.
        groups = {group["id"].lower() for group in found.document["properties"].get("ruleCollectionGroups") or []}
        if foreign := groups - {part.lower() for part in self._parts}:
            return f"somebody else's rule collection group is in it: {', '.join(sorted(foreign))}."
        for part in [one for one in self._parts if one.startswith(f"{path}/")]:
            self.wire.delete(part)
        return self._delete(path)

    def _delete(self, path: str) -> str:
        for _try in range(TRIES):
            answer = self.wire.delete(path)
            # A table is shown as in use for a while after its subnet is gone.
            if answer.is_good or "inuse" not in answer.code.lower():
                break
            self._sleep(PAUSE)
        return "" if self.wire.get(path).status == 404 else answer.sentence()


def _reason_to_keep_off(found: Answer) -> str:
    return "something of this name is there already" if found.is_good else found.sentence()
