# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nobody can tell about a cluster whose traffic is about to go to the firewall: refused, unless it is accepted."""

from __future__ import annotations

from collections.abc import Sequence

from ..documents import text
from ..values.errors import PlanError
from ..verdict.flows import Verdict
from ..verdict.matches import Cause
from ..verdict.verdicts import Judged
from .acceptance import Accepted
from .request import Request


def require_accepted(judged: Sequence[Judged], request: Request, cluster: str, through: str) -> tuple[Accepted, ...]:
    """Return the doubts that are accepted, one for each cause; raise PlanError for one that is not,
    whose word is the code.

    What only an appliance knows is confirmed by the approval of the plan, and what could not be read of data sources is
    accepted with the plan or has stopped it.
    """
    open_ = [one for one in judged if one.verdict.is_open]
    causes = dict.fromkeys(one.verdict.cause for one in open_)
    causes.pop(Cause.SOURCES_UNREAD, None)
    if request.appliance:
        causes.pop(Cause.APPLIANCE, None)
    told = {cause: _sentence(cause, open_, len(judged), cluster, through) for cause in causes}
    missing = [cause for cause in told if cause not in request.accept]
    if missing:
        words = ", ".join(missing)
        raise PlanError(
            f"{' '.join(told[cause] for cause in missing)} Settle that first, or accept it with O(accept): [{words}].",
            missing[0],
        )
    return tuple(Accepted(cause, sentence) for cause, sentence in told.items())


def _sentence(cause: str, open_: Sequence[Judged], count: int, cluster: str, through: str) -> str:
    concerned = [one for one in open_ if one.verdict.cause == cause]
    reasons = dict.fromkeys(_reason(one.verdict) for one in concerned if one.verdict.why)
    names = text.some(one.flow.subject for one in concerned)
    return (
        f"Whether {len(concerned)} of the {count} destinations of cluster {cluster} would pass if its traffic went to"
        f" {through} is unknown, since {text.some(reasons, 2)} ({cause}: {names})."
    )


def _reason(verdict: Verdict) -> str:
    return f"{verdict.why} ({verdict.place})" if verdict.by else verdict.why
