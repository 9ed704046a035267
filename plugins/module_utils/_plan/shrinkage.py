# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of ours would go, and the guard against losing much of it by mistake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from .errors import PlanError
from .shapes import NETWORK, Collection, Rule

_SHARE, _LEAST = 4, 10  # a quarter of what is ours, but never fewer than ten
_SHOWN = 10
_TARGETS = ("target_fqdns", "fqdn_tags", "destination_addresses", "destination_fqdns", "destination_ip_groups")

# Where a destination may be reached: kind of rule, protocols and ports, and the destination itself.
Entry = tuple[str, str, str]


def entries(collections: Iterable[Collection]) -> list[Entry]:
    """Every destination that rules allow, once per protocol and port."""
    found: dict[Entry, None] = {}
    for collection in collections:
        for rule in collection.rules:
            fields = dict(rule.fields)
            how = _how(collection.kind, fields)
            for field in _TARGETS:
                found.update(dict.fromkeys((collection.kind, how, str(target)) for target in fields.get(field, ())))
    return list(found)


def require_moderate(existing: Sequence[Collection], wanted: Sequence[Collection], most: int | None) -> None:
    """Raise PlanError, with the list, when more of ours would go than `most` (None: a quarter, at least ten).

    A service that answers with half of the truth must not empty a firewall in one night.
    """
    mine, staying = entries(existing), set(entries(wanted))
    gone = [entry for entry in mine if entry not in staying]
    limit = max(_LEAST, len(mine) // _SHARE) if most is None else most
    if len(gone) <= limit:
        return
    shown = ", ".join(f"{target} ({how})" for _kind, how, target in gone[:_SHOWN])
    rest = f" and {len(gone) - _SHOWN} more" if len(gone) > _SHOWN else ""
    raise PlanError(
        f"{len(gone)} of the {len(mine)} destinations our rules allow would no longer be allowed, more than the {limit}"
        f" that max_removals lets go: {shown}{rest}. Raise max_removals if that is right, or set additive: true."
    )


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


def _how(kind: str, fields: dict[str, tuple[object, ...]]) -> str:
    protocols = fields.get("protocols", ())
    if kind == NETWORK:
        ports = ", ".join(str(port) for port in fields.get("destination_ports", ()))
        return f"{', '.join(str(protocol) for protocol in protocols)} {ports}"
    return ", ".join(f"{item[0]}:{item[1]}" if isinstance(item, tuple) else str(item) for item in protocols)
