# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The built file, installed beside azure.azcollection in one environment, with the Azure SDK that collection pins."""

from __future__ import annotations

import json
import os
import subprocess
from importlib import metadata
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, ROUTE_TABLE_ID, Emulator

ROOT = Path(__file__).resolve().parents[2]
PEER = ROOT / ".cache" / "peer" / "bin"
BUILT = sorted((ROOT / ".cache" / "dist").glob("adx-outbound-*.tar.gz"))
if not (PEER / "ansible-playbook").exists() or not BUILT:
    pytest.skip("the other collection is not installed, or ours is not built; use make peer", allow_module_level=True)

TASKS = [
    {
        "name": "Add a route by the other collection",
        "azure.azcollection.azure_rm_route": {
            "name": "to-lab",
            "address_prefix": "10.99.0.0/16",
            "next_hop_type": "none",
            "route_table_name": "rt-spoke",
            "resource_group": "rg-spoke",
        },
    },
    {
        "name": "Lock the cluster down by ours",
        "ansible.builtin.include_role": {"name": "adx.outbound.egress"},
        "vars": {"egress_cluster": CLUSTER_ID, "egress_firewall": FIREWALL_ID, "egress_default_route": "manage"},
    },
    {
        "name": "Read the table by the other collection",
        "azure.azcollection.azure_rm_routetable_info": {"name": "rt-spoke", "resource_group": "rg-spoke"},
        "register": "read",
    },
    {
        "name": "See the routes of both",
        "ansible.builtin.assert": {
            "that": ["['to-lab', 'ADX_Management'] is subset(read.route_tables[0].routes | map(attribute='name'))"]
        },
    },
]


def test_both_collections_work_in_one_play_with_the_sdk_that_the_other_one_pins(tmp_path):
    (site_packages,) = PEER.parent.glob("lib/python*/site-packages")
    (sdk,) = metadata.distributions(name="azure-mgmt-network", path=[str(site_packages)])
    assert sdk.version == "28.0.0"
    manifest = site_packages / "ansible_collections" / "azure" / "azcollection" / "MANIFEST.json"
    assert json.loads(manifest.read_text(encoding="utf-8"))["collection_info"]["version"] == "3.21.0"

    installed = tmp_path / "collections"
    galaxy = [str(PEER / "ansible-galaxy"), "collection", "install", "--offline", "-p", str(installed), str(BUILT[-1])]
    subprocess.run(galaxy, check=True, capture_output=True, cwd=tmp_path)
    settings = {"hosts": "localhost", "gather_facts": False}
    interpreter = {"ansible_python_interpreter": str(PEER / "python")}
    (tmp_path / "play.yml").write_text(
        json.dumps([{**settings, "vars": interpreter, "tasks": TASKS}]), encoding="utf-8"
    )
    with Emulator(world="demo") as azure:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("AZURE_", "ANSIBLE_"))},
            **azure.environment(),
            "ANSIBLE_COLLECTIONS_PATH": str(installed),
            "ANSIBLE_HOME": str(tmp_path / "home"),
            "ARM_CLOUD_METADATA_URL": f"{azure.url}/metadata/endpoints?api-version=2019-05-01",
            "SSL_CERT_FILE": azure.ca_file,
            "AZURE_CONFIG_DIR": str(tmp_path / "cli"),
        }
        command = [str(PEER / "ansible-playbook"), str(tmp_path / "play.yml")]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=tmp_path)
        names = [one["name"] for one in azure.document(ROUTE_TABLE_ID)["properties"]["routes"]]
    assert done.returncode == 0, done.stdout + done.stderr
    assert {"to-lab", "ADX_Management", "ADX_Default"} <= set(names)
