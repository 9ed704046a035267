# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One act in one world, again and again with one junk value in one answer, and the judges of what comes of it."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.integration.documents import steady, without_ours
from ansible_collections.adx.outbound.tests.integration.runner import done
from ansible_collections.adx.outbound.tests.junk import values
from ansible_collections.adx.outbound.tests.junk.values import Path
from ansible_collections.adx.outbound.tests.junk.wire import Wire
from ansible_collections.adx.outbound.tests.junk.worlds import ACTS, WORLDS

_TIMEOUT = 60  # seconds of a clock that costs none
_LONGEST = 3000  # characters of a message
_ANEW = ("etag", "resourceGuid", "provisioningState", "size")
_OPERATION = re.compile(r"(operations|operationresults)/[^/]+$", re.IGNORECASE)
ALWAYS, AFTERWARDS = "always", "after a write"
_WRITES = ("PUT", "DELETE")
_SAID = ("has written the ", "had been sent", "took back")
_NONE = ("Nothing was written", "has written nothing")


@dataclass(frozen=True)
class Case:
    """Junk in the place of one member of the answers to one request; `when` says from when on."""

    method: str
    path: str
    place: Path
    junk: str
    when: str = ALWAYS

    def __str__(self) -> str:
        where = self.path.rpartition("/providers/")[2] or self.path
        return f"{self.method} {where}, {values.written(self.place)}, {self.junk}, {self.when}"


class Stage:
    """A world made ready for an act, and all answers that an undisturbed one gets."""

    def __init__(self, run: Any, wire: Wire, world: str, act: str) -> None:
        self._run, self._wire, self._emulator = run, wire, wire.emulator
        self._world, self._act = WORLDS[world], ACTS[act]
        wire.spoil = _as_it_is
        self._world.make(self._emulator)
        if self._act.before:
            done(run("cluster_egress", **self._world.locked()))
        self._start = self._emulator.snapshot()
        self._theirs = copy.deepcopy(self._start.documents)
        self._begin()
        self._call()
        self._answers: dict[tuple[str, str], list[Any]] = {}
        for method, path, text in wire.heard:
            self._answers.setdefault((method, _steady_path(path)), []).append(json.loads(text or b"null"))
        self._writes = any(entry.method in _WRITES for entry in self._emulator.writes())

    def drawn(self, random: Random, count: int) -> list[Case]:
        """Cases by chance: each request as often as any other, and each of its members, however long a list is."""
        places: dict[tuple[str, str], dict[Path, list[Path]]] = {}
        for asked, answers in self._answers.items():
            for one in answers[:1] + answers[1:][-1:]:
                for place in values.places(one):
                    places.setdefault(asked, {}).setdefault(values.alike(place), []).append(place)
        return [self._one(random, places) for _number in range(count)]

    def _one(self, random: Random, places: dict[tuple[str, str], dict[Path, list[Path]]]) -> Case:
        asked = random.choice(sorted(places))
        kinds = places[asked]
        place = random.choice(kinds[random.choice(sorted(kinds, key=str))])
        when = random.choice((ALWAYS, AFTERWARDS)) if self._writes else ALWAYS
        return Case(*asked, place, random.choice(list(values.JUNK)), when)

    def wrong(self, case: Case) -> tuple[str, list[str]]:
        """How a call ended that is told junk, and what is wrong with that."""
        self._begin()
        self._wire.spoil = _Spoiler(case, self._emulator)
        try:
            result = self._call()
        except Exception as error:  # a traceback is what people would see
            return "traceback", [f"{type(error).__name__}: {error}"[:_LONGEST]]
        finally:
            self._wire.spoil = _as_it_is
        accepted = [one for one in self._emulator.writes() if one.method in _WRITES and 200 <= one.status < 300]
        found = [*_untold(result, bool(accepted)), *(self._losses(case) if accepted else ())]
        how = ("failed, " if result.get("failed") else "done, ") + ("written" if accepted else "nothing written")
        return how, found

    def _begin(self) -> None:
        self._emulator.restore(self._start)
        self._wire.heard.clear()

    def _call(self) -> dict[str, Any]:
        options = self._act.options(self._world)
        found: dict[str, Any] = self._run(self._act.module, **options, timeout=_TIMEOUT)
        return found

    def _losses(self, case: Case) -> list[str]:
        """Documents of others that are not as they were, but for what the junk stood in the place of."""
        with self._emulator.core.lock:
            now = copy.deepcopy(self._emulator.core.store.documents)
        touched = [id_ for id_, one in self._theirs.items() if one != now.get(id_) and not _is_ours(id_)]
        return [f"{id_} is not what it was" for id_ in touched if not self._is_kept(id_, now, case)]

    def _is_kept(self, id_: str, now: dict[str, Any], case: Case) -> bool:
        """An entry that the junk took out of a list leaves its place to the next one."""
        before = _theirs(self._theirs, id_, case)
        return before == _theirs(now, id_, case) or before == _theirs(now, id_, None)


class _Spoiler:
    """Puts the junk where it belongs, from when it does."""

    def __init__(self, case: Case, emulator: Any) -> None:
        self._case, self._emulator = case, emulator

    def __call__(self, method: str, path: str, text: bytes) -> bytes:
        case = self._case
        if (method, _steady_path(path)) != (case.method, _steady_path(case.path)):
            return text
        if case.when == AFTERWARDS and not any(one.method in _WRITES for one in self._emulator.writes()):
            return text
        return values.spoilt(text, case.place, case.junk)


def _as_it_is(_method: str, _path: str, text: bytes) -> bytes:
    return text


def _steady_path(path: str) -> str:
    """The path of a request, the same one in every run."""
    return _OPERATION.sub(r"\1/*", path).lower()


def _untold(result: dict[str, Any], wrote: bool) -> list[str]:
    """What is wrong with what a call says."""
    told, message = json.dumps(result), str(result.get("msg") or "")
    found = [f"{word} in {told[:_LONGEST]}" for word in ("fault of adx.outbound", "Traceback (most") if word in told]
    if not result.get("failed"):
        return found
    if not sweep.is_one_sentence(message) or len(message) > _LONGEST:
        found.append(f"this is no sentence: {message[:_LONGEST]!r}")
    said, denied = any(word in told for word in _SAID), any(word in message for word in _NONE)
    if wrote and (not said or (denied and not any(word in message for word in _SAID))):
        found.append(f"it wrote and does not say so: {message}")
    if not wrote and said:
        found.append(f"it wrote nothing and says it did: {message}")
    return found


def _theirs(documents: dict[str, Any], id_: str, case: Case | None) -> Any:
    """A document without anything of ours and without what the junk stood in the place of."""
    document = copy.deepcopy(documents.get(id_))
    for path in _in_document(id_, document, case) if case else ():
        # What has another name is another thing.
        _forget(document, path[:-1] if path[-1:] in (("name",), ("id",)) else path)
    return _without_our_table(without_ours(steady(document, _ANEW)))


def _in_document(id_: str, document: Any, case: Case) -> Iterable[tuple[Any, ...]]:
    """Where the junk stood in this document, if it did; a subnet stands in its network."""
    path = case.path.lower()
    if path == id_.lower():
        yield case.place
    network, _slash, name = path.partition("/subnets/")
    if name and network == id_.lower() and isinstance(document, dict):
        for number, one in enumerate(document["properties"].get("subnets") or ()):
            if one.get("name", "").lower() == name:
                yield ("properties", "subnets", number, *case.place)


def _forget(value: Any, path: tuple[Any, ...]) -> None:
    for step in path[:-1]:
        try:
            value = value[step]
        except (LookupError, TypeError):
            return
    last = path[-1:] if isinstance(value, dict | list) else ()
    for step in last:
        if step in (range(len(value)) if isinstance(value, list) else value):
            del value[step]


def _without_our_table(document: Any) -> Any:
    """A network whose subnets have no table of ours."""
    properties = document.get("properties") if isinstance(document, dict) else None
    for one in properties.get("subnets") or () if isinstance(properties, dict) else ():
        inner = one.get("properties") if isinstance(one, dict) else None
        if isinstance(inner, dict) and _is_ours(str((inner.get("routeTable") or {}).get("id"))):
            del inner["routeTable"]
    return document


def _is_ours(id_: str) -> bool:
    return id_.lower().rpartition("/")[2].startswith("adx-")
