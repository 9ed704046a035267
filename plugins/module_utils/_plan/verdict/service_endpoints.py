# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service endpoints: which destinations they take straight to a service, whatever the route table says.

No user route takes precedence over theirs (documentation of user-defined routes, 2024-10-30). One is good for the
regions in its `locations`: `*`, or for Microsoft.Storage that of the network and its pair (recorded: westus, eastus).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..documents import subnets
from ..needs.dependencies import EXTRA
from ..values import addresses
from .flows import Flow
from .matches import NO, YES, Match, fact, maybe
from .places import Places, in_tag, may_hold

_EVERYWHERE = "*"
_TAGS = {
    "microsoft.storage": "storage",
    "microsoft.storage.global": "storage",
    "microsoft.eventhub": "eventhub",
    "microsoft.keyvault": "azurekeyvault",
    "microsoft.azureactivedirectory": "azureactivedirectory",
}


@dataclass(frozen=True)
class Endpoint:
    """One service endpoint of a subnet. `locations` are the regions it is good for, none for all of them."""

    service: str
    locations: tuple[str, ...] = ()

    @property
    def tag(self) -> str:
        """The service tag of its service, empty for a service no cluster needs."""
        return _TAGS.get(self.service.lower(), "")

    def prefixes(self, places: Places) -> tuple[str, ...] | None:
        """What it takes; None when that was not read."""
        tags = [f"{self.tag}.{location}" for location in self.locations] or [self.tag]
        found = [(places.tags or {}).get(tag) for tag in tags]
        return None if None in found else tuple(prefix for prefixes in found for prefix in prefixes or ())


def of_subnet(subnet: Mapping[str, Any] | None) -> tuple[Endpoint, ...]:
    """The service endpoints of a subnet that may take something a cluster needs."""
    return tuple(made for item in subnets.service_endpoints(subnet or {}) if (made := _endpoint(item)).tag)


def takes(endpoint: Endpoint, flow: Flow, places: Places) -> Match:
    """Whether the endpoint takes a destination. The cluster's own accounts lie in its region; the user's may not."""
    prefixes = endpoint.prefixes(places)
    if flow.addresses and prefixes is not None:
        return _share(flow, prefixes)
    if not in_tag(flow, endpoint.tag, places).sure:
        return maybe("some of its names are the service's") if may_hold(flow, endpoint.tag) else NO
    return maybe("it may lie in another region") if endpoint.locations and flow.category == EXTRA else YES


def _share(flow: Flow, prefixes: tuple[str, ...]) -> Match:
    held = addresses.joined(prefixes)
    shares = {addresses.share(block, held) for block in addresses.joined(flow.addresses)}
    return (
        fact(shares == {addresses.Coverage.ALL})
        if len(shares - {addresses.Coverage.PART}) == 1
        else maybe("only a part of it lies there")
    )


def _endpoint(item: Mapping[str, Any]) -> Endpoint:
    locations = tuple(str(one).lower().replace(" ", "") for one in item.get("locations") or ())
    return Endpoint(str(item.get("service")), () if _EVERYWHERE in locations else locations)
