# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ARM: a tree as the document of a deployment, and parts of other people's documents as fragments."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ..documents.rule_collections import CollectionKind
from ..documents.rule_spellings import CLASSIC
from ..values import resource_ids
from ..values.resource_ids import ResourceId
from . import headers
from .tree import API_VERSION, APPLICATION_COLLECTION, COLLECTIONS, Loss, Resource, Tree, plain

_SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
_LISTS: Mapping[bool, str] = {
    True: CLASSIC.list_of(CollectionKind.APPLICATION),
    False: CLASSIC.list_of(CollectionKind.NETWORK),
}


def template(tree: Tree, about: Iterable[str]) -> dict[str, Any]:
    """Return the document that deploys what is whole in a tree; `about` is what people should know of it."""
    made = {resource_ids.key(one.id) for one in tree.whole}
    parameters = {
        **({headers.GATE: gate(tree)} if tree.rules else {}),
        **({headers.CREATE_TABLE: _create_table()} if resource_ids.key(tree.shared) in made else {}),
    }
    return {
        "$schema": _SCHEMA,
        "contentVersion": "1.0.0.0",
        "metadata": {"about": [literal(line) for line in about], **tree.marks},
        "parameters": parameters,
        "resources": [_resource(one, made) for one in tree.whole],
    }


def gate(tree: Tree) -> dict[str, Any]:
    """The parameter that takes the place of a dependency: rules are in another resource group, and so in another
    deployment, which none can depend on. There is no other value, and none that is taken by itself.
    """
    told = {"description": headers.OF_GATE, "rules": [str(id_) for id_ in tree.rules]}
    return {"type": "bool", "allowedValues": [True], "metadata": literals(told)}


def _create_table() -> dict[str, Any]:
    return {"type": "bool", "defaultValue": False, "metadata": {"description": headers.OF_TABLE}}


def _resource(resource: Resource, made: Iterable[str]) -> dict[str, Any]:
    is_table = resource.id.type == resource_ids.ROUTE_TABLE
    depends_on = [str(id_) for id_ in resource.depends_on if resource_ids.key(id_) in made]
    placed = {"location": literal(resource.location), "tags": literals(resource.tags)} if resource.location else {}
    return {
        **({"condition": f"[parameters('{headers.CREATE_TABLE}')]"} if is_table else {}),
        "type": resource.id.type,
        "apiVersion": API_VERSION,
        "name": "/".join(resource.id.names),
        **placed,
        **({"dependsOn": depends_on} if depends_on else {}),
        "properties": literals(resource.properties),
    }


def fragments(tree: Tree, about: Iterable[str]) -> dict[str, Any]:
    """Return the parts of other people's documents, which no deployment takes for a template."""
    return {
        "fragment": [literal(line) for line in about],
        **tree.marks,
        "parts": [literals(part) for part in parts(tree)],
    }


def parts(tree: Tree) -> list[dict[str, Any]]:
    """The fragments by the document they are for: the collections of a classic firewall are two lists in one."""
    found: dict[str, dict[str, Any]] = {}
    for one in tree.fragments:
        owner = one.id.parent if one.id.type in COLLECTIONS else one.id
        part = found.setdefault(resource_ids.key(owner), _part(owner, tree, one))
        part["properties"] = _merged(part["properties"], one)
    return list(found.values())


def _part(owner: ResourceId, tree: Tree, resource: Resource) -> dict[str, Any]:
    after = [str(id_) for id_ in tree.dependencies(resource)]
    return {
        "resource": str(owner),
        "type": owner.type,
        "apiVersion": API_VERSION,
        **({"after": after} if after else {}),
        "properties": {},
    }


def _merged(properties: Mapping[str, Any], resource: Resource) -> dict[str, Any]:
    if resource.id.type not in COLLECTIONS:
        return {**properties, **resource.properties}
    name = _LISTS[resource.id.type == APPLICATION_COLLECTION]
    item = {"name": resource.id.name, "properties": resource.properties}
    return {**properties, name: [*properties.get(name, ()), item]}


def losses(tree: Tree) -> tuple[Loss, ...]:
    """What is no deployment, and why."""
    return tuple(_loss(resource_ids.parse(part["resource"])) for part in parts(tree))


def _loss(owner: ResourceId) -> Loss:
    """A deployment of the part alone would replace all of its owner's document."""
    if owner.type == resource_ids.SUBNET:
        what, others = "its route table", "the network, with the rest of the subnet"
    elif owner.type == resource_ids.FIREWALL:
        what, others = "its rule collections", "the firewall, with all its other settings"
    else:
        what, others = "its rule collections", "the group, with the collections of others"
    return Loss(owner, what, f"it is a fragment, for the template of {others}")


def text(document: Mapping[str, Any]) -> str:
    """Return a document as the text of a file, in which whatever is no plain letter is escaped."""
    return json.dumps(document, indent=2) + "\n"


def literals(value: Any) -> Any:
    """The same with every text in it, names of members too, as one that ARM takes for itself."""
    if isinstance(value, Mapping):
        return {literal(str(name)): literals(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [literals(item) for item in value]
    return literal(value) if isinstance(value, str) else value


def literal(text_: str) -> str:
    """A text that begins with a bracket and ends with one is an expression, and a second bracket before it makes it
    the text it is ("Syntax and expressions in Azure Resource Manager templates").
    """
    whole = plain(text_)
    return f"[{whole}" if whole.startswith("[") and whole.endswith("]") else whole
