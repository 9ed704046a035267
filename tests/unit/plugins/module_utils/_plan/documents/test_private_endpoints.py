# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The addresses of private endpoints, and whose names lead to them."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import private_endpoints

NIC = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkInterfaces/pe.nic"
ACCOUNT = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/SA"


def endpoint(status="Approved", *, kind="privateLinkServiceConnections", groups=("blob",), to=ACCOUNT, **properties):
    state = {"privateLinkServiceConnectionState": {"status": status}}
    made = {"properties": {"privateLinkServiceId": to, "groupIds": list(groups), **state}}
    return {"name": "pe", "properties": {kind: [made], "networkInterfaces": [{"id": NIC}], **properties}}


def configured(address):
    return [{"properties": {"privateIPAddress": address}}]


NAMED = [{"fqdn": "SA.blob.core.windows.net", "ipAddresses": ["10.0.0.4"]}]


@pytest.mark.parametrize(
    ("document", "interface", "expected"),
    [
        (endpoint(customDnsConfigs=NAMED), None, ("10.0.0.4",)),
        (endpoint(ipConfigurations=configured("10.0.0.5")), None, ("10.0.0.5",)),
        (endpoint(customDnsConfigs=NAMED, ipConfigurations=configured("10.0.0.4")), None, ("10.0.0.4",)),
        (endpoint(customDnsConfigs=[]), {"properties": {"ipConfigurations": configured("10.0.0.6")}}, ("10.0.0.6",)),
        (endpoint(), None, ()),
    ],
)
def test_addresses_stand_in_the_endpoint_or_else_in_its_interface(document, interface, expected):
    assert private_endpoints.from_arm(document, interface).addresses == expected


def test_the_interface_is_asked_for_only_where_the_endpoint_shows_no_address():
    assert private_endpoints.interface_id(endpoint()) == NIC
    assert private_endpoints.interface_id(endpoint(customDnsConfigs=NAMED)) is None
    assert private_endpoints.interface_id({"name": "pe"}) is None


@pytest.mark.parametrize("kind", ["privateLinkServiceConnections", "manualPrivateLinkServiceConnections"])
@pytest.mark.parametrize(
    ("status", "counts"),
    [
        *((one, True) for one in ("Approved", "approved", "Approved ")),
        *((one, False) for one in ("Pending", "Rejected", "Disconnected")),
        *((one, None) for one in ("Tomorrow", "", None)),
    ],
)
def test_only_an_approved_connection_counts(kind, status, counts):
    made = private_endpoints.from_arm(endpoint(status, kind=kind))
    assert made.is_approved is counts and made.serves("sa.blob.core.windows.net") is bool(counts)
    assert made.may_serve("sa.blob.core.windows.net") is (counts is not False)


@pytest.mark.parametrize(
    "properties", [{}, {"privateLinkServiceConnections": [{"properties": {"groupIds": ["blob"]}}]}]
)
def test_an_endpoint_that_does_not_say_whether_it_is_approved_may_be(properties):
    assert private_endpoints.from_arm({"name": "pe", "properties": properties}).is_approved is None


def test_one_approved_connection_is_enough_and_one_that_is_not_known_may_be():
    def made(*states):
        listed = [{"properties": {"privateLinkServiceConnectionState": {"status": one}}} for one in states]
        document = {"name": "pe", "properties": {"privateLinkServiceConnections": listed}}
        return private_endpoints.from_arm(document).is_approved

    assert (made("Pending", "Approved"), made("Pending", "Tomorrow"), made("Pending", "Rejected")) == (
        True,
        None,
        False,
    )


@pytest.mark.parametrize("status", ["Approved", "Rejected"])
def test_what_an_endpoint_shows_while_it_is_changed_may_not_be_in_force(status):
    made = private_endpoints.from_arm(endpoint(status, provisioningState="Failed", customDnsConfigs=NAMED))
    name = "sa.blob.core.windows.net"
    assert (made.is_settled, made.tells(name), made.serves(name), made.may_serve(name)) == (False, False, False, True)


@pytest.mark.parametrize(
    ("groups", "to", "name", "served"),
    [
        (["blob"], ACCOUNT, "sa.blob.core.windows.net", True),
        (["blob"], ACCOUNT, "SA.Blob.core.windows.net", True),
        (["blob"], ACCOUNT, "sa.queue.core.windows.net", False),
        (["blob"], ACCOUNT, "sa2.blob.core.windows.net", False),
        (["blob_secondary"], ACCOUNT, "sa-secondary.blob.core.windows.net", True),
        (["blob_secondary"], ACCOUNT, "sa.blob.core.windows.net", False),
        (["vault"], ACCOUNT.replace("SA", "kv"), "kv.vault.azure.net", True),
        ([], ACCOUNT, "sa.blob.core.windows.net", False),
    ],
)
def test_a_name_is_a_resources_by_its_first_label_and_the_service(groups, to, name, served):
    assert private_endpoints.from_arm(endpoint(groups=groups, to=to)).serves(name) is served


def test_a_name_that_the_endpoint_tells_itself_is_its_own():
    told = [{"fqdn": "ingest-c.westus.kusto.windows.net", "ipAddresses": ["10.0.0.4"]}]
    made = private_endpoints.from_arm(endpoint(groups=["cluster"], customDnsConfigs=told))
    assert made.serves("Ingest-c.westus.kusto.windows.net") and not made.serves("x.westus.kusto.windows.net")


def test_the_interface_names_them_as_well():
    linked = {"privateIPAddress": "10.0.0.6", "privateLinkConnectionProperties": {"fqdns": ["Kv.Vault.azure.net"]}}
    made = private_endpoints.from_arm(endpoint(), {"properties": {"ipConfigurations": [{"properties": linked}]}})
    assert made.tells("kv.vault.azure.net") and not made.tells("sa.blob.core.windows.net")
    assert made.serves("sa.blob.core.windows.net"), "by the account's name"
