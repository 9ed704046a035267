# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a network manager lays over a network is asked before the security group of a subnet."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import admin_rules
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.admin_rules import LaidOver
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Decision, Flow, Verdict
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.matches import Cause
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.places import Places

MANAGER = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkManagers/nm"
SOURCES = ("10.20.1.0/24",)
HOST = Flow(443, "Https", fqdn="login.live.com")
ADDRESS = Flow(443, "TCP", addresses=("13.88.13.50",))
OPEN, SHUT = Verdict(Decision.ALLOWED), Verdict(Decision.DENIED, ("nsg", "stop"))
ANYWHERE = {"addressPrefixType": "IPPrefix", "addressPrefix": "*"}
GROUP = {"addressPrefixType": "NetworkGroup", "addressPrefix": f"{MANAGER}/networkGroups/spokes"}


def prefix(text):
    return {"addressPrefixType": "IPPrefix", "addressPrefix": text}


def rule(name, access, priority=10, *, manager=MANAGER, **members):
    properties = {
        "protocol": "Tcp",
        "sources": [],
        "destinations": [ANYWHERE],
        "sourcePortRanges": ["0-65535"],
        "destinationPortRanges": ["443"],
        "direction": "Outbound",
        "access": access,
        "priority": priority,
        "provisioningState": "Succeeded",
        **members,
    }
    id_ = f"{manager}/securityAdminConfigurations/c/ruleCollections/rc/rules/{name}"
    return {"id": id_, "kind": "Custom", "properties": properties}


def asked(*rules, flow=HOST, group=OPEN, delegated=False):
    return admin_rules.outbound(LaidOver(rules, delegated), group, flow, SOURCES, Places())


def test_without_rules_the_security_group_decides():
    assert asked() == OPEN and asked(group=SHUT) == SHUT


@pytest.mark.parametrize(
    ("access", "group", "outcome", "by"),
    [
        ("Deny", OPEN, Decision.DENIED, ("nm", "r")),
        ("deny", SHUT, Decision.DENIED, ("nm", "r")),
        ("AlwaysAllow", SHUT, Decision.ALLOWED, ("nm", "r")),
        ("Allow", OPEN, Decision.ALLOWED, ()),
        ("Allow", SHUT, Decision.DENIED, ("nsg", "stop")),
    ],
)
def test_what_a_rule_does(access, group, outcome, by):
    found = asked(rule("r", access), group=group)
    assert (found.outcome, found.by) == (outcome, by)


def test_the_lowest_number_comes_first():
    found = asked(rule("late", "Deny", 20), rule("first", "AlwaysAllow", 3), group=SHUT)
    assert (found.outcome, found.by) == (Decision.ALLOWED, ("nm", "first"))


@pytest.mark.parametrize(
    "members",
    [
        {"direction": "Inbound"},
        {"protocol": "Udp"},
        {"destinationPortRanges": ["80", "8000-9000"]},
        {"sources": [prefix("10.30.0.0/16")]},
        {"destinations": [prefix("10.0.0.0/8")]},
    ],
    ids=lambda members: next(iter(members)),
)
def test_a_rule_about_something_else_decides_nothing(members):
    assert asked(rule("r", "Deny", **members)) == OPEN


@pytest.mark.parametrize(
    "members",
    [
        {"destinationPortRanges": []},
        {"sourcePortRanges": ["1-65535"]},
        {"destinations": []},
        {"protocol": "Any"},
        {"sources": [prefix("10.20.0.0/16")]},
    ],
    ids=lambda members: next(iter(members)),
)
def test_what_is_left_out_means_anything(members):
    assert asked(rule("r", "Deny", **members)).outcome == Decision.DENIED


@pytest.mark.parametrize(
    ("members", "cause"),
    [
        ({"sources": [GROUP]}, Cause.ADMIN_RULE),
        ({"destinations": [GROUP]}, Cause.ADMIN_RULE),
        ({"future": ["x"]}, Cause.UNKNOWN_MEMBER),
        ({"destinations": [prefix("13.0.0.0/8")]}, Cause.RESOLVED_ADDRESS),
        ({"sources": [prefix("10.20.1.0/25")]}, Cause.PART_OF_SUBNET),
        ({"sourcePortRanges": ["50000-60000"]}, Cause.PART_OF_SUBNET),
        ({"direction": "Both"}, Cause.UNKNOWN_MEMBER),
        ({"provisioningState": "Failed"}, Cause.NOT_SETTLED),
        ({"access": "Later"}, Cause.UNKNOWN_MEMBER),
    ],
)
def test_what_nobody_can_tell_of_a_rule_leaves_open_what_it_would_change(members, cause):
    found = asked(rule("r", **{"access": "Deny", **members}))
    assert (found.outcome, found.cause, found.by) == (Decision.CANNOT_TELL, cause, ("nm", "r"))


def test_it_changes_nothing_where_both_ends_are_the_same():
    assert asked(rule("r", "Deny", sources=[GROUP]), group=SHUT) == SHUT
    assert asked(rule("r", "AlwaysAllow", sources=[GROUP])) == OPEN


def test_an_address_is_judged_by_prefixes():
    denying = rule("r", "Deny", destinations=[prefix("13.88.0.0/16")])
    assert asked(denying, flow=ADDRESS).outcome == Decision.DENIED
    assert asked(denying, flow=Flow(443, "TCP", addresses=("20.1.1.1",))) == OPEN


def test_whether_a_delegated_subnet_has_them_is_open_where_it_matters():
    found = asked(rule("r", "Deny"), delegated=True)
    assert (found.outcome, found.cause) == (Decision.CANNOT_TELL, Cause.ADMIN_RULE)
    assert asked(rule("r", "Deny"), group=SHUT, delegated=True).outcome == Decision.DENIED
    assert asked(rule("r", "Allow"), delegated=True) == OPEN


def test_who_comes_in_meets_the_rules_for_that():
    coming = rule("r", "Deny", direction="Inbound", sources=[ANYWHERE], destinations=[])
    found = admin_rules.inbound(LaidOver((coming,)), OPEN, ADDRESS, SOURCES, Places())
    assert (found.outcome, found.by) == (Decision.DENIED, ("nm", "r"))
    assert admin_rules.inbound(LaidOver((rule("r", "Deny"),)), OPEN, ADDRESS, SOURCES, Places()) == OPEN
    assert admin_rules.inbound(LaidOver(), SHUT, ADDRESS, SOURCES, Places()) == SHUT


ABOVE = MANAGER.replace("/nm", "/above")


@pytest.mark.parametrize("numbers", [(10, 100), (100, 10), (10, 10)])
def test_managers_that_do_not_agree_leave_it_open_whatever_their_numbers(numbers):
    mine, theirs = numbers
    found = asked(rule("a", "AlwaysAllow", mine), rule("b", "Deny", theirs, manager=ABOVE))
    assert (found.outcome, found.cause) == (Decision.CANNOT_TELL, Cause.ADMIN_RULE)


@pytest.mark.parametrize("other", [ABOVE, MANAGER.replace("/g/", "/h/")], ids=["another name", "another group"])
@pytest.mark.parametrize("spell", [str, str.lower, str.upper])
def test_managers_are_told_apart_by_their_whole_ids_in_any_case(spell, other):
    mine, theirs = rule("a", "AlwaysAllow", 10), rule("b", "Deny", 100, manager=other)
    found = asked(*({**one, "id": spell(one["id"])} for one in (mine, theirs)))
    assert (found.outcome, found.cause) == (Decision.CANNOT_TELL, Cause.ADMIN_RULE)


def test_managers_that_agree_or_have_nothing_to_say_do_not():
    assert asked(rule("a", "Deny"), rule("b", "Deny", manager=ABOVE)).outcome == Decision.DENIED
    silent = rule("b", "AlwaysAllow", manager=ABOVE, destinationPortRanges=["80"])
    assert asked(rule("a", "Deny"), silent).outcome == Decision.DENIED


def test_rules_with_one_number_have_to_agree():
    found = asked(rule("a", "AlwaysAllow"), rule("b", "Deny"))
    assert (found.outcome, found.cause) == (Decision.CANNOT_TELL, Cause.ADMIN_RULE)
    assert asked(rule("a", "Deny"), rule("b", "Deny")).outcome == Decision.DENIED
    assert asked(rule("a", "Deny", 3), rule("b", "AlwaysAllow", 4)).outcome == Decision.DENIED
