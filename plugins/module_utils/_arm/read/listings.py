# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The route tables and the clusters of subscriptions: one listing for each, to find what no document leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from ..._plan.documents import clusters, shapes
from ..._plan.values.errors import PlanError
from ..._plan.values.resource_ids import CLUSTER, ROUTE_TABLE
from ..._plan.verdict.landscape import Listed
from ..login.session import Session
from ..wire import api_versions
from ..wire.errors import ArmError
from ..wire.patience import Patience
from ..wire.rest import entries
from .kusto import Kusto
from .reader import is_lacking

_BRIEF = 30.0  # seconds for a listing that fails in passing, where nothing but a warning hangs on it
Documents = list[dict[str, Any]]


def everything(session: Session, patience: Patience, subscriptions: Iterable[str]) -> Listed:
    """Return the route tables and the clusters of these subscriptions.

    Raise PlanError when one of them may not be listed: what is not seen might be what is looked for.
    """
    wanted = list({one.lower(): one for one in subscriptions}.values())
    found, living = Documents(), Documents()
    for one in wanted:
        found += _demanded(partial(tables, session, patience, one), one, ROUTE_TABLE)
        living += _demanded(partial(_clusters, session, patience, one), one, CLUSTER)
    return Listed(tuple(wanted), tuple(found), tuple(map(clusters.from_arm, living)))


def tables(session: Session, patience: Patience, subscription: str) -> Documents:
    """Return the route tables of a subscription."""
    http, doing, shape = session.http, f"list the route tables of subscription {subscription}", shapes.of(ROUTE_TABLE)
    path = f"/subscriptions/{subscription}/providers/{ROUTE_TABLE}?api-version={api_versions.of(ROUTE_TABLE)}"
    return _or_none(
        lambda: patience.read(lambda: list(entries(http, http.get(path, doing), doing, shapes.listed(shape))))
    )


def tables_if_seen(session: Session, patience: Patience, subscription: str) -> Documents | None:
    """Return the same, None where they cannot be listed."""
    try:
        return tables(session, patience.within(_BRIEF), subscription)
    except ArmError:
        return None


def _clusters(session: Session, patience: Patience, subscription: str) -> Documents:
    return _or_none(lambda: patience.read(lambda: Kusto(session.http).clusters(subscription)))


def _or_none(ask: Callable[[], Documents]) -> Documents:
    """A subscription may not know the provider at all before its first resource, and then holds nothing of it."""
    try:
        return ask()
    except ArmError as error:
        if (error.code or "").lower() != "missingsubscriptionregistration":
            raise
        return []


def _demanded(ask: Callable[[], Documents], subscription: str, type_: str) -> Documents:
    try:
        return ask()
    except ArmError as error:
        if not is_lacking(error):
            raise
        why, grant = f"gives no list ({error.reason})", ""
        if error.status:
            why, grant = f"is refused ({error.code})", f"grant {type_}/read on subscription {subscription}, or "
        raise PlanError(
            f"What the cluster has left is found by listing, and that {why}, so its rules stay: {grant}give"
            " O(route_table)"
            " (and the region in the cluster's dictionary, where it is deleted), to say what goes.",
            "tables_unlisted",
        ) from error
