# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service tags as prefixes, from a Service Tag Discovery document.

The answer of the Service Tag Discovery API and the weekly file of the download centre have one shape: `changeNumber`,
`cloud`, and `values` with `name` and `properties.addressPrefixes` (Azure REST API, Microsoft.Network, serviceTags).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..values.errors import PlanError

Prefixes: TypeAlias = "Mapping[str, tuple[str, ...]]"  # of tags by lower-case name


@dataclass(frozen=True)
class ServiceTags:
    """One state of the tags of one cloud; `prefixes` is keyed by lower-case name."""

    cloud: str
    change_number: int
    prefixes: Mapping[str, tuple[str, ...]]
    complete: bool = True

    @property
    def label(self) -> str:
        """What a file says about where its prefixes come from."""
        return f"service tags of {self.cloud}, change number {self.change_number}"

    def of(self, tag: str) -> tuple[str, ...]:
        """Return the prefixes of a tag; raise PlanError when the document has none: that is never what is meant."""
        found = self.prefixes.get(tag.lower(), ())
        if found:
            return found
        pages = "" if self.complete else " It is the first of several pages; give all of them as one document."
        raise PlanError(
            f"The {self.label}, have no prefixes for {tag}, so nothing is exported.{pages}", code="tag_without_prefixes"
        )


def from_document(document: Mapping[str, Any]) -> ServiceTags:
    """Read a document; raise PlanError for one that is something else."""
    number, cloud = str(document.get("changeNumber", "")), str(document.get("cloud", ""))
    values = document.get("values")
    if not re.fullmatch(r"[0-9]{1,12}", number) or not re.fullmatch(r"[A-Za-z0-9]{1,40}", cloud) or not values:
        raise PlanError(
            "O(service_tags) takes a Service Tag Discovery document: a dictionary with changeNumber, cloud and values."
        )
    return ServiceTags(cloud, int(number), by_tag(values), complete=not document.get("nextLink"))


def by_tag(values: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """Return the prefixes of tags by lower-case name."""
    return {
        str(item.get("name")).lower(): tuple((item.get("properties") or {}).get("addressPrefixes") or ())
        for item in values
    }
