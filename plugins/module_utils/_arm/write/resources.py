# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resources this collection writes, each with what has to be read beside it and be settled before it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..._plan.documents import firewalls, policies, route_tables, subnets
from ..._plan.documents.rule_collections import Collection
from ..._plan.values import resource_ids
from ..._plan.values.change import Document
from ..._plan.values.resource_ids import ResourceId
from ..login.session import Session
from ..read import policy_chain
from ..read.documents import read_or_none
from ..wire.patience import Patience
from . import clusters
from .resource import Resource


def firewall(session: Session, patience: Patience, id_: ResourceId) -> Resource:
    """A firewall that keeps its rules itself; the networks it stands in have to be settled."""
    return Resource(
        session,
        id_,
        patience,
        required=lambda wanted: [resource_ids.parse(one).parent for one in firewalls.networks_of(wanted.document)],
        for_write=lambda wanted, _found: firewalls.for_write(wanted),
    )


def group(session: Session, patience: Patience, id_: ResourceId, wanted: Sequence[Collection] = ()) -> Resource:
    """A rule collection group with its policy as the last of `chain`."""
    policy = resource_ids.of_type(id_.parent, resource_ids.FIREWALL_POLICY)
    return Resource(
        session,
        id_,
        patience,
        neighbours=policy_chain.neighbours(session, patience, policy, wanted),
        required=policy_chain.required(policy),
        for_write=lambda wanted, _found: policies.for_write(wanted),
    )


def table(session: Session, patience: Patience, id_: ResourceId) -> Resource:
    """A route table by itself."""
    return Resource(session, id_, patience)


def table_with_users(session: Session, patience: Patience, id_: ResourceId, *, leaving: Iterable[str] = ()) -> Resource:
    """A route table with the subnets that have it as `subnets`; `leaving` are those that count as gone already."""
    without = [resource_ids.parse(one) for one in leaving]

    def users(document: Document | None) -> dict[str, list[str]]:
        """Ask the subnets themselves: the table's own list may lag behind a dissociation."""
        listed = route_tables.associated_subnets(document)
        return {"subnets": [one for one in listed if _has(one) and not any(resource_ids.same(one, n) for n in without)]}

    def _has(subnet: str) -> bool:
        found = patience.read(lambda: read_or_none(session, resource_ids.parse(subnet)))
        return found is not None and resource_ids.same(subnets.route_table_id(found.document), str(id_))

    return Resource(session, id_, patience, neighbours=users)


def subnet(session: Session, patience: Patience, id_: ResourceId) -> Resource:
    """A subnet; its virtual network has to be settled."""
    return Resource(session, id_, patience, required=lambda _wanted: [id_.parent])


def of(session: Session, patience: Patience, id_: ResourceId, wanted: Sequence[Collection] = ()) -> Resource:
    """The resource of whatever type the id is of; `wanted` are the collections that a group is to have."""
    if id_.type == resource_ids.RULE_COLLECTION_GROUP:
        return group(session, patience, id_, wanted)
    makers = {
        resource_ids.CLUSTER: clusters.outbound,
        resource_ids.FIREWALL: firewall,
        resource_ids.ROUTE_TABLE: table,
        resource_ids.SUBNET: subnet,
    }
    return makers[id_.type](session, patience, id_)
