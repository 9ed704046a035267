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
        self._temporary = self._server = None

    def start(self):
        if self._directory is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="emulator-")
            self._directory = self._temporary.name
        named = (PUBLIC_HOSTS, PUBLIC_CLUSTERS) if self._public else ()
        self._server = Server(self._port, self._directory, *named)
        self._server.core, self._server.control = self.core, self
        self.core.base_url = f"https://{PUBLIC_HOSTS[0]}" if self._public else self._server.url
        self.reset(self._world)
        self._server.start()
        return self

    def stop(self):
        self._server.stop()
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
