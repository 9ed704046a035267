# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bicep: the same documents as in ARM, in the language that is compiled to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..values import resource_ids
from ..values.resource_ids import ResourceId
from . import arm, headers
from .tree import API_VERSION, Resource, Tree, plain, symbol

# Without a value for it nobody deploys a fragment; whoever imports its variable needs none.
ONLY_A_FRAGMENT = "onlyAFragment"
_OF_FRAGMENT = "Nothing here can be deployed: import the variables into the template of whoever owns the documents."
_WORD = re.compile("[A-Za-z_][A-Za-z0-9_]*")
# What a string takes after a backslash ("Data types in Bicep"); all else that is not seen goes in as a number.
_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def template(tree: Tree, about: Iterable[str]) -> str:
    """Return the file that deploys what is whole in a tree."""
    made = {resource_ids.key(one.id) for one in tree.whole}
    lines = _head(tree, about)
    if tree.rules:
        lines += _gate(tree)
    if resource_ids.key(tree.shared) in made:
        lines += [f"@description({quoted(headers.OF_TABLE)})", f"param {headers.CREATE_TABLE} bool = false", ""]
    for id_ in tree.existing(tree.whole):
        lines += [f"{_declared(id_)} existing = {{", f"  name: {quoted(id_.name)}", "}", ""]
    for one in tree.whole:
        lines += [*_resource(one, made), ""]
    return "\n".join(lines)


def fragments(tree: Tree, about: Iterable[str]) -> str:
    """Return the file with the parts of other people's documents, each a variable to import."""
    lines = [*_head(tree, about), f"@description({quoted(_OF_FRAGMENT)})", *_unused(ONLY_A_FRAGMENT, "string"), ""]
    for part in arm.parts(tree):
        name = symbol(resource_ids.parse(part["resource"]))
        lines += ["@export()", f"var {name} = {value(part)}", ""]
    return "\n".join(lines)


def _head(tree: Tree, about: Iterable[str]) -> list[str]:
    told = [f"metadata {name} = {quoted(mark)}" for name, mark in tree.marks.items()]
    return [*(f"// {line}" for line in about), *told, ""]


def _gate(tree: Tree) -> list[str]:
    """The parameter of ARM's document, made of what this has."""
    parameter = arm.gate(tree)
    told = {"rules": [str(id_) for id_ in tree.rules]}
    return [
        f"@description({quoted(headers.OF_GATE)})",
        f"@metadata({value(told)})",
        f"@allowed({value(parameter['allowedValues'])})",
        *_unused(headers.GATE, parameter["type"]),
        "",
    ]


def _unused(name: str, type_: str) -> list[str]:
    """A parameter that is there to be given, which the linter would have used."""
    return ["#disable-next-line no-unused-params", f"param {name} {type_}"]


def _declared(id_: ResourceId) -> str:
    return f"resource {symbol(id_)} {quoted(f'{id_.type}@{API_VERSION}')}"


def _resource(resource: Resource, made: Iterable[str]) -> list[str]:
    id_ = resource.id
    condition = f"if ({headers.CREATE_TABLE}) " if id_.type == resource_ids.ROUTE_TABLE else ""
    parent = [f"  parent: {symbol(id_.parent)}"] if id_.is_child else []
    lines = [f"{_declared(id_)} = {condition}{{", *parent, f"  name: {quoted(id_.name)}"]
    if resource.location:
        lines += [f"  location: {quoted(resource.location)}", f"  tags: {value(resource.tags, 1)}"]
    needed = [one for one in resource.depends_on if resource_ids.key(one) in made and not _is_parent(one, id_)]
    if needed:
        lines += ["  dependsOn: [", *(f"    {symbol(one)}" for one in needed), "  ]"]
    return [*lines, f"  properties: {value(resource.properties, 1)}", "}"]


def _is_parent(id_: ResourceId, of: ResourceId) -> bool:
    """True for what a resource depends on without a word."""
    return of.is_child and resource_ids.same(id_, of.parent)


def value(item: Any, level: int = 0) -> str:
    """Return a value as an expression without a reference, its lines indented for the level it begins on."""
    inner, outer = "  " * (level + 1), "  " * level
    if isinstance(item, Mapping):
        lines = [f"{inner}{_key(str(name))}: {value(one, level + 1)}\n" for name, one in item.items()]
        return f"{{\n{''.join(lines)}{outer}}}" if lines else "{}"
    if isinstance(item, list | tuple):
        lines = [f"{inner}{value(one, level + 1)}\n" for one in item]
        return f"[\n{''.join(lines)}{outer}]" if lines else "[]"
    if isinstance(item, bool):
        return "true" if item else "false"
    return quoted(item) if isinstance(item, str) else str(item)


def _key(name: str) -> str:
    return name if _WORD.fullmatch(name) else quoted(name)


def quoted(text: str) -> str:
    """A string of one line with nothing in it that is evaluated; a bracket means something to ARM alone, and the
    compiler doubles it.
    """
    signs = [_ESCAPES.get(sign) or (sign if sign.isprintable() else f"\\u{{{ord(sign):x}}}") for sign in plain(text)]
    return "'" + "".join(signs).replace("${", "\\${") + "'"
