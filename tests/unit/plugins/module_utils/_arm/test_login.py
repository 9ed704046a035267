# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options and environment variables become one login, or one sentence."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm import login
from ansible_collections.adx.outbound.plugins.module_utils._arm.errors import LoginFailed

HIDDEN = "s3cr3t-Value~1"
OPTIONS = {"client_id": "c", "secret": HIDDEN, "tenant": "t"}
VARIABLES = {"AZURE_CLIENT_ID": "C", "AZURE_SECRET": HIDDEN + "E", "AZURE_TENANT": "T"}
IDENTITY = {"AZURE_CLIENT_ID": "C", "AZURE_CLIENT_SECRET": HIDDEN + "I", "AZURE_TENANT_ID": "I"}
EMPTY = {name: "" for name in OPTIONS}
CLI = (login.CLI, None, None, None)


@pytest.mark.parametrize(
    ("options", "environment", "expected"),
    [
        ({}, {}, CLI),
        (EMPTY, dict.fromkeys(VARIABLES, ""), CLI),
        (EMPTY, dict.fromkeys(VARIABLES, "  "), CLI),
        (OPTIONS, {}, (login.SECRET, "c", HIDDEN, "t")),
        ({}, VARIABLES, (login.SECRET, "C", HIDDEN + "E", "T")),
        ({}, IDENTITY, (login.SECRET, "C", HIDDEN + "I", "I")),
        ({}, {**IDENTITY, **VARIABLES}, (login.SECRET, "C", HIDDEN + "E", "T")),
        ({}, {**IDENTITY, **VARIABLES, "AZURE_SECRET": ""}, (login.SECRET, "C", HIDDEN + "I", "T")),
        (OPTIONS, VARIABLES, (login.SECRET, "c", HIDDEN, "t")),
        (EMPTY, VARIABLES, (login.SECRET, "C", HIDDEN + "E", "T")),
        ({"client_id": "c"}, VARIABLES, (login.SECRET, "c", HIDDEN + "E", "T")),
        ({**OPTIONS, "auth_source": "env"}, {}, (login.SECRET, "c", HIDDEN, "t")),
        ({**OPTIONS, "auth_source": "AUTO"}, {}, (login.SECRET, "c", HIDDEN, "t")),
        ({**OPTIONS, "auth_source": "cli"}, {}, (login.CLI, "c", None, "t")),
        ({"auth_source": "cli"}, VARIABLES, (login.CLI, "C", None, "T")),
        ({}, {**VARIABLES, "ANSIBLE_AZURE_AUTH_SOURCE": "cli"}, (login.CLI, "C", None, "T")),
        (
            {"auth_source": "auto"},
            {**VARIABLES, "ANSIBLE_AZURE_AUTH_SOURCE": "cli"},
            (login.SECRET, "C", HIDDEN + "E", "T"),
        ),
        ({"client_id": " c\n", "secret": HIDDEN, "tenant": "t "}, {}, (login.SECRET, "c", HIDDEN, "t")),
    ],
)
def test_an_option_beats_its_variable_key_by_key_and_empty_counts_as_not_set(options, environment, expected):
    found = login.resolve(options, environment)
    assert (found.kind, found.client_id, found.secret, found.tenant) == expected
    assert HIDDEN not in repr(found) and HIDDEN not in str(found)


@pytest.mark.parametrize(
    ("options", "environment", "sentence"),
    [
        (
            {"client_id": "c", "tenant": "t"},
            {},
            "client_id and tenant given, but secret (AZURE_SECRET or AZURE_CLIENT_SECRET) is missing",
        ),
        (
            {"secret": HIDDEN},
            {},
            "secret given, but client_id (AZURE_CLIENT_ID) and tenant (AZURE_TENANT or AZURE_TENANT_ID) are missing",
        ),
        ({}, {"AZURE_TENANT": "t"}, "tenant given, but client_id (AZURE_CLIENT_ID) and secret"),
        ({"auth_source": "env"}, {}, "Cannot log in: client_id (AZURE_CLIENT_ID) and secret"),
        (OPTIONS, {"ANSIBLE_AZURE_AUTH_SOURCE": "msi"}, "auth_source 'msi' is not known. Use auto, env, cli."),
        ({**OPTIONS, "cert_validation_mode": "no"}, {}, "cert_validation_mode 'no' is neither validate nor ignore"),
        (OPTIONS, {"AZURE_DISABLE_INSTANCE_DISCOVERY": "maybe"}, "'maybe' is neither true nor false"),
    ],
)
def test_an_incomplete_or_odd_login_is_one_sentence_without_the_secret(options, environment, sentence):
    with pytest.raises(LoginFailed) as raised:
        login.resolve(options, environment)
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
        (None, "no", False),
        (None, "", False),
        (None, None, False),
    ],
)
def test_a_boolean_is_read_from_option_or_variable(given, variable, expected):
    environment = {} if variable is None else {"AZURE_DISABLE_INSTANCE_DISCOVERY": variable}
    found = login.resolve({"disable_instance_discovery": given}, environment)
    assert found.disable_instance_discovery is expected


@pytest.mark.parametrize(
    ("given", "variable", "verified"),
    [(None, "", True), ("validate", "ignore", True), ("ignore", "", False), (None, "Ignore", False)],
)
def test_certificates_are_checked_unless_ignore_is_said(given, variable, verified):
    found = login.resolve({"cert_validation_mode": given}, {"AZURE_CERT_VALIDATION_MODE": variable})
    assert found.verify is verified


def test_subscription_and_cloud_are_options_before_variables_and_else_not_named():
    environment = {"AZURE_SUBSCRIPTION_ID": "s", "AZURE_CLOUD_ENVIRONMENT": "AzureChinaCloud"}
    found = login.resolve({"subscription_id": "mine", "cloud_environment": ""}, environment)
    assert (found.subscription_id, found.cloud) == ("mine", "AzureChinaCloud")
    assert (login.resolve({}, {}).subscription_id, login.resolve({}, {}).cloud) == (None, None)
