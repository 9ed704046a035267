# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The worlds that produce sentences of ours: each makes one of the demo, and runs what has to be there before."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    PARENT_POLICY_ID,
    ROUTE_TABLE_ID,
    SUBNET_ID,
)
from ansible_collections.adx.outbound.tests.emulator.worlds import data_sources, dependency_answer
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import OTHER_SUBNET_ID, VNET_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.logs import with_logs
from ansible_collections.adx.outbound.tests.integration import asked_logs
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.runner import done

OURS = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID}
CREATED_ID = ROUTE_TABLE_ID.replace("rt-spoke", "adx-telemetry-westus-routes")
THEIR_TABLE_ID = ROUTE_TABLE_ID.replace("rt-spoke", "rt-theirs")
SECOND_FIREWALL_ID = FIREWALL_ID.replace("fw-hub", "fw-east")
GROUP_ID = f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/adx-egress"
DRAFT_ID = f"{FIREWALL_POLICY_ID}/firewallPolicyDrafts/default"
NAMESAKE_ID = CLUSTER_ID.replace("rg-adx", "rg-hub")
BILLING_ID = CLUSTER_ID.replace("telemetry", "billing")
USES = [{"type": "webapi", "uri": "api.example.com"}]
COPY = "ApplicationRuleCollectionGroup"
_TO_FIREWALL = {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.1.4"}
_MANAGED_ID = ROUTE_TABLE_ID.replace("/rg-spoke/", "/AVNM_Managed_ResourceGroup_s/")


def lock_down(run: Any, **options: Any) -> None:
    """The whole lock-down, from the rules to the default route."""
    done(run("cluster_egress", **{**OURS, "default_route": "manage", **options}))


def demo(_run: Any, _emulator: Any) -> None:
    """The demo as it is."""


def logged(_run: Any, emulator: Any) -> None:
    """The firewall's logs in a workspace, with a week's traffic."""
    with_logs(emulator, asked_logs.traffic())


def sourced(_run: Any, emulator: Any) -> None:
    """A cluster with every kind of data source."""
    for id_, document in [
        *data_sources.whole(CLUSTER_ID, "West US"),
        dependency_answer.build(data_sources.LEADER_ID, "West US"),
    ]:
        emulator.seed(id_, document)


def with_uses(run: Any, emulator: Any) -> None:
    """The same, locked down with what its queries use."""
    sourced(run, emulator)
    lock_down(run, sources=["discovered", "data_sources"], uses=USES)


def sources_unread(run: Any, emulator: Any) -> None:
    """The same, locked down, and then no right to read the account that it reads from."""
    sourced(run, emulator)
    emulator.seed(*data_sources.storage_account(data_sources.ACCOUNT_ID, "West US", zone="z12"))
    lock_down(run, sources=["discovered", "data_sources"], uses=[])
    emulator.deny(".*/storageAccounts/.*")


def policy(_run: Any, emulator: Any) -> None:
    """A firewall that a policy governs."""
    emulator.reset("demo", firewall="policy")


def locked(run: Any, _emulator: Any) -> None:
    """A cluster that is locked down."""
    lock_down(run)


def left(run: Any, emulator: Any) -> None:
    """A cluster that was locked down and has left its network since."""
    lock_down(run)
    out(run, emulator)


def out(_run: Any, emulator: Any) -> None:
    """A cluster that has left its network."""
    document = emulator.document(CLUSTER_ID)
    document["properties"]["virtualNetworkConfiguration"]["state"] = "Disabled"
    emulator.seed(CLUSTER_ID, document)


def locked_behind_policy(run: Any, emulator: Any) -> None:
    """The same behind a firewall that a policy governs."""
    emulator.reset("demo", firewall="policy")
    lock_down(run)


def allowed(run: Any, _emulator: Any) -> None:
    """Rules, and no default route."""
    done(run("cluster_egress", **OURS, steps=["allow"]))


def routed(_run: Any, emulator: Any) -> None:
    """A default route of somebody's, and no rules."""
    route(emulator, "to-hub", **_TO_FIREWALL)


def locked_and_routed(run: Any, emulator: Any) -> None:
    """A lock-down whose default route is somebody's."""
    done(run("cluster_egress", **OURS, steps=["allow"]))
    routed(run, emulator)


def routed_elsewhere(run: Any, emulator: Any) -> None:
    """A lock-down beside somebody's route that drops a public prefix."""
    lock_down(run)
    route(emulator, "theirs", addressPrefix="20.0.0.0/24", nextHopType="None")


def shared(_run: Any, emulator: Any) -> None:
    """A neighbour whose subnet has the route table, too."""
    emulator.reset("demo", shared_table=True)


def shared_and_gone(run: Any, emulator: Any) -> None:
    """The same, locked down, with the cluster deleted."""
    emulator.reset("demo", shared_table=True)
    lock_down(run, accept=["shared_default_route"])
    emulator.remove(CLUSTER_ID)


def gone_and_unlisted(run: Any, emulator: Any) -> None:
    """A deleted cluster whose table we made, where route tables may not be listed."""
    emulator.reset("demo", route_table=False)
    lock_down(run)
    emulator.remove(CLUSTER_ID)
    emulator.deny(r"/providers/Microsoft\.Network/routeTables$")


def gone_without_table(run: Any, emulator: Any) -> None:
    """A deleted cluster whose routes are in a table that nobody would look for: its neighbour's."""
    emulator.reset("demo", route_table=False)
    lock_down(run)
    table = emulator.document(CREATED_ID)
    emulator.seed(CREATED_ID, {**table, "tags": {}, "location": "eastus"})
    emulator.remove(CLUSTER_ID)


def two_regions(run: Any, emulator: Any) -> None:
    """What a deleted cluster has left is named after two regions."""
    emulator.reset("demo", route_table=False)
    lock_down(run)
    firewall = emulator.document(FIREWALL_ID)
    listed = firewall["properties"]["applicationRuleCollections"]
    (ours,) = [one for one in listed if one["name"] == "adx-telemetry-westus-application"]
    other = deepcopy(ours)
    other["properties"]["priority"] = 4000
    listed.append({**other, "name": "adx-telemetry-eastus-application"})
    for one in listed:
        one.pop("id", None)
    emulator.seed(FIREWALL_ID, firewall)
    emulator.remove(CLUSTER_ID)


def replaced(run: Any, emulator: Any) -> None:
    """Somebody gave the subnet another table than the one that a lock-down made."""
    emulator.reset("demo", route_table=False)
    lock_down(run)
    emulator.seed(THEIR_TABLE_ID, {"location": "westus", "properties": {"routes": []}})
    edit(emulator, SUBNET_ID, lambda properties: properties.update(routeTable={"id": THEIR_TABLE_ID}))


def replaced_and_locked(run: Any, emulator: Any) -> None:
    """The same, where a lock-down has written into the other table, too."""
    replaced(run, emulator)
    lock_down(run)


def other_table(_run: Any, emulator: Any) -> None:
    """A further table, beside that of the subnet."""
    emulator.seed(THEIR_TABLE_ID, {"location": "westus", "properties": {"routes": []}})


def managed(_run: Any, emulator: Any) -> None:
    """A network manager keeps the subnet's table."""
    emulator.seed(_MANAGED_ID, emulator.document(ROUTE_TABLE_ID))
    edit(emulator, SUBNET_ID, lambda properties: properties.update(routeTable={"id": _MANAGED_ID}))


def drafted(_run: Any, emulator: Any) -> None:
    """A draft of the policy is open."""
    emulator.reset("demo", firewall="policy")
    emulator.seed(DRAFT_ID, {"properties": {"threatIntelMode": "Unknown"}})


def unknown_users(_run: Any, emulator: Any) -> None:
    """The subnet shows more front ends than its cluster has."""
    far = "/subscriptions/99999999-2222-3333-4444-555555555555/resourceGroups/rg-far/providers/Microsoft.Network"
    network = emulator.document(VNET_ID)
    (subnet,) = [one for one in network["properties"]["subnets"] if one["name"] == "snet-adx"]
    for name in ("engine", "dm"):
        subnet["properties"]["ipConfigurations"].append(
            {"id": f"{far}/loadBalancers/lb/frontendIPConfigurations/{name}"}
        )
    emulator.seed(VNET_ID, network)


def other_policy(_run: Any, emulator: Any) -> None:
    """A policy that governs nothing, beside a firewall with rules of its own."""
    emulator.seed(FIREWALL_POLICY_ID, {"location": "westus", "properties": {}})


def two_firewalls(_run: Any, emulator: Any) -> None:
    """Two firewalls of one policy."""
    emulator.reset("demo", firewall="policy")
    emulator.seed(SECOND_FIREWALL_ID, {**emulator.document(FIREWALL_ID), "name": "fw-east"})


def detached(_run: Any, emulator: Any) -> None:
    """A policy that governs no firewall."""
    emulator.reset("demo", firewall="policy")
    emulator.remove(FIREWALL_ID)


def without_address(_run: Any, emulator: Any) -> None:
    """A firewall in a virtual hub whose document shows no address."""
    emulator.reset("demo", firewall="hub")
    firewall = emulator.document(FIREWALL_ID)
    emulator.remove(FIREWALL_ID)
    emulator.seed(FIREWALL_ID, {**firewall, "properties": {**firewall["properties"], "hubIPAddresses": None}})


def unlisted(_run: Any, emulator: Any) -> None:
    """Nobody lets the login list clusters."""
    emulator.deny(r"/providers/Microsoft\.Kusto/clusters$")


def unread_subnet(_run: Any, emulator: Any) -> None:
    """The subnet may not be read."""
    emulator.deny("snet-adx", "GET")


def locked_and_unread(run: Any, emulator: Any) -> None:
    """A lock-down whose subnet may not be read any more, and a name that the cluster needs no longer."""
    lock_down(run)
    emulator.deny("snet-adx", "GET")
    answer = emulator.document(f"{CLUSTER_ID}/outboundNetworkDependenciesEndpoints")
    (storage,) = [one for one in answer["value"] if one["id"].endswith("AzureStorage")]
    storage["properties"]["endpoints"][0]["domainName"] = "eng99telemetry.blob.core.windows.net"
    emulator.seed(f"{CLUSTER_ID}/outboundNetworkDependenciesEndpoints", answer)


def sovereign(_run: Any, emulator: Any) -> None:
    """A cluster in another cloud."""
    emulator.reset("demo", region="USGov Virginia")


def without_default_route(run: Any, emulator: Any) -> None:
    """A lock-down whose default route somebody has taken away."""
    lock_down(run)
    table = emulator.document(ROUTE_TABLE_ID)
    table["properties"]["routes"] = [one for one in table["properties"]["routes"] if one["name"] != "ADX_Default"]
    emulator.seed(ROUTE_TABLE_ID, table)


def stale(run: Any, emulator: Any) -> None:
    """A lock-down one of whose collections holds nothing that the cluster needs."""
    lock_down(run)
    firewall = emulator.document(FIREWALL_ID)
    listed = firewall["properties"]["networkRuleCollections"]
    (ours,) = [one for one in listed if one["name"] == "adx-telemetry-westus-network"]
    (ours["properties"]["rules"][0], *_rest) = ours["properties"]["rules"]
    ours["properties"]["rules"] = [{**ours["properties"]["rules"][0], "destinationPorts": ["9"]}]
    emulator.seed(FIREWALL_ID, firewall)


def migrated(run: Any, emulator: Any) -> None:
    """Our collections stand in a group that a migration has made, and no longer in ours."""
    _move(run, emulator, FIREWALL_POLICY_ID)


def migrated_to_parent(run: Any, emulator: Any) -> None:
    """The same, in the parent of the policy."""
    _move(run, emulator, PARENT_POLICY_ID)


def _move(run: Any, emulator: Any, policy_id: str) -> None:
    emulator.reset("demo", firewall="policy")
    lock_down(run)
    held = deepcopy(emulator.document(GROUP_ID)["properties"]["ruleCollections"])
    emulator.seed(
        f"{policy_id}/ruleCollectionGroups/{COPY}", {"properties": {"priority": 110, "ruleCollections": held}}
    )
    emulator.remove(GROUP_ID)


def route(emulator: Any, name: str, **members: Any) -> None:
    """Somebody's route in the subnet's table."""
    theirs = {"name": name, "properties": members}
    edit(emulator, ROUTE_TABLE_ID, lambda properties: properties["routes"].append(theirs))


def namesake(_run: Any, emulator: Any) -> None:
    """A second cluster of the same name, in another resource group."""
    _beside(emulator, NAMESAKE_ID)


def billing(_run: Any, emulator: Any) -> None:
    """A second cluster."""
    _beside(emulator, BILLING_ID)


def _beside(emulator: Any, id_: str) -> None:
    """A cluster on the neighbour's subnet."""
    document = deepcopy(emulator.document(CLUSTER_ID))
    document["properties"]["virtualNetworkConfiguration"]["subnetId"] = OTHER_SUBNET_ID
    emulator.seed(id_, {**document, "id": id_, "name": id_.rpartition("/")[2]})
    answer = "outboundNetworkDependenciesEndpoints"
    emulator.seed(f"{id_}/{answer}", emulator.document(f"{CLUSTER_ID}/{answer}"))
