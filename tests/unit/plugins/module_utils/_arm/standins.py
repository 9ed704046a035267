# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clock that passes only by sleeping, and a wire that answers what a test says."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import requests
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.patience import Patience
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.rest import Http

ARM = "https://arm.example"


@dataclass
class Clock:
    """Remembers every pause, and what was told when."""

    now: float = 0.0
    pauses: list[float] = field(default_factory=list)
    told: list[tuple[float, str]] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def patience(self, timeout: float = 60) -> Patience:
        return Patience(timeout, now=lambda: self.now, sleep=self.sleep, chance=lambda: 0.0)

    def telling(self, timeout: float = 60) -> Patience:
        """The same, heard by somebody."""
        return Patience(timeout, now=lambda: self.now, sleep=self.sleep, tell=self._hear, chance=lambda: 0.0)

    def _hear(self, line: str) -> None:
        self.told.append((self.now, line))


class Wire(requests.adapters.BaseAdapter):
    """Gives the answers of a list, one per request: (status, body, headers) or an exception."""

    def __init__(self, *answers: Any) -> None:
        super().__init__()
        self.answers, self.asked = list(answers), []

    def send(self, request: requests.PreparedRequest, **_keywords: Any) -> requests.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, body, *headers = answer
        made = requests.Response()
        made.status_code, made.request, made.url = status, request, request.url
        made.headers.update(headers[0] if headers else {})
        whole = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
        made.raw = BytesIO(whole)
        made.encoding = "utf-8"
        return made

    def close(self) -> None:
        """Nothing to close."""

    def http(self, *, base: str = ARM, token: Any = lambda: "the-token", **more: Any) -> Http:
        """The real Http over this wire."""
        made = Http(base, token, verify=True, agent="tests", **more)
        made._requests.mount("https://", self)
        made._requests.mount("http://", self)
        return made
