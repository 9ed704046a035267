# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading the answers of services in both envelopes, page by page, from one host only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.read.services import Services
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import api_versions
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.answers import Misshapen
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError, NotFound
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import shapes
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import answers, services
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.service_subnets import subnets_of
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import SUBNET, ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import ARM, Wire

TESTS = Path(__file__).resolve().parents[5]
PUBLISHED = json.loads((TESTS / "contract" / "published_answers.json").read_text(encoding="utf-8"))["answers"]
OTHERS = [row for row in services.TABLE if row is not services.DATA_EXPLORER]
AKS, BATCH = services.KUBERNETES, services.BATCH
SUBNET_ID = ResourceId("s", "g", SUBNET, ("v", "one"))
ENTRY = {"category": "images", "endpoints": [{"domainName": "a.example.com", "endpointDetails": [{"port": 443}]}]}
REFUSED = {
    "error": {
        "code": "NoRegisteredProviderFound",
        "message": "No registered resource provider found for location 'westus' and API version '{asked}' for type"
        " '{type}'. The supported api-versions are '{offered}'. The supported locations are 'westus'.",
    }
}


def id_of(row):
    return ResourceId("s", "g", row.type, ("prod",))


def lacking(asked, type_, *offered):
    text = REFUSED["error"]["message"].format(asked=asked, type=type_, offered=", ".join(offered))
    return 400, {"error": {**REFUSED["error"], "message": text}}


def asked(wire):
    return [request.url.removeprefix(ARM) for request in wire.asked]


@pytest.mark.parametrize("row", OTHERS, ids=lambda row: row.name)
def test_a_published_answer_is_read_whole_in_its_own_envelope(row):
    wire = Wire((200, PUBLISHED[row.type]["body"]))
    items = Services(wire.http(), row).dependencies(id_of(row))
    assert answers.read(row, items, "prod") == answers.read(row, PUBLISHED[row.type]["body"], "prod")
    assert asked(wire) == [f"{id_of(row)}/outboundNetworkDependenciesEndpoints?api-version={row.versions[0]}"]


def test_all_pages_are_read_in_order():
    other = {**ENTRY, "category": "time"}
    wire = Wire((200, {"value": [ENTRY], "nextLink": f"{ARM}/next"}), (200, {"value": [other]}))
    assert Services(wire.http(), AKS).dependencies(id_of(AKS)) == [ENTRY, other]
    assert asked(wire)[1] == "/next"


def test_a_link_to_another_host_never_sees_the_token():
    wire = Wire((200, {"value": [ENTRY], "nextLink": "https://evil.example/next"}))
    with pytest.raises(
        ArmError, match="it leads to https://evil.example, but the token is for https://arm.example only"
    ):
        Services(wire.http(), AKS).dependencies(id_of(AKS))
    assert len(wire.asked) == 1


@pytest.mark.parametrize("body", ["null", {}, {"value": None}, {"value": {}}, "5", ["a"], {"value": [5]}])
def test_an_answer_that_is_no_list_of_entries_is_an_error(body):
    with pytest.raises(ArmError, match="Cannot read the outbound dependencies of AKS cluster prod in resource group g"):
        Services(Wire((200, body if isinstance(body, str) else json.dumps(body))).http(), AKS).dependencies(id_of(AKS))


@pytest.mark.parametrize("wrapped", [lambda entry: entry, lambda entry: {"properties": entry}])
@pytest.mark.parametrize(
    "entry",
    [
        {"category": 5},
        {"endpoints": {}},
        {"endpoints": [{"domainName": 5}]},
        {"endpoints": [{"endpointDetails": {}}]},
        {"endpoints": [{"endpointDetails": [{"protocol": 6}]}]},
        {"endpoints": [{"endpointDetails": [{"region": ["x"]}]}]},
    ],
)
def test_an_entry_with_a_member_that_is_something_else_is_an_error(entry, wrapped):
    with pytest.raises(Misshapen, match="where a"):
        Services(Wire((200, [wrapped(entry)])).http(), AKS).dependencies(id_of(AKS))


def test_the_port_is_judged_by_who_reads_the_entry():
    items = [{"category": "images", "endpoints": [{"domainName": "a.example.com", "endpointDetails": [{"port": "x"}]}]}]
    found = answers.read(AKS, Services(Wire((200, items)).http(), AKS).dependencies(id_of(AKS)), "prod")
    assert [one.category for one in found.refused] == ["images"]


@pytest.mark.parametrize("row", OTHERS, ids=lambda row: row.name)
def test_a_resource_is_one_document_and_the_newest_version_that_the_cloud_has_is_taken(row):
    document = {"id": str(id_of(row)).upper(), "properties": {}}
    wire = Wire(lacking(row.versions[0], row.type.partition("/")[2], *row.versions[1:], "2015-01-01"), (200, document))
    assert Services(wire.http(), row).resource(id_of(row)) == document
    assert [url.partition("=")[2] for url in asked(wire)] == list(row.versions[:2])


def test_a_resource_that_is_not_there_is_told_by_its_kind():
    wire = Wire((404, {"error": {"code": "ResourceNotFound"}}), (200, {"id": "x", "properties": {}}))
    reader = Services(wire.http(), AKS)
    with pytest.raises(NotFound, match="Cannot read AKS cluster prod in resource group g: .*ResourceNotFound"):
        reader.resource(id_of(AKS))
    with pytest.raises(ArmError, match="the answer is not that resource"):
        reader.resource(id_of(AKS))


def test_an_answer_that_is_not_there_is_no_empty_one():
    with pytest.raises(NotFound):
        Services(Wire((404, {"error": {"code": "NotFound"}})).http(), AKS).dependencies(id_of(AKS))


@pytest.mark.parametrize(
    ("group", "scope"), [(None, "/subscriptions/s/providers/"), ("g", "/subscriptions/s/resourceGroups/g/providers/")]
)
def test_resources_are_listed_of_a_group_or_a_whole_subscription(group, scope):
    document = {"id": str(id_of(AKS)), "properties": {}}
    wire = Wire((200, {"value": [document]}))
    assert Services(wire.http(), AKS, "2024-05-01").resources("s", group) == [document]
    assert asked(wire) == [f"{scope}{AKS.type}?api-version=2024-05-01"]


def pool(name, **properties):
    return {"id": f"{id_of(BATCH)}/pools/{name}", "name": name, "properties": properties}


def test_pools_are_read_with_the_newest_version_that_shows_how_they_communicate():
    pools = [pool("a", networkConfiguration={"subnetId": str(SUBNET_ID)}), pool("b")]
    wire = Wire((200, {"value": pools}))
    read = Services(wire.http(), BATCH).children(id_of(BATCH))
    assert subnets_of(BATCH, {}, read).ids == (SUBNET_ID,)
    assert asked(wire) == [f"{id_of(BATCH)}/pools?api-version=2024-07-01"]


def test_pools_of_a_cloud_that_no_longer_has_that_version_are_read_with_that_of_the_account():
    wire = Wire(lacking("2024-07-01", "batchAccounts/pools", "2025-06-01"), (200, {"value": [pool("a")]}))
    assert Services(wire.http(), BATCH).children(id_of(BATCH)) == [pool("a")]
    assert [url.partition("=")[2] for url in asked(wire)] == ["2024-07-01", "2025-06-01"]
    with pytest.raises(ArmError, match="list the pools of Batch account prod"):
        Services(Wire((403, {"error": {"code": "AuthorizationFailed"}})).http(), BATCH).children(id_of(BATCH))


def test_a_service_whose_document_says_all_has_no_parts_to_be_asked():
    wire = Wire()
    assert Services(wire.http(), AKS).children(id_of(AKS)) == [] and wire.asked == []


@pytest.mark.parametrize("row", services.TABLE, ids=lambda row: row.name)
def test_the_versions_that_are_asked_with_are_those_of_the_table(row):
    assert api_versions.of(row.type) == row.versions[0]
    assert shapes.of(row.type) is not shapes.ANYTHING
    if row.children:
        assert api_versions.of(f"{row.type}/{row.children}") == row.child_versions[0]


@pytest.mark.parametrize(
    ("row", "properties"),
    [
        (AKS, {"agentPoolProfiles": {}}),
        (AKS, {"agentPoolProfiles": [5]}),
        (services.API_MANAGEMENT, {"virtualNetworkConfiguration": "x"}),
        (services.API_MANAGEMENT, {"additionalLocations": {}}),
        (services.DATABRICKS, {"parameters": {"customVirtualNetworkId": "x"}}),
        (services.MACHINE_LEARNING, {"managedNetwork": "x"}),
        (services.SQL_MANAGED_INSTANCE, {"subnetId": {}}),
        (services.DEV_CENTER, {"subnetId": 5}),
    ],
)
def test_a_document_with_a_member_that_is_something_else_is_an_error(row, properties):
    with pytest.raises(Misshapen):
        Services(Wire((200, {"id": str(id_of(row)), "properties": properties})).http(), row).resource(id_of(row))
