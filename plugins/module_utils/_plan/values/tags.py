# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags as Azure takes them (documentation of Azure Resource Manager, limitations of tags)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import PlanError

# In tags and in characters: the page on using tags to organize Azure resources, its limitations.
_MOST, _LONGEST_NAME, _LONGEST_VALUE = 50, 512, 256
_BARRED = "<>%&\\?/"


def from_option(option: Mapping[str, Any] | None) -> dict[str, str] | None:
    """Read tags as users write them; None, which leaves tags alone, stays None.

    Raise PlanError for what is no tag of Azure's.
    """
    if option is None:
        return None
    if len(option) > _MOST:
        raise PlanError(f"tags has {len(option)} tags, and a resource takes {_MOST}.")
    return {_name(str(name)): _value(str(name), value) for name, value in option.items()}


def _name(name: str) -> str:
    if not 0 < len(name) <= _LONGEST_NAME or set(name) & set(_BARRED):
        raise PlanError(f"Tag '{name}' needs another name: 1 to {_LONGEST_NAME} characters, none of {_BARRED}.")
    return name


def _value(name: str, value: Any) -> str:
    """A whole number is taken as it is written; true or 1.10 would not be, so they have to be quoted."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or len(text) > _LONGEST_VALUE:
        raise PlanError(
            f"Tag '{name}' has the value {value!r}; it takes a string of at most {_LONGEST_VALUE} characters."
        )
    return text
