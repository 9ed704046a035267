# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One resource behind the two doors of a session, in memory; each write goes as the next mood says."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.answers import Accepted, Found
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import (
    ArmError,
    NotFound,
    Unreachable,
    from_answer,
)
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.rest import Answer
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import ARM

OPERATION = f"{ARM}/operations/1"


class Service:
    """Stands for session, session.network and session.http at once. `states` are what the next reads say."""

    base = ARM

    def __init__(self, document: dict[str, Any] | None, *moods: Any) -> None:
        self.network = self.http = self
        self.document, self.moods = deepcopy(document), list(moods)
        self.states: list[str] = []
        self.read_errors: list[ArmError] = []
        self.ended: dict[str, Any] = {"status": "Succeeded"}
        self.unseen: ArmError | None = None  # what the operation answers in the place of its end
        self.wish: float | None = None
        self.loses = ""  # what a write would remove
        self.sent: list[tuple[str, dict[str, str]]] = []
        self.reads = self.version = 0

    @property
    def etag(self) -> str:
        return f'W/"{self.version}"'

    def read(self, _id: Any) -> Found:
        self.reads += 1
        if self.read_errors:
            raise self.read_errors.pop(0)
        if self.document is None:
            raise NotFound("read it", "it is not there", status=404)
        shown = deepcopy(self.document)
        if self.states:
            shown["properties"]["provisioningState"] = self.states.pop(0)
        return Found(shown, self.etag)

    def hidden(self, _id: Any, _document: dict[str, Any]) -> str:
        return self.loses

    def write(self, _id: Any, document: dict[str, Any], headers: dict[str, str], _oldest: str = "") -> Accepted:
        self.sent.append(("PUT", headers))
        return self._in_its_mood(headers, deepcopy(document))

    def delete(self, _id: Any, headers: dict[str, str]) -> Accepted:
        self.sent.append(("DELETE", headers))
        return self._in_its_mood(headers, None)

    def get(self, _url: str, _doing: str) -> Answer:
        if self.unseen is not None:
            raise self.unseen
        ended, self.ended = self.ended, {"status": "Succeeded"}
        return Answer(200, {}, ended)

    def store(self, document: dict[str, Any] | None) -> None:
        self.document = deepcopy(document)
        self.version += 1

    def _in_its_mood(self, headers: dict[str, str], document: dict[str, Any] | None) -> Accepted:
        mood = self.moods.pop(0) if len(self.moods) > 1 else self.moods[0] if self.moods else stores
        expected = headers.get("If-Match")
        if mood is stores and expected not in (None, self.etag):
            raise refusal(412, "PreconditionFailed")
        mood(self, document)
        return Accepted(OPERATION, self.wish)


def refusal(status: int, code: str, **headers: str) -> ArmError:
    return from_answer("write it", status, headers, f'{{"error": {{"code": "{code}", "message": "No."}}}}')


def stores(service: Service, document: dict[str, Any] | None) -> None:
    service.store(document)


def loses_the_answer(service: Service, document: dict[str, Any] | None) -> None:
    service.store(document)
    raise Unreachable("write it", "nobody answered", transient=True)


def never_arrives(service: Service, document: dict[str, Any] | None) -> None:
    raise Unreachable("write it", "nobody answered", transient=True)


def never_leaves(service: Service, document: dict[str, Any] | None) -> None:
    """No token was to be had for it."""
    failed = Unreachable("log in", "nobody answered", transient=True)
    failed.has_left = False
    raise failed


def cancels(service: Service, document: dict[str, Any] | None) -> None:
    service.ended = {"status": "Canceled", "error": {"code": "Canceled", "message": "Operation was canceled."}}


def fails(service: Service, document: dict[str, Any] | None) -> None:
    service.ended = {"status": "Failed", "error": {"code": "InternalFault", "message": "It broke."}}


def is_refused_later(service: Service, document: dict[str, Any] | None) -> None:
    service.ended = {"status": "Failed", "error": {"code": "SubscriptionNotAuthorized", "message": "Not for you."}}


def cancels_and_leaves_it_failed(service: Service, document: dict[str, Any] | None) -> None:
    cancels(service, document)
    service.store(document and {**document, "properties": {**document["properties"], "provisioningState": "Failed"}})


def rewrites(service: Service, document: dict[str, Any] | None) -> None:
    service.store(document and {**document, "properties": {"slice": "rewritten"}})


def refuses(status: int, code: str, **headers: str) -> Any:
    def mood(_service: Service, _document: dict[str, Any] | None) -> None:
        raise refusal(status, code, **headers)

    return mood


def stores_then_refuses(status: int, code: str) -> Any:
    def mood(service: Service, document: dict[str, Any] | None) -> None:
        service.store(document)
        raise refusal(status, code)

    return mood


def meets_another_writer(service: Service, document: dict[str, Any] | None) -> None:
    service.store({**service.document, "properties": {**service.document["properties"], "theirs": "new"}})
    raise refusal(412, "PreconditionFailed")
