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
from .common import Export, Request, Share, Split
from .entries import Entry, EntryKind, network_family

_TABLE = "inet filter"
_FAMILIES = {4: ("ip", "ipv4_addr"), 6: ("ip6", "ipv6_addr")}


Sets = dict[tuple[str, int], list[str]]  # by name and family


def render(shares: Sequence[Share], name: str) -> Export:
    """Write the sets of each cluster, and one chain with the rules of all."""
    for share in shares:
        share.request.require_sources("nftables")
    splits = common.split(shares, _why_not)
    sets: Sets = {}
    rules: list[str] = []
    for one in splits:
        more, allowing = _of_cluster(one)
        sets |= more
        rules += [*common.heading(one.request), *allowing]
    lines = [*common.header(name, "nftables", splits), *_file(f"{name}-egress", sets, rules)]
    return Export(common.joined(lines), common.lost(splits), common.with_shared_sources(splits))


def _of_cluster(one: Split) -> tuple[Sets, list[str]]:
    """The sets of a cluster and its rules."""
    request, kept = one.request, one.kept
    sets, rules = _sources(request), []
    for port in common.ports(kept):
        for family, (word, _type) in _FAMILIES.items():
            members = [one.destination for one in common.allowed(kept, EntryKind.PREFIX, port) if one.family == family]
            if members:
                name = f"{request.name}-{port.label}-v{family}"
                sets[name, family] = members
                sources = f"{word} saddr @{request.name}-sources-v{family} " if request.networks else ""
                rules.append(f"{sources}{word} daddr @{name} {port.carrier.lower()} dport {port.number} accept")
    for family in _FAMILIES:
        members = [one.destination for one in common.documented_addresses(kept) if one.family == family]
        if members:
            sets[f"{request.name}-documented-v{family}", family] = members
    return sets, rules


def _sources(request: Request) -> Sets:
    sets: Sets = {}
    for source in request.networks:
        family = network_family(source)
        sets.setdefault((f"{request.name}-sources-v{family}", family), []).append(source)
    return sets


def _file(chain: str, sets: Sets, rules: Sequence[str]) -> list[str]:
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
    if entry.kind == EntryKind.NAME:
        return "a packet filter sees addresses and no names"
    return common.no_source(entry, request)
