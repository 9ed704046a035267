# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each cluster needs of an appliance, as users or plans say it, and the names that tell them apart in a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..needs import service_results
from ..needs.dependencies import Dependency
from ..needs.service_results import Part
from ..values.errors import PlanError


@dataclass(frozen=True)
class Needs:
    """What one cluster needs: `name` begins the name of each of its objects, the addresses are the documented ones. A
    resource of another service takes the place of a cluster, and one list may hold the parts of several.
    """

    name: str
    parts: tuple[Part, ...]
    source_addresses: tuple[str, ...]
    management: tuple[str, ...]
    health_monitoring: tuple[str, ...]

    @property
    def dependencies(self) -> tuple[Dependency, ...]:
        """Those of all parts."""
        return tuple(one for part in self.parts for one in part.dependencies)


def is_plan(item: Any) -> bool:
    """True for a cluster with its dependencies, False for a dependency."""
    return isinstance(item, Mapping) and "dependencies" in item


def from_option(item: Mapping[str, Any], base: str) -> Needs:
    """Read `{name, dependencies, source_addresses, management, health_monitoring}`, with the `resource_type` of another
    service than that of clusters, or a plan, whose cluster gives the name and whose documented_addresses hold the last
    two; raise PlanError for anything else.
    """
    if not is_plan(item):
        raise PlanError("Among plans of clusters is something without dependencies; give plans alone, or no plan.")
    documented = item.get("documented_addresses") or item
    sources = item.get("source_addresses") or ()
    return Needs(
        _name(item, base),
        service_results.parts(item["dependencies"], str(item.get("resource_type") or "")),
        (sources,) if isinstance(sources, str) else tuple(sources),
        tuple(documented.get("management") or ()),
        tuple(documented.get("health_monitoring") or ()),
    )


def from_items(
    items: Iterable[Mapping[str, Any]],
    name: str,
    source_addresses: Iterable[str],
    management: Iterable[str],
    health_monitoring: Iterable[str],
) -> Needs:
    """Read dependencies that stand for themselves, and what is known beside them; raise PlanError for anything else."""
    known = service_results.parts(items)
    return Needs(name, known, tuple(source_addresses), tuple(management), tuple(health_monitoring))


def _name(item: Mapping[str, Any], base: str) -> str:
    if item.get("name"):
        return str(item["name"])
    id_ = str((item.get("cluster") or {}).get("id") or "")
    if not id_:
        raise PlanError("A cluster among those to be exported has no name; give each its own.")
    return f"{base}-{id_.rstrip('/').rpartition('/')[2]}"


def in_order(needed: Iterable[Needs]) -> list[Needs]:
    """Return the clusters by name; raise PlanError where objects of two could get one name."""
    known = sorted(needed, key=lambda one: one.name)
    if not known:
        raise PlanError("There is no cluster to export anything for.")
    lowered = [one.name.lower() for one in known]
    for place, name in enumerate(lowered):
        for other_place, other in enumerate(lowered):
            if place != other_place and (other == name or other.startswith(f"{name}-")):
                raise PlanError(
                    f"Clusters {known[place].name} and {known[other_place].name} are in one file, and objects of both"
                    " could get one name; give each a name that no other begins with."
                )
    return known
