# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster reads and writes by its own configuration, and which names and ports that takes.

The service's answer about dependencies holds what every cluster needs. What ingestion needs only the configuration
says: data connections, the vault of the key, leaders of followed databases. What queries use is in no document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..documents import data_connections, source_resources
from ..documents.clusters import Cluster
from ..documents.data_connections import Connection, ConnectionKind, Database, ManagedEndpoint
from ..documents.source_resources import Access, Approval, Resource
from ..values import hosts, resource_ids, words
from ..values.errors import PlanError
from ..values.resource_ids import (
    CLUSTER,
    COSMOS_ACCOUNT,
    EVENT_HUB_NAMESPACE,
    IOT_HUB,
    KEY_VAULT,
    STORAGE_ACCOUNT,
    ResourceId,
)
from ..values.words import Word
from . import dependencies, source_names
from .dependencies import AMQP_PORT, HTTPS, TCP, Dependency
from .source_names import Suffixes
from .uses import Use, UseType, names_of

SOURCE = "data_sources"  # of a dependency
_HTTPS_PORT = 443


class SourceKind(Word):
    """What a cluster reads from or writes to; the category of the dependencies, too."""

    EVENT_HUB = ConnectionKind.EVENT_HUB.value
    IOT_HUB = ConnectionKind.IOT_HUB.value
    EVENT_GRID = ConnectionKind.EVENT_GRID.value
    COSMOS_DB = ConnectionKind.COSMOS_DB.value
    KEY_VAULT = "KeyVault"
    LEADER = "Leader"
    USE = "Uses"
    UNKNOWN = "Unknown"


class Told(Word):
    """Where the names come from: the resource itself, its id and the cloud, or the user."""

    READ = "read"
    DERIVED = "derived"
    LISTED = "listed"


@dataclass(frozen=True)
class Configuration:
    """What was read of a cluster. `leaders` are by the attached database configuration that names them, `unread` says
    why lists could not be read, by what they list, and `uses` is what the user says that queries use, None where nobody
    said anything.
    """

    cluster: Cluster
    databases: tuple[Database, ...] = ()
    connections: tuple[Connection, ...] = ()
    leaders: Mapping[str, str] = field(default_factory=dict)
    endpoints: tuple[ManagedEndpoint, ...] = ()
    uses: tuple[Use, ...] | None = None
    unread: Mapping[str, str] = field(default_factory=dict)

    @property
    def followed(self) -> dict[str, ResourceId | None]:
        """The leaders of its databases by the key of their id; None for what is no id of a cluster."""
        named = (*self.leaders.values(), *(one.leader for one in self.databases if one.is_following))
        return {resource_ids.key(text): data_connections.leader_id(text) for text in named if text}

    @property
    def targets(self) -> list[ResourceId]:
        """What it reads from and what its managed private endpoints lead to, each once, as far as we can read that."""
        ids = [target for one in self.connections for target in one.targets]
        ids += [one for one in self.followed.values() if one]
        ids += [one for text in self.endpoints if (one := _readable(text.target))]
        return list({resource_ids.key(one): one for one in ids}.values())


@dataclass(frozen=True)
class Reading:
    """What came of reading one target: its document, that it is gone, or why it could not be read. `answer` has the
    dependencies of a leader, whose storage its followers read from; None where these could not be read. `rules_unread`
    says why rules that stand in a document of their own were not read.
    """

    document: Mapping[str, Any] | None = None
    is_gone: bool = False
    why: str = ""
    answer: tuple[Mapping[str, Any], ...] | None = None
    rules_unread: str = ""

    def access(self, shown: Resource) -> tuple[Access, str]:
        """Who reaches the resource at its public names by all its rules, and why that is not known."""
        if shown.access != Access.PUBLIC or not self.rules_unread:
            return shown.access, ""
        return Access.UNKNOWN, self.rules_unread


@dataclass(frozen=True)
class DataSource:
    """One resource that is read or written, and what in the configuration says so. `gap` says why not all of its names
    are known, `note` what else a person should know, `why_unknown` why its access is not known, where that has a reason
    of its own.
    """

    kind: SourceKind
    told_by: str
    resource: ResourceId | None = None
    dependencies: tuple[Dependency, ...] = ()
    told: Told = Told.READ
    access: Access = Access.UNKNOWN
    is_gone: bool = False
    gap: str = ""
    note: str = ""
    why_unknown: str = ""
    endpoints: tuple[tuple[ManagedEndpoint, Approval], ...] = ()

    def as_option(self) -> dict[str, Any]:
        """The source as users see it in results."""
        return {
            "kind": self.kind,
            "told_by": self.told_by,
            "id": str(self.resource) if self.resource else None,
            "names": [{"fqdn": one.fqdn, "port": one.port, "protocol": one.protocol} for one in self.dependencies],
            "told": self.told,
            "access": self.access,
            "exists": not self.is_gone,
            "gap": self.gap,
            "note": self.note,
            "managed_private_endpoints": [one.name for one, _approval_ in self.endpoints],
        }


@dataclass(frozen=True)
class DataSources:
    """Everything that is known, and sentences about what is not: `unread` of whole lists, by what they list.

    Around an injected cluster `private` are the names that private endpoints of its network answer to, past the
    firewall, and `tags` the regional service tags of Event Hubs by their region, None where these were not read.
    """

    sources: tuple[DataSource, ...] = ()
    endpoints: tuple[tuple[ManagedEndpoint, Approval], ...] = ()
    unread: Mapping[str, str] = field(default_factory=dict)
    are_uses_told: bool = True
    private: frozenset[str] = frozenset()
    tags: Mapping[str, str] | None = None

    @property
    def dependencies(self) -> tuple[Dependency, ...]:
        """All names and ports, each once."""
        return dependencies.union(one for source in self.sources for one in source.dependencies)

    @property
    def gaps(self) -> dict[str, str]:
        """What is not known, by what it is about: sentences without their full stop. A data connection may name two
        resources, and lack the names of both.
        """
        found = {about: [why] for about, why in self.unread.items()}
        for source in self.sources:
            if source.gap:
                found.setdefault(source.told_by, []).append(source.gap)
        return {about: "; ".join(dict.fromkeys(whys)) for about, whys in found.items()}

    def as_option(self) -> dict[str, Any]:
        """What is known as users see it in results."""
        return {
            "sources": [one.as_option() for one in self.sources],
            "dependencies": [one.as_option() for one in self.dependencies],
            "managed_private_endpoints": [_endpoint_option(*one) for one in self.endpoints],
            "gaps": list(self.gaps.values()),
            "uses_known": self.are_uses_told,
        }

    def of(self, told: Told) -> tuple[DataSource, ...]:
        """Those whose names come from there."""
        return tuple(one for one in self.sources if one.told == told and one.dependencies)


def _endpoint_option(endpoint: ManagedEndpoint, approval: Approval) -> dict[str, Any]:
    return {
        "name": endpoint.name,
        "target": endpoint.target,
        "group": endpoint.group,
        "state": endpoint.state,
        "approval": approval,
    }


def of_cluster(known: Configuration, readings: Mapping[str, Reading]) -> DataSources:
    """Join what the configuration names with what was read of it, by the keys of the targets' ids."""
    suffixes = source_names.suffixes_of(known.cluster)
    found = [*_of_connections(known, readings, suffixes), *_of_vaults(known), *_of_leaders(known, readings, suffixes)]
    found += [_of_use(one, known.uses or ()) for one in known.uses or ()]
    owner = known.cluster.id.name
    endpoints = tuple((one, _approval(one, owner, readings)) for one in known.endpoints)
    return DataSources(
        sources=tuple(replace(one, endpoints=_leading_to(one, endpoints)) for one in found),
        endpoints=endpoints,
        unread=known.unread,
        are_uses_told=known.uses is not None,
    )


# Data connections


def _of_connections(
    known: Configuration, readings: Mapping[str, Reading], suffixes: Suffixes | None
) -> Iterator[DataSource]:
    for one in known.connections:
        kind = SourceKind(one.kind.value) if one.kind else SourceKind.UNKNOWN
        if one.why:
            yield DataSource(kind, one.described, gap=f"What {one.described} reads from is not known: {one.why}")
        for target in one.targets:
            yield _of_target(DataSource(kind, one.described, target), target, readings, suffixes)


def _of_target(
    source: DataSource, target: ResourceId, readings: Mapping[str, Reading], suffixes: Suffixes | None
) -> DataSource:
    """What one resource is read by: its own names where it was read, else those that follow from its id."""
    reading = readings.get(resource_ids.key(target), Reading(why=f"{target.described()} was not read"))
    if reading.is_gone:
        return replace(
            source, is_gone=True, note=f"There is no {target.described()} any more; {source.told_by} needs it"
        )
    if reading.document is None:
        return _derived(source, target, reading.why, suffixes)
    shown = source_resources.of(target.type, reading.document)
    gap = f"The document of {target.described()} does not show {shown.lacking}" if shown.lacking else ""
    access, why = reading.access(shown)
    return replace(source, dependencies=_dependencies(source.kind, shown), access=access, why_unknown=why, gap=gap)


def _derived(source: DataSource, target: ResourceId, why: str, suffixes: Suffixes | None) -> DataSource:
    """The names that follow from an id, as far as they do."""
    if suffixes is None:
        gap = f"{why}, and in which cloud it is nothing tells, so its names are not known"
        return replace(source, told=Told.DERIVED, gap=gap)
    names, missing = source_names.of_id(target, suffixes)
    note = f"{why}: its names follow from its id and may be others" if names else ""
    gap = f"{why}, and nothing else tells {missing}" if missing else ""
    amqp = frozenset(names) if target.type.lower() == EVENT_HUB_NAMESPACE.lower() else frozenset()
    made = _dependencies(source.kind, Resource(names, amqp=amqp))
    return replace(source, dependencies=made, told=Told.DERIVED, note=note, gap=gap)


def _dependencies(kind: SourceKind, shown: Resource) -> tuple[Dependency, ...]:
    """What is spoken with these names: AMQP with those of Event Hubs, which is the endpoint of an IoT hub as well, and
    TLS with all.
    """
    return tuple(
        replace(_dependency(kind, name, port), region=shown.region if port == AMQP_PORT else "")
        for name in shown.hosts
        for port in ((AMQP_PORT, _HTTPS_PORT) if name in shown.amqp else (_HTTPS_PORT,))
    )


def _dependency(kind: SourceKind, name: str, port: int, protocol: str = "") -> Dependency:
    return dependencies.make(kind, name, port, SOURCE, protocol=protocol or (HTTPS if port == _HTTPS_PORT else TCP))


# The key, leaders, and what a user lists


def _of_vaults(known: Configuration) -> Iterator[DataSource]:
    """The vaults of the keys: of the cluster, and of databases that have one of their own."""
    keys = {f"the key of cluster {known.cluster.id.name}": known.cluster.key_vault_uri}
    keys |= {f"the key of database {one.name}": one.key_vault_uri for one in known.databases}
    yield from (_of_vault(told_by, uri) for told_by, uri in keys.items() if uri)


def _of_vault(told_by: str, uri: str) -> DataSource:
    try:
        host = hosts.clean(uri, told_by).name
    except PlanError:
        return DataSource(SourceKind.KEY_VAULT, told_by, gap=f"The vault of {told_by} is none that has a host name")
    return DataSource(
        SourceKind.KEY_VAULT, told_by, dependencies=(_dependency(SourceKind.KEY_VAULT, host, _HTTPS_PORT),)
    )


def _of_leaders(
    known: Configuration, readings: Mapping[str, Reading], suffixes: Suffixes | None
) -> Iterator[DataSource]:
    """A follower reads from the storage of its leader ("Use follower databases"), which is in its own region."""
    for text, id_ in known.followed.items():
        if id_ is None:
            told_by = f"a database that follows '{text}'"
            yield DataSource(SourceKind.LEADER, told_by, gap=f"The leader '{text}' is no id of a cluster")
            continue
        yield _of_leader(known.cluster, id_, readings.get(resource_ids.key(id_), Reading()), suffixes)
    for name in (name for name, text in known.leaders.items() if not text):
        told_by = f"attached database configuration {name}"
        yield DataSource(SourceKind.LEADER, told_by, gap=f"The {told_by} does not show whose databases it attaches")
    for one in known.databases:
        if one.is_following and not one.leader and not known.leaders.get(one.configuration):
            told_by = f"database {one.name}, which follows another one"
            yield DataSource(SourceKind.LEADER, told_by, gap=f"Whose database {one.name} follows is not shown")


def _of_leader(cluster: Cluster, id_: ResourceId, reading: Reading, suffixes: Suffixes | None) -> DataSource:
    source = DataSource(SourceKind.LEADER, f"databases that follow those of cluster {id_.name}", id_)
    if reading.is_gone:
        return replace(source, is_gone=True, note=f"There is no {id_.described()} any more")
    why = reading.why or f"{words.begun(id_.described())} could not be read"
    storage, gap = _storage_of(id_, reading, why)
    if reading.document is not None:
        shown = source_resources.of(CLUSTER, reading.document)
        gap = gap or (f"The document of {id_.described()} does not show {shown.lacking}" if shown.lacking else "")
        own = _dependencies(SourceKind.LEADER, shown)
        return replace(source, dependencies=(*own, *storage), access=shown.access, gap=gap)
    if suffixes is None:
        return replace(source, dependencies=storage, told=Told.DERIVED, gap=gap or why)
    own = (_dependency(SourceKind.LEADER, f"{id_.name}.{cluster.region}.{suffixes.kusto}".lower(), 443),)
    note = f"{why}: its name follows from its id and may be another one"
    return replace(source, dependencies=(*own, *storage), told=Told.DERIVED, note=note, gap=gap)


def _storage_of(id_: ResourceId, reading: Reading, why: str) -> tuple[tuple[Dependency, ...], str]:
    """The storage accounts of a leader, and why they are not known."""
    missing = f"so the storage accounts that followers of cluster {id_.name} read from are not known"
    if reading.answer is None:
        return (), f"{why}, {missing}"
    try:
        answered = dependencies.from_answer(reading.answer, id_.name)
    except PlanError as error:
        return (), f"{str(error).rstrip('.')}, {missing}"
    listed = [one for one in answered if one.category == "AzureStorage"]
    return tuple(replace(one, category=str(SourceKind.LEADER), source=SOURCE) for one in listed), ""


def _of_use(use: Use, others: Iterable[Use]) -> DataSource:
    """An account of Cosmos DB is used with the names of its regions."""
    made = tuple(_dependency(SourceKind.USE, name, use.port, use.protocol) for name in names_of(use))
    return DataSource(
        SourceKind.USE,
        f"{use.type} {use.host} in uses",
        dependencies=made,
        told=Told.LISTED,
        gap=_regions_of(use, others),
    )


def _regions_of(use: Use, others: Iterable[Use]) -> str:
    """Why the names of an account's regions are not known; empty where some are listed, or this is one of them."""
    own = use.host.partition(".")[0]
    listed = {one.host.partition(".")[0] for one in others if one.type == UseType.COSMOSDB}
    if use.type != UseType.COSMOSDB or any(_is_regional(own, one) or _is_regional(one, own) for one in listed):
        return ""
    return f"Cosmos DB account {own} is used by the names of its regions, too, and none is listed"


def _is_regional(name: str, account: str) -> bool:
    """True for `account-region`."""
    return name.startswith(f"{account}-")


# Around them


def _readable(target: str) -> ResourceId | None:
    """The id of a target of a managed private endpoint, None for one of a type that is not read here."""
    try:
        found = resource_ids.parse(target)
    except PlanError:
        return None
    types = (EVENT_HUB_NAMESPACE, IOT_HUB, STORAGE_ACCOUNT, COSMOS_ACCOUNT, KEY_VAULT, CLUSTER)
    return found if any(found.type.lower() == one.lower() for one in types) else None


def _approval(endpoint: ManagedEndpoint, owner: str, readings: Mapping[str, Reading]) -> Approval:
    id_ = _readable(endpoint.target)
    reading = readings.get(resource_ids.key(id_)) if id_ else None
    if id_ is None or reading is None:
        return Approval.UNKNOWN
    if reading.is_gone:
        return Approval.NOT_APPROVED
    if reading.document is None:
        return Approval.UNKNOWN
    return source_resources.of(id_.type, reading.document).approval(endpoint.name, owner)


def _leading_to(
    source: DataSource, endpoints: Iterable[tuple[ManagedEndpoint, Approval]]
) -> tuple[tuple[ManagedEndpoint, Approval], ...]:
    """The managed private endpoints of a source: by the id of the resource, and of a vault by its name."""
    if source.resource is not None:
        return tuple(one for one in endpoints if resource_ids.same(one[0].target, str(source.resource)))
    vault = source.dependencies[0].fqdn if source.kind == SourceKind.KEY_VAULT and source.dependencies else ""
    named = f"/vaults/{str(vault).partition('.')[0]}".lower()
    return tuple(one for one in endpoints if vault and one[0].target.lower().endswith(named))
