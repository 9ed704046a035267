# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the emulator against recorded exchanges with the live service: same requests in, same answers out.

Every call of a recording is replayed in its order. Etags and guids are compared by renaming: two that were equal in the
recording must be equal here, two that differed must differ. Everything else, order of members included, must be equal
but for what `NORMALISED` in replay.py lists.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import shapes
from ansible_collections.adx.outbound.tests.contract.replay import Replay

RECORDINGS = Path(__file__).resolve().parents[2].parent / "shared" / "recordings"
FIRST = sorted(path.stem for path in RECORDINGS.glob("*.json"))
LATER = sorted(f"2026-11/{path.stem}" for path in RECORDINGS.glob("2026-11/*.json"))
if not FIRST:
    pytest.skip("the recordings of the live service are not beside this checkout", allow_module_level=True)

# These are held in test_other_services.py, and to more: the answer there is the emulator's own.
OTHER_SERVICES = ("2026-11/databricks_outbound_dependencies", "2026-11/devcenter_outbound_dependencies")
NAMES = [name for name in (*FIRST, *LATER) if name not in OTHER_SERVICES]
# What differs from one answer to the next without a reason that anybody knows.
SWITCHED = {("2026-11/firewall_policy_geo_locations", 0): {"nfv_etag_header": False}}
# Exchanges by recording; every one of them is replayed.
FIGURES = {
    "azure_firewall": 13,
    "azure_firewall_rules": 15,
    "kusto_outbound_dependencies": 2,
    "route_table_operation": 22,
    "subnet_set": 24,
    "2026-11/firewall_policy_geo_locations": 4,
    "2026-11/kusto_clusters": 1,
    "2026-11/kusto_configuration": 48,
    "2026-11/kusto_outbound_dependencies_2024": 1,
}


def load(name):
    return json.loads((RECORDINGS / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_the_emulator_answers_like_the_live_service(name):
    calls = load(name)
    replay = Replay(calls)
    replay.prepare()
    for number in range(len(calls)):
        replay.control.switch(**SWITCHED.get((name, number), {"nfv_etag_header": True}))
        replay.check(number)
    assert len(calls) == FIGURES[name]


def test_every_recording_is_replayed_or_known_to_be_of_another_service():
    assert {*FIRST, *LATER} == {*FIGURES, *OTHER_SERVICES}
    assert {*FIGURES} == {*NAMES}


@pytest.mark.parametrize("name", [name for name in FIRST if not name.startswith("kusto")])
def test_a_recorded_document_sent_back_changes_nothing_a_client_can_see(name):
    """The documents of the recordings are what clients read, change and write: they must be accepted as they are."""
    replay = Replay(load(name))
    replay.prepare()
    for number, call in enumerate(replay.calls):
        status, _headers, text = replay.run(number)
        if call["method"] != "GET" or status != 200 or "/providers/Microsoft.Network/" not in call["path"]:
            continue
        document = json.loads(text)
        if "properties" not in document:
            continue
        again = {**call, "method": "PUT", "request_body": document}
        replay.control.switch(polls=1, table_no_change="same")
        status, _headers, text = replay.send(again)
        made = json.loads(text)
        made["etag"] = document["etag"]
        assert status == 200
        assert without_etags(made) == without_etags(document)


@pytest.mark.parametrize("name", NAMES)
def test_every_recorded_document_is_what_we_say_of_its_kind(name):
    for call in load(name):
        body = call["response_body"]
        for document in [body, *(body.get("value") or ())] if isinstance(body, dict) else ():
            assert shapes.misfit(document, shape_of(document)) is None, call["path"]
            assert not shapes.is_hollow(document)


def shape_of(document):
    """By the type that a document says it is of; an entry of a dependency answer is known by its id alone."""
    if "/outboundnetworkdependenciesendpoints/" in str(document.get("id")).lower():
        return shapes.DEPENDENCY
    return shapes.of(str(document.get("type")))


def without_etags(value):
    if isinstance(value, dict):
        return {name: without_etags(item) for name, item in value.items() if name != "etag"}
    if isinstance(value, list):
        return [without_etags(item) for item in value]
    return value
