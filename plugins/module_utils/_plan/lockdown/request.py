# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user decides: one word per decision, here and in the options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..documents import routes, rule_collections
from ..documents.policies import DEFAULT_GROUP
from ..documents.rule_ownership import DEFAULT_PRIORITY_BASE
from ..needs import documented
from ..needs.dependencies import Dependency
from ..values import addresses
from ..values.errors import PlanError
from ..values.words import DesiredState, Word


class NameSource(Word):
    """`sources`: where the names a cluster needs are taken from."""

    DOCUMENTED = "documented"
    DISCOVERED = "discovered"
    AZURE_CA = "azure_ca"


class Wildcards(Word):
    """`wildcards`: whether a documented one stays beside the service's own, narrower answer."""

    KEEP = "keep"
    NARROW = "narrow"


class Amqp(Word):
    """`amqp`: how port 5671 is opened."""

    SERVICE_TAG = "service_tag"
    FQDN = "fqdn"
    REFUSE = "refuse"


class DocumentedNames(Word):
    """`documented_names`: what becomes of the documented names outside the public cloud."""

    NONE = "none"
    PUBLIC = "public"
    MAPPED = "mapped"


class Management(Word):
    """`management`: what the routes to the management addresses are."""

    ADDRESSES = "addresses"
    SERVICE_TAG = "service_tag"
    BOTH = "both"


class RoutesMode(Word):
    """`routes`: who keeps them."""

    AUTO = "auto"
    MANAGE = "manage"
    REPORT = "report"


class DefaultRoute(Word):
    """`default_route`: whether it is looked for, written, or nobody's business here."""

    VERIFY = "verify"
    MANAGE = "manage"
    NONE = "none"


class Step(Word):
    """`steps` of a call."""

    PLAN = "plan"
    ALLOW = "allow"
    ROUTE = "route"
    CHECK = "check"


SUBNET_PREFIXES = "subnet"  # in source_addresses this word stands for the prefixes of the subnet
ALL_STEPS = frozenset({Step.ALLOW, Step.ROUTE, Step.CHECK})  # every call plans first


@dataclass(frozen=True)
class Needs:
    """What the clusters need: the options of the block `needs`."""

    edition: str = documented.DEFAULT_EDITION
    sources: tuple[str, ...] = (NameSource.DOCUMENTED, NameSource.DISCOVERED)
    extra_dependencies: tuple[Dependency, ...] = ()
    wildcards: str = Wildcards.KEEP
    amqp: str = Amqp.SERVICE_TAG
    documented_names: str = DocumentedNames.NONE
    source_addresses: tuple[str, ...] = (SUBNET_PREFIXES,)
    skip_addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lockdown:
    """How they are locked down: the options of the block `lockdown`.

    The group and its priority only count where a policy governs the firewall. `max_removals` None means a quarter of
    what is ours, at least ten; `route_limit` None what Azure itself says, else its documentation.
    """

    management: str = Management.ADDRESSES
    routes: str = RoutesMode.AUTO
    default_route: str = DefaultRoute.VERIFY
    route_limit: int | None = None
    collection_prefix: str = "adx-"
    priority_base: int = DEFAULT_PRIORITY_BASE
    rule_collection_group: str = DEFAULT_GROUP
    group_priority: int | None = None
    max_removals: int | None = None
    additive: bool = False
    allow_not_injected: bool = False
    replace_existing: bool = False
    accept: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Planning:
    """What else a plan is decided on: the options of the block `planning`.

    `region` is for a cluster that is gone; another one must be in it.
    """

    region: str | None = None
    owned_prefix: str | None = None
    purge: bool = False
    gate: bool = True


@dataclass(frozen=True)
class Request(Needs, Lockdown, Planning):
    """The user's decisions; what is not decided has the documented default.

    The options of the same names are made from these fields. `appliance` is the next hop of one that is not Azure's, in
    the place of a firewall: nothing there can be read. `steps` are those that are asked for: where ROUTE is not among
    them, nothing is written to a table or a subnet.
    """

    state: str = DesiredState.PRESENT
    appliance: str | None = None
    appliance_confirmed: bool = False
    tags: Mapping[str, str] | None = None
    append_tags: bool = True
    steps: frozenset[str] = ALL_STEPS

    def __post_init__(self) -> None:
        for source in self.sources:
            if source not in list(NameSource):
                raise PlanError(f"sources names '{source}'; it takes {', '.join(NameSource)}.")
        if self.additive and self.purge:
            raise PlanError("additive: true takes nothing away, and purge: true does; leave one of them out.")


def appliance_of(option: Any) -> str | None:
    """Read `{next_hop: ADDRESS}`, None for nothing; raise PlanError for what no route could lead to."""
    if not option:
        return None
    if not isinstance(option, Mapping) or set(option) != {"next_hop"}:
        raise PlanError(f"appliance is {option!r}; it takes {{next_hop: ADDRESS}} and nothing else.")
    try:
        return str(addresses.address(str(option["next_hop"]).strip(), version=4))
    except ValueError as error:
        raise PlanError(
            f"appliance has next_hop {option['next_hop']!r}, which is no IPv4 address a default route could lead to."
        ) from error


def require_addresses(request: Request) -> None:
    """Raise PlanError for an address no cluster could make sense of."""
    for address in request.skip_addresses:
        routes.host_prefix(address)
    for source in request.source_addresses:
        if source != SUBNET_PREFIXES:
            rule_collections.address(source, "source_addresses", tag=False)


def require_sources(request: Request) -> None:
    """Raise PlanError when there is nothing to ask which names a cluster needs."""
    if not request.sources and not request.extra_dependencies:
        raise PlanError("Nothing tells which names the cluster needs: sources and extra_dependencies are both empty.")
