# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents with the values Azure itself keeps changing taken out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

VOLATILE = ("etag", "provisioningState", "size")
OURS = ("adx-", "ADX_")


def steady(document: Any, volatile: Sequence[str] = VOLATILE) -> Any:
    """The document without etags and states, for "is everything else as it was"."""
    if isinstance(document, dict):
        return {name: steady(value, volatile) for name, value in document.items() if name not in volatile}
    if isinstance(document, list):
        return [steady(item, volatile) for item in document]
    return document


def without(document: dict[str, Any], list_name: str, *names: str) -> dict[str, Any]:
    """A steady document without the named entries of one list in its properties."""
    left = steady(document)
    left["properties"][list_name] = [item for item in left["properties"][list_name] if item["name"] not in names]
    return left


def without_ours(value: Any) -> Any:
    """A document without anything in its lists that has one of our names."""
    if isinstance(value, dict):
        return {name: without_ours(item) for name, item in value.items()}
    if isinstance(value, list):
        return [without_ours(item) for item in value if not _name_of(item).startswith(OURS)]
    return value


def _name_of(item: Any) -> str:
    return str(item.get("name") or "") if isinstance(item, dict) else ""
