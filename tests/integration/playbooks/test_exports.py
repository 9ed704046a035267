# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task file that writes exports: whole files, only when they change, and shown before."""

from __future__ import annotations

import json
import re
import stat

import yaml
from ansible_collections.adx.outbound.tests.integration.playbooks.conftest import ROOT

TAGS = [{"name": name, "properties": {"addressPrefixes": ["192.0.2.0/27"]}} for name in ("AzureMonitor", "EventHub")]


def step(name, **more):
    return {
        "name": f"Take the step {name}",
        "ansible.builtin.include_role": {"name": "adx.outbound.egress", "tasks_from": name, **more},
    }


def export(label, *, check_mode=False, **variables):
    """The export, and a line about it in the output."""
    said = {"msg": f"{label}: {{{{ 'changed' if __egress_exported is changed else 'as it was' }}}}"}
    return [
        {**step("export", apply={"check_mode": check_mode}), "vars": variables},
        {"name": f"Tell of the {label}", "ansible.builtin.debug": said},
    ]


def test_a_run_shows_writes_and_leaves_the_files_as_they_are(play, tmp_path):
    table, amqp = tmp_path / "table.json", tmp_path / "amqp.txt"
    tasks = [
        step("plan"),
        *export("preview", check_mode=True),
        {"name": "Look for a file", "ansible.builtin.stat": {"path": str(table)}, "register": "found"},
        {"name": "Insist on none", "ansible.builtin.assert": {"that": ["not found.stat.exists"]}},
        *export("first run"),
        *export("second run"),
        *export("run without one address", egress_skip_addresses=["23.99.5.162"]),
    ]
    playbook = tmp_path / "export.yml"
    playbook.write_text(yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]), "utf-8")
    done = play(
        str(playbook),
        "--diff",
        egress_exports=[
            {"format": "json", "path": str(table)},
            {"format": "panos_edl_ip", "path": str(amqp), "part": 5671},
        ],
        egress_service_tag_document={"changeNumber": 63, "cloud": "Public", "values": TAGS},
    )
    assert done.code == 0 and done.writes == [], done.output
    assert re.findall(r'"msg": "(.*): (changed|as it was)"', done.output) == [
        ("preview", "changed"),
        ("first run", "changed"),
        ("second run", "as it was"),
        ("run without one address", "changed"),
    ]
    line = "192.0.2.0/27 EventHub, service tags of Public, change number 63"
    assert done.diffs.count(f"+{line}") == 2  # shown by the preview, and by the run that wrote it
    assert [line for line in done.diffs if line.startswith("-")] != []
    assert "this format holds addresses only" in done.output

    assert amqp.read_text(encoding="utf-8") == f"{line}\n"
    assert stat.S_IMODE(amqp.stat().st_mode) == 0o644
    text = table.read_text(encoding="utf-8")
    known = json.loads(text)
    assert text == json.dumps(known, indent=2) + "\n" and known["name"] == "adx-telemetry-westus"
    routed = {one["destination"] for one in known["entries"] if one["use"] == "route"}
    assert "13.64.38.225/32" in routed and "23.99.5.162/32" not in routed


def test_the_play_of_the_guide_runs(play, tmp_path):
    page = (ROOT / "docs" / "appliances.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "guide.yml").write_text(shown, encoding="utf-8")
    tags = {"changeNumber": 63, "cloud": "Public", "values": TAGS}
    (tmp_path / "ServiceTags_Public.json").write_text(json.dumps(tags), encoding="utf-8")
    done = play(str(tmp_path / "guide.yml"))
    assert (done.code, done.changed) == (0, 1), done.output
    assert "http_access deny adx-telemetry-clients" in (tmp_path / "adx-telemetry.conf").read_text(encoding="utf-8")
    assert (tmp_path / "adx-telemetry-5671.txt").read_text(encoding="utf-8").startswith("192.0.2.0/27 EventHub")
