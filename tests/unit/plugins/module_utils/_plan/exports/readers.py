# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file lets pass, as its appliance reads it: one reader for each format, which knows nothing of the writer."""

from __future__ import annotations

import csv
import ipaddress
import json
import re
import shlex
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

OF_TCP = ("Https", "Http", "Mssql", "TCP")
BOTH = (*OF_TCP, "UDP")


@dataclass(frozen=True)
class Probe:
    """Somebody who sends something somewhere: `destination` is a host or an address."""

    source: str
    destination: str
    port: int
    protocol: str


@dataclass(frozen=True)
class Opened:
    """What one rule lets pass; without sources from anywhere."""

    matches: Callable[[str], bool]
    port: int
    protocols: tuple[str, ...]
    sources: tuple[str, ...] = ()

    def passes(self, probe: Probe) -> bool:
        """True for what this lets pass."""
        if (probe.port, probe.protocol in self.protocols) != (self.port, True) or not self.matches(probe.destination):
            return False
        return not self.sources or any(holds(one)(probe.source) for one in self.sources)


def opened(format_name: str, text: str, part: str) -> list[Opened]:
    """All that a file opens."""
    return list(_READERS[format_name](text.splitlines(), part))


@cache
def holds(prefix: str) -> Callable[[str], bool]:
    """Addresses within a prefix."""
    network = ipaddress.ip_network(prefix)
    return lambda destination: (address := _address(destination)) is not None and address in network


@cache
def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _exactly(name: str) -> Callable[[str], bool]:
    return lambda destination: destination == name


def _globbed(pattern: str) -> Callable[[str], bool]:
    return lambda destination: fnmatchcase(destination, pattern)


def _squid(lines: Iterable[str], _part: str) -> Iterator[Opened]:
    lists: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for words in (line.split() for line in lines):
        if words[0] == "acl":
            lists[words[1]].append((words[2], words[-1]))
        elif words[:2] == ["http_access", "allow"]:
            yield from _of_rule([(word.startswith("!"), lists[word.lstrip("!")]) for word in words[2:]])


def _of_rule(terms: list[tuple[bool, list[tuple[str, str]]]]) -> Iterator[Opened]:
    """All terms of a rule have to be met: a method, a port, clients and names."""
    sources: tuple[str, ...] = ()
    protocol, ports, names = "", [], []
    for negated, members in terms:
        kind, values = members[0][0], [value for _kind, value in members]
        if kind == "src":
            sources = () if values == ["all"] else tuple(values)
        elif kind == "method":
            protocol = "Http" if negated else "Https"
        elif kind == "port":
            ports = [int(value) for value in values]
        elif kind == "dstdomain":
            names += [_exactly(value) for value in values]
        elif kind == "dstdom_regex":
            names += [re.compile(value, re.IGNORECASE).search for value in values]
    for port in ports:
        for matches in names:
            yield Opened(matches, port, (protocol,), sources)


def _nftables(lines: Iterable[str], _part: str) -> Iterator[Opened]:
    sets: dict[str, list[str]] = defaultdict(list)
    rules, name = [], ""
    for line in (line.strip() for line in lines):
        if line.startswith("set "):
            name = line.split()[1]
        elif line.endswith(","):
            sets[name].append(line.rstrip(","))
        elif line.endswith(" accept"):
            rules.append(line)
    for rule in rules:
        used = re.findall(r"(saddr|daddr) @(\S+)", rule)
        ((carrier, port),) = re.findall(r"(tcp|udp) dport (\d+)", rule)
        sources = tuple(one for side, of in used if side == "saddr" for one in sets[of])
        for prefix in (one for side, of in used if side == "daddr" for one in sets[of]):
            yield Opened(holds(prefix), int(port), _of(carrier), sources)


def _of(carrier: str) -> tuple[str, ...]:
    return ("UDP",) if carrier.upper() == "UDP" else OF_TCP


def _site(text: str) -> Callable[[str], bool]:
    """A star of PAN-OS stands for one or more whole tokens, and the slash ends the host."""
    labels = [r"[^./]+(\.[^./]+)*" if label == "*" else re.escape(label) for label in text.removesuffix("/").split(".")]
    return re.compile(r"\.".join(labels)).fullmatch if text.endswith("/") else re.compile(r"\.".join(labels)).match


def _panos_set(lines: Iterable[str], _part: str) -> Iterator[Opened]:
    services, members = {}, defaultdict(list)
    addresses: dict[str, Callable[[str], bool]] = {}
    for words in map(shlex.split, lines):
        if words[1] == "service":
            services[words[2]] = (words[4], int(words[6]))
        elif words[1] == "profiles" and words[4] == "list":
            members[words[3]].append(_site(words[5]))
        elif words[1] == "address":
            addresses[words[2]] = (holds if words[3] == "ip-netmask" else _exactly)(words[4])
        elif words[1] == "address-group" and words[3] == "static":
            members[words[2]].append(addresses[words[4]])
        elif words[1] == "rulebase":
            of = dict(zip(words[5::2], words[6::2], strict=False)) if "[" not in words else _with_sources(words)
            carrier, port = services[of["service"]]
            for matches in members[of["category"] if "category" in of else of["destination"]]:
                yield Opened(matches, port, _of(carrier), tuple(of["source"].split()) if of["source"] != "any" else ())


def _with_sources(words: list[str]) -> dict[str, str]:
    begin, end = words.index("["), words.index("]")
    flat = [*words[5:begin], " ".join(words[begin + 1 : end]), *words[end + 1 :]]
    return dict(zip(flat[::2], flat[1::2], strict=False))


def _fortios(lines: Iterable[str], _part: str) -> Iterator[Opened]:
    tables: dict[str, list[tuple[str, dict[str, list[str]]]]] = defaultdict(list)
    table = ""
    for words in (shlex.split(line, comments=True) for line in lines):
        if words[:1] == ["config"]:
            table = words[-1]
        elif words[:1] == ["edit"]:
            tables[table].append((words[1], {}))
        elif words[:1] == ["set"]:
            tables[table][-1][1][words[1]] = words[2:]
    addresses, groups, services = (dict(tables[name]) for name in ("address", "addrgrp", "custom"))
    for _name, policy in tables["policy"]:
        (service,) = (services[one] for one in policy["service"])
        ((carrier, (port,)),) = service.items()
        sources = tuple("/".join(addresses[one]["subnet"]) for one in policy["srcaddr"] if one != "all")
        for member in (one for group in policy["dstaddr"] for one in groups[group]["member"]):
            address = addresses[member]
            matches = _globbed(address["fqdn"][0]) if "fqdn" in address else holds("/".join(address["subnet"]))
            yield Opened(matches, int(port), _of(carrier[:3]), sources)


def _checkpoint(lines: Iterable[str], _part: str) -> Iterator[Opened]:
    for row in csv.DictReader(lines):
        domain, below = row["name"].removeprefix("."), row["is-sub-domain"] == "true"
        for use in row["comments"].split("; "):
            carrier, port = use.split()[:2]
            yield Opened(_exactly(domain), int(port), _of(carrier))
            if below:
                yield Opened(_globbed(f"*.{domain}"), int(port), _of(carrier))


def _list(lines: Iterable[str], part: str) -> Iterator[Opened]:
    """A list is used in a rule for the port that its part is named after; `documented` in none."""
    for line in lines:
        text = line.split()[0]
        if line.startswith("#") or part == "documented":
            continue
        matches = _site(text) if text.endswith("/") else holds(text) if "/" in text else _globbed(text)
        yield Opened(matches, int(part.removeprefix("udp-")), _of("udp" if part.startswith("udp") else "tcp"))


def _entry(entry: dict[str, str]) -> Iterator[Opened]:
    """A table is no rule: whoever reads it knows the sources."""
    if entry["use"] == "allow" and entry["kind"] != "service_tag":
        matches = holds(entry["destination"]) if entry["kind"] == "prefix" else _globbed(entry["destination"])
        yield Opened(matches, int(entry["port"]), (entry["protocol"],))


def _csv(lines: Iterable[str], _part: str) -> Iterator[Opened]:
    for row in csv.DictReader(lines):
        yield from _entry(row)


def _json(lines: Iterable[str], _part: str) -> Iterator[Opened]:
    document = json.loads("\n".join(lines))
    for of in document.get("clusters") or [document]:
        for entry in of["entries"]:
            yield from _entry(entry)


def _of_comments(reader: Callable[[Iterable[str], str], Iterator[Opened]]) -> Callable[..., Iterator[Opened]]:
    return lambda lines, part: reader([line for line in lines if not line.startswith("#")], part)


_READERS: dict[str, Callable[[Iterable[str], str], Iterator[Opened]]] = {
    "squid": _of_comments(_squid),
    "nftables": _of_comments(_nftables),
    "panos_set": _panos_set,
    "fortios": _fortios,
    "checkpoint": _checkpoint,
    **dict.fromkeys(("panos_edl_url", "panos_edl_ip", "edl_fqdn", "edl_ip"), _list),
    "csv": _csv,
    "json": _json,
}
