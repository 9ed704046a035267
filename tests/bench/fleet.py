# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a fleet costs: the playbook `fleet` over worlds of many sizes, a first run and a second one in each.

Prints a table and writes it into docs/performance.md. Sizes such as 10x5, clusters x firewalls, may be given as
arguments. It stops where a firewall is written more than once, or a second run writes anything.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / ".cache" / "link"))

from ansible_collections.adx.outbound.plugins.module_utils._arm import together  # noqa: E402
from ansible_collections.adx.outbound.tests.emulator import Emulator  # noqa: E402
from ansible_collections.adx.outbound.tests.integration.fleets import Fleet, seed  # noqa: E402

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- fleet: begin, written by make bench -->\n", "<!-- fleet: end -->\n"
SIZES = [(clusters, firewalls) for clusters in (1, 10, 50, 200) for firewalls in (1, 5, 10) if firewalls <= clusters]
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


@dataclass(frozen=True)
class Measured:
    """One run of the playbook."""

    seconds: float
    memory: int  # of the largest process, in MB
    requests: int
    writes: Counter[str]

    def row(self, fleet: Fleet, run: str) -> tuple[str, ...]:
        """What the table says of it."""
        firewalls = [self.writes[fleet.target(number).rpartition("/")[2]] for number in range(fleet.firewalls)]
        waves = math.ceil(sum(count > 0 for count in firewalls) / together.AT_ONCE)
        return (
            str(fleet.size),
            str(fleet.firewalls),
            run,
            f"{self.seconds:.1f}",
            f"{self.seconds / fleet.size:.2f}",
            str(self.requests),
            str(sum(self.writes.values())),
            str(max(firewalls)),
            str(self.memory),
            str(SECONDS_PER_WRITE * max(firewalls) * waves),
        )


def measure(emulator: Emulator, fleet: Fleet, home: str) -> Measured:
    """Run the playbook over the whole fleet."""
    emulator.clear_log()
    environment = {
        **os.environ,
        **emulator.environment(),
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "link"),
        "ANSIBLE_HOME": home,
        "TMPDIR": home,
    }
    playbook = [str(Path(sys.executable).with_name("ansible-playbook")), "adx.outbound.fleet", "--extra-vars"]
    start = time.monotonic()
    with open(Path(home) / "output", "w+", encoding="utf-8") as output:
        variables = json.dumps({"egress_clusters": fleet.entries(), "egress_timeout": 3600})
        running = subprocess.Popen([*playbook, variables], env=environment, cwd=home, stdout=output, stderr=output)
        _pid, status, used = os.wait4(running.pid, 0)
        if status:
            output.seek(0)
            raise SystemExit(output.read())
    seconds = time.monotonic() - start
    names = Counter(entry.path.rpartition("/")[2] for entry in emulator.writes())
    return Measured(seconds, used.ru_maxrss // 1024, len(emulator.log()), names)


def rows(sizes: list[tuple[int, int]]) -> list[tuple[str, ...]]:
    """A first and a second run over each size."""
    found = []
    for clusters, firewalls in sizes:
        with Emulator(world="empty") as emulator, tempfile.TemporaryDirectory() as home:
            fleet = seed(emulator, Fleet(clusters, firewalls))
            for run in ("first", "second"):
                measured = measure(emulator, fleet, home)
                found.append(measured.row(fleet, run))
                print("  ".join(found[-1]), flush=True)
                if max(measured.writes.values(), default=0) > (run == "first"):
                    raise SystemExit(f"The {run} run wrote too much: {measured.writes.most_common(3)}.")
    return found


def table(found: list[tuple[str, ...]]) -> str:
    """The rows in Markdown."""
    lines = [HEAD, ("---:",) * len(HEAD), *found]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def main() -> None:
    """Measure, print and write down."""
    given = [tuple(map(int, text.split("x"))) for text in sys.argv[1:]]
    made = table(rows([(clusters, firewalls) for clusters, firewalls in given] or SIZES))
    before, _begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{made}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    print(made)


if __name__ == "__main__":
    main()
