# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways to log in: options, environment and credentials file, and what has to come of them."""

from __future__ import annotations

from ansible_collections.adx.outbound.plugins.module_utils._arm.login import login
from ansible_collections.adx.outbound.plugins.module_utils._arm.login.login_names import IDENTITY

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
WITHOUT_SUBSCRIPTION = {"default": {name: value for name, value in F_SECRET.items() if name != "subscription_id"}}
SUB = {"AZURE_SUBSCRIPTION_ID": "S"}
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
    # the client and the tenant of an application in the environment are not those of a user who is an option
    (O_USER, E_SECRET, NO_FILE, P, {"ad_user": "u@x.example", "client_id": None, "tenant": None}),
    ({**O_USER, "tenant": "t"}, E_SECRET, NO_FILE, P, {"client_id": None, "tenant": "t"}),
    ({"password": HIDDEN}, {**E_SECRET, **E_USER}, NO_FILE, P, {"ad_user": "U", "client_id": "C"}),
    ({"ad_user": "u"}, {**E_SECRET, **E_USER}, NO_FILE, P, {"ad_user": "u", "password": HIDDEN}),
    ({"client_id": "c"}, E_USER, NO_FILE, P, {"ad_user": "U", "client_id": "c"}),
    ({"oidc_token": HIDDEN}, E_POD, NO_FILE, A, {"client_id": "C", "oidc_token_file_path": None}),
    ({"oidc_token_file_path": "/o"}, E_ASSERTION, NO_FILE, F, {"oidc_token": None, "oidc_token_file_path": "/o"}),
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
    ({"secret": HIDDEN}, {"AZURE_PROFILE": "default"}, FILES, S, {"client_id": "f", "secret": HIDDEN}),
    (O_SECRET, {}, FILES, S, {"client_id": "c", "subscription_id": None}),
    ({}, {"AZURE_SUBSCRIPTION_ID": "S"}, {"user": F_USER}, CLI, {"subscription_id": "S"}),
    # what is no login by itself does not keep anybody from looking into the file, and overrides it key by key
    ({"subscription_id": "s"}, {}, FILES, S, {"client_id": "f", "subscription_id": "s"}),
    ({}, SUB, FILES, S, {"client_id": "f", "subscription_id": "fs"}),
    ({"subscription_id": "s"}, SUB, FILES, S, {"client_id": "f", "subscription_id": "s"}),
    ({"subscription_id": "s"}, {"AZURE_PROFILE": "user"}, FILES, P, {"ad_user": "fu", "subscription_id": "s"}),
    ({"auth_source": "env", "subscription_id": "s"}, {"AZURE_PROFILE": "user"}, FILES, P, {"subscription_id": "s"}),
    ({"tenant": "t"}, {}, FILES, S, {"client_id": "f", "tenant": "t"}),
    ({"secret": HIDDEN}, {}, FILES, S, {"client_id": "f", "secret": HIDDEN}),
    ({"x509_certificate_path": "/c.pem"}, {}, FILES, C, {"client_id": "f", "x509_certificate_path": "/c.pem"}),
    ({}, {"AZURE_TENANT_ID": "T"}, FILES, S, {"client_id": "f", "tenant": "ft"}),
    ({}, {"AZURE_TENANT": "T", **SUB}, FILES, S, {"client_id": "f", "tenant": "ft"}),
    ({}, {"AZURE_FEDERATED_TOKEN_FILE": "/var/t"}, FILES, S, {"client_id": "f", "oidc_token_file_path": None}),
    ({}, {"AZURE_SECRET": HIDDEN, "AZURE_PASSWORD": HIDDEN}, FILES, S, {"client_id": "f", "secret": HIDDEN + "F"}),
    ({"tenant": "t"}, {}, NO_FILE, CLI, {"tenant": "t"}),
    ({"subscription_id": "s"}, {}, NO_FILE, CLI, {"subscription_id": "s"}),
    ({}, {"AZURE_TENANT_ID": "T", "AZURE_FEDERATED_TOKEN_FILE": "/var/t"}, NO_FILE, CLI, {"tenant": None}),
    ({}, {"AZURE_PASSWORD": HIDDEN}, NO_FILE, CLI, {"password": None}),
    # a login in the environment comes before the file with a subscription only, and the file as well
    ({}, {**E_SECRET, **SUB}, FILES, S, {"client_id": "C", "subscription_id": "S"}),
    ({"subscription_id": "s"}, E_SECRET, FILES, S, {"client_id": "C", "subscription_id": "s"}),
    ({}, {**E_USER, **SUB}, FILES, P, {"ad_user": "U", "client_id": None}),
    ({}, E_SECRET, FILES, S, {"client_id": "f", "subscription_id": "fs"}),
    ({}, E_SECRET, WITHOUT_SUBSCRIPTION, S, {"client_id": "C", "subscription_id": None}),
    ({}, SUB, WITHOUT_SUBSCRIPTION, CLI, {"subscription_id": "S"}),
    # a source that is named
    ({"auth_source": "env"}, E_SECRET, FILES, S, {"client_id": "C"}),
    ({"auth_source": "env", **O_SECRET}, {}, FILES, S, {"client_id": "c"}),
    ({"auth_source": "env"}, {**E_SECRET, "AZURE_PROFILE": "user"}, FILES, P, {"ad_user": "fu"}),
    ({"auth_source": "credential_file"}, E_SECRET, FILES, S, {"client_id": "f"}),
    ({"auth_source": "credential_file", "profile": "user"}, {}, FILES, P, {"ad_user": "fu"}),
    ({"auth_source": "credential_file"}, {"AZURE_PROFILE": "user"}, FILES, P, {"ad_user": "fu"}),
    ({"auth_source": "credential_file", "tenant": "t"}, {}, FILES, S, {"client_id": "f", "tenant": "t"}),
    ({"auth_source": "cli"}, E_SECRET, FILES, CLI, {"tenant": None, "secret": None}),
    ({"auth_source": "cli", "tenant": "t"}, E_SECRET, FILES, CLI, {"tenant": "t", "secret": None}),
    ({"auth_source": "cli", "subscription_id": "s"}, {}, FILES, CLI, {"subscription_id": "s"}),
    ({"auth_source": "msi"}, {}, NO_FILE, MSI, {"client_id": None, "subscription_id": None}),
    ({"auth_source": "msi", "client_id": "m"}, E_SECRET, FILES, MSI, {"client_id": "m", "secret": None}),
    ({"auth_source": "msi"}, {"AZURE_CLIENT_ID": "M", "AZURE_SUBSCRIPTION_ID": "S"}, FILES, MSI, {"client_id": "M"}),
    ({"auth_source": "msi", "tenant": "t", "secret": ""}, E_SECRET, FILES, MSI, {"client_id": "C", "tenant": None}),
    ({}, {**E_SECRET, "ANSIBLE_AZURE_AUTH_SOURCE": "cli"}, NO_FILE, CLI, {"client_id": None}),
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
# What stays one sentence, and words of it.
SENTENCES = [
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
    ({"auth_source": "env"}, {"AZURE_TENANT": "t"}, {}, "tenant (AZURE_TENANT) given, but client_id (AZURE_CLIENT_ID)"),
    ({"ad_user": "u"}, {}, {}, "ad_user (option ad_user) given, but password (AZURE_PASSWORD) is missing"),
    ({"password": HIDDEN}, {}, {}, "password (option password) given, but ad_user"),
    # what options begin is what is meant: no other identity takes its place
    ({"ad_user": "u"}, E_SECRET, {}, "ad_user (option ad_user) given, but password (AZURE_PASSWORD) is missing"),
    ({"ad_user": "u"}, {}, FILES, "ad_user (option ad_user) given, but password (AZURE_PASSWORD) is missing"),
    ({"x509_certificate_path": "/c"}, E_USER, {}, "(option x509_certificate_path) given, but client_id"),
    ({"oidc_token": HIDDEN}, E_USER, {}, "oidc_token (option oidc_token) given, but client_id"),
    ({"secret": HIDDEN}, {**E_USER, **SUB}, FILES, "secret (option secret), ad_user (AZURE_AD_USER), password"),
    ({"profile": "user", "secret": HIDDEN}, {}, FILES, "secret (option secret), ad_user (profile user)"),
    # a source that is named, and options it cannot use
    (
        {"auth_source": "msi", "secret": HIDDEN},
        {},
        {},
        "secret is given as an option, but O(auth_source) msi logs in as",
    ),
    ({"auth_source": "msi", **O_USER}, {}, {}, "ad_user and password are given as options, but O(auth_source) msi"),
    ({"auth_source": "msi", "profile": "nosuch"}, {}, FILES, "profile is given as an option, but O(auth_source) msi"),
    ({"auth_source": "cli", "profile": "nosuch"}, {}, FILES, "profile is given as an option, but O(auth_source) cli"),
    (
        {"auth_source": "cli", **O_SECRET},
        {},
        FILES,
        "client_id and secret are given as options, but O(auth_source) cli",
    ),
    (
        {"auth_source": "env", "profile": "user"},
        E_SECRET,
        FILES,
        "profile is given as an option, but O(auth_source) env",
    ),
    (O_SECRET, {"ANSIBLE_AZURE_AUTH_SOURCE": "msi"}, {}, "secret is given as an option, but O(auth_source) msi"),
    # values that mean nothing
    ({**O_SECRET, "tenant": "bad tenant!"}, {}, {}, "'bad tenant!' (option tenant) is no tenant"),
    ({**O_CERTIFICATE, "tenant": "a/b"}, {}, {}, "'a/b' (option tenant) is no tenant. A tenant is given by its id"),
    ({}, {**E_SECRET, "AZURE_TENANT": "a b"}, {}, "'a b' (AZURE_TENANT) is no tenant"),
    ({**O_SECRET, "adfs_authority_url": "http://x"}, {}, {}, "'http://x' (option adfs_authority_url) is no https URL"),
    ({**O_SECRET, "adfs_authority_url": "https://[x"}, {}, {}, "'https://[x' (option adfs_authority_url) is no https"),
    (O_SECRET, {"AZURE_ADFS_AUTHORITY_URL": "https://"}, {}, "'https://' (AZURE_ADFS_AUTHORITY_URL) is no https URL"),
    (O_SECRET, {"AZURE_AUTHORITY_HOST": "http://x"}, {}, "'http://x' (AZURE_AUTHORITY_HOST) is no https URL"),
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
        "O(auth_source) 'moon' is not known. Use auto, env, credential_file",
    ),
    ({**O_SECRET, "cert_validation_mode": "no"}, {}, {}, "'no' is neither validate nor ignore"),
    (O_SECRET, {"AZURE_DISABLE_INSTANCE_DISCOVERY": "maybe"}, {}, "'maybe' is neither true nor false"),
]
