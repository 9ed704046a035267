# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a cluster can return to the network it has left, and whether it is back there after the write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..check.findings import Finding
from ..documents import clusters, subnets
from ..documents.clusters import Cluster
from ..documents.network_membership import DATA_ADDRESS_ID, ENGINE_ADDRESS_ID, SUBNET_ID, Membership
from ..values import resource_ids
from ..values.change import ENDED_BADLY, Document, is_settled
from ..values.errors import PlanError
from ..values.words import Word, begun
from ..verdict.landscape import Landscape

_NO_WAY_BACK = {
    Membership.NONE: (
        "never was in a network of yours, by what its document says, so there is none that it could return to; leave it"
        " out"
    ),
    Membership.UNKNOWN: (
        "does not say in words that are known here whether it has left its network, so nothing is written to it; look"
        " at virtualNetworkConfiguration in its document"
    ),
}
_WHAT = {
    SUBNET_ID: "its subnet",
    ENGINE_ADDRESS_ID: "the public address of its engine",
    DATA_ADDRESS_ID: "the public address of its data management",
}
_RIGHTS = {SUBNET_ID: "Microsoft.Network/virtualNetworks/subnets/read"}
_ADDRESS_RIGHT = "Microsoft.Network/publicIPAddresses/read"
_RUNNING, _STOPPED, _SUCCEEDED = "running", "stopped", "succeeded"


class Standing(Word):
    """What was found where a configuration names a resource."""

    THERE = "there"
    GONE = "gone"
    UNREAD = "unread"


@dataclass(frozen=True)
class Place:
    """What the configuration of a cluster names by one of its members, and what was found there; `why` says why it
    could not be read.
    """

    member: str
    id: str
    standing: Standing
    why: str = ""


@dataclass(frozen=True)
class WayBack:
    """A cluster by its document, which is None for one that is gone, and what it would return to; nothing is looked at
    for one that is in its network.
    """

    document: Document | None
    places: tuple[Place, ...] = ()


def require_way_back(before: Cluster, now: WayBack) -> None:
    """Raise PlanError where a cluster that is about to be sent back, and could be before, can be no longer."""
    name = before.id.name
    if now.document is None:
        raise PlanError(f"There is no {before.id.described()} any more, so it returns to no network.", "gone_meanwhile")
    cluster = clusters.from_arm(now.document)
    require_returnable(cluster, now.document)
    if not resource_ids.same(cluster.subnet_id, before.subnet_id):
        raise PlanError(
            f"The document of cluster {name} names subnet {cluster.subnet_id} by now, and its lock-down was looked at"
            f" for {before.subnet_id}; run the same again, for it to be looked at where the cluster would be.",
            "not_returnable",
        )
    if not cluster.injected:
        require_places(cluster, now.places)


def require_returnable(cluster: Cluster, document: Document) -> None:
    """Raise PlanError for a cluster that has no network to return to, or that Azure would not take a write of."""
    name = cluster.id.name
    if cluster.membership in _NO_WAY_BACK:
        raise PlanError(f"Cluster {name} {_NO_WAY_BACK[cluster.membership]}.", "not_returnable")
    if cluster.is_migrated:
        raise PlanError(
            f"Cluster {name} is migrated to another cluster, or is being (migrationCluster in its document), so what"
            " would return is not what serves by now; settle that migration first, and leave the cluster out until"
            " then.",
            "not_returnable",
        )
    if cluster.provisioning_state.lower() in ENDED_BADLY:
        raise PlanError(
            f"The last change of cluster {name} is {cluster.provisioning_state}, so nobody can tell where it is and"
            " another one could make it worse; repeat that change, or have it repaired by Microsoft, first.",
            "cluster_not_ready",
        )
    if cluster.state and cluster.state.lower() != _RUNNING and is_settled(document):
        first = "start it first" if cluster.state.lower() == _STOPPED else "wait until it does, and run again"
        raise PlanError(
            f"Cluster {name} is in state {cluster.state}, and Azure moves only one that runs; {first}.",
            "cluster_not_ready",
        )


def require_places(cluster: Cluster, places: Iterable[Place]) -> None:
    """Raise PlanError where the subnet or a public address that the cluster has left is gone, or could not be read."""
    found = {place.member: place for place in places}
    gone = [_gone(member, found.get(member)) for member in _WHAT]
    if any(gone):
        raise PlanError(
            f"Cluster {cluster.id.name} returns to the subnet and to both public addresses that it has left, and"
            f" {' and '.join(filter(None, gone))}. Azure changes none of these ids, so the cluster stays where it is;"
            " reach it by a private endpoint, or make a new cluster.",
            "network_gone",
        )
    unread = [place for place in found.values() if place.standing == Standing.UNREAD]
    if unread:
        rights = dict.fromkeys(_RIGHTS.get(place.member, _ADDRESS_RIGHT) for place in unread)
        told = "; ".join(f"{_WHAT[one.member]}, {one.id}, could not be read ({one.why})" for one in unread)
        raise PlanError(
            f"Whether cluster {cluster.id.name} can return is unknown: {told}. Grant the login"
            f" {' and '.join(rights)}, and run again.",
            "network_unread",
        )


def _gone(member: str, place: Place | None) -> str:
    if place is None:
        return f"its document does not name {_WHAT[member]}"
    return f"{_WHAT[member]}, {place.id}, is gone" if place.standing == Standing.GONE else ""


def findings(landscape: Landscape) -> Iterator[Finding]:
    """What the subnet lacks that a cluster is about to return to: the page "Deploy Azure Data Explorer into your
    Virtual Network" has it delegated, and security rules in front of it.
    """
    cluster, subnet = landscape.cluster, landscape.subnet
    if cluster is None or subnet is None or cluster.membership != Membership.LEFT:
        return
    id_ = str(landscape.subnet_id)
    name = resource_ids.parse(id_).name
    if not subnets.is_delegated(subnet):
        yield Finding(
            "not_delegated",
            name,
            f"Subnet {id_}, which cluster {cluster.id.name} returns to, is not delegated to"
            f" {subnets.KUSTO_DELEGATION}: nobody has shown that Azure takes a cluster back into it.",
            "Delegate it before the return, unless the cluster was in it without a delegation before.",
        )
    if not subnets.security_group_id(subnet):
        yield Finding(
            "no_security_group",
            name,
            f"Subnet {id_}, which cluster {cluster.id.name} returns to, has no security group: nothing stands in front"
            " of the public addresses of the cluster but its own list of who may come in.",
            "Give the subnet the security group that it had before the return.",
        )


def why_not_back(before: Cluster, now: Cluster | None) -> str:
    """Why a cluster that was sent back is not there for certain; empty where it is, under the names it had."""
    if now is None:
        return "it is gone"
    if now.membership != Membership.INJECTED:
        return "its document does not show that it is in its network"
    if now.provisioning_state.lower() != _SUCCEEDED:
        return f"its last change is {now.provisioning_state or 'in no state that it shows'}"
    for what, was, is_now in (
        ("its address", before.uri, now.uri),
        ("the address it takes data at", before.data_ingestion_uri, now.data_ingestion_uri),
    ):
        if was and was.lower() != is_now.lower():
            return f"{what} was {was} and is {is_now or 'none'} now"
    return ""


def require_back(before: Cluster, now: Cluster | None) -> Cluster:
    """Return the cluster as it is now; raise PlanError where it is not back for certain."""
    why = why_not_back(before, now)
    if why or now is None:
        raise not_back(before, why)
    return now


def not_back(before: Cluster, why: str) -> PlanError:
    """What is said of a cluster that was sent back and of which that is not known, or known not to have come."""
    return PlanError(
        f"{begun(before.id.described())} was sent back to its network, and that it is there is not certain: {why}."
        " Nothing is taken back, for that would be another move. Look at the cluster, let Azure end what it has begun,"
        " and run the same again: it goes on from what is there.",
        "not_returned",
    )
