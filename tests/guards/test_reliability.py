# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures in docs/reliability.md are those of a whole sweep, of all faults there are, and show no loss."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.faults import figures, sweep

ENOUGH = 500  # cases


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


def test_every_fault_has_been_tried(tables):
    assert set(tables["faults"]) == {*sweep.FAULTS, figures.ALL}
    counts = tables["faults"][figures.ALL]
    assert counts["succeeded"] + counts["failed with a sentence"] >= ENOUGH


@pytest.mark.parametrize("column", ["losses", "wrong", "missed"])
def test_nothing_was_lost(tables, column):
    found = [table[figures.ALL][column] for table in tables.values() if column in table[figures.ALL]]
    assert found and set(found) == {0}


def test_where_if_match_is_honoured_no_writer_took_back_another(tables):
    assert {columns["taken back"] for row, columns in tables["writers"].items() if row.endswith(", honoured")} == {0}
