# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private endpoints of the customer's at a cluster, and when the endpoints on both sides were made."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID
from ansible_collections.adx.outbound.tests.emulator.kusto import connected
from ansible_collections.adx.outbound.tests.emulator.worlds import data_sources, ids

from .conftest import code_of

ENDPOINT_ID = ids.network("rg-adx", "privateEndpoints", "pe")
MADE = "2026-01-01T10:00:00.0000000Z"
PATH = "/privateEndpointConnections"


@pytest.fixture
def reached(emulator, kusto):
    """The cluster with two connections, of which one waits for its approval."""
    document = emulator.document(CLUSTER_ID)
    document["properties"]["privateEndpointConnections"] = [
        connected.connection(CLUSTER_ID, "pe-1", ENDPOINT_ID, created=MADE),
        connected.connection(CLUSTER_ID, "pe-2", f"{ENDPOINT_ID}-2", state="Pending", created=MADE),
    ]
    emulator.seed(CLUSTER_ID, document)
    return kusto


def test_connections_are_listed_and_read_one_by_one_with_the_time_when_they_were_made(reached):
    listed = reached.get(PATH)["value"]
    assert [item["name"] for item in listed] == ["pe-1", "pe-2"]
    assert [item["systemData"]["createdAt"] for item in listed] == [MADE, MADE]
    assert reached.get(f"{PATH}/PE-1") == listed[0]
    states = [item["properties"]["privateLinkServiceConnectionState"]["status"] for item in listed]
    assert states == ["Approved", "Pending"]
    assert listed[0]["properties"]["privateEndpoint"]["id"] == ENDPOINT_ID


def test_the_cluster_shows_its_connections_without_the_time_and_keeps_it(emulator, reached):
    shown = reached.get()["properties"]["privateEndpointConnections"]
    assert [item["name"] for item in shown] == ["pe-1", "pe-2"]
    assert not any("systemData" in item for item in shown)
    answer = reached.patch({"enablePurge": True})
    assert answer.json()["properties"]["privateEndpointConnections"] == shown
    reached.finish(answer)
    assert reached.client.get(answer.headers["Location"]).json() == reached.get()
    assert reached.get(f"{PATH}/pe-1")["systemData"]["createdAt"] == MADE
    emulator.seed(CLUSTER_ID, emulator.document(CLUSTER_ID))
    assert reached.get(f"{PATH}/pe-1")["systemData"]["createdAt"] == MADE


@pytest.mark.parametrize(
    ("way", "alone", "within"), [("shown", True, False), ("everywhere", True, True), ("hidden", False, False)]
)
def test_where_the_time_is_shown_is_a_switch(emulator, reached, way, alone, within):
    emulator.switch(connection_times=way)
    assert ("systemData" in reached.get(f"{PATH}/pe-1")) == alone
    assert [("systemData" in item) for item in reached.get(PATH)["value"]] == [alone, alone]
    shown = reached.get()["properties"]["privateEndpointConnections"]
    assert [("systemData" in item) for item in shown] == [within, within]


def test_a_cluster_to_which_no_endpoint_leads_has_an_empty_list(kusto):
    assert kusto.get(PATH) == {"value": []}


def test_connections_come_in_pages(emulator, reached):
    emulator.switch(page_size=1)
    first = reached.get(PATH)
    second = reached.client.get(first["nextLink"]).json()
    assert [item["name"] for item in (*first["value"], *second["value"])] == ["pe-1", "pe-2"]
    assert "nextLink" not in second


def test_what_is_not_there_or_is_denied_is_refused(emulator, reached):
    assert code_of(reached.call("GET", f"{PATH}/none")) == (404, "ResourceNotFound")
    assert code_of(reached.call("GET", f"-none{PATH}")) == (404, "ResourceNotFound")
    assert code_of(reached.call("DELETE", f"{PATH}/pe-1")) == (501, "NotImplemented")
    emulator.switch(allow_only=["Microsoft.Kusto/clusters/read"])
    assert reached.call("GET", PATH).status_code == 403
    emulator.switch(allow_only=["Microsoft.Kusto/Clusters/PrivateEndpointConnections/read"])
    assert reached.call("GET", PATH).status_code == 200


def test_a_managed_private_endpoint_of_a_world_tells_when_it_was_made(emulator, kusto):
    name, target = "to-hub", data_sources.NAMESPACE_ID
    emulator.seed(*data_sources.managed_endpoint(CLUSTER_ID, name, target, "namespace", created=MADE))
    emulator.seed(*data_sources.managed_endpoint(CLUSTER_ID, "without", target, "namespace"))
    shown = kusto.get(f"/managedPrivateEndpoints/{name}")
    assert shown["systemData"]["createdAt"] == shown["systemData"]["lastModifiedAt"] == MADE
    with_time, without = kusto.get("/managedPrivateEndpoints")["value"]
    assert with_time == shown and "systemData" not in without
    answer = kusto.call("PATCH", f"/managedPrivateEndpoints/{name}", {"properties": {"requestMessage": "Anew."}})
    kusto.finish(answer)
    changed = kusto.get(f"/managedPrivateEndpoints/{name}")["systemData"]
    assert changed["createdAt"] == MADE < changed["lastModifiedAt"]
