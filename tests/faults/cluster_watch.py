# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to clusters, heard from the service's own store at every document that is put there.

Whatever a module reads, waits for or tells, this sees each state in which a cluster has been, if only for a moment.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ansible_collections.adx.outbound.tests.integration.documents import steady

_SERVICE = ("etag", "provisioningState", "state")


class ClusterWatch:
    """Hears every document that is stored. `wrong` is what should never have been, `touched` are the keys of clusters
    that were stored at all. Of the clusters of an act no more than `members` may change, and of all else nothing.
    """

    members: tuple[str, ...] = ()

    def __init__(self, ids: Sequence[str], emulator: Any) -> None:
        self._keys = [id_.lower() for id_ in ids]
        self._emulator = emulator
        self._is_deaf = False
        self.forget()

    def forget(self) -> None:
        """Begin anew with what is there now."""
        self.wrong: list[str] = []
        self.touched: set[str] = set()
        self._before = {key: self._stored(key) for key in self._keys}
        self._last = dict(self._before)

    @contextmanager
    def deaf(self, key: str) -> Iterator[None]:
        """While somebody else writes this cluster: what they leave is what must stay from then on."""
        self._is_deaf = True
        yield
        self._is_deaf = False
        self._before[key] = self._last[key] = self._stored(key)
        self._others_left(key, self._last[key])

    def __call__(self, document: Any) -> None:
        if self._is_deaf:
            return
        key = document["id"].lower()
        if key not in self._keys:
            self.wrong.append(f"{document['id']}: this was written")
            return
        self.touched.add(key)
        before = self._before[key]
        if before is not None:
            if self._rest(document) != self._rest(before):
                self.wrong.append(f"{document['name']}: other members are not what they were")
            self._judge(key, before, document)
        self._last[key] = copy.deepcopy(document)

    def _judge(self, key: str, before: Any, document: Any) -> None:
        """Say what is wrong with a document beside that."""
        raise NotImplementedError

    def _others_left(self, key: str, document: Any) -> None:
        """Take what somebody else has left for theirs."""

    def _rest(self, document: Any) -> Any:
        """All that is neither the service's own nor what the act may change."""
        return steady(document, (*_SERVICE, *self.members))

    def _stored(self, key: str) -> Any:
        return copy.deepcopy(self._emulator.core.store.get(key))
