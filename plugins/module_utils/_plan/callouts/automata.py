# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Patterns as automata: what all texts of one language are to several patterns at once, without any backtracking.

A text is a sequence of symbols: a mark where it begins, printable characters of ASCII, a mark where it ends. An anchor
is a position that takes a mark, so that it needs no case of its own.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field

FIRST, LAST = 0x20, 0x7E
BEGIN, END = LAST - FIRST + 1, LAST - FIRST + 2  # the two marks, as symbols
SYMBOLS = range(END + 1)
PRINTABLE = (1 << BEGIN) - 1  # every character, as a set
_MATCHED = -1
_MOST_STEPS, _MOST_COMPARED = 6_000, 600


class NotUnderstood(Exception):
    """A pattern, or what several of them come to together, that nobody should be certain about. The text says why, as
    the end of a sentence.
    """


def bits(mask: int) -> Iterator[int]:
    """The members of a set of numbers that is written as a mask, the smallest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


@dataclass(frozen=True, eq=False)
class Automaton:
    """Positions that take a symbol each. `sets` has the symbols that a position takes and `follow` the positions that
    may come after it, both as masks. The start is one position more that takes none; a text is over at one of `ends`.
    """

    sets: tuple[int, ...]
    follow: tuple[int, ...]
    ends: int
    takers: tuple[int, ...] = field(init=False)
    _ahead: dict[int, int] = field(init=False, default_factory=dict)
    _reduced: dict[int, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        takers = [0] * len(SYMBOLS)
        for position, members in enumerate(self.sets):
            for symbol in bits(members):
                takers[symbol] |= 1 << position
        object.__setattr__(self, "takers", tuple(takers))

    @property
    def start(self) -> int:
        """The start, as a set of positions."""
        return 1 << len(self.sets)

    def ahead(self, places: int) -> int:
        """The positions that may come after any of `places`."""
        if places not in self._ahead:
            found = 0
            for place in bits(places):
                found |= self.follow[place]
            self._ahead[places] = found
        return self._ahead[places]

    def without_covered(self, places: int) -> int:
        """`places` without those from which nothing is matched that is not matched from another one of them. Else what
        is counted in a pattern, such as `x{0,61}`, would come to a set of places for each text.
        """
        if places not in self._reduced:
            kept = places
            for place in bits(places):
                others = self.covering[place] & kept & ~(1 << place)
                if others:
                    kept &= ~(1 << place)
            self._reduced[places] = kept
        return self._reduced[places]

    @functools.cached_property
    def covering(self) -> tuple[int, ...]:
        """For each position those that match whatever it matches from there on, itself among them: the greatest
        simulation. The start covers nothing, and is covered by nothing.
        """
        count = len(self.sets)
        if count > _MOST_COMPARED:
            return tuple(1 << place for place in range(count + 1))
        everything = (1 << count) - 1
        before = [0] * count
        for place in range(count):
            for after in bits(self.follow[place]):
                before[after] |= 1 << place
        wider = [sum(1 << other for other in range(count) if one & ~self.sets[other] == 0) for one in self.sets]
        found = [self.ends & everything if self.ends >> place & 1 else everything for place in range(count)]
        changed = True
        while changed:
            changed = False
            for place in reversed(range(count)):
                covering = found[place]
                for after in bits(self.follow[place]):
                    reaching = 0
                    for one in bits(found[after] & wider[after]):
                        reaching |= before[one]
                    covering &= reaching
                changed |= covering != found[place]
                found[place] = covering
        return (*found, self.start)

    def step(self, places: int, symbol: int) -> int:
        """Where one may be after `places` and a symbol; nowhere is 0."""
        return self.ahead(places) & self.takers[symbol]


@dataclass(frozen=True, eq=False)
class Pattern:
    """An automaton that is searched for in a text, or that has to match it as a `whole`."""

    automaton: Automaton
    whole: bool

    def begin(self) -> int:
        """The state before the first character: the mark may be taken, or left."""
        start = self.automaton.start
        return self._seen(self.automaton.step(start, BEGIN) | start)

    def advance(self, state: int, symbol: int) -> int:
        """The state after one character more."""
        if state == _MATCHED:
            return state
        there = self.automaton.without_covered(self.automaton.step(state, symbol))
        return there if self.whole else self._seen(there | self.automaton.start)

    def matches(self, state: int) -> bool:
        """True when a text that ends in this state is matched."""
        return state == _MATCHED or bool((state | self.automaton.step(state, END)) & self.automaton.ends)

    def _seen(self, state: int) -> int:
        return _MATCHED if not self.whole and state & self.automaton.ends else state


def combinations(language: Automaton, patterns: tuple[Pattern, ...]) -> frozenset[tuple[bool, ...]]:
    """Which of the patterns match, for each text of a language: one tuple for all texts that are the same to them.

    Raise NotUnderstood when that takes too many steps.
    """
    symbols = _different(language, patterns)
    first = (language.start, tuple(pattern.begin() for pattern in patterns))
    found, seen, left = set(), {first}, [first]
    while left:
        places, states = left.pop()
        if places & language.ends:
            found.add(tuple(pattern.matches(state) for pattern, state in zip(patterns, states, strict=True)))
        ahead = language.ahead(places)
        for symbol in symbols:
            there = ahead & language.takers[symbol]
            if not there:
                continue
            after = (there, tuple(one.advance(state, symbol) for one, state in zip(patterns, states, strict=True)))
            if after not in seen:
                seen.add(after)
                left.append(after)
        if len(seen) > _MOST_STEPS:
            raise NotUnderstood("it is too large to be followed")
    return frozenset(found)


def _different(language: Automaton, patterns: tuple[Pattern, ...]) -> list[int]:
    """One character of each kind: those of a kind are taken by the same positions everywhere."""
    automata = (language, *(pattern.automaton for pattern in patterns))
    kinds = {tuple(one.takers[symbol] for one in automata): symbol for symbol in SYMBOLS if symbol < BEGIN}
    return [symbol for kind, symbol in kinds.items() if kind[0]]
