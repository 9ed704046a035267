# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collections of a classic firewall: ours in and out, everybody else's as they were."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID
from ansible_collections.adx.outbound.tests.integration.documents import steady, without

pytestmark = pytest.mark.sdk
MODULE = "firewall_rule_collections"


def network(name="adx-one-network", ports=("443",), **more):
    rule = {
        "name": "AzureMonitor-443",
        "protocols": ["TCP"],
        "source_addresses": ["10.20.1.0/24"],
        "destination_addresses": ["AzureMonitor"],
        "destination_ports": list(ports),
    }
    return {"name": name, "kind": "network", "rules": [rule], **more}


def application(name="adx-one-application", fqdns=("login.microsoftonline.com",), **more):
    rule = {
        "name": "Names-443",
        "protocols": [{"type": "Https", "port": 443}],
        "source_addresses": ["10.20.1.0/24"],
        "target_fqdns": list(fqdns),
    }
    return {"name": name, "kind": "application", "rules": [rule], **more}


BOTH = [application(), network()]
NAMES = ("adx-one-application", "adx-one-network")


def at(**more):
    return {"firewall_name": FIREWALL_ID, **more}


def assert_rest_is_as_it_was(emulator, before):
    after = emulator.document(FIREWALL_ID)
    for list_name in ("applicationRuleCollections", "networkRuleCollections"):
        after = without(after, list_name, *NAMES)
    assert after == steady(before)


def test_collections_come_in_with_free_priorities_and_the_rest_stays(run, emulator):
    before = emulator.document(FIREWALL_ID)
    done = run.converges(MODULE, **at(rule_collections=BOTH))
    assert done["changed"] is True
    taken = [collection["priority"] for collection in done["state"]["rule_collections"]]
    assert taken == [1002, 1003], "1000 and 1001 belong to others"
    assert_rest_is_as_it_was(emulator, before)


def test_a_change_of_one_name_is_one_line_of_diff_and_keeps_the_priority(run, emulator):
    before = emulator.document(FIREWALL_ID)
    run(MODULE, **at(rule_collections=BOTH))
    changed = [application(fqdns=("login.microsoftonline.com", "graph.microsoft.com")), network()]
    done = run.converges(MODULE, **at(rule_collections=changed))
    old, new = (done["diff"][side].splitlines() for side in ("before", "after"))
    assert [line for line in new if line not in old] == ["    graph.microsoft.com"]
    assert [line for line in old if line not in new] == []
    assert_rest_is_as_it_was(emulator, before)


def test_collections_go_and_the_firewall_is_what_it_was(run, emulator):
    before = emulator.document(FIREWALL_ID)
    run(MODULE, **at(rule_collections=BOTH))
    done = run.converges(MODULE, **at(rule_collections=BOTH, state="absent"))
    assert done["changed"] is True and done["state"]["rule_collections"] == []
    assert steady(emulator.document(FIREWALL_ID)) == steady(before)


def test_absent_on_a_missing_firewall_changes_nothing(run, emulator):
    emulator.remove(FIREWALL_ID)
    done = run.converges(MODULE, **at(rule_collections=BOTH, state="absent"))
    assert done["changed"] is False


def test_the_order_of_everything_and_the_case_of_names_is_no_change(run, emulator):
    run(MODULE, **at(rule_collections=[application(fqdns=("a.example.com", "b.example.com")), network()]))
    emulator.clear_log()
    shuffled = [network(), application(fqdns=("B.example.com", "A.EXAMPLE.com"))]
    assert run(MODULE, **at(rule_collections=shuffled))["changed"] is False
    assert emulator.writes() == []


def test_purge_takes_collections_of_ours_that_are_no_longer_wanted(run, emulator):
    before = emulator.document(FIREWALL_ID)
    run(MODULE, **at(rule_collections=[*BOTH, network("adx-old-network")]))
    done = run.converges(MODULE, **at(rule_collections=BOTH, owned_prefix="adx-", purge=True))
    assert done["changed"] is True
    assert_rest_is_as_it_was(emulator, before)


@pytest.mark.parametrize(
    ("collections", "sentence"),
    [
        ([application(priority=1000)], "Priority 1000 of rule collection 'adx-one-application' is taken by"),
        ([application(fqdns=("https://x.example.com/",))], "leave out scheme, port and path"),
        ([application(), application()], "Two application rule collections are named"),
        ([network(ports=("99999",))], "has destination port '99999'"),
        ([network(priority=5)], "it takes 100 to 65000"),
    ],
)
def test_bad_input_never_costs_a_write(run, emulator, collections, sentence):
    for check in (True, False):
        result = run(MODULE, check=check, **at(rule_collections=collections))
        assert result["failed"] and sentence in result["msg"]
    assert emulator.writes() == []


def test_a_firewall_with_a_policy_is_refused_before_any_write(run, emulator):
    document = emulator.document(FIREWALL_ID)
    for name in ("applicationRuleCollections", "networkRuleCollections", "natRuleCollections"):
        document["properties"][name] = []
    policy = FIREWALL_ID.replace("azureFirewalls/fw-hub", "firewallPolicies/p")
    emulator.seed(policy, {"name": "p", "id": policy, "type": "Microsoft.Network/FirewallPolicies", "properties": {}})
    document["properties"]["firewallPolicy"] = {"id": policy}
    emulator.seed(FIREWALL_ID, document)
    emulator.clear_log()
    result = run(MODULE, **at(rule_collections=BOTH))
    assert "firewall_policy_rule_collection_group" in result["msg"] and emulator.writes() == []


def test_every_write_carries_the_etag_that_was_read(run, emulator):
    etag = emulator.document(FIREWALL_ID)["etag"]
    run(MODULE, **at(rule_collections=BOTH))
    headers = {name.lower(): value for name, value in emulator.writes()[0].headers.items()}
    assert headers["if-match"] == etag


def test_rules_are_never_sent_with_the_fields_only_the_service_writes(run, emulator):
    run(MODULE, **at(rule_collections=BOTH))
    for collection in emulator.writes()[0].body["properties"]["applicationRuleCollections"]:
        for rule in collection["properties"]["rules"]:
            assert not {"priority", "direction", "actions"} & set(rule)


@pytest.mark.parametrize("odd", [["a list"], "a word", 7, {"publicIPs": "not what the models expect"}])
def test_values_that_the_sdk_does_not_understand_survive_like_all_others(run, emulator, odd):
    document = emulator.document(FIREWALL_ID)
    document["properties"]["hubIPAddresses"] = odd
    document["properties"]["applicationRuleCollections"][0]["properties"]["ourFutureHint"] = [None, {"deep": [1.5]}]
    emulator.seed(FIREWALL_ID, document)
    before = emulator.document(FIREWALL_ID)
    run.converges(MODULE, **at(rule_collections=BOTH))
    assert emulator.document(FIREWALL_ID)["properties"]["hubIPAddresses"] == odd
    assert_rest_is_as_it_was(emulator, before)
