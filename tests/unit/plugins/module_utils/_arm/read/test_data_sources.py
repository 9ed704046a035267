# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster reads is asked for once each, and a refusal is a gap while a failure is an error."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.read.data_sources import Sources
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.doors import ABSENT, BUSY, HIDDEN, Doors
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import Clock
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

OUT_OF_SIGHT, BROKEN = (404, "SubscriptionNotFound"), (400, "BadRequest")
NAMESPACE = ResourceId("s", "rg-data", resource_ids.EVENT_HUB_NAMESPACE, ("ns",))
VAULT = ResourceId("s", "rg-data", resource_ids.KEY_VAULT, ("kv",))
LEADER = ResourceId("s", "rg-adx", resource_ids.CLUSTER, ("leader",))
ANSWER = f"{LEADER}/outboundNetworkDependenciesEndpoints"
LISTS = {
    "databases": f"{world.CLUSTER}/databases",
    "attached databases": f"{world.CLUSTER}/attachedDatabaseConfigurations",
    "managed private endpoints": f"{world.CLUSTER}/managedPrivateEndpoints",
    "data connections": f"{world.CLUSTER}/databases/db/dataConnections",
}
URI = {"uri": "https://c1.westus.kusto.windows.net"}


def cluster():
    document = world.cluster()
    return clusters.from_arm({**document, "properties": {**document["properties"], **URI}})


def below(name, kind=None, **properties):
    return {"id": f"{world.CLUSTER}/x/{name}", "kind": kind, "properties": properties}


def azure(others=()):
    """Two databases, of which one follows; `others` are put in the place of what is there."""
    connection = below("from", "EventHub", eventHubResourceId=f"{NAMESPACE}/eventhubs/h")
    made = {
        LISTS["databases"]: [
            below("db", "ReadWrite"),
            below("shared", "ReadOnlyFollowing", leaderClusterResourceId=str(LEADER)),
        ],
        LISTS["attached databases"]: [below("of-leader", clusterResourceId=str(LEADER))],
        LISTS["managed private endpoints"]: [below("to-key", privateLinkResourceId=str(VAULT), groupId="vault")],
        LISTS["data connections"]: [connection],
        NAMESPACE: {"location": "westus", "properties": {"serviceBusEndpoint": "https://ns.servicebus.windows.net"}},
        VAULT: {"properties": {"vaultUri": "https://kv.vault.azure.net"}},
        LEADER: {"properties": {"uri": "https://leader.westus.kusto.windows.net"}},
        ANSWER: list(world.answer()),
        **dict(others),
    }
    return Doors(made)


def read(doors, clock=None, **options):
    return Sources(doors.http, (clock or Clock()).patience(600)).read(cluster(), **options)


def test_everything_is_asked_for_once_and_endpoints_only_where_they_are_wanted():
    doors, everything = azure(), azure()
    found = read(doors)
    assert found.gaps == {} and found.endpoints == () and found.are_uses_told is False
    assert [one.told for one in found.sources] == ["read", "read"] and len(found.dependencies) == 2 + 1 + 2
    assert len(doors.asked) == len(set(doors.asked)) == 6 and str(VAULT).lower() not in doors.asked
    assert [one.name for one, _approval in read(everything, uses=(), with_endpoints=True).endpoints] == ["to-key"]
    assert set(everything.asked) - set(doors.asked) == {str(VAULT).lower(), LISTS["managed private endpoints"].lower()}


@pytest.mark.parametrize("refusal", [HIDDEN, OUT_OF_SIGHT, ABSENT])
@pytest.mark.parametrize("what", LISTS)
def test_a_list_that_is_refused_is_a_gap(what, refusal):
    found = read(azure({LISTS[what]: refusal}), with_endpoints=True)
    whose = "of database db" if what == "data connections" else "of cluster c1"
    assert list(found.gaps.values()) == [f"The {what} {whose} could not be read ({refusal[1]})"]


@pytest.mark.parametrize("failure", [BROKEN, BUSY])
@pytest.mark.parametrize("what", LISTS)
def test_a_list_that_fails_is_an_error(what, failure):
    with pytest.raises(ArmError, match=failure[1]):
        read(azure({LISTS[what]: failure}), with_endpoints=True)


def test_a_list_that_makes_no_sense_is_a_gap():
    (gap,) = read(azure({LISTS["databases"]: [{"name": "db", "kind": 5}]})).gaps.values()
    assert gap.startswith("The databases of cluster c1 could not be read (")


@pytest.mark.parametrize(
    ("said", "is_gone"),
    [(ABSENT, True), ((404, "ResourceGroupNotFound"), True), (OUT_OF_SIGHT, False), (HIDDEN, False), (BROKEN, False)],
)
def test_only_a_clear_404_of_a_target_is_its_end(said, is_gone):
    found = read(azure({NAMESPACE: said, LEADER: said}))
    assert [one.is_gone for one in found.sources] == [is_gone, is_gone]
    assert [bool(one.dependencies) for one in found.sources] == [not is_gone, not is_gone]
    if not is_gone:
        assert found.sources[0].note.startswith(
            f"Event Hubs namespace ns in resource group rg-data could not be read ({said[1]}): its names follow"
        )


@pytest.mark.parametrize("busy", [NAMESPACE, ANSWER])
def test_what_fails_in_passing_is_no_reason_for_other_names_than_those_of_yesterday(busy):
    with pytest.raises(ArmError, match="ServerBusy"):
        read(azure({busy: BUSY}), Clock())


def test_a_document_of_something_else_is_none():
    other = {"id": str(NAMESPACE), "properties": {"serviceBusEndpoint": ["x"]}}
    (hub, _leader) = read(azure({NAMESPACE: other})).sources
    assert hub.told == "derived" and "could not be read" in hub.note


@pytest.mark.parametrize("refusal", [HIDDEN, ABSENT])
def test_the_answer_of_a_leader_may_be_refused_while_its_document_is_not(refusal):
    (_hub, leader) = read(azure({ANSWER: refusal})).sources
    assert (leader.told, len(leader.dependencies)) == ("read", 1)
    assert leader.gap.startswith(
        f"The dependency answer of cluster leader in resource group rg-adx could not be read ({refusal[1]}), so the"
    )


def test_a_database_that_follows_is_not_asked_for_connections():
    doors = azure()
    read(doors)
    assert not [path for path in doors.asked if "shared" in path]


# Rules of a namespace, which stand beside it

RULES = f"{NAMESPACE}/networkRuleSets/default"


def ruled(rules, others=()):
    """Where rules are read, too."""
    doors = azure({**dict(others), **({} if rules is None else {RULES: rules})})
    (hub, _leader) = Sources(doors.http, Clock().patience(600), with_rules=True).read(cluster()).sources
    return hub, doors


def test_the_rules_of_a_namespace_are_read_where_they_are_asked_for_and_of_nothing_else():
    hub, doors = ruled({"properties": {"defaultAction": "Allow", "publicNetworkAccess": "Enabled"}})
    assert (hub.access, hub.why_unknown) == ("public", "")
    assert [path for path in doors.asked if "networkrulesets" in path] == [RULES.lower()]
    plain = azure()
    read(plain)
    assert not [path for path in plain.asked if "networkrulesets" in path]


@pytest.mark.parametrize(
    ("rules", "access"),
    [
        ({"defaultAction": "Deny", "virtualNetworkRules": [{"subnet": {"id": "x"}}]}, "selected_networks"),
        ({"defaultAction": "Allow", "publicNetworkAccess": "Disabled"}, "private"),
        ({"defaultAction": "Audit"}, "unknown"),
        ({"publicNetworkAccess": "Enabled"}, "unknown"),
        ({"defaultAction": ["Allow"]}, "unknown"),
    ],
)
def test_they_hold_back_whom_the_document_of_the_namespace_lets_in(rules, access):
    hub, _doors = ruled({"properties": rules})
    assert hub.access == access


@pytest.mark.parametrize("refusal", [HIDDEN, ABSENT, OUT_OF_SIGHT, BROKEN])
def test_rules_that_are_refused_leave_it_open_whom_the_namespace_lets_in(refusal):
    hub, _doors = ruled(refusal)
    said = f"The network rules of Event Hubs namespace ns in resource group rg-data could not be read ({refusal[1]})"
    assert (hub.access, hub.why_unknown, hub.gap) == ("unknown", said, "")


@pytest.mark.parametrize("rules", [{}, {"properties": {}}, {"properties": None}, {"properties": ["x"]}])
def test_rules_without_members_are_none_that_were_read(rules):
    doors = azure()
    doors.documents[RULES.lower()] = {"id": RULES, **rules}
    (hub, _leader) = Sources(doors.http, Clock().patience(600), with_rules=True).read(cluster()).sources
    said = "The network rules of Event Hubs namespace ns in resource group rg-data have no members"
    assert (hub.access, hub.why_unknown) == ("unknown", said)


def test_rules_that_fail_in_passing_are_an_error():
    with pytest.raises(ArmError, match="ServerBusy"):
        ruled(BUSY)


def test_a_namespace_that_is_not_there_has_no_rules_to_be_read():
    hub, doors = ruled(None, {NAMESPACE: ABSENT})
    assert hub.is_gone and not [path for path in doors.asked if "networkrulesets" in path]
