# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restricted outbound access where somebody is careless, or unlucky: no false yes, no lost entry, no idle remedy."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.tests.emulator.worlds import data_sources
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import OTHER_CLUSTER_ID as CLUSTER_ID
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.runner import done

LAKE, FILES = "lake.blob.core.windows.net", "lake.dfs.core.windows.net"
BUS = "evhns-telemetry.servicebus.windows.net"
THEIRS = {"calloutType": "sql", "calloutUriRegex": r"theirs\.database\.windows\.net/?$", "outboundAccess": "Allow"}
NOTHING = {"uses": [], "accept": ["ingestion_not_shown"]}


@pytest.fixture(autouse=True)
def world(emulator):
    """A cluster in no network of ours, with a database and a data connection."""
    for id_, document in (
        data_sources.database(CLUSTER_ID, "telemetry", "West US"),
        data_sources.event_hub_connection(CLUSTER_ID, "telemetry", "from-hub", data_sources.NAMESPACE_ID),
        data_sources.namespace(data_sources.NAMESPACE_ID, "West US"),
    ):
        emulator.seed(id_, document)
    emulator.clear_log()
    return emulator


def using(kind, uri):
    return [{"type": kind, "uri": uri}]


def restrict(run, **options):
    given = {"state": "restricted", "uses": using("external_data", f"https://{LAKE}/clicks"), **options}
    return run("cluster_outbound_access", clusters=[CLUSTER_ID], **given)


def having(emulator, state="Enabled", **members):
    """What somebody has made of the cluster."""
    edit(emulator, CLUSTER_ID, lambda told: told.update({"restrictOutboundNetworkAccess": state, **members}))


def names(emulator):
    return emulator.document(CLUSTER_ID)["properties"]["allowedFqdnList"]


def plan(result):
    (cluster,) = result["clusters"]
    return cluster["plan"]


def verdicts(result):
    return {one["fqdn"]: one["verdict"] for one in plan(result)["used"]}


@pytest.mark.parametrize("regex", [".*", "lake.*"], ids=["as_a_predefined_one", "another"])
def test_a_deny_in_force_elsewhere_makes_nothing_certain(run, world, regex):
    """Also where a predefined Allow has the same text: `.alter-merge` turns that one round."""
    world.switch(callouts_by_command=[[regex, "external_data", "Deny"]])
    for accept in ([], ["policies_outside"]):
        refused = restrict(run, allowed_fqdns=[LAKE, BUS], accept=accept)
        assert refused["code"] == "open_callouts" and verdicts(refused)[LAKE] == "cannot_tell"
        assert "policy deleted" in refused["msg"] and world.writes() == []
    result = done(restrict(run, allowed_fqdns=[LAKE, BUS], accept=["policies_outside", "open_callouts"]))
    assert {one["word"] for one in result["clusters"][0]["accepted"]} == {"policies_outside", "open_callouts"}


def test_a_deny_in_force_elsewhere_is_no_matter_to_what_it_is_not_about(run, world):
    world.switch(
        callouts_by_command=[["lake.*", "sql", "Deny"], [r"^https://other\.example\.org/", "external_data", "Deny"]]
    )
    result = done(restrict(run, allowed_fqdns=[LAKE, BUS], accept=["policies_outside"]))
    assert verdicts(result) == {LAKE: "allowed", BUS: "allowed"}


@pytest.mark.parametrize("blank", ["", " ", [""], ["", "  "]])
def test_a_field_that_was_left_empty_takes_no_entry_away(run, world, blank):
    having(world, allowedFqdnList=["theirs.example.com", LAKE, BUS])
    result = done(restrict(run, allowed_fqdns=blank, purge=True, **NOTHING))
    assert not result["changed"] and names(world) == ["theirs.example.com", LAKE, BUS]


def test_an_empty_list_that_is_meant_takes_them_away(run, world):
    having(world, allowedFqdnList=["theirs.example.com"])
    assert done(restrict(run, allowed_fqdns=[], purge=True, **NOTHING))["changed"] and names(world) == []


def test_two_empty_lists_leave_the_one_that_the_cluster_has(run, world):
    having(world, calloutPolicies=[THEIRS])
    result = done(restrict(run, allowed_fqdns=[], callout_policies=[], **NOTHING))
    assert not result["changed"] and len(plan(result)["not_listed"]) == 1


def test_files_of_a_lake_are_allowed_with_both_of_its_endpoints(run, world):
    uses = using("external_data", f"abfss://clicks@{FILES}/2026")
    refused = restrict(run, uses=uses, allowed_fqdns=[FILES, BUS])
    assert refused["code"] == "open_callouts" and LAKE in refused["msg"] and world.writes() == []
    proposed = plan(refused)["proposed"]
    assert proposed["allowed_fqdns"] == [BUS, LAKE, FILES] and len(proposed["callout_policies"]) == 1
    done(restrict(run, uses=uses, allowed_fqdns=proposed["allowed_fqdns"]))


def test_the_remedy_for_a_name_that_is_not_listed_goes_on(run, world):
    uses = using("mysql", "Server=crm.mysql.database.azure.com;Port=3306")
    refused = restrict(run, uses=uses, allowed_fqdns=[BUS])
    assert refused["code"] == "denied_callouts" and "Put it into allowed_fqdns" in refused["msg"]
    done(restrict(run, uses=uses, allowed_fqdns=[BUS, "crm.mysql.database.azure.com"]))


def test_the_remedy_for_a_web_api_beside_names_is_the_other_list(run, world):
    refused = restrict(run, uses=using("webapi", "https://api.contoso.com/v1"), allowed_fqdns=[BUS, "api.contoso.com"])
    assert refused["code"] == "denied_callouts" and "Put it into" not in refused["msg"]
    proposed = plan(refused)["proposed"]["callout_policies"]
    uses = using("webapi", "https://api.contoso.com/v1")
    done(restrict(run, uses=uses, callout_policies=proposed, accept=["ingestion_not_shown"]))


def test_the_remedy_for_a_data_connection_beside_policies_goes_on(run, world):
    proposed = plan(restrict(run, check=True))["proposed"]
    refused = restrict(run, callout_policies=proposed["callout_policies"])
    assert refused["code"] == "ingestion_not_shown" and "Take allowed_fqdns as the result" in refused["msg"]
    done(restrict(run, allowed_fqdns=proposed["allowed_fqdns"]))


def test_the_remedy_for_the_regions_of_an_account_goes_on(run, world):
    hosts = ["shop.documents.azure.com", "shop-westus.documents.azure.com"]
    refused = restrict(run, uses=using("cosmosdb", hosts[0]), allowed_fqdns=[*hosts, BUS])
    assert refused["code"] == "sources_unread" and "List the names of its regions where the account" in refused["msg"]
    uses = [*using("cosmosdb", hosts[0]), *using("cosmosdb", hosts[1])]
    done(restrict(run, uses=uses, allowed_fqdns=[*hosts, BUS]))


def test_an_entry_with_capitals_is_not_asked_for_a_second_time(run, world):
    having(world, "Disabled", allowedFqdnList=[LAKE.upper(), BUS])
    refused = restrict(run, allowed_fqdns=[LAKE, BUS])
    assert refused["code"] == "open_callouts" and "in small letters" in refused["msg"]
    having(world, "Disabled", allowedFqdnList=[LAKE, BUS])
    done(restrict(run, allowed_fqdns=[LAKE, BUS]))


@pytest.mark.parametrize("text", ["user:hidden@lake.example.com", "a b?sig=hidden", "key=hidden", "lake", "*"])
def test_what_is_no_host_name_is_refused_in_the_words_of_the_user_and_without_a_key(run, world, text):
    refused = restrict(run, allowed_fqdns=[text], option_prefix="egress_")
    assert "egress_allowed_fqdns has" in refused["msg"] and "firewall" not in refused["msg"]
    assert "hidden" not in json.dumps(refused["msg"])


def test_nothing_that_goes_is_never_too_much(run, world):
    assert done(restrict(run, allowed_fqdns=[LAKE, BUS], max_removals=-1))["changed"]


@pytest.mark.parametrize(("before", "told"), [("Enabled", "not restricted any more"), (None, "is not known")])
def test_that_a_restriction_was_lifted_is_told_where_there_was_one(run, world, before, told):
    having(world, before)
    result = done(restrict(run, state="unrestricted"))
    assert told in plan(result)["loosens"][0]


@pytest.mark.parametrize(("state", "told"), [("Stopped", "start it first"), ("Starting", "wait until it does")])
def test_a_cluster_that_does_not_run_is_started_or_waited_for(run, world, state, told):
    edit(world, CLUSTER_ID, lambda properties: properties.update(state=state))
    assert told in restrict(run, allowed_fqdns=[LAKE, BUS])["msg"]


@pytest.mark.parametrize("state", ["restricted", "unrestricted"])
def test_a_write_of_which_azure_leaves_the_empty_list_out_is_taken_back(run, world, state):
    """Nobody has shown what an empty list means; it is not somebody else who has written then."""
    before = "Disabled" if state == "restricted" else "Enabled"
    having(world, before, allowedFqdnList=["theirs.example.com"])
    world.switch(empty_fqdns="ignored")
    result = restrict(run, state=state, allowed_fqdns=[], purge=True, **NOTHING)
    assert result["code"] == "taken_back" and "Somebody has written" not in result["msg"]
    assert world.document(CLUSTER_ID)["properties"]["restrictOutboundNetworkAccess"] == before
    assert names(world) == ["theirs.example.com"] and not result["changed"]
