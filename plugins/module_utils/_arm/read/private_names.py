# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what makes names and addresses private: zones with their links and records, and private endpoints.

Only what something needed may depend on is read: a list of zones for each subscription that has a network whose links
are asked, links and records of zones that hold a needed name, endpoints of subnets that hold a needed address, or that
may make a public name an alias. What may not be read stops nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ..._plan.documents import networks, private_endpoints, private_zones, shapes
from ..._plan.documents.private_endpoints import PrivateEndpoint
from ..._plan.documents.private_zones import Zone
from ..._plan.documents.shapes import Shape
from ..._plan.values import resource_ids, words
from ..._plan.values.errors import PlanError
from ..._plan.values.resource_ids import ResourceId
from ..._plan.verdict import private_links
from ..._plan.verdict.flows import Flow
from ..._plan.verdict.landscape import Landscape
from ..._plan.verdict.matches import Cause
from ..._plan.verdict.resolution import PrivateDns
from ..wire import api_versions, in_parallel, rest
from ..wire.errors import ArmError
from ..wire.rest import Http
from .reader import Reader

_ZONES = "Microsoft.Network/privateDnsZones"
_LINKS = f"{_ZONES}/virtualNetworkLinks"
_BRIEF = 30.0  # seconds for what fails in passing


def read(reader: Reader, landscape: Landscape, needed: Sequence[Flow]) -> Landscape:
    """Return the landscape with the private zones and endpoints that decide about any of these."""
    asked = landscape.resolver.decided(needed, landscape.ruleset.resolved)
    if asked:
        zones = _Zones(reader, asked)
        found = PrivateDns(zones.read(), tuple(zones.unlisted))
        landscape = landscape if found == PrivateDns() else replace(landscape, private_dns=found)
    return _with_endpoints(reader, landscape, needed)


class _Zones:
    """Reads zones for `asked`, which has the names that matter by the network's id."""

    def __init__(self, reader: Reader, asked: Mapping[str, set[str]]) -> None:
        self._http, self._patience = reader.lists.http, reader.patience.within(_BRIEF)
        self._asked, self._names = asked, set().union(*asked.values())
        self.unlisted: list[str] = []

    def read(self) -> tuple[Zone, ...]:
        """Return the zones that are linked to one of the networks, or may be, and hold a name that matters there."""
        subscriptions = dict.fromkeys(resource_ids.parse(network).subscription for network in self._asked)
        listed = [item for one in subscriptions for item in self._zones_of(one)]
        holding = [item for item in listed if private_zones.holds_names(str(item.get("name")), self._names)]
        return tuple(zone for item in holding if (zone := self._zone(str(item["id"]), str(item["name"]))))

    def _zones_of(self, subscription: str) -> list[dict[str, Any]]:
        listed, why = self._told(*_zones_of(subscription), shapes.of(_ZONES))
        self.unlisted += [words.begun(why)] if why else []
        return listed

    def _zone(self, id_: str, name: str) -> Zone | None:
        listed, why = self._told(f"{id_}/virtualNetworkLinks", f"links of private DNS zone {name}", shapes.of(_LINKS))
        if why:
            return Zone(name, None, unread=why)
        zone = Zone(name, private_zones.links(listed))
        asked = [names for network, names in self._asked.items() if zone.link_to(network)]
        if not any(private_zones.holds_names(name, names) for names in asked):
            return None
        listed, why = self._told(f"{id_}/ALL", f"record sets of private DNS zone {name}", shapes.RECORD_SET)
        return replace(zone, records=None if why else private_zones.records(listed), unread=why)

    def _told(self, path: str, what: str, shape: Shape) -> tuple[list[dict[str, Any]], str]:
        """Return what is listed there, or why it could not be."""
        try:
            return self._list(path, what, shape), ""
        except ArmError as error:
            return [], f"the {what} could not be read ({_reason(error)})"

    def _list(self, path: str, what: str, shape: Shape) -> list[dict[str, Any]]:
        return self._patience.read(lambda: _listed(self._http, path, what, shape))


def _listed(http: Http, path: str, what: str, shape: Shape) -> list[dict[str, Any]]:
    url, doing = f"{path}?api-version={api_versions.of(_ZONES)}", f"list the {what}"
    return list(rest.entries(http, http.get(url, doing), doing, shape))


def lists(reader: Reader, network: ResourceId | None) -> list[Callable[[], Any]]:
    """The lists that are read whatever is in them."""
    if network is None:
        return []
    path, what = _zones_of(network.subscription)
    return [partial(_listed, reader.lists.http, path, what, shapes.of(_ZONES))]


def _zones_of(subscription: str) -> tuple[str, str]:
    """Where the zones of a subscription are listed, and what they are."""
    return f"/subscriptions/{subscription}/providers/{_ZONES}", f"private DNS zones of subscription {subscription}"


def _with_endpoints(reader: Reader, landscape: Landscape, needed: Sequence[Flow]) -> Landscape:
    """With the endpoints that may have a needed address, and all near ones where a name may be an alias for one."""
    near, far, resolver = landscape.virtual_network, landscape.hop_network, landscape.resolver
    sought = [text for flow in needed for text in flow.addresses or resolver.for_subnet(flow.fqdn).addresses]
    deciding = private_links.wanted(near, far, sought)
    aliases = any(resolver.is_up_to_endpoints(flow.fqdn) for flow in needed if not flow.addresses)
    every = (*networks.private_endpoints(near), *networks.private_endpoints(far)) if aliases else ()
    ids = dict.fromkeys((*deciding, *every))
    if not ids:
        return landscape
    found: dict[str, PrivateEndpoint | None] = {}
    errors: dict[str, str] = {}
    for id_, (endpoint, error) in zip(ids, in_parallel.each(lambda one: _endpoint(reader, one), ids), strict=True):
        found[resource_ids.key(id_)] = endpoint
        if error is not None:
            name = resource_ids.parse(id_).described()
            errors[id_] = f"{words.begun(name)} could not be read ({_reason(error)})"
    seen = replace(landscape, private_endpoints=found)
    open_ = any(seen.resolver.for_subnet(flow.fqdn).cause == Cause.UNREADABLE for flow in needed if not flow.addresses)
    told = {id_: why for id_, why in errors.items() if open_ or id_ in deciding}
    reader.unread.update({f"{private_links.OF_ENDPOINT}{resource_ids.key(id_)}": why for id_, why in told.items()})
    return replace(seen, unread=reader.unread)


def _endpoint(reader: Reader, id_: str) -> PrivateEndpoint:
    patience = reader.patience.within(_BRIEF)

    def document(one: str) -> dict[str, Any]:
        return patience.read(lambda: reader.lists.network.read(resource_ids.parse(one))).document

    shown = document(id_)
    interface = private_endpoints.interface_id(shown)
    return private_endpoints.from_arm(shown, document(interface) if interface else None)


def _reason(error: ArmError | PlanError) -> str:
    return str(error.code or (error.status or error.reason if isinstance(error, ArmError) else error))
