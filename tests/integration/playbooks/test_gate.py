# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate as a user meets it: nothing is routed into a firewall that would block, no rule goes while it is needed."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID, ROUTE_TABLE_ID

DENY = {
    "name": "soc-deny-login",
    "properties": {
        "priority": 101,
        "action": {"type": "Deny"},
        "rules": [
            {
                "name": "no-login",
                "protocols": [{"protocolType": "Https", "port": 443}],
                "sourceAddresses": ["10.20.0.0/16"],
                "targetFqdns": ["login.microsoftonline.com"],
            }
        ],
    },
}


def change(emulator, id_, list_name, edit):
    document = emulator.document(id_)
    edit(document["properties"][list_name])
    emulator.seed(id_, document)


def add_default_route(emulator, name="to-hub"):
    hop = {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.1.4"}
    change(emulator, ROUTE_TABLE_ID, "routes", lambda routes: routes.append({"name": name, "properties": hop}))


@pytest.mark.long
def test_a_foreign_deny_stops_the_play_before_routing_until_somebody_knows_better(play, emulator):
    change(emulator, FIREWALL_ID, "applicationRuleCollections", lambda found: found.append(DENY))
    stopped = play("lockdown", egress_default_route="manage")
    assert stopped.code != 0 and stopped.writes == [("PUT", "fw-hub")]
    assert "'soc-deny-login / no-login' of firewall fw-hub" in stopped.said
    assert "login.microsoftonline.com:443 is denied" in stopped.said
    assert "Traceback" not in stopped.output

    preview = play("preview", egress_default_route="manage")
    assert preview.code != 0 and preview.writes == [] and "soc-deny-login" in preview.output

    told = play("lockdown", egress_default_route="manage", egress_accept="no_gate")
    assert told.writes == [("PUT", "rt-spoke")], "the gate is off"
    assert told.code != 0 and "soc-deny-login" in told.output, "the check at the end still tells"


@pytest.mark.long
def test_a_removal_is_refused_while_a_foreign_default_route_leads_to_the_firewall(play, emulator):
    add_default_route(emulator)
    assert play("lockdown").code == 0
    checked = play("check")
    assert (checked.code, checked.changed, checked.writes) == (0, 0, [])
    assert checked.answer[0] == "Checked: cluster telemetry is locked down, with all 71 destinations allowed."
    strict = play("check", egress_fail_on="warning")
    assert strict.code != 0 and "service endpoint Microsoft.Storage" in strict.said

    refused = play("remove")
    assert refused.code != 0 and refused.writes == []
    assert "by route 'to-hub', which stays" in refused.said


@pytest.mark.long
def test_a_check_writes_nothing_and_fails_for_what_it_was_told_to_fail_for(play, emulator):
    nothing_allowed = play("check")
    assert (nothing_allowed.code, nothing_allowed.writes) == (0, [])
    assert "not locked down yet" in nothing_allowed.answer[0], "without a default route nothing meets the firewall"

    add_default_route(emulator)
    blocked = play("check")
    assert blocked.code != 0 and blocked.writes == [] and "are allowed by no rule of firewall fw-hub" in blocked.said
    assert play("check", egress_fail_on="never").code == 0


@pytest.mark.long
def test_a_team_that_only_routes_is_stopped_while_the_other_has_not_allowed_yet(play, tmp_path):
    part = tmp_path / "route.yml"
    part.write_text(
        "- hosts: localhost\n  gather_facts: false\n  tasks:\n"
        "    - ansible.builtin.include_role: {name: adx.outbound.egress, tasks_from: route}\n",
        encoding="utf-8",
    )
    for options in ((), ("--check",)):  # check mode assumes nobody else's rules
        stopped = play(str(part), *options, egress_default_route="manage")
        assert stopped.code != 0 and stopped.writes == [] and "would be blocked" in stopped.output
