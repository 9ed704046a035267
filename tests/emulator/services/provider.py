# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which request of these services is answered by whom; what is not in here is answered as of any provider."""

from __future__ import annotations

from ..arm import errors, pages, places
from ..arm.kinds import Kind
from . import known, pools, turned


def handler(call):
    """What answers the request, or None."""
    kind, shape = call.target.type.lower(), call.target.shape
    if kind == known.POOLS.type.lower():
        return _of_pools(call.method, shape)
    parent, _slash, last = kind.rpartition("/")
    asked = last == known.CHILD.lower() and known.find(parent) is not None
    return _dependencies if asked and call.method == "GET" and shape == "list" else None


def _of_pools(method, shape):
    if method != "GET":
        return pools.only_read if shape == "resource" else None
    return pools.listing if shape == "list" else pools.read


def _dependencies(call):
    service = known.find(call.target.type.rpartition("/")[0])
    _demand_known(call, service)
    place = places.locate(call, Kind(service.type), places.group_of(call)["id"])
    if place.top is None:
        raise places.missing(call, place)
    answer = turned.answer(call, service, place.top)
    if service.paged and isinstance(answer, dict) and isinstance(answer.get("value"), list):
        answer = pages.page(call, answer, call.switches.dependency_page_size)
    return 200, {}, answer


def _demand_known(call, service):
    """An api-version of the resource that came before its answer (inferred: as of any path that a version lacks)."""
    if call.api_version < service.since:
        text = (
            f"The resource type '{'/'.join(call.target.types)}' could not be found in the namespace "
            f"'{call.target.namespace}' for api version '{call.api_version}'."
        )
        raise errors.front(404, "InvalidResourceType", text)
