# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rows of a long table make test runs. All others are left to make long, which may draw among them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pytest

REST = (pytest.mark.long, pytest.mark.drawn)


def one_in(share: int, table: Iterable[Any]) -> list[Any]:
    """The rows as parameters; the first of each so many is quick. A tuple is a row of several values."""
    return [_param(row, not number % share) for number, row in enumerate(table)]


def only(quick: Collection[Any], table: Iterable[Any]) -> list[Any]:
    """The rows as parameters; these are quick."""
    return [_param(row, row in quick) for row in table]


def _param(row: Any, is_quick: bool) -> Any:
    values = row if isinstance(row, tuple) else (row,)
    return pytest.param(*values, marks=() if is_quick else REST)
