# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of login with a real token request, and tokens that end in the middle of things."""

from __future__ import annotations

import base64
import datetime
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
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

pytestmark = pytest.mark.sdk
NAMES = ["telemetry", "analytics"]
HIDDEN = (SECRET, PASSWORD, FEDERATED_TOKEN)


@pytest.fixture
def read(run, monkeypatch):
    """Reads clusters with nothing but the cloud in the environment."""
    for name in ("AZURE_CLIENT_ID", "AZURE_SECRET", "AZURE_TENANT", "AZURE_SUBSCRIPTION_ID"):
        monkeypatch.delenv(name, raising=False)

    def clusters(**options):
        result = run("outbound_dependencies_info", resource_group="rg-adx", **options)
        assert not [hidden for hidden in HIDDEN if hidden in json.dumps(result)]
        return result

    return clusters


def names(result):
    assert not result.get("failed"), result["msg"]
    return [one["name"] for one in result["outbound_dependencies"]]


WHO = {"client_id": CLIENT_ID, "tenant": TENANT, "subscription_id": SUBSCRIPTION}


@pytest.fixture
def certificate(tmp_path, emulator):
    """A certificate of the application, known to the emulator, with its key in one PEM file."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "application")])
    start = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    for digest in (hashes.SHA1(), hashes.SHA256()):
        emulator.trust_certificate(base64.urlsafe_b64encode(made.fingerprint(digest)).decode().rstrip("="))
    path = tmp_path / "application.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def test_a_certificate(read, certificate):
    assert names(read(**WHO, x509_certificate_path=str(certificate), thumbprint="unused")) == NAMES


def test_a_file_that_is_no_certificate_is_one_sentence(read, tmp_path):
    (tmp_path / "not.pem").write_text("hello", encoding="utf-8")
    message = read(**WHO, x509_certificate_path=str(tmp_path / "not.pem"))["msg"]
    assert "is no PEM or PKCS12 file" in message and "\n" not in message
    assert "cannot be read: No such file" in read(**WHO, x509_certificate_path=str(tmp_path / "none.pem"))["msg"]


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
    assert "federated token: the file" in read()["msg"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_user_and_password_work_with_a_warning(read):
    who = {"ad_user": USER, "tenant": "adfs", "subscription_id": SUBSCRIPTION}
    assert names(read(**who, password=PASSWORD)) == NAMES
    wrong = read(**who, password="wrong-password-nobody-sees")
    assert "AADSTS50126" in wrong["msg"] and "Check ad_user and password." in wrong["msg"]
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


def test_an_authority_of_its_own_replaces_the_clouds(read, emulator, monkeypatch):
    assert names(read(**WHO, secret=SECRET, adfs_authority_url=emulator.url)) == NAMES


def test_a_cloud_that_knows_only_the_flat_metadata_of_azure_stack_hub(read, emulator):
    emulator.switch(metadata="stack")
    assert names(read(**WHO, secret=SECRET)) == NAMES
    asked = [entry.query["api-version"] for entry in emulator.log(all=True) if entry.kind == "metadata"]
    assert asked == ["2022-09-01", "2015-01-01"]


def test_the_user_agent_names_us_and_what_the_environment_adds(run, emulator, monkeypatch):
    monkeypatch.setenv("AZURE_HTTP_USER_AGENT", "pid-1234")
    monkeypatch.setenv("VSCODEEXT_USER_AGENT", "vscode")
    run("egress_plan_info", cluster=CLUSTER_ID, firewall=FIREWALL_ID)
    agents = {{name.lower(): value for name, value in entry.headers.items()}["user-agent"] for entry in emulator.log()}
    expected = ("adx.outbound/", "Ansible/", "pid-1234", "vscode")
    assert agents and all(word in agent for word in expected for agent in agents)


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


@pytest.mark.parametrize("kind", ["expire_token", "claims_challenge"])
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "azureFirewalls"), ("PUT", "azureFirewalls"), ("GET", "operations/")]
)
def test_a_token_that_ends_in_the_middle_of_things_is_replaced(run, emulator, kind, method, path):
    emulator.switch(polls=4)
    emulator.fault(kind, method=method, path=path, nth=2 if path == "operations/" else 1)
    done = run("firewall_rule_collections", firewall_name=FIREWALL_ID, rule_collections=WANTED)
    assert done.get("changed") is True, done
    assert len([entry for entry in emulator.writes() if entry.status == 200]) == 1


def test_a_clock_that_is_wrong_is_named_as_the_cause(read, emulator, monkeypatch):
    from ansible_collections.adx.outbound.plugins.module_utils._arm.session import _login_advice

    assert "clock" in _login_advice("AADSTS700024: Client assertion is not within its valid time range.")
