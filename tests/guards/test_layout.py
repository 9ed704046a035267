# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which folder may import which, where the tests of a file stand, and that a public name means one thing."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ROOT / "plugins"
UTILS = PLUGINS / "module_utils"
UNIT = ROOT / "tests" / "unit" / "plugins"

# The folders of a room, from the lowest up, each with those it may import besides itself.
ORDER: dict[str, dict[str, tuple[str, ...]]] = {
    "_plan": {
        "values": (),
        "logs": ("values",),
        "documents": ("values",),
        "needs": ("values", "documents"),
        "callouts": ("values", "documents", "needs"),
        "exports": ("values", "documents", "needs"),
        "templates": ("values", "documents"),
        "verdict": ("values", "documents", "needs"),
        "check": ("values", "documents", "needs", "verdict"),
        "evidence": ("values", "documents", "needs", "logs", "verdict", "check"),
        "baseline": ("values", "documents", "needs", "verdict", "check"),
        "lockdown": ("values", "documents", "needs", "verdict", "check"),
        "fleet": ("values", "documents", "needs", "templates", "verdict", "check", "evidence", "baseline", "lockdown"),
        "outbound": ("values", "documents", "needs", "callouts", "verdict", "check", "lockdown"),
        "leaving": ("values", "documents", "needs", "callouts", "check", "lockdown", "outbound"),
        "report": ("values", "logs", "check", "evidence", "baseline"),
    },
    "_arm": {
        "wire": (),
        "login": ("wire",),
        "read": ("wire", "login"),
        "write": ("wire", "login", "read"),
    },
}
ABOVE_ALL = {"_arm/port.py"}  # joins what the folders below it do


def sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if path.name != "__init__.py")


def imports(path: Path) -> Iterator[Path]:
    """The files of ours that a file imports by relative imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            for alias in node.names:
                file = base / f"{alias.name}.py"
                yield file if file.is_file() else base.with_suffix(".py")


def place(path: Path) -> tuple[str, str]:
    """Room and folder of a file of module_utils; the folder is empty for a file that is in none of the order."""
    room, *folders = path.relative_to(UTILS).parent.parts
    return room, folders[0] if folders and folders[0] in ORDER.get(room, ()) else ""


def modules_in(tree: ast.Module, path: Path) -> set[str]:
    """The names by which a file has imported modules of ours."""
    return {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.level
        for alias in node.names
        if (path.parents[node.level - 1].joinpath(*(node.module or "").split("."), f"{alias.name}.py")).is_file()
    }


def against_the_order(room: str) -> set[str]:
    found = set()
    for path in sources(UTILS / room):
        _room, folder = place(path)
        for other in imports(path):
            other_room, other_folder = place(other)
            if folder and other_room == room and other_folder not in ("", folder, *ORDER[room][folder]):
                found.add(f"{path.relative_to(UTILS)} imports {other.relative_to(UTILS)}")
    return found


def public_constants() -> dict[str, dict[str, set[str]]]:
    """Names of public constants whose values stand in the file itself: by name, by value, the files."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in sources(UTILS):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for name in (one for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)):
                    if name.id.isupper() and not name.id.startswith("_"):
                        found[name.id][ast.unparse(node.value)].add(str(path.relative_to(UTILS)))
    return found


@pytest.mark.parametrize("room", ORDER)
def test_every_file_is_in_a_folder_of_the_order(room):
    unplaced = {str(path.relative_to(UTILS)) for path in sources(UTILS / room) if not place(path)[1]}
    assert unplaced == {name for name in ABOVE_ALL if name.startswith(room)}


@pytest.mark.parametrize("room", ORDER)
def test_no_folder_imports_one_above_it(room):
    assert against_the_order(room) == set()


def test_the_order_has_no_circle():
    for folders in ORDER.values():
        below: set[str] = set()
        for folder, allowed in folders.items():
            assert set(allowed) <= below
            below.add(folder)


def test_every_unit_test_stands_where_the_file_it_tests_stands():
    homeless = {
        str(path.relative_to(UNIT))
        for path in sources(UNIT)
        if path.name.startswith("test_")
        and not (PLUGINS / path.parent.relative_to(UNIT) / path.name.removeprefix("test_")).is_file()
    }
    assert homeless == set()


@pytest.mark.parametrize("room", ["_plan", "_run"])
def test_every_file_that_thinks_has_its_tests(room):
    missing = {
        str(path.relative_to(UTILS))
        for path in sources(UTILS / room)
        if any(isinstance(node, ast.FunctionDef) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        and not (UNIT / path.parent.relative_to(PLUGINS) / f"test_{path.name}").is_file()
    }
    assert missing == set()


def test_a_public_constant_of_one_name_has_one_value_and_one_place():
    twice = {name for name, values in public_constants().items() if sum(map(len, values.values())) > 1}
    assert twice == set()


@pytest.mark.parametrize("path", sources(PLUGINS), ids=lambda path: str(path.relative_to(PLUGINS)))
def test_no_parameter_and_no_variable_hides_a_module(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = [node for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.Lambda) for node in ast.walk(one)]
    bound = {node.arg for node in inside if isinstance(node, ast.arg)}
    bound |= {node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    assert bound & modules_in(tree, path) == set()


def test_the_map_in_contributing_has_every_room_with_its_files():
    rows = re.findall(
        r"^\| `(_[\w/]+)` \| .+ \| (.*) \|$", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.M
    )
    drawn = {room: re.findall(r"`(\w+)`", files) for room, files in rows}
    assert list(drawn) == [
        *(f"{room}/{folder}" for room, folders in ORDER.items() for folder in folders),
        "_run",
        "_glue",
    ]
    for room, files in drawn.items():
        assert files == [path.stem for path in sources(UTILS / room)]
