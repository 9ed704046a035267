# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check Point: domain objects as the CSV file that `mgmt_cli add dns-domain --batch` takes.

Security Management administration guide R81, Domains: the name of an object begins with a dot; an FQDN object is that
one name, any other holds the domain with everything below it, and is resolved by reverse lookups. Management API
reference, add dns-domain: is-sub-domain must be given, and says whether sub-domains match in addition to the domain.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from .. import hosts
from . import common
from .common import Export, Loss, Request
from .entries import Entry

COLUMNS = ("name", "is-sub-domain", "comments")
_WIDER = "a domain object with sub-domains holds the domain itself as well"


def render(known: Sequence[Entry], _request: Request) -> Export:
    """Write one row per domain: `*.x` and `x` are one object there."""
    kept, lost = common.split(known, _why_not)
    domains: dict[str, list[Entry]] = {}
    for entry in kept:
        domains.setdefault(f".{_domain(entry)}", []).append(entry)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for name, members in sorted(domains.items()):
        below = any(hosts.is_wildcard(one.destination) for one in members)
        uses = sorted({f"TCP {one.port} {one.category}" for one in members})
        writer.writerow((name, str(below).lower(), "; ".join(uses)))
    wider = tuple(Loss(entry, _WIDER) for entry in kept if _adds_the_domain(entry, kept))
    return Export(text.getvalue(), lost, wider)


def _domain(entry: Entry) -> str:
    return entry.destination.removeprefix("*.")


def _adds_the_domain(entry: Entry, kept: Sequence[Entry]) -> bool:
    asked = {(one.destination, one.port) for one in kept}
    return hosts.is_wildcard(entry.destination) and (_domain(entry), entry.port) not in asked


def _why_not(entry: Entry) -> str | None:
    if hosts.is_wildcard(entry.destination) and not entry.destination.startswith("*."):
        return "a domain object holds whole labels, so a star cannot begin one"
    return common.name_only(entry)
