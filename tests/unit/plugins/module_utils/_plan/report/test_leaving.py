# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What else can leave is said where it is known, and what was not looked at is said as well."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.causes import problems
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.leaving import leaving

ABOUT = {"injected": True, "route_table": None, "other_rules": {"count": 0, "rules": []}}


def judged(verdict="allowed", **told):
    return {"fqdn": "a.example.com", "firewall": {"verdict": verdict}, **told}


def finding(code, severity="info"):
    return {"severity": severity, "code": code, "subject": "s", "message": f"{code} it is", "remedy": "r"}


def found(*dependencies, findings=(), **about):
    checked = {"about": {**ABOUT, **about}, "dependencies": list(dependencies)}
    return leaving(checked, problems(findings))


def ways(*dependencies, **told):
    return [(one.what, one.items) for one in found(*dependencies, **told).ways]


def test_where_nothing_was_looked_at_nothing_is_said():
    assert leaving({}, ()) is None


def test_wildcards_and_tags_that_are_allowed_are_ways_out():
    assert ways(
        judged(fqdn="*.core.windows.net"),
        judged(fqdn="*.core.windows.net"),
        judged("no_match", fqdn="*.denied.example.com"),
        judged(),
        judged(fqdn=None, service_tag="AzureMonitor"),
    ) == [("1 wildcard", ("*.core.windows.net",)), ("1 service tag", ("AzureMonitor",))]


@pytest.mark.parametrize(
    ("rule", "tag"),
    [
        ("EventHub-5671", "EventHub"),
        ("EventHub.WestUS-5671", "EventHub.WestUS"),
        ("EventHub-names-5671", None),
        ("IotHub-names-5671", None),
        ("EventHubs-of-ours", None),
    ],
)
def test_amqp_leaves_by_the_tag_that_the_rule_is_named_after_and_by_no_tag_where_it_has_names(rule, tag):
    allowed = {"verdict": "allowed", "by": ["c", rule]}
    told = ways({"fqdn": "ours.servicebus.windows.net", "port": 5671, "firewall": allowed})
    assert told == ([("1 service tag", (tag,))] if tag else [])


def test_rules_of_others_are_ways_out_and_what_is_not_listed_is_counted():
    rule = {"by": ["fp", "g", "c", "r"], "destinations": ["x", "y"], "more": 3, "ports": ["443"]}
    assert ways(other_rules={"count": 2, "rules": [rule]}) == [
        ("2 rules of others", ("fp / g / c / r: x, y, 3 more on port 443", "and 1 more rule"))
    ]
    bare = {"by": ["r"], "destinations": [], "more": 0, "ports": []}
    assert ways(other_rules={"count": 1, "rules": [bare]}) == [("1 rule of others", ("r: anything",))]


def test_routes_to_the_internet_are_ways_out_and_others_are_none():
    routes = [
        {"name": "m", "address_prefix": "13.64.38.225/32", "next_hop_type": "Internet"},
        {"name": "d", "address_prefix": "0.0.0.0/0", "next_hop_type": "Internet"},
        {"name": "h", "address_prefix": "10.0.0.0/8", "next_hop_type": "VirtualAppliance"},
    ]
    assert ways(route_table={"routes": routes}) == [("1 route past the firewall", ("13.64.38.225/32 by route m",))]


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"injected": False}, "aside"),
        ({"findings": [finding("no_default_route", "warning")]}, "bad"),
        ({"findings": [finding("lost_default_route", "error")]}, "bad"),
    ],
)
def test_where_nothing_leads_to_the_firewall_everything_can_leave(told, state):
    (way,) = found(**told).ways
    assert (way.what, way.state) == ("Everything", state)


def test_findings_about_it_stand_here_and_those_about_what_was_not_seen():
    made = found(findings=[finding("service_endpoint", "warning"), finding("not_covered"), finding("unmaintained")])
    assert [one.code for one in made.problems] == ["service_endpoint"]
    assert [one.code for one in made.unseen] == ["not_covered"]
    assert len(made.unlooked) == 1 and "managed private endpoints" in made.unlooked[0]
    assert "could not be read" in found(other_rules=None).unlooked[0]
