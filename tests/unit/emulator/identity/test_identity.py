# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Login and discovery."""

from __future__ import annotations

import base64
import json
import time

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLIENT_ID, FEDERATED_TOKEN, SECRET, SUBSCRIPTION, TENANT
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import ClientAssertionCredential, ClientSecretCredential

PATH = f"/subscriptions/{SUBSCRIPTION}"
VERSION = "2021-04-01"


def credential(emulator, tenant=TENANT, client=CLIENT_ID, secret=SECRET):
    more = {"authority": emulator.url, "disable_instance_discovery": True, "connection_verify": emulator.ca_file}
    return ClientSecretCredential(tenant, client, secret, **more)


def test_azure_identity_logs_in_unmodified(emulator, stranger):
    token = credential(emulator).get_token(f"{emulator.url}/.default").token
    stranger.session.headers["Authorization"] = f"Bearer {token}"
    assert stranger.get(PATH, version=VERSION).status_code == 200


def test_azure_identity_logs_in_with_an_assertion(emulator):
    more = {"authority": emulator.url, "disable_instance_discovery": True, "connection_verify": emulator.ca_file}
    made = ClientAssertionCredential(TENANT, CLIENT_ID, lambda: FEDERATED_TOKEN, **more)
    assert made.get_token(f"{emulator.url}/.default").token


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"secret": "wrong"}, "AADSTS7000215"),
        ({"client": "00000000-0000-4000-8000-000000000000"}, "AADSTS700016"),
        ({"tenant": "00000000-0000-4000-8000-000000000000"}, "invalid_tenant|authority configuration|AADSTS90002"),
    ],
)
def test_azure_identity_reports_what_is_wrong(emulator, wrong, code):
    with pytest.raises((ClientAuthenticationError, ValueError), match=code):
        credential(emulator, **wrong).get_token(f"{emulator.url}/.default")


def test_a_wrong_secret_is_refused_without_repeating_it(emulator, stranger):
    answer = stranger.log_in(secret="wrong~secret")
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert "wrong~secret" not in answer.text


def test_an_unknown_tenant_is_refused_at_discovery_too(emulator, stranger):
    answer = stranger.get("/nobody.example/v2.0/.well-known/openid-configuration", version=None)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_tenant")
    assert answer.json()["error_codes"] == [90002]


@pytest.mark.parametrize(
    "scope", ["https://management.azure.com/.default", "https://kusto.kusto.windows.net/.default", "openid"]
)
def test_a_token_for_somebody_else_is_not_given_out(emulator, stranger, scope):
    answer = stranger.log_in(scope=scope)
    assert (answer.status_code, answer.json()["error_codes"]) == (400, [500011])


def test_other_grants_are_refused(emulator, stranger):
    answer = stranger.session.post(f"{stranger.url}/{TENANT}/oauth2/v2.0/token", data={"grant_type": "password"})
    assert answer.json()["error"] == "unsupported_grant_type"


def test_instance_discovery_names_this_host(emulator, stranger):
    answer = stranger.get("/common/discovery/instance", version="1.1").json()
    assert answer["metadata"][0]["aliases"] == [stranger.url.removeprefix("https://")]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "AuthenticationFailed"),
        ("Bearer nonsense", "InvalidAuthenticationToken"),
        ("Basic nonsense", "InvalidAuthenticationToken"),
    ],
)
def test_arm_wants_a_token(emulator, stranger, header, code):
    if header:
        stranger.session.headers["Authorization"] = header
    answer = stranger.get(PATH, version=VERSION)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)
    assert answer.headers["WWW-Authenticate"].startswith(f'Bearer authorization_uri="{stranger.url}/{TENANT}"')


def test_tokens_end(emulator, stranger):
    emulator.switch(token_lifetime=0)
    stranger.log_in()
    answer = stranger.get(PATH, version=VERSION)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "ExpiredAuthenticationToken")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_tokens_live_through_a_reset(emulator, client):
    emulator.reset("demo")
    assert client.get(PATH, version=VERSION).status_code == 200


def assertion(**claims):
    """What a certificate with the thumbprint `known` signs for the application."""
    header = {"alg": "PS256", "x5t#S256": "known"}
    pieces = (header, {"iss": CLIENT_ID, "sub": CLIENT_ID, **claims}, {})
    return ".".join(base64.urlsafe_b64encode(json.dumps(piece).encode()).decode().rstrip("=") for piece in pieces)


@pytest.mark.parametrize(
    ("skew", "code"), [(0, None), (250, None), (-250, None), (700, None), (1000, 700024), (-400, 700024)]
)
def test_an_assertion_counts_within_its_time_only(emulator, stranger, skew, code):
    emulator.trust_certificate("known")
    emulator.switch(clock_skew=skew)
    now = int(time.time())
    answer = stranger.log_in(client_assertion=assertion(iat=now, exp=now + 600))
    assert (answer.json().get("error_codes") or [None])[0] == code
    if code:
        assert "Current time: " in answer.json()["error_description"]


@pytest.mark.parametrize("words", ["nonsense", "a.b.c", assertion(iat=0, exp=2**33).replace(".", ".e30.", 1)])
def test_an_assertion_of_nobody_is_refused(emulator, stranger, words):
    emulator.trust_certificate("known")
    assert stranger.log_in(client_assertion=words).json()["error_codes"] == [700027]


def test_a_federated_token_is_out_of_date_when_another_has_come(emulator, stranger):
    emulator.rotate_federated_token("the-next")
    old = stranger.log_in(client_assertion=FEDERATED_TOKEN)
    new = stranger.log_in(client_assertion="the-next")
    assert old.json()["error_codes"] == [700024] and new.status_code == 200
    emulator.reset("empty")
    assert stranger.log_in(client_assertion=FEDERATED_TOKEN).status_code == 200


def test_the_cloud_describes_itself_in_each_shape(emulator, stranger):
    one = stranger.get("/metadata/endpoints", version="2022-09-01").json()
    assert one["resourceManager"] == one["authentication"]["loginEndpoint"] == stranger.url
    assert one["authentication"]["audiences"][0] == stranger.url
    assert stranger.get("/metadata/endpoints", version="2019-05-01").json() == [one]
    regions = stranger.get("/metadata/endpoints", version="2017-12-01").json()
    assert regions["cloudEndpoint"]["public"]["endpoint"] == stranger.url.removeprefix("https://")
    assert "resourceManager" not in regions and regions["authentication"]["loginEndpoint"] == f"{stranger.url}/"
    for version in ("1.0", "2015-01-01"):
        flat = stranger.get("/metadata/endpoints", version=version).json()
        assert "resourceManager" not in flat
        assert flat["authentication"] == {"loginEndpoint": f"{stranger.url}/", "audiences": [stranger.url]}
    assert stranger.get("/metadata/endpoints", version="2018-05-01").status_code == 400


@pytest.mark.parametrize(
    ("metadata", "versions"),
    [
        ("all", ["2022-09-01", "2019-05-01", "2017-12-01", "2015-01-01", "1.0"]),
        ("stack", ["2015-01-01", "1.0"]),
        ("ad_fs", ["2015-01-01", "1.0"]),
        ("2019-05-01", ["2019-05-01"]),
    ],
)
def test_a_cloud_knows_the_versions_it_is_told_to(emulator, stranger, metadata, versions):
    emulator.switch(metadata=metadata)
    answers = {
        version: stranger.get("/metadata/endpoints", version=version)
        for version in ("2022-09-01", "2019-05-01", "2017-12-01", "2015-01-01", "1.0")
    }
    assert [version for version, answer in answers.items() if answer.status_code == 200] == versions
    if metadata == "ad_fs":
        login = answers["1.0"].json()["authentication"]["loginEndpoint"]
        assert login == f"{stranger.url}/adfs/"
