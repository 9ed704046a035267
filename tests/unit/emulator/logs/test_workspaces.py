# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A workspace and its tables, as they are read."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.worlds.logs import WORKSPACE_ID, workspace_document
from ansible_collections.adx.outbound.tests.unit.emulator.logs.demo_logs import START, allowed

VERSION = "2025-07-01"


def test_a_workspace_has_the_id_that_queries_name_and_says_whose_rights_count(azure):
    status, _headers, document = azure.get(WORKSPACE_ID, VERSION)
    properties = document["properties"]
    assert (status, document["id"]) == (200, WORKSPACE_ID)
    assert len(properties["customerId"]) == 36 and properties["retentionInDays"] == 30
    assert properties["features"]["enableLogAccessUsingOnlyResourcePermissions"] is True


def test_a_workspace_need_not_say_whose_rights_count(azure):
    azure.seed(f"{WORKSPACE_ID}2", workspace_document(f"{WORKSPACE_ID}2", by_resource=None))
    features = azure.get(f"{WORKSPACE_ID}2", VERSION)[2]["properties"]["features"]
    assert "enableLogAccessUsingOnlyResourcePermissions" not in features


def test_a_workspace_that_is_not_there_is_not_found(azure):
    status, _headers, document = azure.get(f"{WORKSPACE_ID}9", VERSION)
    assert (status, document["error"]["code"]) == (404, "ResourceNotFound")
    status, _headers, document = azure.get(f"{WORKSPACE_ID}9/tables/AZFWNetworkRule", VERSION)
    assert (status, document["error"]["code"]) == (404, "ResourceNotFound")


def test_a_table_has_a_plan(azure):
    azure.seed_rows(WORKSPACE_ID, {"AZFWApplicationRule": [allowed()]})
    azure.seed(f"{WORKSPACE_ID}/tables/AZFWNetworkRule", {"properties": {"plan": "Basic"}})
    plans = {
        name: azure.get(f"{WORKSPACE_ID}/tables/{name}", VERSION)[2]["properties"]["plan"]
        for name in ("AZFWApplicationRule", "azfwnetworkrule")
    }
    assert plans == {"AZFWApplicationRule": "Analytics", "azfwnetworkrule": "Basic"}
    listed = azure.get(f"{WORKSPACE_ID}/tables", VERSION)[2]["value"]
    assert [one["name"] for one in listed] == ["AZFWApplicationRule", "AZFWNetworkRule"]


@pytest.mark.parametrize(("way", "status"), [("missing", 404), ("empty", 200)])
def test_whether_a_table_is_there_before_its_first_row_is_a_switch(azure, way, status):
    azure.switch(log_tables_never_written=way)
    assert azure.get(f"{WORKSPACE_ID}/tables/AZFWThreatIntel", VERSION)[0] == status


@pytest.mark.parametrize("below", ["", "/tables/AZFWNetworkRule"])
def test_reading_needs_the_right_to_read(azure, below):
    azure.switch(allow_only=["Microsoft.OperationalInsights/workspaces/query/*"], log_tables_never_written="empty")
    assert azure.get(WORKSPACE_ID + below, VERSION)[0] == 403
    azure.switch(allow_only=["Microsoft.OperationalInsights/workspaces/*read"])
    assert azure.get(WORKSPACE_ID + below, VERSION)[0] == 200


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"_ResourceId": "/x"}, "needs TimeGenerated"),
        ({"TimeGenerated": START}, "needs TimeGenerated and _ResourceId"),
        ({"TimeGenerated": START, "_ResourceId": "/x", "FQDN": "a"}, "has no column FQDN"),
    ],
)
def test_a_row_that_its_table_could_not_hold_is_refused(azure, row, told):
    with pytest.raises(ValueError, match=told):
        azure.seed_rows(WORKSPACE_ID, {"AZFWApplicationRule": [row]})


def test_rows_go_into_a_workspace_that_is_there_and_into_tables_that_are_known(azure):
    with pytest.raises(ValueError, match="seed the workspace"):
        azure.seed_rows(f"{WORKSPACE_ID}9", {})
    with pytest.raises(ValueError, match="no table Heartbeat is known"):
        azure.seed_rows(WORKSPACE_ID, {"Heartbeat": [{"TimeGenerated": START, "_ResourceId": "/x"}]})


def test_tables_are_only_read_here(azure):
    path = f"{WORKSPACE_ID}/tables/AZFWNetworkRule?api-version={VERSION}"
    status, _headers, document = azure.send("PUT", path, {"properties": {"plan": "Basic"}})
    assert (status, document["error"]["code"]) == (501, "NotImplemented")


def test_a_group_that_is_not_there_has_no_workspace_with_tables(azure):
    status, _headers, document = azure.get(f"{WORKSPACE_ID.replace('rg-logs', 'rg-none')}/tables", VERSION)
    assert (status, document["error"]["code"]) == (404, "ResourceGroupNotFound")
