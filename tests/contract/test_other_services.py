# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds what the emulator answers for Databricks and Dev Center against the recorded answers of the live services.

Nothing of a recording is put into the world but the resource that was asked: the answer is the emulator's own.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.tests.contract.replay import Replay
from ansible_collections.adx.outbound.tests.emulator.services import known

RECORDINGS = Path(__file__).resolve().parents[2].parent / "shared" / "recordings" / "2026-11"
if not RECORDINGS.is_dir():
    pytest.skip("the recordings of the live service are not beside this checkout", allow_module_level=True)

# What the resource was like that was asked, as far as its answer tells, and how many endpoints that has.
ASKED = {
    "databricks_outbound_dependencies": (
        {
            "location": "eastus2",
            "properties": {"parameters": {"storageAccountName": {"value": "dbstorageci3jgik4pxwkq"}}},
        },
        29,
    ),
    "devcenter_outbound_dependencies": ({"location": "westus3", "properties": {}}, 44),
}


def replayed(name):
    calls = json.loads((RECORDINGS / f"{name}.json").read_text(encoding="utf-8"))
    replay = Replay(calls)
    replay.control.seed(calls[0]["path"].rpartition("/")[0], ASKED[name][0])
    return replay


@pytest.mark.parametrize("name", ASKED)
def test_the_emulators_own_answer_is_the_recorded_one(name):
    replay = replayed(name)
    assert len(replay.calls) == 1
    replay.check(0)


@pytest.mark.parametrize("name", ASKED)
def test_the_recorded_answer_has_as_many_endpoints_as_we_say(name):
    [call] = replayed(name).calls
    body = call["response_body"]
    items = body if isinstance(body, list) else body["value"]
    assert sum(len(item["endpoints"]) for item in items) == ASKED[name][1]


@pytest.mark.parametrize("name", ASKED)
def test_the_recorded_api_version_is_served(name):
    [call] = replayed(name).calls
    service = next(one for one in known.SERVICES if f"/providers/{one.type}/" in call["path"])
    assert service.since <= call["api_version"]
    status, _headers, _text = replayed(name).send({**call, "api_version": "2099-01-01"})
    assert status == 400
