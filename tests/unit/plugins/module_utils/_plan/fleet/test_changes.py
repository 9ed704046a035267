# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one write makes of a resource for many clusters, and what is around each of them afterwards."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import (
    backups,
    clusters,
    limits,
    route_tables,
    rule_spellings,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.routes import Route
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_holder import (
    ClassicFirewall,
    RuleCollectionGroup,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_ownership import Ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet import changes, fleet
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet.fleet import Member, Writing
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.approval import Part
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Home
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

from .test_fleet import by_name, id_of, member, replace_landscape

POLICY = id_of(resource_ids.FIREWALL_POLICY, "fp")
GROUP = POLICY.child(resource_ids.RULE_COLLECTION_GROUP, "adx-egress")
PARENT = Policy({"id": str(POLICY).replace("/fp", "/parent"), "name": "parent", "properties": {}}, ())
PURGE = {"purge": True, "collection_prefix": "adx-"}
SKIPPED = "13.64.38.225"
ROUTE_OF_SKIPPED = world.route("ADX_Management", f"{SKIPPED}/32")


def policy(*groups, **properties):
    return Policy({"id": str(POLICY), "name": "fp", "properties": properties}, groups)


def governed(name, *groups, **own):
    """A cluster behind a firewall whose rules are in a group of a policy."""
    plain = member(name, **own)
    firewall, chain = world.firewall(firewallPolicy={"id": str(POLICY)}), (policy(*groups), PARENT)
    return Member.of(
        plain.plan.request, replace(plain.plan.landscape, firewall=firewall, group_id=GROUP, chain=chain[::-1])
    )


def names(document):
    """The collections of a firewall or of a group."""
    dialect = rule_spellings.GROUP if "ruleCollections" in document["properties"] else rule_spellings.CLASSIC
    return [one.name for one in dialect.entries(document)]


def entry(name):
    (found,) = rule_spellings.CLASSIC.entries(world.firewall(world.collection(name, 200, "a.example.com")))
    return found


# Rules


def test_one_change_brings_what_comes_and_takes_what_goes():
    before = changes.with_rules(
        ClassicFirewall(world.firewall(world.collection("theirs", 100, "x.example"))), [member("c1")]
    )
    after = changes.with_rules(ClassicFirewall(before), [member("c1", state="absent"), member("c2")])
    found = [one["name"] for one in after["properties"]["applicationRuleCollections"]]
    assert found == ["theirs", "adx-c2-westus-application"]
    assert before["properties"]["applicationRuleCollections"][1]["name"] == "adx-c1-westus-application"
    gone_again = changes.with_rules(ClassicFirewall(after), [member("c2", state="absent")])
    assert [one["name"] for one in gone_again["properties"]["applicationRuleCollections"]] == ["theirs"]


def test_new_rules_of_a_firewall_take_the_priorities_that_are_asked_for():
    written = changes.with_rules(ClassicFirewall(world.firewall()), [member("c1", priority_base=3000)])
    assert written["properties"]["applicationRuleCollections"][0]["properties"]["priority"] == 3000


def test_a_target_that_is_gone_takes_no_rules_and_has_none_to_lose():
    with pytest.raises(PlanError, match="There is no firewall fw in resource group rg any more") as refused:
        changes.with_rules(ClassicFirewall(None), [member("c1")])
    assert refused.value.code == "gone_meanwhile"
    assert changes.with_rules(ClassicFirewall(None), [member("c1", state="absent")]) is None


def test_a_policy_that_is_gone_takes_no_rules_and_has_none_to_lose():
    with pytest.raises(PlanError, match="There is no firewall policy fp in resource group rg any more"):
        changes.with_rules(RuleCollectionGroup(None, ()), [governed("c1")])
    assert changes.with_rules(RuleCollectionGroup(None, ()), [governed("c1", state="absent")]) is None


def test_a_group_is_made_for_the_first_rules_with_the_priority_that_is_asked_for():
    made = changes.with_rules(
        RuleCollectionGroup(None, (policy(),)), [governed("c1", group_priority=2500, priority_base=3000)]
    )
    assert (made["name"], made["properties"]["priority"]) == ("adx-egress", 2500)
    assert names(made) == ["adx-c1-westus-application", "adx-c1-westus-network"]
    assert made["properties"]["ruleCollections"][0]["priority"] == 3000


def test_a_group_goes_with_its_last_rules_and_stays_with_those_of_others():
    ours = changes.with_rules(RuleCollectionGroup(None, (policy(),)), [governed("c1")])
    leaving = [governed("c1", ours, state="absent")]
    assert changes.with_rules(RuleCollectionGroup(ours, (policy(ours),)), leaving) is None
    assert changes.with_rules(RuleCollectionGroup(None, (policy(),)), leaving) is None
    both = changes.with_rules(RuleCollectionGroup(ours, (policy(ours),)), [governed("c2", ours)])
    assert names(both)[:2] == ["adx-c1-westus-application", "adx-c1-westus-network"] and len(names(both)) == 4
    assert names(changes.with_rules(RuleCollectionGroup(both, (policy(both),)), leaving)) == names(both)[2:]


def test_a_policy_that_nobody_may_change_loses_no_rules_either():
    managed = policy(afcManaged=True)
    with pytest.raises(PlanError, match="managed by Azure Firewall for Containers"):
        changes.with_rules(RuleCollectionGroup(None, (managed,)), [governed("c1", state="absent")])


def test_only_those_that_come_want_collections():
    found = changes.wanted([member("c1"), member("c2", state="absent")])
    assert [one.name for one in found] == ["adx-c1-westus-application", "adx-c1-westus-network"]


def test_the_rules_of_all_clusters_together_are_what_azure_may_refuse(monkeypatch):
    """None of them alone comes above the limit, and nobody is refused for it."""
    three = [member("c1"), member("c2"), member("c3")]
    assert changes.together(by_name(*three)).crowded == ()
    monkeypatch.setattr(limits, "PAIRS", limits.Limit(5, "5 are allowed"))
    refused, (finding,) = changes.together(by_name(*three))
    assert (refused, finding.code, finding.subject) == ({}, "rules_over_limit", "fw")
    assert finding.message.startswith(
        "Firewall fw would have 6 source and destination pairs in network rules, and 5 are allow"
    )
    assert changes.together(by_name(*three[:2])).crowded == ()
    assert changes.together(by_name(member("c1", state="absent"))).crowded == ()


def test_whom_a_group_cannot_take_is_no_part_of_what_azure_may_refuse(monkeypatch):
    monkeypatch.setattr(limits, "PAIRS", limits.Limit(3, "3 are allowed"))
    refused, crowded = changes.together({"a": governed("c1"), "b": governed("c1"), "c": governed("c2")})
    assert set(refused) == {"b"} and "would have 4 source and destination pairs" in crowded[0].message


def test_whom_a_group_cannot_take_besides_the_others_is_refused_alone():
    assert changes.together(by_name(governed("c1"), governed("c2"))).refused == {}
    refused = changes.together({"a": governed("c1"), "b": governed("c1"), "c": governed("c2")}).refused
    assert {name: "Two application rule collections" in str(error) for name, error in refused.items()} == {"b": True}
    closed = replace_landscape(governed("c1"), chain=(PARENT, policy(afcManaged=True)))
    assert set(changes.together({"a": closed}).refused) == {"a"}


# Whose rules a write is about


def purging(name, *held, others=(), **own):
    """A cluster that purges a firewall with these collections, beside others of the same call."""

    def living(name):
        return replace(clusters.from_arm(world.cluster()), id=replace(world.CLUSTER, names=(name,)))

    listed = [world.collection(one, 200 + number, "a.example.com") for number, one in enumerate(held)]
    landscape = world.landscape(
        cluster=living(name),
        firewall=world.firewall(*listed),
        living=tuple(living(one) for one in others),
        called=frozenset(resource_ids.key(living(one).id) for one in (name, *others)),
    )
    return Member.of(Request(**{**PURGE, **own}), replace(landscape, cluster_id=living(name).id))


DEAD = "adx-c9-westus-application"


def test_without_a_purge_only_what_is_named_is_owned():
    one = purging("c1", others=("c2",), purge=False)
    assert changes.ownership([one]) == Ownership.of(changes.wanted([one]))


def test_the_clusters_of_one_call_never_purge_each_other_and_need_no_warning():
    one, two = purging("c1", DEAD, others=("c2",)), purging("c2", DEAD, others=("c1",))
    document = changes.with_rules(ClassicFirewall(world.firewall(world.collection(DEAD, 200))), [one, two])
    assert len(names(document)) == 4 and DEAD not in names(document)
    again = purging("c1", *names(document), others=("c2",))
    assert not [text for text in world.told(again.plan) if "purge leaves" in text]


def test_one_that_purges_spares_nothing_of_its_own_under_an_older_prefix():
    old = "adx-old-c1-westus-application"
    one, two = purging("c1", old, others=("c2",)), purging("c2", others=("c1",))
    assert changes.ownership([one, two]).owns(entry(old))
    assert not changes.ownership([purging("c2", others=("c1",))]).owns(entry(old))


def test_a_removal_beside_a_purge_is_no_purge_and_alone_takes_what_it_names():
    leaving = member("c1", state="absent", **PURGE)
    assert not changes.ownership([leaving]).owns(entry(DEAD))
    assert changes.ownership([leaving]).owns(entry("adx-c1-westus-application"))
    assert changes.ownership([leaving, purging("c2")]).owns(entry(DEAD))
    assert not changes.ownership([leaving, purging("c2", collection_prefix="mine-")]).owns(entry(DEAD))


def test_a_backup_remembers_what_was_spared():
    ownership = changes.ownership([purging("c1", others=("C2",))])
    assert backups.of_collections(ownership)["spared"] == ["c2-westus"]
    assert not ownership.owns(entry("adx-c2-westus-application"))


# Routes


def test_routes_of_clusters_on_one_table_are_united_and_no_conflict():
    one = member("c1", table="rt", skip_addresses=(SKIPPED,))
    two = member("c2", table="rt")
    assert fleet.conflicts(by_name(one, two)) == {}
    united = route_tables.table_routes(changes.routed(world.table(), [one, two]))
    assert {route.key for route in united} == {route.key for one in (one, two) for route in one.plan.routes}
    assert len(united) > len(one.plan.routes)


def test_a_route_that_one_no_longer_wants_stays_where_another_wants_it_and_goes_elsewhere():
    skips = member("c1", table="rt", skip_addresses=(SKIPPED,), document_of_table=world.table(ROUTE_OF_SKIPPED))
    keeps = member("c2", table="rt", document_of_table=world.table(ROUTE_OF_SKIPPED))
    assert [one.name for one in skips.plan.unwanted_routes] == ["ADX_Management"]
    for found, is_there in (([keeps, skips], True), ([skips, keeps], True), ([skips], False)):
        routed = route_tables.table_routes(changes.routed(world.table(ROUTE_OF_SKIPPED), found))
        assert (f"{SKIPPED}/32" in {route.prefix for route in routed}) is is_there


def test_a_table_gets_the_tags_that_any_of_its_clusters_wants():
    tagged = changes.routed(
        world.table(tags={"team": "net"}), [member("c1", tags={"a": "1"}), member("c2", tags={"b": "2"})]
    )
    assert tagged["tags"] == {"team": "net", "a": "1", "b": "2"}


def test_routes_that_others_on_the_table_have_stay():
    leaving, staying = member("c1", state="absent"), member("c2")
    kept = replace(leaving.plan, routes=staying.plan.routes)
    assert changes.leaving([Member(kept)], []) == list(staying.plan.routes)
    assert changes.leaving([Member(kept)], [staying]) == []


def with_routes(name, wanted, unwanted=()):
    plan = member(name).plan
    return Member(replace(plan, routes=tuple(wanted), unwanted_routes=tuple(unwanted)))


def test_every_route_that_is_written_or_taken_away_concerns_the_clusters_once():
    one, two, gone = (Route(f"r{number}", f"10.0.{number}.0/24", "Internet") for number in range(3))
    assert changes.concerned_routes([with_routes("c1", [one], [gone]), with_routes("c2", [two, one])]) == [
        one,
        gone,
        two,
    ]
    assert changes.leaving([with_routes("c1", [one]), with_routes("c2", [one, two])], []) == [one, two]


# What is around a cluster afterwards

NEW_TABLE = {"location": "westus", "properties": {"routes": [world.default_route()]}}


def keyed(id_, document):
    return {resource_ids.key(id_): document}


def around(one, **known):
    return replace(one.plan.landscape, **known)


def test_a_document_that_was_written_stands_in_and_any_other_stays_as_it_was_seen():
    one = member("c1")
    found, written = around(one), world.firewall(world.collection("theirs", 100))
    after = changes.as_written(found, keyed(one.plan.landscape.firewall_id, written))
    assert after.firewall == written and after.subnet == found.subnet and after.route_table == found.route_table
    assert changes.as_written(found, {}) == found
    assert changes.as_written(found, keyed(one.plan.landscape.firewall_id, None)).firewall is None


def test_a_written_group_stands_in_its_policy_and_in_no_other():
    one = governed("c1")
    group = changes.with_rules(RuleCollectionGroup(None, (policy(),)), [one])
    after = changes.as_written(around(one), keyed(GROUP, group))
    assert [policy.groups for policy in after.chain] == [(), (group,)]
    assert changes.as_written(around(one), {}).chain == one.plan.landscape.chain


def test_a_new_table_has_its_name_and_a_deleted_one_is_none():
    one = member("c1")
    id_ = one.plan.landscape.table_id
    found = around(one, route_table=None)
    assert changes.as_written(found, keyed(id_, NEW_TABLE)).route_table == {"name": "rt-c1", **NEW_TABLE}
    assert changes.as_written(around(one), keyed(id_, None)).route_table is None


def test_a_subnet_without_a_table_has_none_whatever_was_seen_there():
    one = member("c1")
    written = keyed(one.plan.landscape.subnet_id, world.subnet(None))
    assert changes.as_written(around(one), written).route_table is None


def seen(one, name="rt", *routes):
    """A table as a look shows it."""
    return {**world.table(*routes), "id": str(one.plan.landscape.table_id), "name": name}


def test_the_table_of_the_subnet_is_as_it_was_seen_last_and_not_as_it_was_planned_on():
    one = member("c1")
    now = seen(one, "rt-c1", world.route("new", "10.9.0.0/16"))
    assert changes.as_written(around(one, route_table=now), {}).route_table == now


def test_a_subnet_that_has_just_got_the_table_has_it_as_it_was_planned_on():
    one = member("c1")
    other = {**world.table(), "id": str(world.OTHER_TABLE), "name": "old"}
    assert changes.as_written(around(one, route_table=other), {}).route_table == one.plan.landscape.table
    assert changes.as_written(around(one, route_table=None), {}).route_table == one.plan.landscape.table
    for table in (None, other):
        home = replace_landscape(one, home=Home(world.subnet(world.OTHER_TABLE), table))
        assert changes.as_written(around(home, route_table=None), {}).route_table == one.plan.landscape.table


def test_a_subnet_that_somebody_gave_another_table_has_what_was_seen():
    one = member("c1")
    elsewhere = keyed(one.plan.landscape.subnet_id, world.subnet(world.OTHER_TABLE))
    mine = seen(one)
    assert changes.as_written(around(one, route_table=mine), elsewhere).route_table == mine


def test_what_was_before_an_association_has_the_table_that_the_subnet_had_then():
    old = {**world.table(), "id": str(world.OTHER_TABLE), "name": "old"}
    new = {**world.table(world.default_route()), "id": str(world.TABLE)}
    one = replace_landscape(member("c1", table="rt"), home=Home(world.subnet(world.OTHER_TABLE), old))
    now = replace(one.plan.landscape, subnet=world.subnet(world.TABLE), route_table=new)
    originals = {resource_ids.key(one.plan.landscape.subnet_id): world.subnet(world.OTHER_TABLE)}
    assert changes.as_written(now, originals).route_table == old


def test_a_preview_judges_the_routes_to_an_appliance_as_if_they_were_written():
    landscape = replace(world.landscape(firewall=None, table=world.table()), firewall_id=None)
    one = Member.of(Request(appliance="10.0.9.4", default_route="manage"), landscape)
    found = replace(landscape, subnet=world.subnet(), route_table={"id": str(world.TABLE)})
    routed = changes.routed(world.table(), [one])
    after = changes.as_written(found, {resource_ids.key(world.TABLE): routed})
    assert after.routing.routes[-1].hop_address == "10.0.9.4"


# Answers that are older than a write


def tagged(etag, *routes):
    return {**world.table(*routes), "etag": etag, "id": str(id_of(resource_ids.ROUTE_TABLE, "rt-c1"))}


OURS = world.route("ADX_Management")


@pytest.mark.parametrize(
    ("expected", "shown", "lags"),
    [
        pytest.param(tagged("2", OURS), tagged("1"), True, id="neither its etag nor our slice"),
        pytest.param(tagged("2", OURS), tagged("1", OURS), False, id="our slice is there"),
        pytest.param(tagged("2", OURS), tagged("2"), False, id="its etag is there"),
        pytest.param(tagged("2", OURS), None, True, id="it is not there yet"),
        pytest.param(None, tagged("1", OURS), True, id="it is still there"),
        pytest.param(None, None, False, id="it is gone, as it should be"),
    ],
)
def test_an_answer_is_older_than_a_write_when_neither_its_etag_nor_our_slice_shows(expected, shown, lags):
    one = member("c1", default_route="none")
    written = keyed(one.plan.landscape.table_id, expected)
    assert changes.lags(around(one, route_table=shown), one, written) is lags


def test_what_this_run_has_not_written_is_never_too_old():
    one = member("c1")
    assert changes.lags(around(one, route_table=None, firewall={}), one, {}) is False


@pytest.mark.parametrize(("state", "is_changing"), [("Updating", True), ("Succeeded", False), ("Failed", False)])
def test_rules_are_changing_while_an_operation_runs_on_what_holds_them(state, is_changing):
    one = member("c1")
    assert changes.is_changing(around(one, firewall=world.firewall(provisioningState=state))) is is_changing


def test_rules_of_a_policy_are_changing_while_the_firewall_takes_them_over():
    one = governed("c1")
    for state, expected in (("Updating", True), ("Succeeded", False)):
        firewall = world.firewall(firewallPolicy={"id": str(POLICY)}, provisioningState=state)
        assert changes.is_changing(around(one, firewall=firewall)) is expected


def test_each_part_of_a_plan_has_its_document():
    one = member("c1")
    mine = seen(one)
    found = around(one, route_table=mine)
    assert changes.document_of(found, Part.RULES) == found.firewall
    assert changes.document_of(found, Part.SUBNET) == found.subnet
    assert changes.document_of(found, Part.ROUTES) == mine
    assert changes.document_of(around(one, route_table=None), Part.ROUTES) is None
    other = {**world.table(), "id": str(world.OTHER_TABLE)}
    assert changes.document_of(around(one, route_table=other), Part.ROUTES) is None


# What was approved


def approved(one):
    return Writing(Part.ROUTES, (one,), approved=(one.slices[Part.ROUTES],))


def test_a_write_of_what_was_approved_passes_before_and_after_it_was_made():
    one = member("c1")
    found = one.plan.landscape.table
    wanted = changes.routed(found, [one])
    for document in (found, wanted):
        changes.require_as_approved(approved(one), document, wanted)


@pytest.mark.parametrize("which", ["found", "wanted"])
def test_a_write_of_anything_else_than_what_was_approved_is_refused(which):
    one = member("c1")
    other = changes.routed(world.table(), [member("c1", skip_addresses=("23.99.5.162",))])
    table = one.plan.landscape.table
    documents = {"found": table, "wanted": changes.routed(table, [one]), which: other}
    with pytest.raises(
        PlanError, match="Somebody has changed route table rt-c1 .* for cluster c1 .* not what was"
    ) as no:
        changes.require_as_approved(approved(one), documents["found"], documents["wanted"])
    assert no.value.code == "drifted"


def test_where_nothing_was_approved_anything_may_be_written():
    changes.require_as_approved(Writing(Part.ROUTES, (member("c1"),)), None, {})


def test_an_approval_is_held_to_for_every_cluster_of_a_write():
    one, two = member("c1"), member("c2", table="rt-c1")
    writing = Writing(Part.ROUTES, (one, two), approved=(one.slices[Part.ROUTES],))
    with pytest.raises(ValueError, match="zip"):
        changes.require_as_approved(writing, one.plan.landscape.table, changes.routed(one.plan.landscape.table, [one]))
