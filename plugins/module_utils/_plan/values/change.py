# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a change is decided on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Document = dict[str, Any]
ENDED_BADLY = ("failed", "canceled")  # provisioning states


@dataclass(frozen=True)
class Situation:
    """A document as it is now (None when absent), and what else the decision needs, read in the same attempt."""

    document: Document | None
    neighbours: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """Our slice before and after, in the user's shape, the whole document that goes with `after`, and the one that
    stood there before our first write.
    """

    before: Any
    after: Any
    changed: bool
    document: Document | None
    original: Document | None = None


# A change is pure: it returns the document that ought to be there (None: nothing), or raises PlanError.
Change = Callable[[Situation], "Document | None"]


def state_of(document: Mapping[str, Any] | None) -> str:
    """The provisioning state, `Succeeded` when the document has none."""
    return str(((document or {}).get("properties") or {}).get("provisioningState") or "Succeeded")


def is_settled(document: Mapping[str, Any] | None) -> bool:
    """True when no operation is running on the resource, however the last one ended.

    These are the three end states that the Azure Resource Manager documents for asynchronous operations.
    """
    return state_of(document).lower() in ("succeeded", "failed", "canceled")


def is_in_force(document: Mapping[str, Any] | None) -> bool:
    """True when the last operation on the resource ended well, so that what it shows is what it does."""
    return state_of(document).lower() == "succeeded"


def has_failed(document: Mapping[str, Any] | None) -> bool:
    """True when the last operation on the resource ended badly."""
    return state_of(document).lower() in ENDED_BADLY
