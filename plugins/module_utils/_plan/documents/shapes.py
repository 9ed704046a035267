# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the members of Azure's documents are made of that are read here: a description of each kind of document.

A document is held to it once, where it comes in, so that nobody who reads it need ask. A member that is not read is
never judged, and neither is one whose reader knows what to do with anything. One that is null is as good as missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from ..values import addresses, resource_ids
from ..values.errors import PlanError
from ..values.resource_ids import (
    API_SERVICE,
    BATCH_ACCOUNT,
    BATCH_POOL,
    CLUSTER,
    COSMOS_ACCOUNT,
    DATABRICKS_WORKSPACE,
    DIAGNOSTIC_SETTING,
    EVENT_HUB_NAMESPACE,
    FIREWALL,
    FIREWALL_POLICY,
    HUB_ROUTE_TABLE,
    IOT_HUB,
    IP_GROUP,
    KEY_VAULT,
    LEARNING_WORKSPACE,
    MANAGED_CLUSTER,
    MANAGED_INSTANCE,
    NETWORK_CONNECTION,
    NETWORK_INTERFACE,
    PRIVATE_ENDPOINT,
    ROUTE_TABLE,
    RULE_COLLECTION_GROUP,
    SECURITY_GROUP,
    STORAGE_ACCOUNT,
    SUBNET,
    VIRTUAL_NETWORK,
    WORKSPACE,
)
from ..values.words import Word


class Kind(Word):
    """What a value is, in a sentence."""

    OBJECT = "an object"
    LIST = "a list"
    TEXT = "a text"
    NUMBER = "a whole number"
    FLAG = "true or false"
    ID = "a resource id"
    PORTS = "a port, a range of ports or *"
    PREFIX = "an address prefix"
    ANYTHING = "anything"


@dataclass(frozen=True)
class Shape:
    """One kind of value: the `members` of an object, the `items` of a list, or the `type` that an id is of. Where
    `told_by` names a member of an object, further members go with the lower-case word in it, by `variants`.
    """

    kind: Kind
    members: Mapping[str, Shape] = field(default_factory=dict)
    items: Shape | None = None
    type: str = ""
    is_needed: bool = False
    may_be_empty: bool = False
    told_by: str = ""
    variants: Mapping[str, Shape] = field(default_factory=dict)

    @cached_property
    def python(self) -> Any:
        """The type that it has in Python; looked up once, since every value of every document is asked for it."""
        return _TYPES[self.kind]

    @cached_property
    def is_plain(self) -> bool:
        """True where the type is all that counts."""
        return self.kind in (Kind.TEXT, Kind.FLAG)

    @property
    def described(self) -> str:
        """What belongs there, in a sentence."""
        return f"an id of {self.type}" if self.type else str(self.kind)


@dataclass(frozen=True)
class Misfit:
    """A value that is not what belongs there; `path` leads to it, as in `properties.routes[0].name`."""

    path: str
    value: Any
    wanted: str

    def __str__(self) -> str:
        """A part of a sentence, without its subject's document."""
        return f"its member {self.path} is {_shown(self.value)} where {self.wanted} belongs"

    def below(self, step: str) -> Misfit:
        """The same as seen from one level above."""
        return replace(self, path=f"{step}{'' if self.path[:1] in ('', '[') else '.'}{self.path}")


def misfit(value: Any, shape: Shape) -> Misfit | None:
    """Return the first value that is not what belongs there, None where all is as it should be."""
    if value is None:
        return Misfit("", None, shape.described) if shape.is_needed else None
    if not _is(value, shape):
        return Misfit("", value, shape.described)
    if shape.kind is Kind.OBJECT:
        return _in_object(value, shape)
    return _in_list(value, shape.items) if shape.kind is Kind.LIST and shape.items else None


def is_hollow(value: Any, name: str = "") -> bool:
    """True where a list that Azure always shows is null or holds one, or any other holds nothing but nulls, at whatever
    depth: no service writes that, so something on the way emptied the document.

    A null among other entries may be somebody's own in a member that we do not know. Tags are somebody's own words. A
    firewall with a policy has no rules of its own, however that is written.
    """
    if isinstance(value, list):
        nulls = value.count(None)
        inside = [one for one in value if isinstance(one, (dict, list))]  # by far the most are texts
        return bool(nulls) and (name in _ALWAYS_SHOWN or nulls == len(value)) or any(map(is_hollow, inside))
    if isinstance(value, dict):
        unused = _OF_A_CLASSIC_FIREWALL if value.get("firewallPolicy") else ()
        return any(
            (member is None or isinstance(member, (dict, list)))
            and key != "tags"
            and key not in unused
            and is_hollow(member, key)
            for key, member in value.items()
        )
    return value is None and name in _ALWAYS_SHOWN


_OF_A_CLASSIC_FIREWALL = {"applicationRuleCollections", "natRuleCollections", "networkRuleCollections"}
# Every recorded answer has an empty one where there is nothing in it.
_ALWAYS_SHOWN = {*_OF_A_CLASSIC_FIREWALL, "routes", "ruleCollections", "rules"}


def _in_object(value: Mapping[str, Any], shape: Shape) -> Misfit | None:
    for name, inner in shape.members.items():
        member = value.get(name)
        if member is None and not inner.is_needed or inner.is_plain and isinstance(member, inner.python):
            continue
        if found := misfit(member, inner):
            return found.below(name)
    variant = shape.variants.get(str(value.get(shape.told_by)).lower()) if shape.told_by else None
    return _in_object(value, variant) if variant else None


def _in_list(value: list[Any], items: Shape) -> Misfit | None:
    if items.kind is Kind.TEXT and all(isinstance(item, str) for item in value):
        return None  # by far the most
    for number, item in enumerate(value):
        found = Misfit("", None, items.described) if item is None else misfit(item, items)
        if found:
            return found.below(f"[{number}]")
    return None


def _is(value: Any, shape: Shape) -> bool:
    if not isinstance(value, shape.python) or (shape.kind is Kind.NUMBER and isinstance(value, bool)):
        return False
    if shape.may_be_empty and not value:
        return True
    if shape.kind is Kind.PORTS:
        return bool(_PORTS.fullmatch(value))
    if shape.kind is Kind.PREFIX:
        return value != "*" and "-" not in value and bool(addresses.parse(value))
    return shape.kind is not Kind.ID or _is_id(value, shape.type)


def _is_id(text: str, type_: str) -> bool:
    try:
        found = resource_ids.parse(text)
    except PlanError:
        return False
    return not type_ or found.type.lower() == type_.lower()


_PORTS = re.compile(r"\s*(?:\*|[0-9]{1,5}(?:\s*-\s*[0-9]{1,5})?)\s*")
_TYPES: dict[Kind, Any] = {
    Kind.OBJECT: dict,
    Kind.LIST: list,
    Kind.TEXT: str,
    Kind.NUMBER: int,
    Kind.FLAG: bool,
    Kind.ID: str,
    Kind.PORTS: str,
    Kind.PREFIX: str,
    Kind.ANYTHING: object,
}
_LONGEST = 40  # characters of a value that is shown


def _shown(value: Any) -> str:
    """What a value is, and the value itself where it is short; nothing of it can act in a terminal."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, list | Mapping):
        return str(Kind.LIST if isinstance(value, list) else Kind.OBJECT)
    written = json.dumps(value)
    written = written if len(written) <= _LONGEST else f"{written[:_LONGEST]}..."
    return f"{Kind.TEXT if isinstance(value, str) else 'a number'} ({written})"


# How descriptions are written


def needed(shape: Shape) -> Shape:
    """The same of what must not be missing."""
    return replace(shape, is_needed=True)


def an_object(**members: Shape) -> Shape:
    """An object with these members, and any others."""
    return Shape(Kind.OBJECT, members)


def a_list(items: Shape) -> Shape:
    """A list of these."""
    return Shape(Kind.LIST, items=items)


def with_properties(**members: Shape) -> Shape:
    """A resource or a part of one: an envelope, with these members in `properties`."""
    return an_object(**_ENVELOPE, properties=an_object(**{"provisioningState": TEXT, **members}))


def beside(shape: Shape, **members: Shape) -> Shape:
    """The same with further members in its envelope."""
    return replace(shape, members={**shape.members, **members})


def listed(shape: Shape) -> Shape:
    """The same of what is known by its entry in a list alone, so that the entry must have an id."""
    return beside(shape, id=needed(ID))


def whole(shape: Shape) -> Shape:
    """The same of what must have an id and properties."""
    return beside(shape, id=needed(ID), properties=needed(shape.members["properties"]))


def reference(type_: str) -> Shape:
    """A reference to a resource of this type: one that leads nowhere must not look like none."""
    return an_object(id=needed(Shape(Kind.ID, type=type_)))


ANYTHING = Shape(Kind.ANYTHING)
OBJECT, TEXT, NUMBER, FLAG, ID = map(Shape, (Kind.OBJECT, Kind.TEXT, Kind.NUMBER, Kind.FLAG, Kind.ID))
TEXTS, OBJECTS = a_list(TEXT), a_list(OBJECT)
_PORTS_OF_RULE = a_list(Shape(Kind.PORTS))
_PREFIXES = a_list(Shape(Kind.PREFIX))
NAMED_REFERENCE = an_object(id=TEXT)  # of what is looked up leniently
_NAT_TYPE = "Microsoft.Network/natGateways"
_ENVELOPE = {"id": TEXT, "name": TEXT, "etag": TEXT}

# Rules

_ACTION = an_object(type=TEXT)
_RULE = {
    "name": TEXT,
    "description": TEXT,
    **dict.fromkeys(
        (
            "sourceAddresses",
            "sourceIpGroups",
            "destinationAddresses",
            "destinationFqdns",
            "destinationIpGroups",
        ),
        TEXTS,
    ),
    "destinationPorts": _PORTS_OF_RULE,
}
_NETWORK_RULE = an_object(**_RULE, protocols=TEXTS, ipProtocols=TEXTS)
_APPLICATION_RULE = an_object(
    **_RULE,
    protocols=a_list(an_object(protocolType=TEXT, port=NUMBER)),
    targetFqdns=TEXTS,
    targetUrls=TEXTS,
    fqdnTags=TEXTS,
    webCategories=TEXTS,
    httpHeadersToInsert=OBJECTS,
    terminateTLS=FLAG,
)
_RULE_OF_POLICY = replace(
    an_object(**_RULE, ruleType=TEXT),
    told_by="ruleType",
    variants={"applicationrule": _APPLICATION_RULE, "networkrule": _NETWORK_RULE},
)


def _classic(rule: Shape) -> Shape:
    return a_list(with_properties(priority=NUMBER, action=_ACTION, rules=a_list(rule)))


_FIREWALL = with_properties(
    sku=an_object(name=TEXT, tier=TEXT),
    firewallPolicy=reference(FIREWALL_POLICY),
    ipConfigurations=a_list(
        with_properties(privateIPAddress=TEXT, subnet=reference(SUBNET), publicIPAddress=NAMED_REFERENCE),
    ),
    hubIPAddresses=an_object(privateIPAddress=TEXT, publicIPs=an_object(addresses=a_list(an_object(address=TEXT)))),
    additionalProperties=OBJECT,
    threatIntelMode=TEXT,
    applicationRuleCollections=_classic(_APPLICATION_RULE),
    networkRuleCollections=_classic(_NETWORK_RULE),
    natRuleCollections=_classic(an_object(**_RULE)),
)
_POLICY = with_properties(
    sku=an_object(tier=TEXT),
    basePolicy=reference(FIREWALL_POLICY),
    firewalls=a_list(reference(FIREWALL)),
    childPolicies=a_list(reference(FIREWALL_POLICY)),
    dnsSettings=OBJECT,
    snat=an_object(privateRanges=TEXTS),
    intrusionDetection=an_object(
        mode=TEXT,
        configuration=an_object(
            bypassTrafficSettings=a_list(
                an_object(protocol=TEXT, sourceAddresses=TEXTS, destinationAddresses=TEXTS, destinationPorts=TEXTS)
            )
        ),
    ),
    threatIntelMode=TEXT,
    afcManaged=FLAG,
)
_GROUP = with_properties(
    priority=NUMBER,
    ruleCollections=a_list(
        an_object(name=TEXT, ruleCollectionType=TEXT, priority=NUMBER, action=_ACTION, rules=a_list(_RULE_OF_POLICY))
    ),
)
_IP_GROUP = with_properties(ipAddresses=TEXTS)

# Networks

_ROUTE_TABLE = with_properties(
    routes=a_list(
        with_properties(
            addressPrefix=TEXT,
            nextHopType=TEXT,
            nextHopIpAddress=TEXT,
            nextHop=an_object(nextHopIpAddresses=TEXTS),
        )
    ),
    subnets=a_list(reference(SUBNET)),
    disableBgpRoutePropagation=FLAG,
    disablePeeringRoute=TEXT,
)
_ROUTE_TABLE = beside(_ROUTE_TABLE, tags=OBJECT, location=TEXT)
_SUBNET = with_properties(
    addressPrefix=Shape(Kind.PREFIX, may_be_empty=True),
    addressPrefixes=_PREFIXES,
    routeTable=reference(ROUTE_TABLE),
    networkSecurityGroup=reference(SECURITY_GROUP),
    natGateway=reference(_NAT_TYPE),
    delegations=a_list(with_properties(serviceName=TEXT)),
    serviceEndpoints=a_list(an_object(service=TEXT, locations=TEXTS, provisioningState=TEXT)),
    serviceEndpointPolicies=OBJECTS,
    defaultOutboundAccess=FLAG,
    privateEndpointNetworkPolicies=TEXT,
    privateEndpoints=a_list(reference(PRIVATE_ENDPOINT)),
    ipConfigurations=a_list(NAMED_REFERENCE),
    ipConfigurationProfiles=a_list(an_object(id=TEXT, name=TEXT)),
    serviceAssociationLinks=a_list(with_properties(linkedResourceType=TEXT)),
    resourceNavigationLinks=a_list(with_properties(linkedResourceType=TEXT)),
)
_SPACE = an_object(addressPrefixes=_PREFIXES)
_NETWORK = with_properties(
    addressSpace=_SPACE,
    dhcpOptions=an_object(dnsServers=TEXTS),
    subnets=a_list(_SUBNET),
    virtualNetworkPeerings=a_list(
        with_properties(
            peeringState=TEXT,
            remoteVirtualNetwork=reference(VIRTUAL_NETWORK),
            remoteAddressSpace=_SPACE,
            localSubnetNames=TEXTS,
            remoteSubnetNames=TEXTS,
            peerCompleteVnets=FLAG,
            enableOnlyIPv6Peering=FLAG,
            allowVirtualNetworkAccess=FLAG,
            allowForwardedTraffic=FLAG,
            useRemoteGateways=FLAG,
        )
    ),
)
_SECURITY_RULES = a_list(
    with_properties(
        access=TEXT,
        direction=TEXT,
        priority=NUMBER,
        protocol=TEXT,
        **{
            f"{side}{member}": shape
            for side in ("source", "destination")
            for member, shape in {
                "AddressPrefix": TEXT,
                "AddressPrefixes": TEXTS,
                "PortRange": Shape(Kind.PORTS, may_be_empty=True),
                "PortRanges": _PORTS_OF_RULE,
                "ApplicationSecurityGroups": OBJECTS,
            }.items()
        },
    )
)
_SECURITY_GROUP = with_properties(securityRules=_SECURITY_RULES, defaultSecurityRules=_SECURITY_RULES)
_ENDS = a_list(an_object(addressPrefix=TEXT, addressPrefixType=TEXT))
EFFECTIVE_RULE = with_properties(
    access=TEXT,
    direction=TEXT,
    priority=NUMBER,
    protocol=TEXT,
    sources=_ENDS,
    destinations=_ENDS,
    sourcePortRanges=_PORTS_OF_RULE,
    destinationPortRanges=_PORTS_OF_RULE,
)
_CONNECTIONS = a_list(
    with_properties(privateLinkServiceId=TEXT, groupIds=TEXTS, privateLinkServiceConnectionState=an_object(status=TEXT))
)
_CONFIGURATIONS = a_list(with_properties(privateIPAddress=TEXT, privateLinkConnectionProperties=an_object(fqdns=TEXTS)))
_PRIVATE_ENDPOINT = with_properties(
    customDnsConfigs=a_list(an_object(fqdn=TEXT, ipAddresses=TEXTS)),
    ipConfigurations=_CONFIGURATIONS,
    networkInterfaces=a_list(reference(NETWORK_INTERFACE)),
    privateLinkServiceConnections=_CONNECTIONS,
    manualPrivateLinkServiceConnections=_CONNECTIONS,
)
_ZONE = an_object(id=needed(ID), name=needed(TEXT))
_LINK = with_properties(
    resolutionPolicy=TEXT, virtualNetworkLinkState=TEXT, virtualNetwork=needed(reference(VIRTUAL_NETWORK))
)
RECORD_SET = an_object(name=needed(TEXT))
_PUBLIC_ADDRESS = listed(with_properties(ipAddress=TEXT, ipPrefix=TEXT))
_NAT_GATEWAY = with_properties(publicIpAddresses=a_list(NAMED_REFERENCE), publicIpPrefixes=a_list(NAMED_REFERENCE))

# Virtual hubs; their readers leave open what they do not understand.

HUB_PART = with_properties()

# What a cluster reads from. The properties of an account may lack a state; so may those of a part of it.

_APPROVALS = a_list(
    with_properties(
        privateEndpoint=an_object(id=TEXT),
        privateLinkServiceConnectionState=an_object(status=TEXT),
    )
)


def _located(shape: Shape) -> Shape:
    return beside(shape, location=TEXT)


_PLACES = a_list(an_object(documentEndpoint=TEXT))
_NAMESPACE = with_properties(serviceBusEndpoint=TEXT, publicNetworkAccess=TEXT, privateEndpointConnections=_APPROVALS)
_IOT_HUB = with_properties(
    hostName=TEXT,
    eventHubEndpoints=OBJECT,
    publicNetworkAccess=TEXT,
    networkRuleSets=an_object(defaultAction=TEXT),
    privateEndpointConnections=_APPROVALS,
)
_STORAGE_ACCOUNT = with_properties(
    primaryEndpoints=an_object(blob=TEXT, dfs=TEXT),
    publicNetworkAccess=TEXT,
    networkAcls=an_object(defaultAction=TEXT),
    privateEndpointConnections=_APPROVALS,
)
_KEY_VAULT = with_properties(
    vaultUri=TEXT,
    publicNetworkAccess=TEXT,
    networkAcls=an_object(defaultAction=TEXT),
    privateEndpointConnections=_APPROVALS,
)
_COSMOS_ACCOUNT = with_properties(
    documentEndpoint=TEXT,
    readLocations=_PLACES,
    writeLocations=_PLACES,
    publicNetworkAccess=TEXT,
    isVirtualNetworkFilterEnabled=FLAG,
    ipRules=OBJECTS,
    privateEndpointConnections=_APPROVALS,
)

# Data Explorer, and what a subscription or a region says

_CLUSTER = with_properties(
    state=TEXT,
    uri=TEXT,
    dataIngestionUri=TEXT,
    migrationCluster=OBJECT,
    keyVaultProperties=an_object(keyVaultUri=TEXT),
    privateEndpointConnections=_APPROVALS,
    virtualNetworkConfiguration=an_object(
        state=TEXT,
        subnetId=Shape(Kind.ID, type=SUBNET),
        enginePublicIpId=TEXT,
        dataManagementPublicIpId=TEXT,
    ),
)
_CLUSTER = listed(beside(_CLUSTER, sku=OBJECT, tags=OBJECT, location=TEXT))
DEPENDENCY = with_properties(
    category=TEXT,
    endpoints=a_list(
        # The port is judged with the name beside it.
        an_object(domainName=TEXT, endpointDetails=a_list(an_object(ipAddress=TEXT)))
    ),
)

# Other services that tell what they must reach. What is no id of a subnet is judged where it is read.

_LINES = {
    "category": TEXT,
    # The port is judged with the name beside it.
    "endpoints": a_list(
        an_object(
            domainName=TEXT,
            description=TEXT,
            endpointDetails=a_list(an_object(ipAddress=TEXT, protocol=TEXT, region=TEXT, description=TEXT)),
        )
    ),
}
ANSWER = an_object(**_LINES, properties=an_object(**_LINES))


def _of_service(**members: Shape) -> Shape:
    """A resource of a service, and an entry of a list of them."""
    return listed(beside(with_properties(state=TEXT, **members), sku=an_object(name=TEXT), tags=OBJECT, location=TEXT))


_JOINED = {"virtualNetworkConfiguration": an_object(subnetResourceId=TEXT)}
_NAMED = an_object(value=TEXT)
_SERVICES = {
    MANAGED_CLUSTER: _of_service(
        powerState=an_object(code=TEXT),
        agentPoolProfiles=a_list(an_object(name=TEXT, vnetSubnetID=TEXT, podSubnetID=TEXT)),
        addonProfiles=OBJECT,
    ),
    API_SERVICE: _of_service(
        virtualNetworkType=TEXT, **_JOINED, additionalLocations=a_list(an_object(location=TEXT, **_JOINED))
    ),
    BATCH_ACCOUNT: _of_service(),
    BATCH_POOL: listed(
        with_properties(
            networkConfiguration=an_object(subnetId=TEXT, dynamicVnetAssignmentScope=TEXT),
            currentNodeCommunicationMode=TEXT,
            targetNodeCommunicationMode=TEXT,
        )
    ),
    DATABRICKS_WORKSPACE: _of_service(
        parameters=an_object(
            customVirtualNetworkId=_NAMED, customPublicSubnetName=_NAMED, customPrivateSubnetName=_NAMED
        )
    ),
    LEARNING_WORKSPACE: _of_service(managedNetwork=an_object(isolationMode=TEXT)),
    MANAGED_INSTANCE: _of_service(subnetId=TEXT),
    NETWORK_CONNECTION: _of_service(subnetId=TEXT),
}


def _below_cluster(shape: Shape) -> Shape:
    """The same of an entry of a list below a cluster: names there may have blanks, and be longer than others ("Naming
    rules and restrictions for Azure resources"), so the id is no more than a text.
    """
    return beside(shape, id=needed(TEXT))


_OF_DATABASE = with_properties(
    leaderClusterResourceId=TEXT,
    attachedDatabaseConfigurationName=TEXT,
    keyVaultProperties=an_object(keyVaultUri=TEXT),
)
DATABASE = _below_cluster(beside(_OF_DATABASE, kind=TEXT))
DATA_CONNECTION = _below_cluster(
    beside(
        with_properties(
            eventHubResourceId=TEXT,
            eventHubResourceIdForManagedIdentity=TEXT,
            iotHubResourceId=TEXT,
            storageAccountResourceId=TEXT,
            storageAccountResourceIdForManagedIdentity=TEXT,
            cosmosDbAccountResourceId=TEXT,
        ),
        kind=TEXT,
    )
)
ATTACHED_DATABASE = _below_cluster(with_properties(clusterResourceId=TEXT))
MANAGED_PRIVATE_ENDPOINT = _below_cluster(with_properties(privateLinkResourceId=TEXT, groupId=TEXT))
PRIVATE_ENDPOINT_CONNECTION = _below_cluster(
    with_properties(privateEndpoint=NAMED_REFERENCE, privateLinkServiceConnectionState=an_object(status=TEXT))
)
SERVICE_TAG = with_properties(addressPrefixes=TEXTS)
RESOURCE_GROUP = an_object(location=TEXT)
SUBSCRIPTION = an_object(subscriptionId=needed(TEXT))
_LOCK = with_properties(level=TEXT)
_SETTING = with_properties(
    workspaceId=TEXT,
    storageAccountId=TEXT,
    eventHubAuthorizationRuleId=TEXT,
    logs=a_list(an_object(enabled=FLAG)),
)
_WORKSPACE = with_properties(customerId=TEXT)

_BY_TYPE = {
    type_.lower(): shape
    for type_, shape in {
        CLUSTER: _CLUSTER,
        EVENT_HUB_NAMESPACE: _located(_NAMESPACE),
        IOT_HUB: _located(_IOT_HUB),
        STORAGE_ACCOUNT: _located(_STORAGE_ACCOUNT),
        KEY_VAULT: _located(_KEY_VAULT),
        COSMOS_ACCOUNT: _located(_COSMOS_ACCOUNT),
        FIREWALL: _FIREWALL,
        FIREWALL_POLICY: _POLICY,
        RULE_COLLECTION_GROUP: _GROUP,
        IP_GROUP: _IP_GROUP,
        SECURITY_GROUP: _SECURITY_GROUP,
        ROUTE_TABLE: _ROUTE_TABLE,
        VIRTUAL_NETWORK: _NETWORK,
        SUBNET: _SUBNET,
        HUB_ROUTE_TABLE: HUB_PART,
        PRIVATE_ENDPOINT: _PRIVATE_ENDPOINT,
        NETWORK_INTERFACE: with_properties(ipConfigurations=_CONFIGURATIONS),
        _NAT_TYPE: _NAT_GATEWAY,
        "Microsoft.Network/publicIPAddresses": _PUBLIC_ADDRESS,
        "Microsoft.Network/publicIPPrefixes": _PUBLIC_ADDRESS,
        "Microsoft.Network/privateDnsZones": _ZONE,
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks": _LINK,
        "Microsoft.Authorization/locks": _LOCK,
        DIAGNOSTIC_SETTING: _SETTING,
        WORKSPACE: _WORKSPACE,
        **_SERVICES,
    }.items()
}


def of(type_: str) -> Shape:
    """What a resource of a type is made of; anything where that is not known."""
    return _BY_TYPE.get(type_.lower(), ANYTHING)
