# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who was checked and what lies around it, for people: names instead of ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..documents import firewalls, route_tables, routes, subnets
from ..values import resource_ids
from ..values.words import FirewallKind
from ..verdict.verdicts import Question, Surroundings


def of(question: Question, found: Surroundings, region: str) -> dict[str, Any]:
    """Return it as users see it in results."""
    return {
        "cluster": found.cluster,
        "region": region,
        "injected": found.injected,
        "subnet": _subnet(found),
        "security_group": _name(found.security_group),
        "route_table": _table(found.route_table),
        "firewall": {
            "id": str(found.firewall_id) if found.firewall_id else None,
            "name": found.name,
            "kind": FirewallKind.APPLIANCE if found.appliance else firewalls.kind_of(found.firewall),
            "private_address": found.firewall_address,
            "public_addresses": list(found.besides.public_addresses),
            "policies": [policy.name for policy in found.chain],
        },
        "sources": list(question.sources),
        "collections": sorted(question.collections),
        "unread": sorted(found.unread),
    }


def _name(document: Mapping[str, Any] | None) -> str | None:
    return str(document.get("name")) if document else None


def _subnet(found: Surroundings) -> dict[str, Any] | None:
    if found.subnet is None:
        return None
    id_ = found.subnet.get("id")
    return {
        "name": _name(found.subnet),
        "virtual_network": resource_ids.parse(str(id_)).parent.name if id_ else _name(found.virtual_network),
        "prefixes": subnets.prefixes(found.subnet),
        "delegated": subnets.is_delegated(found.subnet),
    }


def _table(document: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if document is None:
        return None
    listed = [routes.to_option(route) for route in route_tables.table_routes(document)]
    return {"name": document.get("name"), "routes": listed}
