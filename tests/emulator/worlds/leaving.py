# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Three clusters in a network of their owner's that are ready to leave it, as "Migrate a cluster" (2026-03-15) has it.

Each has sources that admit its subnet alone, an approved managed private endpoint for each of them, a private endpoint
in another subnet by which its users come, and a list of names that its restricted access allows. Beside them stand the
firewall and the route tables of the demo, so that each can be locked down before. `changed` leaves out what a test
wants to be missing: `build(telemetry={"hub_endpoint": None}, every={"delegated": False})`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta, timezone

from ..kusto import connected, kusto
from ..sources import rule_sets
from . import addresses, clusters, data_sources, demo, dependency_answer, foreign_routes, hub, ids, leaving_network

NAMES = leaving_network.NAMES
CLUSTER_IDS = {name: ids.kusto(name) for name in NAMES}
NAMESPACE, ACCOUNT = "Microsoft.EventHub/namespaces", "Microsoft.Storage/storageAccounts"
NAMESPACE_IDS = {name: data_sources.target_id(NAMESPACE, f"evhns-{name}") for name in NAMES}
ACCOUNT_IDS = {name: data_sources.target_id(ACCOUNT, f"st{name}") for name in NAMES}
VAULT_IDS = {name: data_sources.target_id("Microsoft.KeyVault/vaults", f"kv-{name}") for name in NAMES}


@dataclass(frozen=True)
class Cluster:
    """One of the three. An endpoint is the state of its approval, or None where there is none."""

    name: str
    state: str | None = "Enabled"  # of its network: Disabled when it has left; None as older api-versions wrote it
    public: str | None = "Enabled"
    ranges: tuple = ()  # allowedIpRangeList
    restricted: str = "Enabled"
    allowed: tuple | None = None  # names; None: exactly those of its sources
    delegated: bool = True
    guarded: bool = True  # its subnet has a security group
    addresses: bool = True  # both public addresses are there
    hub: bool = True  # it has the connection
    hub_rules: str | None = "Deny"  # the action of its namespace's rules; None: nobody wrote any
    hub_endpoint: str | None = "Approved"
    blobs: bool = True
    blob_rules: str = "Deny"
    blob_endpoint: str | None = "Approved"
    vault: bool = False  # its disks are encrypted with a key of the owner's
    vault_rules: str = "Deny"
    vault_endpoint: str | None = None
    own_endpoint: str | None = "Approved"
    own_subnet: str | None = None  # where that stands; None: the subnet for such endpoints
    trusted: bool = False  # sources let the trusted services of Azure in
    created: str | None = None  # when its endpoints were made; None: an hour ago


def build(region="West US", firewall="classic", route_table=True, admitted=None, every=None, **changed):
    """`admitted` are the sources that the security group lets in from outside, `every` what holds for all three, and
    `changed` by name what holds for one of them: fields of Cluster.
    """
    found = [_cluster(name, every, changed.pop(name, None)) for name in NAMES]
    if changed:
        raise ValueError(f"there is no cluster {', '.join(changed)}; there are {', '.join(NAMES)}")
    around = [
        item
        for item in demo.build(region, route_table=route_table, firewall=firewall, delegated=True)
        if not item[0].startswith(f"{ids.group('rg-adx')}/providers/")
    ]
    hop = hub.PRIVATE_ADDRESSES[firewall]
    tables = leaving_network.TABLE_IDS.items() if route_table else ()
    network_world = [
        (ids.NSG_ID, leaving_network.security_group(region, admitted)),
        *((table_id, foreign_routes.table(region, hop)) for name, table_id in tables if name != "telemetry"),
        (ids.VNET_ID, leaving_network.network(dict(around)[ids.VNET_ID], found, route_table)),
    ]
    kept = [item for item in around if item[0] not in dict(network_world)]
    return [*kept, *network_world, *(item for one in found for item in _of(one, region))]


def now(**ago):
    """The time with seven digits, as the service writes it; `ago` as in `hours=5`."""
    return (datetime.now(timezone.utc) - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"


def _cluster(name, every, own):
    given = {**(every or {}), **(own or {})}
    unknown = set(given) - {field.name for field in fields(Cluster)}
    if unknown:
        raise ValueError(f"a cluster of this world has no {', '.join(sorted(unknown))}")
    made = replace(Cluster(name), **given)
    return replace(made, created=made.created or now(hours=1))


def _of(one, region):
    """The cluster, what it reads from, and the endpoints on both sides."""
    cluster_id = CLUSTER_IDS[one.name]
    own = [addresses.public(*item) for item in leaving_network.public_addresses(one.name, region)]
    return [
        *(own if one.addresses else ()),
        (cluster_id, _document(one, region)),
        dependency_answer.build(cluster_id, region),
        data_sources.database(cluster_id, "events", region),
        *_hub(one, region),
        *_blobs(one, region),
        *(_vault(one, region) if one.vault else ()),
        *(leaving_network.private_endpoint(one, cluster_id, region) if one.own_endpoint else ()),
    ]


def _document(one, region):
    cluster_id = CLUSTER_IDS[one.name]
    made = clusters.cluster(cluster_id, region, leaving_network.configuration(one))
    names = hosts(one.name) if one.allowed is None else list(one.allowed)
    made["properties"] |= {
        "restrictOutboundNetworkAccess": one.restricted,
        "allowedFqdnList": names if one.restricted == "Enabled" else [],
        "publicNetworkAccess": one.public,
        "allowedIpRangeList": list(one.ranges),
    }
    if one.vault:
        uri = data_sources.vault_uri(VAULT_IDS[one.name])
        made["properties"]["keyVaultProperties"] = data_sources.key_vault_properties(uri)
    if one.own_endpoint:
        endpoint_id = leaving_network.ENDPOINT_IDS[one.name]
        name = f"pe-{one.name}-{ids.guid(endpoint_id)}"
        made["properties"][kusto.CONNECTED] = [
            connected.connection(cluster_id, name, endpoint_id, one.own_endpoint, one.created)
        ]
    return made


def hosts(name):
    """The names of what a cluster of this world reads from."""
    account = ACCOUNT_IDS[name].rsplit("/", 1)[-1]
    services = [f"{account}.{service}.core.windows.net" for service in ("blob", "dfs")]
    return [f"evhns-{name}.servicebus.windows.net", *services]


def _hub(one, region):
    cluster_id, namespace_id = CLUSTER_IDS[one.name], NAMESPACE_IDS[one.name]
    subnets = [leaving_network.SUBNET_IDS[one.name]]
    state = one.hub_endpoint
    endpoint = data_sources.managed_endpoint(cluster_id, "to-hub", namespace_id, "namespace", created=one.created)
    connection = data_sources.event_hub_connection(cluster_id, "events", "from-hub", namespace_id, region=region)
    return [
        data_sources.namespace(namespace_id, region, connections=[("to-hub", state)] if state else ()),
        *([rule_sets.rule_set(namespace_id, one.hub_rules, subnets, trusted=one.trusted)] if one.hub_rules else ()),
        *([connection] if one.hub else ()),
        *([endpoint] if state else ()),
    ]


def _blobs(one, region):
    cluster_id, account_id = CLUSTER_IDS[one.name], ACCOUNT_IDS[one.name]
    state = one.blob_endpoint
    account = data_sources.storage_account(account_id, region, connections=[("to-blobs", state)] if state else ())
    account[1]["properties"]["isHnsEnabled"] = False
    account[1]["properties"]["networkAcls"] |= _rules(one, one.blob_rules)
    endpoint = data_sources.managed_endpoint(cluster_id, "to-blobs", account_id, "blob", created=one.created)
    connection = data_sources.event_grid_connection(
        cluster_id, "events", "from-blobs", account_id, NAMESPACE_IDS[one.name], "blobs", region=region
    )
    return [account, *([connection] if one.blobs else ()), *([endpoint] if state else ())]


def _vault(one, region):
    cluster_id, vault_id, state = CLUSTER_IDS[one.name], VAULT_IDS[one.name], one.vault_endpoint
    vault = data_sources.vault(vault_id, region, connections=[("to-vault", state)] if state else ())
    vault[1]["properties"]["networkAcls"] |= _rules(one, one.vault_rules)
    endpoint = data_sources.managed_endpoint(cluster_id, "to-vault", vault_id, "vault", created=one.created)
    return [vault, *([endpoint] if state else ())]


def _rules(one, action):
    """Rules that admit the cluster's subnet, as accounts and vaults have them."""
    subnet = {"id": leaving_network.SUBNET_IDS[one.name], "action": "Allow", "state": "Succeeded"}
    bypass = "AzureServices" if one.trusted else "None"
    return {"defaultAction": action, "bypass": bypass, "virtualNetworkRules": [subnet]}
