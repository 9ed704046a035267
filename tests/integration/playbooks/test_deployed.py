# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plays of a pipeline around the stages of templates: the gate before routes, and the check after them."""

from __future__ import annotations

import random
import re

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.rendered import Language
from ansible_collections.adx.outbound.tests.integration.deployed.steps import made, order
from ansible_collections.adx.outbound.tests.integration.deployed.trial import Trial, known
from ansible_collections.adx.outbound.tests.integration.deployed.worlds import WORLDS

RULES = re.compile("/rulecollectiongroups/|_rule_collection_group[.]|[.]rules_")
WORLD = WORLDS["a policy and a table to be made"]


GATE = """
- hosts: localhost
  connection: local
  gather_facts: false
  vars:
    ansible_python_interpreter: "{{ ansible_playbook_python }}"
  tasks:
    - ansible.builtin.include_role:
        name: adx.outbound.egress
        tasks_from: route
"""


@pytest.mark.long
@pytest.mark.parametrize("language", Language)
def test_a_preview_of_the_route_step_is_the_gate_and_a_check_is_content_at_the_end(play, run, tmp_path, language):
    tried = Trial(run, WORLD, known(run, WORLD))
    gate = tmp_path / "gate.yml"
    gate.write_text(GATE, encoding="utf-8")
    variables = {"egress_default_route": "manage", "egress_routes": "manage"}
    steps = order(tried.steps(language), random.Random(1))
    rules = [step for step in steps if RULES.search(" ".join(step.makes))]
    assert rules == steps[: len(rules)] != []
    stopped = play(str(gate), "--check", **variables)
    assert (
        stopped.code != 0
        and "31 of 71 destinations of cluster telemetry would be blocked" in stopped.said
        and stopped.writes == []
    )
    for _step in made(rules):
        pass
    passed = play(str(gate), "--check", **variables)
    assert passed.code == 0 and passed.writes == [], passed.output
    for _step in made([step for step in steps if step not in rules]):
        pass
    checked = play("check", **variables)
    assert checked.code == 0 and checked.writes == [], checked.output
    assert "is locked down, with all 71 destinations allowed." in checked.answer[0]
    again = play("lockdown", **variables)
    assert again.code == 0 and again.changed == 0 and again.writes == []
