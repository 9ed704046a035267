# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster that somebody has lent to be tried out, and how what was changed of it is put back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .answers import Answer
from .faults import Stopped
from .wire import Wire

VERSION = "2025-02-14"  # the api-version of clusters that the modules of the collection use
STATE, NAMES, POLICIES = "restrictOutboundNetworkAccess", "allowedFqdnList", "calloutPolicies"
ON, OFF = "Enabled", "Disabled"
# Of a cluster's document nothing else is kept: the rest says whose it is, and no question is about it.
SHOWN = ("id", "name", "type", "etag", "location", "properties")
SHOWN_PROPERTIES = ("state", STATE, NAMES, POLICIES, "provisioningState")


def policy(regex: str, kind: str = "sql") -> dict[str, str]:
    """A callout policy as the service takes it."""
    return {"calloutUriRegex": regex, "calloutType": kind, "outboundAccess": "Allow"}


NAME = "www.example.com"
POLICY = policy(r"adx-truth\.database\.windows\.net/?$")


class Lent:
    """One cluster with two empty lists, which this run may fill."""

    def __init__(self, wire: Wire, path: str) -> None:
        self.wire, self.path = wire, path
        wire.trim = trimmed
        document = self.read()
        self.name, self.location = str(document["name"]), str(document["location"])
        members = document["properties"]
        if reason := _reason_to_keep_off(members):
            raise Stopped(f"Cluster {self.name} was left alone: {reason}. Nothing was changed.")
        self._state = members.get(STATE) or OFF
        self._is_touched = False

    def read(self) -> dict[str, Any]:
        """Return the cluster's document as it is now."""
        answer = self.wire.get(self.path, VERSION)
        if not answer.is_good:
            raise Stopped(f"Could not read the cluster: {answer.sentence()}")
        return dict(answer.document)

    def change(self, members: dict[str, Any], between: Callable[[], None] | None = None, **headers: str) -> Answer:
        """Change these members alone, and wait until that is done; `between` is called while it goes on."""
        self._is_touched = True
        return self.wire.patch(self.path, {"properties": members}, VERSION, between, **headers)

    def post(self, action: str, body: Any = None) -> Answer:
        """Perform an action of the cluster."""
        return self.wire.post(f"{self.path}/{action}", body, VERSION)

    def lists(self) -> tuple[list[Any], list[Any]]:
        """Return the allowed names and the callout policies that are there now."""
        members = self.read()["properties"]
        return list(members.get(NAMES) or []), list(members.get(POLICIES) or [])

    def remove_policies(self) -> None:
        """Take every callout policy away by the action that takes one, for who cannot by an empty list."""
        for one in self.lists()[1]:
            self.post("removeCalloutPolicy", {"calloutId": one["calloutId"]})

    def put_back(self) -> list[str]:
        """Put back what was there before this run; return a sentence for what could not be."""
        if not self._is_touched:
            return []
        told = f"Cluster {self.name} is not as it was"
        try:
            answer = self.change({STATE: self._state, NAMES: [], POLICIES: []})
            if self.lists()[0]:  # they stayed, and may go as a list of policies comes
                self.change({NAMES: [], POLICIES: [POLICY]})
            self.remove_policies()
            if (self.read()["properties"].get(STATE) or OFF) != self._state:
                answer = self.change({STATE: self._state})
            names, policies = self.lists()
            state = self.read()["properties"].get(STATE) or OFF
        except Stopped as stopped:
            return [f"{told}, or may not be: {stopped} Its {STATE} was {self._state}, and both lists were empty."]
        if (names, policies, state) == ([], [], self._state):
            return []
        why = "" if answer.is_good else f" {answer.sentence()}."
        return [f"{told}: {STATE} is {state} and was {self._state}; names {names}, policies {policies}.{why}"]


def trimmed(document: Any) -> Any:
    """Return what a recording shows of an answer: of a cluster only what the questions are about."""
    if not (isinstance(document, dict) and STATE in (document.get("properties") or {})):
        return document
    made = {name: document[name] for name in SHOWN if name in document}
    made["properties"] = {name: value for name, value in document["properties"].items() if name in SHOWN_PROPERTIES}
    return made


def _reason_to_keep_off(members: dict[str, Any]) -> str:
    if members.get("state") != "Running" or members.get("provisioningState") != "Succeeded":
        return f"it is {members.get('state')} and its last change {members.get('provisioningState')}"
    if members.get(NAMES) or members.get(POLICIES):
        return "it has allowed names or callout policies of its own; empty its lists, or take another cluster"
    return ""
