# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is alike is one row, with what decides about it and where it goes."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.model import report
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.rows import Group
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents

from .results import DESTINATION, HOSTS, OPEN_IN, PAST, allowing, check_of, checked, judged

OURS, NOBODY = {"verdict": "allowed", "by": ["ours", "rule"]}, {"verdict": "allowed", "by": []}
ROUTED = {"type": "None", "route": "drop"}
TO_ENDPOINT = {"type": "InterfaceEndpoint", "route": "private endpoint pe"}


def entry(**changes):
    (group,) = report(checked(**changes)).groups
    (found,) = group.destinations
    return found.verdict, found.rule, found.note


def test_what_is_alike_is_one_entry_with_all_its_names():
    (group,) = report(checked()).groups
    assert (group.name, group.count) == ("Storage", 2)
    (entry,) = group.destinations
    assert entry.names == HOSTS and entry.rule == "adx-c1-westus-application / Storage-443"
    assert (entry.verdict, entry.way) == ("allowed", "through the firewall")
    entries = report(checked(firewall=allowing("b.contoso.com"))).groups[0].destinations
    assert [(one.names, one.verdict, one.rule) for one in entries] == [
        (("a.contoso.com",), "blocked", "no rule"),
        (("b.contoso.com",), "allowed", "adx-c1-westus-application / Storage-443"),
    ]


def test_beside_a_blocked_destination_stands_what_blocks_it_and_not_the_rule_that_would_allow_it():
    deny = documents.security_group(OPEN_IN, documents.security_rule("no", 100, "Deny"))
    assert entry(security_group=deny) == ("blocked", "security group nsg / no", "")
    nowhere = documents.table(("to-none", "0.0.0.0/0", "None"), PAST)
    assert entry(route_table=nowhere) == ("blocked", "route to-none", "the route drops it")
    elsewhere = documents.table(("to-other", "0.0.0.0/0", "VirtualAppliance", "10.0.1.9"), PAST)
    assert entry(route_table=elsewhere)[:2] == ("unknown", "route to-other")
    unread = {"security_group": "It could not be read (AuthorizationFailed)"}
    assert entry(security_group=None, unread=unread)[:2] == ("unknown", "unknown")


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({}, "a.example.com"),
        ({"fqdn": None, "service_tag": "AzureMonitor"}, "service tag AzureMonitor"),
        ({"fqdn": None, "addresses": ["1.2.3.4", "1.2.3.5"]}, "1.2.3.4, 1.2.3.5"),
        ({"fqdn": None}, ""),
    ],
)
def test_a_destination_is_named_as_it_is_known(told, name):
    ((entry,),) = (group.destinations for group in report(check_of(judged(**told))).groups)
    assert entry.names == (name,)


def test_kinds_of_destinations_stand_in_their_order_and_what_differs_apart():
    made = report(
        check_of(
            judged(category="AzureStorage", fqdn="b.example.com"),
            judged(category="AzureStorage"),
            judged(category="AzureStorage", fqdn="c.example.com", port=80),
            judged(category="Mine"),
            judged(category="AzureActiveDirectory"),
        )
    )
    assert [(one.name, one.count) for one in made.groups] == [("Sign-in", 1), ("Storage", 3), ("Mine", 1)]
    assert [(one.names, one.port) for one in made.groups[1].destinations] == [
        (("c.example.com",), 80),
        (("a.example.com", "b.example.com"), 443),
    ]


def test_addresses_and_routes_are_told_in_plain_words():
    address = {"address": "1.2.3.4", "purpose": "Management", "verdict": "denied", "next_hop": {"type": "Internet"}}
    routes = [
        {"name": "r", "address_prefix": "0.0.0.0/0", "next_hop_type": "Internet"},
        {
            "name": "s",
            "address_prefix": "10.0.0.0/8",
            "next_hop_type": "VirtualAppliance",
            "next_hop_ip_address": "10.0.1.4",
        },
    ]
    made = report(check_of(judged(), addresses=[address], route_table={"name": "rt", "routes": routes}))
    (told,) = made.addresses
    assert (told.address, told.purpose, told.state, told.verdict, told.way) == (
        "1.2.3.4",
        "management",
        "bad",
        "blocked",
        "straight to the internet",
    )
    assert made.routes == (
        ("r", "0.0.0.0/0", "straight to the internet"),
        ("s", "10.0.0.0/8", "through the firewall"),
    )


@pytest.mark.parametrize(
    ("told", "rule", "why"),
    [
        ({}, "ours / rule", ""),
        ({"why": "so"}, "ours / rule", "so"),
        ({"by": [], "next_hop": {"type": "Internet"}}, "ours / rule", "the firewall is never asked"),
        ({"by": ["nsg", "x"], "firewall": NOBODY}, "none needed", "the firewall is never asked"),
        ({"verdict": "no_match", "by": [], "firewall": NOBODY}, "no rule", ""),
        ({"verdict": "cannot_tell", "by": [], "firewall": NOBODY}, "unknown", ""),
        ({"verdict": "denied", "by": ["ours", "rule"], "firewall": OURS}, "ours / rule", ""),
        (
            {"verdict": "denied", "by": ["n"], "security_group": {"verdict": "denied", "by": ["n"]}},
            "security group n",
            "",
        ),
        ({"verdict": "denied", "by": ["drop"], "next_hop": ROUTED}, "route drop", ""),
        ({"verdict": "denied", "by": ["drop"], "next_hop": {"type": "None"}}, "drop", ""),
        ({"verdict": "denied", "by": ["private DNS zone z"], "next_hop": ROUTED}, "private DNS zone z", ""),
        (
            {"verdict": "denied", "by": ["private endpoint pe"], "next_hop": TO_ENDPOINT},
            "private endpoint pe",
            "",
        ),
    ],
)
def test_beside_a_destination_stands_what_decides_about_it(told, rule, why):
    ((entry,),) = (group.destinations for group in report(check_of(judged(**told))).groups)
    assert (entry.rule, entry.note) == (rule, why)


def test_a_group_is_split_by_what_becomes_of_its_destinations():
    group = Group("Storage", (DESTINATION,))
    assert (group.only("bad").count, group.only("good").count, group.only("good").name) == (2, 0, "Storage")
