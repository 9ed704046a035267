# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports go one way: modules and plugins -> _glue -> _arm -> _plan."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

UTILS = Path(__file__).resolve().parents[2] / "plugins" / "module_utils"
EMULATOR = Path(__file__).resolve().parents[1] / "emulator"
FORBIDDEN = {
    "_plan": {"_arm", "_run", "_glue"},
    "_arm": {"_run", "_glue"},
    "_run": {"_arm", "_glue"},
    "_glue": set(),
}


def imported(path: Path) -> set[str]:
    """Every dotted name a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names.update(f"{'.' * node.level}{module}.{alias.name}" for alias in node.names)
            names.add("." * node.level + module)
    return names


@pytest.mark.parametrize("room", sorted(room for room in FORBIDDEN if (UTILS / room).is_dir()))
def test_no_room_imports_from_a_room_above_it(room):
    for path in (UTILS / room).rglob("*.py"):
        parts = {part for name in imported(path) for part in name.split(".")}
        assert not parts & FORBIDDEN[room], path


def test_the_planning_room_uses_the_standard_library_only_and_neither_clock_nor_environment():
    barred = {"os", "time", "socket", "subprocess", "urllib", "http", "random"}
    files = list((UTILS / "_plan").rglob("*.py"))
    assert len(files) > 5
    for path in files:
        for name in imported(path):
            if not name.startswith("."):
                top = name.split(".")[0]
                assert top in sys.stdlib_module_names and top not in barred, f"{path} imports {name}"


def test_the_emulator_shares_no_line_with_what_it_tests():
    files = list(EMULATOR.rglob("*.py"))
    assert len(files) > 40
    for path in files:
        assert not [
            name for name in imported(path) if "plugins" in name.split(".") or name.split(".")[0] == "ansible"
        ], path


def test_what_is_for_the_controller_only_is_not_used_by_what_travels_to_a_target():
    travelling = [*UTILS.rglob("*.py"), *(UTILS.parent / "modules").glob("*.py")]
    assert any((UTILS.parent / "plugin_utils").glob("*.py"))
    for path in travelling:
        assert not [name for name in imported(path) if "plugin_utils" in name.split(".")], path


def test_the_wire_never_sees_ansible():
    for path in (UTILS / "_arm").rglob("*.py"):
        assert not [name for name in imported(path) if name.split(".")[0] == "ansible"], path


def test_text_becomes_an_address_in_one_place_alone():
    """What refuses a zone, and gives the address in place of the text, must not be gone round."""
    for path in UTILS.parent.rglob("*.py"):
        if path.parts[-3:] != ("_plan", "values", "addresses.py"):
            assert "ipaddress" not in imported(path), path
