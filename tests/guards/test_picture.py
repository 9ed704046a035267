# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture of the README shows what the demo says and does today."""

from __future__ import annotations

import ast
import re
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO = ast.parse((ROOT / "demo" / "run.py").read_text(encoding="utf-8"))
LINES = [node.text or "" for node in ET.parse(ROOT / "docs" / "demo.svg").iter("{http://www.w3.org/2000/svg}text")]


def arguments(function: str, place: int) -> list[str]:
    """One argument of every call of a function of the demo, in their order."""
    calls = [node for node in ast.walk(DEMO) if isinstance(node, ast.Call) and len(node.args) > place]
    named = sorted((call for call in calls if getattr(call.func, "id", "") == function), key=lambda call: call.lineno)
    return [call.args[place].value for call in named]


def test_the_picture_ends_with_the_promises_of_the_demo():
    shown = [line.removeprefix("  yes: ") for line in LINES if line.startswith("  yes: ")]
    assert shown == arguments("require", 1) and len(shown) >= 5


def test_the_picture_shows_every_playbook_the_demo_runs():
    shown = re.findall(r"^\$ ansible-playbook adx\.outbound\.(\w+)", "\n".join(LINES), re.MULTILINE)
    assert shown == arguments("run", 2) and len(shown) >= 5
