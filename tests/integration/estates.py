# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Estates as people have them: each is made from the demo, by what is written in the field about such networks.

What an estate is built after stands at its function; the documents are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.adx.outbound.tests.emulator import (
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    PARENT_POLICY_ID,
    ROUTE_TABLE_ID,
)
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import (
    FOREIGN_GROUP_ID,
    HUB_ID,
    NSG_ID,
    PARENT_GROUP_ID,
    VNET_ID,
)
from ansible_collections.adx.outbound.tests.integration.others import edit

FILTER = "FirewallPolicyFilterRuleCollection"
OPTIONS = {"default_route": "manage"}
IP_GROUP_ID = FIREWALL_ID.replace("azureFirewalls/fw-hub", "ipGroups/ipg-threats")
ZONE_ID = VNET_ID.replace("virtualNetworks/vnet-spoke", "privateDnsZones/privatelink.{}")
HUB_TABLE_ID = FIREWALL_ID.replace("azureFirewalls/fw-hub", "routeTables/rt-firewall")
HUB_NAT_ID = FIREWALL_ID.replace("azureFirewalls/fw-hub", "natGateways/nat-hub")
HUB_PREFIX_ID = FIREWALL_ID.replace("azureFirewalls/fw-hub", "publicIPPrefixes/ippre-hub")
FIREWALL_SUBNET_ID = f"{HUB_ID}/subnets/AzureFirewallSubnet"
INTENT_ID = FIREWALL_ID.replace("azureFirewalls/fw-hub", "virtualHubs/vhub/routingIntent/hubRoutingIntent")
HTTPS = [{"protocolType": "Https", "port": 443}]
THREATS = [f"198.51.100.{number * 8}/29" for number in range(32)] + [f"203.0.113.{number}" for number in range(64, 96)]
SERVICES = str.split(
    "adf agentsvc.azure-automation analysis api.azureml attest azconfig azure-automation azure-devices azurecr"
    " azurehdinsight azurestaticapps azuresynapse azurewebsites batch cassandra.cosmos cognitiveservices"
    " datafactory dev.azuresynapse developer.azuresynapse dfs.core dicom documents eventgrid fhir file.core"
    " gremlin.cosmos grafana guestconfiguration his.arc kubernetesconfiguration kusto managedhsm mariadb.database"
    " media mongo.cosmos monitor mysql.database notebooks.azureml ods.opinsights oms.opinsights openai"
    " postgres.database prod.migration purview purviewstudio redis.cache redisenterprise.cache search"
    " service.signalr servicebus siterecovery snapshot sql.azuresynapse table.core table.cosmos tip1.powerquery"
    " token.botframework web.core webpubsub workspace.azuredatabricks"
)


@dataclass(frozen=True)
class Estate:
    """How it is made; `options` are those of its lock-down, `opened` how many needed destinations stay open there, by
    the word of the cause, `told` are further warnings that are in place, and `accept` what else is accepted when the
    first traffic is sent to the firewall. In one that `stays` traffic goes to the firewall by what somebody else has
    made, so the rules are not taken away.
    """

    build: Callable[[Any], None]
    world: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    opened: Mapping[str, int] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    accept: tuple[str, ...] = ()
    stays: bool = False

    def make(self, emulator: Any) -> None:
        """Put it in place."""
        emulator.reset("demo", **self.world)
        self.build(emulator)
        emulator.clear_log()


def _no_rights_in_the_hub(emulator: Any) -> None:
    """Reader on the spoke; in the hub the firewall, its policy and its rules alone may be read."""
    for path in ("virtualNetworks/vnet-hub", "firewallPolicies/fp-base", "Drafts/default", "listNetworkManager"):
        emulator.deny(f".*{path}.*")
    emulator.deny(".*rg-hub.*/publicIPAddresses.*")


def _hub_network_hidden(emulator: Any) -> None:
    emulator.deny(".*/virtualNetworks/vnet-hub.*")


def _premium(emulator: Any) -> None:
    """IDPS denies: "Azure Firewall Premium features", with one bypass and one signature of the owner's."""
    configuration = {"signatureOverrides": [{"id": "2024897", "mode": "Off"}], "bypassTrafficSettings": []}
    detection = {"mode": "Deny", "configuration": configuration}
    edit(emulator, FIREWALL_POLICY_ID, lambda properties: properties.update(intrusionDetection=detection))


def _gateway(emulator: Any) -> None:
    """A VPN gateway in the hub, used by the spoke; its table takes no routes of it ("Hub-spoke network topology")."""
    subnet = {"name": "GatewaySubnet", "properties": {"addressPrefix": "10.0.0.0/27"}}
    edit(emulator, HUB_ID, lambda properties: properties["subnets"].append(subnet))
    for id_, member in ((HUB_ID, "allowGatewayTransit"), (VNET_ID, "useRemoteGateways")):
        edit(emulator, id_, lambda properties, member=member: _peering(properties).update({member: True}))
    edit(emulator, ROUTE_TABLE_ID, lambda properties: properties.update(disableBgpRoutePropagation=True))


def _gateway_that_propagates(emulator: Any) -> None:
    _gateway(emulator)
    edit(emulator, ROUTE_TABLE_ID, lambda properties: properties.update(disableBgpRoutePropagation=False))


def _peering(properties: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = properties["virtualNetworkPeerings"][0]["properties"]
    return found


def _zones(emulator: Any) -> None:
    """Every zone of private link that a landing zone links ("Private Link and DNS integration at scale")."""
    assert len(SERVICES) == 60
    edit(emulator, VNET_ID, lambda properties: properties["dhcpOptions"].update(dnsServers=[]))
    for service in SERVICES:
        zone = ZONE_ID.format(f"{service}.windows.net")
        emulator.seed(zone, {"location": "global", "properties": {"numberOfRecordSets": 1}})
        link = {"location": "global", "properties": {"virtualNetwork": {"id": VNET_ID}, "registrationEnabled": False}}
        emulator.seed(f"{zone}/virtualNetworkLinks/spoke", link)


def _deny_lists(emulator: Any) -> None:
    """Above everything: no way into private space, and none to a list of threats in an IP group."""
    _private_denied(emulator)
    emulator.seed(IP_GROUP_ID, {"location": "westus", "properties": {"ipAddresses": THREATS}})
    rule = _network("threats", destinationIpGroups=[IP_GROUP_ID])
    _collection(emulator, FOREIGN_GROUP_ID, "threats", 101, "Deny", rule)


def _private_denied(emulator: Any) -> None:
    _group_first(emulator)
    rule = _network("private", destinationAddresses=["10.0.0.0/8"])
    _collection(emulator, FOREIGN_GROUP_ID, "private", 100, "Deny", rule)


def _aks_baseline(emulator: Any) -> None:
    """A base policy for all hubs and one for the region ("Baseline architecture for an AKS cluster")."""
    clocks = _network("time", ["UDP"], ["123"], sourceAddresses=["*"], destinationFqdns=["ntp.ubuntu.com"])
    names = _network("dns", ["UDP"], ["53"], sourceAddresses=["*"], destinationAddresses=["8.8.8.8", "1.1.1.1"])
    _collection(emulator, PARENT_GROUP_ID, "base", 200, "Allow", clocks, names)
    nodes = {"sourceAddresses": ["10.240.0.0/22"], "protocols": HTTPS}
    tagged = {"ruleType": "ApplicationRule", "name": "nodes", "fqdnTags": ["AzureKubernetesService"], **nodes}
    flux = {"ruleType": "ApplicationRule", "name": "flux", "targetFqdns": ["github.com", "*.azurecr.io"], **nodes}
    monitor = _network("monitor", sourceAddresses=["10.240.0.0/22"], destinationAddresses=["AzureMonitor"])
    _collection(emulator, FOREIGN_GROUP_ID, "aks", 300, "Allow", tagged, flux)
    _collection(emulator, FOREIGN_GROUP_ID, "aks-network", 310, "Allow", monitor)
    edit(emulator, PARENT_POLICY_ID, lambda properties: properties.update(dnsSettings={"enableProxy": True}))


def _mission_landing_zone(emulator: Any) -> None:
    """Rules that let every spoke reach the whole cloud, and its login pages by name ("Mission Landing Zone")."""
    cloud = _network("cloud", ["Any"], ["*"], sourceAddresses=["*"], destinationAddresses=["AzureCloud"])
    spokes = _network("spokes", ["Any"], ["*"], sourceAddresses=["10.20.0.0/16"], destinationAddresses=["10.20.0.0/16"])
    login = {
        "ruleType": "ApplicationRule",
        "name": "login",
        "sourceAddresses": ["*"],
        "protocols": HTTPS,
        "targetFqdns": ["aadcdn.msftauth.net", "aadcdn.msauth.net"],
    }
    _collection(emulator, FOREIGN_GROUP_ID, "AllowAzureCloud", 500, "Allow", cloud, spokes)
    _collection(emulator, FOREIGN_GROUP_ID, "AzureAuth", 510, "Allow", login)
    edit(emulator, FIREWALL_POLICY_ID, lambda properties: properties.update(intrusionDetection={"mode": "Alert"}))


def _quickstart(emulator: Any) -> None:
    """The quickstart template for a cluster in a network: rows of the page, and nothing else goes out."""
    rows = [("AzureActiveDirectory", 443), ("Storage", 443), ("Sql", 1433), ("EventHub", 443), ("EventHub", 5671)]
    rows += [("AzureMonitor", 443), ("AzureKeyVault", 443), ("AzureCloud", 443), ("Internet", 80), ("Internet", 443)]
    for number, (tag, port) in enumerate(rows):
        _row(emulator, f"out-{number}", 200 + number, "Allow", tag, str(port))
    _row(emulator, "none-else", 4096, "Deny", "*", "*")


def _adoption_framework(emulator: Any) -> None:
    """A group as landing zones have it: web to the internet, nothing into private space but the own network."""
    _row(emulator, "out-web", 200, "Allow", "Internet", "443")
    _row(emulator, "out-plain", 210, "Allow", "Internet", "80")
    _row(emulator, "out-own", 220, "Allow", "VirtualNetwork", "*")
    _row(emulator, "out-amqp", 230, "Allow", "EventHub", "5671")
    _row(emulator, "no-private", 4000, "Deny", "10.0.0.0/8", "*")
    _row(emulator, "none-else", 4096, "Deny", "*", "*")


def _routing_intent(emulator: Any) -> None:
    """A hub whose intent sends the internet to its firewall; the subnet has no table ("Routing intent")."""
    policy = {"name": "InternetTraffic", "destinations": ["Internet"], "nextHop": FIREWALL_ID}
    emulator.seed(INTENT_ID, {"properties": {"provisioningState": "Succeeded", "routingPolicies": [policy]}})


def _tunnelled(emulator: Any) -> None:
    """What the firewall lets out goes through an appliance on-premises ("Azure Firewall forced tunneling")."""
    up = {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.9.9.9"}
    emulator.seed(HUB_TABLE_ID, {"location": "westus", "properties": {"routes": [{"name": "up", "properties": up}]}})
    edit(emulator, FIREWALL_SUBNET_ID, lambda properties: properties.update(routeTable={"id": HUB_TABLE_ID}))


def _nat_gateway(emulator: Any) -> None:
    """Many ports for SNAT ("Scale SNAT ports with Azure NAT Gateway")."""
    prefix = {"location": "westus", "properties": {"ipPrefix": "203.0.113.64/30"}}
    emulator.seed(HUB_PREFIX_ID, prefix)
    emulator.seed(HUB_NAT_ID, {"location": "westus", "properties": {"publicIpPrefixes": [{"id": HUB_PREFIX_ID}]}})
    edit(emulator, FIREWALL_SUBNET_ID, lambda properties: properties.update(natGateway={"id": HUB_NAT_ID}))


def _names_by_the_firewall(emulator: Any) -> None:
    """Spokes ask the firewall, and the zones are linked to the hub ("Azure Firewall DNS settings")."""
    edit(emulator, FIREWALL_POLICY_ID, lambda properties: properties.update(dnsSettings={"enableProxy": True}))
    edit(emulator, VNET_ID, lambda properties: properties["dhcpOptions"].update(dnsServers=["10.0.1.4"]))
    for service in SERVICES:
        zone = ZONE_ID.format(f"{service}.windows.net")
        emulator.seed(zone, {"location": "global", "properties": {"numberOfRecordSets": 1}})
        link = {"virtualNetwork": {"id": HUB_ID}, "virtualNetworkLinkState": "Completed"}
        emulator.seed(f"{zone}/virtualNetworkLinks/hub", {"location": "global", "properties": link})


def _network(name: str, protocols: Any = ("TCP",), ports: Any = ("443",), **members: Any) -> dict[str, Any]:
    made = {"ruleType": "NetworkRule", "name": name, "ipProtocols": list(protocols), "destinationPorts": list(ports)}
    return {"sourceAddresses": ["10.0.0.0/8"], **made, **members}


def _collection(emulator: Any, group: str, name: str, priority: int, action: str, *rules: dict[str, Any]) -> None:
    made = {"ruleCollectionType": FILTER, "name": name, "priority": priority, "action": {"type": action}}
    edit(emulator, group, lambda properties: properties["ruleCollections"].append({**made, "rules": list(rules)}))


def _group_first(emulator: Any) -> None:
    edit(emulator, FOREIGN_GROUP_ID, lambda properties: properties.update(priority=100))


def _row(emulator: Any, name: str, priority: int, access: str, destination: str, port: str) -> None:
    row = {"priority": priority, "access": access, "direction": "Outbound", "protocol": "*", "sourcePortRange": "*"}
    ends = {"sourceAddressPrefix": "*", "destinationAddressPrefix": destination, "destinationPortRange": port}
    theirs = {"name": name, "properties": {**row, **ends}}
    edit(emulator, NSG_ID, lambda properties: properties.setdefault("securityRules", []).append(theirs))


POLICY = {"firewall": "policy"}
HUB = {"firewall": "hub", "route_table": False, "connected": True}
ESTATES = {
    "the demo": Estate(lambda _emulator: None),
    "reader of the spoke, hub's network hidden": Estate(_hub_network_hidden, POLICY, opened={"unreadable": 32}),
    "reader of the spoke, hub's network and parent hidden": Estate(
        _no_rights_in_the_hub, POLICY, opened={"unreadable": 32}
    ),
    "Premium whose IDPS denies": Estate(_premium, POLICY),
    "a VPN gateway in the hub": Estate(_gateway, POLICY),
    "a VPN gateway whose routes the table takes": Estate(_gateway_that_propagates, POLICY),
    "60 zones of private link": Estate(_zones, POLICY),
    "a deny of private space": Estate(_private_denied, POLICY),
    "a deny of private space and of a list of threats": Estate(_deny_lists, POLICY, opened={"resolved_address": 21}),
    "the chain of the AKS baseline": Estate(_aks_baseline, POLICY),
    "rules of Mission Landing Zone": Estate(_mission_landing_zone, POLICY),
    "security group of the quickstart": Estate(_quickstart),
    "security group of a landing zone": Estate(_adoption_framework),
    "forced tunnelling": Estate(_tunnelled, POLICY, told=frozenset({"forced_tunnel"})),
    "a NAT gateway at the firewall": Estate(_nat_gateway, POLICY),
    "names by the firewall, zones in the hub": Estate(_names_by_the_firewall, POLICY),
    "a hub by routing intent": Estate(
        _routing_intent,
        HUB,
        {"default_route": "verify"},
        stays=True,
    ),
}
