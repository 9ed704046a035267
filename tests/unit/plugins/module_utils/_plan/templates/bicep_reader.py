# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bicep read back by a parser of its own, as strict as the published grammar is about what our files are made of, and
compiled to the document that ARM gets. Whatever would be evaluated is refused.

Azure/bicep, docs/grammar.md, and "Data types in Bicep" for strings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*)|(?P<directive>#disable-next-line [a-z-]+(?=\n))|(?P<string>'(?!'')(?:[^'\\\n]|\\[^\n])*')"
    r"|(?P<number>[0-9]+)|(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<newline>\n)|(?P<blank> +)|(?P<sign>[@{}\[\]():=])"
)
_ESCAPE = re.compile(r"\\(?:u\{(?P<number>[0-9a-f]{1,6})\}|(?P<sign>.))|(?P<template>\$\{)", re.DOTALL)
_SIGNS = {"\\": "\\", "'": "'", "n": "\n", "r": "\r", "t": "\t", "$": "$"}


@dataclass(frozen=True)
class Name:
    """What stands for something else."""

    text: str


@dataclass
class Program:
    """The statements of a file by their kinds."""

    metadata: dict[str, Any] = field(default_factory=dict)
    parameters: dict[str, dict[str, Any]] = field(default_factory=dict)
    resources: dict[str, dict[str, Any]] = field(default_factory=dict)
    exported: dict[str, Any] = field(default_factory=dict)


def unquoted(text: str) -> str:
    """What a string of one line says; raise ValueError for one with something in it that is evaluated."""

    def sign(match: re.Match[str]) -> str:
        if match["template"]:
            raise ValueError(f"{text} is evaluated")
        return chr(int(match["number"], 16)) if match["number"] else _SIGNS[match["sign"]]

    if any(ord(one) < 32 for one in text):
        raise ValueError(f"{text!r} goes on in another line")
    return _ESCAPE.sub(sign, text[1:-1])


def parsed(text: str) -> Program:
    """Read a file; raise ValueError or KeyError for anything that our files are not made of."""
    return _Parser(text).program()


def compiled(program: Program, prefix: str) -> dict[str, Any]:
    """Return ARM's document of it; `prefix` is the id of the resource group up to the providers."""
    names: dict[str, tuple[str, str]] = {}
    made = []
    for symbol, one in program.resources.items():
        type_, body = one["type"], one["body"]
        parent = body.get("parent")
        name = f"{names[parent.text][1]}/{body['name']}" if parent else body["name"]
        names[symbol] = (type_, name)
        if one["existing"]:
            assert set(body) == {"name"}
            continue
        needed = [parent] if parent and not program.resources[parent.text]["existing"] else []
        needed = [*needed, *body.get("dependsOn", ())]
        assert not any(program.resources[other.text]["existing"] for other in needed)
        condition = {"condition": f"[parameters('{one['condition']}')]"} if one["condition"] else {}
        rest = {key: value for key, value in body.items() if key not in ("parent", "name", "dependsOn")}
        made.append(
            {
                **condition,
                "type": type_,
                "apiVersion": one["version"],
                "name": name,
                **({"dependsOn": [_id(prefix, *names[other.text]) for other in needed]} if needed else {}),
                **_literals(rest),
            }
        )
    return {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "metadata": program.metadata,
        "parameters": _literals(program.parameters),
        "resources": made,
    }


def _id(prefix: str, type_: str, name: str) -> str:
    provider, *kinds = type_.split("/")
    return "/".join(
        [prefix, "providers", provider, *(part for pair in zip(kinds, name.split("/"), strict=True) for part in pair)]
    )


def _literals(value: Any) -> Any:
    """The compiler doubles a bracket that would make an expression of a text."""
    if isinstance(value, dict):
        return {_literals(name): _literals(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_literals(item) for item in value]
    return f"[{value}" if isinstance(value, str) and value[:1] == "[" and value[-1:] == "]" else value


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        place = 0
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                raise ValueError(f"nothing begins like {text[place : place + 20]!r}")
            place, kind = match.end(), str(match.lastgroup)
            if kind not in ("comment", "blank", "directive"):
                self._tokens.append((kind, match[0]))
        self._place = 0

    def program(self) -> Program:
        found = Program()
        decorators: dict[str, Any] = {}
        while self._place < len(self._tokens):
            kind, text = self._next()
            if kind == "newline":
                continue
            if text == "@":
                decorators |= self._decorator()
                continue
            assert kind == "word", text
            getattr(self, f"_{text}")(found, decorators)
            decorators = {}
            self._take("\n")
        return found

    def _next(self) -> tuple[str, str]:
        self._place += 1
        return self._tokens[self._place - 1]

    def _peek(self) -> str:
        return self._tokens[self._place][1]

    def _take(self, wanted: str) -> None:
        _kind, text = self._next()
        if text != wanted:
            raise ValueError(f"{text!r} stands where {wanted!r} should")

    def _word(self) -> str:
        kind, text = self._next()
        if kind != "word":
            raise ValueError(f"{text!r} is no name")
        return text

    def _decorator(self) -> dict[str, Any]:
        name = self._word()
        self._take("(")
        value = None if self._peek() == ")" else self._value()
        self._take(")")
        self._take("\n")
        return {name: value}

    def _metadata(self, found: Program, decorators: dict[str, Any]) -> None:
        assert not decorators
        name = self._word()
        self._take("=")
        assert name not in found.metadata
        found.metadata[name] = self._value()

    def _param(self, found: Program, decorators: dict[str, Any]) -> None:
        name, type_ = self._word(), self._word()
        told: dict[str, Any] = {"type": type_}
        if self._peek() == "=":
            self._take("=")
            told["defaultValue"] = self._value()
        assert set(decorators) <= {"description", "metadata", "allowed"} and name not in found.parameters
        if "allowed" in decorators:
            told["allowedValues"] = decorators["allowed"]
        told["metadata"] = {"description": decorators["description"], **decorators.get("metadata", {})}
        found.parameters[name] = told

    def _var(self, found: Program, decorators: dict[str, Any]) -> None:
        assert decorators == {"export": None}
        name = self._word()
        self._take("=")
        assert name not in found.exported
        found.exported[name] = self._value()

    def _resource(self, found: Program, decorators: dict[str, Any]) -> None:
        assert not decorators
        symbol, (_kind, quoted) = self._word(), self._next()
        type_, _at, version = unquoted(quoted).partition("@")
        existing, condition = False, ""
        if self._peek() == "existing":
            existing = bool(self._word())
        self._take("=")
        if self._peek() == "if":
            self._word()
            self._take("(")
            condition = self._word()
            self._take(")")
        assert symbol not in found.resources
        found.resources[symbol] = {
            "type": type_,
            "version": version,
            "existing": existing,
            "condition": condition,
            "body": self._value(),
        }

    def _value(self) -> Any:
        kind, text = self._next()
        if kind == "string":
            return unquoted(text)
        if kind == "number":
            return int(text)
        if kind == "word":
            return {"true": True, "false": False}.get(text, Name(text))
        if text == "[":
            return self._items("]", self._value)
        if text == "{":
            pairs = self._items("}", self._property)
            assert len({name for name, _value in pairs}) == len(pairs)
            return dict(pairs)
        raise ValueError(f"no value begins with {text!r}")

    def _property(self) -> tuple[str, Any]:
        kind, text = self._next()
        assert kind in ("string", "word"), text
        self._take(":")
        return unquoted(text) if kind == "string" else text, self._value()

    def _items(self, end: str, item: Any) -> list[Any]:
        """Items stand on lines of their own."""
        found: list[Any] = []
        if self._peek() != end:
            self._take("\n")
            while self._peek() != end:
                found.append(item())
                self._take("\n")
        self._take(end)
        return found
