# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a resource's own document shows: its names, who may come in, and whether a private endpoint is approved."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import source_resources
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.source_resources import (
    Access,
    Approval,
    Link,
    Resource,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import (
    CLUSTER,
    COSMOS_ACCOUNT,
    EVENT_HUB_NAMESPACE,
    IOT_HUB,
    KEY_VAULT,
    STORAGE_ACCOUNT,
)

BUS, EVENTS = "https://ns.servicebus.windows.net:443/", "sb://iothub-ns-hub-4711-0a1b.servicebus.windows.net/"


def of(type_, **properties):
    return source_resources.of(type_, {"location": "West US 2", "properties": properties})


def places(*names):
    return [{"locationName": name, "documentEndpoint": f"https://c-{name}.documents.azure.com:443/"} for name in names]


@pytest.mark.parametrize(
    ("type_", "properties", "names"),
    [
        (EVENT_HUB_NAMESPACE, {"serviceBusEndpoint": BUS}, ["ns.servicebus.windows.net"]),
        (EVENT_HUB_NAMESPACE.upper(), {"serviceBusEndpoint": BUS.upper()}, ["ns.servicebus.windows.net"]),
        (
            IOT_HUB,
            {"eventHubEndpoints": {"events": {"endpoint": EVENTS}}, "hostName": "Hub.azure-devices.net"},
            ["iothub-ns-hub-4711-0a1b.servicebus.windows.net", "hub.azure-devices.net"],
        ),
        (
            STORAGE_ACCOUNT,
            {
                "primaryEndpoints": {
                    "blob": "https://a.blob.core.windows.net/",
                    "dfs": "https://a.dfs.core.windows.net/",
                }
            },
            ["a.blob.core.windows.net", "a.dfs.core.windows.net"],
        ),
        (  # without a hierarchy
            STORAGE_ACCOUNT,
            {"primaryEndpoints": {"blob": "https://a.z12.blob.storage.azure.net/", "web": "https://a.z1.web.x.net/"}},
            ["a.z12.blob.storage.azure.net"],
        ),
        (
            COSMOS_ACCOUNT,
            {
                "documentEndpoint": "https://c.documents.azure.com:443/",
                "readLocations": places("westus", "eastus"),
                "writeLocations": places("westus"),
            },
            ["c.documents.azure.com", "c-westus.documents.azure.com", "c-eastus.documents.azure.com"],
        ),
        (KEY_VAULT, {"vaultUri": "https://Kv.vault.azure.net/"}, ["kv.vault.azure.net"]),
        (CLUSTER, {"uri": "https://c1.westus.kusto.windows.net"}, ["c1.westus.kusto.windows.net"]),
    ],
)
def test_a_resource_has_the_names_that_its_document_shows(type_, properties, names):
    found = of(type_, **properties)
    assert (list(found.hosts), found.lacking, found.region) == (names, "", "westus2")


@pytest.mark.parametrize(
    ("type_", "properties", "names", "lacking"),
    [
        (EVENT_HUB_NAMESPACE, {}, [], "serviceBusEndpoint"),
        (EVENT_HUB_NAMESPACE, {"serviceBusEndpoint": "https://"}, [], "serviceBusEndpoint"),
        (IOT_HUB, {"hostName": "h.azure-devices.net"}, ["h.azure-devices.net"], "eventHubEndpoints.events.endpoint"),
        (IOT_HUB, {"eventHubEndpoints": {"events": "x"}}, [], "eventHubEndpoints.events.endpoint, hostName"),
        (IOT_HUB, {"eventHubEndpoints": {"events": {}}}, [], "eventHubEndpoints.events.endpoint, hostName"),
        (STORAGE_ACCOUNT, {"primaryEndpoints": None}, [], "primaryEndpoints.blob"),
        (
            STORAGE_ACCOUNT,
            {"primaryEndpoints": {"dfs": "https://a.dfs.core.windows.net/"}},
            ["a.dfs.core.windows.net"],
            "primaryEndpoints.blob",
        ),
        (
            COSMOS_ACCOUNT,
            {"documentEndpoint": "https://c.documents.azure.com:443/", "writeLocations": places("westus")},
            ["c.documents.azure.com", "c-westus.documents.azure.com"],
            "readLocations",
        ),
        (COSMOS_ACCOUNT, {"readLocations": [{}, {}]}, [], "documentEndpoint, readLocations.documentEndpoint"),
        (KEY_VAULT, {}, [], "vaultUri"),
        (CLUSTER, {"uri": None}, [], "uri"),
    ],
)
def test_what_a_document_does_not_show_is_named(type_, properties, names, lacking):
    found = of(type_, **properties)
    assert (list(found.hosts), found.lacking) == (names, lacking)


@pytest.mark.parametrize("document", [{}, {"location": None, "properties": None}])
def test_an_empty_document_shows_nothing_and_everything_is_named(document):
    found = source_resources.of(KEY_VAULT, document)
    assert found == Resource((), "", Access.PUBLIC, (), "vaultUri")


@pytest.mark.parametrize(
    ("type_", "properties", "access"),
    [
        (KEY_VAULT, {}, "public"),
        (KEY_VAULT, {"publicNetworkAccess": "enabled"}, "public"),
        (KEY_VAULT, {"publicNetworkAccess": "Disabled"}, "private"),
        (KEY_VAULT, {"publicNetworkAccess": "SecuredByPerimeter"}, "selected_networks"),
        (KEY_VAULT, {"publicNetworkAccess": "Sometimes"}, "unknown"),
        (STORAGE_ACCOUNT, {"networkAcls": {"defaultAction": "Allow"}}, "public"),
        (STORAGE_ACCOUNT, {"networkAcls": {"defaultAction": "deny"}}, "selected_networks"),
        (
            STORAGE_ACCOUNT,
            {"networkAcls": {"defaultAction": "Deny"}, "publicNetworkAccess": "Disabled"},
            "private",
        ),
        (COSMOS_ACCOUNT, {"isVirtualNetworkFilterEnabled": False, "ipRules": []}, "public"),
        (COSMOS_ACCOUNT, {"isVirtualNetworkFilterEnabled": True}, "selected_networks"),
        (COSMOS_ACCOUNT, {"ipRules": [{"ipAddressOrRange": "198.51.100.7"}]}, "selected_networks"),
        (IOT_HUB, {"networkRuleSets": {"defaultAction": "Deny", "ipRules": []}}, "selected_networks"),
        (IOT_HUB, {"networkRuleSets": {"defaultAction": "Allow"}, "ipFilterRules": []}, "public"),
        (IOT_HUB, {"ipFilterRules": [{"action": "Reject", "ipMask": "0.0.0.0/0"}]}, "selected_networks"),
        (CLUSTER, {"allowedIpRangeList": ["198.51.100.0/24"]}, "selected_networks"),
        (CLUSTER, {"allowedIpRangeList": None}, "public"),
        # The rules of a namespace, which are read beside it
        (EVENT_HUB_NAMESPACE, {"networkRuleSets": {"defaultAction": "Allow"}}, "public"),
        (EVENT_HUB_NAMESPACE, {"networkRuleSets": {"defaultAction": "Allow", "publicNetworkAccess": None}}, "public"),
        (EVENT_HUB_NAMESPACE, {"networkRuleSets": {"defaultAction": "DENY"}}, "selected_networks"),
        (
            EVENT_HUB_NAMESPACE,
            {"networkRuleSets": {"defaultAction": "Allow", "publicNetworkAccess": "Disabled"}},
            "private",
        ),
        (
            EVENT_HUB_NAMESPACE,
            {"networkRuleSets": {"defaultAction": "Allow", "publicNetworkAccess": "SecuredByPerimeter"}},
            "selected_networks",
        ),
        (
            EVENT_HUB_NAMESPACE,
            {"networkRuleSets": {"publicNetworkAccess": "Enabled"}, "publicNetworkAccess": "Disabled"},
            "private",
        ),
        # No word of the rules is known, so whom they hold back is not either
        (EVENT_HUB_NAMESPACE, {"networkRuleSets": {"publicNetworkAccess": "Enabled"}}, "unknown"),
        (EVENT_HUB_NAMESPACE, {"networkRuleSets": {"defaultAction": "Audit"}}, "unknown"),
        (
            EVENT_HUB_NAMESPACE,
            {"networkRuleSets": {"defaultAction": "Allow", "publicNetworkAccess": "Paused"}},
            "unknown",
        ),
        (IOT_HUB, {"networkRuleSets": {"applyToBuiltInEventHubEndpoint": True}}, "unknown"),
        (STORAGE_ACCOUNT, {"networkAcls": {"bypass": "AzureServices"}}, "unknown"),
        (STORAGE_ACCOUNT, {"networkAcls": {"defaultAction": None}}, "unknown"),
        (STORAGE_ACCOUNT, {"networkAcls": {}}, "public"),
        # What holds back for certain does, whatever is not known beside it
        (
            KEY_VAULT,
            {"networkAcls": {"defaultAction": "Deny"}, "publicNetworkAccess": "Sometimes"},
            "selected_networks",
        ),
        (CLUSTER, {"allowedIpRangeList": ["x"], "publicNetworkAccess": "Sometimes"}, "selected_networks"),
    ],
)
def test_who_reaches_a_resource_is_what_its_document_says(type_, properties, access):
    assert of(type_, **properties).access == Access(access)


def connection(name, status, endpoint=None):
    shown = {"id": f"/subscriptions/x/resourceGroups/m/providers/Microsoft.Network/privateEndpoints/{endpoint}"}
    state = {"status": status} if status else None
    return {
        "id": f"/subscriptions/s/x/privateEndpointConnections/{name}",
        "properties": {"privateEndpoint": shown if endpoint else None, "privateLinkServiceConnectionState": state},
    }


@pytest.mark.parametrize(
    ("connections", "approval"),
    [
        # Nobody is approved
        ([], "not_approved"),
        (None, "not_approved"),
        ([connection("to-hub", "Pending")], "not_approved"),
        ([connection("x", None)], "not_approved"),
        ([{}], "not_approved"),
        ([connection("x", "Rejected"), connection("y", "Disconnected")], "not_approved"),
        # One bears its name
        ([connection("to-hub", "Approved")], "approved"),
        ([connection("TO-HUB", " approved ")], "approved"),
        ([connection("acct.5f0a-guid", "Approved", "to-hub")], "approved"),
        ([connection("c1.to-hub", "Approved")], "approved"),
        # Another cluster has an endpoint of the same name
        ([connection("other.to-hub", "Approved")], "unknown"),
        ([connection("other.to-hub", "Approved"), connection("to-hub", "Pending")], "not_approved"),
        ([connection("to-hub.5f0a-guid", "Approved"), connection("x", "Pending")], "approved"),
        ([connection("to-hub", "Approved"), connection("other", "Pending", "to-hub")], "unknown"),
        ([connection("to-hub", "Pending"), connection("x", "Approved")], "not_approved"),
        # None does, so whose is approved nobody knows
        ([connection("x", "Approved")], "unknown"),
        ([connection("x", "Approved"), connection("y", "Pending")], "unknown"),
        ([connection("to-hub-2", "Approved")], "unknown"),
        ([connection("not-to-hub", "Approved")], "unknown"),
        ([connection("to-hub-2", "Pending"), connection("x", "Approved")], "unknown"),
    ],
)
def test_an_endpoint_is_approved_where_a_connection_that_bears_its_name_says_so(connections, approval):
    found = of(EVENT_HUB_NAMESPACE, privateEndpointConnections=connections)
    assert found.approval("to-hub", "c1") == Approval(approval)


@pytest.mark.parametrize("endpoint", ["", "to", "hub", "o"])
def test_a_part_of_a_name_is_no_name(endpoint):
    found = Resource((), links=(Link(("to-hub", "x"), "Approved"),))
    assert found.approval(endpoint, "c1") == Approval.UNKNOWN


@pytest.mark.parametrize(
    ("network", "access"),
    [
        (None, Access.PUBLIC),
        ({"state": "Disabled", "subnetId": "/s"}, Access.PUBLIC),
        ({"state": "Enabled", "subnetId": "/s"}, Access.UNKNOWN),
        ({"subnetId": "/s"}, Access.UNKNOWN),
        ({"state": "Moving", "subnetId": "/s"}, Access.UNKNOWN),
    ],
)
def test_whom_a_leader_in_a_network_lets_in_its_security_group_decides_too(network, access):
    found = {"publicNetworkAccess": "Enabled", "uri": "https://a.westus.kusto.windows.net"}
    assert of(CLUSTER, **found, virtualNetworkConfiguration=network).access == access
