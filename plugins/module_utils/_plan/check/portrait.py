# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who was checked and what lies around it: by name for people, and by id for programs."""

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
        "region": region,
        "injected": landscape.is_injected,
        "subnet": _subnet(landscape),
        "security_group": _name(landscape.security_group),
        "route_table": _table(landscape),
        "firewall": {
            "name": landscape.name,
            "kind": FirewallKind.APPLIANCE if landscape.appliance else firewalls.kind_of(landscape.firewall or {}),
            "private_address": landscape.firewall_address,
            "public_addresses": list(landscape.besides.public_addresses),
            "policies": [policy.name for policy in landscape.chain],
        },
        "sources": list(question.sources),
        "collections": sorted(question.collections),
        "other_rules": other_rules.listed(question, landscape),
        "unread": sorted(landscape.unread),
        "ids": _ids(landscape),
    }


def _ids(landscape: Landscape) -> dict[str, Any]:
    """The full ids, None where none is known; those of policies the root first.

    What the subnet names has an id, whether it could be read or not, and in check mode before it is there.
    """
    firewall, subnet = landscape.firewall_id, landscape.subnet_id
    return {
        "cluster": str(landscape.cluster_id),
        "firewall": str(firewall) if firewall else None,
        "policies": [str(policy.document["id"]) for policy in landscape.chain if policy.document.get("id")],
        "subnet": str(subnet) if subnet else _id(landscape.subnet),
        "security_group": subnets.security_group_id(landscape.subnet) or _id(landscape.security_group),
        "route_table": subnets.route_table_id(landscape.subnet) or _id(landscape.route_table),
    }


def _id(document: Mapping[str, Any] | None) -> str | None:
    return str(document["id"]) if document and document.get("id") else None


def _name(document: Mapping[str, Any] | None) -> str | None:
    return str(document.get("name")) if document else None


def _subnet(landscape: Landscape) -> dict[str, Any] | None:
    if landscape.subnet is None:
        return None
    id_ = landscape.subnet.get("id")
    return {
        "name": _name(landscape.subnet),
        "virtual_network": resource_ids.parse(str(id_)).parent.name if id_ else _name(landscape.virtual_network),
        "prefixes": subnets.prefixes(landscape.subnet),
        "delegated": subnets.is_delegated(landscape.subnet),
    }


def _table(landscape: Landscape) -> dict[str, Any] | None:
    document = landscape.route_table
    if document is None:
        return None
    listed = [routes.to_option(route) for route in route_tables.table_routes(document)]
    return {"name": document.get("name"), "routes": listed}
