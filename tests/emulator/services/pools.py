# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pools of a Batch account, which say in which subnets its nodes are. They are only read here."""

from __future__ import annotations

import copy

from ..arm import errors, newer_members, pages, places
from ..arm.store import key_of
from ..identity import identity
from . import known

SIMPLIFIED = "simplified"
# The models of azure-mgmt-batch have these since 2022-10-01, and none of them in 19.0.0, which speaks 2025-06-01.
MODES, MODES_UNTIL = ("targetNodeCommunicationMode", "currentNodeCommunicationMode"), "2025-06-01"


def below(call, account):
    """The stored pools of an account."""
    prefix = f"{key_of(account['id'])}/pools/"
    return [document for key, document in call.store.documents.items() if key.startswith(prefix)]


def are_simplified(call, account):
    """Whether there are pools, and all of them are Simplified by now."""
    modes = [
        str((pool.get("properties") or {}).get("currentNodeCommunicationMode")).lower() for pool in below(call, account)
    ]
    return bool(modes) and set(modes) == {SIMPLIFIED}


def listing(call):
    """GET of all pools of an account."""
    account = _account(call)
    _demand_readable(call)
    found = [_shown(call, pool) for pool in below(call, account)]
    return 200, {}, pages.page(call, {"value": found}, call.switches.page_size)


def read(call):
    """GET of one."""
    _account(call)
    _demand_readable(call)
    found = call.store.get(call.target.resource_id())
    if found is None:  # the code is inferred from that of Batch's own API
        raise errors.plain(404, "PoolNotFound", "The specified pool does not exist.")
    return 200, {"ETag": found["etag"]} if "etag" in found else {}, _shown(call, found)


def only_read(call):
    """A write of a pool."""
    raise errors.Refusal(501, "NotImplemented", f"The emulator only reads {call.target.type}.")


def _account(call):
    group = places.group_of(call)
    place = places.locate(call, next(kind for kind in known.KINDS if kind.type == known.BATCH.type), group["id"])
    if place.top is None:
        text = (
            f"Failed to perform 'read' on resource(s) of type '{'/'.join(call.target.types)}', because the parent "
            f"resource '{place.top_id}' could not be found."
        )
        raise errors.front(404, "ParentResourceNotFound", text)
    return place.top


def _demand_readable(call):
    way = call.switches.batch_pools
    if way == "denied":
        raise identity.forbidden(call)
    if way == "unavailable":
        raise errors.plain(503, "ServerBusy", "The server is currently unable to receive requests. Please retry.")


def _shown(call, pool):
    made = copy.deepcopy(pool)
    newer_members.hide(call, known.POOLS, made)
    way = call.switches.batch_modes
    if way == "hidden" or (way == "by_version" and call.api_version >= MODES_UNTIL):
        for name in MODES:
            made.get("properties", {}).pop(name, None)
    return made
