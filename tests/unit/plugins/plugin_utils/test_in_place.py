# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a module is run from where the collection is installed, and when Ansible packs it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from ansible import constants
from ansible.executor import module_common
from ansible.plugins.action.normal import ActionModule as Normal
from ansible_collections.adx.outbound.plugins.plugin_utils.in_place import InPlace

OWN = {"ansible_python_interpreter": sys.executable}
OTHER = {"ansible_python_interpreter": "/usr/bin/another"}
OPTIONS = {"name": "rt-spoke", "routes": []}


@pytest.fixture
def way(monkeypatch):
    """Return what Ansible is given to run for a task; "packed" for what it makes itself."""

    def of(variables=None, transport="local", become=None, delegate_to=None, name="adx.outbound.route_table"):
        task = SimpleNamespace(delegate_to=delegate_to)
        connection = SimpleNamespace(transport=transport, become=become)
        action = InPlace(task, connection, None, None, SimpleNamespace(template=lambda value: value), None)
        monkeypatch.setattr(Normal, "_configure_module", lambda self, *given: ("packed", given))
        return action._configure_module(name, OPTIONS, OWN if variables is None else variables)

    return of


def ready(made):
    """The interpreter, the script and the module's path of what a version of Ansible is given."""
    if len(made) == 4:
        return made[1:]
    bits, path = made
    return bits.shebang, bits.b_module_data, path


@pytest.mark.parametrize("name", ["adx.outbound.route_table", "route_table"])
def test_a_task_on_this_machine_with_this_python_stays_in_place(way, name):
    shebang, script, path = ready(way(name=name))
    assert shebang == f"#!{sys.executable}" and Path(path).read_text(encoding="utf-8").startswith("#!")
    assert b"rt-spoke" in script and len(script) < 2000


@pytest.mark.parametrize(
    "different",
    [
        {"variables": OTHER},
        {"variables": {}},
        {"transport": "ssh"},
        {"become": "sudo"},
        {"delegate_to": "spoke", "variables": {**OWN, "ansible_delegated_vars": {"spoke": OTHER}}},
        {"delegate_to": "spoke"},
        {"name": "ansible.legacy.async_wrapper"},
        {"name": "somebody.other.route_table"},
    ],
    ids=str,
)
def test_any_other_is_packed_from_what_ansible_was_asked_for(way, different):
    name, variables = different.get("name", "adx.outbound.route_table"), different.get("variables", OWN)
    assert way(**different) == ("packed", (name, OPTIONS, variables))


def test_where_archives_are_kept_there_is_one(way, monkeypatch):
    monkeypatch.setattr(constants, "DEFAULT_KEEP_REMOTE_FILES", True)
    assert way()[0] == "packed"


def test_the_python_of_the_host_that_a_task_is_delegated_to_counts(way):
    delegated = {**OTHER, "ansible_delegated_vars": {"localhost": OWN}}
    assert way(delegate_to="localhost", variables=delegated)[0] != "packed"


def test_a_version_of_ansible_that_takes_something_else_packs(way, monkeypatch):
    def of_tomorrow(*, payload):
        return payload

    monkeypatch.setattr(module_common, "_BuiltModule", of_tomorrow, raising=False)
    assert way()[0] == "packed"


def test_a_version_before_the_class_takes_four_values(way, monkeypatch):
    monkeypatch.delattr(module_common, "_BuiltModule", raising=False)
    style, shebang, script, path = way()
    assert (
        (style, shebang) == ("new", f"#!{sys.executable}") and b"rt-spoke" in script and path.endswith("route_table.py")
    )
