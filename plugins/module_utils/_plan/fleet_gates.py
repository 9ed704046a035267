# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is judged about one cluster of a fleet: before it is routed, before its rules go, and at the end."""

from __future__ import annotations

from collections.abc import Iterable

from . import documented, fleet_changes, subject, subnets
from .approval import RULES
from .egress import check, endings, foresight
from .egress.check import Checkup
from .egress.judgement import Surroundings
from .errors import PlanError
from .fleet import Member


def require_open(member: Member, found: Surroundings) -> None:
    """Raise PlanError when something of a cluster that is about to be routed would be blocked."""
    if not member.plan.request.gate or set(member.pending) <= {RULES}:
        return
    _raise(endings.would_block(checkup(member, found, before_routing=True), _name(member), found.described))


def require_no_blackout(member: Member, found: Surroundings, leaving: Iterable[Member]) -> None:
    """Raise PlanError when the cluster would be cut off without its rules and those of all others that go as well."""
    if member.plan.request.gate and not member.is_gone and found.subnet is not None:
        inside = tuple(subnets.prefixes(found.subnet))
        foresight.require_no_blackout(found, fleet_changes.ownership(leaving), inside)


def checkup(member: Member, found: Surroundings, *, before_routing: bool = False) -> Checkup:
    """Judge every dependency, and at the end every documented address."""
    about, request = subject.of_plan(member.plan.as_option()), member.plan.request
    question = subject.question(request, about, found, before_routing=before_routing)
    return check.check(question, found, documented.requirements(about.region, request.edition))


def require_passed(member: Member, judged: Checkup, fail_on: str) -> None:
    """Raise PlanError for a check that found something as severe as that."""
    _raise(endings.failing(judged, _name(member), fail_on))


def _raise(why: str) -> None:
    if why:
        raise PlanError(why)


def _name(member: Member) -> str:
    return member.plan.facts.cluster_id.name
