# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever takes the steps of the one safe order, it comes to what is recorded."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.tests.integration import order
from ansible_collections.adx.outbound.tests.integration.performers import PERFORMERS
from ansible_collections.adx.outbound.tests.integration.sampled import REST

RECORDED = order.recorded()
# One of each kind of network, firewall and refusal; `make long` has all the others.
QUICK = (
    "classic-none-manage-present",
    "classic-shared-manage-present",
    "policy-joined-manage-share-absent",
    "hub-found-manage-present",
    "classic-found-manage-present-rules-lost-before-route",
)
CASES = [
    pytest.param(who, scene, id=f"{who}-{name}", marks=() if name in QUICK else REST)
    for who in PERFORMERS
    for name, scene in order.SCENES.items()
]


def expected(who, scene):
    """What is recorded, but that one call reads nothing between its look at what it routed and its check.

    What comes between them it learns no sooner than what comes after the check: it tells what it would have told.
    """
    first, again = RECORDED[str(scene)]
    if who == "one call" and scene.trouble and scene.trouble.before == "check" and not scene.trouble.kills:
        undisturbed = RECORDED[str(replace(scene, trouble=None))][0]
        first = first | {name: undisturbed[name] for name in ("failed", "refusal", "findings")}
    return [first, again]


@pytest.mark.parametrize(("who", "scene"), CASES)
def test_a_run_and_the_next_one_come_to_what_is_recorded(run, emulator, who, scene):
    outcomes = scene.play(PERFORMERS[who], run, emulator)
    messages = [outcome.message for outcome in outcomes]
    assert [outcome.as_recorded() for outcome in outcomes] == expected(who, scene), messages


@pytest.mark.parametrize("scene", [scene for scene in order.SCENES.values() if scene.trouble], ids=str)
def test_after_any_trouble_a_further_run_ends_where_one_without_trouble_ends(scene):
    undisturbed = RECORDED[str(replace(scene, trouble=None))][0]
    again = RECORDED[str(scene)][1]
    told = ("failed", "refusal", "findings", "documents")
    assert {name: again[name] for name in told} == {name: undisturbed[name] for name in told}


def test_every_scene_is_recorded_and_no_other():
    assert list(RECORDED) == list(order.SCENES) and set(QUICK) <= set(RECORDED)


def test_the_record_writes_what_the_table_says_behind_every_kind_of_firewall():
    targets = {"classic": "fw-hub", "policy": "adx-egress", "hub": "adx-egress"}
    for name, scene in order.SCENES.items():
        if scene.trouble:
            continue
        wanted = [write.replace("fw-hub", targets[scene.firewall]) for write in scene.row["writes"]]
        emptied = scene.state == "absent" and scene.firewall != "classic"  # a group that holds nothing any more goes
        wanted = [write.replace("PUT adx-egress", "DELETE adx-egress") if emptied else write for write in wanted]
        first, again = RECORDED[name]
        assert first["writes"] == wanted and again["writes"] == []
        assert first["documents"] == again["documents"] and first["failed"] == ("refused" in scene.row)


def test_of_what_differs_only_what_is_different_counts():
    before = {"routes": [{"name": "a", "hop": 1}, {"name": "b"}], "tags": {}}
    after = {"routes": [{"name": "c"}, {"name": "a", "hop": 2}], "tags": {}}
    found = order.changes(before, after)["routes"]
    assert found["a"] == {"hop": {"was": 1, "now": 2}} and set(found) == {"a", "b", "c"}
    assert order.changes(before, {"tags": {}, "routes": before["routes"][::-1]}) == {}
