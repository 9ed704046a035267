# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about route tables other than the one of a plan: what it came across, and no check reads by itself."""

from __future__ import annotations

from collections.abc import Iterator

from ..check.findings import Finding
from ..verdict.landscape import Landscape
from . import other_tables


def findings(landscape: Landscape, region: str) -> Iterator[Finding]:
    """One for each other table that still holds routes of ours for the cluster."""
    for one in other_tables.left(landscape, region):
        yield Finding("left_routes", one.name, one.sentence, one.remedy)


def of_plan(landscape: Landscape, region: str) -> Iterator[Finding]:
    """The same, and that it could not be told."""
    yield from findings(landscape, region)
    if landscape.other_tables is None:
        name = landscape.cluster_id.name
        yield Finding(
            "unread_tables",
            name,
            f"Whether other route tables still hold routes of ours for cluster {name} is unknown: they could not be"
            " listed.",
            "Grant the login Microsoft.Network/routeTables/read on the subscription.",
        )
