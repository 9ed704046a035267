# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to the network of clusters and to who may come in to them, if only for a moment."""

from __future__ import annotations

from typing import Any

from ansible_collections.adx.outbound.tests.emulator.dataplane import exposure
from ansible_collections.adx.outbound.tests.faults.cluster_watch import ClusterWatch
from ansible_collections.adx.outbound.tests.faults.leaving_acts import ACCESS, DISABLED, ENABLED, NETWORK, RANGES, Act

_STATES = (None, ENABLED, DISABLED)


class Watch(ClusterWatch):
    """Public access is `wrong` where it is wider than it was and than it is asked for, at any document. `left` are the
    keys of clusters that were seen out of their networks.
    """

    members = (ACCESS, RANGES, "uri", "dataIngestionUri")  # what the network has beside its state is not among them

    def __init__(self, act: Act, emulator: Any) -> None:
        self._act = act
        super().__init__(act.ids(), emulator)

    def forget(self) -> None:
        """Begin anew with what is there now."""
        super().forget()
        self.left: set[str] = set()
        self._allowed = dict.fromkeys(self._keys, self._act.exposed)
        self._exposed_now()

    def __call__(self, document: Any) -> None:
        super().__call__(document)
        if not self._is_deaf:
            self._exposed(document)
            wider = self._exposed.wider(self._allowed)
            self._exposed.seen.clear()
            self.wrong += [f"{key}: let in more than is asked for: {found}" for key, found in wider]

    def _judge(self, key: str, before: Any, document: Any) -> None:
        was, now = (network(one) for one in (self._last[key], document))
        if now not in _STATES:
            self.wrong.append(f"{document['name']}: its network is {now}")
        if was == DISABLED != now and network(before) == DISABLED:
            self.wrong.append(f"{document['name']}: it has returned")
        if now == DISABLED:
            self.left.add(key)

    def _others_left(self, key: str, document: Any) -> None:
        self._exposed_now()

    def _exposed_now(self) -> None:
        """Whoever may come in now need not be kept out."""
        self._exposed = exposure.Watch(self._emulator)
        for key, found in self._exposed.seen:
            if key in self._allowed:
                self._allowed[key] |= found
        self._exposed.seen.clear()


def network(document: Any) -> Any:
    """The state of its network."""
    return document["properties"][NETWORK].get("state")


def exit_of(document: Any) -> tuple[Any, Any, list[str]]:
    """The network and the public access of a cluster, comparable."""
    told = document["properties"]
    return network(document) or ENABLED, told.get(ACCESS) or ENABLED, sorted(told.get(RANGES) or [])
