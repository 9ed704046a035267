# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Talks to the resource manager, waits for operations, and keeps every exchange."""

from __future__ import annotations

import copy
import os
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests

from .answers import Answer
from .faults import Stopped

KEPT = ("etag", "azure-asyncoperation", "azure-asyncnotification", "location", "retry-after", "x-ms-failure-cause")
LOCKS = ("RetryableError", "AnotherOperationInProgress", "ServiceIsInMaintenance")
LOCK_END = "NotAllowedWhenUpdatingOrDeleting"
PAUSE = 10  # seconds, where the service names none
PATIENCE = 900  # seconds for one request and its operation
TIMEOUT = (10, 120)  # seconds to connect, and until an answer begins


def credential(authority: str) -> Any:
    """Return the login: an application's secret when the environment has one, else that of the Azure CLI."""
    from azure.identity import AzureCliCredential, ClientSecretCredential

    client, tenant = os.environ.get("AZURE_CLIENT_ID"), _either("AZURE_TENANT", "AZURE_TENANT_ID")
    secret = _either("AZURE_SECRET", "AZURE_CLIENT_SECRET")
    if not client:
        return AzureCliCredential(process_timeout=60)
    if not (tenant and secret):
        raise Stopped(
            "Could not log in: AZURE_CLIENT_ID is set, but not both of AZURE_TENANT and AZURE_SECRET. "
            "Set them, or unset it to use the login of the Azure CLI."
        )
    lone = os.environ.get("AZURE_DISABLE_INSTANCE_DISCOVERY", "").lower() in ("true", "1", "yes")
    return ClientSecretCredential(tenant, client, secret, authority=authority, disable_instance_discovery=lone)


def _either(first: str, second: str) -> str | None:
    return os.environ.get(first) or os.environ.get(second)


class Wire:
    """One login. `calls` has what was asked and answered since `begin`, in the shape of our recordings, with answers as
    `trim` leaves them; `patience` are the seconds for one request and its operation.
    """

    def __init__(self, resource_manager: str, version: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self.base = resource_manager.rstrip("/")
        self.version = version
        self.calls: list[dict[str, Any]] = []
        self.trim: Callable[[Any], Any] = copy.copy
        self.patience = PATIENCE
        self._sleep = sleep
        self._http = requests.Session()
        self._credential = credential(self._authority())

    def begin(self) -> None:
        """Start a recording of its own."""
        self.calls = []

    def get(self, path: str, version: str = "") -> Answer:
        """Read a resource."""
        return self._ask("GET", path, version, None, {})

    def get_untold(self, path: str, version: str) -> Answer:
        """Read what no recording is to have."""
        return self._ask("GET", path, version, None, {}, told=False)

    def put(self, path: str, body: Any, version: str = "", **headers: str) -> Answer:
        """Write a resource and wait until its operation has ended; if_match="x" is the header If-Match: x."""
        return self._ask("PUT", path, version, body, _named(headers))

    def patch(
        self, path: str, body: Any, version: str, between: Callable[[], None] | None = None, **headers: str
    ) -> Answer:
        """Change a resource and wait likewise; `between` is called before each look at the operation."""
        return self._ask("PATCH", path, version, body, _named(headers), between=between)

    def post(self, path: str, body: Any, version: str) -> Answer:
        """Perform an action and wait likewise."""
        return self._ask("POST", path, version, body, {})

    def post_untold(self, path: str, body: Any, version: str) -> Answer:
        """The same for what no recording is to have."""
        return self._ask("POST", path, version, body, {}, told=False)

    def post_elsewhere(self, base: str, path: str, body: Any) -> Answer:
        """Post to another service, with a token that is for that one alone; no recording has it."""
        return self._send("POST", f"{base}{path}", body, {}, told=False, audience=base)

    def delete(self, path: str) -> Answer:
        """Delete a resource and wait until it is gone."""
        return self._ask("DELETE", path, "", None, {})

    def _ask(
        self,
        method: str,
        path: str,
        version: str,
        body: Any,
        headers: dict[str, str],
        told: bool = True,
        between: Callable[[], None] | None = None,
    ) -> Answer:
        url = f"{self.base}{path}?api-version={version or self.version}"
        deadline = time.monotonic() + self.patience
        while True:
            answer = self._send(method, url, body, headers, told)
            # A lock answers none of our questions, and no recording needs it.
            if not _is_locked(answer) or time.monotonic() > deadline:
                break
            if told:
                self.calls.pop()
            self._sleep(_pause(answer))
        operation = answer.headers.get("azure-asyncoperation") or answer.headers.get("location")
        if answer.status >= 300 or method == "GET" or not operation:
            return answer
        failure, outcome = self._end(operation, deadline, told, between)
        return Answer(answer.status, answer.headers, answer.document, answer.call, failure, outcome)

    def _end(
        self, url: str, deadline: float, told: bool, between: Callable[[], None] | None
    ) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
        """Wait for an operation; return the error it ended with, or what it has come to."""
        if urlsplit(url).netloc != urlsplit(self.base).netloc:
            raise Stopped("Stopped: the address of an operation is on another host, which must not get the token.")
        while True:
            if between:
                between()
            answer = self._send("GET", url, None, {}, told)
            document = answer.document if isinstance(answer.document, dict) else {}
            status = str(document.get("status") or ("InProgress" if answer.status in (202, 404) else "Succeeded"))
            if status == "Succeeded":
                return None, document.get("properties")
            if status in ("Failed", "Canceled") or answer.status >= 400 and answer.status != 404:
                return answer.error or {"code": status, "message": "The operation did not succeed."}, None
            if time.monotonic() > deadline:
                raise Stopped(f"Stopped: an operation had not ended after {self.patience} seconds.")
            self._sleep(_pause(answer))

    def _send(
        self, method: str, url: str, body: Any, headers: dict[str, str], told: bool = True, audience: str = ""
    ) -> Answer:
        try:
            sent = self._http.request(
                method,
                url,
                json=body,
                headers={**headers, "Authorization": self._bearer(audience or self.base)},
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            reason = type(error).__name__
            raise Stopped(f"Could not {method} {urlsplit(url).path}: no answer ({reason}); try again later.") from error
        found = {name.lower(): value for name, value in sent.headers.items()}
        document = _parsed(sent)
        if told:
            shown = self.trim(document)
            self.calls.append(_recorded(method, url, body, headers, sent.status_code, found, shown))
        return Answer(sent.status_code, found, document, len(self.calls) - 1)

    def _bearer(self, audience: str) -> str:
        from azure.core.exceptions import AzureError

        try:
            return f"Bearer {self._credential.get_token(f'{audience}/.default').token}"
        except AzureError as error:
            reason = " ".join(str(error).split())
            raise Stopped(f"Could not log in: {reason} Check the AZURE_ variables, or run az login.") from error

    def _authority(self) -> str:
        """Where this cloud logs in, as it says itself."""
        url = f"{self.base}/metadata/endpoints?api-version=2022-09-01"
        try:
            found = self._http.get(url, timeout=TIMEOUT).json()
            return str(found["authentication"]["loginEndpoint"])
        except (requests.RequestException, ValueError, KeyError, TypeError) as error:
            raise Stopped(
                f"Could not ask {self.base} where to log in ({type(error).__name__}); check --resource-manager."
            ) from error


def _named(headers: dict[str, str]) -> dict[str, str]:
    """Headers by their names: an argument cannot have a hyphen in its own."""
    return {name.replace("_", "-"): text for name, text in headers.items()}


def _is_locked(answer: Answer) -> bool:
    return answer.status in (429, 503) or answer.code in LOCKS or answer.code.endswith(LOCK_END)


def _pause(answer: Answer) -> float:
    text = answer.headers.get("retry-after", "")
    return float(text) if text.isdigit() else PAUSE


def _parsed(sent: requests.Response) -> Any:
    try:
        return sent.json() if sent.content else None
    except ValueError:
        return sent.text


def _recorded(
    method: str, url: str, body: Any, headers: dict[str, str], status: int, found: dict[str, str], document: Any
) -> dict[str, Any]:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    version = query.pop("api-version", "")
    return {
        "method": method,
        "path": parts.path + (f"?{urlencode(query)}" if query else ""),
        "api_version": version,
        "request_body": copy.deepcopy(body),
        **({"request_headers": headers} if headers else {}),
        "status": status,
        "response_headers": {name: found[name] for name in KEPT if name in found},
        "response_body": copy.deepcopy(document),
    }
