# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever stands in the place of a member of one of Azure's documents: people get a sentence that says what was
written, nobody loses anything, and nothing is a fault of ours.
"""

from __future__ import annotations

import json
from itertools import product
from random import Random

import pytest
from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.junk import values
from ansible_collections.adx.outbound.tests.junk.rows import ROWS
from ansible_collections.adx.outbound.tests.junk.stage import Case, Stage
from ansible_collections.adx.outbound.tests.junk.worlds import ACTS, WORLDS

_QUICK_PARTS, _QUICK, _WHOLE = 2, 5, 26  # parts of a quick run, cases of each, and of each in a whole one
_PARTS = 5  # of each act in each world, so that an interrupted run has lost little
PARTS = list(product(WORLDS, ACTS, range(_PARTS)))


@pytest.mark.parametrize(("world", "act", "part"), sweep.sample(PARTS, _QUICK_PARTS))
def test_junk_in_the_place_of_a_member_ends_in_a_sentence_and_costs_nobody_anything(
    run, wire, attempt, world, act, part
):
    known = attempt(f"{world}; {act}; {part}")
    if known:
        return
    stage = Stage(run, wire, world, act)
    cases = stage.drawn(Random(f"{sweep.SEED} {world} {act} {part}"), _WHOLE if sweep.WHOLE else _QUICK * sweep.TIMES)
    known.wrong(stage, cases, f"{world}; {act}")


@pytest.mark.parametrize("world", sorted({row[0] for row in ROWS}))
def test_what_has_gone_wrong_once_does_so_no_more(run, wire, world):
    for act in sorted({row[1] for row in ROWS if row[0] == world}):
        stage = Stage(run, wire, world, act)
        wrong = {str(row[2]): stage.wrong(row[2])[1] for row in ROWS if row[:2] == (world, act)}
        assert not [one for one in wrong.items() if one[1]]


def test_the_lists_of_others_would_be_missed(run, wire):
    """The judge of what is lost sees it: here the service itself drops what it should keep."""
    stage = Stage(run, wire, "classic", "lock-down")
    keep = wire.emulator.core.store.documents
    assert keep and stage.wrong(Case("GET", "/nowhere", (), "null")) == ("done, written", [])
    stage._theirs[next(one for one in stage._theirs if one.endswith("fw-hub"))]["properties"]["natRuleCollections"] = []
    assert len(stage.wrong(Case("GET", "/nowhere", (), "null"))[1]) == 1


DOCUMENT = {"name": "a", "properties": {"routes": [{"name": "r"}, {"name": "s"}]}}


@pytest.mark.parametrize("junk", values.JUNK)
def test_junk_stands_in_one_place_alone(junk):
    text = json.dumps(DOCUMENT).encode()
    made = values.spoilt(text, ("properties", "routes", 1, "name"), junk)
    assert made.startswith(b'{"name": "a", "properties": {"routes": [{"name": "r"}, {') and made.endswith(b"}]}}")
    assert values.JUNK[junk] in made and b'"s"' not in made
    assert values.spoilt(text, (), junk) == values.JUNK[junk]
    assert values.spoilt(text, ("properties", "routes", 2), junk) == text


def test_every_place_of_a_document_is_one_and_those_in_a_list_are_alike():
    assert [values.written(one) for one in values.places(DOCUMENT)][3:6] == [
        "properties.routes",
        "properties.routes[0]",
        "properties.routes[0].name",
    ]
    assert len({values.alike(one) for one in values.places(DOCUMENT)}) == 6
