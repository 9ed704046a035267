# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was approved, and whether it is still what would be written.

Two digests stand for each resource that a cluster's plan writes: of our slice as found and as wanted. All of them
together are the parts, which a report of a preview holds. A plan hash is the parts folded to one length, however many
clusters there are: a digest of everything that is wanted, then for each kind of part one of all that was found and one
of all that is wanted. So the hash alone tells which kind drifted, and that a whole kind is as approved already; the
parts tell it cluster by cluster.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..values import json_texts, resource_ids
from ..values.change import Change, Document, Situation
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId
from ..values.words import Mode, Word


class Part(Word):
    """The kinds of slices that a plan may write: those of a firewall or policy, of a route table, of a subnet, the
    outbound access of a cluster, and whether it is in its network.
    """

    RULES = "rules"
    ROUTES = "routes"
    SUBNET = "subnet"
    ACCESS = "access"
    NETWORK = "network"


_WORDS = {
    Part.RULES: ("rule collections", "are"),
    Part.ROUTES: ("routes", "are"),
    Part.SUBNET: ("route table", "is"),
    Part.ACCESS: ("outbound access", "is"),
    Part.NETWORK: ("network settings", "are"),
}
# A call writes parts of one of these kinds, and its hash stands for all of them.
LOCKDOWN, RESTRICTION, EXIT = (Part.RULES, Part.ROUTES, Part.SUBNET), (Part.ACCESS,), (Part.NETWORK,)
RETURN = (*LOCKDOWN, Part.NETWORK)
_FAMILIES = (LOCKDOWN, RESTRICTION, EXIT, RETURN)
_DIGITS = 16  # 64 bits: nobody makes another slice with the same digest while an approval waits
_FOLD = 12  # of a kind, beside the digest of everything
_NOTHING = "0" * _FOLD
_ACCEPT, _NEEDED = "accept", "needed"

Pair = tuple[str, str]  # the digests of what was found and of what is wanted


@dataclass(frozen=True, slots=True)
class Slice:
    """Our part of a resource as found and as wanted, in the user's shape; None where there is no resource.

    `settled` is False while an operation is running on the resource.
    """

    id: ResourceId
    found: Any
    wanted: Any
    settled: bool = True

    @property
    def is_change(self) -> bool:
        """True when something has to be written."""
        return bool(self.found != self.wanted)

    @property
    def is_pending(self) -> bool:
        """True when that is so, or something has to be waited for: nobody can tell how a running operation ends."""
        return self.is_change or not self.settled

    @property
    def digests(self) -> Pair:
        """Those of what was found and of what is wanted."""
        found = _digest(self.id, self.found)
        return found, _digest(self.id, self.wanted) if self.is_change else found


@dataclass(frozen=True)
class Digests:
    """The digests of one slice, and the resource it is a part of."""

    id: ResourceId
    pair: Pair


@dataclass(frozen=True)
class Entry:
    """What stands for one cluster: the words of the risks it accepts, its parts by their kind, and behind an appliance
    a digest of what the cluster needs there, since that is no part of anything that is written.
    """

    accept: tuple[str, ...]
    parts: Mapping[Part, Digests]
    needed: str = ""


@dataclass(frozen=True)
class Parts:
    """What stands for a call: an entry for every cluster that has a plan, by the key of its id, with the kinds of parts
    that such a call writes.
    """

    clusters: Mapping[str, Entry]
    kinds: tuple[Part, ...] = LOCKDOWN

    @cached_property
    def hash(self) -> str:
        """The text that stands for all of it: the same for every order and casing of the same things."""
        wanted = {
            key: [entry.accept, entry.needed, {kind: part.pair[1] for kind, part in entry.parts.items()}]
            for key, entry in self.clusters.items()
        }
        return _hashed(wanted)[:_DIGITS] + "".join("".join(self.folded(kind)) for kind in self.kinds)

    def of(self, kind: Part) -> list[Digests]:
        """The parts of one kind, of all clusters."""
        return [entry.parts[kind] for entry in self.clusters.values() if kind in entry.parts]

    def folded(self, kind: Part) -> Pair:
        """One digest of all that was found of a kind, and one of all that is wanted."""
        found, wanted = ([part.pair[place] for part in self.of(kind)] for place in (0, 1))
        return _folded(found), _folded(wanted)

    def as_option(self) -> dict[str, Any]:
        """The parts as results and reports hold them, by the key of a cluster's id."""
        return {key: _entry_option(self.clusters[key]) for key in sorted(self.clusters)}


def parts(
    members: Mapping[str, Mapping[Part, Slice]],
    accept: Mapping[str, Iterable[str]] | None = None,
    needed: Mapping[str, Any] | None = None,
    kinds: tuple[Part, ...] = LOCKDOWN,
) -> Parts:
    """Return what stands for a call: the slices of every cluster that has a plan, the risks each accepts, and what each
    needs of an appliance, None for one that has none.

    All are by the id of the cluster, in any casing.
    """
    words = {resource_ids.key(id_): tuple(sorted(set(given))) for id_, given in (accept or {}).items()}
    needs = {resource_ids.key(id_): _hashed(_canonical(one))[:_DIGITS] for id_, one in (needed or {}).items() if one}
    return Parts(
        {
            resource_ids.key(id_): Entry(
                words.get(resource_ids.key(id_), ()),
                {kind: Digests(slices[kind].id, slices[kind].digests) for kind in kinds if kind in slices},
                needs.get(resource_ids.key(id_), ""),
            )
            for id_, slices in members.items()
        },
        kinds,
    )


def from_report(text: str) -> Parts:
    """Return what a preview's report as JSON stands for; raise PlanError for a text that is no such report."""
    try:
        document = json_texts.parsed(text)
        mode, told = document["mode"], document["plan_hash"]
        if not (told and document["parts"]):
            raise ValueError("it is of no call that plans, or of one that could plan nothing")
        entries = {resource_ids.key(resource_ids.parse(id_)): _entry(one) for id_, one in document["parts"].items()}
        found = Parts(entries, _family(entries.values()))
    except (AttributeError, KeyError, TypeError, ValueError, PlanError) as error:
        raise PlanError(
            "The report given as the approved plan has no plan in it; give the JSON report that a preview wrote."
        ) from error
    if mode != Mode.PREVIEW:
        raise PlanError(
            "The report given as the approved plan is that of a run, which may have found something else than what was"
            " approved; give the JSON report that the preview wrote, and let runs write to another path."
        )
    if told != found.hash:
        raise PlanError(
            "The report given as the approved plan was changed since it was written: its plan hash is not that of its"
            " parts. Run the preview again and have its report approved."
        )
    return found


def require(approved: str | Parts, now: Parts) -> frozenset[str]:
    """Return the clusters, by the keys of their ids, that were not approved and so are to be left alone.

    Raise PlanError, naming what drifted, unless the others are what was approved, by a plan hash or by the parts that
    a report has. A hash stands for all clusters of a call, so by that there is none to leave alone.
    """
    if isinstance(approved, str):
        _require_none(_by_hash(_parsed(approved, now.kinds), now))
        return frozenset()
    _require_none([drift for key, entry in approved.clusters.items() for drift in _by_entry(key, entry, now)])
    return frozenset(now.clusters) - frozenset(approved.clusters)


def held_to(
    approved: str, kind: Part, id_: ResourceId, change: Change, view: Callable[[Document | None], Any]
) -> Change:
    """The same change, which raises PlanError before anything but what was approved is written.

    One resource stands for a whole kind here, so the approved call is one about one cluster.
    """
    wanted_pair = _parsed(approved, next(kinds for kinds in _FAMILIES if kind in kinds))[1][kind]

    def checked(seen: Situation) -> Document | None:
        wanted = change(seen)
        found_digest, wanted_digest = Slice(id_, view(seen.document), view(wanted)).digests
        pair = _folded([found_digest]), _folded([wanted_digest])
        _require_none(list(_drift(kind, wanted_pair, pair, id_.described())))
        return wanted

    return checked


def _family(entries: Iterable[Entry]) -> tuple[Part, ...]:
    """The kinds that a call writes which has these entries."""
    found = {kind for entry in entries for kind in entry.parts}
    return next((kinds for kinds in _FAMILIES if found <= set(kinds)), LOCKDOWN)


def _parsed(text: str, kinds: tuple[Part, ...]) -> tuple[str, dict[Part, Pair]]:
    """Take a hash apart: the digest of everything, and the pair of each kind."""
    given, length = text.strip().lower(), _DIGITS + 2 * _FOLD * len(kinds)
    if not re.fullmatch(rf"[0-9a-f]{{{length}}}", given):
        raise PlanError(
            f"O(expect_plan) is '{text}', which is no plan hash; give the one that a preview returned, whole."
        )
    folds = [given[start : start + _FOLD] for start in range(_DIGITS, length, _FOLD)]
    return given[:_DIGITS], dict(zip(kinds, zip(folds[::2], folds[1::2], strict=True), strict=True))


def _by_hash(approved: tuple[str, Mapping[Part, Pair]], now: Parts) -> list[str]:
    """What drifted, kind by kind; the digest of everything is left to what no kind has."""
    whole, pairs = approved
    drifts = [
        drift for kind, pair in pairs.items() for drift in _drift(kind, pair, now.folded(kind), _named(now.of(kind)))
    ]
    if not drifts and now.hash[:_DIGITS] != whole:
        drifts = [
            "the clusters, the risks they accept, or what they need of an appliance, are not those of the approved"
            " preview"
        ]
    return drifts


def _by_entry(key: str, approved: Entry, now: Parts) -> Iterator[str]:
    """What drifted of one cluster."""
    name, entry = resource_ids.parse(key).described(), now.clusters.get(key)
    if entry is None:
        yield f"{name} was approved and has no plan now"
        return
    for kind in _WORDS:
        old, new = approved.parts.get(kind), entry.parts.get(kind)
        was, is_now = (one.pair if one else (_NOTHING, _NOTHING) for one in (old, new))
        where = _named([one for one in (new, old) if one][:1])
        yield from (f"{name}: {drift}" for drift in _drift(kind, was, is_now, where))
    if approved.accept != entry.accept:
        given, before = (", ".join(words) or "no risk" for words in (entry.accept, approved.accept))
        yield f"{name}: it accepts {given}, and by what was approved {before}"
    if approved.needed != entry.needed:
        yield f"{name}: what it needs of the appliance is not what was approved"


def _drift(kind: Part, approved: Pair, now: Pair, where: str) -> Iterator[str]:
    """What is already as approved needs no write, so a run that was cut short may be repeated."""
    what, are = _WORDS[kind]
    nothing = (_NOTHING, _NOTHING)
    if nothing in (approved, now):
        if now != nothing:
            yield f"the approved preview leaves the {what} of {where} alone, and this plan does not"
        elif approved != nothing:
            yield f"the approved preview would write the {what}{where and f' of {where}'}, and this plan does not"
        return
    if now[0] not in approved:
        yield f"the {what} found on {where} {are} no longer what the approved preview found"
    if now[1] != approved[1]:
        yield f"the {what} wanted for {where} {are} not what was approved"


def _named(concerned: Iterable[Digests]) -> str:
    """The resources, each once and in one order: one of them is it, and a fold does not tell which."""
    names = sorted({resource_ids.key(part.id): part.id.described() for part in concerned}.values())
    return names[0] if len(names) == 1 else f"one of {', '.join(names)}" if names else ""


def _require_none(drifts: list[str]) -> None:
    if drifts:
        raise PlanError(
            f"This is not what was approved: {'; '.join(drifts)}. Run the preview again and have its plan hash"
            " approved.",
            code="drifted",
        )


def _entry_option(entry: Entry) -> dict[str, Any]:
    told: dict[str, Any] = {
        kind: {"id": str(part.id), "found": part.pair[0], "wanted": part.pair[1]} for kind, part in entry.parts.items()
    }
    needed = {_NEEDED: entry.needed} if entry.needed else {}
    return {_ACCEPT: list(entry.accept), **needed, **told}


def _entry(option: Mapping[str, Any]) -> Entry:
    """Read what _entry_option made; raise PlanError, KeyError or TypeError for anything else."""
    read = {}
    for kind in filter(option.__contains__, _WORDS):
        one = option[kind]
        read[kind] = Digests(resource_ids.parse(one["id"]), (str(one["found"]), str(one["wanted"])))
    return Entry(tuple(sorted(str(word) for word in option[_ACCEPT])), read, str(option.get(_NEEDED, "")))


def _folded(digests: Iterable[str]) -> str:
    known = sorted(digests)
    return _hashed(known)[:_FOLD] if known else _NOTHING


def _digest(id_: ResourceId, value: Any) -> str:
    return _hashed([resource_ids.key(id_), _canonical(value)])[:_DIGITS]


def _hashed(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _canonical(value: Any) -> Any:
    """Order means nothing in any of our slices, and Azure gives ids back in other casings."""
    if isinstance(value, Mapping):
        return {str(name): _canonical(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return sorted((_canonical(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    if isinstance(value, str) and value.lower().startswith("/subscriptions/"):
        return resource_ids.key(value)
    return value
