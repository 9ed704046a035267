# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a fleet costs: the playbook `fleet` over worlds of many sizes, a first run and a second one in each.

Prints a table and writes it into docs/performance.md. Sizes such as 10x5, clusters x firewalls, may be given as
arguments; 1000x10 is none of those it takes by itself. With `--beside CHECKOUT` another checkout of ours runs over the
same worlds of up to 200 clusters, in turn with ours, and the table says what part of its seconds ours took. It stops
where a firewall is written more than once, a second run writes anything, or a cluster takes longer than one of ten
behind as many firewalls.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / ".cache" / "link"))

from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import in_parallel
from ansible_collections.adx.outbound.tests.bench.floor_tables import NOTHING
from ansible_collections.adx.outbound.tests.bench.measured import (
    ROOT,
    Measured,
    label,
    measure,
    of_tree,
    table,
    write_down,
)
from ansible_collections.adx.outbound.tests.emulator import Emulator
from ansible_collections.adx.outbound.tests.integration.fleets import Fleet, seed

SIZES = [(clusters, firewalls) for clusters in (1, 10, 50, 200) for firewalls in (1, 5, 10) if firewalls <= clusters]
COMPARED = 200  # clusters at most in a world that another checkout runs over as well
SECONDS_PER_WRITE = 60
HEAD = (
    "clusters",
    "firewalls",
    "run",
    "seconds",
    "seconds per cluster",
    "requests",
    "writes",
    "writes per firewall",
    "peak memory, MB",
    f"seconds more at {SECONDS_PER_WRITE} s per firewall write",
)


def row(measured: Measured, fleet: Fleet, run: str) -> tuple[str, ...]:
    """What the table says of a run."""
    firewalls = [measured.writes[fleet.target(number).rpartition("/")[2]] for number in range(fleet.firewalls)]
    waves = math.ceil(sum(count > 0 for count in firewalls) / in_parallel.AT_ONCE)
    return (
        str(fleet.size),
        str(fleet.firewalls),
        run,
        f"{measured.seconds:.1f}",
        f"{measured.seconds / fleet.size:.2f}",
        str(measured.requests),
        str(sum(measured.writes.values())),
        str(max(firewalls)),
        str(measured.memory),
        str(SECONDS_PER_WRITE * max(firewalls) * waves),
    )


@dataclass
class Runs:
    """A first and a second run over a world of each size."""

    beside: Path | None
    of_ten: dict[tuple[int, str], float] = field(default_factory=dict)  # seconds per cluster

    def rows(self, sizes: Sequence[tuple[int, int]]) -> Iterator[tuple[str, ...]]:
        """What the table says of them."""
        for clusters, firewalls in sizes:
            with ExitStack() as stack:
                trees = [ROOT, *([self.beside] if self.beside and clusters <= COMPARED else [])]
                sides = [Side(tree, Fleet(clusters, firewalls), stack) for tree in trees]
                for run in ("first", "second"):
                    ours, *others = [side.run() for side in sides]
                    found = row(ours, sides[0].fleet, run)
                    if self.beside:
                        found = (*found, *([f"{ours.seconds / one.seconds:.2f}" for one in others] or [NOTHING]))
                    print("  ".join(found), flush=True)
                    yield found
                    self._judge(ours, clusters, firewalls, run)

    def _judge(self, measured: Measured, clusters: int, firewalls: int, run: str) -> None:
        """Stop where a run costs more than it may."""
        if max(measured.writes.values(), default=0) > (run == "first"):
            raise SystemExit(f"The {run} run wrote too much: {measured.writes.most_common(3)}.")
        each = measured.seconds / clusters
        if clusters == 10:
            self.of_ten[firewalls, run] = each
        if clusters > 10 and each > self.of_ten.get((firewalls, run), each):
            raise SystemExit(f"The {run} run takes longer for each of {clusters} clusters than of ten.")


class Side:
    """A checkout, with a world and a folder of its own."""

    def __init__(self, tree: Path, fleet: Fleet, stack: ExitStack) -> None:
        self.tree = tree
        self.emulator = stack.enter_context(Emulator(world="empty"))
        self.home = stack.enter_context(tempfile.TemporaryDirectory())
        self.fleet = seed(self.emulator, fleet)

    def run(self) -> Measured:
        """Run the playbook."""
        playbook = str(Path(sys.executable).with_name("ansible-playbook"))
        variables = Path(self.home, "variables.json")  # a thousand clusters are too much for a command line
        told = {"egress_clusters": self.fleet.entries(), "egress_timeout": 3600}
        variables.write_text(json.dumps(told), encoding="utf-8")
        command = [playbook, "adx.outbound.fleet", "--extra-vars", f"@{variables}"]
        return measure(self.emulator, command, self.home, of_tree(self.tree))


def main() -> None:
    """Measure, print and write down."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", metavar="CLUSTERSxFIREWALLS")
    parser.add_argument("--beside", type=Path, metavar="CHECKOUT", help="another checkout to measure as well")
    asked = parser.parse_args()
    given = [(int(clusters), int(firewalls)) for clusters, firewalls in (text.split("x") for text in asked.sizes)]
    beside = asked.beside.resolve() if asked.beside else None
    head = (*HEAD, *([f"seconds, of {label(beside)}"] if beside else []))
    write_down("fleet", table(head, list(Runs(beside).rows(given or SIZES))))


if __name__ == "__main__":
    main()
