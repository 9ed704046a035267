# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an application shows in the place of a secret: a federated token, or what its certificate signs."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timezone

CLIENT_ID = "c11e4700-0000-4000-8000-000000000002"
TOLERANCE = 300  # seconds a client's clock may be wrong


class Rejection(Exception):
    def __init__(self, status, error, number, message):
        super().__init__(message)
        self.status, self.error, self.number, self.message = status, error, number, message


def check_assertion(call, assertion):
    """A federated token, or what a certificate signs for the client; the signature itself is not looked at."""
    now = call.core.clock() + call.switches.clock_skew
    if assertion in call.core.federated_tokens:
        if assertion != call.core.federated_tokens[-1]:
            raise _outside(now, now - 3600, now - 1)
        return
    try:
        header, claims = (_decoded(piece) for piece in assertion.split(".")[:2])
    except ValueError:
        header, claims = {}, {}
    signed = {str(header.get(name)).rstrip("=") for name in ("x5t", "x5t#S256")} & call.core.certificates
    if not signed or not claims.get("iss") == claims.get("sub") == CLIENT_ID:
        raise Rejection(401, "invalid_client", 700027, "The certificate or assertion of the client is not valid.")
    start, end = claims.get("nbf", claims.get("iat")), claims["exp"]
    if not start <= now + TOLERANCE or not now - TOLERANCE < end:
        raise _outside(now, start, end)


def _outside(now, start, end):
    text = (
        f"Client assertion is not within its valid time range. Current time: {_ticks(now)}, assertion valid from "
        f"{_ticks(start)}, expiry time of assertion {_ticks(end)}. Review the documentation at "
        "https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials ."
    )
    return Rejection(401, "invalid_client", 700024, text)


def _ticks(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


def _decoded(piece):
    return json.loads(base64.urlsafe_b64decode(piece + "=" * (-len(piece) % 4)))
