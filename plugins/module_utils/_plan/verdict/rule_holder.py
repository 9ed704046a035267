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
from .landscape import Landscape


def owned(landscape: Landscape, ownership: Ownership) -> list[Collection]:
    """Our collections with their rules."""
    if landscape.group_id is None:
        return firewalls.owned(landscape.firewall or {}, ownership)
    return policies.owned(_group(landscape), ownership)


def holder(landscape: Landscape) -> Mapping[str, Any] | None:
    """The document our collections are in; None where there is no firewall, or no group."""
    return landscape.firewall or None if landscape.group_id is None else _group(landscape)


def view(landscape: Landscape, ownership: Ownership) -> Any:
    """Our slice as users see it; None where there is no firewall, or no group."""
    seen = firewalls.view if landscape.group_id is None else policies.view
    return seen(holder(landscape), ownership)


def without(landscape: Landscape, ownership: Ownership) -> Landscape:
    """The same landscape without our collections, and without a group that is empty then."""
    if landscape.group_id is None:
        return replace(landscape, firewall=firewalls.absent(landscape.firewall or {}, ownership))
    group = _group(landscape)
    return landscape if group is None else _with_group(landscape, policies.absent(group, ownership, remove_empty=True))


def present(
    landscape: Landscape, wanted: Sequence[Collection], ownership: Ownership, options: GroupOptions
) -> Landscape:
    """The same landscape with these collections; raise PlanError for what stands against them."""
    if landscape.group_id is None:
        firewall, base = landscape.firewall or {}, options.priority_base
        return replace(landscape, firewall=firewalls.present(firewall, wanted, ownership, priority_base=base))
    chain = policies.down_to(landscape.chain, landscape.group_id.parent)
    if not chain:
        return landscape  # the policy could not be read, which is told elsewhere
    return _with_group(landscape, policies.present(_group(landscape), chain, wanted, ownership, options))


def _policy(landscape: Landscape) -> Policy | None:
    return policies.of_chain(landscape.chain, landscape.group_id.parent) if landscape.group_id else None


def _group(landscape: Landscape) -> Mapping[str, Any] | None:
    policy = _policy(landscape)
    return policy.group(landscape.group_id.name) if policy and landscape.group_id else None


def _with_group(landscape: Landscape, document: Mapping[str, Any] | None) -> Landscape:
    policy, name = _policy(landscape), landscape.group_id.name if landscape.group_id else ""
    chain = tuple(one.with_group(name, document) if one is policy else one for one in landscape.chain)
    return replace(landscape, chain=chain)
