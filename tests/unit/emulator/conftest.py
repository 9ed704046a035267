# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One running emulator for all tests of this folder, an empty or demo world for each, and a plain HTTP client."""

from __future__ import annotations

import pytest
import requests
from ansible_collections.adx.outbound.tests.emulator import CLIENT_ID, SECRET, SUBSCRIPTION, TENANT, Emulator

NETWORK_VERSION = "2026-03-01"


class Client:
    """Knows nothing of Azure beyond a token and an api-version."""

    def __init__(self, emulator):
        self.url = emulator.url
        self.session = requests.Session()
        self.session.verify = emulator.ca_file
        self.session.trust_env = False
        self.group = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/g"

    def log_in(self, secret=SECRET, client=CLIENT_ID, tenant=TENANT, scope=None, **more):
        form = {
            "grant_type": "client_credentials",
            "client_id": client,
            "client_secret": secret,
            "scope": scope or f"{self.url}/.default",
            **more,
        }
        answer = self.session.post(f"{self.url}/{tenant}/oauth2/v2.0/token", data=form)
        if answer.ok:
            self.session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return answer

    def id(self, kind, name):
        return f"{self.group}/providers/Microsoft.Network/{kind}/{name}"

    def call(self, method, path, body=None, version=NETWORK_VERSION, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        url = path if path.startswith("https:") else self.url + path
        parameters = {"api-version": version} if version and "api-version=" not in url else {}
        return self.session.request(method, url, params=parameters, json=body, headers=named)

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def put(self, path, body, **more):
        return self.call("PUT", path, body, **more)

    def delete(self, path, **more):
        return self.call("DELETE", path, **more)

    def poll(self, answer):
        return self.get(answer.headers["Azure-AsyncOperation"]).json()

    def finish(self, answer):
        """Polls until the operation has ended; its last body."""
        for _attempt in range(20):
            body = self.poll(answer)
            if body["status"] != "InProgress":
                return body
        raise AssertionError("the operation does not end")


@pytest.fixture(scope="session")
def running():
    with Emulator(world="empty") as emulator:
        yield emulator


@pytest.fixture
def emulator(running):
    running.reset("empty")
    running.seed(f"/subscriptions/{SUBSCRIPTION}/resourceGroups/g", {"location": "westus"})
    return running


@pytest.fixture
def demo(running):
    running.reset("demo")
    return running


@pytest.fixture
def stranger(running):
    """A client that has not logged in."""
    return Client(running)


@pytest.fixture
def client(running):
    made = Client(running)
    made.log_in()
    running.clear_log()
    return made


@pytest.fixture
def table(emulator, client):
    """The id of a finished route table with one route."""
    table_id = client.id("routeTables", "t")
    route = {"name": "r", "properties": {"addressPrefix": "10.1.0.0/16", "nextHopType": "Internet"}}
    emulator.seed(table_id, {"location": "westus", "properties": {"routes": [route]}})
    return table_id


@pytest.fixture
def network(emulator, client):
    """The id of a finished virtual network with the subnets `a` and `b`."""
    network_id = client.id("virtualNetworks", "v")
    subnets = [
        {"name": "a", "properties": {"addressPrefix": "10.0.1.0/24"}},
        {"name": "b", "properties": {"addressPrefix": "10.0.2.0/24"}},
    ]
    space = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    emulator.seed(network_id, {"location": "westus", "properties": {**space, "subnets": subnets}})
    return network_id


@pytest.fixture
def firewall(emulator, client):
    """The id of a finished firewall without rules."""
    firewall_id = client.id("azureFirewalls", "f")
    emulator.seed(firewall_id, {"location": "westus", "properties": {}})
    return firewall_id


@pytest.fixture
def policy(emulator, client):
    """The id of a finished policy without groups."""
    policy_id = client.id("firewallPolicies", "p")
    emulator.seed(policy_id, {"location": "westus"})
    return policy_id


@pytest.fixture
def group(policy):
    """The id of a group that is not there yet."""
    return f"{policy}/ruleCollectionGroups/g"
