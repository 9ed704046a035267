# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times as people and as programs read them, in UTC."""

from __future__ import annotations

from datetime import datetime, timezone


def shown(when: datetime) -> str:
    """A time for people: `2026-11-29 21:00 UTC`."""
    return when.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")


def stamp(when: datetime) -> str:
    """A time for programs: `2026-11-29T21:00:00Z`."""
    return when.astimezone(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")
