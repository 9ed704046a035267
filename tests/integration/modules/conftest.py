# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules in this process, against the emulator."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.adx.outbound.tests.emulator import FEDERATED_TOKEN, PASSWORD, SECRET
from ansible_collections.adx.outbound.tests.integration.modules import logins
from ansible_collections.adx.outbound.tests.integration.modules.other_services import Ask
from ansible_collections.adx.outbound.tests.integration.runner import accepting
from ansible_collections.adx.outbound.tests.integration.sampled import REST

WORLDS = [
    ("classic", True),
    pytest.param(("classic", False), marks=REST),
    ("policy", True),
    pytest.param(("hub", False), marks=REST),
]


@pytest.fixture(params=WORLDS, ids=lambda world: f"{world[0]}-{'table' if world[1] else 'bare'}")
def world(request, emulator):
    """Each form of the firewall, with a route table on the subnet and without."""
    form, table = request.param
    emulator.reset("demo", firewall=form, route_table=table)
    emulator.clear_log()
    return emulator


@pytest.fixture
def manage(request, world):
    """Options of a lock-down there that manages the default route."""
    form, _table = request.node.callspec.params["world"]
    return {"default_route": "manage", **accepting(form)}


@pytest.fixture
def read(run, monkeypatch):
    """Reads clusters with nothing but the cloud in the environment."""
    for name in logins.IDENTITY_VARIABLES:
        monkeypatch.delenv(name, raising=False)

    def clusters(**options: Any) -> dict[str, Any]:
        result = run("outbound_dependencies_info", resource_group="rg-adx", **options)
        assert not [hidden for hidden in (SECRET, PASSWORD, FEDERATED_TOKEN) if hidden in json.dumps(result)]
        return result

    return clusters


@pytest.fixture
def ask(run, emulator):
    """Asks about resources of other services in a world of these; nothing is written there."""
    emulator.reset("services")
    emulator.clear_log()
    yield Ask(run)
    assert emulator.writes() == []


@pytest.fixture
def certificate(tmp_path, emulator):
    return logins.certificate(emulator, tmp_path / "application.pem")


@pytest.fixture
def az(tmp_path, monkeypatch, emulator):
    """An az command that is logged in to the emulator."""
    command = tmp_path / "az"
    command.write_text(logins.az(emulator.url), encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return command
