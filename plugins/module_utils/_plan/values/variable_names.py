# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of the role's variables: a slip in one of them must not pass for an instruction that was never given."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

PREFIX = "egress_"
OUTPUTS = frozenset({"egress_result"})  # what the role registers
# What the role hands on to the next step of a workflow, where it comes back as a variable: no name of an input.
ARTIFACTS = frozenset({"egress_by_host", "egress_plan_hash", "egress_counts", "egress_findings", "egress_report_files"})
OF_PLAYBOOKS = frozenset({"egress_hosts", "egress_restore_whole"})  # inputs of playbooks that the role does not take

_EDITS = 2  # as far apart as a slip and the name that was meant may be


@dataclass(frozen=True)
class Slips:
    """What there is to say about names that nobody knows: a sentence that stops the run, and a line that warns."""

    stop: str = ""
    warn: str = ""

    def as_option(self) -> dict[str, str]:
        """Return both in the shape the lookup documents."""
        return {"stop": self.stop, "warn": self.warn}


def slips(
    names: Iterable[str], inputs: Collection[str], given: Collection[str], ignored: Collection[str] = ()
) -> Slips:
    """Judge the `names` of all variables of a host, of which `given` are the inputs that somebody gave a value.

    A name that nobody knows stops the run where it is close to an input that is itself not given, since then its value
    is most likely missing where it was meant to be. Names in `ignored` are somebody else's, however close they are.
    """
    known = {*inputs, *OUTPUTS, *ARTIFACTS, *OF_PLAYBOOKS, *ignored}
    unknown = sorted(name for name in names if name.startswith(PREFIX) and name not in known)
    free = [name for name in inputs if name not in given]
    meant = {name: nearest for name in unknown if (nearest := _nearest(name, free))}
    others = [name for name in unknown if name not in meant]
    return Slips(_stop(meant) if meant else "", _warn(others) if others else "")


def _stop(meant: dict[str, str]) -> str:
    wrong, right = " and ".join(meant), " and ".join(meant.values())
    it = "it" if len(meant) == 1 else "them"
    return f"{wrong} {_no_variable(meant)}; did you mean {right}? Rename {it}, or list {it} in egress_ignore_variables."


def _warn(names: Collection[str]) -> str:
    return (
        f"{', '.join(names)} {_no_variable(names)} and {'has' if len(names) == 1 else 'have'} no effect on it;"
        " egress_ignore_variables takes names of your own."
    )


def _no_variable(names: Collection[str]) -> str:
    return "is no variable of this role" if len(names) == 1 else "are no variables of this role"


def _nearest(name: str, inputs: Iterable[str]) -> str:
    """The input that takes the fewest edits, the first by name of several; empty where none is close."""
    near = [(edits, one) for one in inputs if (edits := _edits(name, one, _EDITS)) <= _EDITS]
    return min(near)[1] if near else ""


def _edits(one: str, other: str, limit: int) -> int:
    """How many letters to add, leave out, change or swap with their neighbour make one name the other.

    Stops counting at `limit`: one more than that only says that it is more.
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    one, other = one[same:], other[same:]
    if one == other:
        return 0
    if not limit:
        return 1
    tried = [(one[1:], other), (one, other[1:]), (one[1:], other[1:]), (_swapped(one), other), (one, _swapped(other))]
    return 1 + min(_edits(a, b, limit - 1) for a, b in tried)


def _swapped(text: str) -> str:
    return text[1:2] + text[:1] + text[2:]
