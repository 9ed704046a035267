# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything public says in a sentence what it is."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("plugins", "tools", "demo")
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def public(tree, prefix=""):
    """(name, docstring) of each public function, class and method, none of those inside functions."""
    for node in tree.body:
        if isinstance(node, DEFINITIONS) and not node.name.startswith("_"):
            yield prefix + node.name, ast.get_docstring(node) or ""
            if isinstance(node, ast.ClassDef):
                yield from public(node, f"{prefix}{node.name}.")


def found(folder):
    for path in sorted((ROOT / folder).rglob("*.py")):
        if path.parent.name == "doc_fragments":  # documentation itself
            continue
        for name, text in public(ast.parse(path.read_text(encoding="utf-8"))):
            yield f"{path.relative_to(ROOT)}: {name}", text


@pytest.mark.parametrize("folder", FOLDERS)
def test_everything_public_has_a_docstring_that_begins_and_ends_as_a_sentence_does(folder):
    texts = dict(found(folder))
    assert texts
    paragraphs = {name: text.split("\n\n")[0] for name, text in texts.items()}
    assert [name for name, text in paragraphs.items() if not text or text[-1] not in ".?:" or text[0].islower()] == []


def test_a_private_name_and_a_function_inside_another_are_left_to_their_authors():
    tree = ast.parse("def a():\n    def b(): ...\ndef _c(): ...\nclass D:\n    def e(self):\n        'E.'")
    assert list(public(tree)) == [("a", ""), ("D", ""), ("D.e", "E.")]
