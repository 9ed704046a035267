# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outbound access of a cluster, and its place in a network, are written by no more than the members that change."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.write import clusters
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import network_membership
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.doors import Doors
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import Clock
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.leaving import drawn as leaving
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.outbound import drawn

POLICY = drawn.bare([drawn.policy()])[0]
STATE, NAMES, POLICIES = "restrictOutboundNetworkAccess", "allowedFqdnList", "calloutPolicies"


@pytest.mark.parametrize(
    ("found", "wanted", "sent"),
    [
        (("Disabled", ["a"]), ("Enabled", ["a"]), {STATE: "Enabled"}),
        (("Enabled", ["a"]), ("Enabled", ["a", "b"]), {NAMES: ["a", "b"]}),
        (("Enabled", ["a"]), ("Enabled", [], [POLICY]), {STATE: "Enabled", NAMES: [], POLICIES: [POLICY]}),
        # Nothing differs: the last change has failed, and all that counts is sent again.
        (("Enabled", ["a"]), ("Enabled", ["a"]), {STATE: "Enabled", NAMES: ["a"]}),
        (("Enabled", [], [POLICY]), ("Enabled", [], [POLICY]), {STATE: "Enabled", POLICIES: [POLICY]}),
        (("Disabled",), ("Disabled",), {STATE: "Disabled", NAMES: [], POLICIES: []}),
    ],
)
def test_what_is_sent_is_what_changes_and_where_nothing_does_all_that_there_is(found, wanted, sent):
    members = clusters._patch(drawn.document(*wanted), drawn.document(*found))["properties"]
    # Azure may not take both lists, so that an empty one goes along only where it takes the place of the other.
    assert members == {**sent, **({STATE: "Enabled"} if len(sent) == 3 and found[0] == "Enabled" else {})}


NETWORK = {"subnetId": "/s", "enginePublicIpId": "/e", "dataManagementPublicIpId": "/d", "state": "Disabled"}


def test_a_move_sends_the_configuration_whole_and_where_nothing_differs_all_that_says_where_the_cluster_is():
    found = drawn.document(virtualNetworkConfiguration=NETWORK, publicNetworkAccess="Disabled")
    back = {**NETWORK, "state": "Enabled"}
    wanted = drawn.document(virtualNetworkConfiguration=back, publicNetworkAccess="Disabled")
    assert clusters._moved(wanted, found) == {"properties": {"virtualNetworkConfiguration": back}}
    again = {"virtualNetworkConfiguration": NETWORK, "publicNetworkAccess": "Disabled"}
    assert clusters._moved(found, found) == {"properties": again}


PLACE, PUBLIC, RANGES = network_membership.NETWORK_MEMBERS
LEFT = {**leaving.CONFIGURATION, "state": "Disabled"}


@pytest.mark.parametrize(
    ("found", "ranges", "sent"),
    [
        ({}, None, {PLACE: LEFT, PUBLIC: "Disabled"}),
        ({}, ["203.0.113.7"], {PLACE: LEFT, PUBLIC: "Disabled", RANGES: ["203.0.113.7"]}),
        ({RANGES: ["203.0.113.7"]}, None, {PLACE: LEFT, PUBLIC: "Disabled", RANGES: ["203.0.113.7"]}),
        ({PUBLIC: "disabled"}, None, {PLACE: LEFT, PUBLIC: "Disabled"}),
        ({PLACE: LEFT}, None, {PUBLIC: "Disabled"}),
        # Nothing differs: the last change has failed, and all that counts is sent again.
        (
            {PLACE: LEFT, PUBLIC: "Disabled", RANGES: ["203.0.113.7"]},
            None,
            {PLACE: LEFT, PUBLIC: "Disabled", RANGES: ["203.0.113.7"]},
        ),
    ],
)
def test_a_cluster_leaves_by_its_whole_configuration_and_who_may_come_in_whatever_that_was(found, ranges, sent):
    document = leaving.document(**found)
    wanted = network_membership.left(document, "Disabled", ranges)
    assert clusters._moved(wanted, document) == {"properties": sent}


def test_the_network_of_a_cluster_is_one_resource_and_it_is_never_deleted():
    azure = Doors()
    azure.versions = None
    resource = clusters.network(azure, Clock().patience(), leaving.drawn.id_of())
    assert resource.id == leaving.drawn.id_of()
    with pytest.raises(PlanError, match="cluster c1 in resource group rg-adx is not ours to delete"):
        clusters.Clusters(azure, ()).delete(leaving.drawn.id_of(), {})
