# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of variables that nobody knows, wherever they were set, in every entry point, before anybody is asked."""

from __future__ import annotations

import json
import sys

import pytest
import yaml
from ansible_collections.adx.outbound.tests.integration.playbooks.test_entry_points import include, playbook

ENTRIES = ("main", "plan", "allow", "route", "check", "export", "restrict")


def sentence(name, meant):
    return (
        f"{name} is no variable of this role; did you mean {meant}? Rename it, or list it in egress_ignore_variables."
    )


def test_a_misspelt_name_on_the_command_line_stops_the_lock_down_before_anybody_is_asked(play):
    done = play("lockdown", egress_expected_plan="rules-0", egress_team="blue")
    assert done.code != 0 and done.requests == ()
    assert sentence("egress_expected_plan", "egress_expect_plan") in done.output
    assert done.output.count("egress_team is no variable of this role and has no effect on it") == 1


def test_a_misspelt_name_is_told_in_every_entry_point_and_wherever_it_was_set(play, emulator, tmp_path):
    def attempt(entry, before=(), **variables):
        said = "{{ said | default([]) + [ansible_failed_result.msg] }}"
        keep = {"name": "Keep what was said", "ansible.builtin.set_fact": {"said": said}}
        return {"name": entry, "block": [*before, include(entry, **variables)], "rescue": [keep]}

    fact = {"name": "Set", "ansible.builtin.set_fact": {"egress_defualt_route": "manage"}}
    own = {"ignore_variables": "egress_frewall, egress_sourcess"}
    write = {"content": "{{ said | to_json }}", "dest": str(tmp_path / "said.json")}
    path = playbook(
        tmp_path,
        *(attempt(entry) for entry in ENTRIES),
        attempt("plan", tagss={}, **own),
        attempt("plan", [fact], **own),
        {"name": "Write", "ansible.builtin.copy": write},
        vars={"egress_frewall": {"name": "fw-hub"}},
    )
    (tmp_path / "host_vars").mkdir()
    (tmp_path / "host_vars" / "localhost.yml").write_text(yaml.safe_dump({"egress_sourcess": "documented"}), "utf-8")
    done = play(path, egress_firewall="")  # as a survey hands over what was left blank
    assert done.code == 0 and done.requests == () and "Traceback" not in done.output, done.output
    said = json.loads((tmp_path / "said.json").read_text(encoding="utf-8"))
    wrong, right = "egress_frewall and egress_sourcess", "egress_firewall and egress_sources"
    both = f"{wrong} are no variables of this role; did you mean {right}?"
    assert said == [f"{both} Rename them, or list them in egress_ignore_variables."] * len(ENTRIES) + [
        sentence("egress_tagss", "egress_tags"),
        sentence("egress_defualt_route", "egress_default_route"),
    ]


@pytest.mark.long
def test_names_of_ones_own_and_what_a_workflow_hands_on_stop_nothing_and_are_not_told(play, tmp_path):
    artifacts = {"egress_plan_hash": "rules-0", "egress_counts": {}, "egress_findings": []}
    own = {"egress_frewall": "fw-hub", "egress_firewalls": ["{{ no_such_variable }}"], "egress_hosts": "localhost"}
    named = ["egress_firewalls", "egress_frewall"]
    done = play("check", egress_ignore_variables=named, **artifacts, **own)
    assert done.code == 0 and done.writes == [], done.output
    assert "of this role" not in done.output


@pytest.mark.long
def test_a_line_about_a_name_is_shown_once_for_many_hosts_and_the_play_goes_on(play, tmp_path):
    inventory = tmp_path / "hosts.yml"
    local = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    inventory.write_text(json.dumps({"all": {"hosts": {f"host-{n}": {**local, "egress_team": n} for n in range(5)}}}))
    done = play(playbook(tmp_path, include("plan"), hosts="all"), "--inventory", str(inventory))
    assert done.code == 0, done.output
    assert done.output.count("egress_team is no variable of this role") == 1
