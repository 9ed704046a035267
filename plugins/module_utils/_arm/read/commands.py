# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask a cluster itself what its queries use: commands that only read, each of them a constant.

Whatever goes wrong here stops nothing, for a cluster may well be out of reach where its documents are not. It is told,
and what was refused or did not answer is not read, never nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..._plan.callouts import commands
from ..._plan.callouts.commands import Command, Question, Shown
from ..._plan.documents.clusters import Cluster
from ..._plan.needs import data_planes
from ..._plan.needs.data_planes import DataPlane
from ..._plan.values import words
from ..login.session import Session
from ..wire import clouds, in_parallel
from ..wire.errors import ArmError, LoginFailed, Unreachable
from ..wire.patience import Patience
from ..wire.rest import Http

_PATH = "/v1/rest/mgmt"  # "Query/management HTTP request"
# Of the same page: a failure is JSON for certain only with the first, and the service itself refuses what would change
# anything with the second.
_HEADERS = {"Accept": "application/json", "x-ms-readonly": "true"}
_NO_DATABASE = "NetDefaultDB"  # what Microsoft's clients send where none is meant
_TIMEOUTS = (15, 60)  # seconds, to connect and to answer
_TRIES, _ALL = 30, 300  # seconds, for one answer that fails in passing, and for all of a cluster
_REFUSED, _OUT_OF_SERVICE = (401, 403), (502, 503, 504)


class Commands:
    """One login and one deadline."""

    def __init__(self, session: Session, patience: Patience) -> None:
        self._session, self._patience = session, patience

    def read(self, cluster: Cluster, databases: Iterable[str]) -> Shown:
        """Return what the cluster says of itself and of these databases. Nothing raises for want of an answer."""
        questions = commands.questions(cluster, databases)
        cloud = clouds.known(self._session.cloud.resource_manager)
        place, why = data_planes.of(cluster, cloud.name if cloud else "")
        if place is None:
            return commands.shown(cluster, {}, {one: _unread(one, why) for one in questions})
        return _Conversation(self._http(place), self._patience.within(_ALL)).all(cluster, questions)

    def _http(self, place: DataPlane) -> Http:
        return self._session.elsewhere(place.uri, place.scope, headers=_HEADERS, timeouts=_TIMEOUTS)


class _Conversation:
    """All questions of one cluster. When it has not answered one, or no token was to be had, it is asked no more."""

    def __init__(self, http: Http, patience: Patience) -> None:
        self._http, self._patience = http, patience
        self._lost: ArmError | None = None

    def all(self, cluster: Cluster, questions: tuple[Question, ...]) -> Shown:
        """Ask the first alone, since it shows whether there is anybody, and the others some at a time."""
        first, *others = questions
        endings = in_parallel.each(self._ask, [first]) + in_parallel.each(self._ask, others)
        answers: dict[Question, Any] = {}
        unread: dict[Question, str] = {}
        for question, (document, error) in zip(questions, endings, strict=True):
            if error is None:
                answers[question] = document
            else:
                unread[question] = _sentence(question, error)
        return commands.shown(cluster, answers, unread)

    def _ask(self, question: Question) -> Any:
        doing = f"ask cluster {question.cluster} for {question}"
        if self._lost is not None:
            raise self._lost
        if not self._patience.allows(0):
            raise ArmError(doing, "the answers before it took too long")
        body = {"db": question.database or _NO_DATABASE, "csl": str(question.command)}
        try:
            return self._patience.within(_TRIES).read(lambda: self._http.question(_PATH, doing, body).document)
        except ArmError as error:
            if isinstance(error, Unreachable | LoginFailed) or error.status in _OUT_OF_SERVICE:
                self._lost = error
            raise


def _sentence(question: Question, error: Exception) -> str:
    """Why a question has no answer, with the right that is missing where it was refused ("show cluster callout policy
    command", ".show external table command", ".show functions").
    """
    if not isinstance(error, ArmError):
        return _unread(question, str(error))
    told = error.of_reading(str(question))
    if error.status not in _REFUSED:
        return told
    if question.command == Command.POLICY:
        return f"{told}: the login needs the role AllDatabasesMonitor of the cluster"
    return f"{told}: the login needs to be a user, viewer or monitor of the database"


def _unread(question: Question, why: str) -> str:
    return f"{words.begun(str(question))} could not be read ({why})"
