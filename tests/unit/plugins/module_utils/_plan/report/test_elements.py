# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Elements of a page: no text and no attribute in one becomes markup, and what is empty leaves no trace."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.elements import element, written

from .results import Tags


@pytest.mark.parametrize(
    ("made", "html"),
    [
        (element("p"), "<p></p>"),
        (element("p", "a"), "<p>a</p>"),
        (element("p", "a", "b"), "<p>ab</p>"),
        (element("p", 0), "<p>0</p>"),
        (element("p", None, "", [], "a", None), "<p>a</p>"),
        (element("p", "a", element("b", "c"), "d", "e"), "<p>a<b>c</b>de</p>"),
        (element("p", element("b"), "d", element("i"), "e", "f"), "<p><b></b>d<i></i>ef</p>"),
        (element("p", ["a", (element("b"), ["c"]), "d"]), "<p>a<b></b>cd</p>"),
        (element("br"), "<br>"),
    ],
    ids=lambda value: value if isinstance(value, str) else "made",
)
def test_texts_and_elements_stand_in_their_order_and_nothing_stands_for_nothing(made, html):
    assert written(made) == html


def test_an_attribute_is_written_with_hyphens_and_one_that_is_none_is_left_out():
    made = element("p", class_="a", aria_label="b", data_x=3, role=None, title="")
    assert written(made) == '<p class="a" aria-label="b" data-x="3" title=""></p>'


def test_no_text_and_no_attribute_is_markup():
    made = element("p", "<b>&", element("i"), "</p>", title='"><script>')
    html = written(made)
    assert html.endswith(">&lt;b&gt;&amp;<i></i>&lt;/p&gt;</p>")
    assert Tags(html).tags == [("p", {"title": '"><script>'}), ("i", {})]


@pytest.mark.parametrize(
    "sign", ["\x00", "\x08", "\x0b", "\x0c", "\x0e", "\x1f", "\x7f", "\x9f", "\u202e", "\ud800"], ids=ascii
)
def test_a_sign_that_no_page_may_hold_is_shown_escaped_wherever_it_stands(sign):
    page = written(element("p", sign, element("i"), sign, sign, title=sign))
    assert sign not in page and page.count(ascii(sign)[1:-1]) == 4


def test_lines_and_letters_of_any_language_stay():
    text = "a\nc \u00a0é\u4e2d"
    assert written(element("p", text, title=text)) == f'<p title="{text}">{text}</p>'
