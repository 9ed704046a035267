# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lock-down with backups, and the playbook that undoes it in the other order."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID, ROUTE_TABLE_ID, SUBNET_ID
from ansible_collections.adx.outbound.tests.integration.documents import steady


@pytest.mark.long
def test_what_a_run_changed_is_put_back_the_last_change_first(play, emulator, tmp_path):
    emulator.reset("demo", route_table=False)
    before = {id_: steady(emulator.document(id_)) for id_ in (FIREWALL_ID, ROUTE_TABLE_ID, SUBNET_ID)}
    folder = "kept"  # where ansible-playbook is started
    applied = play("lockdown", egress_default_route="manage", egress_backup=folder)
    assert len(list((tmp_path / folder).glob("*.json"))) == 3
    assert [name for _method, name in applied.writes] == ["fw-hub", "adx-telemetry-westus-routes", "snet-adx"]
    preview = play("restore", "--check", "--diff", egress_backup=folder)
    assert (preview.code, preview.changed, preview.writes) == (0, 1, [])
    undone = play("restore", egress_backup=folder)
    assert undone.writes == [("PUT", "snet-adx"), ("DELETE", "adx-telemetry-westus-routes"), ("PUT", "fw-hub")]
    assert {id_: steady(emulator.document(id_)) for id_ in before} == before
    nothing = play("restore", egress_backup="none")
    assert nothing.code != 0 and nothing.writes == []
