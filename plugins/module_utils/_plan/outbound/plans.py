# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan for one cluster: which members of its document are to change, whether they may, and what to know of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..callouts.policies import State
from ..check import sources
from ..check.findings import Finding, besides, in_order
from ..documents import outbound_access, text
from ..documents.outbound_access import RESTRICT
from ..lockdown import acceptance
from ..lockdown.acceptance import Accepted
from ..lockdown.approval import Part, Slice
from ..values.change import Document, has_failed, is_in_force, is_settled
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId
from . import lists, readiness, risks, used
from .lists import Change
from .request import Request
from .risks import Context, Risk
from .seen import Seen
from .used import Judged


@dataclass(frozen=True)
class Plan:
    """What is to become of one cluster. `wanted` is its document as it is to be, `accepted` what stood in the way and
    was accepted by its word, `refused` what stands in the way and is not.
    """

    request: Request
    seen: Seen
    change: Change
    wanted: Document
    judged: tuple[Judged, ...]
    accepted: tuple[Accepted, ...] = ()
    findings: tuple[Finding, ...] = ()
    refused: tuple[Risk, ...] = ()

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

    @cached_property
    def slices(self) -> dict[Part, Slice]:
        """What is written of it."""
        found, wanted = outbound_access.view(self.seen.document), outbound_access.view(self.wanted)
        return {Part.ACCESS: Slice(self.id, found, wanted, is_settled(self.seen.document))}

    @property
    def pending(self) -> tuple[Part, ...]:
        """What there is something to do about."""
        return tuple(part for part, one in self.slices.items() if one.is_pending)

    @property
    def opens(self) -> dict[str, Any] | None:
        """The members of the first of two writes where one list is to take the place of another and Azure does not do
        that at once: access is open until the second. None where no list is replaced, and where Azure may as well have
        refused an entry of the new one: it would refuse that again, with access open.
        """
        if not self.change.replaces or not self.request.lists.is_plain:
            return None
        return {RESTRICT: str(State.DISABLED), self.change.replaces: []}

    def require_allowed(self) -> None:
        """Raise PlanError for what stands in the way of the write."""
        told = [(risk.word, risk.finding.message, risk.finding.remedy.rstrip(".")) for risk in self.refused]
        acceptance.require_accepted(told)

    def summary(self) -> dict[str, dict[str, int]]:
        """How many of what is used comes to what."""
        return {"used": Counter(one.after.outcome for one in self.judged)}

    def _shown(self, slice_: Slice) -> dict[str, str]:
        before, after = text.outbound_access(slice_.found), text.outbound_access(slice_.wanted)
        return {"resource": self.described, "before": before, "after": after}

    def as_option(self) -> dict[str, Any]:
        """The plan as users see it in results."""
        found = self.seen
        return {
            "cluster": found.cluster.as_option(),
            "before": outbound_access.view(found.document),
            "after": outbound_access.view(self.wanted),
            "added": list(self.change.added),
            "removed": list(self.change.removed),
            "not_listed": list(self.change.not_listed),
            "loosens": list(self.change.loosens),
            "changes": [self._shown(one) for one in self.slices.values() if one.is_change],
            "used": [one.as_option() for one in self.judged],
            "proposed": used.proposed(tuple(one.used for one in self.judged)),
            "in_force": None if found.listed is None else [one.as_option() for one in found.listed],
        }


def plan(request: Request, seen: Seen) -> Plan:
    """Return the plan, with the risks that stand in its way; raise PlanError for what nobody can accept."""
    made = _made(request, seen)
    if made.slices[Part.ACCESS].is_change:
        readiness.require_not_failed(seen.id, seen.document)
    return made


def _made(request: Request, seen: Seen) -> Plan:
    context, wanted = _context(request, seen)
    made = Plan(request, seen, context.change, wanted, context.judged)
    if made.slices[Part.ACCESS].is_change:
        readiness.require_running(seen.cluster, seen.document)
        readiness.require_shown(seen.id, seen.api_version)
    found = list(risks.of(context))
    taken = [one for one in found if one.word in request.accept]
    left = [one for one in found if one.word not in request.accept]
    return replace(
        made,
        accepted=tuple(Accepted(one.word, one.finding.message) for one in taken),
        findings=in_order([*risks.findings(left), *besides(risks.findings(found), _others(made))]),
        refused=tuple(one for one in left if one.stops and made.slices[Part.ACCESS].is_change),
    )


def _context(request: Request, seen: Seen) -> tuple[Context, Document]:
    """What is decided about, and the document as it is to be."""
    change = lists.change(request, seen.document)
    wanted = outbound_access.changed(seen.document, change.members)
    before, after = seen.restriction, seen.after(wanted)
    judged = used.judged(used.of(request, seen), before, after, seen.outside)
    first = request.restricts and before.state != State.ENABLED
    tightens = request.restricts and (first or risks.narrows(change, judged))
    return Context(request, seen, change, judged, first, tightens), wanted


def standing(request: Request, seen: Seen) -> tuple[tuple[Judged, ...], tuple[Risk, ...]]:
    """What a cluster that is restricted is known to use, and every risk of that, where a request adds nothing to it."""
    context, _wanted_ = _context(request, seen)
    return context.judged, tuple(risks.of(context))


def _others(plan_: Plan) -> Iterator[Finding]:
    seen, name, change = plan_.seen, plan_.name, plan_.change
    if has_failed(seen.document):
        yield Finding(
            "not_settled",
            name,
            f"The last change of {plan_.described} failed, so what it shows may not be in force.",
            "Repeat that change, or start the cluster again, and look again.",
        )
    if change.loosens:
        yield _loosened(plan_)
    if not plan_.request.restricts:
        return
    if change.not_listed:
        yield Finding(
            "not_listed",
            name,
            f"Cluster {name} allows or denies more than is listed here: {text.some(change.not_listed)}.",
            "Put what is right into O(callout_policies) or O(allowed_fqdns), and drop the rest with O(purge): true.",
        )
    if seen.cluster.injected:
        yield Finding(
            "restricted_in_network",
            name,
            f"Cluster {name} is in a virtual network, and the restriction takes effect there at once, beside the"
            " firewall.",
            "Keep the firewall's rules and the lists alike until the cluster has left the network.",
        )
    dynamic = seen.shown.dynamic if seen.shown else ()
    yield Finding(
        "only_what_is_listed",
        name,
        f"What is said of cluster {name} is about what is listed: queries that somebody types, and addresses that are"
        f" made while a query runs, are in no list{f' ({text.some(dynamic)})' if dynamic else ''}.",
        "Say what such queries ask for, too.",
    )
    for finding in sources.findings(seen.sources, name):
        if finding.code in ("derived_names", "deleted_source"):
            yield finding


def _loosened(plan_: Plan) -> Finding:
    return Finding(
        "loosened",
        plan_.name,
        f"More may leave cluster {plan_.name} afterwards than before: {text.some(plan_.change.loosens)}.",
        "Make sure that this is meant.",
    )


def after_write(plan_: Plan, seen: Seen) -> Plan | None:
    """The plan with what there is to know of it after its write, where that holds: what changed stays told. None where
    something is still to be written, or the last change did not succeed. What others have added since is no matter.
    """
    try:
        now = plan(plan_.request, seen)
    except PlanError:  # a policy of ours has the opposite access by now, for instance
        return None
    if now.pending or not is_in_force(seen.document):
        return None
    loosened = [one for one in plan_.findings if one.code == "loosened"]
    after = {one.used: one.after for one in now.judged}
    return replace(
        plan_,
        judged=tuple(replace(one, after=after.get(one.used, one.after)) for one in plan_.judged),
        accepted=tuple(dict.fromkeys((*plan_.accepted, *now.accepted))),
        findings=in_order([*now.findings, *loosened]),
    )


def again(plan_: Plan, document: Document, listed: Mapping[str, Any]) -> Plan:
    """The same plan on what is read right before a write; raise PlanError for what stands against it now. That the last
    change failed is no matter here: where it was ours, writing again mends it, and any other ends the write.
    """
    made = _made(plan_.request, replace(plan_.seen, document=document, **listed))
    made.require_allowed()
    return made
