# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A world, the plans of its clusters, and what our own writers make of it: what templates are held against."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.rendered import File, Language, rendered
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.tree import Stage
from ansible_collections.adx.outbound.tests.faults.stage import needed, reachable
from ansible_collections.adx.outbound.tests.faults.worlds import Cluster
from ansible_collections.adx.outbound.tests.integration.documents import steady, without_ours
from ansible_collections.adx.outbound.tests.integration.order import MADE_ANEW, changes, documents
from ansible_collections.adx.outbound.tests.integration.runner import done

from . import azurerm, resource_manager
from .client import Client
from .steps import Step
from .worlds import World

_OURS = "/adx-"


@dataclass(frozen=True)
class Known:
    """What is to be known of a world, found out once."""

    plans: tuple[dict[str, Any], ...]
    needed: dict[Cluster, dict[str, list[Any]]]
    before: Any
    documents: dict[str, Any]
    after: dict[str, Any]


def known(run: Any, world: World) -> Known:
    """Plan there, and lock down there for comparison; the emulator is left in that."""
    emulator = run.emulator
    world.make(emulator)
    planned = done(run("cluster_egress", steps=["plan"], details=True, **world.options()))
    assert emulator.writes() == []
    wanted = {one: needed(run, one.options()) for one in world.clusters()}
    before, bare = emulator.snapshot(), documents(emulator)
    done(run("cluster_egress", steps=["allow", "route"], **world.options()))
    plans = tuple(one["plan"] for one in planned["clusters"])
    return Known(plans, wanted, before, bare, documents(emulator))


class Trial:
    """The world before anything is deployed, and the judges of what is deployed."""

    def __init__(self, run: Any, world: World, found: Known) -> None:
        self.run, self.emulator, self._world, self.known = run, run.emulator, world, found
        self.restart()
        self._theirs, self._reachable = self.theirs(), self.reached()

    def restart(self) -> None:
        """Put the emulator back where the trial begins."""
        self.emulator.restore(self.known.before)
        self.client = Client(self.emulator)
        self.emulator.clear_log()

    def files(self, language: str) -> tuple[File, ...]:
        """What is written of the plans."""
        return rendered(self.known.plans, language).files

    def steps(self, language: str) -> list[Step]:
        """What a team does with the files of a language, after it has imported what is there."""
        if language != Language.TERRAFORM:
            return resource_manager.steps(self.client, self.files(language))
        found = self.module(imported=self.module().standing()).steps()
        if not self._gates():
            return found
        # Where azurerm has nothing for the rules, their owner takes the fragment of another language.
        rules = [file for file in self.files(Language.ARM) if file.stage == Stage.RULES]
        others = resource_manager.steps(self.client, rules)
        there = frozenset[str]().union(*(step.makes for step in others))
        return [*others, *(replace(step, needs=step.needs | there) for step in found)]

    def module(self, imported: Iterable[str] = ()) -> azurerm.Module:
        """The files of Terraform, with every gate passed."""
        gates = dict.fromkeys(self._gates(), True)
        return azurerm.Module(self.client, self.files(Language.TERRAFORM), imported, **gates)

    def _gates(self) -> list[str]:
        files = self.files(Language.TERRAFORM)
        return [name for file in files for (name,) in azurerm.parsed(file.text).get("variable", {})]

    def reached(self) -> set[str]:
        """What gets through now, in the opinion of the data plane."""
        found = set()
        for one, wanted in self.known.needed.items():
            names = reachable(self.emulator, one, wanted, truth=self._world.truth)
            found |= {f"{name} of {one.name}" for name in names}
        return found

    def dark(self) -> list[str]:
        """What got through at first and does not now."""
        return sorted(self._reachable - self.reached())

    def theirs(self) -> dict[str, str]:
        """Every document without anything of ours, as text; members have the order that the service gives them."""
        with self.emulator.core.lock:
            found = _without_our_tables(without_ours(steady(self.emulator.core.store.documents, MADE_ANEW)))
        return {id_: json.dumps(document, sort_keys=True) for id_, document in found.items() if _OURS not in id_}

    def touched(self) -> list[str]:
        """What of others is not as it was."""
        theirs = self.theirs()
        return [id_ for id_ in {**theirs, **self._theirs} if theirs.get(id_) != self._theirs.get(id_)]

    def wrong(self) -> list[str]:
        """What is wrong after some step."""
        return [*(f"{one} is not what it was" for one in self.touched()), *(f"cut off: {one}" for one in self.dark())]

    def missed(self) -> dict[str, Any]:
        """What is other than our own writers would have it. What azurerm sends empty is nothing."""
        return changes(_told(self.known.after), _told(documents(self.emulator)))

    def left(self) -> dict[str, Any]:
        """What is other than before anything was deployed."""
        return changes(self.known.documents, documents(self.emulator))

    def again(self) -> dict[str, Any]:
        """Our own run over what is there now."""
        return done(self.run("cluster_egress", **self._world.options()))

    def preview(self) -> dict[str, Any]:
        """What a route step would do now, which is nothing where the rules that are there would not be enough."""
        found: dict[str, Any] = self.run("cluster_egress", check=True, steps=["route"], **self._world.options())
        return found

    def checked(self) -> dict[str, Any]:
        """What a check says of traffic on the way that it takes now."""
        return done(self.run("cluster_egress", steps=["check"], **self._world.options()))


def _without_our_tables(value: Any) -> Any:
    """Without what says that a subnet has a table that we have made."""
    if isinstance(value, dict):
        table = value.get("routeTable")
        is_ours = isinstance(table, dict) and _OURS in table.get("id", "")
        left = {name: item for name, item in value.items() if not (is_ours and name == "routeTable")}
        return {name: _without_our_tables(item) for name, item in left.items()}
    return [_without_our_tables(item) for item in value] if isinstance(value, list) else value


def _told(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {name: _told(item) for name, item in value.items()}
        return {name: item for name, item in kept.items() if (name, item) not in _NOTHING}
    return [_told(item) for item in value] if isinstance(value, list) else value


_NOTHING = (("description", ""), ("terminateTLS", False))
