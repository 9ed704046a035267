# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to the outbound access of clusters, if only for a moment."""

from __future__ import annotations

from typing import Any

from ansible_collections.adx.outbound.tests.faults.access_acts import (
    ENABLED,
    MEMBERS,
    NAMES,
    POLICIES,
    RESTRICT,
    Act,
)
from ansible_collections.adx.outbound.tests.faults.cluster_watch import ClusterWatch


def access(document: Any) -> tuple[Any, list[str], list[tuple[str, str, str]]]:
    """What restricts a cluster, comparable: the state, the names, and the policies with what they say."""
    told = document["properties"]
    policies = told.get(POLICIES) or []
    return (
        told.get(RESTRICT),
        sorted(told.get(NAMES) or []),
        sorted((one["calloutType"], one["calloutUriRegex"], one["outboundAccess"]) for one in policies),
    )


class Watch(ClusterWatch):
    """`opened` are the keys of clusters whose access was open though it had been restricted before, `emptied` those
    that were restricted without any entry though some are wanted. `goals` are the documents that a run ends with, once
    they are known.
    """

    members = MEMBERS

    def __init__(self, act: Act, emulator: Any) -> None:
        self._asked = act.asked()
        self.goals: dict[str, Any] = {}
        super().__init__(act.ids(), emulator)

    def forget(self) -> None:
        """Begin anew with what is there now."""
        super().forget()
        self.opened: set[str] = set()
        self.emptied: set[str] = set()
        self._may_open = {key for key, one in self._asked.items() if one.may_open}

    def _others_left(self, key: str, document: Any) -> None:
        if document is None or document["properties"].get(RESTRICT) != ENABLED:
            self._may_open.add(key)

    def _judge(self, key: str, before: Any, document: Any) -> None:
        name, goal = document["name"], self.goals.get(key)
        gone = missing(before, document)
        if self._asked[key].purges:  # what is wanted stays all the same
            gone = [one for one in gone if one in entries(goal)]
        self.wrong += [f"{name}: gone, if only for a while: {one}" for one in gone]
        if document["properties"].get(RESTRICT) == ENABLED and not entries(document) and entries(goal):
            self.emptied.add(key)
        was, state = (one["properties"].get(RESTRICT) for one in (self._last[key], document))
        if was == ENABLED and state != ENABLED:
            self.opened.add(key)
            if key not in self._may_open:
                self.wrong.append(f"{name}: access is open")


def entries(document: Any) -> list[Any]:
    """The entries of both lists, comparable."""
    _state, names, policies = access(document) if document else (None, [], [])
    return [*names, *policies]


def missing(before: Any, document: Any) -> list[Any]:
    """The entries that were there before and are not any more."""
    there = entries(document)
    return [one for one in entries(before) if one not in there]
