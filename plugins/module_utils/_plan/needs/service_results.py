# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of a service and of its answer, as users see it in results, and what an earlier result says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..documents import clusters
from ..values import resource_ids
from ..values.errors import PlanError
from ..values.regions import location_of
from ..values.resource_ids import ResourceId
from . import answers, dependencies, service_subnets, services
from .answers import Answer, Why
from .dependencies import Dependency
from .service_subnets import Children
from .services import Service

OWN = "own"  # in the place of a region, those of the resource itself
_MOST_SHOWN = 3  # of what is refused, in a warning


@dataclass(frozen=True)
class Resource:
    """One resource with the parts that name its subnets, None where these were not read."""

    service: Service
    document: Mapping[str, Any]
    children: Children = ()

    @property
    def id(self) -> ResourceId:
        """Its id, with the type as the table spells it."""
        return resource_ids.of_type(resource_ids.parse(str(self.document["id"])), self.service.type)

    @property
    def regions(self) -> tuple[str, ...]:
        """Where it is; an API Management service may be in several places."""
        places = [self.document, *(self._properties.get("additionalLocations") or ())]
        return tuple(dict.fromkeys(location_of(place["location"]) for place in places if place.get("location")))

    @property
    def _properties(self) -> Mapping[str, Any]:
        return self.document.get("properties") or {}

    def read(self, items: Any, *, include_optional: bool, regions: Iterable[str]) -> Answer:
        """Read its answer, of the wanted regions alone where there are any; raise PlanError for one that is none."""
        wanted = [one for region in regions for one in (self.regions if region == OWN else (location_of(region),))]
        if not wanted and list(regions):
            raise PlanError(f"{self.id.described()} says no region of its own, so O(regions) cannot have V(own) of it.")
        # Resources of several services may have one name; a cluster is told of as it ever was.
        who = self.id.name if self.service is services.DATA_EXPLORER else self.id.described()
        return answers.read(self.service, items, who, include_optional=include_optional, regions=wanted)

    def as_option(self) -> dict[str, Any]:
        """What its document says, in the members that clusters have and those that all services have."""
        subnets = service_subnets.subnets_of(self.service, self.document, self.children)
        callers = service_subnets.callers_of(self.service, self.children)
        ids = [str(one) for one in subnets.ids]
        if self.service is services.DATA_EXPLORER:
            own = clusters.from_arm(self.document).as_option()
        else:
            own = self._facts(ids, None if subnets.gaps and not ids else bool(ids))
        return {
            **own,
            "resource_type": self.service.type,
            "service": self.service.name,
            "subnet_ids": ids,
            "subnets_unknown": list(subnets.gaps),
            "subnets_elsewhere": list(subnets.elsewhere),
            "callers": [
                {"service_tag": one.tag, "ports": list(one.ports), "regional": one.is_regional} for one in callers.known
            ],
            "callers_unknown": list(callers.gaps),
            "report_only": self.service.is_report_only,
            "known_gaps": services.as_options(self.service.gaps),
            "never_written": services.as_options(self.service.never_written),
        }

    def _facts(self, subnets: list[str], injected: bool | None) -> dict[str, Any]:
        told = self._properties
        location = str(self.document.get("location") or "")
        return {
            "id": str(self.id),
            "name": self.id.name,
            "resource_group": self.id.resource_group,
            "subscription_id": self.id.subscription,
            "region": location_of(location),
            "location": location,
            "state": str((told.get("powerState") or {}).get("code") or told.get("state") or ""),
            "provisioning_state": str(told.get("provisioningState") or ""),
            "sku": dict(self.document.get("sku") or {}),
            "tags": dict(self.document.get("tags") or {}),
            "injected": injected,
            "subnet_id": subnets[0] if len(subnets) == 1 else None,
            "public_ip_ids": [],
        }


def answered(service: Service, answer: Answer | None) -> dict[str, Any]:
    """What an answer comes to; nothing of one that could not be had. It is complete for certain where the service says
    so and all of it could be read; None says that the service does not tell.
    """
    found = answer or Answer(())
    is_read = answer is not None and not answer.refused
    of = {} if service is services.DATA_EXPLORER else {"resource_type": service.type}
    return {
        "dependencies": [{**one.as_option(), **of} for one in found.dependencies],
        "categories": list(found.categories),
        "refused": [asdict(one) for one in found.refused],
        "left_out": [asdict(one) for one in found.left_out],
        "too_wide": list(found.too_wide),
        "unresolvable": list(found.unresolvable),
        "complete": (True if service.tells_state else None) if is_read else False,
    }


@dataclass(frozen=True)
class Part:
    """What one service must reach, as part of a list that may hold what several must."""

    service: Service
    dependencies: tuple[Dependency, ...]


def parts(items: Iterable[Mapping[str, Any]], type_: str = "") -> tuple[Part, ...]:
    """Read dependencies as users write them, or as results have them, and tell those of each service apart: at least
    one part, of clusters where nothing says otherwise.

    An entry of an answer says of which resource type it is, unless that is a cluster; one that says nothing is of
    `type_` where this is given. A user's own entries go with a cluster's, and where there are none with the first
    service that is named. Raise PlanError for what nobody could make sense of.
    """
    read = [(str(item.get("resource_type") or type_), dependencies.from_option(item)) for item in items]
    named = [services.of(told).type for told in (*(told for told, _made in read), type_) if told]
    is_cluster = any(not told and made.source != dependencies.USERS_OWN for told, made in read)
    silent = resource_ids.CLUSTER if is_cluster or resource_ids.CLUSTER in named or not named else named[0]
    grouped: dict[str, list[Dependency]] = {}
    for told, made in read:
        grouped.setdefault(services.of(told or silent).type, []).append(made)
    return tuple(Part(services.of(of), dependencies.union(found)) for of, found in (grouped or {silent: []}).items())


def earlier_categories(results: Iterable[Any]) -> dict[str, tuple[str, ...]]:
    """The categories of each resource in earlier results, by the key of its id; raise PlanError for what is none.

    A whole registered result may stand in the place of its list. Results of before there were `categories` have them in
    their dependencies.
    """
    found: dict[str, tuple[str, ...]] = {}
    for one in _flattened(results):
        listed, categories = one.get("dependencies"), one.get("categories") or []
        if not one.get("id") or not isinstance(listed, list) or not isinstance(categories, list):
            raise PlanError("O(previous) takes the list RV(outbound_dependencies) of an earlier result.")
        of_entries = [each.get("category") for each in listed if isinstance(each, Mapping)]
        named = [str(each) for each in (*categories, *of_entries) if each]
        found[resource_ids.key(str(one["id"]))] = tuple(dict.fromkeys(named))
    return found


def _flattened(results: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    for one in results:
        inner = one.get("outbound_dependencies") if isinstance(one, Mapping) else None
        if isinstance(inner, list):
            yield from _flattened(inner)
        else:
            yield one if isinstance(one, Mapping) else {}


def warnings(resource: Resource, answer: Answer, before: Iterable[str], regions: Iterable[str] = ()) -> list[str]:
    """What a person should know of an answer, of which these `regions` were wanted, in sentences."""
    who = resource.id.described()
    told = [*_unknown_regions(who, answer, regions)]
    if answer.refused:
        shown = " ".join(one.reason for one in answer.refused[:_MOST_SHOWN])
        more = len(answer.refused) - _MOST_SHOWN
        told.append(
            f"{len(answer.refused)} of {answer.entries} entries in what {who} must reach make no rule: {shown}"
            f"{f' And {more} more.' if more > 0 else ''}"
        )
    for one in answers.vanished(resource.service, before, answer.categories, resource.children):
        why = (
            "All its pools communicate in the simplified way now, which does not need it."
            if one.is_expected
            else "The service does not say whether its answer is whole: ask again before you take anything away."
        )
        told.append(f"The answer of {who} no longer has category {one.category}. {why}")
    return told


def _unknown_regions(who: str, answer: Answer, regions: Iterable[str]) -> Iterator[str]:
    """A region that is misspelled leaves out what is needed."""
    left = [one.region.lower() for one in answer.left_out if one.why == Why.REGION]
    known = {*left, *(one.region.lower() for one in answer.dependencies)}
    for region in regions if left else ():
        if region != OWN and location_of(region) not in known:
            yield (
                f"Nothing that {who} must reach is of region '{region}', and what is of other regions was left out:"
                " see whether O(regions) has it as the service spells it."
            )
