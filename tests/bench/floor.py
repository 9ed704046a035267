# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What we cost beyond a play with one ping, and where the time goes; beside another checkout where one is given.

    python tests/bench/floor.py [--beside CHECKOUT] [--rounds 3] [--tasks 10]

The checkout needs a `.cache/link` of its own; `make static` there makes one. Both are run in turn, run by run, in one
environment and on the emulator of this checkout. Prints seconds, and writes ratios and counts into docs/performance.md.
Nothing stops where a target is missed: it is printed which of them hold.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / ".cache" / "link"))

from ansible_collections.adx.outbound.tests.bench import floor_tables, parts, tasks, trips
from ansible_collections.adx.outbound.tests.bench.measured import (
    ROOT,
    Measured,
    label,
    measure,
    of_tree,
    table,
    write_down,
    write_play,
)
from ansible_collections.adx.outbound.tests.emulator import Emulator

PLAYBOOK = str(Path(sys.executable).with_name("ansible-playbook"))
PROBE = Path(__file__).resolve().parent / "probe"
VARIABLES = {
    "egress_cluster": {"name": "telemetry", "resource_group": "rg-adx"},
    "egress_firewall": {"name": "fw-hub", "resource_group": "rg-hub"},
    "egress_default_route": "manage",
}
RUNS = {  # in this order: what a run finds is what those before it have left
    "preview": "adx.outbound.preview",
    "first": "adx.outbound.lockdown",
    "second": "adx.outbound.lockdown",
    "check": "adx.outbound.check",
}
LATE = 0.15  # seconds until the emulator answers, in the second series
PING = {"ansible.builtin.ping": {}}
EMPTY = """from ansible.module_utils.basic import AnsibleModule

AnsibleModule({}).exit_json()
"""


@dataclass
class Side:
    """A checkout with an emulator and a folder of its own, and what its runs cost."""

    tree: Path
    name: str
    emulator: Emulator
    home: str
    measured: defaultdict[str, list[Measured]] = field(default_factory=lambda: defaultdict(list))

    @property
    def kept(self) -> Path:
        """The backup that tasks may restore."""
        return next(Path(self.home, "kept").glob("*.json"))

    def run(self, row: str, command: Sequence[str], more: Mapping[str, str] | None = None) -> Measured:
        """Run and remember."""
        found = measure(self.emulator, command, self.home, {**of_tree(self.tree), **(more or {})})
        self.measured[row].append(found)
        print(f"{self.name} {row}: {found.seconds:.2f} s, {found.asked} requests", flush=True)
        return found

    def play(self, tasks_: Sequence[Mapping[str, Any]]) -> list[str]:
        """A command that runs these tasks."""
        return [PLAYBOOK, write_play(self.home, Path(sys.executable), tasks_)]

    def empty(self) -> tuple[list[str], dict[str, str]]:
        """A command that runs a module which does nothing, and the variable by which Ansible finds it."""
        library = Path(self.home, "library")
        library.mkdir(exist_ok=True)
        (library / "empty.py").write_text(EMPTY, encoding="utf-8")
        return self.play([{"empty": {}}]), {"ANSIBLE_LIBRARY": str(library)}

    def world(self, module: str = "", late: float = 0) -> None:
        """A fresh world in which this module has something to look at."""
        self.emulator.reset("demo", **({"firewall": "policy"} if module == tasks.POLICIES else {}))
        if late:
            self.emulator.fault("slow", path=".+", times=0, retry_after=late)

    def warm_up(self) -> None:
        """What only the first run costs, such as compiling; and a backup of a table for those that come."""
        self.world()
        kept = {**tasks.TABLE, "routes": [tasks.ROUTE], "backup": str(Path(self.home, "kept"))}
        self.run("warm-up", self.play([{"adx.outbound.route_table": kept}]))
        self.run("warm-up", job("check"))


def job(run: str) -> list[str]:
    """The command for a run of the playbooks over the demo's cluster."""
    return [PLAYBOOK, RUNS[run], "--extra-vars", json.dumps(VARIABLES)]


def plays(sides: Sequence[Side], late: float = 0) -> None:
    """One cluster's runs, side by side."""
    for side in sides:
        side.world(late=late)
    for row in ("ping", "empty", *RUNS):
        for side in sides:
            if row in RUNS:
                side.run(f"{row}, late" if late else row, job(row))
            elif not late:
                command, more = (side.play([PING]), {}) if row == "ping" else side.empty()
                side.run(row, command, more)


def modules(sides: Sequence[Side], count: int) -> None:
    """Plays of so many tasks of each module, and of one failing task of each, side by side."""
    for side in sides:
        side.world()
        side.run("pings", side.play([PING] * count))
    for module in tasks.OPTIONS:
        for side in sides:
            if module in tasks.known(side.tree):
                side.world(module)
                side.run(module, side.play([tasks.task(module, side.kept)] * count))
    for side in sides:
        names = tasks.known(side.tree)
        side.run("pings for failing", side.play([PING] * len(names)))
        side.run("failing", side.play([tasks.failing(module) for module in names]))


def watched(side: Side, command: Sequence[str], more: Mapping[str, str] | None = None) -> floor_tables.Watched:
    """A run in which every process is looked at; its seconds are none to compare."""
    with tempfile.TemporaryDirectory() as seen:
        probe = {"PYTHONPATH": str(PROBE), "ADX_OUTBOUND_BENCH_SEEN": seen}
        found = side.run("watched", command, {**probe, **(more or {})})
        told = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(seen).glob("*.json"))]
    return floor_tables.Watched(found.seconds, tuple(parts.process(one) for one in told))


def insides(side: Side, names: Sequence[str]) -> Iterator[tuple[str, floor_tables.Watched]]:
    """Every row of the tables once, looked at."""
    side.world()
    yield "ping", watched(side, side.play([PING]))
    yield "empty", watched(side, *side.empty())
    for run in RUNS:
        yield run, watched(side, job(run))
    for module in names:
        side.world(module)
        yield module, watched(side, side.play([tasks.task(module, side.kept)]))
    yield "failing", watched(side, side.play([tasks.failing(module) for module in names]))


def phases(side: Side) -> list[tuple[str, ...]]:
    """What a first and a second lock-down ask for."""
    side.world()
    found: list[tuple[str, ...]] = []
    for run in ("first", "second"):
        side.run(f"{run}, for its phases", job(run))
        found += trips.rows(run, side.emulator.log(all=True))
    return found


def middle(side: Side) -> floor_tables.Costs:
    """The medians of all rounds."""
    rows = {
        row: Measured(
            statistics.median(one.seconds for one in measured),
            max(one.memory for one in measured),
            measured[-1].requests,
            measured[-1].writes,
            measured[-1].asked,
            measured[-1].deep,
        )
        for row, measured in side.measured.items()
    }
    return floor_tables.Costs(side.name, rows)


def main() -> None:
    """Measure, print and write down."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--beside", type=Path, metavar="CHECKOUT", help="another checkout to measure as well")
    parser.add_argument("--rounds", type=int, default=3, help="the median of so many is taken")
    parser.add_argument("--tasks", type=int, default=10, help="tasks of a module in a play")
    asked = parser.parse_args()
    trees = [(ROOT, "ours"), *([(asked.beside.resolve(), label(asked.beside))] if asked.beside else [])]
    print(f"{asked.rounds} rounds, {' and '.join(name for _tree, name in trees)} in turn; nothing is drawn by chance.")
    with ExitStack() as stack:
        sides = [
            Side(
                tree,
                name,
                stack.enter_context(Emulator(world="demo", polls=0)),  # the service's own time is not what is compared
                stack.enter_context(tempfile.TemporaryDirectory()),
            )
            for tree, name in trees
        ]
        for side in sides:
            side.warm_up()
        for number in range(asked.rounds):
            order = sides if number % 2 == 0 else sides[::-1]
            plays(order)
            plays(order, LATE)
            modules(order, asked.tasks)
        names = tasks.known(ROOT)
        inside = dict(insides(sides[0], names))
        requests = phases(sides[0])
        costs = [middle(side) for side in sides]
    ours, other = costs[0], costs[1] if asked.beside else None
    made = {
        "floor": floor_tables.modules(ours, other, inside, asked.tasks),
        "cluster": floor_tables.cluster(ours, other, inside, list(RUNS)),
        "where": floor_tables.where(inside, {"check": "check of one cluster", tasks.ONE_READING: "one reading task"}),
        "phases": (("run", "phase", "request", "requests"), requests),
    }
    for what, (head, rows) in made.items():
        text = table(head, rows)
        print(text, flush=True)
        write_down(what, text)
    print(*floor_tables.targets(ours, other, asked.tasks), sep="\n")


if __name__ == "__main__":
    main()
