# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entra ID under the same origin, and what ARM makes of the tokens."""

from __future__ import annotations

import base64
import json
import re
import uuid
from datetime import datetime, timezone
from urllib.parse import parse_qsl

from ..arm import bodies, errors
from ..worlds import TENANT
from .assertions import CLIENT_ID, Rejection, check_assertion

OBJECT_ID = "0b1ec700-0000-4000-8000-000000000003"
SECRET = "Q~emulated-secret.8Zk~never-in-any-output"
USER, PASSWORD = "engineer@emulated.example", "p~emulated-password.never-in-any-output"
FEDERATED_TOKEN = "emulated.federated~assertion.never-in-any-output"

# AD FS, as Azure Stack Hub has it, goes without the version in its paths.
OPENID = re.compile(r"/([^/]+)(?:/v2\.0)?/\.well-known/openid-configuration")
DISCOVERY = "/common/discovery/instance"
TOKEN = re.compile(r"/([^/]+)/oauth2(?:/v2\.0)?/token")
SHARED_TENANTS = ("common", "organizations", "adfs")
# The public cloud, and what tokens for its clusters are for (CloudSettings of azure-kusto-python).
PUBLIC, KUSTO = "https://management.azure.com", "https://kusto.kusto.windows.net"


class Tokens:
    """All tokens ever given out, with the time they end and whom they are for."""

    def __init__(self):
        self._ends, self._audiences = {}, {}

    def issue(self, audience, now, lifetime):
        claims = {"aud": audience, "tid": TENANT, "appid": CLIENT_ID, "oid": OBJECT_ID, "jti": str(uuid.uuid4())}
        claims |= {"iat": int(now), "exp": int(now + lifetime)}
        pieces = ({"typ": "JWT", "alg": "none"}, claims, {"signature": "none"})
        token = ".".join(base64.urlsafe_b64encode(json.dumps(piece).encode()).decode().rstrip("=") for piece in pieces)
        self._ends[token], self._audiences[token] = now + lifetime, audience
        return token

    def end(self, token):
        return self._ends.get(token)

    def audience(self, token):
        return self._audiences.get(token)

    def expire_all(self):
        self._ends = dict.fromkeys(self._ends, 0.0)


def matches(path):
    return path == DISCOVERY or bool(OPENID.fullmatch(path) or TOKEN.fullmatch(path))


def answer(call):
    try:
        fault = call.fault and call.fault.refusal(call.method, "", call.target.path)
        if fault:
            raise Rejection(fault.status, "temporarily_unavailable", 90033, "A transient error has occurred.")
        status, document = 200, _document(call)
    except Rejection as rejection:
        status, document = rejection.status, _error(call, rejection)
    text = bodies.text(document, network=False)
    return status, {"Cache-Control": "no-store, no-cache", **bodies.content_type(text)}, text


def trace():
    """An id of one request."""
    return str(uuid.uuid4())


def audiences(call):
    """Whom tokens are for: the resource manager, the clusters of the public cloud, and who answers queries of logs."""
    clusters = (KUSTO,) if call.base_url == PUBLIC else ()
    return (call.base_url, *clusters, *call.core.log_hosts.values())


def _error(call, rejection):
    request, correlation = trace(), trace()
    stamp = datetime.fromtimestamp(call.core.clock(), timezone.utc).strftime("%Y-%m-%d %H:%M:%SZ")
    code = f"AADSTS{rejection.number}"
    return {
        "error": rejection.error,
        "error_description": f"{code}: {rejection.message} Trace ID: {request} Correlation ID: {correlation} "
        f"Timestamp: {stamp}",
        "error_codes": [rejection.number],
        "timestamp": stamp,
        "trace_id": request,
        "correlation_id": correlation,
        "error_uri": f"{call.base_url}/error?code={rejection.number}",
    }


def _document(call):
    path = call.target.path
    if path == DISCOVERY:
        return _instance(call)
    found = OPENID.fullmatch(path)
    if found:
        _check_tenant(found[1])
        return _openid(call.base_url, found[1])
    return _token(call, TOKEN.fullmatch(path)[1])


def _instance(call):
    host = call.base_url.split("//")[1]
    return {
        "tenant_discovery_endpoint": f"{call.base_url}/{TENANT}/v2.0/.well-known/openid-configuration",
        "api-version": "1.1",
        "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}],
    }


def _openid(base, tenant):
    oauth = f"{base}/adfs/oauth2" if tenant == "adfs" else f"{base}/{tenant}/oauth2/v2.0"
    return {
        "token_endpoint": f"{oauth}/token",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": f"{base}/{tenant}/discovery/v2.0/keys",
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": f"{base}/{tenant}/v2.0",
        "authorization_endpoint": f"{oauth}/authorize",
        "device_authorization_endpoint": f"{oauth}/devicecode",
        "end_session_endpoint": f"{oauth}/logout",
        "tenant_region_scope": None,
        "cloud_instance_name": base.split("//")[1],
    }


def _check_tenant(tenant):
    if tenant.lower() not in (TENANT, *SHARED_TENANTS):
        text = (
            f"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the "
            "correct cloud. Check with your subscription administrator, this may happen if there are no active "
            "subscriptions for the tenant."
        )
        raise Rejection(400, "invalid_tenant", 90002, text)


def _token(call, tenant):
    if call.method != "POST":
        raise Rejection(400, "invalid_request", 900561, "The endpoint only accepts POST requests.")
    _check_tenant(tenant)
    form = dict(parse_qsl((call.body or b"").decode("utf-8", "replace")))
    grant = form.get("grant_type")
    if grant == "password" and tenant == "adfs":
        return _issue_to_user(call, form)
    if grant != "client_credentials":
        raise Rejection(400, "unsupported_grant_type", 70003, f"The app requested an unsupported grant type '{grant}'.")
    _check_client(call, form, tenant)
    return _issue(call, form.get("scope", ""), tenant)


def _encoded(piece):
    return base64.urlsafe_b64encode(json.dumps(piece).encode()).decode().rstrip("=")


def challenged(call):
    """What continuous access evaluation asks for: the same again, with a token that answers the claims."""
    claims = _encoded({"access_token": {"nbf": {"essential": True, "value": str(int(call.core.clock()))}}})
    challenge = f'Bearer authorization_uri="{call.base_url}/{TENANT}", error="insufficient_claims", claims="{claims}"'
    text = "The token was issued before the session was revoked."
    return errors.front(401, "InvalidAuthenticationToken", text, headers={"WWW-Authenticate": challenge})


def _issue_to_user(call, form):
    """Only by way of AD FS: for Entra ID the client library first asks the realm's host, and drops its port."""
    if (form.get("username"), form.get("password")) != (USER, PASSWORD):
        text = "Error validating credentials due to invalid username or password."
        raise Rejection(400, "invalid_grant", 50126, text)
    (wanted,) = [scope for scope in form.get("scope", "").split() if scope.endswith("/.default")]
    issued, now = _issue(call, wanted, "adfs"), int(call.core.clock())
    claims = {"aud": form["client_id"], "iss": f"{call.base_url}/adfs", "iat": now, "exp": now + 3600}
    claims |= {"sub": OBJECT_ID, "tid": TENANT, "preferred_username": USER, "upn": USER}
    pieces = ({"typ": "JWT", "alg": "none"}, claims, {"signature": "none"})
    return {**issued, "scope": wanted, "id_token": ".".join(_encoded(piece) for piece in pieces)}


def _check_client(call, form, tenant):
    client = form.get("client_id", "")
    if client.lower() != CLIENT_ID:
        text = (
            f"Application with identifier '{client}' was not found in the directory '{tenant}'. This can happen if the "
            "application has not been installed by the administrator of the tenant or consented to by any user in the "
            "tenant. You may have sent your authentication request to the wrong tenant."
        )
        raise Rejection(400, "unauthorized_client", 700016, text)
    if "client_assertion" in form:
        check_assertion(call, form["client_assertion"])
        return
    if "client_secret" not in form:
        text = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
        raise Rejection(401, "invalid_client", 7000218, text)
    if form["client_secret"] != SECRET:
        text = (
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, "
            f"not the client secret ID, for a secret added to app '{client}'."
        )
        raise Rejection(401, "invalid_client", 7000215, text)


def _issue(call, scope, tenant):
    resource = scope.removesuffix("/.default")
    if resource == scope or resource not in audiences(call):
        text = (
            f"The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if "
            "the application has not been installed by the administrator of the tenant or consented to by any user "
            "in the tenant. You might have sent your authentication request to the wrong tenant."
        )
        raise Rejection(400, "invalid_resource", 500011, text)
    lifetime = call.switches.token_lifetime
    token = call.core.tokens.issue(resource, call.core.clock(), lifetime)
    return {"token_type": "Bearer", "expires_in": lifetime, "ext_expires_in": lifetime, "access_token": token}


def check_bearer(call):
    """Every call to ARM needs a token that was given out here and has not ended."""
    scheme, _mark, token = call.headers.get("authorization", "").partition(" ")
    if not token:
        text = "Authentication failed. The 'Authorization' header is missing."
        raise _unauthorized(call, "AuthenticationFailed", text, "The authorization header is missing.")
    end = call.core.tokens.end(token.strip()) if scheme.lower() == "bearer" else None
    if end is None:
        text = "The access token is invalid."
        raise _unauthorized(call, "InvalidAuthenticationToken", text, text)
    now = call.core.clock()
    if end <= now:
        text = (
            f"The access token expiry UTC time '{_clock_text(end)}' is earlier than current UTC time "
            f"'{_clock_text(now)}'."
        )
        raise _unauthorized(call, "ExpiredAuthenticationToken", text, "The access token has expired.")
    audience = call.core.tokens.audience(token.strip())
    if audience != call.base_url:
        text = (
            f"The access token has been obtained for wrong audience or resource '{audience}'. It should exactly match "
            f"with one of the allowed audiences '{call.base_url}/','{call.base_url}'."
        )
        raise _unauthorized(call, "InvalidAuthenticationTokenAudience", text, text)


def check_bearer_of_kusto(call):
    """Every command needs a token for clusters; one for the resource manager is none. There is no body to a 401."""
    scheme, _mark, token = call.headers.get("authorization", "").partition(" ")
    tokens, token = call.core.tokens, token.strip()
    is_ours = scheme.lower() == "bearer" and tokens.audience(token) == KUSTO
    if not is_ours or tokens.end(token) <= call.core.clock():
        challenge = f'Bearer authorization_uri="{call.base_url}/{TENANT}"'
        raise errors.plain(401, "Unauthorized", "", {"WWW-Authenticate": challenge})


def check_bearer_of_logs(call, audience):
    """A query needs a token for the endpoint that is asked, spelled as that is (the strictest reading).

    Codes and statuses are those of "Azure Monitor Log Analytics API errors"; it does not tell of an expired token.
    """
    scheme, _mark, token = call.headers.get("authorization", "").partition(" ")
    tokens, token = call.core.tokens, token.strip()
    if not token:
        text = "Authentication failed. The 'Authorization' header is missing."
        raise errors.plain(401, "AuthenticationFailed", text)
    end = tokens.end(token) if scheme.lower() == "bearer" else None
    if end is None:
        raise errors.plain(403, "InvalidAuthenticationToken", "The access token is invalid.")
    if tokens.audience(token) != audience:
        text = (
            f"The access token has been obtained from wrong audience or resource '{tokens.audience(token)}'. It should "
            f"exactly match (including forward slash) with one of the allowed audiences '{audience}'."
        )
        raise errors.plain(403, "InvalidAuthenticationTokenAudience", text)
    if end <= call.core.clock():
        challenge = {"WWW-Authenticate": f'Bearer authorization_uri="{call.base_url}/{TENANT}"'}
        raise errors.plain(401, "ExpiredAuthenticationToken", "The access token has expired.", challenge)


def _clock_text(seconds):
    made = datetime.fromtimestamp(seconds, timezone.utc)
    return f"{made.month}/{made.day}/{made.year} {made.strftime('%I:%M:%S %p').lstrip('0')}"


def _unauthorized(call, code, text, description):
    challenge = (
        f'Bearer authorization_uri="{call.base_url}/{TENANT}", error="invalid_token", error_description="{description}"'
    )
    return errors.front(401, code, text, headers={"WWW-Authenticate": challenge})


def forbidden(call):
    text = (
        f"{_caller()} does not have authorization to perform action '{call.action()}' over scope "
        f"'{call.target.path}' or the scope is invalid. If access was recently granted, please refresh your "
        "credentials."
    )
    return errors.front(403, "AuthorizationFailed", text)


def forbidden_link(call, action, scope):
    """The caller may write the resource and not join one it refers to; the words are those reports quote."""
    text = (
        f"{_caller()} has permission to perform action '{call.action()}' on scope '{call.target.path}'; however, it "
        f"does not have permission to perform action(s) '{action}' on the linked scope(s) '{scope}' (respectively) or "
        "the linked scope(s) are invalid."
    )
    return errors.front(403, "LinkedAuthorizationFailed", text)


def _caller():
    return f"The client '{CLIENT_ID}' with object id '{OBJECT_ID}'"
