# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What restricts the outbound access of a cluster, as members of its document: all that we ever change of a cluster.

The members are those of api-version 2025-02-14; the older ones up to 2023-08-15 do not know callout policies.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from ..values.change import Document
from ..values.errors import PlanError

RESTRICT, NAMES, POLICIES = "restrictOutboundNetworkAccess", "allowedFqdnList", "calloutPolicies"
LISTS = (NAMES, POLICIES)
MEMBERS = (RESTRICT, *LISTS)
KNOWN_SINCE = "2024-04-13"
_ID = "calloutId"  # the service makes it, and takes it from nobody
_STATES = ("Enabled", "Disabled")
_SHOWN = {
    "calloutType": "type",
    "calloutUriRegex": "regex",
    "outboundAccess": "access",
}


def of(document: Document | None) -> dict[str, Any]:
    """The three members as the document has them. A list that is not there is one without entries; what should be one
    and is none stays what it is.
    """
    told = (document or {}).get("properties") or {}
    lists = {name: [] if told.get(name) is None else _without_ids(told[name]) for name in LISTS}
    return {RESTRICT: told.get(RESTRICT), **lists}


def changed(document: Document, members: Mapping[str, Any]) -> Document:
    """The document with these members; all else is as it was."""
    made = deepcopy(document)
    made["properties"] = {**(made.get("properties") or {}), **deepcopy(dict(members))}
    return made


def difference(before: Document | None, wanted: Document) -> dict[str, Any]:
    """The members that a PATCH has to send to make the one of the other, each list whole."""
    found, given = of(before), of(wanted)
    return {name: given[name] for name in MEMBERS if _comparable(name, given[name]) != _comparable(name, found[name])}


def view(document: Document | None) -> dict[str, Any] | None:
    """What counts as a difference, in the words of the user: entries in any order, the state and names in any case."""
    if document is None:
        return None
    told = of(document)
    return {
        "restrict_outbound_network_access": _comparable(RESTRICT, told[RESTRICT]),
        "allowed_fqdns": _comparable(NAMES, told[NAMES]),
        "callout_policies": _comparable(POLICIES, told[POLICIES]),
    }


def restored(document: Document, saved: Document) -> Document:
    """The document with what a saved one says of outbound access. Raise PlanError where less would pass then: nobody
    has looked whether that is used.
    """
    before, wanted, shown = of(document), of(saved), view(saved) or {}
    if _is_enabled(wanted) and not (_is_enabled(before) and _is_no_narrower(before, wanted)):
        raise PlanError(
            "What the backup has would restrict outbound access more than it is restricted now, and whether something"
            " that is used would be denied is looked at by cluster_outbound_access alone; run it with these lists:"
            f" {json.dumps({name: shown[name] for name in ('allowed_fqdns', 'callout_policies')})}.",
            "would_restrict",
        )
    return changed(document, wanted)


def _is_enabled(told: Mapping[str, Any]) -> bool:
    return str(told[RESTRICT] or "").lower() == "enabled"


def _is_no_narrower(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """True where every entry stays, and none comes that may deny something."""
    for name in LISTS:
        found, given = _comparable(name, before[name]), _comparable(name, wanted[name])
        if not (isinstance(found, list) and isinstance(given, list)):
            return bool(found == given)
        coming = [one for one in given if one not in found]
        if [one for one in found if one not in given] or [one for one in coming if not _allows(name, one)]:
            return False
    return True


def _allows(member: str, entry: Any) -> bool:
    return member == NAMES or (isinstance(entry, Mapping) and str(entry.get("access")).lower() == "allow")


def _without_ids(entries: Any) -> Any:
    if not isinstance(entries, list):
        return entries
    return [
        {name: value for name, value in one.items() if name != _ID} if isinstance(one, Mapping) else one
        for one in entries
    ]


def _comparable(member: str, value: Any) -> Any:
    """A list in an order of its own, and a state in Azure's letters; what is neither stays what it is."""
    if member == RESTRICT:
        return next((one for one in _STATES if one.lower() == str(value).lower()), value)
    if not isinstance(value, list):
        return value
    shown = _shown if member == POLICIES else _lower
    return sorted(map(shown, value), key=lambda one: json.dumps(one, sort_keys=True, default=str))


def _lower(name: Any) -> Any:
    return name.lower() if isinstance(name, str) else name


def _shown(policy: Any) -> Any:
    """A policy in the words of an option; members that nobody here knows keep their names."""
    if not isinstance(policy, Mapping):
        return policy
    made = {_SHOWN.get(name, name): value for name, value in policy.items() if value not in (None, "")}
    return {**made, "type": str(made.get("type") or "").lower()}
