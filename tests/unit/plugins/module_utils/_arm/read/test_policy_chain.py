# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A firewall policy with its groups and parents, and all that a write to one of its groups touches."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.read import policy_chain
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError, NotFound
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_collections import from_option
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.change import Situation
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.doors import ABSENT, BUSY, HIDDEN, Doors
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import Clock
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents


def id_of(type_, *names):
    return ResourceId("s", "rg", type_, names)


OWN, BASE, ROOT, CHILD = (id_of(resource_ids.FIREWALL_POLICY, name) for name in ("own", "base", "root", "child"))
FIREWALL = id_of(resource_ids.FIREWALL, "fw")


def policy(name, parent=None, *groups, **properties):
    base = {"basePolicy": {"id": str(parent)}} if parent else {}
    return Policy({"name": name, "properties": {**base, **properties}}, groups)


def names(chain):
    return [one.name for one in chain]


@pytest.mark.parametrize(
    ("start", "known", "found"),
    [
        (None, {}, []),
        (OWN, {OWN: policy("own")}, ["own"]),
        (OWN, {OWN: policy("own", BASE), BASE: policy("base", ROOT), ROOT: policy("root")}, ["root", "base", "own"]),
        (OWN, {OWN: policy("own", BASE)}, ["own"]),
        (OWN, {}, []),
    ],
)
def test_a_chain_is_told_from_its_root_as_far_as_it_can_be_read(start, known, found):
    assert names(policy_chain.chain(start, known.get)) == found


def test_policies_that_name_each_other_are_not_followed_for_ever():
    known = {OWN: policy("own", BASE), BASE: policy("base", OWN)}
    assert names(policy_chain.chain(OWN, known.get)) == ["own", "base", "own", "base", "own"]


GROUPS = f"{OWN}/ruleCollectionGroups"


def test_a_policy_comes_with_all_its_groups_by_two_requests():
    group = documents.group("g", 300)
    azure = Doors({OWN: {"name": "own"}, GROUPS: [group]})
    found = policy_chain.policy(azure, id_of(resource_ids.FIREWALL_POLICY.lower(), "own"))
    assert (found.name, found.groups) == ("own", (group,))
    assert azure.asked == [str(OWN).lower(), GROUPS.lower()]
    with pytest.raises(PlanError):
        policy_chain.policy(azure, FIREWALL)


def network_rule(**to):
    rule = {"name": "r", "protocols": ["TCP"], "source_addresses": ["*"], "destination_ports": ["443"], **to}
    return from_option({"name": "n", "kind": "network", "priority": 200, "action": "allow", "rules": [rule]})


BY_NAME = network_rule(destination_fqdns=["a.example.com"])
BY_ADDRESS = network_rule(destination_addresses=["1.2.3.4"])
UNDER_BASE = {"properties": {"basePolicy": {"id": str(BASE)}}}
WITH_DNS = {"properties": {**UNDER_BASE["properties"], "dnsSettings": {"enableProxy": True}}}


@pytest.mark.parametrize(
    ("own", "wanted", "found"),
    [
        (UNDER_BASE, [BY_NAME], ["base", "own"]),
        (UNDER_BASE, [BY_ADDRESS], ["own"]),
        (WITH_DNS, [BY_NAME], ["own"]),
        ({}, [BY_NAME], ["own"]),
        (ABSENT, [BY_NAME], []),
    ],
    ids=["inherits", "names no hosts", "has settings of its own", "has no parent", "is gone"],
)
def test_parents_are_read_only_where_their_settings_decide(own, wanted, found):
    azure = Doors({BASE: {"name": "base"}})
    azure.put(OWN, {"name": "own", **own} if isinstance(own, dict) else own)
    beside = policy_chain.neighbours(azure, Clock().patience(), OWN, wanted)(None)
    assert names(beside["chain"]) == found
    assert (str(BASE).lower() in azure.asked) == ("base" in found)


def test_a_parent_that_is_gone_ends_the_chain_and_one_that_is_hidden_is_an_error():
    azure = Doors({OWN: {"name": "own", **UNDER_BASE}})
    read = policy_chain.neighbours(azure, Clock().patience(), OWN, [BY_NAME])
    assert names(read(None)["chain"]) == ["own"]
    azure.put(BASE, HIDDEN)
    with pytest.raises(ArmError, match="Cannot read firewall policy base") as raised:
        read(None)
    assert not isinstance(raised.value, NotFound)


def test_a_policy_that_is_busy_is_asked_again():
    azure, clock = Doors({OWN: BUSY}), Clock()
    sleep, clock.sleep = clock.sleep, lambda seconds: (sleep(seconds), azure.put(OWN, {"name": "own"}))
    beside = policy_chain.neighbours(azure, clock.patience(), OWN, [])(None)
    assert names(beside["chain"]) == ["own"] and len(clock.pauses) == 1


def test_a_write_to_a_group_touches_the_policy_its_children_and_its_firewalls():
    lowered = str(FIREWALL).replace("Firewalls", "firewalls")
    own = policy("own", childPolicies=[{"id": str(CHILD)}], firewalls=[{"id": lowered}])
    required = policy_chain.required(OWN)
    assert required(Situation({}, {"chain": (policy("base"), own)})) == [OWN, CHILD, FIREWALL]
    assert required(Situation({}, {"chain": (own, policy("base"))})) == [OWN]
    assert required(Situation({}, {"chain": ()})) == []
