# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a firewall sends its logs, as Azure shows it."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.worlds import FIREWALL_ID, FIREWALL_POLICY_ID, SUBSCRIPTION
from ansible_collections.adx.outbound.tests.emulator.worlds.logs import setting_id, with_logs

LIST = f"{FIREWALL_ID}/providers/Microsoft.Insights/diagnosticSettings"
STORAGE = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-logs/providers/Microsoft.Storage/storageAccounts/stlogs"
HUB = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-logs/providers/Microsoft.EventHub/namespaces/ns"


def properties(azure):
    status, _headers, document = azure.get(LIST)
    assert status == 200 and list(document) == ["value"]
    return {one["name"]: one["properties"] for one in document["value"]}


def test_a_setting_is_shown_as_the_service_shows_one(azure):
    _status, headers, document = azure.get(LIST)
    (shown,) = document["value"]
    path = FIREWALL_ID.lower()
    assert shown == {
        "id": f"{path}/providers/microsoft.insights/diagnosticSettings/to-law",
        "type": "Microsoft.Insights/diagnosticSettings",
        "name": "to-law",
        "location": None,
        "kind": None,
        "tags": None,
        "properties": {
            "storageAccountId": None,
            "serviceBusRuleId": None,
            "eventHubAuthorizationRuleId": None,
            "eventHubName": None,
            "workspaceId": azure.workspace,
            "marketplacePartnerId": None,
            "logAnalyticsDestinationType": "Dedicated",
            "metrics": [],
            "logs": [
                {
                    "category": None,
                    "categoryGroup": "allLogs",
                    "enabled": True,
                    "retentionPolicy": {"enabled": False, "days": 0},
                }
            ],
        },
        "identity": None,
    }
    assert "ETag" not in headers and "nextLink" not in document


def test_a_resource_has_several_settings_with_destinations_of_every_kind(azure):
    rule = f"{HUB}/authorizationrules/RootManageSharedAccessKey"
    azure.seed(setting_id(FIREWALL_ID, "archive"), {"properties": {"storageAccountId": STORAGE, "workspaceId": ""}})
    azure.seed(setting_id(FIREWALL_ID, "stream"), {"properties": {"eventHubAuthorizationRuleId": rule}})
    azure.seed(setting_id(FIREWALL_ID, "partner"), {"properties": {"marketplacePartnerId": f"{HUB}/partner"}})
    shown = properties(azure)
    assert list(shown) == ["to-law", "archive", "stream", "partner"]
    assert (shown["archive"]["storageAccountId"], shown["archive"]["workspaceId"]) == (STORAGE, "")
    assert shown["stream"]["eventHubAuthorizationRuleId"] == rule and shown["stream"]["eventHubName"] is None
    assert shown["partner"]["marketplacePartnerId"] and shown["partner"]["workspaceId"] is None
    assert shown["partner"]["logs"] == shown["partner"]["metrics"] == []


def test_one_setting_is_read_by_its_name_in_any_case(azure):
    assert azure.get(f"{LIST}/TO-LAW")[2]["name"] == "to-law"
    status, _headers, document = azure.get(f"{LIST}/other")
    assert (status, document["error"]["code"]) == (404, "ResourceNotFound")


def test_a_category_that_is_off_is_shown_with_the_others(azure):
    off = [{"category": "AZFWApplicationRule", "enabled": False}, {"category": "AzureFirewallNetworkRule"}]
    with_logs(azure, setting="some", logs=off)
    told = [(one["category"], one["categoryGroup"], one["enabled"]) for one in properties(azure)["some"]["logs"]]
    assert told == [("AZFWApplicationRule", None, False), ("AzureFirewallNetworkRule", None, True)]


@pytest.mark.parametrize(
    ("way", "set_to", "shown"),
    [
        ("as_set", None, None),
        ("as_set", "Dedicated", "Dedicated"),
        ("as_set", "AzureDiagnostics", "AzureDiagnostics"),
        ("null", "Dedicated", None),
        ("named", None, "AzureDiagnostics"),
        ("named", "Dedicated", "Dedicated"),
        ("lower", "Dedicated", "dedicated"),
        ("upper", None, None),
    ],
)
def test_the_destination_type_need_not_be_the_one_that_was_set(azure, way, set_to, shown):
    with_logs(azure, destination=set_to)
    azure.switch(log_destination_shown=way)
    assert properties(azure)["to-law"]["logAnalyticsDestinationType"] == shown


def test_a_firewall_without_settings_has_an_empty_list_and_one_that_is_gone_has_none(azure):
    azure.control.remove(setting_id(FIREWALL_ID, "to-law"))
    assert azure.get(LIST)[2] == {"value": []}
    azure.control.remove(FIREWALL_ID)
    status, _headers, document = azure.get(LIST)
    assert (status, document["error"]["code"]) == (404, "ResourceNotFound")


@pytest.mark.parametrize(("way", "status"), [("bare", 400), ("error", 400), ("empty", 200)])
def test_a_policy_has_no_logs_of_its_own(azure, way, status):
    azure.control.reset("demo", firewall="policy")
    azure.switch(settings_of_unsupported=way)
    answered, _headers, document = azure.get(f"{FIREWALL_POLICY_ID}/providers/Microsoft.Insights/diagnosticSettings")
    assert answered == status
    if way == "empty":
        assert document == {"value": []}
        return
    error = document["error"] if way == "error" else document
    text = "The resource type 'microsoft.network/firewallpolicies' does not support diagnostic settings."
    assert error == {"code": "ResourceTypeNotSupported", "message": text}


def test_reading_settings_needs_its_own_right(azure):
    azure.switch(allow_only=["Microsoft.Network/*/read"])
    status, _headers, document = azure.get(LIST)
    assert (status, document["error"]["code"]) == (403, "AuthorizationFailed")
    azure.switch(allow_only=["microsoft.insights/diagnosticsettings/read"])
    assert azure.get(LIST)[0] == 200


def test_other_versions_are_refused_with_those_there_are(azure):
    status, _headers, document = azure.get(LIST, "2016-09-01")
    assert (status, document["error"]["code"]) == (400, "NoRegisteredProviderFound")
    assert "2017-05-01-preview, 2021-05-01-preview" in document["error"]["message"]


def test_settings_go_with_their_firewall(azure):
    firewall = azure.document(FIREWALL_ID)
    azure.control.remove(FIREWALL_ID)
    azure.seed(FIREWALL_ID, firewall)
    assert azure.get(LIST)[2] == {"value": []}


def test_settings_are_only_read_here(azure):
    status, _headers, document = azure.send("PUT", f"{LIST}/mine?api-version=2021-05-01-preview", {"properties": {}})
    assert (status, document["error"]["code"]) == (501, "NotImplemented")


def test_a_group_that_is_not_there_has_no_firewall_with_settings(azure):
    status, _headers, document = azure.get(LIST.replace("rg-hub", "rg-none"))
    assert (status, document["error"]["code"]) == (404, "ResourceGroupNotFound")


@pytest.mark.parametrize("form", ["policy", "hub"])
def test_a_firewall_of_every_kind_has_settings(azure, form):
    azure.control.reset("demo", firewall=form)
    with_logs(azure)
    assert list(properties(azure)) == ["to-law"]
