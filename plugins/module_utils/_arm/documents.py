# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the doors hand over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .errors import seconds


@dataclass(frozen=True)
class Found:
    """A document as the service holds it, and the etag to write it back under."""

    document: dict[str, Any]
    etag: str | None


@dataclass(frozen=True)
class Accepted:
    """A write the service took; `operation` is the URL to follow, None when it was done at once."""

    operation: str | None
    retry_after: float | None

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Accepted:
        """Read the headers of the answer to a write."""
        url = headers.get("Azure-AsyncOperation") or headers.get("Location")
        return cls(url, seconds(headers.get("Retry-After")))
