# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Risks that are taken in so many words, and in no other way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import acceptance
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.acceptance import (
    LEAVING_WORDS,
    OTHER_SUBNET,
    RESTRICTION_WORDS,
    WORDS,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

ROOT = Path(__file__).resolve().parents[6]
RISK = ("It is another subnet.", "Leave subnet out", "other_subnet")


def test_known_words_are_a_set_and_an_unknown_one_is_named_with_those_there_are():
    assert acceptance.words([]) == frozenset()
    assert acceptance.words([OTHER_SUBNET, OTHER_SUBNET]) == {OTHER_SUBNET}
    with pytest.raises(PlanError) as refused:
        acceptance.words([OTHER_SUBNET, "everything"])
    said = str(refused.value)
    known = {**WORDS, **RESTRICTION_WORDS, **LEAVING_WORDS}
    assert said.startswith("O(accept) names 'everything',") and all(word in said for word in known)


@pytest.mark.parametrize("words", [WORDS, RESTRICTION_WORDS, LEAVING_WORDS])
def test_each_kind_of_call_takes_the_words_of_all_for_they_may_share_a_variable(words):
    assert acceptance.words(list(words)) == set(words)
    with pytest.raises(PlanError, match=r"^O\(accept\) names 'open_to_al', .*; did you mean open_to_all\?$"):
        acceptance.words([*words, "open_to_al"])


def test_a_cluster_that_leaves_its_network_meets_its_own_words_and_those_of_its_restriction():
    assert acceptance.of_leaving() == set(LEAVING_WORDS) | (acceptance.of_restriction() - {"open_while_changing"})
    assert not set(LEAVING_WORDS) & (set(WORDS) | acceptance.of_restriction())


def test_a_risk_is_refused_with_its_code_and_how_it_could_be_accepted():
    with pytest.raises(PlanError) as refused:
        acceptance.unless(frozenset(set(WORDS) - {OTHER_SUBNET}), OTHER_SUBNET, *RISK)
    assert (
        str(refused.value) == "It is another subnet. Leave subnet out, or accept that with O(accept): [other_subnet]."
    )
    assert refused.value.code == "other_subnet"


def test_a_risk_with_its_word_is_told_and_no_longer_refused():
    taken = acceptance.unless({OTHER_SUBNET}, OTHER_SUBNET, *RISK)
    assert taken.as_option() == {"word": OTHER_SUBNET, "sentence": "It is another subnet."}


@pytest.mark.parametrize("page", ["docs/lockdown.md", "plugins/doc_fragments/lockdown.py"])
def test_every_word_is_in_the_documentation_and_no_other(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    assert set(WORDS) <= set(re.findall(r"\w+", text))
    assert set(re.findall(r"O\(accept\): \[(\w+)\]", text)) <= set(WORDS)


def test_every_word_of_restricted_access_is_in_its_guide_and_no_other():
    guide = (ROOT / "docs/restrict.md").read_text(encoding="utf-8")
    table = guide.partition("## Which risks may I take?")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == {*RESTRICTION_WORDS, "sources_unread"}


def test_every_word_of_the_way_out_is_in_its_guide_and_no_other():
    guide = (ROOT / "docs/retirement.md").read_text(encoding="utf-8")
    table = guide.partition("| word | what it accepts | right when |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == {*LEAVING_WORDS, "sources_unread"}


def test_a_word_that_met_no_risk_is_a_finding_and_no_warning():
    found = acceptance.unused(OTHER_SUBNET)
    assert (found.code, found.severity, found.subject) == ("accept_unused", "info", OTHER_SUBNET)


def test_a_plan_alone_tells_nothing_of_the_words_that_only_a_verdict_can_meet():
    assert "open_draft" in acceptance.of_plans() and "not_settled" not in acceptance.of_plans()
    assert acceptance.of_plans() < set(WORDS)


def test_what_is_refused_is_told_by_the_first_of_it_and_all_other_words_are_named_once():
    acceptance.require_accepted([])
    told = [("a", "It is so.", "Mend it"), ("b", "x", "y"), ("a", "x", "y"), ("b", "x", "y")]
    with pytest.raises(PlanError) as refused:
        acceptance.require_accepted(told)
    assert refused.value.code == "a" and str(refused.value) == (
        "It is so. Mend it, or accept that with O(accept): [a]. There is more to accept (b), which the findings"
        " explain."
    )
    with pytest.raises(PlanError, match=r"O\(accept\): \[a\]\.$"):
        acceptance.require_accepted(told[:1])
