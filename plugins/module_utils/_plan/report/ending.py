# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a call ended for a cluster, as the line above everything else: what it was, and what was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..values.refusal_codes import CODES
from ..values.words import DesiredState, Mode, Word
from . import words
from .words import BAD, GOOD

_CHECK, _RETURN = "check", "return"
_NETWORK = "network"  # the part of a plan that such a step writes
CHECK_FAILED, _TAKEN_BACK = "check_failed", "taken_back"  # codes of failures


class Ending(Word):
    """How it ended, in one or two words."""

    CHECKED = "Checked"
    UNCHECKED = "Check stopped"
    PLANNED = "Planned"
    PREVIEW = "Preview"
    PREVIEW_STOPPED = "Preview stopped"
    DONE = "Done"
    REMOVED = "Removed"
    FAULTY = "Done, and the check failed"
    STOPPED = "Stopped before routing"
    KEPT_OUT = "Stopped before the return"
    TAKEN_BACK = "Taken back"
    REFUSED = "Refused"
    FAILED = "Failed"


# How good an ending is by itself, whatever was found.
STATES = {
    Ending.UNCHECKED: BAD,
    Ending.PREVIEW_STOPPED: BAD,
    Ending.DONE: GOOD,
    Ending.REMOVED: GOOD,
    Ending.FAULTY: BAD,
    Ending.STOPPED: BAD,
    Ending.KEPT_OUT: BAD,
    Ending.TAKEN_BACK: BAD,
    Ending.REFUSED: BAD,
    Ending.FAILED: BAD,
}


@dataclass(frozen=True)
class Call:
    """What a result says of a call and of one cluster in it; without a mode nothing is known of either.

    `written` are the parts that stand, `lost` those whose write may have taken effect, `pending` those of the plan.
    `stopped` is True where a look at the rules kept the traffic from the firewall.
    """

    mode: str = ""
    steps: tuple[str, ...] = ()
    state: str = DesiredState.PRESENT
    failure: str = ""
    code: str = ""
    stopped: bool = False
    written: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    has_plan: bool = False
    has_check: bool = False

    @property
    def only_checks(self) -> bool:
        """True for a call whose plan is not to be written."""
        return self.steps == (_CHECK,)

    @property
    def is_check(self) -> bool:
        """True for such a call, and for a check that was made by itself."""
        return self.only_checks or (not self.mode and self.has_check)

    @property
    def is_ahead(self) -> bool:
        """True where what is told is what a run would do."""
        return self.mode == Mode.PREVIEW and not self.is_check

    @property
    def would(self) -> bool:
        """True where verdicts are about traffic that does not go to the firewall yet."""
        return self.is_ahead or self.stopped

    @property
    def ending(self) -> Ending:
        """How it ended."""
        if self.is_check:
            return Ending.CHECKED if self.has_check else Ending.UNCHECKED
        if not self.mode:
            return Ending.PLANNED
        if self.mode == Mode.PREVIEW:
            return Ending.PREVIEW_STOPPED if self.failure and self.code != CHECK_FAILED else Ending.PREVIEW
        return self._of_run()

    def _of_run(self) -> Ending:
        if not self.failure:
            return Ending.REMOVED if self.state == DesiredState.ABSENT else Ending.DONE
        if self.stopped:
            return Ending.KEPT_OUT if self.returns else Ending.STOPPED
        refused = self.code in CODES and not self.written and not self.lost
        other = Ending.REFUSED if refused else Ending.FAILED
        return {CHECK_FAILED: Ending.FAULTY, _TAKEN_BACK: Ending.TAKEN_BACK}.get(self.code, other)

    @property
    def returns(self) -> bool:
        """True for a call that returns clusters to their networks."""
        return _RETURN in self.steps

    @property
    def stage(self) -> str:
        """Before what a look stops a cluster: of one that returns it is not told whether its routes are there."""
        return "before the return" if self.returns else "before routing"

    @property
    def home(self) -> str:
        """Where the cluster is after a call that returns clusters to their networks, or would be; empty for any other
        call, and where that is not certain.
        """
        if not self.returns or (self.failure and not self._fails_at_home):
            return ""
        return "back in its network" if _NETWORK in self.pending else "in its network"

    @property
    def _fails_at_home(self) -> bool:
        """True for one that fails by the check after its return: what fails a check keeps it from returning, too."""
        sent = self.is_ahead or _NETWORK in self.written or _NETWORK not in self.pending
        return self.code == CHECK_FAILED and sent and not self.stopped

    @property
    def tense(self) -> str:
        """When the changes of the plan are: `ahead`, `done`, or `meant` where a run did not come to all of them."""
        if not self.mode or self.is_ahead or self.is_check:
            return "ahead"
        return "meant" if self.failure and self.ending != Ending.FAULTY else "done"

    @property
    def told(self) -> str:
        """What was written, or would be, as a sentence."""
        if self.ending == Ending.PREVIEW_STOPPED:
            return f"nothing has been written, and a run would stop {self._where}"
        if self.ending in (Ending.PREVIEW, Ending.PLANNED, Ending.CHECKED, Ending.UNCHECKED):
            return "nothing has been written"
        if self.ending == Ending.TAKEN_BACK:
            return "what had been written was taken back"
        if not self.written and not self.lost:
            return "nothing was written" if self.failure else "there was nothing to change"
        return "; ".join(self._writes())

    @property
    def _where(self) -> str:
        return self.stage if self.stopped else "here"

    def _writes(self) -> Iterable[str]:
        if self.written:
            done = "taken away" if self.state == DesiredState.ABSENT else "written"
            yield f"{_parts(self.written)} {done}"
        if self.lost:
            yield f"{_parts(self.lost)} perhaps written"
        left = [part for part in self.pending if part not in (*self.written, *self.lost)]
        if left and self.failure:
            yield f"{_parts(left)} not written"


def call_of(result: Mapping[str, Any], cluster: Mapping[str, Any]) -> Call:
    """Return what a result says of the call, and of this cluster."""
    mine = str(cluster.get("id") or "").lower()
    standing = [
        one
        for one in result.get("written") or ()
        if not one.get("taken_back") and mine in [str(id_).lower() for id_ in one.get("clusters") or ()]
    ]
    failure = str(cluster.get("msg") or "No reason is known.") if cluster.get("failed") else ""
    return Call(
        mode=str(result.get("mode") or ""),
        steps=tuple(result.get("steps") or ()),
        state=str(cluster.get("state") or DesiredState.PRESENT),
        failure=failure,
        code=str(cluster.get("code") or ""),
        stopped=bool(cluster.get("stopped")),
        written=_each(one["part"] for one in standing if one.get("certain", True)),
        lost=_each(one["part"] for one in standing if not one.get("certain", True)),
        pending=_each(cluster.get("pending") or ()),
        has_plan=bool(cluster.get("plan")),
        has_check=bool((cluster.get("check") or {}).get("about") or cluster.get("summary")),
    )


def at_home(homes: Sequence[str]) -> str:
    """What is said of clusters that are locked down, given where a call has returned each to; else nothing."""
    if not homes or not all(homes):
        return ""
    told = homes[0] if len(set(homes)) == 1 else "in its network"
    return f"{told if len(homes) == 1 else told.replace('its network', 'their networks')} and "


def _each(parts: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(str, parts)))


def _parts(parts: Iterable[str]) -> str:
    return " and ".join(words.PARTS.get(part, part) for part in parts)
