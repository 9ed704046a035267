# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who was checked and what lies around it, for people: names, and ids for those who look it up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..documents import firewalls, route_tables, routes, subnets
from ..values import resource_ids
from ..values.words import FirewallKind
from ..verdict.landscape import Landscape
from ..verdict.verdicts import Question
from . import other_rules


def of(question: Question, landscape: Landscape, region: str) -> dict[str, Any]:
    """Return it as users see it in results."""
    return {
        "cluster": landscape.cluster_id.name,
        "id": str(landscape.cluster_id),
        "region": region,
        "injected": landscape.is_injected,
        "subnet": _subnet(landscape),
        "security_group": _name(landscape.security_group),
        "security_group_id": _id(landscape.security_group),
        "route_table": _table(landscape),
        "firewall": {
            "id": str(landscape.firewall_id) if landscape.firewall_id else None,
            "name": landscape.name,
            "kind": FirewallKind.APPLIANCE if landscape.appliance else firewalls.kind_of(landscape.firewall or {}),
            "private_address": landscape.firewall_address,
            "public_addresses": list(landscape.besides.public_addresses),
            "policies": [policy.name for policy in landscape.chain],
            "policy_ids": [_id(policy.document) for policy in landscape.chain],
        },
        "sources": list(question.sources),
        "collections": sorted(question.collections),
        "other_rules": other_rules.listed(question, landscape),
        "unread": sorted(landscape.unread),
    }


def _name(document: Mapping[str, Any] | None) -> str | None:
    return str(document.get("name")) if document else None


def _id(document: Mapping[str, Any] | None) -> str | None:
    return str(document["id"]) if document and document.get("id") else None


def _subnet(landscape: Landscape) -> dict[str, Any] | None:
    if landscape.subnet is None:
        return None
    id_ = landscape.subnet.get("id")
    return {
        "id": _id(landscape.subnet),
        "name": _name(landscape.subnet),
        "virtual_network": resource_ids.parse(str(id_)).parent.name if id_ else _name(landscape.virtual_network),
        "prefixes": subnets.prefixes(landscape.subnet),
        "delegated": subnets.is_delegated(landscape.subnet),
    }


def _table(landscape: Landscape) -> dict[str, Any] | None:
    """The table of the subnet, by the id that the subnet names: a new one has no other before it is written."""
    document = landscape.route_table
    if document is None:
        return None
    listed = [routes.to_option(route) for route in route_tables.table_routes(document)]
    id_ = subnets.route_table_id(landscape.subnet or {}) or _id(document)
    return {"id": id_, "name": document.get("name"), "routes": listed}
