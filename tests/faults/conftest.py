# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same emulator and runner as the module tests; and the counts of what was tried, summed up at the end."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm import patience
from ansible_collections.adx.outbound.tests.faults import figures, sweep
from ansible_collections.adx.outbound.tests.faults.memory import Memory
from ansible_collections.adx.outbound.tests.integration.conftest import emulator, running_emulator
from ansible_collections.adx.outbound.tests.integration.modules.conftest import run
from ansible_collections.adx.outbound.tests.integration.playbooks.conftest import play, surroundings

__all__ = ["emulator", "play", "run", "running_emulator", "surroundings"]


@pytest.fixture(scope="session")
def tasks():
    """What all memories of this process know."""
    return {}


@pytest.fixture
def memory(run, emulator, tasks, monkeypatch):
    """Tasks that are run once; the emulator stalls by the clock of the modules, which costs no time."""
    monkeypatch.setattr(emulator.core, "sleep", patience.time.sleep)
    return Memory(run, emulator, tasks)


@pytest.fixture
def count(request):
    """Counts what a test tried; the counts travel with its report, also from another process."""
    table: figures.Table = {}
    yield lambda row, **columns: figures.add(
        table, row, {name.replace("_", " "): int(number) for name, number in columns.items()}
    )
    name = request.module.__name__.rpartition(".test_")[2]
    request.node.user_properties.append(("counts", (name, table)))


def pytest_terminal_summary(terminalreporter, exitstatus):
    tables = _tables(report for listed in terminalreporter.stats.values() for report in listed)
    write = terminalreporter.write_line
    if tables:
        write(f"{'whole sweep' if sweep.WHOLE else 'sample of the sweep'}, seed {sweep.SEED}")
    for name, table in tables.items():
        write(figures.text(name, table) if sweep.WHOLE else figures.line(name, table))
    if sweep.WHOLE and exitstatus == pytest.ExitCode.OK and set(tables) == set(figures.TITLES):
        figures.keep(tables, sweep.SEED)


def _tables(reports):
    """The counts of all tests that have ended."""
    found = {}
    ended = [report for report in reports if getattr(report, "when", "") == "teardown"]
    for name, table in (value for report in ended for key, value in report.user_properties if key == "counts"):
        for row, columns in table.items():
            if row != figures.ALL:
                figures.add(found.setdefault(name, {}), row, columns)
    return dict(sorted(found.items()))
