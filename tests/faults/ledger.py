# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases of a whole sweep that have passed, so that one that was interrupted goes on where it was.

They are kept by what the code is: whatever changes in it, all begins anew. A case that failed is tried again.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".cache"
_CODE = ("plugins", "roles", "playbooks", "tests/emulator", "tests/faults", "tests/integration", "tests/junk")
Counted = list[Any]  # the row of a table, and what is added in which column


class Ledger:
    """What a folder holds, read once; each process adds to a file of its own."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / f"{os.getpid()}.jsonl"
        self._known: dict[str, Counted] = {}
        for file in sorted(folder.glob("*.jsonl")):
            for line in file.read_text(encoding="utf-8").splitlines():
                with suppress(ValueError):  # the last line of a process that was killed
                    name, counted = json.loads(line)
                    self._known[name] = counted

    def recall(self, name: str) -> Counted | None:
        """What was counted of a case that passed; None of one that did not, or has not been tried."""
        return self._known.get(name)

    def keep(self, name: str, counted: Counted) -> None:
        """Keep what was counted of a case that passed."""
        self._known[name] = counted
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps([name, counted])}\n")


def folder(root: Path = ROOT, name: str = "faults") -> Path:
    """Where the cases of this code are kept, by the name of the sweep."""
    found = hashlib.sha256()
    for file in sorted(one for name in _CODE for one in (root / name).rglob("*") if one.is_file()):
        if "__pycache__" not in file.parts and "output" not in file.parts:
            found.update(f"{file.relative_to(root)}\n".encode() + file.read_bytes())
    return KEPT / name / found.hexdigest()[:16]
