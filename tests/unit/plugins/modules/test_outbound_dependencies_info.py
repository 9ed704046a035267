# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module over a dictionary: which resources it asks, and what comes of each."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import services
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.modules import outbound_dependencies_info as module
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.doors import HIDDEN, Doors
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import Clock

TESTS = Path(__file__).resolve().parents[3]
PUBLISHED = json.loads((TESTS / "contract" / "published_answers.json").read_text(encoding="utf-8"))["answers"]
GROUP = "/subscriptions/s/resourceGroups/g/providers"
SUBNET = f"{GROUP}/Microsoft.Network/virtualNetworks/v/subnets/one"
AKS, BATCH, DATABRICKS, LEARNING = services.KUBERNETES, services.BATCH, services.DATABRICKS, services.MACHINE_LEARNING
CLUSTER = f"{GROUP}/Microsoft.Kusto/clusters/telemetry"
CHILD = "outboundNetworkDependenciesEndpoints"
POOLS = [{"name": "p", "vnetSubnetID": SUBNET}]


def id_of(service, name="prod"):
    return f"{GROUP}/{service.type}/{name}"


class Azure:
    """Resources with the answers that are published, and the module asked about them."""

    def __init__(self):
        self.doors, self.warned = Doors(), []

    def has(self, service, name="prod", answer=None, **properties):
        id_ = id_of(service, name)
        document = {"location": "westus", "sku": {"name": "Premium"}, "properties": properties}
        self.doors.put(id_, document)
        body = PUBLISHED[service.type]["body"] if answer is None else answer
        self.doors.put(f"{id_}/{CHILD}", body["value"] if isinstance(body, dict) else body)
        return id_

    def lists(self, service, *names, scope="/subscriptions/s/resourcegroups/g"):
        documents = [self.doors.documents[id_of(service, name).lower()] for name in names]
        self.doors.put(f"{scope}/providers/{service.type}", documents)

    def ask(self, **options):
        params = {name: spec.get("default") for name, spec in module.SPEC.items()} | options
        task = SimpleNamespace(
            params=params,
            warn=self.warned.append,
            patience=Clock().patience(),
            session=SimpleNamespace(http=self.doors.http),
            subscription=lambda: "s",
        )
        return module.ensure(task)["outbound_dependencies"]


@pytest.fixture
def azure():
    return Azure()


def test_a_resource_of_another_service_is_asked_by_its_id(azure):
    (found,) = azure.ask(name=azure.has(AKS, agentPoolProfiles=POOLS).upper())
    assert found["service"] == "Azure Kubernetes Service" and found["subnet_id"] == SUBNET
    assert ("ntp.ubuntu.com", 123, "UDP") in [
        (one["fqdn"], one["port"], one["protocol"]) for one in found["dependencies"]
    ]
    assert found["unresolvable"] == ["*.azmk8s.io:9000"] and found["complete"] is None and azure.warned == []


def test_ids_of_several_services_are_read_in_their_order_each_once(azure):
    ids = [azure.has(BATCH), azure.has(AKS, agentPoolProfiles=POOLS), azure.has(DATABRICKS)]
    azure.doors.put(f"{ids[0]}/pools", [])
    found = azure.ask(name=[*ids, ids[0].lower()])
    assert [one["id"] for one in found] == ids
    assert [one["complete"] for one in found] == [None, None, False]
    assert len(azure.warned) == 1 and "4 of 10 entries" in azure.warned[0]


def test_an_empty_list_of_ids_asks_nobody(azure):
    assert azure.ask(name=[]) == [] and azure.doors.asked == []


def test_a_name_is_that_of_a_cluster_unless_a_type_is_given(azure):
    azure.has(AKS, agentPoolProfiles=POOLS)
    (found,) = azure.ask(name="prod", resource_group="g", resource_type=AKS.type.upper())
    assert found["id"] == id_of(AKS)
    with pytest.raises(ArmError, match="Cannot read cluster prod"):
        azure.ask(name="prod", resource_group="g")
    with pytest.raises(PlanError, match="is the id of a Batch account, but an AKS cluster"):
        azure.ask(name=id_of(BATCH), resource_type=AKS.type)


@pytest.mark.parametrize("option", ["name", "resource_type"])
def test_a_type_that_is_not_read_is_refused_with_those_that_are(azure, option):
    given = {"name": f"{GROUP}/Microsoft.Web/hostingEnvironments/x"}.get(option, "Microsoft.Web/hostingEnvironments")
    with pytest.raises(PlanError, match=r"Microsoft\.ContainerService/managedClusters"):
        azure.ask(**{option: given})
    assert azure.doors.asked == []


def test_all_resources_of_a_type_are_listed_and_what_one_lacks_is_a_warning(azure):
    azure.has(AKS, "good", agentPoolProfiles=POOLS)
    azure.has(AKS, "empty", [], agentPoolProfiles=POOLS)
    azure.lists(AKS, "good", "empty")
    found = azure.ask(resource_group="g", resource_type=AKS.type)
    assert {one["name"]: (len(one["dependencies"]), one["complete"]) for one in found} == {
        "good": (9, None),
        "empty": (0, False),
    }
    assert (
        len(azure.warned) == 1
        and "The dependency answer of AKS cluster empty in resource group g is empty" in azure.warned[0]
    )


def test_a_resource_that_was_asked_for_and_lacks_an_answer_is_a_failure(azure):
    ids = [azure.has(AKS, agentPoolProfiles=POOLS), azure.has(AKS, "empty", [])]
    with pytest.raises(PlanError, match="of AKS cluster empty in resource group g is empty") as raised:
        azure.ask(name=ids)
    assert raised.value.code == "partial_answer"


def test_all_that_were_asked_for_and_lack_an_answer_are_told_each_in_a_sentence(azure):
    ids = [azure.has(AKS, "one", []), azure.has(AKS, agentPoolProfiles=POOLS), azure.has(DATABRICKS, "two", [])]
    with pytest.raises(PlanError) as raised:
        azure.ask(name=ids)
    assert str(raised.value).startswith("2 of 3 failed. The dependency answer of AKS cluster one ")
    assert "The dependency answer of Databricks workspace two " in str(raised.value)
    assert raised.value.code == "partial_answer"
    with pytest.raises(
        PlanError, match=r"4 of 4 failed\. .* Cannot read AKS cluster gone .*Learning.*managed"
    ) as raised:
        learning = azure.has(LEARNING, managedNetwork={"isolationMode": "AllowInternetOutbound"})
        azure.ask(name=[ids[0], id_of(AKS, "gone"), ids[2], learning])
    assert raised.value.code == ""


def test_ids_that_are_none_are_all_told_before_anybody_is_asked(azure):
    with pytest.raises(PlanError, match=r"2 of 3 failed\. .*Microsoft\.Web/sites.*needs a resource group"):
        azure.ask(name=[f"{GROUP}/Microsoft.Web/sites/x", azure.has(AKS), "telemetry"])
    assert azure.doors.asked == []


def test_what_only_some_need_is_listed_apart_unless_it_is_asked_for(azure):
    id_ = azure.has(AKS, agentPoolProfiles=POOLS)
    (usual,), (whole,) = azure.ask(name=id_), azure.ask(name=id_, include_optional=True)
    assert {one["category"] for one in usual["left_out"]} == {"ubuntu-optional", "gpu", "windows"}
    assert not whole["left_out"] and len(whole["dependencies"]) == len(usual["dependencies"]) + len(usual["left_out"])


def test_a_managed_network_is_refused_and_a_warning_in_a_list(azure):
    id_ = azure.has(LEARNING, managedNetwork={"isolationMode": "AllowOnlyApprovedOutbound"})
    with pytest.raises(PlanError, match="has a managed network"):
        azure.ask(name=id_)
    azure.lists(LEARNING, "prod")
    assert azure.ask(resource_group="g", resource_type=LEARNING.type)[0]["dependencies"] == []
    assert "has a managed network" in azure.warned[0]


def test_pools_that_the_login_may_not_see_leave_the_subnets_open(azure):
    id_ = azure.has(BATCH)
    azure.doors.put(
        f"{id_}/pools", [{"id": f"{id_}/pools/a", "properties": {"networkConfiguration": {"subnetId": SUBNET}}}]
    )
    (seen,) = azure.ask(name=id_)
    assert seen["subnet_ids"] == [SUBNET] and not seen["subnets_unknown"]
    azure.doors.documents[f"{id_}/pools".lower()] = HIDDEN
    (hidden,) = azure.ask(name=id_)
    assert hidden["subnet_ids"] == [] and hidden["injected"] is None and hidden["subnets_unknown"]
    assert hidden["dependencies"] == seen["dependencies"]
    assert len(azure.warned) == 1 and azure.warned[0].startswith(
        "What pools Batch account prod in resource group g has"
    )


def test_what_vanished_since_an_earlier_result_is_a_warning(azure):
    id_ = azure.has(AKS, agentPoolProfiles=POOLS)
    before = azure.ask(name=id_)
    assert azure.ask(name=id_, previous=before) == before and azure.warned == []
    body = PUBLISHED[AKS.type]["body"]["value"]
    azure.has(AKS, answer=[one for one in body if one["category"] not in ("gpu", "images")], agentPoolProfiles=POOLS)
    azure.ask(name=id_, previous=before)
    assert [one.partition("category ")[2].partition(".")[0] for one in azure.warned] == ["images", "gpu"]


def test_what_is_left_out_has_not_vanished(azure):
    id_ = azure.has(AKS, agentPoolProfiles=POOLS)
    before = azure.ask(name=id_, include_optional=True)
    (found,) = azure.ask(name=id_, previous=before)
    assert len(found["left_out"]) == 11 and len(found["dependencies"]) == 9 and azure.warned == []


def test_regions_are_asked_of_the_answer(azure):
    id_ = azure.has(services.API_MANAGEMENT, virtualNetworkType="None")
    (own,) = azure.ask(name=id_, regions=["own"])
    (other,) = azure.ask(name=id_, regions=["East US"])
    assert len(own["dependencies"]) > len(other["dependencies"]) > 0
    assert {one["region"] for one in other["dependencies"]} == {"Global"} and not own["left_out"]


def test_a_version_is_of_one_service(azure):
    ids = [azure.has(AKS, agentPoolProfiles=POOLS), azure.has(DATABRICKS)]
    assert azure.ask(name=ids[0], api_version="2024-05-01")
    with pytest.raises(PlanError, match="is that of one service"):
        azure.ask(name=ids, api_version="2024-05-01")


def test_a_cluster_keeps_all_that_it_had_and_gets_what_the_others_have(azure):
    names = services.DATA_EXPLORER.required
    items = [
        {
            "id": f"{CLUSTER}/{CHILD}/{name}",
            "properties": {"endpoints": [{"domainName": f"{name}.a.com:443", "endpointDetails": [{"port": 443}]}]},
        }
        for name in names
    ]
    azure.doors.put(CLUSTER, {"location": "West US", "properties": {"state": "Running"}})
    azure.doors.put(f"{CLUSTER}/{CHILD}", items)
    (found,) = azure.ask(name="telemetry", resource_group="g")
    assert [(one["category"], one["raw"], one["protocol"]) for one in found["dependencies"]] == [
        (name, f"{name}.a.com:443", "Https") for name in names
    ]
    assert "description" not in found["dependencies"][0]
    assert found["complete"] is True and found["state"] == "Running" and found["categories"] == list(names)
    assert found["service"] == "Azure Data Explorer" and found["refused"] == [] and found["injected"] is False
    assert azure.doors.asked == [CLUSTER.lower(), f"{CLUSTER}/{CHILD}".lower()]
