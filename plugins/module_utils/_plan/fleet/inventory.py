# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters as hosts: their facts, which of them are wanted, and names that never stand for two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..documents import subnets
from ..documents.clusters import Cluster
from ..values import resource_ids
from ..values.errors import PlanError
from ..values.printable import printable

Facts = Mapping[str, Any]
HOST_PREFIX = "adx_"  # of host variables: Ansible warns of plain ones such as `tags`, which are words of plays


def facts(cluster: Cluster, delegations: Mapping[str, bool]) -> dict[str, Any]:
    """Return what is known of a cluster; `delegated` is None without a subnet, or where that was not read."""
    subnet = cluster.subnet_id if cluster.injected else None
    return {**cluster.as_option(), "delegated": delegations.get(resource_ids.key(subnet)) if subnet else None}


def delegations(virtual_networks: Iterable[Mapping[str, Any]]) -> dict[str, bool]:
    """Return for each subnet of these networks, by the key of its id, whether it is delegated to Data Explorer."""
    found = [subnet for one in virtual_networks for subnet in (one.get("properties") or {}).get("subnets") or ()]
    return {resource_ids.key(str(subnet.get("id"))): subnets.is_delegated(subnet) for subnet in found}


def within(clusters: Iterable[Facts], include: Iterable[str], exclude: Iterable[str]) -> list[Facts]:
    """Return the clusters in any of the resource groups to include (none: all) and in none of those to exclude."""
    wanted, unwanted = ({name.lower() for name in names} for names in (include, exclude))
    return [
        cluster
        for cluster in clusters
        if (group := str(cluster["resource_group"]).lower()) not in unwanted and (not wanted or group in wanted)
    ]


def chosen(clusters: Iterable[Facts], answer: Any) -> list[Facts]:
    """Return the clusters that the answer of a filter names by `id`; raise PlanError for any other answer."""
    known = {cluster["id"]: cluster for cluster in clusters}
    entries = answer if isinstance(answer, list) else [answer]
    ids = {str(entry.get("id")) if isinstance(entry, Mapping) else "" for entry in entries}
    if not ids <= set(known):
        raise PlanError(
            "filter has to give clusters of the list it is applied to, such as [?region == 'westus'], but it gave"
            f" {_shown(answer)}."
        )
    return [cluster for id_, cluster in known.items() if id_ in ids]


def require_members(asked: Iterable[str], clusters: Iterable[Facts]) -> None:
    """Raise PlanError for a member that a filter asks for and no cluster has: it would find nothing, silently."""
    known = {name for cluster in clusters for name in cluster}
    unknown = sorted(set(asked) - known) if known else []
    if unknown:
        raise PlanError(
            f"filter asks for '{unknown[0]}', which no cluster has; a cluster has {', '.join(sorted(known))}."
        )


def host_name(cluster: Facts) -> str:
    """Return the name that no two clusters of a cloud share: names are unique per region only."""
    return f"{cluster['name']}.{cluster['region']}"


def hosts(named: Iterable[tuple[str, Facts]]) -> dict[str, dict[str, Any]]:
    """Return the variables of each host; raise PlanError for two under one name, who would become one host.

    A name may be a tag of anybody's: it is made printable, and it holds no template, which nothing could mark as text.
    """
    found: dict[str, dict[str, Any]] = {}
    for given, cluster in named:
        name = printable(given).replace("{", r"\x7b")
        variables = host_variables(cluster)
        if name in found:
            first = found[name][f"{HOST_PREFIX}id"]
            raise PlanError(
                f"hostnames gives the name '{name}' to {first} and to {cluster['id']}; leave it out, or"
                " add what tells them apart, such as the region."
            )
        found[name] = variables
    return found


def host_variables(cluster: Facts) -> dict[str, Any]:
    """Return the facts under the names of host variables."""
    return {f"{HOST_PREFIX}{name}": value for name, value in cluster.items()}


def _shown(answer: Any) -> str:
    text = str(answer)
    return text if len(text) <= 80 else f"{text[:80]}..."
