# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is tried, kept as it passes and counted; the real programs where they are installed."""

from __future__ import annotations

from collections import Counter

import pytest
from ansible_collections.adx.outbound.tests.faults import ledger
from ansible_collections.adx.outbound.tests.hostile import texts
from ansible_collections.adx.outbound.tests.integration.appliances.conftest import nft_program, squid_program
from ansible_collections.adx.outbound.tests.integration.conftest import emulator, run, running_emulator
from ansible_collections.adx.outbound.tests.integration.inventory.conftest import source, three

__all__ = ["emulator", "nft_program", "run", "running_emulator", "source", "squid_program", "three"]


@pytest.fixture(scope="session")
def passed():
    """The texts that have passed already; none in a quick run, which tries all it has."""
    return ledger.Ledger(ledger.folder("hostile")) if texts.WHOLE else None


@pytest.fixture
def attempt(request, passed):
    """Try a text somewhere, unless it has passed there already, and count how it ended.

    `call` returns a Counter of the ends, and what is wrong; each comes back beside the name of the case.
    """
    ends: dict[str, dict[str, int]] = {}  # which travel from another process
    request.node.user_properties.append(("ends", ends))

    def one(where, text, call, *arguments):
        name = f"{where}; {texts.SEED}; {text!a}"
        known = passed.recall(name) if passed else None
        counts, wrong = (known[0], []) if known else call(text, *arguments)
        row = ends.setdefault(where, {})
        for end, count in {"texts": 1, **counts, "wrong": int(bool(wrong))}.items():
            row[end] = row.get(end, 0) + count
        if passed and not wrong:
            passed.keep(name, [dict(counts)])
        return [f"{name}: {what}" for what in dict.fromkeys(wrong)]

    return one


def pytest_terminal_summary(terminalreporter):
    found: dict[str, Counter[str]] = {}
    reports = [one for listed in terminalreporter.stats.values() for one in listed]
    for report in [one for one in reports if getattr(one, "when", "") == "teardown"]:
        for ends in (value for key, value in report.user_properties if key == "ends"):
            for where, counts in ends.items():
                found.setdefault(where, Counter()).update(counts)
    if found:
        terminalreporter.write_line(f"hostile texts, seed {texts.SEED}, {texts.WHOLE or 'a few'} of them")
    for where, counts in sorted(found.items()):
        told = ", ".join(f"{count} {name}" for name, count in counts.items())
        terminalreporter.write_line(f"  {where}: {told}")
