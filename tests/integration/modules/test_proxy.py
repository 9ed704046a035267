# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Behind a proxy: discovery, login, Microsoft.Network and Kusto all go through the one the environment names."""

from __future__ import annotations

import contextlib
import select
import socket
import threading

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID

pytestmark = pytest.mark.sdk
AT = {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID}


class Proxy:
    """Opens tunnels and remembers where to; with `refuses` it opens none."""

    def __init__(self, refuses=False):
        self.tunnels, self._refuses = [], refuses
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=self._listener.accept()[:1], daemon=True).start()

    def _serve(self, client):
        with client, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(4096)
            method, target, _version = head.split(b"\r\n")[0].decode().split()
            self.tunnels.append((method, target))
            if self._refuses:
                client.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")
                return
            host, _colon, port = target.partition(":")
            with socket.create_connection((host, int(port))) as server:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                self._pass_on(client, server)

    def _pass_on(self, client, server):
        other = {client: server, server: client}
        while True:
            for end in select.select([client, server], [], [])[0]:
                piece = end.recv(65536)
                if not piece:
                    return
                other[end].sendall(piece)


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
