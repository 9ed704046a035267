# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.read import memory
from ansible_collections.adx.outbound.plugins.module_utils._arm.read.kusto import Kusto
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import in_parallel
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError, NotFound
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import (
    CLUSTER,
    ROUTE_TABLE,
    ResourceId,
)
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.doors import Doors
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import ARM, Wire

TABLE = ResourceId("s", "g", ROUTE_TABLE, ("rt",))
CLUSTER_ID = ResourceId("s", "g", CLUSTER, ("c",))
MISSING = (404, {"error": {"code": "ResourceNotFound", "message": "No."}})


def reading(*answers):
    """A session over these answers, and the wire that gives them."""
    wire = Wire(*answers)
    return memory.of(SimpleNamespace(http=wire.http(), network=SimpleNamespace())), wire


def test_many_who_ask_for_one_document_are_one_request():
    session, wire = reading((200, {"n": 1}), (200, {"n": 2}))
    answers = in_parallel.each(lambda path: session.http.get(path, "read").document, ["/a", "/A", "/a", "/a"])
    assert answers == [({"n": 1}, None)] * 4 and len(wire.asked) == 1
    assert session.http.get("/b", "read").document == {"n": 2}


def test_a_clear_error_is_an_answer_and_a_passing_one_is_none():
    session, wire = reading(MISSING, (503, ""), (200, {"n": 1}))
    for _again in range(2):
        with pytest.raises(NotFound):
            session.http.get("/missing", "read")
    with pytest.raises(ArmError):
        session.http.get("/busy", "read")
    assert session.http.get("/busy", "read").document == {"n": 1}
    assert [one.url for one in wire.asked] == [f"{ARM}/missing", f"{ARM}/busy", f"{ARM}/busy"]


@pytest.mark.parametrize(
    "spoilt", [{}, [], {"value": None}, {"value": [{"id": "/a", "properties": None}]}, {"id": "/a"}, {"value": 1}]
)
def test_an_answer_that_nobody_can_use_is_asked_for_again(spoilt):
    whole = {"value": [{"id": "/a", "properties": {}}]}
    session, wire = reading((200, spoilt), (200, whole), (200, spoilt))
    answers = [session.http.get("/a", "read").document for _again in range(3)]
    assert answers == [spoilt, whole, whole] and len(wire.asked) == 2


@pytest.mark.parametrize("sound", [{"value": []}, {"id": "/a", "properties": {}}, {"values": []}])
def test_an_answer_of_any_sound_shape_is_kept(sound):
    session, wire = reading((200, sound), (200, {}))
    assert [session.http.get("/a", "read").document for _again in range(2)] == [sound] * 2 and len(wire.asked) == 1


def test_another_phase_reads_anew():
    wire = Wire((200, {"n": 1}), (200, {"n": 2}))
    session = SimpleNamespace(http=wire.http(), network=SimpleNamespace())
    assert [memory.of(session).http.get("/a", "read").document["n"] for _phase in range(2)] == [1, 2]


def test_what_has_come_to_be_known_is_not_asked_for_and_what_was_read_stays():
    doors = Doors({TABLE: {"tags": {"read": "1"}}, CLUSTER_ID: {"tags": {"read": "1"}}})
    session = memory.of(doors)
    known = memory.Remembering(session)
    for id_ in (TABLE, CLUSTER_ID):
        known.know(id_, {"id": str(id_), "etag": "e", "properties": {}, "tags": {"read": "no"}})
    assert session.network.read(TABLE).etag == '"e"' and Kusto(session.http).cluster(CLUSTER_ID)["tags"]["read"] == "no"
    assert doors.asked == []
    read = memory.of(doors)
    read.network.read(TABLE)
    memory.Remembering(read).know(TABLE, {"id": str(TABLE), "properties": {}})
    assert read.network.read(TABLE).document["tags"] == {"read": "1"}
