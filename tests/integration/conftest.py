# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulator per test process, put back to the demo world before each test."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import Emulator


@pytest.fixture(scope="session")
def running_emulator():
    with Emulator(world="demo") as emulator:
        yield emulator


@pytest.fixture
def emulator(running_emulator):
    running_emulator.reset("demo")
    return running_emulator
