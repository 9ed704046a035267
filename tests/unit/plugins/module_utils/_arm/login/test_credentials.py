# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One credential per login: which class of azure-identity is built, and with what."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.login import credentials, login
from ansible_collections.adx.outbound.plugins.module_utils._arm.login.login import Login
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.clouds import Cloud

CLOUD = Cloud("Private", "https://arm.example", "https://login.example")
COMMON = {
    "authority": "https://login.example",
    "disable_instance_discovery": False,
    "connection_verify": True,
    "connection_timeout": 15,
    "read_timeout": 120,
    "retry_total": 2,
}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "file"
    path.write_text("content\n", encoding="utf-8")
    return str(path)


def test_a_secret(built):
    credentials.build(Login(login.SECRET, tenant="t", client_id="c", secret="s"), CLOUD)
    assert built == [("ClientSecretCredential", ("t", "c", "s"), COMMON)]


def test_a_certificate(built, file):
    credentials.build(Login(login.CERTIFICATE, tenant="t", client_id="c", x509_certificate_path=file), CLOUD)
    more = {"password": None, "send_certificate_chain": False}
    assert built == [("CertificateCredential", ("t", "c", file), {**COMMON, **more})]


def test_a_certificate_with_password_and_chain(built, file):
    own = {"certificate_password": "p", "send_certificate_chain": True, "x509_certificate_path": file}
    credentials.build(Login(login.CERTIFICATE, tenant="t", client_id="c", **own), CLOUD)
    assert {"password": "p", "send_certificate_chain": True}.items() <= built[0][2].items()


def test_an_assertion(built):
    credentials.build(Login(login.ASSERTION, tenant="t", client_id="c", oidc_token="o"), CLOUD)
    ((name, (tenant, client, assertion), keywords),) = built
    assert (name, tenant, client, assertion(), keywords) == ("ClientAssertionCredential", "t", "c", "o", COMMON)


def test_an_assertion_in_a_file_that_is_read_each_time(built, file):
    credentials.build(Login(login.TOKEN_FILE, tenant="t", client_id="c", oidc_token_file_path=file), CLOUD)
    ((name, (_tenant, _client, assertion), _keywords),) = built
    assert (name, assertion()) == ("ClientAssertionCredential", "content")
    with open(file, "w", encoding="utf-8") as handle:
        handle.write("renewed")
    assert assertion() == "renewed"


@pytest.mark.parametrize(
    ("own", "client", "tenant"),
    [({}, "04b07795-8ddb-461a-bbee-02f9e1bf7b46", "organizations"), ({"client_id": "c", "tenant": "t"}, "c", "t")],
)
def test_user_and_password(built, own, client, tenant):
    credentials.build(Login(login.PASSWORD, ad_user="u", password="p", **own), CLOUD)
    assert built == [("UsernamePasswordCredential", (client, "u", "p"), {**COMMON, "tenant_id": tenant})]


@pytest.mark.parametrize("client", [None, "m"])
def test_a_managed_identity(built, client):
    credentials.build(Login(login.MANAGED_IDENTITY, client_id=client), CLOUD)
    assert built == [("ManagedIdentityCredential", (), {"client_id": client, "connection_verify": True})]


@pytest.mark.parametrize(("tenant", "expected"), [(None, ""), ("t", "t")])
def test_the_azure_cli(built, tenant, expected):
    credentials.build(Login(login.CLI, tenant=tenant), CLOUD)
    assert built == [("AzureCliCredential", (), {"tenant_id": expected, "process_timeout": 60})]


def test_an_authority_of_its_own_and_what_the_settings_say(built):
    own = {"authority": "https://adfs.example", "verify": False, "disable_instance_discovery": True}
    credentials.build(Login(login.SECRET, tenant="t", client_id="c", secret="s", **own), CLOUD)
    expected = {"authority": "https://adfs.example", "connection_verify": False, "disable_instance_discovery": True}
    assert expected.items() <= built[0][2].items()


def test_every_kind_of_login_has_a_builder_and_none_builds_a_chain():
    kinds = {login.SECRET, login.CERTIFICATE, login.ASSERTION, login.TOKEN_FILE, login.PASSWORD}
    assert set(credentials._BUILDERS) == kinds | {login.MANAGED_IDENTITY, login.CLI}
    with open(credentials.__file__, encoding="utf-8") as source:
        assert not {"DefaultAzureCredential", "ChainedTokenCredential"} & set(source.read().split())


@pytest.mark.parametrize("authority", ["https://fs.example/adfs", "https://fs.example/ADFS"])
@pytest.mark.parametrize("tenant", ["t", "adfs"])
def test_ad_fs_is_a_word_in_the_tenants_place(built, authority, tenant):
    found = Login(login.SECRET, tenant=tenant, client_id="c", secret="s", authority=authority)
    credentials.build(found, CLOUD)
    assert built == [("ClientSecretCredential", ("adfs", "c", "s"), {**COMMON, "authority": "https://fs.example"})]


def test_ad_fs_may_be_the_clouds_own_and_leaves_the_cli_alone(built):
    cloud = Cloud("Stack", "https://arm.example", "https://fs.example/adfs")
    credentials.build(Login(login.PASSWORD, ad_user="u", password="p"), cloud)
    credentials.build(Login(login.CLI), cloud)
    assert {"tenant_id": "adfs", "authority": "https://fs.example"}.items() <= built[0][2].items()
    assert built[1] == ("AzureCliCredential", (), {"tenant_id": "", "process_timeout": 60})
