# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster that has left its network would return to, as far as it is there. Nothing here ever writes."""

from __future__ import annotations

from ..._plan.documents import clusters, network_membership
from ..._plan.documents.network_membership import SUBNET_ID
from ..._plan.lockdown.returning import Place, Standing, WayBack
from ..._plan.values import resource_ids
from ..._plan.values.change import Document
from ..._plan.values.errors import PlanError
from ..._plan.values.resource_ids import PUBLIC_ADDRESS, SUBNET, ResourceId
from ..login.session import Session
from ..wire import answers, api_versions
from ..wire.errors import ArmError, NotFound
from ..wire.patience import Patience
from .reader import Reader, is_gone, is_lacking

_OUT_OF_SIGHT = "subscriptionnotfound"


def places(reader: Reader, document: Document) -> list[Place]:
    """Return the subnet and the public addresses that the document names, each with what was found there."""
    return [_place(reader, member, id_) for member, id_ in network_membership.places(document).items()]


def again(session: Session, patience: Patience, id_: ResourceId) -> WayBack:
    """Return the cluster as it is now, and what it would return to."""
    reader = Reader(session, patience)
    try:
        document = patience.read(lambda: reader.kusto.cluster(id_))
    except NotFound as error:
        if not is_gone(error):
            raise
        return WayBack(None)
    if clusters.from_arm(document).injected:
        return WayBack(document)
    return WayBack(document, tuple(places(reader, document)))


def _place(reader: Reader, member: str, text: str) -> Place:
    try:
        id_ = resource_ids.of_type(resource_ids.parse(text), SUBNET if member == SUBNET_ID else PUBLIC_ADDRESS)
        url, doing = f"{id_}?api-version={api_versions.of(id_.type)}", f"read {id_.described()}"
        http = reader.session.http
        reader.patience.read(lambda: answers.resource(http.get(url, doing).document, id_, doing))
    except PlanError as error:
        return Place(member, text, Standing.UNREAD, str(error).rstrip("."))
    except NotFound as error:  # a subscription that is not found may merely be out of sight
        standing = Standing.UNREAD if (error.code or "").lower() == _OUT_OF_SIGHT else Standing.GONE
        return Place(member, text, standing, str(error.code or error.status))
    except ArmError as error:
        if not is_lacking(error):
            raise
        return Place(member, text, Standing.UNREAD, str(error.code or error.status or error.reason))
    return Place(member, text, Standing.THERE)
