# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of Data Explorer, and a demo world in which a cluster has a database."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID
from ansible_collections.adx.outbound.tests.emulator.worlds import data_sources

VERSION = "2025-02-14"


class Kusto:
    """Calls below one cluster, always with the newest version."""

    def __init__(self, client, path=CLUSTER_ID):
        self.client = client
        self.path = path

    def call(self, method, below="", body=None, version=VERSION, **headers):
        return self.client.call(method, f"{self.path}{below}", body, version=version, **headers)

    def get(self, below="", version=VERSION):
        answer = self.call("GET", below, version=version)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def patch(self, properties, **more):
        return self.call("PATCH", "", {"properties": properties}, **more)

    def finish(self, answer):
        """Polls until the operation has ended; its last body."""
        for _attempt in range(9):
            body = self.client.poll(answer)
            if body["status"] != "Running":
                return body
        raise AssertionError("the operation does not end")

    def patched(self, properties, **more):
        """The properties of the cluster after a PATCH that is taken."""
        answer = self.patch(properties, **more)
        assert answer.status_code == 202, answer.text
        assert self.finish(answer)["status"] == "Succeeded"
        return self.get()["properties"]


def code_of(answer):
    """(status, code) of a refusal."""
    return answer.status_code, answer.json()["error"]["code"]


@pytest.fixture
def kusto(emulator, client):
    """The injected cluster of the demo, with a database `d`."""
    emulator.reset("demo")
    emulator.seed(*data_sources.database(CLUSTER_ID, "d", "West US"))
    return Kusto(client)
