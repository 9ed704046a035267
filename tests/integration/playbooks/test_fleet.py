# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory of the guide on fleets, in three slices at once and in one run."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from ansible_collections.adx.outbound.tests.integration.fleets import Fleet, seed, world

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "fleet.md").read_text(encoding="utf-8")
(INVENTORY,) = re.findall(r"```yaml\n(# fleet-inventory\.yml\n.*?)```", GUIDE, re.DOTALL)
COMMANDS = re.findall(r"^ansible-playbook (adx\.outbound\.fleet -i .*)$", GUIDE, re.MULTILINE)
PLAYBOOK = str(Path(sys.executable).with_name("ansible-playbook"))


@pytest.mark.long
def test_three_slices_at_once_come_to_the_same_end_as_one_run(emulator, surroundings, tmp_path):
    fleet = Fleet(6, 3)
    (tmp_path / "fleet-inventory.yml").write_text(INVENTORY, encoding="utf-8")
    hosts = list(yaml.safe_load(INVENTORY)["firewalls"]["hosts"])
    whole, part = COMMANDS
    slices = [part.replace("--limit hub-1", f"--limit {host}") for host in hosts]
    ends = []
    for commands in (slices, [whole]):
        seed(emulator, fleet)
        running = [
            subprocess.Popen(
                [PLAYBOOK, *command.split()],
                env=surroundings,
                cwd=tmp_path,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for command in commands
        ]
        for one in running:
            output = one.communicate()[0]
            assert one.returncode == 0 and "changed=1" in output, output
        names = [entry.path.rpartition("/")[2] for entry in emulator.writes()]
        assert sorted(names) == sorted([*(f"fw-{number}" for number in range(3)), *(f"rt-{n:03}" for n in range(6))])
        ends.append(world(emulator))
    assert ends[0] == ends[1]


@pytest.mark.long
def test_a_run_that_is_limited_to_one_cluster_leaves_the_rules_and_routes_of_all_others(
    emulator, surroundings, tmp_path
):
    fleet = seed(emulator, Fleet(3, 1))
    hosts = {f"c{number:03}": {"egress_clusters": [fleet.entry(number)]} for number in range(fleet.size)}
    (tmp_path / "hosts.yml").write_text(json.dumps({"clusters": {"hosts": hosts}}), encoding="utf-8")

    def play(*options):
        command = [PLAYBOOK, "adx.outbound.fleet", "-i", "hosts.yml", "--extra-vars", "egress_hosts=clusters", *options]
        done = subprocess.run(command, env=surroundings, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
        return world(emulator)

    def of_others(documents):
        rules = documents[fleet.firewall(0)]["properties"]
        lists = [rules[name] for name in rules if name.endswith("RuleCollections")]
        others = [one for collections in lists for one in collections if not one["name"].startswith("adx-c001-")]
        return [others, *(documents[fleet.table(number)] for number in (0, 2))]

    before = play()
    more = json.dumps({"egress_extra_dependencies": [{"fqdn": "lake.example.com", "port": 443}]})
    after = play("--limit", "c001", "--extra-vars", more)
    assert [id_ for id_ in after if after[id_] != before[id_]] == [fleet.firewall(0)]
    assert of_others(after) == of_others(before) and "lake.example.com" in str(after)


@pytest.mark.long
def test_of_many_clusters_one_that_cannot_be_read_and_one_that_is_stopped_fail_alone(emulator, surroundings, tmp_path):
    fleet = seed(emulator, Fleet(20, 5))
    unread, stopped = 17, 8
    emulator.deny(f"{fleet.cluster(unread)}$", "GET")
    emulator.switch(lists_omit=f"{fleet.cluster(unread)}$")  # as lists do with what may not be read
    network = emulator.document(fleet.network(stopped % fleet.firewalls))["properties"]["subnets"]
    (subnet,) = [one for one in network if one["id"].lower() == fleet.subnet(stopped).lower()]
    # Somebody else's table there has no default route yet, and somebody denies what the cluster needs.
    table = emulator.document(fleet.table(stopped))
    table["properties"]["routes"] = []
    emulator.seed(fleet.table(stopped), table)
    firewall = emulator.document(fleet.firewall(stopped % fleet.firewalls))
    rule = {
        "name": "no-login",
        "protocols": [{"protocolType": "Https", "port": 443}],
        "sourceAddresses": [subnet["properties"]["addressPrefix"]],
        "targetFqdns": ["login.live.com"],
    }
    deny = {"priority": 101, "action": {"type": "Deny"}, "rules": [rule]}
    firewall["properties"]["applicationRuleCollections"].append({"name": "deny-login", "properties": deny})
    emulator.seed(fleet.firewall(stopped % fleet.firewalls), firewall)
    variables = {"egress_clusters": fleet.entries(), "egress_report_path": "report.json,report.html"}
    (tmp_path / "clusters.json").write_text(json.dumps(variables), encoding="utf-8")

    command = [PLAYBOOK, "adx.outbound.fleet", "--extra-vars", "@clusters.json"]
    done = subprocess.run(command, env=surroundings, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stdout[-3000:]
    (answer,) = re.findall(r"Show what came of it\].*?=> (.*?\n\})", done.stdout, re.DOTALL)
    first, *causes = json.loads(answer)["msg"]
    assert first == "2 of 20 clusters failed, 18 are locked down."
    assert {line.split(":")[0] for line in causes if line.startswith("error")} == {
        "error  blocked_dependency  c008",
        "error  AuthorizationFailed  c017",
    }

    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    failed = {one["name"]: one["failure"]["code"] for one in report["clusters"] if one["failure"]}
    assert len(report["clusters"]) == 20 and failed == {"c008": "would_be_blocked", "c017": "AuthorizationFailed"}
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "18 of 20 clusters" in page and all(f"c{number:03}" in page for number in range(fleet.size))
    written = {entry.path.rpartition("/")[2] for entry in emulator.writes()}
    tables = {f"rt-{number:03}" for number in range(fleet.size) if number not in (unread, stopped)}
    assert written == {*(f"fw-{number}" for number in range(fleet.firewalls)), *tables}
