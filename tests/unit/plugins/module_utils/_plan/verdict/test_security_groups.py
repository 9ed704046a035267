# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The evaluator of security groups, with the documented rows of the cluster's subnet as yardstick."""

# ruff: noqa: E501 -- a case is a line
from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import _documented_data as data
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import places, security_groups
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.places import Places
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.security_groups import SecurityGroup

from .documents import SUBNET, name_flow, security_group, security_rule, table, virtual_network

HOST = name_flow("a.contoso.com")
STORAGE = name_flow("x.blob.core.windows.net", category="AzureStorage")
AMQP = name_flow("*.servicebus.windows.net", 5671)
PRIVATE = Flow(443, "TCP", addresses=("10.20.9.9",))
KNOWN = Places(virtual_network=("10.20.0.0/16",))
rule = security_rule
DENY_ALL = rule("deny-all", 4096, "Deny")


def from_ports(made, **ports):
    return {**made, "properties": {**made["properties"], **ports}}


OUTBOUND = [
    ("the default rules let the internet out", security_group(), HOST, "allowed", "AllowInternetOutBound"),
    ("the default rules let the network out", security_group(), PRIVATE, "allowed", "AllowVnetOutBound"),
    (
        "private space outside the network is no internet, but a gateway may lead there",
        security_group(),
        Flow(443, "TCP", addresses=("192.168.1.1",)),
        "cannot_tell",
        "AllowVnetOutBound",
    ),
    (
        "and a deny for the internet does not stop it",
        security_group(rule("r", 100, "Deny", to="Internet"), rule("s", 200, "Allow")),
        Flow(443, "TCP", addresses=("192.168.1.1",)),
        "allowed",
        "s",
    ),
    (
        "a rule about source ports may or may not match",
        security_group(from_ports(rule("r", 100, "Deny"), sourcePortRange="1024-2047")),
        HOST,
        "cannot_tell",
        "r",
    ),
    (
        "even one about several",
        security_group(from_ports(rule("r", 100, "Deny"), sourcePortRanges=["1024", "2048"])),
        HOST,
        "cannot_tell",
        "r",
    ),
    (
        "all source ports are no condition",
        security_group(from_ports(rule("r", 100, "Deny"), sourcePortRange="0-65535")),
        HOST,
        "denied",
        "r",
    ),
    ("own rules come before the defaults", security_group(DENY_ALL), HOST, "denied", "deny-all"),
    (
        "the lower number wins",
        security_group(rule("late", 300, "Deny"), rule("early", 200, "Allow")),
        HOST,
        "allowed",
        "early",
    ),
    (
        "an inbound rule lets nothing out",
        security_group(DENY_ALL, rule("i", 100, "Allow", "Inbound")),
        HOST,
        "denied",
        "deny-all",
    ),
    (
        "tag Internet is every public address",
        security_group(rule("r", 100, "Deny", to="Internet")),
        HOST,
        "denied",
        "r",
    ),
    ("a port range has its ends", security_group(rule("r", 100, "Deny", ports="400-443")), HOST, "denied", "r"),
    (
        "another port does not match",
        security_group(rule("r", 100, "Deny", ports="80")),
        HOST,
        "allowed",
        "AllowInternetOutBound",
    ),
    ("several ports", security_group(rule("r", 100, "Deny", ports=["80", "443"])), HOST, "denied", "r"),
    (
        "a port that nobody understands may be any",
        security_group(rule("r", 100, "Deny", ports="https")),
        HOST,
        "cannot_tell",
        "r",
    ),
    ("however many digits it has", security_group(rule("r", 100, "Deny", ports="4" * 5000)), HOST, "cannot_tell", "r"),
    (
        "beside one that matches it says nothing",
        security_group(rule("r", 100, "Deny", ports=["x", "443"])),
        HOST,
        "denied",
        "r",
    ),
    (
        "protocol Udp is not TCP",
        security_group(rule("r", 100, "Deny", protocol="Udp")),
        HOST,
        "allowed",
        "AllowInternetOutBound",
    ),
    ("protocol Tcp is TCP", security_group(rule("r", 100, "Deny", protocol="Tcp")), HOST, "denied", "r"),
    (
        "another source is not ours",
        security_group(rule("r", 100, "Deny", source="10.9.0.0/16")),
        HOST,
        "allowed",
        "AllowInternetOutBound",
    ),
    ("our network is our source", security_group(rule("r", 100, "Deny", source="VirtualNetwork")), HOST, "denied", "r"),
    (
        "several sources",
        security_group(rule("r", 100, "Deny", source=["10.9.0.0/16", "10.20.0.0/16"])),
        HOST,
        "denied",
        "r",
    ),
    (
        "a part of the subnet leaves it open",
        security_group(rule("r", 100, "Deny", source="10.20.1.0/28")),
        HOST,
        "cannot_tell",
        "r",
    ),
    (
        "storage names lie in tag Storage",
        security_group(DENY_ALL, rule("r", 100, "Allow", to="Storage")),
        STORAGE,
        "allowed",
        "r",
    ),
    (
        "AMQP lies in tag EventHub",
        security_group(DENY_ALL, rule("r", 100, "Allow", to="EventHub", ports="5671")),
        AMQP,
        "allowed",
        "r",
    ),
    (
        "a regional tag holds a part",
        security_group(DENY_ALL, rule("r", 100, "Allow", to="Storage.WestUS")),
        STORAGE,
        "cannot_tell",
        "r",
    ),
    (
        "an unknown name may lie in a tag",
        security_group(DENY_ALL, rule("r", 100, "Allow", to="Storage")),
        HOST,
        "cannot_tell",
        "r",
    ),
    (
        "an application security group at the far end is not the internet",
        security_group(
            {
                "name": "r",
                "properties": {
                    **rule("r", 100, "Deny")["properties"],
                    "destinationAddressPrefix": "",
                    "destinationApplicationSecurityGroups": [{"id": "/a"}],
                },
            }
        ),
        HOST,
        "allowed",
        "AllowInternetOutBound",
    ),
    (
        "an application security group at our end leaves it open",
        security_group(
            {
                "name": "r",
                "properties": {
                    **rule("r", 100, "Deny")["properties"],
                    "sourceAddressPrefix": "",
                    "sourceApplicationSecurityGroups": [{"id": "/a"}],
                },
            }
        ),
        HOST,
        "cannot_tell",
        "r",
    ),
]


@pytest.mark.parametrize(("why", "group", "flow", "outcome", "by"), OUTBOUND, ids=[case[0] for case in OUTBOUND])
def test_what_leaves_the_subnet_is_judged_as_documented(why, group, flow, outcome, by):
    verdict = security_groups.outbound(SecurityGroup(group), flow, (SUBNET,), KNOWN)
    assert (verdict.outcome, verdict.by[-1]) == (outcome, by)


def test_without_a_security_group_everything_may_leave_and_come():
    assert security_groups.outbound(None, HOST, (SUBNET,), KNOWN).outcome == "allowed"
    assert security_groups.inbound(None, PRIVATE, (SUBNET,), KNOWN).outcome == "allowed"


def documented_rows(without=None):
    """A security group that follows the documentation to the letter and lets nothing else out."""
    rows = [
        rule(f"r{number}", 100 + number, "Allow", to=row["destination"], ports=[str(port) for port in row["ports"]])
        for number, row in enumerate(data.OUTBOUND_SECURITY_RULES)
        if row["destination"] != without
    ]
    return security_group(*rows, DENY_ALL)


@pytest.mark.parametrize("fqdn", ["a.contoso.com", "login.live.com", "*.core.windows.net", "*.vault.azure.net"])
def test_a_group_with_every_documented_row_lets_the_documented_names_out(fqdn):
    assert (
        security_groups.outbound(SecurityGroup(documented_rows()), name_flow(fqdn), (SUBNET,), KNOWN).outcome
        == "allowed"
    )


@pytest.mark.parametrize("to", ["VirtualNetwork", "198.51.100.0/24"])
def test_the_documented_rows_do_not_help_against_a_deny_above_them_that_may_match(to):
    group = documented_rows()
    group["properties"]["securityRules"].append(rule("first", 99, "Deny", to=to))
    known = places.around(None, ALONE, table(DEFAULT), None)
    verdict = security_groups.outbound(SecurityGroup(group), HOST, (SUBNET,), known)
    assert (verdict.outcome, verdict.by[-1]) == ("cannot_tell", "first")


def test_a_group_that_lacks_a_documented_row_is_no_yardstick():
    group = documented_rows(without="AzureActiveDirectory")
    assert (
        security_groups.outbound(SecurityGroup(group), name_flow("login.live.com"), (SUBNET,), KNOWN).outcome
        == "cannot_tell"
    )
    missing = name_flow("login.microsoftonline.com", category="AzureActiveDirectory")
    assert security_groups.outbound(SecurityGroup(group), missing, (SUBNET,), KNOWN).outcome == "denied"


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({}, "allowed"),
        ({"sourceAddressPrefix": SUBNET}, "allowed"),
        ({"sourceAddressPrefix": "10.99.0.0/24"}, "cannot_tell"),
        ({"sourceAddressPrefix": "10.20.1.0/25"}, "cannot_tell"),
        ({"sourcePortRange": "1024-2047"}, "cannot_tell"),
    ],
)
def test_a_documented_row_that_is_not_about_the_subnet_is_no_row(changed, outcome):
    group = documented_rows()
    row = next(one for one in group["properties"]["securityRules"] if "AzureActiveDirectory" in str(one))
    row["properties"].update(changed)
    assert (
        security_groups.outbound(SecurityGroup(group), name_flow("login.live.com"), (SUBNET,), KNOWN).outcome == outcome
    )


@pytest.mark.parametrize(
    "to",
    [
        *("224.0.0.0/4", "240.0.0.0/4", "0.0.0.0/8", "192.0.0.0/24", "198.18.0.0/15", "fe80::/10", "2001:db8::/32"),
        *("168.63.129.16/32", "AzurePlatformIMDS", "AzurePlatformDNS", "AzurePlatformLKM", "AzureLoadBalancer"),
    ],
)
def test_a_deny_of_what_no_name_resolves_to_leaves_names_alone(to):
    group = security_group(rule("r", 100, "Deny", to=to), rule("s", 200, "Allow"))
    for flow in (HOST, STORAGE):
        assert security_groups.outbound(SecurityGroup(group), flow, (SUBNET,), KNOWN).outcome == "allowed"
    unknown = security_group(rule("r", 100, "Deny", to="20.0.0.0/16"), rule("s", 200, "Allow"))
    assert security_groups.outbound(SecurityGroup(unknown), HOST, (SUBNET,), KNOWN).outcome == "cannot_tell"


def test_what_the_platform_answers_is_denied_to_who_asks_for_its_address():
    group = security_group(rule("r", 100, "Deny", to="AzureLoadBalancer"), rule("s", 200, "Allow"))
    asked = Flow(443, "TCP", addresses=("168.63.129.16",))
    assert security_groups.outbound(SecurityGroup(group), asked, (SUBNET,), KNOWN).outcome == "denied"


def test_the_yardstick_is_not_for_destinations_of_the_users_own():
    own = name_flow("sql.contoso.com", category="Extra")
    assert security_groups.outbound(SecurityGroup(documented_rows()), own, (SUBNET,), KNOWN).outcome == "cannot_tell"


def coming(address="13.64.38.225", purpose=places.MANAGEMENT):
    return Flow(443, "TCP", addresses=(address,), category=purpose)


INBOUND = [
    ("the default rules let nobody in from the internet", (), coming(), "denied", "DenyAllInBound"),
    (
        "the documented tag is the management addresses",
        (rule("r", 100, "Allow", "Inbound", source="AzureDataExplorerManagement", ports="443"),),
        coming(),
        "allowed",
        "r",
    ),
    (
        "no tag covers health monitoring",
        (rule("r", 100, "Allow", "Inbound", source="AzureDataExplorerManagement", ports="443"),),
        coming(purpose=places.HEALTH_MONITORING),
        "denied",
        "DenyAllInBound",
    ),
    (
        "an address by itself",
        (rule("r", 100, "Allow", "Inbound", source="13.64.38.225", ports="443"),),
        coming(),
        "allowed",
        "r",
    ),
    (
        "a list of addresses",
        (rule("r", 100, "Allow", "Inbound", source=["1.2.3.4/32", "13.64.38.225/32"], ports="443"),),
        coming(),
        "allowed",
        "r",
    ),
    (
        "not from every port",
        (from_ports(rule("r", 100, "Allow", "Inbound", source="*"), sourcePortRange="1024-65535"),),
        coming(),
        "cannot_tell",
        "r",
    ),
    (
        "another address",
        (rule("r", 100, "Allow", "Inbound", source="13.64.38.226", ports="443"),),
        coming(),
        "denied",
        "DenyAllInBound",
    ),
    (
        "another port",
        (rule("r", 100, "Allow", "Inbound", source="Internet", ports="80"),),
        coming(),
        "denied",
        "DenyAllInBound",
    ),
    ("anybody", (rule("r", 100, "Allow", "Inbound", source="Internet", ports="443"),), coming(), "allowed", "r"),
    ("into the subnet", (rule("r", 100, "Allow", "Inbound", source="*", to=SUBNET),), coming(), "allowed", "r"),
    (
        "into another subnet",
        (rule("r", 100, "Allow", "Inbound", source="*", to="10.20.2.0/24"),),
        coming(),
        "denied",
        "DenyAllInBound",
    ),
    (
        "into a part of the subnet",
        (rule("r", 100, "Allow", "Inbound", source="*", to="10.20.1.0/25"),),
        coming(),
        "cannot_tell",
        "r",
    ),
    (
        "a deny above",
        (rule("d", 100, "Deny", "Inbound", source="Internet"), rule("r", 200, "Allow", "Inbound", source="*")),
        coming(),
        "denied",
        "d",
    ),
    (
        "the load balancer's probe",
        (),
        Flow(443, "TCP", addresses=("168.63.129.16",)),
        "allowed",
        "AllowAzureLoadBalancerInBound",
    ),
]


@pytest.mark.parametrize(("why", "rules", "flow", "outcome", "by"), INBOUND, ids=[case[0] for case in INBOUND])
def test_what_comes_in_is_judged_as_documented(why, rules, flow, outcome, by):
    verdict = security_groups.inbound(SecurityGroup(security_group(*rules)), flow, (SUBNET,), KNOWN)
    assert (verdict.outcome, verdict.by[-1]) == (outcome, by)


def test_management_addresses_that_a_fetched_tag_does_not_hold_are_not_covered_by_it():
    known = Places({"azuredataexplorermanagement": ("13.86.219.64/28",)}, KNOWN.virtual_network)
    group = security_group(rule("r", 100, "Allow", "Inbound", source="AzureDataExplorerManagement"))
    assert security_groups.inbound(SecurityGroup(group), coming(), (SUBNET,), known).outcome == "denied"
    assert security_groups.inbound(SecurityGroup(group), coming("13.86.219.65"), (SUBNET,), known).outcome == "allowed"


DEFAULT, HOST_ROUTE = ("to-hub", "0.0.0.0/0", "VirtualAppliance", "10.0.1.4"), ("r", "13.64.38.225/32", "Internet")
GATEWAY = virtual_network("10.20.0.0/16", subnets=["GatewaySubnet"])
ALONE = virtual_network("10.20.0.0/16")


@pytest.mark.parametrize(
    ("routes", "network", "address", "outcome"),
    [
        ((), ALONE, "10.20.9.9", "denied"),
        ((HOST_ROUTE,), ALONE, "13.64.38.226", "allowed"),
        ((HOST_ROUTE,), ALONE, "13.64.38.225", "cannot_tell"),
        ((), GATEWAY, "13.64.38.226", "cannot_tell"),
    ],
    ids=["in the network", "outside of it", "where a route leads", "where a gateway may lead"],
)
def test_a_rule_for_tag_virtual_network_is_about_what_the_tag_holds(routes, network, address, outcome):
    known = places.around({"properties": {"addressPrefix": SUBNET}}, network, table(*routes), None)
    group = security_group(rule("r", 100, "Deny", "Outbound", to="VirtualNetwork"), rule("s", 200, "Allow"))
    flow = Flow(443, "TCP", addresses=(address,))
    assert security_groups.outbound(SecurityGroup(group), flow, (SUBNET,), known).outcome == outcome


def test_public_space_of_the_own_network_is_no_internet():
    known = places.around(None, virtual_network("20.50.0.0/16"), None, None)
    group = security_group(rule("r", 100, "Deny", to="Internet"))
    assert (
        security_groups.outbound(SecurityGroup(group), Flow(443, "TCP", addresses=("20.50.0.9",)), (SUBNET,), known).by[
            -1
        ]
        != "r"
    )
    assert (
        security_groups.outbound(SecurityGroup(group), Flow(443, "TCP", addresses=("20.60.0.9",)), (SUBNET,), known).by[
            -1
        ]
        == "r"
    )


def test_a_group_in_which_no_rule_speaks_of_a_flow_lets_nothing_pass():
    bare = {"name": "nsg", "properties": {"securityRules": [rule("udp", 100, "Allow", protocol="Udp")]}}
    leaving = security_groups.outbound(SecurityGroup(bare), HOST, (SUBNET,), KNOWN)
    arriving = security_groups.inbound(SecurityGroup(bare), coming(), (SUBNET,), KNOWN)
    assert leaving == arriving and (leaving.outcome, leaving.by) == ("denied", ("nsg",))


OTHERS = [
    name_flow(name, category=category)
    for name in ("a.contoso.com", "x.blob.core.windows.net", "login.live.com")
    for category in ("", "AzureStorage")
]
RULES = {
    "a service's tag": [rule("r", 100, "Deny", to="Storage")],
    "a service's tag that is let out": [rule("r", 100, "Allow", to="Storage", ports="443"), DENY_ALL],
    "the internet": [rule("r", 100, "Allow", to="Internet", ports="443"), DENY_ALL],
    "the network": [rule("r", 100, "Deny", to="VirtualNetwork")],
    "a wide prefix": [rule("r", 100, "Deny", to="40.0.0.0/8")],
}


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_what_was_asked_before_changes_no_verdict(rules):
    """What a rule says of one name is kept where it says the same of all; a doubt names the one it is about."""
    flows = [*OTHERS, *(replace(one, version=6) for one in OTHERS), HOST]

    def fresh(flow):
        known = places.around(None, ALONE, table(DEFAULT), None)
        return security_groups.outbound(SecurityGroup(security_group(*rules)), flow, (SUBNET,), known)

    kept, group = places.around(None, ALONE, table(DEFAULT), None), SecurityGroup(security_group(*rules))
    for listed in (flows, flows[::-1]):
        assert [security_groups.outbound(group, flow, (SUBNET,), kept) for flow in listed] == list(map(fresh, listed))
