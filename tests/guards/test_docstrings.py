# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything public says in a sentence what it is, and what makes an error of its own says so."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("plugins", "tools", "demo")
CALLED = (  # by code that wants to know what may go wrong; a module and a tool are only run
    *(f"plugins/module_utils/{room}" for room in ("_plan", "_arm", "_run", "_glue")),
    *(f"plugins/{kind}" for kind in ("plugin_utils", "filter", "lookup")),
)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITIONS = (*FUNCTIONS, ast.ClassDef)


def public(tree, prefix=""):
    """(name, node) of each public function, class and method, none of those inside functions."""
    for node in tree.body:
        if isinstance(node, DEFINITIONS) and not node.name.startswith("_"):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public(node, f"{prefix}{node.name}.")


def found(folder):
    for path in sorted((ROOT / folder).rglob("*.py")):
        if path.parent.name == "doc_fragments":  # documentation itself
            continue
        for name, node in public(ast.parse(path.read_text(encoding="utf-8"))):
            yield f"{path.relative_to(ROOT)}: {name}", node


def docstring(node):
    return ast.get_docstring(node) or ""


def own(node):
    """Everything in a function, but for the functions and classes inside it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, DEFINITIONS):
            yield child
            yield from own(child)


def made(function):
    """The names of what a function makes to raise; what it was given, and raises again, is none of its own."""
    raised = [node.exc for node in own(function) if isinstance(node, ast.Raise)]
    return [ast.unparse(one.func).rpartition(".")[2] for one in raised if isinstance(one, ast.Call)]


def is_silent(function):
    """True when a function raises an error of its own, and its docstring names neither that nor the raising."""
    errors = made(function)
    return bool(errors) and not re.search(rf"\b([Rr]aises?|{'|'.join(errors)})\b", docstring(function))


@pytest.mark.parametrize("folder", FOLDERS)
def test_everything_public_has_a_docstring_that_begins_and_ends_as_a_sentence_does(folder):
    texts = {name: docstring(node) for name, node in found(folder)}
    assert texts
    paragraphs = {name: text.split("\n\n")[0] for name, text in texts.items()}
    assert [name for name, text in paragraphs.items() if not text or text[-1] not in ".?:" or text[0].islower()] == []


def test_a_private_name_and_a_function_inside_another_are_left_to_their_authors():
    tree = ast.parse("def a():\n    def b(): ...\ndef _c(): ...\nclass D:\n    def e(self):\n        'E.'")
    assert [(name, docstring(node)) for name, node in public(tree)] == [("a", ""), ("D", ""), ("D.e", "E.")]


@pytest.mark.parametrize("folder", CALLED)
def test_a_public_function_that_raises_an_error_of_its_own_says_so(folder):
    functions = {name: node for name, node in found(folder) if isinstance(node, FUNCTIONS)}
    assert functions
    assert [name for name, node in functions.items() if is_silent(node)] == []


@pytest.mark.parametrize(
    ("text", "body", "silent"),
    [
        ("Look.", "if a: raise errors.Lost(a)", True),
        ("Look.", "for b in a: raise self.expired(b)", True),
        ("Look; raise Lost when it is not there.", "raise Lost(a)", False),
        ("The error is Lost.", "raise errors.Lost(a)", False),
        ("Lostness is a raised thing.", "raise Lost(a)", True),
        ("Look.", "try: b()\n        except Lost: raise", False),
        ("Look.", "raise known[a]", False),
        ("Look.", "def inner(): raise Lost(a)", False),
    ],
)
def test_an_error_counts_where_it_is_made_and_is_told_by_its_name_or_by_its_raising(text, body, silent):
    (_name, function), *_others = public(ast.parse(f"def look(a):\n        {text!r}\n        {body}"))
    assert is_silent(function) == silent
