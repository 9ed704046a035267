# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator without a network between: requests of this process are answered in it, and some answers are spoilt.

Logins, Microsoft.Network and everything else go through the same library, and that through one method.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3

Spoil = Callable[[str, str, bytes], bytes]  # method, path and text of an answer to what arrives
READS = ("GET", "POST")


def _as_it_is(_method: str, _path: str, text: bytes) -> bytes:
    return text


@dataclass
class Wire:
    """Answers in the place of the network; `heard` has method, path and text of every good answer of resources."""

    emulator: Any
    spoil: Spoil = _as_it_is

    def __post_init__(self) -> None:
        self.heard: list[tuple[str, str, bytes]] = []

    def answer(self, adapter: Any, request: Any) -> Any:
        """What HTTPAdapter.send returns."""
        url, core = urlsplit(request.url), self.emulator.core
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        status, headers, text = core.handle(request.method, url.path, url.query, dict(request.headers), body)
        if url.path.startswith("/subscriptions") and 200 <= status < 300:
            self.heard.append((request.method, url.path, text))
            text = self.spoil(request.method, url.path, text)
        raw = urllib3.HTTPResponse(io.BytesIO(text), headers, status, preload_content=False, decode_content=False)
        return adapter.build_response(request, raw)

    def put_in_place(self, monkeypatch: Any) -> None:
        """Let every request of this process be answered here."""

        def send(adapter: Any, request: Any, **_keywords: Any) -> Any:
            return self.answer(adapter, request)

        monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
