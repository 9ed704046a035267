# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module that writes waits for its turn; one that only looks does not."""

from __future__ import annotations

import os
import tempfile

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.patience import Patience
from ansible_collections.adx.outbound.plugins.module_utils._arm.write import locks
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID, ROUTE_TABLE_ID, SUBNET_ID

NETWORK_ID = SUBNET_ID.partition("/subnets/")[0]
STEPS = {
    "firewall_rule_collections": {"firewall_name": FIREWALL_ID, "rule_collections": []},
    "route_table": {"name": ROUTE_TABLE_ID, "routes": []},
    "subnet_route_table_association": {"subnet_name": SUBNET_ID, "route_table": ROUTE_TABLE_ID},
}


def held(emulator, id_):
    return locks.held([resource_ids.parse(id_)], Patience(60), cloud=emulator.url, warn=pytest.fail)


@pytest.mark.parametrize(
    ("module", "busy"),
    [
        ("firewall_rule_collections", FIREWALL_ID),
        ("route_table", ROUTE_TABLE_ID),
        ("subnet_route_table_association", NETWORK_ID),
        ("subnet_route_table_association", ROUTE_TABLE_ID),
    ],
)
def test_a_module_waits_while_another_process_writes_what_it_would_make_busy(run, emulator, module, busy):
    with held(emulator, busy):
        result = run(module, timeout=30, **STEPS[module])
        assert f"last heard: process {os.getpid()} on this machine is doing so. Nothing was written." in result["msg"]
        assert not run(module, check=True, timeout=30, **STEPS[module]).get("failed"), "a check waited"
    assert not run(module, timeout=30, **STEPS[module]).get("failed")


def test_a_check_leaves_no_trace_of_a_lock(run):
    run("route_table", check=True, **STEPS["route_table"])
    assert os.listdir(tempfile.gettempdir()) == []


def test_without_a_place_for_locks_the_work_is_done_with_a_warning(run):
    folder = os.path.join(tempfile.gettempdir(), f"adx-outbound-{os.geteuid()}")
    os.mkdir(folder, 0o755)
    result = run("route_table", name=ROUTE_TABLE_ID, routes=[], tags={"a": "b"})
    assert result["changed"] is True
    assert f"do not wait for each other: {folder} is not private to this user." in str(result["warnings"])
