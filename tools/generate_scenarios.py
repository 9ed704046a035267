# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write docs/scenarios.md from docs/scenarios.yml, whose every row a test runs.

Usage: python tools/generate_scenarios.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

DOCS = Path(__file__).resolve().parent.parent / "docs"
SOURCE, TARGET = DOCS / "scenarios.yml", DOCS / "scenarios.md"
HEADER = """\
# Network by network

What one run of the role writes, in order, for each kind of network. The second run of each writes nothing.

| subnet of the cluster | means |
|---|---|
| none | it has no route table |
| own | a table the role made before, with our default route |
| found | a table of somebody else |
| shared | a table of somebody else that the subnet of another injected cluster uses, too |
| joined | it has no route table, and another injected cluster is on the same subnet |

The last column is the subnet's route table after the run, with the number of our routes in it. A delegated subnet
(`Microsoft.Kusto/clusters`) maintains its routes itself, so with `egress_routes: auto` the role writes none there. A
removal begins where the lock-down of the same network ended.

This page is made from [scenarios.yml](scenarios.yml) by `tools/generate_scenarios.py`, and a test runs every row
against the emulator.
"""


def table(rows: list[dict[str, Any]], state: str) -> list[str]:
    """Return the rows of one state as a table."""
    lines = [
        "| subnet | delegated | `egress_default_route` | writes | route table afterwards |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        if row["state"] == state:
            choices = ", ".join(f"`{choice}`" for choice in row["default_route"])
            choices += f", `egress_accept: [{', '.join(row['accept'])}]`" if "accept" in row else ""
            delegated = "yes" if row["delegated"] else "no"
            lines.append(f"| {row['subnet']} | {delegated} | {choices} | {_writes(row)} | {_end(row)} |")
    return lines


def _writes(row: dict[str, Any]) -> str:
    if "refused" in row:
        return f'refused: "{row["refused"]}"'
    return ", ".join(row["writes"]) or "nothing"


def _end(row: dict[str, Any]) -> str:
    return f"{row['table']}, {row['routes']} of ours" if row["table"] else "none"


def generate() -> str:
    """Return the text of the page."""
    rows = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    present = ["## `egress_state: present`", "", *table(rows, "present")]
    absent = ["## `egress_state: absent`", "", *table(rows, "absent")]
    return "\n".join([HEADER, *present, "", *absent, ""])


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        sys.exit(TARGET.read_text(encoding="utf-8") != generate())
    TARGET.write_text(generate(), encoding="utf-8")
