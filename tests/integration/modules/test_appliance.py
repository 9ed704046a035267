# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lock-down towards an appliance that is not Azure's: routes only, and no answer to what only the appliance knows."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    ROUTE_TABLE_ID,
    SUBNET_ID,
    dataplane,
)
from ansible_collections.adx.outbound.tests.integration.documents import steady
from ansible_collections.adx.outbound.tests.integration.runner import Refused

HOP = "10.0.9.4"
BEHIND = {"firewall": {"next_hop": HOP}, "default_route": "manage"}
CREATED_ID = ROUTE_TABLE_ID.replace("rt-spoke", "adx-telemetry-westus-routes")


def writes(emulator):
    return [f"{entry.method} {entry.path.rpartition('/')[2]}" for entry in emulator.writes()]


def asked_for(emulator, words):
    return [entry.path for entry in emulator.log() if words in entry.path]


def test_a_whole_life_writes_routes_only_and_leaves_everything_as_it_was(run, emulator):
    before = {id_: steady(emulator.document(id_)) for id_ in (FIREWALL_ID, ROUTE_TABLE_ID, SUBNET_ID)}
    for act, options in ((run.lock_down, run.approved(**BEHIND)), (run.remove, BEHIND)):
        for expected in (["PUT rt-spoke"], []):
            emulator.clear_log()
            act(**options)
            assert writes(emulator) == expected
            assert asked_for(emulator, "azureFirewalls") == asked_for(emulator, "firewallPolicies") == []
    assert {id_: steady(emulator.document(id_)) for id_ in before} == before


def test_nothing_is_routed_to_an_appliance_without_an_approval_of_what_the_cluster_needs(run, emulator):
    with pytest.raises(Refused, match=f"Nothing is routed to appliance {HOP} without an approval") as refused:
        run.lock_down(**BEHIND)
    assert refused.value.code == "appliance_unconfirmed" and writes(emulator) == []
    approved = run.approved(**BEHIND)
    more = {"extra_dependencies": [{"fqdn": "sql.example.com", "port": 1433}]}
    with pytest.raises(Refused, match="not what was approved") as refused:
        run.lock_down(**approved, **more)
    assert refused.value.code == "drifted" and writes(emulator) == []
    run.lock_down(**BEHIND, accept=["no_gate"])
    assert writes(emulator) == ["PUT rt-spoke"]


def test_a_table_leads_past_the_appliance_before_it_is_on_the_subnet(run, emulator):
    emulator.reset("demo", route_table=False)
    emulator.deny(".*routeTables/.*", "JOIN")  # as a run that was killed between the two
    with pytest.raises(Refused, match="LinkedAuthorizationFailed"):
        run.lock_down(**run.approved(**BEHIND))
    assert writes(emulator) == [f"PUT {CREATED_ID.rpartition('/')[2]}", "PUT snet-adx"]
    table = emulator.document(CREATED_ID)
    plan = run.lock_down("plan", **BEHIND)
    addresses = [one for known in plan["documented_addresses"].values() for one in known]
    assert len(addresses) == 11
    assert {dataplane.next_hop(table, one)[0] for one in addresses} == {"Internet"}
    assert dataplane.next_hop(table, "8.8.8.8")[:2] == ("VirtualAppliance", HOP)


def test_a_check_of_its_own_judges_the_routes_and_leaves_the_dependencies_open(run, emulator):
    run.lock_down(**run.approved(**BEHIND))
    emulator.clear_log()
    at = {"cluster": CLUSTER_ID, "firewall": {"next_hop": HOP}}
    checked = run("egress_check_info", **at, service_tags=True, fail_on="error")
    assert checked["summary"]["addresses"] == {"allowed": 11}
    ways = {(one["verdict"], one["next_hop"]["type"]) for one in checked["dependencies"]}
    assert ways == {("cannot_tell", "VirtualAppliance"), ("allowed", "ServiceEndpoint")}, (
        "but for what never goes there"
    )
    assert "undecided_appliance" in [one["code"] for one in checked["findings"]]
    assert writes(emulator) == [] and asked_for(emulator, "azureFirewalls") == []
    assert len(asked_for(emulator, "serviceTags")) == 1
    other = run("egress_check_info", **{**at, "firewall": {"next_hop": "10.0.9.5"}}, fail_on="error")
    assert other["failed"] and f"leads to {HOP}, and not to appliance 10.0.9.5" in other["msg"]


@pytest.mark.parametrize("name", ["egress_plan_info", "egress_check_info"])
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"firewall_policy": "p", "firewall": {"next_hop": HOP}}, "only an Azure Firewall has a policy"),
        ({"firewall": {"next_hop": "fd00::4"}}, "has next_hop 'fd00::4', which is no IPv4 address"),
        ({"firewall": {"next_hop": HOP, "name": "x"}}, "for an appliance it takes {next_hop: ADDRESS}"),
        ({"firewall": "", "firewall_policy": ""}, "firewall or firewall_policy is needed"),
    ],
)
def test_what_does_not_go_together_is_refused_before_anybody_logs_in(run, emulator, name, given, words):
    emulator.clear_log()
    result = run(name, cluster={"name": "telemetry", "resource_group": "rg-adx"}, **given)
    assert result["failed"] and words in result["msg"]
    assert emulator.log(all=True) == []
