# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator in this process; parts that have passed are kept, and what was tried is summed up at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import patience
from ansible_collections.adx.outbound.tests.faults import ledger, sweep
from ansible_collections.adx.outbound.tests.integration.conftest import emulator, run, running_emulator
from ansible_collections.adx.outbound.tests.junk.wire import Wire

__all__ = ["emulator", "run", "running_emulator"]


@pytest.fixture
def wire(run, emulator, monkeypatch):
    """The way to the emulator, on which answers are spoilt; it waits by the clock of the modules."""
    monkeypatch.setattr(emulator.core, "sleep", patience.time.sleep)
    made = Wire(emulator)
    made.put_in_place(monkeypatch)
    return made


@pytest.fixture(scope="session")
def passed():
    """The parts that have passed already; none in a quick run, which tries all it has."""
    return ledger.Ledger(ledger.folder("junk")) if sweep.WHOLE else None


@dataclass
class Part:
    """One part of a sweep; true where it has passed already. `counts` says how its cases ended."""

    name: str
    passed: Any
    counts: dict[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.counts)

    def wrong(self, stage: Any, cases: Any, where: str) -> None:
        """Try the cases; fail with all that is wrong."""
        found = []
        for case in cases:
            how, wrong = stage.wrong(case)
            for counted in (how, *["wrong" for _one in wrong[:1]]):
                self.counts[counted] = self.counts.get(counted, 0) + 1
            found += [f"{where}; {case}: {one}" for one in wrong]
        assert not found, "\n".join(found)
        if self.passed is not None:
            self.passed.keep(self.name, ["", self.counts])


@pytest.fixture
def attempt(request, passed):
    """A part by its name; its counts travel with the report of the test, also from another process."""

    def one(name: str) -> Part:
        name = f"seed {sweep.SEED}; {name}"
        known = passed.recall(name) if passed else None
        part = Part(name, passed, dict(known[1]) if known else {})
        request.node.user_properties.append(("junk", part.counts))
        return part

    return one


def pytest_terminal_summary(terminalreporter):
    listed = [one for reports in terminalreporter.stats.values() for one in reports]
    ended = [one for one in listed if getattr(one, "when", "") == "teardown"]
    counts: Counter[str] = Counter()
    for value in (value for one in ended for key, value in one.user_properties if key == "junk"):
        counts.update(value)
    if counts:
        tried = sum(number for how, number in counts.items() if how != "wrong")
        told = ", ".join(f"{how} {number}" for how, number in sorted(counts.items()))
        terminalreporter.write_line(f"junk, seed {sweep.SEED}: {tried} values; {told}; wrong {counts['wrong']}")
