# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a query is refused: an error with others in it, of which the innermost says what is wrong.

Bodies are those of "Azure Monitor Log Analytics API errors" (2021-11-29) and of "Querying logs for Azure resources"
(2021-12-07); the two of a rate and of a time that is up are reported (azure-sdk-for-js pull request 21136 for 504).
"""

from __future__ import annotations

import uuid

from ..arm import errors

ACCESS = "The provided credentials have insufficient access to perform the requested operation"
ARGUMENT = "The request had some invalid properties"


class QueryRefusal(errors.Refusal):
    """An error of the service that answers queries, whichever host it was asked through."""

    def __init__(self, status, code, message, *, inner=None, headers=None, details=None):
        super().__init__(status, code, message, headers=headers, details=details, front=True)
        self.headers.pop("x-ms-failure-cause")  # no front end of ARM's refuses this
        self.inner = inner

    def body(self):
        error = {**super().body()["error"], "correlationId": str(uuid.uuid4())}
        return {"error": {**error, "innererror": self.inner} if self.inner else error}


class Bare(errors.Refusal):
    """An error without anything around it, as Microsoft.Insights answers some (public code reads both envelopes)."""

    def body(self):
        return {"code": self.code, "message": self.message}


def bad_argument(message, code="BadArgumentError"):
    """A body that the service does not take; the inner error is inferred from those of bad queries."""
    return QueryRefusal(400, "BadArgumentError", ARGUMENT, inner={"code": code, "message": message})


def semantic(message, code="SEM0100"):
    """A query that cannot be bound, such as one of a table that is not there."""
    innermost = {"code": code, "message": message}
    inner = {"code": "SemanticError", "message": "A semantic error occurred.", "innererror": innermost}
    return QueryRefusal(400, "BadArgumentError", ARGUMENT, inner=inner)


def insufficient(reader, what):
    """Who may not read these logs."""
    text = f"User '{reader}' does not have access to read logs for this {what}"
    return QueryRefusal(
        403, "InsufficientAccessError", ACCESS, inner={"code": "AuthorizationFailedError", "message": text}
    )


def no_resource(resource_id):
    return QueryRefusal(404, "ResourceNotFoundError", f"The resource {resource_id.lower()} was not found")


def no_path():
    return QueryRefusal(404, "PathNotFoundError", "The requested path does not exist")


def throttled(seconds):
    """Too many requests; code and words are inferred from the service's other errors."""
    text = "Rate limit is exceeded"
    return QueryRefusal(429, "ThrottledError", text, headers={"Retry-After": f"{seconds:g}"})


def timed_out():
    inner = {"code": "GatewayTimeout", "message": "Unable to unzip response"}
    return QueryRefusal(504, "GatewayTimeout", "Gateway timeout", inner=inner)


def not_yet(status):
    """What comes for a while after a role was given: 401 (azure-sdk-for-net issue 32807), or 403 (page of errors)."""
    if status == 401:
        return QueryRefusal(401, "AuthorizationRequiredError", "Valid authentication was not provided")
    return QueryRefusal(403, "InsufficientAccessError", ACCESS)


def partial(message, severity, code="-2133196790"):
    """The error beside the tables of an answer that lacks something."""
    names = {1: "Error", 2: "Error", 3: "Warning"}
    inner = {"code": code, "message": message, "severity": severity, "severityName": names[severity]}
    return {
        "code": "PartialError",
        "message": "There were some errors when processing your query.",
        "details": [
            {
                "code": "EngineError",
                "message": "Something went wrong processing your query on the server.",
                "innererror": inner,
            }
        ],
    }
