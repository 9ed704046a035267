# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Microsoft documented: the names, service tags and addresses an injected cluster needs.

Facts come from `_documented_data`, generated from the files in `data/` at the collection's root; their
headers say which page, which edition, and what is wrong with it. Virtual network injection was retired by
2025-02-01 and the page was removed on 2025-06-02: nobody maintains these lists now.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from typing import Any

from ..values.errors import PlanError
from ..values.regions import location_of
from . import _documented_data as data
from .dependencies import Dependency, make, union

DEFAULT_EDITION = "2024-07"
PUBLIC_CLOUD = "AzureCloud"
CATEGORY = "Documented"
# The documented wildcards whose every name one category of the cluster's own answer lists.
WILDCARD_OWNERS = {"*.core.windows.net": "AzureStorage", "*.vault.azure.net": "AzureKeyVault"}
# Stands in the page's worked example for West US only: commit b4184e0bf of 2021-05-27 took it out of every table.
_UNCONFIRMED = frozenset({"23.99.5.162"})
UNMAINTAINED = (
    "The documented addresses and names are unmaintained since 2025-06: the page was removed and nobody updates them."
)


@dataclass(frozen=True)
class Requirements:
    """Everything one edition says about one region. Addresses are IPv4, in the page's order."""

    region: str
    location: str
    cloud: str
    edition: str
    dependencies: tuple[Dependency, ...]
    management: tuple[str, ...]
    health_monitoring: tuple[str, ...]
    warnings: tuple[str, ...]

    def as_option(self) -> dict[str, Any]:
        """The requirements as users see them in results."""
        return {
            "region": self.region,
            "location": self.location,
            "cloud": self.cloud,
            "edition": self.edition,
            "dependencies": [dependency.as_option() for dependency in self.dependencies],
            "service_tag_rules": service_tag_rules(),
            "management": list(self.management),
            "health_monitoring": list(self.health_monitoring),
            "warnings": list(self.warnings),
        }


def normalise_edition(value: Any) -> str:
    """Return the edition meant by a string or a YAML date; raise PlanError for an unknown one."""
    text = value.isoformat() if isinstance(value, datetime.date) else str(value or DEFAULT_EDITION).strip()
    if text[:7] not in data.EDITIONS or not _is_date(text):
        raise PlanError(f"There is no edition '{value}' of the documented lists; choose from {', '.join(editions())}.")
    return text[:7]


def _is_date(text: str) -> bool:
    """True for a day, or for a month alone."""
    try:
        datetime.date.fromisoformat(text if len(text) > len("2024-07") else f"{text}-01")
    except ValueError:
        return False
    return True


def editions() -> list[str]:
    """The editions at hand, oldest first."""
    return sorted(data.EDITIONS)


def regions(edition: Any = DEFAULT_EDITION) -> list[str]:
    """The display names of all regions an edition lists, in its order."""
    return [row["name"] for row in data.EDITIONS[normalise_edition(edition)]["regions"].values()]


def requirements(region: str, edition: Any = DEFAULT_EDITION) -> Requirements:
    """Return what an edition documents for a region; raise PlanError for a region it does not list."""
    chosen = normalise_edition(edition)
    row = _row(region, chosen)
    return Requirements(
        region=row["name"],
        location=location_of(row["name"]),
        cloud=row["cloud"],
        edition=chosen,
        dependencies=_dependencies(chosen),
        management=tuple(row["management"]),
        health_monitoring=tuple(row["health_monitoring"]),
        warnings=tuple(_warnings(row, chosen)),
    )


def documented_addresses(region: str) -> frozenset[str]:
    """Every address any edition documents for a region: the prefixes whose routes may be ours."""
    rows = (edition["regions"].get(location_of(region)) for edition in data.EDITIONS.values())
    return frozenset(address for row in rows if row for address in (*row["management"], *row["health_monitoring"]))


def every_name() -> tuple[Dependency, ...]:
    """The names of all editions."""
    return union(*(_dependencies(edition) for edition in editions()))


def unconfirmed(addresses: Iterable[str]) -> tuple[str, ...]:
    """Those of the addresses that an example of the page shows and none of its tables."""
    return tuple(address for address in addresses if address in _UNCONFIRMED)


def certificate_authorities(cloud: str = PUBLIC_CLOUD) -> tuple[Dependency, ...]:
    """The hosts of a cloud's certificate authorities that no edition of the page names."""
    entries = [*data.AZURE_CERTIFICATE_AUTHORITIES[""], *data.AZURE_CERTIFICATE_AUTHORITIES.get(cloud, [])]
    return tuple(make("AzureCA", fqdn, port, "azure_ca") for fqdn, port in entries)


def service_tag_rules() -> list[dict[str, Any]]:
    """The network rule the page tells users of Azure Firewall to add, with the page's own source."""
    rule = data.AZURE_FIREWALL_NETWORK_RULE
    return [
        {
            "protocol": rule["protocol"],
            "source_addresses": [rule["source"]],
            "service_tag": tag,
            "destination_ports": [str(port) for port in rule["destination_ports"]],
        }
        for tag in rule["service_tags"]
    ]


def _row(region: str, edition: str) -> dict[str, Any]:
    rows = data.EDITIONS[edition]["regions"]
    row: dict[str, Any] | None = rows.get(location_of(region))
    if row is None:
        near = get_close_matches(location_of(region), list(rows), n=3, cutoff=0.75)
        hint = f" Did you mean {' or '.join(rows[name]['name'] for name in near)}?" if near else ""
        raise PlanError(
            f"Edition {edition} documents no addresses for region '{region}'.{hint}", code="undocumented_region"
        )
    return row


@cache  # the same for every cluster of a call, and for every time that it is judged
def _dependencies(edition: str) -> tuple[Dependency, ...]:
    entries = data.EDITIONS[edition]["names"]
    return tuple(_raw(make(CATEGORY, name, port, "documented"), raw) for name, ports, raw in entries for port in ports)


def _raw(dependency: Dependency, raw: str | None) -> Dependency:
    return dependency if raw is None else replace(dependency, raw=raw)


def _warnings(row: dict[str, Any], edition: str) -> list[str]:
    found = [UNMAINTAINED]
    if not row["health_monitoring"]:
        found.append(
            f"No health monitoring address is published for {row['name']} in edition {edition}:"
            " an empty list is the page's silence, not a statement that none is needed."
        )
    if row["cloud"] != PUBLIC_CLOUD:
        found.append(
            f"{row['name']} is in {row['cloud']}, and the page gives public-cloud names only:"
            " take the cluster's own dependency answer as the truth there."
        )
    return found
