# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What clients have asked for."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass
from urllib.parse import parse_qsl

WRITES = ("PUT", "POST", "PATCH", "DELETE")
QUESTIONS = (  # each a POST, and changes nothing
    "listNetworkManagerEffectiveSecurityAdminRules",
    "listCalloutPolicies",
    "dataConnectionValidation",
    "/v1/rest/mgmt",
    "/query",
    "/microsoft.insights/logs",
)
PATIENCE = 30  # seconds a request waits for others that never come


@dataclass(frozen=True)
class Entry:
    method: str
    path: str
    query: dict
    status: int  # 0: the connection was dropped before the request was looked at
    headers: dict
    body: object  # parsed JSON, else text, else None
    kind: str  # arm, operation, identity, metadata, command, logs

    @property
    def is_write(self):
        return self.method in WRITES and not self.path.lower().endswith(tuple(map(str.lower, QUESTIONS)))


class UnderWay:
    """A request, from when it was read until its answer is ready: before that goes out, for whoever gets it may ask
    the next thing at once.
    """

    def __init__(self, tell):
        self._tell, self._began, self._over = tell, time.monotonic(), False

    def end(self):
        if not self._over:
            self._over = True
            self._tell((self._began, time.monotonic()))


class Log:
    def __init__(self):
        self._entries, self._spans = [], []
        self._open, self._most = Counter(), Counter()  # requests under way by method, and by None all of them
        self._lock = threading.Condition()  # not the core's: a slow request must be countable while others are served

    @contextlib.contextmanager
    def request(self, method):
        """While a request is under way, from when it was read until its answer is sent."""
        one = UnderWay(self._spans.append)
        with self._lock:
            self._open.update((method, None))
            self._most |= self._open
            self._lock.notify_all()
        try:
            yield one
        finally:
            one.end()
            with self._lock:
                self._open.subtract((method, None))

    def most_open(self, method=None):
        """How many were under way at once at most, of one method or of all."""
        return self._most[method]

    def await_together(self, method, count):
        """Until so many of a method have been under way at once since the log was cleared; for PATIENCE at most."""
        with self._lock:
            self._lock.wait_for(lambda: self._most[method] >= count, PATIENCE)

    def add(self, method, path, query, status, headers, body, kind):
        made = dict(parse_qsl(query, keep_blank_values=True))
        self._entries.append(Entry(method, path, made, status, dict(headers or {}), _parsed(body), kind))

    def clear(self):
        self._entries.clear()
        self._spans.clear()
        with self._lock:
            self._most = +self._open

    def spans(self):
        """When each request of any kind began and ended, by a clock of this process, in the order of their ends."""
        return list(self._spans)

    def entries(self, everything=False):
        return [entry for entry in self._entries if everything or entry.kind == "arm"]

    def writes(self):
        return [entry for entry in self.entries() if entry.is_write]


def _parsed(body):
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")
