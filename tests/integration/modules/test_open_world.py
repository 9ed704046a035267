# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nobody here can know is never said to be allowed: one world for each way in which that has gone wrong.

A cluster is locked down behind a policy, somebody changes something, and a check says what becomes of what is needed.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, ROUTE_TABLE_ID, SUBNET_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import (
    FOREIGN_GROUP_ID,
    HUB_ID,
    NSG_ID,
    PARENT_POLICY_ID,
    VNET_ID,
)
from ansible_collections.adx.outbound.tests.integration.others import edit, written
from ansible_collections.adx.outbound.tests.integration.runner import NAMED, done
from ansible_collections.adx.outbound.tests.integration.sampled import one_in

ANSWER = f"{CLUSTER_ID}/outboundNetworkDependenciesEndpoints"
IPV6 = "fd00:20:1::/64"
IP_GROUP_ID = FIREWALL_ID.replace("azureFirewalls/fw-hub", "ipGroups/ipg-partners")
MANAGED_ID = ROUTE_TABLE_ID.replace("/rg-spoke/", "/AVNM_Managed_ResourceGroup_s/")
ALLOWED, OPEN = "allowed", "cannot_tell"
LOGIN, MONITOR, BUS, STORE = (
    "login.live.com",
    "gcs.prod.monitoring.core.windows.net",
    "*.servicebus.windows.net",
    "production.diagnostics.monitoring.core.windows.net",
)


@pytest.fixture
def judged(run, emulator):
    """What a check says after somebody has changed something: the verdict by name, and the codes of its findings."""

    def judge(change: Any, *, firewall: str = "policy", **options: Any) -> tuple[dict[str, str], set[str]]:
        emulator.reset("demo", firewall=firewall)
        run.lock_down(default_route="manage")
        change(emulator)
        found = done(run("egress_check_info", **NAMED, **options))
        verdicts = {one["fqdn"]: one["verdict"] for one in found["dependencies"] if one["fqdn"]}
        return verdicts, {one["code"] for one in found["findings"]}

    return judge


def first_rule(action: str = "Deny", kind: str = "Network", **members: Any) -> Any:
    """Somebody's rule above all others."""
    network = {"ipProtocols": ["TCP"], "destinationPorts": ["443"]}
    application = {"protocols": [{"protocolType": "Https", "port": 443}]}
    rule = {"ruleType": f"{kind}Rule", "name": "theirs", "sourceAddresses": ["10.20.1.0/24"]}
    rule |= (network if kind == "Network" else application) | members
    made = {"ruleCollectionType": "FirewallPolicyFilterRuleCollection", "name": "theirs", "priority": 100}
    made |= {"action": {"type": action}, "rules": [rule]}

    def change(emulator: Any) -> None:
        edit(emulator, FOREIGN_GROUP_ID, lambda properties: properties["ruleCollections"].append(made))
        edit(emulator, FOREIGN_GROUP_ID, lambda properties: properties.update(priority=100))

    return change


def peering(side: str, **members: Any) -> Any:
    id_ = VNET_ID if side == "near" else HUB_ID
    return lambda emulator: edit(
        emulator, id_, lambda properties: properties["virtualNetworkPeerings"][0]["properties"].update(members)
    )


def without_peerings(emulator: Any) -> None:
    for id_ in (VNET_ID, HUB_ID):
        edit(emulator, id_, lambda properties: properties.update(virtualNetworkPeerings=[]))


def another_firewall(emulator: Any) -> None:
    """The spoke has a firewall of its own, which a tag's traffic is sent to."""
    subnet = {"name": "AzureFirewallSubnet", "properties": {"addressPrefix": "10.20.240.0/26"}}
    edit(emulator, VNET_ID, lambda properties: properties["subnets"].append(subnet))
    hop = {"nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.20.240.4"}
    with_route(addressPrefix="AzureMonitor", **hop)(emulator)


def of_subnet(**members: Any) -> Any:
    return lambda emulator: edit(emulator, SUBNET_ID, lambda properties: properties.update(members))


def default_route(**members: Any) -> Any:
    def change(emulator: Any) -> None:
        def to_hub(properties: dict[str, Any]) -> None:
            (found,) = [one for one in properties["routes"] if one["properties"]["addressPrefix"] == "0.0.0.0/0"]
            hops = {"nextHopIpAddresses": [found["properties"].pop("nextHopIpAddress"), *members.get("more", ())]}
            found["properties"].update(nextHopType="VirtualApplianceEcmp", nextHop=hops)

        edit(emulator, ROUTE_TABLE_ID, to_hub)

    return change


def with_route(**members: Any) -> Any:
    theirs = {"name": "wide", "properties": {"addressPrefix": "20.0.0.0/9", "nextHopType": "Internet", **members}}
    return lambda emulator: edit(emulator, ROUTE_TABLE_ID, lambda properties: properties["routes"].append(theirs))


def row(name: str, priority: int, access: str, source: str) -> dict[str, Any]:
    ends = {"sourceAddressPrefix": source, "destinationAddressPrefix": "*", "destinationPortRange": "*"}
    spoken = {"direction": "Outbound", "protocol": "*", "sourcePortRange": "*"}
    return {"name": name, "properties": {"priority": priority, "access": access, **spoken, **ends}}


def both_families(*rows: dict[str, Any]) -> Any:
    """The subnet gets a prefix of IPv6, and its security group these rows."""

    def change(emulator: Any) -> None:
        edit(emulator, VNET_ID, lambda properties: properties["addressSpace"]["addressPrefixes"].append("fd00:20::/32"))
        edit(
            emulator,
            SUBNET_ID,
            lambda properties: properties.update(addressPrefixes=[properties.pop("addressPrefix"), IPV6]),
        )
        edit(emulator, NSG_ID, lambda properties: properties["securityRules"].extend(rows))

    return change


def state_of(id_: str, **members: Any) -> Any:
    """A document whose last change failed."""
    failed = {"provisioningState": "Failed", **members}
    return lambda emulator: edit(emulator, id_, lambda properties: properties.update(failed))


def beside_hints(emulator: Any) -> None:
    """The answer says what each name resolved to, and somebody denies another prefix."""
    answer = emulator.document(ANSWER)
    for item in answer["value"]:
        for endpoint in item["properties"]["endpoints"]:
            for detail in endpoint["endpointDetails"]:
                detail["ipAddress"] = "40.126.31.70"
    emulator.seed(ANSWER, answer)
    first_rule(destinationAddresses=["20.0.0.0/8"])(emulator)


def denied_group(emulator: Any) -> None:
    """A deny of an IP group whose last change failed."""
    emulator.seed(IP_GROUP_ID, {"location": "westus", "properties": {"ipAddresses": ["10.9.0.0/16"]}})
    first_rule(destinationIpGroups=[IP_GROUP_ID])(emulator)
    state_of(IP_GROUP_ID)(emulator)


def managed_table(emulator: Any) -> None:
    """A network manager gives the subnet a table of its own, with the routes that were there."""
    emulator.seed(MANAGED_ID, emulator.document(ROUTE_TABLE_ID))
    of_subnet(routeTable={"id": MANAGED_ID})(emulator)


def laid_over(access: str) -> Any:
    """A rule of a network manager, which is asked before the security group."""
    anywhere = [{"addressPrefixType": "IPPrefix", "addressPrefix": "*"}]
    properties = {"protocol": "Any", "sources": [], "destinations": anywhere, "sourcePortRanges": []}
    properties |= {"destinationPortRanges": ["443"], "direction": "Outbound", "access": access, "priority": 10}
    answer = {"value": [{"id": f"{VNET_ID}/rules/closed", "properties": properties}], "skipToken": ""}
    return lambda emulator: emulator.seed(f"{VNET_ID}/listNetworkManagerEffectiveSecurityAdminRules", answer)


# By name: the firewall's form, what somebody changes, and what is said of some names then.
WORLDS = {
    # The next hop
    "the only peering is broken": ("policy", peering("near", peeringState="Disconnected"), {LOGIN: "denied"}),
    "it was never completed": ("policy", peering("near", peeringState="Initiated"), {LOGIN: "denied"}),
    "there is no peering": (
        "policy",
        lambda emulator: [
            edit(emulator, id_, lambda properties: properties.update(virtualNetworkPeerings=[]))
            for id_ in (VNET_ID, HUB_ID)
        ],
        {LOGIN: OPEN},
    ),
    "the far side is closed": ("policy", peering("far", allowVirtualNetworkAccess=False), {LOGIN: OPEN}),
    "the far side does not know the subnet": (
        "policy",
        peering("far", remoteAddressSpace={"addressPrefixes": ["10.99.0.0/16"]}, peeringSyncLevel="RemoteNotInSync"),
        {LOGIN: OPEN},
    ),
    "another firewall takes a part": ("policy", another_firewall, {MONITOR: OPEN}),
    # Members nobody knows
    "a deny by country": (
        "policy",
        first_rule(destinationGeoLocations=["US"], destinationAddresses=["*"]),
        {LOGIN: OPEN},
    ),
    "a deny by a selector": (
        "policy",
        first_rule(sourceKubeSelectorGroups=["x"], destinationAddresses=["*"]),
        {LOGIN: OPEN},
    ),
    "a policy at the endpoints": (
        "policy",
        of_subnet(serviceEndpointPolicies=[{"id": f"{VNET_ID}/x"}]),
        {"*.core.windows.net": OPEN},
    ),
    "a route with a member of tomorrow": ("policy", with_route(future=["x"]), {LOGIN: OPEN}),
    # Tags, hints and shared addresses
    "a deny of ServiceBus": (
        "policy",
        first_rule(destinationAddresses=["ServiceBus"], destinationPorts=["*"]),
        {BUS: OPEN},
    ),
    "a deny of AzureMonitor": ("policy", first_rule(destinationAddresses=["AzureMonitor"]), {MONITOR: OPEN}),
    "a deny beside what the service resolved": (
        "policy",
        beside_hints,
        {"login.microsoftonline.com": OPEN, MONITOR: OPEN},
    ),
    "a deny of a sibling's address": (
        "policy",
        first_rule(destinationFqdns=["other.prod.monitoring.core.windows.net"]),
        {MONITOR: OPEN},
    ),
    # Two families
    "rows for IPv4 alone": (
        "policy",
        both_families(row("out", 200, "Allow", "10.20.1.0/24"), row("stop", 300, "Deny", "*")),
        {LOGIN: OPEN},
    ),
    "a row against IPv6": ("policy", both_families(row("stop", 200, "Deny", IPV6)), {LOGIN: OPEN}),
    # States
    "the security group failed": ("policy", state_of(NSG_ID), {LOGIN: OPEN}),
    "the subnet failed": ("policy", state_of(SUBNET_ID), {LOGIN: OPEN}),
    "the table failed": ("policy", state_of(ROUTE_TABLE_ID), {LOGIN: OPEN}),
    "a group of rules failed": ("policy", state_of(FOREIGN_GROUP_ID), {LOGIN: OPEN}),
    "an IP group failed": ("policy", denied_group, {LOGIN: OPEN}),
    # Network managers
    "a rule of a manager that drops": ("policy", laid_over("Deny"), {LOGIN: "denied"}),
    # Equal next hops
    "two equal hops": ("classic", default_route(more=["10.0.1.9"]), {LOGIN: OPEN}),
    "one hop among its kind": ("classic", default_route(), {LOGIN: ALLOWED}),
}


@pytest.mark.parametrize("name", one_in(3, WORLDS))
def test_what_is_not_known_is_not_said_to_be_allowed(judged, name):
    firewall, change, expected = WORLDS[name]
    verdicts, _codes = judged(change, firewall=firewall)
    assert {one: verdicts[one] for one in expected} == expected


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("the only peering is broken", "unreachable_hop"),
        ("the security group failed", "not_settled"),
        ("rows for IPv4 alone", "ipv6_way"),
    ],
)
def test_the_cause_is_a_finding(judged, name, code):
    firewall, change, _expected = WORLDS[name]
    assert code in judged(change, firewall=firewall)[1]


def test_a_table_of_a_manager_is_told_and_written_only_where_that_is_accepted(run, emulator, judged):
    assert "managed_table" in judged(managed_table, firewall="classic")[1]
    written(emulator)
    theirs = [one for one in emulator.document(MANAGED_ID)["properties"]["routes"] if not one["name"].startswith("ADX")]
    edit(emulator, MANAGED_ID, lambda properties: properties.update(routes=theirs))
    refused = run("cluster_egress", clusters=[CLUSTER_ID], firewall=FIREWALL_ID, default_route="manage")
    assert refused.get("code") == "managed_table" and written(emulator) == []


def test_a_name_in_another_protocol_goes_into_application_rules_on_any_port(run, emulator):
    names = [
        {"fqdn": "corp.database.windows.net", "port": 1433, "protocol": "Mssql"},
        {"fqdn": "api.contoso.com", "port": 8443, "protocol": "Https"},
    ]
    plan = run.lock_down("plan", "allow", extra_dependencies=names)
    found = Counter(
        (collection["kind"], protocol["type"], protocol["port"])
        for collection in plan["rule_collections"]
        for rule in collection["rules"]
        for protocol in (rule.get("protocols") or () if collection["kind"] == "application" else ())
    )
    assert found["application", "Mssql", 1433] == found["application", "Https", 8443] == 1


def test_no_rule_has_a_source_of_ipv6(run, emulator):
    both_families()(emulator)
    rules = [rule for one in run.lock_down("allow")["rule_collections"] for rule in one["rules"]]
    assert {source for rule in rules for source in rule["source_addresses"]} == {"10.20.1.0/24"}


@pytest.mark.parametrize(
    "text",
    ["0.0.0.0/0", "0.0.0.0/1", "10.0.0.5/24", "1.2.3.4/0.0.0.255", "1.2.3.4/33", "127.0.0.1", "169.254.169.254"],
)
@pytest.mark.parametrize("where", ["the answer's name", "the answer's address", "an option"])
def test_an_address_that_no_cluster_can_need_is_refused(run, emulator, text, where):
    given = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID}
    if where == "an option":
        given["extra_dependencies"] = [{"fqdn": text, "port": 443}]
    else:
        answer = emulator.document(ANSWER)
        detail = {"port": 443, **({"ipAddress": text} if where.endswith("address") else {})}
        name = "" if where.endswith("address") else text
        endpoint = {"domainName": name, "endpointDetails": [detail]}
        answer["value"][0]["properties"]["endpoints"].append(endpoint)
        emulator.seed(ANSWER, answer)
    refused = run("cluster_egress", **given)
    assert refused.get("code") == "unusable_dependency" and text in refused["msg"] and written(emulator) == []


@pytest.mark.parametrize("spell", [str.lower, str.upper])
def test_an_answer_whose_ids_are_in_another_case_is_whole(run, emulator, spell):
    answer = emulator.document(ANSWER)
    for item in answer["value"]:
        item["id"], item["name"] = spell(item["id"]), spell(item["name"])
    emulator.seed(ANSWER, answer)
    assert run.lock_down(default_route="manage")["pending"]


def test_a_parent_that_may_not_be_read_stops_no_removal(run, emulator):
    emulator.reset("demo", firewall="policy")
    run.lock_down(default_route="manage")
    emulator.deny(".*/firewallPolicies/fp-base.*")
    assert run.remove()["pending"] == ["rules", "routes"]
    assert [one for one in written(emulator) if one.startswith("DELETE")] == ["DELETE adx-egress"]


@pytest.mark.parametrize(
    "spoil",
    [state_of(PARENT_POLICY_ID), lambda emulator: emulator.deny(".*/firewallPolicies/fp-base.*")],
    ids=["failed", "hidden"],
)
def test_a_parent_stops_no_removal_where_others_lead_traffic_to_the_firewall_and_allow_it(run, emulator, spoil):
    emulator.reset("demo", firewall="policy")
    hop = {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.1.4"}
    to_hub = {"name": "to-hub", "properties": hop}
    edit(emulator, ROUTE_TABLE_ID, lambda properties: properties.update(routes=[to_hub]))
    run.lock_down(default_route="verify")
    refused = run("cluster_egress", clusters=[CLUSTER_ID], firewall=FIREWALL_ID, state="absent")
    assert refused["code"] == "still_needed" and "by route 'to-hub', which stays" in refused["msg"]
    first_rule("Allow", destinationAddresses=["*"], destinationPorts=["*"])(emulator)
    spoil(emulator)
    emulator.clear_log()
    assert run.remove(default_route="verify")["pending"] == ["rules", "routes"]
    assert "DELETE adx-egress" in written(emulator)


def test_a_route_of_our_name_with_a_member_nobody_knows_is_left_alone(run, emulator):
    own = {"name": "ADX_Default", "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualApplianceEcmp"}}
    own["properties"]["nextHop"] = {"nextHopIpAddresses": ["10.0.1.9", "10.0.1.10"]}
    edit(emulator, ROUTE_TABLE_ID, lambda properties: properties["routes"].append(own))
    refused = run("cluster_egress", clusters=[CLUSTER_ID], firewall=FIREWALL_ID, default_route="manage")
    assert refused.get("code") == "foreign_route" and written(emulator) == []


def test_an_address_of_ipv6_gets_no_rule_of_ipv4_and_is_never_said_to_be_allowed(run, emulator):
    far = [{"fqdn": "2600::1", "port": 443}]
    refused = run("cluster_egress", clusters=[CLUSTER_ID], firewall=FIREWALL_ID, extra_dependencies=far)
    assert refused.get("code") == "unusable_dependency" and written(emulator) == []
    found = done(run("egress_check_info", **NAMED, extra_dependencies=far))
    (one,) = [one for one in found["dependencies"] if one["addresses"] == ["2600::1"]]
    assert one["verdict"] == "denied"


def test_a_removal_is_stopped_where_an_appliance_may_lead_traffic_to_a_firewall_that_is_stopped(run, emulator):
    run.lock_down("allow")
    server = {"name": "RouteServerSubnet", "properties": {"addressPrefix": "10.0.3.0/27"}}
    edit(emulator, HUB_ID, lambda properties: properties["subnets"].append(server))
    peering("near", useRemoteGateways=True)(emulator)
    edit(emulator, ROUTE_TABLE_ID, lambda properties: properties.update(routes=[], disableBgpRoutePropagation=False))
    written(emulator)
    given = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "state": "absent", "steps": ["allow"]}
    assert run("cluster_egress", **given).get("code") == "still_needed"
    edit(emulator, FIREWALL_ID, lambda properties: properties.update(ipConfigurations=[]))
    written(emulator)
    assert run("cluster_egress", **given).get("code") == "still_needed" and written(emulator) == []
