# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who sees which rows, and who is told."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.worlds import FIREWALL_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.logs import WORKSPACE_ID, with_logs
from ansible_collections.adx.outbound.tests.unit.emulator.logs.demo_logs import (
    BY_ARM,
    DIRECT,
    WAYS,
    WORKSPACE_BY_ARM,
    WORKSPACE_DIRECT,
    allowed,
    innermost,
    packet,
    query,
    rows,
)

SECOND = f"{WORKSPACE_ID}-2"
OF_FIREWALL = ("Microsoft.Network/azureFirewalls/read", "Microsoft.Insights/logs/*/read")
OF_WORKSPACE = (
    "Microsoft.OperationalInsights/workspaces/query/read",
    "Microsoft.OperationalInsights/workspaces/query/*/read",
)
RESOURCE_WAYS, WORKSPACE_WAYS = (BY_ARM, DIRECT), (WORKSPACE_BY_ARM, WORKSPACE_DIRECT)


def fill(azure, by_resource=False):
    """A second workspace, with the mode, beside the first, which leaves all to the rights on resources."""
    azure.seed_rows(WORKSPACE_ID, {"AZFWApplicationRule": [allowed("one.example.org")], "AZFWNetworkRule": [packet()]})
    second = {"AZFWApplicationRule": [allowed("two.example.org")]}
    with_logs(azure, second, workspace=SECOND, setting="second", by_resource=by_resource)
    return azure


@pytest.fixture
def filled(azure):
    return fill(azure)


@pytest.mark.parametrize("way", RESOURCE_WAYS)
def test_a_reader_of_the_firewall_sees_the_rows_of_workspaces_that_leave_it_to_that(filled, way):
    filled.switch(allow_only=OF_FIREWALL)
    assert set(filled.hosts(way)) == {"one.example.org", "20.1.2.3"}
    filled.switch(allow_only=(*OF_FIREWALL, *OF_WORKSPACE))
    assert set(filled.hosts(way)) == {"one.example.org", "20.1.2.3", "two.example.org"}


@pytest.mark.parametrize("mode", [False, None])
def test_a_workspace_that_does_not_leave_it_to_resources_is_left_out_without_a_word(azure, mode):
    fill(azure, by_resource=mode).deny(f"{SECOND}/query")
    assert set(azure.hosts()) == {"one.example.org", "20.1.2.3"}


def test_what_is_left_of_no_workspace_is_a_table_that_is_not_resolved(azure):
    azure.control.remove(WORKSPACE_ID)
    with_logs(azure, {"AZFWApplicationRule": [allowed()]}, by_resource=False)
    azure.switch(allow_only=OF_FIREWALL)
    status, _headers, document = azure.ask()
    assert (status, innermost(document)[0]) == (400, "SEM0100")


@pytest.mark.parametrize("way", RESOURCE_WAYS)
@pytest.mark.parametrize("right", OF_FIREWALL)
def test_a_resource_is_asked_with_both_of_its_rights(filled, way, right):
    filled.switch(allow_only=(right, *OF_WORKSPACE))
    status, _headers, document = filled.ask(way)
    assert (status, document["error"]["code"]) == (403, "InsufficientAccessError")
    assert document["error"]["message"].startswith("The provided credentials have insufficient access")
    assert innermost(document)[0] == "AuthorizationFailedError"


@pytest.mark.parametrize("way", WORKSPACE_WAYS)
@pytest.mark.parametrize("right", OF_WORKSPACE)
def test_a_workspace_is_asked_with_both_of_its_rights(filled, way, right):
    filled.switch(allow_only=(right, *OF_FIREWALL))
    assert filled.ask(way)[0] == 403
    filled.switch(allow_only=OF_WORKSPACE)
    assert set(filled.hosts(way)) == {"one.example.org", "20.1.2.3"}


@pytest.mark.parametrize("way", WORKSPACE_WAYS)
def test_whoever_has_no_right_on_a_workspace_is_refused(filled, way):
    filled.deny(f"{WORKSPACE_ID}/query$")
    status, _headers, document = filled.ask(way)
    assert (status, document["error"]["code"]) == (403, "InsufficientAccessError")


@pytest.mark.parametrize("way", WAYS)
def test_a_right_on_one_table_hides_the_others_without_a_word(filled, way):
    filled.switch(
        allow_only=(
            "Microsoft.Network/azureFirewalls/read",
            "Microsoft.Insights/logs/AZFWNetworkRule/read",
            "Microsoft.OperationalInsights/workspaces/query/read",
            "Microsoft.OperationalInsights/workspaces/query/AZFWNetworkRule/read",
        )
    )
    assert set(filled.hosts(way)) == {"20.1.2.3"}


def test_a_denial_hides_one_table_of_one_workspace(filled):
    filled.deny(f"{SECOND}/query/AZFWApplicationRule")
    assert set(filled.hosts()) == {"one.example.org", "20.1.2.3"}
    filled.deny(f"{FIREWALL_ID}/providers/microsoft.insights/logs/AZFWNetworkRule")
    assert set(filled.hosts()) == {"one.example.org"}


def test_a_reader_of_everything_may_ask_in_every_way(filled):
    filled.switch(allow_only=["*/read"])
    assert [filled.ask(way)[0] for way in WAYS] == [200] * 4


def test_arm_may_want_the_right_of_an_action(filled):
    filled.switch(allow_only=["*/read"], log_query_right="action")
    for way in (BY_ARM, WORKSPACE_BY_ARM):
        status, _headers, document = filled.ask(way)
        assert (status, document["error"]["code"]) == (403, "AuthorizationFailed")
    assert filled.ask(DIRECT)[0] == filled.ask(WORKSPACE_DIRECT)[0] == 200
    filled.switch(allow_only=["*/read", "*/action"])
    assert filled.ask(BY_ARM)[0] == 200


@pytest.mark.parametrize("way", RESOURCE_WAYS)
def test_whoever_wants_to_know_is_told_what_was_left_out(filled, way):
    filled.switch(allow_only=(OF_FIREWALL[0], "Microsoft.Insights/logs/AZFW*/read"))
    status, _headers, document = filled.ask(way, prefer="wait=600,include-permissions=true")
    assert status == 200 and len(rows(document)) == 2
    assert document["permissions"] == {
        "resources": [
            {
                "resourceId": FIREWALL_ID,
                "denyTables": ["AzureDiagnostics"],
                "dataSources": [WORKSPACE_ID, SECOND],
            }
        ],
        "dataSources": [{"resourceId": WORKSPACE_ID}],
    }
    filled.switch(log_permissions="ignored")
    assert "permissions" not in filled.ask(way, prefer="include-permissions=true")[2]


def test_permissions_name_tables_of_workspaces_as_well(filled):
    filled.deny(f"{SECOND}/query/AZFWThreatIntel")
    shown = filled.ask(prefer="include-permissions=true")[2]["permissions"]["dataSources"]
    assert shown == [{"resourceId": WORKSPACE_ID}, {"resourceId": SECOND, "denyTables": ["AZFWThreatIntel"]}]
    of_one = filled.ask(WORKSPACE_DIRECT, workspace=SECOND, prefer="include-permissions=true")[2]
    assert of_one["permissions"] == {"dataSources": shown[1:]}


def test_statistics_come_on_request(filled):
    assert "statistics" in filled.ask(prefer="include-statistics=true")[2]
    assert "statistics" not in filled.ask(text=query(), prefer="wait=30")[2]


def test_a_denial_may_be_of_the_path_that_is_asked(filled):
    filled.deny("microsoft.insights/logs$")
    assert [filled.ask(way)[0] for way in RESOURCE_WAYS] == [403, 403]
    assert [filled.ask(way)[0] for way in WORKSPACE_WAYS] == [200, 200]


def test_a_lock_may_be_in_the_way_of_a_query_by_arm(filled):
    lock = f"{FIREWALL_ID}/providers/Microsoft.Authorization/locks/frozen"
    filled.seed(lock, {"properties": {"level": "ReadOnly"}})
    assert [filled.ask(way)[0] for way in RESOURCE_WAYS] == [409, 200]
    filled.switch(log_query_locked="accept")
    assert [filled.ask(way)[0] for way in RESOURCE_WAYS] == [200, 200]
