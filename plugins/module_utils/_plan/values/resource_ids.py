# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parse, build and compare Azure resource ids.

Azure compares ids without regard to case and gives them back in other casings than it was sent
(terraform-provider-azurerm issue 23993), so nothing here or elsewhere compares them as text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from . import names as naming
from .blanks import is_blank
from .errors import PlanError

NETWORK = "Microsoft.Network"
CLUSTER = "Microsoft.Kusto/clusters"
FIREWALL = "Microsoft.Network/azureFirewalls"
FIREWALL_POLICY = "Microsoft.Network/firewallPolicies"
RULE_COLLECTION_GROUP = "Microsoft.Network/firewallPolicies/ruleCollectionGroups"
IP_GROUP = "Microsoft.Network/ipGroups"
SECURITY_GROUP = "Microsoft.Network/networkSecurityGroups"
ROUTE_TABLE = "Microsoft.Network/routeTables"
VIRTUAL_NETWORK = "Microsoft.Network/virtualNetworks"
SUBNET = "Microsoft.Network/virtualNetworks/subnets"
VIRTUAL_HUB = "Microsoft.Network/virtualHubs"
HUB_ROUTE_TABLE = "Microsoft.Network/virtualHubs/hubRouteTables"
PRIVATE_ENDPOINT = "Microsoft.Network/privateEndpoints"
NETWORK_INTERFACE = "Microsoft.Network/networkInterfaces"
PUBLIC_ADDRESS = "Microsoft.Network/publicIPAddresses"

# What a cluster reads from.
EVENT_HUB_NAMESPACE = "Microsoft.EventHub/namespaces"
IOT_HUB = "Microsoft.Devices/IotHubs"
STORAGE_ACCOUNT = "Microsoft.Storage/storageAccounts"
COSMOS_ACCOUNT = "Microsoft.DocumentDB/databaseAccounts"
KEY_VAULT = "Microsoft.KeyVault/vaults"

# Other services that tell what they must reach.
MANAGED_CLUSTER = "Microsoft.ContainerService/managedClusters"
API_SERVICE = "Microsoft.ApiManagement/service"
BATCH_ACCOUNT = "Microsoft.Batch/batchAccounts"
BATCH_POOL = "Microsoft.Batch/batchAccounts/pools"
DATABRICKS_WORKSPACE = "Microsoft.Databricks/workspaces"
LEARNING_WORKSPACE = "Microsoft.MachineLearningServices/workspaces"
MANAGED_INSTANCE = "Microsoft.Sql/managedInstances"
NETWORK_CONNECTION = "Microsoft.DevCenter/networkConnections"
# Where logs are.
WORKSPACE = "Microsoft.OperationalInsights/workspaces"
DIAGNOSTIC_SETTING = "Microsoft.Insights/diagnosticSettings"

_REFERENCE_KEYS = ("name", "resource_group", "subscription_id")


@dataclass(frozen=True)
class ResourceId:
    """One resource: `type` is `Provider/kind[/child]`, `names` has one name per kind."""

    subscription: str
    resource_group: str
    type: str
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        """An illegal name would be refused only when it is written, or change the request it becomes a part of."""
        for name in self.names:
            naming.checked(name, f"The {self.kind} '{'/'.join(self.names)}'")
        naming.checked_type(self.type)
        naming.checked_group(self.resource_group)
        naming.checked_subscription(self.subscription)

    def __str__(self) -> str:
        provider, *kinds = self.type.split("/")
        path = "/".join(f"{kind}/{name}" for kind, name in zip(kinds, self.names, strict=True))
        return f"/subscriptions/{self.subscription}/resourceGroups/{self.resource_group}/providers/{provider}/{path}"

    @property
    def name(self) -> str:
        """The resource's own name, the last segment."""
        return self.names[-1]

    @property
    def kind(self) -> str:
        """The word for the resource in a sentence, such as `route table`."""
        return _WORDS.get(self.type.lower(), self.type)

    @property
    def is_child(self) -> bool:
        """True for a subnet or a rule collection group, which live inside another resource."""
        return len(self.names) > 1

    @property
    def parent(self) -> ResourceId:
        """The resource this one is a child of; raises ValueError when it is no child."""
        if not self.is_child:
            raise ValueError(f"{self} has no parent")
        return ResourceId(self.subscription, self.resource_group, self.type.rpartition("/")[0], self.names[:-1])

    @property
    def outermost(self) -> ResourceId:
        """The top-level resource it is, or is a child of."""
        return self.parent.outermost if self.is_child else self

    def child(self, type_: str, name: str) -> ResourceId:
        """The child of this resource with a name of its own."""
        return ResourceId(self.subscription, self.resource_group, type_, (*self.names, name))

    def described(self) -> str:
        """`route table rt-1 in resource group rg-1`, for messages."""
        inside = f" of {self.parent.kind} {self.parent.name}" if self.is_child else ""
        return f"{self.kind} {self.name}{inside} in resource group {self.resource_group}"


_WORDS = {
    CLUSTER.lower(): "cluster",
    FIREWALL.lower(): "firewall",
    FIREWALL_POLICY.lower(): "firewall policy",
    RULE_COLLECTION_GROUP.lower(): "rule collection group",
    IP_GROUP.lower(): "IP group",
    SECURITY_GROUP.lower(): "security group",
    ROUTE_TABLE.lower(): "route table",
    VIRTUAL_NETWORK.lower(): "virtual network",
    SUBNET.lower(): "subnet",
    VIRTUAL_HUB.lower(): "virtual hub",
    HUB_ROUTE_TABLE.lower(): "route table",
    PRIVATE_ENDPOINT.lower(): "private endpoint",
    NETWORK_INTERFACE.lower(): "network interface",
    PUBLIC_ADDRESS.lower(): "public address",
    EVENT_HUB_NAMESPACE.lower(): "Event Hubs namespace",
    IOT_HUB.lower(): "IoT hub",
    STORAGE_ACCOUNT.lower(): "storage account",
    COSMOS_ACCOUNT.lower(): "Cosmos DB account",
    KEY_VAULT.lower(): "key vault",
    MANAGED_CLUSTER.lower(): "AKS cluster",
    API_SERVICE.lower(): "API Management service",
    BATCH_ACCOUNT.lower(): "Batch account",
    BATCH_POOL.lower(): "pool",
    DATABRICKS_WORKSPACE.lower(): "Databricks workspace",
    LEARNING_WORKSPACE.lower(): "Machine Learning workspace",
    MANAGED_INSTANCE.lower(): "SQL managed instance",
    NETWORK_CONNECTION.lower(): "network connection",
}


def parse(text: str) -> ResourceId:
    """Return the parts of a full resource id; raise PlanError when it is none."""
    parts = text.strip().strip("/").split("/")
    well_formed = (
        len(parts) >= 8
        and len(parts) % 2 == 0
        and all(parts)
        and [parts[0].lower(), parts[2].lower(), parts[4].lower()] == ["subscriptions", "resourcegroups", "providers"]
    )
    if not well_formed:
        raise PlanError(
            f"'{text}' is no resource id; it should look like"
            " /subscriptions/SUBSCRIPTION/resourceGroups/GROUP/providers/PROVIDER/KIND/NAME."
        )
    kinds, names = parts[6::2], parts[7::2]
    return ResourceId(parts[1], parts[3], "/".join([parts[5], *kinds]), tuple(names))


def parse_or_none(text: str | None) -> ResourceId | None:
    """Return the same, None for no text and for what is no id."""
    try:
        return parse(text) if text else None
    except PlanError:
        return None


def to_type(value: str | ResourceId) -> str:
    """The resource as a sentence tells to type it: a line may break in it, which an id would not survive."""
    try:
        id_ = parse(str(value))
    except PlanError:
        return str(value)
    return f"{{name: {id_.name}, resource_group: {id_.resource_group}, subscription_id: {id_.subscription}}}"


def key(value: str | ResourceId) -> str:
    """The form of an id in which two spellings of one resource are equal."""
    return str(value).strip().rstrip("/").lower()


def same(left: str | ResourceId | None, right: str | ResourceId | None) -> bool:
    """True when both name one resource; nothing is the same as None except None."""
    if left is None or right is None:
        return left is right
    return key(left) == key(right)


def locked_by_writing(written: Iterable[ResourceId]) -> list[ResourceId]:
    """Return what Azure locks while these are written, each once, in the one order in which everybody takes them.

    It is the top-level resource: a firewall with its collections, a table with its routes, a policy with its groups,
    a virtual network with its subnets. terraform-provider-azurerm serialises its writes by the same ones.
    """
    found = {key(id_.outermost): id_.outermost for id_ in written}
    return [found[name] for name in sorted(found)]


def resolve(
    value: str | Mapping[str, Any],
    type_: str,
    *,
    subscription: Callable[[], str],
    resource_group: str | None,
    parent: str | None = None,
) -> ResourceId:
    """Return the id a user means by a name, an id, `group/name` or a dictionary.

    These are the forms azure.azcollection takes: the name of a resource in the same group and
    subscription, a full id, or `{name, resource_group, subscription_id}` with the last two optional,
    or `{id}`. `parent` is the name of the parent for a child given by its own name alone, and `subscription` is asked
    last, when everything else is as it should be and the value names none. Raise PlanError for a value that says too
    little, has keys nobody knows, or is the id of something else.
    """
    word = _WORDS.get(type_.lower(), type_)
    reference = _as_mapping(value, word)
    if "id" in reference:
        return of_type(parse(str(reference["id"])), type_)
    allowed = (*_REFERENCE_KEYS, "virtual_network_name") if type_ == SUBNET else _REFERENCE_KEYS
    unknown = sorted(set(reference) - set(allowed))
    if unknown or not reference.get("name"):
        wrong = f"has unknown keys: {', '.join(unknown)}" if unknown else "has no name"
        raise PlanError(f"The {word} given as a dictionary {wrong}; it takes {', '.join(allowed)}, or id alone.")
    group = reference.get("resource_group") or resource_group
    if not group:
        raise PlanError(
            f"The {word} '{reference['name']}' needs a resource group; give O(resource_group) or a full id."
        )
    names: tuple[str, ...] = (str(reference["name"]),)
    if type_ == SUBNET:
        network = reference.get("virtual_network_name") or parent
        if not network:
            raise PlanError(f"The subnet '{names[0]}' needs O(virtual_network_name), or give its full id.")
        names = (str(network), *names)
    given = reference.get("subscription_id")
    found = ResourceId(str(given or "-"), str(group), type_, names)
    return found if given else replace(found, subscription=subscription())


def _as_mapping(value: str | Mapping[str, Any], word: str) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return {name: given for name, given in value.items() if not is_blank(given)}
    if not isinstance(value, str | int):
        raise PlanError(f"The {word} is given as {value!r}; give a name, a resource id or a dictionary.")
    text = str(value).strip()
    if not text:
        raise PlanError(f"The {word} is an empty string; give a name or a resource id.")
    if text.startswith("/"):
        return {"id": text}
    group, slash, name = text.rpartition("/")
    return {"name": name, "resource_group": group} if slash else {"name": text}


def of_type(id_: ResourceId, type_: str) -> ResourceId:
    """Return the id with its type spelled as here; raise PlanError when it is of another type."""
    if id_.type.lower() != type_.lower():
        word = _WORDS.get(type_.lower(), type_)
        raise PlanError(f"'{id_}' is the id of {_a(id_.kind)}, but {_a(word)} ({type_}) is wanted here.")
    return ResourceId(id_.subscription, id_.resource_group, type_, id_.names)


def _a(word: str) -> str:
    """The word with its article."""
    return f"{'an' if word[:1] in 'AEIO' else 'a'} {word}"
