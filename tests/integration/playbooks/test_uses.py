# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role for many clusters, for several hosts, and several times in one play: nothing of one use is another's."""

from __future__ import annotations

import json
import re

import pytest
from ansible_collections.adx.outbound.tests.integration.fleets import Fleet, seed
from ansible_collections.adx.outbound.tests.integration.playbooks.test_entry_points import include, playbook, said_of

SHOWN = {"ANSIBLE_SHOW_CUSTOM_STATS": "1"}


def artifacts(done):
    """What AWX would hand on to the next step of a workflow."""
    (line,) = re.findall(r"^\s*RUN: (\{.*\})$", done.output, re.MULTILINE)
    return json.loads(line)


def kept(path):
    """Append what the last use of the role told to a list, as a rescue and as a task behind it."""
    said = "{{ said | default([]) + [ansible_failed_result.msg] }}"
    rescue = [{"name": "Keep what was said", "ansible.builtin.set_fact": {"said": said}}]
    write = {"content": "{{ said | default([]) | to_json }}", "dest": str(path), "mode": "0644"}
    return rescue, {"name": "Write it", "ansible.builtin.copy": write}


def test_it_is_one_cluster_or_a_list_and_not_both_or_none(play, tmp_path):
    both, none, blank = said_of(
        play,
        tmp_path,
        {"clusters": ["telemetry"], "cluster": "telemetry"},
        {"cluster": "", "clusters": ""},
        {"cluster": "", "clusters": " , "},
        extra={"egress_resource_group": "rg-adx"},
    )
    assert both[0].startswith("egress_cluster and egress_clusters are both given") and both[0].endswith("two out.")
    assert none == blank == ["No cluster is named; give egress_cluster, or a list as egress_clusters."]


@pytest.mark.long
def test_many_clusters_are_one_call_with_one_report_one_hash_and_a_line_for_each(play, emulator, tmp_path):
    fleet = seed(emulator, Fleet(2, 1))
    exports = [
        {"format": "json", "path": "all.json"},
        {"format": "edl_fqdn", "path": "{cluster}.txt", "part": "443"},
    ]
    done = play(
        "fleet",
        environment=SHOWN,
        egress_cluster="",
        egress_firewall=fleet.firewall(0),
        egress_clusters=f"{fleet.cluster(0)}, {fleet.cluster(1)}",  # as a survey hands it over
        egress_report_path="report.md",
        egress_exports=exports,
    )
    assert done.code == 0, done.output
    assert sorted(done.writes) == [("PUT", "fw-0"), ("PUT", "rt-000"), ("PUT", "rt-001")]
    assert {path.name for path in tmp_path.iterdir()} >= {"all.json", "c000-westus.txt", "c001-westus.txt", "report.md"}
    text = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert all(one in text for one in ("c000", "c001")) and "2 clusters" in text
    found = artifacts(done)
    assert (
        found["egress_plan_hash"] == found["egress_by_host"]["localhost"]["plan_hash"] and found["egress_counts"] == {}
    )
    told = found["egress_by_host"]["localhost"]["clusters"]
    assert [(one["cluster"], one["changed"], one["failed"]) for one in told] == [
        ("c000", True, False),
        ("c001", True, False),
    ]


@pytest.mark.long
def test_every_host_of_a_play_hands_its_own_on_and_nothing_is_mixed(play, emulator, tmp_path):
    fleet = seed(emulator, Fleet(3, 3))
    hosts = {f"host-{n}": {"egress_cluster": fleet.cluster(n), "egress_firewall": fleet.firewall(n)} for n in range(3)}
    hosts["host-2"]["egress_firewall"] = fleet.firewall(7)  # which is not there
    inventory = tmp_path / "hosts.yml"
    local = {"ansible_connection": "local"}
    inventory.write_text(json.dumps({"all": {"hosts": {name: {**local, **own} for name, own in hosts.items()}}}))
    interpreter = {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    path = playbook(tmp_path, include("plan"), hosts="all", vars=interpreter, serial=2)
    done = play(path, "--inventory", str(inventory), environment=SHOWN, named=False)
    assert done.code != 0 and "fw-7" in done.said, done.output
    found = artifacts(done)
    assert list(found) == ["egress_by_host"], "plain names would be of nobody in particular"
    clusters = {host: [one["cluster"] for one in told["clusters"]] for host, told in found["egress_by_host"].items()}
    assert clusters == {"host-0": ["c000"], "host-1": ["c001"], "host-2": ["c002"]}
    hashes = [found["egress_by_host"][host]["plan_hash"] for host in ("host-0", "host-1")]
    assert hashes[0] != hashes[1] and all(re.fullmatch(r"[0-9a-f]{88}", one) for one in hashes)
    (failed,) = found["egress_by_host"]["host-2"]["clusters"]
    assert failed["failed"] and "fw-7" in failed["msg"]


@pytest.mark.long
def test_what_an_earlier_use_found_is_never_told_by_a_later_one(play, emulator, tmp_path):
    report, said = tmp_path / "report.json", tmp_path / "said.json"
    rescue, write = kept(said)
    uses = [
        include("plan", exports=[{"format": "csv", "path": "first.csv"}]),
        include("plan", edition="1999-01", report_path=str(report)),
    ]
    look = {"ansible.builtin.assert": {"that": ["egress_result.clusters is not defined"]}}
    path = playbook(tmp_path, {"name": "Uses", "block": uses, "rescue": rescue}, look, write)
    done = play(path, environment=SHOWN)
    assert done.code == 0, done.output
    (sentence,) = json.loads(said.read_text(encoding="utf-8"))
    assert sentence.endswith("There is no edition '1999-01' of the documented lists; choose from 2021-07, 2024-07.")
    assert not report.exists() and (artifacts(done)["egress_plan_hash"], artifacts(done)["egress_counts"]) == ("", {})


@pytest.mark.long
def test_a_loop_over_the_role_tells_each_cluster_by_itself(play, emulator, tmp_path):
    fleet = seed(emulator, Fleet(2, 1))
    entry = include("check", cluster="{{ item }}", report_path="{{ item | basename }}.json")
    look = {"ansible.builtin.assert": {"that": ["egress_result.clusters | length == 1"]}}
    path = playbook(tmp_path, {**entry, "loop": [fleet.cluster(0), fleet.cluster(1)]}, look)
    done = play(path, environment=SHOWN, named=False, egress_firewall=fleet.firewall(0), egress_fail_on="never")
    assert done.code == 0 and done.writes == [], done.output
    for name in ("c000", "c001"):
        (told,) = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))["clusters"]
        assert told["name"] == name
    assert [one["cluster"] for one in artifacts(done)["egress_by_host"]["localhost"]["clusters"]] == ["c001"]


@pytest.mark.long
def test_a_failure_comes_after_its_report_and_its_artifacts(play, tmp_path):
    done = play("lockdown", environment=SHOWN, egress_report_path="report.json", egress_fail_on="info")
    assert done.code != 0, done.output
    told = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert told["plan_hash"] == artifacts(done)["egress_plan_hash"] and artifacts(done)["egress_findings"]
    (cluster,) = artifacts(done)["egress_by_host"]["localhost"]["clusters"]
    assert (cluster["cluster"], cluster["failed"]) == ("telemetry", True) and cluster["msg"]
