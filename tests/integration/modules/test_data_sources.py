# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster reads by its own configuration, in plans, lock-downs and checks."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, ROUTE_TABLE_ID
from ansible_collections.adx.outbound.tests.emulator.worlds import data_sources, dependency_answer, ids
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.runner import NAMED, Refused, accepting, done

NARROW = {"wildcards": "narrow"}
SOURCED = {**NARROW, "sources": ["discovered", "data_sources"]}
MANAGE = {"default_route": "manage"}
CLUSTERS = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID}
BUS, STORE, VAULT = "evhns-telemetry.servicebus.windows.net", "sttelemetry.blob.core.windows.net", "kv-telemetry"
HIDDEN = "iothub-ns-iot-teleme-4711-0a1b2c3d4e.servicebus.windows.net"
# What in the configuration names something, and a name that it takes.
TOLD = {
    "data connection from-hub of database telemetry": f"{BUS}:5671",
    "data connection from-devices of database telemetry": f"{HIDDEN}:5671",
    "data connection from-blobs of database telemetry": f"{STORE}:443",
    "data connection from-orders of database telemetry": "cosmos-telemetry-eastus.documents.azure.com:443",
    "the key of cluster telemetry": "kv-telemetry.vault.azure.net:443",
    "databases that follow those of cluster leader": "leader.westus.kusto.windows.net:443",
}
LOGIN_WITHOUT_SOURCES = [
    "Microsoft.Network/*",
    "Microsoft.Kusto/*",
    "Microsoft.Resources/*",
    "Microsoft.Authorization/*",
]


def seed(emulator: Any) -> None:
    """Everything that a cluster can read from."""
    for id_, document in data_sources.whole(CLUSTER_ID, "West US"):
        emulator.seed(id_, document)
    emulator.seed(*dependency_answer.build(data_sources.LEADER_ID, "West US"))
    emulator.clear_log()


@pytest.fixture(params=["classic", "policy", "hub"])
def form(request, emulator):
    emulator.reset("demo", firewall=request.param)
    seed(emulator)
    return request.param


@pytest.fixture
def sourced(emulator):
    seed(emulator)
    return emulator


def proxy(emulator: Any, on: str) -> None:
    settings = {"Network.DNS.EnableProxy": on}
    edit(emulator, FIREWALL_ID, lambda properties: properties["additionalProperties"].update(settings))
    emulator.clear_log()


def planned(run: Any, **options: Any) -> dict[str, Any]:
    return done(run("egress_plan_info", **{**NAMED, **options}))["plan"]


def rules(plan: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {rule["name"]: rule for one in plan["rule_collections"] for rule in one["rules"]}


def allowed(plan: dict[str, Any]) -> set[str]:
    """Every name with its port that a rule has."""
    found = set()
    for rule in rules(plan).values():
        for port in rule.get("destination_ports") or [str(one["port"]) for one in rule["protocols"]]:
            found |= {f"{name}:{port}" for name in (rule.get("target_fqdns") or rule.get("destination_fqdns") or ())}
    return found


def codes(found: list[dict[str, Any]]) -> set[str]:
    return {one["code"] for one in found}


def test_every_source_is_allowed_by_its_own_names_and_nothing_wider(run, form):
    plan = planned(run, **SOURCED)
    assert set(TOLD.values()) <= allowed(plan)
    assert not [one for one in allowed(plan) if one.startswith("*")]
    assert {one["source"] for one in plan["dependencies"]} == {"discovered", "data_sources"}


def test_a_lock_down_lets_every_source_pass_and_the_second_run_is_quiet(run, form, emulator):
    options = {**CLUSTERS, **SOURCED, **MANAGE, **accepting(form)}
    first = done(run("cluster_egress", **options, details=True))
    assert first["changed"]
    checked = first["clusters"][0]["check"]
    judged = {f"{one['fqdn']}:{one['port']}": one["firewall"]["verdict"] for one in checked["dependencies"]}
    assert {judged[name] for name in TOLD.values()} == {"allowed"}
    emulator.clear_log()
    second = done(run("cluster_egress", **options, details=True))
    assert not second["changed"] and emulator.writes() == []


@pytest.mark.parametrize("sources", [["discovered"], ["documented", "discovered"]])
def test_without_the_source_each_is_named_and_nothing_is_written(run, sourced, sources):
    with pytest.raises(Refused) as refused:
        done(run("cluster_egress", **CLUSTERS, **NARROW, **MANAGE, sources=sources))
    covered = {one for one in TOLD if sources[0] == "documented" and "servicebus" in TOLD[one]}
    missing = {one for one in TOLD if one not in str(refused.value)}
    assert missing == covered - {"data connection from-devices of database telemetry"}
    assert "Add data_sources to sources" in str(refused.value)
    assert sourced.writes() == []


def test_a_wildcard_that_stays_covers_what_it_covered(run, sourced):
    """Nothing is read then, and nothing is refused that was not before."""
    plan = planned(run)
    assert {one["source"] for one in plan["dependencies"]} == {"documented", "discovered"}
    assert not [entry for entry in sourced.log() if "/databases" in entry.path]


def test_narrow_without_anything_else_to_read_is_what_it_was(run, emulator):
    plan = planned(run, **NARROW)
    assert "*.core.windows.net:443" not in allowed(plan)
    assert {"unread_sources", "derived_names"}.isdisjoint(codes(plan["findings"]))


@pytest.mark.parametrize("options", [SOURCED, {"sources": ["documented", "discovered", "data_sources"]}])
def test_what_may_not_be_read_is_refused_unless_that_is_accepted(run, sourced, options):
    sourced.switch(allow_only=LOGIN_WITHOUT_SOURCES)
    with pytest.raises(Refused) as refused:
        planned(run, **options)
    assert refused.value.code == "sources_unread"
    assert "and nothing else tells the endpoint that its messages are read from" in str(refused.value)
    plan = planned(run, **options, accept=["sources_unread"])
    assert [one["word"] for one in plan["accepted"]] == ["sources_unread"]
    assert f"{STORE}:443" in allowed(plan) and f"{HIDDEN}:5671" not in allowed(plan)
    assert {"unread_sources", "derived_names"} <= codes(plan["findings"])


def test_what_could_not_be_read_leaves_a_check_open_whatever_was_accepted(run, sourced):
    options = {**SOURCED, **MANAGE}
    sourced.switch(allow_only=LOGIN_WITHOUT_SOURCES)
    result = done(run("cluster_egress", **CLUSTERS, **options, accept=["sources_unread"], details=True))
    (entry,) = result["clusters"]
    checked = entry["check"]
    open_ = {one["unread"]: one for one in checked["dependencies"] if one["verdict"] == "cannot_tell"}
    assert set(open_) == {one for one in TOLD if "devices" in one or "orders" in one}
    assert {one["cause"] for one in open_.values()} == {"sources_unread"}
    assert "undecided_dependency" not in codes(checked["findings"])
    assert [one["word"] for one in entry["accepted"]] == ["sources_unread"]
    found = done(run("egress_check_info", **NAMED, **options))
    assert {one["unread"] for one in found["dependencies"] if one["unread"]} == set(open_)


def test_a_list_that_may_not_be_read_stands_for_whatever_is_in_it(run, sourced):
    actions = ["Microsoft.Network/*", "Microsoft.Kusto/clusters/read", "Microsoft.Kusto/clusters/outbound*/read"]
    sourced.switch(allow_only=[*actions, "Microsoft.Resources/*", "Microsoft.Authorization/*"])
    with pytest.raises(Refused, match="databases of cluster telemetry could not be read") as refused:
        planned(run, **SOURCED)
    assert refused.value.code == "sources_unread"


def test_amqp_goes_to_the_names_where_the_firewall_resolves_them(run, sourced):
    found = rules(planned(run, **SOURCED))
    assert not [entry for entry in sourced.log() if "servicetags" in entry.path.lower()]
    assert found["EventHub-names-5671"]["destination_fqdns"] == [BUS]
    assert found["IotHub-names-5671"]["destination_fqdns"] == [HIDDEN]
    assert "EventHub-5671" not in found


def test_amqp_goes_to_the_tag_of_the_region_where_it_does_not(run, sourced):
    proxy(sourced, "false")
    plan = planned(run, **SOURCED)
    tagged = {name: one for name, one in rules(plan).items() if name.endswith("-5671")}
    assert [one["destination_addresses"] for one in tagged.values()] == [["EventHub.WestUS"]]
    (found,) = [one for one in plan["findings"] if one["code"] == "any_namespace"]
    assert "any namespace of that region" in found["message"] and BUS in found["message"]
    asked = [entry.path for entry in sourced.log() if "servicetags" in entry.path.lower()]
    assert len(asked) == 1
    result = done(run("cluster_egress", **CLUSTERS, **SOURCED, **MANAGE, details=True))
    assert {one["verdict"] for one in result["clusters"][0]["check"]["dependencies"]} == {"allowed"}


def test_a_tag_whose_name_nobody_could_read_is_that_of_all_regions(run, sourced):
    proxy(sourced, "false")
    edit_region = {"location": "Germany West Central"}
    sourced.seed(data_sources.NAMESPACE_ID, {**sourced.document(data_sources.NAMESPACE_ID), **edit_region})
    plan = planned(run, **SOURCED)
    targets = sorted(one["destination_addresses"][0] for name, one in rules(plan).items() if name.endswith("-5671"))
    assert targets == ["EventHub", "EventHub.WestUS"]
    assert [one for one in plan["findings"] if one["code"] == "any_namespace" and "of any region" in one["message"]]


def test_where_the_tags_may_not_be_read_the_finding_says_which_right_is_missing(run, sourced):
    proxy(sourced, "false")
    sourced.deny(".*/serviceTags.*")
    plan = planned(run, **SOURCED)
    (found,) = [one for one in plan["findings"] if one["code"] == "any_namespace"]
    assert "Microsoft.Network/locations/serviceTags/read" in found["remedy"] and "of any region" in found["message"]


def private_endpoint(emulator: Any, address: str = "10.20.2.9") -> None:
    """One for the account's blobs in a neighbour subnet, with its zone."""
    endpoint_id = ids.VNET_ID.replace("virtualNetworks/vnet-spoke", "privateEndpoints/pe")
    zone_id = ids.VNET_ID.replace("virtualNetworks/vnet-spoke", "privateDnsZones/privatelink.blob.core.windows.net")

    def in_subnet(properties: dict[str, Any]) -> None:
        (apps,) = [one for one in properties["subnets"] if one["name"] == "snet-apps"]
        apps["properties"].update(privateEndpoints=[{"id": endpoint_id}], privateEndpointNetworkPolicies="Enabled")
        properties["dhcpOptions"].update(dnsServers=[])

    edit(emulator, ids.VNET_ID, in_subnet)
    state = {"privateLinkServiceConnectionState": {"status": "Approved"}}
    connection = {"properties": {"privateLinkServiceId": data_sources.ACCOUNT_ID, "groupIds": ["blob"], **state}}
    told = {"customDnsConfigs": [{"fqdn": STORE, "ipAddresses": [address]}]}
    properties = {"provisioningState": "Succeeded", "privateLinkServiceConnections": [connection], **told}
    emulator.seed(endpoint_id, {"location": "westus", "properties": properties})
    emulator.seed(zone_id, {"location": "global", "properties": {}})
    linked = {"virtualNetwork": {"id": ids.VNET_ID}, "virtualNetworkLinkState": "Completed"}
    emulator.seed(f"{zone_id}/virtualNetworkLinks/link", {"properties": linked})
    record = {"properties": {"aRecords": [{"ipv4Address": address}]}}
    emulator.seed(f"{zone_id}/A/{STORE.partition('.')[0]}", record)
    emulator.clear_log()


def test_what_a_private_endpoint_of_the_network_leads_to_needs_no_rule(run, sourced):
    private_endpoint(sourced)
    plan = planned(run, **SOURCED)
    assert STORE not in {one["fqdn"] for one in plan["dependencies"]}
    assert f"{STORE}:443" not in allowed(plan) and "sttelemetry.dfs.core.windows.net:443" in allowed(plan)
    result = done(run("cluster_egress", **CLUSTERS, **SOURCED, **MANAGE, details=True))
    (judged,) = [one for one in result["clusters"][0]["check"]["dependencies"] if one["fqdn"] == STORE]
    assert judged["verdict"] == "allowed" and judged["next_hop"]["type"] == "VnetLocal"


def test_it_needs_one_where_a_route_leads_to_the_firewall(run, sourced):
    private_endpoint(sourced)
    hop = {"addressPrefix": "10.20.2.9/32", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.1.4"}
    sourced.seed(f"{ROUTE_TABLE_ID}/routes/to-endpoint", {"properties": hop})
    assert f"{STORE}:443" in allowed(planned(run, **SOURCED))


def test_managed_private_endpoints_make_no_rule_and_take_none_away(run, sourced):
    """They work once a cluster has left the network; `to-blobs` leads to the account."""
    assert f"{STORE}:443" in allowed(planned(run, **SOURCED))
    assert not [entry for entry in sourced.log() if "managedprivateendpoints" in entry.path.lower()]


def test_a_deleted_target_gets_no_rule_and_is_told(run, sourced):
    sourced.remove(data_sources.COSMOS_ID)
    plan = planned(run, **SOURCED)
    assert not [one for one in allowed(plan) if "documents.azure.com" in one]
    (found,) = [one for one in plan["findings"] if one["code"] == "deleted_source"]
    assert "data connection from-orders of database telemetry" in found["message"]


def test_what_a_user_lists_is_allowed_with_the_sources(run, sourced):
    uses = [
        {"type": "external_data", "uri": "abfss://lake@archive.dfs.core.windows.net/exports"},
        {"type": "sql", "uri": "Server=tcp:erp.database.windows.net,1433;Initial Catalog=erp"},
    ]
    plan = planned(run, **SOURCED, uses=uses)
    found = rules(plan)
    assert found["Uses-443"]["target_fqdns"] == ["archive.blob.core.windows.net", "archive.dfs.core.windows.net"]
    assert found["Uses-1433" if "Uses-1433" in found else "Uses-Mssql-1433"]["protocols"] == [
        {"type": "Mssql", "port": 1433}
    ]
    assert "unlisted_uses" not in codes(plan["findings"])
    with pytest.raises(Refused, match=r"external_data archive.blob.core.windows.net in uses"):
        planned(run, **NARROW, sources=["discovered"], uses=[{**uses[0], "uri": "archive.blob.core.windows.net"}])


def test_an_option_that_drops_the_sources_is_refused_where_traffic_goes_there(run, sourced):
    done(run("cluster_egress", **CLUSTERS, **MANAGE, sources=["documented", "discovered", "data_sources"]))
    sourced.clear_log()
    with pytest.raises(Refused) as refused:
        done(run("cluster_egress", **CLUSTERS, **MANAGE, max_removals=100))
    assert refused.value.code == "dropped_destinations" and "data_sources in sources" in str(refused.value)
    assert sourced.writes() == []


def test_nothing_is_written_for_a_cluster_that_is_in_no_network(run, sourced):
    with pytest.raises(Refused) as refused:
        done(run("cluster_egress", clusters=[ids.OTHER_CLUSTER_ID], firewall=FIREWALL_ID, **SOURCED, **MANAGE))
    assert refused.value.code == "not_injected" and sourced.writes() == []


def test_it_costs_a_few_requests_for_each_cluster(run, sourced):
    planned(run, sources=["discovered"])
    before = len(sourced.log())
    sourced.clear_log()
    planned(run, **SOURCED)
    paths = [re.sub(r"^.*/providers/", "", entry.path.partition("?")[0]).lower() for entry in sourced.log()]
    kinds = Counter("/".join(path.split("/")[0::2][:1] + path.split("/")[1::2]) for path in paths)
    sources = {
        "microsoft.kusto/clusters/databases": 1,
        "microsoft.kusto/clusters/databases/dataconnections": 1,
        "microsoft.kusto/clusters/attacheddatabaseconfigurations": 1,
        "microsoft.eventhub/namespaces": 1,
        "microsoft.devices/iothubs": 1,
        "microsoft.storage/storageaccounts": 1,
        "microsoft.documentdb/databaseaccounts": 1,
    }
    assert {kind: kinds[kind] for kind in sources} == sources
    leader = [path for path in paths if "/clusters/leader" in path]
    assert len(leader) == 2  # itself, and its own answer
    assert len(paths) - before - sum(sources.values()) - 2 <= 3, kinds  # the network, and zones that may hold a name


def test_a_word_that_accepts_it_is_told_once_everything_can_be_read(run, sourced):
    options = {**SOURCED, **MANAGE, "accept": ["sources_unread"]}
    result = done(run("cluster_egress", **CLUSTERS, **options))
    assert "sources_unread in accept accepted nothing" in str(result["clusters"][0]["findings"])
    sourced.switch(allow_only=LOGIN_WITHOUT_SOURCES)
    again = done(
        run("cluster_egress", **CLUSTERS, **SOURCED, **MANAGE, accept=["sources_unread"], max_removals=0, additive=True)
    )
    assert "accept_unused" not in str(again["clusters"][0]["findings"])


def locked(run: Any, **options: Any) -> Any:
    return run("cluster_egress", **{**CLUSTERS, **SOURCED, **MANAGE, **options})


def zoned(emulator: Any) -> None:
    emulator.seed(*data_sources.storage_account(data_sources.ACCOUNT_ID, "West US", zone="z12"))


def test_a_guess_never_takes_the_place_of_a_name_that_was_read(run, sourced):
    zoned(sourced)
    done(locked(run))
    sourced.deny(".*/storageAccounts/.*")
    sourced.clear_log()
    refused = locked(run)
    assert refused["code"] == "dropped_destinations" and "z12.blob.storage.azure.net" in refused["msg"]
    assert sourced.writes() == []
    kept = done(locked(run, additive=True, details=True))
    allowed_ = {one["fqdn"] for one in kept["clusters"][0]["check"]["dependencies"] if one["verdict"] == "allowed"}
    assert "sttelemetry.blob.core.windows.net" in allowed_
    rules_ = str(sourced.document(FIREWALL_ID)["properties"]["applicationRuleCollections"])
    assert "sttelemetry.z12.blob.storage.azure.net" in rules_


def test_what_fails_in_passing_stops_the_run_and_changes_nothing(run, sourced):
    zoned(sourced)
    done(locked(run))
    sourced.fault("error", path=".*/storageAccounts/.*", times=0, status=503, code="ServiceUnavailable")
    sourced.clear_log()
    assert "ServiceUnavailable" in locked(run)["msg"] and sourced.writes() == []


def test_an_accepted_doubt_takes_no_rule_away(run, sourced):
    """The word is for what rules may lack, not for what goes."""
    done(locked(run, accept=["sources_unread"]))
    sourced.switch(allow_only=LOGIN_WITHOUT_SOURCES)
    sourced.clear_log()
    refused = locked(run, accept=["sources_unread"])
    assert refused["code"] == "dropped_destinations" and HIDDEN in refused["msg"] and sourced.writes() == []


def test_what_somebody_listed_goes_only_where_somebody_says_that_it_is_used_no_more(run, sourced):
    done(locked(run, uses=[{"type": "webapi", "uri": "api.example.com"}]))
    refused = locked(run)
    assert refused["code"] == "dropped_destinations" and "api.example.com" in refused["msg"]
    assert done(locked(run, uses=[]))["changed"]


def test_a_database_with_a_key_of_its_own_is_covered_too(run, sourced):
    vault = {"keyName": "k", "keyVaultUri": "https://kv-db.vault.azure.net"}
    sourced.seed(*data_sources.database(CLUSTER_ID, "telemetry", "West US", keyVaultProperties=vault))
    assert "kv-db.vault.azure.net:443" in allowed(planned(run, **SOURCED))
    with pytest.raises(Refused, match="the key of database telemetry"):
        planned(run, **NARROW)


def test_an_iot_hub_is_read_by_amqp_whatever_its_endpoint_ends_with(run, sourced):
    hub = data_sources.iot_hub(data_sources.IOT_HUB_ID, "West US", suffix="servicebus.cloudapi.eaglex.ic.gov")
    sourced.seed(*hub)
    assert [one for one in allowed(planned(run, **SOURCED)) if one.endswith("eaglex.ic.gov:5671")]


def test_data_sources_alone_are_not_what_a_cluster_needs(run, sourced):
    with pytest.raises(Refused) as refused:
        planned(run, sources=["data_sources"])
    assert refused.value.code == "names_unknown"


def test_the_table_that_comes_decides_whether_a_private_endpoint_needs_a_rule(run, sourced):
    private_endpoint(sourced)
    other = ROUTE_TABLE_ID.replace("rt-spoke", "rt-new")
    hop = {"addressPrefix": "10.20.2.9/32", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.1.4"}
    routes = [{"name": "to-endpoint", "properties": hop}]
    sourced.seed(other, {"location": "westus", "properties": {"routes": routes}})
    plan = planned(run, **SOURCED, route_table=other, accept=["other_table"])
    assert f"{STORE}:443" in allowed(plan)


def test_what_a_user_gives_covers_a_source(run, sourced):
    plan = planned(
        run,
        **NARROW,
        extra_dependencies=[
            {"fqdn": name, "port": 443}
            for name in (
                "kv-telemetry.vault.azure.net",
                "sttelemetry.blob.core.windows.net",
                "sttelemetry.dfs.core.windows.net",
                "iot-telemetry.azure-devices.net",
                "leader.westus.kusto.windows.net",
                *(f"cosmos-telemetry{region}.documents.azure.com" for region in ("", "-westus", "-eastus")),
                *_storage_of_leader(run),
            )
        ],
    )
    assert "kv-telemetry.vault.azure.net:443" in allowed(plan)


def _storage_of_leader(run: Any) -> list[str]:
    (found,) = done(run("data_sources_info", name=CLUSTER_ID))["data_sources"]
    (leader,) = [one for one in found["sources"] if one["kind"] == "Leader"]
    return [one["fqdn"] for one in leader["names"] if ".core." in one["fqdn"]]
