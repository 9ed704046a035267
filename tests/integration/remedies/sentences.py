# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which sentences name an option, a module or a step of ours: found in the code, each by its code or its place."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ansible_collections.adx.outbound.plugins.module_utils._plan.check.catalogue import CATALOGUE
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.refusal_codes import CODES
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.matches import Cause

ROOT = Path(__file__).resolve().parents[3]
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))
# Every catalogue of codes, by the word that its keys begin with, and what a sentence of it is an argument of.
CATALOGUES = {"refusal": frozenset(CODES), "finding": frozenset(CATALOGUE)}
_CALLS = {"PlanError": "refusal", "unless": "refusal", "_refuse": "refusal", "Finding": "finding"}
_OURS = re.compile(
    r"\bO\((?P<option>\w+)\)|\begress_\w+|"
    rf"\b(?:{'|'.join(MODULES)})\b|\brun it after\b|\bthe role egress\b|"
    r"\b[Rr]un the (?:preview|removal|lock-down|role)\b"
)
Constants = dict[str, str]


@dataclass(frozen=True)
class _Source:
    """A file, with its functions and its texts by their names."""

    name: str
    tree: ast.Module
    functions: dict[str, ast.FunctionDef]
    constants: Constants


def ours(text: str) -> set[str]:
    """What a sentence names of ours: options by their names, modules, and what is to be run."""
    return {found["option"] or found[0].lower() for found in _OURS.finditer(text)} if " " in text else set()


def told() -> dict[str, set[str]]:
    """What is named of ours, by `refusal.CODE`, `finding.CODE`, or `file.function` for a sentence without a code."""
    found: dict[str, set[str]] = defaultdict(set)
    for source in _sources():
        seen: set[int] = set()
        for call, function in _calls(source):
            texts = dict(_texts(call, function, source))
            group = _CALLS[_name(call)]
            codes = CATALOGUES[group] & set(texts.values())
            named = set().union(*map(ours, texts.values())) | ({"accept"} if _name(call) == "unless" else set())
            for key in [f"{group}.{code}" for code in codes] or [_place(source, function)] * bool(named):
                found[key] |= named
            seen |= set(texts)
        for node, function in _strings(source):
            if id(node) not in seen and (named := ours(node.value)):
                found[_place(source, function)] |= named
    for cause in set(Cause) - {Cause.APPLIANCE}:  # a doubt is refused by the word of its cause
        found[f"refusal.{cause}"] |= {"accept"}
    return {key: named for key, named in found.items() if named}


def _sources() -> list[_Source]:
    paths = [path for path in sorted((ROOT / "plugins").rglob("*.py")) if "doc_fragments" not in path.parts]
    return [_source(path) for path in paths]


def _source(path: Path) -> _Source:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assigned = [(node.targets[0], node.value) for node in tree.body if isinstance(node, ast.Assign)]
    constants = {ast.unparse(name): str(one.value) for name, one in assigned if isinstance(one, ast.Constant)}
    return _Source(path.stem, tree, functions, constants)


def _place(source: _Source, function: ast.FunctionDef | None) -> str:
    return f"{source.name}.{function.name if function else ''}"


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def _inside(source: _Source) -> Iterator[tuple[ast.AST, ast.FunctionDef | None]]:
    """Every node with the function it is in."""
    pending: list[tuple[ast.AST, ast.FunctionDef | None]] = [(source.tree, None)]
    while pending:
        node, function = pending.pop()
        yield node, function
        inner = node if isinstance(node, ast.FunctionDef) else function
        pending += [(child, inner) for child in ast.iter_child_nodes(node)]


def _calls(source: _Source) -> Iterator[tuple[ast.Call, ast.FunctionDef | None]]:
    for node, function in _inside(source):
        if isinstance(node, ast.Call) and _name(node) in _CALLS:
            yield node, function


def _strings(source: _Source) -> Iterator[tuple[ast.Constant, ast.FunctionDef | None]]:
    """The texts of the file but for documentation."""
    for node, function in _inside(source):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value:
            yield node, function


def _texts(call: ast.AST, function: ast.FunctionDef | None, source: _Source) -> Iterator[tuple[int, str]]:
    """The texts that may come into a call: its own, and those of what it names in its function and its file."""
    names: set[str] = set()
    pending: list[ast.AST] = [call]
    while pending:
        for node in ast.walk(pending.pop()):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield id(node), node.value
            name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
            if not name or name in names:
                continue
            names.add(name)
            if name.isupper() and name.lower() in CATALOGUES["refusal"] | CATALOGUES["finding"]:
                yield id(node), name.lower()  # NOT_INJECTED of acceptance, DRIFT of drift
            if isinstance(node, ast.Name):
                pending += _assigned(name, function)
                if name in source.constants:
                    yield id(node), source.constants[name]
                pending += source.functions[name].body if name in source.functions else []


def _assigned(name: str, function: ast.FunctionDef | None) -> Iterator[ast.AST]:
    """Whatever a name may stand for in a function."""
    for node in ast.walk(function) if function else ():
        if isinstance(node, ast.Assign) and any(name in _bound(target) for target in node.targets):
            yield node.value
        if isinstance(node, (ast.comprehension, ast.For)) and name in _bound(node.target):
            yield node.iter


def _bound(target: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}
