# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A page in headless Chromium: how it looks, what the console says, what axe-core finds wrong with it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
REQUIRED = "ADX_OUTBOUND_REQUIRE_BROWSER"
AXE = ROOT / ".cache" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"wide": (1280, 4000), "narrow": (390, 6400)}  # high enough for most of a page to be in the picture
SCHEMES = {"dark": 0, "light": 1}
POLICY = "default-src 'none';"
# Says what the browser made of the page, by the console.
PROBE = """
addEventListener("load", async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  const faults = found.violations.map(one => [one.impact, one.id, one.nodes.map(node => node.target.join(" "))]);
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const answer = ["ending", "headline", "do", "approval"]
    .map(name => [name, document.querySelector(`header > .${name}`)]).filter(([_name, one]) => one);
  const above = Object.fromEntries(answer.map(([name, one]) => [name, one.innerText]));
  const lowest = Math.max(0, ...answer.map(([_name, one]) => one.getBoundingClientRect().bottom + scrollY));
  const foreign = performance.getEntriesByType("resource").map(one => one.name);
  console.log("PROBE:" + JSON.stringify({
    faults, wide, foreign, above, lowest, width: innerWidth,
    scripts: document.scripts.length - 2, text: document.body.innerText,
    dark: matchMedia("(prefers-color-scheme: dark)").matches, checked: found.testEngine.version,
  }));
});
"""


LEAST = 500  # pixels: a window of the browser is never narrower, whatever it is asked for
FRAME = """\
<!doctype html><html style="color-scheme: light dark"><body style="margin: 0">
<iframe src="{source}" style="border: 0; width: {width}px; height: {height}px"></iframe></body></html>
"""


@dataclass(frozen=True)
class Seen:
    """What came of it: the probe's word, and what else the console said."""

    probe: dict[str, Any]
    console: tuple[str, ...]
    screenshot: Path


def chromium() -> str:
    """The browser; without it or axe-core the test is skipped, or fails where these tests are mandatory."""
    found = shutil.which("chromium")
    missing = [] if found else ["chromium is not on this machine; install Debian's package chromium"]
    missing += [] if AXE.is_file() else ["axe-core is not here; make test fetches it where chromium and npm are"]
    if missing and os.environ.get(REQUIRED):
        pytest.fail(f"{missing[0]}, since {REQUIRED} is set")
    if missing:
        pytest.skip(missing[0])
    return str(found)


def show(page: str, name: str, size: str, scheme: str, folder: Path) -> Seen:
    """Open a page; its own policy stays but for the probe's scripts. The screenshot is of the page as it is."""
    program = chromium()
    assert POLICY in page
    probed = page.replace(POLICY, f"{POLICY} script-src 'unsafe-inline';")
    scripts = f"<script>{AXE.read_text(encoding='utf-8')}</script><script>{PROBE}</script></body>"
    file = folder / f"{name}-{size}-{scheme}.html"
    file.write_text(probed.replace("</body>", scripts), encoding="utf-8")
    screenshot = ROOT / "tests" / "output" / f"report-{name}-{size}-{scheme}.png"
    screenshot.parent.mkdir(exist_ok=True)
    screenshot.unlink(missing_ok=True)
    width, height = SIZES[size]
    if width < LEAST:
        frame = folder / f"frame-{file.name}"
        frame.write_text(FRAME.format(source=file.name, width=width, height=height), encoding="utf-8")
        file = frame
    done = subprocess.run(
        [
            program,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={folder / 'profile'}",
            f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}",
            f"--window-size={width},{height}",
            "--virtual-time-budget=10000",
            "--enable-logging=stderr",
            f"--screenshot={screenshot}",
            file.as_uri(),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    said = re.findall(r':CONSOLE[^"]*\] "(.*)", source: ', done.stderr)
    probes = [json.loads(line.removeprefix("PROBE:")) for line in said if line.startswith("PROBE:")]
    assert len(probes) == 1, done.stderr
    return Seen(probes[0], tuple(line for line in said if not line.startswith("PROBE:")), screenshot)
