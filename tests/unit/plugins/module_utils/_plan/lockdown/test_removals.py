# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of ours goes is counted with its sources, and much of it is not lost by mistake."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import (
    firewalls,
    rule_collections,
    rule_ownership,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import present, removals
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.dependencies import make
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

SUBNET = "10.20.1.0/24"
GROUP = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/ipGroups/spokes"


def collection(*targets, sources=(SUBNET,), name="adx-c1-westus-application", **own):
    rule = {
        "name": "names",
        "source_addresses": list(sources),
        "target_fqdns": list(targets),
        "protocols": ["Https:443"],
        **own.pop("rule", {}),
    }
    return rule_collections.from_option({"name": name, "kind": "application", "rules": [rule], **own})


def network(*targets, ports=("443",), protocols=("TCP",)):
    rule = {
        "name": "tags",
        "source_addresses": [SUBNET],
        "destination_addresses": list(targets),
        "protocols": list(protocols),
        "destination_ports": list(ports),
    }
    return rule_collections.from_option({"name": "adx-c1-westus-network", "kind": "network", "rules": [rule]})


def gone(existing, wanted):
    return [(str(one.destination), one.source) for one in removals.gone([existing], [wanted])]


@pytest.mark.parametrize(
    ("today", "wanted", "goes"),
    [
        pytest.param((SUBNET,), (SUBNET,), [], id="the same"),
        pytest.param((SUBNET,), ("10.20.0.0/16",), [], id="a wider one holds it"),
        pytest.param((SUBNET,), ("*",), [], id="everything holds it"),
        pytest.param((SUBNET,), ("10.20.1.0/25", "10.20.1.128/25"), [], id="two halves hold it"),
        pytest.param((SUBNET,), ("10.20.1.0-10.20.1.255",), [], id="a range holds it"),
        pytest.param((SUBNET,), ("10.20.1.128/25",), [SUBNET], id="one half does not"),
        pytest.param((SUBNET, "10.20.2.0/24"), (SUBNET,), ["10.20.2.0/24"], id="one of two goes"),
        pytest.param(("*",), (SUBNET,), ["*"], id="everything is narrowed"),
    ],
)
def test_a_source_stays_where_wider_ones_hold_all_of_it(today, wanted, goes):
    found = gone(collection("a.example.com", sources=today), collection("a.example.com", sources=wanted))
    assert found == [("a.example.com (Https:443)", source) for source in goes]


def test_of_an_ip_group_nothing_is_known_but_its_id():
    of_group = {"source_addresses": [], "source_ip_groups": [GROUP]}
    existing = collection("a.example.com", rule=of_group)
    assert gone(existing, collection("a.example.com", rule={**of_group, "source_ip_groups": [GROUP.upper()]})) == []
    assert gone(existing, collection("a.example.com", sources=("*",))) == [("a.example.com (Https:443)", GROUP)]


def test_a_port_and_a_protocol_go_by_themselves():
    assert gone(network("Storage", ports=("443", "445")), network("Storage")) == [("Storage (TCP 445)", SUBNET)]
    assert gone(network("Storage", protocols=("TCP", "UDP")), network("Storage")) == [("Storage (UDP 443)", SUBNET)]
    both = collection("a.example.com", rule={"protocols": ["Https:443", "Http:80"]})
    assert gone(both, collection("a.example.com")) == [("a.example.com (Http:80)", SUBNET)]


def test_what_a_collection_denies_is_nothing_to_lose():
    assert gone(collection("a.example.com", action="deny"), collection("b.example.com")) == []
    assert gone(collection("a.example.com"), collection("a.example.com", action="deny")) != []


def refusal(existing, wanted, most=0):
    with pytest.raises(PlanError) as caught:
        removals.require_moderate(existing, wanted, most)
    assert caught.value.code == "too_many_removals"
    return str(caught.value)


def test_narrower_sources_count_as_removals_and_are_named():
    existing = collection("a.example.com", "b.example.com", sources=(SUBNET, "10.20.2.0/24"))
    told = refusal([existing], [collection("a.example.com")])
    assert told.startswith("2 of the 2 destinations our rules allow would no longer be allowed")
    assert "a.example.com (Https:443) from 10.20.2.0/24, b.example.com (Https:443). Raise O(max_removals)" in told


def test_the_rules_of_another_cluster_do_not_count_as_kept_because_ours_names_the_same():
    names = [f"h{number}.example.com" for number in range(12)]
    other = collection(*names, sources=("10.20.2.0/24",), name="adx-c2-westus-application")
    ours = collection(*names)
    assert "12 of the 12 destinations" in refusal([ours, other], [ours], None)
    removals.require_moderate([ours, other], [ours], 12)


def test_of_a_service_that_does_not_say_whether_its_answer_is_whole_nothing_goes_unasked():
    existing = collection("a.example.com", "b.example.com", name="aks-shop-application")
    wanted = collection("a.example.com", name="aks-shop-application")
    told = refusal([existing], [wanted], None)
    assert told.startswith("1 of the 2 destinations") and f"{removals.UNSURE} Raise O(max_removals)" in told
    removals.require_moderate([existing], [wanted], 1)
    removals.require_moderate([existing], [existing], None)


# A plan that would take much away

OLD = Request(extra_dependencies=tuple(make("Extra", f"h{number}.example.com", 443, "extra") for number in range(20)))


def plan(request=None, **known):
    return present.plan(request or Request(), world.landscape(**known))


def written(planned):
    """A firewall that holds what was planned, and somebody else's collection."""
    wanted = list(planned.rule_collections)
    before = world.firewall(world.collection("theirs", 100))
    return firewalls.present(before, wanted, rule_ownership.Ownership.of(wanted))


def test_losing_much_of_what_is_ours_is_refused_with_what_would_go():
    with pytest.raises(
        PlanError, match=r"20 of the \d+ destinations .* O.max_removals. lets go: h0.example.com \(Https:443\)"
    ):
        plan(Request(max_removals=19), firewall=written(plan(OLD)))


@pytest.mark.parametrize("request_", [Request(max_removals=20), Request(), OLD, replace(OLD, max_removals=0)])
def test_losing_a_little_or_nothing_is_not(request_):
    existing = written(plan(OLD))
    if request_ == Request():  # ten may always go
        existing = written(plan(replace(OLD, extra_dependencies=OLD.extra_dependencies[:10])))
    assert plan(request_, firewall=existing).rule_collections


def test_an_additive_plan_takes_nothing_away_and_planning_it_again_changes_nothing():
    existing = written(plan(OLD))
    planned = plan(Request(additive=True, max_removals=0), firewall=existing)
    (rule,) = [
        one for each in planned.as_option()["rule_collections"] for one in each["rules"] if one["name"] == "Extra-443"
    ]
    assert {f"h{number}.example.com" for number in range(20)} <= set(rule["target_fqdns"])
    again = plan(Request(additive=True), firewall=written(planned))
    assert again.rule_collections == planned.rule_collections


def test_what_others_have_in_the_firewall_never_counts_as_ours():
    other = world.collection("theirs", 1000)
    other["properties"]["rules"] = [{"name": "r", "targetFqdns": [f"x{n}.example.com" for n in range(99)]}]
    known = world.firewall(other)
    before = deepcopy(known)
    assert plan(Request(max_removals=0), firewall=known).rule_collections and known == before


def test_purge_counts_collections_with_the_prefix_as_ours():
    gone = written(plan(OLD))
    gone["properties"]["applicationRuleCollections"][1]["name"] = "adx-old-westus-application"
    request = Request(collection_prefix="adx-", purge=True)
    with pytest.raises(PlanError, match="O.max_removals. lets go"):
        plan(request, firewall=gone)
    assert plan(replace(request, max_removals=200), firewall=gone).rule_collections
    assert plan(firewall=gone).rule_collections


def test_what_is_purged_counts_as_removed_whatever_ours_names():
    names = [f"h{number}.example.com" for number in range(12)]
    rules = world.firewall(world.collection("adx-c9-westus-application", 200, *names))
    with pytest.raises(PlanError, match="12 of the 12 destinations") as caught:
        plan(Request(collection_prefix="adx-", purge=True), firewall=rules)
    assert caught.value.code == "too_many_removals"


def test_a_cluster_says_whether_its_answer_is_whole_whatever_its_collections_are_called():
    existing = collection("a.example.com", "b.example.com", name="batch-telemetry-westus-application")
    wanted = collection("a.example.com", name="batch-telemetry-westus-application")
    removals.require_moderate([existing], [wanted], None, is_whole=True)
    few = Request(collection_prefix="batch-", extra_dependencies=OLD.extra_dependencies[:3])
    assert plan(replace(few, extra_dependencies=()), firewall=written(plan(few))).rule_collections
