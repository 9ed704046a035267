# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that come in pages."""

from __future__ import annotations

import re
from urllib.parse import quote


def seen(call, listed):
    """What a list shows of all that there is: what a login may not read it leaves out without a word."""
    omitted = call.switches.lists_omit
    return [one for one in listed if not omitted or not re.search(omitted, str(one.get("id")), re.IGNORECASE)]


def page(call, answer, size, name="value"):
    """One page of `answer[name]`, with a nextLink when there is more. Size 0 means a single page."""
    items, first = answer[name], _first(call)
    if not size:
        return {**answer, name: items[first:]}
    made = {**answer, name: items[first : first + size]}
    if first + size < len(items):
        version = quote(call.api_version)
        link = f"{call.base_url}{call.target.path}?api-version={version}{_filter(call)}"
        made["nextLink"] = f"{link}&$skipToken={first + size}"
    return made


def _filter(call):
    """What was asked for holds for the pages after the first one as well, so the link has it."""
    asked = call.query.get("$filter", "")
    return f"&$filter={quote(asked, safe='')}" if asked else ""


def _first(call):
    token = call.query.get("$skiptoken", "0")
    return int(token) if token.isdigit() else 0
