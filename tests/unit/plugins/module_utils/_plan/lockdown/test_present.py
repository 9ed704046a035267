# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of a lock-down: what it wants, what it warns of, and what it refuses before anything is written."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import present
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.plans import Request, TablePlan
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import documented
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.dependencies import make
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

MANAGED = TablePlan(manage=True, associate=True)
CREATED = TablePlan(manage=True, create=True, associate=True)
REPORTED = TablePlan()
REGIONS = [(edition, region) for edition in documented.editions() for region in documented.regions(edition)]


def plan(request=None, **known):
    return present.plan(request or Request(), world.landscape(**known))


def warned(planned, words):
    return [text for text in world.told(planned) if words in text]


def names(planned):
    return {dependency.fqdn for dependency in planned.dependencies}


def plan_hash(request=None, **known):
    return world.plan_hash(plan(request, **known))


def test_a_whole_plan_names_its_collections_after_cluster_and_region():
    planned = plan()
    assert [one.name for one in planned.rule_collections] == ["adx-c1-westus-application", "adx-c1-westus-network"]
    assert (planned.region, planned.table) == ("westus", MANAGED)
    assert {"a.AzureStorage.example.com".lower(), "*.core.windows.net"} <= names(planned)
    assert [one.code for one in planned.findings] == ["unmaintained", "unconfirmed_address"]


@pytest.mark.parametrize("network", [{"subnetId": None}, {"state": "Disabled"}])
def test_a_cluster_that_is_not_injected_is_refused_and_planned_only_on_request(network):
    document = world.cluster(**network)
    with pytest.raises(PlanError, match="c1 is not injected .*not_injected"):
        plan(document=document)
    planned = plan(Request(accept=frozenset({"not_injected"})), document=document)
    assert [one.word for one in planned.accepted] == ["not_injected"]


def test_a_cluster_that_is_not_there_is_an_error_that_names_it():
    with pytest.raises(PlanError, match="There is no cluster c1 in resource group rg-adx"):
        plan(cluster=None)


@pytest.mark.parametrize("region", ["Atlantis", "", "West USA"])
def test_an_unknown_region_is_refused(region):
    with pytest.raises(PlanError, match=f"documents no addresses for region '{region}'"):
        plan(document=world.cluster(region))


@pytest.mark.parametrize("region", ["China East 2", "USGov Virginia"])
def test_a_sovereign_cloud_gets_no_public_names(region):
    planned = plan(document=world.cluster(region))
    assert names(planned) == {dependency.fqdn for dependency in plan(Request(sources=("discovered",))).dependencies}
    assert planned.routes and warned(planned, "names of the public cloud only")


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (Request(sources=("discovered",)), {"discovered"}),
        (Request(sources=("documented",)), {"documented"}),
        (
            Request(sources=("documented",), extra_dependencies=(make("Extra", "sql.example.com", 1433, "extra"),)),
            {"documented", "extra"},
        ),
        (Request(), {"documented", "discovered"}),
    ],
)
def test_the_sources_that_are_asked_for_are_the_ones_used(request_, expected):
    assert {dependency.source for dependency in plan(request_).dependencies} == expected


@pytest.mark.parametrize(("edition", "region"), REGIONS)
def test_every_region_of_both_editions_plans_in_its_own_cloud(edition, region):
    found = documented.requirements(region, edition)
    planned = plan(Request(edition=edition), document=world.cluster(region))
    assert len(planned.routes) == len({*found.management, *found.health_monitoring})
    is_public = found.cloud == documented.PUBLIC_CLOUD
    assert ("*.core.windows.net" in names(planned)) is is_public
    assert bool(warned(planned, "names of the public cloud only")) is not is_public


@pytest.mark.parametrize("edition", documented.editions())
def test_nine_regions_of_an_edition_warn_that_no_monitoring_address_is_published(edition):
    silent = [
        region
        for region in documented.regions(edition)
        if warned(plan(Request(edition=edition), document=world.cluster(region)), "No health monitoring address")
    ]
    assert silent == [
        region
        for region in documented.regions(edition)
        if not documented.requirements(region, edition).health_monitoring
    ]
    assert len(silent) == 9


@pytest.mark.parametrize(
    ("request_", "delegated", "known", "expected"),
    [
        (Request(), False, {}, MANAGED),
        (Request(), False, {"table": None, "subnet": world.subnet(None)}, CREATED),
        (Request(routes="manage"), False, {}, MANAGED),
        (Request(routes="report"), False, {}, REPORTED),
        (Request(), True, {}, REPORTED),
        (Request(), True, {"table": None}, REPORTED),
        (Request(routes="manage"), True, {}, MANAGED),
        (Request(routes="report"), True, {}, REPORTED),
        (Request(source_addresses=("*",)), False, {"subnet": None, "subnet_id": None}, REPORTED),
        (Request(), False, {"table": None, "table_id": None}, REPORTED),
    ],
)
def test_the_table_is_managed_unless_the_subnet_is_delegated_or_only_a_report_is_wanted(
    request_, delegated, known, expected
):
    subnet = {"subnet": world.subnet(delegated=True)} if delegated else {}
    planned = plan(request_, **{**subnet, **known})
    assert planned.table == expected and planned.routes
    assert bool(warned(planned, "reported, not written")) is (delegated and expected == REPORTED)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("subnet",), ("10.20.1.0/24",)),
        (("*",), ("*",)),
        (("10.9.0.0/16",), ("10.9.0.0/16",)),
        (("subnet", "10.9.0.0/16"), ("10.20.1.0/24", "10.9.0.0/16")),
    ],
)
def test_the_word_subnet_stands_for_the_prefixes_of_the_subnet(given, expected):
    for collection in plan(Request(source_addresses=given)).as_option()["rule_collections"]:
        assert {tuple(rule["source_addresses"]) for rule in collection["rules"]} == {expected}


BOTH = {"name": "snet", "properties": {"addressPrefixes": ["10.20.1.0/24", "fd00:20::/64"]}}


def test_rules_are_about_ipv4_alone_and_an_appliance_hears_of_all_prefixes():
    for collection in plan(Request(), subnet=BOTH).as_option()["rule_collections"]:
        assert {tuple(rule["source_addresses"]) for rule in collection["rules"]} == {("10.20.1.0/24",)}
    through = plan(Request(appliance="10.9.9.9"), subnet=BOTH)
    assert through.sources == ("10.20.1.0/24", "fd00:20::/64")


@pytest.mark.parametrize(
    "subnet", [None, {"name": "snet", "properties": {}}, {"name": "snet", "properties": {"addressPrefix": "fd00::/64"}}]
)
def test_without_a_prefix_of_the_subnet_sources_have_to_be_given(subnet):
    with pytest.raises(PlanError, match="c1 has no subnet whose prefixes .* give O.subnet. or O.source_addresses."):
        plan(subnet=subnet)


def test_a_managed_default_route_leads_to_the_firewalls_live_address():
    planned = plan(Request(default_route="manage"), table=world.table())
    last = planned.routes[-1]
    assert (last.name, last.prefix, last.hop_type, last.hop_address) == (
        "ADX_Default",
        "0.0.0.0/0",
        "VirtualAppliance",
        world.FIREWALL_ADDRESS,
    )
    assert not warned(planned, "0.0.0.0/0")


@pytest.mark.parametrize(
    ("firewall", "words"),
    [
        (None, "Firewall fw in resource group rg-hub has no private address"),
        (world.firewall(ipConfigurations=[]), "Firewall fw is deallocated"),
    ],
)
def test_no_default_route_can_lead_to_a_firewall_without_an_address(firewall, words):
    with pytest.raises(PlanError, match=words):
        plan(Request(default_route="manage"), firewall=firewall)


@pytest.mark.parametrize(
    ("default_route", "table", "warns"),
    [
        ("verify", world.table(), True),
        ("verify", None, True),
        ("verify", world.table(world.default_route(to="10.9.9.9")), True),
        ("verify", world.table(world.route("d", "0.0.0.0/0", "Internet")), True),
        ("verify", world.table(world.default_route("anybodys")), False),
        ("none", world.table(), False),
    ],
)
def test_verify_warns_until_a_default_route_leads_to_the_firewall(default_route, table, warns):
    planned = plan(Request(default_route=default_route), table=table)
    assert bool(warned(planned, "nothing is locked down yet")) is warns


def test_a_default_route_that_is_to_be_managed_and_is_not_written_is_told_with_its_reason():
    planned = plan(Request(default_route="manage"), table=world.table(), subnet=world.subnet(delegated=True))
    (text,) = warned(planned, "nothing is locked down yet")
    assert "routes are only reported here, so none is written." in text


def test_traffic_that_goes_past_the_firewall_by_service_endpoints_is_warned_of():
    endpoints = [{"service": "Microsoft.Storage"}, {"service": "Microsoft.KeyVault"}]
    planned = plan(subnet=world.subnet(serviceEndpoints=endpoints))
    assert warned(planned, "The service endpoint Microsoft.KeyVault of the subnet takes traffic")


POLICY = world.firewall(firewallPolicy={"id": "/x/firewallPolicies/p"})
HUB = world.firewall(sku={"name": "AZFW_Hub"}, ipConfigurations=[], hubIPAddresses={"privateIPAddress": "10.0.1.4"})
ELSEWHERE = world.table(world.route("theirs", hop="VirtualAppliance", to="10.0.9.9"))
NAMESAKE = world.firewall(natRuleCollections=[{"name": "ADX-C1-westus-network", "properties": {"priority": 100}}])


@pytest.mark.parametrize(
    ("request_", "known", "words"),
    [
        (Request(), {"firewall": POLICY}, "governed by the policy /x/firewallPolicies/p"),
        (Request(), {"firewall": HUB}, "stands in a virtual hub"),
        (Request(), {"firewall": NAMESAKE}, "another collection named 'adx-c1-westus-network'"),
        (
            Request(priority_base=64999),
            {"firewall": world.firewall(world.collection("a", 64999), world.collection("b", 65000))},
            "No priority from 64999 to 65000 is free",
        ),
        (
            Request(),
            {"table": ELSEWHERE},
            "by route 'theirs', which is not ours to change; remove it, or skip that address",
        ),
        (
            Request(default_route="manage"),
            {"table": world.table(world.default_route("theirs", to="10.9.9.9"))},
            "sends 0.0.0.0/0 to VirtualAppliance 10.9.9.9 by route 'theirs', which .* leave the default route",
        ),
        (Request(), {"subnet": world.subnet(world.OTHER_TABLE)}, "already has the route table .*other_table"),
        (Request(), {"answer": world.answer()[:-1]}, "partial: it has no AzureStorage"),
        (Request(), {"answer": ()}, "is empty"),
        (Request(skip_addresses=("13.64.38",)), {}, "'13.64.38' is no IP address"),
        (Request(collection_prefix="-"), {}, "needs another name"),
        (
            Request(extra_dependencies=(make("Extra", "*.example.com", 1433, "extra"),)),
            {},
            "Azure resolves no wildcard",
        ),
    ],
)
def test_what_stands_against_the_plan_is_raised_before_anything_is_written(request_, known, words):
    with pytest.raises(PlanError, match=words):
        plan(request_, **known)


@pytest.mark.parametrize(
    ("request_", "known"),
    [
        (Request(accept=frozenset({"other_table"})), {"subnet": world.subnet(world.OTHER_TABLE)}),
        (Request(routes="report"), {"subnet": world.subnet(world.OTHER_TABLE), "table": ELSEWHERE}),
        (Request(skip_addresses=(world.MANAGEMENT,)), {"table": ELSEWHERE}),
        (Request(), {"subnet": world.subnet(str(world.TABLE).upper())}),
    ],
)
def test_what_the_user_has_decided_stands_against_nothing(request_, known):
    assert plan(request_, **known).routes


def test_another_table_is_a_conflict_even_when_every_address_is_skipped():
    every = tuple(documented.documented_addresses("westus"))
    with pytest.raises(PlanError, match="other_table"):
        plan(Request(skip_addresses=every), subnet=world.subnet(world.OTHER_TABLE))


def test_a_skipped_address_gets_no_route():
    skipped = plan(Request(skip_addresses=("23.99.5.162", f"{world.MANAGEMENT}/32")))
    assert not {"23.99.5.162/32", f"{world.MANAGEMENT}/32"} & {route.prefix for route in skipped.routes}
    assert len(skipped.routes) == len(plan().routes) - 2


def test_planning_on_what_the_plan_made_wants_the_same_again():
    first = plan(Request(default_route="manage"), table=world.table())
    items = [
        {"name": one.name, "properties": {"addressPrefix": one.prefix, "nextHopType": one.hop_type}}
        for one in first.routes[:-1]
    ]
    second = plan(Request(default_route="manage"), table=world.table(*items, world.default_route("ADX_Default")))
    assert second.routes == first.routes and second.rule_collections == first.rule_collections


def test_the_hash_does_not_depend_on_the_order_of_names_within_a_category():
    turned = tuple(world.category(name, f"b.{name}.example.com", f"a.{name}.example.com") for name in CATEGORIES)
    assert plan_hash(answer=turned) == plan_hash()


CATEGORIES = [item["properties"]["category"] for item in world.answer()]


def test_the_hash_does_not_depend_on_the_order_of_the_categories():
    assert plan_hash(answer=tuple(reversed(world.answer()))) == plan_hash()


def test_the_hash_does_not_depend_on_casing_or_what_is_not_written():
    shouted = tuple(world.category(name, f"A.{name}.EXAMPLE.com", f"b.{name}.example.com:443") for name in CATEGORIES)
    assert plan_hash(answer=shouted) == plan_hash()
    assert plan_hash(table_id=replace(world.TABLE, resource_group="RG-SPOKE")) == plan_hash()
    assert plan_hash(subnet=world.subnet(serviceEndpoints=[{"service": "x"}])) == plan_hash()


@pytest.mark.parametrize(
    ("request_", "known"),
    [
        (Request(), {"answer": (*world.answer(), world.category("InternalTracing", "new.example.com"))}),
        (Request(), {"answer": (*world.answer()[:-1], world.category("AzureStorage", "new.example.com"))}),
        (Request(source_addresses=("*",)), {}),
        (Request(sources=("discovered",)), {}),
        (Request(edition="2021-07"), {}),
        (Request(collection_prefix="mine-"), {}),
        (Request(default_route="manage"), {}),
        (Request(skip_addresses=(world.MANAGEMENT,)), {}),
        (Request(), {"document": world.cluster("East US")}),
        (Request(), {"table_id": world.OTHER_TABLE, "subnet": world.subnet(world.OTHER_TABLE)}),
        (Request(routes="report"), {}),
        (Request(accept=frozenset({"other_subnet"})), {"subnet_id": replace(world.SUBNET, names=("vnet", "b"))}),
        (Request(priority_base=2000), {}),
        (Request(collection_prefix="their", purge=True), {"firewall": world.firewall(world.collection("theirs", 100))}),
        (Request(), {"firewall": world.firewall(world.collection("theirs", 1000))}),
        (Request(), {"table": None}),
        (Request(tags={"team": "data"}), {}),
    ],
)
def test_the_hash_changes_when_what_would_be_written_changes(request_, known):
    assert plan_hash(request_, **known) != plan_hash()


def test_the_plan_as_an_option_says_where_everything_is_and_what_happens_to_it():
    shown = plan(table=None, subnet=world.subnet(None)).as_option()
    assert shown["firewall"]["private_address"] == world.FIREWALL_ADDRESS
    assert (shown["subnet"]["address_prefixes"], shown["subnet"]["delegated"]) == (["10.20.1.0/24"], False)
    assert {name: shown["route_table"][name] for name in ("exists", "create", "associate", "location")} == {
        "exists": False,
        "create": True,
        "associate": True,
        "location": "westus",
    }
    assert clusters.from_arm(world.cluster()).as_option() == shown["cluster"]


# Behind an appliance

HOP = "10.0.9.4"


def behind_appliance(**own):
    landscape = replace(world.landscape(firewall=None, table=world.table()), firewall_id=None)
    return present.plan(Request(**{"appliance": HOP, **own}), landscape)


@pytest.mark.parametrize("choice", ["verify", "manage", "none"])
def test_routes_are_planned_as_ever_with_the_appliance_at_the_end_of_the_default_route(choice):
    behind_firewall = plan(Request(default_route=choice)).as_option()
    for one in behind_firewall["routes"]:
        if one["address_prefix"] == "0.0.0.0/0":
            one["next_hop_ip_address"] = HOP
    shown = behind_appliance(default_route=choice).as_option()
    assert (shown["routes"], shown["route_table"]) == (behind_firewall["routes"], behind_firewall["route_table"])


def test_the_hash_changes_with_the_next_hop_that_would_be_written():
    hashes = {world.plan_hash(behind_appliance(appliance=hop, default_route="manage")) for hop in (HOP, "10.0.9.5")}
    assert len(hashes) == 2
