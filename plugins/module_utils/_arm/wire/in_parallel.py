# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several reads at a time, with one login and never more than the service bears."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias, TypeVar, cast

from ..._plan.values.errors import PlanError
from .errors import ArmError

Item = TypeVar("Item")
Result = TypeVar("Result")
Ending: TypeAlias = "tuple[Result, None] | tuple[None, ArmError | PlanError]"
AT_ONCE = 8  # requests; a subscription's reads are throttled by the second


def each(call: Callable[[Item], Result], items: Iterable[Item], *, at_once: int = AT_ONCE) -> list[Ending[Result]]:
    """Return for each item, in their order, what `call` gives and no error, or nothing and the error it ended with.

    What only computes is faster with one `at_once`: more of them would take turns.
    """
    from concurrent.futures import ThreadPoolExecutor

    def attempt(item: Item) -> Ending[Result]:
        try:
            return call(item), None
        except (ArmError, PlanError) as error:
            return None, error

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(attempt, items))


def then(
    call: Callable[[Item], Result], earlier: Iterable[Ending[Item]], *, at_once: int = AT_ONCE
) -> list[Ending[Result]]:
    """The same with what an earlier call gave; what ended with an error then keeps it."""

    def go_on(ending: Ending[Item]) -> Result:
        given, error = ending
        if error is not None:
            raise error
        return call(cast(Item, given))

    return each(go_on, earlier, at_once=at_once)
