# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same login, once by azure.azcollection and once by us, in one environment that holds both.

Run by `make peer`, which installs the other collection with everything it asks for (nearly two gigabytes). What is said
about it in docs/login.md is what these runs show. All rows are hosts of one play, since starting it is what takes long.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from ansible_collections.adx.outbound.tests.emulator import (
    CLIENT_ID,
    FEDERATED_TOKEN,
    IDENTITY_HEADER,
    PASSWORD,
    SECRET,
    SUBSCRIPTION,
    TENANT,
    USER,
    Emulator,
    Proxy,
)
from ansible_collections.adx.outbound.tests.integration.modules import logins

ROOT = Path(__file__).resolve().parents[2]
PEER = ROOT / ".cache" / "peer" / "bin"
if not (PEER / "ansible-playbook").exists():
    pytest.skip("the other collection is not installed; use make peer", allow_module_level=True)


@dataclass(frozen=True)
class Row:
    """Variables and options of one login, and whether azure.azcollection logs in with them, too."""

    id: str
    variables: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    file: str = "hub"  # the section of the credentials file that says who
    theirs: bool = True
    public: bool = False  # in the public cloud, which is all their login by the Azure CLI can do


CLOUD = {"cloud_environment": "{url}"}
SUB = {"AZURE_SUBSCRIPTION_ID": SUBSCRIPTION}
WHO = {"AZURE_CLIENT_ID": CLIENT_ID, "AZURE_TENANT": TENANT, **SUB}
IDENTITY_NAMES = {"AZURE_CLIENT_ID": CLIENT_ID, "AZURE_TENANT_ID": TENANT, **SUB}
OPTIONS = {"client_id": CLIENT_ID, "secret": SECRET, "tenant": TENANT, "subscription_id": SUBSCRIPTION}
MACHINE = {"IDENTITY_HEADER": IDENTITY_HEADER, "IDENTITY_ENDPOINT": "{url}/msi/token", **SUB}
AZ = "{home}:/usr/bin:/bin"
NOBODY = "00000000-0000-4000-8000-000000000000"
ROWS = [
    Row("secret in the environment", {**WHO, "AZURE_SECRET": SECRET}),
    Row("the tenant by its other name", {**IDENTITY_NAMES, "AZURE_SECRET": SECRET}),
    Row("secret as options", options={**OPTIONS, **CLOUD}),
    Row("federated token", {**WHO, "AZURE_FEDERATED_TOKEN": FEDERATED_TOKEN}),
    Row("federated token file", {**WHO, "AZURE_FEDERATED_TOKEN_FILE": "{home}/token"}),
    Row("certificate", {**WHO, "AZURE_X509_CERTIFICATE_PATH": "{home}/application.pem", "AZURE_THUMBPRINT": "AB"}),
    Row("user and password", {"AZURE_AD_USER": USER, "AZURE_PASSWORD": PASSWORD, "AZURE_TENANT": "adfs", **SUB}),
    Row("managed identity", MACHINE, {"auth_source": "msi", **CLOUD}),
    Row("profile as option", options={"profile": "hub"}),
    Row("profile in the environment", {"AZURE_PROFILE": "hub", **SUB}),
    Row(
        "profile in the environment and subscription as option",
        {"AZURE_PROFILE": "hub"},
        {"subscription_id": SUBSCRIPTION},
    ),
    Row("environment by name", {**WHO, "AZURE_SECRET": SECRET}, {"auth_source": "env"}),
    Row("profile in the environment by name", {"AZURE_PROFILE": "hub"}, {"auth_source": "env"}),
    Row("file by name", {"AZURE_CLIENT_ID": NOBODY}, {"auth_source": "credential_file"}, "default"),
    Row("section of the file by name", options={"auth_source": "credential_file", "profile": "hub"}),
    Row("file without a word", file="default"),
    Row("file with the subscription as option", options={"subscription_id": SUBSCRIPTION}, file="default"),
    Row("file with the subscription in the environment", SUB, file="default"),
    Row("file with a tenant in the environment", {"AZURE_TENANT_ID": NOBODY}, file="default"),
    Row("file with a token file of nobody", {"AZURE_FEDERATED_TOKEN_FILE": "{home}/token"}, file="default"),
    Row(
        "file before an identity without subscription", {"AZURE_CLIENT_ID": NOBODY, "AZURE_SECRET": "x"}, file="default"
    ),
    Row("the azure cli in the public cloud", {"PATH": AZ, **SUB}, public=True),
    Row("the azure cli in the public cloud by name", {"PATH": AZ, **SUB}, {"auth_source": "cli"}, public=True),
    # where we differ
    Row("an empty profile", {**WHO, "AZURE_SECRET": SECRET, "AZURE_PROFILE": ""}, {"profile": ""}, theirs=False),
    Row("azure-identity's name of the secret", {**IDENTITY_NAMES, "AZURE_CLIENT_SECRET": SECRET}, theirs=False),
    Row(
        "an option, the rest variables",
        {**WHO, "AZURE_SECRET": SECRET},
        {"client_id": CLIENT_ID, **CLOUD},
        theirs=False,
    ),
    Row("options, and the cloud in the environment", options=OPTIONS, theirs=False),
    Row("managed identity, and the cloud in the environment", MACHINE, {"auth_source": "msi"}, theirs=False),
    Row("the azure cli in a cloud of its own", {"PATH": AZ}, theirs=False),
    Row(
        "certificates ignored",
        {**WHO, "AZURE_SECRET": SECRET, "REQUESTS_CA_BUNDLE": "", "CURL_CA_BUNDLE": ""},
        {"cert_validation_mode": "ignore"},
        theirs=False,
    ),
]


def home_of(row, emulator, base):
    """A home with what the row may need: credentials file, token file, certificate, and an az that is logged in."""
    home = base / str(ROWS.index(row))
    (home / ".azure").mkdir(parents=True)
    lines = [f"{name}={value}" for name, value in {**OPTIONS, "cloud_environment": emulator.url}.items()]
    (home / ".azure" / "credentials").write_text("\n".join([f"[{row.file}]", *lines]), encoding="utf-8")
    (home / "token").write_text(FEDERATED_TOKEN, encoding="utf-8")
    logins.certificate(emulator, home / "application.pem")
    (home / "az").write_text(logins.az(emulator.url, public=row.public), encoding="utf-8")
    (home / "az").chmod(0o755)
    return home


def tasks_of(row, emulator, home, proxy):
    """Both modules with the options of the row."""
    public = {"AZURE_CLOUD_ENVIRONMENT": "", "HTTPS_PROXY": proxy} if row.public else {}
    filled = {"url": emulator.url, "home": home, "sub": SUBSCRIPTION}
    options = {name: value.format(**filled) for name, value in row.options.items()}
    environment = {
        **{name: value for name, value in emulator.environment().items() if name not in logins.IDENTITY_VARIABLES},
        "ARM_CLOUD_METADATA_URL": f"{emulator.url}/metadata/endpoints?api-version=2019-05-01",
        # The other collection fetches the metadata with urllib, which knows no REQUESTS_CA_BUNDLE.
        "SSL_CERT_FILE": emulator.ca_file,
        "AZURE_CONFIG_DIR": str(home / "cli"),
        "HOME": str(home),
        **public,
        **{name: value.format(**filled) for name, value in row.variables.items()},
    }
    modules = {
        "theirs": {"azure.azcollection.azure_rm_routetable_info": {"name": "rt-spoke", "resource_group": "rg-spoke"}},
        "ours": {"adx.outbound.outbound_dependencies_info": {"name": "telemetry", "resource_group": "rg-adx"}},
    }
    return [
        {"name": whose, name: {**own, **options}, "environment": environment, "ignore_errors": True}
        for whose, module in modules.items()
        for name, own in module.items()
    ]


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Per row what both modules said."""
    base = tmp_path_factory.mktemp("peer")
    with Emulator(world="demo") as private, Emulator(world="demo", public=True) as public:
        proxy = Proxy(port=public.port)
        for row in ROWS:
            emulator = public if row.public else private
            home = home_of(row, emulator, base)
            tasks = tasks_of(row, emulator, home, proxy.url)
            (home / "tasks.yml").write_text(yaml.safe_dump(tasks), encoding="utf-8")
        play = {
            "hosts": "all",
            "strategy": "free",
            "gather_facts": False,
            "vars": {"ansible_connection": "local", "ansible_python_interpreter": str(PEER / "python")},
            "tasks": [{"ansible.builtin.include_tasks": f"{base}/{{{{ inventory_hostname }}}}/tasks.yml"}],
        }
        (base / "play.yml").write_text(yaml.safe_dump([play]), encoding="utf-8")
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("AZURE_")},
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "link"),
            "ANSIBLE_CONFIG": str(ROOT / "demo" / "ansible.cfg"),
            "ANSIBLE_FORKS": str(os.cpu_count() or 2),
            "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json",
        }
        inventory = "".join(f"{number}," for number in range(len(ROWS)))
        command = [str(PEER / "ansible-playbook"), "-i", inventory, str(base / "play.yml")]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=base)
        proxy.close()
    assert done.stdout.lstrip().startswith("{"), done.stdout + done.stderr
    results = {row.id: {} for row in ROWS}
    for entry in json.loads(done.stdout)["plays"][0]["tasks"]:
        for host, result in entry["hosts"].items():
            if entry["task"]["name"] in ("theirs", "ours"):
                results[ROWS[int(host)].id][entry["task"]["name"]] = result
    return results


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_we_log_in_with_what_azure_azcollection_logs_in_with_and_more(said, row):
    logs_in = {name: not result.get("failed") for name, result in said[row.id].items()}
    assert logs_in == {"theirs": row.theirs, "ours": True}, said[row.id]
