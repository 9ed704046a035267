# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of others that allow the cluster's sources more than it needs are told; ours and what is needed are not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check import other_rules

from ..verdict.documents import application, collection, firewall
from .scenarios import GOOD, QUESTION

NEEDED = [str(flow.fqdn) for flow in QUESTION.flows if flow.fqdn]


def listed(*rules, name="theirs", action="Allow", **changes):
    made = firewall(applications=[collection(name, 1000, action, *rules)])
    question = replace(QUESTION, collections=frozenset({"ours"}))
    return other_rules.listed(question, replace(GOOD, firewall=made, **changes))


def test_a_rule_of_others_is_told_with_its_place_what_it_allows_and_by_which_port():
    found = listed(application("wide", to=["*.example.com"]))
    assert found["count"] == 1
    (one,) = found["rules"]
    assert (one["by"], one["destinations"], one["more"], one["ports"]) == (
        ["theirs", "wide"],
        ["*.example.com"],
        0,
        ["443"],
    )


@pytest.mark.parametrize(
    ("to", "told"),
    [
        (NEEDED[:1], {}),
        (["x.example.com"], {"name": "ours"}),
        (["x.example.com"], {"name": "OURS"}),
        (["x.example.com"], {"action": "Deny"}),
    ],
    ids=["what is needed", "ours", "ours in another case", "a rule that denies"],
)
def test_what_allows_nothing_more_is_not_told(to, told):
    assert listed(application("rule", to=to), **told) == {"count": 0, "rules": []}


def test_of_many_the_first_are_told_and_all_are_counted():
    found = listed(*(application(f"r{number}", to=[f"h{number}.example.com"]) for number in range(30)))
    assert found["count"] == 30 and len(found["rules"]) == 20
    (one,) = listed(application("r", to=[f"h{number}.example.com" for number in range(9)]))["rules"]
    assert (len(one["destinations"]), one["more"]) == (5, 4)


def test_what_could_not_be_read_is_not_no_rule():
    assert listed(unread={"chain": "It could not be read (403)"}) is None
    assert other_rules.listed(QUESTION, replace(GOOD, firewall=None, appliance="10.0.1.4")) is None
