# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the checkout importable as ansible_collections.adx.outbound.

Python has no loader for collections; a link of the right shape under .cache does instead.
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def _link() -> Path:
    base = ROOT / ".cache" / "link"
    link = base / "ansible_collections" / "adx" / "outbound"
    link.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):  # several test processes start at once
        link.symlink_to(ROOT, target_is_directory=True)
    return base


if ROOT.parts[-3:] != ("ansible_collections", "adx", "outbound"):
    sys.path.insert(0, str(_link()))
