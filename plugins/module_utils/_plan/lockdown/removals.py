# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of ours would go, and the guard against losing much of it by mistake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ..documents import text
from ..documents.rule_collections import Collection, CollectionKind, Rule
from ..values import addresses, service_prefixes
from ..values.errors import PlanError
from ..values.service_prefixes import ServicePrefix

_SHARE, _LEAST = 4, 10  # a quarter of what is ours, but never fewer than ten
_SHOWN = 10
ADDITIVE = ", or set O(additive): true"
UNSURE = "The service does not say whether its answer is whole, so nothing of it goes unasked."
_TARGETS = ("target_fqdns", "fqdn_tags", "destination_addresses", "destination_fqdns", "destination_ip_groups")
_SOURCES = ("source_addresses", "source_ip_groups")


class Destination(NamedTuple):
    """What a rule opens: its kind, protocol and port, and where to."""

    kind: str
    how: str
    target: str

    def __str__(self) -> str:
        return f"{self.target} ({self.how})"


class Entry(NamedTuple):
    """A destination as one source may reach it."""

    destination: Destination
    source: str


def entries(collections: Iterable[Collection]) -> list[Entry]:
    """Every destination that rules allow, once per protocol and port, and for each of its sources."""
    allowing = (one for one in collections if one.action.lower() == "allow")
    found = (entry for one in allowing for rule in one.rules for entry in _of_rule(one.kind, dict(rule.fields)))
    return list(dict.fromkeys(found))


def destinations(entries: Iterable[Entry]) -> list[Destination]:
    """The destinations of entries, each once."""
    return list(dict.fromkeys(entry.destination for entry in entries))


def gone(existing: Iterable[Collection], wanted: Iterable[Collection]) -> list[Entry]:
    """What rules allow today and the wanted ones do not. A source stays where a wider one holds all of it."""
    staying: dict[Destination, list[str]] = {}
    for entry in entries(wanted):
        staying.setdefault(entry.destination, []).append(entry.source)
    return [one for one in entries(existing) if not _holds(staying.get(one.destination, ()), one.source)]


def require_moderate(
    existing: Sequence[Collection],
    wanted: Sequence[Collection],
    most: int | None,
    *,
    otherwise: str = ADDITIVE,
    group: str = "",
    is_whole: bool = False,
) -> None:
    """Raise PlanError, with the list, when more of ours would go than `most` (None: a quarter, at least ten; nothing of
    services that do not tell whether their answer is whole, by the name of a collection or of the `group` they are in).
    `otherwise` ends the sentence that says what to do. `is_whole` says that the answer is known to be whole, as that of
    a cluster is, whatever its collections are called.

    A service that answers with half of the truth must not empty a firewall in one night.
    """
    mine, leaving = destinations(entries(existing)), gone(existing, wanted)
    lost = destinations(leaving)
    is_unsure = (
        most is None and not is_whole and any(map(_is_of_unsure_answer, (group, *(one.name for one in existing))))
    )
    limit = 0 if is_unsure else max(_LEAST, len(mine) // _SHARE) if most is None else most
    if len(lost) <= limit:
        return
    why = f"{UNSURE} " if is_unsure else ""
    kept = {entry.destination for entry in entries(wanted)}
    shown = some(f"{one}{_from(leaving, one) if one in kept else ''}" for one in lost)
    raise PlanError(
        f"{len(lost)} of the {len(mine)} destinations our rules allow would no longer be allowed, more than the {limit}"
        f" that O(max_removals) lets go: {shown}. {why}Raise O(max_removals) if that is right{otherwise}.",
        "too_many_removals",
    )


def _is_of_unsure_answer(name: str) -> bool:
    """True for the name of what has rules made of the answer of a service which does not say whether it is whole."""
    return service_prefixes.of(name) not in (None, ServicePrefix.DATA_EXPLORER)


def some(items: Iterable[object]) -> str:
    """The first ten of a list, and how many more there are."""
    return text.some(items, _SHOWN)


def _from(leaving: Iterable[Entry], destination: Destination) -> str:
    """The sources that a destination loses while it stays for others."""
    return f" from {some(one.source for one in leaving if one.destination == destination)}"


def _holds(wider: Sequence[str], source: str) -> bool:
    """True when these sources hold all of another one; of IP groups nothing is known but their ids."""
    if source.lower() in (one.lower() for one in wider):
        return True
    written, parts = addresses.joined(wider), addresses.parse(source)
    return bool(parts) and all(addresses.share(part, written) == addresses.Coverage.ALL for part in parts)


def merged(existing: Sequence[Collection], wanted: Sequence[Collection]) -> tuple[Collection, ...]:
    """Return the wanted collections with everything in them that ours allow today."""
    known = {collection.key: collection for collection in existing}
    return tuple(_merged(known.get(collection.key), collection) for collection in wanted)


def _merged(old: Collection | None, new: Collection) -> Collection:
    if old is None:
        return new
    rules = {rule.name.lower(): rule for rule in old.rules}
    joined = [_joined(rules.pop(rule.name.lower(), None), rule) for rule in new.rules]
    return replace(new, rules=(*joined, *rules.values()))


def _joined(old: Rule | None, new: Rule) -> Rule:
    if old is None:
        return new
    before, after = dict(old.fields), dict(new.fields)
    order = [*after, *(field for field in before if field not in after)]
    union = {field: tuple(sorted({*before.get(field, ()), *after.get(field, ())})) for field in order}
    return replace(new, fields=tuple(union.items()))


def _of_rule(kind: str, fields: Mapping[str, tuple[Any, ...]]) -> Iterator[Entry]:
    targets = [str(target) for field in _TARGETS for target in fields.get(field, ())]
    sources = [str(source) for field in _SOURCES for source in fields.get(field, ())]
    for how in _ways(kind, fields):
        for target in targets:
            yield from (Entry(Destination(kind, how, target), source) for source in sources)


def _ways(kind: str, fields: Mapping[str, tuple[Any, ...]]) -> list[str]:
    """Protocols with their ports, as `Https:443` and `TCP 5671`; a rule with FQDN tags may name none."""
    protocols = fields.get("protocols", ())
    if kind == CollectionKind.NETWORK:
        return [f"{protocol} {port}" for protocol in protocols for port in fields.get("destination_ports", ())]
    return [f"{item[0]}:{item[1]}" if isinstance(item, tuple) else str(item) for item in protocols] or ["any"]
