# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The evidence of one cluster: what the logs of its firewall say, and what a person should know of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..check.findings import Finding
from ..logs.answers import Hit
from ..logs.queries import Kind
from ..verdict.landscape import Landscape
from ..verdict.verdicts import Judged, Question
from . import besides, findings
from .attribution import Attributor
from .besides import ENOUGH_DAYS, Refused, Stood
from .states import Evidence, Reader, decided, is_past, stamp
from .stores import Logs, Store

_RUNNING = ("", "running")
Hints = Mapping[tuple[str, int], Sequence[str]]


@dataclass(frozen=True)
class Case:
    """Whose evidence it is: what was asked of the judge, about what, and what came out. `hints` are the addresses that
    names resolved to when the service said so, by name and port, and `since` is since when each verdict is known to
    hold.
    """

    asked: Question
    landscape: Landscape
    judged: tuple[Judged, ...]
    hints: Hints
    since: tuple[datetime | None, ...]

    @property
    def stopped(self) -> str:
        """The state of a cluster that is not running; empty for one that is, or of which none is known."""
        state = self.landscape.cluster.state if self.landscape.cluster else ""
        return "" if state.lower() in _RUNNING else state.lower()

    @property
    def needs_logs(self) -> bool:
        """False where nothing of the cluster goes to the firewall, so that nobody need ask its logs."""
        return not all(is_past(one, self.landscape) or one.flow.unread for one in self.judged)


@dataclass(frozen=True)
class Whole:
    """All that the logs say of one cluster."""

    logs: Logs
    listed: tuple[Evidence, ...]
    refused: tuple[Refused, ...]
    nameless: tuple[Refused, ...]
    unattributed: tuple[dict[str, Any], ...]
    unused: tuple[tuple[str, ...], ...]
    stood: tuple[Stood, ...]
    days: int
    account: Mapping[str, int]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What a person should know."""
        return tuple(
            findings.findings(
                self.listed,
                self.logs,
                refused=self.refused,
                nameless=self.nameless,
                unused=self.unused,
                stood=self.stood,
                days=self.days,
            )
        )

    def summary(self) -> dict[str, int]:
        """How many dependencies there are of each state."""
        return Counter(one.state for one in self.listed)

    def as_option(self) -> dict[str, Any]:
        """The evidence as users see it in results."""
        return {
            "firewall": self.logs.firewall,
            "start": stamp(self.logs.start),
            "end": stamp(self.logs.end),
            "asked": [_store(one) for one in self.logs.stores],
            "dependencies": [one.as_option() for one in self.listed],
            "refused_names": [one.as_option() for one in self.refused],
            "unattributed": list(self.unattributed),
            "unused_rules": [list(place) for place in self.unused],
            "wildcards": {
                "days": self.days,
                "is_enough": self.days >= ENOUGH_DAYS,
                "names": [one.as_option() for one in self.stood],
            },
            "account": dict(self.account),
            "summary": self.summary(),
        }


def _store(store: Store) -> dict[str, Any]:
    return {
        "place": store.place,
        "form": store.form,
        "rows": {kind: sum(one.rows for one in rows) for kind, rows in store.kinds.items()},
        "lacking": store.unread.text if store.unread else store.hits.lacking or store.coverage.lacking,
    }


def of_cluster(case: Case, logs: Logs) -> Whole:
    """Join what the logs say with what was judged."""
    attributor = Attributor(case.judged, case.landscape, case.hints)
    # A time that is still to come, by the clock of another machine or somebody's hand, tells nothing.
    since = tuple(one if one and one <= logs.end else None for one in case.since)
    hits = logs.hits_from(case.asked.sources)
    found = attributor.of(hits)
    reader = Reader(logs, case.asked.sources, attributor, case.stopped)
    return Whole(
        logs=logs,
        listed=reader.all(case.judged, found, since),
        refused=besides.refused_names(found, _place),
        nameless=besides.nameless(found, _place),
        unattributed=besides.unattributed(found),
        unused=besides.unused_rules(case.asked, attributor, logs, hits, since),
        stood=besides.stood_for(case.judged, attributor, found),
        days=logs.covered_days(Kind.APPLICATION, case.asked.sources),
        account={"hits": sum(hit.hits for hit in hits), **found.account()},
    )


def _place(hit: Hit) -> str:
    return " / ".join(decided(hit))
