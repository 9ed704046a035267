# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every generator of doubts keeps to."""

from __future__ import annotations

import json
from random import Random

import pytest
from ansible_collections.adx.outbound.tests.emulator.arm.core import Core
from ansible_collections.adx.outbound.tests.emulator.dataplane import specified
from ansible_collections.adx.outbound.tests.emulator.dataplane.doubts import GENERATORS
from ansible_collections.adx.outbound.tests.emulator.front.control import Control

SEEDS = range(30)


@pytest.fixture(params=sorted(GENERATORS), scope="module")
def doubts(request):
    """One of each name that the generator gives for these seeds."""
    found = [GENERATORS[request.param](seed) for seed in SEEDS]
    return request.param, list({one.name: one for one in found}.values())


def passes(doubt, worlds):
    return {specified.ask(world, doubt.question).passes for world in worlds}


def test_the_same_seed_gives_the_same_doubt(doubts):
    generate = GENERATORS[doubts[0]]
    for seed in range(5):
        first, second = generate(seed), generate(seed)
        assert (first.name, first.documents, first.hidden) == (second.name, second.documents, second.hidden)
        chosen = [one.complete(Random(seed)) for one in (first, second)]
        assert chosen[0] == chosen[1]


def test_every_completion_answers_and_random_ones_answer_as_one_of_all(doubts):
    for doubt in doubts[1]:
        everything = passes(doubt, doubt.worlds())
        assert passes(doubt, [doubt.complete(Random(seed)) for seed in range(20)]) <= everything


def test_a_class_has_worlds_that_are_open_and_worlds_that_are_certain(doubts):
    answers = [passes(doubt, doubt.worlds()) for doubt in doubts[1]]
    assert {True, False} in answers
    assert {True} in answers or {False} in answers


def test_a_completion_changes_nothing_that_can_be_read(doubts):
    for doubt in doubts[1]:
        hidden = {key.lower() for key in doubt.hidden}
        assert not hidden & set(doubt.documents)
        for world in doubt.worlds():
            assert {key: world.store[key] for key in doubt.documents} == doubt.documents
            assert set(world.store) - set(doubt.documents) <= hidden


def test_a_document_stands_under_its_own_id_and_could_be_an_answer(doubts):
    for doubt in doubts[1]:
        for key, document in doubt.documents.items():
            assert document.get("id", key).lower() == key
            json.dumps(document)


def test_the_emulator_holds_such_a_world_and_gives_the_same_answer(doubts):
    for doubt in doubts[1]:
        world = doubt.complete(Random(1))
        control = Control(Core(), {})
        control.reset("empty", switches={"newer_members": "shown"})
        for document_id, document in _in_order(world.store):
            control.seed(document_id, document)
        network = specified.network(control, doubt.question, world.truth)
        assert specified.way(network, doubt.question) == specified.ask(world, doubt.question)


def _in_order(store):
    """What others refer to first."""
    order = (
        "resourcegroups",
        "ipgroups",
        "firewallpolicies",
        "networksecuritygroups",
        "routetables",
        "virtualnetworks",
    )

    def rank(item):
        kind = str(item[1].get("type", "")).lower().rsplit("/", 1)[-1]
        return order.index(kind) if kind in order else len(order)

    parents_first = sorted(store.items(), key=lambda item: ("basePolicy" in item[1].get("properties", {}), item[0]))
    return [(document.get("id", key), document) for key, document in sorted(parents_first, key=rank)]
