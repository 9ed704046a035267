# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn every condition of the safe order and of its gates round, one at a time, and see that the tests beside catch it.

With names such as steps or gates it does these files alone.
What is known to make no difference stands in tools/mutants.yml, with the reason. Results are kept, by the text of the
file and of the tests, so that a run that was cut short goes on where it was.
"""

from __future__ import annotations

import ast
import atexit
import hashlib
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

import yaml

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "mutants"
ROOM = "plugins/module_utils"
BESIDE = f"tests/unit/{ROOM}"
# What is turned round, and the tests that have to notice.
TARGETS = {
    f"{ROOM}/_run/steps.py": [f"{BESIDE}/_run"],
    f"{ROOM}/_run/record.py": [f"{BESIDE}/_run"],
    f"{ROOM}/_run/state.py": [f"{BESIDE}/_run"],
    f"{ROOM}/_plan/fleet/gates.py": [f"{BESIDE}/_plan/fleet/test_gates.py", f"{BESIDE}/_run"],
    f"{ROOM}/_plan/lockdown/taking_away.py": [f"{BESIDE}/_plan/lockdown/test_taking_away.py"],
    f"{ROOM}/_plan/lockdown/acceptance.py": [f"{BESIDE}/_plan/lockdown/test_acceptance.py"],
}
AT_ONCE = 2


@dataclass(frozen=True)
class Mutant:
    """A file with one condition turned round; `where` names the function and the condition."""

    path: str
    where: str
    source: str


def conditions(tree: ast.AST) -> Iterator[tuple[str, ast.AST, str, int | None]]:
    """Every condition: the function it is in, the node that holds it, the field, and the place in a list."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.If | ast.While | ast.IfExp):
                yield function.name, node, "test", None
            elif isinstance(node, ast.comprehension):
                yield from ((function.name, node, "ifs", place) for place in range(len(node.ifs)))
            elif isinstance(node, ast.BoolOp):
                yield from ((function.name, node, "values", place) for place in range(len(node.values)))
            elif isinstance(node, ast.Return | ast.Assign | ast.keyword) and isinstance(node.value, ast.Compare):
                yield function.name, node, "value", None


def mutants(path: str) -> list[Mutant]:
    """One for each condition of a file."""
    text = (ROOT / path).read_text(encoding="utf-8")
    count = len(list(conditions(ast.parse(text))))
    made: dict[str, Mutant] = {}
    for number in range(count):
        tree = ast.parse(text)
        function, node, field, place = list(conditions(tree))[number]
        held = getattr(node, field)
        old = held if place is None else held[place]
        turned = ast.UnaryOp(ast.Not(), old)
        if place is None:
            setattr(node, field, turned)
        else:
            held[place] = turned
        where = f"{function}: {ast.unparse(old)}"
        made.setdefault(where, Mutant(path, where, ast.unparse(ast.fix_missing_locations(tree))))
    return list(made.values())


class Keeper:
    """Runs tests in copies of the tree that are spoilt one at a time, and keeps what came of each in a small file."""

    def __init__(self) -> None:
        self._results = CACHE / "results"
        self._results.mkdir(parents=True, exist_ok=True)
        self._trees: Queue[Path] = Queue()
        for _number in range(AT_ONCE):
            self._trees.put(_copy())

    def is_caught(self, path: str, source: str, tests: list[str]) -> bool:
        """True when one of these tests fails with this text in the place of a file."""
        result = self._results / _digest(path, source, tests)
        if not result.exists():
            tree = self._trees.get()
            caught = _fails(tree, path, source, tests)
            self._trees.put(tree)
            result.write_text("caught" if caught else "missed", encoding="utf-8")
        return result.read_text(encoding="utf-8") == "caught"


def _copy() -> Path:
    tree = Path(tempfile.mkdtemp(prefix="tree-", dir=CACHE))
    atexit.register(shutil.rmtree, tree, ignore_errors=True)
    leave = shutil.ignore_patterns(".git", ".cache", "__pycache__", "output")
    return Path(shutil.copytree(ROOT, tree, ignore=leave, dirs_exist_ok=True))


def _digest(path: str, source: str, tests: list[str]) -> str:
    """What a result depends on: the spoilt file, and the tests."""
    found = hashlib.sha256(f"{path}\n{source}".encode())
    for beside in tests:
        start = ROOT / beside
        for file in sorted(start.rglob("*.py") if start.is_dir() else [start]):
            found.update(file.read_bytes())
    return found.hexdigest()


def _fails(tree: Path, path: str, source: str, tests: list[str]) -> bool:
    file = tree / path
    kept = file.read_text(encoding="utf-8")
    file.write_text(source, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-n", "0", *tests]
    try:
        return subprocess.run(command, cwd=tree, capture_output=True, check=False, timeout=300).returncode in (1, 2)
    except subprocess.TimeoutExpired:
        return True
    finally:
        file.write_text(kept, encoding="utf-8")


def main() -> int:
    """Print every condition that can be turned round unnoticed; 1 when there is one that nobody has explained."""
    started = time.monotonic()
    explained = yaml.safe_load((ROOT / "tools" / "mutants.yml").read_text(encoding="utf-8")) or {}
    keeper = Keeper()
    asked = [path for path in TARGETS if not sys.argv[1:] or Path(path).stem in sys.argv[1:]]
    listed = [mutant for path in asked for mutant in mutants(path)]

    def judge(mutant: Mutant) -> bool:
        return keeper.is_caught(mutant.path, mutant.source, TARGETS[mutant.path])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        caught = list(pool.map(judge, listed))
    survivors = [mutant for mutant, one in zip(listed, caught, strict=True) if not one]
    silent = [one for one in survivors if one.where not in explained.get(Path(one.path).name, {})]
    for one in silent:
        print(f"not caught: {one.path}: {one.where}")
    for name, reasons in explained.items():
        left = set(reasons) - {one.where for one in survivors if Path(one.path).name == name}
        for where in sorted(left) if Path(name).stem in {Path(path).stem for path in asked} else ():
            print(f"explained and yet caught, or gone: {name}: {where}")
    print(
        f"{len(listed)} conditions turned round, {sum(caught)} caught, {len(survivors) - len(silent)} explained,"
        f" {len(silent)} not caught, in {time.monotonic() - started:.0f} s"
    )
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
