# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways in which the service may read a policy: its documentation leaves them open, and says different things.

Each axis of a reading is something that nobody has published; a verdict is certain where all readings agree.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

from ..values.words import Word


class Predefined(Word):
    """What becomes of the predefined policies while access is restricted. "Callout policy" lists them, external data to
    everywhere among them, as immutable; "Restrict outbound access" blocks all but what is listed, and said in 2022 that
    restricting removes them.
    """

    STAY = "stay"
    GO = "go"


class Meets(Word):
    """What a pattern is held against. "Callout policy" calls it a pattern of a URI and has it represent a domain; its
    samples end with `/?$`, begin with `^https://`, or have a path.
    """

    HOST = "host"
    ORIGIN = "origin"
    URI = "uri"
    CONNECTION = "connection"


class Match(Word):
    """Whether a pattern may match a part of that, or has to match all of it."""

    PART = "part"
    WHOLE = "whole"


class Star(Word):
    """What a text with host name characters and `*` alone is. The models of api-version 2024-04-13 say "regular
    expression or FQDN pattern", and an example of that specification is `*`, which is no regular expression.
    """

    REGEX = "regex"
    LABEL = "label"
    ANYTHING = "anything"


class Case(Word):
    """Whether capitals and small letters differ."""

    DIFFERS = "differs"
    IGNORED = "ignored"


@dataclass(frozen=True)
class Reading:
    """One way in which the service may read policies."""

    predefined: Predefined
    meets: Meets
    match: Match
    star: Star
    case: Case

    @property
    def words(self) -> str:
        """The reading as a part of a sentence that begins with if."""
        return "if " + ", ".join(VALUE_WORDS[axis][getattr(self, axis)] for axis in AXES)


AXES = tuple(field.name for field in fields(Reading))
# What nobody says, for each axis, and what it is in each of its values.
QUESTIONS: Mapping[str, str] = MappingProxyType(
    {
        "predefined": "whether the predefined policies stay in force while access is restricted",
        "meets": "whether a pattern meets the host, the scheme and the host, the URI or the connection string",
        "match": "whether a pattern has to match the whole of it",
        "star": "whether a name with or without * is a regular expression or a pattern of names",
        "case": "whether capitals and small letters differ",
    }
)
VALUE_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "predefined": {
            Predefined.STAY: "the predefined policies stay in force",
            Predefined.GO: "the predefined policies go",
        },
        "meets": {
            Meets.HOST: "a pattern meets the host name",
            Meets.ORIGIN: "a pattern meets https://HOST/",
            Meets.URI: "a pattern meets the URI",
            Meets.CONNECTION: "a pattern meets the connection string",
        },
        "match": {
            Match.PART: "a pattern is searched for",
            Match.WHOLE: "a pattern has to match the whole",
        },
        "star": {
            Star.REGEX: "every pattern is a regular expression",
            Star.LABEL: "a pattern may be a name in which * stands for one label",
            Star.ANYTHING: "a pattern may be a name in which * stands for any text",
        },
        "case": {
            Case.DIFFERS: "capitals and small letters differ",
            Case.IGNORED: "capitals and small letters are the same",
        },
    }
)
READINGS = tuple(itertools.starmap(Reading, itertools.product(Predefined, Meets, Match, Star, Case)))


def left(**known: Word) -> tuple[Reading, ...]:
    """The readings that are left for somebody who knows a value of an axis, as in `left(predefined=Predefined.GO)`: the
    cluster itself shows, while its access is restricted, which immutable policies it has.
    """
    return tuple(one for one in READINGS if all(getattr(one, axis) == value for axis, value in known.items()))
