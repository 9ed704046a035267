# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers as gateways, limits of rates and slow services give them, in front of the modules."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import ROUTE_TABLE_ID
from ansible_collections.adx.outbound.tests.integration.others import written

ROUTE = {"name": "to-lab", "address_prefix": "198.51.100.240/28", "next_hop_type": "Internet"}
GIVEN = {"name": ROUTE_TABLE_ID, "routes": [ROUTE]}
TABLE = ".*routeTables.*"
OPERATION = ".*/operations/.*"


@pytest.mark.parametrize(
    ("status", "said"), [(400, "Number of requests exceeded, please retry after '09:04:57'"), (403, '"Forbidden"')]
)
def test_what_was_said_in_plain_text_is_told(run, emulator, status, said):
    emulator.fault("text", path=TABLE, status=status, message=said, times=0)
    result = run("route_table", **GIVEN)
    assert f"Cannot read route table rt-spoke in resource group rg-spoke: {said.strip(chr(34))} (HTTP" in result["msg"]


def test_a_limit_that_speaks_plain_text_is_waited_out(run, emulator):
    emulator.fault("text", method="PUT", path=TABLE, status=429, message="please retry", retry_after=1)
    assert run("route_table", **GIVEN)["changed"] and written(emulator) == ["PUT rt-spoke"] * 2


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "NotFound"), (404, "HttpResourceNotFound"), (404, "InvalidResourceType"), (403, "Denied")],
)
def test_where_its_operation_is_lost_the_resource_is_looked_at(run, emulator, status, code):
    emulator.fault("error", path=OPERATION, status=status, code=code, message="No such operation.", times=0)
    assert run("route_table", **GIVEN)["changed"] and written(emulator) == ["PUT rt-spoke"]


def test_a_wish_to_wait_beyond_the_deadline_does_not_fail_what_is_done(run, emulator):
    emulator.fault("patient", method="PUT", path=TABLE, retry_after=7200)
    assert run("route_table", **GIVEN)["changed"] and written(emulator) == ["PUT rt-spoke"]


def test_a_limit_that_wants_more_time_than_there_is_says_so(run, emulator):
    emulator.fault("throttle", method="PUT", path=TABLE, retry_after=7200, times=0)
    message = run("route_table", **GIVEN, timeout=100)["msg"]
    assert "Azure asks to wait 7200 seconds" in message and "Nothing was written" in message


def test_what_somebody_wrote_in_another_alphabet_comes_back_as_it_was(run, emulator):
    document = emulator.document(ROUTE_TABLE_ID)
    emulator.seed(ROUTE_TABLE_ID, {**document, "tags": {"Größe": "大きい"}})
    emulator.fault("charset", path=TABLE, times=0)
    assert run("route_table", **GIVEN)["changed"]
    assert emulator.document(ROUTE_TABLE_ID)["tags"] == {"Größe": "大きい"}


def test_an_answer_that_fills_the_memory_is_not_taken(run, emulator):
    emulator.fault("packed", path=TABLE, times=0)
    result = run("route_table", **GIVEN)
    assert "is larger than any of Azure's" in result["msg"] and written(emulator) == []


def test_a_404_to_a_delete_is_no_failure_and_the_read_after_it_decides(run, emulator):
    mine = {**GIVEN, "name": ROUTE_TABLE_ID.replace("rt-spoke", "rt-mine")}
    assert run("route_table", create=True, **mine)["changed"]
    written(emulator)
    emulator.fault("error", method="DELETE", path=TABLE, status=404, code="ResourceNotFound", message="No.")
    assert run("route_table", state="absent", **mine)["changed"]
    assert written(emulator) == ["DELETE rt-mine"] * 2, "it was still there"
