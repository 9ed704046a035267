# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resources that a cluster reads from, and whether it still may once it has left its network.

Whoever lets in no more than a subnet, or certain addresses, lets nothing in that comes from Microsoft's network: such a
resource is reached through a managed private endpoint, which has to be approved there ("Create managed private
endpoints for Azure Data Explorer").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..documents import source_resources
from ..documents.data_connections import ManagedEndpoint
from ..documents.source_resources import Access, Approval, Resource
from ..needs.data_sources import DataSource, DataSources, Reading, SourceKind
from ..outbound.used import Used
from ..values import resource_ids
from ..values.resource_ids import (
    CLUSTER,
    COSMOS_ACCOUNT,
    EVENT_HUB_NAMESPACE,
    IOT_HUB,
    KEY_VAULT,
    STORAGE_ACCOUNT,
    ResourceId,
)
from ..values.words import Word, begun

# The groups of managed private endpoints that each type needs, each of which leads to one service of it. Cosmos DB has
# none that the documentation names, so that any will do.
_BLOB, _DFS, _ANY = "blob", "dfs", ""
_GROUPS = {
    STORAGE_ACCOUNT.lower(): (_BLOB,),
    EVENT_HUB_NAMESPACE.lower(): ("namespace",),
    IOT_HUB.lower(): ("iothub",),
    KEY_VAULT.lower(): ("vault",),
    CLUSTER.lower(): ("cluster",),
}
# By a label of its public name, the type of a resource that is known by its name alone.
_TYPES = {
    _BLOB: STORAGE_ACCOUNT,
    _DFS: STORAGE_ACCOUNT,
    "vault": KEY_VAULT,
    "vaultcore": KEY_VAULT,
    "servicebus": EVENT_HUB_NAMESPACE,
    "documents": COSMOS_ACCOUNT,
}
Endpoints = tuple[tuple[ManagedEndpoint, Approval], ...]


@dataclass(frozen=True)
class _Endpoints:
    """The managed private endpoints of a cluster."""

    owner: str
    all: Endpoints

    def leading_to(self, id_: ResourceId, shown: Resource) -> Endpoints:
        """Those that lead to a resource, with what that shows of their approval."""
        ours = [one for one, _known in self.all if resource_ids.same(one.target, str(id_))]
        return tuple((one, shown.approval(one.name, self.owner)) for one in ours)


class Reach(Word):
    """Whether a cluster that has left its network reaches a resource, as far as that lets it in."""

    REACHED = "reached"
    CUT_OFF = "cut_off"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class Target:
    """One resource with who says that it is read, and why it is reached, or is not. `is_use` says that the user has
    listed it.
    """

    told_by: tuple[str, ...]
    name: str
    reach: Reach
    why: str
    is_use: bool = False

    def as_option(self) -> dict[str, object]:
        """The resource as users see it in results."""
        return {"name": self.name, "told_by": list(self.told_by), "reach": self.reach, "why": self.why}


@dataclass(frozen=True)
class Found:
    """A resource that was looked for by its name: its id and what it says of itself, or why it was not found."""

    id: ResourceId | None = None
    reading: Reading | None = None
    why: str = ""


def names_of(sources: DataSources, used: Iterable[Used] = ()) -> dict[str, tuple[str, str]]:
    """The resources that are known by a host name alone: for each host name the type, and the name of the resource.
    `used` is what queries use, whoever says so.
    """
    hosts = [str(one.fqdn) for source in sources.sources if source.resource is None for one in source.dependencies]
    found = {}
    for host in (*hosts, *(one.host for one in used)):
        first, _dot, rest = host.partition(".")
        type_ = _TYPES.get(rest.partition(".")[0])
        if type_ and first:
            found[host] = (type_, first)
    return found


def of(owner: str, sources: DataSources, found: Mapping[str, Found], used: Iterable[Used] = ()) -> tuple[Target, ...]:
    """Return every resource that is read by the cluster of the name `owner`, each once, given what was found of those
    that are known by name; `used` as in names_of.
    """
    endpoints = _Endpoints(owner, sources.endpoints)
    made = [one for source in sources.sources for one in _of_source(source, endpoints, found)]
    told = [one for one in sources.sources if one.kind in (SourceKind.USE, SourceKind.LEADER)]
    known = {str(one.fqdn) for source in told for one in source.dependencies}
    made += [
        _named(one.told_by, one.host, endpoints, found.get(one.host), uses=True)
        for one in used
        if one.use is not None and one.host not in known
    ]
    joined: dict[tuple[str, Reach, str], Target] = {}
    for one in made:
        key = (one.name, one.reach, one.why)
        before = joined.get(key)
        told_by = (*(before.told_by if before else ()), *one.told_by)
        uses = one.is_use and (before is None or before.is_use)
        joined[key] = Target(tuple(dict.fromkeys(told_by)), one.name, one.reach, one.why, uses)
    return tuple(joined.values())


def _of_source(source: DataSource, endpoints: _Endpoints, found: Mapping[str, Found]) -> Iterable[Target]:
    told_by, uses = (source.told_by,), source.kind == SourceKind.USE
    if source.resource is not None:
        name = source.resource.described()
        if source.is_gone:
            yield Target(told_by, name, Reach.REACHED, f"There is no {name} any more, so nothing is lost", uses)
            return
        why = source.why_unknown or source.note or source.gap
        groups = _groups(source.resource)
        yield _judged(told_by, source.resource, groups, source.access, why, source.endpoints, uses=uses)
        return
    if source.gap and not source.dependencies:
        yield Target(told_by, source.told_by, Reach.CANNOT_TELL, source.gap, uses)
    for host in dict.fromkeys(one.fqdn or one.raw for one in source.dependencies):
        yield _named(told_by, host, endpoints, found.get(host), uses=uses)


def _named(told_by: tuple[str, ...], host: str, endpoints: _Endpoints, found: Found | None, *, uses: bool) -> Target:
    """A resource of which only a host name is known, and what was found by it."""
    if found is None:
        return Target(told_by, host, Reach.CANNOT_TELL, f"Whom {host} lets in is not looked at here", uses)
    if found.id is None or found.reading is None or found.reading.document is None:
        why = found.why or (found.reading.why if found.reading else "") or f"What {host} belongs to was not found"
        return Target(told_by, host, Reach.CANNOT_TELL, why, uses)
    shown = source_resources.of(found.id.type, found.reading.document)
    if host not in shown.hosts:
        why = f"{begun(found.id.described())} does not answer at {host}, so whom that lets in is not known"
        return Target(told_by, host, Reach.CANNOT_TELL, why, uses)
    access, why = found.reading.access(shown)
    leading = endpoints.leading_to(found.id, shown)
    return _judged(told_by, found.id, _groups(found.id, host), access, why, leading, uses=uses)


def _groups(id_: ResourceId, host: str = "") -> tuple[str, ...]:
    """What has to be led to of a resource, where it is read at this host: an endpoint of `dfs` works only beside one of
    `blob`.
    """
    own = _GROUPS.get(id_.type.lower(), (_ANY,))
    return (*own, _DFS) if own == (_BLOB,) and host.split(".")[1:2] == [_DFS] else own


def _judged(
    told_by: tuple[str, ...],
    id_: ResourceId,
    groups: tuple[str, ...],
    access: Access,
    why: str,
    endpoints: Endpoints,
    *,
    uses: bool,
) -> Target:
    """All that has to be led to, is; else the first that is not."""
    name = id_.described()
    if access == Access.PUBLIC:
        return Target(told_by, name, Reach.REACHED, f"{begun(name)} lets everybody in", uses)
    made = [_led_to(told_by, name, group, access, why, endpoints, uses=uses) for group in groups]
    return next((one for one in made if one.reach != Reach.REACHED), made[0])


def _led_to(
    told_by: tuple[str, ...], name: str, group: str, access: Access, why: str, endpoints: Endpoints, *, uses: bool
) -> Target:
    fitting = [(one, approval) for one, approval in endpoints if group in (_ANY, one.group.lower())]
    good = [one for one, approval in fitting if approval == Approval.APPROVED and one.state.lower() == "succeeded"]
    if good:
        return Target(told_by, name, Reach.REACHED, f"Managed private endpoint {good[0].name} is approved there", uses)
    if access == Access.UNKNOWN:
        told = why or f"Whom {name} lets in is in no word that is known here"
        return Target(told_by, name, Reach.CANNOT_TELL, told, uses)
    lets = "lets in nobody" if access == Access.PRIVATE else "lets in only whom its rules name"
    if not fitting:
        lacks = f"no managed private endpoint of the cluster leads to its {group or 'services'}"
        return Target(told_by, name, Reach.CUT_OFF, f"{begun(name)} {lets}, and {lacks}", uses)
    (first, approval), *_more = sorted(fitting, key=lambda one: one[1] != Approval.UNKNOWN)
    if first.state.lower() != "succeeded":
        told = (
            f"{begun(name)} {lets}, and managed private endpoint {first.name} is {first.state or 'in no known state'}"
        )
        return Target(told_by, name, Reach.CUT_OFF, told, uses)
    if approval == Approval.UNKNOWN:
        told = (
            f"{begun(name)} {lets}, and whether managed private endpoint {first.name} is approved there cannot be told"
        )
        return Target(told_by, name, Reach.CANNOT_TELL, told, uses)
    told = f"{begun(name)} {lets}, and managed private endpoint {first.name} is not approved there"
    return Target(told_by, name, Reach.CUT_OFF, told, uses)
