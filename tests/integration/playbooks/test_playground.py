# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make playground` as somebody uses it: what it prints, typed into a second terminal as it stands."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.tests.integration.playbooks.conftest import ROOT

PLAYGROUND = "demo/playground.py"
# What a machine may have that must not get in the way.
AROUND = {"AZURE_PROFILE": "mine", "ANSIBLE_AZURE_AUTH_SOURCE": "cli", "HTTPS_PROXY": "http://127.0.0.1:9"}
NOTICED = {
    "rule": "rule AzureActiveDirectory-443",
    "deny": "denied by 'sec-no-vaults / vaults'",
    "route": "is not locked down",
    "throttle": "waiting to read cluster telemetry",
}


@dataclass(frozen=True)
class Second:
    """A second terminal, and what the first one shows."""

    first: subprocess.Popen[str]
    printed: str
    folder: Path

    def line(self, words: str) -> str:
        """The one line that was printed with these words."""
        (found,) = [line.strip() for line in self.printed.splitlines() if words in line]
        return found

    def types(self, command: str, prepared: str = "") -> tuple[int, str]:
        """Exit status and output of a line, after the ones that prepare the terminal."""
        script = f"{prepared or self.line('source ')}\n{command}"
        around = {**os.environ, **AROUND, "ANSIBLE_HOME": str(self.folder), "TMPDIR": str(self.folder)}
        shell = ["bash", "-ec", script]
        done = subprocess.run(shell, cwd=ROOT, env=around, capture_output=True, text=True, check=False, timeout=120)
        return done.returncode, done.stdout + done.stderr

    def ended(self) -> int:
        """The exit status after Ctrl-C."""
        self.first.send_signal(signal.SIGINT)
        return self.first.wait(20)


@pytest.fixture
def terminal(tmp_path) -> Iterator[Second]:
    command = [sys.executable, PLAYGROUND, "--directory", str(tmp_path / "a folder")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as first:
        try:
            lines = iter(first.stdout.readline, "")
            printed = "".join(iter(lambda: next(lines, "Ctrl-C"), "Ctrl-C stops it.\n"))
            yield Second(first, printed, tmp_path)
        finally:
            first.kill()


def test_the_playground_opens_its_door_says_what_there_is_to_break_and_leaves_nothing_that_misleads(terminal):
    code, said = terminal.types(f"python {PLAYGROUND} break rule")
    assert (code, said) == (1, "Firewall fw-hub has no rule AzureActiveDirectory-443. Lock down first.\n")
    pasted = "\n".join(re.findall(r"^ +(?:unset|export) .*", terminal.printed, re.MULTILINE))
    assert terminal.types(f"python {PLAYGROUND} reset", pasted) == (0, "The world is as it was at the beginning.\n")
    assert terminal.ended() == 0 and not list(terminal.folder.rglob("env"))
    code, said = terminal.types(f"python {PLAYGROUND} reset", pasted)
    assert code == 1 and said.startswith("The playground has ended.")
    python = f"PATH={Path(sys.executable).parent}:$PATH"
    code, said = terminal.types(f"python {PLAYGROUND} reset", python)
    assert code == 1 and said.startswith("This terminal knows of no playground.")


@pytest.mark.long
def test_the_printed_commands_work_as_they_stand_and_a_check_notices_every_break(terminal):
    preview, lock_down, check = re.findall(r"^ +(ansible-playbook .*)", terminal.printed, re.MULTILINE)
    breaks = re.findall(rf"^ +(python {PLAYGROUND} break (\w+))", terminal.printed, re.MULTILINE)
    assert [name for _command, name in breaks] == list(NOTICED)
    for command, changed in ((preview, 1), (lock_down, 1), (check, 0)):
        code, said = terminal.types(command)
        assert code == 0 and f"changed={changed} " in said, said
    report = Path(terminal.line("file://").removeprefix("file://").replace("%20", " "))
    assert report.stat().st_size > 1000
    for command, name in breaks:  # one on top of the other
        assert terminal.types(command)[0] == 0
        code, said = terminal.types(check)
        assert code == 2 and NOTICED[name] in said, said
