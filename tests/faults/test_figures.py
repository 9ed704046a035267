# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures are summed up, printed and kept as they were counted."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.faults import figures


@pytest.fixture
def page(tmp_path, monkeypatch):
    """The page without its figures."""
    made = tmp_path / "reliability.md"
    made.write_text(figures._BLOCK.sub("", figures.PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    monkeypatch.setattr(figures, "PAGE", made)
    return made


def counted(number):
    """A table with two rows and their sum."""
    table: figures.Table = {}
    figures.add(table, "b", {"cases": number, "losses": 0})
    figures.add(table, "a", {"cases": 1, "losses": 0})
    figures.add(table, "a", {"cases": 1, "losses": 1})
    return table


def test_rows_are_sorted_and_that_of_all_comes_last():
    lines = figures.text("faults", counted(5)).splitlines()
    assert lines[2:] == [
        "| fault | cases | losses |",
        "|---|---:|---:|",
        "| a | 2 | 1 |",
        "| b | 5 | 0 |",
        "| all | 7 | 1 |",
    ]
    assert figures.line("faults", counted(5)) == "faults: cases 7, losses 1"


def test_what_is_kept_is_read_again_and_takes_the_place_of_what_was_there(page):
    empty = page.read_text(encoding="utf-8")
    assert figures.kept() == {}
    for number in (3, 4):
        tables = {name: counted(number) for name in figures.TITLES}
        figures.keep(tables, 1)
        assert figures.kept() == tables
    assert len(page.read_text(encoding="utf-8").split("### ")) == len(figures.TITLES) + 1
    assert figures._BLOCK.sub("", page.read_text(encoding="utf-8")) == empty


def test_a_sweep_of_some_leaves_the_others_as_they_are_unless_those_drew_by_another_seed(page):
    whole, some = {name: counted(3) for name in figures.TITLES}, {"kills": counted(4)}
    figures.keep(whole, 1)
    figures.keep(some, 1)
    assert figures.kept() == {**whole, **some} and list(figures.kept()) == list(figures.TITLES)
    figures.keep(some, 2)
    assert figures.kept() == some
