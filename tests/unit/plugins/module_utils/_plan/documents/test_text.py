# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our slices as lines, for --diff."""

from __future__ import annotations

import difflib

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import (
    firewalls,
    routes,
    rule_collections,
    rule_ownership,
    text,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import wanted_rules
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.dependencies import make
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

NETWORK_RULE = {
    "name": "Extra-1433",
    "description": "SQL",
    "protocols": ["TCP", "UDP"],
    "source_addresses": ["10.20.1.0/24"],
    "source_ip_groups": ["/ipGroups/g"],
    "destination_addresses": ["AzureMonitor"],
    "destination_fqdns": ["sql.example.com"],
    "destination_ip_groups": ["/ipGroups/h"],
    "destination_ports": ["1433", "8000-8080"],
}


def collection(rule, kind="network"):
    return {"name": "adx-c1", "kind": kind, "priority": 1000, "action": "allow", "rules": [rule]}


def changed_lines(before, after):
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[0] in "+-"]


@pytest.mark.parametrize("show", [text.rule_collections, text.route_table, text.subnet, text.network])
def test_nothing_is_no_line(show):
    assert show(None) == ""
    assert text.rule_collections([]) == ""


def test_a_rule_is_one_line_and_each_of_its_targets_another():
    assert text.rule_collections([collection(NETWORK_RULE)]) == (
        "network collection adx-c1: priority 1000, allow\n"
        "  rule Extra-1433 (SQL): TCP, UDP port 1433, 8000-8080 from 10.20.1.0/24, /ipGroups/g to\n"
        "    AzureMonitor\n"
        "    sql.example.com\n"
        "    /ipGroups/h\n"
    )


def test_an_application_rule_shows_its_protocols_with_their_ports():
    rule = {
        "name": "r",
        "source_addresses": ["*"],
        "target_fqdns": ["a.b"],
        "fqdn_tags": ["WindowsUpdate"],
        "protocols": [{"type": "Https", "port": 443}, {"type": "Http", "port": 80}],
    }
    assert text.rule_collections([collection(rule, "application")]).splitlines()[1:] == [
        "  rule r: Https:443, Http:80 from * to",
        "    a.b",
        "    WindowsUpdate",
    ]


def test_a_rule_without_protocols_that_somebody_put_into_our_collection_is_shown_as_well():
    tags = {"name": "r", "sourceAddresses": ["*"], "fqdnTags": ["WindowsUpdate"], "protocols": []}
    found = world.collection("adx-c1", 1000)
    found["properties"]["rules"] = [tags]
    ownership = rule_ownership.Ownership.of([rule_collections.named({"name": "adx-c1", "kind": "application"})])
    assert "WindowsUpdate" in text.rule_collections(firewalls.view(world.firewall(found), ownership))


def test_a_new_name_is_one_line_of_difference():
    options = wanted_rules.RuleOptions("adx-c1", ("10.20.1.0/24",), (1000, 1001))
    one, two = make("Extra", "a.b", 443, "extra"), make("Extra", "c.d", 443, "extra")
    before, after = (
        text.rule_collections(
            rule_collections.to_option(made) for made in wanted_rules.wanted_collections(needed, options)
        )
        for needed in ([one], [one, two])
    )
    assert changed_lines(before, after) == ["+     c.d"]


def test_a_table_is_its_place_its_tags_in_order_and_its_routes():
    table = {
        "location": "westus",
        "tags": {"team": "net", "adx.outbound": "created"},
        "routes": [
            routes.to_option(routes.Route("ADX_Management", "13.64.38.225/32", "Internet")),
            routes.to_option(routes.default_route("10.0.1.4")),
        ],
    }
    assert text.route_table(table) == (
        "location: westus\n"
        "tag adx.outbound: created\n"
        "tag team: net\n"
        "route ADX_Management: 13.64.38.225/32 -> Internet\n"
        "route ADX_Default: 0.0.0.0/0 -> VirtualAppliance 10.0.1.4\n"
    )
    assert text.route_table({"location": "westus", "tags": None, "routes": []}) == "location: westus\n"


@pytest.mark.parametrize(("table", "line"), [("/tables/rt", "/tables/rt"), (None, "none")])
def test_a_subnet_is_the_table_it_names(table, line):
    assert text.subnet({"route_table": table}) == f"route table: {line}\n"


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ((), ""),
        (("a",), "a"),
        (("a", 2, "c"), "a, 2, c"),
        (("a", "b", "c", "d"), "a, b, c and 1 more"),
        (iter("abcde"), "a, b, c and 2 more"),
    ],
)
def test_of_a_long_list_the_first_three_are_told_and_how_many_more_there_are(items, told):
    assert text.some(items) == told
    assert text.some("abcdef", 5) == "a, b, c, d, e and 1 more"


def test_a_group_is_its_priority_before_its_collections():
    shown = text.group({"priority": 300, "rule_collections": [collection(NETWORK_RULE)]})
    assert shown == f"group priority: 300\n{text.rule_collections([collection(NETWORK_RULE)])}"
    assert text.group(None) == ""


def test_no_name_tag_or_description_makes_or_hides_another_line():
    forged = "x\n+ evil\x1b[1A\u202e"
    shown = r"x\n+ evil\x1b[1A\u202e"
    rule = {**NETWORK_RULE, "name": forged, "description": forged}
    collection = {"kind": "network", "name": forged, "priority": 100, "action": "allow", "rules": [rule]}
    plain = {**collection, "name": "x", "rules": [{**rule, "name": "x", "description": "x"}]}
    told = text.rule_collections([collection])
    assert told.count(shown) == 3 and len(told.splitlines()) == len(text.rule_collections([plain]).splitlines())
    table = {"location": "westus", "tags": {forged: forged}, "routes": []}
    assert text.route_table(table) == f"location: westus\ntag {shown}: {shown}\n"
    assert text.subnet({"route_table": forged}) == f"route table: {shown}\n"


def test_a_place_in_a_network_and_who_may_come_in_are_a_fact_per_line():
    told = {
        "network": "Enabled",
        "subnet": "/snet",
        "public_network_access": None,
        "allowed_ip_ranges": ["198.51.100.7", "PowerBI"],
    }
    assert text.network(told) == (
        "network: Enabled\n"
        "subnet: /snet\n"
        "public_network_access: not said\n"
        "allowed_ip_ranges: 198.51.100.7\n"
        "allowed_ip_ranges: PowerBI\n"
    )


@pytest.mark.parametrize(
    ("ranges", "lines"), [([], []), ("x", ["allowed_ip_ranges: x"]), ([5], ["allowed_ip_ranges: 5"])]
)
def test_what_stands_in_the_place_of_ranges_is_shown_as_it_is(ranges, lines):
    told = {"network": None, "public_network_access": "Enabled", "allowed_ip_ranges": ranges}
    assert text.network(told).splitlines() == [
        "network: not said",
        "public_network_access: Enabled",
        *lines,
    ]


def test_no_text_of_somebody_breaks_a_line_of_a_network():
    told = {"network": "a\nb", "public_network_access": "\x1b[2J", "allowed_ip_ranges": ["x\ny"]}
    shown = text.network(told)
    assert len(shown.splitlines()) == 3 and "\x1b" not in shown
