# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure as the safe order sees it, without a server: documents in a dictionary, and other people on order."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import (
    clusters,
    network_membership,
    route_tables,
    subnets,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.clusters import Cluster
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_holder import ClassicFirewall
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence import stores
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.stores import Lack, Logs, Why
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet import changes
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet.fleet import Asked, Member, Read
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import returning
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.approval import Part
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.returning import Standing, WayBack
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.change import Outcome
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Besides, Landscape
from ansible_collections.adx.outbound.plugins.module_utils._run.port import Failure
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict.documents import hub, spoke


def id_of(type_: str, *names: str) -> ResourceId:
    """The id of a resource of the world."""
    return ResourceId("s", "rg", type_, names)


def firewall_of(name: str = "fw") -> ResourceId:
    """The id of a firewall."""
    return id_of(resource_ids.FIREWALL, name)


@dataclass(frozen=True)
class Place:
    """Where a cluster is."""

    subnet: ResourceId
    table: ResourceId
    firewall: ResourceId


class Azure:
    """The port. `calls` has what was asked, in its order; `orders` what somebody does right before such a call, and
    `late` what the next looks show of a resource, whatever is there.
    """

    def __init__(self, *, check_mode: bool = False) -> None:
        self.check_mode, self.pauses = check_mode, 0
        self.documents: dict[str, Any] = {}
        self.places: dict[str, Place] = {}
        self.calls: list[str] = []
        self.told: list[str] = []
        self.progressed: list[str] = []
        self.groups: list[list[Any]] = []  # what was done at once
        self.orders: dict[str, list[Callable[[], None]]] = defaultdict(list)
        self.late: dict[str, list[Any]] = defaultdict(list)
        self.networks: dict[str, dict[str, Any]] = {}  # what the documents of clusters say, beside their subnet
        self.members: dict[str, dict[str, Any]] = {}  # and what else they say
        self.lost: set[str] = set()  # ids that clusters would return to, and that are gone
        self.ignored: set[str] = set()  # clusters of which a write changes nothing
        self.gone: set[str] = set()  # clusters that are away, with all that was made for them
        self.writing: Any = None  # the last one
        self.logged: Logs | None = None  # what the logs of any firewall have
        self.asked_for: tuple[str, ...] = ()
        self._writes = 0

    # The world

    def place(self, name: str, *, network: str = "", table: str = "", subnet: str = "", **known: Any) -> None:
        """A cluster on a subnet and a table of its own unless they are given; `bare` leaves the table out."""
        network, subnet = network or f"vnet-{name}", subnet or f"snet-{name}"
        there = Place(
            id_of(resource_ids.SUBNET, network, subnet),
            id_of(resource_ids.ROUTE_TABLE, table or f"rt-{name}"),
            firewall_of(known.get("firewall", "fw")),
        )
        self.places[name] = there
        self.documents.setdefault(resource_ids.key(there.firewall), world.firewall())
        bare, prefix = known.get("bare", False), f"10.20.{len(self.places)}.0/24"
        self.put(there.subnet, world.subnet(None if bare else there.table, addressPrefix=prefix))
        if not bare:
            self.put(there.table, world.table(*known.get("routes", ()), subnets=()))

    def put(self, id_: ResourceId, document: Any) -> None:
        """Write a document, as anybody does."""
        self._writes += 1
        self.documents[resource_ids.key(id_)] = document and {
            **document,
            "id": str(id_),
            "name": id_.name,
            "etag": str(self._writes),
        }

    def get(self, id_: ResourceId) -> Any:
        """A copy of a document."""
        return copy.deepcopy(self.documents.get(resource_ids.key(id_)))

    def order(self, call: str, act: Callable[[], None]) -> None:
        """Have something done right before the next call of this name."""
        self.orders[call].append(act)

    def asked(self, name: str, **own: Any) -> Asked:
        """A cluster to be locked down, or with state=absent to be let go; for speed it needs what it names itself."""
        there = self.places[name]
        return Asked(
            Request(**{"sources": ("discovered",), **own}), replace(world.CLUSTER, names=(name,)), there.firewall
        )

    # The port

    def read(self, asked: Any) -> Any:
        return self.together(self._read, asked)

    def look(self, members: Any) -> Any:
        return self.together(self._look, members)

    def cluster(self, member: Member) -> Any:
        self._happens(f"cluster {_name(member)}")
        return self._cluster(_name(member))

    def way_back(self, member: Member) -> WayBack:
        name = _name(member)
        self._happens(f"way back {name}")
        if name in self.gone:
            return WayBack(None)
        document = self._document(name)
        return WayBack(document, self._places(document))

    def look_aside(self, member: Member, found: Landscape) -> Besides:
        self._happens(f"aside {_name(member)}")
        return Besides()

    def write(self, writing: Any) -> Outcome:
        call = f"{writing.part} {', '.join(_name(one) for one in writing.members)}"
        self._happens(f"write {call}")
        self.writing = writing
        if writing.part == Part.NETWORK:
            return self._move(writing, call)
        found = self.get(writing.id)
        wanted = self._wanted(writing, copy.deepcopy(found))
        if wanted != found and writing.guard:
            writing.guard()
        if wanted != found and not self.check_mode:
            self._meets(f"while {call}")
            self.put(writing.id, wanted)
            wanted = self.get(writing.id)
        return Outcome(found, wanted, wanted != found, wanted, found)

    def _move(self, writing: Any, call: str) -> Outcome:
        """Send a cluster back to its network, as far as Azure does it."""
        name = _name(writing.members[0])
        found = self._document(name)
        wanted = network_membership.returned(found)
        if wanted != found and writing.guard:
            writing.guard()
        if wanted != found and not self.check_mode:
            self._meets(f"while {call}")
            if name not in self.ignored:
                self.networks[name] = {**self.networks.get(name, {}), "state": "Enabled"}
        return Outcome(found, wanted, wanted != found, wanted, found)

    def take_back(self, writing: Any, outcome: Outcome) -> None:
        self._happens(f"take back {writing.part}")
        if (self.get(writing.id) or {}).get("etag") != (outcome.document or {}).get("etag"):
            raise PlanError(f"Somebody has written {writing.id.described()}.", "written_since")
        self.put(writing.id, outcome.original)

    def shown(self, writing: Any, outcome: Outcome) -> dict[str, str]:
        return {"before": str(outcome.before), "after": str(outcome.after), "after_header": writing.id.described()}

    def together(self, call: Any, items: Any) -> Any:
        found, listed = [], list(items)
        self.groups.append(listed)
        for item in listed:
            try:
                found.append((call(item), None))
            except Exception as error:
                found.append((None, error))
        return found

    def logs(self, firewall: ResourceId, sources: Any, wanted: Any) -> Logs:
        self._happens(f"logs {firewall.name}")
        self.asked_for = tuple(sources)
        return self.logged or stores.nothing(firewall.name, Why(Lack.NOT_LOGGED, "there are none"))

    def pace(self, seconds: float) -> Callable[[str], bool]:
        left = iter(range(self.pauses))

        def pause(what: str) -> bool:
            self._happens(f"wait {what}")
            return next(left, None) is not None

        return pause

    def tell(self, line: str, *, is_news: bool = True) -> None:
        (self.told if is_news else self.progressed).append(line)

    def explain(self, error: Exception) -> Failure:
        return Failure(str(error), getattr(error, "code", ""), getattr(error, "sent", False))

    # Inside

    def _happens(self, call: str) -> None:
        self.calls.append(call)
        self._meets(call)

    def _meets(self, call: str) -> None:
        for act in self.orders.pop(call, ()):
            act()

    def _read(self, asked: Asked) -> Read:
        name = asked.cluster.name
        self._happens(f"read {name}")
        if name in self.gone:
            return Read(None)
        there = self.places[name]
        found, document = self._cluster(name), None
        if asked.request.returns and found:
            document = self._document(name)
            returning.require_returnable(found, document)
            if not found.injected:
                returning.require_places(found, self._places(document))
            found = replace(found, injected=True)
        subnet = self.get(there.subnet)
        landscape = Landscape(
            asked.cluster,
            there.firewall,
            cluster=found,
            cluster_document=document,
            answer=world.answer(),
            firewall=self.get(there.firewall),
            subnet_id=there.subnet,
            subnet=subnet,
            table_id=there.table,
            table=self.get(there.table),
        )
        member = Member.of(asked.request, landscape)
        return Read(member, self._around(member, self.documents))

    def _cluster(self, name: str) -> Cluster | None:
        """A cluster as its document shows it; None for one that is away."""
        if name in self.gone:
            return None
        return clusters.from_arm(self._document(name))

    def _document(self, name: str) -> Any:
        addresses = {"enginePublicIpId": f"/pip/engine-{name}", "dataManagementPublicIpId": f"/pip/data-{name}"}
        network = {"subnetId": str(self.places[name].subnet), **addresses, **self.networks.get(name, {})}
        own = {"provisioningState": "Succeeded", "uri": f"https://{name}", **self.members.get(name, {})}
        document = world.cluster(**network)
        document["properties"] |= own
        return {**document, "id": str(replace(world.CLUSTER, names=(name,)))}

    def _places(self, document: Any) -> tuple[returning.Place, ...]:
        named = network_membership.places(document).items()
        return tuple(
            returning.Place(one, id_, Standing.GONE if id_ in self.lost else Standing.THERE) for one, id_ in named
        )

    def _look(self, member: Member) -> Landscape:
        self._happens(f"look {_name(member)}")
        late = {key: documents.pop(0) for key, documents in self.late.items() if documents}
        return self._around(member, {**self.documents, **late})

    def _around(self, member: Member, documents: dict[str, Any]) -> Landscape:
        landscape = member.plan.landscape
        subnet = documents.get(resource_ids.key(landscape.subnet_id))
        table = subnets.route_table_id(subnet)
        return copy.deepcopy(
            replace(
                landscape,
                firewall=documents[resource_ids.key(landscape.firewall_id)],
                subnet=subnet,
                virtual_network=spoke(),
                hop_network=hub(),
                route_table=documents.get(resource_ids.key(table)) if table else None,
            )
        )

    def _wanted(self, writing: Any, document: Any) -> Any:
        members, first = writing.members, writing.members[0]
        if writing.part == Part.RULES:
            return changes.with_rules(ClassicFirewall(document), members)
        table = first.plan.landscape.table_id
        if writing.part == Part.SUBNET:
            if first.is_present:
                return subnets.associated(document, str(table), instead=False)
            return subnets.dissociated(document, table)
        assert writing.part == Part.ROUTES
        if first.is_present:
            return changes.routed(document or route_tables.new_table("westus"), members)
        used = [place.subnet for place in self.places.values() if str(place.subnet) not in writing.left]
        has = [one for one in used if resource_ids.same(subnets.route_table_id(self.get(one)), table)]
        beside = [one for one in writing.staying if one.has_table(table)]
        return route_tables.removed(document, changes.leaving(members, beside), in_use=bool(has))


def _name(member: Member) -> str:
    return member.plan.landscape.cluster_id.name
