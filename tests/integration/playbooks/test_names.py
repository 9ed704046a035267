# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A playbook does what its name says, whatever variables say."""

from __future__ import annotations

import json

import pytest
import yaml
from ansible_collections.adx.outbound.tests.integration.playbooks.conftest import ROOT


@pytest.fixture
def file(tmp_path):
    """A file of variables that says the state of the cluster, for whichever playbook takes it."""

    def made(state):
        path = tmp_path / f"{state}.yml"
        path.write_text(yaml.safe_dump({"egress_state": state, "egress_default_route": "manage"}), encoding="utf-8")
        return ("--extra-vars", f"@{path}")

    return made


def said(done):
    return done.said


@pytest.mark.long
def test_a_check_with_the_variables_of_the_lock_down_only_checks(play, file):
    done = play("check", *file("present"))
    assert (done.code, done.changed, done.writes) == (0, 0, []), done.output
    assert done.answer[0].startswith("Checked: "), "it did check"


@pytest.mark.parametrize(
    ("name", "state", "remedy"),
    [
        ("remove", "present", "leave it out to remove, or run the playbook lockdown to lock down."),
        ("lockdown", "absent", "leave it out to lock down, or run the playbook remove to take the lock-down"),
        pytest.param(
            "finish", "present", "leave it out to take away the lock-down of what has", marks=pytest.mark.long
        ),
        ("return_to_network", "absent", "leave it out to send clusters back to their network behind a lock-down"),
        pytest.param("check", "absent", "leave it out to check, or run the playbook", marks=pytest.mark.long),
    ],
)
def test_a_state_that_contradicts_the_playbook_stops_it_before_anybody_is_asked(play, file, name, state, remedy):
    done = play(name, *file(state))
    assert done.code != 0 and done.requests == ()
    assert f"This is the playbook {name}, but egress_state is {state}: {remedy}" in said(done)


@pytest.mark.long
def test_a_state_in_the_inventory_contradicts_as_well(play, tmp_path):
    inventory = tmp_path / "hosts.yml"
    variables = {"egress_state": "present", "ansible_connection": "local"}
    inventory.write_text(json.dumps({"all": {"hosts": {"localhost": variables}}}), encoding="utf-8")
    done = play("remove", "--inventory", str(inventory))
    assert done.code != 0 and done.requests == () and "This is the playbook remove" in said(done)


@pytest.mark.long
def test_a_preview_shows_whatever_state_is_asked_for_and_the_same_state_contradicts_nothing(play, file):
    locked = play("lockdown", *file("present"))
    assert locked.writes == [("PUT", "fw-hub"), ("PUT", "rt-spoke")], locked.output
    preview = play("preview", *file("absent"))
    assert (preview.code, preview.changed, preview.writes) == (0, 1, []), preview.output
    assert "-route ADX_Default: 0.0.0.0/0 -> VirtualAppliance 10.0.1.4" in preview.diffs
    removed = play("remove", *file("absent"))
    assert removed.writes == [("PUT", "rt-spoke"), ("PUT", "fw-hub")], removed.output


@pytest.mark.parametrize("path", sorted((ROOT / "playbooks").glob("*.yml")), ids=lambda path: path.stem)
def test_every_playbook_runs_under_the_python_that_ansible_runs_under(path):
    (found,) = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert found["vars"]["ansible_python_interpreter"] == "{{ ansible_playbook_python }}"
    assert not found["gather_facts"] and found["connection"] == "local"
