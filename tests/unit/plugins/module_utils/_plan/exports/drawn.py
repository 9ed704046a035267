# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What services other than clusters answer, drawn, and those who try to pass because of it or in spite of it."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._plan.exports.common import Loss
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import hosts
from hypothesis import strategies as st

from .readers import BOTH, Probe, holds

TYPES = (
    "Microsoft.ContainerService/managedClusters",
    "Microsoft.ApiManagement/service",
    "Microsoft.Batch/batchAccounts",
)
_NAMES = (
    *("ntp.ubuntu.com", "example.com", "*.example.com", "*example.com", "a.example.com", "*.a.example.com"),
    *("*xt.blob.core.windows.net", "xt.blob.core.windows.net", "*.blob.core.windows.net", "*eh.servicebus.windows.net"),
    *("*.azmk8s.io", "*.servicebus.windows.net", "smtpi-ch1.msn.com"),
)
_PREFIXES = ("20.57.106.0/28", "20.57.106.4", "40.70.58.221", "2001:db8:5::/64", "2001:db8:5::1")
_PORTS = (443, 80, 123, 8443, 9000, 5671, 1433)
SOURCES = ("10.1.0.0/24", "10.1.0.0/25", "10.2.0.0/24")


def _options(type_: str, names: list[str], ports: list[int]) -> st.SearchStrategy[dict[str, Any]]:
    told = {
        "port": st.sampled_from(ports),
        "source": st.just("discovered"),
        "category": st.sampled_from(("images", "time-sync")),
        "resource_type": st.just(type_),
    }
    named = {"fqdn": st.sampled_from(names), "protocol": st.sampled_from(("", *BOTH))}
    unnamed = {"addresses": st.sampled_from(_PREFIXES).map(lambda one: [one]), "protocol": st.sampled_from(("", "UDP"))}
    return st.one_of(st.fixed_dictionaries({**told, **named}), st.fixed_dictionaries({**told, **unnamed}))


def answers() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Entries of one service: few names and ports, so that they meet."""
    few = (st.lists(st.sampled_from(pool), min_size=1, max_size=size) for pool, size in ((_NAMES, 3), (_PORTS, 2)))
    return st.tuples(st.sampled_from(TYPES), *few).flatmap(
        lambda drawn: st.lists(_options(*drawn), min_size=1, max_size=6)
    )


def alone(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same of one resource."""
    return [{"name": "hub", "dependencies": options, "source_addresses": [SOURCES[0]]}]


def several() -> st.SearchStrategy[list[dict[str, Any]]]:
    """What resources of several services need, each with its sources."""
    sources = st.lists(st.sampled_from(SOURCES), min_size=1, max_size=2)
    needed = st.lists(st.tuples(answers(), sources), min_size=2, max_size=3)
    return needed.map(
        lambda found: [
            {"name": f"hub-{letter}", "dependencies": options, "source_addresses": of}
            for letter, (options, of) in zip("abc", found, strict=False)
        ]
    )


def allows(destination: str, port: int, protocols: Iterable[str], probe: Probe) -> bool:
    """True for a probe that goes to a destination as Azure Firewall would read it, by one of the protocols."""
    if probe.port != port or probe.protocol not in protocols:
        return False
    return holds(destination)(probe.destination) if "/" in destination else hosts.covers(destination, probe.destination)


def is_told(loss: Loss, probe: Probe) -> bool:
    """True for what an entry that is told to be wider lets pass: of a domain all that is below it as well."""
    entry, domain = loss.entry, loss.entry.destination.removeprefix("*.")
    if (entry.port, entry.protocol == "UDP") != (probe.port, probe.protocol == "UDP"):
        return False
    is_below = probe.destination == domain or probe.destination.endswith(f".{domain}")
    return is_below or allows(entry.destination, probe.port, BOTH, probe)


def probes(destinations: Iterable[str], ports: Iterable[int], sources: Iterable[str]) -> Iterator[Probe]:
    """Everybody who goes to a destination, or beside it, on each of the ports and by every protocol."""
    places = {place for one in destinations for place in (_around if "/" in one else _beside)(one)}
    for source, place, port, protocol in product(sources, sorted(places), ports, BOTH):
        yield Probe(source, place, port, protocol)


def _around(prefix: str) -> list[str]:
    network = ipaddress.ip_network(prefix)
    return [str(one) for one in (network[0], network[-1], network[0] - 1, network[-1] + 1)]


def _beside(name: str) -> list[str]:
    """The name, names below it, above it, and such as look like it."""
    bare = name.removeprefix("*").removeprefix(".")
    return [bare, f"b.{bare}", f"c.b.{bare}", f"b{bare}", f"b.c{bare}", bare.partition(".")[2], f"{bare}.evil.com"]
