# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents with the values Azure itself keeps changing taken out."""

from __future__ import annotations

from typing import Any

VOLATILE = ("etag", "provisioningState", "size")


def steady(document: Any) -> Any:
    """The document without etags and states, for "is everything else as it was"."""
    if isinstance(document, dict):
        return {name: steady(value) for name, value in document.items() if name not in VOLATILE}
    if isinstance(document, list):
        return [steady(item) for item in document]
    return document


def without(document: dict[str, Any], list_name: str, *names: str) -> dict[str, Any]:
    """A steady document without the named entries of one list in its properties."""
    left = steady(document)
    left["properties"][list_name] = [item for item in left["properties"][list_name] if item["name"] not in names]
    return left
