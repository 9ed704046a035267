# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of Azure's regions, however they are spelled."""

from __future__ import annotations


def location_of(region: str) -> str:
    """`West US` and `westus` are one region: lower case without blanks (one cluster was recorded with both)."""
    return "".join(str(region).split()).lower()
