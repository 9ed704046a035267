# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Squid: one file of access rules, to be included before any other http_access line.

squid.conf.documented of Squid 5.7: a dstdomain that begins with a dot matches the domain itself, too, so a wildcard is
a dstdom_regex; without -n both look an address up in reverse, and whoever owns the address decides what its name is.
The program itself says that the name of an acl has at most 63 characters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from ..needs.dependencies import HTTP, HTTPS, UDP
from ..values import hosts
from . import common
from .common import Export, Share, Split
from .entries import Entry, EntryKind, Use

_NAME_LENGTH = 63
# How a proxy is asked for each protocol, on whatever port: TLS by CONNECT and by nothing else, HTTP by a plain request
# and by nothing else.
_ASKED = {HTTPS: "{connect}", HTTP: "!{connect} {plain}"}


def render(shares: Sequence[Share], name: str) -> Export:
    """Write the acl and http_access lines: what any cluster is allowed stands before what the others are denied."""
    for share in shares:
        share.request.require_sources("squid")
    splits = common.split(shares, lambda entry, _request: _why_not(entry))
    lines = common.header(name, "squid", splits)
    lines += [line for one in splits for line in _of_cluster(one)]
    lines += [f"http_access deny {_acl(one, 'clients')}" for one in splits]
    return Export(common.joined(lines), common.lost(splits), common.with_shared_sources(splits, by_protocol=True))


def _acl(one: Split, text: str) -> str:
    return common.object_name(one.request.name, text, _NAME_LENGTH)


def _of_cluster(one: Split) -> list[str]:
    acl = partial(_acl, one)
    lines = common.heading(one.request)
    lines += [f"acl {acl('clients')} src {source}" for source in one.request.networks or ("all",)]
    lines += [f"acl {acl('connect')} method CONNECT", f"acl {acl('plain')} proto HTTP"]
    by_port: dict[str, dict[int, list[Entry]]] = {protocol: {} for protocol in _ASKED}
    for entry in one.kept:
        by_port[entry.protocol].setdefault(entry.port, []).append(entry)
    for protocol, of_ports in by_port.items():
        for port, members in of_ports.items():
            is_second = protocol == HTTP and port in by_port[HTTPS]
            lines += _of_port(members, f"http-{port}" if is_second else str(port), acl)
    return lines


def _of_port(members: Sequence[Entry], label: str, acl: Callable[[str], str]) -> list[str]:
    """The lists and rules of one port that is asked for in one way."""
    how = _ASKED[members[0].protocol].format(connect=acl("connect"), plain=acl("plain"))
    lines = [f"acl {acl(f'port-{label}')} port {members[0].port}"]
    for suffix, kind, values in (
        (f"names-{label}", "dstdomain -n", [one.destination for one in members if not _is_wildcard(one)]),
        (f"wildcards-{label}", "dstdom_regex -n -i", [_pattern(one) for one in members if _is_wildcard(one)]),
    ):
        lines += [f"acl {acl(suffix)} {kind} {value}" for value in values]
        allow = f"http_access allow {acl('clients')} {how} {acl(f'port-{label}')} {acl(suffix)}"
        lines += [allow] if values else []
    return lines


def _is_wildcard(entry: Entry) -> bool:
    return hosts.is_wildcard(entry.destination)


def _pattern(entry: Entry) -> str:
    """`*.x` needs something before the dot, `*x` needs nothing; what stands for the star is part of a host name."""
    some, rest = ("+", entry.destination[1:]) if entry.destination.startswith("*.") else ("*", entry.destination[1:])
    return f"^[a-z0-9_.-]{some}{rest.replace('.', chr(92) + '.')}$"


def _why_not(entry: Entry) -> str | None:
    if entry.kind != EntryKind.NAME and entry.use == Use.ALLOW:
        return "a proxy is asked for names, and this file refuses addresses"
    if entry.kind == EntryKind.NAME and entry.protocol == UDP:
        return "a proxy is asked for connections of TCP, and these are packets of UDP"
    if entry.kind == EntryKind.NAME and entry.protocol not in _ASKED:
        return "a proxy is asked for port 443 by CONNECT and for port 80 by a plain request, and for no other port"
    return common.name_only(entry)
