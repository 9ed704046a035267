# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is judged about one cluster: before it is routed, before its rules go, after either, and at the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..baseline import compared
from ..baseline.compared import Changes
from ..baseline.reading import Baseline, Unusable
from ..check import check, endings, portrait
from ..check.catalogue import Severity
from ..check.check import Checkup
from ..check.findings import NEVER, SEVERITIES, Finding
from ..documents import subnets, text
from ..evidence import evidence
from ..evidence.evidence import Case, Whole
from ..evidence.stores import Logs
from ..lockdown import acceptance, afterwards, doubts, drift, present, question, refusals, removals, table_findings
from ..lockdown.acceptance import Accepted
from ..lockdown.approval import Part
from ..lockdown.request import DefaultRoute, RoutesMode, RulesMode, Step
from ..needs import documented
from ..values import times
from ..values.errors import PlanError
from ..verdict import verdicts
from ..verdict.flows import Flow
from ..verdict.landscape import Landscape
from ..verdict.verdicts import Question
from . import changes
from .fleet import Asked, Member

# The step that writes a part.
STEP_OF = {
    Part.RULES: Step.ALLOW,
    Part.ROUTES: Step.ROUTE,
    Part.SUBNET: Step.ROUTE,
    Part.NETWORK: Step.RETURN,
}
_NOUNS = {Part.RULES: "rules", Part.ROUTES: "routes", Part.SUBNET: "route table"}
# By these the traffic of a cluster would not go to the firewall, or a documented address not past it, or nobody can
# tell; by the last the check is about another subnet than the one the cluster returns to.
_NO_LOCK_DOWN = frozenset(
    {
        "no_default_route",
        "stale_default_route",
        "lost_default_route",
        "missing_route",
        "shadowed_route",
        "undecided_route",
        "other_subnet",
    }
)


@dataclass(frozen=True)
class Checked:
    """A check of one cluster: what was asked, of what, and what came out. `changes` is what of it is no longer as an
    earlier report has it, None where there was nothing to compare it with; `evidence` is there where the firewall's
    logs were asked, too.
    """

    member: Member
    asked: Question
    found: Landscape
    checkup: Checkup
    changes: Changes | None = None
    evidence: Whole | None = None

    @property
    def case(self) -> Case:
        """What the logs are to be compared with."""
        named = [one for one in self.member.plan.dependencies if one.fqdn and one.addresses]
        hints = {(str(one.fqdn), one.port): one.addresses for one in named}
        return Case(self.asked, self.found, self.checkup.dependencies, hints, self._since)

    def telling(self, found: Iterable[Finding]) -> Checked:
        """The same with these findings as well."""
        return replace(self, checkup=self.checkup.with_findings(found))

    def summary(self) -> dict[str, dict[str, int]]:
        """Counts for a log or a dashboard."""
        seen = {"evidence": self.evidence.summary()} if self.evidence else {}
        return {**self.checkup.summary(), **seen}

    def as_option(self) -> dict[str, Any]:
        """The check as users see it in results."""
        name = f"cluster {self.member.name}"
        failing = {one: why for one in SEVERITIES if (why := endings.failing(self.checkup.findings, name, one))}
        return {
            **self.checkup.as_option(),
            "dependencies": self._dependencies(),
            "changes_since": self.changes_option,
            "summary": self.summary(),
            "report": endings.lines(self.checkup),
            "failing": failing,
            "about": portrait.of(self.asked, self.found, str(self.member.plan.region)),
            **({"evidence": self.evidence.as_option()} if self.evidence else {}),
        }

    @property
    def changes_option(self) -> dict[str, Any] | None:
        """What has changed, as users see it in results."""
        return self.changes.as_option() if self.changes else None

    def _dependencies(self) -> list[dict[str, Any]]:
        """Each with the time since when it has had its verdict, None where no earlier report says that."""
        judged = zip(self.checkup.dependencies, self._since, strict=True)
        return [{**one.as_option(), "since": times.stamp(when) if when else None} for one, when in judged]

    @property
    def _since(self) -> tuple[datetime | None, ...]:
        """Since when each has had its verdict."""
        return self.changes.since if self.changes else (None,) * len(self.checkup.dependencies)


def require_open(
    member: Member, landscape: Landscape, *, is_approved: bool = False, unwritten: str = ""
) -> tuple[Accepted, ...]:
    """Return the doubts that are accepted about a cluster that is about to be routed.

    Raise PlanError when something it needs would be blocked, or when nobody can tell and its traffic does not go to the
    firewall yet. `unwritten` says what an earlier step would have written, `is_approved` that somebody has approved the
    plan, which confirms what only an appliance knows.
    """
    if not routes_something(member):
        return ()
    plan = member.plan
    if not plan.request.gate:
        return (acceptance.without_gate(member.name),)
    if plan.request.appliance and not is_approved:
        raise _unconfirmed(member)
    one = checked(member, landscape, before_routing=True)
    _require_nothing_blocked(one, unwritten)
    return () if _goes_there_already(one) else _require_no_doubt(one, unwritten)


def require_ready(member: Member, landscape: Landscape, *, unwritten: str = "") -> tuple[Accepted, ...]:
    """The same of a cluster that others route, or whose rules they write: a check is the gate between the two, and what
    goes past the firewall as yet says nothing of that. Of one whose traffic goes there the check itself says it.
    """
    request = member.plan.request
    by_others = request.routes == RoutesMode.REPORT and request.default_route == DefaultRoute.MANAGE
    if request.appliance or not request.gate or not (by_others or request.rules == RulesMode.REPORT):
        return ()
    one = checked(member, landscape, before_routing=True)
    if _goes_there_already(one):
        return ()
    _require_nothing_blocked(one, unwritten)
    return _require_no_doubt(one, unwritten)


def _require_nothing_blocked(one: Checked, unwritten: str) -> None:
    why = endings.would_block(one.checkup, one.member.name, one.found.described)
    if why:
        raise PlanError(f"{why}{unwritten}", "would_be_blocked")


def _require_no_doubt(one: Checked, unwritten: str) -> tuple[Accepted, ...]:
    member, known = one.member, one.checkup.dependencies
    try:
        return doubts.require_accepted(known, member.plan.request, member.name, one.found.described)
    except PlanError as error:
        raise PlanError(f"{error}{unwritten}", error.code) from error


def _unconfirmed(member: Member) -> PlanError:
    return PlanError(
        f"Nothing is routed to appliance {member.plan.request.appliance} without an approval: nobody can read here what"
        f" it lets through for cluster {member.name}. Load what an export writes, see that it is in effect, and confirm"
        " that by giving the plan hash as O(expect_plan).",
        "appliance_unconfirmed",
    )


def _goes_there_already(one: Checked) -> bool:
    """True where all traffic goes to the firewall by now, and no route is to be written in the place of a hub's."""
    way = one.found.routing
    return way.leads_all_to(one.found.firewall_address) and bool(way.defaults() or not one.asked.default_route_wanted)


def require_lock_down(
    member: Member, landscape: Landscape, fail_on: str, *, steps: frozenset[str], is_approved: bool = False
) -> tuple[Accepted, ...]:
    """Return the doubts that are accepted about a cluster that is about to return to its network.

    Raise PlanError where its lock-down is not there in full, and where a check of it as if it were there finds an
    error, something as severe as `fail_on`, or what nobody can tell.
    """
    plan = member.plan
    left = [_NOUNS[part] for part in member.pending if STEP_OF[part] not in steps]
    if left:
        raise PlanError(
            f"Cluster {member.name} does not return to its network while its lock-down is not written: this call"
            f" leaves out its {' and its '.join(left)}. Name the steps allow and route in O(steps) as well, or run them"
            " first.",
            "not_locked_down",
        )
    if not plan.request.gate:
        return (acceptance.without_gate(member.name),)
    if plan.request.appliance and not is_approved:
        raise _unconfirmed(member)
    one = checked(member, landscape)
    why = endings.not_locked_down(one.checkup.findings, member.name, _NO_LOCK_DOWN)
    if why:
        raise PlanError(why, "not_locked_down")
    why = endings.would_block(one.checkup, member.name, landscape.described)
    if why:
        raise PlanError(f"{why} So the cluster does not return to its network.", "would_be_blocked")
    why = endings.failing(one.checkup.findings, member.name, Severity.ERROR if fail_on == NEVER else fail_on)
    if why:
        raise PlanError(f"{why} So the cluster does not return to its network.", "check_failed")
    return doubts.require_accepted(one.checkup.dependencies, plan.request, member.name, landscape.described)


def routes_something(member: Member) -> bool:
    """True when the plan writes routes or an association."""
    return not {Part.ROUTES, Part.SUBNET}.isdisjoint(member.pending)


def require_no_blackout(
    member: Member, landscape: Landscape, leaving: Iterable[Member], *, unwritten: str = ""
) -> None:
    """Raise PlanError when the cluster would be cut off without its rules and those of all others that go as well."""
    if not member.plan.request.gate or member.is_gone or landscape.subnet is None:
        return
    inside = tuple(subnets.prefixes(landscape.subnet))
    try:
        afterwards.require_no_blackout(landscape, changes.ownership(leaving), inside)
    except PlanError as error:
        raise PlanError(f"{error}{unwritten}", error.code) from error


def takes_away(member: Member) -> bool:
    """True when a lock-down's rules allow less than ours do today."""
    if not member.is_present or Part.RULES not in member.pending:
        return False
    plan = member.plan
    existing = plan.landscape.rule_holder.owned(plan.ownership)
    return bool(removals.gone(existing, plan.rule_collections))


def may_lose(member: Member) -> bool:
    """True when it was accepted that rules take something needed away: then that is no reason to take them back."""
    return any(one.word == acceptance.LOST_DEPENDENCIES for one in member.plan.accepted)


def require_still_planned(member: Member, landscape: Landscape) -> None:
    """Plan a lock-down that takes rules away once more on what there is now; raise PlanError when that is refused by
    now, as it is when somebody has routed the cluster since.
    """
    present.plan(member.plan.request, replace(landscape, unread=member.plan.landscape.unread))


def lost_by_own_write(member: Member, now: Landscape, before: Landscape) -> str:
    """What a cluster needs, is blocked now, and would not be without what was just written for it; else empty."""
    if not member.plan.request.gate:
        return ""
    blocked = _blocked(question.of_plan(member.plan, now), now)
    earlier = replace(question.of_plan(member.plan, before), flows=blocked)
    before_too = _blocked(earlier, before)
    lost = [flow.subject for flow in blocked if flow not in before_too]
    if not lost:
        return ""
    return (
        f"Somebody else has changed the rules or the routes of cluster {member.name} while this run wrote the others,"
        f" and behind {now.described} {text.some(lost)} would be blocked now."
    )


def _blocked(asked: Question, landscape: Landscape) -> tuple[Flow, ...]:
    return tuple(one.flow for one in verdicts.dependencies(asked, landscape) if one.verdict.blocked)


def checked(member: Member, landscape: Landscape, *, before_routing: bool = False, diagnose: bool = False) -> Checked:
    """Judge every dependency, and at the end every documented address."""
    plan = member.plan
    asked = question.of_plan(plan, landscape, before_routing=before_routing)
    requirements = documented.requirements(str(plan.region), plan.request.edition)
    checkup = check.check(asked, landscape, requirements, diagnose=diagnose)
    left = () if before_routing else table_findings.findings(plan.landscape, str(plan.region))
    return Checked(member, asked, landscape, checkup.with_findings(left))


def with_drift(one: Checked, asked: Asked) -> Checked:
    """The same with what is no longer as the options of a lock-down want it, without a question more to Azure.

    Raise PlanError for a policy that has nothing to say about the firewall.
    """
    found = one.found
    if "chain" not in found.unread:
        refusals.require_governed(asked.firewall_policy, found.name, found.chain)
    drifted = drift.of_check(
        one.member.plan.request,
        found,
        one.asked,
        table=asked.route_table,
        policy=asked.firewall_policy,
        lacking=one.checkup.unmatched,
    )
    return replace(one, checkup=one.checkup.explained(drifted))


def planned_anew(one: Checked, asked: Asked) -> Member:
    """The plan of today by what a check has read; raise PlanError where none can be made."""
    unread = [why for field, why in one.found.unread.items() if field in ("chain", "route_table")]
    if unread:
        raise PlanError(f"{unread[0]}, so nothing can be planned")
    request, policy = one.member.plan.request, asked.firewall_policy
    return Member(drift.planned(request, one.found, table=asked.route_table, policy=policy))


def with_changes(one: Checked, baseline: Baseline, *, wrote: bool) -> Checked:
    """The same with what is no longer as an earlier report has it; `wrote` says that this call has written something
    for the cluster.
    """
    before = compared.usable(baseline, one.found)
    if isinstance(before, Unusable):
        return one.telling([compared.unusable(before, one.member.name)])
    made = compared.changes(before, one.checkup.dependencies, one.found, wrote=wrote)
    return replace(one, checkup=one.checkup.with_findings(made.findings), changes=made)


def with_evidence(one: Checked, logs: Logs, *, wrote: bool) -> Checked:
    """The same with what the logs say. Whatever this call `wrote` decides since a moment ago."""
    case = one.case
    whole = evidence.of_cluster(replace(case, since=(logs.end,) * len(case.judged)) if wrote else case, logs)
    return replace(one, evidence=whole, checkup=one.checkup.with_findings(whole.findings))


def require_passed(one: Checked, fail_on: str) -> None:
    """Raise PlanError for a check that found something as severe as that."""
    why = endings.failing(one.checkup.findings, f"cluster {one.member.name}", fail_on)
    if why:
        raise PlanError(why, "check_failed")
