# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restricted outbound access: the two lists, what excludes what, and the actions on callout policies."""

from __future__ import annotations

import pytest

from .conftest import code_of

SQL = {"calloutUriRegex": "a\\.example", "calloutType": "sql", "outboundAccess": "Allow"}
KUSTO = {"calloutUriRegex": "*", "calloutType": "kusto", "outboundAccess": "Allow"}
NAMES = ["a.blob.core.windows.net"]


def with_id(policy):
    return {**policy, "calloutId": f"{policy['calloutUriRegex']}_{policy['calloutType']}"}


def act(kusto, name, body):
    """An action that is taken; its answer has no body, and two addresses."""
    answer = kusto.call("POST", f"/{name}", body)
    assert answer.status_code == 202 and not answer.content, answer.text
    assert "Location" in answer.headers
    assert kusto.finish(answer)["status"] == "Succeeded"
    assert not kusto.client.get(answer.headers["Location"]).content


def listed(kusto):
    answer = kusto.call("POST", "/listCalloutPolicies")
    assert answer.status_code == 200, answer.text
    return answer.json()["value"]


def test_policies_are_added_listed_replaced_and_removed_and_each_change_is_one_of_the_cluster(kusto):
    etag = kusto.get()["etag"]
    act(kusto, "addCalloutPolicies", {"value": [KUSTO, SQL]})
    assert listed(kusto) == [with_id(KUSTO), with_id(SQL)] == kusto.get()["properties"]["calloutPolicies"]
    assert kusto.get()["etag"] != etag
    act(kusto, "addCalloutPolicies", {"value": [{**KUSTO, "outboundAccess": "Deny"}]})
    assert listed(kusto) == [with_id({**KUSTO, "outboundAccess": "Deny"}), with_id(SQL)]
    act(kusto, "removeCalloutPolicy", {"calloutId": "*_kusto"})
    assert listed(kusto) == [with_id(SQL)]


def test_the_id_of_a_policy_is_made_by_the_service(kusto):
    made = kusto.patched(
        {"restrictOutboundNetworkAccess": "Enabled", "calloutPolicies": [{**SQL, "calloutId": "mine"}]}
    )
    assert made["calloutPolicies"] == [with_id(SQL)] and made["restrictOutboundNetworkAccess"] == "Enabled"


@pytest.mark.parametrize("first", ["calloutPolicies", "allowedFqdnList"])
def test_both_lists_are_refused_at_once_and_one_after_the_other(emulator, kusto, first):
    emulator.switch(both_outbound_lists_code="Odd")
    lists = {"calloutPolicies": [SQL], "allowedFqdnList": NAMES}
    assert code_of(kusto.patch(lists)) == (400, "Odd")
    kusto.patched({first: lists.pop(first)})
    assert code_of(kusto.patch(lists)) == (400, "Odd")


def test_an_action_that_would_make_both_is_refused(kusto):
    kusto.patched({"allowedFqdnList": NAMES})
    assert code_of(kusto.call("POST", "/addCalloutPolicies", {"value": [SQL]})) == (400, "BadRequest")


@pytest.mark.parametrize(("way", "left"), [("clears", []), ("ignored", [with_id(SQL)])])
def test_an_empty_list_of_policies_clears_or_is_ignored(emulator, kusto, way, left):
    emulator.switch(empty_callouts=way)
    kusto.patched({"calloutPolicies": [SQL]})
    assert kusto.patched({"calloutPolicies": [], "allowedFqdnList": []})["calloutPolicies"] == left


@pytest.mark.parametrize("way", ["set", "clears", "ignored"])
def test_an_empty_list_of_policies_beside_names_counts_as_the_switch_says(emulator, kusto, way):
    emulator.switch(empty_callouts_beside_fqdns=way)
    kusto.patched({"calloutPolicies": [SQL]})
    answer = kusto.patch({"calloutPolicies": [], "allowedFqdnList": NAMES})
    if way != "clears":
        assert code_of(answer) == (400, "BadRequest")
        assert kusto.get()["properties"]["allowedFqdnList"] == []
        return
    kusto.finish(answer)
    shown = kusto.get()["properties"]
    assert (shown["calloutPolicies"], shown["allowedFqdnList"]) == ([], NAMES)


def test_an_empty_list_that_is_ignored_does_not_stand_beside_names(emulator, kusto):
    emulator.switch(empty_callouts_beside_fqdns="ignored")
    assert kusto.patched({"calloutPolicies": [], "allowedFqdnList": NAMES})["allowedFqdnList"] == NAMES


def test_an_empty_list_of_names_clears_and_makes_room_for_policies(kusto):
    kusto.patched({"allowedFqdnList": NAMES})
    shown = kusto.patched({"allowedFqdnList": [], "calloutPolicies": [SQL]})
    assert (shown["allowedFqdnList"], shown["calloutPolicies"]) == ([], [with_id(SQL)])


@pytest.mark.parametrize("way", ["own", "with_immutable"])
def test_built_in_policies_are_listed_where_the_switch_says_so_and_never_removed(emulator, kusto, way):
    emulator.switch(list_callouts=way)
    act(kusto, "addCalloutPolicies", {"value": [SQL]})
    found = [policy["calloutId"] for policy in listed(kusto)]
    assert (".*_external_data" in found) == (way == "with_immutable") and found[-1] == with_id(SQL)["calloutId"]
    assert code_of(kusto.call("POST", "/removeCalloutPolicy", {"calloutId": ".*_external_data"})) == (400, "BadRequest")


def test_to_remove_what_is_not_there_is_refused_or_taken(emulator, kusto):
    assert kusto.call("POST", "/removeCalloutPolicy", {"calloutId": "x_sql"}).status_code == 400
    emulator.switch(remove_absent_callout="accept")
    act(kusto, "removeCalloutPolicy", {"calloutId": "x_sql"})


@pytest.mark.parametrize(
    "policy",
    [
        "a",
        {**SQL, "calloutType": "SQL"},
        {**SQL, "outboundAccess": "allow"},
        {**SQL, "calloutUriRegex": ""},
        {"calloutType": "sql"},
    ],
)
def test_what_is_no_policy_is_refused_in_an_action_and_in_a_patch(kusto, policy):
    assert code_of(kusto.call("POST", "/addCalloutPolicies", {"value": [policy]})) == (400, "BadRequest")
    assert code_of(kusto.patch({"calloutPolicies": [policy]})) == (400, "BadRequest")


@pytest.mark.parametrize("body", [None, [], {}, {"value": []}, {"calloutId": ""}])
def test_an_action_without_what_it_is_about_is_refused(kusto, body):
    for name in ("addCalloutPolicies", "removeCalloutPolicy"):
        assert kusto.call("POST", f"/{name}", body).status_code == 400


@pytest.mark.parametrize(("way", "status"), [("accept", 202), ("refuse", 400)])
def test_a_pattern_that_is_no_expression_and_a_name_with_an_asterisk_are_taken_or_refused(emulator, kusto, way, status):
    emulator.switch(callout_regex=way, allowed_fqdn_wildcards=way, polls=0)
    assert kusto.patch({"calloutPolicies": [KUSTO]}).status_code == status
    assert kusto.patch({"calloutPolicies": [], "allowedFqdnList": []}).status_code == 202
    assert kusto.patch({"allowedFqdnList": ["*.example"]}).status_code == status


@pytest.mark.parametrize("names", ["a", [1], [""], {}])
def test_what_is_no_list_of_names_is_refused(kusto, names):
    assert code_of(kusto.patch({"allowedFqdnList": names})) == (400, "BadRequest")


def test_actions_on_policies_came_with_a_version(kusto):
    answer = kusto.call("POST", "/listCalloutPolicies", version="2023-08-15")
    assert code_of(answer) == (405, "MethodNotAllowed")


def test_rights_are_asked_for_by_the_name_of_the_action(emulator, kusto):
    emulator.switch(allow_only=["Microsoft.Kusto/clusters/listCalloutPolicies/action"])
    assert listed(kusto) == []
    assert kusto.call("POST", "/addCalloutPolicies", {"value": [SQL]}).status_code == 403
    assert kusto.patch({}).status_code == 403
