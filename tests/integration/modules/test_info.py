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
    assert len(result["plan"]["routes"]) == 11 and "reported, not written" in str(result["warnings"])


def test_a_cluster_that_is_not_injected_is_refused_with_the_reason(run):
    result = run("egress_plan_info", **{**AT, "cluster": CLUSTER_ID.replace("telemetry", "analytics")})
    assert "is not injected into a virtual network" in result["msg"]


def test_names_are_found_in_another_subscription_and_group(run):
    reference = {"name": "telemetry", "resource_group": "RG-ADX", "subscription_id": SUBSCRIPTION}
    assert run("egress_plan_info", **{**AT, "cluster": reference})["plan"]["region"] == "westus"


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
