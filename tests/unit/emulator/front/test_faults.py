# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on order."""

from __future__ import annotations

import time

import pytest
import requests
from ansible_collections.adx.outbound.tests.emulator import SUBSCRIPTION

TABLE = {"location": "westus", "tags": {"a": "b"}}


def test_the_nth_request_is_throttled_and_the_next_is_not(emulator, client, table):
    emulator.fault("throttle", method="GET", nth=2, retry_after=3)
    assert [client.get(table).status_code for _attempt in range(3)] == [200, 429, 200]


def test_throttling_looks_like_arm(emulator, client, table):
    emulator.fault("throttle", retry_after=3)
    answer = client.get(table)
    assert answer.json()["error"]["code"] == "SubscriptionRequestsThrottled"
    assert (answer.headers["Retry-After"], answer.headers["Connection"]) == ("3", "close")
    assert f"'{SUBSCRIPTION}'" in answer.json()["error"]["message"]


def test_a_fault_can_last(emulator, client, table):
    emulator.fault("error", path="routeTables", times=0, status=503, code="ServerBusy", message="Busy.")
    answers = [client.get(table) for _attempt in range(3)]
    assert {answer.status_code for answer in answers} == {503}
    assert answers[0].json()["error"]["message"] == "Busy."


def test_a_lock_on_order(emulator, client, table):
    emulator.fault("lock", method="PUT")
    assert client.put(table, TABLE).json()["error"]["code"] == "RetryableError"
    assert client.put(table, TABLE).status_code == 200


def test_a_connection_dropped_before_leaves_no_trace_in_the_world(emulator, client, table):
    emulator.fault("drop_before", method="PUT")
    before = emulator.document(table)
    with pytest.raises(requests.ConnectionError):
        client.put(table, TABLE)
    assert emulator.document(table) == before
    assert [entry.status for entry in emulator.writes()] == [0]


def test_a_connection_dropped_after_has_done_its_work(emulator, client, table):
    emulator.fault("drop_after", method="PUT")
    with pytest.raises(requests.ConnectionError):
        client.put(table, TABLE)
    assert emulator.document(table)["tags"] == {"a": "b"}
    assert [entry.status for entry in emulator.writes()] == [200]


def test_a_slow_answer_is_late_and_holds_up_nobody_else(emulator, client, table):
    emulator.fault("slow", retry_after=0.2)
    started = time.monotonic()
    assert client.get(table).status_code == 200
    assert time.monotonic() - started >= 0.2


def test_a_stalled_request_does_its_work_and_is_never_answered_however_long_one_waits(
    emulator, client, table, monkeypatch
):
    waited = []
    monkeypatch.setattr(emulator.core, "sleep", waited.append)
    emulator.fault("stall", method="PUT", retry_after=300)
    with pytest.raises(requests.ConnectionError):
        client.put(table, TABLE)
    assert waited == [300] and emulator.document(table)["tags"] == {"a": "b"}


def test_a_request_can_hang_undone_until_its_client_has_gone(emulator, client, table):
    fault = emulator.fault("hang", method="PUT")
    with pytest.raises(requests.ReadTimeout):
        client.session.put(client.url + table, params={"api-version": "2026-03-01"}, json=TABLE, timeout=0.2)
    assert fault.seen == 1 and "tags" not in emulator.document(table)
    assert client.put(table, TABLE).status_code == 200


def test_an_answer_can_break_off_in_the_middle(emulator, client, table):
    emulator.fault("break_off")
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        client.get(table)
    assert client.get(table).status_code == 200


@pytest.mark.parametrize(("status", "shown"), [(None, 502), (200, 200)])
def test_a_proxy_can_answer_with_html(emulator, client, table, status, shown):
    emulator.fault("html", status=status)
    answer = client.get(table)
    assert answer.status_code == shown
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.text.startswith("<html>")


def test_a_failed_operation_follows_a_clean_answer(emulator, client, table):
    emulator.fault("fail_operation", method="PUT", code="Boom", message="It broke.")
    answer = client.put(table, TABLE)
    assert answer.status_code == 200
    error = {"code": "Boom", "message": "It broke.", "details": []}
    assert client.finish(answer) == {"status": "Failed", "error": error}
    assert client.get(table).json()["properties"]["provisioningState"] == "Failed"


def test_a_later_write_heals_a_failed_resource(emulator, client, table):
    emulator.fault("fail_operation", method="PUT")
    client.finish(client.put(table, TABLE))
    emulator.switch(table_no_change="same")
    client.finish(client.put(table, TABLE))
    assert client.get(table).json()["properties"]["provisioningState"] == "Succeeded"


def test_a_superseded_operation_on_order_leaves_what_was_there(emulator, client, table):
    emulator.fault("supersede_operation", method="PUT", times=2)
    before = client.get(table).json()
    answer = client.put(table, TABLE)
    assert client.finish(answer)["error"]["code"] == "Canceled"
    after = client.get(table).json()
    assert after["etag"] != before["etag"]
    assert (after.get("tags"), after["properties"]["provisioningState"]) == (None, "Succeeded")
    client.finish(client.put(client.id("routeTables", "new"), TABLE))
    assert client.get(client.id("routeTables", "new")).status_code == 404


def test_a_failed_delete_leaves_the_resource(emulator, client, table):
    emulator.fault("fail_operation", method="DELETE")
    assert client.finish(client.delete(table))["status"] == "Failed"
    assert client.get(table).json()["properties"]["provisioningState"] == "Failed"


def test_an_expired_token_is_refused_until_the_next_login(emulator, client, table):
    emulator.fault("expire_token", nth=2)
    assert client.get(table).status_code == 200
    for _attempt in range(2):
        answer = client.get(table)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "ExpiredAuthenticationToken")
    client.log_in()
    assert client.get(table).status_code == 200


def test_a_fault_for_every_path_spares_login_discovery_and_polls(emulator, client, table):
    emulator.fault("error", times=0)
    assert client.log_in().status_code == 200
    assert client.get("/metadata/endpoints", version="2022-09-01").status_code == 200
    assert client.get(table).status_code == 500


@pytest.mark.parametrize("path", ["/metadata/", "oauth2/v2.0/token"])
def test_a_fault_can_aim_at_login_and_discovery(emulator, client, path):
    emulator.fault("error", path=path, status=503)
    answers = (client.log_in(), client.get("/metadata/endpoints", version="2022-09-01"))
    assert sorted(answer.status_code for answer in answers) == [200, 503]


def test_a_fault_can_aim_at_polls(emulator, client, table):
    answer = client.put(table, TABLE)
    emulator.fault("error", path="/operations/", status=404, code="NotFound")
    assert client.get(answer.headers["Azure-AsyncOperation"]).status_code == 404
    assert client.finish(answer)["status"] == "Succeeded"


def test_a_fault_counts_what_it_has_seen(emulator, client, table):
    fault = emulator.fault("throttle", nth=3)
    client.get(table)
    assert fault.seen == 1


def test_an_unknown_fault_is_an_error_of_the_test(emulator):
    with pytest.raises(ValueError, match="unknown fault"):
        emulator.fault("gremlins")
