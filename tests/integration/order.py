# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run comes to, in every kind of network and behind every kind of firewall, whoever takes its steps.

A scene is a row of docs/scenarios.yml with one default route and one kind of firewall, some also with a trouble between
two steps. What runs come to in all scenes is recorded in recorded_order.json, which record_order.py writes.
"""

from __future__ import annotations

import hashlib
import json
import os
import select
import signal
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, SUBNET_ID
from ansible_collections.adx.outbound.tests.integration.documents import VOLATILE, steady
from ansible_collections.adx.outbound.tests.integration.performers import Performer, Told
from ansible_collections.adx.outbound.tests.integration.runner import accepting
from ansible_collections.adx.outbound.tests.integration.troubles import TROUBLES, Trouble

HERE = Path(__file__).resolve().parent
RECORD = HERE / "recorded_order.json"
ROWS = yaml.safe_load((HERE.parents[1] / "docs" / "scenarios.yml").read_text(encoding="utf-8"))
FIREWALLS = ("classic", "policy", "hub")
ACCEPT = "accept"
OTHER_SUBNET_ID = SUBNET_ID.replace("snet-adx", "snet-apps")
MADE_ANEW = (*VOLATILE, "resourceGuid")
GONE = "gone"
_LONGEST = 60  # seconds for a run in a copy of this process; it takes two or three
TROUBLED = [("none", "manage"), ("found", "manage")]  # networks, not delegated, with troubles in their runs
Documents = Mapping[str, Any]


def network(row: Mapping[str, Any], emulator: Any, firewall: str = "classic") -> None:
    """Make the network of a row, without what the role made there before."""
    shared = row["subnet"] == "shared"
    has_table = shared or row["subnet"] == "found"
    emulator.reset("demo", route_table=has_table, delegated=row["delegated"], firewall=firewall, shared_table=shared)
    if row["subnet"] in ("shared", "joined"):
        other = emulator.document(CLUSTER_ID)
        subnet = OTHER_SUBNET_ID if shared else SUBNET_ID
        other["properties"]["virtualNetworkConfiguration"]["subnetId"] = subnet
        other_id = CLUSTER_ID.replace("telemetry", "billing")
        emulator.seed(other_id, {**other, "id": other_id, "name": "billing"})


@dataclass(frozen=True)
class Scene:
    """A row with one default route, behind one kind of firewall, and what comes between two steps of its first run."""

    row: Mapping[str, Any]
    default_route: str
    firewall: str = "classic"
    trouble: Trouble | None = None

    @property
    def state(self) -> str:
        """That of the run."""
        return str(self.row["state"])

    @property
    def options(self) -> dict[str, Any]:
        """The options of the run, besides the state."""
        accept = [*self.row.get(ACCEPT, ()), *accepting(self.firewall).get(ACCEPT, ())]
        return {"default_route": self.default_route, **({ACCEPT: accept} if accept else {})}

    def __str__(self) -> str:
        subnet = f"{self.row['subnet']}{'-delegated' if self.row['delegated'] else ''}"
        share = ["share"] if ACCEPT in self.row else []
        trouble = [str(self.trouble)] if self.trouble else []
        return "-".join([self.firewall, subnet, self.default_route, *share, self.state, *trouble])

    def prepare(self, perform: Performer, run: Any, emulator: Any) -> Documents:
        """Make everything ready for the run; return the documents of the network before anything of ours was there."""
        network(self.row, emulator, self.firewall)
        bare = documents(emulator)
        if self.row["subnet"] == "own":
            _require(
                perform(run, "present", {"default_route": "manage", "routes": "manage", **accepting(self.firewall)})
            )
        if self.state == "absent":
            _require(perform(run, "present", self.options))
        return bare

    def play(self, perform: Performer, run: Any, emulator: Any, *, again: int = 2) -> list[Outcome]:
        """What the run comes to, and what the same run right after it does, when the trouble is over."""
        bare = self.prepare(perform, run, emulator)
        try:
            first = self._act(perform, run, emulator, bare, self.trouble)
        except Hung:
            if not again:
                raise
            return self.play(perform, run, emulator, again=again - 1)
        if self.trouble:
            self.trouble.over(emulator)
        return [first, self._act(perform, run, emulator, bare, None)]

    def _act(self, perform: Performer, run: Any, emulator: Any, bare: Documents, trouble: Trouble | None) -> Outcome:
        emulator.clear_log()
        told = self._told(perform, run, emulator, trouble)
        changed = changes(bare, documents(emulator))
        return Outcome(
            failed=told.failed,
            refusal=told.refusal,
            findings=tuple(sorted(told.findings)),
            writes=tuple(f"{entry.method} {entry.path.rpartition('/')[2]}" for entry in emulator.writes()),
            documents={id_.rpartition("/")[2]: _digest(tree) for id_, tree in changed.items()},
            message=told.message,
        )

    def _told(self, perform: Performer, run: Any, emulator: Any, trouble: Trouble | None) -> Told:
        """What the run says, which of one that was killed is nothing."""
        if not trouble:
            return perform(run, self.state, self.options)
        met: list[str] = []

        def between(step: str) -> None:
            if step == trouble.before and not met:
                met.append(step)
                trouble.come(emulator)
                if trouble.kills:
                    os._exit(0)

        if not trouble.kills:
            told = perform(run, self.state, self.options, between)
            assert met, f"no step is taken before {trouble.before}"
            return told
        end, held = os.pipe()  # closed with the copy, whatever becomes of it
        process = os.fork()
        if process == 0:
            try:
                perform(run, self.state, self.options, between)
            finally:
                os._exit(1)  # it should not have got here; and never back to the test that both are copies of
        os.close(held)
        assert _ended(process, end) == 0, "the run was not killed"
        return Told(True, "killed", (), "")


def _ended(process: int, end: int) -> int:
    """Wait until a copy of this process has closed its end of a pipe, and return how it ended. A lock that another
    thread held when the copy was made is held there for ever: such a copy is ended from outside, and is no run.
    """
    in_time = select.select([end], [], [], _LONGEST)[0]
    os.close(end)
    if not in_time:
        os.kill(process, signal.SIGKILL)
    status = os.waitpid(process, 0)[1]
    if not in_time:
        raise Hung
    return status


class Hung(Exception):
    """A copy of this process that was to be killed did not get as far as that."""


@dataclass(frozen=True)
class Outcome:
    """What a run comes to: a finding is `severity code subject`, a write `METHOD name`, and a document that is not as
    it was before anything of ours was there is known by its name and a digest of what is different.
    """

    failed: bool
    refusal: str
    findings: tuple[str, ...]
    writes: tuple[str, ...]
    documents: Mapping[str, str]
    message: str = field(default="", compare=False, repr=False)

    def as_recorded(self) -> dict[str, Any]:
        """The part that is compared, as JSON has it."""
        told = {name: value for name, value in asdict(self).items() if name != "message"}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}


def _scenes() -> Iterator[Scene]:
    quiet = [Scene(row, choice, firewall) for firewall in FIREWALLS for row in ROWS for choice in row["default_route"]]
    yield from quiet
    for scene in quiet:
        network = scene.row["subnet"], scene.default_route
        if network in TROUBLED and not scene.row["delegated"] and scene.firewall != "hub":
            yield from (replace(scene, trouble=trouble) for trouble in TROUBLES[scene.state])


SCENES = {str(scene): scene for scene in _scenes()}


def recorded() -> dict[str, list[dict[str, Any]]]:
    """What is written down of every scene: its run, and the same run again."""
    found: dict[str, list[dict[str, Any]]] = json.loads(RECORD.read_text(encoding="utf-8"))
    return found


def record(found: Mapping[str, list[Outcome]]) -> None:
    """Write it down, a line for each run, and keep what is written down of other scenes."""
    known = recorded() if RECORD.exists() else {}
    known |= {name: [one.as_recorded() for one in outcomes] for name, outcomes in found.items()}
    scenes = []
    for name in filter(known.get, SCENES):
        runs = ",\n    ".join(map(json.dumps, known[name]))
        scenes.append(f"  {json.dumps(name)}: [\n    {runs}\n  ]")
    RECORD.write_text("{\n" + ",\n".join(scenes) + "\n}\n", encoding="utf-8")


def documents(emulator: Any) -> Documents:
    """Every document as the service keeps it, without what it makes anew with every write."""
    with emulator.core.lock:
        found: Documents = steady(emulator.core.store.documents, MADE_ANEW)
    return found


def changes(before: Any, after: Any) -> dict[str, Any]:
    """What is different, as a tree of the places where it is, with `{"was": ..., "now": ...}` at its ends."""
    before, after = _by_name(before), _by_name(after)
    if before == after:
        return {}
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return {"was": before, "now": after}
    found = {name: changes(before.get(name), after.get(name)) for name in {**before, **after}}
    return {name: tree for name, tree in found.items() if tree}


def _by_name(value: Any) -> Any:
    """Lists whose items have names, as dictionaries: where in the list one stands is no difference."""
    named = isinstance(value, list) and all(isinstance(item, dict) and "name" in item for item in value)
    return {item["name"]: item for item in value} if named else value


def _digest(tree: Mapping[str, Any]) -> str:
    if "was" in tree and tree["now"] is None:
        return GONE
    return hashlib.sha256(json.dumps(tree, sort_keys=True).encode()).hexdigest()[:12]


def _require(told: Told) -> None:
    assert not told.failed, told.message
