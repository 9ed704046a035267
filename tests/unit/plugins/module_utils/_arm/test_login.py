# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options, profile and environment become one login, or one sentence that says what was found where."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm import login
from ansible_collections.adx.outbound.plugins.module_utils._arm.errors import LoginFailed
from ansible_collections.adx.outbound.plugins.module_utils._arm.login_names import IDENTITY, VARIABLES

HIDDEN = "s3cr3t-Value~1"
O_SECRET = {"client_id": "c", "secret": HIDDEN, "tenant": "t"}
O_CERTIFICATE = {"client_id": "c", "tenant": "t", "x509_certificate_path": "/c.pem", "thumbprint": "AB"}
O_ASSERTION = {"client_id": "c", "tenant": "t", "oidc_token": HIDDEN}
O_FILE = {"client_id": "c", "tenant": "t", "oidc_token_file_path": "/t"}
O_USER = {"ad_user": "u@x.example", "password": HIDDEN}
E_SECRET = {"AZURE_CLIENT_ID": "C", "AZURE_SECRET": HIDDEN + "E", "AZURE_TENANT": "T"}
E_IDENTITY = {"AZURE_CLIENT_ID": "C", "AZURE_CLIENT_SECRET": HIDDEN + "I", "AZURE_TENANT_ID": "I"}
E_CERTIFICATE = {"AZURE_CLIENT_ID": "C", "AZURE_TENANT": "T", "AZURE_X509_CERTIFICATE_PATH": "/C.pem"}
E_CERTIFICATE_2 = {"AZURE_CLIENT_ID": "C", "AZURE_TENANT_ID": "T", "AZURE_CLIENT_CERTIFICATE_PATH": "/I.pem"}
E_ASSERTION = {"AZURE_CLIENT_ID": "C", "AZURE_TENANT": "T", "AZURE_FEDERATED_TOKEN": HIDDEN}
E_POD = {"AZURE_CLIENT_ID": "C", "AZURE_TENANT_ID": "T", "AZURE_FEDERATED_TOKEN_FILE": "/var/t"}
E_USER = {"AZURE_AD_USER": "U", "AZURE_PASSWORD": HIDDEN}
E_USER_2 = {"AZURE_USERNAME": "N", "AZURE_PASSWORD": HIDDEN}
F_SECRET = {"subscription_id": "fs", "client_id": "f", "secret": HIDDEN + "F", "tenant": "ft"}
F_USER = {"subscription_id": "fs", "ad_user": "fu", "password": HIDDEN}
FILES = {"default": F_SECRET, "user": F_USER, "half": {"subscription_id": "fs", "client_id": "f"}}
EMPTY = dict.fromkeys(("profile", "auth_source", "cloud_environment", *IDENTITY), "")
# What AWX sets for a credential of type Microsoft Azure Resource Manager, by what is filled in.
AWX_SECRET = {"AZURE_SUBSCRIPTION_ID": "S", "AZURE_CLIENT_ID": "C", "AZURE_TENANT": "T", "AZURE_SECRET": HIDDEN}
AWX_NO_SECRET = {**AWX_SECRET, "AZURE_SECRET": ""}
AWX_USER = {"AZURE_SUBSCRIPTION_ID": "S", "AZURE_AD_USER": "U", "AZURE_PASSWORD": HIDDEN}
AWX_NOBODY = {"AZURE_SUBSCRIPTION_ID": "S", "AZURE_AD_USER": "", "AZURE_PASSWORD": ""}

S, C, A, F, P = login.SECRET, login.CERTIFICATE, login.ASSERTION, login.TOKEN_FILE, login.PASSWORD
CLI, MSI = login.CLI, login.MANAGED_IDENTITY
NO_FILE: dict = {}
ROWS = [
    # options alone
    (O_SECRET, {}, NO_FILE, S, {"client_id": "c", "secret": HIDDEN, "tenant": "t"}),
    (O_CERTIFICATE, {}, NO_FILE, C, {"client_id": "c", "x509_certificate_path": "/c.pem", "secret": None}),
    (O_ASSERTION, {}, NO_FILE, A, {"client_id": "c", "oidc_token": HIDDEN}),
    (O_FILE, {}, NO_FILE, F, {"client_id": "c", "oidc_token_file_path": "/t"}),
    (O_USER, {}, NO_FILE, P, {"ad_user": "u@x.example", "password": HIDDEN, "client_id": None, "tenant": None}),
    ({**O_USER, "client_id": "c", "tenant": "t"}, {}, NO_FILE, P, {"client_id": "c", "tenant": "t"}),
    ({"client_id": " c\n", "secret": HIDDEN, "tenant": "t "}, {}, NO_FILE, S, {"client_id": "c", "tenant": "t"}),
    ({**O_SECRET, "subscription_id": "s"}, {}, NO_FILE, S, {"subscription_id": "s"}),
    # variables alone, both families of names
    ({}, E_SECRET, NO_FILE, S, {"client_id": "C", "secret": HIDDEN + "E", "tenant": "T"}),
    ({}, E_IDENTITY, NO_FILE, S, {"secret": HIDDEN + "I", "tenant": "I"}),
    ({}, {**E_IDENTITY, **E_SECRET}, NO_FILE, S, {"secret": HIDDEN + "E", "tenant": "T"}),
    ({}, {**E_IDENTITY, **E_SECRET, "AZURE_SECRET": ""}, NO_FILE, S, {"secret": HIDDEN + "I", "tenant": "T"}),
    ({}, E_CERTIFICATE, NO_FILE, C, {"x509_certificate_path": "/C.pem"}),
    ({}, E_CERTIFICATE_2, NO_FILE, C, {"x509_certificate_path": "/I.pem"}),
    ({}, {**E_CERTIFICATE_2, **E_CERTIFICATE}, NO_FILE, C, {"x509_certificate_path": "/C.pem"}),
    ({}, {**E_CERTIFICATE, "AZURE_CLIENT_CERTIFICATE_PASSWORD": HIDDEN}, NO_FILE, C, {"certificate_password": HIDDEN}),
    ({}, {**E_CERTIFICATE, "AZURE_CLIENT_SEND_CERTIFICATE_CHAIN": "1"}, NO_FILE, C, {"send_certificate_chain": True}),
    ({}, E_ASSERTION, NO_FILE, A, {"oidc_token": HIDDEN}),
    ({}, E_POD, NO_FILE, F, {"oidc_token_file_path": "/var/t", "tenant": "T"}),
    ({}, E_USER, NO_FILE, P, {"ad_user": "U", "password": HIDDEN}),
    ({}, E_USER_2, NO_FILE, P, {"ad_user": "N"}),
    ({}, {**E_USER_2, **E_USER}, NO_FILE, P, {"ad_user": "U"}),
    ({}, {**E_SECRET, "AZURE_SUBSCRIPTION_ID": "S"}, NO_FILE, S, {"subscription_id": "S"}),
    # which kind wins: azure.azcollection's order, but what an option says comes first
    ({}, {**E_SECRET, **E_ASSERTION}, NO_FILE, A, {"secret": None}),
    ({}, {**E_SECRET, **E_POD}, NO_FILE, F, {"secret": None}),
    ({}, {**E_ASSERTION, **E_POD}, NO_FILE, A, {"oidc_token_file_path": None}),
    ({}, {**E_SECRET, **E_CERTIFICATE}, NO_FILE, S, {"x509_certificate_path": None}),
    ({}, {**E_CERTIFICATE, **E_USER}, NO_FILE, C, {"ad_user": None}),
    ({}, {**E_SECRET, **E_USER}, NO_FILE, S, {"password": None}),
    (O_SECRET, E_POD, NO_FILE, S, {"client_id": "c", "secret": HIDDEN}),
    (O_CERTIFICATE, E_POD, NO_FILE, C, {"x509_certificate_path": "/c.pem"}),
    (O_CERTIFICATE, E_SECRET, NO_FILE, C, {"client_id": "c", "secret": None}),
    (O_USER, E_SECRET, NO_FILE, P, {"ad_user": "u@x.example", "client_id": "C"}),
    ({**O_SECRET, **O_ASSERTION}, {}, NO_FILE, A, {"secret": None}),
    # an option beats its variable, key by key
    (O_SECRET, E_SECRET, NO_FILE, S, {"client_id": "c", "secret": HIDDEN, "tenant": "t"}),
    ({"client_id": "c"}, E_SECRET, NO_FILE, S, {"client_id": "c", "secret": HIDDEN + "E", "tenant": "T"}),
    ({"tenant": "t"}, E_SECRET, NO_FILE, S, {"client_id": "C", "tenant": "t"}),
    ({"secret": HIDDEN}, E_SECRET, NO_FILE, S, {"secret": HIDDEN}),
    ({"subscription_id": "s"}, {**E_SECRET, "AZURE_SUBSCRIPTION_ID": "S"}, NO_FILE, S, {"subscription_id": "s"}),
    ({"x509_certificate_path": "/c.pem"}, E_SECRET, NO_FILE, C, {"client_id": "C", "tenant": "T"}),
    # an empty string is not set
    (EMPTY, E_SECRET, NO_FILE, S, {"client_id": "C", "secret": HIDDEN + "E"}),
    (EMPTY, dict.fromkeys(E_SECRET, ""), NO_FILE, CLI, {"client_id": None}),
    (EMPTY, dict.fromkeys(E_SECRET, "  "), NO_FILE, CLI, {}),
    (EMPTY, dict.fromkeys(E_SECRET, ""), FILES, S, {"client_id": "f"}),
    # the file
    ({}, {}, FILES, S, {"client_id": "f", "secret": HIDDEN + "F", "tenant": "ft", "subscription_id": "fs"}),
    ({"profile": "user"}, {}, FILES, P, {"ad_user": "fu", "subscription_id": "fs"}),
    ({"profile": "user"}, E_SECRET, FILES, P, {"ad_user": "fu", "client_id": None}),
    ({"profile": "user", **O_SECRET}, {}, FILES, S, {"client_id": "c", "subscription_id": "fs"}),
    ({"profile": "default"}, E_POD, FILES, S, {"client_id": "f", "oidc_token_file_path": None}),
    ({"profile": "default", "subscription_id": "s"}, {}, FILES, S, {"subscription_id": "s"}),
    ({"profile": "default", "secret": HIDDEN}, {}, FILES, S, {"client_id": "f", "secret": HIDDEN}),
    ({"profile": "half", "secret": HIDDEN, "tenant": "t"}, {}, FILES, S, {"client_id": "f", "tenant": "t"}),
    ({}, {"AZURE_PROFILE": "user"}, FILES, P, {"ad_user": "fu"}),
    ({"profile": "default"}, {"AZURE_PROFILE": "user"}, FILES, S, {"client_id": "f"}),
    ({}, {**E_SECRET, "AZURE_PROFILE": "user"}, FILES, P, {"ad_user": "fu", "client_id": None}),
    (O_SECRET, {"AZURE_PROFILE": "user"}, FILES, S, {"client_id": "c", "ad_user": None}),
    (O_SECRET, {}, FILES, S, {"client_id": "c", "subscription_id": None}),
    ({}, E_SECRET, FILES, S, {"client_id": "C"}),
    ({}, {"AZURE_SUBSCRIPTION_ID": "S"}, {"user": F_USER}, CLI, {"subscription_id": "S"}),
    # a source that is named
    ({"auth_source": "env"}, E_SECRET, FILES, S, {"client_id": "C"}),
    ({"auth_source": "env", **O_SECRET}, {}, FILES, S, {"client_id": "c"}),
    ({"auth_source": "env"}, {**E_SECRET, "AZURE_PROFILE": "user"}, FILES, P, {"ad_user": "fu"}),
    ({"auth_source": "credential_file"}, E_SECRET, FILES, S, {"client_id": "f"}),
    ({"auth_source": "credential_file", "profile": "user"}, {}, FILES, P, {"ad_user": "fu"}),
    ({"auth_source": "credential_file"}, {"AZURE_PROFILE": "user"}, FILES, P, {"ad_user": "fu"}),
    ({"auth_source": "credential_file", "tenant": "t"}, {}, FILES, S, {"client_id": "f", "tenant": "t"}),
    ({"auth_source": "cli"}, E_SECRET, FILES, CLI, {"tenant": "T", "secret": None}),
    ({"auth_source": "cli", **O_SECRET}, {}, FILES, CLI, {"tenant": "t", "secret": None}),
    ({"auth_source": "cli", "subscription_id": "s"}, {}, FILES, CLI, {"subscription_id": "s"}),
    ({"auth_source": "msi"}, {}, NO_FILE, MSI, {"client_id": None, "subscription_id": None}),
    ({"auth_source": "msi", "client_id": "m"}, E_SECRET, FILES, MSI, {"client_id": "m", "secret": None}),
    ({"auth_source": "msi"}, {"AZURE_CLIENT_ID": "M", "AZURE_SUBSCRIPTION_ID": "S"}, FILES, MSI, {"client_id": "M"}),
    ({}, {**E_SECRET, "ANSIBLE_AZURE_AUTH_SOURCE": "cli"}, NO_FILE, CLI, {"tenant": "T"}),
    ({}, {"ANSIBLE_AZURE_AUTH_SOURCE": "msi"}, FILES, MSI, {"client_id": None}),
    ({"auth_source": "auto"}, {**E_SECRET, "ANSIBLE_AZURE_AUTH_SOURCE": "cli"}, NO_FILE, S, {"client_id": "C"}),
    ({"auth_source": "AUTO"}, E_SECRET, NO_FILE, S, {"client_id": "C"}),
    ({"auth_source": ""}, {**E_SECRET, "ANSIBLE_AZURE_AUTH_SOURCE": ""}, NO_FILE, S, {"client_id": "C"}),
    # nothing at all
    ({}, {}, NO_FILE, CLI, {"tenant": None}),
    ({"tags": {}}, {"HOME": "/x"}, NO_FILE, CLI, {}),
    # AWX
    ({}, AWX_SECRET, NO_FILE, S, {"subscription_id": "S", "client_id": "C"}),
    ({}, AWX_USER, NO_FILE, P, {"subscription_id": "S", "ad_user": "U"}),
    ({}, AWX_NOBODY, NO_FILE, CLI, {"subscription_id": "S"}),
    ({"auth_source": "msi"}, AWX_NOBODY, NO_FILE, MSI, {"subscription_id": "S", "client_id": None}),
    ({}, {**AWX_NO_SECRET, "AZURE_FEDERATED_TOKEN_FILE": "/var/t"}, NO_FILE, F, {"subscription_id": "S"}),
    ({"secret": HIDDEN}, AWX_NO_SECRET, NO_FILE, S, {"secret": HIDDEN, "subscription_id": "S"}),
]


@pytest.mark.parametrize(("options", "environment", "files", "kind", "expected"), ROWS)
def test_one_login_is_chosen_with_these_values(options, environment, files, kind, expected):
    found = login.resolve(options, environment, files.get)
    assert found.kind == kind
    assert {name: getattr(found, name) for name in expected} == expected
    assert HIDDEN not in repr(found) and HIDDEN not in str(found)


def test_the_table_is_as_large_as_the_ways_to_log_in_ask_for():
    assert len(ROWS) >= 80 and {row[3] for row in ROWS} == {S, C, A, F, P, CLI, MSI}


@pytest.mark.parametrize(
    ("options", "environment", "files", "sentence"),
    [
        (
            {"client_id": "c", "tenant": "t"},
            {},
            {},
            "client_id (option client_id), tenant (option tenant) given, but secret",
        ),
        (
            {},
            {"AZURE_CLIENT_ID": "C", "AZURE_TENANT": "T"},
            {},
            "client_id (AZURE_CLIENT_ID), tenant (AZURE_TENANT) given",
        ),
        ({}, AWX_NO_SECRET, {}, "or a certificate or federated token in its place, is missing"),
        ({"secret": HIDDEN}, {}, {}, "secret (option secret) given, but client_id (AZURE_CLIENT_ID) and tenant"),
        ({}, {"AZURE_TENANT": "t"}, {}, "tenant (AZURE_TENANT) given, but client_id (AZURE_CLIENT_ID) and secret"),
        ({"ad_user": "u"}, {}, {}, "ad_user (option ad_user) given, but password (AZURE_PASSWORD) is missing"),
        ({}, {"AZURE_PASSWORD": HIDDEN}, {}, "password (AZURE_PASSWORD) given, but ad_user"),
        ({"x509_certificate_path": "/c"}, {}, {}, "x509_certificate_path (option x509_certificate_path) given, but"),
        ({"auth_source": "env"}, {}, FILES, "as options or variables"),
        ({"profile": "half"}, E_SECRET, FILES, "client_id (profile half) given, but"),
        ({"profile": "half"}, {}, FILES, "in profile half or as options"),
        (
            {"profile": "nosuch"},
            E_SECRET,
            FILES,
            "Cannot log in with profile 'nosuch': the credentials file has no such",
        ),
        ({}, {"AZURE_PROFILE": "nosuch"}, FILES, "profile 'nosuch'"),
        ({"auth_source": "credential_file"}, E_SECRET, {}, "profile 'default'"),
        (
            {**O_SECRET, "auth_source": "moon"},
            {},
            {},
            "auth_source 'moon' is not known. Use auto, env, credential_file",
        ),
        ({**O_SECRET, "cert_validation_mode": "no"}, {}, {}, "'no' is neither validate nor ignore"),
        (O_SECRET, {"AZURE_DISABLE_INSTANCE_DISCOVERY": "maybe"}, {}, "'maybe' is neither true nor false"),
    ],
)
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
    environment = {VARIABLES[name][0]: "by variable"}
    files = {"default": {**F_SECRET, name: "by profile"}}
    for options, files_, expected in (
        ({name: "by option"}, files, "by option"),
        ({}, files, "by profile"),
        ({}, {"default": F_SECRET}, "by variable"),
        (O_SECRET, files, "by variable"),
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
    ("options", "environment"), [(O_SECRET, {}), (O_ASSERTION, {}), ({}, E_USER), (O_SECRET, E_POD)]
)
def test_who_logs_in_tells_logins_apart_without_any_secret(options, environment):
    found = login.resolve(options, environment)
    assert HIDDEN not in str(found.who)
    assert found.who != login.resolve({**options, "tenant": "other"}, environment).who
    assert found.who != login.resolve({**options, "cloud_environment": "AzureChinaCloud"}, environment).who
