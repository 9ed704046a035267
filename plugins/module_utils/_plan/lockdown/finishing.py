# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of a move: the lock-down of a cluster goes only once that has left its network for certain, and what else may
go then is listed, never deleted.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..check.findings import Finding
from ..documents import subnets
from ..documents.clusters import Cluster
from ..documents.network_membership import Membership
from ..values.change import ENDED_BADLY
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId
from ..verdict.landscape import Landscape

_STAYS = "so its lock-down stays:"
_NOT_OUT = {
    Membership.INJECTED: (
        f"is in its network, {_STAYS} without rules and routes it would be cut off or unguarded. Run the playbook"
        " leave_network for it first, or the playbook remove to take the lock-down of a cluster in its network away"
    ),
    Membership.NONE: (
        "never was in a network of yours, by what its document says, so there is nothing that it has left; run the"
        " playbook remove to take away what was made for it"
    ),
    Membership.UNKNOWN: (
        f"does not say in words that are known here whether it has left its network, {_STAYS} look at"
        " virtualNetworkConfiguration in its document, and at what the release notes of this collection say of it"
    ),
}


def require_left(id_: ResourceId, cluster: Cluster | None) -> None:
    """Raise PlanError for a cluster that has not left its network, or of which nobody can tell."""
    why = _why_not(cluster)
    if why:
        raise PlanError(f"Cluster {id_.name} {why}.", "not_left")


def require_holder(cluster: ResourceId, holder: ResourceId, *, is_there: bool) -> None:
    """Raise PlanError where there is no such firewall, or policy, as was given: a slip in a name would take routes away
    and leave the rules for ever, and say that all is done.
    """
    if not is_there:
        raise PlanError(
            f"There is no {holder.described()}, so nobody can tell whether rules for cluster {cluster.name} are left"
            " somewhere, and its lock-down stays; correct the name, or run the playbook remove where it is gone.",
            "no_such_firewall",
        )


def _why_not(cluster: Cluster | None) -> str:
    if cluster is None:
        return (
            "is deleted, or was never there, and has left no network; run the playbook remove to take away what was"
            " made for it"
        )
    if cluster.membership != Membership.LEFT:
        return _NOT_OUT[cluster.membership]
    state = cluster.provisioning_state
    if state.lower() == "succeeded":
        return ""
    if state.lower() in ENDED_BADLY:
        return (
            f"has left its network by what its document says, but its last change is {state}, {_STAYS} repeat that"
            " change, or have it repaired by Microsoft, until it shows Succeeded, and run again"
        )
    shown = f"it is {state} still" if state else "it does not show that its last change succeeded"
    return f"has left its network by what its document says, but {shown}, {_STAYS} wait until it shows Succeeded"


def findings(landscape: Landscape) -> Iterator[Finding]:
    """What may go once nobody wants the cluster back, in the order in which it can."""
    rest = tuple(_rest(landscape))
    if rest:
        yield Finding(
            "left_network",
            landscape.cluster_id.name,
            f"Cluster {landscape.cluster_id.name} has left its network, and nothing of this is deleted here:"
            f" {'; '.join(f'({number}) {one}' for number, one in enumerate(rest, 1))}.",
            "Delete by hand, in this order, what nothing else uses, and only once a return is ruled out: it takes the"
            " same subnet and both public addresses.",
            rest,
        )


def _rest(landscape: Landscape) -> Iterator[str]:
    subnet, id_ = landscape.subnet, landscape.subnet_id
    if subnet is not None and id_ is not None:
        group = subnets.security_group_id(subnet)
        if group:
            yield f"the rows of security group {group} that were made for it"
        endpoints = [str(one.get("service")) for one in subnets.service_endpoints(subnet)]
        if endpoints:
            yield f"the service endpoints of subnet {id_}: {', '.join(endpoints)}"
        if subnets.is_delegated(subnet):
            yield f"the delegation of subnet {id_} to {subnets.KUSTO_DELEGATION}"
        yield f"subnet {id_}"
    for address in landscape.cluster.public_ip_ids if landscape.cluster else ():
        yield f"public address {address}"
