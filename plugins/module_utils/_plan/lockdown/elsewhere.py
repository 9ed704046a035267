# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collections of ours that a removal does not reach, since they stand elsewhere than where the role keeps them."""

from __future__ import annotations

from collections.abc import Iterator

from ..check.findings import Finding
from ..documents import copies, firewalls
from ..documents.rule_collections import Collection
from ..documents.rule_ownership import Ownership
from ..values import words
from ..verdict.landscape import Landscape
from .request import Request


def findings(request: Request, landscape: Landscape, ours: tuple[Collection, ...]) -> Iterator[Finding]:
    """One for each place, and one for a policy that nobody could look into."""
    home = landscape.group_id.parent if landscape.group_id else None
    found = copies.of(landscape.chain, {one.name.lower() for one in ours}, request.rule_collection_group, home)
    for one in found:
        remedy = f"{words.begun(one.removal)}, or run the removal again with {one.choice}."
        yield Finding("copied_collections", one.group, f"{one.subject} {one.state}.", remedy)
    for name in _left_behind(landscape, ours):
        yield Finding(
            "left_behind",
            name,
            f"Firewall {landscape.name}, which a policy governs, itself still holds {name} of ours, without effect.",
            "Take it away, so that nobody takes it for what is in force.",
        )
    if "chain" in landscape.unread:
        yield Finding(
            "unreadable",
            landscape.name,
            f"{landscape.unread['chain']}, so whether it holds rule collections of ours is unknown.",
            "Check that it exists and that the login may read it.",
        )


def _left_behind(landscape: Landscape, ours: tuple[Collection, ...]) -> list[str]:
    owned = firewalls.owned(landscape.firewall or {}, Ownership.of(ours)) if landscape.chain else []
    return [one.name for one in owned]
