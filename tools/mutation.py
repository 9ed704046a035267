# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draw single changes of a room and see how many of them its unit tests notice.

Usage: python tools/mutation.py ROOM [NUMBER [SEED]], ROOM being _plan or _arm; or python tools/mutation.py FILE ... for
every change of these files. What makes no difference stands in tools/mutation.yml, with the reason. Results are kept,
by the text of the file and of its tests, so that a run that was cut short goes on where it was.
"""

from __future__ import annotations

import ast
import random
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import mutants
import yaml

ROOT = mutants.ROOT
ROOM = Path(mutants.ROOM)
LEAST = {"_plan": 95, "_arm": 80}  # percent of those that are not explained
NUMBERS = {"_plan": 300, "_arm": 150}
SEED = 4711
_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


@dataclass(frozen=True)
class Spoilt:
    """The change of this number in a file; `where` names the function, and what is changed in which expression."""

    path: str
    number: int
    where: str

    @property
    def source(self) -> str:
        """The whole file with the change in it."""
        tree = ast.parse((ROOT / self.path).read_text(encoding="utf-8"))
        _function, _told, change = list(changes(tree))[self.number]
        change()
        return ast.unparse(ast.fix_missing_locations(tree))


def functions(tree: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef]:
    """Those of a file and of its classes; a function inside one is a part of it."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from functions(node)


def changes(tree: ast.Module) -> Iterator[tuple[str, str, Callable[[], None]]]:
    """Every single change: the function it is in, what it is, and what makes it."""
    for function in functions(tree):
        for node in ast.walk(function):
            for told, change in _of_node(node):
                yield function.name, f"{told} in {ast.unparse(node)[:90]}", change


def _of_node(node: ast.AST) -> Iterator[tuple[str, Callable[[], None]]]:
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            turned = _TURNED[type(operator)]
            yield f"{turned.__name__}", lambda place=place, turned=turned: node.ops.__setitem__(place, turned())
    elif isinstance(node, ast.BoolOp):
        other = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield other.__name__, lambda: setattr(node, "op", other())
    elif isinstance(node, ast.If | ast.While | ast.IfExp):
        yield "Not", lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
        yield "one more", lambda: setattr(node, "value", node.value + 1)
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield "no result", lambda: setattr(node, "value", ast.Constant(None))
    elif isinstance(node, ast.comprehension):
        for place, test in enumerate(node.ifs):
            yield "Not", lambda place=place, test=test: node.ifs.__setitem__(place, ast.UnaryOp(ast.Not(), test))


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def spoilt(path: str) -> list[Spoilt]:
    """Every change of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return [
        Spoilt(path, number, f"{name}: {told}".replace("\n", " "))
        for number, (name, told, _change) in enumerate(changes(tree))
    ]


def tests_of(path: str) -> list[list[str]]:
    """Where to look: the tests beside first, then those of the whole room."""
    file = Path(path)
    beside = Path(mutants.BESIDE) / file.parent.relative_to(ROOM) / f"test_{file.name}"
    room = Path(mutants.BESIDE) / file.relative_to(ROOM).parts[0]
    return [[str(beside)]] * (ROOT / beside).is_file() + [[str(room)]]


def drawn(room: str, number: int, seed: int) -> list[Spoilt]:
    """A sample of all changes of a room, the same for the same seed and text."""
    files = sorted(str(file.relative_to(ROOT)) for file in (ROOT / ROOM / room).rglob("*.py") if file.name[0] != "_")
    listed = [one for file in files for one in spoilt(file)]
    return random.Random(seed).sample(listed, min(number, len(listed)))


def main() -> int:
    """Print what nobody notices; 1 when it is more than it may be."""
    started, asked = time.monotonic(), sys.argv[1:]
    room = asked[0] if asked and asked[0] in LEAST else ""
    if room:
        number, seed = (int(text) for text in (*asked[1:], *(str(NUMBERS[room]), str(SEED))[len(asked) - 1 :]))
        listed = drawn(room, number, seed)
        print(f"{number} changes of {room}, seed {seed}")
    else:
        listed = [one for path in asked for one in spoilt(path)]
    explained = yaml.safe_load((ROOT / "tools" / "mutation.yml").read_text(encoding="utf-8")) or {}
    keeper = mutants.Keeper()

    def judge(one: Spoilt) -> bool:
        return any(keeper.is_caught(one.path, one.source, tests) for tests in tests_of(one.path))

    with ThreadPoolExecutor(mutants.AT_ONCE) as pool:
        caught = list(pool.map(judge, listed))
    survivors = [one for one, noticed in zip(listed, caught, strict=True) if not noticed]
    silent = [one for one in survivors if one.where not in explained.get(str(Path(one.path).relative_to(ROOM)), {})]
    for one in sorted(silent, key=lambda one: (one.path, one.where)):
        print(f"not noticed: {one.path}: {one.where}")
    counted = len(listed) - (len(survivors) - len(silent))
    share = 100 * (counted - len(silent)) / max(counted, 1)
    print(
        f"{len(listed)} changes, {len(survivors) - len(silent)} explained, {len(silent)} not noticed, {share:.1f} %"
        f" noticed, in {time.monotonic() - started:.0f} s"
    )
    return int(share < LEAST.get(room, 100))


if __name__ == "__main__":
    sys.exit(main())
