# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same emulator and runner as the module tests; what was tried, kept as it passes and summed up at the end."""

from __future__ import annotations

import os

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import patience
from ansible_collections.adx.outbound.plugins.module_utils._plan.check import check
from ansible_collections.adx.outbound.tests.faults import figures, ledger, recall, sweep
from ansible_collections.adx.outbound.tests.faults.memory import Memory
from ansible_collections.adx.outbound.tests.integration.conftest import emulator, run, running_emulator
from ansible_collections.adx.outbound.tests.integration.playbooks.conftest import play, surroundings

__all__ = ["emulator", "play", "run", "running_emulator", "surroundings"]
_ENVIRONMENT = ("HOME", "PATH", "LANG", "LC_ALL", "LC_CTYPE", "PYTHONPATH", "TMPDIR", "PYTEST_CURRENT_TEST")


@pytest.fixture(scope="session")
def calls():
    """What all memories of this process know."""
    return {}


@pytest.fixture(scope="session")
def judge():
    """The judge of all calls of this process."""
    return recall.Recalled(check.check)


@pytest.fixture
def memory(run, emulator, calls, judge, monkeypatch):
    """Calls that are made once; the emulator stalls by the clock of the modules, which costs no time."""
    monkeypatch.setattr(emulator.core, "sleep", patience.time.sleep)
    monkeypatch.setattr(check, "check", judge)
    for name in set(os.environ) - {*emulator.environment(), *_ENVIRONMENT}:
        monkeypatch.delenv(name)  # each request looks through all of it for a proxy
    return Memory(run, emulator, calls)


@pytest.fixture(scope="session")
def passed():
    """The cases that have passed already; none in a quick run, which tries all it has."""
    return ledger.Ledger(ledger.folder("faults")) if sweep.LARGE else None


@pytest.fixture
def attempt(request, passed):
    """Try a case, unless it has passed already, and count it; return what is wrong, each beside the name of the case.

    `call` returns what is counted in which row, and what is wrong. The counts travel with the report of the test, also
    from another process.
    """
    tables: dict[str, figures.Table] = {}
    request.node.user_properties.append(("counts", tables))

    def one(table, name, call, *arguments):
        known = passed.recall(name) if passed else None
        if known is not None:
            figures.add(tables.setdefault(table, {}), *known)
            return []
        try:
            (row, columns), wrong = call(*arguments)
        except Exception as error:  # the others are tried all the same
            return [f"{name!r}: {type(error).__name__}: {error}"]
        tried = [row, {column: int(number) for column, number in columns.items()}]
        figures.add(tables.setdefault(table, {}), *tried)
        if passed and not wrong:
            passed.keep(name, tried)
        return [f"{name!r}: {what}" for what in wrong]

    return one


def pytest_terminal_summary(terminalreporter, exitstatus, config):
    tables = _tables(report for listed in terminalreporter.stats.values() for report in listed)
    write = terminalreporter.write_line
    if tables:
        write(f"sweep, seed {sweep.SEED}, {sweep.SHARE}")
    for name, table in tables.items():
        write(figures.text(name, table) if sweep.LARGE else figures.line(name, table))
    if tables and sweep.WHOLE and exitstatus == pytest.ExitCode.OK and _is_of_whole_files(config):
        figures.keep(tables, sweep.SEED)


def _is_of_whole_files(config):
    """False where a table may lack some of its rows."""
    return not config.option.keyword and not any("::" in one for one in config.args)


def _tables(reports):
    """The counts of all tests that have ended."""
    found = {}
    ended = [report for report in reports if getattr(report, "when", "") == "teardown"]
    for tables in (value for report in ended for key, value in report.user_properties if key == "counts"):
        for name, table in tables.items():
            for row, columns in table.items():
                if row != figures.ALL:
                    figures.add(found.setdefault(name, {}), row, columns)
    return {name: found[name] for name in figures.TITLES if name in found}
