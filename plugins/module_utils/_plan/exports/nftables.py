# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""nftables: sets of prefixes per port in `table inet filter`, and a chain to jump to.

nft(8): an interval set holds prefixes, auto-merge lets them overlap; declaring a set and a chain, flushing both and
filling them in one file makes loading it again one atomic change.
"""

from __future__ import annotations

from collections.abc import Sequence

from . import common
from .common import Export, Request
from .entries import NAME, PREFIX, Entry, network_family

_TABLE = "inet filter"
_FAMILIES = {4: ("ip", "ipv4_addr"), 6: ("ip6", "ipv6_addr")}


def render(known: Sequence[Entry], request: Request) -> Export:
    """Write the sets and the chain."""
    request.require_sources("nftables")
    kept, lost = common.split(known, lambda entry: _why_not(entry, request))
    sets, rules = _sources(request), []
    for port in common.ports(kept):
        for family, (word, _type) in _FAMILIES.items():
            members = [one.destination for one in common.allowed(kept, PREFIX, port) if one.family == family]
            if members:
                name = f"{request.name}-{port}-v{family}"
                sets[name, family] = members
                sources = f"{word} saddr @{request.name}-sources-v{family} " if request.networks else ""
                rules.append(f"{sources}{word} daddr @{name} tcp dport {port} accept")
    for family in _FAMILIES:
        members = [one.destination for one in common.documented_addresses(kept) if one.family == family]
        if members:
            sets[f"{request.name}-documented-v{family}", family] = members
    lines = [*common.header(request, "nftables", kept, lost), *_file(f"{request.name}-egress", sets, rules)]
    return Export(common.joined(lines), lost)


def _sources(request: Request) -> dict[tuple[str, int], list[str]]:
    sets: dict[tuple[str, int], list[str]] = {}
    for source in request.networks:
        family = network_family(source)
        sets.setdefault((f"{request.name}-sources-v{family}", family), []).append(source)
    return sets


def _file(chain: str, sets: dict[tuple[str, int], list[str]], rules: Sequence[str]) -> list[str]:
    lines = [f"table {_TABLE} {{"]
    for name, family in sets:
        lines += [f"\tset {name} {{", *_kind(family), "\t}"]
    lines += [f"\tchain {chain} {{", "\t}", "}"]
    lines += [f"flush set {_TABLE} {name}" for name, _family in sets]
    lines += [f"flush chain {_TABLE} {chain}", f"table {_TABLE} {{"]
    for (name, family), members in sets.items():
        elements = [f"\t\t\t{member}," for member in members]
        lines += [f"\tset {name} {{", *_kind(family), "\t\telements = {", *elements, "\t\t}", "\t}"]
    return [*lines, f"\tchain {chain} {{", *(f"\t\t{rule}" for rule in rules), "\t}", "}"]


def _kind(family: int) -> list[str]:
    return [f"\t\ttype {_FAMILIES[family][1]}", "\t\tflags interval", "\t\tauto-merge"]


def _why_not(entry: Entry, request: Request) -> str | None:
    if entry.kind == NAME:
        return "a packet filter sees addresses and no names"
    return common.no_source(entry, request)
