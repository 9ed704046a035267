# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dependency answers of other services: envelopes, pages, versions, refusals."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.services import answers, known

# Categories and endpoints of a resource that has nothing to itself.
FIGURES = {
    known.AKS: (9, 20),
    known.API_MANAGEMENT: (8, 39),
    known.BATCH: (4, 7),
    known.DATABRICKS: (6, 28),
    known.MACHINE_LEARNING: (2, 2),
    known.SQL: (5, 11),
    known.DEV_CENTER: (4, 44),
}
PAGED = [service for service in known.SERVICES if service.paged]


def refused(answer):
    return answer.status_code, answer.json()["error"]["code"]


def test_every_service_answers_what_its_source_has(asked):
    entries = asked.entries()
    assert (len(entries), len(asked.endpoints())) == FIGURES[asked.service]
    assert all(set(entry) == {"category", "endpoints"} for entry in entries)
    assert all("port" in detail for detail in asked.details())


def test_every_service_has_its_own_envelope(asked):
    body = asked.answer()
    assert isinstance(body, list) == (asked.service.envelope == known.BARE)
    items = body if isinstance(body, list) else body["value"]
    assert {"properties" in item for item in items} == {asked.service.envelope == known.PROPERTIES}
    assert isinstance(body, list) or set(body) == {"value"}


def test_a_resource_is_read_alone_and_in_lists_without_an_etag(asked):
    one = asked.call(asked.id)
    assert one.status_code == 200 and "ETag" not in one.headers
    assert one.json()["type"] == asked.service.type and "etag" not in one.json()
    group = asked.client.group
    for scope in (group, group.rpartition("/resourceGroups")[0]):
        listed = asked.call(f"{scope}/providers/{asked.service.type}").json()["value"]
        assert listed == [one.json()]


def test_a_resource_is_among_all_of_its_group(asked):
    listed = asked.client.get(f"{asked.client.group}/resources", version="2021-04-01").json()["value"]
    assert [item["type"] for item in listed] == [asked.service.type]


def test_a_resource_that_is_not_there_has_no_answer(asked):
    text = asked.below.replace("/one/", "/two/")
    assert refused(asked.call(text)) == (404, "ResourceNotFound")
    assert f"{asked.service.type}/two" in asked.call(text).json()["error"]["message"]
    elsewhere = asked.below.replace("/resourceGroups/g/", "/resourceGroups/h/")
    assert refused(asked.call(elsewhere)) == (404, "ResourceGroupNotFound")


def test_a_version_that_nobody_serves_is_refused_with_those_that_are(asked):
    answer = asked.call(asked.below, "2019-01-01")
    assert refused(answer) == (400, "NoRegisteredProviderFound")
    assert asked.service.since in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("service", "version"),
    [(known.AKS, "2021-03-01"), (known.BATCH, "2020-09-01"), (known.DEV_CENTER, "2022-11-11-preview")],
)
def test_a_version_from_before_the_answer_has_the_resource_alone(ask, service, version):
    asked = ask(service)
    assert asked.call(asked.id, version).status_code == 200
    assert refused(asked.call(asked.below, version)) == (404, "InvalidResourceType")


def test_a_cloud_that_is_behind_serves_older_versions_alone(emulator, asked):
    emulator.switch(versions={asked.service.type.lower(): [asked.service.since]})
    assert refused(asked.call(asked.below)) == (400, "NoRegisteredProviderFound")
    assert asked.answer(asked.service.since)


def test_the_answer_needs_a_right_of_its_own(emulator, asked):
    emulator.switch(allow_only=[f"{asked.service.type}/read"])
    assert asked.call(asked.id).status_code == 200
    assert refused(asked.call(asked.below)) == (403, "AuthorizationFailed")
    emulator.switch(allow_only=[f"{asked.service.type}/{known.CHILD}/read"])
    assert asked.call(asked.below).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST", "PATCH"])
def test_nobody_writes_an_answer(asked, method):
    assert asked.client.call(method, asked.below, {}, version=asked.service.since).status_code in (404, 405)


def test_pages_come_where_the_models_have_them(emulator, asked):
    whole = asked.answer()
    emulator.switch(dependency_page_size=1)
    found, link, pages = [], asked.below, 0
    while link:
        body = asked.call(link).json()
        pages += 1
        if not asked.service.paged:
            assert body == whole
            return
        found += body["value"]
        link = body.get("nextLink")
    assert found == whole["value"] and pages == len(found)
    assert asked.service in PAGED


def test_what_is_put_below_a_resource_is_its_answer(emulator, asked):
    entry = {"category": "c", "endpoints": [{"domainName": "x.example.org", "endpointDetails": [{"port": 1}]}]}
    emulator.seed(asked.below, answers.wrapped(asked.service.envelope, [entry]))
    assert asked.entries() == [entry]


@pytest.mark.parametrize("body", [{"value": None}, {"value": ["x"]}, {"value": [{"category": 7}]}, ["host"], {}])
def test_what_is_no_such_answer_is_answered_as_it_was_put(emulator, asked, body):
    emulator.seed(asked.below, body)
    emulator.switch(service_names="capitals", service_ports="missing")
    assert asked.answer() == body


def test_kubernetes_says_protocols_and_one_description(ask):
    details = ask(known.AKS).details()
    assert {(one["protocol"], one["port"]) for one in details} == {
        ("Https", 443),
        ("Http", 80),
        ("UDP", 123),
        ("TCP", 9000),
    }
    assert [one["description"] for one in details if "description" in one] == ["mcr cdn"]


def test_api_management_says_regions_and_several_ports(ask):
    asked = ask(known.API_MANAGEMENT, location="West Europe")
    assert {one["region"] for one in asked.details()} == {"West Europe", "Global"}
    assert {one["port"] for one in asked.details()} == {80, 443, 445, 1433, 1886, 5671, 5672, 25028}


def test_databricks_has_prefixes_without_names(ask):
    nameless = [one for one in ask(known.DATABRICKS).endpoints() if "domainName" not in one]
    assert len(nameless) == 3
    assert all(set(detail) == {"ipAddress", "port"} for one in nameless for detail in one["endpointDetails"])


def test_machine_learning_had_another_envelope_and_more_names_in_2021(ask):
    asked = ask(known.MACHINE_LEARNING)
    old, new = asked.answer("2021-07-01")["value"], asked.answer("2022-10-01")["value"]
    assert {"category", "endpoints"} == {name for item in old for name in item}
    assert {"properties"} == {name for item in new for name in item}
    assert (len(old), len(new)) == (13, 2)
    assert [item["category"] for item in old].count("Azure Active Directory") == 2


@pytest.mark.parametrize(("way", "counts"), [("by_version", [13, 2]), ("many", [13, 13]), ("few", [2, 2])])
def test_machine_learning_may_name_many_or_few_places(emulator, ask, way, counts):
    asked = ask(known.MACHINE_LEARNING)
    emulator.switch(machine_learning_names=way)
    assert [len(asked.answer(version)["value"]) for version in ("2021-07-01", "2023-10-01")] == counts
    assert len(emulator.document(asked.below)["value"]) == counts[1]


def test_a_test_sees_the_answer_that_a_client_gets(emulator, asked):
    assert emulator.document(asked.below) == asked.answer()
    assert emulator.document(asked.below.replace("/one/", "/two/")) is None


def test_machine_learning_shows_managed_networks_since_2023_10(ask):
    asked = ask(known.MACHINE_LEARNING, properties={"managedNetwork": {"isolationMode": "AllowOnlyApprovedOutbound"}})
    assert asked.call(asked.id).json()["properties"]["managedNetwork"]["isolationMode"] == "AllowOnlyApprovedOutbound"
    assert "managedNetwork" not in asked.call(asked.id, "2023-04-01").json()["properties"]
