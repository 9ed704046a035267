# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reading modules: what comes back, and that nothing is ever written."""

from __future__ import annotations

from collections import Counter

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    ROUTE_TABLE_ID,
    SUBNET_ID,
    SUBSCRIPTION,
    dataplane,
)

ANSWER = f"{CLUSTER_ID}/outboundNetworkDependenciesEndpoints"
AT = {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID}


@pytest.fixture(autouse=True)
def nothing_is_written(emulator):
    yield
    assert emulator.writes() == []


def test_a_cluster_by_name_gives_its_facts_and_every_endpoint_cleaned(run):
    found = run("outbound_dependencies_info", name="telemetry", resource_group="rg-adx")["outbound_dependencies"]
    assert len(found) == 1
    assert found[0]["region"] == "westus" and found[0]["injected"] is True and found[0]["subnet_id"] == SUBNET_ID
    counts = Counter(one["category"] for one in found[0]["dependencies"])
    assert counts == {
        "AzureActiveDirectory": 5,
        "AzureMonitor": 4,
        "CertificateAuthority": 5,
        "AzureStorage": 39,
        "AzureKeyVault": 2,
    }
    repaired = [one for one in found[0]["dependencies"] if one["raw"] != one["fqdn"]]
    assert len(repaired) == 3 and all(one["fqdn"] == one["fqdn"].lower() for one in repaired)


@pytest.mark.parametrize("page_size", [0, 2])
def test_all_clusters_of_a_group_or_subscription_are_read_page_by_page(run, emulator, page_size):
    emulator.switch(page_size=page_size, dependency_page_size=page_size)
    for where in ({"resource_group": "rg-adx"}, {}):
        found = run("outbound_dependencies_info", **where)["outbound_dependencies"]
        assert {one["name"]: (one["injected"], len(one["dependencies"])) for one in found} == {
            "telemetry": (True, 55),
            "analytics": (False, 55),
        }


def test_an_api_version_left_blank_is_the_newest_and_no_matter_to_warn_of(run):
    assert "warnings" not in run(
        "outbound_dependencies_info", name="telemetry", resource_group="rg-adx", api_version=""
    )


def test_a_group_without_clusters_gives_an_empty_list(run):
    assert run("outbound_dependencies_info", resource_group="rg-hub")["outbound_dependencies"] == []


def test_a_cluster_that_was_only_listed_may_lack_an_answer(run, emulator):
    emulator.seed(ANSWER, {"value": []})
    result = run("outbound_dependencies_info", resource_group="rg-adx")
    assert {one["name"]: len(one["dependencies"]) for one in result["outbound_dependencies"]}["telemetry"] == 0
    assert "empty" in str(result["warnings"])


def test_a_plan_tells_everything_the_role_is_going_to_write(run):
    plan = run("egress_plan_info", **AT, default_route="manage")["plan"]
    assert plan["firewall"]["private_address"] == "10.0.1.4" and plan["firewall"]["kind"] == "classic"
    assert plan["route_table"]["id"] == ROUTE_TABLE_ID
    assert [plan["route_table"][what] for what in ("exists", "manage", "create", "associate")] == [
        True,
        True,
        False,
        True,
    ]
    assert [collection["name"] for collection in plan["rule_collections"]] == [
        "adx-telemetry-westus-application",
        "adx-telemetry-westus-network",
    ]
    assert plan["routes"][0]["address_prefix"] == "13.64.38.225/32"
    assert plan["routes"][-1] == {
        "name": "ADX_Default",
        "address_prefix": "0.0.0.0/0",
        "next_hop_type": "VirtualAppliance",
        "next_hop_ip_address": "10.0.1.4",
    }


def test_a_plan_reads_each_resource_once(run, emulator):
    run("egress_plan_info", **AT)
    assert max(Counter(entry.path.lower() for entry in emulator.log()).values()) == 1


def test_a_plan_hash_holds_as_long_as_the_plan_does(run, emulator):
    first = run("egress_plan_info", **AT)["plan"]["plan_hash"]
    assert run("egress_plan_info", **AT)["plan"]["plan_hash"] == first
    extra = [{"fqdn": "sql.example.com", "port": 1433}]
    assert run("egress_plan_info", **AT, extra_dependencies=extra)["plan"]["plan_hash"] != first


def test_a_delegated_subnet_gets_its_routes_reported_only(run, emulator):
    emulator.reset("demo", delegated=True)
    result = run("egress_plan_info", **AT)
    assert result["plan"]["subnet"]["delegated"] is True and result["plan"]["route_table"]["manage"] is False
    assert len(result["plan"]["routes"]) == 11 and "reported, not written" in str(result["plan"]["findings"])


def test_a_cluster_that_is_not_injected_is_refused_with_the_reason(run):
    result = run("egress_plan_info", **{**AT, "cluster": CLUSTER_ID.replace("telemetry", "analytics")})
    assert "is not injected into a virtual network" in result["msg"]


def test_names_are_found_in_another_subscription_and_group(run):
    reference = {"name": "telemetry", "resource_group": "RG-ADX", "subscription_id": SUBSCRIPTION}
    assert run("egress_plan_info", **{**AT, "cluster": reference})["plan"]["region"] == "westus"


def test_names_of_ours_are_made_of_the_services_own_spelling(run, emulator):
    emulator.reset("demo", route_table=False)
    shouted = CLUSTER_ID.replace("telemetry", "TELEMETRY") + "/"
    plan = run("egress_plan_info", **{**AT, "cluster": shouted})["plan"]
    assert plan["route_table"]["name"] == "adx-telemetry-westus-routes"
    assert plan["rule_collections"][0]["name"] == "adx-telemetry-westus-application"


def test_the_planned_rules_really_let_every_dependency_pass_and_nothing_beside(run, emulator):
    """The oracle reads rules as the service does, apart from our own code."""
    plan = run("egress_plan_info", **AT)["plan"]
    run("firewall_rule_collections", firewall_name=FIREWALL_ID, rule_collections=plan["rule_collections"])
    firewall = emulator.document(FIREWALL_ID)
    emulator.clear_log()
    for one in plan["dependencies"]:
        name = one["fqdn"].replace("*", "some-host")
        more = {"tag": "EventHub", "protocol": "TCP"} if one["port"] == 5671 else {"protocol": one["protocol"]}
        asked = {} if one["port"] == 5671 else {"fqdn": name}
        assert dataplane.flow(firewall, "10.20.1.5", port=one["port"], **asked, **more).allowed, one
        assert not dataplane.flow(firewall, "10.20.2.5", port=one["port"], **asked, **more).allowed, one
    for fqdn, port, protocol in [
        ("example.org", 443, "Https"),
        ("login.microsoftonline.com", 80, "Http"),
        ("evilwindowsupdate.com", 80, "Http"),
    ]:
        assert not dataplane.flow(firewall, "10.20.1.5", port=port, protocol=protocol, fqdn=fqdn).allowed


@pytest.mark.parametrize("version", ["2021-01-01", "2022-02-01", "2025-02-14"])
def test_every_version_of_the_interface_gives_the_same(run, emulator, version):
    found = run("outbound_dependencies_info", name=CLUSTER_ID, api_version=version)["outbound_dependencies"]
    assert len(found[0]["dependencies"]) == 55
    assert {entry.query["api-version"] for entry in emulator.log()} == {version}


def test_a_version_the_service_does_not_know_is_replaced_by_the_newest_below_with_a_warning(run, emulator):
    result = run("outbound_dependencies_info", resource_group="rg-adx", api_version="2030-01-01")
    assert len(result["outbound_dependencies"]) == 2
    assert "today (2030-01-01), so older ones were used: 2025-02-14 of Microsoft.Kusto/clusters" in str(
        result["warnings"]
    )


def test_a_query_is_applied_to_the_list(run):
    query = "[?injected].dependencies[] | [?port == `80`].fqdn | sort(@)"
    result = run("outbound_dependencies_info", resource_group="rg-adx", query=query)
    assert result["query_result"][0] == "crl.microsoft.com" and len(result["query_result"]) == 5


@pytest.mark.parametrize("query", ["[?", "sort(`1`)", "nosuch(@)"])
def test_a_query_that_is_none_is_one_sentence(run, query):
    result = run("outbound_dependencies_info", resource_group="rg-adx", query=query)
    assert f"query '{query}' cannot be applied as a JMESPath expression" in result["msg"]
    assert "\n" not in result["msg"]


def test_many_clusters_are_read_at_once_and_one_that_is_denied_spoils_nothing(run, emulator):
    document, answer = emulator.document(CLUSTER_ID), emulator.document(ANSWER)
    for number in range(20):
        name = f"c{number:02}"
        id_ = CLUSTER_ID.replace("telemetry", name)
        emulator.seed(id_, {**document, "id": id_, "name": name})
        emulator.seed(f"{id_}/outboundNetworkDependenciesEndpoints", answer)
    emulator.deny(".*/clusters/c07/outbound.*")
    emulator.fault("slow", path=".*/outbound.*", times=0, retry_after=0.1)
    emulator.clear_log()
    result = run("outbound_dependencies_info", resource_group="rg-adx")
    counts = {one["name"]: len(one["dependencies"]) for one in result["outbound_dependencies"]}
    assert len(counts) == 22 and counts["c07"] == 0 and counts["c19"] == 55
    assert 1 < emulator.most_at_once() <= 8 and len(emulator.log()) == 23
    assert sum(entry.path.endswith("/token") for entry in emulator.log(all=True)) == 1
    assert "AuthorizationFailed" in str(result["warnings"])


def narrow(plan):
    return {one["fqdn"] for one in plan["dependencies"] if one["fqdn"] and one["fqdn"].startswith("*")}


def test_narrow_wildcards_leave_out_what_the_cluster_lists_by_name(run):
    kept = narrow(run("egress_plan_info", **AT)["plan"])
    left = narrow(run("egress_plan_info", **AT, wildcards="narrow")["plan"])
    assert kept - left == {"*.core.windows.net", "*.vault.azure.net"}


def test_a_survey_may_hand_over_comma_lists_and_empty_strings(run):
    given = {"source_addresses": "subnet, 10.9.0.0/16", "skip_addresses": "23.99.5.162,", "subnet": ""}
    plan = run("egress_plan_info", **AT, **given)["plan"]
    assert plan["rule_collections"][0]["rules"][0]["source_addresses"] == ["10.20.1.0/24", "10.9.0.0/16"]
    assert "23.99.5.162/32" not in [route["address_prefix"] for route in plan["routes"]]


@pytest.mark.parametrize(
    ("management", "first"), [("service_tag", "ADX_Management_Tag"), ("both", "ADX_Management_Tag")]
)
def test_management_may_go_by_service_tag(run, emulator, management, first):
    plan = run("egress_plan_info", **AT, management=management)["plan"]
    assert plan["routes"][0] == {
        "name": first,
        "address_prefix": "AzureDataExplorerManagement",
        "next_hop_type": "Internet",
    }
    assert ("ADX_Management" in [route["name"] for route in plan["routes"]]) is (management == "both")
    run.converges("route_table", name=ROUTE_TABLE_ID, routes=plan["routes"])
    gone = run("egress_plan_info", **AT, state="absent")["plan"]["routes"]
    assert {route["name"] for route in gone} == {route["name"] for route in plan["routes"]}
    emulator.clear_log()


def shrink(emulator):
    """The service answers with half of the storage accounts."""
    answer = emulator.document(ANSWER)
    storage = next(item for item in answer["value"] if item["id"].endswith("AzureStorage"))
    del storage["properties"]["endpoints"][:24]
    emulator.seed(ANSWER, answer)


def test_a_plan_that_would_take_much_away_stops_with_the_list(run, emulator):
    before = run("egress_plan_info", **AT)["plan"]["rule_collections"]
    run("firewall_rule_collections", firewall_name=FIREWALL_ID, rule_collections=before)
    shrink(emulator)
    emulator.clear_log()
    stopped = run("egress_plan_info", **AT)
    assert "24 of the 71 destinations" in stopped["msg"] and "blob.core.windows.net" in stopped["msg"]
    assert "24 of the" in run("egress_plan_info", **AT, max_removals=23)["msg"]
    after = run("egress_plan_info", **AT, max_removals=24)["plan"]["rule_collections"]
    assert len(str(after)) < len(str(before))
    assert run("egress_plan_info", **AT, additive=True)["plan"]["rule_collections"] == before
