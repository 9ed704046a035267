# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a plan is refused."""

from __future__ import annotations

from .printable import printable


class PlanError(Exception):
    """Something asked for, or something found, that no safe plan exists for.

    The text is one sentence a person can act on, made printable; it is shown as it stands. `code` says which refusal it
    is, for programs; input that nobody could make sense of has none.
    """

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(printable(text))
        self.code = code
        self.sent = False  # whether a write had been sent before
