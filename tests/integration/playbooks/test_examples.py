# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documentation shows works as it stands."""

from __future__ import annotations

import ast
import re

import pytest
import yaml
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_POLICY_ID
from ansible_collections.adx.outbound.tests.integration.playbooks.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


ROLE_README = (ROOT / "roles" / "egress" / "README.md").read_text(encoding="utf-8")


def blocks(text):
    """The YAML that a page shows."""
    return re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)


PLAYS = [block for page in (README, ROLE_README) for block in blocks(page) if block.startswith("- name")]


def examples(path):
    """The tasks that a plugin shows."""
    if path.suffix == ".yml":
        return yaml.safe_load(yaml.safe_load(path.read_text(encoding="utf-8"))["EXAMPLES"])
    assignments = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.Assign)]
    return next(yaml.safe_load(node.value.value) for node in assignments if node.targets[0].id == "EXAMPLES")


@pytest.fixture
def write(tmp_path):
    def to_file(name, content):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")
        return str(path)

    return to_file


def test_the_example_of_every_plugin_runs(play, write, emulator):
    emulator.seed(FIREWALL_POLICY_ID, {"location": "westus", "properties": {}})  # of another hub
    folders = [ROOT / "plugins" / kind for kind in ("modules", "lookup", "filter")]
    shown = [path for folder in folders for path in sorted(folder.iterdir()) if path.name != "egress.py"]
    tasks = [task for path in shown if path.suffix in (".py", ".yml") for task in examples(path)]
    assert len(tasks) >= len(shown) >= 8
    done = play(write("examples.yml", [{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]))
    assert done.code == 0 and "failed=0" in done.output, done.output


def test_the_plays_of_the_readmes_run(play, write):
    plays = [one for shown in PLAYS for one in yaml.safe_load(shown)]
    assert len(plays) == len(PLAYS) == 3  # of the collection, of the role with the least, of the role's tasks by hand
    done = play(write("readme.yml", plays))
    assert done.code == 0 and ("PUT", "fw-hub") in done.writes, done.output


def test_the_play_of_the_login_page_runs_with_the_identity_of_a_machine(play, write, emulator):
    page = (ROOT / "docs" / "login.md").read_text(encoding="utf-8")
    (shown,) = blocks(page)
    nobody = dict.fromkeys(("AZURE_CLIENT_ID", "AZURE_SECRET", "AZURE_TENANT"), "")
    machine = {**nobody, "AZURE_POD_IDENTITY_AUTHORITY_HOST": emulator.url}
    done = play(write("login.yml", shown), "--check", environment=machine)
    assert done.code == 0 and done.changed == 2, done.output


def test_the_commands_of_the_readme_take_the_variables_of_the_readme(play, write):
    variables = write("egress.yml", next(block for block in blocks(README) if block.startswith("# egress.yml")))
    shown = re.findall(r"^ansible-playbook adx\.outbound\.(\w+) --extra-vars @egress\.yml", README, re.MULTILINE)
    assert shown == ["preview", "lockdown", "check", "remove"]
    done = play(shown[0], "--extra-vars", f"@{variables}")
    assert done.code == 0 and done.changed == 2 and done.writes == [], done.output


def test_the_variables_of_the_readme_are_those_of_the_role():
    specification = yaml.safe_load((ROOT / "roles/egress/meta/argument_specs.yml").read_text(encoding="utf-8"))
    section = README.split("## Variables")[1].split("\n## ")[0]
    first_cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    shown = re.findall(r"egress_\w+", " ".join(first_cells))
    assert sorted(shown) == sorted(specification["argument_specs"]["main"]["options"])
