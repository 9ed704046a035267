# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of other services beside those of clusters: each goes to a group of its own, and no purge takes another's."""

from __future__ import annotations

from copy import deepcopy

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, FIREWALL_POLICY_ID
from ansible_collections.adx.outbound.tests.integration.runner import done

POLICY = {"firewall_policy_name": FIREWALL_POLICY_ID}
MODULE = "firewall_policy_rule_collection_group"
OTHERS = ("aks-shop", "batch-render", "apim-api")


def collections(name, *hosts):
    rule = {"name": "r", "source_addresses": ["10.40.0.0/24"], "protocols": ["Https:443"], "target_fqdns": list(hosts)}
    return [{"name": f"{name}-application", "kind": "application", "rules": [rule]}]


def group_of(name):
    return f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/{name}"


@pytest.fixture
def beside(run, emulator):
    """A policy in which other services have collections, each in a group of its own and one in that of our clusters."""
    emulator.reset("demo", firewall="policy")

    def write():
        for name in OTHERS:
            own = collections(name, f"{name}.example.com")
            done(run(MODULE, **POLICY, name=f"{name.partition('-')[0]}-egress", rule_collections=own))

    return write


def lock_down(run, **options):
    given = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "default_route": "manage", "purge": True}
    return done(run("cluster_egress", **given, **options))


def others_of(emulator):
    return {name: deepcopy(emulator.document(group_of(f"{name.partition('-')[0]}-egress"))) for name in OTHERS}


@pytest.mark.parametrize("prefix", ["adx-", "a", "aks-"])
@pytest.mark.parametrize("is_first", [True, False], ids=["others first", "cluster first"])
def test_a_fleet_with_purge_loses_nothing_of_other_services_and_they_nothing_of_it(
    run, emulator, beside, is_first, prefix
):
    if is_first:
        beside()
        before = others_of(emulator)
        lock_down(run, collection_prefix=prefix)
        assert others_of(emulator) == before
    else:
        lock_down(run, collection_prefix=prefix)
        ours = deepcopy(emulator.document(group_of("adx-egress")))
        beside()
        assert emulator.document(group_of("adx-egress")) == ours
    emulator.clear_log()
    again = lock_down(run, collection_prefix=prefix)
    assert again["changed"] is False and emulator.writes() == []


@pytest.mark.parametrize("prefix", ["adx-", "a", "aks-"])
def test_a_purge_spares_what_another_service_has_in_the_group_of_our_clusters(run, emulator, beside, prefix):
    lock_down(run)
    document = deepcopy(emulator.document(group_of("adx-egress")))
    theirs = deepcopy(document["properties"]["ruleCollections"][0])
    theirs |= {"name": "aks-shop-application", "priority": 4000}
    document["properties"]["ruleCollections"].append(theirs)
    emulator.seed(group_of("adx-egress"), document)
    lock_down(run, collection_prefix=prefix)
    kept = emulator.document(group_of("adx-egress"))["properties"]["ruleCollections"]
    assert [one for one in kept if one["name"] == "aks-shop-application"]


def test_collections_of_another_service_are_refused_in_the_group_of_our_clusters(run, emulator, beside):
    emulator.clear_log()
    refused = run(MODULE, **POLICY, rule_collections=collections("aks-shop", "a.example.com"))
    assert refused["failed"] and "such as aks-egress" in refused["msg"] and emulator.writes() == []


def test_an_answer_that_shrinks_takes_no_rule_away_unasked(run, emulator, beside):
    whole, less = collections("aks-shop", "a.example.com", "b.example.com"), collections("aks-shop", "a.example.com")
    given = {**POLICY, "name": "aks-egress"}
    done(run(MODULE, **given, rule_collections=whole))
    emulator.clear_log()
    refused = run(MODULE, **given, rule_collections=less)
    assert refused["failed"] and refused["code"] == "too_many_removals" and emulator.writes() == []
    assert "b.example.com (Https:443)" in refused["msg"] and "max_removals" in refused["msg"]
    assert done(run(MODULE, **given, rule_collections=less, max_removals=1))["changed"] is True


def test_an_empty_answer_empties_no_group_unasked(run, emulator, beside):
    own = {**POLICY, "name": "aks-egress", "collection_prefix": "aks-", "purge": True}
    done(run(MODULE, **own, rule_collections=collections("aks-shop", "a.example.com")))
    emulator.clear_log()
    refused = run(MODULE, **own, rule_collections=[])
    assert refused["failed"] and refused["code"] == "too_many_removals" and emulator.writes() == []


def test_the_group_of_a_service_is_as_careful_whatever_its_collections_are_called(run, emulator, beside):
    own = {**POLICY, "name": "aks-egress"}
    done(run(MODULE, **own, rule_collections=collections("shop", "a.example.com", "b.example.com")))
    emulator.clear_log()
    refused = run(MODULE, **own, rule_collections=collections("shop", "a.example.com"))
    assert refused["failed"] and refused["code"] == "too_many_removals" and emulator.writes() == []


def test_a_number_of_removals_below_none_is_refused_for_what_it_is(run, emulator, beside):
    emulator.clear_log()
    refused = run(MODULE, **POLICY, name="aks-egress", rule_collections=collections("aks-a", "a.b"), max_removals=-1)
    assert refused["failed"] and "max_removals is a number of destinations" in refused["msg"]
    assert emulator.writes() == []


def test_a_classic_firewall_that_is_called_as_our_group_takes_rules_of_other_services(run, emulator):
    emulator.reset("demo", firewall="classic")
    named = f"{FIREWALL_ID.rpartition('/')[0]}/adx-egress"
    emulator.seed(named, {**deepcopy(emulator.document(FIREWALL_ID)), "id": named, "name": "adx-egress"})
    own = collections("aks-shop", "a.example.com")
    assert done(run("firewall_rule_collections", firewall_name=named, rule_collections=own))["changed"] is True
