# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an appliance that is not Azure's has to know: one entry per name, prefix or service tag, and port.

Everything that reaches a file passes here first. An entry holds names and prefixes that were read, never the text they
were read from, and free text reduced to letters that no format gives a meaning: there is no other entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..documents.service_tags import ServiceTags
from ..needs.dependencies import AMQP_PORT, PROTOCOLS, TCP, UDP, Dependency
from ..needs.services import DATA_EXPLORER, Service, TagRule
from ..values import addresses, hosts
from ..values.errors import PlanError
from ..values.words import Word


class Use(Word):
    """What an entry is for: ALLOW what the cluster connects to, ROUTE what connects to it past the appliance."""

    ALLOW = "allow"
    ROUTE = "route"


class EntryKind(Word):
    """How a destination is named."""

    NAME = "name"
    PREFIX = "prefix"
    SERVICE_TAG = "service_tag"


_KINDS = tuple(EntryKind)
Key = tuple[str, str, str, "Port"]
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_., -]{0,99}")  # no sign that any format gives a meaning
_INBOUND_PORT = 443  # the documented inbound rows for management and health monitoring


@dataclass(frozen=True, order=True)
class Port:
    """A port of TCP or of UDP, which are two ports with one number."""

    number: int
    carrier: str = TCP

    @property
    def label(self) -> str:
        """What names of objects and parts of lists say of it: most ports are those of TCP, and are a number alone."""
        return str(self.number) if self.carrier == TCP else self.service

    @property
    def service(self) -> str:
        """The same with its carrier, whichever that is."""
        return f"{self.carrier.lower()}-{self.number}"


@dataclass(frozen=True)
class Entry:
    """One destination and port. `use` is `allow` for what the cluster connects to, and `route` for a documented
    address: that one connects to the cluster, and the answer has to go past the appliance.
    """

    use: str
    kind: str
    destination: str
    port: int
    protocol: str
    category: str
    source: str

    def __post_init__(self) -> None:
        is_exact, what = _SPELLED[self.kind]
        if not is_exact(self.destination):
            raise PlanError(f"Category {self.category} names '{self.destination}', which is no {what}.")
        is_labelled = all(map(_LABEL.fullmatch, (self.category, self.source)))
        if not is_labelled or self.port not in range(1, 65536) or self.protocol not in (*PROTOCOLS, UDP):
            raise PlanError(f"'{self.destination}' on port {self.port} is nothing that an appliance could be told.")

    @property
    def at(self) -> Port:
        """The port with its carrier: UDP is a protocol of its own, and TCP carries all others."""
        return Port(self.port, UDP if self.protocol == UDP else TCP)

    @property
    def key(self) -> Key:
        """What its packets look like, whoever says so and whatever they carry."""
        return self.use, self.kind, self.destination, self.at

    @property
    def family(self) -> int | None:
        """4 or 6 for a prefix, None for anything else."""
        return network_family(self.destination) if self.kind == EntryKind.PREFIX else None

    def as_option(self) -> dict[str, Any]:
        """The entry as users see it in results, and as the tables have it."""
        return dict(self.__dict__)


def entries(
    dependencies: Iterable[Dependency],
    *,
    service: Service = DATA_EXPLORER,
    management: Iterable[str] = (),
    health_monitoring: Iterable[str] = (),
    tags: ServiceTags | None = None,
) -> tuple[Entry, ...]:
    """Return the entries in one order that does not depend on the order given, each once: the dependencies, and what
    `service` needs beside them.
    """
    known = tuple(dependencies)
    found = [entry for dependency in known for entry in _of_dependency(dependency)]
    found += [entry for rule in _service_tags(known, service) for entry in _of_tag(rule, tags)]
    for category, listed in (("Management", management), ("HealthMonitoring", health_monitoring)):
        found += [
            Entry(Use.ROUTE, EntryKind.PREFIX, network(address, category), _INBOUND_PORT, "TCP", category, "documented")
            for address in listed
        ]
    return once(found)


def once(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries in their one order, each once."""
    first: dict[tuple[Key, str], Entry] = {}
    for entry in sorted(entries, key=_order):
        first.setdefault((entry.key, entry.protocol), entry)
    return tuple(first.values())


def network(text: str, where: str) -> str:
    """Return a prefix in its one spelling, host bits cleared; raise PlanError for anything else."""
    try:
        return str(addresses.network(str(text).strip()))
    except ValueError as error:
        raise PlanError(f"{where} has {str(text)!r}, which is no IP address and no network.") from error


def network_family(prefix: str) -> int:
    """Return 4 or 6."""
    return addresses.network(prefix).version


def is_network(text: str) -> bool:
    """True for a prefix in the one spelling that is ever written."""
    return hosts.is_address(text) and network(text, "") == text


_SPELLED: Mapping[str, tuple[Callable[[str], bool], str]] = {
    EntryKind.NAME: (hosts.is_host_name, "host name"),
    EntryKind.PREFIX: (is_network, "network in the one spelling that is written"),
    EntryKind.SERVICE_TAG: (hosts.is_service_tag, "service tag"),
}


def _of_dependency(dependency: Dependency) -> Iterator[Entry]:
    category, source = _label(dependency.category), _label(dependency.source)
    if dependency.fqdn:
        yield Entry(Use.ALLOW, EntryKind.NAME, dependency.fqdn, dependency.port, dependency.protocol, category, source)
        return
    for address in dependency.addresses:
        prefix = network(address, f"Category {category}")
        yield Entry(Use.ALLOW, EntryKind.PREFIX, prefix, dependency.port, dependency.protocol, category, source)


def _service_tags(dependencies: tuple[Dependency, ...], service: Service) -> Iterator[TagRule]:
    """The tags the rules of Azure Firewall would use: those documented for the service, and that for AMQP, where it has
    one and AMQP names no host.
    """
    yield from service.tag_rules
    if service.amqp_tag and any(one.port == AMQP_PORT and hosts.is_wildcard(one.fqdn or "") for one in dependencies):
        yield TagRule(service.amqp_tag, AMQP_PORT)


def _of_tag(rule: TagRule, tags: ServiceTags | None) -> Iterator[Entry]:
    tag, port, protocol = rule.tag, rule.port, rule.protocol
    if tags is None:
        yield Entry(Use.ALLOW, EntryKind.SERVICE_TAG, tag, port, protocol, tag, "documented")
        return
    for prefix in tags.of(tag):
        yield Entry(Use.ALLOW, EntryKind.PREFIX, network(prefix, f"Service tag {tag}"), port, protocol, tag, tags.label)


def _label(text: str) -> str:
    """Free text that may stand in any file: it begins with a letter or digit and holds no sign a format knows."""
    return re.sub(r"[^A-Za-z0-9_. -]+", "-", text).strip(" .-_")[:80] or "Unnamed"


def _order(entry: Entry) -> tuple[Any, ...]:
    place: tuple[Any, ...] = (0, 0, 0)
    if entry.kind == EntryKind.PREFIX:
        known = addresses.network(entry.destination)
        place = (known.version, int(known.network_address), known.prefixlen)
    about = (entry.destination, entry.category, entry.source, entry.protocol)
    return entry.use, entry.port, _KINDS.index(entry.kind), place, about
