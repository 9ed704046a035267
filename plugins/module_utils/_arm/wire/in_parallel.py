# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several reads at a time, with one login and never more than the service bears."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from ..._plan.values.errors import PlanError
from .errors import ArmError

Item = TypeVar("Item")
Result = TypeVar("Result")
AT_ONCE = 8  # requests; a subscription's reads are throttled by the second


def each(
    call: Callable[[Item], Result], items: Iterable[Item]
) -> list[tuple[Result, None] | tuple[None, ArmError | PlanError]]:
    """Return for each item, in their order, what `call` gives and no error, or nothing and the error it ended with."""
    from concurrent.futures import ThreadPoolExecutor

    def attempt(item: Item) -> tuple[Result, None] | tuple[None, ArmError | PlanError]:
        try:
            return call(item), None
        except (ArmError, PlanError) as error:
            return None, error

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(attempt, items))
