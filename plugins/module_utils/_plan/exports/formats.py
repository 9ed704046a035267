# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One door to all formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..documents import service_tags
from ..documents.service_tags import ServiceTags
from ..needs.dependencies import Dependency
from ..needs.service_results import Part
from ..needs.services import DATA_EXPLORER
from ..values.errors import PlanError
from . import checkpoint, clusters, entries, fortios, lists, nftables, panos, squid, tables
from .clusters import Needs
from .common import ANYWHERE, CLUSTERS, Export, Request, Share

# Each takes the shares of the clusters, in one order, and the name of the file.
FORMATS: Mapping[str, Callable[[Sequence[Share], str], Export]] = {
    "squid": squid.render,
    "nftables": nftables.render,
    "panos_set": panos.render,
    "panos_edl_url": lists.panos_edl_url,
    "panos_edl_ip": lists.panos_edl_ip,
    "fortios": fortios.render,
    "checkpoint": checkpoint.render,
    "edl_fqdn": lists.edl_fqdn,
    "edl_ip": lists.edl_ip,
    "csv": tables.as_csv,
    "json": tables.as_json,
}


def render(
    dependencies: Iterable[Dependency],
    format_name: str,
    *,
    name: str,
    source_addresses: Sequence[str] = (),
    management: Iterable[str] = (),
    health_monitoring: Iterable[str] = (),
    service_tag_document: Mapping[str, Any] | None = None,
    part: Any = 443,
) -> Export:
    """Return what an appliance needs for a cluster, in its own format; raise PlanError for what makes no file."""
    known = (Part(DATA_EXPLORER, tuple(dependencies)),)
    needs = Needs(name, known, tuple(source_addresses), tuple(management), tuple(health_monitoring))
    return render_one(needs, format_name, service_tag_document=service_tag_document, part=part)


def render_one(
    needs: Needs, format_name: str, *, service_tag_document: Mapping[str, Any] | None = None, part: Any = 443
) -> Export:
    """Return the same for whatever needs it; raise PlanError for what no file can be made of."""
    return _format(format_name)([_share(needs, _tags(service_tag_document), str(part))], needs.name)


def render_many(
    needed: Iterable[Needs],
    format_name: str,
    *,
    name: str,
    service_tag_document: Mapping[str, Any] | None = None,
    part: Any = 443,
) -> Export:
    """Return what an appliance needs for many clusters, each by rules for its own sources where the format has rules.

    Raise PlanError for what no file can be made of.
    """
    known, tags = clusters.in_order(needed), _tags(service_tag_document)
    Request(name)  # the name of the file follows the same rule
    return _format(format_name)([_share(one, tags, str(part), is_one_of_many=True) for one in known], name)


def _format(name: str) -> Callable[[Sequence[Share], str], Export]:
    if name not in FORMATS:
        raise PlanError(f"There is no format {name!r}; choose from {', '.join(FORMATS)}.")
    return FORMATS[name]


def _tags(document: Mapping[str, Any] | None) -> ServiceTags | None:
    return service_tags.from_document(document) if document else None


def _share(needs: Needs, tags: ServiceTags | None, part: str, *, is_one_of_many: bool = False) -> Share:
    beside = {"management": needs.management, "health_monitoring": needs.health_monitoring}
    found = [
        entry
        for one in needs.parts
        for entry in entries.entries(one.dependencies, service=one.service, tags=tags, **beside)
    ]
    subject = tuple(CLUSTERS if one.service is DATA_EXPLORER else one.service.name for one in needs.parts)
    sources, label = _sources(needs.source_addresses), tags.label if tags else None
    return Share(entries.once(found), Request(needs.name, sources, part, label, is_one_of_many, subject))


def _sources(values: Sequence[str]) -> tuple[str, ...]:
    if ANYWHERE in values:
        return (ANYWHERE,)
    return tuple(dict.fromkeys(entries.network(value, "source_addresses") for value in values))
