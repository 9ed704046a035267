# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What egress_check_info reads besides, by lists, and what the service itself finds."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import patience
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, SUBNET_ID
from ansible_collections.adx.outbound.tests.integration.runner import NAMED, accepting

SUBSCRIPTION_ID = CLUSTER_ID.partition("/resourceGroups")[0]
NETWORK_ID = SUBNET_ID.partition("/subnets/")[0]
LOCKS, ZONES = (
    f"{SUBSCRIPTION_ID}/providers/{name}"
    for name in ("Microsoft.Authorization/locks", "Microsoft.Network/privateDnsZones")
)
DIAGNOSIS = "diagnoseVirtualNetwork$"


@pytest.fixture
def check(run, emulator):
    run.lock_down(default_route="manage")

    def checked(**options):
        emulator.clear_log()
        return run("egress_check_info", **NAMED, **options)

    return checked


def of(result, code):
    return [one["message"] for one in result["findings"] if one["code"] == code]


def zone_id(name):
    return f"{SUBSCRIPTION_ID}/resourceGroups/rg-hub/providers/Microsoft.Network/privateDnsZones/{name}"


def seed_zones(emulator, **networks):
    """Zones by name with an underscore for each dot, each linked to a network."""
    names = {name.replace("_", "."): network for name, network in networks.items()}
    emulator.seed(ZONES, {"value": [{"id": zone_id(name), "name": name} for name in names]})
    for name, network in names.items():
        link = {"name": "link", "properties": {"virtualNetwork": {"id": network}}}
        emulator.seed(f"{zone_id(name)}/virtualNetworkLinks", {"value": [link]})


def asked(emulator):
    return [one.path.lower() for one in emulator.log() if one.kind == "arm"]


def test_locks_addresses_and_zones_are_read_by_one_list_each(check, emulator):
    lock = {"id": f"{FIREWALL_ID}/providers/Microsoft.Authorization/locks/keep", "name": "keep"}
    emulator.seed(LOCKS, {"value": [{**lock, "properties": {"level": "ReadOnly"}}]})
    seed_zones(
        emulator,
        privatelink_blob_core_windows_net=NETWORK_ID.upper(),
        privatelink_queue_core_windows_net=f"{NETWORK_ID}-2",
        contoso_com=NETWORK_ID,
    )
    result = check()
    assert of(result, "resource_lock") == ["Lock keep (ReadOnly) refuses any change of fw-hub."]
    (seen,) = of(result, "new_source_address")
    assert "fw-hub (203.0.113.10), no longer by its own" in seen
    (zone,) = of(result, "private_zone")
    assert zone.startswith("Private DNS zone privatelink.blob.core.windows.net is linked to network vnet-spoke, whose ")
    assert of(result, "custom_dns") and not of(result, "not_looked_at")
    read = asked(emulator)
    assert len(read) == len(set(read))
    assert len([path for path in read if path.endswith("virtualnetworklinks")]) == 2, "of zones that hold names, only"


def test_the_zones_of_a_network_that_the_firewall_answers_are_not_asked_for(check, emulator):
    document = emulator.document(NETWORK_ID)
    document["properties"]["dhcpOptions"] = {"dnsServers": ["10.0.1.4"]}
    emulator.seed(NETWORK_ID, document)
    seed_zones(emulator, privatelink_blob_core_windows_net=NETWORK_ID)
    result = check()
    assert of(result, "private_zone") == of(result, "not_looked_at") == []


def test_a_firewall_in_a_hub_tells_its_public_addresses_itself(run, emulator):
    emulator.reset("demo", firewall="hub")
    run.lock_down(default_route="manage", **accepting("hub"))
    emulator.clear_log()
    result = run("egress_check_info", **NAMED)
    assert "(203.0.113.10)" in of(result, "new_source_address")[0]
    assert not [path for path in asked(emulator) if path.endswith("publicipaddresses")]


@pytest.mark.parametrize("steps", [("route",), ("allow", "route")])
def test_the_gates_before_the_end_read_no_more_of_it_than_zones_that_the_firewall_asks(run, emulator, steps):
    run.lock_down("allow")
    emulator.clear_log()
    run.lock_down(*steps)
    assert [entry.path.rpartition("/")[2] for entry in emulator.writes()] == ["rt-spoke"]
    read = [path for path in asked(emulator) if path.rpartition("/")[2] in ("locks", "privatednszones")]
    assert read == [ZONES.lower()], "its Http rules let it ask for hosts itself"


@pytest.mark.parametrize("what", ["locks", "publicIPAddresses", "privateDnsZones"])
def test_what_may_not_be_read_is_told_and_changes_no_verdict(check, emulator, what):
    whole = check()
    emulator.deny(f"/{what}$", "GET")
    result = check()
    (sentence,) = of(result, "not_looked_at")
    assert "could not be read (AuthorizationFailed); no verdict depends on it." in sentence
    assert result["dependencies"] == whole["dependencies"]


@pytest.mark.parametrize("word", ["Succeeded", "Completed"])
def test_what_the_service_finds_is_a_finding_however_its_operation_ends_well(check, emulator, word):
    said = "Outbound dependency 'login.live.com:443' might be not satisfied"
    emulator.switch(diagnosis_ends=word, diagnosis_findings=[said])
    assert of(check(), "service_finding") == [] and "diagnosevirtualnetwork" not in str(asked(emulator))
    assert of(check(diagnose=True), "service_finding") == [f"The service itself finds for cluster telemetry: {said}."]
    posts = [one for one in emulator.log() if one.is_write and one.kind == "arm"]
    assert len(posts) == 1 and len([one for one in emulator.log(all=True) if one.kind == "operation"]) == 2
    emulator.switch(diagnosis_findings=[])
    assert of(check(diagnose=True), "service_finding") == []


def test_a_cluster_that_is_not_injected_is_not_asked_about(check, emulator):
    document = emulator.document(CLUSTER_ID)
    document["properties"]["virtualNetworkConfiguration"]["state"] = "Disabled"
    emulator.seed(CLUSTER_ID, document)
    result = check(diagnose=True, source_addresses=["10.20.1.0/24"])
    assert of(result, "not_diagnosed") and "diagnosevirtualnetwork" not in str(asked(emulator))


def test_a_diagnosis_that_is_refused_is_told_and_one_that_is_throttled_is_asked_for_again(check, emulator):
    emulator.fault("throttle", "POST", f".*{DIAGNOSIS}", times=1, retry_after=1)
    emulator.switch(diagnosis_findings=["a:443"])
    assert of(check(diagnose=True), "service_finding")
    emulator.deny(DIAGNOSIS, "POST")
    assert (
        "What the service finds could not be read (AuthorizationFailed)" in of(check(diagnose=True), "not_looked_at")[0]
    )


def test_a_list_that_never_comes_is_given_up_before_the_deadline_and_told(check, emulator):
    emulator.fault("drop_before", "GET", LOCKS, times=0)
    began = patience.time.monotonic()
    result = check()
    assert "failed" not in result and patience.time.monotonic() - began < 60
    told = [one["message"] for one in result["findings"] if "The locks could not be read" in one["message"]]
    assert len(told) == 1 and "did not answer" in told[0]
