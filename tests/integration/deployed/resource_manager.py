# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deploys documents as Azure Resource Manager does in incremental mode, and gives fragments to those who own the rest.

"Understand the structure and syntax of ARM templates", "Define the order for deploying resources in ARM templates" and
"Conditional deployment in ARM templates". What it says to a document that is no template was reported in
azure-sdk-for-node, issue 5073: InvalidRequestContent, "Could not find member ... on object of type 'Template'".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.rendered import File, Language
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.templates import bicep_reader

from .client import Client
from .steps import Step

GATE, CREATE = "rulesAreInPlace", "createRouteTable"
_MEMBERS = ("$schema", "contentVersion", "metadata", "parameters", "resources")
_TYPES = {"bool": bool, "string": str}
_EXPRESSION = re.compile(r"\[parameters\('(\w+)'\)\]")


class InvalidTemplate(Exception):
    """Refused before anything is deployed."""


class Deployment:
    """One template with its parameters, for one resource group; nothing is written before `steps` are taken."""

    def __init__(self, document: Mapping[str, Any], group: str, parameters: Mapping[str, Any]) -> None:
        unknown = [name for name in document if name not in _MEMBERS]
        if unknown:
            raise InvalidTemplate(
                "InvalidRequestContent: The request content was invalid and could not be deserialized: 'Could not find"
                f" member '{unknown[0]}' on object of type 'Template'.'"
            )
        missing = [name for name in ("$schema", "contentVersion", "resources") if name not in document]
        if missing:
            raise InvalidTemplate(f"InvalidTemplate: {missing[0]} is missing")
        self._group, self._document = group, document
        self._values = _values(document.get("parameters", {}), parameters)
        self._resources = [self._evaluated(one) for one in document["resources"] if self._is_wanted(one)]

    @property
    def gate(self) -> frozenset[str]:
        """What whoever deploys this says to be in place."""
        parameter = self._document.get("parameters", {}).get(GATE, {"metadata": {"rules": []}})
        return frozenset(one.lower() for one in self._evaluated(parameter["metadata"]["rules"]))

    def steps(self, client: Client) -> list[Step]:
        """One write for each resource; what a resource depends on is in the template, or was left out by condition."""
        named = {self._id(one).lower() for one in self._document["resources"]}
        found = []
        for one in self._resources:
            needs = frozenset(other.lower() for other in one.get("dependsOn", ()))
            if needs - named:
                raise InvalidTemplate(f"InvalidTemplate: {sorted(needs - named)} is not defined in the template")
            id_ = self._id(one)
            do, undo = partial(client.put, id_, _body(one)), partial(client.delete, id_)
            found.append(Step(frozenset([id_.lower()]), needs | self.gate, do, undo))
        return found

    def at_once(self, client: Client) -> None:
        """Deploy all of it as Azure does: whatever waits for nothing more is begun at the same time."""
        left, made = self._resources, set[str]()
        while left:
            wanted = {self._id(one).lower() for one in self._resources} - made
            ready = [one for one in left if not wanted & {other.lower() for other in one.get("dependsOn", ())}]
            assert ready
            for answer in [client.begin(self._id(one), _body(one)) for one in ready]:
                client.wait(answer)
            made |= {self._id(one).lower() for one in ready}
            left = [one for one in left if one not in ready]

    def _id(self, resource: Mapping[str, Any]) -> str:
        provider, *kinds = resource["type"].split("/")
        path = zip(kinds, self._evaluated(resource["name"]).split("/"), strict=True)
        return "/".join([self._group, "providers", provider, *(part for pair in path for part in pair)])

    def _is_wanted(self, resource: Mapping[str, Any]) -> bool:
        return bool(self._evaluated(resource.get("condition", True)))

    def _evaluated(self, value: Any) -> Any:
        """A value with its expressions worked out, of which we write one kind alone."""
        if isinstance(value, Mapping):
            return {self._evaluated(name): self._evaluated(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self._evaluated(item) for item in value]
        if not (isinstance(value, str) and value.startswith("[") and value.endswith("]")):
            return value
        if value.startswith("[["):
            return value[1:]
        match = _EXPRESSION.fullmatch(value)
        if match is None or match[1] not in self._values:
            raise InvalidTemplate(f"InvalidTemplate: unable to process template language expressions: {value}")
        return self._values[match[1]]


def _body(resource: Mapping[str, Any]) -> dict[str, Any]:
    return {name: resource[name] for name in ("location", "tags", "properties") if name in resource}


def _values(declared: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters, each with a value of its type that is allowed."""
    if set(given) - set(declared):
        raise InvalidTemplate(
            f"InvalidTemplate: parameters {sorted(set(given) - set(declared))} are not in the template"
        )
    found = {}
    for name, parameter in declared.items():
        if name not in given and "defaultValue" not in parameter:
            raise InvalidTemplate(f"InvalidTemplate: The value for the template parameter '{name}' is not provided.")
        value = given.get(name, parameter.get("defaultValue"))
        if not isinstance(value, _TYPES[parameter["type"]]):
            raise InvalidTemplate(f"InvalidTemplate: template parameter '{name}' is no {parameter['type']}")
        if value not in parameter.get("allowedValues", [value]):
            raise InvalidTemplate(f"InvalidTemplate: '{value}' is not part of the allowed value(s) of '{name}'.")
        found[name] = value
    return found


def document(file: File) -> dict[str, Any]:
    """What Azure gets of a file."""
    if file.name.endswith(".bicep"):
        return bicep_reader.compiled(bicep_reader.parsed(file.text), group(file))
    found: dict[str, Any] = json.loads(file.text)
    return found


def group(file: File) -> str:
    """The id of the resource group that a file is deployed to."""
    assert file.resource is not None
    return f"/subscriptions/{file.resource.subscription}/resourceGroups/{file.resource.resource_group}"


def parts(file: File) -> list[dict[str, Any]]:
    """What a fragment has for the documents of others, as they would have it after they have taken it in."""
    if file.name.endswith(f".{Language.BICEP}"):
        return list(bicep_reader.parsed(file.text).exported.values())
    found = json.loads(file.text)["parts"]
    return [_unescaped(one) for one in found]


def _unescaped(value: Any) -> Any:
    if isinstance(value, dict):
        return {_unescaped(name): _unescaped(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_unescaped(item) for item in value]
    is_escaped = isinstance(value, str) and value.startswith("[[") and value.endswith("]")
    return value[1:] if is_escaped else value


def steps(client: Client, files: Iterable[File]) -> list[Step]:
    """All that a team does with these files, each person when what they have been told to wait for is there."""
    found: list[Step] = []
    for file in files:
        if file.form == "fragment":
            found += [_owned(client, part) for part in parts(file)]
        else:
            found += deployment(client, file).steps(client)
    return found


def deployment(client: Client, file: File, **given: Any) -> Deployment:
    """A file as it is to be deployed now: the table is made where it is missing."""
    read = document(file)
    values = {GATE: True, CREATE: client.get(str(file.resource)) is None, **given}
    return Deployment(read, group(file), {name: value for name, value in values.items() if name in read["parameters"]})


def _owned(client: Client, part: Mapping[str, Any]) -> Step:
    """The deployment of somebody's own document, now with the part in it, and later again as it was without it."""
    owner, properties = part["resource"], part["properties"]
    made, before = {owner.lower()}, dict[str, Any]()
    for name, items in properties.items():
        if isinstance(items, list):
            made |= {f"{owner}/{name}/{one['name']}".lower() for one in items}

    def put(values: Mapping[str, Any]) -> None:
        whole = client.read(owner)
        before.update({name: whole["properties"].get(name) for name in values})
        kept = {name: item for name, item in whole["properties"].items() if name not in values}
        left = {name: _without(before[name], properties[name]) for name in values}
        added = {name: _joined(left[name], value) for name, value in values.items()}
        client.put(owner, {**whole, "properties": {**kept, **added}})

    def undo() -> None:
        put({name: [] if isinstance(value, list) else before[name] for name, value in properties.items()})

    needs = frozenset(one.lower() for one in part.get("after", ()))
    return Step(frozenset(made), needs, partial(put, properties), undo)


def _without(value: Any, ours: Any) -> Any:
    """A list without what has the names of ours."""
    if not isinstance(ours, list):
        return None
    names = {one["name"].lower() for one in ours}
    return [one for one in value or () if one["name"].lower() not in names]


def _joined(left: Any, value: Any) -> Any:
    return [*left, *value] if isinstance(left, list) else value
