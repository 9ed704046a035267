# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of a cluster before it leaves its network, and that what was not read is never taken for nothing."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from types import SimpleNamespace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.read import leaving
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving.request import Asked
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.doors import ABSENT, BUSY, HIDDEN, Doors
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import Clock
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.leaving import drawn
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.outbound import drawn as outbound

ID = outbound.id_of()
PROXY = ResourceId("s", "rg-net", resource_ids.PRIVATE_ENDPOINT, ("pe",))
LAKE = ResourceId("s", "rg-data", resource_ids.STORAGE_ACCOUNT, ("lake",))
CONNECTIONS, MANAGED = f"{ID}/privateEndpointConnections", f"{ID}/managedPrivateEndpoints"
HUBS = f"{ID}/databases/db/dataConnections"
RULES = f"{drawn.BUS}/networkRuleSets/default"
FOUND = "/subscriptions/s/resources"


def made(hours=1.0):
    """When something was made that is so many hours old."""
    created = datetime.now(timezone.utc) - timedelta(hours=hours)
    return {"systemData": {"createdAt": created.isoformat().replace("+00:00", "Z")}}


def connection(hours=1.0, status="Approved", proxy=PROXY):
    named = {"privateEndpoint": {"id": str(proxy)}} if proxy else {}
    told = {"privateLinkServiceConnectionState": {"status": status}, **named}
    return {"id": f"{CONNECTIONS}/to-c1", "name": "to-c1", "properties": told, **made(hours)}


def managed(hours=2.0):
    told = {"privateLinkResourceId": str(drawn.BUS), "groupId": "namespace", "provisioningState": "Succeeded"}
    return {"id": f"{MANAGED}/to-clicks", "name": "c1/to-clicks", "properties": told, **made(hours)}


def azure(others=()):
    """A cluster that is ready to leave; `others` are put in the place of what is there."""
    link = {"properties": {"privateLinkServiceConnectionState": {"status": "Approved"}}, "name": "to-clicks"}
    hub = {
        "serviceBusEndpoint": f"https://{outbound.BUS}:443/",
        "publicNetworkAccess": "Disabled",
        "privateEndpointConnections": [link],
    }
    doors = Doors(
        {
            ID: drawn.document(),
            f"{ID}/databases": [{"id": f"{ID}/databases/db", "name": "c1/db", "kind": "ReadWrite", "properties": {}}],
            HUBS: [
                {
                    "id": f"{HUBS}/clicks",
                    "name": "c1/db/clicks",
                    "kind": "EventHub",
                    "properties": {"eventHubResourceId": f"{drawn.BUS}/eventhubs/h"},
                }
            ],
            CONNECTIONS: [connection()],
            MANAGED: [managed()],
            PROXY: {"properties": {"subnet": {"id": drawn.OTHER}}},
            drawn.BUS: {"location": "westus", "properties": hub},
            RULES: {"properties": {"defaultAction": "Allow"}},
            **dict(others),
        }
    )
    doors.versions = SimpleNamespace(version=lambda _path: "2025-02-14", newer=lambda _path: "")
    return doors


def read(others=(), **own):
    ((plan, error),) = leaving.read(azure(others), Clock().patience(600), [Asked(drawn.asked(**own), ID)])
    if error:
        raise error
    return plan


def unmet(others=(), **own):
    return {one.word for one in read(others, **own).preconditions if not one.is_met}


def test_of_a_cluster_that_is_ready_all_is_read_and_every_precondition_is_met():
    plan = read()
    assert unmet() == set() and plan.leaves
    assert [one.name for one in plan.seen.targets] == ["Event Hubs namespace clicks in resource group rg-data"]
    assert plan.seen.inbound[0].subnet == drawn.OTHER and 2 <= plan.seen.prepared < 2.1


@pytest.mark.parametrize("network", ["Disabled", "Paused"])
def test_a_cluster_that_has_left_or_cannot_be_read_is_asked_nothing_more(network):
    doors = azure({ID: drawn.document(network)})
    ((plan, error),) = leaving.read(doors, Clock().patience(600), [Asked(drawn.asked(), ID)])
    assert doors.asked == [str(ID).lower()]
    assert error.code == "membership_unknown" if network == "Paused" else not plan.leaves


UNREAD = {
    "the connections": (CONNECTIONS, {"private_endpoint_unread", "preparation_unknown"}),
    "the private endpoint": (PROXY, {"private_endpoint_unread"}),
    "the databases": (f"{ID}/databases", {"sources_unread", "preparation_unknown"}),
    "the data connections": (HUBS, {"sources_unread", "preparation_unknown"}),
    "what is attached": (f"{ID}/attachedDatabaseConfigurations", {"sources_unread", "preparation_unknown"}),
    "the managed private endpoints": (
        MANAGED,
        {"sources_unread", "no_managed_private_endpoint", "preparation_unknown"},
    ),
    "the namespace": (drawn.BUS, {"source_rules_unread"}),
    "the policies": (f"{ID}/listCalloutPolicies", {"policies_unread"}),
}


@pytest.mark.parametrize("what", UNREAD)
def test_what_may_not_be_read_stands_in_the_way(what):
    place, words = UNREAD[what]
    assert unmet({place: HIDDEN}) == words
    with pytest.raises(PlanError) as refused:
        read({place: HIDDEN}).require_allowed()
    assert refused.value.code in words


@pytest.mark.parametrize("what", UNREAD)
def test_what_fails_in_passing_is_no_answer_and_so_an_error(what):
    with pytest.raises(ArmError, match="ServerBusy"):
        read({UNREAD[what][0]: BUSY})


def test_rules_beside_a_namespace_that_could_not_be_read_may_hold_the_cluster_back():
    hub = {"location": "westus", "properties": {"serviceBusEndpoint": f"https://{outbound.BUS}:443/"}}
    assert unmet({drawn.BUS: hub, MANAGED: []}) == set()
    assert unmet({drawn.BUS: hub, MANAGED: [], RULES: HIDDEN}) == {"source_rules_unread"}
    denied = {"properties": {"defaultAction": "Deny"}}
    assert unmet({drawn.BUS: hub, MANAGED: [], RULES: denied}) == {"no_managed_private_endpoint"}


# What leads there


@pytest.mark.parametrize(
    ("others", "word"),
    [
        ({CONNECTIONS: []}, "no_private_endpoint"),
        ({CONNECTIONS: [connection(status="Pending")]}, "no_private_endpoint"),
        ({PROXY: {"properties": {"subnet": {"id": drawn.OWN}}}}, "no_private_endpoint"),
        ({PROXY: {"properties": {}}}, "private_endpoint_unread"),
        ({PROXY: ABSENT}, "no_private_endpoint"),
        ({CONNECTIONS: [connection(proxy=None)]}, "private_endpoint_unread"),
        ({CONNECTIONS: [connection(proxy="pe")]}, "private_endpoint_unread"),
    ],
    ids=["none", "pending", "in its own subnet", "in no subnet", "gone", "without an endpoint", "of no id"],
)
def test_only_an_approved_endpoint_in_another_subnet_is_one(others, word):
    assert word in unmet(others)


# When it was made


@pytest.mark.parametrize(
    ("others", "word"),
    [
        ({CONNECTIONS: [connection(5)]}, "prepared_too_long_ago"),
        ({MANAGED: [managed(5)]}, "prepared_too_long_ago"),
        ({MANAGED: [{**managed(), "systemData": None}]}, "preparation_unknown"),
        ({MANAGED: [managed(-1)]}, "preparation_unknown"),
        ({CONNECTIONS: [connection(-0.5)], MANAGED: [managed(5)]}, "preparation_unknown"),
    ],
    ids=["a connection", "a managed endpoint", "without systemData", "in the future", "one of them in the future"],
)
def test_an_endpoint_that_is_too_old_or_of_no_known_age_stands_in_the_way(others, word):
    assert unmet(others) == {word}


# By a name alone

USES = {"uses": (outbound.use(),)}
ACCOUNT = {
    "location": "westus",
    "properties": {"primaryEndpoints": {"blob": f"https://{outbound.LAKE}/"}, "publicNetworkAccess": "Enabled"},
}
LISTED = [{"id": str(LAKE), "name": "lake"}]


def test_what_is_used_is_found_by_its_name_and_judged_by_its_document():
    assert unmet({FOUND: LISTED, LAKE: ACCOUNT}, **USES) == set()
    closed = {**ACCOUNT, "properties": {**ACCOUNT["properties"], "publicNetworkAccess": "Disabled"}}
    assert unmet({FOUND: LISTED, LAKE: closed}, **USES) == {"no_managed_private_endpoint"}


@pytest.mark.parametrize(
    "others",
    [
        {},
        {FOUND: HIDDEN},
        {FOUND: [{"id": str(LAKE).replace("lake", "lake2"), "name": "lake2"}], LAKE: ACCOUNT},
        {FOUND: [{"id": str(PROXY), "name": "pe"}]},
        {FOUND: [*LISTED, {"id": str(LAKE).replace("rg-data", "rg-2"), "name": "lake"}], LAKE: ACCOUNT},
        {FOUND: LISTED, LAKE: HIDDEN},
        {FOUND: LISTED},
    ],
    ids=["not found", "hidden", "another", "of another type", "two", "not to be read", "gone"],
)
def test_what_was_not_found_by_its_name_nobody_has_looked_at(others):
    assert unmet(others, **USES) == {"uses_not_looked_at"}


def test_a_search_that_fails_in_passing_is_an_error():
    with pytest.raises(ArmError, match="ServerBusy"):
        read({FOUND: BUSY}, **USES)


# Of a cluster that is not running, and of a whole subscription


def test_of_a_stopped_cluster_that_shows_nothing_it_is_told_that_it_is_stopped():
    stopped = drawn.document(state="Stopped")
    with pytest.raises(PlanError, match="start it first"):
        read({ID: stopped, f"{ID}/databases": (409, "Conflict")})


def test_one_that_cannot_be_planned_is_one_of_several_answers():
    other = outbound.id_of("c2")
    asked = [Asked(drawn.asked(), ID), Asked(drawn.asked(), other)]
    (first, none), (nothing, error) = leaving.read(azure(), Clock().patience(600), asked)
    assert first.name == "c1" and none is None and nothing is None and error.status == 404


def test_of_a_subscription_those_are_found_that_are_in_a_network_or_may_be():
    states = {"c1": "Enabled", "c2": "Disabled", "c3": "Paused"}
    listed = [drawn.document(state, name=name) for name, state in states.items()]
    listed.append(drawn.document(name="c4", virtualNetworkConfiguration=None))
    place = "/subscriptions/s/resourceGroups/rg-adx/providers/Microsoft.Kusto/clusters"
    found = leaving.injected(Doors({place: listed}), Clock().patience(600), "s", "rg-adx")
    assert [one.name for one in found] == ["c1", "c3"]
