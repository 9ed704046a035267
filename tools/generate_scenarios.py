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
# What one run does, network by network

Made from [scenarios.yml](scenarios.yml) by `tools/generate_scenarios.py`; a test runs every row against the emulator,
twice: the second run of each writes nothing.

The subnet of the cluster has **none**: no route table; **own**: a table the role made before, with a default route of
ours; **found**: a table of somebody else; **shared**: a table of somebody else that the subnet of another injected
cluster uses, too; **joined**: no route table, and another injected cluster on the same subnet. Removal begins where the
lock-down of the same network ended.

The writes are those of one run in their order. The last column is the subnet's table after it, with the number of
routes of ours in it. A delegated subnet (`Microsoft.Kusto/clusters`) keeps its routes by itself, so with
`egress_routes: auto` the role writes none there.
"""


def table(rows: list[dict[str, Any]], state: str) -> list[str]:
    """Return the rows of one state as a table."""
    lines = [
        "| subnet | delegated | `egress_default_route` | writes | table of the subnet then |",
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
