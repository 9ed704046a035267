# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of the README show what the demo says and does today."""

from __future__ import annotations

import ast
import os
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO = ast.parse((ROOT / "demo" / "run.py").read_text(encoding="utf-8"))
PHOTOGRAPH = ROOT / "tools" / "report_picture.py"
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


def size_of(picture: Path) -> tuple[int, int]:
    """Width and height that a PNG file says of itself."""
    head = picture.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:])
    return width, height


def test_the_report_is_shown_as_a_desktop_shows_its_first_screen():
    assert size_of(ROOT / "docs" / "pictures" / "report.png") == (1280, 800)
    for page, place in (("README.md", "docs/pictures"), ("docs/report.md", "pictures")):
        assert f"]({place}/report.png)" in (ROOT / page).read_text(encoding="utf-8")


def test_the_photograph_is_of_the_report_that_the_demo_writes():
    tool = PHOTOGRAPH.read_text(encoding="utf-8")
    (name,) = re.findall(r'^REPORT = ROOT / "\.cache" / "demo" / "([\w.]+)"$', tool, re.MULTILINE)
    assert f'"lockdown", str(reports / "{name}"))' in (ROOT / "demo" / "run.py").read_text(encoding="utf-8")


def test_without_a_browser_the_photograph_stays_as_it_is_and_a_line_says_so():
    command = [sys.executable, str(PHOTOGRAPH)]
    done = subprocess.run(command, env={**os.environ, "PATH": ""}, capture_output=True, text=True, check=True)
    assert done.stdout == "report.png stays as it is: chromium is not on this machine.\n"
