# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has changed since the last run, as the role tells it: by the report that a run replaces, or by another one."""

from __future__ import annotations

import base64
import json
import re
import sys

import pytest
import yaml
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.catalogue import OF_BASELINE
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import OTHER_CLUSTER_ID
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.playbooks.conftest import NAMED, ROOT

LAKE = {"egress_extra_dependencies": [{"fqdn": "lake.example.com", "port": 443}]}
NEVER = {"egress_fail_on": "never"}
TOLD = "1 new dependency (lake.example.com:443)"


PAGE = (ROOT / "docs" / "awx.md").read_text(encoding="utf-8")
BLOCKS = {block.split(".yml")[0]: block for block in re.findall(r"```yaml\n# (.*?)```", PAGE, re.DOTALL)}


def deny(emulator):
    """Somebody denies everything above our rules."""
    rule = {
        "name": "deny-all",
        "protocols": ["TCP"],
        "sourceAddresses": ["*"],
        "destinationAddresses": ["*"],
        "destinationPorts": ["443"],
    }
    made = {"priority": 100, "action": {"type": "Deny"}, "rules": [rule]}
    theirs = {"name": "corp", "properties": made}
    edit(emulator, FIREWALL_ID, lambda properties: properties["networkRuleCollections"].append(theirs))


def cluster(path):
    """What a report has of its cluster, and the codes of what has changed."""
    (one,) = json.loads(path.read_text(encoding="utf-8"))["clusters"]
    return one, [finding["code"] for finding in one["findings"] if finding["code"] in OF_BASELINE]


def test_a_report_is_compared_with_the_one_that_it_replaces(play, emulator, tmp_path):
    given = {"egress_report_path": "reports/report.html, reports/report.json", **NEVER}
    path = tmp_path / "reports" / "report.json"
    first = play("lockdown", egress_default_route="manage", **given)
    assert first.code == 0 and cluster(path)[1] == [], first.output
    deny(emulator)
    second = play("check", **given)
    assert second.code == 0 and cluster(path)[1] == ["changed_verdict"], second.output
    line = cluster(path)[0]["changes_since"]["line"]
    assert "rules changed the verdict of" in line and "denied by 'corp / deny-all'" in line
    assert second.answer[1].startswith("Since 20") and second.changed == 0
    page = path.with_suffix(".html").read_text(encoding="utf-8")
    assert 'class="since"' in page and "rules changed the verdict of" in page
    third = play("check", **given)
    assert third.code == 0 and cluster(path) == (cluster(path)[0] | {"changes_since": None}, [])
    kept = path.read_text(encoding="utf-8")
    assert play("check", **given).code == 0 and path.read_text(encoding="utf-8") == kept


@pytest.mark.long
def test_a_report_of_another_place_is_given_as_a_path_or_as_its_text(play, tmp_path):
    assert play("check", egress_report_path="last.json", **NEVER).code == 0
    text = (tmp_path / "last.json").read_text(encoding="utf-8")
    for given in ("last.json", str(tmp_path / "last.json"), text, f"\n{text}"):
        done = play("check", egress_baseline=given, egress_report_path="now.json", **LAKE, **NEVER)
        assert done.code == 0 and TOLD in done.said, done.output
        assert cluster(tmp_path / "now.json")[1] == ["new_dependency"]
        (tmp_path / "now.json").unlink()


@pytest.mark.long
def test_a_preview_is_compared_with_nothing_and_nothing_with_it(play, tmp_path):
    path = tmp_path / "report.json"
    given = {"egress_report_path": str(path), "egress_default_route": "manage", **NEVER}
    assert play("check", **given).code == 0
    for name, options in (("preview", ()), ("lockdown", ("--check",))):
        ahead = play(name, *options, **given, **LAKE)
        assert ahead.code == 0 and ahead.writes == [] and TOLD not in ahead.said, ahead.output
        one, found = cluster(path)
        assert found == [] and {each["since"] for each in one["destinations"]} == {None}
    done = play("check", **given, **LAKE)
    assert done.code == 0 and cluster(path)[1] == ["no_baseline"], done.output
    checked = play("check", "--check", **given)
    assert checked.code == 0 and cluster(path)[1] == ["gone_dependency"], checked.output


@pytest.mark.long
def test_what_an_earlier_report_holds_is_not_shown_where_more_is_shown(play, tmp_path):
    path = tmp_path / "report.json"
    assert play("check", egress_report_path=str(path), **NEVER).code == 0
    told = base64.b64encode(path.read_bytes()[:60]).decode()
    done = play("check", "-v", egress_report_path=str(path), **NEVER)
    assert done.code == 0 and told not in done.output and cluster(path)[1] == [], done.output


@pytest.mark.long
def test_a_first_run_is_compared_with_nothing_and_a_report_that_is_named_and_not_there_is_told(play, tmp_path):
    path = tmp_path / "report.json"
    assert play("check", egress_report_path=str(path), **NEVER).code == 0 and cluster(path)[1] == []
    path.unlink()
    done = play("check", egress_report_path=str(path), egress_baseline="nowhere.json", **NEVER)
    (finding,) = [one for one in cluster(path)[0]["findings"] if one["code"] == "no_baseline"]
    assert done.code == 0 and f"{tmp_path / 'nowhere.json'} cannot be read: No such file" in finding["message"]
    assert "egress_baseline" in finding["remedy"]
    path.write_text("<html>Sign in</html>", encoding="utf-8")
    assert play("check", egress_report_path=str(path), **NEVER).code == 0 and cluster(path)[1] == ["no_baseline"]


@pytest.mark.long
def test_hosts_of_one_play_are_each_compared_with_their_own(play, tmp_path):
    playbook, inventory = tmp_path / "play.yml", tmp_path / "hosts.yml"
    role = {"name": "Check", "ansible.builtin.include_role": {"name": "adx.outbound.egress", "tasks_from": "check"}}
    playbook.write_text(json.dumps([{"hosts": "all", "gather_facts": False, "tasks": [role]}]))
    local = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    hosts = {"one": {**local, "egress_cluster": CLUSTER_ID}, "two": {**local, "egress_cluster": OTHER_CLUSTER_ID}}
    inventory.write_text(json.dumps({"all": {"hosts": hosts}}))
    given = {"egress_report_path": "{{ inventory_hostname }}.json", "egress_accept": ["not_injected"], **NEVER}
    given |= {"egress_firewall": NAMED["egress_firewall"], "egress_source_addresses": ["10.20.1.0/24"]}
    for more, expected in (({}, []), (LAKE, ["new_dependency"]), (LAKE, [])):
        done = play(str(playbook), "--inventory", str(inventory), named=False, **given, **more)
        assert done.code == 0, done.output
        assert [cluster(tmp_path / f"{host}.json")[1] for host in hosts] == [expected, expected]


@pytest.mark.long
def test_a_job_finds_the_last_report_in_the_folder_that_the_page_shows(play, tmp_path):
    shown = yaml.safe_load(f"# {BLOCKS['egress-nightly']}")
    shown["egress_report_path"] = f"{tmp_path}{shown['egress_report_path']}"
    assert play("check", **shown, **NEVER).code == 0
    done = play("check", **shown, **LAKE, **NEVER)
    assert done.code == 0 and TOLD in done.said, done.output


@pytest.mark.long
def test_a_job_is_handed_the_text_of_the_last_report_as_the_page_shows(play, tmp_path):
    node = tmp_path / "last-report.yml"
    node.write_text(f"# {BLOCKS['last-report']}", encoding="utf-8")
    assert play("check", egress_report_path="reports/telemetry.json", **NEVER).code == 0
    done = play(str(node), environment={"ANSIBLE_SHOW_CUSTOM_STATS": "1"})
    assert done.code == 0, done.output
    handed = json.loads(re.findall(r"RUN: (\{.*\})", done.output)[-1])["egress_baseline"]
    text = handed if isinstance(handed, str) else json.dumps(handed)  # what older versions of ansible-core make of it
    checked = play("check", egress_baseline=text, **LAKE, **NEVER)
    assert checked.code == 0 and TOLD in checked.said, checked.output
