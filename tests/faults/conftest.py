# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same emulator and runner as the module tests; and how much of a sweep is run, and what came of it."""

from __future__ import annotations

from collections import Counter

import pytest
from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.integration.conftest import emulator, running_emulator
from ansible_collections.adx.outbound.tests.integration.modules.conftest import run

__all__ = ["emulator", "run", "running_emulator"]


@pytest.fixture(scope="module")
def counts(request):
    """Counts of one module's sweep, printed when it is over."""
    found: Counter[str] = Counter()
    yield found
    name = request.module.__name__.rpartition(".")[2]
    listed = ", ".join(f"{number} {what}" for what, number in sorted(found.items()))
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\n{name} (seed {sweep.SEED}{', whole' if sweep.WHOLE else ', a sample'}): {listed}", flush=True)
