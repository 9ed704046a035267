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
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import mutants

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
        around = {child: node for node in ast.walk(function) for child in ast.iter_child_nodes(node)}
        for node in ast.walk(function):
            for told, change in _of_node(node):
                yield function.name, f"{told} in {_shown(node, around)}", change


def _shown(node: ast.AST, around: Mapping[ast.AST, ast.AST]) -> str:
    """The text of a node, and for a number what it is a part of."""
    text = ast.unparse(node)[:90]
    if not isinstance(node, ast.Constant):
        return text
    while isinstance(node, ast.Constant | ast.UnaryOp | ast.Slice):
        node = around[node]
    return f"{text} of {ast.unparse(node)[:90]}"


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


def listed(path: str) -> list[tuple[str, int, str]]:
    """Every change of a file: the file, the number of the change, and where it is."""
    tree, found, times = ast.parse((ROOT / path).read_text(encoding="utf-8")), [], Counter[str]()
    for number, (name, told, _change) in enumerate(changes(tree)):
        where = " ".join(f"{name}: {told}".split())
        times[where] += 1
        found.append((path, number, where if times[where] == 1 else f"{where}, place {times[where]}"))
    return found


def mutant(path: str, number: int, where: str) -> mutants.Mutant:
    """A file with the change of this number in it."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    _function, _told, change = list(changes(tree))[number]
    change()
    return mutants.Mutant(path, where, ast.unparse(ast.fix_missing_locations(tree)))


def tests_of(path: str) -> list[tuple[list[str], float]]:
    """Where to look, and for how many seconds: at the tests beside first, then at those of the whole room."""
    file = Path(path)
    beside = Path(mutants.BESIDE) / file.parent.relative_to(ROOM) / f"test_{file.name}"
    room = Path(mutants.BESIDE) / file.relative_to(ROOM).parts[0]
    return [([str(beside)], 120)] * (ROOT / beside).is_file() + [([str(room)], 900)]


def drawn(room: str, number: int, seed: int) -> list[tuple[str, int, str]]:
    """A sample of all changes of a room, the same for the same seed and text."""
    files = sorted(str(file.relative_to(ROOT)) for file in (ROOT / ROOM / room).rglob("*.py") if file.name[0] != "_")
    return random.Random(seed).sample([one for file in files for one in listed(file)], number)


def main() -> int:
    """Print what nobody notices; 1 when it is more than it may be, or when tests fail as they are."""
    asked = sys.argv[1:]
    room = asked[0] if asked and asked[0] in LEAST else ""
    if room:
        number, seed = (int(text) for text in (*asked[1:], *(str(NUMBERS[room]), str(SEED))[len(asked) - 1 :]))
        print(f"{number} changes of {room}, seed {seed}")
        chosen = drawn(room, number, seed)
    else:
        chosen = [one for path in asked for one in listed(path)]
    keeper = mutants.Keeper()

    def is_caught(one: mutants.Mutant) -> bool:
        return any(keeper.is_caught(one.path, one.source, *where) for where in tests_of(one.path))

    paths = {path for path, _number, _where in chosen}
    if any(
        is_caught(mutants.Mutant(path, "", (ROOT / path).read_text(encoding="utf-8"))) for path in sorted(paths)[:1]
    ):
        print("the tests fail as they are")
        return 1
    explained = mutants.reasons("mutation.yml")
    counted = sum(where not in explained.get(mutants.in_room(path), {}) for path, _number, where in chosen)
    silent = mutants.unnoticed([mutant(*one) for one in chosen], is_caught, explained)
    share = 100 * (1 - silent / max(counted, 1))
    print(f"{share:.1f} % of those that are not explained are noticed")
    return int(share < LEAST.get(room, 100))


if __name__ == "__main__":
    sys.exit(main())
