# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures in docs/reliability.md are those of a whole sweep, of all faults there are, and show no loss."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.faults import figures, sweep

# What each sweep has tried at least, and the columns that say so.
ENOUGH = {
    "faults": (5606, ["succeeded", "failed with a sentence"]),
    "faults_one_call": (2000, ["succeeded", "failed with a sentence"]),
    "kills": (836, ["kills"]),
    "kills_one_call": (700, ["kills"]),
    "access_faults": (3000, ["succeeded", "failed with a sentence"]),
    "access_kills": (400, ["kills"]),
    "access_switches": (300, ["cases"]),
    "access_writers": (1500, ["cases"]),
    "leaving_faults": (1200, ["succeeded", "failed with a sentence"]),
    "leaving_kills": (300, ["kills"]),
    "leaving_switches": (250, ["cases"]),
    "leaving_writers": (500, ["cases"]),
    "writers": (6000, ["rounds"]),
    "hostile": (1616, ["cases"]),
    "plays": (32, ["plays"]),
}


@pytest.fixture(scope="module")
def tables():
    return figures.kept()


def test_every_sweep_has_its_table_and_its_sums_are_right(tables):
    assert set(tables) == set(figures.TITLES)
    for table in tables.values():
        again: figures.Table = {}
        for row in table:
            if row != figures.ALL:
                figures.add(again, row, table[row])
        assert again == table


@pytest.mark.parametrize("name", ["faults", "faults_one_call"])
def test_every_fault_has_been_tried(tables, name):
    assert set(tables[name]) == {*sweep.FAULTS, figures.ALL}


@pytest.mark.parametrize("name", figures.TITLES)
def test_no_sweep_has_become_smaller(tables, name):
    least, columns = ENOUGH[name]
    assert sum(tables[name][figures.ALL][column] for column in columns) >= least


@pytest.mark.parametrize("column", ["losses", "wrong", "missed"])
def test_nothing_was_lost(tables, column):
    found = [table[figures.ALL][column] for table in tables.values() if column in table[figures.ALL]]
    assert found and set(found) == {0}


def test_where_if_match_is_honoured_no_writer_took_back_another(tables):
    assert {columns["taken back"] for row, columns in tables["writers"].items() if row.endswith(", honoured")} == {0}
