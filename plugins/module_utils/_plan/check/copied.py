# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about copies of our rule collections, which the role neither changes nor takes away."""

from __future__ import annotations

from collections.abc import Iterator

from ..documents import copies
from ..documents.copies import Copies
from ..verdict.landscape import Landscape
from ..verdict.verdicts import Question
from .findings import Finding


def of(question: Question, landscape: Landscape) -> tuple[Copies, ...]:
    """The copies, group by group."""
    home = landscape.group_id.parent if landscape.group_id else None
    return copies.of(landscape.chain, question.collections, question.group, home)


def findings(question: Question, landscape: Landscape) -> Iterator[Finding]:
    """One for each group that holds some."""
    for one in of(question, landscape):
        kept = f"group {question.group}"
        if one.group.lower() == question.group.lower():
            kept = f"{kept} of another policy"
        yield Finding(
            "copied_collections",
            one.group,
            f"{one.subject} {one.state}: the role keeps ours in {kept}, and leaves alone what is in"
            " another one, such as a group that a migration to policies made.",
            f"Once {kept} has what the cluster needs, or it needs nothing any more, {one.removal}; give"
            f" {one.choice} if that is where the role is to keep ours.",
        )
