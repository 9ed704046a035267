# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters that restrict their outbound access themselves, without a server: documents in a dictionary, other people
and Azure's troubles on order, and an end of the run between any two calls.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import outbound_access
from ansible_collections.adx.outbound.plugins.module_utils._plan.outbound import plans
from ansible_collections.adx.outbound.plugins.module_utils._plan.outbound.request import Asked
from ansible_collections.adx.outbound.plugins.module_utils._plan.outbound.writes import Stage
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.change import Outcome, Situation
from ansible_collections.adx.outbound.plugins.module_utils._run.port import Failure
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.outbound import drawn


class Killed(BaseException):
    """The process is gone."""


class Trouble(Exception):
    """What Azure answers, or does not: `sent` and `refused` are as Failure has them, `arrives` says whether the write
    takes effect all the same.
    """

    def __init__(self, text: str, code: str = "", *, sent: bool = False, refused: bool = False, arrives: bool = False):
        super().__init__(text)
        self.code, self.sent, self.refused, self.arrives = code, sent, refused, arrives


REFUSED = Trouble("Azure refuses it.", "BadRequest", refused=True)
LOST, LOST_ON_THE_WAY = Trouble("No answer.", sent=True, arrives=True), Trouble("No answer.", sent=True)


class AccessAzure:
    """The port. `calls` has what was asked in its order, `writes` what took effect; `orders` is what somebody does
    right before such a call, `troubles` how a write ends, and `takes_turns` is False where Azure does not take one list
    in the place of the other in one write. The run ends at the call with the number `last`.
    """

    def __init__(self, *, check_mode: bool = False) -> None:
        self.check_mode, self.takes_turns, self.last = check_mode, True, 0
        self.documents: dict[str, Any] = {}
        self.beside: dict[str, Any] = {}
        self.calls: list[str] = []
        self.writes: list[str] = []
        self.told: list[str] = []
        self.opened: list[str] = []  # clusters of which access was not restricted at some time, after it was
        self.wrong: dict[str, dict[str, str]] = defaultdict(dict)  # data connections and what is wrong with them
        self.orders: dict[str, list[Callable[[], None]]] = defaultdict(list)
        self.troubles: dict[str, list[Trouble]] = defaultdict(list)

    # The world

    def place(self, name: str, *given: Any, **more: Any) -> None:
        """A cluster with this document."""
        self.documents[name] = drawn.document(*given, name=name, **more)

    def access(self, name: str) -> Any:
        """Its three members."""
        return tuple(outbound_access.of(self.documents[name]).values())

    def becomes(self, name: str, **properties: Any) -> Callable[[], None]:
        """What somebody does to a cluster."""

        def act() -> None:
            document = copy.deepcopy(self.documents[name])
            document["properties"].update(properties)
            self.documents[name] = document

        return act

    def order(self, call: str, act: Callable[[], None]) -> None:
        """Have something done right before the next call of this name."""
        self.orders[call].append(act)

    def asked(self, name: str, state: str = "restricted", **own: Any) -> Asked:
        """What is wanted of a cluster."""
        return Asked(drawn.asked(state, **own), drawn.id_of(name))

    # The port

    def read(self, asked: Any) -> Any:
        return self.together(self._read, asked)

    def look(self, plan: Any) -> Any:
        self._happens(f"look {plan.name}")
        return replace(plan.seen, document=copy.deepcopy(self.documents[plan.name]))

    def validate(self, plan: Any) -> Any:
        self._happens(f"validate {plan.name}")
        return dict(self.wrong[plan.name])

    def write(self, writing: Any) -> Outcome:
        name = writing.plan.name
        call = f"{writing.stage} {name}"
        self._happens(call)
        found = self.documents[name]
        wanted = writing.change(Situation(copy.deepcopy(found), {"listed": (), "why_unlisted": ""}))
        before, after = outbound_access.view(found), outbound_access.view(wanted)
        if before == after or self.check_mode:
            return Outcome(before, after, before != after, wanted, found)
        trouble = self.troubles[call].pop(0) if self.troubles[call] else None
        if not trouble and not self.takes_turns and writing.stage == Stage.AT_ONCE and writing.plan.opens:
            trouble = REFUSED
        if not trouble or trouble.arrives:
            self.documents[name] = wanted
            self.writes.append(call)
            if _is_open(after) and not _is_open(before):
                self.opened.append(name)
        if trouble:
            raise trouble
        self._happens(f"done {call}")
        return Outcome(before, after, True, wanted, found)

    def shown(self, writing: Any, outcome: Outcome) -> dict[str, str]:
        return {"before": outcome.before, "after": outcome.after, "after_header": writing.id.described()}

    def together(self, call: Any, items: Any) -> Any:
        found: list[Any] = []
        for item in items:
            try:
                found.append((call(item), None))
            except Exception as error:
                found.append((None, error))
        return found

    def pace(self, seconds: float) -> Callable[[str], bool]:
        return lambda _what: False

    def tell(self, line: str, *, is_news: bool = True) -> None:
        self.told.append(line)

    def explain(self, error: Exception) -> Failure:
        told = (getattr(error, name, default) for name, default in (("code", ""), ("sent", False), ("refused", False)))
        return Failure(str(error), *told)

    # Inside

    def _happens(self, call: str) -> None:
        self.calls.append(call)
        if len(self.calls) == self.last:
            raise Killed
        for act in self.orders.pop(call, ()):
            act()

    def _read(self, asked: Asked) -> Any:
        name = asked.cluster.name
        self._happens(f"read {name}")
        return plans.plan(asked.request, drawn.seen(copy.deepcopy(self.documents[name]), **self.beside))


def _is_open(view: Any) -> bool:
    return view["restrict_outbound_network_access"] != "Enabled"


def fails(error: Exception) -> Callable[[], None]:
    """What has a call end in this error."""

    def act() -> None:
        raise error

    return act
