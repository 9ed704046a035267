# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan hash stands for what the plans of a call write and what they found, and for nothing else."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import (
    firewalls,
    route_tables,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_ownership import Ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import absent, approval, present, slices
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.change import Situation
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from hypothesis import given, settings
from hypothesis import strategies as st

quick = settings(max_examples=60, deadline=None)
LENGTH = 88
NOTHING = ("0" * 12, "0" * 12)
MANAGE = Request(default_route="manage")
POLICY = ResourceId("s", "rg-hub", resource_ids.FIREWALL_POLICY, ("policy",))
GROUP = POLICY.child(resource_ids.RULE_COLLECTION_GROUP, "adx-egress")


def planned(request=MANAGE, **known):
    known.setdefault("table", world.table())
    planner = absent if request.state == "absent" else present
    return planner.plan(request, world.landscape(**known))


def hashed(request=MANAGE, **known):
    return world.plan_hash(planned(request, **known))


def parts_of(request=MANAGE, **known):
    plan = planned(request, **known)
    return approval.parts({str(world.CLUSTER): slices.of(plan)}, {str(world.CLUSTER): plan.request.accept})


def folds(text):
    """The digests of each kind, found and wanted."""
    return [(text[start : start + 12], text[start + 12 : start + 24]) for start in range(16, LENGTH, 24)]


def refusal(approved, request=MANAGE, **known):
    """What is said against writing a plan when another one was approved; empty when nothing is."""
    try:
        approval.require(approved, parts_of(request, **known))
    except PlanError as error:
        assert error.code == "drifted"
        return str(error)
    return ""


def written(plan, before=None):
    """The firewall and the route table after the plan was carried out."""
    wanted = list(plan.rule_collections)
    rules = firewalls.present(before or world.firewall(), wanted, Ownership.of(wanted))
    return {"firewall": rules, "table": route_tables.present(plan.landscape.table, plan.routes)}


def with_ours_changed(firewall):
    changed = deepcopy(firewall)
    changed["properties"]["applicationRuleCollections"][0]["properties"]["rules"][0]["targetFqdns"].append("x.example")
    return changed


def policy(*collections, priority=200, foreign=300):
    groups = [{"name": "theirs", "properties": {"priority": foreign, "ruleCollections": []}}]
    if collections:
        groups.append(
            {"name": "adx-egress", "properties": {"priority": priority, "ruleCollections": list(collections)}}
        )
    document = {"id": str(POLICY), "name": "policy", "properties": {"dnsSettings": {"enableProxy": True}}}
    return {
        "firewall": world.firewall(firewallPolicy={"id": str(POLICY)}),
        "chain": (Policy(document, tuple(groups)),),
        "group_id": GROUP,
    }


def test_a_hash_has_one_length_and_can_be_pasted_anywhere():
    for text in (hashed(), hashed(Request(routes="report")), approval.parts({}).hash):
        assert len(text) == LENGTH and set(text) <= set("0123456789abcdef")


def test_what_the_plan_leaves_alone_has_no_digest():
    assert NOTHING not in folds(hashed())
    for left in (hashed(Request(routes="report")), hashed(subnet=world.subnet(delegated=True))):
        rules, *others = folds(left)
        assert rules != NOTHING and others == [NOTHING, NOTHING]


def test_a_hash_stands_for_the_risks_that_are_accepted_too():
    risky = Request(default_route="manage", accept=frozenset({"shared_default_route"}))
    assert folds(hashed(risky)) == folds(hashed()) and hashed(risky) != hashed()
    assert (
        "the clusters, the risks they accept, or what they need of an appliance, are not those of the approved preview"
        in refusal(hashed(), risky)
    )
    assert "c1 in resource group rg-adx: it accepts shared_default_route, and by what was approved no risk" in refusal(
        parts_of(), risky
    )


NOTHING_OF_OURS = {
    "a foreign collection": {"firewall": world.firewall(world.collection("theirs", 100, "x.example"))},
    "a foreign route": {"table": world.table(world.route("to-lab", "10.9.0.0/16"))},
    "a foreign tag": {"table": world.table(tags={"cost": "42"})},
    "etags and states": {"firewall": {**world.firewall(), "etag": 'W/"2"'}, "table": {**world.table(), "etag": "2"}},
    "a setting of the subnet": {"subnet": world.subnet(serviceEndpoints=[{"service": "x"}])},
    "the casing of ids": {
        "subnet": world.subnet(str(world.TABLE).upper()),
        "table_id": ResourceId("S", "RG-spoke", resource_ids.ROUTE_TABLE, ("RT",)),
    },
    "the order of the answer": {"answer": tuple(reversed(world.answer()))},
}


@pytest.mark.parametrize("what", NOTHING_OF_OURS)
def test_what_is_not_ours_changes_no_hash(what):
    assert hashed(**NOTHING_OF_OURS[what]) == hashed()


def test_a_foreign_rule_that_takes_our_priority_changes_what_we_would_write():
    other = world.firewall(world.collection("theirs", 1000))
    assert "the rule collections wanted for firewall fw in resource group rg-hub are not what was approved" in refusal(
        hashed(), firewall=other
    )


BARE = {"subnet": world.subnet(None)}
ELSEWHERE = {"subnet": world.subnet(world.OTHER_TABLE)}
DRIFTS = [
    (
        {},
        {"firewall": with_ours_changed(written(planned())["firewall"])},
        "the rule collections found on firewall fw in resource group rg-hub are no longer what the approved preview",
    ),
    (
        {},
        {"table": world.table(world.route("ADX_Management", hop="VnetLocal"))},
        "the routes found on route table rt in resource group rg-spoke are no longer what the approved preview found",
    ),
    (
        BARE,
        ELSEWHERE,
        "the route table found on subnet snet of virtual network vnet in resource group rg-spoke is no longer what",
    ),
]


@pytest.mark.parametrize(("before", "after", "sentence"), DRIFTS, ids=["rules", "routes", "subnet"])
def test_what_drifted_is_named_and_nothing_else(before, after, sentence):
    request = Request(default_route="manage", accept=frozenset({"other_table"}))
    said = refusal(hashed(request, **before), request, **after)
    assert sentence in said and said.count(";") == 0
    assert said.endswith("Run the preview again and have its plan hash approved.")


def test_another_firewall_is_not_the_approved_one_however_much_alike_they_are():
    other = ResourceId("s", "rg-hub", resource_ids.FIREWALL, ("fw2",))
    slice_ = slices.of(planned())["rules"]
    moved = approval.Slice(other, slice_.found, slice_.wanted)
    assert not set(moved.digests) & set(slice_.digests)


def test_another_wish_is_refused_by_the_name_of_what_it_changes():
    said = refusal(hashed(), Request(default_route="manage", skip_addresses=(world.MANAGEMENT,)))
    assert "the routes wanted for route table rt in resource group rg-spoke are not what was approved" in said
    assert "rule collections" not in said


def test_a_plan_that_writes_more_or_less_than_the_approved_one_is_refused():
    reported = Request(default_route="manage", routes="report")
    assert "leaves the routes of route table rt in resource group rg-spoke alone, and this" in refusal(hashed(reported))
    assert "would write the routes, and this plan does not" in refusal(hashed(), reported)


def test_a_run_that_was_cut_short_may_be_repeated_and_so_may_a_whole_one():
    after = written(planned())
    for done in ({}, {"firewall": after["firewall"]}, after):
        assert refusal(hashed(), **done) == ""


def test_the_approval_of_a_removal_holds_until_everything_is_gone():
    absent = Request(state="absent")
    made = [world.route(route.name, route.prefix) for route in present.plan(Request(), world.landscape()).routes]
    before = {**written(planned()), "table": world.table(*made, tags=world.OURS)}
    approved = hashed(absent, **before)
    assert NOTHING not in folds(approved)
    for gone in (BARE, {**BARE, "table": None}, {**BARE, "table": None, "firewall": world.firewall()}):
        assert refusal(approved, absent, **{**before, **gone}) == ""
    drifted = {**before, "firewall": with_ours_changed(before["firewall"])}
    assert "the rule collections found on firewall fw" in refusal(approved, absent, **drifted)
    assert "are not what was approved" in refusal(approved, MANAGE, **before)


def test_a_policy_is_held_to_its_group_and_not_to_the_groups_of_others():
    approved = hashed(**policy())
    assert refusal(approved, **policy(foreign=400)) == ""
    assert "the rule collections wanted for rule collection group adx-egress of firewall policy policy" in refusal(
        approved, **policy(foreign=1000)
    )
    removed = hashed(Request(state="absent"), **policy())
    rule = {"ruleType": "ApplicationRule", "name": "r", "targetFqdns": ["x.example"], "sourceAddresses": ["*"]}
    ours = {
        "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
        "name": "adx-c1-westus-application",
        "priority": 1000,
        "action": {"type": "Allow"},
        "rules": [rule],
    }
    assert "the rule collections found on rule collection group adx-egress" in refusal(
        removed, Request(state="absent"), **policy(ours)
    )


@pytest.mark.parametrize("text", ["", "yes", "rules-1-2", f"{hashed()}0", hashed()[:-1], "g" * LENGTH])
def test_what_is_no_plan_hash_is_refused(text):
    with pytest.raises(PlanError, match="which is no plan hash; give the one that a preview returned, whole"):
        approval.require(text, parts_of())


def test_a_change_is_held_to_what_was_approved_when_the_resource_is_read_again():
    slice_ = slices.of(planned())["rules"]
    wanted = list(planned().rule_collections)
    ownership = Ownership.of(wanted)

    def change(seen):
        return firewalls.present(seen.document, wanted, ownership)

    def view(document):
        return firewalls.view(document, ownership)

    held = approval.held_to(hashed(), approval.Part.RULES, slice_.id, change, view)
    assert held(Situation(world.firewall(world.collection("theirs", 100)))) is not None
    with pytest.raises(PlanError, match="the rule collections found on firewall fw"):
        held(Situation(with_ours_changed(written(planned())["firewall"])))


def pending(request=MANAGE, **known):
    return slices.pending(slices.of(planned(request, **known)))


def test_what_is_there_as_wanted_is_not_pending_and_what_is_still_changing_is():
    plan = planned()
    assert pending() == ["rules", "routes"]
    there = written(plan)
    assert pending(**there) == []
    there["firewall"]["properties"]["provisioningState"] = "Updating"
    assert pending(**there) == ["rules"]
    there["table"]["properties"]["provisioningState"] = "Updating"
    assert pending(**there) == ["rules", "routes"]


# Calls about many clusters. A call is {cluster: (accepted words, {kind: [resource, found, wanted]})}.


def cluster(name):
    return str(ResourceId("s", "rg-adx", resource_ids.CLUSTER, (name,)))


TYPES = {
    approval.Part.RULES: resource_ids.FIREWALL,
    approval.Part.ROUTES: resource_ids.ROUTE_TABLE,
    approval.Part.SUBNET: resource_ids.VIRTUAL_NETWORK,
}


def parts(call, cased=str):
    def a_slice(kind, resource, found, wanted):
        return approval.Slice(ResourceId("s", cased("rg-hub"), TYPES[kind], (cased(resource),)), found, wanted)

    members = {
        cased(cluster(name)): {kind: a_slice(kind, *one) for kind, one in found.items()}
        for name, (_words, found) in call.items()
    }
    return approval.parts(members, {cluster(name): words for name, (words, _found) in call.items()})


def drifts(approved, call):
    """What is said against a call; empty when it may be written, but for those that are left alone."""
    try:
        approval.require(approved, parts(call))
    except PlanError as error:
        return str(error)
    return ""


def two(**changes):
    """Two clusters on one firewall, each with a table of its own."""
    call = {
        name: ((), {approval.Part.RULES: ["fw", 1, 2], approval.Part.ROUTES: [f"rt-{name}", 1, 2]})
        for name in ("one", "two")
    }
    return {**call, **changes}


values = st.integers(0, 3)
calls = st.dictionaries(
    st.sampled_from(["one", "two", "three", "four"]),
    st.tuples(
        st.frozensets(st.sampled_from(["shared_default_route", "other_subnet"])),
        st.dictionaries(
            st.sampled_from(sorted(TYPES)), st.tuples(st.sampled_from(["x", "y"]), values, values).map(list), max_size=3
        ),
    ),
    min_size=1,
)


@quick
@given(calls, st.randoms())
def test_the_order_of_clusters_and_the_casing_of_ids_change_no_hash_and_no_length(call, random):
    names = list(call)
    random.shuffle(names)
    again = parts({name: call[name] for name in names}, cased=str.upper)
    assert again.hash == parts(call).hash and len(again.hash) == LENGTH
    assert approval.require(parts(call).hash, again) == approval.require(parts(call), again) == frozenset()


@quick
@given(calls, st.data())
def test_any_change_of_any_slice_changes_the_hash_and_is_refused_by_hash_and_by_report(call, data):
    changed = deepcopy(call)
    name = data.draw(st.sampled_from(sorted(call)))
    words, found = changed[name]
    kind = data.draw(st.sampled_from(["cluster", "accept", *found]))
    if kind == "cluster":
        del changed[name]
    elif kind == "accept":
        changed[name] = (words ^ {"other_subnet"}, found)
    else:
        found[kind][data.draw(st.sampled_from([0, 1, 2]))] = data.draw(st.sampled_from(["new", "other"]))
    assert parts(changed).hash != parts(call).hash
    for approved in (parts(call), parts(call).hash):
        assert drifts(approved, changed).startswith("This is not what was approved: ")


@quick
@given(calls, st.data())
def test_what_is_as_approved_already_is_no_drift_cluster_by_cluster_by_report_and_kind_by_kind_by_hash(call, data):
    everything = [(name, kind) for name, (_words, found) in call.items() for kind in found]
    done = data.draw(st.sets(st.sampled_from(everything)) if everything else st.just(set()))
    kinds = data.draw(st.sets(st.sampled_from(sorted(TYPES))))

    def written(which):
        now = deepcopy(call)
        for name, kind in which:
            now[name][1][kind][1] = now[name][1][kind][2]
        return now

    assert drifts(parts(call), written(done)) == ""
    assert drifts(parts(call).hash, written([one for one in everything if one[1] in kinds])) == ""


@quick
@given(calls)
def test_a_report_gives_the_parts_back(call):
    made = parts(call)
    text = json.dumps({"mode": "preview", "plan_hash": made.hash, "parts": made.as_option(), "more": []})
    assert approval.from_report(text).hash == made.hash
    assert approval.require(approval.from_report(text), made) == frozenset()


def test_by_a_report_the_cluster_that_drifted_is_named_and_by_a_hash_every_resource_of_the_kind():
    now = two(two=((), {approval.Part.RULES: ["fw", 1, 2], approval.Part.ROUTES: ["rt-two", 9, 2]}))
    gone = "are no longer what the approved preview found"
    assert drifts(parts(two()), now).startswith(
        "This is not what was approved: cluster two in resource group rg-adx: the routes found on route table rt-two in"
        f" resource group rg-hub {gone}. Run"
    )
    assert drifts(parts(two()).hash, now).startswith(
        "This is not what was approved: the routes found on one of route table rt-one in resource group rg-hub, route"
        f" table rt-two in resource group rg-hub {gone}. Run"
    )


def test_of_a_resource_that_another_one_has_replaced_the_new_one_is_named():
    now = two(two=((), {approval.Part.RULES: ["fw", 1, 2], approval.Part.ROUTES: ["rt-new", 1, 2]}))
    assert drifts(parts(two()), now).startswith(
        "This is not what was approved: cluster two in resource group rg-adx: the routes found on route table rt-new in"
        " resource group rg-hub are no longer what the approved preview found; cluster two in"
    )


def test_a_kind_that_is_written_in_part_is_as_approved_by_the_report_alone():
    now = two(two=((), {approval.Part.RULES: ["fw", 1, 2], approval.Part.ROUTES: ["rt-two", 2, 2]}))
    assert drifts(parts(two()), now) == "" and "routes found on one of" in drifts(parts(two()).hash, now)


def test_a_cluster_without_an_approved_plan_is_left_alone_by_the_report_and_refused_by_the_hash():
    one = {"one": two()["one"]}
    assert approval.require(parts(one), parts(two())) == {resource_ids.key(cluster("two"))}
    assert "the rule collections wanted for firewall fw" in drifts(parts(one).hash, two())


def test_a_cluster_that_was_approved_and_has_no_plan_now_is_drift():
    one = {"one": two()["one"]}
    assert "cluster two in resource group rg-adx was approved and has no plan now" in drifts(parts(two()), one)
    assert "the routes wanted for route table rt-one" in drifts(parts(two()).hash, one)
    without = two(two=((), {}))
    assert "two in resource group rg-adx: the approved preview would write the routes of route table rt-two" in drifts(
        parts(two()), without
    )
    assert "the approved preview leaves the routes of route table rt-two" in drifts(parts(without), two())


PREVIEWED = {"mode": "preview", "plan_hash": parts(two()).hash, "parts": parts(two()).as_option()}
OTHER = parts({"one": two()["one"]})


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (None, "has no plan in it"),
        ([PREVIEWED], "has no plan in it"),
        ({**PREVIEWED, "parts": None}, "has no plan in it"),
        ({**PREVIEWED, "parts": {"one": {}}}, "has no plan in it"),
        ({**PREVIEWED, "parts": {"one": {"accept": []}}}, "has no plan in it"),
        ({**PREVIEWED, "parts": {}}, "has no plan in it"),
        ({**PREVIEWED, "plan_hash": None}, "has no plan in it"),
        ({**PREVIEWED, "mode": "check", "plan_hash": None}, "has no plan in it"),
        ({**PREVIEWED, "mode": "run"}, "is that of a run"),
        ({**PREVIEWED, "parts": OTHER.as_option()}, "was changed since it was written"),
        ({**PREVIEWED, "plan_hash": OTHER.hash}, "was changed since it was written"),
    ],
)
def test_what_is_no_report_of_a_preview_as_it_was_written_is_refused(document, words):
    with pytest.raises(PlanError, match=words):
        approval.from_report(json.dumps(document))
    with pytest.raises(PlanError, match="has no plan in it"):
        approval.from_report("[" * 100_000)
    with pytest.raises(PlanError, match="has no plan in it"):
        approval.from_report("<!doctype html>")


def test_a_module_that_writes_one_resource_is_not_held_to_the_hash_of_many_clusters():
    seen, id_ = Situation({"x": 1}), ResourceId("s", "rg-hub", resource_ids.FIREWALL, ("fw",))
    for call, holds in (({"one": two()["one"]}, True), (two(), False)):
        held = approval.held_to(
            parts(call).hash, approval.Part.RULES, id_, lambda _seen: {"x": 2}, lambda document: document["x"]
        )
        if holds:
            assert held(seen) == {"x": 2}
        else:
            with pytest.raises(PlanError, match="are not what was approved"):
                held(seen)


FAMILIES = (approval.LOCKDOWN, approval.RESTRICTION, approval.EXIT)
ONE = ResourceId("s", "rg-adx", resource_ids.CLUSTER, ("one",))


def call(kinds, found=1, wanted=2):
    """What stands for a call about one cluster that writes these kinds of parts."""
    slices = {kind: approval.Slice(ONE, {"x": found}, {"x": wanted}) for kind in kinds}
    return approval.parts({str(ONE): slices}, kinds=kinds)


def test_every_kind_of_part_is_written_by_one_kind_of_call():
    assert [kind for kinds in FAMILIES for kind in kinds] == list(approval.Part)


@pytest.mark.parametrize("kinds", FAMILIES)
def test_the_report_of_each_kind_of_call_is_read_back_as_one_of_that_kind(kinds):
    now = call(kinds)
    report = {"mode": "preview", "plan_hash": now.hash, "parts": now.as_option()}
    assert approval.from_report(json.dumps(report)) == now
    assert approval.require(approval.from_report(json.dumps(report)), now) == frozenset()
    assert approval.require(now.hash, now) == frozenset()
    for drifted in (call(kinds, found=3), call(kinds, wanted=3)):
        for approved in (now, now.hash):
            with pytest.raises(PlanError) as error:
                approval.require(approved, drifted)
            assert error.value.code == "drifted"


@pytest.mark.parametrize("kinds", FAMILIES)
def test_the_approval_of_one_kind_of_call_is_none_of_another(kinds):
    for other in (one for one in FAMILIES if one != kinds):
        for approved in (call(other), call(other).hash):
            with pytest.raises(PlanError):
                approval.require(approved, call(kinds))


@pytest.mark.parametrize("kind", approval.Part)
def test_a_write_of_any_kind_can_be_held_to_what_was_approved(kind):
    (kinds,) = (kinds for kinds in FAMILIES if kind in kinds)
    seen = Situation({"x": 1})
    for wanted in (2, 3):
        held = approval.held_to(
            call(kinds).hash, kind, ONE, lambda _seen, to=wanted: {"x": to}, lambda document: document
        )
        if wanted == 2:
            assert held(seen) == {"x": 2}
        else:
            with pytest.raises(PlanError, match="not what was approved"):
                held(seen)


def test_a_return_has_a_hash_and_a_report_of_its_own_and_changes_no_other():
    slices = {kind: approval.Slice(world.FIREWALL, "then", "now") for kind in approval.LOCKDOWN}
    moving = {**slices, approval.Part.NETWORK: approval.Slice(world.CLUSTER, "out", "in")}
    without = approval.parts({str(world.CLUSTER): slices})
    made = approval.parts({str(world.CLUSTER): moving}, kinds=approval.RETURN)
    assert approval.parts({str(world.CLUSTER): moving}).hash == without.hash
    assert len(made.hash) == len(without.hash) + 24 and made.as_option().popitem()[1].keys() >= {"network"}
    text = json.dumps({"mode": "preview", "plan_hash": made.hash, "parts": made.as_option()})
    assert approval.from_report(text).hash == made.hash and approval.require(made.hash, made) == frozenset()
    stayed = {**moving, approval.Part.NETWORK: approval.Slice(world.CLUSTER, "elsewhere", "in")}
    with pytest.raises(PlanError, match="the network settings found on"):
        approval.require(made.hash, approval.parts({str(world.CLUSTER): stayed}, kinds=approval.RETURN))
    done = {**moving, approval.Part.NETWORK: approval.Slice(world.CLUSTER, "in", "in")}
    assert approval.require(made, approval.parts({str(world.CLUSTER): done}, kinds=approval.RETURN)) == frozenset()
