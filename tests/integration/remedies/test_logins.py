# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins and calls that fail, followed to the letter: the option that the sentence names is typed, and it works."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLIENT_ID, SECRET, SUBSCRIPTION, TENANT
from ansible_collections.adx.outbound.tests.integration.modules.logins import IDENTITY_VARIABLES
from ansible_collections.adx.outbound.tests.integration.remedies.following import UNSAID, followed

APPLICATION = {"client_id": CLIENT_ID, "secret": SECRET, "tenant": TENANT}
OF_EMULATOR = ""
WHO = {**APPLICATION, "subscription_id": SUBSCRIPTION}
OTHER = "99999999-2222-3333-4444-555555555555"


def nothing(_emulator: Any, _monkeypatch: Any) -> None:
    """Leave the world as it is."""


def without_az(_emulator: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("PATH", "/nowhere")


def refused_token(emulator: Any, _monkeypatch: Any) -> None:
    answer = {
        "status": 401,
        "code": "InvalidAuthenticationToken",
        "message": "The access token is from another tenant.",
    }
    emulator.fault("error", method="GET", path="/providers/Microsoft.Kusto/clusters", times=2, **answer)


@dataclass(frozen=True)
class Login:
    """What of a login is changed or left out (None), in which world, and the values that the reader has."""

    key: str
    names: Mapping[str, Any]
    given: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    world: Callable[[Any, Any], None] = nothing

    def __str__(self) -> str:
        return f"{self.key}-{'-'.join(self.names)}"


LOGINS = [
    Login("azure_cli.require", APPLICATION, dict.fromkeys(APPLICATION), world=without_az),
    Login("login._incomplete", {"secret": SECRET}, {"secret": None}),
    Login("login._incomplete", {"tenant": TENANT}, {"tenant": None}),
    Login("login._incomplete", {"client_id": CLIENT_ID}, {"client_id": None}),
    Login("login.resolve", {"auth_source": "auto"}, environment={"ANSIBLE_AZURE_AUTH_SOURCE": "perhaps"}),
    Login("login._require_use", {"auth_source": UNSAID}, {"auth_source": "cli"}),
    Login(
        "login_values.verifies", {"cert_validation_mode": "validate"}, environment={"AZURE_CERT_VALIDATION_MODE": "no"}
    ),
    Login("session._login_advice", {"secret": SECRET}, {"secret": "wrong"}),
    Login("session._login_advice", {"tenant": TENANT}, {"tenant": OTHER}),
    Login("session._login_advice", {"client_id": CLIENT_ID}, {"client_id": OTHER}),
    Login("session.subscription", {"subscription_id": SUBSCRIPTION}, {"subscription_id": None}),
    Login("clouds.find", {"cloud_environment": OF_EMULATOR}, {"cloud_environment": "Mars"}),
    Login("errors.__init__", {"cloud_environment": OF_EMULATOR}, {"cloud_environment": "https://nowhere.invalid"}),
    Login("errors.", {"subscription_id": SUBSCRIPTION}, {"subscription_id": OTHER}),
    Login("errors.", {"resource_group": "rg-adx"}, {"resource_group": "rg-none"}),
    Login("errors.", {"tenant": TENANT}, world=refused_token),
    Login("errors.", {"cloud_environment": OF_EMULATOR}, world=refused_token),
]


@pytest.mark.parametrize("row", LOGINS, ids=str)
def test_a_login_or_a_call_works_once_what_it_says_is_typed(run, emulator, monkeypatch, row):
    for name in IDENTITY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in row.environment.items():
        monkeypatch.setenv(name, value)
    given = {"resource_group": "rg-adx", **WHO, **row.given}
    given = {name: value for name, value in given.items() if value is not None}
    row.world(emulator, monkeypatch)
    refused = run("outbound_dependencies_info", **given)
    assert refused.get("failed"), "nothing was said"
    for name, value in row.names.items():
        given = followed(refused["msg"], name, given, emulator.url if value == OF_EMULATOR else value)
    then = run("outbound_dependencies_info", **given)
    assert not then.get("failed"), then["msg"]
