# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user decides: one word per decision, here and in the options."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..documents import routes, rule_collections
from ..documents.policies import DEFAULT_GROUP
from ..documents.rule_ownership import DEFAULT_PRIORITY_BASE
from ..needs import documented
from ..needs.dependencies import Dependency
from ..values.errors import PlanError

PRESENT, ABSENT = "present", "absent"
# sources
DOCUMENTED, DISCOVERED, AZURE_CA = _SOURCES = "documented", "discovered", "azure_ca"
# wildcards
KEEP, NARROW = "keep", "narrow"
# amqp
SERVICE_TAG, FQDN, REFUSE = "service_tag", "fqdn", "refuse"
# documented_names, outside the public cloud
NONE, PUBLIC, MAPPED = "none", "public", "mapped"
# management
ADDRESSES, BOTH = "addresses", "both"
# routes and default_route
AUTO, MANAGE, REPORT, VERIFY = "auto", "manage", "report", "verify"
# source_addresses: this word stands for the prefixes of the subnet
SUBNET = "subnet"

# steps
PLAN, ALLOW, ROUTE, CHECK = STEPS = "plan", "allow", "route", "check"
ALL_STEPS = frozenset({ALLOW, ROUTE, CHECK})  # every call plans first

DEFAULT_ROUTE_LIMIT = 400  # per table: Networking limits, editions 2020 to 2023; newer texts say more


@dataclass(frozen=True)
class Request:
    """The user's decisions; what is not decided has the documented default.

    `appliance` is the next hop of one that is not Azure's, in the place of a firewall: nothing there can be read.
    `region` is for a cluster that is gone; another one must be in it. The group and its priority only count where a
    policy governs the firewall. `max_removals` None means a quarter of what is ours, at least ten. `steps` are those
    that are asked for: where ROUTE is not among them, nothing is written to a table or a subnet.
    """

    state: str = PRESENT
    appliance: str | None = None
    region: str | None = None
    edition: str = documented.DEFAULT_EDITION
    sources: tuple[str, ...] = (DOCUMENTED, DISCOVERED)
    extra_dependencies: tuple[Dependency, ...] = ()
    wildcards: str = KEEP
    amqp: str = SERVICE_TAG
    documented_names: str = NONE
    source_addresses: tuple[str, ...] = (SUBNET,)
    skip_addresses: tuple[str, ...] = ()
    management: str = ADDRESSES
    routes: str = AUTO
    default_route: str = VERIFY
    route_limit: int = DEFAULT_ROUTE_LIMIT
    tags: Mapping[str, str] | None = None
    append_tags: bool = True
    collection_prefix: str = "adx-"
    owned_prefix: str | None = None
    purge: bool = False
    priority_base: int = DEFAULT_PRIORITY_BASE
    rule_collection_group: str = DEFAULT_GROUP
    group_priority: int | None = None
    max_removals: int | None = None
    additive: bool = False
    allow_not_injected: bool = False
    replace_existing: bool = False
    accept: frozenset[str] = frozenset()
    appliance_confirmed: bool = False
    gate: bool = True
    steps: frozenset[str] = ALL_STEPS

    def __post_init__(self) -> None:
        for source in self.sources:
            if source not in _SOURCES:
                raise PlanError(f"sources names '{source}'; it takes {', '.join(_SOURCES)}.")
        if self.additive and self.purge:
            raise PlanError("additive: true takes nothing away, and purge: true does; leave one of them out.")


def appliance_of(option: Any) -> str | None:
    """Read `{next_hop: ADDRESS}`, None for nothing; raise PlanError for what no route could lead to."""
    if not option:
        return None
    if not isinstance(option, Mapping) or set(option) != {"next_hop"}:
        raise PlanError(f"appliance is {option!r}; it takes {{next_hop: ADDRESS}} and nothing else.")
    try:
        return str(ipaddress.IPv4Address(str(option["next_hop"]).strip()))
    except ValueError as error:
        raise PlanError(
            f"appliance has next_hop {option['next_hop']!r}, which is no IPv4 address a default route could lead to."
        ) from error


def require_addresses(request: Request) -> None:
    """Raise PlanError for an address no cluster could make sense of."""
    for address in request.skip_addresses:
        routes.host_prefix(address)
    for source in request.source_addresses:
        if source != SUBNET:
            rule_collections.address(source, "source_addresses", tag=False)


def require_sources(request: Request) -> None:
    """Raise PlanError when there is nothing to ask which names a cluster needs."""
    if not request.sources and not request.extra_dependencies:
        raise PlanError("Nothing tells which names the cluster needs: sources and extra_dependencies are both empty.")
