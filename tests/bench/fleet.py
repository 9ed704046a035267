# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a fleet costs: the playbook `fleet` over worlds of many sizes, a first run and a second one in each.

Prints a table and writes it into docs/performance.md. Sizes such as 10x5, clusters x firewalls, may be given as
arguments. It stops where a firewall is written more than once, a second run writes anything, or a cluster takes longer
than one of ten behind as many firewalls.
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / ".cache" / "link"))

from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import in_parallel
from ansible_collections.adx.outbound.tests.bench.measured import (
    Measured,
    measure,
    table,
    write_down,
)
from ansible_collections.adx.outbound.tests.emulator import Emulator
from ansible_collections.adx.outbound.tests.integration.fleets import Fleet, seed

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


def rows(sizes: list[tuple[int, int]]) -> list[tuple[str, ...]]:
    """A first and a second run over each size."""
    playbook = str(Path(sys.executable).with_name("ansible-playbook"))
    found = []
    of_ten: dict[tuple[int, str], float] = {}  # seconds per cluster
    for clusters, firewalls in sizes:
        with Emulator(world="empty") as emulator, tempfile.TemporaryDirectory() as home:
            fleet = seed(emulator, Fleet(clusters, firewalls))
            variables = json.dumps({"egress_clusters": fleet.entries(), "egress_timeout": 3600})
            for run in ("first", "second"):
                measured = measure(emulator, [playbook, "adx.outbound.fleet", "--extra-vars", variables], home)
                found.append(row(measured, fleet, run))
                print("  ".join(found[-1]), flush=True)
                if max(measured.writes.values(), default=0) > (run == "first"):
                    raise SystemExit(f"The {run} run wrote too much: {measured.writes.most_common(3)}.")
                each = measured.seconds / clusters
                if clusters == 10:
                    of_ten[firewalls, run] = each
                if clusters > 10 and each > of_ten.get((firewalls, run), each):
                    raise SystemExit(f"The {run} run takes longer for each of {clusters} clusters than of ten.")
    return found


def main() -> None:
    """Measure, print and write down."""
    given = [(int(clusters), int(firewalls)) for clusters, firewalls in (text.split("x") for text in sys.argv[1:])]
    write_down("fleet", table(HEAD, rows(given or SIZES)))


if __name__ == "__main__":
    main()
