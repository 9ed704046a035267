# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writers of ours and a foreign one at the same resource, round after round: who loses what, and who notices."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from itertools import product

import pytest
import requests
from ansible_collections.adx.outbound.tests.emulator import CLIENT_ID, SECRET, TENANT
from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.faults.fates import FATES, MISSED, fate, held_after, losses
from ansible_collections.adx.outbound.tests.faults.shared import FOREIGN, OURS, SHARED
from ansible_collections.adx.outbound.tests.faults.writer import AGENT

ROUNDS = 200 if sweep.WHOLE else min(3 * sweep.TIMES, 200)
WRITERS = OURS if sweep.LARGE else OURS[:2]
_LONGEST = 1500  # seconds for all rounds of one writer
VERSION = "2024-05-01"
MODES = {
    "honoured": {"if_match": "honour"},
    "ignored": {"if_match": "ignore", "polls": 1, "concurrent_writes": "supersede"},
}
STAGES = sweep.sample(list(product(SHARED, MODES)), 1)


class ForeignWriter:
    """Reads the whole document, changes its own entry, and writes the whole document; again, when that is refused."""

    def __init__(self, emulator, shared, rounds):
        self._emulator, self._shared, self._rounds = emulator, shared, rounds
        self.done = []
        self._session = requests.Session()
        self._session.verify, self._session.trust_env = emulator.ca_file, False
        self._url = f"{emulator.url}{shared.id}?api-version={VERSION}"
        self._heeds = emulator.core.switches.if_match == "honour"

    def write(self):
        """All rounds."""
        self._log_in()
        for number in range(1, self._rounds + 1):
            self._session.headers["User-Agent"] = AGENT.format(FOREIGN, number)
            while not self._is_written(number):
                time.sleep(0.01)
            self.done.append(number)

    def _log_in(self):
        form = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": SECRET}
        form["scope"] = f"{self._emulator.url}/.default"
        answer = self._session.post(f"{self._emulator.url}/{TENANT}/oauth2/v2.0/token", data=form)
        self._session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def _is_written(self, number):
        found = self._session.get(self._url)
        document = found.json()
        self._shared.mark(document, number)
        headers = {"If-Match": found.headers["ETag"]} if self._heeds else {}
        answer = self._session.put(self._url, json=_sendable(document), headers=headers)
        return answer.ok and self._has_succeeded(answer.headers["Azure-AsyncOperation"])

    def _has_succeeded(self, operation):
        while True:
            status = self._session.get(operation).json()["status"]
            if status != "InProgress":
                return status == "Succeeded"


def _sendable(document):
    """Without the three members the service adds to application rules and refuses to take back."""
    for collection in document["properties"].get("applicationRuleCollections") or ():
        for rule in collection["properties"]["rules"]:
            for name in ("priority", "direction", "actions"):
                rule.pop(name, None)
    return document


@pytest.fixture
def writers(emulator, tmp_path):
    """Run all of them to their end; return what each of ours told of each round."""

    def run(what):
        environment = {**os.environ, **emulator.environment(), "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-m", "ansible_collections.adx.outbound.tests.faults.writer", what]
        ours = {}
        for name in WRITERS:  # each with a temporary folder of its own, as on machines that do not know each other
            (tmp_path / name).mkdir()
            environment = {**environment, "TMPDIR": str(tmp_path / name)}
            ours[name] = subprocess.Popen([*command, name, str(ROUNDS)], env=environment, stdout=subprocess.PIPE)
        foreign = ForeignWriter(emulator, SHARED[what], ROUNDS)
        thread = threading.Thread(target=foreign.write)
        thread.start()
        told = {
            name: dict(map(json.loads, process.communicate(timeout=_LONGEST)[0].splitlines()))
            for name, process in ours.items()
        }
        thread.join()
        assert all(len(rounds) == ROUNDS for rounds in [*told.values(), foreign.done])
        return told

    return run


@pytest.mark.parametrize(("what", "mode"), STAGES)
def test_what_writers_report_as_done_is_there_and_no_loss_that_can_be_seen_is_missed(
    emulator, writers, attempt, what, mode
):
    def rounds():
        emulator.reset("demo", firewall=SHARED[what].firewall, switches=MODES[mode])
        told = writers(what)
        columns, wrong = judged(emulator, SHARED[what], told)
        return (f"{what}, {mode}", columns), [
            *wrong,
            *(lost(emulator, SHARED[what], told) if mode == "honoured" else ()),
        ]

    assert attempt("writers", sweep.row("writers", f"{what}, If-Match {mode}"), rounds) == []


def judged(emulator, shared, told):
    """What is counted of all rounds, and what is wrong with what was told."""
    entries = [entry for entry in emulator.log() if entry.path.lower() == shared.id.lower()]
    held = held_after(shared, entries)
    taken_back = losses(held, entries)
    fates = [fate(loss, held, entries, told) for loss in taken_back]
    failed = [message for rounds in told.values() for message in rounds.values() if message]
    columns = {
        "rounds": ROUNDS * (len(WRITERS) + 1),
        "failed with a sentence": len(failed),
        "taken back": len(taken_back),
        **{name: fates.count(name) for name in FATES},
        "foreign changes lost": sum(loss.victim == FOREIGN for loss in taken_back),
    }
    missed = [f"missed: {loss}" for loss, one in zip(taken_back, fates, strict=True) if one == MISSED]
    return columns, [*missed, *(message for message in failed if not sweep.is_one_sentence(message))]


def lost(emulator, shared, told):
    """What was done and is not there at the end, where the service honours If-Match."""
    entries = [entry for entry in emulator.log() if entry.path.lower() == shared.id.lower()]
    end = shared.rounds(emulator.document(shared.id))
    # A later one that failed may have taken effect; it says so.
    done = {name: max(number for number, message in rounds.items() if not message) for name, rounds in told.items()}
    taken_back = [f"taken back: {loss}" for loss in losses(held_after(shared, entries), entries)]
    return [*taken_back, *(name for name, number in {**done, FOREIGN: ROUNDS}.items() if end[name] < number)]
