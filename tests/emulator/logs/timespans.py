# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time that a request sets around its query: `timespan` in the body, in the URL, or both.

Forms are those of ISO 8601 that "Azure Monitor Log Analytics API request format" shows: a duration until now, two
times, or a time and a duration in either order.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from . import refusals, rows

_DURATION = re.compile(
    r"P(?:(?P<weeks>[\d.]+)W)?(?:(?P<days>[\d.]+)D)?"
    r"(?:T(?:(?P<hours>[\d.]+)H)?(?:(?P<minutes>[\d.]+)M)?(?:(?P<seconds>[\d.]+)S)?)?"
)
_ALWAYS = (datetime.min.replace(tzinfo=timezone.utc), datetime.max.replace(tzinfo=timezone.utc))


def both(texts, now):
    """The first and the last moment that all of these allow; without any, all of time."""
    found = [_parsed(text, now) for text in texts if text is not None]
    starts, ends = zip(_ALWAYS, *found, strict=True)
    return max(starts), min(ends)


def _parsed(text, now):
    pieces = str(text).split("/")
    try:
        if len(pieces) == 1:
            return now - _duration(text), now
        if len(pieces) == 2:
            return _between(*pieces)
    except (ValueError, OverflowError):
        pass
    raise refusals.bad_argument(f"The timespan '{text}' is not valid.", "InvalidTimespan")


def _between(first, second):
    if first.startswith("P"):
        end = rows.moment(second)
        return end - _duration(first), end
    start = rows.moment(first)
    return start, start + _duration(second) if second.startswith("P") else rows.moment(second)


def _duration(text):
    found = _DURATION.fullmatch(str(text))
    given = {name: float(value) for name, value in found.groupdict().items() if value} if found else {}
    if not given:
        raise ValueError(f"{text!r} is no duration")
    return timedelta(**given)
