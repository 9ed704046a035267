# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies around a cluster, as it was read: what decides about its traffic, and what is worth knowing besides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from ..documents import firewalls, networks, policies, subnets
from ..documents.clusters import Cluster
from ..documents.ip_groups import IpGroup
from ..documents.limits import Granted
from ..documents.policies import GroupOptions, Policy
from ..documents.rule_collections import Collection
from ..documents.rule_holder import ClassicFirewall, RuleCollectionGroup, RuleHolder
from ..documents.rule_ownership import Ownership
from ..documents.virtual_hubs import VirtualHub
from ..needs.data_sources import DataSources
from ..values import change, resource_ids
from ..values.resource_ids import ResourceId
from ..values.words import FirewallKind, Word
from . import filtering, hub_routes, places, private_links, reach, resolution, routing
from .admin_rules import LaidOver
from .filtering import Applicable, Knowledge
from .flows import Verdict
from .matches import YES, Match
from .next_hops import Routing
from .places import Places
from .private_links import Endpoints, Network
from .reach import Around
from .resolution import PrivateDns, Resolver
from .rulebooks import Rulebooks
from .rulesets import FirewallRule, Ruleset
from .security_groups import SecurityGroup

_LOCK = "/providers/microsoft.authorization/locks/"
OF_IP_GROUP = "ip_group "  # how the fields of unread begin that the key of an IP group follows


@dataclass(frozen=True)
class Lock:
    """A management lock; `level` is CanNotDelete or ReadOnly."""

    id: str
    name: str
    level: str

    @property
    def scope(self) -> str:
        """The id of what is locked, with everything in it."""
        return self.id[: self.id.lower().rfind(_LOCK)]

    def holds(self, id_: str | ResourceId) -> bool:
        """True when the resource is locked by it."""
        return f"{resource_ids.key(id_)}/".startswith(f"{resource_ids.key(self.scope)}/")


@dataclass(frozen=True)
class Beyond:
    """Where a firewall in a network stands: its own subnet with its route table, and the name of its NAT gateway. None
    where there is none; `is_unread` says that there is a subnet, or a table, that could not be read.
    """

    subnet: Mapping[str, Any] | None = None
    table: Mapping[str, Any] | None = None
    gateway: str | None = None
    is_unread: bool = False


@dataclass(frozen=True)
class Besides:
    """What was read. `public_addresses` are those that traffic leaves the firewall with; `private_zones` are linked to
    the network, hold names the cluster needs and decide no verdict; `diagnosis` is what the service itself finds, None
    when it was not asked; `unread` says what could not be read.
    """

    locks: tuple[Lock, ...] = ()
    public_addresses: tuple[str, ...] = ()
    beyond: Beyond = Beyond()
    private_zones: tuple[str, ...] = ()
    diagnosis: tuple[str, ...] | None = None
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Home:
    """The subnet that a cluster is in, and the table that this has today; None where there is none."""

    subnet: Mapping[str, Any] | None
    table: Mapping[str, Any] | None


@dataclass(frozen=True)
class Listed:
    """Every route table and every cluster of these subscriptions, where nothing else tells what a cluster has left."""

    subscriptions: tuple[str, ...]
    tables: tuple[Mapping[str, Any], ...]
    clusters: tuple[Cluster, ...]


class Deciding(Word):
    """What a document decides about."""

    RULES = "rules"
    SUBNET = "subnet"
    SECURITY_GROUP = "security_group"
    ROUTES = "routes"


class Unsettled(NamedTuple):
    """A document whose last change failed or goes on."""

    part: Deciding
    what: str
    name: str
    state: str

    @property
    def why(self) -> str:
        """A part of a sentence."""
        return f"{self.what} {self.name} is {self.state}, so what it shows may not be in force"


@dataclass(frozen=True)
class Landscape:
    """What was read of a cluster and of all that lies around it.

    A document is None where the resource does not exist, an id where none is known. `unread` maps the field of one that
    could not be read to a sentence that says why; `home_subnet`, `home_table` and `living` stand for these.

    `cluster_document` is the cluster's own, for one that is to return to its network, and that counts as there already.

    `data_sources` are what it reads and writes by its configuration, None where nobody asked.

    `appliance` is the next hop of one that is not Azure's, in the place of a firewall. `chain` holds the policies that
    govern the firewall, the root first; `group_id` names the rule collection group of one of them that our rules go to,
    None where they go to the firewall itself. `service_tags` are their prefixes by lower-case name, None when they were
    not asked for. `hub` is the virtual hub that the firewall stands in. `route_table` is the table that the subnet has.
    `admin_rules` are those that network managers lay over the network, `drafts` names what is drafted for the policies;
    None for what was not asked for, or not answered, which `unlooked` says.
    `private_dns` and `private_endpoints` are what decides about needed names and addresses.

    `table_id` and `table` are the route table for our routes, which the subnet may not have yet; `table_named` is True
    for one that the user named, `granted` what Azure says a table takes, and `current_table` is what the subnet of a
    living cluster has instead, read for a removal only. `other_tables` are further ones that hold routes of ours for
    the cluster; None when that could not be told. `home` is where the cluster is today, where another subnet or table
    is asked for. `listed` is for a cluster that is gone.

    `sharing` are the other injected clusters on the subnet and on all that have the same table; None when nobody could
    tell, and nobody asks where it decides nothing; `looked_in` are the subscriptions that were looked into for them.
    `living` are all other clusters that can be seen, asked for where a purge could meet their rules; None when they
    could not be listed. `called` has the keys of all that this call is about, `leaving` of those it lets go.
    """

    cluster_id: ResourceId
    firewall_id: ResourceId | None = None
    cluster: Cluster | None = None
    cluster_document: Mapping[str, Any] | None = None
    answer: tuple[Mapping[str, Any], ...] = ()
    data_sources: DataSources | None = None
    firewall: Mapping[str, Any] | None = None
    appliance: str | None = None
    group_id: ResourceId | None = None
    chain: tuple[Policy, ...] = ()
    ip_groups: Mapping[str, IpGroup | None] = field(default_factory=dict)
    subnet_id: ResourceId | None = None
    subnet: Mapping[str, Any] | None = None
    virtual_network: Mapping[str, Any] | None = None
    hop_network: Mapping[str, Any] | None = None
    hub: VirtualHub | None = None
    security_group: Mapping[str, Any] | None = None
    route_table: Mapping[str, Any] | None = None
    admin_rules: tuple[Mapping[str, Any], ...] | None = None
    drafts: tuple[str, ...] | None = None
    unlooked: tuple[str, ...] = ()
    private_dns: PrivateDns = PrivateDns()
    private_endpoints: Endpoints = field(default_factory=dict)
    service_tags: Mapping[str, tuple[str, ...]] | None = None
    table_id: ResourceId | None = None
    table: Mapping[str, Any] | None = None
    table_named: bool = False
    granted: Granted = Granted()
    current_table: Mapping[str, Any] | None = None
    other_tables: tuple[Mapping[str, Any], ...] | None = ()
    home: Home | None = None
    listed: Listed | None = None
    sharing: tuple[Cluster, ...] | None = ()
    looked_in: tuple[str, ...] = ()
    living: tuple[Cluster, ...] | None = ()
    called: frozenset[str] = frozenset()
    leaving: frozenset[str] = frozenset()
    besides: Besides = Besides()
    unread: Mapping[str, str] = field(default_factory=dict)
    rulebooks: Rulebooks = field(default_factory=Rulebooks, compare=False, repr=False)

    @property
    def is_lost(self) -> bool:
        """True for a cluster that is deleted, or no longer injected: where its routes are it does not say itself."""
        return self.cluster is None or not self.cluster.injected

    @property
    def is_injected(self) -> bool:
        """False for a cluster that is there and in no network: no firewall of its owner sees its traffic."""
        return self.cluster is None or self.cluster.injected

    @property
    def own_subnet(self) -> str | None:
        """The id of the subnet that an injected cluster itself names; None for any other."""
        return self.cluster.subnet_id if self.cluster and self.cluster.injected else None

    @property
    def may_learn_of_firewall(self) -> bool:
        """True where routes that nobody reads may lead to the firewall: those of a virtual hub, and of a route server,
        which appliances tell what to send where. A gateway's lead to the gateway.
        """
        own, far = self.virtual_network, self.hop_network
        if own is None or self.firewall is None or self.is_in_hub:
            return True
        read = [one for one in (own, far) if one is not None]
        lent = [one.remote for one in networks.peerings(own) if one.uses_gateways]
        unread = [id_ for id_ in lent if not any(resource_ids.same(id_, str(one.get("id"))) for one in read)]
        return bool(unread) or any(map(networks.has_route_server, read))

    @cached_property
    def laid_over(self) -> LaidOver:
        """What network managers lay over the network; nothing where that could not be read."""
        delegated = self.subnet is not None and subnets.is_delegated(self.subnet)
        return LaidOver(self.admin_rules or (), delegated)

    def guard_of(self, verdict: Verdict) -> str:
        """Whose rule it is that lets nothing out of the subnet, or in."""
        is_group = verdict.by[:1] == (str((self.security_group or {}).get("name")),)
        return "of the subnet's security group" if is_group else "of a network manager"

    @property
    def policy(self) -> Policy | None:
        """The policy that our rules go to, None where there is none."""
        return policies.of_chain(self.chain, self.group_id.parent) if self.group_id else None

    @property
    def rules_id(self) -> ResourceId | None:
        """What our rules are kept in: the group, else the firewall; None where neither is known."""
        return self.group_id or self.firewall_id

    @property
    def rule_holder(self) -> RuleHolder:
        """The same as it was read."""
        if self.group_id is None:
            return ClassicFirewall(self.firewall)
        policy = self.policy
        document = policy.group(self.group_id.name) if policy else None
        return RuleCollectionGroup(document, policies.down_to(self.chain, self.group_id.parent))

    def with_rules(self, document: Mapping[str, Any] | None) -> Landscape:
        """The same landscape with this document in the place of what our rules are kept in."""
        if self.group_id is None:
            return replace(self, firewall=document)
        name, policy = self.group_id.name, self.policy
        return replace(
            self, chain=tuple(one.with_group(name, document) if one is policy else one for one in self.chain)
        )

    def without_ours(self, ownership: Ownership) -> Landscape:
        """The same landscape without our collections, and without a group that is empty then."""
        return self.with_rules(self.rule_holder.absent(ownership))

    def with_ours(self, wanted: Sequence[Collection], ownership: Ownership, options: GroupOptions) -> Landscape:
        """The same landscape with these collections; raise PlanError for what stands against them.

        With a policy that could not be read, which is told elsewhere, it stays as it is.
        """
        holder = self.rule_holder
        return self if holder.is_missing else self.with_rules(holder.present(wanted, ownership, options))

    def beside(self, besides: Besides) -> Landscape:
        """The same landscape with what decides no verdict, so that what was found out for verdicts stays."""
        return self._alike("besides", besides)

    def with_ip_groups(self, groups: Mapping[str, IpGroup | None]) -> Landscape:
        """The same landscape with the IP groups that its rules name, before any of them was judged."""
        return self._alike("ip_groups", groups)

    def _alike(self, field_: str, value: Any) -> Landscape:
        made = copy(self)
        object.__setattr__(made, field_, value)
        return made

    @cached_property
    def unsettled(self) -> tuple[Unsettled, ...]:
        """What decides a verdict and may not be in force as it was read."""
        found = (
            Unsettled(part, what, str(one.get("name")), change.state_of(one)) for part, what, one in self._deciding()
        )
        return tuple(one for one in found if one.state.lower() != "succeeded")

    @property
    def not_in_force(self) -> list[Unsettled]:
        """All that decides a verdict and may not be in force: the same, and what decides about some flows alone."""
        groups = [(key.rpartition("/")[2], one) for key, one in self.ip_groups.items() if one and not one.is_settled]
        endpoints = [one for one in self.routing.endpoints if not one.is_settled]
        return [
            *self.unsettled,
            *(Unsettled(Deciding.RULES, "IP group", name, one.state) for name, one in groups),
            *(Unsettled(Deciding.ROUTES, "service endpoint", one.service, one.state) for one in endpoints),
        ]

    def _deciding(self) -> Iterator[tuple[Deciding, str, Mapping[str, Any]]]:
        for policy in self.chain:
            yield Deciding.RULES, "firewall policy", policy.document
            yield from ((Deciding.RULES, "rule collection group", group) for group in policy.groups)
        single = (
            (Deciding.RULES, "firewall", self.firewall),
            (Deciding.SUBNET, "subnet", self.subnet),
            (Deciding.SECURITY_GROUP, "network security group", self.security_group),
            (Deciding.ROUTES, "route table", self.route_table),
        )
        yield from ((part, what, document) for part, what, document in single if document)

    @cached_property
    def places(self) -> Places:
        """The places that are known."""
        return places.around(self.subnet, self.virtual_network, self.route_table, self.service_tags)

    @cached_property
    def knowledge(self) -> Knowledge:
        """What is known besides the rules."""
        reasons = {field.removeprefix(OF_IP_GROUP): why for field, why in self.unread.items()}
        return Knowledge(self.places, self.ip_groups, reasons)

    @cached_property
    def group(self) -> SecurityGroup | None:
        """The subnet's security group with its rules in their order."""
        return None if self.security_group is None else SecurityGroup(self.security_group)

    @cached_property
    def ruleset(self) -> Ruleset:
        """The firewall's rules in their order."""
        return self.rulebooks.ruleset(self.firewall, self.chain)

    @cached_property
    def routing(self) -> Routing:
        """The way out of the subnet."""
        may_be = "virtual_network" in self.unread or networks.has_gateway(self.virtual_network)
        return routing.of_subnet(
            self.subnet,
            self.route_table,
            self.virtual_network,
            self.places,
            held=private_links.held(*self._endpoints),
            unread=self.unread.get("route_table", ""),
            network_unread="virtual_network" in self.unread,
            given=hub_routes.of_network(self.hub, self.firewall_id, self.network_id, may_be_connected=may_be),
        )

    @cached_property
    def resolver(self) -> Resolver:
        """Who answers for names."""
        own = str(self.subnet_id.parent) if self.subnet_id else (self.virtual_network or {}).get("id")
        return resolution.of_documents(
            self.virtual_network,
            own,
            None if self.appliance else self.firewall,
            self.chain,
            self.private_dns,
            filter(None, self.private_endpoints.values()),
            unread=self.unread.get("virtual_network", ""),
            refused=private_links.refused(*self._endpoints),
            # A firewall in a hub stands in no subnet that anybody sees.
            is_beside=lambda one: not self.is_in_hub and reach.is_beside(one, self.firewall_address, self.around),
        )

    @property
    def _endpoints(self) -> tuple[Network, Network, Endpoints, Mapping[str, str]]:
        return self.virtual_network, self.hop_network, self.private_endpoints, self.unread

    @cached_property
    def reach(self) -> Match:
        """Whether the subnet's network can reach the firewall, or the appliance in its place."""
        address = self.firewall_address
        # A firewall without an address is told as such.
        return reach.of_hop(address, self.around) if address else YES

    @property
    def network_id(self) -> ResourceId | None:
        """The network of the subnet."""
        return self.subnet_id.parent if self.subnet_id else None

    @property
    def is_in_hub(self) -> bool:
        """True for a firewall in a virtual hub, which gives its spokes their default route."""
        return self.firewall is not None and firewalls.kind_of(self.firewall) == FirewallKind.HUB

    @property
    def around(self) -> Around:
        """What decides whether a next hop can be reached."""
        name = self.subnet_id.name if self.subnet_id else ""
        return Around(self.virtual_network, name, self.hop_network, self.route_table, self.unread)

    @property
    def hop_address(self) -> str | None:
        """The address of the firewall, where it has none the one that the default route names."""
        return self.firewall_address or next((one.hop_address for one in self.routing.defaults()), None)

    @cached_property
    def _applicable(self) -> dict[tuple[str, ...], Applicable]:
        return {}

    def applicable_to(self, sources: tuple[str, ...]) -> Applicable:
        """The rules that may match traffic of these sources, found once for all that is asked about it."""
        if sources not in self._applicable:
            index = self.rulebooks.index(self.ruleset, self.ip_groups)
            self._applicable[sources] = filtering.applicable(index, sources)
        return self._applicable[sources]

    def rules_for(self, sources: tuple[str, ...]) -> tuple[FirewallRule, ...]:
        """The same without an order of questions: all of them."""
        return self.applicable_to(sources).concerning

    @property
    def firewall_address(self) -> str | None:
        """The address a default route must lead to."""
        return self.appliance or firewalls.private_address(self.firewall or {})

    @property
    def name(self) -> str:
        """The name of the firewall, or of the policy where there is none, or the address of the appliance."""
        through = self.firewall_id or (self.group_id.parent if self.group_id else None)
        return self.appliance or (through.name if through else "")

    @property
    def described(self) -> str:
        """What the traffic goes through, in a sentence."""
        return f"{'appliance' if self.appliance else 'firewall'} {self.name}"
