# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request on its way through the emulator."""

from __future__ import annotations

from urllib.parse import parse_qsl

from ..front import router

VERBS = {"GET": "read", "HEAD": "read", "PUT": "write", "PATCH": "write", "DELETE": "delete"}


class Call:
    """What the kinds may ask of a request: where it points, what came with it, and whose world it is in."""

    def __init__(self, core, method, path, query="", headers=None, body=b"", fault=None):
        self.core = core
        self.method = method
        self.target = router.parse(path)
        self.query = {name.lower(): value for name, value in parse_qsl(query, keep_blank_values=True)}
        self.headers = {name.lower(): value for name, value in (headers or {}).items()}
        self.body = body
        self.fault = fault
        self.location = ""
        self.seeding = False  # the document comes from a world or a test, not from a client
        self.peeking = False  # a test looks; the service's clocks must not move

    @property
    def store(self):
        return self.core.store

    @property
    def switches(self):
        return self.core.switches

    @property
    def base_url(self):
        return self.core.base_url

    @property
    def api_version(self):
        return self.query.get("api-version", "")

    def action(self):
        """The permission that the request needs."""
        if self.target.shape in ("subscription", "unknown"):
            kind = "Microsoft.Resources/subscriptions"
        elif self.target.shape in ("group", "groups"):
            kind = "Microsoft.Resources/subscriptions/resourceGroups"
        elif self.target.shape == "resources":
            kind = "Microsoft.Resources/subscriptions/resources"
        else:
            kind = self.target.type
        return f"{kind}/{VERBS.get(self.method, 'action')}"
