# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The side door: worlds, other people's writes, faults, switches and the log. Never under ARM's paths."""

from __future__ import annotations

import contextlib
import json
import pickle
from dataclasses import asdict

from .. import worlds
from ..arm import seeding
from ..arm.core import Denial
from ..logs import rows
from .faults import Fault

PREFIX = "/_emulator/"


class Control:
    """What tests do to the world behind the client's back."""

    def __init__(self, core, switches):
        self.core = core
        self._switches = switches

    def reset(self, world="demo", switches=None, **options):
        """A fresh world. Switches given at the start stay, the ones given here come on top."""
        with self.core.lock:
            self.core.clear({**self._switches, **(switches or {})})
            for resource_id, document in worlds.build(world, **options):
                self.seed(resource_id, document)

    def snapshot(self):
        """The world as it is, to go back to; none while an operation is running, for that cannot be kept."""
        with self.core.lock:
            if self.core.operations.any_running():
                return None
            return _copy(self.core.store)

    def restore(self, snapshot):
        """The world as it was; switches stay as they are, and there are no faults, denials, operations or log."""
        with self.core.lock:
            self.core.clear(self.core.switches.all())
            self.core.store = _copy(snapshot)
            self.core.store.watchers = self.core.watchers

    def seed(self, id, document):
        with self.core.lock:
            seeding.seed(self.core, id, document)

    def seed_rows(self, workspace, tables):
        """Rows of logs by their tables, for a workspace that is there; a table without rows is empty from now on."""
        with self.core.lock:
            rows.put(self.core, workspace, tables)

    def remove(self, id):
        with self.core.lock:
            seeding.remove(self.core, id)

    def document(self, id):
        with self.core.lock:
            return seeding.document(self.core, id)

    def documents(self):
        """All top-level documents by id."""
        with self.core.lock:
            ids = [document["id"] for document in self.core.store.documents.values()]
            return {found: seeding.document(self.core, found) for found in ids}

    def trust_certificate(self, *thumbprints):
        """Make a certificate of the application known by its thumbprints, base64url as in a token's header."""
        with self.core.lock:
            self.core.certificates.update(thumbprints)

    def rotate_federated_token(self, token):
        """From now on this is the application's federated token, and those before it are out of date."""
        with self.core.lock:
            self.core.federated_tokens.append(token)

    def busy(self, id, polls):
        with self.core.lock:
            seeding.busy(self.core, id, polls)

    def log(self, all=False):
        with self.core.lock:
            return self.core.log.entries(all)

    def writes(self):
        with self.core.lock:
            return self.core.log.writes()

    def most_at_once(self, method=None):
        """How many requests (of a method) were under way at the same time, at most, since the log was cleared."""
        return self.core.log.most_open(method)

    def spans(self):
        """When each request began and when its answer was ready, whatever it was for, since the log was cleared."""
        return self.core.log.spans()

    def clear_log(self):
        with self.core.lock:
            self.core.log.clear()

    def fault(self, kind, method=None, path=".*", **details):
        """details: nth, times, status, code, message, target, retry_after (for `slow` and `stall`: how long it takes),
        together (for `slow`: how many of its method wait for each other first).

        What comes back is the Fault itself; it counts the requests it has seen.
        """
        with self.core.lock:
            made = Fault(kind, method=method, path=path, **details)
            self.core.faults.append(made)
            return made

    def meanwhile(self, act, method=None, path=".*", nth=1):
        """Have somebody else act once, right after the nth such request was dealt with and before it is answered."""
        with self.core.lock:
            self.core.others.append((Fault("slow", method=method, path=path, nth=nth), act))

    @contextlib.contextmanager
    def watched(self, hear):
        """Have every document heard of as it is stored, whoever writes it, until the block ends; not what is there
        again after going back to a snapshot. It is heard under the lock, and must be left as it is.
        """
        self.core.watchers.append(hear)
        try:
            yield
        finally:
            self.core.watchers.remove(hear)

    def switch(self, **values):
        with self.core.lock:
            self.core.switches.set(**values)

    def deny(self, path_regex, method=None):
        """403 from now on; the method JOIN denies only to refer to the resource."""
        with self.core.lock:
            self.core.denials.append(Denial(path_regex, method))


COMMANDS = str.split(
    "reset seed seed_rows remove document documents busy log writes most_at_once spans clear_log fault switch deny"
)


def answer(control, path, body):
    """(status, body) of `POST /_emulator/COMMAND` with the arguments as a JSON object."""
    name = path.removeprefix(PREFIX).strip("/")
    if name not in COMMANDS:
        return 404, _text({"error": f"unknown command {name}; known: {', '.join(COMMANDS)}"})
    try:
        result = getattr(control, name)(**json.loads(body or b"{}"))
    except (TypeError, ValueError, KeyError) as error:
        return 400, _text({"error": f"{type(error).__name__}: {error}"})
    return 200, _text({"result": result})


def _copy(store):
    return pickle.loads(pickle.dumps(store))  # noqa: S301 -- several times as fast as a deep copy


def _text(value):
    return json.dumps(value, ensure_ascii=False, default=asdict).encode()
