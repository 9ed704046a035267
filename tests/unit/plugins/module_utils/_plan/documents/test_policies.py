# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies and their groups: what a chain of them says, and our collections in a group or out of it."""

from __future__ import annotations

from copy import deepcopy

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import (
    limits,
    policies,
    rule_collections,
    rule_ownership,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import GroupOptions, Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_ownership import Ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_spellings import GROUP
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.documents.generated import (
    holders,
    our_collections,
    quick,
)
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict.documents import group, policy
from hypothesis import given
from hypothesis import strategies as st


def collection(name="mine", **changed):
    rule = {
        "name": "r",
        "source_addresses": ["10.20.1.0/24"],
        "protocols": ["TCP"],
        "destination_addresses": ["AzureMonitor"],
        "destination_ports": ["443"],
        **changed,
    }
    return rule_collections.from_option({"name": name, "kind": "network", "rules": [rule]})


MINE = [collection()]
OURS = Ownership.of(MINE)
BY_NAME = [collection(destination_addresses=[], destination_fqdns=["sql.example.com"])]
PLAIN = Policy(policy("p"), ())


def chained(*properties):
    """A chain of policies, from the root down, each with the DNS settings it is given."""
    return tuple(Policy({"id": f"/p/{n}", **policy(f"p{n}", **one)}, ()) for n, one in enumerate(properties))


def present(document, holder=PLAIN, **options):
    return policies.present(document, (holder,), MINE, OURS, GroupOptions("adx", **options))


def test_a_policy_tells_its_name_its_parent_its_firewalls_and_its_children():
    found = Policy(
        policy(
            "p",
            basePolicy={"id": "/base"},
            firewalls=[{"id": "/fw/1"}, {}, {"id": "/fw/2"}],
            childPolicies=[{"id": "/child"}, None],
        ),
        (),
    )
    assert (found.name, found.parent_id) == ("p", "/base")
    assert (found.firewalls, found.children) == (("/fw/1", "/fw/2"), ("/child",))


@pytest.mark.parametrize("properties", [None, {}, {"basePolicy": None, "firewalls": None, "childPolicies": []}])
def test_a_policy_that_says_nothing_has_nobody(properties):
    found = Policy({"name": "p", "properties": properties}, ())
    assert (found.parent_id, found.firewalls, found.children) == (None, (), ())


def test_a_group_is_found_and_replaced_by_its_name_in_whatever_case():
    one, two = group("One", 100), group("Two", 200)
    holder = Policy(policy("p"), (one, two))
    assert holder.group("TWO") == two
    assert holder.group("three") is None
    assert holder.with_group("one", group("one", 300)).groups == (two, group("one", 300))
    assert holder.with_group("ONE", None).groups == (two,)
    assert holder.with_group("three", group("three", 300)).groups == (one, two, group("three", 300))
    assert holder.groups == (one, two)


def test_a_policy_is_found_in_a_chain_by_its_id():
    chain = chained({}, {}, {})
    assert policies.of_chain(chain, "/P/1") == chain[1]
    assert policies.of_chain(chain, "/p/9") is policies.of_chain(chain, None) is None
    assert policies.down_to(chain, "/p/0") == chain[:1]
    assert policies.down_to(chain, "/p/1") == chain[:2]
    assert policies.down_to(chain, "/p/2") == chain
    assert policies.down_to(chain, "/p/9") == ()


def dns(**settings):
    return {"dnsSettings": settings}


@pytest.mark.parametrize(
    ("chain", "proxy"),
    [
        ((), False),
        (({},), False),
        ((dns(enableProxy=True),), True),
        ((dns(enableProxy=False),), False),
        ((dns(enableProxy=False, requireProxyForNetworkRules=False),), True),
        ((dns(enableProxy=False, requireProxyForNetworkRules=True),), False),
        ((dns(servers=["10.0.0.4"]),), False),
        ((dns(enableProxy=True), {}), True),
        ((dns(enableProxy=True), dns()), True),
        ((dns(enableProxy=True), dns(enableProxy=False)), False),
        ((dns(enableProxy=False), dns(enableProxy=True)), True),
        ((dns(enableProxy=False), dns(enableProxy=True), {}), True),
    ],
)
def test_a_policy_resolves_host_names_by_its_own_settings_or_those_it_inherits(chain, proxy):
    assert policies.has_proxy(chained(*chain)) is proxy


def test_a_policy_that_azure_manages_is_left_alone():
    policies.require_writable(Policy(policy("p", afcManaged=False), ()))
    policies.require_writable(Policy({"name": "p"}, ()))
    with pytest.raises(PlanError, match="^Firewall policy p is managed by Azure Firewall for Containers") as raised:
        present(None, Policy(policy("p", afcManaged=True), ()))
    assert raised.value.code == "policy_managed_by_azure"


def test_a_new_group_has_our_collections_and_the_first_priority_from_the_base():
    after = present(None)
    assert after == group("adx", 1000, GROUP.written(rule_collections.from_option({**OPTION, "priority": 1000})))
    assert present(None, priority_base=300)["properties"]["priority"] == 300
    (found,) = policies.owned(present(None, priority_base=300), OURS)
    assert found.priority == 300


OPTION = rule_collections.to_option(MINE[0])


@pytest.mark.parametrize(
    ("others", "options", "priority"),
    [
        ((), {}, 1000),
        ((group("x", 1000), group("y", 1001)), {}, 1002),
        ((group("x", 1000),), {"priority": 500}, 500),
        ((group("x", 300),), {"priority_base": 300}, 301),
        ((group("ADX", 1000),), {}, 1000),
        ((group("ADX", 700),), {"priority": 700}, 700),
        (({"name": "x"},), {}, 1000),
    ],
)
def test_a_group_gets_a_priority_that_no_other_group_has(others, options, priority):
    assert present(None, Policy(policy("p"), others), **options)["properties"]["priority"] == priority


def test_a_group_that_is_there_keeps_its_priority_unless_another_is_given():
    before = group("adx", 700)
    holder = Policy(policy("p"), (before, group("x", 800)))
    assert present(before, holder)["properties"]["priority"] == 700
    assert present(before, holder, priority=750)["properties"]["priority"] == 750
    assert present(before, holder, priority=700)["properties"]["priority"] == 700
    assert before == group("adx", 700)
    with pytest.raises(PlanError) as raised:
        present(before, holder, priority=800)
    assert raised.value.code == "priority_taken"
    assert str(raised.value) == (
        "Priority 800 of rule collection group adx is taken by group x of firewall policy p; give another priority, or"
        " none to get the first free one."
    )


def test_host_names_in_network_rules_need_the_proxy_of_the_policy():
    ownership, options = Ownership.of(BY_NAME), GroupOptions("adx")
    after = policies.present(None, chained(dns(enableProxy=True), {}), BY_NAME, ownership, options)
    assert [one.name for one in policies.owned(after, ownership)] == ["mine"]
    with pytest.raises(PlanError) as raised:
        policies.present(None, chained(dns(enableProxy=True), dns(enableProxy=False)), BY_NAME, ownership, options)
    assert raised.value.code == "dns_proxy_off"
    assert str(raised.value).startswith("Firewall policy p1 cannot take sql.example.com in a network rule: a firewall")


@pytest.mark.parametrize("settings", [{"enableProxy": True}, {"requireProxyForNetworkRules": False}])
def test_a_basic_policy_resolves_no_names_whatever_its_settings_or_its_parents_say(settings):
    for parent, own in ((settings, None), ({}, settings)):
        chain = chained(dns(**parent) if parent else {}, {**(dns(**own) if own else {}), "sku": {"tier": "Basic"}})
        assert policies.has_proxy(chain) is False
        with pytest.raises(PlanError, match="a Basic policy has no DNS proxy. Give protocol .* or a service tag.$"):
            policies.present(None, chain, BY_NAME, Ownership.of(BY_NAME), GroupOptions("adx"))
    assert policies.has_proxy(chained(dns(**settings))) is True


def test_a_parent_that_could_not_be_read_leaves_open_whether_there_is_a_proxy():
    parent = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/firewallPolicies/base"
    alone = Policy({"id": "/p/0", **policy("p0", basePolicy={"id": parent})}, ())
    with pytest.raises(PlanError, match="is up to parent firewall policy base in resource group g, which could not be"):
        policies.present(None, (alone,), BY_NAME, Ownership.of(BY_NAME), GroupOptions("adx"))


def test_at_most_three_host_names_are_told():
    names = [f"{letter}.example.com" for letter in "abcd"]
    wanted = [collection(destination_addresses=[], destination_fqdns=names)]
    with pytest.raises(PlanError, match="cannot take a.example.com, b.example.com, c.example.com in a network rule"):
        policies.present(None, (PLAIN,), wanted, Ownership.of(wanted), GroupOptions("adx"))


def lowered(monkeypatch, name, most):
    monkeypatch.setattr(limits, name, limits.Limit(most, f"{most} are allowed"))


def crowded(document, policy_):
    return [str(one) for one in policies.crowded(document, (policy_,), present(document, policy_))]


def test_a_full_policy_is_spoken_of_for_a_new_group_and_not_for_those_it_has(monkeypatch):
    lowered(monkeypatch, "GROUPS", 1)
    full = Policy(policy("p"), (group("x", 100),))
    assert crowded(None, full)[0].startswith("Firewall policy p would have 2 rule collection groups, and 1 are allowed")
    assert crowded(group("x", 100), full) == []


def test_a_group_that_grows_beyond_what_azure_takes_is_spoken_of(monkeypatch):
    lowered(monkeypatch, "GROUP_BYTES", 1)
    stands = present_of(group("adx", 100))
    for before in (None, group("adx", 100)):
        (sentence,) = crowded(before, Policy(policy("p"), ()))
        assert sentence.startswith("Rule collection group adx would have 0.00 MB of rules, and 1 are allowed")
    assert crowded(stands, Policy(policy("p"), (stands,))) == []


def test_the_size_that_azure_shows_is_no_part_of_a_group_and_counts_for_it(monkeypatch):
    stands = present_of(group("adx", 100))
    lowered(monkeypatch, "GROUP_BYTES", 2**21)
    shown = deepcopy(stands)
    shown["properties"] |= {"size": "1.9999999 MB", "ruleCollections": []}
    (sentence,) = crowded(shown, Policy(policy("p"), (shown,)))
    assert sentence.startswith("Rule collection group adx would have 2.00 MB of rules")


def present_of(document):
    """The group with our collections."""
    after = rule_ownership.present(document, MINE, OURS, GROUP)
    after["properties"]["priority"] = 100
    return after


def test_the_rules_of_all_groups_of_a_policy_and_of_those_above_count_together(monkeypatch):
    lowered(monkeypatch, "PAIRS", 1)
    other = present_of(group("x", 500))
    told = "would have 2 source and destination pairs in network rules, and 1 are allowed"
    assert crowded(None, Policy(policy("p"), (other,)))[0].startswith(f"Firewall policy p {told}")
    both = Policy(policy("p"), (other, present_of(group("adx", 100))))
    assert crowded(both.groups[1], both) == []
    chain = (Policy(policy("base"), (other,)), Policy(policy("p"), ()))
    (found,) = policies.crowded(None, chain, present_of(group("adx", 100)))
    assert found.subject == "p"
    assert found.message.startswith(f"Firewall policy p with what it inherits {told}")


def test_our_collections_go_and_the_group_with_them_where_that_is_asked_for_and_nothing_is_left():
    after = present_of(group("adx", 100))
    assert policies.absent(after, OURS) == group("adx", 100)
    assert policies.absent(after, OURS, remove_empty=True) is None
    with_theirs = present_of(group("adx", 100, {"name": "nat", "priority": 100}))
    assert policies.absent(with_theirs, OURS, remove_empty=True) == group("adx", 100, {"name": "nat", "priority": 100})


def test_the_view_of_a_group_is_its_priority_and_our_collections():
    theirs = {"name": "nat", "priority": 100}
    assert policies.view(None, OURS) is None
    assert policies.view({"name": "adx"}, OURS) == {"priority": None, "rule_collections": []}
    assert policies.view(present_of(group("adx", 100, theirs)), OURS) == {
        "priority": 100,
        "rule_collections": [{**OPTION, "priority": 1000}],
    }
    assert policies.owned(None, OURS) == policies.owned(group("adx", 100, theirs), OURS) == []


def test_what_the_service_only_shows_is_not_sent_back():
    rules = [{"name": "a", "ipv6Rule": False}, {"name": "b", "ipv6Rule": True}, {"name": "c"}]
    inner = {"priority": 100, "ruleCollections": [{"name": "x", "rules": rules}, {"name": "y"}], "future": 1}
    shown = {"name": "adx", "id": "/g", "etag": "e", "type": "t", "location": "westus"}
    before = {**shown, "properties": {**inner, "provisioningState": "Succeeded", "size": "1 MB"}}
    untouched = deepcopy(before)
    sent_rules = [{"name": "a"}, {"name": "b", "ipv6Rule": True}, {"name": "c"}]
    assert policies.for_write(before) == {
        "name": "adx",
        "id": "/g",
        "properties": {**inner, "ruleCollections": [{"name": "x", "rules": sent_rules}, {"name": "y"}]},
    }
    assert before == untouched
    assert policies.for_write({"name": "adx"}) == {"name": "adx"}


@quick
@given(st.data())
def test_a_group_keeps_what_it_does_not_know_of_itself_and_goes_only_when_it_is_empty(data):
    document, wanted = data.draw(holders(GROUP)), data.draw(our_collections())
    ownership, chain = Ownership.of(wanted), (Policy({"name": "p", "properties": {}}, ()),)
    document["properties"]["priority"] = 500
    after = policies.present(document, chain, wanted, ownership, GroupOptions("holder"))
    assert policies.absent(after, ownership, remove_empty=False) == document
    theirs = document["properties"]["ruleCollections"]
    assert (policies.absent(after, ownership, remove_empty=True) is None) is (theirs == [])


@pytest.mark.parametrize("names", [[], ["adx-telemetry-westus-network"], ["shop-web"], ["aksel"]])
def test_the_group_of_ours_takes_collections_of_clusters_and_of_no_service(names):
    policies.require_own_group("adx-egress", names)


def test_the_group_of_ours_takes_no_collection_of_another_service():
    with pytest.raises(PlanError, match=r"'AKS-shop-network' is another service's.* such as aks-egress"):
        policies.require_own_group("ADX-egress", ["shop-web", "AKS-shop-network"])
    policies.require_own_group("aks-egress", ["aks-shop-network"])
