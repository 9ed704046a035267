# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options, profile and environment become one login and one credential, or one sentence that says what was found."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.login import credentials, login
from ansible_collections.adx.outbound.plugins.module_utils._arm.login.login_names import VARIABLES
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.clouds import Cloud
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import LoginFailed
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.login.login_rows import (
    CLI,
    E_POD,
    E_USER,
    F_SECRET,
    HIDDEN,
    MSI,
    O_ASSERTION,
    O_SECRET,
    O_USER,
    ROWS,
    SENTENCES,
    A,
    C,
    F,
    P,
    S,
)

CLOUD = Cloud("Private", "https://arm.example", "https://login.example")
# The class of azure-identity for a kind, and the login's names of what it is built with: by place, then by keyword.
CREDENTIALS = {
    A: ("ClientAssertionCredential", ("tenant", "client_id", "oidc_token"), {}),
    F: ("ClientAssertionCredential", ("tenant", "client_id", "oidc_token_file_path"), {}),
    S: ("ClientSecretCredential", ("tenant", "client_id", "secret"), {}),
    C: (
        "CertificateCredential",
        ("tenant", "client_id", "x509_certificate_path"),
        {"password": "certificate_password", "send_certificate_chain": "send_certificate_chain"},
    ),
    P: ("UsernamePasswordCredential", ("client_id", "ad_user", "password"), {"tenant_id": "tenant"}),
    MSI: ("ManagedIdentityCredential", (), {"client_id": "client_id"}),
    CLI: ("AzureCliCredential", (), {"tenant_id": "tenant"}),
}
# What a credential is told where the login says nothing.
UNSAID = {
    P: {"client_id": "04b07795-8ddb-461a-bbee-02f9e1bf7b46", "tenant": "organizations"},
    CLI: {"tenant": ""},
}
ABOUT_THE_CREDENTIAL = {name for _class, places, words in CREDENTIALS.values() for name in (*places, *words.values())}


@pytest.mark.parametrize(("options", "environment", "files", "kind", "expected"), ROWS)
def test_one_login_is_chosen_with_these_values(options, environment, files, kind, expected):
    found = login.resolve(options, environment, files.get)
    assert found.kind == kind
    assert {name: getattr(found, name) for name in expected} == expected
    assert HIDDEN not in repr(found) and HIDDEN not in str(found)


@pytest.mark.parametrize(("options", "environment", "files", "kind", "expected"), ROWS)
def test_one_credential_is_built_with_these_values(built, monkeypatch, options, environment, files, kind, expected):
    monkeypatch.setattr(credentials, "_read", lambda path, *_what: path)
    credentials.build(login.resolve(options, environment, files.get), CLOUD)
    ((name, arguments, keywords),) = built
    class_, places, words = CREDENTIALS[kind]
    assert name == class_
    told = dict(zip(places, (one() if callable(one) else one for one in arguments), strict=True))
    told |= {word: keywords[keyword] for keyword, word in words.items()}
    wanted = {word: value for word, value in expected.items() if word in ABOUT_THE_CREDENTIAL}
    unsaid = UNSAID.get(kind, {})
    assert {word: told.get(word) for word in wanted} == {
        word: unsaid.get(word) if value is None else value for word, value in wanted.items()
    }


def test_the_table_is_as_large_as_the_ways_to_log_in_ask_for():
    assert len(ROWS) >= 80 and {row[3] for row in ROWS} == {S, C, A, F, P, CLI, MSI}


@pytest.mark.parametrize(("options", "environment", "files", "sentence"), SENTENCES)
def test_an_incomplete_or_odd_login_is_one_sentence_without_the_secret(options, environment, files, sentence):
    with pytest.raises(LoginFailed) as raised:
        login.resolve(options, environment, files.get)
    assert sentence in str(raised.value)
    assert HIDDEN not in str(raised.value) and HIDDEN not in repr(raised.value)
    assert "\n" not in str(raised.value) and ".." not in str(raised.value)


@pytest.mark.parametrize(
    ("given", "variable", "expected"),
    [
        (True, None, True),
        (False, "true", False),
        (None, "TRUE", True),
        (None, "1", True),
        (None, "yes", True),
        (None, "On", True),
        (None, "0", False),
        (None, "false", False),
        (None, "", False),
        (None, None, False),
    ],
)
def test_a_boolean_is_read_from_option_or_variable(given, variable, expected):
    environment = {} if variable is None else {"AZURE_DISABLE_INSTANCE_DISCOVERY": variable}
    found = login.resolve({"disable_instance_discovery": given}, environment)
    assert found.disable_instance_discovery is expected


SETTING = {"cloud_environment": "cloud", "adfs_authority_url": "authority"}


@pytest.mark.parametrize("name", sorted(SETTING))
def test_what_is_no_identity_is_taken_from_option_then_profile_then_variable(name):
    option, profile, variable = (f"https://{place}.example" for place in ("option", "profile", "variable"))
    environment = {VARIABLES[name][0]: variable}
    files = {"default": {**F_SECRET, name: profile}}
    for options, files_, expected in (
        ({name: option}, files, option),
        ({}, files, profile),
        ({}, {"default": F_SECRET}, variable),
        (O_SECRET, files, variable),
    ):
        assert getattr(login.resolve(options, environment, files_.get), SETTING[name]) == expected


@pytest.mark.parametrize(
    ("given", "variable", "verified"),
    [(None, "", True), ("validate", "ignore", True), ("ignore", "", False), (None, "Ignore", False)],
)
def test_certificates_are_checked_unless_ignore_is_said(given, variable, verified):
    found = login.resolve({"cert_validation_mode": given}, {"AZURE_CERT_VALIDATION_MODE": variable})
    assert found.verify is verified


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"AZURE_AUTHORITY_HOST": "https://login.example"}, "https://login.example"),
        ({"AZURE_AUTHORITY_HOST": "login.example"}, "https://login.example"),
        ({"AZURE_AUTHORITY_HOST": "https://login.example", "AZURE_CLOUD_ENVIRONMENT": "AzureCloud"}, None),
        (
            {"AZURE_AUTHORITY_HOST": "https://a.example", "AZURE_ADFS_AUTHORITY_URL": "https://b.example"},
            "https://b.example",
        ),
        ({}, None),
    ],
)
def test_the_authority_host_of_a_pod_counts_only_when_no_cloud_is_named(environment, expected):
    assert login.resolve(O_SECRET, environment).authority == expected


def test_user_and_password_are_warned_of():
    assert "deprecated" in login.resolve(O_USER, {}).warnings[0]
    assert login.resolve(O_SECRET, {}).warnings == ()


@pytest.mark.parametrize(
    ("options", "environment", "words"),
    [
        ({}, {}, "neither O(client_id) nor O(ad_user) is given"),
        (
            {},
            {"AZURE_TENANT_ID": "T", "AZURE_FEDERATED_TOKEN_FILE": "/var/t"},
            "tenant (AZURE_TENANT_ID), oidc_token_file_path (AZURE_FEDERATED_TOKEN_FILE) given, but neither",
        ),
        ({"auth_source": "cli"}, {"AZURE_TENANT_ID": "T"}, ""),
    ],
)
def test_a_login_that_falls_back_on_the_cli_says_why(options, environment, words):
    said = login.resolve(options, environment).passed_over
    assert words in said and bool(words) == bool(said)


@pytest.mark.parametrize(
    ("options", "environment"), [(O_SECRET, {}), (O_ASSERTION, {}), ({}, E_USER), (O_SECRET, E_POD)]
)
def test_who_logs_in_tells_logins_apart_without_any_secret(options, environment):
    found = login.resolve(options, environment)
    assert HIDDEN not in str(found.who)
    assert found.who != login.resolve({**options, "tenant": "other"}, environment).who
    assert found.who != login.resolve({**options, "cloud_environment": "AzureChinaCloud"}, environment).who
