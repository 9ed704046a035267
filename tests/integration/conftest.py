# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulator per test process, put back to the demo world before each test."""

from __future__ import annotations

import tempfile

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import patience
from ansible_collections.adx.outbound.tests.emulator import Emulator
from ansible_collections.adx.outbound.tests.integration import asked_logs
from ansible_collections.adx.outbound.tests.integration.runner import Clock, Runner


@pytest.fixture(scope="session")
def running_emulator():
    with Emulator(world="demo") as emulator:
        yield emulator


@pytest.fixture
def emulator(running_emulator):
    running_emulator.reset("demo")
    return running_emulator


@pytest.fixture
def run(emulator, monkeypatch, tmp_path):
    """Runs modules in this process, whose sleep costs nothing."""
    for name, value in emulator.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(patience, "time", Clock())
    # A test of a lookup in the same process makes ansible-core believe that all of it is the controller.
    monkeypatch.setattr("ansible.module_utils._internal.is_controller", False)
    return Runner(emulator)


@pytest.fixture(scope="session")
def kept():
    """Worlds by name, to go back to."""
    return {}


@pytest.fixture
def evident(run, emulator, kept):
    """Asks the logs about the demo's cluster, which is locked down; asking writes nothing, and shows no URL."""
    if "locked down" in kept:
        emulator.restore(kept["locked down"])
    else:
        run.lock_down(default_route="manage")
        kept["locked down"] = emulator.snapshot()
    emulator.clear_log()
    asked = asked_logs.Asked(run, emulator)
    yield asked
    asked_logs.spotless(emulator, asked.results)
