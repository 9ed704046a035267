# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads, writes and deletes resources over HTTP as Azure Resource Manager and azurerm do: each whole, unconditionally,
and waited for until its operation has ended.
"""

from __future__ import annotations

from typing import Any

import requests
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.tree import API_VERSION
from ansible_collections.adx.outbound.tests.emulator import CLIENT_ID, SECRET, TENANT

_POLLS = 50


class Refused(Exception):
    """Azure said no, or its operation failed."""


class Client:
    """Logged in to an emulator."""

    def __init__(self, emulator: Any) -> None:
        self._url = emulator.url
        self._session = requests.Session()
        self._session.verify, self._session.trust_env = emulator.ca_file, False
        form = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": SECRET}
        form["scope"] = f"{self._url}/.default"
        answer = self._session.post(f"{self._url}/{TENANT}/oauth2/v2.0/token", data=form)
        self._session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def get(self, id_: str) -> dict[str, Any] | None:
        """The document, None where there is none."""
        answer = self._call("GET", id_)
        return None if answer.status_code == 404 else _document(answer)

    def read(self, id_: str) -> dict[str, Any]:
        """The document of a resource that has to be there."""
        found = self.get(id_)
        if found is None:
            raise Refused(f"{id_} was not found")
        return found

    def put(self, id_: str, body: dict[str, Any]) -> None:
        """Make the resource what the body says, all of it."""
        self.wait(self.begin(id_, body))

    def begin(self, id_: str, body: dict[str, Any]) -> requests.Response:
        """The same without waiting for the end of it."""
        answer = self._call("PUT", id_, json=body)
        _document(answer)
        return answer

    def delete(self, id_: str) -> None:
        """Take the resource away."""
        answer = self._call("DELETE", id_)
        if not answer.ok:
            raise Refused(answer.text)
        self.wait(answer)

    def wait(self, answer: requests.Response) -> None:
        """Wait for the end of a write."""
        url = answer.headers.get("Azure-AsyncOperation")
        for _poll in range(_POLLS if url else 0):
            state = _document(self._session.get(str(url)))
            if state["status"] == "Succeeded":
                return
            if state["status"] in ("Failed", "Canceled"):
                raise Refused(str(state))
        if url:
            raise Refused(f"{url} does not end")

    def _call(self, method: str, id_: str, **body: Any) -> requests.Response:
        return self._session.request(method, f"{self._url}{id_}", params={"api-version": API_VERSION}, **body)


def _document(answer: requests.Response) -> dict[str, Any]:
    if not answer.ok:
        raise Refused(f"{answer.request.method} {answer.request.path_url}: {answer.text}")
    found: dict[str, Any] = answer.json()
    return found
