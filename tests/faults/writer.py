# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One of several who write the same resource at once, in a process of its own and with a clock that runs fast.

Usage: python -m ansible_collections.adx.outbound.tests.faults.writer SHARED NAME ROUNDS

Each round is told on a line of standard output: its number, and the sentence it failed with or nothing. Every request
says in its User-Agent whose it is and of which round.
"""

from __future__ import annotations

import json
import os
import sys
import time

from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import patience
from ansible_collections.adx.outbound.tests.faults.shared import SHARED
from ansible_collections.adx.outbound.tests.integration.runner import Runner

FASTER = 50
AGENT = "writer-{}-round-{}"


class FastClock:
    """A second of the modules' is a fiftieth of everybody else's."""

    def monotonic(self) -> float:
        return time.monotonic() * FASTER

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds / FASTER)


def main(what: str, name: str, rounds: int) -> None:
    """Write round after round."""
    patience.time = FastClock()
    run, shared = Runner(None), SHARED[what]
    for number in range(1, rounds + 1):
        os.environ["AZURE_HTTP_USER_AGENT"] = AGENT.format(name, number)
        result = run(shared.module, **shared.wanted(name, number))
        print(json.dumps([number, result["msg"] if result.get("failed") else None]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
