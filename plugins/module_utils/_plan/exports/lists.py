# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that an appliance fetches from a web server: one name or one prefix per line.

A list says nothing about ports, so it holds one part: the names or prefixes of one port, or the documented addresses.
PAN-OS, Formatting guidelines for an external dynamic list: one type per list; behind an address and a blank stands a
comment, and a line of its own is no comment. Its web interface help puts the least platform at 50,000 of either kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from . import common, entries, panos
from .common import DOCUMENTED, Export, Request, Share, Split
from .entries import Entry, EntryKind, Use

_PANOS_ROOM = 50_000


def edl_fqdn(shares: Sequence[Share], name: str) -> Export:
    """Write names as they are, `*.x` for everything below x, with comments."""
    splits = _of_part(shares, common.name_only)
    return _listed([*common.header(name, "edl_fqdn", splits), *(one.destination for one in _union(splits))], splits)


def edl_ip(shares: Sequence[Share], name: str) -> Export:
    """Write prefixes as they are, with comments."""
    splits = _of_part(shares, _prefix_only)
    return _listed([*common.header(name, "edl_ip", splits), *(one.destination for one in _union(splits))], splits)


def panos_edl_url(shares: Sequence[Share], _name: str) -> Export:
    """Write a URL list of PAN-OS, which a custom URL category imports as well."""
    splits = _of_part(shares, _no_site)
    lines = [panos.site(entry) for entry in _union(splits)]
    common.require_room(len(lines), _PANOS_ROOM, "A URL list of PAN-OS")
    return _listed(lines, splits)


def panos_edl_ip(shares: Sequence[Share], _name: str) -> Export:
    """Write an IP list of PAN-OS, each prefix with where it comes from."""
    splits = _of_part(shares, _prefix_only)
    lines = [f"{entry.destination} {entry.category}, {entry.source}" for entry in _union(splits)]
    common.require_room(len(lines), _PANOS_ROOM, "An IP list of PAN-OS")
    return _listed(lines, splits)


def _of_part(shares: Sequence[Share], why_not: Callable[[Entry], str | None]) -> list[Split]:
    return common.split(shares, lambda entry, request: _other_part(entry, request) or why_not(entry))


def _union(splits: Sequence[Split]) -> list[Entry]:
    """What any of them needs: all of a part is of one port, so a destination stands there once."""
    if len(splits) == 1:
        return common.each_once(splits[0].kept)
    return common.each_once(entries.once(entry for one in splits for entry in one.kept))


def _listed(lines: Iterable[str], splits: Sequence[Split]) -> Export:
    return Export(common.joined(lines), common.lost(splits), common.without_sources(splits, "a list"))


def _other_part(entry: Entry, request: Request) -> str | None:
    part = DOCUMENTED if entry.use == Use.ROUTE else entry.at.label
    return None if part == request.part else f"this list is that of part {request.part}; export another of part {part}"


def _prefix_only(entry: Entry) -> str | None:
    return "this format holds addresses only" if entry.kind == EntryKind.NAME else None


def _no_site(entry: Entry) -> str | None:
    if entry.kind == EntryKind.NAME and not panos.is_site(entry):
        return "a URL list matches HTTP and TLS for the web only"
    return common.name_only(entry) or panos.why_no_site(entry)
