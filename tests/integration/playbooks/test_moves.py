# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters that leave their network for good, or return to it, by the playbooks and with their reports."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID
from ansible_collections.adx.outbound.tests.integration.others import edit


def left(emulator):
    edit(emulator, CLUSTER_ID, lambda properties: properties["virtualNetworkConfiguration"].update(state="Disabled"))


@pytest.mark.long
def test_a_cluster_is_sent_back_and_once_it_has_left_for_good_its_lock_down_goes(play, emulator, tmp_path):
    """One life of it: out, back behind a lock-down, out again, and finished; each with a report and again at once."""
    emulator.reset("demo", route_table=False)
    left(emulator)
    path = tmp_path / "report.json"
    purging = play("return_to_network", egress_default_route="manage", egress_purge=True)
    assert purging.code != 0 and purging.requests == () and "takes nothing of others away" in purging.said
    given = {"egress_default_route": "manage", "egress_report_path": str(path)}
    back = play("return_to_network", **given)
    assert back.code == 0, back.output
    assert [method for method, _name in back.writes] == ["PUT", "PUT", "PUT", "PATCH"]
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["mode"] == "run"
    assert [one["part"] for one in told["written"]] == ["rules", "routes", "subnet", "network"]
    assert set(told["parts"].popitem()[1]) == {"accept", "rules", "routes", "subnet", "network"}
    assert "the network settings of cluster telemetry" in " ".join(back.answer)

    stays = play("finish", **given)
    assert stays.code != 0 and stays.writes == [] and "Run the playbook leave_network for it first" in stays.said

    left(emulator)
    gone = play("finish", **given)
    assert gone.code == 0, gone.output
    assert [method for method, _name in gone.writes] == ["PUT", "DELETE", "PUT"]
    again = play("finish", **given)
    assert (again.code, again.changed, again.writes) == (0, 0, []), again.output
