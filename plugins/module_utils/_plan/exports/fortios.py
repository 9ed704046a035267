# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""FortiOS: address objects, groups, services and one policy per port, as a script of CLI commands.

FortiOS administration guide 7.4, Text strings: names of addresses have at most 79 characters, FQDNs 255, and neither
holds quotes or angle brackets. Using wildcard FQDN addresses in firewall policies: an address of type fqdn takes
`*.domain` and holds what the DNS answers that pass the unit name. Policy names: unique, and `edit 0` makes a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from ..values import addresses, hosts
from ..values.errors import PlanError
from . import common
from .common import Export, Request, Share, Split, quoted
from .entries import Entry, EntryKind, Port, Use, network_family

_NAME_LENGTH, _POLICY_LENGTH = 79, 35
_LETTERS = "A-Za-z0-9_.:/*-"


_Rows = list[tuple["str | None", list[str]]]
_TABLES = ("address", "addrgrp", "service custom", "policy")


def render(shares: Sequence[Share], name: str) -> Export:
    """Write the commands, with policies for each cluster; raise PlanError without sources, and for one of IPv6."""
    for share in shares:
        _require_sources(share.request)
    splits = common.split(shares, lambda entry, _request: _why_not(entry))
    made = [_of_cluster(one) for one in splits]
    lines = common.header(name, "fortios", splits)
    for table in _TABLES:
        lines += _table(table, [row for tables in made for row in tables[table]])
    return Export(common.joined(lines), common.lost(splits), common.with_shared_sources(splits))


def _require_sources(request: Request) -> None:
    request.require_sources("fortios")
    for source in request.networks:
        if network_family(source) == 6:
            raise PlanError(f"Format fortios writes IPv4 policies, and source {source} is IPv6; export it as json.")


def _of_cluster(one: Split) -> dict[str, _Rows]:
    """The rows of each table for one cluster."""
    request, kept = one.request, one.kept
    ports, documented = common.ports(kept), common.documented_addresses(kept)
    allow = [entry for entry in kept if entry.use == Use.ALLOW]
    objects = {one.destination: _address(one.destination, one.kind) for one in (*allow, *documented)}
    objects |= {source: _address(source, EntryKind.PREFIX) for source in request.networks}
    groups = {port.label: [one.destination for one in allow if one.at == port] for port in ports}
    groups |= {common.DOCUMENTED: [one.destination for one in documented]} if documented else {}
    name = partial(common.object_name, request.name, limit=_NAME_LENGTH, letters=_LETTERS)
    sources = [name(source) for source in request.networks] or ["all"]
    return {
        "address": [(name(text), settings) for text, settings in objects.items()],
        "addrgrp": [(name(text), [_members("member", map(name, dict.fromkeys(of)))]) for text, of in groups.items()],
        "service custom": [(name(one.service), [f"set {one.carrier.lower()}-portrange {one.number}"]) for one in ports],
        "policy": [(None, _policy(request.name, port, sources, name)) for port in ports],
    }


def _address(destination: str, kind: str) -> list[str]:
    if kind == EntryKind.NAME:
        return ["set type fqdn", f"set fqdn {quoted(destination)}"]
    network = addresses.network(destination)
    return [f"set subnet {network.network_address} {network.netmask}"]


def _policy(base: str, port: Port, sources: Iterable[str], name: Callable[[str], str]) -> list[str]:
    return [
        f"set name {quoted(common.object_name(base, port.label, _POLICY_LENGTH))}",
        'set srcintf "any"',
        'set dstintf "any"',
        _members("srcaddr", sources),
        f"set dstaddr {quoted(name(port.label))}",
        "set action accept",
        'set schedule "always"',
        f"set service {quoted(name(port.service))}",
    ]


def _members(setting: str, names: Iterable[str]) -> str:
    return f"set {setting} " + " ".join(map(quoted, names))


def _table(table: str, rows: Iterable[tuple[str | None, list[str]]]) -> list[str]:
    lines = []
    for name, settings in rows:
        key = "0" if name is None else quoted(name)
        lines += [f"    edit {key}", *(f"        {setting}" for setting in settings), "    next"]
    return [f"config firewall {table}", *lines, "end"] if lines else []


def _why_not(entry: Entry) -> str | None:
    if entry.kind == EntryKind.NAME and hosts.is_wildcard(entry.destination) and not entry.destination.startswith("*."):
        return "FortiOS documents wildcards of the form *.domain only"
    if entry.family == 6:
        return "the policies of this format are IPv4"
    return None
