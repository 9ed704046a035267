# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where one logs in: clouds that are asked, authorities of their own, and hosts that do not answer as they should."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import IDENTITY_HEADER, SECRET, Emulator
from ansible_collections.adx.outbound.tests.integration.modules.logins import NAMES, WHO, names

LOGIN = {**WHO, "secret": SECRET}
VERSIONS = ["2022-09-01", "2019-05-01", "2017-12-01", "2015-01-01", "1.0"]


def asked_of(emulator):
    return [entry.query["api-version"] for entry in emulator.log(all=True) if entry.kind == "metadata"]


def logins_at(emulator):
    return {entry.path for entry in emulator.log(all=True) if entry.path.endswith("/token")}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_cloud_is_asked_for_each_version_its_metadata_may_have(read, emulator, version):
    emulator.switch(metadata=version)
    assert names(read(**LOGIN)) == NAMES
    assert asked_of(emulator) == VERSIONS[: VERSIONS.index(version) + 1]


def test_a_cloud_that_knows_no_version_says_which_it_knows(read, emulator):
    emulator.switch(metadata="2031-01-01")
    message = read(**LOGIN)["msg"]
    assert f"Cannot discover the cloud at {emulator.url}" in message and "InvalidApiVersionParameter" in message


def by_number(emulator):
    """The same host by another name, so that it is an authority different from the cloud's own."""
    return emulator.url.replace("localhost", "127.0.0.1")


def test_an_authority_of_its_own_replaces_the_clouds(read, emulator):
    assert names(read(**LOGIN, adfs_authority_url=by_number(emulator))) == NAMES
    first, *_rest = [entry for entry in emulator.log(all=True) if entry.kind == "identity"]
    assert first.headers["Host"] == by_number(emulator).removeprefix("https://")


@pytest.mark.parametrize("ending", ["/adfs", "/adfs/"])
@pytest.mark.parametrize("tenant", [WHO["tenant"], "adfs"])
def test_ad_fs_is_logged_in_to_whatever_the_tenant(read, emulator, ending, tenant):
    options = {**LOGIN, "tenant": tenant, "adfs_authority_url": by_number(emulator) + ending}
    assert names(read(**options)) == NAMES
    assert logins_at(emulator) == {"/adfs/oauth2/token"}


def test_azure_stack_hub_may_have_its_login_at_ad_fs(read, emulator, certificate):
    emulator.switch(metadata="ad_fs")
    assert names(read(**LOGIN)) == NAMES
    assert names(read(**WHO, x509_certificate_path=str(certificate))) == NAMES
    assert logins_at(emulator) == {"/adfs/oauth2/token"}


def test_a_tenant_nobody_knows_is_one_sentence(read, emulator):
    message = read(**{**LOGIN, "tenant": "nobody.example"})["msg"]
    assert message == (
        f"Cannot log in as client {WHO['client_id']} of tenant nobody.example at {emulator.url}: there is no such"
        " tenant, or no login endpoint at this address. Check tenant (AZURE_TENANT) and cloud_environment"
        " (AZURE_CLOUD_ENVIRONMENT)."
    )


@pytest.fixture
def stranger():
    """Another server, whose certificate is of an authority that nobody here knows."""
    with Emulator(world="empty") as running:
        yield running


@pytest.mark.parametrize("variable", ["IDENTITY_ENDPOINT", "AZURE_POD_IDENTITY_AUTHORITY_HOST"])
def test_a_managed_identity_whose_endpoint_is_not_trusted_names_that_endpoint(read, stranger, monkeypatch, variable):
    path = "/msi/token" if variable == "IDENTITY_ENDPOINT" else ""
    monkeypatch.setenv(variable, stranger.url + path)
    monkeypatch.setenv("IDENTITY_HEADER" if path else "UNUSED", IDENTITY_HEADER)
    assert read(auth_source="msi")["msg"] == (
        "Cannot log in with the managed identity of this machine: the certificate of"
        f" {stranger.url.removeprefix('https://')} is not trusted here. Name the authority's file in"
        " REQUESTS_CA_BUNDLE."
    )


def test_a_managed_identity_whose_endpoint_does_not_answer_names_that_endpoint(read, monkeypatch):
    monkeypatch.setenv("IDENTITY_ENDPOINT", "https://localhost:1/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", IDENTITY_HEADER)
    message = read(auth_source="msi", timeout=0)["msg"]
    assert message == "Cannot log in with the managed identity of this machine: localhost:1 did not answer."


@pytest.mark.parametrize(
    ("options", "who"),
    [
        ({"secret": SECRET}, f"as client {WHO['client_id']} of tenant {WHO['tenant']} at"),
        ({"oidc_token": "x"}, f"as client {WHO['client_id']} of tenant {WHO['tenant']} at"),
    ],
)
def test_an_authority_that_is_not_trusted_is_named_with_the_variable_that_helps(read, stranger, options, who):
    message = read(**WHO, **options, adfs_authority_url=stranger.url)["msg"]
    assert message == (
        f"Cannot log in {who} {stranger.url}: the certificate of {stranger.url.removeprefix('https://')} is not"
        " trusted here. Name the authority's file in REQUESTS_CA_BUNDLE."
    )


@pytest.mark.parametrize(
    ("authority", "words"),
    [
        ("https://localhost:1", "localhost:1 did not answer."),
        (
            "https://nosuch.invalid",
            "there is no host nosuch.invalid. Check cloud_environment (AZURE_CLOUD_ENVIRONMENT) and the DNS.",
        ),
    ],
)
def test_an_authority_that_is_not_there_is_named(read, authority, words):
    message = read(**LOGIN, adfs_authority_url=authority, timeout=0)["msg"]
    assert message.endswith(f" at {authority}: {words}")


def test_a_bundle_of_authorities_that_is_not_there_is_named(read, monkeypatch, tmp_path):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "missing.pem"))
    for options in (LOGIN, {**LOGIN, "cloud_environment": "AzureCloud"}):
        message = read(**options)["msg"]
        assert message.endswith("the file with certificate authorities is missing. Check REQUESTS_CA_BUNDLE.")
