# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One door to all formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..dependencies import Dependency
from ..errors import PlanError
from . import checkpoint, entries, fortios, lists, nftables, panos, service_tags, squid, tables
from .common import ANYWHERE, Export, Request
from .entries import Entry

FORMATS: Mapping[str, Callable[[Sequence[Entry], Request], Export]] = {
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
    """Return what an appliance needs in its own format; raise PlanError for what no file can be made of."""
    if format_name not in FORMATS:
        raise PlanError(f"There is no format {format_name!r}; choose from {', '.join(FORMATS)}.")
    tags = service_tags.from_document(service_tag_document) if service_tag_document else None
    known = entries.entries(dependencies, management=management, health_monitoring=health_monitoring, tags=tags)
    request = Request(name, _sources(source_addresses), str(part), tags.label if tags else None)
    return FORMATS[format_name](known, request)


def _sources(values: Sequence[str]) -> tuple[str, ...]:
    if ANYWHERE in values:
        return (ANYWHERE,)
    return tuple(dict.fromkeys(entries.network(value, "source_addresses") for value in values))
