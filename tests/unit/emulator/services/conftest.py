# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One resource of each service in an otherwise empty world, asked with the newest api-version."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.arm.api_versions import SERVICES
from ansible_collections.adx.outbound.tests.emulator.services import known

NEWEST = {service: SERVICES[service.type.split("/")[0].lower()][-1] for service in known.SERVICES}


class Asked:
    """A client of one resource of a service."""

    def __init__(self, client, service, name="one"):
        self.client, self.service = client, service
        self.id = f"{client.group}/providers/{service.type}/{name}"
        self.below = f"{self.id}/{known.CHILD}"

    def call(self, path, version=""):
        return self.client.get(path, version=version or NEWEST[self.service])

    def answer(self, version=""):
        made = self.call(self.below, version)
        assert made.status_code == 200, made.text
        return made.json()

    def entries(self):
        body = self.answer()
        items = body if isinstance(body, list) else body["value"]
        return [item.get("properties", item) for item in items]

    def endpoints(self):
        return [one for item in self.entries() for one in item["endpoints"]]

    def details(self):
        return [detail for one in self.endpoints() for detail in one["endpointDetails"]]


@pytest.fixture
def ask(emulator, client):
    """Makes a resource of a service, and what asks it."""

    def make(service, **document):
        made = Asked(client, service)
        emulator.seed(made.id, {"location": "West US", "properties": {}, **document})
        return made

    return make


@pytest.fixture(params=known.SERVICES, ids=lambda service: service.type.split("/")[0].split(".")[1])
def asked(request, ask):
    """Every service in turn."""
    return ask(request.param)
