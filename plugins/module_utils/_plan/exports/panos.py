# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PAN-OS: a custom URL category per port, address groups, services and rules as `set` commands.

PAN-OS web interface help: names of URL categories have at most 31 characters, those of addresses, groups, services and
rules 63, all of letters, digits, blanks, '-' and '_'; a site has at most 255 characters. Guidelines for URL category
exceptions: `*.x/` needs something before the dot, a star is a whole token, and the slash at the end keeps `x.com` from
matching `x.com.example`. The predefined service-http has port 8080 as well, so every port gets a service of its own.
The command line has no comments that are documented: what is lost is in the result only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from ..needs.dependencies import HTTP, HTTPS
from ..values import hosts
from . import common
from .common import Export, Request, Share, Split
from .entries import Entry, EntryKind, Use

_CATEGORY_LENGTH, _NAME_LENGTH, _SITE_LENGTH = 31, 63, 255


def render(shares: Sequence[Share], _name: str) -> Export:
    """Write the commands, with rules for each cluster; the order makes every object before its use."""
    for share in shares:
        share.request.require_sources("panos_set")
    splits = common.split(shares, lambda entry, _request: _why_not(entry))
    made = [_of_cluster(one) for one in splits]
    objects = [line for lines, _rules in made for line in lines]
    rules = [line for _objects, lines in made for line in lines]
    return Export(common.joined([*objects, *rules]), common.lost(splits), common.with_shared_sources(splits))


def _of_cluster(one: Split) -> tuple[list[str], list[str]]:
    """The objects of a cluster and its rules."""
    request, kept = one.request, one.kept
    named = partial(common.object_name, request.name, limit=_NAME_LENGTH)
    category = partial(common.object_name, request.name, limit=_CATEGORY_LENGTH)
    lines: list[str] = []
    rules: list[str] = []
    for port in common.ports(kept):
        service = named(port.service)
        lines.append(f"set service {service} protocol {port.carrier.lower()} port {port.number}")
        members = [entry for entry in kept if entry.use == Use.ALLOW and entry.at == port]
        sites = [entry for entry in members if is_site(entry)]
        hosts_and_prefixes = [entry for entry in members if not is_site(entry)]
        if sites:
            urls = category(port.label)
            lines.append(f'set profiles custom-url-category {urls} type "URL List"')
            lines += [f"set profiles custom-url-category {urls} list {site(one)}" for one in common.each_once(sites)]
            match = f"destination any service {service} category {urls}"
            rules.append(_rule(named(f"names-{port.label}"), request, match))
        if hosts_and_prefixes:
            lines += _group(named(port.label), common.each_once(hosts_and_prefixes), request)
            match = f"destination {named(port.label)} service {service}"
            rules.append(_rule(named(f"addresses-{port.label}"), request, match))
    lines += _group(named(common.DOCUMENTED), common.documented_addresses(kept), request)
    return lines, rules


def is_site(entry: Entry) -> bool:
    """True for what a URL category can match: it reads the host of HTTP and the server name of TLS."""
    return entry.kind == EntryKind.NAME and entry.protocol in (HTTP, HTTPS)


def site(entry: Entry) -> str:
    """Return the entry of a URL list."""
    return f"{entry.destination}/"


def why_no_site(entry: Entry) -> str | None:
    """Why a URL list leaves a name out."""
    if hosts.is_wildcard(entry.destination) and not entry.destination.startswith("*."):
        return "in a URL list a star stands for whole labels, so it cannot begin one"
    if len(site(entry)) > _SITE_LENGTH:
        return f"a site of a URL list has at most {_SITE_LENGTH} characters"
    return None


def _group(group: str, members: Iterable[Entry], request: Request) -> list[str]:
    lines, sources = [], set()
    for entry in members:
        sources.add(entry.source)
        address = common.object_name(request.name, entry.destination, _NAME_LENGTH)
        kind = "ip-netmask" if entry.kind == EntryKind.PREFIX else "fqdn"
        lines.append(f"set address {address} {kind} {entry.destination}")
        lines.append(f"set address-group {group} static {address}")
    if request.tags in sources:
        lines.append(f"set address-group {group} description {common.quoted(request.tags)}")
    return lines


def _rule(name: str, request: Request, match: str) -> str:
    sources = f"[ {' '.join(request.networks)} ]" if request.networks else "any"
    return f"set rulebase security rules {name} from any to any source {sources} {match} application any action allow"


def _why_not(entry: Entry) -> str | None:
    if is_site(entry):
        return why_no_site(entry)
    if entry.kind == EntryKind.NAME and hosts.is_wildcard(entry.destination):
        return (
            f"a URL category matches HTTP and TLS for the web, and no address object takes a wildcard on {entry.port}"
        )
    return None
