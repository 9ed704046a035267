# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user decides: one word per decision, here and in the options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..documents import routes, rule_collections
from ..documents.policies import DEFAULT_GROUP
from ..documents.rule_ownership import DEFAULT_PRIORITY_BASE
from ..needs import data_sources, documented
from ..needs.dependencies import Dependency
from ..needs.uses import Use
from ..values import addresses
from ..values.errors import PlanError
from ..values.words import DesiredState, Word
from .acceptance import NO_GATE


class NameSource(Word):
    """`sources`: where the names a cluster needs are taken from.

    For clouds other than the public one no names were published: DOCUMENTED has none there, MAPPED those with a known
    counterpart, PUBLIC the names as they are.
    """

    DOCUMENTED = "documented"
    MAPPED = "mapped"
    PUBLIC = "public"
    DISCOVERED = "discovered"
    AZURE_CA = "azure_ca"
    DATA_SOURCES = data_sources.SOURCE


class Wildcards(Word):
    """`wildcards`: whether a documented one stays beside the service's own, narrower answer."""

    KEEP = "keep"
    NARROW = "narrow"


class Amqp(Word):
    """`amqp`: how port 5671 is opened."""

    SERVICE_TAG = "service_tag"
    FQDN = "fqdn"
    REFUSE = "refuse"


class Management(Word):
    """`management`: what the routes to the management addresses are."""

    ADDRESSES = "addresses"
    SERVICE_TAG = "service_tag"
    BOTH = "both"


class RulesMode(Word):
    """`rules`: who writes them."""

    MANAGE = "manage"
    REPORT = "report"


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
    RETURN = "return"
    CHECK = "check"


SUBNET_PREFIXES = "subnet"  # in source_addresses this word stands for the prefixes of the subnet
DOCUMENTED_NAMES = frozenset({NameSource.DOCUMENTED, NameSource.MAPPED, NameSource.PUBLIC})
ALL_STEPS = frozenset({Step.ALLOW, Step.ROUTE, Step.CHECK})  # every call plans first; a return is asked for by name
WRITING = frozenset({Step.ALLOW, Step.ROUTE, Step.RETURN})


@dataclass(frozen=True)
class Needs:
    """What the clusters need: the options of the block `needs`."""

    edition: str = documented.DEFAULT_EDITION
    sources: tuple[str, ...] = (NameSource.DOCUMENTED, NameSource.DISCOVERED)
    extra_dependencies: tuple[Dependency, ...] = ()
    wildcards: str = Wildcards.KEEP
    amqp: str = Amqp.SERVICE_TAG
    source_addresses: tuple[str, ...] = (SUBNET_PREFIXES,)
    skip_addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Uses:
    """What the user says that queries use: the option of the block `uses`. None: nobody said anything."""

    uses: tuple[Use, ...] | None = None


@dataclass(frozen=True)
class Lockdown:
    """How they are locked down: the options of the block `lockdown`.

    The group only counts where a policy governs the firewall. `max_removals` None means a quarter of
    what is ours, at least ten.
    """

    management: str = Management.ADDRESSES
    rules: str = RulesMode.MANAGE
    routes: str = RoutesMode.AUTO
    default_route: str = DefaultRoute.VERIFY
    collection_prefix: str = "adx-"
    priority_base: int = DEFAULT_PRIORITY_BASE
    rule_collection_group: str = DEFAULT_GROUP
    max_removals: int | None = None
    additive: bool = False
    accept: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Planning:
    """What else a plan is decided on: the options of the block `planning`."""

    purge: bool = False


@dataclass(frozen=True)
class Request(Needs, Uses, Lockdown, Planning):
    """The user's decisions; what is not decided has the documented default.

    The options of the same names are made from these fields. `appliance` is the next hop of one that is not Azure's, in
    the place of a firewall: nothing there can be read. `region` is for a cluster that is gone; another one must be in
    it. `group_priority` None keeps that of the group, or takes the first free one. `steps` are those that are asked
    for: where ROUTE is not among them, nothing is written to a table or a subnet. With `only_left` a lock-down goes
    only where the cluster has left its network.
    """

    state: str = DesiredState.PRESENT
    appliance: str | None = None
    region: str | None = None
    group_priority: int | None = None
    tags: Mapping[str, str] | None = None
    steps: frozenset[str] = ALL_STEPS
    only_left: bool = False

    @property
    def returns(self) -> bool:
        """True where the cluster is to be in its network again, and is planned and judged as if it were."""
        return Step.RETURN in self.steps and self.state == DesiredState.PRESENT

    @property
    def gate(self) -> bool:
        """True where each step waits for what is looked at before it."""
        return NO_GATE not in self.accept

    @property
    def asks_for_data_sources(self) -> bool:
        """True where what the cluster reads and writes by its configuration is looked at: where rules are wanted for
        it, and where wildcards that may cover it are dropped.
        """
        return NameSource.DATA_SOURCES in self.sources or self.wildcards == Wildcards.NARROW

    def accepting(self, word: str) -> Request:
        """The same, with one more risk accepted."""
        return replace(self, accept=self.accept | {word})

    def __post_init__(self) -> None:
        for source in self.sources:
            if source not in list(NameSource):
                raise PlanError(f"O(sources) names '{source}'; it takes {', '.join(NameSource)}.")
        ways = [source for source in self.sources if source in DOCUMENTED_NAMES]
        if len(set(ways)) > 1:
            raise PlanError(f"O(sources) has {' and '.join(ways)}, which are ways to take the same names; give one.")
        if self.additive and self.purge:
            raise PlanError("O(additive): true takes nothing away, and O(purge): true does; leave one of them out.")


def appliance_of(firewall: Any) -> str | None:
    """Read `{next_hop: ADDRESS}`, None for a firewall of Azure; raise PlanError for what no route could lead to."""
    if not isinstance(firewall, Mapping) or "next_hop" not in firewall:
        return None
    option = firewall
    if set(option) != {"next_hop"}:
        raise PlanError(
            f"O(firewall) is {dict(option)!r}; for an appliance it takes {{next_hop: ADDRESS}} and nothing else."
        )
    try:
        return str(addresses.address(str(option["next_hop"]).strip(), version=4))
    except ValueError as error:
        raise PlanError(
            f"O(firewall) has next_hop {option['next_hop']!r}, which is no IPv4 address a default route could lead to."
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
        raise PlanError(
            "Nothing tells which names the cluster needs: O(sources) and O(extra_dependencies) are both empty."
        )
