# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster restricts itself, before any format: its two lists before and after, what becomes of what it is known
to use, and lists to copy.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..values.words import Word
from . import words
from .rows import Destination, Group
from .words import ASIDE, OPEN

_NAMES, _POLICIES = "allowed_fqdns", "callout_policies"
_PREFIX = "egress_"  # of the role's variables
_TYPES = {
    "kusto": "Clusters that queries ask",
    "sql": "SQL databases",
    "cosmosdb": "Cosmos DB accounts",
    "external_data": "External data",
    "azure_digital_twins": "Digital twins",
    "sandbox_artifacts": "Artifacts of plugins",
    "webapi": "Web APIs",
    "mysql": "MySQL databases",
    "postgresql": "PostgreSQL databases",
    "azure_openai": "Azure OpenAI",
}
_UNTYPED = "Sources of data connections, and what else no type of callout covers"
_UNKNOWN_TYPE = "Callouts"
Access: TypeAlias = "Mapping[str, Any]"


class Fate(Word):
    """What becomes of an entry of a list, in the order in which they are shown."""

    COMES = "comes"
    GOES = "goes"
    NOT_LISTED = "stays, not listed here"
    STAYS = "stays"


_BARE = re.compile(r"[A-Za-z][\w-]*(?:\.[\w-]+)*", re.ASCII)
_NO_TEXTS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})  # of YAML 1.1
_SIGNS = {Fate.COMES: "+", Fate.GOES: "\N{MINUS SIGN}"}


@dataclass(frozen=True)
class Entry:
    """An allowed name or a callout policy: `kind` says which, of a policy with its access and type."""

    fate: Fate
    kind: str
    text: str

    @property
    def state(self) -> str:
        """What stays though nobody has listed it is a question to somebody."""
        return OPEN if self.fate == Fate.NOT_LISTED else ASIDE

    @property
    def sign(self) -> str:
        """What stands before it, as in a diff."""
        return _SIGNS.get(self.fate, "=")

    @property
    def is_quiet(self) -> bool:
        """True where nothing is to be said of it."""
        return self.fate == Fate.STAYS


@dataclass(frozen=True)
class Restriction:
    """`before` and `after` say whether access is restricted and by what; `proposed` are texts to copy, with a title."""

    before: str
    after: str
    entries: tuple[Entry, ...]
    used: tuple[Group, ...]
    proposed: tuple[tuple[str, str], ...]


def switch(made: Restriction, changing: str) -> tuple[tuple[str, str], ...]:
    """What restricted it before and afterwards, under the title of what changes, as labels and texts."""
    return ("Before", made.before), (words.afterwards(changing), made.after)


def restriction(plan: Mapping[str, Any]) -> Restriction:
    """Return what a plan says of it."""
    before, after = plan["before"], plan["after"]
    return Restriction(
        before=_described(before),
        after=_described(after),
        entries=_entries(before, after, {str(one).lower() for one in plan.get("not_listed") or ()}),
        used=groups(plan.get("used") or ()),
        proposed=tuple(_proposed(plan.get("proposed") or {})),
    )


def _described(access: Access) -> str:
    switch = str(access.get("restrict_outbound_network_access") or "")
    told = {"enabled": "restricted", "disabled": "not restricted"}.get(switch.lower(), "nobody can tell whether")
    names, policies = len(_list(access, _NAMES)), len(_list(access, _POLICIES))
    listed = [words.many(names, "allowed name")] if names else []
    listed += [f"{policies} callout {'policy' if policies == 1 else 'policies'}"] if policies else []
    return f"{told}, with {' and '.join(listed) or 'no entry in either list'}"


def _list(access: Access, name: str) -> list[Any]:
    """The list; what is none is one entry, so that it is seen."""
    entries = access.get(name)
    return entries if isinstance(entries, list) else [] if entries is None else [entries]


def _entries(before: Access, after: Access, not_listed: set[str]) -> tuple[Entry, ...]:
    found = []
    for name in (_NAMES, _POLICIES):
        old, new = _list(before, name), _list(after, name)
        found += [_entry(Fate.COMES, one) for one in new if one not in old]
        found += [_entry(Fate.GOES, one) for one in old if one not in new]
        found += [_entry(Fate.NOT_LISTED if _key(one) in not_listed else Fate.STAYS, one) for one in new if one in old]
    return tuple(sorted(found, key=_rank))


def _rank(one: Entry) -> int:
    return list(Fate).index(one.fate)


def _entry(fate: Fate, one: Any) -> Entry:
    if not isinstance(one, Mapping):
        return Entry(fate, "name", str(one))
    return Entry(fate, f"{one.get('access') or 'unknown access'}, {_type(one)}", str(one.get("regex") or ""))


def _key(one: Any) -> str:
    """An entry as the plan names those that nobody has listed."""
    if not isinstance(one, Mapping):
        return str(one).lower()
    return f"{one.get('access') or 'unknown access'} '{one.get('regex') or ''}' of type {_type(one)}".lower()


def _type(policy: Mapping[str, Any]) -> str:
    return str(policy.get("type") or "unknown")


def groups(used: Iterable[Mapping[str, Any]]) -> tuple[Group, ...]:
    """What is used: one entry for all that is alike, by the type of the callout; what no type covers last."""
    found: dict[str, dict[tuple[Any, ...], list[str]]] = {}
    for one in used:
        found.setdefault(str(one.get("type") or ""), {}).setdefault(_fate(one), []).append(str(one["fqdn"]))
    order = [*_TYPES, *sorted(set(found) - {*_TYPES, ""}), ""]
    return tuple(
        Group(
            f"{_TYPES.get(type_, _UNKNOWN_TYPE)}, type {type_}" if type_ else _UNTYPED,
            tuple(Destination(tuple(sorted(names)), *fate) for fate, names in sorted(found[type_].items())),
        )
        for type_ in order
        if type_ in found
    )


def _fate(one: Mapping[str, Any]) -> tuple[Any, ...]:
    """All of a Destination but its names: the reason stands where a rule does, who needs it where the way does."""
    verdict, was = str(one["verdict"]), str(one.get("before") or "")
    note = f"{words.VERDICTS.get(was, was)} before" if was and was != verdict else ""
    told_by = ", ".join(told(str(each)) for each in one.get("told_by") or ())
    state = words.state_of(verdict)
    return int(one["port"]), state, words.VERDICTS[verdict], str(one.get("reason") or ""), told_by, note


def told(by: str) -> str:
    """Who says that it is used: a resource or a command by its name, or the option of whoever called."""
    return f"listed in {by}" if by.rpartition("_")[2] == "uses" else by


def _proposed(proposed: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    names, policies = proposed.get(_NAMES) or (), proposed.get(_POLICIES) or ()
    if policies:
        lines = [line for one in policies for line in _policy(one)]
        yield "As callout policies", "".join(f"{line}\n" for line in (f"{_PREFIX}{_POLICIES}:", *lines))
    if names:
        lines = [f"  - {_scalar(str(one))}" for one in names]
        yield "As a list of allowed names", "".join(f"{line}\n" for line in (f"{_PREFIX}{_NAMES}:", *lines))


def _policy(one: Mapping[str, Any]) -> Iterator[str]:
    for place, (name, value) in enumerate(one.items()):
        yield f"  {'  ' if place else '- '}{name}: {_scalar(str(value))}"


def _scalar(text: str) -> str:
    """A text as YAML takes it: bare where it can be nothing else, between single quotes where it is one line, and else
    as JSON has it, which is YAML as well.
    """
    if _BARE.fullmatch(text) and text.lower() not in _NO_TEXTS:
        return text
    return f"'{text.replace(chr(39), chr(39) * 2)}'" if text.isprintable() else json.dumps(text)
