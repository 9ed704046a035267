# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A time as people and as programs read it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ansible_collections.adx.outbound.plugins.module_utils._plan.values import times


def test_a_time_is_told_in_utc_wherever_it_was_taken():
    there = timezone(timedelta(hours=2))
    for when in (datetime(2026, 11, 29, 21, 0, 7, 9, timezone.utc), datetime(2026, 11, 29, 23, 0, 7, 9, there)):
        assert (times.shown(when), times.stamp(when)) == ("2026-11-29 21:00 UTC", "2026-11-29T21:00:07Z")
