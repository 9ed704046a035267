# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the emulator against recorded exchanges with the live service: same requests in, same answers out.

Every call of a recording is replayed in its order. Etags and guids are compared by renaming: two that were equal in the
recording must be equal here, two that differed must differ. Everything else, order of members included, must be equal.
"""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.tests.emulator.control import Control
from ansible_collections.adx.outbound.tests.emulator.core import Core

RECORDINGS = Path(__file__).resolve().parents[2].parent / "shared" / "recordings"
NAMES = sorted(path.stem for path in RECORDINGS.glob("*.json"))
if not NAMES:
    pytest.skip("the recordings of the live service are not beside this checkout", allow_module_level=True)

BASE = "https://management.azure.com"
HEADERS = ("etag", "azure-asyncoperation", "azure-asyncnotification", "location")
GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
ZERO = "00000000-0000-0000-0000-000000000000"


def load(name):
    return json.loads((RECORDINGS / f"{name}.json").read_text(encoding="utf-8"))


class Naming:
    """Replaces every guid by the number of its first appearance."""

    def __init__(self):
        self._seen = {}

    def plain(self, value):
        return GUID.sub(self._number, json.dumps(value, indent=1))

    def _number(self, match):
        guid = match[0]
        return guid if guid == ZERO else f"<guid {self._seen.setdefault(guid, len(self._seen))}>"


class Replay:
    """One recording against a fresh world."""

    def __init__(self, calls):
        self.calls = calls
        self.core = Core()
        self.core.base_url = BASE
        self.control = Control(self.core, {})
        self.control.reset("empty")
        self.token = self.core.tokens.issue(BASE, time.time(), 3600)
        self.operations = {}  # id in the recording -> id here
        self.recorded, self.made = Naming(), Naming()

    def prepare(self):
        """What was there before the first call: resource groups, and everything that is only read."""
        written = {call["path"].lower() for call in self.calls if call["method"] == "PUT"}
        for call in self.calls:
            body = call["response_body"]
            if (
                call["method"] != "GET"
                or call["path"].lower() in written
                or "/providers/Microsoft.Network/" in call["path"]
            ):
                continue
            self.control.seed(call["path"], body)

    def run(self, number):
        call = self.calls[number]
        if call["method"] in ("PUT", "DELETE"):
            self.control.switch(polls=self._polls(call))
        status, headers, text = self._send(call)
        self._learn(call, headers)
        return status, headers, text

    def _polls(self, call):
        """How often the client had to ask for the operation of this call."""
        operation = _operation_id(call["response_headers"])
        asked = [item for item in self.calls if operation and item["path"].endswith(f"/operations/{operation}")]
        return len(asked) or 1

    def _send(self, call):
        path, _mark, query = call["path"].partition("?")
        for recorded, here in self.operations.items():
            path = path.replace(recorded, here)
        query = f"api-version={call['api_version']}" + (f"&{query}" if query else "")
        body = b"" if call["request_body"] is None else json.dumps(call["request_body"]).encode()
        return self.core.handle(call["method"], path, query, {"Authorization": f"Bearer {self.token}"}, body)

    def _learn(self, call, headers):
        recorded = _operation_id(call["response_headers"])
        if recorded and call["method"] != "GET":
            self.operations[recorded] = _operation_id({name.lower(): value for name, value in headers.items()})


def _operation_id(headers):
    return headers.get("azure-asyncoperation", "").partition("?")[0].rpartition("/")[2]


def kept(headers):
    lower = {name.lower(): value for name, value in headers.items()}
    return {name: lower[name] for name in HEADERS if name in lower}


@pytest.mark.parametrize("name", NAMES)
def test_the_emulator_answers_like_the_live_service(name):
    replay = Replay(load(name))
    replay.prepare()
    for number, call in enumerate(replay.calls):
        status, headers, text = replay.run(number)
        where = f"{name} #{number} {call['method']} {call['path']}"
        assert status == call["status"], (where, text.decode())
        body = json.loads(text) if text else None
        assert replay.made.plain(body) == replay.recorded.plain(call["response_body"]), where
        recorded_headers = replay.recorded.plain(kept(call["response_headers"]))
        assert replay.made.plain(kept(headers)) == recorded_headers, where


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("kusto")])
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
        status, _headers, text = replay._send(again)
        made = json.loads(text)
        made["etag"] = document["etag"]
        assert status == 200
        assert without_etags(made) == without_etags(document)


def without_etags(value):
    if isinstance(value, dict):
        return {name: without_etags(item) for name, item in value.items() if name != "etag"}
    if isinstance(value, list):
        return [without_etags(item) for item in value]
    return value
