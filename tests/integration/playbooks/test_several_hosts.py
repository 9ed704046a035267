# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts of one play that write the same resource take turns."""

from __future__ import annotations

import json
import sys

import pytest
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID

HOSTS = ("spoke-1", "spoke-2", "spoke-3")
RULE = {
    "name": "AzureMonitor-443",
    "protocols": ["TCP"],
    "source_addresses": ["*"],
    "destination_addresses": ["AzureMonitor"],
    "destination_ports": ["443"],
}
TASK = {
    "name": "Allow what this spoke needs",
    "adx.outbound.firewall_rule_collections": {
        "firewall_name": FIREWALL_ID,
        "rule_collections": [{"name": "adx-{{ inventory_hostname }}-network", "kind": "network", "rules": [RULE]}],
    },
}


@pytest.mark.long
def test_hosts_that_write_the_same_firewall_wait_for_each_other_and_none_is_refused(play, emulator, tmp_path):
    playbook, inventory = tmp_path / "play.yml", tmp_path / "hosts.yml"
    playbook.write_text(json.dumps([{"hosts": "all", "gather_facts": False, "tasks": [TASK]}]))
    local = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    inventory.write_text(json.dumps({"all": {"hosts": dict.fromkeys(HOSTS, local)}}))

    done = play(str(playbook), "--inventory", str(inventory), "--forks", "3")

    assert done.code == 0, done.output
    assert [entry.status for entry in emulator.writes()] == [200] * len(HOSTS), "as many writes as hosts, all taken"
    collections = emulator.document(FIREWALL_ID)["properties"]["networkRuleCollections"]
    written = [entry for entry in collections if entry["name"].startswith("adx-spoke")]
    assert sorted(entry["name"] for entry in written) == [f"adx-{host}-network" for host in HOSTS]
    assert len({entry["properties"]["priority"] for entry in written}) == len(HOSTS)
