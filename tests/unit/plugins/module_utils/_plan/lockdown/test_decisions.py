# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each decision a user may take about names, routes and removals, on the plan it leads to."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import (
    firewalls,
    rule_collections,
    rule_ownership,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import present
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import documented
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.dependencies import make
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

NAMESPACE = make("Extra", "hub1.servicebus.windows.net", 5671, "extra")
KEY_VAULT = world.category("AzureKeyVault", "e-1.vault.azure.net")
SOVEREIGN = sorted(
    region for region in documented.regions() if documented.requirements(region).cloud != documented.PUBLIC_CLOUD
)


def plan(request=None, document=None, **known):
    return present.plan(request or Request(), world.facts(document, **known))


def names(planned, port=None):
    return {dependency.fqdn for dependency in planned.dependencies if port in (None, dependency.port)}


def rule(planned, name):
    found = [one for collection in planned.rule_collections for one in collection["rules"] if one["name"] == name]
    return found[0] if found else None


def written(planned):
    """A firewall that holds what was planned, and somebody else's collection."""
    wanted = [rule_collections.from_option(option) for option in planned.rule_collections]
    before = world.firewall(world.collection("theirs", 100))
    return firewalls.present(before, wanted, rule_ownership.Ownership.of(wanted))


@pytest.mark.parametrize(
    ("wildcards", "sources", "answer", "kept"),
    [
        ("keep", ("documented", "discovered"), world.answer(), {"*.core.windows.net", "*.vault.azure.net"}),
        ("narrow", ("documented", "discovered"), world.answer(), {"*.vault.azure.net"}),
        ("narrow", ("documented", "discovered"), (*world.answer(), KEY_VAULT), set()),
        ("narrow", ("documented",), (), {"*.core.windows.net", "*.vault.azure.net"}),
    ],
)
def test_a_wildcard_is_dropped_only_when_the_category_that_owns_its_names_answered(wildcards, sources, answer, kept):
    planned = plan(Request(wildcards=wildcards, sources=sources), answer=answer)
    assert names(planned) & {"*.core.windows.net", "*.vault.azure.net"} == kept
    assert "*.servicebus.windows.net" in names(planned)


def test_mapped_wildcards_are_narrowed_as_public_ones_are():
    usgov = world.cluster("USGov Virginia")
    kept, narrow = (plan(Request(documented_names="mapped", wildcards=choice), usgov) for choice in ("keep", "narrow"))
    assert names(kept) - names(narrow) == {"*.core.usgovcloudapi.net"}


def test_a_plan_does_not_keep_and_remove_at_once():
    with pytest.raises(PlanError, match="additive: true takes nothing away, and purge: true does"):
        Request(additive=True, purge=True, owned_prefix="adx-")


@pytest.mark.parametrize("base", [-5, 50, 99, 65001, 70000])
def test_a_search_for_priorities_begins_where_azure_has_some(base):
    with pytest.raises(PlanError, match=f"priority_base is {base}; it takes 100 to 65000"):
        plan(Request(priority_base=base))
    written_already = written(plan())
    with pytest.raises(PlanError, match="priority_base"):
        plan(Request(priority_base=base), firewall=written_already)


def test_amqp_goes_to_the_service_tag_unless_told_otherwise():
    assert rule(plan(), "EventHub-5671")["destination_addresses"] == ["EventHub"]


def test_amqp_is_left_out_on_request_and_the_plan_says_what_that_breaks():
    planned = plan(Request(amqp="refuse"))
    assert names(planned, 5671) == set() and "*.servicebus.windows.net" in names(planned, 443)
    assert any("ingestion that uses AMQP will not work" in text for text in planned.warnings)


def test_amqp_by_names_needs_the_names_and_a_proxy_that_resolves_them():
    by_names = Request(amqp="fqdn", extra_dependencies=(NAMESPACE,))
    with pytest.raises(PlanError, match="amqp: fqdn needs the names of your Event Hubs namespaces"):
        plan(Request(amqp="fqdn"))
    planned = plan(by_names)
    assert rule(planned, "Extra-5671")["destination_fqdns"] == ["hub1.servicebus.windows.net"]
    assert rule(planned, "EventHub-5671") is None and names(planned, 5671) == {"hub1.servicebus.windows.net"}
    with pytest.raises(PlanError, match="cannot take hub1.servicebus.windows.net in a network rule.*DNS proxy is off"):
        plan(by_names, firewall=world.firewall(additionalProperties={}))
    with pytest.raises(PlanError, match="a Basic firewall has no DNS proxy"):
        plan(by_names, firewall=world.firewall(sku={"name": "AZFW_VNet", "tier": "Basic"}))


@pytest.mark.parametrize("region", SOVEREIGN)
def test_a_sovereign_cloud_gets_public_or_mapped_names_on_request_only(region):
    with pytest.raises(PlanError, match="choose documented_names"):
        plan(Request(sources=("documented",)), document=world.cluster(region))
    public, mapped = (
        names(plan(Request(sources=("documented",), documented_names=choice), document=world.cluster(region)))
        for choice in ("public", "mapped")
    )
    assert "*.core.windows.net" in public
    suffix = "chinacloudapi.cn" if documented.requirements(region).cloud == "AzureChinaCloud" else "usgovcloudapi.net"
    assert f"*.core.{suffix}" in mapped and "login.microsoftonline.com" not in mapped
    assert not [name for name in mapped if name.endswith((".core.windows.net", ".azure.net", "servicebus.windows.net"))]


def test_the_certificate_authorities_are_names_on_port_80():
    added = plan(Request(sources=("discovered", "azure_ca")))
    assert names(added, 80) == {
        "oneocsp.microsoft.com",
        "cacerts.digicert.com",
        "caissuers.microsoft.com",
        "crl4.digicert.com",
    }


@pytest.mark.parametrize(
    ("management", "first", "has_addresses"),
    [
        ("addresses", ("ADX_Management", "13.64.38.225/32"), True),
        ("both", ("ADX_Management_Tag", "AzureDataExplorerManagement"), True),
        ("service_tag", ("ADX_Management_Tag", "AzureDataExplorerManagement"), False),
    ],
)
def test_management_is_routed_by_addresses_a_service_tag_or_both(management, first, has_addresses):
    planned = plan(Request(management=management))
    assert (planned.routes[0].name, planned.routes[0].prefix) == first
    assert ("13.64.38.225/32" in {route.prefix for route in planned.routes}) is has_addresses
    assert "23.99.5.162/32" in {route.prefix for route in planned.routes}


def test_what_is_ours_already_does_not_count_twice_towards_the_limit():
    made = [world.route(route.name, route.prefix) for route in plan().routes]
    exact = len(made) + 1
    full = world.table(world.default_route(), *made)
    assert plan(Request(route_limit=exact), table=full).routes
    with pytest.raises(PlanError, match=f"would have {exact + 1} routes, more than the {exact} of route_limit"):
        plan(
            Request(route_limit=exact), table=world.table(world.default_route(), *made, world.route("x", "10.0.0.0/8"))
        )


@pytest.mark.parametrize("name", ["AzureFirewallSubnet", "gatewaysubnet"])
def test_a_subnet_of_the_platform_itself_is_refused(name):
    with pytest.raises(PlanError, match=f"Subnet {name} is the platform's own"):
        plan(subnet={**world.subnet(), "name": name})


def test_a_table_of_another_region_is_refused():
    with pytest.raises(PlanError, match="is in eastus, but the subnet is in westus"):
        plan(table={**world.table(), "location": "East US"})
    assert plan(table={**world.table(), "location": "West US"}).table.manage


@pytest.mark.parametrize("ip_configurations", [[], None])
def test_a_firewall_that_is_switched_off_is_refused(ip_configurations):
    with pytest.raises(PlanError, match="Firewall fw is deallocated"):
        plan(firewall=world.firewall(ipConfigurations=ip_configurations))


OLD = Request(extra_dependencies=tuple(make("Extra", f"h{number}.example.com", 443, "extra") for number in range(20)))


def test_losing_much_of_what_is_ours_is_refused_with_what_would_go():
    with pytest.raises(
        PlanError, match=r"20 of the \d+ destinations .* max_removals lets go: h0.example.com \(Https:443\)"
    ):
        plan(Request(max_removals=19), firewall=written(plan(OLD)))


@pytest.mark.parametrize("request_", [Request(max_removals=20), Request(), OLD, replace(OLD, max_removals=0)])
def test_losing_a_little_or_nothing_is_not(request_):
    existing = written(plan(OLD))
    if request_ == Request():  # ten may always go
        existing = written(plan(replace(OLD, extra_dependencies=OLD.extra_dependencies[:10])))
    assert plan(request_, firewall=existing).rule_collections


def test_an_additive_plan_takes_nothing_away_and_planning_it_again_changes_nothing():
    existing = written(plan(OLD))
    planned = plan(Request(additive=True, max_removals=0), firewall=existing)
    assert {f"h{number}.example.com" for number in range(20)} <= set(rule(planned, "Extra-443")["target_fqdns"])
    again = plan(Request(additive=True), firewall=written(planned))
    assert again.rule_collections == planned.rule_collections


def test_what_others_have_in_the_firewall_never_counts_as_ours():
    other = world.collection("theirs", 1000)
    other["properties"]["rules"] = [{"name": "r", "targetFqdns": [f"x{n}.example.com" for n in range(99)]}]
    known = world.firewall(other)
    before = deepcopy(known)
    assert plan(Request(max_removals=0), firewall=known).rule_collections and known == before


def test_purge_counts_collections_with_the_prefix_as_ours():
    gone = written(plan(OLD))
    gone["properties"]["applicationRuleCollections"][1]["name"] = "adx-old-westus-application"
    request = Request(owned_prefix="adx-", purge=True)
    with pytest.raises(PlanError, match="max_removals lets go"):
        plan(request, firewall=gone)
    assert plan(replace(request, max_removals=200), firewall=gone).rule_collections
    assert plan(firewall=gone).rule_collections


def test_a_plan_that_knows_no_name_is_refused_since_it_would_cut_the_cluster_off():
    with pytest.raises(PlanError, match="Nothing tells which names cluster c1 needs"):
        plan(Request(sources=()), firewall=written(plan()))
