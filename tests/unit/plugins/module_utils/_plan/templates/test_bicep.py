# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bicep: the same documents as in ARM, read back by a parser that takes nothing which would be evaluated."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates import arm, bicep, resources
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.rendered import rendered
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from . import bicep_reader, drawn, meanings, samples

MANAGED = samples.ALL["a group with a default route and a table to be made"]


def same_as_arm(plans):
    files = {file.name: file for file in rendered(plans, "bicep").files}
    for tree in resources.resources(plans):
        whole = [file for file in files.values() if file.resource == tree.shared and file.form == "whole"]
        parts = [file for file in files.values() if file.resource == tree.shared and file.form == "fragment"]
        assert bool(whole) is bool(tree.whole) and bool(parts) is bool(tree.fragments)
        for file in whole:
            document = arm.template(tree, [])
            document["metadata"].pop("about")
            assert bicep_reader.compiled(bicep_reader.parsed(file.text), meanings.prefix(file)) == document
        for file in parts:
            assert list(bicep_reader.parsed(file.text).exported.values()) == arm.parts(tree)


@pytest.mark.parametrize("plans", samples.ALL.values(), ids=samples.ALL)
def test_real_plans_are_compiled_to_the_documents_of_arm(plans):
    same_as_arm(plans)


@given(drawn.plans())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_drawn_plans_are_compiled_to_the_documents_of_arm(plans):
    same_as_arm(plans)


def test_what_is_there_is_referred_to_and_never_defined():
    rules, routes = (
        bicep_reader.parsed(file.text) for file in rendered(samples.ALL["a group of our own"], "bicep").files[:2]
    )
    assert [one["type"] for one in rules.resources.values() if one["existing"]] == [
        "Microsoft.Network/firewallPolicies"
    ]
    assert [one["body"] for one in routes.resources.values() if one["existing"]] == [{"name": "rt"}]


def test_a_table_of_ours_is_made_only_when_asked_for():
    text = rendered(MANAGED, "bicep").files[1].text
    found = bicep_reader.parsed(text)
    assert found.parameters["createRouteTable"]["defaultValue"] is False
    (table,) = [one for one in found.resources.values() if one["condition"]]
    assert table["condition"] == "createRouteTable" and not [one for one in found.resources.values() if one["existing"]]
    assert "#disable-next-line no-unused-params\nparam rulesAreInPlace bool\n" in text


def test_a_fragment_has_variables_to_import_and_asks_for_what_nobody_gives():
    text = rendered(samples.ALL["a firewall"], "bicep").files[0].text
    found = bicep_reader.parsed(text)
    assert found.resources == {} and list(found.parameters) == [bicep.ONLY_A_FRAGMENT]
    assert "defaultValue" not in found.parameters[bicep.ONLY_A_FRAGMENT] and len(found.exported) == 1


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a", "'a'"),
        ("it's", r"'it\'s'"),
        ("${x}", r"'\${x}'"),
        ("$x", "'$x'"),
        (r"\${x}", r"'\\\${x}'"),
        ("a\nb\r\tc", r"'a\nb\r\tc'"),
        ("'''", r"'\'\'\''"),
        ("\x00\u2028", r"'\u{0}\u{2028}'"),
        ("\U000e0041", r"'\u{e0041}'"),
        ("", "''"),
        ("東", "'東'"),
    ],
)
def test_a_text_is_a_string_of_one_line(text, written):
    assert bicep.quoted(text) == written and bicep_reader.unquoted(written) == text


@given(drawn.texts | st.text())
def test_every_text_is_read_as_it_is(text):
    assert bicep_reader.unquoted(bicep.quoted(text)) == text
    program = bicep_reader.parsed(f"@export()\nvar x = {bicep.value({text: [text]})}\n")
    assert program.exported == {"x": {text: [text]}}


def test_values_stand_on_lines_of_their_own():
    assert bicep.value({"a": [1, True, False], "b.c": {}, "d": []}) == (
        "{\n  a: [\n    1\n    true\n    false\n  ]\n  'b.c': {}\n  d: []\n}"
    )
    assert bicep.value({"a": 1}, 1) == "{\n    a: 1\n  }"


@pytest.mark.parametrize(
    "text",
    ["var x = 'a'\n", "metadata a = '${b}'\n", "metadata a = '''b'''\n", "metadata a = 'b\n'\n", "module a 'b' = {}\n"],
)
def test_the_parser_takes_nothing_that_our_files_are_not_made_of(text):
    with pytest.raises((ValueError, KeyError, AssertionError, AttributeError)):
        bicep_reader.parsed(text)
