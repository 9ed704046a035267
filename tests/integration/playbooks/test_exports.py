# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An appliance in the place of a firewall: its files are written, somebody vouches for it, then routes lead there."""

from __future__ import annotations

import json
import re
import stat

import pytest
import yaml
from ansible_collections.adx.outbound.tests.emulator import ROUTE_TABLE_ID
from ansible_collections.adx.outbound.tests.integration.documents import steady
from ansible_collections.adx.outbound.tests.integration.playbooks.conftest import ROOT

HOP, SKIPPED = "10.0.9.4", ["23.99.5.162"]
TAGS = [{"name": name, "properties": {"addressPrefixes": ["192.0.2.0/27"]}} for name in ("AzureMonitor", "EventHub")]
LINE = "192.0.2.0/27 EventHub, service tags of Public, change number 63"


def run(label, entry="main", *, check_mode=False, **variables):
    """One run of the role, and a line about it in the output: what was written, or why nothing was."""
    role = {"name": "adx.outbound.egress", "tasks_from": entry, "apply": {"check_mode": check_mode}}
    included = {
        "name": f"Run the {label}",
        "ansible.builtin.include_role": role,
        "vars": {f"egress_{name}": value for name, value in variables.items()},
    }
    forget = {"name": "Forget", "ansible.builtin.set_fact": {"__egress_exported": {}, "egress_result": {}}}
    files = "{{ 'files' if __egress_exported is changed else '-' }}"
    routes = "{{ 'routes' if egress_result is changed else '-' }}"
    told = {"name": f"Tell of the {label}", "ansible.builtin.debug": {"msg": f"The {label}: {files} {routes}"}}
    said = {"name": "Say why", "ansible.builtin.debug": {"msg": f"The {label}: {{{{ ansible_failed_result.msg }}}}"}}
    approved = {"approved": "{{ egress_result.plan_hash | default('') }}"}
    keep = {"name": "Keep what an approval would be given for", "ansible.builtin.set_fact": approved}
    return {"name": label, "block": [forget, included], "rescue": [said], "always": [told, keep]}


def look_for(path):
    """Fail when the file is there."""
    return [
        {"name": "Look", "ansible.builtin.stat": {"path": str(path)}, "register": "found"},
        {"name": "Insist on none", "ansible.builtin.assert": {"that": ["not found.stat.exists"]}},
    ]


@pytest.mark.long
def test_files_first_then_somebody_vouches_then_routes_and_away_again(play, emulator, tmp_path):
    before = steady(emulator.document(ROUTE_TABLE_ID))
    table, amqp = tmp_path / "table.json", tmp_path / "amqp.txt"
    tasks = [
        run("preview", "export", check_mode=True),
        *look_for(table),
        run("unconfirmed run"),
        run("approved route", "route", expect_plan="{{ approved }}"),
        run("second run"),
        run("run with tags of today", "allow", service_tags=True, skip_addresses=SKIPPED),
        run("removal", state="absent"),
    ]
    playbook = tmp_path / "elsewhere" / "appliance.yml"
    playbook.parent.mkdir()
    tags = {"egress_service_tags": {"changeNumber": 63, "cloud": "Public", "values": TAGS}}
    whole = {"hosts": "localhost", "gather_facts": False, "vars": tags, "tasks": tasks}
    playbook.write_text(yaml.safe_dump([whole]), "utf-8")
    done = play(
        str(playbook),
        "--diff",
        "-v",
        egress_firewall={"next_hop": HOP},
        egress_default_route="manage",
        egress_exports=[
            {"format": "json", "path": str(table)},
            {"format": "panos_edl_ip", "path": amqp.name, "part": "5671"},
        ],
    )
    assert done.code == 0, done.output
    told = re.findall(r'"msg": "The ([a-z ]+): (.*)"', done.output)
    assert [(label, what) for label, what in told if not what.startswith("Stopped")] == [
        ("preview", "files -"),
        ("unconfirmed run", "files -"),
        ("approved route", "- routes"),
        ("second run", "- -"),
        ("run with tags of today", "files -"),
        ("removal", "- routes"),
    ]
    refusal = f"cluster telemetry: Nothing is routed to appliance {HOP} without an approval"
    assert f"error appliance_unconfirmed {refusal}" in done.said and "This run has written nothing for it." in done.said
    assert done.writes == [("PUT", "rt-spoke"), ("PUT", "rt-spoke")]
    assert done.diffs.count(f"+{LINE}") == 2, "shown by the preview, and by the run that wrote it"
    assert f"+route ADX_Default: 0.0.0.0/0 -> VirtualAppliance {HOP}" in done.diffs
    assert "this format holds addresses only" in done.output, "what a file cannot say is told"
    assert '"code": "kept_appliance"' in done.output, "what a removal leaves is told with its result"
    assert steady(emulator.document(ROUTE_TABLE_ID)) == before

    assert f"-{LINE}" in done.diffs and amqp.read_text(encoding="utf-8").startswith("192.0.2.32/28 EventHub, service")
    assert stat.S_IMODE(amqp.stat().st_mode) == 0o644
    text = table.read_text(encoding="utf-8")
    known = json.loads(text)
    assert text == json.dumps(known, indent=2) + "\n" and known["name"] == "adx-telemetry-westus"
    routed = {one["destination"] for one in known["entries"] if one["use"] == "route"}
    assert "13.64.38.225/32" in routed and "23.99.5.162/32" not in routed


def test_the_play_of_the_guide_runs(play, tmp_path):
    page = (ROOT / "docs" / "appliances.md").read_text(encoding="utf-8")
    _variables, shown = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "guide.yml").write_text(shown, encoding="utf-8")
    tags = {"changeNumber": 63, "cloud": "Public", "values": TAGS}
    (tmp_path / "ServiceTags_Public.json").write_text(json.dumps(tags), encoding="utf-8")
    done = play(str(tmp_path / "guide.yml"))
    assert (done.code, done.changed) == (0, 1), done.output
    assert "http_access deny adx-telemetry-clients" in (tmp_path / "adx-telemetry.conf").read_text(encoding="utf-8")
    assert (tmp_path / "adx-telemetry-5671.txt").read_text(encoding="utf-8").startswith("192.0.2.0/27 EventHub")
