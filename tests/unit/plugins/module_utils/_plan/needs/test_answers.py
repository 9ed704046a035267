# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a service answers, each entry of it comes out, or is refused by name."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import answers, dependencies, services
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.answers import Why
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import hosts
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[6]
PUBLISHED = json.loads((ROOT / "tests" / "contract" / "published_answers.json").read_text(encoding="utf-8"))["answers"]
RECORDINGS = ROOT.parent / "shared" / "recordings" / "2026-11"
AKS, APIM, BATCH = services.KUBERNETES, services.API_MANAGEMENT, services.BATCH


def endpoint(name, *details, **more):
    return {"domainName": name, "endpointDetails": list(details), **more}


def category(name, *endpoints):
    return {"category": name, "endpoints": list(endpoints)}


def read(*items, service=AKS, **options):
    return answers.read(service, {"value": list(items)}, "prod", **options)


def one(*details, name="a.example.com", **more):
    return read(category("images", endpoint(name, *details, **more)))


def flat(found):
    return [(each.fqdn or each.addresses[0], each.port, each.protocol) for each in found.dependencies]


def published(type_):
    return answers.read(services.of(type_), PUBLISHED[type_]["body"], "prod")


def recorded(name):
    path = RECORDINGS / f"{name}_outbound_dependencies.json"
    if not path.is_file():
        pytest.skip(f"{path.name} is not beside this checkout")
    return json.loads(path.read_text(encoding="utf-8"))[0]["response_body"]


def test_the_protocol_that_a_service_gives_beats_the_port():
    found = flat(published("Microsoft.ContainerService/managedClusters"))
    assert ("ntp.ubuntu.com", 123, "UDP") in found and ("*.azmk8s.io", 9000, "TCP") in found
    assert ("security.ubuntu.com", 80, "Http") in found and ("mcr.microsoft.com", 443, "Https") in found
    assert len(found) == 20


def test_a_wildcard_that_needs_a_network_rule_is_told_apart_from_others():
    found = published("Microsoft.ContainerService/managedClusters")
    assert found.unresolvable == ("*.azmk8s.io:9000",) and found.too_wide == ("*.azmk8s.io",)


def test_one_name_has_as_many_dependencies_as_ports_and_keeps_the_region_of_each():
    found = published("Microsoft.ApiManagement/service").dependencies
    hubs = [
        (one.port, one.protocol, one.region) for one in found if one.fqdn == "xxxx141483183eh.servicebus.windows.net"
    ]
    assert hubs == [(443, "Https", "westus"), (5671, "TCP", "westus"), (5672, "TCP", "westus")]
    assert {one.region for one in found} == {"westus", "Global"}


def test_the_descriptions_of_endpoints_and_of_details_are_kept():
    batch = published("Microsoft.Batch/batchAccounts").dependencies
    assert {one.fqdn: one.description for one in batch}["packages.microsoft.com"].startswith("Only applicable to pools")
    aks = published("Microsoft.ContainerService/managedClusters").dependencies
    assert {one.fqdn: one.description for one in aks}["*.data.mcr.microsoft.com"] == "mcr cdn"


def test_wildcards_over_a_service_that_everybody_uses_are_marked():
    assert published("Microsoft.Batch/batchAccounts").too_wide == (
        "*.blob.core.windows.net",
        "*.table.core.windows.net",
        "*.queue.core.windows.net",
        "*.vault.azure.net",
    )


def test_addresses_that_cannot_be_are_refused_one_by_one_and_the_rest_comes_out():
    found = published("Microsoft.Databricks/workspaces")
    assert [one.raw for one in found.refused] == [
        "11.111.111.11/11",
        "22.222.222.22/22",
        "33.33.333.333/33",
        "44.44.44.44/44",
    ]
    assert all(one.category in one.reason for one in found.refused) and len(found.dependencies) == 6


@pytest.mark.parametrize(
    ("type_", "count"),
    [
        ("Microsoft.MachineLearningServices/workspaces", 2),
        ("Microsoft.Sql/managedInstances", 9),
        ("Microsoft.DevCenter/networkConnections", 3),
    ],
)
def test_every_entry_of_a_published_answer_comes_out(type_, count):
    found = published(type_)
    assert len(found.dependencies) == count and found.refused == ()
    assert {one.protocol for one in found.dependencies} == {"Https"}


def test_a_recorded_bare_list_has_addresses_and_capitals():
    found = answers.read(services.DATABRICKS, recorded("databricks"), "prod")
    assert found.refused == () and found.repeats == 0
    assert found.dependencies[0].addresses == ("40.70.58.221",) and found.dependencies[0].fqdn is None
    assert ("20.57.106.0/28", 443, "TCP") in flat(found)
    assert ("prod-westus-observabilityeventhubs.servicebus.windows.net", 9093, "TCP") in flat(found)
    assert found.categories[:2] == ("Webapp", "ControlPlaneNAT")


def test_recorded_stars_without_a_dot_come_out_and_are_marked():
    found = answers.read(services.DEV_CENTER, recorded("devcenter"), "prod")
    assert found.refused == () and ("kms.core.windows.net", 1688, "TCP") in flat(found)
    assert {"*xt.blob.core.windows.net", "*eh.servicebus.windows.net"} <= set(found.too_wide)
    assert "*.wvd.microsoft.com" not in found.too_wide
    needed = answers.read(services.DEV_CENTER, recorded("devcenter"), "prod", include_optional=False)
    assert {one.category for one in needed.left_out} == {"AzureVirtualDesktopOptional"}


@pytest.mark.parametrize(
    ("pattern", "wide"),
    [
        ("*.blob.core.windows.net", True),
        ("*xt.blob.core.windows.net", True),
        ("*blob.core.windows.net", True),
        ("*.core.windows.net", True),
        ("*.windows.net", True),
        ("*.core.usgovcloudapi.net", True),
        ("*.mine.blob.core.windows.net", False),
        ("mine.blob.core.windows.net", False),
        ("*.azmk8s.io", True),
        ("*.hcp.westus.azmk8s.io", True),
        ("*.z01.blob.storage.azure.net", True),
        ("*azure.net", True),
        ("*.service.batch.azure.com", False),
        ("*.data.mcr.microsoft.com", False),
    ],
)
def test_a_wildcard_is_too_wide_where_anybody_may_have_a_name_below_it(pattern, wide):
    assert answers.is_too_wide(pattern) is wide


def test_optional_categories_are_left_out_on_request_and_listed():
    body = PUBLISHED[AKS.type]["body"]
    found = answers.read(AKS, body, "prod", include_optional=False)
    assert Counter(one.category for one in found.left_out) == {"ubuntu-optional": 3, "gpu": 3, "windows": 5}
    assert {one.why for one in found.left_out} == {Why.OPTIONAL}
    assert {one.category for one in found.dependencies}.isdisjoint({"ubuntu-optional", "gpu", "windows"})
    assert found.entries == published(AKS.type).entries and "gpu" in found.categories


def test_regions_on_request_keep_what_is_global_or_says_none():
    details = [{"port": 443, "region": region} for region in ("West US", "eastus", "global", None, "")]
    items = [category("X", *(endpoint(f"{n}.example.com", detail) for n, detail in enumerate(details)))]
    found = read(*items, service=APIM, regions=("westus",))
    assert [(one.fqdn, one.region) for one in found.dependencies] == [
        ("0.example.com", "westus"),
        ("2.example.com", "Global"),
        ("3.example.com", ""),
        ("4.example.com", ""),
    ]
    assert [(one.raw, one.region, one.why) for one in found.left_out] == [("1.example.com", "eastus", Why.REGION)]


def test_an_entry_of_several_regions_is_of_none():
    found = one({"port": 443, "region": "West US"}, {"port": 443, "region": "Global"})
    assert [(each.region, each.port) for each in found.dependencies] == [("", 443)] and found.repeats == 1


@pytest.mark.parametrize(
    ("detail", "name", "reason"),
    [
        ({}, "a.example.com", "without a port"),
        ({"port": None}, "a.example.com", "without a port"),
        ({"port": "x"}, "a.example.com", "no port number"),
        ({"port": 0}, "a.example.com", "no port number"),
        ({"port": 443}, None, "neither a name nor an address"),
        ({"port": 443}, "nodots", "no host name"),
        ({"port": 443}, "a.*.com", "no host name"),
        ({"port": 443}, 5, "has 5 where a text belongs"),
        ({"port": 443}, "a.example.com:80", "do not agree"),
        ({"port": 443, "protocol": "SCTP"}, "a.example.com", "protocol 'SCTP'"),
        ({"port": 443, "protocol": 6}, "a.example.com", "has 6 where a text belongs"),
        ({"port": 443, "ipAddress": "0.0.0.0/0"}, None, "open to everybody"),
    ],
)
def test_what_no_rule_can_be_made_of_is_refused_alone_with_its_category(detail, name, reason):
    found = read(category("images", endpoint(name, detail), endpoint("b.example.com", {"port": 443})))
    (refused,) = found.refused
    assert refused.category == "images" and "images" in refused.reason and reason in refused.reason
    assert flat(found) == [("b.example.com", 443, "Https")]


@pytest.mark.parametrize(
    "item",
    [
        5,
        None,
        {"category": "images"},
        {"category": "images", "endpoints": []},
        {"category": "images", "endpoints": "x"},
        {"category": "images", "endpoints": [5]},
        {"category": "images", "endpoints": [{"domainName": "a.example.com"}]},
        {"category": "images", "endpoints": [{"domainName": "a.example.com", "endpointDetails": []}]},
        {"category": "images", "endpoints": [{"domainName": "a.example.com", "endpointDetails": 5}]},
        {"category": "images", "endpoints": [{"domainName": "a.example.com", "endpointDetails": [None]}]},
        {"category": "images", "endpoints": [{"domainName": "a.example.com", "endpointDetails": ["x"]}]},
        "a.example.com",
    ],
)
def test_what_is_no_entry_is_one_refused_entry(item):
    found = read(item)
    assert found.dependencies == () and len(found.refused) == 1 and found.entries == 1


@pytest.mark.parametrize("protocol", ["https", "HTTPS", "Https", " https "])
def test_the_case_of_a_protocol_does_not_matter(protocol):
    assert flat(one({"port": 8443, "protocol": protocol})) == [("a.example.com", 8443, "Https")]


@pytest.mark.parametrize(("protocol", "spoken"), [("UDP", "UDP"), ("Https", "TCP"), ("tcp", "TCP"), (None, "TCP")])
def test_an_address_is_reached_by_tcp_or_udp(protocol, spoken):
    found = one({"port": 443, "protocol": protocol, "ipAddress": "20.1.2.0/28"}, name=None)
    assert flat(found) == [("20.1.2.0/28", 443, spoken)]


def test_the_port_in_a_name_serves_where_none_stands_beside_it():
    assert flat(one({}, name="https://A.example.com:8443/x")) == [("a.example.com", 8443, "TCP")]
    assert flat(read("a.example.com:443")) == [("a.example.com", 443, "Https")]


def test_an_address_beside_a_name_is_a_hint_and_what_is_none_is_forgotten():
    found = one({"port": 443, "ipAddress": "1.2.3.4"}, {"port": 443, "ipAddress": "n/a"})
    assert [(each.fqdn, each.addresses) for each in found.dependencies] == [("a.example.com", ("1.2.3.4",))]
    assert found.repeats == 1


def test_an_empty_answer_is_none_while_nothing_says_that_it_may_be():
    for row in services.TABLE:
        with pytest.raises(PlanError, match="prod is empty") as raised:
            answers.read(row, {"value": []}, "prod")
        assert raised.value.code == "partial_answer"


@pytest.mark.parametrize("answer", [None, {}, {"value": None}, {"value": {}}, "x", 5])
def test_what_is_no_list_is_no_answer(answer):
    with pytest.raises(PlanError, match="is no list"):
        answers.read(AKS, answer, "prod")


def cluster_answer(**changed):
    names = {name: f"{name}.example.com" for name in dependencies.REQUIRED_CATEGORIES}
    return [
        {
            "id": f"/x/OutboundNetworkDependenciesEndpoints/{name}",
            "properties": {**category(name, endpoint(host, {"port": 443}, {"port": 443})), **changed},
        }
        for name, host in names.items()
    ]


def test_the_answer_of_a_cluster_is_read_as_strictly_as_ever():
    items = cluster_answer()
    found = answers.read(services.DATA_EXPLORER, {"value": items}, "c1", include_optional=False, regions=("westus",))
    assert found.dependencies == dependencies.from_answer(items, "c1")
    assert (found.categories, found.repeats, found.entries) == (dependencies.REQUIRED_CATEGORIES, 4, 8)
    for wrong in (items[1:], cluster_answer(provisioningState="Updating"), cluster_answer(endpoints=[])):
        with pytest.raises(PlanError) as raised:
            answers.read(services.DATA_EXPLORER, wrong, "c1")
        assert raised.value.code == "partial_answer"


def pools(*modes):
    return [{"name": "p", "properties": {"currentNodeCommunicationMode": mode}} for mode in modes]


BEFORE = ("AzureBatch", "Azure Storage", "AzureKeyVault")


@pytest.mark.parametrize(
    ("service", "children", "expected"),
    [
        (BATCH, pools("Simplified", "simplified"), True),
        (BATCH, pools("Simplified", "Default"), False),
        (BATCH, pools("Simplified", None), False),
        (BATCH, [], False),
        (BATCH, None, False),
        (AKS, pools("Simplified"), False),
    ],
)
def test_storage_may_vanish_only_where_every_pool_communicates_in_the_simplified_way(service, children, expected):
    gone = answers.vanished(service, BEFORE, ("azurebatch",), children)
    assert [(one.category, one.is_expected) for one in gone] == [("Azure Storage", expected), ("AzureKeyVault", False)]
    assert answers.vanished(service, BEFORE, reversed(BEFORE), children) == ()


LABEL = st.from_regex(r"\A[a-z]([a-z0-9-]{0,6}[a-z0-9])?\Z")
NAME = st.lists(LABEL, min_size=2, max_size=4).map(".".join)
PORTS = st.one_of(st.integers(1, 65535), st.none(), st.just("x"), st.just(0))
DETAILS = st.fixed_dictionaries(
    {},
    optional={
        "port": PORTS,
        "protocol": st.sampled_from(["Https", "http", "UDP", "tcp", "SCTP", None]),
        "ipAddress": st.sampled_from(["20.1.2.3", "20.1.2.0/28", "n/a", "", None]),
        "region": st.sampled_from(["West US", "Global", "eastus", None]),
        "description": st.text(max_size=5),
    },
)
ENDPOINTS = st.one_of(
    st.fixed_dictionaries(
        {},
        optional={
            "domainName": st.one_of(
                NAME, NAME.map(lambda name: f"*.{name}"), NAME.map(lambda name: f"*{name}"), st.none()
            ),
            "endpointDetails": st.one_of(st.lists(DETAILS, max_size=3), st.none()),
        },
    ),
    st.just(5),
)
BODIES = st.fixed_dictionaries(
    {},
    optional={
        "category": st.sampled_from(["Azure Storage", "gpu", "windows", "x/y", "", None]),
        "endpoints": st.one_of(st.lists(ENDPOINTS, max_size=3), st.none()),
    },
)
ITEMS = st.lists(
    st.one_of(BODIES, BODIES.map(lambda body: {"properties": body}), NAME, st.none()), min_size=1, max_size=4
)
WRAPPED = st.one_of(ITEMS, ITEMS.map(lambda items: {"value": items}))


def counted(answer):
    """How many entries an answer has, told without the reader."""
    total = 0
    for item in answer["value"] if isinstance(answer, dict) else answer:
        body = item.get("properties", item) if isinstance(item, dict) else None
        endpoints = body.get("endpoints") if body is not None else None
        for each in endpoints or [None]:
            total += len((each.get("endpointDetails") if isinstance(each, dict) else None) or [None])
    return total


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WRAPPED, st.booleans(), st.sampled_from([(), ("westus",)]))
def test_each_entry_comes_out_or_is_refused_or_left_out_or_repeats_one(answer, include_optional, regions):
    found = answers.read(AKS, answer, "prod", include_optional=include_optional, regions=regions)
    assert found.entries == counted(answer)
    keys = [(one.fqdn or one.addresses, one.port, one.protocol) for one in found.dependencies]
    assert len(keys) == len(set(keys))
    assert all(one.category in found.categories for one in (*found.dependencies, *found.refused, *found.left_out))
    assert all(one.reason for one in found.refused)
    for each in found.dependencies:
        assert each.fqdn is None or hosts.clean(each.fqdn, "x").name == each.fqdn
        assert dependencies.from_option(each.as_option()) == each


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ITEMS)
def test_the_envelope_makes_no_difference(items):
    bare = answers.read(AKS, items, "prod")
    assert answers.read(AKS, {"value": items}, "prod") == bare
    turned = [{"properties": item} if isinstance(item, dict) and "properties" not in item else item for item in items]
    assert answers.read(AKS, turned, "prod") == bare


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NAME, st.integers(1, 65535))
def test_scheme_capitals_path_and_port_make_no_difference(name, port):
    dressed = f"https://{name.upper()}:{port}/a?b"
    assert flat(one({"port": port}, name=dressed)) == flat(one({"port": port}, name=name))
    assert flat(one({}, name=dressed)) == flat(one({"port": port}, name=name))
