# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a firewall sends its logs is read off its settings, whatever these leave out."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.diagnostic_settings import (
    Destinations,
    destinations,
)

WORKSPACE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w"
ON, OFF = {"categoryGroup": "allLogs", "enabled": True}, {"category": "AZFWApplicationRule", "enabled": False}


def setting(*logs, **properties):
    absent = dict.fromkeys(("storageAccountId", "eventHubAuthorizationRuleId", "eventHubName", "marketplacePartnerId"))
    return {"name": "s", "properties": {**absent, "workspaceId": None, "logs": list(logs), **properties}}


def test_each_workspace_is_named_once_whatever_its_case():
    found = destinations(
        [setting(ON, workspaceId=WORKSPACE), setting(OFF, ON, workspaceId=WORKSPACE.upper()), setting(ON)]
    )
    assert [str(one) for one in found.workspaces] == [WORKSPACE] and found.others == ()


def test_every_workspace_is_named():
    found = destinations([setting(ON, workspaceId=WORKSPACE), setting(ON, workspaceId=f"{WORKSPACE}2")])
    assert [one.name for one in found.workspaces] == ["w", "w2"]


@pytest.mark.parametrize(
    "one",
    [
        setting(OFF, workspaceId=WORKSPACE),
        setting(workspaceId=WORKSPACE),
        setting({"category": "AllMetrics"}, workspaceId=WORKSPACE),
        setting(ON, workspaceId=""),
        setting(ON, workspaceId="nonsense"),
        {"name": "s", "properties": None},
        {"name": "s", "properties": {"workspaceId": WORKSPACE, "logs": None}},
    ],
)
def test_a_setting_that_sends_no_log_to_a_workspace_names_none(one):
    assert destinations([one]) == Destinations()


@pytest.mark.parametrize(
    ("properties", "others"),
    [
        ({"storageAccountId": "/subscriptions/s/storageAccounts/sa"}, ("storage account sa",)),
        ({"eventHubAuthorizationRuleId": "/x/authorizationrules/r", "eventHubName": "h"}, ("event hub h",)),
        ({"eventHubAuthorizationRuleId": "/x/n/authorizationrules/r"}, ("event hubs of namespace n",)),
        ({"eventHubAuthorizationRuleId": "odd"}, ("event hubs of namespace odd",)),
        ({"eventHubName": "h"}, ()),
        ({"marketplacePartnerId": "/subscriptions/s/monitors/m"}, ("partner resource m",)),
    ],
)
def test_places_that_nobody_can_query_are_told_once(properties, others):
    assert destinations([setting(ON, **properties)] * 2) == Destinations((), others)
    assert destinations([setting(OFF, **properties)]) == Destinations()


def test_no_setting_is_no_destination():
    assert destinations([]) == Destinations()


@pytest.mark.parametrize(
    ("log", "has"),
    [
        (ON, True),
        ({"category": "AZFWThreatIntel", "categoryGroup": None, "enabled": True}, True),
        ({"category": "AzureFirewallNetworkRule", "enabled": True}, True),
        ({"category": "AZFWThreatIntel", "enabled": False}, False),
        ({"category": "AZFWNetworkRule", "enabled": True}, False),
    ],
)
def test_what_threat_intelligence_refuses_is_sent_by_its_own_category_and_by_those_that_have_it(log, has):
    other = {"category": "AZFWApplicationRule", "enabled": True}
    assert destinations([setting(other, log, workspaceId=WORKSPACE)]).has_threats is has
    assert not destinations([setting(other, log, storageAccountId="/subscriptions/s/st")]).has_threats
