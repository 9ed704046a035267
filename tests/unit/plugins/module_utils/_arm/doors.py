# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session over a dictionary: documents by their ids, lists by their paths, and what is refused in their place."""

from __future__ import annotations

from threading import Lock
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.adx.outbound.plugins.module_utils._arm.login.session import Session
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.network import Network
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import ARM, Wire

ABSENT, HIDDEN, BUSY = (404, "ResourceNotFound"), (403, "AuthorizationFailed"), (503, "ServerBusy")


class Doors:
    """The real doors, with nothing but `documents` behind them: a document, a list, or status and code of a refusal.

    A list that nobody has put there is empty. `asked` has the ids and paths that were read, in lower case.
    """

    ahead_of: frozenset[str] = frozenset()
    recall = staticmethod(Session.recall)

    def __init__(self, documents: dict[Any, Any] | None = None, *, visible: tuple[str, ...] = ("s",)) -> None:
        self.visible, self.asked = visible, list[str]()
        self.documents: dict[str, Any] = {}
        for id_, document in (documents or {}).items():
            self.put(id_, document)
        self.http = _Paths(self).http()
        self.network = Network(None, SimpleNamespace(resource_manager=ARM), self.http, agent="tests", verify=True)

    def put(self, id_: Any, document: Any) -> None:
        """Let this be there, or be listed there."""
        whole = {"properties": {}, **document, "id": str(id_)} if isinstance(document, dict) else document
        self.documents[str(id_).lower()] = whole

    def subscriptions(self) -> list[str]:
        """Those that the login can see."""
        return list(self.visible)

    def answer(self, path: str, otherwise: Any) -> tuple[int, Any]:
        """Status and body of what is read."""
        self.asked.append(path)
        found = self.documents.get(path, otherwise)
        if isinstance(found, tuple):
            return found[0], {"error": {"code": found[1], "message": "No."}}
        return 200, {"value": found} if isinstance(found, list) else found


class _Paths(Wire):
    """Answers by the path alone; a resource that is not there is refused, and a list that is not is empty."""

    def __init__(self, doors: Doors) -> None:
        super().__init__()
        self._doors, self._turn = doors, Lock()  # clusters are read several at a time

    def send(self, request: Any, **keywords: Any) -> Any:
        path = urlsplit(request.url).path.lower()
        is_one = not len([part for part in path.split("/") if part]) % 2
        with self._turn:
            self.answers.append(self._doors.answer(path, ABSENT if is_one else []))
            return super().send(request, **keywords)
