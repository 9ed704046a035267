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
        "documents": ("values",),
        "needs": ("values", "documents"),
        "exports": ("values", "documents", "needs"),
        "verdict": ("values", "documents", "needs"),
        "check": ("values", "documents", "needs", "verdict"),
        "lockdown": ("values", "documents", "needs", "verdict", "check"),
        "fleet": ("values", "documents", "needs", "verdict", "check", "lockdown"),
        "report": ("values",),
    },
    "_arm": {
        "wire": (),
        "login": ("wire",),
        "read": ("wire", "login"),
        "write": ("wire", "login", "read"),
    },
}
ABOVE_ALL = {"_arm/port.py"}  # joins what the folders below it do
# What is not so yet. These lists only ever become shorter.
UNPLACED: set[str] = set()
AGAINST_THE_ORDER: set[str] = set()
TESTS_OF_NO_FILE: set[str] = {
    "module_utils/_plan/documents/test_changes.py",
    "module_utils/_plan/documents/test_laws.py",
    "module_utils/_plan/exports/test_golden.py",
    "module_utils/_plan/exports/test_hostile.py",
    "module_utils/_plan/exports/test_many.py",
    "module_utils/_plan/exports/test_mapping.py",
    "module_utils/_plan/lockdown/test_appliance.py",
    "module_utils/_plan/lockdown/test_decisions.py",
    "module_utils/_plan/lockdown/test_purge.py",
    "module_utils/_plan/report/test_report.py",
    "plugin_utils/test_templates.py",
}
WITHOUT_TESTS: set[str] = {
    "_plan/check/check.py",
    "_plan/check/context.py",
    "_plan/check/destinations.py",
    "_plan/check/endings.py",
    "_plan/check/firewall.py",
    "_plan/check/leftovers.py",
    "_plan/check/portrait.py",
    "_plan/check/routes.py",
    "_plan/documents/backups.py",
    "_plan/documents/firewalls.py",
    "_plan/documents/limits.py",
    "_plan/documents/networks.py",
    "_plan/documents/policies.py",
    "_plan/documents/route_tables.py",
    "_plan/documents/routes.py",
    "_plan/documents/rule_ownership.py",
    "_plan/documents/rule_spellings.py",
    "_plan/documents/service_tags.py",
    "_plan/documents/subnets.py",
    "_plan/exports/checkpoint.py",
    "_plan/exports/clusters.py",
    "_plan/exports/common.py",
    "_plan/exports/formats.py",
    "_plan/exports/fortios.py",
    "_plan/exports/lists.py",
    "_plan/exports/nftables.py",
    "_plan/exports/panos.py",
    "_plan/exports/squid.py",
    "_plan/exports/tables.py",
    "_plan/fleet/changes.py",
    "_plan/lockdown/advice.py",
    "_plan/lockdown/needed.py",
    "_plan/lockdown/plans.py",
    "_plan/lockdown/question.py",
    "_plan/lockdown/request.py",
    "_plan/lockdown/slices.py",
    "_plan/lockdown/table_findings.py",
    "_plan/report/drawing.py",
    "_plan/report/elements.py",
    "_plan/report/formats.py",
    "_plan/report/html.py",
    "_plan/report/kql.py",
    "_plan/report/markdown.py",
    "_plan/report/model.py",
    "_plan/report/overview_html.py",
    "_plan/report/overview_markdown.py",
    "_plan/report/picture.py",
    "_plan/report/words.py",
    "_plan/values/addresses.py",
    "_plan/values/change.py",
    "_plan/values/errors.py",
    "_plan/values/names.py",
    "_plan/verdict/besides.py",
    "_plan/verdict/flows.py",
    "_plan/verdict/longest_prefix.py",
    "_plan/verdict/matches.py",
    "_plan/verdict/next_hops.py",
    "_plan/verdict/places.py",
    "_plan/verdict/rule_holder.py",
    "_plan/verdict/service_endpoints.py",
    "_run/port.py",
    "_run/state.py",
}
TWO_MEANINGS: set[str] = set()


def sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if path.name != "__init__.py")


def imports(path: Path) -> Iterator[Path]:
    """The files of ours that a file imports by relative imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            for alias in node.names:
                yield next(one for one in (base / f"{alias.name}.py", base.with_suffix(".py")) if one.is_file())


def place(path: Path) -> tuple[str, str]:
    """Room and folder of a file of module_utils; the folder is empty for a file that is in none of the order."""
    room, *folders = path.relative_to(UTILS).parent.parts
    return room, folders[0] if folders and folders[0] in ORDER.get(room, ()) else ""


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
    assert unplaced == {name for name in {*UNPLACED, *ABOVE_ALL} if name.startswith(room)}


@pytest.mark.parametrize("room", ORDER)
def test_no_folder_imports_one_above_it(room):
    assert against_the_order(room) == {line for line in AGAINST_THE_ORDER if line.startswith(room)}


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
    assert homeless == TESTS_OF_NO_FILE


@pytest.mark.parametrize("room", ["_plan", "_run"])
def test_every_file_that_thinks_has_its_tests(room):
    missing = {
        str(path.relative_to(UTILS))
        for path in sources(UTILS / room)
        if any(isinstance(node, ast.FunctionDef) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        and not (UNIT / path.parent.relative_to(PLUGINS) / f"test_{path.name}").is_file()
    }
    assert missing == {name for name in WITHOUT_TESTS if name.startswith(room)}


def test_a_public_constant_of_one_name_has_one_value_and_one_place():
    twice = {name for name, values in public_constants().items() if sum(map(len, values.values())) > 1}
    assert twice == TWO_MEANINGS


def test_the_map_in_contributing_has_every_room_with_its_files():
    rows = re.findall(
        r"^\| `(_\w+)/(\w+)` \| .+ \| (.*) \|$", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.M
    )
    drawn = {(room, folder): re.findall(r"`(\w+)`", files) for room, folder, files in rows}
    assert list(drawn) == [(room, folder) for room, folders in ORDER.items() for folder in folders]
    for (room, folder), files in drawn.items():
        assert files == [path.stem for path in sources(UTILS / room / folder)]
