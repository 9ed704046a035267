# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a plan is refused."""

from __future__ import annotations

import traceback
from typing import Any

from . import words
from .printable import printable


class PlanError(Exception):
    """Something asked for, or something found, that no safe plan exists for.

    The text is one sentence a person can act on, made printable; it is shown as it stands. `code` says which refusal it
    is, for programs; input that nobody could make sense of has none.
    """

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(words.brief(printable(text)))
        self.code = code
        self.sent = False  # whether a write had been sent before
        self.original: dict[str, Any] | None = None  # what stood there before that write, where it is known


SENT = "A write of this task had been sent before."


class Unexpected(PlanError):
    """A fault of ours, by what happened and where. `sent` says whether a write had been sent before."""

    def __init__(self, cause: Exception, *, sent: bool = False) -> None:
        where = traceback.extract_tb(cause.__traceback__)[-1]
        super().__init__(
            f"This is a fault of adx.outbound, please report it: {type(cause).__name__}: {cause}"
            f" ({where.filename.rpartition('/')[2]}, line {where.lineno}).{f' {SENT}' if sent else ''}"
        )
        self.sent = sent
