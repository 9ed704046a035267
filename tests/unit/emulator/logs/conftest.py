# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's firewall with logs, for each test anew."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.unit.emulator.logs.demo_logs import Azure


@pytest.fixture
def azure():
    return Azure()
