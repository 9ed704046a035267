# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on order: the nth matching request fails in the wanted way."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..arm import errors
from . import spoilt

KINDS = (
    "throttle",
    "lock",
    "error",
    "drop_before",
    "drop_after",
    "slow",
    "stall",
    "hang",
    "break_off",
    "html",
    "text",
    "fail_operation",
    "supersede_operation",
    "expire_token",
    "claims_challenge",
    *spoilt.KINDS,
)


@dataclass
class Fault:
    kind: str
    method: str | None = "GET"
    path: str = ".*azureFirewalls.*"
    nth: int = 1
    times: int = 1  # 0: for ever
    status: int | None = None
    code: str | None = None
    message: str | None = None
    retry_after: float | None = None  # for slow and stall: how long it takes
    together: int = 1  # for slow: how many of its method wait until so many are under way at once
    target: str | None = None  # where a redirect or a link leads; None: to the request itself
    seen: int = field(default=0, compare=False)

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"unknown fault {self.kind}; known: {', '.join(KINDS)}")
        re.compile(self.path)

    def hits(self, method, path):
        """Counts a matching request; true when it is one of those that fail."""
        if self.method not in (None, "*", method) or not re.search(self.path, path, re.IGNORECASE):
            return False
        self.seen += 1
        return self.seen >= self.nth and (self.times == 0 or self.seen < self.nth + self.times)

    def headers(self):
        return {} if self.retry_after is None else {"Retry-After": f"{self.retry_after:g}"}

    def refusal(self, method, subscription, resource_id):
        """The error this fault answers with, or None when it works in another way."""
        if self.kind == "throttle":
            return errors.throttled(subscription, method, self.headers())
        if self.kind == "lock":
            guid = "00000000-0000-0000-0000-00000000feed"
            return errors.locked("PutForeignOperation", guid, resource_id, self.headers())
        if self.kind == "error":
            code, message = self.code or "InternalServerError", self.message or "An error occurred."
            return errors.Refusal(self.status or 500, code, message, headers=self.headers())
        return None


def first_hit(faults, method, path):
    """Every fault counts, the first that hits wins."""
    hit = [fault for fault in faults if fault.hits(method, path)]
    return hit[0] if hit else None
