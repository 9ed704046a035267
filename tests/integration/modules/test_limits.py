# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Azure may refuse is said before the write, and it is Azure that refuses."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, ROUTE_TABLE_ID
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.runner import NAMED, done, sentences

USAGES = "/locations/westus/usages"


def fill(emulator: Any, count: int) -> None:
    """Somebody's routes in the table that is ours to write."""
    more = [
        {
            "name": f"theirs-{number}",
            "properties": {"addressPrefix": f"10.{100 + number // 256}.{number % 256}.0/24", "nextHopType": "None"},
        }
        for number in range(count)
    ]
    edit(emulator, ROUTE_TABLE_ID, lambda properties: properties["routes"].extend(more))


def asked(emulator: Any) -> int:
    return sum(one.path.endswith(USAGES) for one in emulator.log())


def told(result: dict[str, Any]) -> list[str]:
    return [one for one in sentences(result["plan"]) if one.startswith("Route table rt-spoke would have")]


def plan(run: Any, **options: Any) -> dict[str, Any]:
    return done(run("egress_plan_info", **NAMED, **options))


def test_a_usual_plan_asks_nobody_how_much_there_may_be(run, emulator):
    assert told(plan(run)) == [] and asked(emulator) == 0


@pytest.mark.parametrize(("limit", "words"), [(1000, ""), (400, "and Azure itself says that a table takes 400")])
def test_azure_says_itself_how_many_routes_a_table_takes(run, emulator, limit, words):
    fill(emulator, 399)
    emulator.switch(usages_routes=limit)
    found = told(plan(run))
    assert asked(emulator) == 1
    assert [words in one for one in found] == ([True] if words else [])


@pytest.mark.parametrize("limit", [0, -44, 2147483647])
def test_where_azure_does_not_say_the_documentation_counts_with_its_date(run, emulator, limit):
    fill(emulator, 399)
    emulator.switch(usages_routes=limit)
    (sentence,) = told(plan(run))
    assert "as of 2023 a table takes 400" in sentence


def test_who_may_not_ask_hears_the_number_of_the_documentation_and_why(run, emulator):
    fill(emulator, 399)
    emulator.deny(f".*{USAGES}$")
    (sentence,) = told(plan(run))
    assert "as of 2023 a table takes 400" in sentence and "could not be read (" in sentence


def test_the_option_comes_first_and_then_nobody_is_asked(run, emulator):
    fill(emulator, 399)


def test_a_table_that_azure_refuses_leaves_the_rules_and_nothing_half_done(run, emulator):
    fill(emulator, 399)
    before = emulator.document(ROUTE_TABLE_ID)
    given = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "default_route": "manage"}
    result = run("cluster_egress", **given)
    assert result["failed"] and "cannot have more than 400 routes" in result["msg"]
    assert "Azure itself says that a table takes 400" in str(sentences(result["clusters"][0]))
    assert emulator.document(ROUTE_TABLE_ID) == before


def wide(sources: int) -> list[dict[str, Any]]:
    """Rules with so many sources, each to a hundred destinations."""
    rule = {
        "name": "wide",
        "protocols": ["TCP"],
        "source_addresses": [f"10.7.{one}.0/24" for one in range(sources)],
        "destination_addresses": [f"10.8.{one}.0/24" for one in range(100)],
        "destination_ports": ["443"],
    }
    return [{"name": "wide", "kind": "network", "rules": [rule]}]


def test_more_rules_than_a_firewall_should_have_are_written_with_a_warning_that_comes_once(run):
    given = {"firewall_name": FIREWALL_ID, "rule_collections": wide(202)}
    for check, warns in ((True, True), (False, True), (False, False)):
        result = done(run("firewall_rule_collections", check=check, **given))
        assert result["changed"] is warns
        found = [one for one in result.get("warnings", ()) if "source and destination pairs" in str(one)]
        assert len(found) == warns
