# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a cluster can return to the network it has left, and whether it is back there after the write."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.network_membership import Membership
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import returning
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.returning import Place, Standing, WayBack
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

IDS = {"subnetId": str(world.SUBNET), "enginePublicIpId": "/pip/engine", "dataManagementPublicIpId": "/pip/data"}
URI, INGESTION = "https://c1.westus.kusto.windows.net", "https://ingest-c1.westus.kusto.windows.net"


def document(network="Disabled", **properties):
    made = world.cluster(**{**IDS, "state": network})
    own = {"provisioningState": "Succeeded", "state": "Running", "uri": URI, "dataIngestionUri": INGESTION}
    made["properties"] |= {**own, **properties}
    return made


def cluster(*args, **properties):
    return clusters.from_arm(document(*args, **properties))


def refusal(call, *args):
    with pytest.raises(PlanError) as refused:
        call(*args)
    return refused.value.code, str(refused.value)


@pytest.mark.parametrize("network", ["Disabled", "disabled", "Enabled", None])
@pytest.mark.parametrize("properties", [{}, {"provisioningState": "Updating"}, {"state": ""}, {"state": "running"}])
def test_a_cluster_that_has_left_or_never_did_may_be_asked_to_return(network, properties):
    found = document(network, **properties)
    assert returning.require_returnable(clusters.from_arm(found), found) is None


@pytest.mark.parametrize(
    ("found", "code", "says"),
    [
        (document(virtualNetworkConfiguration=None), "not_returnable", "never was in a network of yours"),
        (document("Paused"), "not_returnable", "does not say in words that are known here"),
        (document(virtualNetworkConfiguration={"state": "Enabled"}), "not_returnable", "does not say in words"),
        (document(migrationCluster={"role": "Source"}), "not_returnable", "migrated to another cluster"),
        (document(state="Migrated"), "not_returnable", "migrated to another cluster"),
        (document(state="migrated", provisioningState="Updating"), "not_returnable", "migrated to another cluster"),
        (document(provisioningState="Failed"), "cluster_not_ready", "is Failed"),
        (document(provisioningState="Canceled"), "cluster_not_ready", "is Canceled"),
        (document("Enabled", provisioningState="Failed"), "cluster_not_ready", "is Failed"),
    ],
)
def test_any_other_cluster_is_refused_with_what_to_do(found, code, says):
    got, told = refusal(returning.require_returnable, clusters.from_arm(found), found)
    assert got == code and says in told and told.endswith(".")


@pytest.mark.parametrize(("state", "does"), [("Stopped", "start it first"), ("Starting", "wait until it does")])
def test_a_cluster_that_does_not_run_is_refused_unless_it_is_on_its_way(state, does):
    found = document(state=state)
    code, told = refusal(returning.require_returnable, clusters.from_arm(found), found)
    assert code == "cluster_not_ready" and does in told
    found["properties"]["provisioningState"] = "Updating"
    assert returning.require_returnable(clusters.from_arm(found), found) is None


def places(**standing):
    return [
        Place(member, id_, standing.get(member, Standing.THERE), "403" if member in standing else "")
        for member, id_ in IDS.items()
        if standing.get(member, "") is not None
    ]


def test_a_cluster_whose_places_are_all_there_may_return():
    assert returning.require_places(cluster(), places()) is None


@pytest.mark.parametrize("member", IDS)
def test_a_place_that_is_gone_or_not_named_is_the_end_of_it(member):
    code, told = refusal(returning.require_places, cluster(), places(**{member: Standing.GONE}))
    assert code == "network_gone" and f"{IDS[member]}, is gone" in told
    code, told = refusal(returning.require_places, cluster(), places(**{member: None}))
    assert code == "network_gone" and "its document does not name" in told


@pytest.mark.parametrize(
    ("member", "right"),
    [
        ("subnetId", "Microsoft.Network/virtualNetworks/subnets/read"),
        ("enginePublicIpId", "Microsoft.Network/publicIPAddresses/read"),
        ("dataManagementPublicIpId", "Microsoft.Network/publicIPAddresses/read"),
    ],
)
def test_a_place_that_could_not_be_read_is_never_taken_for_there_and_the_right_is_named(member, right):
    code, told = refusal(returning.require_places, cluster(), places(**{member: Standing.UNREAD}))
    assert code == "network_unread" and right in told and f"{IDS[member]}, could not be read (403)" in told
    assert told.endswith(f"Grant the login {right}, and run again.")


def test_what_is_gone_comes_before_what_could_not_be_read_and_no_right_is_asked_for_twice():
    both = {"enginePublicIpId": Standing.UNREAD, "dataManagementPublicIpId": Standing.UNREAD}
    assert refusal(returning.require_places, cluster(), places(**both))[1].count("publicIPAddresses/read") == 1
    assert refusal(returning.require_places, cluster(), places(**both, subnetId=Standing.GONE))[0] == "network_gone"
    assert refusal(returning.require_places, cluster(), [])[1].count("does not name") == 3


def test_a_cluster_is_back_where_it_says_so_has_settled_and_has_its_names():
    before, now = cluster(), cluster("Enabled")
    assert returning.require_back(before, now) is now
    for spelling in (
        cluster("enabled", uri=URI.upper()),
        cluster(None),
        cluster("Enabled", provisioningState="succeeded"),
    ):
        assert returning.why_not_back(before, spelling) == ""
    assert returning.why_not_back(replace(before, uri="", data_ingestion_uri=""), now) == ""


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (None, "it is gone"),
        (cluster("Disabled"), "its document does not show that it is in its network"),
        (cluster("Paused"), "its document does not show that it is in its network"),
        (cluster("Enabled", virtualNetworkConfiguration=None), "its document does not show"),
        (cluster("Enabled", provisioningState="Updating"), "its last change is Updating"),
        (cluster("Enabled", provisioningState="Failed"), "its last change is Failed"),
        (cluster("Enabled", provisioningState=None), "its last change is in no state that it shows"),
        (cluster("Enabled", uri="https://c2"), f"its address was {URI} and is https://c2 now"),
        (cluster("Enabled", uri=None), f"its address was {URI} and is none now"),
        (cluster("Enabled", dataIngestionUri="https://i"), f"takes data at was {INGESTION} and is https://i now"),
    ],
)
def test_anything_else_is_not_certain_and_says_that_nothing_is_taken_back(now, why):
    code, told = refusal(returning.require_back, cluster(), now)
    assert code == "not_returned" and why in told and "Nothing is taken back" in told
    assert told.startswith("Cluster c1 in resource group rg-adx was sent back to its network")


def test_every_membership_can_return_or_is_refused():
    assert {*returning._NO_WAY_BACK, Membership.LEFT, Membership.INJECTED} == set(Membership)


THERE = tuple(Place(member, id_, Standing.THERE) for member, id_ in IDS.items())
GONE = (*THERE[:1], Place("enginePublicIpId", "/pip/engine", Standing.GONE), *THERE[2:])


@pytest.mark.parametrize(
    ("document_now", "places"),
    [(document(), THERE), (document("Enabled"), ()), (document(provisioningState="Updating"), THERE)],
)
def test_a_cluster_that_could_return_before_and_still_can_is_let_through(document_now, places):
    assert returning.require_way_back(cluster(), WayBack(document_now, places)) is None


@pytest.mark.parametrize(
    ("now", "code", "says"),
    [
        (WayBack(None), "gone_meanwhile", "any more"),
        (WayBack(document(migrationCluster={"role": "Source"}), THERE), "not_returnable", "migrated"),
        (WayBack(document(state="Stopped"), THERE), "cluster_not_ready", "start it first"),
        (WayBack(document(), GONE), "network_gone", "/pip/engine, is gone"),
        (WayBack(document()), "network_gone", "does not name"),
    ],
)
def test_what_changed_since_it_was_looked_at_keeps_a_cluster_out(now, code, says):
    got, told = refusal(returning.require_way_back, cluster(), now)
    assert got == code and says in told and told.endswith(".")


def test_a_cluster_that_names_another_subnet_by_now_is_not_the_one_that_was_looked_at():
    moved = document()
    moved["properties"]["virtualNetworkConfiguration"]["subnetId"] = str(world.SUBNET) + "-2"
    code, told = refusal(returning.require_way_back, cluster(), WayBack(moved, THERE))
    assert code == "not_returnable" and "run the same again" in told


GUARD = {"networkSecurityGroup": {"id": "/nsg/adx"}}


@pytest.mark.parametrize(
    ("subnet", "codes"),
    [
        (world.subnet(delegated=True, **GUARD), []),
        (world.subnet(**GUARD), ["not_delegated"]),
        (world.subnet(delegated=True), ["no_security_group"]),
        (world.subnet(), ["not_delegated", "no_security_group"]),
        (None, []),
    ],
)
def test_what_the_subnet_lacks_is_told_before_a_cluster_returns_to_it_and_of_one_that_is_there_already_nothing(
    subnet, codes
):
    out = world.landscape(document(), subnet=subnet)
    found = list(returning.findings(out))
    assert [one.code for one in found] == codes and all(one.severity == "warning" for one in found)
    assert all(str(world.SUBNET) in one.message for one in found)
    assert not list(returning.findings(world.landscape(document("Enabled"), subnet=subnet)))
