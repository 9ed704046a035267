# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of login with a real token request."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    CLIENT_ID,
    CLUSTER_ID,
    FEDERATED_TOKEN,
    FIREWALL_ID,
    IDENTITY_HEADER,
    PASSWORD,
    SECRET,
    SUBSCRIPTION,
    TENANT,
    USER,
)
from ansible_collections.adx.outbound.tests.integration.modules.logins import NAMES, WHO, names


def test_a_certificate(read, certificate):
    assert names(read(**WHO, x509_certificate_path=str(certificate), thumbprint="unused")) == NAMES


def test_a_file_that_is_no_certificate_is_one_sentence(read, tmp_path):
    (tmp_path / "not.pem").write_text("hello", encoding="utf-8")
    message = read(**WHO, x509_certificate_path=str(tmp_path / "not.pem"))["msg"]
    assert "is no PEM or PKCS12 file" in message and "\n" not in message
    assert "of x509_certificate_path is no PEM" in message and "not.pem" not in message
    message = read(**WHO, x509_certificate_path=str(tmp_path / "none.pem"))["msg"]
    assert "of x509_certificate_path cannot be read: No such file" in message and "none.pem" not in message


def test_a_federated_token(read):
    assert names(read(**WHO, oidc_token=FEDERATED_TOKEN)) == NAMES


def test_a_federated_token_file_as_the_webhook_of_a_pod_sets_it(read, monkeypatch, tmp_path, emulator):
    token = tmp_path / "token"
    token.write_text(f"{FEDERATED_TOKEN}\n", encoding="utf-8")
    pod = {
        "AZURE_CLIENT_ID": CLIENT_ID,
        "AZURE_TENANT_ID": TENANT,
        "AZURE_FEDERATED_TOKEN_FILE": str(token),
        "AZURE_AUTHORITY_HOST": f"{emulator.url}/",
        "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION,
    }
    for name, value in pod.items():
        monkeypatch.setenv(name, value)
    assert names(read()) == NAMES
    token.write_text("outdated", encoding="utf-8")
    assert "AADSTS700027" in read()["msg"]
    token.unlink()
    assert f"the file {token} of oidc_token_file_path cannot be read: No such file" in read()["msg"]
    message = read(oidc_token_file_path=str(token))["msg"]
    assert "of oidc_token_file_path cannot be read" in message and str(token) not in message


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_user_and_password_work_with_a_warning(read):
    who = {"ad_user": USER, "tenant": "adfs", "subscription_id": SUBSCRIPTION}
    assert names(read(**who, password=PASSWORD)) == NAMES
    wrong = read(**who, password="wrong-password-nobody-sees")
    assert (
        "AADSTS50126" in wrong["msg"] and "Check ad_user (AZURE_AD_USER) and password (AZURE_PASSWORD)." in wrong["msg"]
    )
    assert "wrong-password-nobody-sees" not in json.dumps(wrong)


def test_a_managed_identity_of_app_service_finds_its_subscription(read, monkeypatch, emulator):
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{emulator.url}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", IDENTITY_HEADER)
    assert names(read(auth_source="msi")) == NAMES
    assert names(read(auth_source="msi", client_id=CLIENT_ID, subscription_id=SUBSCRIPTION)) == NAMES
    message = read(auth_source="msi", client_id="00000000-0000-0000-0000-000000000000")["msg"]
    assert "managed identity 00000000" in message and "\n" not in message


def test_a_managed_identity_of_a_machine(read, monkeypatch, emulator):
    monkeypatch.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", emulator.url)
    assert names(read(auth_source="msi", subscription_id=SUBSCRIPTION)) == NAMES


def test_a_profile_of_the_credentials_file(read, monkeypatch, tmp_path):
    (tmp_path / ".azure").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    lines = [f"{name}={value}" for name, value in {**WHO, "secret": SECRET}.items()]
    text = "\n".join(["[default]", "subscription_id=x", "[hub]", *lines])
    (tmp_path / ".azure" / "credentials").write_text(text, encoding="utf-8")
    assert names(read(profile="hub")) == NAMES
    monkeypatch.setenv("AZURE_PROFILE", "hub")
    assert names(read(auth_source="credential_file")) == NAMES
    assert "no such section" in read(profile="nosuch")["msg"]


def test_the_user_agent_names_us_and_what_the_environment_adds(run, emulator, monkeypatch):
    monkeypatch.setenv("AZURE_HTTP_USER_AGENT", "pid-1234")
    monkeypatch.setenv("VSCODEEXT_USER_AGENT", "vscode")
    run("egress_plan_info", cluster=CLUSTER_ID, firewall=FIREWALL_ID)
    agents = {{name.lower(): value for name, value in entry.headers.items()}["user-agent"] for entry in emulator.log()}
    expected = ("adx.outbound/", "Ansible/", "pid-1234", "vscode")
    assert agents and all(word in agent for word in expected for agent in agents)
