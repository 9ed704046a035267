# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan for one cluster that is to leave its network: what is written, and what stands in the way of that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..check.findings import Finding, in_order
from ..documents import network_membership, text
from ..documents.network_membership import Membership
from ..lockdown import acceptance
from ..lockdown.acceptance import Accepted
from ..lockdown.approval import Part, Slice
from ..outbound import readiness
from ..outbound.used import Judged
from ..values.change import Document, is_in_force, is_settled
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId
from ..values.words import begun
from . import preconditions
from .preconditions import Precondition
from .request import Request
from .seen import Seen

_WAY_BACK = "way_back"
NOTES = frozenset({_WAY_BACK})  # findings that say what a run does, and fail none


@dataclass(frozen=True)
class Plan:
    """What is to become of one cluster. `wanted` is its document as it is to be; `accepted` are the preconditions that
    are not met and accepted by their words, `refused` those that are not.
    """

    request: Request
    seen: Seen
    wanted: Document
    preconditions: tuple[Precondition, ...]
    judged: tuple[Judged, ...]
    accepted: tuple[Accepted, ...] = ()
    findings: tuple[Finding, ...] = ()
    refused: tuple[Precondition, ...] = ()

    @property
    def id(self) -> ResourceId:
        """The cluster."""
        return self.seen.id

    @property
    def name(self) -> str:
        """The name of the cluster."""
        return self.id.name

    @property
    def described(self) -> str:
        """`cluster telemetry in resource group rg-adx`, for messages."""
        return self.id.described()

    @property
    def leaves(self) -> bool:
        """True where the cluster is in its network and is to leave it."""
        return self.seen.cluster.membership != Membership.LEFT

    @cached_property
    def slices(self) -> dict[Part, Slice]:
        """What is written of it."""
        found, wanted = network_membership.view(self.seen.document), network_membership.view(self.wanted)
        return {Part.NETWORK: Slice(self.id, found, wanted, is_settled(self.seen.document))}

    @property
    def pending(self) -> tuple[Part, ...]:
        """What there is something to do about."""
        return tuple(part for part, one in self.slices.items() if one.is_pending)

    def require_allowed(self) -> None:
        """Raise PlanError for a precondition that is neither met nor accepted."""
        acceptance.require_accepted([(one.word, one.sentence, one.remedy) for one in self.refused])

    def summary(self) -> dict[str, dict[str, int]]:
        """How many preconditions come to what."""
        return {"preconditions": Counter(one.outcome for one in self.preconditions)}

    def as_option(self) -> dict[str, Any]:
        """The plan as users see it in results."""
        taken = {one.word for one in self.accepted}
        return {
            "cluster": self.seen.cluster.as_option(),
            "before": network_membership.view(self.seen.document),
            "after": network_membership.view(self.wanted),
            "preconditions": [{**one.as_option(), "accepted": one.word in taken} for one in self.preconditions],
            "sources": [one.as_option() for one in self.seen.targets],
            "used": [one.as_option() for one in self.judged],
            "changes": [self._shown(one) for one in self.slices.values() if one.is_change],
        }

    def _shown(self, slice_: Slice) -> dict[str, str]:
        before, after = text.network(slice_.found), text.network(slice_.wanted)
        return {"resource": self.described, "before": before, "after": after}


def plan(request: Request, seen: Seen) -> Plan:
    """Return the plan, with what stands in its way; raise PlanError for what nobody can accept.

    A cluster that has left already is asked about its public access alone: what had to be true before is done with.
    """
    require_in_network(seen)
    ranges = request.allowed_ip_ranges
    wanted = network_membership.left(seen.document, request.public_network_access.spelt, ranges)
    made = Plan(request, seen, wanted, (), ())
    if made.leaves:
        made = replace(made, preconditions=preconditions.of(request, seen), judged=preconditions.judged(request, seen))
    else:
        made = replace(made, preconditions=preconditions.of_public_access(request, seen))
    readiness.require_not_failed(seen.id, seen.document)  # also where nothing differs: it may not be in force
    if made.slices[Part.NETWORK].is_change:
        readiness.require_running(seen.cluster, seen.document)
    unmet = [one for one in made.preconditions if not one.is_met]
    left = [one for one in unmet if one.word not in request.accept]
    return replace(
        made,
        accepted=tuple(Accepted(one.word, one.sentence) for one in unmet if one.word in request.accept),
        findings=in_order([*(one.finding for one in left), *_others(made)]),
        refused=tuple(left) if made.slices[Part.NETWORK].is_change else (),
    )


def require_in_network(seen: Seen) -> None:
    """Raise PlanError for a cluster that no network is known of, and for one that was moved to another place."""
    if seen.cluster.is_migrated:
        raise PlanError(
            f"{begun(seen.id.described())} has been migrated to another cluster, or is being: that is something else,"
            " and nothing is written to it.",
            "migrated_elsewhere",
        )
    if seen.cluster.membership == Membership.NONE:
        raise PlanError(
            f"{begun(seen.id.described())} is in no virtual network, so there is none to leave; leave the cluster out.",
            "no_network",
        )
    if seen.cluster.membership == Membership.UNKNOWN:
        raise PlanError(
            f"Whether {seen.id.described()} is in a virtual network is in no word that is known here, so nothing is"
            " written to it; look at its virtualNetworkConfiguration in the portal.",
            "membership_unknown",
        )


def _others(plan_: Plan) -> Iterator[Finding]:
    if not plan_.leaves:
        return
    yield Finding(
        _WAY_BACK,
        plan_.name,
        f"Rules, routes, subnet and public addresses of cluster {plan_.name} are left as they are, for it may return.",
        "Once it works and nobody wants to return, take the rules and routes away with the playbook finish; to return,"
        " run the playbook return_to_network.",
    )


def holds(plan_: Plan, document: Document) -> bool:
    """True where a document shows what was wanted, at the same names, and its last change succeeded."""
    now = document.get("properties") or {}
    before = plan_.seen.document.get("properties") or {}
    return (
        is_in_force(document)
        and network_membership.view(document) == network_membership.view(plan_.wanted)
        and all(now.get(name) == before.get(name) for name in _NAMES)
        and str(now.get("state") or "").lower() == readiness.RUNNING
    )


_NAMES = ("uri", "dataIngestionUri")
