# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One call over Azure as it is while the call goes on: steps, other people between them, and what a failure tells."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    PARENT_POLICY_ID,
    ROUTE_TABLE_ID,
    SUBNET_ID,
)
from ansible_collections.adx.outbound.tests.integration.documents import VOLATILE, steady, without_ours
from ansible_collections.adx.outbound.tests.integration.fleets import Fleet, seed
from ansible_collections.adx.outbound.tests.integration.others import edit, written
from ansible_collections.adx.outbound.tests.integration.runner import done

MANAGE = {"default_route": "manage"}
CREATED_ID = ROUTE_TABLE_ID.replace("rt-spoke", "adx-telemetry-westus-routes")
GROUP_ID = f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/adx-egress"
PARENT_GROUP_ID = f"{PARENT_POLICY_ID}/ruleCollectionGroups/base-rules"
NSG_ID = SUBNET_ID.partition("/virtualNetworks")[0] + "/networkSecurityGroups/nsg-adx"
NAME = "login.live.com"
TABLE = "route table rt-spoke in resource group rg-spoke"


@pytest.fixture
def call(run, emulator):
    """One call about the demo's cluster; its whole result, whether it failed or not."""

    def made(*steps, **options):
        given = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "details": True, **options}
        return run("cluster_egress", **given, **({"steps": list(steps)} if steps else {}))

    return made


def denial():
    rule = {
        "name": "no-sign-in",
        "sourceAddresses": ["*"],
        "targetFqdns": [NAME],
        "protocols": [{"protocolType": "Https", "port": 443}],
    }
    return {"priority": 110, "action": {"type": "Deny"}, "rules": [rule]}


def deny_in_firewall(emulator):
    edit(
        emulator,
        FIREWALL_ID,
        lambda properties: properties["applicationRuleCollections"].append({"name": "theirs", "properties": denial()}),
    )


def deny_in_parent(emulator):
    theirs = {"ruleCollectionType": "FirewallPolicyFilterRuleCollection", "name": "theirs", **denial()}
    theirs["rules"][0]["ruleType"] = "ApplicationRule"
    edit(emulator, PARENT_GROUP_ID, lambda properties: properties["ruleCollections"].append(theirs))


def deny_in_security_group(emulator):
    rule = {"priority": 100, "access": "Deny", "direction": "Outbound", "protocol": "*", "sourcePortRange": "*"}
    anywhere = {"sourceAddressPrefix": "*", "destinationAddressPrefix": "*", "destinationPortRange": "443"}
    theirs = {"name": "nothing-out", "properties": {**rule, **anywhere}}
    edit(emulator, NSG_ID, lambda properties: properties.setdefault("securityRules", []).append(theirs))


def take_ours(emulator):
    """Somebody takes the rules of the cluster away."""
    emulator.seed(FIREWALL_ID, without_ours(emulator.document(FIREWALL_ID)))


def lead_to_firewall(emulator):
    """Somebody leads all traffic of the subnet to the firewall."""
    hop = {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.1.4"}
    edit(
        emulator, ROUTE_TABLE_ID, lambda properties: properties["routes"].append({"name": "to-hub", "properties": hop})
    )


def tag_table(emulator):
    """Somebody writes the table, and nothing of ours."""
    document = emulator.document(ROUTE_TABLE_ID)
    document["tags"] = {"owner": "somebody"}
    emulator.seed(ROUTE_TABLE_ID, document)


def ours(emulator):
    """The names of our collections on the firewall."""
    listed = emulator.document(FIREWALL_ID)["properties"]["applicationRuleCollections"]
    return [one["name"] for one in listed if one["name"].startswith("adx-")]


def of(result):
    (cluster,) = result["clusters"]
    return cluster


# Steps


@pytest.mark.parametrize("state", ["present", "absent"])
def test_check_mode_foresees_changes_diffs_and_the_check_of_every_world(call, world, manage, state):
    options = manage if state == "present" else {"state": state}
    if state == "absent":
        done(call(**manage))
        world.clear_log()
    foreseen = done(call(**options, check=True))
    assert written(world) == []
    really = done(call(**options))
    for part in ("changed", "clusters", "diff", "plan_hash"):
        assert foreseen[part] == really[part], part
    assert really["written"] and foreseen["written"] == []
    again = done(call(**options))
    assert again["changed"] is False and again["diff"] == [] and again["written"] == []


def test_steps_of_separate_teams_come_to_the_same_end_as_one_call(call, world, manage):
    def state():
        return steady(world.documents(), (*VOLATILE, "resourceGuid"))

    done(call(**manage))
    whole, names = state(), written(world)
    done(call(state="absent"))
    written(world)
    assert call("route", **manage)["code"] == "would_be_blocked" and written(world) == []
    done(call("allow", **manage))
    done(call("route", **manage))
    answers = of(done(call("check", **manage)))["summary"]["dependencies"]
    assert answers == ({"allowed": 39, "cannot_tell": 32} if "accept" in manage else {"allowed": 71})
    assert written(world) == names and state() == whole


def test_a_removal_by_separate_teams_un_routes_first(call, emulator):
    done(call(**MANAGE))
    refused = call("allow", state="absent")
    assert refused["code"] == "still_needed" and "This call takes no routes away: run it after route." in refused["msg"]
    written(emulator)
    done(call("route", state="absent"))
    done(call("allow", state="absent"))
    assert written(emulator) == ["PUT rt-spoke", "PUT fw-hub"]


def test_a_plan_alone_writes_nothing_and_has_the_hash_of_the_whole_call(call, emulator):
    planned = done(call("plan", **MANAGE))
    assert planned["changed"] is False and of(planned)["check"] == {} and written(emulator) == []
    assert done(call(**MANAGE))["plan_hash"] == planned["plan_hash"]


def test_a_first_run_costs_thirty_eight_requests_and_a_second_thirteen(call, emulator):
    for most in (38, 13):
        emulator.clear_log()
        done(call(**MANAGE))
        logins = [
            entry for entry in emulator.log(all=True) if entry.kind == "identity" and entry.path.endswith("/token")
        ]
        asked = [entry for entry in emulator.log(all=True) if entry.kind in ("arm", "operation")]
        assert len(asked) <= most and len(logins) == 1


@pytest.mark.parametrize("steps", [["allow", "route", "check"], ["check"]], ids=["a second run", "a check"])
def test_what_the_subnet_and_the_firewall_lead_to_is_asked_for_at_once(call, emulator, steps):
    done(call(**MANAGE))
    emulator.clear_log()
    # The route table, the security group, the firewall's network, its public addresses, private zones and locks: behind
    # metadata, two requests for a token, what the call names, and the subnet they are the sixth and last round trip.
    last = "routeTables|networkSecurityGroups|vnet-hub|publicIPAddresses|privateDnsZones|locks"
    emulator.fault("slow", path=f".*({last}).*", times=6, retry_after=0, together=6)
    assert done(call(**MANAGE, steps=steps))["changed"] is False
    assert emulator.most_at_once("GET") == 6 and len(emulator.log()) <= 12


# Whatever decides is read anew


@pytest.mark.parametrize(
    ("form", "target", "deny"),
    [
        ("classic", "azureFirewalls/fw-hub", deny_in_firewall),
        ("policy", "ruleCollectionGroups/adx-egress", deny_in_parent),
        ("classic", "azureFirewalls/fw-hub", deny_in_security_group),
        ("policy", "ruleCollectionGroups/adx-egress", deny_in_security_group),
    ],
    ids=["firewall", "parent policy", "security group", "security group beside a policy"],
)
def test_a_deny_that_comes_while_the_rules_are_written_stops_the_routing(call, emulator, form, target, deny):
    emulator.reset("demo", firewall=form)
    emulator.meanwhile(lambda: deny(emulator), "PUT", f"{target}$")
    result = call(**MANAGE)
    assert result["failed"] and written(emulator) == [f"PUT {target.rpartition('/')[2]}"]
    assert result["code"] == "would_be_blocked" and "would be blocked if its traffic went to" in result["msg"]
    assert f"It has not written the routes of {TABLE}." in result["msg"]
    assert [one["part"] for one in result["written"]] == ["rules"]


def test_without_that_deny_the_same_call_routes(call, emulator):
    emulator.meanwhile(lambda: None, "PUT", "azureFirewalls/fw-hub$")
    done(call(**MANAGE))
    assert written(emulator) == ["PUT fw-hub", "PUT rt-spoke"]


# What was written is told


@pytest.mark.parametrize(
    ("deny", "code", "standing", "left"),
    [
        ("azureFirewalls/fw-hub$", "AuthorizationFailed", "", f"the routes of {TABLE}"),
        ("routeTables/rt-spoke$", "AuthorizationFailed", "the rules of firewall fw-hub", f"the routes of {TABLE}"),
    ],
)
def test_a_right_that_is_missing_is_told_with_what_this_run_has_written(call, emulator, deny, code, standing, left):
    emulator.deny(deny, "PUT")
    result = call(**MANAGE)
    assert result["code"] == code and code in result["msg"]
    if standing:
        assert f"This run has written {standing}" in result["msg"] and f"It has not written {left}" in result["msg"]
        assert "Nothing was written" not in result["msg"]
    else:
        assert "This run has written nothing for it." in result["msg"]
    assert [one["part"] for one in result["written"]] == (["rules"] if standing else [])


def test_a_table_that_is_made_and_not_put_upon_the_subnet_is_told(call, emulator):
    emulator.reset("demo", route_table=False)
    emulator.deny("subnets/snet-adx$", "PUT")
    result = call(**MANAGE)
    assert [one["part"] for one in result["written"]] == ["rules", "routes"]
    assert "the routes of route table adx-telemetry-westus-routes" in result["msg"]
    assert "It has not written the route table of subnet snet-adx" in result["msg"]


def test_a_removal_that_stops_half_way_tells_what_is_gone_already(call, emulator):
    done(call(**MANAGE))
    emulator.deny("azureFirewalls/fw-hub$", "PUT")
    result = call(state="absent")
    assert f"This run has written the routes of {TABLE}" in result["msg"]
    assert "It has not written the rules of firewall fw-hub" in result["msg"] and ours(emulator)


def test_a_write_whose_answer_never_came_is_told_as_one_that_may_have_taken_effect(call, emulator):
    emulator.fault("drop_after", method="PUT", path="azureFirewalls/fw-hub$", times=0)
    emulator.fault("drop_before", method="GET", path="azureFirewalls/fw-hub$", nth=4, times=0)
    result = call(**MANAGE, timeout=60)
    assert "had been sent and may have taken effect" in result["msg"]
    assert [(one["part"], one["certain"]) for one in result["written"]] == [("rules", False)]


# A removal and a lock-down that meet


def test_rules_stay_where_somebody_routes_the_cluster_again_right_before_they_go(call, emulator):
    done(call(**MANAGE))
    written(emulator)
    emulator.meanwhile(lambda: lead_to_firewall(emulator), "PUT", "routeTables/rt-spoke$")
    result = call(state="absent")
    assert written(emulator) == ["PUT rt-spoke"] and ours(emulator)
    assert result["code"] == "still_needed" and "by route 'to-hub', which stays" in result["msg"]
    assert f"This run has written the routes of {TABLE}" in result["msg"]


def test_rules_come_back_where_somebody_routes_the_cluster_while_they_go(call, emulator):
    done(call(**MANAGE))
    before = steady(emulator.document(FIREWALL_ID))
    written(emulator)
    emulator.meanwhile(lambda: lead_to_firewall(emulator), "PUT", "azureFirewalls/fw-hub$")
    result = call(state="absent")
    assert written(emulator) == ["PUT rt-spoke", "PUT fw-hub", "PUT fw-hub"]
    assert result["code"] == "taken_back" and steady(emulator.document(FIREWALL_ID)) == before
    assert "Somebody routed the cluster while its rules went." in result["msg"]
    assert [one["taken_back"] for one in result["written"]] == [False, True]


def test_routes_are_taken_back_where_somebody_takes_the_rules_while_they_are_written(call, emulator):
    before = steady(emulator.document(ROUTE_TABLE_ID))
    emulator.meanwhile(lambda: take_ours(emulator), "PUT", "routeTables/rt-spoke$")
    result = call(**MANAGE)
    assert written(emulator) == ["PUT fw-hub", "PUT rt-spoke", "PUT rt-spoke"]
    assert result["code"] == "taken_back" and steady(emulator.document(ROUTE_TABLE_ID)) == before
    assert "would be blocked now" in result["msg"] and f"This run took back the routes of {TABLE}" in result["msg"]


def test_an_association_is_taken_back_where_somebody_takes_the_rules_while_it_is_written(call, emulator):
    emulator.reset("demo", route_table=False)
    emulator.meanwhile(lambda: take_ours(emulator), "PUT", "subnets/snet-adx$")
    result = call(**MANAGE)
    assert result["code"] == "taken_back"
    assert "routeTable" not in emulator.document(SUBNET_ID)["properties"]
    assert done(call(**MANAGE))["changed"] is True, "a further run ends well"


def test_where_the_routes_cannot_be_taken_back_the_first_words_say_that_the_cluster_is_cut_off(call, emulator):
    emulator.meanwhile(lambda: take_ours(emulator), "PUT", "routeTables/rt-spoke$")

    def after_the_last_look():
        emulator.meanwhile(lambda: tag_table(emulator), "GET", "routeTables/rt-spoke$")

    emulator.meanwhile(after_the_last_look, "GET", "networkSecurityGroups/nsg-adx$", nth=3)
    result = call(**MANAGE)
    assert result["code"] == "cut_off" and result["msg"].startswith("The cluster is cut off now, and the routes of ")
    assert "Somebody has written route table rt-spoke in resource group rg-spoke since this run did" in result["msg"]
    assert emulator.document(ROUTE_TABLE_ID)["tags"] == {"owner": "somebody"}


def test_a_lock_down_that_meets_a_removal_is_never_left_dark(call, emulator):
    """Whichever of the two comes last: where traffic goes to the firewall, its rules are there."""
    for during in ("azureFirewalls/fw-hub$", "routeTables/rt-spoke$"):
        for options in (MANAGE, {"state": "absent"}):
            emulator.reset("demo")
            if options != MANAGE:
                done(call(**MANAGE))
            act = take_ours if options == MANAGE else lead_to_firewall
            emulator.meanwhile(lambda act=act: act(emulator), "PUT", during)
            call(**options)
            routed = "0.0.0.0/0" in str(emulator.document(ROUTE_TABLE_ID))
            assert ours(emulator) or not routed, (during, options)


def test_a_word_that_accepted_nothing_is_told_and_one_that_did_is_not(call, emulator):
    emulator.reset("demo", shared_table=True)
    words = {"accept": ["shared_default_route", "other_subnet"], **MANAGE}
    result = done(call(**words))
    (one,) = result["clusters"]
    assert [found["subject"] for found in one["findings"] if found["code"] == "accept_unused"] == ["other_subnet"]
    assert [risk["word"] for risk in one["accepted"]] == ["shared_default_route"]
    assert "accept_unused" not in str(done(call("check", **words)))
    assert "warnings" not in result, "what is a finding is no warning of Ansible's"


def test_what_was_taken_back_is_not_put_back_by_its_backup(call, run, emulator, tmp_path):
    before = steady(emulator.document(ROUTE_TABLE_ID))
    emulator.meanwhile(lambda: take_ours(emulator), "PUT", "routeTables/rt-spoke$")
    result = call(**MANAGE, backup=str(tmp_path))
    assert result["code"] == "taken_back" and result["changed"] is True and len(result["diff"]) == 1
    (kept,) = [path for path in result["backup_files"] if "rt-spoke" in path]
    done(run("egress_restore", path=kept))
    assert steady(emulator.document(ROUTE_TABLE_ID)) == before


def test_subnets_of_one_network_are_taken_back_though_each_write_gives_both_a_new_etag(run, emulator):
    fleet = seed(emulator, Fleet(2, 1))
    for number in range(2):
        bare = emulator.document(fleet.subnet(number))
        del bare["properties"]["routeTable"]
        emulator.seed(fleet.subnet(number), bare)
    firewall = fleet.firewall(0)

    def take_rules():
        properties = emulator.document(firewall)
        properties["properties"]["applicationRuleCollections"] = []
        emulator.seed(firewall, properties)

    emulator.clear_log()
    emulator.meanwhile(take_rules, "PUT", "snet-001$")
    result = run("cluster_egress", clusters=fleet.entries(), **MANAGE)
    assert {one["code"] for one in result["clusters"]} == {"taken_back"}, [one["msg"] for one in result["clusters"]]
    assert not any(emulator.document(fleet.subnet(number))["properties"].get("routeTable") for number in range(2))


def test_a_call_about_nothing_is_refused_and_a_check_needs_no_approval(call, run):
    assert "clusters is an empty list" in run("cluster_egress", clusters=[])["msg"]
    assert "steps is an empty list" in call(steps=[])["msg"]
    assert "A check judges a lock-down" in call("check", state="absent")["msg"]
    checked = done(call("check", expect_plan="0" * 88))
    assert "plan_hash" not in checked and checked["mode"] == "preview"


@pytest.fixture
def both(emulator):
    """Two clusters on one subnet, as entries of a call that shares the default route."""
    other = emulator.document(CLUSTER_ID)
    other_id = CLUSTER_ID.replace("telemetry", "billing")
    answer = "outboundNetworkDependenciesEndpoints"
    emulator.seed(other_id, {**other, "id": other_id, "name": "billing"})
    emulator.seed(f"{other_id}/{answer}", emulator.document(f"{CLUSTER_ID}/{answer}"))
    return {"clusters": [CLUSTER_ID, other_id], "accept": ["shared_default_route"]}


def test_two_clusters_on_one_subnet_are_let_go_together(call, both, emulator):
    done(call(**MANAGE, **both))
    emulator.clear_log()
    gone = done(call(**{**both, "state": "absent"}))
    assert written(emulator) == ["PUT rt-spoke", "PUT fw-hub"]
    assert {one["state"] for one in gone["clusters"]} == {"absent"}
    emulator.clear_log()
    assert done(call(**{**both, "state": "absent"}))["changed"] is False and written(emulator) == []


def test_no_cluster_loses_its_routes_for_one_that_was_to_go_along_and_failed(call, both, emulator):
    done(call(**MANAGE, **both))
    emulator.deny("clusters/billing$", "GET")
    emulator.clear_log()
    held = call(**{**both, "state": "absent"})
    assert [one["code"] for one in held["clusters"]] == ["held_back", "AuthorizationFailed"] and written(emulator) == []
    assert "No routes were taken away for cluster telemetry" in held["msg"]


def test_a_cluster_that_cannot_be_read_is_told_where_an_approval_no_longer_fits(call, both, emulator):
    approved = call(**MANAGE, **both, steps=["plan"])["plan_hash"]
    emulator.deny("clusters/billing$", "GET")
    result = call(**MANAGE, **both, expect_plan=approved)
    assert result["code"] == "drifted" and "AuthorizationFailed" in result["msg"] and written(emulator) == []


def test_a_cluster_to_prune_that_left_nothing_is_told_as_gone(call):
    result = done(call(clusters=[CLUSTER_ID.replace("telemetry", "telemtry")], accept=["deleted_cluster"]))
    (one,) = result["clusters"]
    assert one["state"] == "absent" and [found["code"] for found in one["findings"]] == ["nothing_found"]
