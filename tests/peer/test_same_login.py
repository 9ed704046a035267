# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same login, once by azure.azcollection and once by us, in one environment that holds both.

Run by `make peer`, which installs the other collection with everything it asks for (more than a gigabyte). What is said
about it in docs/login.md is what these runs show.
"""

from __future__ import annotations

import base64
import datetime
import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml
from ansible_collections.adx.outbound.tests.emulator import (
    CLIENT_ID,
    FEDERATED_TOKEN,
    IDENTITY_HEADER,
    SECRET,
    SUBSCRIPTION,
    TENANT,
    Emulator,
)
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

ROOT = Path(__file__).resolve().parents[2]
PEER = ROOT / ".cache" / "peer" / "bin" / "ansible-playbook"
if not PEER.exists():
    pytest.skip("the other collection is not installed; use make peer", allow_module_level=True)

WHO = {"AZURE_CLIENT_ID": CLIENT_ID, "AZURE_TENANT": TENANT, "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION}
OPTIONS = {"client_id": CLIENT_ID, "secret": SECRET, "tenant": TENANT, "subscription_id": SUBSCRIPTION}
CLOUD = {"cloud_environment": "{url}"}
MACHINE = {"IDENTITY_HEADER": IDENTITY_HEADER, "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION}
IDENTITY_NAMES = {"AZURE_CLIENT_ID": CLIENT_ID, "AZURE_TENANT_ID": TENANT, "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION}


@pytest.fixture(scope="module")
def emulator():
    with Emulator(world="demo") as running:
        yield running


@pytest.fixture
def home(tmp_path, emulator):
    """A home with a profile, a token file and a certificate that the emulator knows."""
    (tmp_path / ".azure").mkdir()
    lines = [f"{name}={value}" for name, value in {**OPTIONS, "cloud_environment": emulator.url}.items()]
    (tmp_path / ".azure" / "credentials").write_text("\n".join(["[hub]", *lines]), encoding="utf-8")
    (tmp_path / "token").write_text(FEDERATED_TOKEN, encoding="utf-8")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "application")])
    start = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(start).not_valid_after(start + datetime.timedelta(days=1))
    made = builder.sign(key, hashes.SHA256())
    for digest in (hashes.SHA1(), hashes.SHA256()):
        emulator.trust_certificate(base64.urlsafe_b64encode(made.fingerprint(digest)).decode().rstrip("="))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "application.pem").write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return tmp_path


def logs_in(emulator, home, environment, options):
    """Which of the two modules logs in with these variables and options."""
    tasks = [
        {"azure.azcollection.azure_rm_routetable_info": {"name": "rt-spoke", "resource_group": "rg-spoke"}},
        {"adx.outbound.outbound_dependencies_info": {"name": "telemetry", "resource_group": "rg-adx"}},
    ]
    options = {name: value.format(url=emulator.url) for name, value in options.items()}
    for task, name in zip(tasks, ("theirs", "ours"), strict=True):
        next(iter(task.values())).update(options)
        task.update({"register": name, "ignore_errors": True})
    tasks.append(
        {
            "ansible.builtin.copy": {
                "dest": str(home / "seen.json"),
                "content": "{{ [theirs is success, ours is success] }}",
            }
        }
    )
    play = home / "play.yml"
    play.write_text(yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]), encoding="utf-8")
    cloud = {
        name: value
        for name, value in emulator.environment().items()
        if name not in ("AZURE_CLIENT_ID", "AZURE_SECRET", "AZURE_TENANT", "AZURE_SUBSCRIPTION_ID")
    }
    asked = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AZURE_")},
        **cloud,
        "ARM_CLOUD_METADATA_URL": f"{emulator.url}/metadata/endpoints?api-version=2019-05-01",
        # The other collection fetches the metadata with urllib, which knows no REQUESTS_CA_BUNDLE.
        "SSL_CERT_FILE": emulator.ca_file,
        "AZURE_CONFIG_DIR": str(home / "cli"),
        "HOME": str(home),
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "link"),
        "ANSIBLE_CONFIG": str(ROOT / "demo" / "ansible.cfg"),
        **{name: value.format(home=home, url=emulator.url) for name, value in environment.items()},
    }
    done = subprocess.run([str(PEER), str(play)], env=asked, capture_output=True, text=True, check=False, cwd=home)
    assert (home / "seen.json").exists(), done.stdout + done.stderr
    return tuple(json.loads((home / "seen.json").read_text(encoding="utf-8"))), done.stdout


BOTH = [
    pytest.param({**WHO, "AZURE_SECRET": SECRET}, {}, id="secret in the environment"),
    pytest.param({**IDENTITY_NAMES, "AZURE_SECRET": SECRET}, {}, id="the tenant by its other name"),
    pytest.param({}, {**OPTIONS, **CLOUD}, id="secret as options"),
    pytest.param({}, {"profile": "hub"}, id="profile as option"),
    pytest.param({"AZURE_PROFILE": "hub", "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION}, {}, id="profile in the environment"),
    pytest.param({**WHO, "AZURE_FEDERATED_TOKEN": FEDERATED_TOKEN}, {}, id="federated token"),
    pytest.param({**WHO, "AZURE_FEDERATED_TOKEN_FILE": "{home}/token"}, {}, id="federated token file"),
    pytest.param(
        {**WHO, "AZURE_X509_CERTIFICATE_PATH": "{home}/application.pem", "AZURE_THUMBPRINT": "AB"}, {}, id="certificate"
    ),
    pytest.param(
        {**MACHINE, "IDENTITY_ENDPOINT": "{url}/msi/token"}, {"auth_source": "msi", **CLOUD}, id="managed identity"
    ),
]


@pytest.mark.parametrize(("environment", "options"), BOTH)
def test_both_log_in_with_the_same_variables(emulator, home, environment, options):
    seen, output = logs_in(emulator, home, environment, options)
    assert seen == (True, True), output


ONLY_OURS = [
    pytest.param({**WHO, "AZURE_SECRET": SECRET, "AZURE_PROFILE": ""}, {"profile": ""}, id="an empty profile"),
    pytest.param({**IDENTITY_NAMES, "AZURE_CLIENT_SECRET": SECRET}, {}, id="azure-identity's name of the secret"),
    pytest.param(
        {**WHO, "AZURE_SECRET": SECRET}, {"client_id": CLIENT_ID, **CLOUD}, id="one option and the rest variables"
    ),
    pytest.param({}, OPTIONS, id="login by options to a cloud of the environment"),
    pytest.param(
        {**MACHINE, "IDENTITY_ENDPOINT": "{url}/msi/token"},
        {"auth_source": "msi"},
        id="managed identity in a cloud of the environment",
    ),
    pytest.param(
        {**WHO, "AZURE_SECRET": SECRET, "REQUESTS_CA_BUNDLE": "", "CURL_CA_BUNDLE": ""},
        {"cert_validation_mode": "ignore"},
        id="certificates ignored",
    ),
]


@pytest.mark.parametrize(("environment", "options"), ONLY_OURS)
def test_where_we_differ_only_we_log_in(emulator, home, environment, options):
    seen, output = logs_in(emulator, home, environment, options)
    assert seen == (False, True), output
