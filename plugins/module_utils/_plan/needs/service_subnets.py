# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where in the customer's networks a service lives, as its document and those of its parts say.

The members are those of azure-rest-api-specs, in the api-versions of the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..documents import network_membership
from ..documents.network_membership import Membership
from ..values import resource_ids
from ..values.errors import PlanError
from ..values.resource_ids import SUBNET, VIRTUAL_NETWORK, ResourceId
from ..values.words import Word
from . import services
from .services import Caller, Service

Children: TypeAlias = "Sequence[Mapping[str, Any]] | None"

_MANAGED = ("allowinternetoutbound", "allowonlyapprovedoutbound")
_NOT_MANAGED = "disabled"
_CLASSIC_TIERS = ("developer", "basic", "standard", "premium", "isolated")
_IN_NETWORK, _IN_NONE = ("external", "internal"), "none"
_VIRTUAL_NODES = "aciconnectorlinux"
# What a workspace does not say, and whoever runs it knows.
COMPUTES = "A Machine Learning workspace names no subnet of its own: those of its computes have to be given."
_OF_DATABRICKS = ("customVirtualNetworkId", "customPublicSubnetName", "customPrivateSubnetName")


class Communication(Word):
    """How a pool of Batch communicates. DEFAULT leaves it to the service, which may take either."""

    CLASSIC = "classic"
    SIMPLIFIED = "simplified"
    DEFAULT = "default"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Subnets:
    """What documents say of the subnets of a service, each subnet once.

    `gaps` are sentences about what could not be read: while there is one, the service may live in further subnets.
    `elsewhere` are sentences about parts that are known to be in no network of the customer's.
    """

    ids: tuple[ResourceId, ...] = ()
    gaps: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """True where these are all subnets for certain."""
        return not self.gaps


@dataclass(frozen=True)
class Callers:
    """Who connects to a service from outside, and sentences about who else may."""

    known: tuple[Caller, ...] = ()
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Gap:
    """What could not be read."""

    sentence: str


@dataclass(frozen=True)
class _Elsewhere:
    """A part that is in no network of the customer's."""

    sentence: str


_Found: TypeAlias = "ResourceId | _Gap | _Elsewhere"


def subnets_of(service: Service, document: Mapping[str, Any], children: Children = None) -> Subnets:
    """Return the subnets of a service, from its document and those of its `children`, which are None where they were
    not read.
    """
    found = list(_FINDERS[service.type](document, children))
    ids = {resource_ids.key(one): one for one in found if isinstance(one, ResourceId)}
    return Subnets(
        tuple(ids.values()),
        tuple(dict.fromkeys(one.sentence for one in found if isinstance(one, _Gap))),
        tuple(dict.fromkeys(one.sentence for one in found if isinstance(one, _Elsewhere))),
    )


def require_supported(service: Service, document: Mapping[str, Any]) -> None:
    """Raise PlanError for a resource whose outbound traffic is not the customer's to allow, or not told in this way."""
    if service is services.MACHINE_LEARNING:
        _require_no_managed_network(document)
    if service is services.API_MANAGEMENT:
        _require_classic_tier(document)


def communication_of(pool: Mapping[str, Any]) -> Communication:
    """How a pool communicates: classic where that is in use or to come, simplified where that alone is in use.

    Since api-version 2025-06-01 a pool does not say it.
    """
    properties = _members(pool.get("properties"))
    current, target = (_communication(properties.get(f"{when}NodeCommunicationMode")) for when in ("current", "target"))
    for word in (Communication.CLASSIC, Communication.UNKNOWN):
        if word in (current, target):
            return word
    if current == Communication.SIMPLIFIED:
        return current
    return Communication.DEFAULT if Communication.DEFAULT in (current, target) else Communication.UNKNOWN


def callers_of(service: Service, children: Children = None) -> Callers:
    """Return who connects to a service, and so needs a route for the answers."""
    always = tuple(one for one in service.callers if not one.mode)
    bound = tuple(one for one in service.callers if one.mode)
    if not bound:
        return Callers(always)
    tags = ", ".join(one.tag for one in bound)
    if children is None:
        return Callers(always, (f"Its {service.children} were not read, so service tag {tags} may connect to them.",))
    modes = [(_name(pool), communication_of(pool)) for pool in children]
    known = tuple(one for one in bound if one.mode in {str(mode) for _pool, mode in modes})
    gaps = (
        f"Pool {pool} does not show how it communicates, so service tag {tags} may connect to it."
        for pool, mode in modes
        if mode in (Communication.DEFAULT, Communication.UNKNOWN)
    )
    return Callers((*always, *known), tuple(gaps))


# What makes a resource one that nobody here is asked about


def _require_no_managed_network(document: Mapping[str, Any]) -> None:
    mode = _isolation(document)
    if mode.lower() in _MANAGED:
        raise PlanError(
            f"Machine Learning workspace {_name(document)} has a managed network ({mode}): the service filters what"
            " leaves it by the workspace's own outbound rules, and nothing of it meets a firewall of yours."
        )


def _isolation(document: Mapping[str, Any]) -> str:
    network = _members(_members(document.get("properties")).get("managedNetwork"))
    return str(network.get("isolationMode") or "")


def _require_classic_tier(document: Mapping[str, Any]) -> None:
    tier = str(_members(document.get("sku")).get("name") or "")
    if tier.lower() not in _CLASSIC_TIERS:
        raise PlanError(
            f"API Management service {_name(document)} is of tier '{tier}', and what is known is about the classic"
            " tiers (Developer, Basic, Standard, Premium): those of version 2 are joined to networks in another way."
        )


# Where each service says it


def _of_cluster(document: Mapping[str, Any], _children: Children) -> Iterator[_Found]:
    is_read = isinstance(document.get("properties") or {}, Mapping)
    found = network_membership.membership(dict(document)) if is_read else Membership.UNKNOWN
    if found == Membership.INJECTED:
        place = network_membership.places(dict(document))[network_membership.SUBNET_ID]
        yield _subnet(place, "The cluster", "properties.virtualNetworkConfiguration.subnetId")
    elif found == Membership.UNKNOWN:
        yield _Gap("The cluster does not say in a known word whether it is in a virtual network.")
    else:
        yield _Elsewhere("The cluster is in no virtual network.")


def _of_kubernetes(document: Mapping[str, Any], _children: Children) -> Iterator[_Found]:
    found = list(_of_node_pools(document))
    yield from found
    yield from _of_virtual_nodes(document, [one for one in found if isinstance(one, ResourceId)])


def _of_virtual_nodes(document: Mapping[str, Any], pools: Sequence[ResourceId]) -> Iterator[_Found]:
    """Pods on virtual nodes are in a subnet of the nodes' network, which the addon has by its name (answers of `az aks
    show`, as its tests in azure-cli have them).
    """
    addons = _members(_members(document.get("properties")).get("addonProfiles"))
    addon = next((_members(one) for name, one in addons.items() if name.lower() == _VIRTUAL_NODES), {})
    if addon.get("enabled") in (None, False):
        return
    networks = list({resource_ids.key(one.parent): one.parent for one in pools}.values())
    config = {name.lower(): value for name, value in _members(addon.get("config")).items()}
    network = networks[0] if len(networks) == 1 else ""
    yield _in_network(network, config.get("subnetname"), "The virtual nodes of the AKS cluster", "config.SubnetName")


def _of_node_pools(document: Mapping[str, Any]) -> Iterator[_Found]:
    pools = _members(document.get("properties")).get("agentPoolProfiles")
    if not isinstance(pools, list) or not pools:
        yield _Gap("The AKS cluster shows no node pools in properties.agentPoolProfiles.")
        return
    for number, pool in enumerate(pools):
        if not isinstance(pool, Mapping):
            yield _Gap(f"Entry {number} of properties.agentPoolProfiles is no node pool.")
            continue
        who = f"Node pool {_name(pool) or number}"
        if _is_none(pool.get("vnetSubnetID")):
            yield _Elsewhere(f"{who} names no subnet in vnetSubnetID, so it is in a network that the service made.")
        else:
            yield _subnet(pool["vnetSubnetID"], who, "vnetSubnetID")
        if not _is_none(pool.get("podSubnetID")):
            yield _subnet(pool["podSubnetID"], who, "podSubnetID")


def _of_api_management(document: Mapping[str, Any], _children: Children) -> Iterator[_Found]:
    properties = _members(document.get("properties"))
    kind = str(properties.get("virtualNetworkType") or "")
    if kind.lower() == _IN_NONE:
        yield _Elsewhere("The API Management service is in no virtual network (virtualNetworkType None).")
        return
    if kind.lower() not in _IN_NETWORK:
        yield _Gap(f"The API Management service has virtualNetworkType '{kind}', which is no known word.")
    yield _configured(properties, "The API Management service")
    places = properties.get("additionalLocations")
    if _is_none(places):
        return
    if not isinstance(places, list):
        yield _Gap("The API Management service has additionalLocations that are no list.")
        return
    for place in places:
        where = str(_members(place).get("location") or "")
        yield _configured(_members(place), f"Its additional location '{where}'")


def _configured(holder: Mapping[str, Any], who: str) -> _Found:
    member = "virtualNetworkConfiguration.subnetResourceId"
    return _subnet(_members(holder.get("virtualNetworkConfiguration")).get("subnetResourceId"), who, member)


def _of_batch(_document: Mapping[str, Any], children: Children) -> Iterator[_Found]:
    if children is None:
        yield _Gap("The pools of the Batch account were not read.")
        return
    if not children:
        yield _Elsewhere("The Batch account has no pool.")
    for pool in children:
        who = f"Pool {_name(pool)}"
        properties = pool.get("properties")
        network = _members(properties).get("networkConfiguration")
        if not isinstance(properties, Mapping) or not (_is_none(network) or isinstance(network, Mapping)):
            yield _Gap(f"{who} does not show its networkConfiguration.")
        elif not _is_of_pool(_members(network)):
            yield _Gap(
                f"{who} takes the network of each of its jobs (dynamicVnetAssignmentScope), and these were not read."
            )
        elif _is_none(_members(network).get("subnetId")):
            yield _Elsewhere(f"{who} names no subnet in networkConfiguration.subnetId.")
        else:
            yield _subnet(_members(network)["subnetId"], who, "networkConfiguration.subnetId")


def _is_of_pool(network: Mapping[str, Any]) -> bool:
    """True where jobs do not bring a network of their own (DynamicVNetAssignmentScope has `none` and `job`)."""
    scope = network.get("dynamicVnetAssignmentScope")
    return _is_none(scope) or str(scope).lower() == "none"


def _of_databricks(document: Mapping[str, Any], _children: Children) -> Iterator[_Found]:
    properties = _members(document.get("properties"))
    parameters = properties.get("parameters")
    if not (_is_none(parameters) or isinstance(parameters, Mapping)):
        yield _Gap("The Databricks workspace has parameters that are no object.")
        return
    given = {name: _members(_members(parameters).get(name)).get("value") for name in _OF_DATABRICKS}
    if all(_members(parameters).get(name) is None for name in _OF_DATABRICKS):
        yield _Elsewhere("The Databricks workspace names no network of its own, so it is in one that the service made.")
        return
    network, *names = given.values()
    for member, name in zip(_OF_DATABRICKS[1:], names, strict=True):
        yield _in_network(network, name, "The parameters of the Databricks workspace", member)


def _of_learning(document: Mapping[str, Any], _children: Children) -> Iterator[_Found]:
    if _isolation(document).lower() != _NOT_MANAGED:
        yield _Gap("The Machine Learning workspace does not say in a known word whether it has a managed network.")
    yield _Gap(COMPUTES)


def _of_instance(document: Mapping[str, Any], _children: Children) -> Iterator[_Found]:
    yield _own(document, "The SQL managed instance")


def _of_connection(document: Mapping[str, Any], _children: Children) -> Iterator[_Found]:
    yield _own(document, "The network connection")


def _own(document: Mapping[str, Any], who: str) -> _Found:
    return _subnet(_members(document.get("properties")).get("subnetId"), who, "properties.subnetId")


_FINDERS = {
    services.DATA_EXPLORER.type: _of_cluster,
    services.KUBERNETES.type: _of_kubernetes,
    services.API_MANAGEMENT.type: _of_api_management,
    services.BATCH.type: _of_batch,
    services.DATABRICKS.type: _of_databricks,
    services.MACHINE_LEARNING.type: _of_learning,
    services.SQL_MANAGED_INSTANCE.type: _of_instance,
    services.DEV_CENTER.type: _of_connection,
}


# How members are read


def _subnet(value: Any, who: str, member: str) -> _Found:
    if _is_none(value):
        return _Gap(f"{who} names no subnet in {member}.")
    try:
        return resource_ids.of_type(resource_ids.parse(str(value)), SUBNET)
    except PlanError:
        return _Gap(f"{who} has {value!r} in {member}, which is no id of a subnet.")


def _in_network(network: Any, name: Any, who: str, member: str) -> _Found:
    try:
        found = resource_ids.of_type(resource_ids.parse(str(network or "")), VIRTUAL_NETWORK)
        return found.child(SUBNET, name if isinstance(name, str) else "")
    except PlanError:
        return _Gap(f"{who} have {name!r} in {member} of network {str(network)!r}, which is no subnet.")


def _communication(value: Any) -> Communication | None:
    """None for what is not there."""
    if _is_none(value):
        return None
    return next((word for word in Communication if word == str(value).lower()), Communication.UNKNOWN)


def _members(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _is_none(value: Any) -> bool:
    """True for what is not there; Azure writes that as null or as an empty text, too."""
    return value is None or value == ""


def _name(document: Mapping[str, Any]) -> str:
    return str(document.get("name") or "").rpartition("/")[2]
