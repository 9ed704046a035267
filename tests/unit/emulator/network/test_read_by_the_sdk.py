# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure's own client as others use it, with its models: what it has read it writes back."""

from __future__ import annotations

import time

import pytest
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID, ROUTE_TABLE_ID, SUBSCRIPTION

pytestmark = pytest.mark.sdk


class Login:
    """A credential whose token is there already."""

    def __init__(self, token):
        self._token = token

    def get_token(self, *_scopes, **_options):
        from azure.core.credentials import AccessToken

        return AccessToken(self._token, int(time.time()) + 3600)


@pytest.fixture
def network(demo, client, monkeypatch):
    from azure.mgmt.network import NetworkManagementClient

    monkeypatch.setenv("REQUESTS_CA_BUNDLE", demo.ca_file)
    token = client.session.headers["Authorization"].removeprefix("Bearer ")
    return NetworkManagementClient(
        Login(token),
        SUBSCRIPTION,
        base_url=demo.url,
        credential_scopes=[f"{demo.url}/.default"],
        api_version="2026-03-01",
        polling_interval=0,
    )


@pytest.mark.parametrize(("operations", "path"), [("azure_firewalls", FIREWALL_ID), ("route_tables", ROUTE_TABLE_ID)])
def test_a_document_of_its_models_is_taken_back(demo, network, operations, path):
    group, name = path.split("/")[4], path.rpartition("/")[2]
    calls, before = getattr(network, operations), demo.document(path)
    read = calls.get(group, name)
    written = calls.begin_create_or_update(group, name, read, polling_interval=0).result()
    assert written.id == path
    after = demo.document(path)
    assert after["properties"]["provisioningState"] == "Succeeded"
    assert _named(after) == _named(before)


def _named(document):
    """What is in each of its lists. Older models drop members that they do not know."""
    lists = {name: value for name, value in document["properties"].items() if isinstance(value, list)}
    return {name: [item.get("name") for item in value] for name, value in lists.items()}
