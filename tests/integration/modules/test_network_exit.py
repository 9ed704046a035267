# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters that leave their networks: predicted, done by one write each, and nothing before all is in place."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.worlds import leaving
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.runner import done

IDS = leaving.CLUSTER_IDS
NAMES = list(leaving.NAMES)
ONE = "telemetry"
CLOSED = {"public_network_access": "disabled", "uses": []}
OFFICE = {"public_network_access": "enabled", "allowed_ip_ranges": ["203.0.113.0/24"]}


@pytest.fixture
def world(emulator):
    def build(**changed):
        emulator.reset("leaving", **{name: made(**own) for name, own in changed.items()})
        emulator.clear_log()
        return emulator

    return build


def made(**own):
    """What is changed of a cluster, with hours ago as a time."""
    when = own.get("created")
    return {**own, "created": leaving.now(hours=when)} if isinstance(when, int) else own


def leave(run, *names, **options):
    given = {"clusters": [IDS[name] for name in names or NAMES], **CLOSED, **options}
    return run("cluster_network_exit", **given)


def network(emulator, name=ONE):
    """Whether it is in its network, and who may come in."""
    told = emulator.document(IDS[name])["properties"]
    return told["virtualNetworkConfiguration"]["state"], told["publicNetworkAccess"], told.get("allowedIpRangeList")


def outcomes(result, number=0):
    """Each subject with the outcomes that it has."""
    found = {}
    for one in result["clusters"][number]["plan"]["preconditions"]:
        found.setdefault(one["subject"], set()).add(one["outcome"])
    return found


def unmet(result, number=0):
    return [one for one in result["clusters"][number]["plan"]["preconditions"] if one["outcome"] != "met"]


# Predicted, done, quiet, agreed


@pytest.mark.parametrize("access", [CLOSED, OFFICE])
def test_what_is_predicted_is_done_by_one_write_each_and_a_second_run_is_quiet(run, world, access):
    emulator = world()
    predicted = done(leave(run, **access, check=True))
    assert predicted["changed"] and emulator.writes() == []
    result = done(leave(run, **access, expect_plan=predicted["plan_hash"]))
    assert [one["changed"] for one in result["clusters"]] == [True] * 3 and result["diff"] == predicted["diff"]
    patches = [write for write in emulator.writes() if write.method == "PATCH"]
    assert [write.path.rpartition("/")[2] for write in patches] == NAMES and len(emulator.writes()) == 3
    expected = ("Disabled", access["public_network_access"].capitalize(), access.get("allowed_ip_ranges", []))
    assert [network(emulator, name) for name in NAMES] == [expected] * 3
    again = done(leave(run, **access))
    assert not again["changed"] and len(emulator.writes()) == 3
    assert [one["plan"]["cluster"]["injected"] for one in again["clusters"]] == [False] * 3


def test_the_ids_go_into_the_write_as_they_were_read_and_nothing_else_does(run, world):
    emulator = world()
    before = emulator.document(IDS[ONE])["properties"]["virtualNetworkConfiguration"]
    done(leave(run, ONE, **OFFICE))
    (write,) = emulator.writes()
    assert write.headers["If-Match"] and write.body == {
        "properties": {
            "virtualNetworkConfiguration": {**before, "state": "Disabled"},
            "publicNetworkAccess": "Enabled",
            "allowedIpRangeList": OFFICE["allowed_ip_ranges"],
        }
    }


def test_a_network_without_a_state_is_one_that_the_cluster_is_in(run, world):
    emulator = world(every={"state": None})
    assert outcomes(done(leave(run, ONE, check=True)))["sources"] == {"met"}
    done(leave(run, ONE))
    assert network(emulator)[0] == "Disabled"


# Found


def test_clusters_that_nobody_names_are_found_and_written_only_where_a_preview_of_them_was_approved(run, world):
    emulator = world(sales={"state": "Disabled"})
    named = [name for name in NAMES if name != "sales"]
    predicted = done(run("cluster_network_exit", **CLOSED, check=True))
    assert sorted(one["cluster"] for one in predicted["clusters"]) == sorted(named)
    refused = run("cluster_network_exit", **CLOSED)
    assert refused["failed"] and refused["code"] == "unnamed" and emulator.writes() == []
    assert all(name in refused["msg"] for name in named) and "sales" not in refused["msg"]
    done(run("cluster_network_exit", **CLOSED, expect_plan=predicted["plan_hash"]))
    assert [network(emulator, name)[0] for name in NAMES] == ["Disabled"] * 3
    nobody = done(run("cluster_network_exit", **CLOSED))
    assert nobody["clusters"] == [] and not nobody["changed"]


def test_a_resource_group_narrows_what_is_looked_for(run, world):
    world()
    assert len(done(run("cluster_network_exit", **CLOSED, resource_group="rg-adx", check=True))["clusters"]) == 3
    assert done(run("cluster_network_exit", **CLOSED, resource_group="rg-spoke", check=True))["clusters"] == []


# Preconditions: each is met in the world, and is missing or unread in a row

VAULT = {"vault": True, "allowed": (*leaving.hosts(ONE), "kv-telemetry.vault.azure.net")}
MISSING = {
    "no_private_endpoint": [
        ({"own_endpoint": None}, "none leads there"),
        ({"own_endpoint": "Pending"}, "is Pending"),
        ({"own_subnet": "snet-adx"}, "is in the cluster's own subnet"),
    ],
    "no_managed_private_endpoint": [
        ({"hub_endpoint": None}, "no managed private endpoint of the cluster leads to its namespace"),
        ({"hub_endpoint": "Pending"}, "managed private endpoint to-hub is not approved there"),
        ({"blob_endpoint": "Rejected"}, "managed private endpoint to-blobs is not approved there"),
        (VAULT, "no managed private endpoint of the cluster leads to its vault"),
    ],
    "not_restricted": [({"restricted": "Disabled"}, "is not restricted")],
    "denied_callouts": [],
    "prepared_too_long_ago": [({"created": 5}, "5.00 hours ago, more than 4")],
    "preparation_unknown": [({"created": "yesterday"}, "is not known")],
}
ROWS = [(word, changed, told) for word, rows in MISSING.items() for changed, told in rows]


@pytest.mark.parametrize(("word", "changed", "told"), ROWS)
def test_a_precondition_that_is_not_met_refuses_in_a_sentence_and_its_word_alone_accepts_it(
    run, world, word, changed, told
):
    emulator = world(**{ONE: changed})
    refused = leave(run, ONE)
    assert refused["failed"] and refused["code"] == word and emulator.writes() == []
    assert told in refused["msg"] and f"O(accept): [{word}]".replace("O(accept)", "accept") in refused["msg"]
    assert [one["word"] for one in unmet(refused)] == [word]
    assert leave(run, ONE, accept=sorted(ANY - {word}))["code"] == word
    accepted = done(leave(run, ONE, accept=[word]))
    assert [one["word"] for one in accepted["clusters"][0]["accepted"]] == [word]
    assert network(emulator) == ("Disabled", "Disabled", [])


ANY = {word for word in MISSING if word != "denied_callouts"} | {
    "private_endpoint_unread",
    "source_rules_unread",
    "uses_not_looked_at",
    "open_to_all",
}
UNREAD = [
    ("private_endpoint_unread", "/clusters/telemetry/privateEndpointConnections$", {}),
    ("private_endpoint_unread", "/providers/Microsoft.Network/privateEndpoints/", {}),
    ("source_rules_unread", "/namespaces/evhns-telemetry$", {}),
    ("source_rules_unread", "/networkRuleSets/default$", {"hub_endpoint": None, "hub_rules": "Allow"}),
    ("source_rules_unread", "/storageAccounts/sttelemetry$", {}),
    ("source_rules_unread", "/vaults/kv-telemetry$", VAULT),
    ("source_rules_unread", "/resources$", VAULT),
    ("sources_unread", "/databases/events/dataConnections$", {}),
    ("sources_unread", "/clusters/telemetry/managedPrivateEndpoints$", {}),
    ("policies_unread", "/listCalloutPolicies$", {}),
]


@pytest.mark.parametrize(("word", "path", "changed"), UNREAD)
def test_what_may_not_be_read_is_never_met(run, world, word, path, changed):
    emulator = world(**{ONE: changed})
    emulator.deny(path)
    refused = leave(run, ONE)
    assert refused["failed"] and emulator.writes() == []
    words = {one["word"] for one in unmet(refused)}
    assert word in words and all(one["outcome"] == "cannot_tell" for one in unmet(refused) if one["word"] == word)
    assert leave(run, ONE, accept=sorted(ANY - {word}))["failed"] and emulator.writes() == []


def test_sources_whose_rules_let_everybody_in_need_no_endpoint(run, world):
    world(**{ONE: {"hub_endpoint": None, "hub_rules": None, "blob_endpoint": None, "blob_rules": "Allow"}})
    result = done(leave(run, ONE, check=True))
    assert outcomes(result)["sources"] == {"met"}
    assert [one["why"].partition(" in ")[2] for one in result["clusters"][0]["plan"]["sources"]] == [
        "resource group rg-data lets everybody in"
    ] * 2


def test_a_key_whose_vault_is_found_by_its_name_is_looked_at_like_any_other_source(run, world):
    world(**{ONE: {**VAULT, "vault_endpoint": "Approved"}})
    result = done(leave(run, ONE, check=True))
    assert "key vault kv-telemetry in resource group rg-data" in str(result["clusters"][0]["plan"]["sources"]).lower()
    world(**{ONE: {**VAULT, "vault_rules": "Allow"}})
    assert outcomes(done(leave(run, ONE, check=True)))["sources"] == {"met"}


USE = {"type": "external_data", "uri": "https://sttelemetry.blob.core.windows.net/more"}


def test_what_queries_use_is_found_by_its_name_or_is_not_looked_at_and_refused(run, world):
    world()
    assert outcomes(done(leave(run, ONE, uses=[USE], check=True)))["sources"] == {"met"}
    elsewhere = {"type": "external_data", "uri": "https://elsewhere.blob.core.windows.net/more"}
    refused = leave(run, ONE, uses=[elsewhere], accept=["denied_callouts"], check=True)
    assert refused["code"] == "uses_not_looked_at" and "elsewhere.blob.core.windows.net" in refused["msg"]
    assert "What elsewhere is was not found among the resources of subscription" in refused["msg"]


def test_uses_that_nobody_listed_are_a_precondition_that_nobody_can_tell(run, world):
    emulator = world()
    refused = leave(run, ONE, uses=None)
    assert refused["code"] == "unlisted_uses" and emulator.writes() == []
    assert [one["outcome"] for one in unmet(refused)] == ["cannot_tell"]


# Public access


def test_public_access_has_no_default_and_whoever_enables_it_says_for_whom(run, world):
    emulator = world()
    nothing = run("cluster_network_exit", clusters=[IDS[ONE]])
    assert "public_network_access is needed" in nothing["msg"] and emulator.log() == []
    asked = [
        ({"public_network_access": "enabled"}, "allowed_ip_ranges is needed beside public_network_access: enabled"),
        ({"public_network_access": "enabled", "allowed_ip_ranges": [" "]}, "allowed_ip_ranges is needed"),
        ({**OFFICE, "allowed_ip_ranges": ["10.0.0.0/33"]}, "neither an address, nor a range"),
        ({**OFFICE, "prepared_within": 0}, "a number of hours above 0"),
    ]
    for given, told in asked:
        refused = leave(run, ONE, **given)
        assert refused["failed"] and told in refused["msg"] and emulator.log() == []
    everybody = {"public_network_access": "enabled", "allowed_ip_ranges": []}
    refused = leave(run, ONE, **everybody)
    assert refused["code"] == "open_to_all" and emulator.writes() == []
    done(leave(run, ONE, **everybody, accept=["open_to_all"]))
    assert network(emulator) == ("Disabled", "Enabled", [])


def test_a_cluster_that_has_left_is_brought_to_the_public_access_that_is_asked_for_and_to_nothing_else(run, world):
    emulator = world(
        **{ONE: {"state": "Disabled", "own_endpoint": None, "hub_endpoint": None, "restricted": "Disabled"}}
    )
    done(leave(run, ONE))
    (write,) = emulator.writes()
    assert write.body == {"properties": {"publicNetworkAccess": "Disabled"}}
    assert leave(run, ONE, public_network_access="enabled", allowed_ip_ranges=[])["code"] == "open_to_all"
    assert len(emulator.writes()) == 1


def test_that_a_cluster_shows_what_is_wanted_after_a_change_that_failed_is_told(run, world):
    emulator = world(every={"state": "Disabled", "public": "Disabled"})
    document = emulator.document(IDS[ONE])
    document["properties"]["provisioningState"] = "Failed"
    emulator.seed(IDS[ONE], document)
    emulator.clear_log()
    result = leave(run)
    assert [one["code"] for one in result["clusters"]] == ["cluster_not_ready", "", ""] and emulator.writes() == []


def test_a_change_of_somebody_else_that_ends_badly_is_told_and_not_as_ours(run, world):
    emulator = world(every={"state": "Disabled", "public": "Disabled"})

    def shows(state):
        document = emulator.document(IDS[ONE])
        document["properties"]["provisioningState"] = state
        emulator.seed(IDS[ONE], document)

    shows("Updating")
    emulator.clear_log()
    emulator.meanwhile(lambda: shows("Failed"), method="GET", path=f"/{ONE}$", nth=2)
    result = leave(run, ONE)["clusters"][0]
    assert result["code"] == "not_verified" and "its last change did not succeed. Look at the cluster" in result["msg"]
    assert "What this run wrote" not in result["msg"] and "has written nothing for it" in result["msg"]


# What is no cluster in a network


def test_what_cannot_leave_is_refused_in_a_sentence(run, world):
    emulator = world()
    told = {}
    for code, change in {
        "no_network": lambda found: found.pop("virtualNetworkConfiguration"),
        "membership_unknown": lambda found: found["virtualNetworkConfiguration"].update(state="Moving"),
        "migrated_elsewhere": lambda found: found.update(migrationCluster={"id": "x", "role": "Source"}),
        "cluster_not_ready": lambda found: found.update(state="Stopped"),
    }.items():
        world()
        edit(emulator, IDS[ONE], change)
        emulator.clear_log()
        refused = leave(run, ONE)
        told[code] = refused["msg"]
        assert refused["code"] == code and emulator.writes() == [], refused["msg"]
    assert "leave the cluster out" in told["no_network"] and "start it first" in told["cluster_not_ready"]


# One after another


def test_the_first_that_does_not_verify_stops_the_rest_and_says_how_to_return(run, world):
    emulator = world()
    second, third = NAMES[1:]
    emulator.meanwhile(
        lambda: emulator.switch(validation_findings_after_leaving=["no route to the hub"]),
        method="PATCH",
        path=f"/{second}$",
    )
    result = leave(run)
    assert result["failed"] and [one["code"] for one in result["clusters"]] == ["", "not_verified", "not_reached"]
    assert [network(emulator, name)[0] for name in NAMES] == ["Disabled", "Disabled", "Enabled"]
    assert third not in [write.path.rpartition("/")[2] for write in emulator.writes()]
    told = result["clusters"][1]["msg"]
    assert "no route to the hub" in told and "run the playbook return_to_network" in told
    assert [(one["certain"], one["taken_back"]) for one in result["written"]] == [(True, False)] * 2


@pytest.mark.parametrize(
    ("switches", "told"),
    [
        ({"network_leaving": "ignored"}, "came back different each time"),
        ({"network_leaving": "failed"}, "return_to_network"),
        ({"moved_cluster_uri": "changed"}, "does not show what is wanted"),
    ],
)
def test_a_move_that_does_not_hold_is_told_and_nobody_comes_after_it(run, world, switches, told):
    emulator = world()
    emulator.switch(**switches)
    result = leave(run)
    assert result["clusters"][0]["failed"] and told in result["clusters"][0]["msg"]
    assert "run the playbook return_to_network" in result["clusters"][0]["msg"]
    assert [one["code"] for one in result["clusters"][1:]] == ["not_reached"] * 2
    assert [network(emulator, name)[0] for name in NAMES[1:]] == ["Enabled"] * 2


def test_one_that_is_refused_keeps_nobody_from_leaving(run, world):
    emulator = world(sales={"own_endpoint": None})
    result = leave(run)
    assert {one["cluster"]: one["code"] for one in result["clusters"]}["sales"] == "no_private_endpoint"
    assert [network(emulator, name)[0] for name in NAMES] == [
        "Enabled" if name == "sales" else "Disabled" for name in NAMES
    ]


def test_what_somebody_changes_after_the_look_is_not_written_over(run, world):
    emulator = world()
    emulator.meanwhile(
        lambda: edit(emulator, IDS[ONE], lambda found: found.update(allowedFqdnList=["other.example.com"])),
        method="GET",
        path="/managedPrivateEndpoints$",
        nth=2,  # the last thing that is read before the write
    )
    refused = leave(run, ONE)
    assert refused["code"] == "drifted" and network(emulator)[0] == "Enabled", refused["msg"]
    assert "Somebody has changed its outbound access" in refused["msg"]


def test_migrate_is_never_called_and_nothing_is_deleted(run, world):
    emulator = world()
    done(leave(run))
    assert {entry.method for entry in emulator.writes()} == {"PATCH"}
    assert not [entry for entry in emulator.log() if "/migrate" in entry.path.lower()]


def test_what_was_true_when_all_were_planned_is_looked_at_again_before_each_that_comes_later(run, world):
    emulator = world()
    third = NAMES[2]
    target = leaving.NAMESPACE_IDS[third]

    def withdrawn():
        edit(emulator, target, lambda found: found.update(privateEndpointConnections=[]))

    emulator.meanwhile(withdrawn, method="PATCH", path=f"/{NAMES[1]}$")
    result = leave(run)
    assert [one["code"] for one in result["clusters"]] == ["", "", "no_managed_private_endpoint"]
    assert [network(emulator, name)[0] for name in NAMES] == ["Disabled", "Disabled", "Enabled"]
