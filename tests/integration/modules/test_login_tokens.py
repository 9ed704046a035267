# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens that end or are taken back in the middle of things, and clocks that are wrong."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import patience
from ansible_collections.adx.outbound.tests.emulator import (
    CLIENT_ID,
    FEDERATED_TOKEN,
    FIREWALL_ID,
    IDENTITY_HEADER,
    SUBSCRIPTION,
    TENANT,
)
from ansible_collections.adx.outbound.tests.integration.modules.logins import IDENTITY_VARIABLES, NAMES, WHO, names
from ansible_collections.adx.outbound.tests.integration.sampled import only

WANTED = [
    {
        "name": "adx-x",
        "kind": "network",
        "rules": [
            {
                "name": "r",
                "protocols": ["TCP"],
                "source_addresses": ["*"],
                "destination_addresses": ["AzureMonitor"],
                "destination_ports": ["443"],
            }
        ],
    }
]


ENDS = [
    pytest.param("GET", "azureFirewalls", id="read"),
    pytest.param("PUT", "azureFirewalls", id="write"),
    pytest.param("GET", "operations/", id="poll"),
]


@pytest.fixture
def write(run, emulator):
    """Writes rules with an operation that takes a while."""
    emulator.switch(polls=4)

    def rules(**options):
        return run("firewall_rule_collections", firewall_name=FIREWALL_ID, rule_collections=WANTED, **options)

    return rules


@pytest.fixture
def only_the_cloud(monkeypatch, write):
    """Takes the login out of the environment."""
    for name in IDENTITY_VARIABLES:
        monkeypatch.delenv(name)


@pytest.fixture
def machine(only_the_cloud, monkeypatch, emulator):
    """A machine with a managed identity."""
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{emulator.url}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", IDENTITY_HEADER)


def assert_written_once(emulator, done):
    assert done.get("changed") is True, done
    assert len([entry for entry in emulator.writes() if entry.status == 200]) == 1


@pytest.mark.parametrize("kind", ["expire_token", "claims_challenge"])
@pytest.mark.parametrize(("method", "path"), ENDS)
def test_a_token_that_ends_in_the_middle_of_things_is_replaced(write, emulator, kind, method, path):
    emulator.fault(kind, method=method, path=path, nth=2 if path == "operations/" else 1)
    assert_written_once(emulator, write())


TROUBLES = [{"kind": "drop_before"}, {"kind": "error", "status": 503}]


@pytest.mark.parametrize("trouble", only([TROUBLES[0]], TROUBLES))
@pytest.mark.parametrize(("method", "path"), ENDS)
def test_a_token_is_renewed_though_the_login_endpoint_is_in_trouble(
    write, emulator, monkeypatch, trouble, method, path
):
    # msal repeats a 503 from memory for a while, by its own clock.
    monkeypatch.setattr("msal.individual_cache.time", SimpleNamespace(time=patience.time.monotonic))
    emulator.fault("expire_token", method=method, path=path, nth=2 if path == "operations/" else 1)
    emulator.fault(method="POST", path="oauth2", nth=2, times=4, **trouble)
    assert_written_once(emulator, write())


@pytest.mark.parametrize("kind", ["expire_token", "claims_challenge"])
@pytest.mark.parametrize(("method", "path"), ENDS)
def test_the_token_of_a_managed_identity_is_replaced_as_well(write, machine, emulator, kind, method, path):
    emulator.fault(kind, method=method, path=path, nth=2 if path == "operations/" else 1)
    assert_written_once(emulator, write(auth_source="msi", subscription_id=SUBSCRIPTION))


@pytest.mark.parametrize(("method", "path"), [ENDS[1], ENDS[2]])
def test_the_azure_cli_renews_a_token_that_ends(write, only_the_cloud, az, emulator, method, path):
    emulator.fault("expire_token", method=method, path=path, nth=2 if path == "operations/" else 1)
    assert_written_once(emulator, write())


@pytest.mark.parametrize(("method", "path"), [ENDS[1], ENDS[2]])
def test_claims_the_azure_cli_cannot_answer_are_one_sentence(write, only_the_cloud, az, emulator, method, path):
    emulator.fault("claims_challenge", method=method, path=path, nth=2 if path == "operations/" else 1)
    message = write()["msg"]
    assert message.startswith("Cannot ") and "az login --claims-challenge" in message
    assert "fault of adx.outbound" not in message and "\n" not in message


@pytest.mark.parametrize("kind", ["expire_token", "claims_challenge"])
def test_a_federated_token_that_was_rotated_during_the_operation_is_read_anew(
    write, only_the_cloud, emulator, monkeypatch, tmp_path, kind
):
    token = tmp_path / "token"
    token.write_text(FEDERATED_TOKEN, encoding="utf-8")
    for name, value in {"AZURE_CLIENT_ID": CLIENT_ID, "AZURE_TENANT_ID": TENANT}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AZURE_FEDERATED_TOKEN_FILE", str(token))
    sleep, rotated = patience.time.sleep, []

    def rotate_while_waiting(seconds):
        if not rotated:
            token.write_text("the-next-federated-token", encoding="utf-8")
            emulator.rotate_federated_token("the-next-federated-token")
            rotated.append(seconds)
        sleep(seconds)

    monkeypatch.setattr(patience.time, "sleep", rotate_while_waiting)
    emulator.fault(kind, method="GET", path="operations/", nth=2)
    assert_written_once(emulator, write())
    assert rotated
    logins = [entry.status for entry in emulator.log(all=True) if entry.path.endswith("/oauth2/v2.0/token")]
    assert len(logins) > 1 and set(logins) == {200}, "the token of before was shown again"


def test_a_federated_token_nobody_has_renewed_is_named_as_the_cause(
    write, only_the_cloud, emulator, monkeypatch, tmp_path
):
    token = tmp_path / "token"
    token.write_text(FEDERATED_TOKEN, encoding="utf-8")
    emulator.rotate_federated_token("the-next-federated-token")
    who = {"client_id": CLIENT_ID, "tenant": TENANT, "oidc_token_file_path": str(token)}
    message = write(**who)["msg"]
    assert "AADSTS700024" in message
    assert message.endswith(" Check this machine's clock, and who renews the token.")


@pytest.mark.parametrize("skew", [7200, -7200])
def test_a_clock_that_is_wrong_is_named_as_the_cause(read, certificate, emulator, skew):
    assert names(read(**WHO, x509_certificate_path=str(certificate))) == NAMES
    emulator.switch(clock_skew=skew)
    message = read(**WHO, x509_certificate_path=str(certificate))["msg"]
    time = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z"
    sentence = (
        f"Cannot log in as client {CLIENT_ID} of tenant {TENANT} at {emulator.url}: AADSTS700024: Client assertion is"
        f" not within its valid time range. Current time: {time}, assertion valid from {time}, expiry time of"
        f" assertion {time}. Check this machine's clock, and who renews the token."
    )
    assert re.fullmatch(sentence, message), message


def test_a_new_token_that_is_refused_as_ended_points_at_the_clock(read, emulator):
    emulator.fault("expire_token", method="GET", path="clusters", times=0)
    message = read(**WHO, oidc_token=FEDERATED_TOKEN)["msg"]
    assert "ExpiredAuthenticationToken" in message
    assert message.endswith(" A new token is refused as well: check this machine's clock, and log in again.")


def test_a_password_of_netrc_never_takes_the_place_of_the_token(write, emulator, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("default login alice password hers", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    assert_written_once(emulator, write())
