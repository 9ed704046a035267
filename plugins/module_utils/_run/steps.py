# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one safe order, for one cluster and for two hundred: un-route what goes, write each firewall once, look, route
what comes, look again, return to its network what has left it, check.

Whatever decides a verdict is read anew after anything this run has written or waited for. A cluster that fails drops
out of what follows, and its rules and routes stay as they are at that point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from itertools import count

from .._plan.check.findings import NEVER
from .._plan.documents import text
from .._plan.fleet import changes, exported, fleet, gates, slices, worked_out
from .._plan.fleet.fleet import Asked, Member, Writing
from .._plan.lockdown import acceptance, approval
from .._plan.lockdown.approval import Part
from .._plan.lockdown.request import WRITING, RulesMode, Step
from .._plan.values import resource_ids
from .._plan.values.errors import PlanError
from .._plan.verdict.landscape import Landscape
from . import evidence, moves
from .port import Failure, Port
from .record import Record, Sent
from .state import Settings, State

_LAG = 30.0  # seconds for an answer that is older than our own write; nobody has shown that there are any
_CHANGING = 300.0  # seconds for somebody's operation on the rules that are about to be judged
_MANY = 10  # clusters, above which it is told now and then how far a step is
_SHOWN = 2  # resources that a line names
_JUDGING = frozenset({Step.ROUTE, Step.RETURN, Step.CHECK})
Gate = Callable[[State, Member, Landscape], None]


class Left(PlanError):
    """Some clusters must not be part of a write after all; `why` says it for each."""

    def __init__(self, why: Mapping[str, Failure]) -> None:
        super().__init__(next(iter(why.values())).text)
        self.why = why


class Run:
    """One call over one or many clusters."""

    def __init__(self, port: Port, clusters: Iterable[Asked], settings: Settings) -> None:
        self._port, self._settings = port, settings
        self.states = {resource_ids.key(asked.cluster): State(asked) for asked in clusters}
        self.record: Record[Writing] = Record()
        self._kinds = approval.RETURN if Step.RETURN in settings.steps else approval.LOCKDOWN
        self.approval = approval.parts({}, kinds=self._kinds)
        self._slices: slices.Slices = {}
        self._planned: dict[str, Member] = {}  # all that nothing stands against, whatever becomes of them later
        self._step, self._done, self._to_write = "", count(1), 0

    @property
    def diffs(self) -> list[dict[str, str]]:
        """One for each write that stands, or in check mode would."""
        return [self._port.shown(one.writing, change) for one in self.record.sent if (change := one.change)]

    def go(self) -> None:
        """Take the steps of this call. Raise PlanError, before anything is written, for what was not approved."""
        steps = self._settings.steps
        self._plan()
        if Step.ROUTE in steps:
            self._hold_back(present=False)
            self._write_lanes(self._standing(present=False), Part.SUBNET, Part.ROUTES)
        if Step.ALLOW in steps:
            self._allow()
        if Step.ROUTE in steps:
            self._route()
        if Step.RETURN in steps:
            self._return()
        if Step.CHECK in steps:
            self._check()
        self._tell_unused()

    def work_out(self) -> None:
        """Keep with each cluster what its plan comes to in the resources it shares, for results with details."""
        if self._settings.steps == {Step.CHECK}:
            return  # which plans nothing
        for name, told in worked_out.of(self._standing()).items():
            self.states[name].as_written = told

    # Progress

    def _begin(self, step: str, what: Iterable[str]) -> None:
        """Say that a step begins, in one line."""
        self._step, self._done = step, count(1)
        self._port.tell(f"{step}: {text.some(what)}")

    def _begin_writing(self, step: str, members: Mapping[str, Member], *parts: Part) -> None:
        """The same for what writes something: what, and for whom. Nothing is said where there is nothing to write."""
        writers = {name: one for name, one in members.items() if not set(parts).isdisjoint(one.pending)}
        ids = {member.slices[part].id for part in parts for member in writers.values() if part in member.pending}
        self._to_write = len(ids)
        if not ids:
            return
        what = f"{len(ids)} resources" if len(ids) > _SHOWN else " and ".join(sorted(id_.described() for id_ in ids))
        self._begin(step, [f"{what}, for {text.some(member.name for member in writers.values())}"])

    def _done_one(self, total: int) -> None:
        """Say now and then how far a step is that takes long."""
        if len(self.states) > _MANY:
            self._port.tell(f"{self._step}: {next(self._done)} of {total} done", is_news=False)

    # Plan

    def _plan(self) -> None:
        self._begin("plan", (one.asked.cluster.name for one in self.states.values()))
        answers = self._port.read([state.asked for state in self.states.values()])
        for (name, state), (read, error) in zip(self.states.items(), answers, strict=True):
            if read is not None:
                state.member, state.planned, state.found = read.member, read.found, read.found
                state.gone = read.member is None
            elif error is not None:
                self._fail({name: error})
        self._refuse(fleet.conflicts(self._standing()), "clusters_conflict")
        for names in fleet.writing(self._standing(), Part.RULES):
            found = changes.together(self._members(names))
            self._fail(found.refused)
            for name in names:
                self.states[name].crowded = found.crowded
        self._planned = self._standing()
        self._require_approved()

    def _require_approved(self) -> None:
        if self._settings.steps == {Step.CHECK}:
            return  # nothing is written, so nothing needs an approval
        standing = self._standing()
        accepted = {name: member.plan.request.accept for name, member in standing.items()}
        self._slices = slices.together(standing)
        needed = {name: member.needed for name, member in standing.items()}
        self.approval = approval.parts(self._slices, accepted, needed, self._kinds)
        if self._settings.approved:
            strangers = self._strangers()
            told = "The approved preview has no plan for {0}, so it is left alone; run the preview again."
            self._refuse({name: told.format(standing[name].described) for name in strangers}, "not_approved")

    def _strangers(self) -> frozenset[str]:
        """The clusters that nobody has approved. Raise PlanError for drift, with why some have no plan: that may be
        it."""
        try:
            return approval.require(self._settings.approved, self.approval)
        except PlanError as error:
            unplanned = [state.failure.text for state in self.states.values() if state.failure]
            raise PlanError(" ".join([str(error), *dict.fromkeys(unplanned)]), error.code) from error

    # Allow

    def _allow(self) -> None:
        """Write the rules of every firewall and group once, after a look at what would be lost with those that go."""
        leaving = self._standing(present=False)
        if self._port.check_mode:  # a run looks right before each write
            self._look(leaving)
            for names in fleet.writing(leaving, Part.RULES):
                self._judge(self._members(names), self._no_blackout(names))
        self._begin_writing("allow", self._standing(), Part.RULES)
        self._at_once(self._write_targets, fleet.rule_lanes(self._standing()))
        going = self._standing(present=False)
        self._confirm(going, partial(self._cut_off, list(going.values())), Part.RULES)
        losing = {name: one for name, one in self._standing().items() if _takes_away(one) and not gates.may_lose(one)}
        self._confirm(losing, _lost, Part.RULES)

    def _write_targets(self, names: list[str]) -> None:
        """Write the groups of one policy one after another: each takes the first priority that is free."""
        for some in sorted(fleet.writing(self._standing(names), Part.RULES)):
            self._write_rules(some)

    def _write_rules(self, names: list[str]) -> None:
        """Write for these clusters; those that turn out to need their rules right before the write are left out."""
        while standing := list(self._standing(names)):
            try:
                self._write(standing, Part.RULES, partial(self._guard, standing))
                return
            except Left as left:
                self._fail_as(left.why)

    def _guard(self, names: list[str]) -> None:
        """Look once more, right before a write that takes rules away: somebody may have routed the cluster by now."""
        self._guard_left(names)
        no_blackout = self._no_blackout(self._standing(names, present=False))
        losing = {name: one for name, one in self._standing(names).items() if not one.is_present or _takes_away(one)}
        losing = dict(self._judged(losing))
        why = {}
        for name, (found, error) in zip(losing, self._seen(losing), strict=True):
            gate = _still_planned if losing[name].is_present else no_blackout
            try:
                if found is not None:
                    gate(self.states[name], losing[name], found)
            except PlanError as refused:
                error = refused
            if error is not None:
                why[name] = self._port.explain(error)
        if why:
            raise Left(why)

    def _guard_left(self, names: list[str]) -> None:
        """Read the clusters once more, right before a write that only those may have that have left their network:
        somebody may have returned one by now.
        """
        why = moves.returned_since(self._port, self._members(names))
        if why:
            raise Left(why)

    def _no_blackout(self, names: Iterable[str]) -> Gate:
        going = list(self._members(names).values())
        hint = "" if Step.ROUTE in self._settings.steps else " This call takes no routes away: run it after route."
        return lambda _state, member, landscape: gates.require_no_blackout(member, landscape, going, unwritten=hint)

    def _cut_off(self, going: list[Member], member: Member, before: Landscape, _now: Landscape) -> str:
        """Why a cluster whose rules have just gone, with those of all others, would need them as its traffic goes now;
        else empty.
        """
        try:
            gates.require_no_blackout(member, before, going)
        except PlanError as error:
            return f"{error} Somebody routed the cluster while its rules went."
        return ""

    # Route

    def _route(self) -> None:
        coming = {name: one for name, one in self._standing(present=True).items() if gates.routes_something(one)}
        if coming:
            self._begin("gate", (member.name for member in coming.values()))
        self._look(coming, settled=True)
        self._judge(coming, self._open)
        for state in [self.states[name] for name in coming]:
            if state.failure and state.member and state.found:
                state.stopped = gates.checked(state.member, state.found, before_routing=True)
        self._hold_back(present=True)
        self._write_lanes(self._standing(coming), Part.ROUTES, Part.SUBNET)
        self._confirm(self._standing(coming), _lost, Part.SUBNET, Part.ROUTES)

    def _open(self, state: State, member: Member, landscape: Landscape) -> None:
        hint = _of_rules(member, self._settings.steps)
        state.accepted = gates.require_open(
            member, landscape, is_approved=bool(self._settings.approved), unwritten=hint
        )

    def _hold_back(self, *, present: bool, among: Iterable[str] | None = None) -> None:
        failed = {name: state.asked.cluster for name, state in self.states.items() if state.failure}
        held, standing = fleet.held_back(self._members(self.states), failed), self._standing(among, present=present)
        self._refuse({name: why for name, why in held.items() if name in standing}, "held_back")

    # Return

    def _return(self) -> None:
        """Send clusters back to their network, one after another, where all that is checked passes as if they were
        there; the first that is not there for certain stops the rest.
        """
        going = {name: one for name, one in self._standing(present=True).items() if Part.NETWORK in one.pending}
        if not going:
            return
        self._begin("gate", (member.name for member in going.values()))
        self._look(going, settled=True)
        self._judge(going, self._may_return)
        for state in [self.states[name] for name in going]:
            if state.failure and state.member and state.found:
                state.stopped = gates.checked(state.member, state.found)
        self._begin_writing("return", self._standing(going), Part.NETWORK)
        stopped = ""
        for name, member in self._standing(going).items():
            if stopped:
                told = f"It was left as it is, since {stopped} went before it and is not back for certain."
                self._refuse({name: told}, "not_reached")
            elif not self._send_back(name, member):
                stopped = member.described

    def _send_back(self, name: str, member: Member) -> bool:
        """Send one cluster back and look whether it is there; False where it was sent and that is not certain."""
        try:
            self._write([name], Part.NETWORK, partial(self._guard_return, name))
        except Left as left:
            self._fail_as(left.why)
        failure = self.states[name].failure
        if failure is not None:
            return not failure.sent
        if self._port.check_mode:
            return True
        try:
            self.states[name].returned = moves.back(self._port, member)
        except PlanError as error:
            self._fail({name: error})
            return False
        return True

    def _guard_return(self, name: str) -> None:
        """Look once more at all that was looked at, right before a cluster is sent back: the one before it took its
        time.
        """
        state, member = self.states[name], self._members([name])[name]
        error: Exception | None = moves.no_way_back(self._port, member)
        if error is None:
            ((found, error),) = self._seen({name: member})
            try:
                if found is not None:
                    self._may_return(state, member, found)
            except PlanError as refused:
                error = refused
        if error is not None:
            raise Left({name: self._port.explain(error)})

    def _may_return(self, state: State, member: Member, landscape: Landscape) -> None:
        settings = self._settings
        state.accepted = (
            *state.accepted,
            *gates.require_lock_down(
                member, landscape, settings.fail_on, steps=settings.steps, is_approved=bool(settings.approved)
            ),
        )

    # Check

    def _check(self) -> None:
        present = self._standing(present=True)
        if present:
            self._begin("check", (member.name for member in present.values()))
            self._look(present)
            self._look_aside(dict(self._judged(present)))
            self._judge(present, self._check_one)
        self._compare_templates(present)
        if present:
            self._ask_logs(present)
            self._end_check(present)

    def _look_aside(self, members: Mapping[str, Member]) -> None:
        """Several at a time, for this is waiting; judging is not, and would only take turns."""

        def aside(names: list[str]) -> None:
            (name,) = names
            state = self.states[name]
            if state.found is not None and not state.failure:
                state.found = state.found.beside(self._port.look_aside(members[name], state.found))

        self._at_once(aside, [[name] for name in members])

    def _check_one(self, state: State, member: Member, found: Landscape) -> None:
        if self._settings.fail_on != NEVER:
            self._require_ready(state, member, found)
        state.check = gates.checked(member, found, diagnose=self._settings.diagnose)
        if self._settings.steps == {Step.CHECK}:  # a call that writes compares its plan with what it found anyway
            state.check = gates.with_drift(state.check, state.asked)
        if self._settings.baseline and not self._is_ahead:
            wrote = bool(self.record.of(member, *Part))
            state.check = gates.with_changes(state.check, self._settings.baseline, wrote=wrote)

    def _require_ready(self, state: State, member: Member, found: Landscape) -> None:
        hint = _of_rules(member, self._settings.steps)
        try:
            state.accepted = (*state.accepted, *gates.require_ready(member, found, unwritten=hint))
        except PlanError:
            state.stopped = gates.checked(member, found, before_routing=True)
            raise

    def _compare_templates(self, members: Mapping[str, Member]) -> None:
        """Hold the files of an export against today's plan. A preview is followed by the run that writes them."""
        if not self._settings.templates or self._is_ahead:
            return
        for name, found in exported.findings(self._settings.templates, self._today(members)).items():
            self.states[name].tell(found)

    def _today(self, members: Mapping[str, Member]) -> exported.Today:
        """The plans, which a call that only checks makes of what it has read."""
        unplanned = [name for name, state in self.states.items() if name not in self._planned and not state.gone]
        told = f"{self.states[unplanned[0]].asked.cluster.described()} could not be planned" if unplanned else ""
        if self._settings.steps != {Step.CHECK}:
            return exported.Today({name: one for name, one in self._planned.items() if one.is_present}, why=told)
        return exported.today({name: (self.states[name].judged, self.states[name].asked) for name in members}, told)

    def _ask_logs(self, members: Mapping[str, Member]) -> None:
        """Ask each firewall once for all clusters behind it. What would be there is in no log."""
        wanted = self._settings.evidence
        if wanted is None or self._is_ahead:
            return
        checks = {name: check for name in self._standing(members) if (check := self.states[name].check)}
        self._begin("evidence", (member.name for member in self._members(checks).values()))
        for name, logs in evidence.ask(self._port, checks, wanted).items():
            wrote = bool(self.record.of(checks[name].member, *Part))
            self.states[name].check = gates.with_evidence(checks[name], logs, wrote=wrote)

    def _end_check(self, members: Mapping[str, Member]) -> None:
        for name in self._standing(members):
            check = self.states[name].check
            try:
                if check is not None:
                    gates.require_passed(check, self._settings.fail_on)
            except PlanError as error:
                self._fail({name: error})

    @property
    def _is_ahead(self) -> bool:
        """True where what is judged is what would be there: nothing has changed by that."""
        return self._port.check_mode and bool(self._settings.steps & WRITING)

    # Looking

    def _look(self, members: Mapping[str, Member], *, settled: bool = False) -> None:
        """Bring what is judged up to date; in check mode the documents that would have been written stand in. `settled`
        has rules that are being changed looked at anew, too: whose traffic is about to be sent there waits for them.
        """
        behind = {
            name: one
            for name, one in self._judged(members)
            if self.states[name].epoch != self.record.epoch or (settled and self._is_changing(name))
        }
        epoch = self.record.epoch
        if not self._port.check_mode:
            for name, (found, error) in zip(behind, self._seen(behind), strict=True):
                if found is not None:
                    back = self.states[name].returned
                    self.states[name].found = replace(found, cluster=back) if back else found
                    self.states[name].epoch = epoch
                elif error is not None:
                    self._fail({name: error})
            return
        for name in behind:
            planned = self.states[name].planned
            if planned is not None:
                self.states[name].found = changes.as_written(planned, self.record.documents())
                self.states[name].epoch = epoch

    def _is_changing(self, name: str) -> bool:
        found = self.states[name].found
        return not self._port.check_mode and found is not None and changes.is_changing(found)

    def _judged(self, members: Mapping[str, Member]) -> list[tuple[str, Member]]:
        return [(name, member) for name, member in members.items() if self.states[name].planned is not None]

    def _seen(self, members: Mapping[str, Member]) -> list[tuple[Landscape, None] | tuple[None, Exception]]:
        """Look until no answer is older than our own writes and no rules are being changed, each for a while."""
        if not members:
            return []
        written, names = self.record.documents(), list(members)
        lag, changing = self._port.pace(_LAG), self._port.pace(_CHANGING)
        answers = dict(zip(names, self._port.look([members[name] for name in names]), strict=True))
        while True:
            seen = {name: found for name, (found, _error) in answers.items() if found is not None}
            old = [name for name, found in seen.items() if changes.lags(found, members[name], written)]
            busy = [name for name, found in seen.items() if changes.is_changing(found)]
            again = old if old and lag("for Azure to show what was written") else []
            again = again or (busy if busy and changing("for somebody's change of the rules to end") else [])
            if not again:
                return [answers[name] for name in names]
            answers |= dict(zip(again, self._port.look([members[name] for name in again]), strict=True))

    def _judge(self, members: Mapping[str, Member], gate: Gate) -> None:
        for name, member in members.items():
            state = self.states[name]
            try:
                if state.found is not None and not state.failure:
                    gate(state, member, state.found)
            except PlanError as error:
                self._fail({name: error})
            self._done_one(len(members))

    def _confirm(
        self, members: Mapping[str, Member], why: Callable[[Member, Landscape, Landscape], str], *parts: Part
    ) -> None:
        """Look right after these writes; where one of them alone blocks something needed, take it back and fail."""
        wrote = {
            name: one for name, one in members.items() if any(sent.outcome for sent in self.record.of(one, *parts))
        }
        if self._port.check_mode or not wrote:
            return
        self._look(wrote)
        for name, member in self._standing(wrote).items():
            now, mine = self.states[name].found, self.record.of(member, *parts)
            if now is None or self.states[name].failure:  # one that shared the write may have had it taken back
                continue
            before = changes.as_written(now, self.record.originals(mine))
            reason = why(member, before, now)
            if reason:
                self._take_back(mine, reason)

    def _take_back(self, mine: list[Sent[Writing]], reason: str) -> None:
        """Undo these writes, the last one first, and fail every cluster they were for."""
        trouble = []
        for one in reversed([one for one in mine if one.outcome is not None and one.outcome.original is not None]):
            ((_done, error),) = self._port.together(self._undo, [one])
            if error is not None:
                trouble.append(f"{one.described} could not be put back: {self._port.explain(error).text}")
        members = [member for one in mine for member in one.writing.members]
        names = [name for name, state in self.states.items() if state.member in members]
        if trouble:
            first = f"The cluster is cut off now, and {' '.join(trouble)}"
            self._refuse(dict.fromkeys(names, f"{first} {reason}"), "cut_off")
        else:
            self._refuse(dict.fromkeys(names, reason), "taken_back")

    def _undo(self, one: Sent[Writing]) -> None:
        if one.outcome is not None:
            self.record.touched()
            self._port.take_back(one.writing, one.outcome)
            self.record.take_back(one)
            self._note(one.writing)

    def _note(self, writing: Writing) -> None:
        """Keep which of the clusters of a write the run has changed something for."""
        for state in self.states.values():
            if (member := state.member) in writing.members:
                sent = [one for one in self.record.of(member, *Part) if one.change]
                state.changed = any(member.slices[one.writing.part].is_change for one in sent)

    # Writing

    def _write_lanes(self, writers: Mapping[str, Member], *parts: Part) -> None:
        """Write these parts, one resource after another where they are in one network, else at the same time."""

        def one_after_another(names: list[str]) -> None:
            for part in parts:
                for some in fleet.writing(self._standing(names), part):
                    self._write_way(some, part, beside=names)

        self._begin_writing("route", writers, *parts)
        self._at_once(one_after_another, fleet.lanes(writers))

    def _write_way(self, names: list[str], part: Part, *, beside: list[str]) -> None:
        """Write for these clusters; those that have returned to their network are left out, and so is who shares their
        routes among those beside.
        """
        while standing := list(self._standing(names)):
            try:
                self._write(standing, part, partial(self._guard_left, standing))
                return
            except Left as left:
                self._fail_as(left.why)
                self._hold_back(present=False, among=beside)

    def _at_once(self, call: Callable[[list[str]], None], groups: Iterable[list[str]]) -> None:
        """Do this for every group of clusters; what fails, fails them all."""
        groups = list(groups)
        for names, (_nothing, error) in zip(groups, self._port.together(call, groups), strict=True):
            self._fail({name: error for name in names if error is not None and not self.states[name].failure})

    def _write(self, names: list[str], part: Part, guard: Callable[[], None] | None = None) -> None:
        """Write one resource once for these clusters, in one order whoever lists them; they fail together."""
        members = self._members(sorted(names))
        others = tuple(member for name, member in self._members(self.states).items() if name not in names)
        left = tuple(self._left()) if self._port.check_mode else ()
        guard = None if self._port.check_mode else guard
        approved = tuple(self._slices[name][part] for name in members) if self._settings.approved else ()
        writing = Writing(part, tuple(members.values()), others, left, guard, approved)
        ((outcome, error),) = self._port.together(self._port.write, [writing])
        self.record.touched()
        self._done_one(self._to_write)
        if outcome is None:
            self._unanswered(writing, names, error)
            return
        if self._port.check_mode or outcome.changed:
            self.record.add(writing, outcome)
            self._note(writing)

    def _unanswered(self, writing: Writing, names: list[str], error: Exception | None) -> None:
        if isinstance(error, Left):
            raise error
        if error is not None:
            if self._port.explain(error).sent:
                self.record.add(writing, None)
            self._fail(dict.fromkeys(names, error))

    def _left(self) -> list[str]:
        """The subnets that a real run would have taken off their tables by now."""
        absent = self._standing(present=False).values() if Step.ROUTE in self._settings.steps else ()
        return [str(one.plan.landscape.subnet_id) for one in absent if Part.SUBNET in one.pending]

    # Clusters

    def _members(self, names: Iterable[str]) -> dict[str, Member]:
        return {name: member for name in names if (member := self.states[name].member)}

    def _standing(self, names: Iterable[str] | None = None, *, present: bool | None = None) -> dict[str, Member]:
        """The clusters that have not failed."""
        among = self._members(self.states if names is None else names)
        wanted = {name: member for name, member in among.items() if present in (None, member.is_present)}
        return {name: member for name, member in wanted.items() if not self.states[name].failure}

    def _refuse(self, sentences: Mapping[str, str], code: str) -> None:
        self._fail_as({name: Failure(why, code) for name, why in sentences.items()})

    def _fail(self, errors: Mapping[str, Exception]) -> None:
        self._fail_as({name: self._port.explain(error) for name, error in errors.items()})

    def _fail_as(self, failures: Mapping[str, Failure]) -> None:
        for name, failure in failures.items():
            self.states[name].failure = failure

    def _tell_unused(self) -> None:
        """Tell each cluster its words that accepted nothing for any; a check alone takes no risk."""
        if self._settings.steps == {Step.CHECK}:
            return
        standing = self._standing()
        used = {risk.word for name in standing for risk in self.states[name].risks}
        used = used.union(*(self.states[name].doubts for name in standing))
        known = acceptance.of_plans() if not self._settings.steps & _JUDGING else acceptance.WORDS
        for name, member in standing.items():
            words = sorted(member.plan.request.accept.intersection(known) - used)
            self.states[name].unused = tuple(acceptance.unused(word) for word in words)

    def tell_what_was_written(self) -> None:
        """Say of every cluster that failed what this run has written for it and what it has not."""
        writes = self._settings.steps & WRITING and not self._port.check_mode
        for state in self.states.values():
            if state.failure and writes:
                state.told = self.record.sentence(state.member, planned=self._planned_parts(state.member))

    def _planned_parts(self, member: Member | None) -> list[Part]:
        return [part for part in (member.pending if member else ()) if gates.STEP_OF[part] in self._settings.steps]


def _of_rules(member: Member, steps: frozenset[str]) -> str:
    """What to say of a cluster whose rules a call does not write, though it may be for want of them that it stops."""
    if member.plan.request.rules == RulesMode.REPORT:
        return " The rules are left to others by O(rules): report; run this once they are there."
    waits = Part.RULES in member.pending and Step.ALLOW not in steps
    return " This call writes no rules: run it after allow." if waits else ""


def _lost(member: Member, before: Landscape, now: Landscape) -> str:
    return gates.lost_by_own_write(member, now, before)


def _still_planned(_state: State, member: Member, found: Landscape) -> None:
    gates.require_still_planned(member, found)


_takes_away = gates.takes_away
