# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which members of a document are understood here. Azure adds members; one that nobody here knows is unknown, and what
is unknown is never taken for absent.

The names are those of the models of azure-mgmt-network, which a test holds this table against: each member is read, or
decides nothing about where a packet goes, or decides and is not understood here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Members:
    """`read` are understood, `inert` decide nothing. Whatever else is not empty is beyond us; some of that is known to
    exist, which is `closed`.
    """

    read: frozenset[str]
    inert: frozenset[str] = field(default=frozenset())
    closed: frozenset[str] = field(default=frozenset())

    def beyond(self, document: Mapping[str, Any]) -> tuple[str, ...]:
        """The members of a document that may decide something and are not understood, in their order."""
        known = self._known
        return tuple(name for name, value in document.items() if name not in known and not _is_empty(value))

    @cached_property
    def _known(self) -> frozenset[str]:
        return self.read | self.inert


def _is_empty(value: Any) -> bool:
    """`False` is the answer to a question; nothing, and an empty text, list or object, is none."""
    return value is None or (isinstance(value, str | list | tuple | Mapping) and not value)


def _of(read: str, inert: str = "", closed: str = "") -> Members:
    return Members(frozenset(read.split()), frozenset(inert.split()), frozenset(closed.split()))


CLASSIC_APPLICATION_RULE = _of(
    "name protocols sourceAddresses sourceIpGroups targetFqdns fqdnTags", "description priority direction actions"
)
CLASSIC_NETWORK_RULE = _of(
    "name protocols sourceAddresses sourceIpGroups destinationAddresses destinationFqdns destinationIpGroups"
    " destinationPorts",
    "description",
)
CLASSIC_COLLECTION = _of("action priority rules", "provisioningState")
APPLICATION_RULE = _of(
    "name ruleType protocols sourceAddresses sourceIpGroups destinationAddresses targetFqdns targetUrls fqdnTags"
    " webCategories terminateTLS",
    "description httpHeadersToInsert",
    "sourceKubeSelectorGroups",
)
NETWORK_RULE = _of(
    "name ruleType ipProtocols protocols sourceAddresses sourceIpGroups destinationAddresses destinationFqdns"
    " destinationIpGroups destinationPorts",
    "description ipv6Rule",
    "sourceKubeSelectorGroups sourceGeoLocations destinationGeoLocations",
)
COLLECTION = _of("name ruleCollectionType action priority rules")
RULE_GROUP = _of("priority ruleCollections", "provisioningState size")
ROUTE = _of("addressPrefix nextHopType nextHopIpAddress nextHop", "provisioningState hasBgpOverride")
SECURITY_RULE = _of(
    "access direction priority protocol sourceAddressPrefix sourceAddressPrefixes sourcePortRange sourcePortRanges"
    " destinationAddressPrefix destinationAddressPrefixes destinationPortRange destinationPortRanges"
    " sourceApplicationSecurityGroups destinationApplicationSecurityGroups",
    "description provisioningState",
)
ADMIN_RULE = _of(
    "access direction priority protocol sources destinations sourcePortRanges destinationPortRanges provisioningState",
    "description resourceGuid flag",
)
ENDPOINT = _of("service locations provisioningState", closed="networkIdentifier")
# What a virtual hub has for a network: the static routes of a connection lead into that network, not out of it.
HUB_CONNECTION = _of(
    "remoteVirtualNetwork enableInternetSecurity routingConfiguration enableOnlyIPv6Peering provisioningState",
    "allowHubToRemoteVnetTransit allowRemoteVnetToUseHubVnetGateways",  # deprecated, says their own description
    "connectionPolicy",
)
HUB_ROUTING = _of("associatedRouteTable", "propagatedRouteTables vnetRoutes", "inboundRouteMap outboundRouteMap")
ROUTING_POLICY = _of("name destinations nextHop")
HUB_ROUTE = _of("name destinationType destinations nextHopType nextHop")

# By the name of the model in azure-mgmt-network.
MODELS = {
    "AzureFirewallApplicationRule": CLASSIC_APPLICATION_RULE,
    "AzureFirewallNetworkRule": CLASSIC_NETWORK_RULE,
    "AzureFirewallApplicationRuleCollectionPropertiesFormat": CLASSIC_COLLECTION,
    "AzureFirewallNetworkRuleCollectionPropertiesFormat": CLASSIC_COLLECTION,
    "ApplicationRule": APPLICATION_RULE,
    "NetworkRule": NETWORK_RULE,
    "FirewallPolicyFilterRuleCollection": COLLECTION,
    "FirewallPolicyRuleCollectionGroupProperties": RULE_GROUP,
    "RoutePropertiesFormat": ROUTE,
    "SecurityRulePropertiesFormat": SECURITY_RULE,
    "DefaultAdminPropertiesFormat": ADMIN_RULE,
    "ServiceEndpointPropertiesFormat": ENDPOINT,
    "HubVirtualNetworkConnectionProperties": HUB_CONNECTION,
    "RoutingConfiguration": HUB_ROUTING,
    "RoutingPolicy": ROUTING_POLICY,
    "HubRoute": HUB_ROUTE,
}
