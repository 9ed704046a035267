# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The public cloud by its name, or without a word: a proxy leads its hosts to an emulator that stands in its place."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    SECRET,
    SUBSCRIPTION,
    Emulator,
    Proxy,
)
from ansible_collections.adx.outbound.tests.integration.modules import logins

LOGIN = {**logins.WHO, "secret": SECRET}
HOSTS = {("CONNECT", f"{host}:443") for host in ("management.azure.com", "login.microsoftonline.com")}


@pytest.fixture
def public(read, monkeypatch):
    """The public cloud, and a proxy that leads there; nothing else in the environment."""
    with Emulator(world="demo", public=True) as emulator:
        proxy = Proxy(port=emulator.port)
        for name in ("AZURE_CLOUD_ENVIRONMENT", "AZURE_DISABLE_INSTANCE_DISCOVERY", "NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
            monkeypatch.setenv(name, emulator.ca_file)
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        yield emulator, proxy
        proxy.close()


@pytest.mark.parametrize("cloud", [None, "AzureCloud", "https://management.azure.com/"])
def test_the_public_cloud_is_known_without_asking_for_metadata(run, read, public, cloud):
    emulator, proxy = public
    assert logins.names(read(**LOGIN, cloud_environment=cloud)) == logins.NAMES
    assert "plan" in run("egress_plan_info", **LOGIN, cluster=CLUSTER_ID, firewall=FIREWALL_ID)
    assert {entry.kind for entry in emulator.log(all=True)} == {"identity", "arm"}
    assert set(proxy.tunnels) == HOSTS


def test_the_azure_cli_logs_in_to_the_public_cloud(read, public, az):
    emulator, proxy = public
    az.write_text(logins.az(emulator.url, public=True), encoding="utf-8")
    assert logins.names(read()) == logins.NAMES
    assert logins.names(read(auth_source="cli", subscription_id=SUBSCRIPTION)) == logins.NAMES
