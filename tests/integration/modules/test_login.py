# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging in for real: by client secret and by the Azure CLI, to a cloud by URL with an authority of its own."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLIENT_ID, SECRET, SUBSCRIPTION, TENANT

LOGIN = {"client_id": CLIENT_ID, "secret": SECRET, "tenant": TENANT, "subscription_id": SUBSCRIPTION}


@pytest.fixture
def without_login(monkeypatch, run):
    """An environment in which only the cloud is named."""
    for name in ("AZURE_CLIENT_ID", "AZURE_SECRET", "AZURE_TENANT", "AZURE_SUBSCRIPTION_ID"):
        monkeypatch.delenv(name, raising=False)
    return run


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
    assert (
        "neither client_id (AZURE_CLIENT_ID) nor ad_user (AZURE_AD_USER) is given, and there is no az command here"
        in message
    )
    monkeypatch.setenv("AZURE_FEDERATED_TOKEN_FILE", "/var/run/token")
    message = without_login("outbound_dependencies_info")["msg"]
    assert "oidc_token_file_path (AZURE_FEDERATED_TOKEN_FILE) given, but neither client_id" in message
    message = without_login("outbound_dependencies_info", auth_source="cli")["msg"]
    assert message.startswith("Cannot log in with the Azure CLI: there is no az command here.")


def test_a_cli_that_is_not_logged_in_says_so(az, without_login):
    az.write_text("#!/bin/sh\necho \"Please run 'az login' to setup account.\" >&2; exit 1\n", encoding="utf-8")
    message = without_login("outbound_dependencies_info")["msg"]
    assert "az login" in message and "\n" not in message


def test_no_secret_is_in_any_result(run):
    for params in (LOGIN, {**LOGIN, "secret": "another-secret-of-mine"}):
        result = json.dumps(run("outbound_dependencies_info", **params))
        assert params["secret"] not in result
