# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module that is run from where the collection is installed does what one that Ansible has packed does."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, ROUTE_TABLE_ID

SAYS_SO = "from where it is installed"
OTHER = str(Path(sys.executable).with_name("python3"))  # the same one by another name, which nobody can know
ROUTE = {"name": "to-hub", "address_prefix": "10.9.0.0/16", "next_hop_type": "Internet"}
TASKS = {
    "a check": ("egress_check_info", {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID}),
    "a preview with a diff and a warning": ("route_table", {"name": ROUTE_TABLE_ID, "routes": [ROUTE]}),
    "a name with letters of all kinds": (
        "outbound_dependencies_info",
        {"cluster": "grün-\u2603", "resource_group": "r'g\""},
    ),
    "an option that nobody knows": ("route_table", {"name": ROUTE_TABLE_ID, "rutes": [ROUTE]}),
    "a value that an option does not take": ("egress_plan_info", {"cluster": CLUSTER_ID, "timeout": "soon"}),
    "no login": ("service_tags_info", {"location": "West US", "secret": "", "profile": "nobody"}),
}


@pytest.fixture
def ran(surroundings, tmp_path):
    """Run one task, and return its registered result and all that was printed."""

    def run(module, options, *arguments, task=None, **play):
        path = tmp_path / "play.yml"
        tasks = [
            {f"adx.outbound.{module}": options, "register": "done", "ignore_errors": True, **(task or {})},
            {
                "ansible.builtin.copy": {"content": "{{ done | to_json }}", "dest": str(tmp_path / "done")},
                "check_mode": False,
            },
        ]
        path.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, **play, "tasks": tasks}]))
        command = [str(Path(sys.executable).with_name("ansible-playbook")), str(path), *arguments]
        done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads((tmp_path / "done").read_text()), done.stdout + done.stderr

    return run


def same(result):
    """A result without what differs between any two runs."""
    return json.loads(re.sub(r"\d{4}-\d\d-\d\d[T ][\d:.]+Z?", "TIME", json.dumps(result)))


QUICK = ("a check", "an option that nobody knows")


@pytest.mark.parametrize(
    "what", [what if what in QUICK else pytest.param(what, marks=pytest.mark.long) for what in TASKS]
)
def test_its_result_is_that_of_the_packed_module(ran, what):
    here, shown = ran(*TASKS[what], "--check", "--diff", "-vvv")
    packed, other = ran(*TASKS[what], "--check", "--diff", "-vvv", vars={"ansible_python_interpreter": OTHER})
    assert SAYS_SO in shown and SAYS_SO not in other
    assert same(here) == same(packed)
    assert here["failed"] is (what not in list(TASKS)[:2])


@pytest.mark.parametrize(
    "task",
    [
        {"delegate_to": "localhost"},
        {"environment": {"AZURE_CLIENT_ID": "somebody-else"}},
    ],
    ids=["for another host", "with an environment of its own"],
)
def test_keywords_of_the_task_hold_there_too(ran, task):
    result, shown = ran("service_tags_info", {"location": "West US"}, "-vvv", task=task)
    assert SAYS_SO in shown
    assert result["failed"] is ("environment" in task)
    assert "somebody-else" in result.get("msg", "somebody-else")


def test_no_verbosity_shows_a_secret(ran):
    options = {"location": "West US", "secret": "hunter2-and-more"}
    result, shown = ran("service_tags_info", options, "-vvvv")
    assert SAYS_SO in shown and result["failed"] is True
    assert "hunter2-and-more" not in shown


def test_a_task_that_nobody_waits_for_runs_there_too(ran):
    result, shown = ran("service_tags_info", {"location": "West US"}, "-vvv", task={"async": 60, "poll": 1})
    assert SAYS_SO in shown
    assert result["failed"] is False and result["service_tags"], f"{result}\n{shown[-3000:]}"


def test_files_beside_the_playbook_are_not_taken_for_libraries(ran, tmp_path):
    (tmp_path / "requests.py").write_text("raise SystemExit('not this one')")
    result, shown = ran("service_tags_info", {"location": "West US"}, "-vvv")
    assert SAYS_SO in shown and result["failed"] is False
