# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of services says what is known of each, and where that is from."""

from __future__ import annotations

import re

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import (
    dependencies,
    documented,
    services,
    wanted_rules,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.service_subnets import Communication
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

ROWS = pytest.mark.parametrize("row", services.TABLE, ids=lambda row: row.name)


@ROWS
def test_a_service_is_found_by_its_type_in_any_case(row):
    assert services.of(f" {row.type.upper()} ") is row


def test_a_type_that_nobody_asks_is_refused_with_those_that_are():
    with pytest.raises(PlanError) as raised:
        services.of("Microsoft.Web/hostingEnvironments")
    assert all(type_ in str(raised.value) for type_ in services.types())


@ROWS
def test_versions_are_released_ones_and_newest_first(row):
    for versions in (row.versions, row.child_versions):
        assert list(versions) == sorted(set(versions), reverse=True)
        assert all(re.fullmatch(r"20\d\d-\d\d-\d\d", version) for version in versions)
    assert row.versions and bool(row.child_versions) == bool(row.children)


@ROWS
def test_everything_that_people_are_told_of_a_service_has_its_source(row):
    for fact in (*row.gaps, *row.never_written):
        assert fact.sentence.endswith(".") and fact.source
    assert all(caller.source and caller.ports for caller in row.callers)


def test_no_service_is_known_that_may_need_nothing():
    assert [row.name for row in services.TABLE if row.empty_is_valid] == []


def test_only_data_explorer_tells_a_partial_answer_by_itself():
    assert [row for row in services.TABLE if row.tells_state or row.required] == [services.DATA_EXPLORER]
    assert services.DATA_EXPLORER.required == dependencies.REQUIRED_CATEGORIES


def test_only_data_explorer_needs_tags_beside_its_answer():
    assert [row for row in services.TABLE if row.tag_rules or row.amqp_tag] == [services.DATA_EXPLORER]
    assert services.DATA_EXPLORER.tag_rules == (services.TagRule("AzureMonitor", 443),)
    assert [rule["service_tag"] for rule in documented.service_tag_rules()] == ["AzureMonitor"]


def test_rules_have_the_tags_of_the_service_they_are_made_for():
    def names(**options):
        made = wanted_rules.wanted_collections([], wanted_rules.RuleOptions("b", ("10.0.0.0/24",), **options))
        return [rule.name for collection in made for rule in collection.rules]

    assert names() == ["AzureMonitor-443"]
    assert names(tag_rules=services.KUBERNETES.tag_rules) == []


@pytest.mark.parametrize(
    ("category", "optional"),
    [("ubuntu-optional", True), ("GPU", True), ("windows", True), ("images", False), ("windows-x", False)],
)
def test_aks_says_by_its_words_what_only_some_need(category, optional):
    assert services.KUBERNETES.is_optional(category) is optional
    assert services.BATCH.is_optional(category) is False


def test_a_caller_that_is_bound_to_a_mode_has_one_that_pools_have():
    modes = {caller.mode for row in services.TABLE for caller in row.callers if caller.mode}
    assert modes == {str(Communication.CLASSIC)}


def test_facts_are_shown_with_their_source():
    assert services.as_options([services.Fact("A.", "b")]) == [{"sentence": "A.", "source": "b"}]
