# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Behind a proxy: discovery, login, Microsoft.Network and Kusto all go through the one the environment names."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, Proxy

AT = {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID}


@pytest.fixture
def proxy(monkeypatch):
    for name in ("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    running = []

    def start(**how):
        running.append(Proxy(**how))
        monkeypatch.setenv("HTTPS_PROXY", running[-1].url)
        return running[-1]

    yield start
    for one in running:
        one.close()


def test_everything_goes_through_the_proxy_of_the_environment(run, emulator, proxy):
    through = proxy()
    assert "plan" in run("egress_plan_info", **AT)
    # Plain requests, the login's and the SDK's keep connections of their own.
    assert set(through.tunnels) == {("CONNECT", emulator.url.removeprefix("https://"))} and len(through.tunnels) >= 4


def test_a_host_in_no_proxy_is_asked_directly(run, proxy, monkeypatch):
    through = proxy()
    monkeypatch.setenv("NO_PROXY", "localhost,example.com")
    assert "plan" in run("egress_plan_info", **AT)
    assert through.tunnels == []


def test_a_proxy_that_lets_nobody_through_is_named_as_the_cause(run, emulator, proxy):
    proxy(refuses=True)
    host = emulator.url.removeprefix("https://")
    assert run("egress_plan_info", **AT)["msg"] == (
        f"Cannot discover the cloud at {emulator.url}: no proxy lets us through to {host}. Check HTTPS_PROXY and"
        " NO_PROXY."
    )
