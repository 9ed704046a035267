# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role's entry points, for teams with separate rights, and logins that never show their secret."""

from __future__ import annotations

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


def test_each_entry_point_writes_its_own_part_only(play, tmp_path):
    look = {"ansible.builtin.debug": {"msg": "{{ __egress_planned.plan.plan_hash }}"}}
    planned = play(playbook(tmp_path, include("plan"), look))
    assert (planned.code, planned.changed, planned.writes) == (0, 0, []), planned.output

    manage = {"default_route": "manage"}
    allowed = play(playbook(tmp_path, include("allow", **manage)))
    assert allowed.writes == [("PUT", "fw-hub")], allowed.output
    routed = play(playbook(tmp_path, include("route", **manage)))
    assert routed.writes == [("PUT", "rt-spoke")], routed.output

    both = play(playbook(tmp_path, include("route", state="absent"), include("allow", state="absent")))
    assert both.writes == [("PUT", "rt-spoke"), ("PUT", "fw-hub")], both.output


def test_a_secret_given_as_an_option_never_shows_at_any_verbosity(play, tmp_path):
    login = {"client_id": CLIENT_ID, "secret": SECRET, "tenant": TENANT, "subscription_id": SUBSCRIPTION}
    variables = ("AZURE_CLIENT_ID", "AZURE_SECRET", "AZURE_TENANT", "AZURE_SUBSCRIPTION_ID")
    path = playbook(tmp_path, include("main"), module_defaults={"group/adx.outbound.azure": login})
    done = play(path, "-vvvvv", "--check", "--diff", environment=dict.fromkeys(variables, ""))
    assert done.code == 0 and done.changed == 2, done.output
    assert SECRET not in done.output


def test_a_secret_of_the_environment_never_shows_at_any_verbosity(play, tmp_path):
    done = play("lockdown", "-vvvvv", environment={"ANSIBLE_LOG_PATH": str(tmp_path / "log")})
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert done.code == 0 and len(log) > 1000
    assert SECRET not in done.output and SECRET not in log
