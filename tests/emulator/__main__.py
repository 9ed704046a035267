# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serves a world until it is told to end. What it prints is for a shell: where it is, and how a client logs in."""

from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path

from .emulator import Emulator
from .exports import export_lines
from .front.control import PREFIX


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world", default="demo")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--retry-after", type=int, default=10, help="seconds clients are asked to wait; Azure says 10")
    parser.add_argument("--directory", required=True, help="where the certificate of the CA goes")
    arguments = parser.parse_args()
    Path(arguments.directory).mkdir(parents=True, exist_ok=True)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    directory = str(Path(arguments.directory).resolve())
    served = {"port": arguments.port, "directory": directory, "retry_after": arguments.retry_after}
    with Emulator(arguments.world, **served) as emulator:
        print(*export_lines(emulator.environment()), sep="\n")
        print(f"# What tests do to it behind the clients' backs: {emulator.url + PREFIX}", flush=True)
        ended.wait()


if __name__ == "__main__":
    main()
