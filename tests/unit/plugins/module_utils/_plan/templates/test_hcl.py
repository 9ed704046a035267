# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HCL: strings in which nothing is evaluated, and blocks as `terraform fmt` leaves them."""

from __future__ import annotations

import unicodedata

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates import hcl
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.hcl import Block, Reference
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from hypothesis import given, settings
from hypothesis import strategies as st

from . import drawn, hcl_reader


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a", '"a"'),
        ('say "x"', r'"say \"x\""'),
        ("${x}", r'"\u0024{x}"'),
        ("$${x}", r'"$\u0024{x}"'),
        ("%{ if x }", r'"\u0025{ if x }"'),
        ("$x %y $ {", '"$x %y $ {"'),
        (r"\${x}", r'"\\\u0024{x}"'),
        ("a\nb\r\tc", r'"a\nb\r\tc"'),
        ("<<EOT\nx\nEOT", r'"<<EOT\nx\nEOT"'),
        ("# x // y /* z", '"# x // y /* z"'),
        ("\x00\u2028", r'"\u0000\u2028"'),
        ("\U000e0041", r'"\U000e0041"'),
        ("\uffff", r'"\uffff"'),
        ("", '""'),
        ("東", '"東"'),
    ],
)
def test_a_text_is_a_string_of_one_line(text, written):
    assert hcl.quoted(text) == written and hcl_reader.unquoted(written) == text


def is_normal(text):
    return unicodedata.is_normalized("NFC", text)


@given((drawn.texts | st.text()).filter(is_normal))
@settings(max_examples=50, deadline=None)
def test_every_text_is_read_as_it_is(text):
    block = Block("data", (text, text), {"a": text, "b": {text: [text]}})
    assert hcl_reader.parsed(hcl.text(block)) == {"data": {(text, text): {"a": text, "b": {text: [text]}}}}


def test_a_text_that_terraform_would_change_is_refused():
    with pytest.raises(PlanError, match="spell it in form NFC"):
        hcl.quoted("e\u0301")
    with pytest.raises(PlanError, match="half a character"):
        hcl.quoted("\ud800")


def test_a_block_is_as_terraform_formats_it():
    inner = Block("rule", (), {"name": "x"}, (Block("protocol", (), {"type": "Https", "port": 443}),))
    block = Block(
        "resource",
        ("a", "b"),
        {"id": Reference("c.d"), "longer": 1, "many": ["x", True], "to": False, "map": {"a.b": "c", "d": 1}, "z": []},
        (inner, Block("features")),
    )
    assert hcl.text(block) == (
        'resource "a" "b" {\n'
        "  id     = c.d\n"
        "  longer = 1\n"
        '  many = [\n    "x",\n    true,\n  ]\n'
        "  to = false\n"
        '  map = {\n    "a.b" = "c"\n    "d"   = 1\n  }\n'
        "  z = []\n"
        '\n  rule {\n    name = "x"\n\n    protocol {\n      type = "Https"\n      port = 443\n    }\n  }\n'
        "\n  features {}\n"
        "}\n"
    )
    assert hcl.text(Block("features")) == "features {}\n"
    assert hcl.text(Block("x", (), {}, (Block("y"),))) == "x {\n  y {}\n}\n"
    assert hcl.value({}) == "{}"
