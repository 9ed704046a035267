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
from ..values import addresses, change
from .flows import Flow
from .matches import NO, YES, Cause, Match, fact, maybe
from .places import EVENT_HUB, Places, in_tag, is_led, may_hold

_EVERYWHERE = "*"
_TAGS = {
    "microsoft.storage": "storage",
    "microsoft.storage.global": "storage",
    "microsoft.eventhub": EVENT_HUB,
    "microsoft.keyvault": "azurekeyvault",
    "microsoft.azureactivedirectory": "azureactivedirectory",
}


@dataclass(frozen=True)
class Endpoint:
    """One service endpoint of a subnet. `locations` are the regions it is good for, none for all of them; one with a
    policy lets only chosen resources of its service be reached.
    """

    service: str
    locations: tuple[str, ...] = ()
    state: str = "Succeeded"
    has_policy: bool = False

    @property
    def is_settled(self) -> bool:
        """True when its last change ended well."""
        return self.state.lower() == "succeeded"

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
    guarded = bool(subnets.endpoint_policies(subnet or {}))
    made = [_endpoint(item, guarded) for item in subnets.service_endpoints(subnet or {})]
    return tuple(one for one in made if one.tag)


def takes(endpoint: Endpoint, flow: Flow, places: Places) -> Match:
    """Whether the endpoint takes a destination. The cluster's own accounts lie in its region; the user's may not."""
    prefixes = endpoint.prefixes(places)
    lies = _share(flow, prefixes) if flow.addresses and prefixes is not None else _as_named(endpoint, flow, places)
    if lies.sure is not False and not endpoint.is_settled:
        return maybe(Cause.NOT_SETTLED, f"service endpoint {endpoint.service} is {endpoint.state}")
    return lies


def _as_named(endpoint: Endpoint, flow: Flow, places: Places) -> Match:
    """A name that is paired with no tag is taken to have no address of the service."""
    paired = is_led(flow, endpoint.tag, places)
    if paired.sure is None and flow.fqdn and may_hold(flow, endpoint.tag):
        return maybe(Cause.OTHER_WAY, "some of its names are the service's")
    if paired.sure is None:
        return NO if flow.fqdn and in_tag(flow, endpoint.tag, places, allows=True).sure is None else paired
    if not paired.sure:
        return NO
    if endpoint.locations and flow.category == EXTRA:
        return maybe(Cause.OTHER_WAY, "it may lie in another region")
    return YES


def _share(flow: Flow, prefixes: tuple[str, ...]) -> Match:
    held = addresses.joined(prefixes)
    shares = {addresses.share(block, held) for block in addresses.joined(flow.addresses)}
    if len(shares) == 1 and shares != {addresses.Coverage.PART}:
        return fact(shares == {addresses.Coverage.ALL})
    return maybe(Cause.OTHER_WAY, "only a part of it lies there")


def _endpoint(item: Mapping[str, Any], guarded: bool) -> Endpoint:
    locations = tuple(str(one).lower().replace(" ", "") for one in item.get("locations") or ())
    return Endpoint(
        str(item.get("service")),
        () if _EVERYWHERE in locations else locations,
        change.state_of({"properties": item}),
        guarded,
    )
