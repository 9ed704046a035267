# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our slices as lines a person can read, for `--diff`: one line per thing that can come or go.

A name, a tag or a description is printable on its line, whatever is in it, so none of them makes or hides another line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..values.printable import printable
from .rule_spellings import UNWANTED


def some(items: Iterable[object], shown: int = 3, between: str = ", ") -> str:
    """The first few of a list, and how many more there are: `a, b, c and 2 more`."""
    texts = [str(one) for one in items]
    rest = f" and {len(texts) - shown} more" if len(texts) > shown else ""
    return f"{between.join(texts[:shown])}{rest}"


def rule_collections(collections: Iterable[Mapping[str, Any]] | None) -> str:
    """Collections with their rules, a name or address per line."""
    lines = []
    for collection in collections or ():
        lines.append(
            f"{collection['kind']} collection {collection['name']}:"
            f" priority {collection['priority']}, {collection['action']}"
        )
        for rule in collection["rules"]:
            lines += _rule(rule)
    return _joined(lines)


def group(view: Mapping[str, Any] | None) -> str:
    """A rule collection group's priority and our collections in it; nothing for an absent group."""
    return "" if view is None else f"group priority: {view['priority']}\n{rule_collections(view['rule_collections'])}"


def rules(view: Any) -> str:
    """Our rules as they are kept, in a firewall itself or in a group."""
    return group(view) if isinstance(view, Mapping) else rule_collections(view)


def route_table(table: Mapping[str, Any] | None) -> str:
    """A table's place, tags and our routes in it; nothing for an absent table."""
    if table is None:
        return ""
    lines = [f"location: {table['location']}"]
    lines += [f"tag {name}: {value}" for name, value in sorted((table.get("tags") or {}).items())]
    lines += [_route(route) for route in table["routes"]]
    return _joined(lines)


def subnet(association: Mapping[str, Any] | None) -> str:
    """The one property of a subnet that is ours."""
    if association is None:
        return ""
    return _joined([f"route table: {association['route_table'] or 'none'}"])


def outbound_access(access: Mapping[str, Any] | None) -> str:
    """Whether outbound access is restricted, and an entry of the lists per line."""
    if access is None:
        return ""
    lines = [f"restricted: {access['restrict_outbound_network_access'] or 'not said'}"]
    for name in ("allowed_fqdns", "callout_policies"):
        entries = access[name]
        lines += [f"{name}: {_entry(one)}" for one in (entries if isinstance(entries, list) else [entries])]
    return _joined(lines)


def network(membership: Mapping[str, Any] | None) -> str:
    """Whether a cluster is in its network, and who may come in at its public names, a fact per line."""
    if membership is None:
        return ""
    facts = {name: value for name, value in membership.items() if name != "allowed_ip_ranges"}
    lines = [f"{name}: {'not said' if value is None else printable(str(value))}" for name, value in facts.items()]
    ranges = membership["allowed_ip_ranges"]
    lines += [f"allowed_ip_ranges: {printable(str(one))}" for one in (ranges if isinstance(ranges, list) else [ranges])]
    return _joined(lines)


def _entry(entry: Any) -> str:
    """A name, or a policy: its access, its type and its regex, and what else it has."""
    if not isinstance(entry, Mapping):
        return printable(str(entry))
    rest = {name: value for name, value in entry.items() if name not in ("access", "type", "regex")}
    told = [str(entry.get(name) or "?") for name in ("access", "type", "regex")]
    return printable(" ".join([*told, *(f"{name}={value}" for name, value in rest.items())]))


def _rule(rule: Mapping[str, Any]) -> list[str]:
    protocols = ", ".join(
        f"{item['type']}:{item['port']}" if isinstance(item, Mapping) else str(item)
        for item in rule.get("protocols", ())
    )
    ports = f" port {', '.join(rule['destination_ports'])}" if rule.get("destination_ports") else ""
    sources = ", ".join([*rule.get("source_addresses", ()), *rule.get("source_ip_groups", ())])
    fields = ("target_fqdns", "fqdn_tags", "destination_addresses", "destination_fqdns", "destination_ip_groups")
    targets = [f"    {target}" for field in fields for target in rule.get(field, ())]
    unwanted = [f"    {field}: {value}" for field in UNWANTED for value in rule.get(field, ()) if field not in fields]
    described = f" ({rule['description']})" if rule.get("description") else ""
    return [f"  rule {rule['name']}{described}: {protocols}{ports} from {sources} to", *targets, *unwanted]


def _route(route: Mapping[str, Any]) -> str:
    hop = f" {route['next_hop_ip_address']}" if route.get("next_hop_ip_address") else ""
    return f"route {route['name']}: {route['address_prefix']} -> {route['next_hop_type']}{hop}"


def _joined(lines: list[str]) -> str:
    return "".join(f"{printable(line)}\n" for line in lines)
