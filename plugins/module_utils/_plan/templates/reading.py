# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of a cluster as results have it, read for a template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..documents import routes, rule_collections
from ..documents.routes import Route
from ..documents.rule_collections import Collection
from ..values import resource_ids
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId
from ..values.words import DesiredState


@dataclass(frozen=True)
class Rules:
    """What is wanted of a firewall or a group. `others` are the names of what else is in the group."""

    target: ResourceId
    group_priority: int | None
    collections: tuple[Collection, ...]
    others: tuple[str, ...]


@dataclass(frozen=True)
class Routes:
    """What is wanted of a route table. `tags` are those of a table that is ours to declare, None for anybody else's;
    `named` are the routes that are to be there under names of ours, `standing` those that somebody else has made.
    `associate` is True where it is our business that the subnet has the table.
    """

    table: ResourceId
    location: str
    tags: Mapping[str, str] | None
    named: tuple[Route, ...]
    standing: tuple[Route, ...]
    unwanted: tuple[Route, ...]
    associate: bool


@dataclass(frozen=True)
class Planned:
    """The plan of one cluster: None for what it has not, with the reason in `left` where one is to be told."""

    cluster: ResourceId
    rules: Rules | None = None
    routes: Routes | None = None
    subnet: ResourceId | None = None
    left: Mapping[str, str] = field(default_factory=dict)


def from_option(option: Mapping[str, Any]) -> Planned:
    """Read the plan of a lock-down; raise PlanError for one that is none, or that cannot be written by anybody.

    A cluster whose plan is missing is no reason to go on without it: a file without its rules would take them away.
    """
    if not isinstance(option, Mapping) or not {"cluster", "state", "as_written"} <= set(option):
        raise PlanError(
            "A template is made of whole plans, as a call that tells details returns them, and here is one that could"
            " not be made: a file without that cluster would take away what it has."
        )
    cluster = resource_ids.parse(str(option["cluster"]["id"]))
    if option["state"] != DesiredState.PRESENT:
        raise PlanError(
            f"The plan for {cluster.described()} takes things away, which no template does in the right order: remove"
            " the cluster by a run, then make files of the others."
        )
    written = option["as_written"]
    if written is None:
        raise PlanError(
            f"The plan for {cluster.described()} was stopped, and a file without that cluster would take away what it"
            " has."
        )
    rules = _rules(option, written.get("rules"), cluster)
    table, left = _routes(option, written.get("routes"), cluster)
    subnet = option.get("subnet") or {}
    return Planned(
        cluster,
        rules,
        table,
        resource_ids.parse(str(subnet["id"])) if table and table.associate and subnet.get("exists") else None,
        left if rules else {**left, "rules": "they are kept by an appliance, for which there are other formats"},
    )


def _rules(option: Mapping[str, Any], written: Mapping[str, Any] | None, cluster: ResourceId) -> Rules | None:
    if not written:
        return None
    if written["refused"]:
        raise PlanError(f"The rules of {cluster.described()} can be written by nobody: {written['refused']}")
    numbers = {(one["kind"], str(one["name"]).lower()): one["priority"] for one in written["priorities"]}
    collections = [rule_collections.from_option(one) for one in option["rule_collections"]]
    return Rules(
        resource_ids.parse(str(option["target"]["id"])),
        rule_collections.priority(written["group_priority"], "The rule collection group"),
        tuple(replace(one, priority=_number(numbers.get(one.key), one)) for one in collections),
        tuple(str(name) for name in written["others"]),
    )


def _number(value: Any, collection: Collection) -> int:
    number = rule_collections.priority(value, f"Rule collection '{collection.name}'")
    if number is None:
        raise PlanError(f"The plan has no priority for rule collection '{collection.name}', so none can be written.")
    return number


def _routes(
    option: Mapping[str, Any], written: Mapping[str, Any] | None, cluster: ResourceId
) -> tuple[Routes | None, dict[str, str]]:
    """The routes, and why there are none."""
    table = option.get("route_table")
    if not table or not written:
        return None, {"routes": "no route table is known for the cluster"}
    if written["left"]:
        return None, {"routes": str(written["left"])}
    if written["refused"]:
        raise PlanError(f"The routes of {cluster.described()} can be written by nobody: {written['refused']}")
    listed = [routes.from_option(one) for one in written["routes"]]
    found = Routes(
        resource_ids.parse(str(table["id"])),
        str(table["location"]),
        written["tags"],
        tuple(one for one in listed if routes.is_ours(one, [one.prefix])),
        tuple(one for one in listed if not routes.is_ours(one, [one.prefix])),
        tuple(routes.from_option(one) for one in option["unwanted_routes"]),
        bool(written["associate"]),
    )
    return found, {}
