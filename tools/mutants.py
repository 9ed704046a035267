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
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
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
    f"{ROOM}/_run/in_turn.py": [f"{BESIDE}/_run/test_in_turn.py", f"{BESIDE}/_run/test_leaving.py"],
    f"{ROOM}/_run/leaving.py": [f"{BESIDE}/_run/test_leaving.py"],
    f"{ROOM}/_plan/leaving/endpoints.py": [f"{BESIDE}/_plan/leaving/test_endpoints.py"],
    f"{ROOM}/_plan/leaving/plans.py": [f"{BESIDE}/_plan/leaving/test_plans.py"],
    f"{ROOM}/_plan/leaving/preconditions.py": [f"{BESIDE}/_plan/leaving/test_preconditions.py"],
    f"{ROOM}/_plan/leaving/request.py": [f"{BESIDE}/_plan/leaving/test_request.py"],
    f"{ROOM}/_plan/leaving/targets.py": [f"{BESIDE}/_plan/leaving/test_targets.py"],
    f"{ROOM}/_plan/leaving/writes.py": [f"{BESIDE}/_plan/leaving/test_writes.py"],
    f"{ROOM}/_plan/lockdown/taking_away.py": [f"{BESIDE}/_plan/lockdown/test_taking_away.py"],
    f"{ROOM}/_plan/lockdown/acceptance.py": [f"{BESIDE}/_plan/lockdown/test_acceptance.py"],
}
AT_ONCE = 2
Explained = Mapping[str, Mapping[str, str]]


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

    def is_caught(self, path: str, source: str, tests: list[str], timeout: float = 120) -> bool:
        """True when one of these tests fails with this text in the place of a file, or goes on without end."""
        result = self._results / _digest(path, source, tests)
        if not result.exists():
            tree = self._trees.get()
            caught = _fails(tree, path, source, tests, timeout)
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


def _fails(tree: Path, path: str, source: str, tests: list[str], timeout: float) -> bool:
    file = tree / path
    kept = file.read_text(encoding="utf-8")
    file.write_text(source, encoding="utf-8")
    # Tests that cannot even be collected have failed, too; whatever else ends pytest has noticed nothing.
    options = ["-q", "-x", "-p", "no:cacheprovider", "-n", "0", "--continue-on-collection-errors"]
    command = [sys.executable, "-m", "pytest", *options, *tests]
    try:
        return subprocess.run(command, cwd=tree, capture_output=True, check=False, timeout=timeout).returncode == 1
    except subprocess.TimeoutExpired:
        return True
    finally:
        file.write_text(kept, encoding="utf-8")


def unnoticed(listed: Sequence[Mutant], is_caught: Callable[[Mutant], bool], explained: Explained) -> int:
    """Try these and print what came of them; return how many nobody notices and nobody has explained."""
    started = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        caught = list(pool.map(is_caught, listed))
    count: Counter[str] = Counter()
    for one, noticed in zip(listed, caught, strict=True):
        known = one.where in explained.get(in_room(one.path), {})
        what = {(True, False): "caught", (True, True): "explained and yet caught", (False, True): "explained"}
        told = what.get((noticed, known), "not caught")
        count[told] += 1
        if told in ("not caught", "explained and yet caught"):
            print(f"{told}: {one.path}: {one.where}")
    print(f"{len(listed)} changes in {time.monotonic() - started:.0f} s: {dict(count)}")
    return count["not caught"]


def in_room(path: str) -> str:
    """The path of a file in module_utils."""
    return Path(path).relative_to(ROOM).as_posix()


def reasons(name: str) -> Explained:
    """What makes no difference to anybody, and why: by the path of the file in module_utils, then by the change."""
    found: dict[str, dict[str, str]] = yaml.safe_load((ROOT / "tools" / name).read_text(encoding="utf-8")) or {}
    return found


def main() -> int:
    """Turn every condition of the targets round; 1 when one goes unnoticed that nobody has explained."""
    asked = [path for path in TARGETS if not sys.argv[1:] or Path(path).stem in sys.argv[1:]]
    listed, explained, keeper = [one for path in asked for one in mutants(path)], reasons("mutants.yml"), Keeper()
    for path in asked:
        for where in set(explained.get(in_room(path), {})) - {one.where for one in listed if one.path == path}:
            print(f"explained and gone: {path}: {where}")
    return int(unnoticed(listed, lambda one: keeper.is_caught(one.path, one.source, TARGETS[one.path]), explained) > 0)


if __name__ == "__main__":
    sys.exit(main())
