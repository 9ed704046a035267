# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The generated data module equals its sources."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_documented_data_is_what_the_generator_writes():
    done = subprocess.run([sys.executable, ROOT / "tools" / "generate_documented_data.py", "--check"], check=False)
    assert done.returncode == 0, "run python tools/generate_documented_data.py"
