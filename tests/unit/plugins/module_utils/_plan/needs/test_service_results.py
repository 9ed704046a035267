# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One form of result for every service, and what an earlier one tells of a new answer."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import answers, service_results, services
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.service_results import Resource
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

GROUP = "/subscriptions/s/resourceGroups/g/providers"
SUBNET = f"{GROUP}/Microsoft.Network/virtualNetworks/v/subnets/one"
BARE = {"id": "x", "dependencies": []}
AKS, APIM, BATCH = services.KUBERNETES, services.API_MANAGEMENT, services.BATCH


def resource(service, children=(), **properties):
    document = {
        "id": f"{GROUP}/{service.type.upper()}/prod",
        "name": "prod",
        "location": "West US",
        "sku": {"name": "Premium"},
        "properties": {"provisioningState": "Succeeded", **properties},
    }
    return Resource(service, document, children)


def line(category, name="a.example.com", **detail):
    return {"category": category, "endpoints": [{"domainName": name, "endpointDetails": [{"port": 443, **detail}]}]}


def read(of, *items, regions=(), include_optional=True):
    return of.read(list(items), include_optional=include_optional, regions=regions)


def test_every_service_has_the_members_that_clusters_have():
    members = clusters.from_arm(resource(services.DATA_EXPLORER).document).as_option().keys()
    shown = [resource(service).as_option() for service in services.TABLE]
    assert all(members <= one.keys() for one in shown)
    assert len({tuple(sorted(one)) for one in shown}) == 1
    assert [one["resource_type"] for one in shown] == services.types()


def test_a_resource_is_shown_by_its_document():
    pools = [{"name": "a", "vnetSubnetID": SUBNET}, {"name": "b"}]
    shown = resource(AKS, agentPoolProfiles=pools, powerState={"code": "Running"}).as_option()
    assert shown["id"] == f"{GROUP}/{AKS.type}/prod" and shown["region"] == "westus" and shown["state"] == "Running"
    assert (shown["injected"], shown["subnet_id"], shown["subnet_ids"]) == (True, SUBNET, [SUBNET])
    assert shown["provisioning_state"] == "Succeeded" and "Node pool b" in shown["subnets_elsewhere"][0]
    assert {"azure-docs issue 116239", "azure-docs issue 110895"} <= {one["source"] for one in shown["known_gaps"]}


def test_whether_a_resource_is_injected_is_open_where_its_subnets_are():
    assert resource(BATCH, None).as_option()["injected"] is None
    assert resource(BATCH, []).as_option()["injected"] is False


def test_who_calls_is_shown_with_the_ports():
    assert resource(APIM).as_option()["callers"] == [
        {"service_tag": "ApiManagement", "ports": [3443], "regional": False}
    ]
    pool = {"name": "a", "properties": {"currentNodeCommunicationMode": "Classic"}}
    assert resource(BATCH, [pool]).as_option()["callers"][0]["regional"] is True
    assert resource(BATCH, None).as_option()["callers_unknown"]


def test_own_regions_are_all_places_of_the_resource():
    places = [{"location": "East US"}, {"location": None}]
    items = [line("x", f"{region}.example.com", region=region) for region in ("westus", "eastus", "uksouth", "Global")]
    several = read(resource(APIM, additionalLocations=places), *items, regions=["own"])
    assert [one.region for one in several.dependencies] == ["westus", "eastus", "Global"]
    assert [one.region for one in read(resource(APIM), *items, regions=["UK South"]).dependencies] == [
        "uksouth",
        "Global",
    ]
    assert len(read(resource(APIM), *items).dependencies) == 4


def test_a_resource_of_no_region_has_none_of_its_own():
    nowhere = Resource(APIM, {"id": f"{GROUP}/{APIM.type}/prod", "properties": {}})
    with pytest.raises(PlanError, match=r"API Management service prod .* says no region"):
        read(nowhere, line("x"), regions=["own"])


def test_an_answer_is_complete_only_where_the_service_says_so():
    answer = read(resource(AKS), line("images"))
    assert service_results.answered(AKS, answer)["complete"] is None
    assert service_results.answered(services.DATA_EXPLORER, answer)["complete"] is True
    assert service_results.answered(AKS, read(resource(AKS), line("images", "nodots")))["complete"] is False
    nothing = service_results.answered(services.DATA_EXPLORER, None)
    assert nothing["complete"] is False and nothing["dependencies"] == []


def test_all_of_an_answer_is_shown():
    items = [line("images", "*.blob.core.windows.net"), line("gpu"), line("x", "*.a.b", port=9000), line("y", "nodots")]
    shown = service_results.answered(AKS, read(resource(AKS), *items, include_optional=False))
    assert shown["categories"] == ["images", "gpu", "x", "y"]
    assert shown["too_wide"] == ["*.blob.core.windows.net"] and shown["unresolvable"] == ["*.a.b:9000"]
    left_out = {"category": "gpu", "raw": "a.example.com", "port": "443", "region": "", "why": "optional"}
    assert shown["left_out"] == [left_out] and shown["refused"][0]["category"] == "y"


def test_each_dependency_of_another_service_says_whose_it_is_and_those_of_clusters_stay_as_they_are():
    answer = read(resource(AKS), line("images"))
    (of_aks,) = service_results.answered(AKS, answer)["dependencies"]
    (of_cluster,) = service_results.answered(services.DATA_EXPLORER, answer)["dependencies"]
    assert of_aks == {**of_cluster, "resource_type": AKS.type} and "resource_type" not in of_cluster


OF_CLUSTER = {"fqdn": "a.example.com", "port": 443, "source": "discovered"}
OF_AKS = {"fqdn": "b.example.com", "port": 123, "protocol": "UDP", "source": "discovered", "resource_type": AKS.type}
OF_BATCH = {"fqdn": "c.example.com", "port": 443, "source": "discovered", "resource_type": BATCH.type.upper()}
USERS = {"fqdn": "d.example.com", "port": 443}
CLUSTER = services.DATA_EXPLORER


@pytest.mark.parametrize(
    ("items", "type_", "known"),
    [
        ([], "", {CLUSTER: []}),
        ([], AKS.type, {AKS: []}),
        ([USERS], "", {CLUSTER: ["d"]}),
        ([USERS], BATCH.type, {BATCH: ["d"]}),
        ([OF_CLUSTER, USERS], "", {CLUSTER: ["a", "d"]}),
        ([OF_CLUSTER], AKS.type, {AKS: ["a"]}),
        ([USERS, OF_AKS], "", {AKS: ["d", "b"]}),
        ([OF_AKS, OF_BATCH, USERS], "", {AKS: ["b", "d"], BATCH: ["c"]}),
        ([OF_AKS, OF_CLUSTER, USERS], "", {AKS: ["b"], CLUSTER: ["a", "d"]}),
        ([OF_AKS, {**USERS, "source": "documented"}], "", {AKS: ["b"], CLUSTER: ["d"]}),
        ([OF_AKS, {**OF_CLUSTER, "resource_type": CLUSTER.type}, USERS], "", {AKS: ["b"], CLUSTER: ["a", "d"]}),
        ([OF_AKS, USERS], BATCH.type, {AKS: ["b"], BATCH: ["d"]}),
        ([USERS, USERS], "", {CLUSTER: ["d"]}),
    ],
)
def test_a_list_is_parted_by_service_and_is_a_clusters_where_nothing_says_otherwise(items, type_, known):
    found = service_results.parts(items, type_)
    assert {one.service: [each.fqdn[0] for each in one.dependencies] for one in found} == known


def test_a_type_that_is_not_read_here_is_refused():
    for items, type_ in (([{**OF_AKS, "resource_type": "Microsoft.Web/sites"}], ""), ([], "Microsoft.Web/sites")):
        with pytest.raises(PlanError, match="Resources of type Microsoft.Web/sites are not asked"):
            service_results.parts(items, type_)


def earlier(*categories, **more):
    return {"id": f"{GROUP}/{AKS.type}/PROD", "dependencies": [{"category": one} for one in categories], **more}


def test_categories_of_an_earlier_result_are_found_by_the_id_in_any_case():
    key = resource_ids.key(f"{GROUP}/{AKS.type}/prod")
    assert service_results.earlier_categories([earlier("a", "b", "a")]) == {key: ("a", "b")}
    whole = {"outbound_dependencies": [earlier("a", categories=["c"])], "changed": False}
    assert service_results.earlier_categories([whole]) == {key: ("c", "a")}
    assert service_results.earlier_categories([]) == {}


@pytest.mark.parametrize(
    "wrong", [{}, {"id": "x"}, {"dependencies": []}, {"id": "x", "dependencies": {}}, 5, {**BARE, "categories": 5}]
)
def test_what_is_no_earlier_result_is_refused(wrong):
    with pytest.raises(PlanError, match="earlier result"):
        service_results.earlier_categories([wrong])


def test_what_vanished_is_told_with_what_explains_it():
    pools = [{"name": "a", "properties": {"currentNodeCommunicationMode": "Simplified"}}]
    for children, said in ((pools, "in the simplified way"), (None, "does not say whether its answer is whole")):
        batch = resource(BATCH, children)
        told = service_results.warnings(batch, read(batch, line("Azure Batch")), ("AzureBatch", "AzureStorage"))
        assert len(told) == 1 and "no longer has category AzureStorage" in told[0] and said in told[0]


def test_what_is_refused_is_counted_and_the_first_of_it_named():
    aks = resource(AKS)
    wrong = [line(f"c{number}", "nodots") for number in range(5)]
    (told,) = service_results.warnings(aks, read(aks, line("x"), *wrong), ())
    assert told.startswith("5 of 6 entries") and "Category c2" in told and "And 2 more." in told and "c3" not in told
    assert service_results.warnings(aks, read(aks, line("x")), ()) == []
    assert "more" not in service_results.warnings(aks, answers.read(AKS, [wrong[0]], "x"), ())[0].rpartition("take")[2]


def test_a_region_that_nothing_is_of_is_told_where_others_were_left_out():
    apim = resource(APIM)
    items = [line("a", region="West US"), line("b", "b.example.com", region="Global")]
    for given, count in (
        (["west us"], 0),
        (["global"], 0),
        (["own"], 0),
        (["Wset US"], 1),
        (["West US", "Wset US"], 0),
    ):
        told = service_results.warnings(apim, read(apim, *items, regions=given), (), given)
        assert len(told) == count, given
