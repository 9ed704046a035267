# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every refusal that has a code has one of the catalogue, and the catalogue and its page have no others."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import acceptance
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.refusal_codes import CODES
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.matches import Cause

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
# Of the code, among the arguments of what takes one.
POSITION = {"PlanError": 1, "unless": 4, "_refuse": 1, "Failure": 1}
HANDED_ON = {"shared_default_route", "unknown_users"}  # shared_routes finds these first, and raises them later
HANDED_ON |= set(Cause) - {Cause.APPLIANCE}  # a doubt is refused by the word of its cause
HANDED_ON |= set(acceptance.RESTRICTION_WORDS)  # and so is what a restriction would do
HANDED_ON |= set(acceptance.LEAVING_WORDS)  # and a precondition that is not met


def given_in(call):
    """The code that a call gives, None where it gives none, or hands on one that it was given itself."""
    position = POSITION.get(ast.unparse(call.func).rpartition(".")[2])
    if position is None:
        return None
    named = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    (code,) = named or call.args[position : position + 1] or [ast.Constant(None)]
    if isinstance(code, ast.Constant):
        return code.value or None
    return getattr(acceptance, ast.unparse(code).rpartition(".")[2], None)


def given():
    """Every code that the code gives to a refusal."""
    sources = sorted((ROOT / "plugins").rglob("*.py"))
    nodes = [node for path in sources for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    return {code for node in nodes if isinstance(node, ast.Call) and (code := given_in(node))}


def test_the_search_finds_codes_however_they_are_given():
    calls = {
        'PlanError("text", code="a")': "a",
        'errors.PlanError("text", "b")': "b",
        'PlanError("text")': None,
        'PlanError("text", error.code)': None,
        "acceptance.unless(accept, word, sentence, remedy, acceptance.OTHER_SUBNET)": "other_subnet",
        'Finding("text", code="c")': None,
    }
    assert {text: given_in(ast.parse(text).body[0].value) for text in calls} == calls


def test_every_code_of_a_refusal_is_in_the_catalogue_and_no_other():
    assert given() | HANDED_ON == set(CODES)


def test_the_page_has_the_catalogue_word_for_word():
    section = PAGE.split("\n## Refusals of our own\n")[1].split("\n## ")[0]
    assert re.findall(r'^\| <a id="\w+"></a>`(\w+)` \| (.*) \|$', section, re.MULTILINE) == sorted(CODES.items())


def test_every_word_that_accepts_a_risk_is_the_code_of_its_refusal():
    # These two are taken for a step as a whole, whose refusals say what they are about.
    assert set(acceptance.WORDS) - {acceptance.DELETED_CLUSTER, acceptance.NO_GATE} <= set(CODES)
