# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what decides no verdict and is worth knowing: locks, public addresses, private zones, the service's own view.

Each is a list of a subscription or a resource group, so that their number does not grow with what is in them. What may
not be read is told and never stops a check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from ..._plan.documents import firewalls
from ..._plan.documents.private_zones import holds_names
from ..._plan.values import resource_ids
from ..._plan.values.resource_ids import ResourceId
from ..._plan.verdict.landscape import Besides, Landscape, Lock
from ..._plan.verdict.resolution import Asked
from ..login.session import Session
from ..wire import api_versions, rest
from ..wire.errors import ArmError
from ..wire.patience import Patience
from .kusto import Kusto

_LOCKS = "Microsoft.Authorization/locks"
_ADDRESSES = "Microsoft.Network/publicIPAddresses"
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
    return Besides(
        locks=reader.locks(landscape, subnet),
        public_addresses=reader.public_addresses(landscape),
        private_zones=reader.private_zones(subnet.parent, list(names)) if subnet and _is_left(landscape) else (),
        diagnosis=reader.diagnosis(diagnosed) if diagnosed else None,
        unread=tuple(reader.unread),
    )


def _is_left(landscape: Landscape) -> bool:
    """True where the network's own links decide no verdict, and so have not been read for one."""
    seen = landscape.resolver.subnet
    return seen.asked != Asked.AZURE or seen.of_firewall


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

    def public_addresses(self, landscape: Landscape) -> tuple[str, ...]:
        """Return the addresses the firewall is seen with from outside; a hub's are in its own document."""
        named = [resource_ids.parse(id_) for id_ in firewalls.public_address_ids(landscape.firewall or {})]
        groups = sorted({(one.subscription, one.resource_group) for one in named})
        listed = [
            item
            for subscription, group in groups
            for item in self._list(
                f"/subscriptions/{subscription}/resourceGroups/{group}", _ADDRESSES, "public addresses"
            )
        ]
        wanted = {resource_ids.key(one) for one in named}
        addresses = [item for item in listed if resource_ids.key(str(item.get("id"))) in wanted]
        known = [str((item.get("properties") or {}).get("ipAddress") or "") for item in addresses]
        return (*firewalls.hub_public_addresses(landscape.firewall or {}), *filter(None, known))

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
        url, doing = f"{place}?api-version={api_versions.of(type_)}", f"list the {what}"
        http = self._lists.http

        def listed() -> list[dict[str, Any]]:
            return list(rest.entries(http, http.get(url, doing), doing))

        return self._optional(f"the {what}", lambda: self._brief.read(listed)) or []

    def _optional(self, what: str, call: Callable[[], Result]) -> Result | None:
        try:
            return call()
        except ArmError as error:
            why = error.code or error.status or error.reason
            self.unread.append(f"{what[:1].upper()}{what[1:]} could not be read ({why})")
            return None
