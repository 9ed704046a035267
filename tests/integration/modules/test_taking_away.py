# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second lock-down that would take rules away from traffic which goes to the firewall already."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, ROUTE_TABLE_ID, SUBNET_ID
from ansible_collections.adx.outbound.tests.integration.modules.test_permissions import actions
from ansible_collections.adx.outbound.tests.integration.runner import NAMED, accepting, sentences

HALF = "10.20.1.128/25"
OTHER_SUBNET_ID = SUBNET_ID.replace("snet-adx", "snet-apps")
ANSWER = f"{CLUSTER_ID}/outboundNetworkDependenciesEndpoints"
BILLING_ID = CLUSTER_ID.replace("telemetry", "billing")
DOCUMENTED = {"sources": ["documented"]}
PURGE = {"purge": True, "collection_prefix": "adx-"}


def lock_down(run: Any, **options: Any) -> None:
    run.lock_down(default_route="manage", **options)


def planned(run: Any, **options: Any) -> dict[str, Any]:
    """What a second lock-down would be: the result of its plan."""
    return run("egress_plan_info", **{**NAMED, "default_route": "manage", **options})


def allowing(run: Any, **options: Any) -> dict[str, Any]:
    """The same for a team that writes rules and nothing else."""
    given = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "steps": ["allow"], "details": True}
    result = run("cluster_egress", check=True, **{**given, "default_route": "manage", **options})
    return {**result, "plan": result["clusters"][0]["plan"]}


def refusal(run: Any, *, ask: Any = planned, **options: Any) -> str:
    result = ask(run, **options)
    assert result.get("failed"), "the plan was made"
    return str(result["msg"])


def pending(result: dict[str, Any]) -> list[str]:
    assert not result.get("failed"), result
    return list(result["plan"]["pending"])


def without_a_name(emulator: Any) -> None:
    """A night in which the service moves the cluster to another storage account."""
    answer = emulator.document(ANSWER)
    (storage,) = [one for one in answer["value"] if one["id"].endswith("AzureStorage")]
    storage["properties"]["endpoints"][0]["domainName"] = "eng99telemetry.blob.core.windows.net"
    emulator.seed(ANSWER, answer)


def test_narrower_sources_are_refused_with_all_that_they_would_cost(run, emulator):
    lock_down(run)
    emulator.clear_log()
    told = refusal(run, source_addresses=[HALF])
    assert "71 of the 71 destinations our rules allow would no longer be allowed" in told
    told = refusal(run, source_addresses=[HALF], max_removals=100)
    assert "from 10.20.1.0/25, while route 'ADX_Default' sends that traffic to firewall fw-hub" in told
    assert " more from 10.20.1.0/25" in told and "accept: [lost_dependencies]" in told
    accepted = planned(run, source_addresses=[HALF], max_removals=100, accept=["lost_dependencies"])
    assert pending(accepted) == ["rules"]
    assert [one["word"] for one in accepted["plan"]["accepted"]] == ["lost_dependencies"]
    assert not emulator.writes()


def test_wider_sources_take_nothing_away(run):
    lock_down(run, source_addresses=[HALF, "10.20.1.0/25"])
    assert pending(planned(run)) == ["rules"]


def test_another_subnet_is_refused_for_the_traffic_of_the_cluster(run):
    lock_down(run)
    accepted = {"accept": ["other_subnet", "shared_default_route"]}
    assert "71 of the 71 destinations" in refusal(run, subnet=OTHER_SUBNET_ID, **accepted)
    other = {"subnet": OTHER_SUBNET_ID, "route_table": ROUTE_TABLE_ID, "max_removals": 100}
    told = refusal(run, **other, **accepted)
    assert "from 10.20.1.0/24, while" in told and "accept: [lost_dependencies]" in told


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"amqp": "refuse"}, "EventHub (TCP 5671)"),
        ({"edition": "2021-07"}, "*.vault.azure.net (Https:443)"),
        ({"wildcards": "narrow"}, "*.core.windows.net (Https:443)"),
    ],
)
def test_an_option_that_leaves_out_what_is_still_named_needs_its_word(run, options, named):
    lock_down(run)
    told = refusal(run, **options)
    assert named in told and "accept: [dropped_destinations]" in told
    accepted = planned(run, **options, accept=["dropped_destinations"])
    assert "rules" in pending(accepted)
    assert [one["word"] for one in accepted["plan"]["accepted"]] == ["dropped_destinations"]


def test_what_the_cluster_named_is_not_dropped_because_nobody_asks_it(run):
    lock_down(run)
    told = refusal(run, **DOCUMENTED, max_removals=100)
    assert "since its own answer is not asked for without discovered in sources" in told


@pytest.mark.parametrize("firewall", ["classic", "policy", "hub"])
def test_a_night_in_which_the_service_drops_a_name_and_adds_another_stays_green_with_one_write(run, emulator, firewall):
    emulator.reset("demo", firewall=firewall)
    lock_down(run, **accepting(firewall))
    without_a_name(emulator)
    emulator.clear_log()
    assert pending(planned(run, **accepting(firewall))) == ["rules"]
    lock_down(run, **accepting(firewall))
    assert len(emulator.writes()) == 1
    lock_down(run, **accepting(firewall))
    assert len(emulator.writes()) == 1


@pytest.mark.parametrize(
    ("hidden", "what", "right"),
    [
        (SUBNET_ID, "Subnet snet-adx", "Microsoft.Network/virtualNetworks/subnets/read"),
        (ROUTE_TABLE_ID, "Route table rt-spoke", "Microsoft.Network/routeTables/read"),
    ],
)
def test_who_may_not_read_the_spoke_adds_rules_and_takes_none_away(run, emulator, hidden, what, right):
    lock_down(run)
    emulator.deny(hidden.rpartition("/")[2], "GET")
    given = {"source_addresses": ["10.20.1.0/24"], "default_route": "verify"}
    told = refusal(run, **given)
    assert what.lower() in told and "AuthorizationFailed" in told
    extra = [{"fqdn": "sql.example.com", "port": 443}]
    adding = allowing(run, **given, extra_dependencies=extra)
    assert not adding.get("failed"), adding["msg"]
    assert pending(adding) == ["rules"]
    assert [text for text in sentences(adding["plan"]) if text.startswith(what) and "could not be read" in text]
    without_a_name(emulator)
    told = refusal(run, ask=allowing, **given)
    assert told.startswith(f"{what}") and f"Grant the login {right}" in told
    assert pending(allowing(run, **given, additive=True)) == ["rules"]


def test_a_subnet_nobody_may_read_gives_no_sources(run, emulator):
    emulator.deny("snet-adx", "GET")
    told = refusal(run, ask=allowing)
    assert "could not be read (AuthorizationFailed)" in told and "give source_addresses" in told


@pytest.fixture
def billing(run, emulator):
    """A second cluster, on a subnet of its own, with rules behind the same firewall."""
    other = copy.deepcopy(emulator.document(CLUSTER_ID))
    other["properties"]["virtualNetworkConfiguration"]["subnetId"] = OTHER_SUBNET_ID
    emulator.seed(BILLING_ID, {**other, "id": BILLING_ID, "name": "billing"})
    rules = run.lock_down("allow", clusters=[BILLING_ID], **DOCUMENTED)
    lock_down(run, accept=["shared_default_route"], **DOCUMENTED)
    return sorted(one["name"] for one in rules["rule_collections"])


def purged(result: dict[str, Any]) -> str:
    """The lines about firewall rules that a plan would change."""
    assert not result.get("failed"), result
    return "".join(str(change) for change in result["plan"]["changes"])


def test_a_purge_leaves_the_rules_of_another_cluster_alone_and_says_so(run, emulator, billing):
    result = planned(run, **DOCUMENTED, **PURGE)
    assert pending(result) == [] and purged(result) == ""
    (told,) = [text for text in sentences(result["plan"]) if text.startswith("A purge leaves ")]
    assert all(name in told for name in billing)


def test_a_purge_takes_the_rules_of_a_cluster_that_is_gone_within_the_limit(run, emulator, billing):
    emulator.remove(BILLING_ID)
    assert "28 of the 28 destinations" in refusal(run, **DOCUMENTED, **PURGE)
    result = planned(run, **DOCUMENTED, **PURGE, max_removals=28)
    assert pending(result) == ["rules"] and all(name in purged(result) for name in billing)


def test_a_purge_needs_one_right_more_than_the_reader_has(run, emulator, billing):
    listing = "Microsoft.Resources/subscriptions/read"
    emulator.switch(allow_only=actions("reader"))
    assert f"Grant the login {listing} and " in refusal(run, **DOCUMENTED, **PURGE)
    emulator.switch(allow_only=[*actions("reader"), listing])
    assert pending(planned(run, **DOCUMENTED, **PURGE)) == []


def test_a_purge_is_refused_where_clusters_cannot_be_listed(run, emulator, billing):
    emulator.deny("/providers/Microsoft.Kusto/clusters$", "GET")
    told = refusal(run, **DOCUMENTED, **PURGE)
    assert "whose that is is unknown" in told and "AuthorizationFailed" in told
    assert "and Microsoft.Kusto/clusters/read, or leave purge out" in told
    assert pending(planned(run, **DOCUMENTED)) == []
