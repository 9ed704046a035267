# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask the logs of a firewall: find the workspaces they are in, and put the same questions to each, in both forms.

The resource manager answers queries itself, with the token that is there anyway ("Azure Monitor Log Analytics API",
requests by Azure Resource Manager); the query API of its own is asked only where its URL is given. Nothing that goes
wrong here stops a check, and nothing is ever written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

from ..._plan.documents import diagnostic_settings, shapes
from ..._plan.documents.diagnostic_settings import Destinations
from ..._plan.evidence import stores
from ..._plan.evidence.request import Wanted
from ..._plan.evidence.stores import Lack, Logs, Store, Why
from ..._plan.logs import answers as read_answers
from ..._plan.logs.answers import Answer
from ..._plan.logs.queries import TABLES, Form, Kind, Query, Topic, Window
from ..._plan.values import resource_ids
from ..._plan.values.errors import PlanError
from ..._plan.values.resource_ids import ResourceId
from ..login.session import Session
from ..wire import answers, api_versions, in_parallel
from ..wire.errors import ArmError, NotFound
from ..wire.patience import Patience
from ..wire.rest import Answer as Answered
from ..wire.rest import Http, entries

_LOGS = "microsoft.insights/logs"
_QUERY = f"{resource_ids.WORKSPACE}/query"
_HEADERS = {"Prefer": "wait=100"}  # seconds; 180 unless said, and 600 at most, but no answer is waited for that long
_ALL = 300  # seconds for all that is asked about one firewall
_ANALYTICS = "analytics"
_OF_RULES = (Kind.APPLICATION, Kind.NETWORK)
_NO_TABLE = re.compile(r"failed to resolve table\b.*'(?:azfw\w+|azurediagnostics)'", re.IGNORECASE)
_NO_CONTENT, _BAD, _REFUSED, _NOT_FOUND = 204, 400, (401, 403), 404


@dataclass(frozen=True)
class _Place:
    """Where questions are put: a workspace, or the firewall itself in the place of workspaces that cannot be read."""

    said: str
    url: str
    workspace: ResourceId | None = None


class FirewallLogs:
    """The logs of one firewall for all clusters behind it, whose traffic comes from `sources`."""

    def __init__(
        self, session: Session, patience: Patience, firewall: ResourceId, sources: Iterable[str], wanted: Wanted
    ) -> None:
        self._session, self._patience = session, patience.within(_ALL)
        self._firewall, self._sources, self._wanted = firewall, tuple(sorted(set(sources))), wanted
        self._now: datetime | None = None
        self._unsaid = ""  # why it is the firewall that is asked, where that is not for want of a workspace's document

    def read(self) -> Logs:
        """Return what the logs say. What cannot be read is told, and never raised."""
        found = self._destinations()
        places = [self._itself] if found is None else self._places(found.workspaces)
        now = self._now or datetime.now(timezone.utc)
        logs = Logs(self._firewall.name, self._wanted.since(now), now, elsewhere=found.others if found else ())
        logs = replace(logs, has_threats=found is not None and found.has_threats)
        if not places:
            return replace(logs, why=self._not_logged())
        asked = [(place, form, topic) for place in places for form in Form for topic in Topic]
        window = Window(logs.start, logs.end)
        self._log_in()
        endings = in_parallel.each(lambda one: self._ask(*one, window), asked)
        read = self._stores(places, dict(zip(asked, endings, strict=True)))
        return replace(logs, stores=tuple(stores.counted(one, logs.end) for one in read))

    def _not_logged(self) -> Why:
        text = f"no diagnostic setting of firewall {self._firewall.name} sends logs to a workspace"
        return Why(Lack.NOT_LOGGED, text)

    # Where

    def _destinations(self) -> Destinations | None:
        """Where the logs go; None where that could not be read."""
        if self._wanted.workspace:
            return Destinations((self._wanted.workspace,))
        doing = f"read the diagnostic settings of {self._firewall.described()}"
        type_ = resource_ids.DIAGNOSTIC_SETTING
        url = f"{self._firewall}/providers/{type_}?api-version={api_versions.of(type_)}"
        try:
            first = self._get(url, doing)
            return diagnostic_settings.destinations(entries(self._session.http, first, doing, shapes.of(type_)))
        except ArmError as error:
            self._unsaid = f" (its diagnostic settings could not be read: {error.code or error.reason})"
            return None

    def _places(self, workspaces: Sequence[ResourceId]) -> list[_Place]:
        """Each workspace whose document is readable, and for the others the firewall, once."""
        endings = in_parallel.each(self._workspace, workspaces)
        known = [place for place, _error in endings if place is not None]
        gone = [
            id_.name for id_, (_place, error) in zip(workspaces, endings, strict=True) if isinstance(error, NotFound)
        ]
        if gone:
            self._unsaid = f" (workspace {', '.join(gone)} was not found)"
        return known if len(known) == len(workspaces) else [*known, self._itself]

    @property
    def _itself(self) -> _Place:
        said = f"the logs of firewall {self._firewall.name}{self._unsaid}"
        if self._wanted.endpoint:
            return _Place(said, f"/v1{self._firewall}/query")
        return _Place(said, f"{self._firewall}/providers/{_LOGS}?api-version={api_versions.of(_LOGS)}")

    def _workspace(self, id_: ResourceId) -> _Place:
        doing = f"read Log Analytics workspace {id_.name}"
        type_ = resource_ids.WORKSPACE
        answer = self._get(f"{id_}?api-version={api_versions.of(type_)}", doing)
        document = answers.one(answer.document, shapes.of(type_), doing)
        url = f"{id_}/query?api-version={api_versions.of(_QUERY)}"
        if self._wanted.endpoint:
            url = f"/v1/workspaces/{(document.get('properties') or {}).get('customerId')}/query"
        return _Place(f"workspace {id_.name}", url, id_)

    def _skipped(self, place: _Place, store: Store) -> frozenset[Kind]:
        """The kinds of rules without a row because their tables take no such query."""
        if place.workspace is None or store.form != Form.STRUCTURED:
            return frozenset()
        id_, lacking = place.workspace, [kind for kind in _OF_RULES if not store.days(kind)]
        plans = [plan for plan, _error in in_parallel.each(lambda kind: self._plan(id_, TABLES[kind]), lacking)]
        known = zip(lacking, plans, strict=True)
        return frozenset(kind for kind, plan in known if plan and plan.lower() != _ANALYTICS)

    def _plan(self, id_: ResourceId, table: str) -> str:
        url = f"{id_}/tables/{table}?api-version={api_versions.of(resource_ids.WORKSPACE)}"
        document = self._get(url, f"read table {table} of workspace {id_.name}").document
        properties = document.get("properties") if isinstance(document, dict) else None
        return str((properties or {}).get("plan") or "") if isinstance(properties, dict) else ""

    def _get(self, url: str, doing: str) -> Answered:
        answer = self._patience.read(lambda: self._session.http.get(url, doing))
        self._now = _clock(answer) or self._now
        return answer

    # What

    @cached_property
    def _http(self) -> Http:
        endpoint = self._wanted.endpoint
        return self._session.elsewhere(endpoint, self._scope) if endpoint else self._session.http

    @property
    def _scope(self) -> str:
        return f"{self._wanted.endpoint}/.default"

    def _log_in(self) -> None:
        """Have the one token before several questions need it at once. Each tells where there is none."""
        if self._wanted.endpoint:
            with suppress(ArmError):
                self._session.token(self._scope)

    def _ask(self, place: _Place, form: Form, topic: Topic, window: Window) -> Answer:
        query = Query(topic, form, str(self._firewall), self._sources, window)
        doing = f"ask {place.said} for {form} {topic}"
        try:
            answer = self._patience.read(lambda: self._http.question(place.url, doing, {"query": query.text}, _HEADERS))
        except ArmError as error:
            if error.status == _BAD and _NO_TABLE.search(error.reason):
                return Answer(())  # nothing was ever stored in this form
            raise
        if answer.status == _NO_CONTENT:
            return Answer(())  # as of a workspace that nothing was ever sent to ("API errors", azure-docs)
        read = read_answers.hits if topic == Topic.HITS else read_answers.coverage
        return read(answer.document, query)

    def _stores(self, places: Sequence[_Place], endings: dict[Any, Any]) -> tuple[Store, ...]:
        return tuple(
            self._store(place, form, *(endings[place, form, topic] for topic in (Topic.HITS, Topic.COVERAGE)))
            for place in places
            for form in Form
        )

    def _store(self, place: _Place, form: Form, hits: Any, coverage: Any) -> Store:
        store, error = Store(place.said, form, is_whole=place.workspace is not None), hits[1] or coverage[1]
        if error is None:
            read = replace(store, hits=hits[0], coverage=coverage[0])
            return replace(read, skipped=self._skipped(place, read))
        skipped = self._skipped(place, store) if getattr(error, "status", None) == _BAD else frozenset()
        if skipped:
            told = f"a table of {place.said} has a plan that takes no such query"
            return replace(store, skipped=skipped, unread=Why(Lack.TABLE_PLAN, told))
        return replace(store, unread=self._why(place, error))

    def _why(self, place: _Place, error: ArmError | PlanError) -> Why:
        """Why a place has no answer, and with which right it would."""
        if isinstance(error, PlanError):
            return Why(Lack.UNREAD, f"{place.said} could not be asked: {error}".rstrip("."))
        reason = error.reason.rstrip(".") if error.status == _BAD else error.code or error.status or error.reason
        told = f"{place.said} could not be read ({reason})"
        if error.status in _REFUSED:
            told = f"{told}, for which the login needs the role Log Analytics Reader"
        if error.status == _NOT_FOUND:
            told = f"{told}; this cloud may answer queries at another URL only"
        return Why(Lack.UNREAD, told)


def _clock(answer: Answered) -> datetime | None:
    """The time of the service, which no clock of ours has to agree with."""
    try:
        return parsedate_to_datetime(answer.headers.get("Date") or "").astimezone(timezone.utc)
    except (OverflowError, ValueError):
        return None
