# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated files equal their sources."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("tool", sorted(path.name for path in (ROOT / "tools").glob("generate_*.py")))
def test_what_is_generated_is_what_the_generator_writes(tool):
    done = subprocess.run([sys.executable, ROOT / "tools" / tool, "--check"], check=False)
    assert done.returncode == 0, f"run python tools/{tool}"
