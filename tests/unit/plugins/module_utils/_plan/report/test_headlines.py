# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A headline names the cause and how much it is about, in the tense that is true."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.catalogue import CATALOGUE
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import headlines
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.causes import problems
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.headlines import Setting

TODAY, AHEAD = Setting(58, "fw-hub"), Setting(58, "fw-hub", would=True)


def cause(code, subject="s", message="The first sentence. And another."):
    (made,) = problems([{"severity": "error", "code": code, "subject": subject, "message": message, "remedy": ""}])
    return made


@pytest.mark.parametrize(
    ("code", "subject", "count", "setting", "told"),
    [
        (
            "blocked_dependency",
            "fp / group / deny-all / x",
            54,
            TODAY,
            "Collection deny-all of firewall fw-hub blocks 54 of 58 destinations",
        ),
        (
            "blocked_dependency",
            "deny / x",
            1,
            AHEAD,
            "Collection deny of firewall fw-hub would block 1 of 58 destinations",
        ),
        ("blocked_dependency", "fw-hub", 58, TODAY, "Firewall fw-hub blocks all 58 destinations: no rule allows them"),
        (
            "parent_policy_deny",
            "fp-base / g / deny / x",
            2,
            AHEAD,
            "Collection deny of parent policy fp-base would block 2 of 58 destinations",
        ),
        ("security_group_blocks", "no", 3, AHEAD, "Security group rule no blocks 3 of 58 destinations"),
        ("firewall_without_address", "fw-hub", 0, TODAY, "Firewall fw-hub is stopped"),
        ("no_default_route", "snet", 0, TODAY, "No default route leads to firewall fw-hub: nothing is locked down"),
        ("something_new", "s", 0, TODAY, "The first sentence"),
    ],
)
def test_a_headline_names_the_cause(code, subject, count, setting, told):
    assert headlines.of(cause(code, subject), setting, count) == told


@pytest.mark.parametrize("code", sorted(code for code, entry in CATALOGUE.items() if entry.severity == "error"))
@pytest.mark.parametrize("setting", [TODAY, AHEAD], ids=["today", "ahead"])
def test_every_error_has_a_headline_that_is_short_whatever_its_subject(code, setting):
    long = " / ".join([f"{one}{'x' * 200}" for one in "abcd"])
    told = headlines.of(cause(code, long, "None of its own"), setting, 3)
    assert told != "None of its own" and len(told) < 170 and "{" not in told


@pytest.mark.parametrize(
    ("total", "count", "told"),
    [
        (58, 54, "54 of 58 destinations"),
        (58, 58, "all 58 destinations"),
        (1, 1, "the one destination"),
        (58, 0, "destinations"),
        (0, 5, "destinations"),
    ],
)
def test_a_share_is_told_as_people_say_it(total, count, told):
    assert Setting(total, "fw").share(count) == told


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ([["c", "r"], [], ["c", "r"]], "collection c would block 2 of 58 destinations"),
        ([[], []], "firewall fw-hub would block 2 of 58 destinations: no rule allows them"),
        ([["lonely"]], "rule lonely would block 1 of 58 destinations"),
    ],
)
def test_what_would_be_blocked_is_told_by_the_rule_that_blocks_most(places, told):
    judged = [{"firewall": {"by": place}} for place in places]
    assert headlines.of_rules_today(judged, TODAY) == told


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("One. Two.", "One"),
        ("fw.example.com is. Then", "fw.example.com is"),
        ("No end", "No end"),
        ("Of /subscriptions/s/resourceGroups/g/providers/X/t/rt-1; and more.", "Of rt-1; and more"),
        (f"A first; {'x' * 200}", "A first"),
        ("y" * 200, f"{'y' * 150}\N{HORIZONTAL ELLIPSIS}"),
    ],
)
def test_of_a_long_text_the_first_sentence_is_told_and_a_resource_by_its_name(message, told):
    assert headlines.first(message) == told


@pytest.mark.parametrize(
    ("concerns", "told"),
    [
        (["storage account lake in resource group rg"], "Storage account lake would not be reached"),
        (
            ["Event Hubs namespace hub in resource group rg", "b"],
            "Event Hubs namespace hub and 1 more would not be reached",
        ),
        (["lake.example"], "lake.example would not be reached"),
        (["lake.example", "b"], "lake.example and 1 more would not be reached"),
        ([], "Something it reads from would not be reached"),
    ],
)
def test_what_would_not_be_reached_is_told_by_its_name_and_a_host_keeps_its_letters(concerns, told):
    made = replace(cause("no_managed_private_endpoint"), concerns=tuple(concerns))
    assert headlines.of(made, TODAY, 0) == told
