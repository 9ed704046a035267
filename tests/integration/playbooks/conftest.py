# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks as a user runs them, by their full name, against the emulator."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
NAMED = {
    "egress_cluster": {"name": "telemetry", "resource_group": "rg-adx"},
    "egress_firewall": {"name": "fw-hub", "resource_group": "rg-hub"},
}


@dataclass(frozen=True)
class Played:
    """What one run printed, and what it asked of the emulator."""

    code: int
    output: str
    requests: tuple[Any, ...]

    @property
    def changed(self) -> int:
        return int(re.findall(r"changed=(\d+)", self.output)[-1])

    @property
    def writes(self) -> list[tuple[str, str]]:
        """Method and resource name of each write, in their order."""
        return [(one.method, one.path.rpartition("/")[2]) for one in self.requests if one.is_write]

    @property
    def most_gets(self) -> int:
        return max(Counter(one.path.lower() for one in self.requests if one.method == "GET").values(), default=0)

    @property
    def said(self) -> str:
        """The output as one line, in which sentences that the answer has broken into lines are whole again."""
        return " ".join(re.sub(r'",\n +" +', " ", self.output).split())

    @property
    def answer(self) -> tuple[str, ...]:
        """The lines that the role showed last."""
        shown = self.output.rpartition("Show what came of it]")[2]
        return tuple(json.loads(shown[shown.index("{") : shown.index("\n}") + 2])["msg"])

    @property
    def diffs(self) -> list[str]:
        """The lines that `--diff` marked as coming or going."""
        return [line for line in self.output.splitlines() if re.match(r"[+-](?![+-]{2} )", line)]


@pytest.fixture
def surroundings(emulator, tmp_path):
    """The environment in which a play finds this collection and the emulator, and nothing of this machine's own."""
    return {
        **os.environ,
        **emulator.environment(),
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "link"),
        "ANSIBLE_CONFIG": str(ROOT / "demo" / "ansible.cfg"),
        "ANSIBLE_HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
    }


@pytest.fixture
def play(emulator, surroundings, tmp_path):
    def run(
        playbook: str,
        *options: str,
        environment: dict[str, str] | None = None,
        named: bool = True,
        **variables: Any,
    ) -> Played:
        """Run it with these extra variables, and unless `named` is false with those that name the demo's cluster."""
        emulator.clear_log()
        done = subprocess.run(
            [
                str(Path(sys.executable).with_name("ansible-playbook")),
                playbook if playbook.startswith("/") else f"adx.outbound.{playbook}",
                *options,
                "--extra-vars",
                json.dumps({**(NAMED if named else {}), **variables}),
            ],
            env={**surroundings, **(environment or {})},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        return Played(done.returncode, done.stdout + done.stderr, tuple(emulator.log()))

    return run
