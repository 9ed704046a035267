# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clusters of many subscriptions: one listing for each, several at a time, with one token."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..._plan.documents import clusters, shapes
from ..._plan.documents.clusters import Cluster
from ..._plan.fleet import inventory
from ..._plan.values import resource_ids
from ..._plan.values.resource_ids import VIRTUAL_NETWORK
from ..login.session import Session
from ..wire import api_versions, in_parallel
from ..wire.errors import ArmError, LoginFailed
from ..wire.patience import Patience
from ..wire.rest import entries
from .kusto import Kusto


@dataclass(frozen=True)
class Fleet:
    """Facts of all clusters, with a sentence for everything that could not be read.

    `read` counts the subscriptions whose clusters are known.
    """

    clusters: tuple[dict[str, Any], ...]
    unread: tuple[str, ...]
    read: int


def discover(session: Session, patience: Patience, subscriptions: Iterable[str], *, with_subnets: bool) -> Fleet:
    """Return the clusters of these subscriptions, or of all the login can see when none is named.

    What one subscription refuses is told and spoils nothing of the others. `with_subnets` reads the virtual networks
    as well, for the delegation of subnets.
    """
    wanted = _once(subscriptions) or _visible(session, patience)
    kusto = Kusto(session.http)
    listed = in_parallel.each(lambda one: patience.read(lambda: _list(kusto, one)), wanted)
    known = [cluster for found, _error in listed for cluster in found or ()]
    networks = _networks(session, patience, known) if with_subnets else []
    delegations = inventory.delegations(network for found, _error in networks for network in found or ())
    return Fleet(
        clusters=tuple(inventory.facts(cluster, delegations) for cluster in known),
        unread=tuple(str(error) for _found, error in [*listed, *networks] if error),
        read=sum(error is None for _found, error in listed),
    )


def every_cluster(session: Session, patience: Patience) -> tuple[Cluster, ...]:
    """Return the clusters of all subscriptions that the login can see; raise the first refusal."""
    kusto = Kusto(session.http)
    listed = in_parallel.each(lambda one: patience.read(lambda: _list(kusto, one)), _visible(session, patience))
    refused = next((error for _found, error in listed if error), None)
    if refused:
        raise refused
    return tuple(cluster for found, _error in listed for cluster in found or ())


def _visible(session: Session, patience: Patience) -> list[str]:
    found = patience.read(session.subscriptions)
    if not found:
        raise LoginFailed("find subscriptions", "the login can see none", advice="Give it a role in one.")
    return found


def _list(kusto: Kusto, subscription: str) -> list[Cluster]:
    try:
        return [clusters.from_arm(document) for document in kusto.clusters(subscription)]
    except ArmError as error:
        # Before its first cluster a subscription may not know the provider at all, which is no failure to read it.
        if (error.code or "").lower() != "missingsubscriptionregistration":
            raise
        return []


def _networks(session: Session, patience: Patience, read: Iterable[Cluster]) -> list[Any]:
    """The virtual networks of every subscription in which a cluster's subnet lies: one listing for each."""
    ids = [resource_ids.parse(cluster.subnet_id) for cluster in read if cluster.injected and cluster.subnet_id]
    http, version = session.http, api_versions.of(VIRTUAL_NETWORK)

    def listed(subscription: str) -> list[dict[str, Any]]:
        doing = f"list the virtual networks of subscription {subscription}"
        path = f"/subscriptions/{subscription}/providers/{VIRTUAL_NETWORK}?api-version={version}"
        return patience.read(lambda: list(entries(http, http.get(path, doing), doing, shapes.of(VIRTUAL_NETWORK))))

    return in_parallel.each(listed, _once(one.subscription for one in ids))


def _once(subscriptions: Iterable[str]) -> list[str]:
    """Each subscription once, however its id is spelled."""
    return list({one.lower(): one for one in subscriptions}.values())
