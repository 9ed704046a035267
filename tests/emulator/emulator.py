# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator as tests use it."""

from __future__ import annotations

import tempfile

from . import worlds
from .arm.core import Core
from .front.control import Control
from .front.server import Server
from .identity import identity
from .logs import direct

QUICK = {"retry_after": 0}  # the clients of tests wait as little as they can
PUBLIC_HOSTS = ("management.azure.com", "login.microsoftonline.com")
PUBLIC_CLUSTERS = ".kusto.windows.net"


class Emulator(Control):
    """`with Emulator(world="demo") as e:` serves until the block ends.

    Other than the service it asks nobody to wait, unless `retry_after` says so. With `public` it stands in the public
    cloud's place, for clients that a proxy leads here.
    """

    def __init__(self, world="demo", port=0, directory=None, public=False, **switches):
        super().__init__(Core(), {**QUICK, **switches})
        self._world, self._port, self._directory, self._public = world, port, directory, public
        self._temporary = self._server = self._logs = None

    def start(self):
        if self._directory is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="emulator-")
            self._directory = self._temporary.name
        named = ((*PUBLIC_HOSTS, *direct.PUBLIC_HOSTS), PUBLIC_CLUSTERS) if self._public else ()
        self._server = Server(self._port, self._directory, *named)
        self._server.core, self._server.control = self.core, self
        self.core.base_url = f"https://{PUBLIC_HOSTS[0]}" if self._public else self._server.url
        if self._public:
            self.core.log_hosts = {host: f"https://{host}" for host in direct.PUBLIC_HOSTS}
        self.reset(self._world)
        self._server.start()
        return self

    def stop(self):
        for server in filter(None, (self._logs, self._server)):
            server.stop()
        if self._temporary is not None:
            self._temporary.cleanup()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_details):
        self.stop()

    @property
    def url(self):
        return self._server.url

    @property
    def logs_url(self):
        """Where queries of logs are answered besides: a port of its own, opened when somebody first wants to know."""
        if self._public:
            return next(iter(self.core.log_hosts.values()))
        if self._logs is None:
            self._logs = Server(0, self._directory, beside=self._server)
            hosts = (f"{name}:{self._logs.server_port}" for name in ("localhost", "127.0.0.1"))
            self.core.log_hosts = dict.fromkeys(hosts, self._logs.url)
            self._logs.start()
        return self._logs.url

    @property
    def port(self):
        return self._server.server_port

    @property
    def tls(self):
        """For another server on this machine that the same clients would trust."""
        return self._server.context

    @property
    def ca_file(self):
        return self._server.ca_file

    def connections(self):
        """Those of all clients that are open now."""
        return self._server.connections()

    def environment(self):
        """Variables under which a client finds the emulator, trusts it and can log in."""
        return {
            "AZURE_CLIENT_ID": identity.CLIENT_ID,
            "AZURE_SECRET": identity.SECRET,
            "AZURE_TENANT": identity.TENANT,
            "AZURE_SUBSCRIPTION_ID": worlds.SUBSCRIPTION,
            "AZURE_CLOUD_ENVIRONMENT": self.url,
            "AZURE_DISABLE_INSTANCE_DISCOVERY": "true",
            "REQUESTS_CA_BUNDLE": self.ca_file,
            "CURL_CA_BUNDLE": self.ca_file,
        }
