# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the logs say of a destination, and of a verdict about it, in a word each."""

from __future__ import annotations

from ..values.words import Word


class State(Word):
    """What the logs say of a dependency."""

    ALLOWED = "allowed"
    ALLOWED_BY_ADDRESS = "allowed_by_address"
    DENIED = "denied"
    DENIED_BY_ADDRESS = "denied_by_address"
    NOT_SEEN = "not_seen"
    NOT_AT_FIREWALL = "not_at_firewall"
    CANNOT_TELL = "cannot_tell"


class Comparison(Word):
    """How that and the verdict go together. UNDATED: nobody knows whether what decides has changed since."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    UNDATED = "undated"
    NOT_COMPARED = "not_compared"
