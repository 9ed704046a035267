# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Callout policies, and what restricts a cluster's outbound access, as ARM has them and as a user gives them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..needs.uses import UseType
from ..values.errors import PlanError
from ..values.words import Word

# Members of api-version 2025-02-14; the service makes the id of regex and type.
_REGEX, _TYPE, _ACCESS, _ID = "calloutUriRegex", "calloutType", "outboundAccess", "calloutId"
# The same in the commands of a cluster ("Callout policy").
_REGEX_THERE, _TYPE_THERE, _CAN_CALL = "CalloutUriRegex", "CalloutType", "CanCall"
# The service's own, which no query has.
OTHER_TYPES = ("genevametrics",)


class Access(Word):
    """What a policy says of what it matches."""

    ALLOW = "Allow"
    DENY = "Deny"


class State(Word):
    """`restrictOutboundNetworkAccess`. UNKNOWN is what is neither, or was not read."""

    ENABLED = "Enabled"
    DISABLED = "Disabled"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Policy:
    """One callout policy, its type in lower case. Type and access are empty where they are no text; `unread` names
    members that nobody knows, or that are no text. An entry of the list of allowed names may come to a policy, too.
    """

    type: str
    regex: str
    access: str
    unread: tuple[str, ...] = ()
    is_listed_name: bool = False

    @property
    def identity(self) -> tuple[str, str]:
        """What makes two policies the same one, whatever their access."""
        return self.type, self.regex

    @property
    def is_understood(self) -> bool:
        """True when type, access and members are all known; the regular expression is another matter."""
        return not self.unread and self.has_known_type and self.access in list(Access)

    @property
    def has_known_type(self) -> bool:
        """True when the type is one of those that callouts have."""
        return self.type in (*UseType, *OTHER_TYPES)

    def may_concern(self, use: UseType) -> bool:
        """True unless the policy is for certain about callouts of another type."""
        return self.type == use or not self.has_known_type

    def as_arm(self) -> dict[str, str]:
        """The policy as the cluster's property takes it; its id is the service's."""
        return {_REGEX: self.regex, _TYPE: self.type, _ACCESS: self.access}

    def as_option(self) -> dict[str, str]:
        """The policy as users see and give it."""
        return {"type": self.type, "regex": self.regex, "access": self.access}

    def __str__(self) -> str:
        if self.is_listed_name:
            return f"the entry '{self.regex}' of the list of allowed names"
        return f"the policy '{self.regex}' of type {self.type or 'unknown'}"


def _allow(kind: UseType, regex: str) -> Policy:
    return Policy(kind, regex, Access.ALLOW)


# The table of the page "Callout policy" of 2024-12-23. The columns of its table cut alternatives apart by blanks, which
# the page "Restrict outbound access" of 2022-11-13, where the same policies are shown as JSON, does not. A cluster may
# have more of them: those with the entity type "Cluster immutable policy" in `.show cluster policy callout`.
PREDEFINED = (
    _allow(UseType.KUSTO, r"[a-z0-9]{3,22}\.(\w+\.)?kusto(mfa)?\.windows\.net/?$"),
    _allow(
        UseType.KUSTO,
        r"^https://[a-z0-9]{3,22}\.[a-z0-9-]{1,50}\.(kusto\.azuresynapse|kustodev\.azuresynapse-dogfood)\.net/?$",
    ),
    _allow(
        UseType.KUSTO,
        r"^https://([A-Za-z0-9]+\.)?(ade|adx)\.(int\.|aimon\.)?(applicationinsights|loganalytics|monitor)"
        r"\.(io|azure\.com)/",
    ),
    _allow(UseType.SQL, r"[a-z0-9][a-z0-9\-]{0,61}[a-z0-9]?\.database\.windows\.net/?$"),
    _allow(UseType.SQL, r"[a-z0-9-]{0,61}?(-ondemand)?\.sql\.azuresynapse(-dogfood)?\.net/?$"),
    _allow(UseType.EXTERNAL_DATA, ".*"),
    _allow(
        UseType.AZURE_DIGITAL_TWINS,
        r"[A-Za-z0-9\-]{3,63}\.api\.[A-Za-z0-9]+\.digitaltwins\.azure\.net/?$",
    ),
)


@dataclass(frozen=True)
class Restriction:
    """What decides which callouts of a cluster are allowed. Policies and names exclude each other in Azure. `in_force`
    are the policies that the cluster itself shows, None when it was not asked; they decide while access is not
    restricted. `predefined` are the policies that every cluster has from the service.
    """

    state: State
    names: tuple[str, ...] = ()
    policies: tuple[Policy, ...] = ()
    predefined: tuple[Policy, ...] = PREDEFINED
    in_force: tuple[Policy, ...] | None = None


def from_arm(entry: Any) -> Policy:
    """A policy of a document. Nothing is refused: what is not understood is kept, and makes verdicts uncertain."""
    return _kept(entry, (_TYPE, _REGEX, _ACCESS), ignored=(_ID,))


def from_command(entry: Any) -> Policy:
    """A policy as a cluster's own commands show it, where a flag says what is allowed. Nothing is refused either."""
    if not isinstance(entry, Mapping):
        return _kept(entry, ())
    flag = entry.get(_CAN_CALL)
    access = None if not isinstance(flag, bool) else Access.ALLOW if flag else Access.DENY
    return _kept({**entry, _CAN_CALL: access}, (_TYPE_THERE, _REGEX_THERE, _CAN_CALL))


def _kept(entry: Any, names: tuple[str, ...], ignored: tuple[str, ...] = ()) -> Policy:
    """A policy by the names that its type, regular expression and access have."""
    if not isinstance(entry, Mapping):
        return Policy("", json.dumps(entry, default=str), "", ("the whole of it",))
    known = {name: entry.get(name) for name in names}
    unread = [name for name, value in known.items() if not isinstance(value, str)]
    unread += sorted(
        str(name) for name, value in entry.items() if name not in (*names, *ignored) and value not in (None, "")
    )
    kind, regex, given = (value if isinstance(value, str) else "" for value in known.values())
    access = next((one for one in Access if one.lower() == given.strip().lower()), given)
    return Policy(kind.strip().lower(), regex, access, tuple(unread))


def from_option(option: Mapping[str, Any]) -> Policy:
    """Read `{type, regex, access}`. Raise PlanError for a type or an access that there is not, and without a regex."""
    given = {name: str(option.get(name) or "").strip() for name in ("type", "regex", "access")}
    if given["type"].lower() not in list(UseType):
        raise PlanError(f"O(callout_policies) has type '{given['type']}'; it takes {', '.join(UseType)}.")
    access = next((one for one in Access if one.lower() == given["access"].lower()), None)
    if access is None:
        raise PlanError(f"O(callout_policies) has access '{given['access']}'; it takes {' or '.join(Access)}.")
    if not given["regex"]:
        raise PlanError(
            f"O(callout_policies) has a policy of type {given['type'].lower()} without a regex; say which URIs it is"
            " about, such as '.*' for all of them."
        )
    return Policy(given["type"].lower(), given["regex"], access)


def restriction(properties: Mapping[str, Any], in_force: tuple[Policy, ...] | None = None) -> Restriction:
    """What restricts a cluster, from the properties of its document. `in_force` is as Restriction has it."""
    state = str(properties.get("restrictOutboundNetworkAccess") or "").lower()
    return Restriction(
        next((one for one in State if one.lower() == state), State.UNKNOWN),
        tuple(
            entry if isinstance(entry, str) else json.dumps(entry, default=str)
            for entry in _entries(properties, "allowedFqdnList")
        ),
        tuple(map(from_arm, _entries(properties, "calloutPolicies"))),
        in_force=in_force,
    )


def _entries(properties: Mapping[str, Any], member: str) -> list[Any]:
    """The entries of a list; what should be one and is none is an entry that nobody understands."""
    value = properties.get(member)
    if value is None:
        return []
    return value if isinstance(value, list) else [[value]]
