# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JMESPath expressions as an option."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._plan.values.errors import PlanError


def search(text: str | None, option: str = "query") -> Callable[[Any], Any] | None:
    """Return a function that applies the expression, None when none is given.

    A wrong expression raises PlanError before anything is read, one that fits no document when it is applied.
    """
    if not text:
        return None
    import jmespath
    from jmespath.exceptions import JMESPathError

    def refused(error: JMESPathError) -> PlanError:
        reason = " ".join(str(error).split()).rstrip(".")
        return PlanError(f"{option} '{text}' cannot be applied as a JMESPath expression: {reason}.")

    try:
        expression = jmespath.compile(text)
    except JMESPathError as error:
        raise refused(error) from error

    def apply(document: Any) -> Any:
        try:
            return expression.search(document)
        except JMESPathError as error:
            raise refused(error) from error

    return apply
