# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role's entry points, for teams with separate rights, and logins that never show their secret."""

from __future__ import annotations

import datetime
import json

import pytest
import yaml
from ansible_collections.adx.outbound.tests.emulator import CLIENT_ID, SECRET, SUBSCRIPTION, TENANT


def include(entry, **variables):
    return {
        "name": f"Include {entry}",
        "ansible.builtin.include_role": {"name": "adx.outbound.egress", "tasks_from": entry},
        "vars": {f"egress_{name}": value for name, value in variables.items()},
    }


def playbook(tmp_path, *tasks, **more):
    path = tmp_path / "play.yml"
    path.write_text(yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": list(tasks), **more}]))
    return str(path)


@pytest.mark.long
def test_each_entry_point_writes_its_own_part_only(play, tmp_path):
    look = {"ansible.builtin.assert": {"that": ["egress_result.clusters[0].plan.rule_collections | length == 2"]}}
    planned = play(playbook(tmp_path, include("plan"), look))
    assert (planned.code, planned.changed, planned.writes) == (0, 0, []), planned.output

    manage = {"default_route": "manage"}
    allowed = play(playbook(tmp_path, include("allow", **manage)))
    assert allowed.writes == [("PUT", "fw-hub")], allowed.output
    routed = play(playbook(tmp_path, include("route", **manage)))
    assert routed.writes == [("PUT", "rt-spoke")], routed.output

    refused = play(playbook(tmp_path, include("allow", state="absent")))
    assert refused.code != 0 and refused.writes == []
    assert "by route 'ADX_Default', which stays" in refused.said, "traffic still needs the rules"

    both = play(playbook(tmp_path, include("route", state="absent"), include("allow", state="absent")))
    assert both.writes == [("PUT", "rt-spoke"), ("PUT", "fw-hub")], both.output


def attempt(number, **variables):
    """Plan with these variables; what is said against it is kept in the list `said`."""
    said = "{{ said | default([]) + [ansible_failed_result.argument_errors | default([ansible_failed_result.msg])] }}"
    rescue = {"name": "Keep what was said", "ansible.builtin.set_fact": {"said": said}}
    return {"name": f"Attempt {number}", "block": [include("main", **variables)], "rescue": [rescue]}


def said_of(play, tmp_path, *attempts, extra=None):
    """What was said against each attempt, with none of them writing anything."""
    keep = {"content": "{{ said | to_json }}", "dest": str(tmp_path / "said.json")}
    tasks = [attempt(number, **variables) for number, variables in enumerate(attempts)]
    path = playbook(tmp_path, *tasks, {"name": "Keep", "ansible.builtin.copy": keep})
    done = play(path) if extra is None else play(path, named=False, **extra)
    assert done.code == 0 and done.writes == [] and "Traceback" not in done.output, done.output
    return json.loads((tmp_path / "said.json").read_text(encoding="utf-8"))


def test_a_number_or_choice_that_a_survey_left_blank_is_one_sentence_that_names_it(play, tmp_path):
    blank = ("max_removals", "priority_base", "timeout", "wildcards", "additive")
    said = said_of(play, tmp_path, *({name: ""} for name in blank))
    assert len(said) == len(blank)
    for name, errors in zip(blank, said, strict=True):
        assert len(errors) == 1 and f"egress_{name}" in errors[0], errors


@pytest.mark.long
def test_an_edition_may_be_a_date_of_yaml_and_another_date_is_refused(play, tmp_path):
    (refused,) = said_of(play, tmp_path, {"edition": datetime.date(2020, 1, 1)})
    assert refused[0].endswith("no edition '2020-01-01' of the documented lists; choose from 2021-07, 2024-07.")
    shown = {"name": "Show", "ansible.builtin.debug": {"msg": "edition {{ egress_result.clusters[0].plan.edition }}"}}
    dated = playbook(
        tmp_path, include("plan", edition=datetime.date(2021, 7, 27), sources=" documented, discovered"), shown
    )
    assert "edition: 2021-07-27" in (tmp_path / "play.yml").read_text(encoding="utf-8")
    done = play(dated)
    assert done.code == 0 and "edition 2021-07" in done.output, done.output


@pytest.mark.long
def test_a_secret_given_as_an_option_never_shows_at_any_verbosity(play, tmp_path):
    login = {"client_id": CLIENT_ID, "secret": SECRET, "tenant": TENANT, "subscription_id": SUBSCRIPTION}
    variables = ("AZURE_CLIENT_ID", "AZURE_SECRET", "AZURE_TENANT", "AZURE_SUBSCRIPTION_ID")
    path = playbook(tmp_path, include("main"), module_defaults={"group/adx.outbound.azure": login})
    environment = {**dict.fromkeys(variables, ""), "ANSIBLE_LOG_PATH": str(tmp_path / "log")}
    done = play(path, "-vvvvv", "--diff", environment=environment)
    assert done.code == 0 and done.changed == 1, done.output
    assert SECRET not in done.output
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert len(log) > 1000 and SECRET not in log


def test_a_secret_of_the_environment_never_shows_at_any_verbosity(play, tmp_path):
    done = play("check", "-vvvvv", environment={"ANSIBLE_LOG_PATH": str(tmp_path / "log")})
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert done.code == 0 and len(log) > 1000
    assert SECRET not in done.output and SECRET not in log
