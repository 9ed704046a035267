# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that are not what the service said."""

from __future__ import annotations

import json

import pytest

ROUTE = {"name": "r", "properties": {"addressPrefix": "10.9.0.0/16", "nextHopType": "None"}}
TABLE = {"location": "westus", "properties": {"routes": [ROUTE]}}
ELSEWHERE = "https://elsewhere.example/path"


@pytest.fixture
def spoilt(emulator, client, table):
    """The answer of a GET as it arrives, after a good one."""
    emulator.seed(table, TABLE)

    def get(kind, path=table, **details):
        emulator.fault(kind, **details)
        return client.session.get(client.url + path, params={"api-version": "2026-03-01"}, allow_redirects=False)

    return get


def test_a_spoilt_answer_is_one_answer_and_the_world_is_as_it_was(spoilt, emulator, client, table):
    before = client.get(table).json()
    assert spoilt("null").json() is None
    assert client.get(table).json() == before


def test_a_truncated_answer_is_no_json(spoilt):
    answer = spoilt("truncate")
    assert answer.status_code == 200 and len(answer.content) == int(answer.headers["Content-Length"])
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.text)


def test_an_answer_can_claim_to_be_text(spoilt):
    answer = spoilt("wrong_type")
    assert answer.headers["Content-Type"] == "text/plain" and answer.json()["name"]


def test_a_bloated_answer_is_ten_megabytes_of_good_json(spoilt):
    answer = spoilt("bloat")
    assert len(answer.content) > 10_000_000 and answer.json()["properties"]["routes"]


def test_a_bloated_error_says_it_all_in_its_message(spoilt, client):
    answer = spoilt("bloat", path=client.id("routeTables", "nowhere"))
    assert answer.status_code == 404 and len(answer.json()["error"]["message"]) > 10_000_000


def test_a_redirect_leads_where_it_is_told_to_or_in_a_circle(spoilt, client):
    answer = spoilt("redirect", target=ELSEWHERE)
    assert (answer.status_code, answer.headers["Location"], answer.content) == (307, ELSEWHERE, b"")
    again = spoilt("redirect", status=302)
    assert (again.status_code, again.headers["Location"]) == (302, again.request.url)


def test_an_operation_can_be_sent_elsewhere(emulator, client, table):
    emulator.fault("operation_elsewhere", method="PUT", target=ELSEWHERE)
    assert client.put(table, TABLE).headers["Azure-AsyncOperation"] == ELSEWHERE


def test_a_link_to_a_next_page_leads_where_it_is_told_to_or_in_a_circle(spoilt, table):
    tables = table.rsplit("/", 1)[0]
    answer = spoilt("link", path=tables, target=ELSEWHERE)
    assert answer.json()["nextLink"] == ELSEWHERE and len(answer.json()["value"]) == 1
    again = spoilt("link", path=tables)
    assert again.json()["nextLink"] == again.request.url


def test_nulls_can_stand_where_values_were(spoilt, table):
    assert set(spoilt("nulls").json()["properties"].values()) == {None}
    assert spoilt("no_properties").json()["properties"] is None
    assert spoilt("null_entries").json()["properties"]["routes"] == [None]
    listed = spoilt("nulls", path=table.rsplit("/", 1)[0]).json()["value"]
    assert set(listed[0]["properties"].values()) == {None}


def test_the_charset_of_a_header_may_be_wrong(spoilt, emulator, client, table):
    emulator.seed(table, {**TABLE, "tags": {"a": "ü"}})
    answer = spoilt("charset")
    assert answer.encoding == "iso-8859-1" and "ü".encode() in answer.content


def test_an_answer_may_be_far_larger_than_what_comes(spoilt):
    answer = spoilt("packed")
    assert int(answer.headers["Content-Length"]) < 2**21 and len(answer.content) == 2**28


def test_somebody_on_the_way_may_answer_in_plain_text(spoilt):
    answer = spoilt("text", status=429, message="later", retry_after=3)
    assert (answer.status_code, answer.text, answer.headers["Retry-After"]) == (429, "later", "3")
