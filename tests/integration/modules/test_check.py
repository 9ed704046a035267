# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""egress_check_info against the emulator: what it reads, and what becomes of what it may not read."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, ROUTE_TABLE_ID, SUBNET_ID
from ansible_collections.adx.outbound.tests.integration.runner import Refused, done

POLICY_ID = FIREWALL_ID.replace("azureFirewalls/fw-hub", "firewallPolicies/fp-hub")
PARENT_ID = POLICY_ID.replace("fp-hub", "fp-base")
IP_GROUP_ID = POLICY_ID.replace("firewallPolicies/fp-hub", "ipGroups/spokes")
SERVICE_TAGS_ID = f"{CLUSTER_ID.partition('/resourceGroups')[0]}/providers/Microsoft.Network/serviceTags/public"
NAMED = {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID}


@pytest.fixture
def check(run, emulator):
    def checked(**options):
        emulator.clear_log()
        result = run("egress_check_info", **NAMED, **options)
        assert emulator.writes() == [] and not result.get("changed")
        return result

    return checked


def codes(result):
    return {finding["code"] for finding in result["findings"]}


def locked_down(run, emulator):
    """The demo after the role, with a default route."""
    run.lock_down(default_route="manage")


def govern(emulator, *, parent_action=None, source_groups=False):
    """Put the firewall under a policy that allows everything by name, and that policy under a parent."""
    sources = {"sourceIpGroups": [IP_GROUP_ID]} if source_groups else {"sourceAddresses": ["10.20.0.0/16"]}
    names = {"ruleType": "ApplicationRule", "name": "all", "targetFqdns": ["*"], **sources}
    rules = [
        {**names, "name": f"all-{port}", "protocols": [{"protocolType": kind, "port": port}]}
        for kind, port in (("Https", 443), ("Http", 80))
    ]
    tags = {
        "ruleType": "NetworkRule",
        "name": "tags",
        "ipProtocols": ["TCP"],
        "sourceAddresses": ["*"],
        "destinationAddresses": ["AzureMonitor", "EventHub"],
        "destinationPorts": ["443", "5671"],
    }
    emulator.seed(IP_GROUP_ID, {"location": "westus", "properties": {"ipAddresses": ["10.20.0.0/16"]}})
    base = {}
    if parent_action:
        emulator.seed(PARENT_ID, {"location": "westus"})
        denied = {**rules[0], "name": "login", "targetFqdns": ["login.live.com"], "sourceAddresses": ["*"]}
        denied.pop("sourceIpGroups", None)
        seed_group(emulator, f"{PARENT_ID}/ruleCollectionGroups/corporate", parent_action, [denied])
        base = {"properties": {"basePolicy": {"id": PARENT_ID}}}
    emulator.seed(POLICY_ID, {"location": "westus", **base})
    seed_group(emulator, f"{POLICY_ID}/ruleCollectionGroups/names", "Allow", rules)
    seed_group(emulator, f"{POLICY_ID}/ruleCollectionGroups/tags", "Allow", [tags], priority=400)
    document = emulator.document(FIREWALL_ID)
    lists = ("networkRuleCollections", "applicationRuleCollections", "natRuleCollections")
    document["properties"].update({name: [] for name in lists}, firewallPolicy={"id": POLICY_ID})
    emulator.seed(FIREWALL_ID, document)


def seed_group(emulator, id_, action, rules, priority=300):
    collection = {
        "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
        "name": "c",
        "priority": 1000,
        "action": {"type": action},
        "rules": rules,
    }
    emulator.seed(id_, {"properties": {"priority": priority, "ruleCollections": [collection]}})


@pytest.mark.sdk
def test_a_locked_down_cluster_is_all_allowed_and_each_resource_is_read_once(check, run, emulator):
    locked_down(run, emulator)
    result = check()
    assert result["summary"]["dependencies"] == {"allowed": 71} and result["summary"]["addresses"] == {"allowed": 11}
    assert {one["by"][0] for one in result["dependencies"]} <= {
        "adx-telemetry-westus-application",
        "adx-telemetry-westus-network",
        "Microsoft.Storage",
    }
    read = [one.path.lower() for one in emulator.log() if one.kind == "arm"]
    assert len(read) == len(set(read)) == 12, "eight that decide, admin rules, and three lists"


@pytest.mark.sdk
@pytest.mark.parametrize("source_groups", [False, True], ids=["by prefix", "by IP group"])
def test_a_firewall_with_a_policy_is_judged_by_its_groups(check, run, emulator, source_groups):
    locked_down(run, emulator)
    govern(emulator, source_groups=source_groups)
    result = check()
    assert result["summary"]["dependencies"] == {"allowed": 71}, result["report"]
    assert ["fp-hub", "names", "c", "all-443"] in [one["by"] for one in result["dependencies"]]


def test_a_deny_of_a_parent_policy_is_named_with_its_policy(check, run, emulator):
    locked_down(run, emulator)
    govern(emulator, parent_action="Deny")
    result = check()
    (finding,) = [one for one in result["findings"] if one["severity"] == "error"]
    assert finding["code"] == "parent_policy_deny" and finding["concerns"] == ["login.live.com:443"]
    assert "'fp-base / corporate / c / login'" in finding["message"]
    failed = check(fail_on="error")
    assert failed["failed"] and "fp-base / corporate" in failed["msg"] and "dependencies" not in failed


FORBIDDEN = {
    "security group": ("networkSecurityGroups/nsg-adx$", "security_group"),
    "parent policy": ("firewallPolicies/fp-base$", "chain"),
    "IP group": ("ipGroups/spokes$", "ip_group"),
    "virtual network": ("virtualNetworks/vnet-spoke$", "virtual_network"),
    "route table": ("routeTables/rt-spoke$", "route_table"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_what_may_not_be_read_is_told_and_leaves_open_what_it_would_have_decided(check, run, emulator, what):
    locked_down(run, emulator)
    govern(emulator, parent_action="Allow", source_groups=True)
    emulator.fault("error", "GET", f".*{FORBIDDEN[what][0]}", status=403, code="AuthorizationFailed", times=99)
    result = check()
    (unread,) = [one for one in result["findings"] if one["code"] == "unreadable"]
    assert (
        what.lower().replace("parent", "firewall") in unread["message"].lower()
        and "AuthorizationFailed" in unread["message"]
    )
    outcomes = result["summary"]["dependencies"]
    assert "cannot_tell" in outcomes and set(outcomes) <= {"cannot_tell", "allowed"} and not result.get("failed")


def test_a_firewall_that_may_not_be_read_is_an_error_and_so_is_one_that_is_missing(check, emulator):
    emulator.fault("error", "GET", ".*azureFirewalls/fw-hub$", status=403, code="AuthorizationFailed", times=99)
    assert "firewall fw-hub" in check()["msg"]
    emulator.reset("demo")
    emulator.remove(FIREWALL_ID)
    assert "firewall fw-hub" in check()["msg"]


def test_a_cluster_that_is_not_injected_is_judged_as_an_inventory(check, emulator):
    document = emulator.document(CLUSTER_ID)
    document["properties"]["virtualNetworkConfiguration"]["state"] = "Disabled"
    emulator.seed(CLUSTER_ID, document)
    assert "subnet" in check()["msg"]
    result = check(source_addresses=["10.20.1.0/24"])
    assert "not_injected" in codes(result) and result["addresses"] == []


def test_service_tags_that_were_read_decide_about_a_route_for_a_tag(check, run, emulator):
    locked_down(run, emulator)
    document = emulator.document(ROUTE_TABLE_ID)
    document["properties"]["routes"] = [one for one in document["properties"]["routes"] if one["name"] == "ADX_Default"]
    tag = {"addressPrefix": "AzureDataExplorerManagement", "nextHopType": "Internet"}
    document["properties"]["routes"].append({"name": "management", "properties": tag})
    emulator.seed(ROUTE_TABLE_ID, document)

    def past_the_firewall(**options):
        return [one["address"] for one in check(**options)["addresses"] if one["next_hop"]["route"] == "management"]

    assert past_the_firewall() == ["13.64.38.225"] == past_the_firewall(service_tags=True)
    emulator.remove(SERVICE_TAGS_ID)
    empty = {"name": "public", "type": "Microsoft.Network/serviceTags", "values": []}
    emulator.seed(SERVICE_TAGS_ID, {**empty, "values": [tag_of("AzureDataExplorerManagement", "192.0.2.160/28")]})
    assert past_the_firewall(service_tags=True) == [], "what was read beats what is documented"


def test_service_tags_that_may_not_be_read_leave_the_check_as_it_is_without_them(check, emulator):
    without = check()
    emulator.fault("error", "GET", ".*serviceTags$", status=403, code="AuthorizationFailed", times=99)
    result = check(service_tags=True)
    (unread,) = [one for one in result["findings"] if one["code"] == "unreadable"]
    assert unread["message"] == "Service tags of westus could not be read (AuthorizationFailed)."
    assert result["dependencies"] == without["dependencies"]


def test_service_tags_are_read_to_their_last_page(check, emulator):
    whole = check(service_tags=True)
    emulator.switch(service_tags_page_size=1)
    assert check(service_tags=True) == whole
    assert len([one for one in emulator.log() if one.path.lower().endswith("servicetags")]) > 2


def test_a_security_group_that_is_gone_is_told_and_where_there_is_none_nothing_is(check, emulator):
    emulator.fault("error", "GET", ".*networkSecurityGroups/nsg-adx$", status=404, code="ResourceNotFound", times=1)
    assert "unreadable" in codes(check())
    document = emulator.document(SUBNET_ID)
    del document["properties"]["networkSecurityGroup"]
    emulator.seed(SUBNET_ID, document)
    assert "unreadable" not in codes(check())


def test_before_routing_a_route_that_drops_a_service_fails_in_one_sentence(run, emulator):
    locked_down(run, emulator)
    document = emulator.document(ROUTE_TABLE_ID)
    dropping = {"addressPrefix": "AzureKeyVault", "nextHopType": "None"}
    document["properties"]["routes"].append({"name": "no-vaults", "properties": dropping})
    emulator.seed(ROUTE_TABLE_ID, document)
    emulator.clear_log()
    with pytest.raises(Refused, match="dropped by route 'no-vaults', whose next hop is None.*let it lead to the f"):
        run.lock_down("route", skip_addresses=["23.99.5.162"])
    assert emulator.writes() == []


def test_a_check_may_fail_for_the_least_finding(check):
    assert "failed" not in check(fail_on="error")
    failed = check(fail_on="info")
    assert failed["failed"] and f"has {len(failed['findings'])} findings to act on" in failed["msg"]


def tag_of(name, *prefixes):
    return {"name": name, "id": name, "properties": {"addressPrefixes": list(prefixes)}}


def foreseen(run, **options):
    """The check at the end of a lock-down that was only previewed."""
    wanted = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "details": True, "default_route": "manage"}
    return done(run("cluster_egress", check=True, **wanted, **options))["clusters"][0]["check"]


def test_in_check_mode_the_plan_counts_as_written_and_otherwise_it_does_not(run, emulator):
    expected = foreseen(run)
    seen = run("cluster_egress", clusters=[CLUSTER_ID], firewall=FIREWALL_ID, details=True, default_route="manage")
    assert expected == seen["clusters"][0]["check"]
    emulator.reset("demo")
    with pytest.raises(Refused, match="This call writes no rules: run it after allow"):
        foreseen(run, steps=["route", "check"])
    alone = foreseen(run, steps=["check"], fail_on="never")
    assert "no_default_route" in codes(alone) - codes(expected), "nothing counts as routed"


def test_check_mode_foresees_a_table_that_is_still_to_be_made(run, emulator):
    emulator.reset("demo", route_table=False)
    result = foreseen(run)
    assert result["summary"]["addresses"] == {"allowed": 11} and "no_default_route" not in codes(result)
    assert emulator.document(SUBNET_ID)["properties"].get("routeTable") is None
