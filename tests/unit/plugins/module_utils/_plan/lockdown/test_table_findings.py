# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A check tells of each other route table that still holds routes of ours for the cluster."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import (
    absent,
    present,
    table_findings,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

from .test_gone import FOREIGN, ROUTE, table

OLD = table("adx-C1-westus-routes", ROUTE, on=(world.SUBNET,))


def found(*tables):
    return list(table_findings.findings(world.landscape(other_tables=tables), "westus"))


@pytest.mark.parametrize("plan", [absent.plan, present.plan])
def test_a_plan_has_what_a_check_has(plan):
    state = "present" if plan is present.plan else "absent"
    planned = plan(Request(state=state), world.landscape(other_tables=(OLD,)))
    (finding,) = table_findings.findings(planned.landscape, "westus")
    assert [one for one in planned.findings if one.code == finding.code] == [finding]
    assert (
        finding.remedy == f"Take them away with O(state): absent and O(route_table): {resource_ids.to_type(OLD['id'])}."
    )


def test_each_table_is_a_warning_of_its_own_under_its_name():
    second = table("second", ROUTE, FOREIGN)
    assert [(one.code, one.severity, one.subject) for one in found(OLD, second)] == [
        ("left_routes", "warning", "adx-C1-westus-routes"),
        ("left_routes", "warning", "second"),
    ]


def test_where_there_is_no_other_table_or_none_could_be_listed_there_is_no_finding():
    assert found() == []
    unlisted = world.landscape(other_tables=None)
    assert list(table_findings.findings(unlisted, "westus")) == []
    assert [one.code for one in table_findings.of_plan(unlisted, "westus")] == ["unread_tables"]


def test_routes_are_counted_by_the_region_of_the_cluster():
    told = table_findings.findings(world.landscape(other_tables=(OLD,)), "eastus")
    assert ["holds routes of ours (0)" in one.message for one in told] == [True]
    assert ["holds routes of ours (1)" in one.message for one in found(OLD)] == [True]
