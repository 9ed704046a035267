# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to clusters, heard from the service's own store at every document that is put there.

Whatever a module reads, waits for or tells, this sees each state in which a cluster has been, if only for a moment.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ansible_collections.adx.outbound.tests.faults.access_acts import (
    ENABLED,
    MEMBERS,
    NAMES,
    POLICIES,
    RESTRICT,
    Act,
    Asked,
)
from ansible_collections.adx.outbound.tests.integration.documents import steady

_ALL_BUT = ("etag", "provisioningState", "state", *MEMBERS)  # what is not the service's own, and not ours


def access(document: Any) -> tuple[Any, list[str], list[tuple[str, str, str]]]:
    """What restricts a cluster, comparable: the state, the names, and the policies with what they say."""
    told = document["properties"]
    policies = told.get(POLICIES) or []
    return (
        told.get(RESTRICT),
        sorted(told.get(NAMES) or []),
        sorted((one["calloutType"], one["calloutUriRegex"], one["outboundAccess"]) for one in policies),
    )


def others(document: Any) -> Any:
    """Everything else of it."""
    return steady(document, _ALL_BUT)


class Watch:
    """Hears every document that is stored. `wrong` is what should never have been, `opened` are the keys of clusters
    whose access was open though it had been restricted before, `emptied` those that were restricted without any entry
    though some are wanted, `touched` those that were stored at all. `goals` are the
    documents that a run ends with, once they are known.
    """

    def __init__(self, act: Act, emulator: Any) -> None:
        self._asked = act.asked()
        self._emulator = emulator
        self.goals: dict[str, Any] = {}
        self._is_deaf = False
        self.forget()

    def forget(self) -> None:
        """Begin anew with what is there now."""
        self.wrong: list[str] = []
        self.opened: set[str] = set()
        self.touched: set[str] = set()
        self.emptied: set[str] = set()
        self._before = {key: self._stored(key) for key in self._asked}
        self._may_open = {key for key, one in self._asked.items() if one.may_open}
        self._last = dict(self._before)

    @contextmanager
    def deaf(self, key: str) -> Iterator[None]:
        """While somebody else writes this cluster: what they leave is what must stay from then on."""
        self._is_deaf = True
        yield
        self._is_deaf = False
        self._before[key] = self._last[key] = self._stored(key)
        if self._last[key] is None or self._last[key]["properties"].get(RESTRICT) != ENABLED:
            self._may_open.add(key)

    def __call__(self, document: Any) -> None:
        key = document["id"].lower()
        if key in self._asked and not self._is_deaf:
            self.touched.add(key)
            self._judge(key, self._asked[key], document)
            self._last[key] = copy.deepcopy(document)

    def _judge(self, key: str, asked: Asked, document: Any) -> None:
        before, name = self._before[key], document["name"]
        if before is None:
            return
        if others(document) != others(before):
            self.wrong.append(f"{name}: other members are not what they were")
        gone = missing(before, document)
        if asked.purges:  # what is wanted stays all the same
            gone = [one for one in gone if one in entries(self.goals.get(key))]
        self.wrong += [f"{name}: gone, if only for a while: {one}" for one in gone]
        if document["properties"].get(RESTRICT) == ENABLED and not entries(document) and entries(self.goals.get(key)):
            self.emptied.add(key)
        was, state = (one["properties"].get(RESTRICT) for one in (self._last[key], document))
        if was == ENABLED and state != ENABLED:
            self.opened.add(key)
            if key not in self._may_open:
                self.wrong.append(f"{name}: access is open")

    def _stored(self, key: str) -> Any:
        return copy.deepcopy(self._emulator.core.store.get(key))


def entries(document: Any) -> list[Any]:
    """The entries of both lists, comparable."""
    _state, names, policies = access(document) if document else (None, [], [])
    return [*names, *policies]


def missing(before: Any, document: Any) -> list[Any]:
    """The entries that were there before and are not any more."""
    there = entries(document)
    return [one for one in entries(before) if one not in there]
