# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draw the demo's output as the terminal picture of the README, docs/demo.svg.

Every line is one the demo has printed; what is left out between two of them is three dots.

Usage: python demo/run.py | python tools/picture.py
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

TARGET = Path(__file__).resolve().parent.parent / "docs" / "demo.svg"
STEP = re.compile(r"^=== [\w ]+: (ansible-playbook .*?)\s*$")
TOLD = re.compile(
    r"^(?:\+(?:application|network) collection|\+  rule AzureActiveDirectory|\+route ADX_(?:Man|Def)|localhost )"
)
KEPT = re.compile(r"^(?:run  |preview  |apply  |check  |second |remove  |  yes: )")
ANSWER = re.compile(r'^ +"((?:Preview|Done|Checked): .*)",$')  # the first line of what a run ends with
COLOURS = {"$": "command", "+": "added", "  yes": "added", "localhost": "recap"}
LINE, LEFT, TOP, WIDTH = 17, 18, 48, 900
HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" \
aria-labelledby="title desc">
  <title id="title">A run of the demo in a terminal</title>
  <desc id="desc">{desc}</desc>
  <style>
    text {{ font: 12.5px ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #c9d1d9; \
white-space: pre; }}
    .command {{ fill: #ffffff; font-weight: 600; }}
    .added {{ fill: #7ee787; }}
    .recap {{ fill: #e3b341; }}
    .left {{ fill: #8b949e; }}
  </style>
  <rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>
  <circle cx="20" cy="18" r="6" fill="#ff5f56"/><circle cx="40" cy="18" r="6" fill="#ffbd2e"/>\
<circle cx="60" cy="18" r="6" fill="#27c93f"/>
"""


def chosen(printed: list[str]) -> Iterator[str]:
    """The lines that tell the story: each command, what its preview announces, its answer and recap, and the sums at
    the end.
    """
    left_out = False
    preview = False
    for line in printed:
        command = STEP.match(line)
        if command:
            yield from ("", f"$ {command[1]}")
            preview, left_out = command[1].endswith(".preview"), False
        elif answer := ANSWER.match(line):
            yield answer[1]
        elif KEPT.match(line) or (TOLD.match(line) and (preview or line.startswith("localhost "))):
            if preview and left_out and line.startswith("+"):
                yield "  ..."
            if line.startswith("run  "):
                yield ""
            yield line.rstrip()
            left_out = False
        else:
            left_out = left_out or (line.startswith("+") and not line.startswith("+++"))


def drawn(lines: list[str]) -> str:
    """The picture of some lines."""
    rows = []
    for number, line in enumerate(lines):
        kind = next((colour for start, colour in COLOURS.items() if line.startswith(start)), "")
        kind = "left" if line.strip() == "..." else kind
        mark = f' class="{kind}"' if kind else ""
        rows.append(f'  <text{mark} x="{LEFT}" y="{TOP + LINE * number}" xml:space="preserve">{escape(line)}</text>\n')
    promises = "; ".join(line.removeprefix("  yes: ") for line in lines if line.startswith("  yes: "))
    head = HEAD.format(width=WIDTH, height=TOP + LINE * len(lines), desc=escape(f"At its end it says: {promises}."))
    return f"{head}{''.join(rows)}</svg>\n"


if __name__ == "__main__":
    picked = list(chosen(sys.stdin.read().splitlines()))[1:]
    if not any(line.startswith("  yes: ") for line in picked):
        sys.exit("The demo did not come to its end.")
    TARGET.write_text(drawn(picked), encoding="utf-8")
