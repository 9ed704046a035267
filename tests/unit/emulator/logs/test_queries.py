# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking for logs: the ways there are, what comes back, and what is refused."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone

import pytest
from ansible_collections.adx.outbound.tests.emulator.worlds import FIREWALL_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.logs import WORKSPACE_ID, with_logs, workspace_document
from ansible_collections.adx.outbound.tests.unit.emulator.logs.demo_logs import (
    BY_ARM,
    DIRECT,
    LOGS_HOST,
    LOGS_URL,
    START,
    WAYS,
    WORKSPACE_BY_ARM,
    WORKSPACE_DIRECT,
    allowed,
    innermost,
    packet,
    query,
    rows,
)

OTHER_FIREWALL = FIREWALL_ID + "-other"
OTHER_WORKSPACE = f"{WORKSPACE_ID}-2"
UNRESOLVED = "'where' operator: Failed to resolve table or column expression named '{}'"


@pytest.fixture
def seeded(azure):
    """Two rows of the firewall, and one of another in the same workspace."""
    other = allowed("b.example.org", firewall=OTHER_FIREWALL)
    azure.seed_rows(WORKSPACE_ID, {"AZFWApplicationRule": [allowed(), other], "AZFWNetworkRule": [packet()]})
    return azure


@pytest.mark.parametrize("way", WAYS)
def test_every_way_has_one_form_of_answer(seeded, way):
    status, headers, document = seeded.ask(way, query(firewall=FIREWALL_ID))
    assert status == 200 and headers["Content-Type"].startswith("application/json")
    (table,) = document["tables"]
    assert (list(document), list(table)) == (["tables"], ["name", "columns", "rows"])
    types = {one["name"]: one["type"] for one in table["columns"]}
    assert (types["Kind"], types["Hits"], types["First"], types["Port"]) == ("string", "long", "datetime", "int")
    found = {row["Host"]: row for row in rows(document)}
    assert set(found) == {"a.blob.core.windows.net", ""}
    assert found["a.blob.core.windows.net"]["First"] == "2026-11-21T01:00:00Z"
    assert (found[""]["Address"], found[""]["Reason"], found[""]["Hits"]) == ("20.1.2.3", "", 1)


def test_a_resource_is_asked_for_its_own_rows_and_a_workspace_for_those_of_everybody(seeded):
    for way in (BY_ARM, DIRECT):
        assert set(seeded.hosts(way)) == {"a.blob.core.windows.net", "20.1.2.3"}
    for way in (WORKSPACE_BY_ARM, WORKSPACE_DIRECT):
        assert set(seeded.hosts(way)) == {"a.blob.core.windows.net", "20.1.2.3", "b.example.org"}
        assert set(seeded.hosts(way, query(firewall=OTHER_FIREWALL))) == {"b.example.org"}


def test_paths_are_written_in_any_case(seeded):
    target = f"{FIREWALL_ID.upper()}/PROVIDERS/Microsoft.Insights/LOGS?api-version=2018-03-01-preview"
    assert seeded.send("POST", target.replace("/SUBSCRIPTIONS", "/subscriptions"), {"query": query()})[0] == 200


def test_a_firewall_that_writes_to_two_workspaces_is_asked_in_one_go(seeded):
    with_logs(seeded, {"AZFWApplicationRule": [allowed("c.example.org")]}, workspace=OTHER_WORKSPACE, setting="second")
    assert set(seeded.hosts()) == {"a.blob.core.windows.net", "20.1.2.3", "c.example.org"}
    assert set(seeded.hosts(WORKSPACE_BY_ARM, workspace=OTHER_WORKSPACE)) == {"c.example.org"}


@pytest.mark.parametrize("name", [OTHER_WORKSPACE, OTHER_WORKSPACE.rpartition("/")[2].upper(), "customer"])
def test_a_query_of_a_workspace_may_name_others(seeded, name):
    with_logs(seeded, {"AZFWApplicationRule": [allowed("c.example.org")]}, workspace=OTHER_WORKSPACE, setting="second")
    named = seeded.customer(OTHER_WORKSPACE) if name == "customer" else name
    found = seeded.hosts(WORKSPACE_DIRECT, query(firewall=FIREWALL_ID), workspaces=[named])
    assert set(found) == {"a.blob.core.windows.net", "20.1.2.3", "c.example.org"}
    status, _headers, document = seeded.ask(WORKSPACE_DIRECT, workspaces=["nobody"])
    assert status == 400 and "nobody" in innermost(document)[1]


@pytest.mark.parametrize("way", WAYS)
def test_tokens_are_for_one_host_only(seeded, way):
    is_direct = way in (DIRECT, WORKSPACE_DIRECT)
    wrong = seeded.token(seeded.core.base_url if is_direct else LOGS_URL)
    status, _headers, document = seeded.ask(way, token=wrong)
    assert (status, document["error"]["code"]) == (403 if is_direct else 401, "InvalidAuthenticationTokenAudience")


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [("", 401, "AuthenticationFailed"), ("junk", 403, "InvalidAuthenticationToken")],
)
def test_the_endpoint_wants_a_token(seeded, given, status, code):
    answered, _headers, document = seeded.ask(DIRECT, token=given)
    assert (answered, document["error"]["code"]) == (status, code)


def test_the_endpoint_takes_no_token_that_has_expired(seeded):
    old = seeded.core.tokens.issue(LOGS_URL, time.time() - 7200, 3600)
    status, headers, _document = seeded.ask(DIRECT, token=old)
    assert status == 401 and headers["WWW-Authenticate"].startswith("Bearer ")


def test_neither_host_knows_the_paths_of_the_other(seeded):
    assert seeded.send("GET", f"{FIREWALL_ID}?api-version=2025-07-01", host=LOGS_HOST)[0] == 404
    status, _headers, document = seeded.send("POST", f"/v1{FIREWALL_ID}/query?api-version=2021-04-01", {})
    assert (status, document["error"]["code"]) == (404, "MissingSubscription")
    status, _headers, document = seeded.send("GET", f"/v1{FIREWALL_ID}/query", host=LOGS_HOST)
    assert (status, document["error"]["code"]) == (404, "PathNotFoundError")


def test_arm_wants_a_post(seeded):
    assert seeded.get(f"{FIREWALL_ID}/providers/microsoft.insights/logs", "2018-03-01-preview")[0] == 405
    assert seeded.get(f"{WORKSPACE_ID}/query", "2017-10-01")[0] == 405


@pytest.mark.parametrize(("way", "version"), [(BY_ARM, "2018-03-01-preview"), (WORKSPACE_BY_ARM, "2017-10-01")])
def test_each_way_by_arm_has_one_version(seeded, way, version):
    path = seeded.target(way)[0].partition("?")[0]
    assert seeded.send("POST", f"{path}?api-version=2021-05-01-preview", {"query": query()})[0] == 400
    assert seeded.send("POST", f"{path}?api-version={version}", {"query": query()})[0] == 200


@pytest.mark.parametrize("way", WAYS)
def test_a_query_that_is_not_understood_is_a_bad_argument(seeded, way):
    status, _headers, document = seeded.ask(way, "AZFWApplicationRule | wher Rule == 1")
    error = document["error"]
    assert (status, error["code"]) == (400, "BadArgumentError")
    assert error["message"] == "The request had some invalid properties" and error["correlationId"]
    assert error["innererror"]["code"] == "SyntaxError"


@pytest.mark.parametrize("way", WAYS)
def test_a_table_that_was_never_written_to_is_not_resolved(seeded, way):
    text = query("legacy")
    status, _headers, document = seeded.ask(way, text)
    error = document["error"]
    assert (status, error["code"], error["innererror"]["code"]) == (400, "BadArgumentError", "SemanticError")
    assert innermost(document) == ("SEM0100", UNRESOLVED.format("AzureDiagnostics"))
    seeded.switch(log_tables_never_written="empty")
    assert seeded.hosts(way, text) == {}


def test_a_table_that_is_empty_has_no_rows_and_all_columns(azure):
    azure.seed_rows(WORKSPACE_ID, {"AZFWApplicationRule": []})
    for way in WAYS:
        status, _headers, document = azure.ask(way)
        assert (status, rows(document)) == (200, []) and document["tables"][0]["columns"]


def test_a_workspace_without_any_data_has_no_content(azure):
    for way in (WORKSPACE_BY_ARM, WORKSPACE_DIRECT):
        assert azure.ask(way)[::2] == (204, None)
    azure.switch(log_workspace_without_data="as_missing")
    assert azure.ask(WORKSPACE_BY_ARM)[0] == azure.ask(BY_ARM)[0] == 400


def test_a_union_does_without_tables_that_are_missing(seeded):
    seeded.switch(log_missing_leg="warning")
    status, _headers, document = seeded.ask()
    assert status == 200 and len(rows(document)) == 2
    (detail,) = document["error"]["details"]
    assert (document["error"]["code"], detail["innererror"]["severity"]) == ("PartialError", 3)
    assert "AZFWThreatIntel" in detail["innererror"]["message"]


@pytest.mark.parametrize("way", WAYS)
def test_a_post_that_is_not_called_json_is_answered_with_nothing(seeded, way):
    target, host = seeded.target(way)
    assert seeded.send("POST", target, host=host)[::2] == (200, None)
    assert seeded.send("POST", target, {"query": query()}, host, **{"Content-Type": "text/plain"})[::2] == (200, None)


@pytest.mark.parametrize("body", [{}, {"query": None}, {"query": "x", "kql": ""}, []])
def test_a_body_that_is_no_question_is_refused(seeded, body):
    target, host = seeded.target(DIRECT)
    status, _headers, document = seeded.send("POST", target, body, host)
    assert (status, document["error"]["code"]) == (400, "BadArgumentError")


def test_text_that_is_no_json_is_refused(seeded):
    target, host = seeded.target(DIRECT)
    headers = {"Host": host, "Authorization": f"Bearer {seeded.token(LOGS_URL)}", "Content-Type": "application/json"}
    assert seeded.core.handle("POST", target, "", headers, b"{")[0] == 400


def test_a_query_of_a_resource_names_no_workspaces(seeded):
    assert seeded.ask(workspaces=[WORKSPACE_ID])[0] == 400


def test_logs_are_asked_of_one_resource_at_a_time(seeded):
    group = FIREWALL_ID.partition("/providers/")[0]
    path = f"{group}/providers/microsoft.insights/logs?api-version=2018-03-01-preview"
    assert seeded.send("POST", path, {"query": query()})[0] == 404
    assert seeded.send("POST", f"/v1{group}/query", {"query": query()}, LOGS_HOST)[0] == 404


@pytest.mark.parametrize(
    ("timespan", "hosts"),
    [
        ("2026-11-21T00:30:00Z/2026-11-21T01:30:00Z", {"a.blob.core.windows.net", "20.1.2.3"}),
        ("2026-11-21T02:00:00.000Z/2026-11-28T00:00:00.000Z", set()),
        ("2026-11-21T00:30:00Z/PT1H", {"a.blob.core.windows.net", "20.1.2.3"}),
        ("PT1H/2026-11-21T00:30:00Z", set()),
    ],
)
def test_a_timespan_holds_besides_the_times_of_the_query(seeded, timespan, hosts):
    assert set(seeded.hosts(timespan=timespan)) == hosts
    target, host = seeded.target(DIRECT)
    _status, _headers, document = seeded.send("POST", f"{target}?timespan={timespan}", {"query": query()}, host)
    assert {row["Host"] or row["Address"] for row in rows(document)} == hosts


@pytest.mark.parametrize("timespan", ["yesterday", "P", "2026-11-21/2026-11-22/2026-11-23", "7d", ""])
def test_a_timespan_that_is_none_is_a_bad_argument(seeded, timespan):
    status, _headers, document = seeded.ask(timespan=timespan)
    assert (status, document["error"]["code"]) == (400, "BadArgumentError")


@pytest.mark.parametrize(("timespan", "seen"), [("P7D", True), ("PT604800.0S", True), ("PT1H", False)])
def test_a_duration_ends_now(azure, timespan, seen):
    now = datetime.now(timezone.utc)
    row = {**allowed("now.example.org"), "TimeGenerated": now - timedelta(hours=2)}
    azure.seed_rows(WORKSPACE_ID, {"AZFWApplicationRule": [row]})
    assert bool(azure.hosts(text=query(start=now - timedelta(days=1)), timespan=timespan)) is seen


def test_nobody_knows_a_resource_that_is_not_there(azure):
    for way in (BY_ARM, DIRECT):
        status, _headers, document = azure.ask(way, resource=OTHER_FIREWALL)
        assert (status, document["error"]["code"]) == (404, "ResourceNotFoundError")
        assert OTHER_FIREWALL.lower() in document["error"]["message"]


@pytest.mark.parametrize(
    ("way", "status", "code"),
    [
        ("not_found", 404, "WorkspaceNotFoundError"),
        ("path_not_found", 404, "PathNotFoundError"),
        ("forbidden", 403, "InsufficientAccessError"),
    ],
)
def test_nobody_knows_a_workspace_that_is_not_there(azure, way, status, code):
    azure.switch(unknown_workspace_on_query=way)
    path = "/v1/workspaces/00000000-0000-0000-0000-000000000000/query"
    answered, _headers, document = azure.send("POST", path, {"query": query()}, LOGS_HOST)
    assert (answered, document["error"]["code"]) == (status, code)
    target = f"{OTHER_WORKSPACE}/query?api-version=2017-10-01"
    assert azure.send("POST", target, {"query": query()})[0] == 404


def test_now_is_the_services_time(azure):
    """A query for people ends at now(), by the clock of the service."""
    seconds = 86400 * 30
    azure.switch(clock_skew=seconds)
    now = datetime.now(timezone.utc) + timedelta(seconds=seconds)
    text = (
        query().replace("datetime(2026-11-21T00:00:00Z)", "ago(7d)").replace("datetime(2026-11-28T00:00:00Z)", "now()")
    )
    row = {**allowed("ahead.example.org"), "TimeGenerated": now - timedelta(hours=1)}
    azure.seed_rows(WORKSPACE_ID, {"AZFWApplicationRule": [row]})
    assert set(azure.hosts(text=text)) == {"ahead.example.org"}
    azure.switch(clock_skew=0)
    assert azure.hosts(text=text) == {}


def test_a_workspace_of_another_subscription_holds_rows_as_well(azure):
    far = WORKSPACE_ID.replace("11111111", "99999999")
    azure.seed(far, workspace_document(far))
    azure.seed_rows(far, {"AZFWApplicationRule": [allowed("far.example.org")]})
    assert set(azure.hosts()) == {"far.example.org"}


def test_what_was_asked_is_in_the_log_and_is_no_write(seeded):
    seeded.control.clear_log()
    for way in WAYS:
        seeded.ask(way)
    kinds = [entry.kind for entry in seeded.control.log(all=True)]
    assert kinds == ["arm", "arm", "logs", "logs"] and seeded.control.writes() == []


def test_rows_are_part_of_a_snapshot(seeded):
    taken = seeded.control.snapshot()
    seeded.control.remove(WORKSPACE_ID)
    assert seeded.ask(BY_ARM)[0] == 400
    seeded.control.restore(taken)
    assert len(seeded.hosts()) == 2


def test_the_times_of_rows_stay_as_they_were_given(azure):
    azure.seed_rows(
        WORKSPACE_ID,
        {
            "AZFWApplicationRule": [
                {**allowed("x"), "TimeGenerated": "2026-11-21T10:00:00.123456Z"},
                {**allowed("y"), "TimeGenerated": START + timedelta(hours=2)},
            ]
        },
    )
    first = {row["Host"]: row["First"] for row in rows(azure.ask()[2])}
    assert first == {"x": "2026-11-21T10:00:00.1234560Z", "y": "2026-11-21T02:00:00Z"}
