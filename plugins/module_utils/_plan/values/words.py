# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words that options and results are written in, a class for each group of them.

A word is a string, so it compares with the text a user or an answer gives, and prints as that text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import Any

_ENDLESS = re.compile(r"(\S{60})\S{940,}")


class Word(str, Enum):
    """One of a group of words."""

    def __str__(self) -> str:
        return str.__str__(self)

    def __format__(self, form: str) -> str:
        return str.__format__(self, form)


def plain(value: Any) -> Any:
    """Return a value in containers of Python's own, with plain text for words: as Ansible takes it, and as nobody who
    has it from Ansible can be kept from copying it.
    """
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.value if isinstance(value, Word) else value


class DesiredState(Word):
    """What is to become of a cluster's rules and routes."""

    PRESENT = "present"
    ABSENT = "absent"


class OutboundState(Word):
    """What is to become of the access that a cluster itself has to the world outside."""

    RESTRICTED = "restricted"
    UNRESTRICTED = "unrestricted"


class NetworkState(Word):
    """What is to become of the place that a cluster has in a virtual network."""

    LEFT = "left"


class Mode(Word):
    """What a report is of; nobody approves what a run has done."""

    PREVIEW = "preview"
    RUN = "run"


class FirewallKind(Word):
    """CLASSIC keeps its rules itself, POLICY stands in a network of yours under a policy, HUB in a virtual hub.
    An APPLIANCE that is not Azure's may stand in the place of any.
    """

    CLASSIC = "classic"
    POLICY = "policy"
    HUB = "hub"
    APPLIANCE = "appliance"


def brief(text: str) -> str:
    """The text without the most of what has no end: no name, id or address comes near a thousand characters."""
    return _ENDLESS.sub(r"\1...", text)


def begun(part: str) -> str:
    """A part of a sentence as its beginning: names in it keep their letters."""
    return f"{part[:1].upper()}{part[1:]}"
