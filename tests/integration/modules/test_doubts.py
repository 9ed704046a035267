# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nobody can tell, when traffic is about to go to the firewall: refused, accepted by its word, and quiet then."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.matches import Cause
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    PARENT_POLICY_ID,
    ROUTE_TABLE_ID,
    SUBNET_ID,
)
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import (
    FOREIGN_GROUP_ID,
    HUB_ID,
    NSG_ID,
    VNET_ID,
)
from ansible_collections.adx.outbound.tests.integration.others import edit, written
from ansible_collections.adx.outbound.tests.integration.remedies.following import followed
from ansible_collections.adx.outbound.tests.integration.runner import done
from ansible_collections.adx.outbound.tests.integration.sampled import one_in

MANAGER_ID = HUB_ID.replace("virtualNetworks/vnet-hub", "networkManagers/nm")
GROUP_ID = f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/adx-egress"
NAME, SPACE, MINE = "login.live.com", "fd00:20::/32", "fd00:20:1::/64"
DATABASE = {"fqdn": "corp.database.windows.net", "port": 1433, "protocol": "Mssql"}
APPLICATION = {
    "ruleType": "ApplicationRule",
    "name": "theirs",
    "sourceAddresses": ["10.20.1.0/24"],
    "protocols": [{"protocolType": "Https", "port": 443}],
}
NETWORK = {
    "ruleType": "NetworkRule",
    "name": "theirs",
    "sourceAddresses": ["10.20.1.0/24"],
    "ipProtocols": ["TCP"],
    "destinationPorts": ["443"],
}
ROW = {
    "priority": 200,
    "access": "Deny",
    "direction": "Outbound",
    "protocol": "*",
    "sourcePortRange": "*",
    "sourceAddressPrefix": "*",
    "destinationAddressPrefix": "*",
    "destinationPortRange": "443",
}


def rule(emulator, action="Deny", **members):
    """Somebody's rule above all others."""
    made = {**(NETWORK if "destinationAddresses" in members else APPLICATION), **members}
    theirs = {
        "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
        "name": "theirs",
        "priority": 100,
        "action": {"type": action},
        "rules": [made],
    }
    edit(emulator, FOREIGN_GROUP_ID, lambda properties: properties["ruleCollections"].append(theirs))
    edit(emulator, FOREIGN_GROUP_ID, lambda properties: properties.update(priority=100))


def row(emulator, **members):
    """Somebody's row of the security group."""
    theirs = {"name": "theirs", "properties": {**ROW, **members}}
    edit(emulator, NSG_ID, lambda properties: properties.setdefault("securityRules", []).append(theirs))


def private_subnet(emulator):
    """The subnet has no outbound access of its own and no NAT gateway, and a tag is routed straight to the internet."""
    of_subnet(emulator, defaultOutboundAccess=False, natGateway=None)
    route(emulator, "AzureMonitor", "Internet")


def route(emulator, prefix, hop):
    """Somebody's route in the subnet's table."""
    theirs = {"name": "theirs", "properties": {"addressPrefix": prefix, "nextHopType": hop}}
    edit(emulator, ROUTE_TABLE_ID, lambda properties: properties["routes"].append(theirs))


def of_subnet(emulator, **members):
    edit(emulator, SUBNET_ID, lambda properties: properties.update(members))


def without_peering(emulator):
    edit(emulator, VNET_ID, lambda properties: properties.update(virtualNetworkPeerings=[]))
    edit(emulator, HUB_ID, lambda properties: properties.update(virtualNetworkPeerings=[]))


def gateway(emulator):
    """A gateway in the network, whose routes the table takes."""
    subnet = {"name": "GatewaySubnet", "properties": {"addressPrefix": "10.20.255.0/27"}}
    edit(emulator, VNET_ID, lambda properties: properties["subnets"].append(subnet))
    edit(emulator, ROUTE_TABLE_ID, lambda properties: properties.update(disableBgpRoutePropagation=False))


def dual_stack(emulator):
    """The subnet gets IPv6, and its security group lets none of that out."""
    edit(emulator, VNET_ID, lambda properties: properties["addressSpace"]["addressPrefixes"].append(SPACE))
    edit(
        emulator,
        SUBNET_ID,
        lambda properties: properties.update(addressPrefixes=[properties.pop("addressPrefix"), MINE]),
    )
    row(emulator, sourceAddressPrefix=MINE)


def admin_rule(emulator):
    """A manager lays a rule over the network for a group of networks."""
    ends = [{"addressPrefixType": "NetworkGroup", "addressPrefix": f"{MANAGER_ID}/networkGroups/spokes"}]
    laid_over(emulator, sources=ends)


def laid_over(emulator, **members):
    """A rule that denies everything, but for these members."""
    anywhere = [{"addressPrefixType": "IPPrefix", "addressPrefix": "*"}]
    properties = {
        "protocol": "Tcp",
        "sources": [],
        "destinations": anywhere,
        "sourcePortRanges": ["0-65535"],
        "destinationPortRanges": ["443"],
        "direction": "Outbound",
        "access": "Deny",
        "priority": 10,
        "provisioningState": "Succeeded",
        **members,
    }
    id_ = f"{MANAGER_ID}/securityAdminConfigurations/c/ruleCollections/rc/rules/closed"
    answer = f"{VNET_ID}/listNetworkManagerEffectiveSecurityAdminRules"
    emulator.seed(answer, {"value": [{"id": id_, "kind": "Custom", "properties": properties}], "skipToken": ""})


def with_policy(emulator):
    """The subnet's endpoints get a policy, which nobody here reads."""
    policy = ROUTE_TABLE_ID.replace("routeTables/rt-spoke", "serviceEndpointPolicies/sep")
    of_subnet(emulator, serviceEndpointPolicies=[{"id": policy}])


def zone_of_secrets(emulator):
    """A zone that the network asks, of which nobody may see what is in it."""
    zone = VNET_ID.replace("virtualNetworks/vnet-spoke", "privateDnsZones/live.com")
    edit(emulator, VNET_ID, lambda properties: properties["dhcpOptions"].update(dnsServers=[]))
    emulator.seed(zone, {"location": "global", "properties": {}})
    emulator.seed(f"{zone}/virtualNetworkLinks/link", {"properties": {"virtualNetwork": {"id": VNET_ID}}})
    emulator.deny(".*/live.com/ALL$")


# By the word of the cause: what makes it, and what the user asks for besides.
MAKERS = {
    Cause.UNREADABLE: (lambda emulator: emulator.deny(".*/networkSecurityGroups/nsg-adx.*"), {}),
    Cause.UNKNOWN_MEMBER: (lambda emulator: rule(emulator, destinationAddresses=["*"], future=["x"]), {}),
    Cause.NOT_SETTLED: (
        lambda emulator: edit(emulator, NSG_ID, lambda properties: properties.update(provisioningState="Failed")),
        {},
    ),
    Cause.UNPROVEN_HOP: (without_peering, {}),
    Cause.LEARNED_ROUTE: (gateway, {"extra_dependencies": [{"fqdn": "20.1.1.1", "port": 1433}]}),
    Cause.OTHER_WAY: (lambda emulator: route(emulator, "20.0.0.0/9", "None"), {}),
    Cause.SERVICE_TAG: (lambda emulator: rule(emulator, destinationAddresses=["AzureCloud"]), {}),
    Cause.RESOLVED_ADDRESS: (lambda emulator: rule(emulator, destinationAddresses=["20.0.0.0/8"]), {}),
    Cause.PART_OF_WILDCARD: (lambda emulator: rule(emulator, targetFqdns=["one.blob.core.windows.net"]), {}),
    Cause.PART_OF_SUBNET: (lambda emulator: row(emulator, sourcePortRange="50000-60000"), {}),
    Cause.FQDN_TAG: (lambda emulator: rule(emulator, fqdnTags=["WindowsUpdate"]), {}),
    Cause.WEB_CATEGORY: (lambda emulator: rule(emulator, webCategories=["business"]), {}),
    Cause.URL_PATH: (lambda emulator: rule(emulator, targetUrls=[f"{NAME}/x"], terminateTLS=True), {}),
    Cause.ADDRESS_FAMILY: (dual_stack, {}),
    Cause.TLS_INSPECTION: (
        lambda emulator: rule(emulator, "Allow", targetFqdns=[NAME], terminateTLS=True),
        {},
    ),
    Cause.SQL_REDIRECT: (lambda _emulator: None, {"extra_dependencies": [DATABASE]}),
    Cause.ENDPOINT_POLICY: (with_policy, {}),
    Cause.PRIVATE_SUBNET: (private_subnet, {}),
    Cause.ADMIN_RULE: (admin_rule, {}),
    Cause.NAME_RESOLUTION: (zone_of_secrets, {}),
}
# The one is confirmed by the approval of a plan, the other stops the plan itself (test_data_sources.py).
NOT_HERE = {Cause.APPLIANCE, Cause.SOURCES_UNREAD}


def test_each_cause_is_made():
    assert set(MAKERS) | NOT_HERE == set(Cause)


@pytest.mark.parametrize(
    "cause",
    one_in(6, sorted(MAKERS)),
)
def test_a_doubt_stops_a_first_lock_down_is_accepted_by_its_word_and_stops_nothing_then(run, emulator, cause):
    def call(**options):
        given = {"default_route": "manage", **asked, **options}
        return run("cluster_egress", clusters=[CLUSTER_ID], firewall=FIREWALL_ID, **given)

    emulator.reset("demo", firewall="policy")
    make, asked = MAKERS[cause]
    make(emulator)
    written(emulator)

    refused = call()
    assert (refused["code"], refused["changed"]) == (cause, True)
    assert f"({cause}: " in refused["msg"] and f"accept: [{cause}]" in refused["msg"]
    typed = followed(refused["msg"], "accept", {})
    assert written(emulator) == ["PUT adx-egress"], "rules, and no route"

    taken = done(call(**typed))
    assert cause in {one["word"] for one in taken["clusters"][0]["accepted"]}
    assert "PUT rt-spoke" in written(emulator)

    again = done(call(**typed))
    assert (again["changed"], written(emulator)) == (False, []) and "accept_unused" not in str(again["clusters"])

    done(call(state="absent"))
    assert written(emulator) == ["PUT rt-spoke", "DELETE adx-egress"]


def test_a_parent_policy_that_may_not_be_read_opens_the_verdicts_and_stops_no_removal(run, emulator):
    """Who keeps the parent is often somebody else, and what decides is told, not demanded."""
    emulator.reset("demo", firewall="policy")
    emulator.deny(".*/firewallPolicies/fp-base.*")
    given = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "default_route": "manage"}

    planned = done(run("cluster_egress", **given, steps=["plan"]))
    assert planned["plan_hash"]
    refused = run("cluster_egress", **given)
    assert (
        refused["code"] == "unreadable" and "Firewall policy fp-base in resource group rg-hub could" in refused["msg"]
    )
    assert written(emulator) == ["PUT adx-egress"]
    done(run("cluster_egress", **given, accept=["unreadable"]))
    assert written(emulator) == ["PUT rt-spoke"]
    (cluster,) = done(run("cluster_egress", **given, accept=["unreadable"]))["clusters"]
    assert written(emulator) == [] and "unreadable" in {one["code"] for one in cluster["findings"]}
    done(run("cluster_egress", **given, state="absent"))
    assert written(emulator) == ["PUT rt-spoke", "DELETE adx-egress"]


def test_a_rule_of_a_manager_that_drops_stops_the_routing_and_is_named(run, emulator):
    laid_over(emulator)
    refused = run("cluster_egress", clusters=[CLUSTER_ID], firewall=FIREWALL_ID, default_route="manage")
    assert refused["code"] == "would_be_blocked" and "'nm / closed' of a network manager" in refused["msg"]
    assert written(emulator) == ["PUT fw-hub"]


@pytest.mark.parametrize("whose", ["ours", "the parent's", "the group's"])
def test_an_open_draft_stops_a_write_of_rules_alone_and_is_told(run, emulator, whose):
    """Its deployment replaces what is applied: rules that were written meanwhile go, and the routes stay."""
    emulator.reset("demo", firewall="policy")
    given = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "default_route": "manage"}
    draft = {
        "ours": f"{FIREWALL_POLICY_ID}/firewallPolicyDrafts/default",
        "the parent's": f"{PARENT_POLICY_ID}/firewallPolicyDrafts/default",
        "the group's": f"{GROUP_ID}/ruleCollectionGroupDrafts/default",
    }[whose]
    emulator.seed(draft, {"properties": {"threatIntelMode": "Unknown"}})
    refused = run("cluster_egress", **given)
    assert refused["code"] == "open_draft" and written(emulator) == []
    assert "A draft of " in refused["msg"] and "accept: [open_draft]" in refused["msg"]

    taken = done(run("cluster_egress", **given, accept=["open_draft"]))["clusters"][0]
    assert written(emulator) == ["PUT adx-egress", "PUT rt-spoke"]
    assert "open_draft" in {one["word"] for one in taken["accepted"]}
    (cluster,) = done(run("cluster_egress", **given))["clusters"]
    assert written(emulator) == [] and "open_draft" in {one["code"] for one in cluster["findings"]}
    done(run("cluster_egress", **given, state="absent"))
    assert written(emulator) == ["PUT rt-spoke", "DELETE adx-egress"]


def test_who_may_not_ask_for_drafts_and_admin_rules_is_told_what_the_answer_leaves_out(run, emulator):
    emulator.reset("demo", firewall="policy")
    emulator.deny(".*Drafts/default$")
    emulator.deny(".*listNetworkManagerEffective.*")
    given = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "default_route": "manage"}
    (cluster,) = done(run("cluster_egress", **given))["clusters"]
    left_out = [one for one in cluster["findings"] if one["code"] == "not_covered"]
    assert len(left_out) == 4 and {one["severity"] for one in left_out} == {"info"}
    assert cluster["summary"]["dependencies"] == {"allowed": 71}
