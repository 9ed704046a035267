# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo worlds with a policy, as a client meets them: all is there, could have been sent, and survives a PUT."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    PARENT_POLICY_ID,
    SHARED_GROUP_ID,
)
from ansible_collections.adx.outbound.tests.emulator.worlds import ids

ALL = (
    ids.IP_GROUP_ID,
    PARENT_POLICY_ID,
    ids.PARENT_GROUP_ID,
    FIREWALL_POLICY_ID,
    ids.FOREIGN_GROUP_ID,
    SHARED_GROUP_ID,
    FIREWALL_ID,
)


@pytest.fixture(params=["policy", "hub"])
def world(running, request):
    running.reset("demo", firewall=request.param)
    return running


def test_policies_groups_and_the_firewall_know_each_other(world, client):
    own, parent = (client.get(path).json()["properties"] for path in (FIREWALL_POLICY_ID, PARENT_POLICY_ID))
    assert own["firewalls"] == [{"id": FIREWALL_ID}]
    assert own["ruleCollectionGroups"] == [{"id": ids.FOREIGN_GROUP_ID}, {"id": SHARED_GROUP_ID}]
    assert parent["childPolicies"] == [{"id": FIREWALL_POLICY_ID}]
    assert parent["firewalls"] == []
    listed = client.get(f"{FIREWALL_POLICY_ID}/ruleCollectionGroups").json()["value"]
    assert [item["id"] for item in listed] == [ids.FOREIGN_GROUP_ID, SHARED_GROUP_ID]
    assert client.get(ids.IP_GROUP_ID).json()["properties"]["firewallPolicies"] == [{"id": FIREWALL_POLICY_ID}]


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.rsplit("/", 1)[-1])
def test_what_is_there_is_accepted_from_a_client_and_stays_as_it_is(world, client, path):
    shown = client.get(path).json()
    answer = client.put(path, shown)
    assert answer.status_code == 200, answer.text
    client.finish(answer)
    after = client.get(path).json()
    assert {**after, "etag": None} == {**shown, "etag": None}


def test_unknown_members_of_a_group_survive_at_every_depth(world, client):
    shown = client.get(SHARED_GROUP_ID).json()
    pages, clocks = shown["properties"]["ruleCollections"]
    client.finish(client.put(SHARED_GROUP_ID, {"properties": {**shown["properties"], "priority": 401}}))
    after = client.get(SHARED_GROUP_ID).json()["properties"]
    assert after["ticketHint"] == {"number": 4711}
    assert after["ruleCollections"] == [pages, clocks]
    assert pages["rules"][1]["samplingHint"] == {"rate": 0.5}
    assert clocks["ownerHint"] == "platform-team"
