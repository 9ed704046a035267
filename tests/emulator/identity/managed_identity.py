# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens for a machine: the metadata service of a virtual machine, and the endpoint of App Service."""

from __future__ import annotations

from ..arm import bodies
from . import identity

INSTANCE, APP_SERVICE = "/metadata/identity/oauth2/token", "/msi/token"
IDENTITY_HEADER = "emulated.identity.header"


def matches(path):
    return path in (INSTANCE, APP_SERVICE)


def answer(call):
    status, document = _document(call)
    text = bodies.text(document, network=False)
    return status, bodies.content_type(text), text


def _document(call):
    asked = call.query
    if call.target.path == INSTANCE and call.headers.get("metadata") != "true":
        return 400, {"error": "invalid_request", "error_description": "Required metadata header not specified"}
    if call.target.path == APP_SERVICE and call.headers.get("x-identity-header") != IDENTITY_HEADER:
        return 403, {"statusCode": 403, "message": "Forbidden"}
    if asked.get("client_id", identity.CLIENT_ID) != identity.CLIENT_ID:
        return 400, {"error": "invalid_request", "error_description": "Identity not found"}
    resource = asked.get("resource", "").rstrip("/")
    if resource not in identity.audiences(call):
        return 400, {"error": "invalid_resource", "error_description": f"AADSTS500011: no resource {resource}"}
    lifetime, now = call.switches.token_lifetime, call.core.clock()
    return 200, {
        "access_token": call.core.tokens.issue(resource, now, lifetime),
        "client_id": identity.CLIENT_ID,
        "expires_in": str(lifetime),
        "expires_on": str(int(now + lifetime)),
        "resource": resource,
        "token_type": "Bearer",
    }
