# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about what blocks nothing today and surprises people later: addresses, locks, what others have in store."""

from __future__ import annotations

from collections.abc import Iterator

from ..documents import networks, route_tables, subnets
from ..values import resource_ids
from ..verdict.landscape import Landscape
from ..verdict.verdicts import Question
from . import hubs, names
from .findings import Finding

_OF_MANAGER = "ANM_"  # how the names of peerings begin that a network manager makes (exported estates)


def findings(question: Question, landscape: Landscape, *, diagnose: bool) -> Iterator[Finding]:
    """What was read besides."""
    yield from names.findings(question, landscape)
    yield from _locks(landscape)
    yield from _diagnosis(landscape, diagnose=diagnose)
    yield from _others(landscape)
    for sentence in landscape.besides.unread:
        yield Finding(
            "not_looked_at",
            landscape.name,
            f"{sentence}; no verdict depends on it.",
            "Give the login the right to read it, if its findings matter to you.",
        )


def _others(landscape: Landscape) -> Iterator[Finding]:
    """What others have in store; a sign of a network manager is one of its tables, or a peering it has made."""
    for draft in landscape.drafts or ():
        yield Finding(
            "open_draft",
            draft.removeprefix("draft of "),
            f"A {draft} is open: its deployment replaces what is applied, and rules written since it was made may go.",
            "Have it deployed or discarded, and run the lock-down after that.",
        )
    for sentence in landscape.unlooked:
        yield Finding(
            "not_covered",
            landscape.name,
            f"{sentence}, so this answer does not cover what they may bring.",
            "Give the login the right to read them, or ask somebody who has it.",
        )
    if landscape.routing.learned and landscape.routing.defaults():
        network = names.network_of(landscape)
        yield Finding(
            "not_covered",
            network.removeprefix("network "),
            f"A gateway may bring routes to {network}, which cannot be read: a destination whose name resolves"
            " into the prefix of one takes it in place of the default route.",
            "Turn propagation of gateway routes off in the subnet's route table, or see what the gateway brings.",
        )
    yield from hubs.beside(landscape)
    signs = _signs_of_manager(landscape) if landscape.drafts is not None and landscape.admin_rules is None else []
    if signs:
        yield Finding(
            "unread_manager",
            landscape.network_id.name if landscape.network_id else landscape.name,
            f"{', '.join(signs)} is of a network manager, whose security admin rules were not read.",
            "Give the login the right to read them: they decide before any security group does.",
        )


def _signs_of_manager(landscape: Landscape) -> list[str]:
    table = subnets.route_table_id(landscape.subnet)
    id_ = resource_ids.parse(table) if table else None
    tables = [f"Route table {id_.name}"] if id_ and route_tables.is_managed(id_) else []
    made = [one.name for one in networks.peerings(landscape.virtual_network) if one.name.startswith(_OF_MANAGER)]
    return [*tables, *(f"Peering {name}" for name in made)]


def _locks(landscape: Landscape) -> Iterator[Finding]:
    written = [
        str(document["id"])
        for document in (
            landscape.firewall,
            landscape.subnet,
            landscape.route_table,
            *(policy.document for policy in landscape.chain[-1:]),
        )
        if document and document.get("id")
    ]
    for lock in landscape.besides.locks:
        held = [resource_ids.parse(id_).name for id_ in written if lock.holds(id_)]
        if held:
            effect = "any change" if lock.level.lower() == "readonly" else "the removal of anything"
            yield Finding(
                "resource_lock",
                lock.name,
                f"Lock {lock.name} ({lock.level}) refuses {effect} of {', '.join(held)}.",
                "Have it taken off for the time of a change that it stands against.",
            )


def _diagnosis(landscape: Landscape, *, diagnose: bool) -> Iterator[Finding]:
    """An empty answer proves nothing for a cluster that is not injected, so it is not asked for."""
    if diagnose and not landscape.is_injected:
        yield Finding(
            "not_diagnosed",
            landscape.cluster_id.name,
            f"The service was not asked about the network of cluster {landscape.cluster_id.name}: it has none to"
            " diagnose.",
            "Nothing to do.",
        )
    for sentence in landscape.besides.diagnosis or ():
        yield Finding(
            "service_finding",
            landscape.cluster_id.name,
            f"The service itself finds for cluster {landscape.cluster_id.name}: {sentence.rstrip('.')}.",
            "Compare with the verdict about that destination; the service looks from inside the cluster.",
        )
