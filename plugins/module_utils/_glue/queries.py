# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JMESPath expressions as an option."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .._plan.values.errors import PlanError

_INWARDS = ("subexpression", "index_expression")  # whose second part is asked of what the first has found


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


def asked_of_each(text: str | None) -> frozenset[str]:
    """Return the members that the filters of an expression ask of the items of a list: in `[?region == 'x']` region.

    A member that no item has is null to JMESPath, so a slip in its name finds nothing and says nothing.
    """
    if not text:
        return frozenset()
    import jmespath

    return frozenset(_conditions(jmespath.compile(text).parsed))


def _conditions(node: Mapping[str, Any]) -> Iterator[str]:
    children = [child for child in node["children"] if isinstance(child, Mapping)]
    if node["type"] == "filter_projection":
        _items, _rest, condition = children
        yield from _first_members(condition)
    elif node["type"] in ("pipe", "projection", "subexpression"):
        yield from _conditions(children[0])


def _first_members(node: Mapping[str, Any]) -> Iterator[str]:
    if node["type"] == "field":
        yield str(node["value"])
        return
    own = node["children"][:1] if node["type"] in _INWARDS else node["children"]
    for child in own:
        if isinstance(child, Mapping):
            yield from _first_members(child)
