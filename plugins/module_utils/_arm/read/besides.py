# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what decides no verdict and is worth knowing: locks, public addresses, private zones, the service's own view.

Each is a list of a subscription or a resource group, so that their number does not grow with what is in them. What may
not be read is told and never stops a check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from ..._plan.documents import firewalls, shapes, subnets
from ..._plan.documents.private_zones import holds_names
from ..._plan.values import resource_ids, words
from ..._plan.values.errors import PlanError
from ..._plan.values.resource_ids import ResourceId
from ..._plan.verdict.landscape import Besides, Beyond, Landscape, Lock
from ..._plan.verdict.resolution import Asked
from ..login.session import Session
from ..wire import answers, api_versions, rest
from ..wire.errors import ArmError
from ..wire.patience import Patience
from ..wire.rest import Http
from .kusto import Kusto

_LOCKS = "Microsoft.Authorization/locks"
_ZONES = "Microsoft.Network/privateDnsZones"
_BRIEF = 30.0  # seconds for all lists that fail in passing: no verdict waits for them
Result = TypeVar("Result")


def read(
    session: Session,
    patience: Patience,
    landscape: Landscape,
    *,
    names: Iterable[str],
    subnet: ResourceId | None,
    lists: Session | None = None,
    diagnosed: ResourceId | None = None,
) -> Besides:
    """Return what there is besides; `names` are the dependencies, `diagnosed` a cluster the service is asked about.

    `lists` is a login that remembers: lists are the same for many clusters, and an operation's state is new each time.
    """
    reader = _Reader(session, lists or session, patience)
    locks, (beyond, addresses) = reader.locks(landscape, subnet), reader.beyond(landscape)
    return Besides(
        locks=locks,
        public_addresses=addresses,
        beyond=beyond,
        private_zones=reader.private_zones(subnet.parent, list(names)) if subnet and _is_left(landscape) else (),
        diagnosis=reader.diagnosis(diagnosed) if diagnosed else None,
        unread=tuple(reader.unread),
    )


def _within(landscape: Landscape, subnet: str) -> Mapping[str, Any] | None:
    """A subnet in the document of a network that has been read."""
    known = (landscape.virtual_network, landscape.hop_network)
    held = [one for network in known for one in ((network or {}).get("properties") or {}).get("subnets") or ()]
    return next((one for one in held if resource_ids.same(str(one.get("id")), subnet)), None)


def _listed(gateway: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    """Public addresses or prefixes of a NAT gateway, whichever case the service writes the member in."""
    found = [value for name, value in gateway.items() if name.lower() == f"publicip{kind.lower()}"]
    return [one for value in found if isinstance(value, list) for one in value if isinstance(one, Mapping)]


def _is_left(landscape: Landscape) -> bool:
    """True where the network's own links decide no verdict, and so have not been read for one, but servers of somebody
    may ask them. A firewall asks those of its own network.
    """
    seen = landscape.resolver.subnet
    return seen.asked in (Asked.OTHERS, Asked.PERHAPS_NOBODY) and not seen.of_firewall


def lists(session: Session, seen: Landscape) -> list[Callable[[], Any]]:
    """The lists that are read whatever is in them: locks, and the public addresses of the firewall."""
    held = sorted({one.subscription for one in (seen.firewall_id, seen.subnet_id) if one})
    groups = _groups_of(firewalls.public_address_ids(seen.firewall or {}))
    return [
        *(partial(_entries, session.http, _within_all(one, _LOCKS), _LOCKS, "locks") for one in held),
        *(partial(_entries, session.http, place, type_, "public addresses") for place, type_ in groups),
    ]


def _entries(http: Http, place: str, type_: str, what: str) -> list[dict[str, Any]]:
    url, doing = f"{place}?api-version={api_versions.of(type_)}", f"list the {what}"
    return list(rest.entries(http, http.get(url, doing), doing, shapes.of(type_)))


def _within_all(subscription: str, type_: str) -> str:
    return f"/subscriptions/{subscription}/providers/{type_}"


def _groups_of(ids: Iterable[str]) -> list[tuple[str, str]]:
    """Where public addresses or prefixes are listed, and which of both; nothing for what is no id."""
    try:
        named = [resource_ids.parse(id_) for id_ in ids]
    except PlanError:
        return []
    groups = sorted({(one.subscription, one.resource_group, one.type) for one in named})
    return [
        (f"/subscriptions/{subscription}/resourceGroups/{group}/providers/{type_}", type_)
        for subscription, group, type_ in groups
    ]


class _Reader:
    """Reads within one deadline and remembers what could not be read."""

    def __init__(self, session: Session, lists: Session, patience: Patience) -> None:
        self._session, self._lists = session, lists
        self._patience, self._brief = patience, patience.within(_BRIEF)
        self.unread: list[str] = []

    def locks(self, landscape: Landscape, subnet: ResourceId | None) -> tuple[Lock, ...]:
        """Return the locks of the subscriptions that are written to."""
        subscriptions = sorted({one.subscription for one in (landscape.firewall_id, subnet) if one})
        items = [item for one in subscriptions for item in self._list(f"/subscriptions/{one}", _LOCKS, "locks")]
        return tuple(
            Lock(str(item.get("id")), str(item.get("name")), str((item.get("properties") or {}).get("level")))
            for item in items
        )

    def beyond(self, landscape: Landscape) -> tuple[Beyond, tuple[str, ...]]:
        """Return where the firewall stands, and the addresses and prefixes that its traffic leaves with: those of a NAT
        gateway of its subnet, else its own; a hub's are in its own document.
        """
        firewall = landscape.firewall or {}
        own = next(iter(firewalls.networks_of(firewall)), None)
        subnet = (_within(landscape, own) or self._document(own, "the firewall's own subnet")) if own else None
        table_id = subnets.route_table_id(subnet)
        table = self._document(table_id, "the route table of the firewall's own subnet")
        unread = (own is not None and subnet is None) or (table_id is not None and table is None)
        gateway_id = subnets.nat_gateway_id(subnet)
        if gateway_id is None:
            known = (*firewalls.hub_public_addresses(firewall), *self._known(firewalls.public_address_ids(firewall)))
            return Beyond(subnet, table, is_unread=unread), known
        gateway = (self._document(gateway_id, "the NAT gateway of the firewall") or {}).get("properties") or {}
        ids = [str(one.get("id")) for one in (*_listed(gateway, "Addresses"), *_listed(gateway, "Prefixes"))]
        return Beyond(subnet, table, gateway_id.rpartition("/")[2], unread), self._known(ids)

    def _document(self, id_: str | None, what: str) -> dict[str, Any] | None:
        if id_ is None:
            return None
        return self._optional(what, lambda: self._resource(resource_ids.parse(id_), f"read {what}"))

    def _resource(self, id_: ResourceId, doing: str) -> dict[str, Any]:
        url = f"{id_}?api-version={api_versions.of(id_.type)}"
        return self._brief.read(lambda: answers.resource(self._lists.http.get(url, doing).document, id_, doing))

    def _known(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return the addresses of public addresses, and the prefixes of public prefixes, by one list for each group."""
        named = self._optional("the public addresses", lambda: [resource_ids.parse(id_) for id_ in ids]) or []
        groups = sorted({(one.subscription, one.resource_group, one.type) for one in named})
        listed = [
            item
            for subscription, group, type_ in groups
            for item in self._list(f"/subscriptions/{subscription}/resourceGroups/{group}", type_, "public addresses")
        ]
        wanted = {resource_ids.key(one) for one in named}
        addresses = [item for item in listed if resource_ids.key(str(item.get("id"))) in wanted]
        shown = [item.get("properties") or {} for item in addresses]
        return tuple(str(found) for one in shown if (found := one.get("ipAddress") or one.get("ipPrefix")))

    def private_zones(self, network: ResourceId, names: list[str]) -> tuple[str, ...]:
        """Return the zones of the network's subscription that hold any of the names and are linked to the network."""
        listed = self._list(f"/subscriptions/{network.subscription}", _ZONES, "private DNS zones")
        holding = [item for item in listed if holds_names(str(item.get("name")), names)]
        return tuple(str(item.get("name")) for item in holding if self._is_linked(str(item.get("id")), network))

    def _is_linked(self, zone: str, network: ResourceId) -> bool:
        links = self._list(zone, f"{_ZONES}/virtualNetworkLinks", "links of a private DNS zone", below=True)
        ids = [((item.get("properties") or {}).get("virtualNetwork") or {}).get("id") for item in links]
        return any(resource_ids.same(one, str(network)) for one in ids if one)

    def diagnosis(self, cluster: ResourceId) -> tuple[str, ...] | None:
        """Return what the service itself finds, None where it does not say."""
        kusto = Kusto(self._session.http)
        found = self._optional("what the service finds", lambda: kusto.diagnosis(cluster, self._patience))
        return None if found is None else tuple(found)

    def _list(self, scope: str, type_: str, what: str, *, below: bool = False) -> list[dict[str, Any]]:
        place = f"{scope}/{type_.rpartition('/')[2]}" if below else f"{scope}/providers/{type_}"
        listed = partial(_entries, self._lists.http, place, type_, what)
        return self._optional(f"the {what}", lambda: self._brief.read(listed)) or []

    def _optional(self, what: str, call: Callable[[], Result]) -> Result | None:
        try:
            return call()
        except ArmError as error:
            self.unread.append(error.of_reading(what))
        except PlanError as error:
            self.unread.append(f"{words.begun(what)} could not be read: {error}".rstrip("."))
        return None
