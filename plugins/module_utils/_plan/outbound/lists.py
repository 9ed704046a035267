# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the list that a cluster has and the wanted entries to the list that it gets: what comes, goes, and stays.

The lists carry no owner. So nothing goes unless the list is to be exactly the wanted one, and what stays is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..callouts import policies
from ..callouts.policies import Access, Policy
from ..documents import outbound_access, text
from ..documents.outbound_access import LISTS, NAMES, POLICIES, RESTRICT
from ..values.change import Document
from ..values.errors import PlanError
from .request import Lists, Request

_SHARE, _LEAST = 4, 10  # a quarter of the entries, but never fewer than ten
_WORDS = {NAMES: "allowed names", POLICIES: "callout policies"}
_OPTIONS = {NAMES: "O(allowed_fqdns)", POLICIES: "O(callout_policies)"}


@dataclass(frozen=True)
class Change:
    """The members of the cluster's document as they are to be, and the entries that come, go or stay unasked, as texts.
    `replaces` names the list that another one takes the place of, empty where none does. `loosens` says what is let
    out afterwards and was not before, and `denies` that one of those that come may deny something.
    """

    members: Mapping[str, Any] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    not_listed: tuple[str, ...] = ()
    replaces: str = ""
    loosens: tuple[str, ...] = ()
    denies: bool = False


def change(request: Request, document: Document) -> Change:
    """What is to become of the lists. Raise PlanError for a policy that stands there with the opposite access, for
    entries that would go without `purge`, and for more of them than may go.
    """
    found = outbound_access.of(document)
    _require_lists(found)
    made = _restricted(request, found) if request.restricts else _unrestricted(request, found)
    entries = sum(len(found[name]) for name in LISTS)
    limit = max(_LEAST, entries // _SHARE) if request.max_removals is None else request.max_removals
    if made.removed and len(made.removed) > limit:
        raise PlanError(
            f"{len(made.removed)} of the {entries} entries that the cluster has would go, more than the {limit} that"
            f" O(max_removals) lets go: {text.some(made.removed)}. Raise O(max_removals) if that is right.",
            "too_many_removals",
        )
    return made


def _require_lists(found: Mapping[str, Any]) -> None:
    for name in LISTS:
        if not isinstance(found[name], list):
            raise PlanError(f"The cluster's {name} is no list, so nobody can tell what a write would lose.")


def _unrestricted(request: Request, found: Mapping[str, Any]) -> Change:
    """Both lists stay for whoever restricts access again, unless they are to go."""
    lists = {name: [] if request.purge else found[name] for name in LISTS}
    told = {name: [_text(name, one) for one in found[name]] for name in LISTS}
    gone = tuple(one for name in LISTS for one in told[name]) if request.purge else ()
    return Change({RESTRICT: "Disabled", **lists}, removed=gone, loosens=_lifted(found))


def _lifted(found: Mapping[str, Any]) -> tuple[str, ...]:
    if _is(found, "Disabled"):
        return ()
    if _is(found, "Enabled"):
        return ("outbound access is not restricted any more",)
    return ("outbound access is not restricted, and whether it was before is not known",)


def _restricted(request: Request, found: Mapping[str, Any]) -> Change:
    kept = {name: found[name] for name in LISTS}
    chosen = _chosen(request.lists, found)
    if not chosen:
        return Change({RESTRICT: "Enabled", **kept}, not_listed=_all(kept))
    other = next(name for name in LISTS if name != chosen)
    made = _names(request, found) if chosen == NAMES else _policies(request, found)
    replaced = tuple(_text(other, one) for one in found[other])
    if replaced and not request.purge:
        raise PlanError(
            f"The cluster has {_WORDS[other]}, beside which Azure takes no {_WORDS[chosen]}: {text.some(replaced)}. Set"
            f" O(purge): true to put {_OPTIONS[chosen]} in their place, or give {_OPTIONS[other]}.",
            "other_list",
        )
    return Change(
        {**made.members, RESTRICT: "Enabled", other: []},
        made.added,
        (*made.removed, *replaced),
        made.not_listed,
        other if replaced else "",
        (*made.loosens, *_denials(found[other] if other == POLICIES else ())),
        made.denies,
    )


def _chosen(lists: Lists, found: Mapping[str, Any]) -> str:
    """The list that is given; an empty one beside another only says that there are to be none of the other. Of two
    empty ones it is the one that the cluster has.
    """
    given = {NAMES: lists.allowed_fqdns, POLICIES: lists.callout_policies}
    named = [name for name, entries in given.items() if entries is not None]
    return next((name for entries in (given, found) for name in named if entries[name]), named[0] if named else "")


def _names(request: Request, found: Mapping[str, Any]) -> Change:
    wanted, there = request.lists.allowed_fqdns or (), found[NAMES]
    keys = [_lower(one) for one in there]
    added = tuple(one for one in wanted if one not in keys)
    others = [one for one in there if _lower(one) not in wanted]
    kept = [one for one in there if not request.purge or _lower(one) in wanted]
    texts = tuple(_text(NAMES, one) for one in others)
    return Change(
        {NAMES: [*kept, *added]},
        added,
        texts if request.purge else (),
        () if request.purge else texts,
        loosens=tuple(f"{one} is allowed" for one in added) if _is(found, "Enabled") else (),
    )


def _policies(request: Request, found: Mapping[str, Any]) -> Change:
    """By identity, which is type and regex as text: what else a policy has, it keeps."""
    wanted = {one.identity: one for one in request.lists.callout_policies or ()}
    there = [(policies.from_arm(one), one) for one in found[POLICIES]]
    same = {policy.identity: policy for policy, _entry in there if _is_same(policy, wanted)}
    opposite = [policy for policy, _entry in there if policy.identity in wanted and not _is_same(policy, wanted)]
    if opposite and not request.purge:
        raise PlanError(
            f"The cluster has {opposite[0]} with access {opposite[0].access or 'unknown'}, and O(callout_policies) has"
            f" it with the other one; make them agree, or set O(purge): true to have the list exactly as it is given.",
            "opposite_policy",
        )
    added = [one for identity, one in wanted.items() if identity not in same]
    others = [(policy, entry) for policy, entry in there if not _is_same(policy, wanted)]
    kept = [entry for policy, entry in there if not request.purge or _is_same(policy, wanted)]
    texts = tuple(_described(policy) for policy, _entry in others)
    return Change(
        {POLICIES: [*kept, *(one.as_arm() for one in added)]},
        tuple(map(_described, added)),
        texts if request.purge else (),
        () if request.purge else texts,
        loosens=(
            *(f"{_described(one)} is new" for one in added if one.access == Access.ALLOW and _is(found, "Enabled")),
            *_denials(entry for _policy, entry in others if request.purge),
        ),
        denies=any(one.access != Access.ALLOW for one in added),
    )


def _denials(gone: Iterable[Any]) -> tuple[str, ...]:
    """What may be let out once these policies are gone: all but an Allow may deny something."""
    return tuple(f"{_described(one)} is gone" for one in map(policies.from_arm, gone) if one.access != Access.ALLOW)


def _is_same(policy: Policy, wanted: Mapping[tuple[str, str], Policy]) -> bool:
    other = wanted.get(policy.identity)
    return other is not None and other.access == policy.access


def _is(found: Mapping[str, Any], state: str) -> bool:
    return str(found[RESTRICT] or "").lower() == state.lower()


def _all(lists: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(_text(name, one) for name in LISTS for one in lists[name])


def _text(member: str, entry: Any) -> str:
    return _described(policies.from_arm(entry)) if member == POLICIES else str(entry)


def _described(policy: Policy) -> str:
    return f"{policy.access or 'unknown access'} '{policy.regex}' of type {policy.type or 'unknown'}"


def _lower(entry: Any) -> Any:
    return entry.lower() if isinstance(entry, str) else entry
