# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging in for real: by client secret and by the Azure CLI, to a cloud by URL with an authority of its own."""

from __future__ import annotations

import json
import sys

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLIENT_ID, SECRET, SUBSCRIPTION, TENANT

LOGIN = {"client_id": CLIENT_ID, "secret": SECRET, "tenant": TENANT, "subscription_id": SUBSCRIPTION}
# The answers have the shape of azure-cli 2.x; the token is a real one of the emulator.
AZ = """#!{python}
import json, sys, time, requests
words = sys.argv[1:]
if words[:2] == ["account", "show"]:
    answer = {{"id": "{subscription}", "tenantId": "{tenant}", "environmentName": "Private", "state": "Enabled"}}
elif words[:2] == ["cloud", "show"]:
    answer = {{"name": "Private", "endpoints": {{"resourceManager": "{url}/", "activeDirectory": "{url}"}}}}
else:
    scope = words[words.index("--resource" if "--resource" in words else "--scope") + 1].removesuffix("/.default")
    data = {{"grant_type": "client_credentials", "client_id": "{client}", "client_secret": "{secret}"}}
    data["scope"] = scope + "/.default"
    token = requests.post("{url}/{tenant}/oauth2/v2.0/token", data=data, timeout=10).json()["access_token"]
    answer = {{"accessToken": token, "expires_on": int(time.time()) + 3600, "expiresOn": "2099-01-01 00:00:00.000000"}}
    answer.update(subscription="{subscription}", tenant="{tenant}", tokenType="Bearer")
print(json.dumps(answer))
"""


@pytest.fixture
def without_login(monkeypatch, run):
    """An environment in which only the cloud is named."""
    for name in ("AZURE_CLIENT_ID", "AZURE_SECRET", "AZURE_TENANT", "AZURE_SUBSCRIPTION_ID"):
        monkeypatch.delenv(name, raising=False)
    return run


@pytest.fixture
def az(tmp_path, monkeypatch, emulator):
    """An az command that is logged in to the emulator."""
    command = tmp_path / "az"
    names = {"python": sys.executable, "subscription": SUBSCRIPTION, "tenant": TENANT, "url": emulator.url}
    command.write_text(AZ.format(**names, client=CLIENT_ID, secret=SECRET), encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return command


def clusters(result):
    assert not result.get("failed"), result
    return [one["name"] for one in result["outbound_dependencies"]]


def test_options_alone_are_enough(without_login, emulator, monkeypatch):
    for name in ("AZURE_CLOUD_ENVIRONMENT", "AZURE_DISABLE_INSTANCE_DISCOVERY"):
        monkeypatch.delenv(name)
    options = {**LOGIN, "cloud_environment": emulator.url, "disable_instance_discovery": True}
    assert clusters(without_login("outbound_dependencies_info", **options)) == ["telemetry", "analytics"]


def test_an_option_beats_its_variable_and_the_rest_comes_from_the_environment(run, monkeypatch):
    monkeypatch.setenv("AZURE_SECRET", "wrong")
    assert clusters(run("outbound_dependencies_info", secret=SECRET)) == ["telemetry", "analytics"]


def test_empty_strings_count_as_not_set(run, monkeypatch):
    monkeypatch.setenv("AZURE_CLIENT_SECRET", SECRET)
    monkeypatch.setenv("AZURE_SECRET", "")
    assert clusters(run("outbound_dependencies_info", secret="", client_id="")) == ["telemetry", "analytics"]


def test_the_names_of_azure_identity_work_as_well(run, monkeypatch):
    for old, new in (("AZURE_SECRET", "AZURE_CLIENT_SECRET"), ("AZURE_TENANT", "AZURE_TENANT_ID")):
        monkeypatch.setenv(new, {"AZURE_SECRET": SECRET, "AZURE_TENANT": TENANT}[old])
        monkeypatch.delenv(old)
    assert clusters(run("outbound_dependencies_info")) == ["telemetry", "analytics"]


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_certificates_may_be_ignored_on_request_only(run, monkeypatch):
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name)
    assert clusters(run("outbound_dependencies_info", cert_validation_mode="ignore")) == ["telemetry", "analytics"]
    assert "is not trusted here" in run("outbound_dependencies_info")["msg"]


def test_the_azure_cli_logs_in_to_whatever_cloud_it_is_set_to(az, without_login, monkeypatch):
    monkeypatch.delenv("AZURE_CLOUD_ENVIRONMENT")
    assert clusters(without_login("outbound_dependencies_info")) == ["telemetry", "analytics"]
    assert clusters(without_login("outbound_dependencies_info", auth_source="cli")) == ["telemetry", "analytics"]


def test_without_any_login_the_sentence_names_what_is_missing(without_login, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("AZURE_SUBSCRIPTION_ID", SUBSCRIPTION)
    message = without_login("outbound_dependencies_info")["msg"]
    assert "az" in message and "AZURE_CLIENT_ID" in message


def test_a_cli_that_is_not_logged_in_says_so(az, without_login):
    az.write_text("#!/bin/sh\necho \"Please run 'az login' to setup account.\" >&2; exit 1\n", encoding="utf-8")
    message = without_login("outbound_dependencies_info")["msg"]
    assert "az login" in message and "\n" not in message


def test_no_secret_is_in_any_result(run, capsys):
    for params in (LOGIN, {**LOGIN, "secret": "another-secret-of-mine"}):
        result = json.dumps(run("outbound_dependencies_info", **params))
        assert params["secret"] not in result
