# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that an appliance fetches from a web server: one name or one prefix per line.

A list says nothing about ports, so it holds one part: the names or prefixes of one port, or the documented addresses.
PAN-OS, Formatting guidelines for an external dynamic list: one type per list; behind an address and a blank stands a
comment, and a line of its own is no comment. Its web interface help puts the least platform at 50,000 of either kind.
"""

from __future__ import annotations

from collections.abc import Sequence

from . import common, panos
from .common import DOCUMENTED, Export, Request
from .entries import NAME, ROUTE, Entry

_PANOS_ROOM = 50_000


def edl_fqdn(known: Sequence[Entry], request: Request) -> Export:
    """Write names as they are, `*.x` for everything below x, with comments."""
    kept, lost = common.split(known, lambda entry: _other_part(entry, request) or common.name_only(entry))
    lines = [entry.destination for entry in kept]
    return Export(common.joined([*common.header(request, "edl_fqdn", kept, lost), *lines]), lost)


def edl_ip(known: Sequence[Entry], request: Request) -> Export:
    """Write prefixes as they are, with comments."""
    kept, lost = common.split(known, lambda entry: _other_part(entry, request) or _prefix_only(entry))
    lines = [entry.destination for entry in kept]
    return Export(common.joined([*common.header(request, "edl_ip", kept, lost), *lines]), lost)


def panos_edl_url(known: Sequence[Entry], request: Request) -> Export:
    """Write a URL list of PAN-OS, which a custom URL category imports as well."""
    kept, lost = common.split(known, lambda entry: _other_part(entry, request) or _no_site(entry))
    common.require_room(len(kept), _PANOS_ROOM, "A URL list of PAN-OS")
    return Export(common.joined(panos.site(entry) for entry in kept), lost)


def panos_edl_ip(known: Sequence[Entry], request: Request) -> Export:
    """Write an IP list of PAN-OS, each prefix with where it comes from."""
    kept, lost = common.split(known, lambda entry: _other_part(entry, request) or _prefix_only(entry))
    lines = [f"{entry.destination} {entry.category}, {entry.source}" for entry in kept]
    common.require_room(len(lines), _PANOS_ROOM, "An IP list of PAN-OS")
    return Export(common.joined(lines), lost)


def _other_part(entry: Entry, request: Request) -> str | None:
    part = DOCUMENTED if entry.use == ROUTE else str(entry.port)
    return None if part == request.part else f"this list is that of part {request.part}; export another of part {part}"


def _prefix_only(entry: Entry) -> str | None:
    return "this format holds addresses only" if entry.kind == NAME else None


def _no_site(entry: Entry) -> str | None:
    if entry.kind == NAME and not panos.is_site(entry):
        return "a URL list matches HTTP and TLS for the web only"
    return common.name_only(entry) or panos.why_no_site(entry)
