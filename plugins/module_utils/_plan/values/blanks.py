# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What counts as not given: a survey, AWX or `| default('')` hands a field that was left empty over as a blank text."""

from __future__ import annotations

from typing import Any


def is_blank(value: Any) -> bool:
    """True for nothing, and for a text of blanks; an empty list is a list."""
    return value is None or (isinstance(value, str) and not value.strip())


def given(value: Any) -> Any:
    """The value as it is, None for a blank."""
    return None if is_blank(value) else value
