# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is looked at again after a write of a cluster's outbound access."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.read import access
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import TimedOut
from ansible_collections.adx.outbound.plugins.module_utils._plan.outbound import plans
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import Clock, Wire
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.outbound import drawn

PLAN = plans.plan(drawn.asked(names=[drawn.LAKE]), drawn.seen(drawn.document("Enabled", [drawn.LAKE])))
LISTED = (200, {"value": []})


def shown(state, names=(drawn.LAKE,)):
    return 200, drawn.document("Enabled", list(names), provisioningState=state)


def look(*answers, timeout=60):
    return access.again(SimpleNamespace(http=Wire(*answers).http()), Clock().patience(timeout), PLAN)


def test_what_somebody_else_has_begun_is_waited_for_before_a_write_is_judged():
    seen = look(shown("Running"), shown("Running"), shown("Succeeded", ["x.example.org"]), LISTED)
    assert seen.document["properties"]["allowedFqdnList"] == ["x.example.org"]


def test_a_change_that_goes_on_beyond_the_deadline_is_told():
    with pytest.raises(TimedOut, match="look at cluster c1 .*last heard: it is Running"):
        look(*[shown("Running")] * 60, timeout=20)
