# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is true of classic firewalls alone."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.integration.modules.holders import BOTH, HOLDERS, application

pytestmark = pytest.mark.sdk
CLASSIC = HOLDERS[0]


def test_a_priority_of_somebody_else_is_refused_by_name(run, emulator):
    for check in (True, False):
        result = run(CLASSIC.module, check=check, **CLASSIC.at(rule_collections=[application(priority=1000)]))
        assert "Priority 1000 of rule collection 'adx-one-application' is taken by 'App-Web'" in result["msg"]
    assert emulator.writes() == []


@pytest.mark.parametrize("form", ["policy", "hub"])
def test_a_firewall_with_a_policy_is_refused_before_any_write(run, emulator, form):
    emulator.reset("demo", firewall=form)
    result = run(CLASSIC.module, **CLASSIC.at(rule_collections=BOTH))
    assert "firewall_policy_rule_collection_group" in result["msg"] and emulator.writes() == []
