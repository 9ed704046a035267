# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What managers have laid over a network, and drafts: as a world has them."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_POLICY_ID, VNET_ID
from ansible_collections.adx.outbound.tests.emulator.network import admin_rules

PATH = f"{VNET_ID}/{admin_rules.NAME}"


def test_a_network_without_a_manager_has_an_empty_answer(emulator, client):
    # Recorded on 2023-08-28: {"skipToken":"","value":[]}, with 200.
    emulator.reset("demo")
    answer = client.call("POST", PATH, {})
    assert (answer.status_code, answer.json()) == (200, {"skipToken": "", "value": []})


def test_the_answer_of_a_world_is_given(emulator, client):
    emulator.reset("demo")
    rules = {"value": [{"id": "/rules/r", "kind": "Custom", "properties": {"access": "Deny"}}], "skipToken": ""}
    emulator.seed(PATH, rules)
    assert client.call("POST", PATH, {}).json() == rules
    assert emulator.document(PATH) == rules


def test_it_is_asked_of_a_network_that_is_there_with_a_right_of_its_own(emulator, client):
    emulator.reset("demo")
    assert client.call("POST", PATH.replace("vnet-spoke", "vnet-none"), {}).status_code == 404
    emulator.switch(allow_only=["*/read"])
    assert client.call("POST", PATH, {}).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        f"{FIREWALL_POLICY_ID}/firewallPolicyDrafts/default",
        f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/hub-rules/ruleCollectionGroupDrafts/default",
    ],
)
def test_a_draft_is_shown_where_there_is_one_and_not_found_where_there_is_none(emulator, client, path):
    # Recorded on 2024-07-10: a draft has the name of its policy or group, not "default".
    emulator.reset("demo", firewall="policy")
    assert client.get(path).status_code == 404
    draft = {"name": path.split("/")[-3], "properties": {"threatIntelMode": "Unknown"}}
    emulator.seed(path, draft)
    shown = client.get(path)
    assert shown.status_code == 200
    assert {name: shown.json()[name] for name in draft} == draft
