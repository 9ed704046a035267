# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Regular expressions as far as everybody reads them alike: .NET, Python, RE2 and Rust.

Nobody publishes which library the service has. So what only some of them know, or read in another way, is not
understood here, nor is what a library that tries one way after the other may never come to an end with.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import TypeAlias

from .automata import BEGIN, END, FIRST, LAST, PRINTABLE, Automaton, NotUnderstood, bits

_LONGEST, _MOST_POSITIONS, _DEEPEST, _MOST_PAIRS = 4_000, 1_500, 40, 20_000
_COUNTED = re.compile(r"\{(\d{1,4})(,(\d{0,4}))?\}")
_OF_NAMES = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_*")
_SPECIAL = frozenset("\\^$.|?*+()[]{}")
_AMBIGUOUS = "a part that is repeated can be read in more than one way, which a search may never come to an end with"


def _characters(text: str) -> int:
    mask = 0
    for character in text:
        mask |= 1 << (ord(character) - FIRST)
    return mask


_DIGITS = _characters("0123456789")
_WORD = _characters("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_") | _DIGITS
_CLASSES = {"d": _DIGITS, "w": _WORD, "s": _characters(" ")}
_CLASSES |= {name.upper(): PRINTABLE & ~mask for name, mask in _CLASSES.items()}


_Node: TypeAlias = "_Set | _Sequence | _Choice | _Repeat"


@dataclass(frozen=True)
class _Set:
    """One symbol of several."""

    members: int


@dataclass(frozen=True)
class _Sequence:
    parts: tuple[_Node, ...]


@dataclass(frozen=True)
class _Choice:
    parts: tuple[_Node, ...]


@dataclass(frozen=True)
class _Repeat:
    node: _Node
    least: int
    most: int | None


_BEGIN, _END = _Set(1 << BEGIN), _Set(1 << END)
_ANCHORS = (_BEGIN, _END)


@functools.lru_cache(maxsize=4096)
def read(text: str, ignore_case: bool = False) -> Automaton:
    """The automaton of a regular expression. Raise NotUnderstood for one that is not read alike everywhere."""
    if not text:
        raise NotUnderstood("it is empty")
    if len(text) > _LONGEST:
        raise NotUnderstood(f"it has more than {_LONGEST:,} characters")
    rest = text.removeprefix("(?i)")
    tree = _Reader(rest, ignore_case or rest != text).whole()
    builder = _Builder()
    part = builder.build(tree)
    return builder.automaton(part)


def literal(text: str) -> str:
    """The regular expression that matches a text and nothing else."""
    return "".join(f"\\{character}" if character in _SPECIAL else character for character in text)


def is_name(text: str) -> bool:
    """True for what may be a pattern of names: labels, in which `*` may stand."""
    return all(label and set(label) <= _OF_NAMES for label in text.split("."))


def of_name(text: str, star: str) -> str:
    """The regular expression that a pattern of names comes to, with one in the place of each `*`."""
    return star.join(map(literal, text.split("*")))


class _Reader:
    """Reads a regular expression from left to right."""

    def __init__(self, text: str, ignore_case: bool) -> None:
        self.text, self.ignore_case = text, ignore_case
        self.at = self.depth = 0

    def whole(self) -> _Node:
        tree = self._choice()
        if self.at < len(self.text):
            raise NotUnderstood("a bracket is closed that was not opened")
        return tree

    def _next(self) -> str:
        return self.text[self.at : self.at + 1]

    def _take(self) -> str:
        taken = self._next()
        self.at += 1
        return taken

    def _choice(self) -> _Node:
        parts = [self._sequence()]
        while self._next() == "|":
            self._take()
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else _Choice(tuple(parts))

    def _sequence(self) -> _Node:
        parts = []
        while self._next() not in ("", "|", ")"):
            parts.append(self._repeated(self._atom()))
        return parts[0] if len(parts) == 1 else _Sequence(tuple(parts))

    def _repeated(self, node: _Node) -> _Node:
        times = self._times()
        if times is None:
            return node
        if self._next() == "?":  # how much is taken first makes no difference to whether it matches
            self._take()
        if node in _ANCHORS or self._next() in ("*", "+", "?", "{"):
            raise NotUnderstood("it repeats what cannot be repeated")
        return _Repeat(node, *times)

    def _times(self) -> tuple[int, int | None] | None:
        simple = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        if self._next() in simple:
            return simple[self._take()]
        if self._next() != "{":
            return None
        counted = _COUNTED.match(self.text, self.at)
        if counted is None:
            raise NotUnderstood("a brace in it is no count")
        self.at = counted.end()
        least, most = int(counted[1]), int(counted[3]) if counted[3] else None if counted[2] else int(counted[1])
        if most is not None and most < least:
            raise NotUnderstood("a count in it goes down")
        return least, most

    def _atom(self) -> _Node:
        character = self._take()
        if character == "(":
            return self._group()
        if character == "[":
            return _Set(self._class())
        if character in ("^", "$"):
            return _BEGIN if character == "^" else _END
        if character == ".":
            return _Set(PRINTABLE)
        if character == "\\":
            return _Set(self._folded(self._escaped()))
        if character in _SPECIAL:
            raise NotUnderstood(f"'{character}' stands where it has no meaning")
        return _Set(self._folded(self._plain(character)))

    def _group(self) -> _Node:
        if self._next() == "?" and self.text[self.at : self.at + 2] != "?:":
            raise NotUnderstood("it has a group that not every library knows")
        self.at += 2 if self._next() == "?" else 0
        self.depth += 1
        if self.depth > _DEEPEST:
            raise NotUnderstood("its groups are nested too deep")
        inner = self._choice()
        self.depth -= 1
        if self._take() != ")":
            raise NotUnderstood("a bracket in it is not closed")
        return inner

    def _escaped(self) -> int:
        character = self._take()
        if character in _CLASSES:
            return _CLASSES[character]
        if not character or character.isalnum() or character == "_":
            raise NotUnderstood("it has an escape that not every library reads alike")
        return self._plain(character)

    def _plain(self, character: str) -> int:
        if not FIRST <= ord(character) <= LAST:
            raise NotUnderstood("it has a character that is not printable ASCII")
        return _characters(character)

    def _folded(self, members: int) -> int:
        if not self.ignore_case:
            return members
        return members | _characters("".join(chr(bit + FIRST).swapcase() for bit in bits(members)))

    def _class(self) -> int:
        negated = self._next() == "^"
        self.at += negated
        end = re.compile(r"(?:[^\]\\\[]|\\.)+\]").match(self.text, self.at)
        if end is None or re.search(r"--|&&|\|\||~~", end[0]):
            raise NotUnderstood("it has a set of characters that not every library reads alike")
        members = 0
        while self._next() != "]":
            members |= self._member(end.end() - 1)
        self._take()
        members = self._folded(members)
        return PRINTABLE & ~members if negated else members

    def _member(self, end: int) -> int:
        """A character of a set, a class, or a range; a hyphen alone stands at either end of a set."""
        low = self._single()
        if self._next() != "-" or self.at + 1 == end:
            return low
        self._take()
        high = self._single()
        first, last = low.bit_length(), high.bit_length()
        if low.bit_count() != 1 or high.bit_count() != 1 or first > last:
            raise NotUnderstood("it has a range of characters that not every library reads alike")
        return (1 << last) - (1 << (first - 1))

    def _single(self) -> int:
        character = self._take()
        return self._escaped() if character == "\\" else self._plain(character)


@dataclass(frozen=True)
class _Part:
    """A part of an automaton: the positions it may begin with and end with, and whether it may be left out."""

    first: int
    last: int
    optional: bool


_NOTHING = _Part(0, 0, True)


@dataclass
class _Builder:
    """Gives every symbol of a regular expression a position of its own (Glushkov's construction). `twice` tells that
    one position comes after another in more than one way.
    """

    sets: list[int] = field(default_factory=list)
    follow: list[int] = field(default_factory=list)
    twice: bool = False

    def automaton(self, part: _Part) -> Automaton:
        start = 1 << len(self.sets)
        for anchor in _ANCHORS:
            places = [place for place, members in enumerate(self.sets) if members == anchor.members]
            if any(self.follow[one] >> other & 1 for one in places for other in places):
                raise NotUnderstood("it has an anchor after an anchor")
        ends = part.last | (start if part.optional else 0)
        return Automaton(tuple(self.sets), (*self.follow, part.first), ends)

    def build(self, node: _Node) -> _Part:
        if isinstance(node, _Set):
            return self._position(node.members)
        if isinstance(node, _Sequence):
            part = _NOTHING
            for one in node.parts:
                part = self._then(part, self.build(one))
            return part
        if isinstance(node, _Choice):
            parts = [self.build(one) for one in node.parts]
            first = functools.reduce(int.__or__, (one.first for one in parts))
            last = functools.reduce(int.__or__, (one.last for one in parts))
            return _Part(first, last, any(one.optional for one in parts))
        return self._repeat(node)

    def _position(self, members: int) -> _Part:
        if len(self.sets) == _MOST_POSITIONS:
            raise NotUnderstood("it is too large")
        self.sets.append(members)
        self.follow.append(0)
        place = 1 << (len(self.sets) - 1)
        return _Part(place, place, False)

    def _then(self, one: _Part, other: _Part) -> _Part:
        self._connect(one.last, other.first)
        return _Part(
            one.first | (other.first if one.optional else 0),
            other.last | (one.last if other.optional else 0),
            one.optional and other.optional,
        )

    def _connect(self, places: int, after: int) -> None:
        for place in bits(places):
            self.twice |= bool(self.follow[place] & after)
            self.follow[place] |= after

    def _repeat(self, repeat: _Repeat) -> _Part:
        if repeat.most != 1 and not isinstance(repeat.node, _Set):
            _refuse_ambiguous(repeat.node, counted=repeat.most is not None or repeat.least > 1)
        part = _NOTHING
        for _time in range(repeat.least):
            one = self.build(repeat.node)
            part = self._then(part, one)
        if repeat.most is None:
            if not repeat.least:
                one = self.build(repeat.node)
                part = _Part(one.first, one.last, True)
            self._connect(one.last, one.first)
            return part
        return self._then(part, self._up_to(repeat.node, repeat.most - repeat.least))

    def _up_to(self, node: _Node, times: int) -> _Part:
        """So many times or fewer: each time is inside the one before, so that there is one way for each number."""
        part = _NOTHING
        for one in [self.build(node) for _time in range(times)]:
            part = self._then(one, part)
            part = _Part(part.first, part.last, True)
        return part


def _refuse_ambiguous(node: _Node, counted: bool) -> None:
    """Raise NotUnderstood where a part that is repeated can take the same text in two ways: that is what makes a
    library that tries one way after the other need twice as long for each character more.
    """
    builder = _Builder()
    part = builder.build(node)
    builder._connect(part.last, part.first)
    if builder.twice or (counted and part.optional) or _meets_again(builder):
        raise NotUnderstood(_AMBIGUOUS)


def _meets_again(builder: _Builder) -> bool:
    """True when two ways through a loop part at a position, take the same symbols, and meet again."""
    after: dict[tuple[int, int], set[tuple[int, int]]] = {}
    left = [(place, place) for place in range(len(builder.sets))]
    while left:
        pair = left.pop()
        if pair in after:
            continue
        if len(after) > _MOST_PAIRS:
            raise NotUnderstood("it is too large to be followed")
        after[pair] = {
            (min(one, other), max(one, other))
            for one in bits(builder.follow[pair[0]])
            for other in bits(builder.follow[pair[1]])
            if builder.sets[one] & builder.sets[other]
        }
        left += after[pair]
    return any(one == other for pair, pairs in after.items() if pair[0] != pair[1] for one, other in pairs)
