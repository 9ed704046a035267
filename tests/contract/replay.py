# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends the calls of a recording to a fresh emulator, each guid by the one that stands for it here."""

from __future__ import annotations

import copy
import json
import re
import time

from ansible_collections.adx.outbound.tests.emulator.arm.core import Core
from ansible_collections.adx.outbound.tests.emulator.front.control import Control
from ansible_collections.adx.outbound.tests.emulator.worlds import service_tags

BASE = "https://management.azure.com"
HEADERS = ("etag", "azure-asyncoperation", "azure-asyncnotification", "location")
GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# An etag of Data Explorer, and when somebody made or changed something: told apart like guids.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,7}Z")
# All that may differ from what was recorded, besides guids and moments, which are told apart by their first appearance.
# Of headers only HEADERS are compared: the counters of requests depend on who else asked. How often a client had to ask
# for an operation is taken from the recording.
NORMALISED = (
    (re.compile(r"[?&]t=\d+&c=[\w-]+&s=[\w-]+&h=[\w-]+"), "", "a certificate and its signature; none before 2025"),
    (re.compile(r'(?<="size": ")[\d.]+(?= MB")'), "0", "it counts bytes in a way nobody has described"),
    (re.compile(r'("(?:start|end)Time": ")[^"]+'), r"\1", "when an operation was"),
    (re.compile(r'("(?:principalId|tenantId)": ")[^"]+'), r"\1", "the recording has zeros there"),
)
ASKED = re.compile(r"/(?:nfv)?operation(?:s|results)/([^/?]+)$")
ZERO = "00000000-0000-0000-0000-000000000000"
CLUSTER = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Kusto/clusters/[^/]+", re.IGNORECASE
)
PLACE = re.compile(r"/locations/([^/]+)/")
RESULT_MARK = "operationResultResponseType"
LISTS = ("/microsoft.kusto/clusters", "/databases", "/dataconnections", "/managedprivateendpoints")
WRITES = ("PUT", "PATCH", "DELETE")
ENDED = ("Succeeded", "Failed", "Canceled", "Completed")


class Naming:
    """Replaces every guid and every moment by the number of its first appearance."""

    def __init__(self):
        self._seen = {}

    def plain(self, value):
        text = json.dumps(value, indent=1)
        for pattern, made, _why in NORMALISED:
            text = pattern.sub(made, text)
        return MOMENT.sub(self._number, GUID.sub(self._number, text))

    def number_of(self, guid):
        """None for a guid that has not been seen yet."""
        return self._seen.get(guid)

    def guid_of(self, number):
        return next(guid for guid, seen in self._seen.items() if seen == number)

    def _number(self, match):
        found = match[0]
        return found if found == ZERO else f"<number {self._seen.setdefault(found, len(self._seen))}>"


class Replay:
    """One recording against a fresh world."""

    def __init__(self, calls, **switches):
        self.calls = calls
        self.written = {_path(call) for call in calls if call["method"] in WRITES}
        self.core = Core()
        self.core.base_url = BASE
        self.control = Control(self.core, switches)
        self.control.reset("empty")
        self.token = self.core.tokens.issue(BASE, time.time(), 3600)
        self.operations = {}  # id in the recording -> id here
        self.recorded, self.made = Naming(), Naming()

    def prepare(self):
        """What was there before the first call: the cloud's tags, resource groups, and everything that is only read."""
        for resource_id, document in service_tags.build("westus"):
            self.control.seed(resource_id, document)
        for call in self.calls:
            self._seed_cluster(call)
        for call in self.calls:
            if self._is_only_read(call):
                self._seed(call)
        patched = [call for call in self.calls if call["method"] == "PATCH" and not self._is_made_here(call)]
        for call in {_path(call): call for call in reversed(patched)}.values():  # the first one of each resource
            self.control.seed(_path(call), self._before_patch(call))

    def _is_only_read(self, call):
        """Whether a call has read what nothing that is replayed writes, by itself or as a part of something."""
        if call["method"] != "GET" or call["status"] != 200 or ASKED.search(_path(call)) or _is_list_of_network(call):
            return False
        return not any(f"{_path(call)}/".startswith(f"{path}/") for path in self.written)

    def _is_made_here(self, call):
        return any(other["method"] == "PUT" and _path(other) == _path(call) for other in self.calls)

    def _before_patch(self, call):
        """What was there before a recorded PATCH: what was read last, else what its answer tells."""
        number = next(at for at, one in enumerate(self.calls) if one is call)
        before = [one for one in self.calls[:number] if _path(one) == _path(call)]
        if before and before[-1]["method"] == "GET" and before[-1]["status"] == 200:
            return before[-1]["response_body"]
        return before_patch(call)

    def _seed(self, call):
        """The document a call has read, or every one that it has listed; a dependency answer is a list by itself."""
        body = call["response_body"]
        listed = body.get("value") if call["path"].lower().endswith(LISTS) else None
        for document in [body] if listed is None else listed:
            if listed is None or document["id"].lower() not in self.written:
                self.control.seed(call["path"] if listed is None else document["id"], document)

    def _seed_cluster(self, call):
        """One that a recording only names; where it is, its operations tell."""
        found = CLUSTER.match(call["path"])
        place = PLACE.search(call["response_headers"].get("azure-asyncoperation", ""))
        if found and (place or self.control.document(found[0]) is None):
            self.control.seed(found[0], {"location": place[1] if place else "West US 2"})

    def run(self, number):
        call = self.calls[number]
        if call["method"] in (*WRITES, "POST"):
            self.control.switch(polls=self._polls(call))
        status, headers, text = self.send(call)
        self._learn(call, headers)
        return status, headers, text

    def check(self, number):
        """Run a call, and demand the status, the body and the headers that were recorded."""
        call = self.calls[number]
        status, headers, text = self.run(number)
        where = f"#{number} {call['method']} {call['path']}"
        assert status == call["status"], (where, text.decode())
        body = json.loads(text) if text else None
        assert self.made.plain(body) == self.recorded.plain(call["response_body"]), where
        recorded_headers = self.recorded.plain(kept(call["response_headers"]))
        assert self.made.plain(kept(headers)) == recorded_headers, where

    def _polls(self, call):
        """How often the client looked at the operation of this call, or at what it is about, until it was over."""
        operation, number = self.operation_of(call), next(at for at, one in enumerate(self.calls) if one is call)
        looks, asked = 0, 1
        for item in self.calls[number + 1 :] if operation else ():
            is_asked = self.operation_asked(item) == operation and not _is_result(item)
            if is_asked or (item["method"] == "GET" and _path(item) == _path(call)):
                looks += 1
                asked = looks if is_asked else asked
                if not is_asked and _is_over(item):
                    return looks
            if is_asked and _is_over(item):
                return looks
        return asked

    @staticmethod
    def operation_of(call):
        """The id of the operation that a call began; empty when it began none."""
        return _operation_id(call["response_headers"])

    @staticmethod
    def operation_asked(call):
        """The id of the operation that a call asks for, or None."""
        found = ASKED.search(_path(call))
        return found and found[1]

    def send(self, call):
        path, _mark, query = call["path"].partition("?")
        for recorded, here in self.operations.items():
            path = path.replace(recorded, here)
        query = f"api-version={call['api_version']}" + (f"&{query}" if query else "")
        body = b"" if call["request_body"] is None else json.dumps(call["request_body"]).encode()
        sent = {
            name: MOMENT.sub(self._here, GUID.sub(self._here, text))
            for name, text in call.get("request_headers", {}).items()
        }
        headers = {**sent, "Authorization": f"Bearer {self.token}"}
        return self.core.handle(call["method"], path, query, headers, body)

    def _here(self, match):
        """The etag that plays the part of a recorded one."""
        number = self.recorded.number_of(match[0])
        return match[0] if number is None else self.made.guid_of(number)

    def _learn(self, call, headers):
        recorded = _operation_id(call["response_headers"])
        if recorded and call["method"] != "GET":
            self.operations[recorded] = _operation_id({name.lower(): value for name, value in headers.items()})


def before_patch(call):
    """What was there before a recorded PATCH, as far as it tells: its answer without all that it has sent."""
    document, sent = copy.deepcopy(call["response_body"]), call["request_body"]
    for name in sent.get("properties") or {}:
        document["properties"].pop(name, None)
    document["properties"]["provisioningState"] = "Succeeded"
    return {name: value for name, value in document.items() if name in ("location", "properties") or name not in sent}


def _is_over(call):
    """Whether a look at an operation, or at what it is about, shows that it has ended."""
    body = call["response_body"] or {}
    return (body.get("status") or (body.get("properties") or {}).get("provisioningState")) in ENDED


def _is_result(call):
    """Whether a call asks for what an operation has come to, and not how far it is."""
    kusto = "/microsoft.kusto/" in _path(call)
    return RESULT_MARK in call["path"] if kusto else "operationresults/" in _path(call)


def _is_list_of_network(call):
    """It is made of what the recording writes."""
    return "/providers/microsoft.network/" in _path(call) and "value" in (call["response_body"] or {})


def _path(call):
    return call["path"].partition("?")[0].lower()


def _operation_id(headers):
    return headers.get("azure-asyncoperation", "").partition("?")[0].rpartition("/")[2]


def kept(headers):
    lower = {name.lower(): value for name, value in headers.items()}
    return {name: lower[name] for name in HEADERS if name in lower}
