# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that contradict what the service itself says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import absent, present, refusals
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import FIREWALL_POLICY, ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

APPS = replace(world.SUBNET, names=("vnet", "apps"))
PLANNERS = {"present": present.plan, "absent": absent.plan}
ACCEPTED = frozenset({"other_subnet"})


@pytest.mark.parametrize("state", PLANNERS)
def test_another_subnet_than_the_one_the_cluster_names_needs_the_word_and_is_told(state):
    facts = world.facts(subnet_id=APPS)
    with pytest.raises(
        PlanError, match=f"is on {world.SUBNET}, and the option subnet names {APPS}.*other_subnet"
    ) as no:
        PLANNERS[state](Request(state=state), facts)
    assert no.value.code == "other_subnet"
    planned = PLANNERS[state](Request(state=state, accept=ACCEPTED), facts)
    assert [one.word for one in planned.accepted] == ["other_subnet"]
    assert planned.warnings[0].startswith("Accepted (other_subnet): Cluster c1 says itself that it is on ")


@pytest.mark.parametrize("state", PLANNERS)
@pytest.mark.parametrize(
    "known",
    [
        pytest.param({"document": world.cluster(subnetId=str(world.SUBNET).upper())}, id="in another casing"),
        pytest.param({"document": world.cluster(subnetId=None), "subnet_id": APPS}, id="not injected"),
        pytest.param({"document": world.cluster(state="Disabled"), "subnet_id": APPS}, id="migrated"),
    ],
)
def test_a_cluster_contradicts_only_what_it_says_itself(state, known):
    request = Request(state=state, allow_not_injected=True)
    assert PLANNERS[state](request, world.facts(**known)).accepted == ()


def test_a_policy_says_nothing_about_a_firewall_that_it_does_not_govern():
    own, other = (ResourceId("s", "g", FIREWALL_POLICY, (name,)) for name in ("own", "other"))
    chain = (Policy({"id": str(own).upper(), "name": "own"}, ()),)
    refusals.require_governed(own, "fw", chain)
    refusals.require_governed(None, "fw", ())
    for governing, said in ((chain, "is governed by own"), ((), "keeps its rules itself")):
        with pytest.raises(PlanError, match=f"Firewall fw {said}, so firewall policy other in .* says nothing"):
            refusals.require_governed(other, "fw", governing)
