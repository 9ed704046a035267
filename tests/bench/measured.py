# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays against the emulator, measured, and tables of what they cost in the documentation."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible_collections.adx.outbound.tests.bench import trips
from ansible_collections.adx.outbound.tests.emulator import Emulator

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "performance.md"


@dataclass(frozen=True)
class Measured:
    """One run of a play."""

    seconds: float
    memory: int  # of the largest process, in MB
    requests: int  # to Azure's resources
    writes: Counter[str]
    asked: int = 0  # requests of any kind: logins, metadata and looks at operations, too
    deep: int = 0  # round trips of these, one after the other


def measure(
    emulator: Emulator,
    command: Sequence[str],
    home: str,
    more: Mapping[str, str] | None = None,
    *,
    accepted: Collection[int] = (0,),
) -> Measured:
    """Run a command of Ansible in a folder of its own; end the benchmark where it ends otherwise than `accepted`."""
    emulator.clear_log()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AZURE_")},
        **emulator.environment(),
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "link"),
        "ANSIBLE_CONFIG": str(ROOT / "demo" / "ansible.cfg"),
        "ANSIBLE_HOME": home,
        "TMPDIR": home,
        **(more or {}),
    }
    start = time.monotonic()
    with open(Path(home) / "output", "w+", encoding="utf-8") as output:
        running = subprocess.Popen(command, env=environment, cwd=home, stdout=output, stderr=output)
        _pid, status, used = os.wait4(running.pid, 0)
        if os.waitstatus_to_exitcode(status) not in accepted:
            output.seek(0)
            raise SystemExit(output.read())
    seconds = time.monotonic() - start
    names = Counter(entry.path.rpartition("/")[2] for entry in emulator.writes())
    spans = emulator.spans()
    return Measured(seconds, used.ru_maxrss // 1024, len(emulator.log()), names, len(spans), trips.deep(spans))


def label(tree: Path) -> str:
    """The short commit of a checkout."""
    asked = ["git", "-C", str(tree), "rev-parse", "--short=7", "HEAD"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def of_tree(tree: Path) -> dict[str, str]:
    """The variable by which a play takes this collection from a checkout."""
    return {"ANSIBLE_COLLECTIONS_PATH": str(tree / ".cache" / "link")}


def write_play(home: str, python: Path, tasks: Sequence[Mapping[str, Any]]) -> str:
    """Write a play with these tasks; return its path."""
    path = Path(home) / "play.yml"
    settings = {"hosts": "localhost", "gather_facts": False, "vars": {"ansible_python_interpreter": str(python)}}
    path.write_text(json.dumps([{**settings, "tasks": tasks}]), encoding="utf-8")
    return str(path)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The rows in Markdown."""
    lines = [head, ("---:",) * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def write_down(what: str, text: str) -> None:
    """Put a text between its two marks in the page about performance."""
    begin, end = f"<!-- {what}: begin, written by make bench -->\n", f"<!-- {what}: end -->\n"
    before, _begin, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    PAGE.write_text(f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}", encoding="utf-8")
