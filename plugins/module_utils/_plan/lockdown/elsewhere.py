# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collections of ours that a removal does not reach, since they stand elsewhere than where the role keeps them."""

from __future__ import annotations

from ..documents import copies, firewalls
from ..documents.rule_collections import Collection
from ..documents.rule_ownership import Ownership
from ..documents.text import some
from ..verdict.landscape import Landscape
from .request import Request


def words(request: Request, landscape: Landscape, ours: tuple[Collection, ...]) -> list[str]:
    """A sentence for each place, and one for a policy that nobody could look into."""
    home = landscape.group_id.parent if landscape.group_id else None
    found = copies.of(landscape.chain, {one.name.lower() for one in ours}, request.rule_collection_group, home)
    told = [f"{one.subject} {one.state}: {one.removal}, or run the removal again with {one.choice}." for one in found]
    if landscape.chain:
        left = [one.name for one in firewalls.owned(landscape.firewall or {}, Ownership.of(ours))]
        told += [f"Firewall {landscape.name} itself still holds {some(left)} of ours, without effect."] if left else []
    if "chain" in landscape.unread:
        told.append(f"{landscape.unread['chain']}, so whether it holds rule collections of ours is not known.")
    return told
