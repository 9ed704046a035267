# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals and the bodies Azure Resource Manager gives them."""

from __future__ import annotations


class Refusal(Exception):
    """A request that is answered with an error."""

    def __init__(self, status, code, message, *, details=None, headers=None, front=False):
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        # The network provider always has a details list, the front end of ARM never has one of its own accord.
        self.details = details if details is not None or front else []
        self.headers = dict(headers or {})
        if front:
            self.headers["x-ms-failure-cause"] = "gateway"

    def body(self):
        error = {"code": self.code, "message": self.message}
        if self.details is not None:
            error["details"] = self.details
        return {"error": error}


def front(status, code, message, **more):
    """An error of the front end, which stands before every provider."""
    return Refusal(status, code, message, front=True, **more)


def plain(status, code, message, headers=None):
    """An error of a provider that has no list of details."""
    made = Refusal(status, code, message, headers=headers)
    made.details = None
    return made


def no_method(method):
    """What the front end says of a verb that a path does not have."""
    return front(405, "MethodNotAllowed", f"The requested resource does not support http method '{method}'.")


def invalid(code, message, details=None):
    """A 400 of the network provider."""
    return Refusal(400, code, message, details=details)


def unparsable(message):
    """What the network provider says when the body does not fit its own types."""
    detail = {"code": "InvalidJson", "message": message}
    return invalid("InvalidRequestFormat", "Cannot parse the request.", [detail])


def retryable(code, message, headers=None):
    """The 429 that means a lock, not throttling."""
    details = [{"code": code, "message": message}]
    return Refusal(429, "RetryableError", "A retryable error occurred.", details=details, headers=headers)


def locked(operation, guid, resource_id, headers=None):
    text = f"Operation {operation} ({guid}) is updating resource {resource_id}. The call can be retried in 11 seconds."
    return retryable("RetryableErrorDueToAnotherOperation", text, headers)


def throttled(subscription, method, headers=None):
    text = (
        f"Number of requests for subscription '{subscription}' and operation "
        f"'{method}/SUBSCRIPTIONS/RESOURCEGROUPS/PROVIDERS' exceeded the backend storage limit. "
        "Please try again after '6' seconds."
    )
    return front(429, "SubscriptionRequestsThrottled", text, headers={"Connection": "close", **(headers or {})})


def resource_not_found(type_and_name, group):
    text = (
        f"The Resource '{type_and_name}' under resource group '{group}' was not found. "
        "For more details please go to https://aka.ms/ARMResourceNotFoundFix"
    )
    return front(404, "ResourceNotFound", text)


def group_not_found(group):
    return front(404, "ResourceGroupNotFound", f"Resource group '{group}' could not be found.")


def missing_reference(referenced, by):
    text = (
        f"Resource {referenced} referenced by resource {by} was not found. Please make sure that the referenced "
        "resource exists, and that both resources are in the same region."
    )
    return invalid("InvalidResourceReference", text)
