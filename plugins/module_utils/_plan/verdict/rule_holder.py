# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our collections in what was read, in the firewall itself or in a group of its policies: read, taken out, put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..documents import firewalls, policies
from ..documents.policies import GroupOptions, Policy
from ..documents.rule_collections import Collection
from ..documents.rule_ownership import Ownership
from .verdicts import Surroundings


def owned(found: Surroundings, ownership: Ownership) -> list[Collection]:
    """Our collections with their rules."""
    if found.group_id is None:
        return firewalls.owned(found.firewall, ownership)
    return policies.owned(_group(found), ownership)


def holder(found: Surroundings) -> Mapping[str, Any] | None:
    """The document our collections are in; None where there is no firewall, or no group."""
    return found.firewall or None if found.group_id is None else _group(found)


def view(found: Surroundings, ownership: Ownership) -> Any:
    """Our slice as users see it; None where there is no firewall, or no group."""
    seen = firewalls.view if found.group_id is None else policies.view
    return seen(holder(found), ownership)


def without(found: Surroundings, ownership: Ownership) -> Surroundings:
    """The same surroundings without our collections, and without a group that is empty then."""
    if found.group_id is None:
        return replace(found, firewall=firewalls.absent(found.firewall, ownership))
    group = _group(found)
    return found if group is None else _with_group(found, policies.absent(group, ownership, remove_empty=True))


def present(
    found: Surroundings, wanted: Sequence[Collection], ownership: Ownership, options: GroupOptions
) -> Surroundings:
    """The same surroundings with these collections; raise PlanError for what stands against them."""
    if found.group_id is None:
        base = options.priority_base
        return replace(found, firewall=firewalls.present(found.firewall, wanted, ownership, priority_base=base))
    chain = policies.down_to(found.chain, found.group_id.parent)
    if not chain:
        return found  # the policy could not be read, which is told elsewhere
    return _with_group(found, policies.present(_group(found), chain, wanted, ownership, options))


def _policy(found: Surroundings) -> Policy | None:
    return policies.of_chain(found.chain, found.group_id.parent) if found.group_id else None


def _group(found: Surroundings) -> Mapping[str, Any] | None:
    policy = _policy(found)
    return policy.group(found.group_id.name) if policy and found.group_id else None


def _with_group(found: Surroundings, document: Mapping[str, Any] | None) -> Surroundings:
    policy, name = _policy(found), found.group_id.name if found.group_id else ""
    chain = tuple(one.with_group(name, document) if one is policy else one for one in found.chain)
    return replace(found, chain=chain)
