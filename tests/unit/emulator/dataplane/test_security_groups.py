# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The oracle for network security groups, by tables."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import dataplane, worlds

NETWORK = ("10.20.0.0/16", "10.0.0.0/16")
TAGS = {
    "values": [
        {"name": "Storage", "properties": {"addressPrefixes": ["192.0.2.0/24", "2001:db8::/32"]}},
        {"name": "Storage.WestUS", "properties": {"addressPrefixes": ["192.0.2.0/28"]}},
    ]
}


def rule(priority, access="Deny", direction="Outbound", **properties):
    name = properties.pop("name", f"r{priority}")
    written = {
        "protocol": "*",
        "sourceAddressPrefix": "*",
        "sourcePortRange": "*",
        "destinationAddressPrefix": "*",
        "destinationPortRange": "*",
        **properties,
    }
    return {"name": name, "properties": {"priority": priority, "access": access, "direction": direction, **written}}


def group(*rules):
    return {"properties": {"securityRules": list(rules)}}


def ask(nsg, destination="192.0.2.1", **more):
    asked = {"direction": "Outbound", "source": "10.20.1.7", "destination": destination, "port": 443, **more}
    return dataplane.security_group(nsg, service_tags=TAGS, **{"virtual_network": NETWORK, **asked})


def denied(destination="192.0.2.1", source="10.20.1.7", port=443, protocol="Tcp", **written):
    """Whether a group with this one deny rule stops the flow."""
    return ask(group(rule(100, **written)), destination, source=source, port=port, protocol=protocol).by == "r100"


def test_no_group_allows_everything():
    assert ask(None) == (True, None)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"destination": "192.0.2.1"}, (True, "AllowInternetOutBound")),
        ({"destination": "10.0.1.4"}, (True, "AllowVnetOutBound")),
        ({"destination": "10.99.0.1"}, (False, "DenyAllOutBound")),
        ({"destination": "10.0.1.4", "virtual_network": ()}, (False, "DenyAllOutBound")),
        ({"direction": "Inbound", "source": "192.0.2.1", "destination": "10.20.1.7"}, (False, "DenyAllInBound")),
        ({"direction": "Inbound", "source": "10.20.2.7", "destination": "10.20.1.7"}, (True, "AllowVnetInBound")),
        (
            {"direction": "inbound", "source": "168.63.129.16", "destination": "10.20.1.7"},
            (True, "AllowAzureLoadBalancerInBound"),
        ),
    ],
)
def test_a_group_nobody_wrote_into_has_the_default_rules(asked, expected):
    assert ask(group(), **asked) == expected


def test_default_rules_of_the_document_take_the_place_of_ours():
    nsg = group()
    nsg["properties"]["defaultSecurityRules"] = [rule(65500, name="DenyAllOutBound")]
    assert ask(nsg) == (False, "DenyAllOutBound")
    assert ask(nsg, direction="Inbound") == (False, None)


def test_the_lowest_number_of_the_direction_decides():
    rules = [rule(300), rule(200, "Allow"), rule(100, direction="Inbound"), rule(250)]
    assert ask(group(*rules)) == (True, "r200")
    assert ask(group(*rules), direction="Inbound") == (False, "r100")


@pytest.mark.parametrize(
    ("written", "protocol", "expected"),
    [("*", "Udp", True), ("Any", "Tcp", True), ("tcp", "Tcp", True), ("Tcp", "udp", False), ("Icmp", "Icmp", True)],
)
def test_a_rule_wants_its_protocol(written, protocol, expected):
    found = ask(group(rule(100, protocol=written)), protocol=protocol)
    assert (found.by == "r100") is expected


@pytest.mark.parametrize(
    ("written", "port", "expected"),
    [
        ({"destinationPortRange": "443"}, 443, True),
        ({"destinationPortRange": "443"}, 80, False),
        ({"destinationPortRange": "400-500"}, 443, True),
        ({"destinationPortRange": "444-500"}, 443, False),
        ({"destinationPortRange": None, "destinationPortRanges": ["80", "440-445"]}, 443, True),
        ({"destinationPortRange": "", "destinationPortRanges": ["80", "5671"]}, 443, False),
    ],
)
def test_ports_are_single_ranges_or_lists(written, port, expected):
    assert denied(port=port, **written) is expected


def test_icmp_has_no_port():
    assert denied(protocol="Icmp", port=None)
    assert not denied(protocol="Icmp", port=443, destinationPortRange="443")


@pytest.mark.parametrize(
    ("written", "address", "expected"),
    [
        ("*", "192.0.2.1", True),
        ("*", "2001:db8::1", True),
        ("0.0.0.0/0", "192.0.2.1", True),
        ("0.0.0.0/0", "2001:db8::1", False),
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.0/28", "192.0.2.17", False),
        ("VirtualNetwork", "10.0.1.4", True),
        ("virtualnetwork", "10.99.0.1", False),
        ("VirtualNetwork", "192.0.2.1", False),
        ("Internet", "192.0.2.1", True),
        ("Internet", "2603:1030::1", True),
        ("Internet", "10.0.1.4", False),
        ("Internet", "10.99.0.1", False),
        ("Internet", "172.31.0.1", False),
        ("Internet", "192.168.1.1", False),
        ("Internet", "100.64.0.1", False),
        ("Internet", "fd00::1", False),
        ("AzureLoadBalancer", "168.63.129.16", True),
        ("AzureLoadBalancer", "168.63.129.17", False),
        ("storage", "192.0.2.200", True),
        ("Storage.WestUS", "192.0.2.200", False),
    ],
)
def test_addresses_are_prefixes_or_tags_at_both_ends(written, address, expected):
    assert denied(destination=address, destinationAddressPrefix=written) is expected
    assert denied(source=address, sourceAddressPrefix=written) is expected


@pytest.mark.parametrize(("address", "expected"), [("192.0.2.1", True), ("198.51.100.9", True), ("192.0.2.9", False)])
def test_lists_of_addresses_hold_any_of_theirs(address, expected):
    listed = {"destinationAddressPrefix": None, "destinationAddressPrefixes": ["192.0.2.0/30", "198.51.100.9"]}
    assert denied(destination=address, **listed) is expected


def test_public_addresses_that_belong_to_the_network_are_not_the_internet():
    nsg = group(rule(100, destinationAddressPrefix="Internet"))
    assert ask(nsg, virtual_network=["192.0.2.0/24", "10.20.0.0/16"]) == (True, "AllowVnetOutBound")


def test_a_tag_nobody_described_is_refused_where_it_would_count():
    nsg = group(rule(100, destinationAddressPrefix="Sql", destinationPortRange="1433"))
    assert ask(nsg).allowed
    with pytest.raises(ValueError, match="service tag Sql"):
        ask(nsg, port=1433)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ({"destinationApplicationSecurityGroups": [{"id": "/asg"}]}, "application security groups"),
        ({"sourcePortRange": "1024-2000"}, "source ports"),
        ({"sourcePortRange": "", "sourcePortRanges": ["1024"]}, "source ports"),
    ],
)
def test_what_is_not_modelled_is_refused(written, text):
    with pytest.raises(ValueError, match=text):
        denied(**written)


@pytest.mark.parametrize("asked", [{"protocol": "Https"}, {"source": "10.20.1.0/24"}, {"destination": "a.example"}])
def test_a_question_that_is_no_packet_is_refused(asked):
    with pytest.raises(ValueError):
        ask(None, **asked)


def test_the_group_of_the_demo_lets_everything_out():
    nsg = next(doc for key, doc in worlds.build("demo") if key.endswith("/networkSecurityGroups/nsg-adx"))
    assert ask(nsg) == (True, "AllowInternetOutBound")
