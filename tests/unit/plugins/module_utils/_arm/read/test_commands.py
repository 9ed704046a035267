# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster is asked by commands that only read, at its own name alone, and whatever goes wrong is told."""

from __future__ import annotations

import json
from dataclasses import replace
from threading import Lock
from types import SimpleNamespace

import pytest
import requests
from ansible_collections.adx.outbound.plugins.module_utils._arm.read.commands import Commands
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.clouds import PUBLIC, Cloud
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import LoginFailed
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import Clock, Wire
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

URI = "https://c1.westus.kusto.windows.net"
CLUSTER = replace(clusters.from_arm(world.cluster()), uri=URI, state="Running")
TOKEN = "eyJhbGciOiJub25l.eyJhdWQiOiJrdXN0byJ9.c2lnbmF0dXJl"
POLICY, TABLES, FUNCTIONS = ".show cluster policy callout", ".show external tables", ".show functions"
BLOB = "a.blob.core.windows.net"


def table(**columns):
    names = [{"ColumnName": name} for name in columns]
    return {"Tables": [{"TableName": "Table_0", "Columns": names, "Rows": [list(columns.values())]}]}


WHOLE = {
    (POLICY, "NetDefaultDB"): table(Policy="[]", EntityType="Cluster"),
    (TABLES, "a"): table(
        TableName="T", TableType="Blob", Properties="{}", ConnectionStrings=f'["https://{BLOB}/c;*****"]'
    ),
    (FUNCTIONS, "a"): table(Name="F", Body="{ evaluate http_request(u) }"),
    (TABLES, "b"): table(TableName="T", TableType="Blob", Properties="{}", ConnectionStrings=f'["https://{BLOB}/c"]'),
    (FUNCTIONS, "b"): table(Name="G", Body="{ cluster('o.eastus').database('d').T }"),
}
LISTS = {
    (POLICY, "NetDefaultDB"): "the callout policies that cluster c1 shows",
    (TABLES, "a"): "the external tables of database a",
    (FUNCTIONS, "a"): "the functions of database a",
    (TABLES, "b"): "the external tables of database b",
    (FUNCTIONS, "b"): "the functions of database b",
}
READERS = "the login needs to be a user, viewer or monitor of the database"
MONITOR = "the login needs the role AllDatabasesMonitor of the cluster"


class Service(Wire):
    """Answers each command of each database by a table; an exception is one of the connection."""

    def __init__(self, answers):
        super().__init__()
        self.by_question, self.bodies, self._turn = answers, [], Lock()

    def send(self, request, **keywords):
        body = json.loads(request.body)
        with self._turn:
            self.bodies.append(body)
            found = self.by_question[body["csl"], body["db"]]
            self.answers.append(found if isinstance(found, tuple | Exception) else (200, found))
            return super().send(request, **keywords)


class Session:
    """A login to a cloud, and the scopes that tokens were made for."""

    def __init__(self, service, cloud=PUBLIC, failure=None):
        self.cloud, self.scopes, self._service, self._failure = cloud, [], service, failure

    def elsewhere(self, base, scope, **more):
        return self._service.http(base=base, token=lambda: self._token(scope), **more)

    def _token(self, scope):
        self.scopes.append(scope)
        if self._failure:
            raise self._failure
        return TOKEN


def asked(others=(), cluster=CLUSTER, cloud=PUBLIC, databases=("a", "b"), failure=None):
    """What a cluster says, with others in the place of some answers; the service, the session and the clock."""
    service, clock = Service({**WHOLE, **dict(others)}), Clock()
    session = Session(service, cloud, failure)
    shown = Commands(session, clock.patience(3600)).read(cluster, databases)
    assert TOKEN not in repr(shown)
    return SimpleNamespace(shown=shown, service=service, session=session, clock=clock)


def test_everything_is_asked_once_with_commands_that_only_read():
    found = asked()
    assert sorted((one["csl"], one["db"]) for one in found.service.bodies) == sorted(WHOLE)
    assert {(one.method, one.url) for one in found.service.asked} == {("POST", f"{URI}/v1/rest/mgmt")}
    for request in found.service.asked:
        assert (request.headers["x-ms-readonly"], request.headers["Accept"]) == ("true", "application/json")
        assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert set(found.session.scopes) == {"https://kusto.kusto.windows.net/.default"}
    assert [(one.use.host, one.where) for one in found.shown.listed] == [
        (BLOB, ("external table T of database a", "external table T of database b")),
        ("o.eastus.kusto.windows.net", ("function G of database b",)),
    ]
    assert found.shown.dynamic == ("function F of database a makes a URI for http_request while it runs",)
    assert (found.shown.in_force, found.shown.unread) == ((), {})


@pytest.mark.parametrize(
    ("changed", "cloud", "why"),
    [
        ({"uri": "https://evil.example/?x.kusto.windows.net"}, PUBLIC, "its document does not say"),
        ({"uri": f"{URI}.evil.example"}, PUBLIC, "its document does not say"),
        ({"uri": "https://user:word@c1.westus.kusto.windows.net"}, PUBLIC, "its document does not say"),
        ({"uri": f"{URI}:8443"}, PUBLIC, "its document does not say"),
        ({"uri": URI.replace("https", "http")}, PUBLIC, "its document does not say"),
        ({"state": "Stopped"}, PUBLIC, "the cluster is in state Stopped"),
        (
            {},
            Cloud("AzureCloud", "https://arm.example", "https://login.example"),
            "the names of clusters in this cloud",
        ),
        ({}, Cloud("Stack", "https://arm.example", "https://login.example"), "the names of clusters in this cloud"),
    ],
)
def test_where_a_cluster_is_not_to_be_asked_no_token_is_made_and_nothing_is_sent(changed, cloud, why):
    found = asked(cluster=replace(CLUSTER, **changed), cloud=cloud)
    assert (found.session.scopes, found.service.asked) == ([], [])
    assert list(found.shown.unread) == list(LISTS.values())
    for what, sentence in found.shown.unread.items():
        assert sentence.startswith(f"{what[0].upper()}{what[1:]} could not be read ({why}")
        assert "evil" not in sentence and "word" not in sentence
    assert (found.shown.in_force, found.shown.listed) == (None, ())


FORBIDDEN = {"error": {"code": "Forbidden", "message": "Caller is not authorized", "@permanent": True}}


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("question", LISTS)
def test_what_is_refused_is_told_with_the_right_that_is_missing_and_the_rest_is_read(question, status):
    found = asked({question: (status, FORBIDDEN)})
    what = LISTS[question]
    needs = MONITOR if question[0] == POLICY else READERS
    assert found.shown.unread == {what: f"{what[0].upper()}{what[1:]} could not be read (Forbidden): {needs}"}
    assert len(found.service.bodies) == len(WHOLE) and found.clock.pauses == []


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((400, {"error": {"code": "BadRequest_EntityNotFound", "message": "No."}}), "BadRequest_EntityNotFound"),
        ((302, "", {"Location": "https://evil.example/"}), "302"),
        ((200, {"Tables": []}), "the answer is no table"),
        ((200, ""), "the answer is no table"),
        ((200, {"value": []}), "the answer is no table"),
    ],
)
def test_an_answer_that_is_none_is_told_and_the_rest_is_read(answer, why):
    found = asked({(TABLES, "a"): answer})
    assert found.shown.unread == {
        "the external tables of database a": f"The external tables of database a could not be read ({why})"
    }
    assert [one.use.host for one in found.shown.listed] == [BLOB, "o.eastus.kusto.windows.net"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((500, {"error": {"code": "InternalServiceError", "message": "No."}}), "InternalServiceError"),
        ((429, {"error": {"code": "TooManyRequests", "message": "Later."}}, {"Retry-After": "600"}), "TooManyRequests"),
        ((200, "<html>"), "the answer is no JSON"),
    ],
)
def test_what_fails_in_passing_is_tried_for_a_while_and_told_then(answer, why):
    found = asked({(FUNCTIONS, "a"): answer})
    assert found.shown.unread == {
        "the functions of database a": f"The functions of database a could not be read ({why})"
    }
    assert found.clock.now <= 30


@pytest.mark.parametrize(
    "failure", [requests.ConnectionError("refused"), requests.ConnectTimeout("slow"), OSError("no route")]
)
def test_a_cluster_that_does_not_answer_is_asked_one_question_only(failure):
    found = asked(dict.fromkeys(WHOLE, failure), databases=("a", "b"))
    assert {one["csl"] for one in found.service.bodies} == {POLICY} and found.clock.now <= 30
    assert list(found.shown.unread) == list(LISTS.values())
    assert all("c1.westus.kusto.windows.net did not answer)" in one for one in found.shown.unread.values())
    assert found.shown.in_force is None


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_cluster_that_is_out_of_service_is_asked_no_more(status):
    found = asked({(POLICY, "NetDefaultDB"): (status, "")})
    assert {one["csl"] for one in found.service.bodies} == {POLICY} and len(found.shown.unread) == len(LISTS)


def test_a_login_that_gets_no_token_for_clusters_is_told():
    found = asked(failure=LoginFailed("log in as client c", "AADSTS500011: there is no such resource"))
    assert found.service.asked == [] and len(found.session.scopes) == 1
    assert found.shown.unread["the functions of database b"] == (
        "The functions of database b could not be read (AADSTS500011: there is no such resource)"
    )


def test_the_questions_of_one_cluster_have_an_end():
    class Slow(Service):
        def send(self, request, **keywords):
            clock.now += 200
            return super().send(request, **keywords)

    clock = Clock()
    service = Slow(WHOLE)
    shown = Commands(Session(service), clock.patience(3600)).read(CLUSTER, ("a", "b"))
    assert len(service.bodies) < len(WHOLE)
    assert len(shown.unread) == len(WHOLE) - len(service.bodies)
    assert all(one.endswith("(the answers before it took too long)") for one in shown.unread.values())


def test_a_cluster_without_databases_is_asked_for_its_policies():
    found = asked(databases=())
    assert [one["csl"] for one in found.service.bodies] == [POLICY] and found.shown.in_force == ()
