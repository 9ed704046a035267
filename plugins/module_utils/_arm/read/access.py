# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what a decision about a cluster's outbound access needs: its document, the policies in force, what it uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ..._plan.callouts import policies
from ..._plan.documents import clusters, data_connections
from ..._plan.needs.data_sources import DataSources
from ..._plan.outbound import plans, readiness
from ..._plan.outbound.plans import Plan
from ..._plan.outbound.request import Asked
from ..._plan.outbound.seen import Seen
from ..._plan.values.change import Document, is_settled, state_of
from ..._plan.values.errors import PlanError
from ..._plan.values.resource_ids import ResourceId
from ..login.session import Session
from ..wire import in_parallel
from ..wire.errors import ArmError
from ..wire.patience import Patience
from . import memory
from .commands import Commands
from .data_sources import Sources
from .kusto import Kusto
from .reader import is_lacking

_NO_ACTION = (400, 405)  # of a version that does not know it


def read(
    session: Session, patience: Patience, asked: Sequence[Asked]
) -> list[tuple[Plan, None] | tuple[None, ArmError | PlanError]]:
    """Return for each cluster, in their order, its plan or the error it ended with."""
    reading = memory.of(session)
    return in_parallel.each(lambda one: plans.plan(one.request, _seen(reading, patience, one)), asked)


def again(session: Session, patience: Patience, plan: Plan) -> Seen:
    """Return what a write may have changed as it is now, and the rest as the plan was made on; what somebody else has
    begun meanwhile is waited for.
    """
    document = settled(session, patience, plan.id)
    shown = plan.seen.shown and replace(plan.seen.shown, in_force=None)  # those went with the old document
    return replace(plan.seen, document=document, shown=shown, **listed(session, patience, plan.id))


def listed(session: Session, patience: Patience, id_: ResourceId) -> dict[str, Any]:
    """Return the callout policies that the service lists, or why they could not be read, as fields of Seen."""
    try:
        found = patience.read(lambda: Kusto(session.http).callout_policies(id_))
    except ArmError as error:
        if not (is_lacking(error) or error.status in _NO_ACTION):
            raise
        return {"listed": None, "why_unlisted": error.of_reading("the list")}
    return {"listed": tuple(map(policies.from_arm, found)), "why_unlisted": ""}


def validations(session: Session, patience: Patience, id_: ResourceId) -> dict[str, str]:
    """Have the service validate every data connection: what it finds wrong with each, empty where that is nothing."""
    kusto = Kusto(session.http)
    own = [one for one in _databases(kusto, patience, id_) if not one.is_following]
    found: dict[str, str] = {}
    for database in own:
        for document in patience.read(partial(kusto.data_connections, id_, database.name)):
            described = data_connections.connection(document, database.name).described
            found[described] = "; ".join(kusto.validation(id_, database.name, document, patience))
    return found


def _seen(session: Session, patience: Patience, asked: Asked) -> Seen:
    id_ = asked.cluster
    document = patience.read(lambda: Kusto(session.http).cluster(id_))
    cluster = clusters.from_arm(document)
    try:
        sources = Sources(session.http, patience).read(cluster, asked.request.uses)
    except ArmError:
        readiness.require_running(cluster, document)  # what a stopped one reads from is shown to nobody
        raise
    return seen(session, patience, document, sources, asks=asked.request.ask_cluster)


def seen(session: Session, patience: Patience, document: Document, sources: DataSources, *, asks: bool) -> Seen:
    """Return what a decision about outbound access needs, given the cluster's document and what it reads from. `asks`
    says whether the cluster itself is asked what its queries use.
    """
    cluster, shown = clusters.from_arm(document), None
    if asks:
        names = [one.name for one in _databases(Kusto(session.http), patience, cluster.id)]
        shown = Commands(session, patience).read(cluster, names)
    return Seen(
        cluster.id,
        document,
        sources,
        shown=shown,
        api_version=session.versions.version(str(cluster.id)),
        **listed(session, patience, cluster.id),
    )


def bare(session: Session, document: Document) -> Seen:
    """Return no more than a cluster's document, for who decides nothing about its outbound access."""
    id_ = clusters.from_arm(document).id
    return Seen(id_, document, DataSources(), api_version=session.versions.version(str(id_)))


def settled(session: Session, patience: Patience, id_: ResourceId) -> Document:
    """Return a cluster's document once nothing is running on it: until then nobody can tell what is in force. Raise
    TimedOut where that goes on.
    """
    kusto, pace = Kusto(session.http), patience.fresh()
    document = patience.read(lambda: kusto.cluster(id_))
    while not is_settled(document):
        doing, last = f"look at {id_.described()}", f"it is {state_of(document)}"
        if not pace.wait(what=f"to {doing}: {last}"):
            raise patience.expired(doing, last)
        document = patience.read(lambda: kusto.cluster(id_))
    return document


def _databases(kusto: Kusto, patience: Patience, id_: ResourceId) -> list[data_connections.Database]:
    return [data_connections.database(one) for one in patience.read(lambda: kusto.databases(id_))]
