# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user decides about the outbound access of one cluster."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..callouts import policies, proposals, regexes
from ..callouts.automata import NotUnderstood
from ..callouts.policies import Policy
from ..needs.uses import Use
from ..values import hosts
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId
from ..values.words import OutboundState


@dataclass(frozen=True)
class Lists:
    """`allowed_fqdns` and `callout_policies`, of which Azure takes one; None is a list that was not given."""

    allowed_fqdns: tuple[str, ...] | None = None
    callout_policies: tuple[Policy, ...] | None = None

    @property
    def is_plain(self) -> bool:
        """True where every entry is one host, or a regular expression that is read alike everywhere."""
        return all(map(_is_one_host, self.allowed_fqdns or ())) and all(
            _is_read(policy.regex) for policy in self.callout_policies or ()
        )


@dataclass(frozen=True)
class Request:
    """What is wanted. `uses` None means that nobody said what queries use; `max_removals` None lets a quarter of the
    entries go, and ten at least.
    """

    state: OutboundState
    lists: Lists = Lists()
    uses: tuple[Use, ...] | None = None
    ask_cluster: bool = False
    validate_connections: bool = False
    purge: bool = False
    max_removals: int | None = None
    accept: frozenset[str] = frozenset()

    @property
    def restricts(self) -> bool:
        """True where access is to be restricted."""
        return self.state == OutboundState.RESTRICTED


@dataclass(frozen=True)
class Asked:
    """What is wanted of which cluster."""

    request: Request
    cluster: ResourceId


def lists(allowed_fqdns: Sequence[str] | None, callout_policies: Sequence[Mapping[str, Any]] | None) -> Lists:
    """Read the two options. Raise PlanError for both at once, for what is no host name, for a policy that is none, for
    one that is given twice, and for a Deny that meets an Allow of its type.
    """
    if allowed_fqdns and callout_policies:
        raise PlanError(
            "O(allowed_fqdns) and O(callout_policies) are both given, and a cluster can have one of them; leave one of"
            " them out."
        )
    names = None if allowed_fqdns is None else tuple(dict.fromkeys(map(_name, allowed_fqdns)))
    wanted = None if callout_policies is None else tuple(map(policies.from_option, callout_policies))
    _require_each_once(wanted or ())
    proposals.refuse_conflicts(wanted or ())
    return Lists(names, wanted)


def _name(text: str) -> str:
    """The host name in an entry; raise PlanError for what is none, without what may be a password."""
    try:
        return hosts.clean(text, "allowed_fqdns").name
    except PlanError as error:
        shown = "an entry" if re.search(r"[@?;=]", text) else f"'{text}'"
        raise PlanError(
            f"O(allowed_fqdns) has {shown} that is no host name; give names such as NAME.blob.core.windows.net, each"
            " without a path, a key or a password."
        ) from error


def _require_each_once(wanted: Sequence[Policy]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for policy in wanted:
        if seen.setdefault(policy.identity, policy.access) != policy.access:
            raise PlanError(
                f"O(callout_policies) has '{policy.regex}' of type {policy.type} both as Allow and as Deny; leave one"
                " of them out."
            )


def _is_one_host(name: str) -> bool:
    return hosts.is_host_name(name) and not hosts.is_wildcard(name) and not hosts.is_address(name)


def _is_read(regex: str) -> bool:
    try:
        regexes.read(regex)
    except NotUnderstood:
        return False
    return True
