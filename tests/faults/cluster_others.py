# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody else who writes the same clusters, at any moment: reads the document, changes it, and sends the change under
its etag. While an operation of ours goes on the service takes no other, so they wait for its end.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.adx.outbound.tests.emulator.arm import seeding
from ansible_collections.adx.outbound.tests.faults.cluster_watch import ClusterWatch

AGENT = "another-writer"
_VERSION = "2025-02-14"
_OK = 202
Change = Callable[[dict[str, Any]], "dict[str, Any] | None"]
STOPS, TAGS, DELETES = "stops the cluster", "tags the cluster", "deletes the cluster"
KEEPS_BUSY = "keeps the cluster busy"
DEEDS = (STOPS, TAGS, DELETES, KEEPS_BUSY)
_BUSY = 3  # looks


class Other:
    """Does one of the deeds to one cluster, of DEEDS or of `changes`: what it does to the properties, as the members
    that are sent, None where there is nothing of the kind to do. `did` says whether there was anything to do.
    """

    def __init__(self, emulator: Any, watch: ClusterWatch, id_: str, deed: str, changes: Mapping[str, Change]) -> None:
        self._emulator, self._watch, self._id, self._deed = emulator, watch, id_, deed
        self._changes = changes
        self.did = False
        self.after: dict[str, Any] | None = None  # the properties as they left them
        self.asked_before = 0  # how many requests the log had by then

    def __call__(self) -> None:
        core = self._emulator.core
        seeding.settle_running(core, self._id.lower())
        stored = core.store.get(self._id)
        if stored is None:
            return
        with self._watch.deaf(self._id.lower()):
            self.did = self._do(stored)
        self.asked_before = len(self._emulator.log())
        left = core.store.get(self._id)
        self.after = copy.deepcopy(left["properties"]) if left else None

    def _do(self, stored: Any) -> bool:
        """False where there is nothing of the kind to do."""
        if self._deed == DELETES:
            self._emulator.remove(self._id)
        elif self._deed == KEEPS_BUSY:
            self._emulator.busy(self._id, _BUSY)
        elif self._deed == STOPS:
            document = self._emulator.document(self._id)
            document["properties"]["state"] = "Stopped"
            self._emulator.seed(self._id, document)
        else:
            return self._patch(stored)
        return True

    def _patch(self, stored: Any) -> bool:
        if self._deed == TAGS:
            body: dict[str, Any] | None = {"tags": {**(stored.get("tags") or {}), "late": "yes"}}
        else:
            members = self._changes[self._deed](stored["properties"])
            body = {"properties": members} if members else None
        if body is None:
            return False
        core = self._emulator.core
        token = core.tokens.issue(core.base_url, core.clock(), core.switches.token_lifetime)
        headers = {"Authorization": f"Bearer {token}", "If-Match": stored["etag"], "User-Agent": AGENT}
        query = f"api-version={_VERSION}"
        status, _headers, text = core.handle("PATCH", self._id, query, headers, json.dumps(body).encode())
        assert status == _OK, text
        seeding.settle_running(core, self._id.lower())
        return True
