# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Worlds of which something is hidden, class by class."""

from __future__ import annotations

from . import families, managers, names, protocols, states, ways
from .doubt import Doubt

# By class: from a seed to a doubt, always the same for the same seed.
GENERATORS = {
    "ways": ways.generate,
    "names": names.generate,
    "protocols": protocols.generate,
    "families": families.generate,
    "states": states.generate,
    "managers": managers.generate,
}

__all__ = ["GENERATORS", "Doubt"]
