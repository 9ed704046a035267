# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Photograph the first screen of the report that the demo's lock-down wrote, for the README: docs/pictures/report.png.

Without chromium the picture stays as it is, and a line says so.

Usage: python tools/report_picture.py, after demo/run.py
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / ".cache" / "demo" / "apply.html"
TARGET = ROOT / "docs" / "pictures" / "report.png"
WIDTH, HEIGHT = 1280, 800  # of a desktop
LIGHT = 1


def photograph(program: str, page: Path, target: Path) -> None:
    """What a browser shows of a page before anybody scrolls, in light colours and without asking the network."""
    with tempfile.TemporaryDirectory() as profile:
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={profile}",
            f"--blink-settings=preferredColorScheme={LIGHT}",
            f"--window-size={WIDTH},{HEIGHT}",
            f"--screenshot={target}",
        ]
        done = subprocess.run(
            [program, *options, page.as_uri()], capture_output=True, text=True, timeout=120, check=False
        )
    if done.returncode:
        sys.exit(f"{program} could not show {page.name}: {done.stderr.strip()}")


def main() -> None:
    """Make the picture, or say why not."""
    program = shutil.which("chromium")
    if program is None:
        print(f"{TARGET.name} stays as it is: chromium is not on this machine.")
    elif not REPORT.is_file():
        sys.exit("The demo has written no report. Run make demo first.")
    else:
        photograph(program, REPORT, TARGET)


if __name__ == "__main__":
    main()
