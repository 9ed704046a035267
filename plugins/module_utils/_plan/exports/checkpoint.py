# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check Point: domain objects as the CSV file that `mgmt_cli add dns-domain --batch` takes.

Security Management administration guide R81, Domains: the name of an object begins with a dot; an FQDN object is that
one name, any other holds the domain with everything below it, and is resolved by reverse lookups. Management API
reference, add dns-domain: is-sub-domain must be given, and says whether sub-domains match in addition to the domain.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..values import hosts
from . import common
from .common import Export, Loss, Share, Split
from .entries import Entry, Port

_COLUMNS = ("name", "is-sub-domain", "comments")
_WIDER = "a domain object with sub-domains holds the domain itself as well"
_BELOW = "a domain is one object for all its ports, and another port needs what is below it as well"


def render(shares: Sequence[Share], _name: str) -> Export:
    """Write one row per domain, whoever needs it: `*.x` and `x` are one object there."""
    splits = common.split(shares, lambda entry, _request: _why_not(entry))
    domains: dict[str, list[tuple[str, Entry]]] = {}
    for one in splits:
        for entry in one.kept:
            domains.setdefault(f".{_domain(entry)}", []).append((one.request.cluster, entry))
    rows = [_COLUMNS]
    for name, members in sorted(domains.items()):
        below = any(hosts.is_wildcard(one.destination) for _cluster, one in members)
        uses = sorted({f"{_use(one)}{cluster and f' for {cluster}'}" for cluster, one in members})
        rows.append((name, str(below).lower(), "; ".join(uses)))
    wider = tuple(
        Loss(entry, _WIDER, one.request.cluster)
        for one in splits
        for entry in one.kept
        if _adds_the_domain(entry, one.kept)
    )
    wider += _with_sub_domains(splits)
    return Export(common.table(rows), common.lost(splits), wider + common.without_sources(splits, "a domain object"))


def _use(entry: Entry) -> str:
    return f"{entry.at.carrier} {entry.port} {entry.category}"


def _domain(entry: Entry) -> str:
    return entry.destination.removeprefix("*.")


def _adds_the_domain(entry: Entry, kept: Sequence[Entry]) -> bool:
    asked = {(one.destination, one.at) for one in kept}
    return hosts.is_wildcard(entry.destination) and (_domain(entry), entry.at) not in asked


def _with_sub_domains(splits: Sequence[Split]) -> tuple[Loss, ...]:
    """The names whose objects have sub-domains although nobody needs these on the name's own port."""
    wildcards = [entry for one in splits for entry in one.kept if hosts.is_wildcard(entry.destination)]
    has_below = {_domain(entry) for entry in wildcards}
    needed: dict[Port, list[str]] = {}
    for entry in wildcards:
        needed.setdefault(entry.at, []).append(entry.destination)
    return tuple(
        Loss(entry, _BELOW, one.request.cluster)
        for one in splits
        for entry in one.kept
        if entry.destination in has_below
        and not any(hosts.covers(other, f"*.{entry.destination}") for other in needed.get(entry.at, ()))
    )


def _why_not(entry: Entry) -> str | None:
    if hosts.is_wildcard(entry.destination) and not entry.destination.startswith("*."):
        return "a domain object holds whole labels, so a star cannot begin one"
    return common.name_only(entry)
