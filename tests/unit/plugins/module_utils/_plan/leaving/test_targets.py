# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A resource is reached by a cluster that has left where that is known, and what is not known is never reached."""

from __future__ import annotations

import itertools

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.source_resources import Access, Approval
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving import targets
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving.targets import Found, Reach, Target
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import dependencies
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.data_sources import (
    DataSource,
    DataSources,
    Reading,
    SourceKind,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.outbound.used import Used
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.leaving import drawn
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.outbound import drawn as drawn_uses

BUS, BY = drawn.BUS, ("data connection clicks",)
NAME, SHOWN = "Event Hubs namespace clicks in resource group rg-data", "managed private endpoint to-clicks"
LAKE = ResourceId("s", "rg-data", resource_ids.STORAGE_ACCOUNT, ("lake",))
COSMOS = ResourceId("s", "rg-data", resource_ids.COSMOS_ACCOUNT, ("orders",))
BLOB, DFS = "lake.blob.core.windows.net", "lake.dfs.core.windows.net"
APPROVED, NOT, UNKNOWN = Approval.APPROVED, Approval.NOT_APPROVED, Approval.UNKNOWN


def judged(*sources, endpoints=(), found=()):
    return targets.of("c1", DataSources(tuple(sources), endpoints=tuple(endpoints)), dict(found))


def one(*sources, **more):
    (found,) = judged(*sources, **more)
    return found


def by_name(*hosts, kind="Use", told_by="external_data in uses", **more):
    made = tuple(dependencies.make("c", host, 443, "data_sources") for host in hosts)
    return DataSource(SourceKind.USE if kind == "Use" else SourceKind(kind), told_by, dependencies=made, **more)


# By what a resource lets in


def test_what_lets_everybody_in_is_reached():
    told = one(drawn.source(Access.PUBLIC))
    assert told == Target(BY, NAME, Reach.REACHED, f"{NAME} lets everybody in")
    assert told.as_option() == {"name": NAME, "told_by": list(BY), "reach": "reached", "why": told.why}


CLOSED = [
    (Access.PRIVATE, "lets in nobody"),
    (Access.SELECTED, "lets in only whom its rules name"),
]


@pytest.mark.parametrize(("access", "lets"), CLOSED)
@pytest.mark.parametrize(
    ("endpoints", "reach", "rest"),
    [
        ((), Reach.CUT_OFF, "no managed private endpoint of the cluster leads to its namespace"),
        (drawn.led(group="blob"), Reach.CUT_OFF, "no managed private endpoint of the cluster leads to its namespace"),
        (drawn.led(NOT), Reach.CUT_OFF, f"{SHOWN} is not approved there"),
        (drawn.led(state="Creating"), Reach.CUT_OFF, f"{SHOWN} is Creating"),
        (drawn.led(state=""), Reach.CUT_OFF, f"{SHOWN} is in no known state"),
        (drawn.led(UNKNOWN), Reach.CANNOT_TELL, f"whether {SHOWN} is approved there cannot be told"),
    ],
)
def test_what_lets_in_not_everybody_is_not_reached_without_an_endpoint_that_is_approved_there(
    access, lets, endpoints, reach, rest
):
    assert one(drawn.source(access, endpoints)) == Target(BY, NAME, reach, f"{NAME} {lets}, and {rest}")


@pytest.mark.parametrize("access", [Access.PRIVATE, Access.SELECTED, Access.UNKNOWN])
@pytest.mark.parametrize("group", ["namespace", "Namespace"])
def test_an_endpoint_that_is_approved_there_lets_the_cluster_reach_it(access, group):
    told = one(drawn.source(access, drawn.led(group=group)))
    assert (told.reach, told.why) == (Reach.REACHED, "Managed private endpoint to-clicks is approved there")


def test_of_several_endpoints_one_that_is_approved_is_enough_and_none_is_taken_for_another():
    bad, good = drawn.led(NOT, name="old"), drawn.led()
    assert one(drawn.source(endpoints=(*bad, *good))).reach == Reach.REACHED
    # One is approved and is not made yet, the other is made and is not approved.
    halves = (*drawn.led(state="Creating"), *drawn.led(NOT, name="old"))
    assert one(drawn.source(endpoints=halves)).reach == Reach.CUT_OFF
    doubtful = (*drawn.led(NOT, name="old"), *drawn.led(UNKNOWN))
    assert one(drawn.source(endpoints=doubtful)).reach == Reach.CANNOT_TELL


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({}, f"Whom {NAME} lets in is in no word that is known here"),
        ({"gap": "Its document shows no name"}, "Its document shows no name"),
        ({"gap": "x", "note": "It could not be read (403)"}, "It could not be read (403)"),
        ({"note": "x", "why_unknown": "Its rules could not be read (403)"}, "Its rules could not be read (403)"),
    ],
)
@pytest.mark.parametrize("endpoints", [(), drawn.led(NOT), drawn.led(UNKNOWN), drawn.led(state="Creating")])
def test_whom_it_lets_in_is_not_known_and_so_nobody_can_tell(more, why, endpoints):
    told = one(drawn.source(Access.UNKNOWN, endpoints, **more))
    assert (told.reach, told.why) == (Reach.CANNOT_TELL, why)


def test_what_is_gone_is_nothing_that_could_be_lost():
    told = one(drawn.source(is_gone=True, note="There is no such namespace any more"))
    assert (told.reach, told.why) == (Reach.REACHED, f"There is no {NAME} any more, so nothing is lost")


GROUPS = {
    resource_ids.EVENT_HUB_NAMESPACE: "namespace",
    resource_ids.IOT_HUB: "iotHub",
    resource_ids.STORAGE_ACCOUNT: "blob",
    resource_ids.KEY_VAULT: "vault",
    resource_ids.CLUSTER: "cluster",
}


@pytest.mark.parametrize(("type_", "group"), list(itertools.product(GROUPS, GROUPS.values())))
def test_each_type_is_reached_by_an_endpoint_of_its_own_group_alone(type_, group):
    to = ResourceId("s", "rg-data", type_.upper(), ("x",))
    told = one(drawn.source(to=to, endpoints=drawn.led(group=group)))
    assert told.reach == (Reach.REACHED if GROUPS[type_] == group else Reach.CUT_OFF)


@pytest.mark.parametrize("group", ["Sql", "MongoDB", "newkind"])
def test_a_type_without_a_documented_group_takes_any(group):
    assert one(drawn.source(to=COSMOS, endpoints=drawn.led(group=group))).reach == Reach.REACHED
    told = one(drawn.source(to=COSMOS))
    assert told.reach == Reach.CUT_OFF and told.why.endswith("of the cluster leads to its services")


# By a name


ACCOUNT = {
    "location": "westus",
    "properties": {
        "primaryEndpoints": {"blob": f"https://{BLOB}/", "dfs": f"https://{DFS}/"},
        "publicNetworkAccess": "Disabled",
    },
}


def account(access="Disabled", *approved, **more):
    links = [
        {
            "name": f"lake.{name}",
            "properties": {
                "privateEndpoint": {"id": f"/x/{name}"},
                "privateLinkServiceConnectionState": {"status": "Approved"},
            },
        }
        for name in approved
    ]
    told = {**ACCOUNT["properties"], "publicNetworkAccess": access, "privateEndpointConnections": links}
    return Found(LAKE, Reading({**ACCOUNT, "properties": told}, **more))


def endpoint(group="blob", to=LAKE):
    return drawn.led(name=f"to-{group}", group=group, to=to)


def test_of_what_is_known_by_a_name_alone_the_type_and_the_name_are_looked_for():
    sources = DataSources(
        (
            by_name(BLOB, DFS, "kv.vault.azure.net", "ns.servicebus.windows.net", "orders.documents.azure.com"),
            by_name("server.database.windows.net", "acct.z12.blob.storage.azure.net"),
            drawn.source(),  # its id is known
        )
    )
    assert targets.names_of(sources) == {
        BLOB: (resource_ids.STORAGE_ACCOUNT, "lake"),
        DFS: (resource_ids.STORAGE_ACCOUNT, "lake"),
        "kv.vault.azure.net": (resource_ids.KEY_VAULT, "kv"),
        "ns.servicebus.windows.net": (resource_ids.EVENT_HUB_NAMESPACE, "ns"),
        "orders.documents.azure.com": (resource_ids.COSMOS_ACCOUNT, "orders"),
    }


@pytest.mark.parametrize(
    ("found", "why"),
    [
        ({}, f"Whom {BLOB} lets in is not looked at here"),
        ({BLOB: Found()}, f"What {BLOB} belongs to was not found"),
        ({BLOB: Found(why="Nobody may list resources (403)")}, "Nobody may list resources (403)"),
        ({BLOB: Found(LAKE, Reading(why="It could not be read (403)"))}, "It could not be read (403)"),
        ({BLOB: Found(LAKE, Reading(is_gone=True))}, f"What {BLOB} belongs to was not found"),
        ({BLOB: Found(None, Reading(ACCOUNT))}, f"What {BLOB} belongs to was not found"),
        (
            {BLOB: Found(LAKE, Reading({"properties": {"primaryEndpoints": {"blob": "https://lake.blob.x.cn/"}}}))},
            f"Storage account lake in resource group rg-data does not answer at {BLOB}, so whom that lets in is not"
            " known",
        ),
        (
            {BLOB: account("Paused")},
            "Whom storage account lake in resource group rg-data lets in is in no word that is",
        ),
    ],
)
def test_what_was_not_found_or_not_read_by_its_name_nobody_can_tell(found, why):
    told = one(by_name(BLOB), found=found, endpoints=endpoint())
    assert told.reach == Reach.CANNOT_TELL and told.why.startswith(why) and told.is_use


def test_what_is_named_by_an_address_is_told_by_it():
    told = one(by_name("203.0.113.7"))
    assert (told.name, told.reach) == ("203.0.113.7", Reach.CANNOT_TELL)
    assert told.why == "Whom 203.0.113.7 lets in is not looked at here"


def test_what_was_found_by_its_name_is_judged_as_what_is_known_by_its_id():
    assert one(by_name(BLOB), found={BLOB: account("Enabled")}).reach == Reach.REACHED
    assert one(by_name(BLOB), found={BLOB: account()}).reach == Reach.CUT_OFF
    assert one(by_name(BLOB), found={BLOB: account()}, endpoints=endpoint()).reach == Reach.CUT_OFF
    told = one(by_name(BLOB), found={BLOB: account("Disabled", "to-blob")}, endpoints=endpoint())
    assert told.reach == Reach.REACHED and told.name == "storage account lake in resource group rg-data"
    # An endpoint that leads elsewhere is none, whatever its name is.
    elsewhere = endpoint(to=drawn.BUS)
    assert one(by_name(BLOB), found={BLOB: account("Disabled", "to-blob")}, endpoints=elsewhere).reach == Reach.CUT_OFF


def test_rules_in_a_document_of_their_own_that_were_not_read_may_hold_the_cluster_back():
    told = one(by_name(BLOB), found={BLOB: account("Enabled", rules_unread="Its rules could not be read (403)")})
    assert (told.reach, told.why) == (Reach.CANNOT_TELL, "Its rules could not be read (403)")


@pytest.mark.parametrize(
    ("groups", "reach"),
    [
        ((), Reach.CUT_OFF),
        (("blob",), Reach.CUT_OFF),
        (("dfs",), Reach.CUT_OFF),
        (("blob", "dfs"), Reach.REACHED),
    ],
)
def test_a_name_of_dfs_needs_an_endpoint_of_its_own_beside_that_of_blob(groups, reach):
    found = {DFS: account("Disabled", "to-blob", "to-dfs")}
    endpoints = [one for group in groups for one in endpoint(group)]
    told = one(by_name(DFS), found=found, endpoints=endpoints)
    assert told.reach == reach
    if reach == Reach.CUT_OFF:
        assert told.why.endswith(f"leads to its {'dfs' if groups == ('blob',) else 'blob'}")


# Joined


def test_a_source_that_names_nothing_that_could_be_looked_at_is_told_with_its_gap():
    told = one(DataSource(SourceKind.LEADER, "database d, which follows another one", gap="Whose is not shown"))
    assert told == Target(
        ("database d, which follows another one",),
        "database d, which follows another one",
        Reach.CANNOT_TELL,
        "Whose is not shown",
    )


def test_a_resource_that_several_read_is_told_once_with_all_of_them():
    first, second = drawn.source(told_by="data connection a"), drawn.source(told_by="data connection b")
    told = one(first, second, first)
    assert told.told_by == ("data connection a", "data connection b")
    assert len(judged(first, drawn.source(Access.PUBLIC))) == 2  # what comes to something else is told apart


def test_only_what_nobody_but_the_user_names_is_one_of_his_uses():
    use, key = by_name("x.example.org"), by_name("x.example.org", kind="KeyVault", told_by="the key of cluster c1")
    assert one(use).is_use and one(use, use).is_use
    assert not one(key).is_use and not one(use, key).is_use and not one(key, use).is_use


def test_a_cluster_that_reads_from_nothing_has_no_targets():
    assert judged() == () and targets.names_of(DataSources()) == {}


def used(host, use=True, told_by=("external table Clicks of database events",)):
    return Used(host, 443, "Https", told_by, drawn_uses.use(uri=f"https://{host}/x") if use else None)


def test_what_the_cluster_itself_says_that_it_uses_is_a_target_unless_a_source_has_told_it_already():
    sources = DataSources((by_name(BLOB),))
    assert targets.names_of(DataSources(), [used(BLOB)]) == targets.names_of(sources)
    (told,) = targets.of("c1", DataSources(), {}, [used(BLOB)])
    assert (told.name, told.reach, told.is_use) == (BLOB, Reach.CANNOT_TELL, True)
    assert told.told_by == ("external table Clicks of database events",)
    assert targets.of("c1", sources, {}, [used(BLOB)]) == targets.of("c1", sources, {})
    assert targets.of("c1", DataSources(), {}, [used(BLOB, use=False)]) == (), (
        "that is a source, of which there are none"
    )
