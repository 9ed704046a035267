# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What pages are made of: a whole document, what is folded, tables, and who made it."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import html_parts
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.elements import element, written
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.html_parts import Place


def texts(made):
    return "".join(made.itertext())


def test_a_page_is_a_whole_document_with_its_title_and_a_policy_that_lets_nothing_in():
    page = html_parts.page("<The title>", [])
    assert page.startswith('<!doctype html>\n<html lang="en"><head><meta charset="utf-8">') and page.endswith(
        "</html>\n"
    )
    assert "<title>&lt;The title&gt;</title>" in page and "default-src 'none'" in page


@pytest.mark.parametrize(
    ("when", "version", "told"),
    [("Tuesday", "1", "Made Tuesday by adx.outbound 1."), ("", "", "Made at an unknown time by adx.outbound.")],
)
def test_at_the_foot_stands_who_made_it_and_when(when, version, told):
    assert texts(html_parts.foot(when, version)) == told


def test_a_heading_is_as_low_as_the_place_it_stands_in():
    assert written(Place(4).heading("x", below=1)) == "<h5>x</h5>"
    assert written(Place().section("x", element("p", "y"))) == "<section><h2>x</h2><p>y</p></section>"


def test_what_is_folded_has_a_summary_and_may_stand_open():
    assert written(html_parts.folded("3 notes", "x")) == '<details class="fold"><summary>3 notes</summary>x</details>'
    assert html_parts.folded("3 notes", is_open=True).get("open") == ""


def test_a_mark_has_the_sign_of_its_state_or_another_one():
    assert (texts(html_parts.mark("bad")), texts(html_parts.mark("bad", "!"))) == ("\N{BALLOT X}", "!")


def test_a_table_is_scrolled_by_keys_too_and_takes_texts_and_cells():
    made = html_parts.plain_table("Rows", ("A", "B"), [("x", html_parts.state_cell("good", "allowed"))])
    assert (made.get("role"), made.get("tabindex"), made.get("aria-label")) == ("region", "0", "Rows, table")
    assert texts(made) == "ABx\N{CHECK MARK} allowed"
    assert texts(html_parts.facts([("Label", "text")])) == "Labeltext"
    assert [texts(one) for one in html_parts.names(["a", "b"])] == ["a", "b"]
    assert (html_parts.code("x", "Lines").tag, texts(html_parts.hint("y"))) == ("pre", "y")
