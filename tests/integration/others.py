# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was written in Azure, and what somebody else writes there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def written(emulator: Any) -> list[str]:
    """The writes since the last look, as "PUT rt-spoke", in their order."""
    found = [f"{entry.method} {entry.path.rpartition('/')[2]}" for entry in emulator.writes()]
    emulator.clear_log()
    return found


def edit(emulator: Any, id_: str, change: Callable[[dict[str, Any]], Any]) -> None:
    """Somebody else writes a resource; `change` edits its properties in place."""
    document = emulator.document(id_)
    change(document["properties"])
    emulator.seed(id_, document)
