# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made one after another, in any order that dependencies leave open, and taken away the other way round."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Step:
    """One write: what it makes, what has to be there before by somebody's word, and how it is taken away again."""

    makes: frozenset[str]
    needs: frozenset[str]
    do: Callable[[], None]
    undo: Callable[[], None]

    def __str__(self) -> str:
        return ", ".join(sorted(one.rpartition("/")[2] for one in self.makes))


def order(steps: Iterable[Step], chance: Random) -> list[Step]:
    """One of the orders in which they may be made: whatever is ready may be next."""
    left, found = list(steps), list[Step]()
    to_come = {one for step in left for one in step.makes}
    while left:
        ready = [step for step in left if not step.needs & to_come]
        assert ready, f"these wait for one another: {', '.join(map(str, left))}"
        step = chance.choice(ready)
        left.remove(step)
        to_come -= step.makes
        found.append(step)
    return found


def made(steps: Iterable[Step]) -> Iterator[Step]:
    """Make them, and stop after each as if somebody had killed the deployment."""
    for step in steps:
        step.do()
        yield step


def taken_away(steps: list[Step]) -> Iterator[Step]:
    """The same backwards."""
    for step in reversed(steps):
        step.undo()
        yield step
