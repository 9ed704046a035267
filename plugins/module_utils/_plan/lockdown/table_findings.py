# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about route tables other than the subnet's: what a plan came across, and no check reads by itself."""

from __future__ import annotations

from collections.abc import Iterator

from ..check.findings import Finding
from ..verdict.landscape import Landscape
from . import other_tables


def findings(landscape: Landscape, region: str) -> Iterator[Finding]:
    """One for each other table that still holds routes of ours for the cluster."""
    for one in other_tables.left(landscape, region):
        yield Finding("left_routes", one.name, one.sentence, one.remedy)
