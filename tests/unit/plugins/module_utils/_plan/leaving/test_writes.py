# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one write takes a cluster out of its network as it stands there right before, or nothing is written."""

from __future__ import annotations

import copy

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving import plans
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving.writes import Writing
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.approval import Part
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.change import Situation
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.leaving import drawn

PLAN = plans.plan(drawn.asked("enabled", drawn.RANGES), drawn.seen())
LEFT = {**drawn.CONFIGURATION, "state": "Disabled"}


def change(document):
    before = copy.deepcopy(document)
    made = Writing(PLAN).change(Situation(document))
    assert document == before
    return made


def now(**own):
    return drawn.document(**own)


def test_a_write_is_of_the_network_of_one_cluster():
    writing = Writing(PLAN)
    assert (writing.part, writing.id, writing.members) == (Part.NETWORK, PLAN.id, (PLAN,))


def test_the_cluster_leaves_and_who_may_come_in_changes_in_the_same_write():
    assert change(now()) == PLAN.wanted
    assert PLAN.wanted["properties"]["virtualNetworkConfiguration"] == LEFT
    assert PLAN.wanted["properties"]["allowedIpRangeList"] == list(drawn.RANGES)


def test_what_others_have_changed_meanwhile_that_is_not_ours_stays_as_they_made_it():
    found = {**now(enableStreamingIngest=True), "tags": {"team": "other"}}
    made = change(found)
    assert made["tags"] == {"team": "other"} and made["properties"]["enableStreamingIngest"] is True
    assert made["properties"]["virtualNetworkConfiguration"] == LEFT


def test_a_cluster_that_somebody_was_faster_with_stays_as_it_is():
    left = now(virtualNetworkConfiguration=LEFT, publicNetworkAccess="Enabled", allowedIpRangeList=list(drawn.RANGES))
    assert change(left) == left
    spelt = now(virtualNetworkConfiguration={**drawn.CONFIGURATION, "subnetId": drawn.OWN.upper()})
    assert change(spelt)["properties"]["virtualNetworkConfiguration"]["subnetId"] == drawn.OWN.upper()


@pytest.mark.parametrize(
    ("own", "what"),
    [
        (
            {"virtualNetworkConfiguration": {**drawn.CONFIGURATION, "subnetId": drawn.OTHER}},
            "its network or its public access",
        ),
        ({"publicNetworkAccess": "Disabled"}, "its network or its public access"),
        ({"allowedIpRangeList": ["198.51.100.7"]}, "its network or its public access"),
        ({"access": "Disabled"}, "its outbound access"),
        ({"allowedFqdnList": ["x.example.org"]}, "its outbound access"),
    ],
    ids=str,
)
def test_what_somebody_has_changed_that_was_decided_on_stops_the_write(own, what):
    with pytest.raises(PlanError) as refused:
        change(now(**own))
    assert str(refused.value) == (
        f"Somebody has changed {what} since cluster c1 in resource group rg-adx was looked at, so nothing is written to"
        " it; run again, and it is judged anew."
    )
    assert refused.value.code == "drifted"


@pytest.mark.parametrize(
    "half",
    [
        {"virtualNetworkConfiguration": LEFT},
        {"publicNetworkAccess": "Enabled"},
        {"allowedIpRangeList": list(drawn.RANGES)},
    ],
    ids=str,
)
def test_a_write_of_which_azure_took_a_part_is_gone_on_with(half):
    assert change(now(**half)) == PLAN.wanted


def test_a_cluster_that_is_gone_is_not_made_again():
    with pytest.raises(PlanError, match="There is no cluster c1 in resource group rg-adx any more") as refused:
        change(None)
    assert refused.value.code == "gone_meanwhile"


@pytest.mark.parametrize(
    ("own", "code"),
    [
        ({"virtualNetworkConfiguration": None}, "no_network"),
        ({"virtualNetworkConfiguration": {**drawn.CONFIGURATION, "state": "Moving"}}, "membership_unknown"),
        ({"migrationCluster": {"role": "Source"}}, "migrated_elsewhere"),
    ],
    ids=str,
)
def test_what_has_become_of_it_that_never_leaves_is_not_written(own, code):
    with pytest.raises(PlanError) as refused:
        change(now(**own))
    assert refused.value.code == code
