# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Terraform: the files of one module, in which whatever sends traffic depends on every rule."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ..values import resource_ids
from ..values.resource_ids import ResourceId
from . import azurerm, hcl, headers, marks
from .hcl import Block, Reference
from .tree import APPLICATION_COLLECTION, Loss, Resource, Stage, Tree, symbol

# Of Terraform itself since 1.4, and of OpenTofu: it does nothing, and stands for everything that it depends on.
_ANCHOR = "terraform_data"
_SHARED = (
    "azurerm writes a group as a whole and would take out what others have in it; ARM and Bicep have it as a fragment"
)
_TAGGED = "azurerm takes no tags of names beside protocols in a rule of a firewall"

# Of `removed` with `destroy = false`. Versions of providers are for the module's owner: it can name them only once.
_NEEDED = Block("terraform", (), {"required_version": ">= 1.7"})


def template(tree: Tree, about: Iterable[str], name: str) -> str:
    """Return the file of a tree; `name` is that of the providers."""
    written = _written(tree)
    blocks = [_source(id_, name) for id_ in _sources(tree, written)]
    blocks += [_resource(one, tree, name) for one in written]
    if tree.stage == Stage.RULES:
        needed = [Reference(azurerm.address(one.id)) for one in written]
        blocks.append(Block("resource", (_ANCHOR, _anchor(tree.shared)), {"depends_on": needed}))
        blocks += [_kept(one) for one in tree.resources if one not in written]
        blocks += [_gate(tree)] if losses(tree) else []
    alone = _alone(tree) if tree.stage == Stage.RULES else []
    told = [f"{marks.COMMENTS[name]}: {mark}" for name, mark in tree.marks.items()]
    head = [f"# {line}" for line in (*about, *alone, *told)]
    return "\n".join([*head, "", *map(hcl.text, blocks)])


def _alone(tree: Tree) -> list[str]:
    """How to apply these rules and nothing else; every command asks for a variable that has no value."""
    if not losses(tree):
        return [f"By itself: terraform apply -target={target(tree)}"]
    given = f"-var={_variable(tree)}=true"
    return [
        f"By itself, which routes nothing yet: terraform apply -target={target(tree)} {given}",
        f"Every other command, destroy too, wants {given} once the rules that are not in this file are in place.",
    ]


def providers(trees: Iterable[Tree], name: str) -> str:
    """Return the file with a provider for each subscription: azurerm's names of resources say nothing of theirs."""
    known = sorted({one.id.subscription.lower() for tree in trees for one in tree.resources})
    about = f"# {name}: providers of the other files, written by adx.outbound as terraform.\n"
    told = [{"alias": _alias(one, name), "subscription_id": one} for one in known]
    blocks = [Block("provider", ("azurerm",), one, (Block("features"),)) for one in told]
    return "\n".join([about, *map(hcl.text, [_NEEDED, *blocks])])


def target(tree: Tree) -> str:
    """What `-target` takes to apply all rules of a tree and nothing else."""
    return f"{_ANCHOR}.{_anchor(tree.shared)}"


def losses(tree: Tree) -> tuple[Loss, ...]:
    """What azurerm has no resource for, and why."""
    shared = [Loss(one.id, "what is wanted of the group", _SHARED) for one in tree.resources if _is_shared(one)]
    refused = [(one, rule) for one in tree.resources for rule in azurerm.refused(one)]
    return (*shared, *(Loss(one.id, f"rule '{rule['name']}'", _TAGGED) for one, rule in refused))


def _is_shared(resource: Resource) -> bool:
    return resource.id.type == resource_ids.RULE_COLLECTION_GROUP and not resource.is_whole


def _written(tree: Tree) -> list[Resource]:
    """What azurerm has a resource for: a collection takes one rule at least."""
    known = [one for one in tree.resources if not _is_shared(one)]
    return [one for one in known if one.id.type != APPLICATION_COLLECTION or azurerm.rules(one)]


def _sources(tree: Tree, written: Iterable[Resource]) -> list[ResourceId]:
    """What is there and referred to, each once: a subnet by its association, and the network is not."""
    known = list(written)
    subnets = [one.id for one in known if one.id.type == resource_ids.SUBNET]
    parts = [one for one in known if one.id.type != resource_ids.SUBNET]
    table = [] if _makes_table(tree) or not subnets else [tree.shared]
    parents = tree.existing(parts)
    return [*parents, *(one for one in table if one not in parents), *subnets]


def _makes_table(tree: Tree) -> bool:
    return any(resource_ids.same(one.id, tree.shared) for one in tree.whole)


def _source(id_: ResourceId, name: str) -> Block:
    block = azurerm.source(id_)
    return Block(block.kind, block.labels, {"provider": _provider(id_, name), **(block.arguments or {})})


def _resource(resource: Resource, tree: Tree, name: str) -> Block:
    """One block. Tags of a table are ours to give when it is made, and whoever adds others keeps them."""

    def member_of(id_: ResourceId) -> Any:
        return lambda member: Reference(f"{azurerm.address(id_)}.{member}") if made else azurerm.found(id_, member)

    made = _makes_table(tree)
    labels = (azurerm.RESOURCE_NAMES[resource.id.type], symbol(resource.id))
    parent = resource.id.parent if resource.id.is_child else resource.id
    own = azurerm.arguments(resource, member_of(parent), member_of(tree.shared)("id"))
    needed = [Reference(f"{_ANCHOR}.{_anchor(id_)}") for id_ in tree.after]
    needed += [Reference(azurerm.address(id_)) for id_ in resource.depends_on]
    depends_on = {"depends_on": needed} if needed else {}
    kept = Block("lifecycle", (), {"ignore_changes": [Reference("tags")]})
    inside = (kept,) if resource.id.type == resource_ids.ROUTE_TABLE else azurerm.rules(resource)
    return Block("resource", labels, {"provider": _provider(resource.id, name), **own, **depends_on}, inside)


def _kept(resource: Resource) -> Block:
    """What an earlier file may have had and this one has not: it is to be forgotten, and not destroyed (Terraform and
    OpenTofu since 1.7).
    """
    kept = Block("lifecycle", (), {"destroy": False})
    return Block("removed", (), {"from": Reference(azurerm.address(resource.id))}, (kept,))


def _gate(tree: Tree) -> Block:
    """The variable without which nothing of the module is applied, where some rules are not in it."""
    variable = _variable(tree)
    wanted = f"Let {variable} be {headers.OF_GATE[:1].lower()}{headers.OF_GATE[1:]}"
    check = {"condition": Reference(f"var.{variable}"), "error_message": wanted}
    known = {"type": Reference("bool"), "description": headers.OF_GATE}
    return Block("variable", (variable,), known, (Block("validation", (), check),))


def _variable(tree: Tree) -> str:
    return f"rules_are_in_place_{symbol(tree.shared)}"


def _anchor(shared: ResourceId) -> str:
    return f"rules_{symbol(shared)}"


def _provider(id_: ResourceId, name: str) -> Reference:
    return Reference(f"azurerm.{_alias(id_.subscription.lower(), name)}")


def _alias(subscription: str, name: str) -> str:
    return re.sub("[^A-Za-z0-9]", "_", f"{name}_{subscription}")
