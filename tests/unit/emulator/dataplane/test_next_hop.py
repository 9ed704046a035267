# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The oracle for route tables, by tables."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import dataplane, worlds

FIREWALL = ("0.0.0.0/0", "VirtualAppliance", "10.0.1.4")
MANAGEMENT = "AzureDataExplorerManagement"
TAGS = {
    "values": [
        {"name": MANAGEMENT, "properties": {"addressPrefixes": ["13.64.38.225/32", "192.0.2.0/24"]}},
        {"name": f"{MANAGEMENT}.WestUS", "properties": {"addressPrefixes": ["13.64.38.225/32"]}},
        {"name": "AzureCloud", "properties": {"addressPrefixes": ["13.64.38.225/32", "192.0.2.0/25"]}},
        {"name": "AzureCloud.westus", "properties": {"addressPrefixes": ["13.64.38.225/32"]}},
    ]
}


def table(*routes):
    """Routes named r0, r1, ... from (prefix, hop type[, address])."""
    made = []
    for number, (prefix, hop, *address) in enumerate(routes):
        properties = {"addressPrefix": prefix, "nextHopType": hop}
        properties |= {"nextHopIpAddress": address[0]} if address else {}
        made.append({"name": f"r{number}", "properties": properties})
    return {"properties": {"routes": made}}


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ([], ("Internet", None, None)),
        ([FIREWALL], ("VirtualAppliance", "10.0.1.4", "r0")),
        ([FIREWALL, ("13.64.38.225/32", "Internet")], ("Internet", None, "r1")),
        ([("13.64.38.225/32", "Internet"), FIREWALL], ("Internet", None, "r0")),
        ([FIREWALL, ("13.64.38.226/32", "Internet")], ("VirtualAppliance", "10.0.1.4", "r0")),
        ([("13.64.0.0/16", "None"), ("13.64.38.0/24", "VnetLocal")], ("VnetLocal", None, "r1")),
        ([("10.0.0.0/8", "None"), ("::/0", "None")], ("Internet", None, None)),
        ([("13.64.38.225/32", "Internet", "")], ("Internet", None, "r0")),
    ],
)
def test_the_longest_prefix_decides(routes, expected):
    assert dataplane.next_hop(table(*routes), "13.64.38.225") == expected


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ([FIREWALL, (MANAGEMENT, "Internet")], "r1"),
        ([(MANAGEMENT, "Internet"), ("13.64.38.225/32", "None")], "r1"),
        ([(MANAGEMENT, "Internet"), (f"{MANAGEMENT}.WestUS", "None")], "r1"),
        ([("AzureCloud.westus", "None"), (MANAGEMENT, "Internet")], "r1"),
        ([("AzureCloud", "None"), ("AzureCloud.westus", "Internet")], "r1"),
        ([FIREWALL, ("NoSuchTag", "Internet")], "r0"),
    ],
)
def test_at_the_same_prefix_the_more_explicit_route_decides(routes, expected):
    assert dataplane.next_hop(table(*routes), "13.64.38.225", TAGS).route == expected


def test_the_longer_prefix_beats_the_more_explicit_route():
    routes = ((MANAGEMENT, "None"), ("AzureCloud", "Internet"))
    assert dataplane.next_hop(table(*routes), "192.0.2.1", TAGS).route == "r1"


def test_a_tag_without_the_tag_document_matches_nothing():
    assert dataplane.next_hop(table((MANAGEMENT, "None")), "13.64.38.225").route is None


def test_a_subnet_without_a_table_goes_to_the_internet():
    assert dataplane.next_hop(None, "13.64.38.225") == ("Internet", None, None)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("10.50.3.4", ("VirtualAppliance", "10.0.1.4", "to-head-office")),
        ("198.51.100.9", ("Internet", None, "to-partner")),
        ("203.0.113.200", ("None", None, "black-hole")),
        ("10.20.2.4", ("VnetLocal", None, "Keep-Spoke-LOCAL")),
        ("13.64.38.225", ("Internet", None, None)),
    ],
)
def test_the_table_of_the_demo(address, expected):
    demo = dict(worlds.build("demo"))
    assert dataplane.next_hop(demo[worlds.ROUTE_TABLE_ID], address) == expected
