# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was learnt, and the ways of asking that several resource types have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .answers import Answer
from .faults import Unanswered
from .sandbox import Sandbox
from .wire import Wire


@dataclass(frozen=True)
class Fact:
    """`name` is a switch of tests/emulator when `is_switch`, and `call` the number of the call that shows it."""

    name: str
    of: str
    value: Any
    call: int
    is_switch: bool = True


Question = Callable[[Sandbox], Iterator[Fact]]


def read(wire: Wire, path: str, version: str = "") -> dict[str, Any]:
    """Return a document that has to be there."""
    answer = wire.get(path, version)
    if not answer.is_good:
        raise Unanswered(answer.sentence())
    return dict(answer.document)


def demand(answer: Answer) -> Answer:
    """Return the answer of a write that a question rests on."""
    if not answer.is_good:
        raise Unanswered(answer.sentence())
    return answer


def header(etag: str) -> str:
    """Return an etag as a header has it; one of the two back ends shows it without quotes in a body."""
    return etag if '"' in etag else f'"{etag}"'


def stale_if_match(wire: Wire, path: str, of: str, first: Any, second: Any) -> Iterator[Fact]:
    """Write `first`, then `second` under the etag of before: is the precondition looked at?"""
    before = read(wire, path)["etag"]
    demand(wire.put(path, first))
    if read(wire, path)["etag"] == before:
        raise Unanswered("the etag did not change by a write, so that none is stale")
    answer = wire.put(path, second, if_match=header(before))
    yield precondition("if_match", of, answer)


def if_none_match(wire: Wire, path: str, of: str, body: Any) -> Iterator[Fact]:
    """Write something that is there under If-None-Match: *."""
    yield precondition("if_none_match", of, wire.put(path, body, if_none_match="*"))


def precondition(name: str, of: str, answer: Answer) -> Fact:
    """Whether a header with a precondition was looked at."""
    if answer.status == 412:
        return Fact(name, of, "honour", answer.call)
    demand(answer)
    return Fact(name, of, "ignore", answer.call)


def no_change(wire: Wire, path: str, of: str, name: str) -> Iterator[Fact]:
    """Write a document back as it was read: does its etag move?"""
    document = read(wire, path)
    answer = demand(wire.put(path, document))
    after = read(wire, path)["etag"]
    value = "null" if answer.document is None and answer.status == 200 else "update"
    if after == document["etag"] and value != "null":
        value = "same"
    yield Fact(name, of, value, answer.call)


def code_of(name: str, of: str, answer: Answer) -> Fact:
    """The code of a refusal is a switch of that name; that there is no refusal is not."""
    if answer.verdict() == "accept":
        return Fact(name.removesuffix("_code"), of, "accept", answer.call, is_switch=False)
    return Fact(name, of, answer.code, answer.call)


def casing(wire: Wire, path: str, of: str) -> Iterator[Fact]:
    """Read a resource by an id in the other casing, from its group on: in which one does it answer?"""
    head, mark, tail = path.partition("/resourceGroups/")
    asked = f"{head}{mark}{tail.swapcase()}"
    answer = wire.get(asked)
    if not answer.is_good:
        raise Unanswered(answer.sentence())
    shown = answer.document["id"]
    for place, number in (("group", 4), ("name", -1)):
        value = _spelling(shown.split("/")[number], path.split("/")[number], asked.split("/")[number])
        yield Fact(f"casing_of_{place}_in_id", of, value, answer.call, is_switch=False)


def _spelling(shown: str, created: str, asked: str) -> str:
    if shown == created:
        return "as created"
    return "as asked" if shown == asked else "as neither"


def newer_members(wire: Wire, path: str, of: str, member: str, value: Any, version: str) -> Iterator[Fact]:
    """Write a member that an old api-version lacks, then read and write with that version: is it still there?"""
    document = read(wire, path)
    document["properties"][member] = value
    demand(wire.put(path, document))
    if member not in read(wire, path)["properties"]:
        raise Unanswered(f"{member} is not shown even by the newest api-version")
    old = read(wire, path, version)
    answer = demand(wire.put(path, old, version))
    kept = member in read(wire, path)["properties"]
    shown = member in old["properties"]
    yield Fact("newer_members", of, "shown" if shown and kept else "kept" if kept else "lost", answer.call)
