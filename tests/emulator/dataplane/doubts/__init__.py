# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Worlds of which something is hidden, class by class.

    doubt = GENERATORS["ways"](seed)
    doubt.documents              what an observer can read, by id in lower case
    doubt.hidden                 id -> what could stand there; the observer is refused these
    doubt.question               what is asked
    doubt.after                  what somebody has done since the documents were read, if anything
    doubt.beyond                 what is to be told of the way behind the firewall
    doubt.complete(random)       a fully specified world
    doubt.worlds()               all of them
    ask(world, doubt.question)   the answer of the data plane, never refused

Whoever says yes or no has to be right in every completion, and whoever cannot tell needs two that differ.
"""

from __future__ import annotations

from random import Random

from . import (
    beyond,
    endpoints,
    families,
    hubs,
    managers,
    names,
    protocols,
    resolution,
    spellings,
    states,
    strangers,
    ways,
)
from .doubt import Doubt


def _generator(kinds):
    """From a seed to a doubt of one of these kinds, always the same for the same seed."""

    def generate(seed):
        random = Random(seed)
        return random.choice(kinds)(random)

    return generate


# By class: from a seed to a doubt, always the same for the same seed.
GENERATORS = {
    "ways": _generator(ways.KINDS),
    "names": _generator(names.KINDS),
    "protocols": _generator(protocols.KINDS),
    "families": _generator(families.KINDS),
    "states": _generator(states.KINDS),
    "managers": _generator(managers.KINDS),
    "admin rules": _generator(managers.ADMIN_RULES),
    "spellings": _generator(spellings.KINDS),
    "strangers": _generator(strangers.KINDS),
    "beyond": _generator(beyond.KINDS),
    "endpoints": _generator(endpoints.KINDS),
    "resolution": _generator(resolution.KINDS),
    "hubs": _generator(hubs.KINDS),
}

__all__ = ["GENERATORS", "Doubt"]
