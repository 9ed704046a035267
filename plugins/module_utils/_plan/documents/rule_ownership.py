# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our collections in a document, or out of it, and everybody else's as they were: the same for both dialects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from ..values import service_prefixes
from ..values.errors import PlanError
from ..values.service_prefixes import ServicePrefix
from . import rule_collections
from .rule_collections import Collection
from .rule_spellings import OTHER, Dialect, Entry

DEFAULT_PRIORITY_BASE = 1000


@dataclass(frozen=True)
class Ownership:
    """Which collections are ours: those of these kinds and names, and with `purge` all whose name has the prefix, but
    for those that are named after a cluster in `spared`, each as `telemetry-westus`, and for those whose name begins as
    those of another service than `service` do.

    `everything` is for a group that is wholly ours, NAT collections in it included. It is never concluded from a prefix
    that is missing: who forgets the prefix must not lose what is other people's.
    """

    keys: frozenset[tuple[str, str]]
    prefix: str | None = None
    purge: bool = False
    everything: bool = False
    spared: frozenset[str] = frozenset()
    service: ServicePrefix = ServicePrefix.DATA_EXPLORER

    def __post_init__(self) -> None:
        if self.purge and not self.prefix:
            raise PlanError("O(purge) needs O(collection_prefix): without it nothing says which collections are yours.")
        if self.everything and (self.purge or self.prefix):
            raise PlanError(
                "O(whole_group): true says that all of the group is yours, so it does not go with O(purge) or"
                " O(collection_prefix); leave it out, or leave both of them out."
            )

    @classmethod
    def of(
        cls,
        wanted: Sequence[Collection],
        *,
        prefix: str | None = None,
        purge: bool = False,
        everything: bool = False,
        spared: Iterable[str] = (),
        service: ServicePrefix = ServicePrefix.DATA_EXPLORER,
    ) -> Ownership:
        """Own exactly these collections; raise PlanError when two of them are one."""
        keys = [collection.key for collection in wanted]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise PlanError(f"Two {min(twice)[0]} rule collections are named '{min(twice)[1]}'.")
        return cls(frozenset(keys), prefix, purge, everything, frozenset(one.lower() for one in spared), service)

    def owns(self, entry: Entry) -> bool:
        """True when this collection is ours to write or remove."""
        if self.everything or entry.key in self.keys:
            return True
        prefixed = bool(self.prefix) and entry.name.lower().startswith(str(self.prefix).lower())
        return self.purge and prefixed and entry.kind != OTHER and not self._spares(entry.name.lower())

    def _spares(self, name: str) -> bool:
        """True for a collection of another service, and of a cluster that is spared, whatever its prefix; no name of a
        cluster has a hyphen.
        """
        if service_prefixes.of(name) not in (None, self.service):
            return True
        for kind in rule_collections.KINDS:
            name = name.removesuffix(f"-{kind}")
        heads = (name.removesuffix(one) for one in self.spared if name.endswith(one))
        return any(not head[-1:].isalnum() for head in heads)


def present(
    document: Mapping[str, Any],
    wanted: Sequence[Collection],
    ownership: Ownership,
    dialect: Dialect,
    *,
    priority_base: int = DEFAULT_PRIORITY_BASE,
) -> dict[str, Any]:
    """Return the document with the wanted collections in it, everything else as it was."""
    _require_priority(priority_base)
    keys = {collection.key for collection in wanted}
    changed = _without(document, dialect, lambda entry: entry.key not in keys and ownership.owns(entry))
    for collection in wanted:
        entries = list(dialect.entries(changed))
        _require_name_free(changed, entries, collection, dialect)
        _put(changed, entries, _with_priority(changed, entries, collection, dialect, priority_base), dialect)
    return changed


def absent(document: Mapping[str, Any], ownership: Ownership, dialect: Dialect) -> dict[str, Any]:
    """Return the document without our collections, everything else as it was."""
    return _without(document, dialect, ownership.owns)


def view(document: Mapping[str, Any], ownership: Ownership, dialect: Dialect) -> list[dict[str, Any]]:
    """Our slice in the user's shape. Order does not decide a match, so it is fixed."""
    return [
        rule_collections.to_option(
            replace(collection, rules=tuple(sorted(collection.rules, key=lambda rule: rule.name)))
        )
        for collection in sorted(owned(document, ownership, dialect), key=lambda collection: collection.key)
    ]


def owned(document: Mapping[str, Any], ownership: Ownership, dialect: Dialect) -> list[Collection]:
    """Our collections with their rules."""
    return [dialect.read(entry) for entry in dialect.entries(document) if ownership.owns(entry)]


def first_free(taken: Iterable[int | None], base: int) -> int:
    """The first priority from `base` upward that is not taken; raises PlanError when all are."""
    used = set(taken)
    for priority in range(base, rule_collections.MAX_PRIORITY + 1):
        if priority not in used:
            return priority
    raise PlanError(
        f"No priority from {base} to {rule_collections.MAX_PRIORITY} is free; choose a lower O(priority_base).",
        code="no_free_priority",
    )


def described(document: Mapping[str, Any], dialect: Dialect) -> str:
    """`Firewall fw-hub`, to begin a sentence with."""
    return f"{dialect.holder.capitalize()} {document.get('name')}"


def _require_priority(base: int) -> None:
    if not rule_collections.MIN_PRIORITY <= base <= rule_collections.MAX_PRIORITY:
        raise PlanError(
            f"O(priority_base) is {base}; it takes {rule_collections.MIN_PRIORITY} to {rule_collections.MAX_PRIORITY}."
        )


def _without(document: Mapping[str, Any], dialect: Dialect, unwanted: Any) -> dict[str, Any]:
    """A document of its own down to its lists; what is in them is shared, and copied before it is overwritten."""
    gone = {id(entry.item) for entry in dialect.entries(document) if unwanted(entry)}
    properties = dict(document.get("properties") or {})
    for name in dialect.lists:
        if name in properties:
            properties[name] = [item for item in properties[name] or () if id(item) not in gone]
    return {**document, "properties": properties}


def _require_name_free(
    document: Mapping[str, Any], entries: Iterable[Entry], wanted: Collection, dialect: Dialect
) -> None:
    for entry in entries:
        if entry.kind != wanted.kind and entry.name.lower() == wanted.name.lower():
            kind = "NAT or unknown" if entry.kind == OTHER else entry.kind
            raise PlanError(
                f"{described(document, dialect)} has another collection named '{wanted.name}', of {kind} rules; choose"
                " another name.",
                code="name_taken",
            )


def _with_priority(
    document: Mapping[str, Any], entries: Sequence[Entry], wanted: Collection, dialect: Dialect, base: int
) -> Collection:
    if wanted.priority is None:
        mine = next((entry.priority for entry in entries if entry.key == wanted.key), None)
        # Numbers of all kinds count as taken even where Azure would let two kinds share one: nobody has to think then.
        return replace(wanted, priority=mine or first_free([entry.priority for entry in entries], base))
    for other in entries:
        rivals = dialect.shared_priorities or other.kind == wanted.kind
        if rivals and other.priority == wanted.priority and other.key != wanted.key:
            raise PlanError(
                f"Priority {wanted.priority} of rule collection '{wanted.name}' is taken by '{other.name}' on"
                f" {dialect.holder} {document.get('name')}; give another priority, or none to get the first free one.",
                code="priority_taken",
            )
    return wanted


def _put(document: dict[str, Any], entries: Iterable[Entry], wanted: Collection, dialect: Dialect) -> None:
    for entry in entries:
        if entry.key == wanted.key:
            if _comparable(dialect.read(entry)) != _comparable(wanted):
                _overwrite(document, entry, wanted, dialect)
            return
    document["properties"].setdefault(dialect.list_of(wanted.kind), []).append(dialect.written(wanted))


def _overwrite(document: dict[str, Any], entry: Entry, wanted: Collection, dialect: Dialect) -> None:
    listed = document["properties"][dialect.list_of(wanted.kind)]
    position = next(number for number, item in enumerate(listed) if item is entry.item)
    listed[position] = deepcopy(entry.item)
    dialect.overwrite(replace(entry, item=listed[position]), wanted)


def _comparable(collection: Collection) -> tuple[Any, ...]:
    rules = tuple(sorted(collection.rules, key=lambda rule: rule.name))
    return collection.priority, collection.action.lower(), rules
