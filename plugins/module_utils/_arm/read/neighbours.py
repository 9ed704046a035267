# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What no document leads to and only a listing tells: other clusters on the same subnets, and what one has left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ..._plan.documents import clusters, route_tables
from ..._plan.documents.clusters import Cluster
from ..._plan.lockdown import other_tables
from ..._plan.lockdown.request import Request, RoutesMode
from ..._plan.values import resource_ids
from ..._plan.values.errors import PlanError
from ..._plan.values.resource_ids import ResourceId
from ..._plan.values.words import DesiredState
from ..._plan.verdict.landscape import Landscape
from ..wire.errors import ArmError
from . import listings, subscriptions
from .reader import Reader


def with_listed(reader: Reader, request: Request, landscape: Landscape) -> Landscape:
    """Return the landscape with all that a lost cluster may have left behind, where nothing else tells what it has.

    Raise PlanError when that may not be listed, unless the user has said where to look.
    """
    if request.state != DesiredState.ABSENT or not landscape.is_lost:
        return landscape
    is_told = landscape.subnet_id is not None or landscape.table_named or request.routes == RoutesMode.REPORT
    try:
        listed = listings.everything(reader.session, reader.patience, _subscriptions(landscape))
    except PlanError:
        if is_told and (landscape.cluster or request.region):
            return replace(landscape, other_tables=None)
        raise
    return replace(landscape, listed=listed)


def _subscriptions(landscape: Landscape) -> list[str]:
    """The subscriptions of everything a call names or leads to."""
    group = landscape.group_id
    ids = (
        landscape.cluster_id,
        landscape.firewall_id,
        group.parent if group else None,
        landscape.subnet_id,
        landscape.table_id,
    )
    return [one.subscription for one in ids if one is not None]


def with_other_tables(
    reader: Reader, request: Request, landscape: Landscape, region: str, further: tuple[Mapping[str, Any], ...]
) -> Landscape:
    """Return the landscape with every other table that holds routes of ours for the cluster; `further` are some that
    are known already.
    """
    listed: Sequence[Mapping[str, Any]] | None = ()
    if landscape.listed is not None:
        listed = landscape.listed.tables
    elif landscape.other_tables is None:
        listed = None
    elif landscape.subnet_id is not None and other_tables.matter(request, landscape, region):
        listed = listings.tables_if_seen(reader.session, reader.patience, landscape.subnet_id.subscription)
    if listed is None:
        return replace(landscape, other_tables=None)
    tables = (*other_tables.of(request, landscape, region, listed), *further)
    return replace(landscape, other_tables=tuple({str(one.get("id")): one for one in tables}.values()))


def living(reader: Reader, request: Request, cluster: ResourceId) -> tuple[Cluster, ...] | None:
    """Return the other clusters whose rules a purge could meet; None when they cannot be listed."""
    if not request.purge or request.state == DesiredState.ABSENT:
        return ()
    try:
        listed = subscriptions.every_cluster(reader.session, reader.patience)
    except ArmError as error:
        if error.transient:
            raise
        reader.unread["living"] = str(error).rstrip(".")
        return None
    return tuple(one for one in listed if not resource_ids.same(one.id, cluster))


def with_sharing(reader: Reader, landscape: Landscape) -> Landscape:
    """Return the landscape with the other injected clusters on our subnet and those of the table, and with where they
    were looked for; with None for them when they cannot be listed.
    """
    users = [resource_ids.parse(one) for one in route_tables.associated_subnets(landscape.table)]
    users += [landscape.subnet_id] if landscape.subnet_id else []
    looked = tuple(sorted({landscape.cluster_id.subscription, *(one.subscription for one in users)}))
    try:
        listed = [one for every in looked for one in reader.patience.read(partial(reader.kusto.clusters, every))]
    except ArmError:
        return replace(landscape, sharing=None)
    keys = {resource_ids.key(one) for one in users}
    sharing = tuple(
        one
        for one in map(clusters.from_arm, listed)
        if one.injected
        and resource_ids.key(str(one.subnet_id)) in keys
        and not resource_ids.same(one.id, landscape.cluster_id)
    )
    return replace(landscape, sharing=sharing, looked_in=looked)
