# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is hidden of a login: secrets by name, and what looks like one in the place of something else."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.login.secrets import Secrets
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.printable import printable

PASTED = "zQ8~Q~9xkLmN.0pRsT-uVwXyZ123456789abcd"
TOKEN = "eyJ0eXAiOiJKV1QifQ.eyJhdWQiOiJ4In0.c2lnbmF0dXJl"


def said(given, sentence):
    secrets = Secrets()
    secrets.hide_all(given)
    return secrets.masked(sentence)


@pytest.mark.parametrize("name", ["secret", "password", "oidc_token", "certificate_password"])
@pytest.mark.parametrize("value", ["hunter2", "correct horse", PASTED])
def test_a_secret_is_hidden_whatever_it_looks_like(name, value):
    assert said({name: value}, f"It was '{value}'.") == "It was '********'."


@pytest.mark.parametrize(
    "name",
    [
        "client_id",
        "tenant",
        "subscription_id",
        "profile",
        "ad_user",
        "auth_source",
        "cloud_environment",
        "authority_host",
        "adfs_authority_url",
        "cert_validation_mode",
        "disable_instance_discovery",
        "x509_certificate_path",
        "oidc_token_file_path",
        "thumbprint",
    ],
)
@pytest.mark.parametrize("value", [PASTED, TOKEN])
def test_a_secret_in_the_place_of_something_else_is_hidden(name, value):
    assert value not in said({name: value}, f"There is no {value}.")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("client_id", "c11e4700-0000-4000-8000-000000000002"),
        ("client_id", "c11e4700-0000-4000-8000-00000000000"),
        ("client_id", "my-identity"),
        ("subscription_id", "production"),
        ("subscription_id", "Contoso Production 1"),
        ("tenant", "emulated.onmicrosoft.com"),
        ("tenant", "Contoso3x.OnMicrosoft.com"),
        ("tenant", "bad tenant!"),
        ("ad_user", "Svc.Automation01@Contoso.onmicrosoft.com"),
        ("ad_user", "j.smith2nd_Example.org#EXT#@contoso.example"),
        ("ad_user", "CONTOSO\\svc-ansible01"),
        ("profile", "Team1-Production-East"),
        ("authority_host", "Login.Contoso1.example:8443"),
        ("x509_certificate_path", "My-Certificate-2026.pem"),
        ("tenant", "66666666-7777-4888-9999-aaaaaaaaaaaa"),
        ("profile", "Production of 2026"[:15]),
        ("cloud_environment", "AzureUSGovernment"),
        ("cloud_environment", "https://Management.Azure.example:8443/"),
        ("adfs_authority_url", "https://Fs.Example:8443/adfs"),
        ("x509_certificate_path", "/srv/Certificates/Application1.pem"),
        ("resource_group", PASTED),
        ("secret", "short"),
    ],
)
def test_what_looks_like_what_it_is_meant_to_be_is_shown(name, value):
    assert said({name: value}, f"'{value}' is wrong.") == f"'{value}' is wrong."


def test_a_secret_is_hidden_as_it_stands_in_a_url_as_well():
    assert said({"secret": "a/b c+d="}, "?x=a%2Fb%20c%2Bd%3D&y=a%2Fb+c%2Bd%3D") == "?x=********&y=********"


@pytest.mark.parametrize("written", [repr, json.dumps, printable, ascii])
def test_a_secret_is_hidden_as_it_stands_in_quotes_as_well(written):
    password = "s\u00e9c\u200bret\"\\'12345"
    assert "12345" not in said({"password": password}, f"no {written(password)}.")


@pytest.mark.parametrize("length", [13, 20, len(PASTED) - 1])
def test_a_secret_that_is_cut_short_is_hidden_as_well(length):
    cut = PASTED[:length]
    assert said({"secret": PASTED}, f"x{cut}... and {cut} (HTTP 502)") == "x********... and ******** (HTTP 502)"


def test_two_secrets_that_begin_alike_are_both_hidden():
    given = {"secret": f"{PASTED}-one", "password": f"{PASTED[:20]}*other"}
    assert said(given, f"{PASTED[:20]}*other {PASTED[:20]}*oth... {PASTED}-on...") == "******** ********... ********..."


def test_a_secret_that_holds_another_one_is_hidden_whole():
    assert said({"secret": "abcdef", "password": "abcdefgh"}, "abcdefgh abcdef") == "******** ********"


def test_any_token_is_hidden_whoever_it_is_of():
    assert Secrets().masked(f"Bearer {TOKEN}.") == "Bearer ********."


def test_the_variables_of_the_environment_are_looked_through():
    secrets = Secrets()
    secrets.hide_environment({"AZURE_CLIENT_SECRET": "hunter2", "AZURE_USERNAME": PASTED, "PATH": PASTED[::-1]})
    assert secrets.masked(f"hunter2 {PASTED} {PASTED[::-1]}") == f"******** ******** {PASTED[::-1]}"


def test_whoever_hides_it_elsewhere_hears_of_each():
    heard = []
    Secrets(heard.append).hide("a/b c d")
    assert sorted(heard) == ["a%2Fb%20c%20d", "a%2Fb+c+d", "a/b c d"]
