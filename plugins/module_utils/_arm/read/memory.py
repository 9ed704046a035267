# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A login through which each document is read once, whoever asks: for a phase in which nothing is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import copy
from threading import Lock
from typing import Any, cast

from ..._plan.values import resource_ids
from ..._plan.values.resource_ids import ResourceId
from ..login.session import Session
from ..wire import api_versions
from ..wire.answers import Found, is_usable
from ..wire.errors import ArmError
from ..wire.network import Network, quoted
from ..wire.rest import Answer, Http


def of(session: Session, *, ahead_of: frozenset[str] = frozenset()) -> Session:
    """Return the same login with a memory of its own. Nobody may change the documents it gives. What the steps that it
    reads `ahead_of` are about to ask for one after the other is asked for at the same time.
    """
    made = copy(session)
    made.ahead_of = ahead_of
    made.network = cast(Network, _Network(session.network))
    made.http = cast(Http, _Http(session.http))
    made.recall = _Memory().recall
    return made


class Remembering:
    """What a login of this kind remembers, for whoever has come to know a document in another way."""

    def __init__(self, session: Session) -> None:
        self._network, self._http = cast(_Network, session.network), cast(_Http, session.http)

    def know(self, id_: ResourceId, document: dict[str, Any]) -> None:
        """Give this document to whoever reads the resource and is the first to do so."""
        if id_.type == resource_ids.CLUSTER:
            self._http.know(f"{id_}?api-version={api_versions.of(id_.type)}", Answer(200, {}, document))
        else:
            self._network.know(id_, Found(document, quoted(document.get("etag"))))


class _Memory:
    """Answers by what was asked. Two that ask at the same time wait for one answer; a passing failure is none, and one
    that `is_kept` says no to is given once and asked for again: whoever cannot use it asks until there is a better one.
    """

    def __init__(self, is_kept: Callable[[Any], bool] = lambda _answer: True) -> None:
        self._is_kept = is_kept
        self._guard, self._turns = Lock(), dict[str, Lock]()
        self._known: dict[str, Any] = {}

    def recall(self, asked: str, ask: Callable[[], Any]) -> Any:
        """Return the answer, or raise the error it was."""
        with self._guard:
            turn = self._turns.setdefault(asked, Lock())
        with turn:
            found = self._known[asked] if asked in self._known else _answer(ask)
            if isinstance(found, ArmError) or self._is_kept(found):
                self._known[asked] = found
        if isinstance(found, ArmError):
            raise found
        return found

    def know(self, asked: str, found: Any) -> None:
        """Keep an answer to what nobody has asked yet."""
        self._known.setdefault(asked, found)


def _answer(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except ArmError as error:
        if error.transient:
            raise
        return error


class _Network:
    """Remembers what it reads; in a phase that remembers nothing is written."""

    def __init__(self, network: Network) -> None:
        self._network, self._memory = network, _Memory()

    def read(self, id_: ResourceId) -> Found:
        """Return the document and its etag as they were first read."""
        found: Found = self._memory.recall(resource_ids.key(id_), lambda: self._network.read(id_))
        return found

    def know(self, id_: ResourceId, found: Found) -> None:
        """Remember a document that was read in another way."""
        self._memory.know(resource_ids.key(id_), found)


class _Http:
    """Remembers what it gets. An action is asked for each time: its answer is about now."""

    def __init__(self, http: Http) -> None:
        self.base, self.post, self.go_on = http.base, http.post, http.go_on
        self._http, self._memory = http, _Memory(lambda answer: is_usable(answer.document))

    def get(self, url: str, doing: str) -> Answer:
        """Return the answer as it first was."""
        found: Answer = self._memory.recall(url.lower(), lambda: self._http.get(url, doing))
        return found

    def know(self, url: str, answer: Answer) -> None:
        """Remember an answer that was got in another way."""
        self._memory.know(url.lower(), answer)

    def question(self, url: str, doing: str, body: Mapping[str, Any]) -> Answer:
        """Return the answer as it first was, for each body."""
        asked = f"{url.lower()} {json.dumps(body)}"
        found: Answer = self._memory.recall(asked, lambda: self._http.question(url, doing, body))
        return found
