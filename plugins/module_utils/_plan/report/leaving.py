# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What else can leave: every known way out beside what the cluster needs, and what nobody looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import causes, words
from .causes import Problem
from .words import ASIDE, BAD, OPEN

_AMQP, _EVENT_HUB = 5671, "EventHub"  # what our rule for AMQP is named after
_ANY = ("0.0.0.0/0", "::/0")


@dataclass(frozen=True)
class Way:
    """A way out: what it is, what it means, and the names, tags, routes or rules that make it."""

    state: str
    what: str
    meaning: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Leaving:
    """The findings about it, and the ways that are open by what is wanted and by the rules of others. `unseen` are the
    findings about what was not looked at, `unlooked` sentences about what never is.
    """

    problems: tuple[Problem, ...]
    ways: tuple[Way, ...]
    unseen: tuple[Problem, ...]
    unlooked: tuple[str, ...]


def leaving(checked: Mapping[str, Any], found: Sequence[Problem]) -> Leaving | None:
    """Return the answer; None where nothing was looked at."""
    about = checked.get("about")
    if not about:
        return None
    return Leaving(
        problems=tuple(one for one in found if one.code in causes.LEAVING),
        ways=tuple(_ways(checked, about, {one.code for one in found})),
        unseen=tuple(one for one in found if one.code in causes.UNSEEN),
        unlooked=tuple(_unlooked(about)),
    )


def _ways(checked: Mapping[str, Any], about: Mapping[str, Any], codes: set[str]) -> Iterator[Way]:
    if not about["injected"]:
        yield Way(ASIDE, "Everything", "The cluster is in no network of yours, so nothing of yours holds it back.")
    elif codes.intersection(words.OPEN_WAYS):
        yield Way(BAD, "Everything", "No default route leads to the firewall, so nothing holds the traffic back.")
    allowed = [one for one in checked["dependencies"] if one["firewall"]["verdict"] == "allowed"]
    yield from _wide(allowed)
    yield from _of_others(about.get("other_rules"))
    yield from _routes(about)


def _wide(allowed: Iterable[Mapping[str, Any]]) -> Iterator[Way]:
    allowed = list(allowed)
    names = _each(one["fqdn"] for one in allowed if str(one.get("fqdn") or "").startswith("*"))
    tags = _each(_tag(one) for one in allowed if _tag(one))
    if names:
        meaning = "Each allows every name below it, whoever it belongs to: data can leave to anybody's account."
        yield Way(OPEN, words.many(len(names), "wildcard"), meaning, names)
    if tags:
        meaning = "Each stands for all addresses of a service, those of other customers included."
        yield Way(OPEN, words.many(len(tags), "service tag"), meaning, tags)


def _tag(one: Mapping[str, Any]) -> str:
    """The service tag by which it is allowed: its own, or that of AMQP, which our rule is named after."""
    rule = str(next(reversed(one["firewall"].get("by") or ()), "")).removesuffix(f"-{_AMQP}")
    is_amqp = one.get("port") == _AMQP and rule.partition(".")[0] == _EVENT_HUB
    return str(one.get("service_tag") or (rule if is_amqp else ""))


def _of_others(known: Mapping[str, Any] | None) -> Iterator[Way]:
    if not known or not known["count"]:
        return
    rest = known["count"] - len(known["rules"])
    items = [*map(_rule, known["rules"]), *([f"and {words.many(rest, 'more rule')}"] if rest else [])]
    meaning = "They let its subnet, or a part of it, reach what the cluster does not need."
    yield Way(OPEN, words.many(int(known["count"]), "rule") + " of others", meaning, tuple(items))


def _rule(one: Mapping[str, Any]) -> str:
    there = [*one["destinations"], *([f"{one['more']} more"] if one["more"] else [])]
    ports = f" on port {', '.join(one['ports'])}" if one["ports"] else ""
    return f"{' / '.join(one['by'])}: {', '.join(there) or 'anything'}{ports}"


def _routes(about: Mapping[str, Any]) -> Iterator[Way]:
    """Routes straight to the internet but for a default route, which is told as everything."""
    routes = (about.get("route_table") or {}).get("routes") or ()
    straight = [one for one in routes if one["next_hop_type"] == "Internet" and one["address_prefix"] not in _ANY]
    if straight:
        meaning = "No rule sees what goes to these addresses. Those of the documentation are meant to be open."
        items = tuple(f"{one['address_prefix']} by route {one['name']}" for one in straight)
        yield Way(ASIDE, f"{words.many(len(straight), 'route')} past the firewall", meaning, items)


def _unlooked(about: Mapping[str, Any]) -> Iterator[str]:
    if about.get("other_rules") is None:
        yield "What other rules allow to the cluster's subnet could not be read."
    yield words.NEVER_SEEN


def _each(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(map(str, names))))
