# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster that is gone: in which region it was can only be told by the names of its collections."""

from __future__ import annotations

from collections.abc import Iterable

from . import dialects, documented, egress_facts, shapes
from .clusters import Cluster
from .egress import ours
from .egress_facts import Facts
from .errors import PlanError
from .request import Request


def region_of(request: Request, facts: Facts, living: Iterable[Cluster]) -> str | None:
    """Return the region whose collections the cluster has left behind, None where there are none.

    `living` are the clusters that can be seen: one of the same name in another region may have made them.
    Raise PlanError when more than one region is left.
    """
    if request.region:
        return request.region
    name = facts.cluster_id.name
    taken = {one.region for one in living if one.id.name.lower() == name.lower()}
    held = _names(facts)
    found = [
        region
        for region in _regions()
        if region not in taken
        and any(
            f"{egress_facts.base_name(request.collection_prefix, name, region)}-{kind}".lower() in held
            for kind in shapes.KINDS
        )
    ]
    if len(found) > 1:
        raise PlanError(
            f"{facts.cluster_id.described().capitalize()} is gone, and rules for a cluster of that name are there for"
            f" {' and '.join(found)}: give the cluster its region, to say whose rules go."
        )
    return found[0] if found else None


def _names(facts: Facts) -> set[str]:
    dialect = dialects.CLASSIC if facts.group_id is None else dialects.GROUP
    holder = ours.holder(egress_facts.surroundings(facts))
    return {entry.name.lower() for entry in dialect.entries(holder or {})}


def _regions() -> list[str]:
    """Every region of any edition, as regions compare."""
    known = (documented.location_of(name) for edition in documented.editions() for name in documented.regions(edition))
    return list(dict.fromkeys(known))
