# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The runs that are disturbed, the disturbances, and the judges of what is left behind.

A run is the role's tasks in their order, in this process. It is counted once undisturbed; then each of its requests in
turn meets each fault. The judges are documents (what is not ours is as it was) and the emulator's own data plane.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from typing import Any

from ansible_collections.adx.outbound.tests.emulator import (
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    PARENT_POLICY_ID,
    ROUTE_TABLE_ID,
    SHARED_GROUP_ID,
    SUBNET_ID,
    dataplane,
)
from ansible_collections.adx.outbound.tests.integration import steps
from ansible_collections.adx.outbound.tests.integration.documents import steady

WHOLE = os.environ.get("ADX_OUTBOUND_SWEEP") == "whole"
SEED = 4711
CREATED_ID = ROUTE_TABLE_ID.replace("rt-spoke", "adx-telemetry-westus-routes")
OWN_GROUP_ID = f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/adx-egress"
TO_FIREWALL = "0.0.0.0/0"
SOURCE = "10.20.1.5"
# Of resources and of operations, and of nothing that only logs in.
EVERY_REQUEST = r"^/subscriptions/"

BUSY = {"status": 409, "code": "AnotherOperationInProgress", "message": "Busy."}
ANYWHERE = {
    "drop before": ("drop_before", {}),
    "429": ("throttle", {}),
    "429 with Retry-After": ("throttle", {"retry_after": 17}),
    "408": ("error", {"status": 408, "code": "RequestTimeout"}),
    "500": ("error", {"status": 500}),
    "503": ("error", {"status": 503, "code": "ServiceUnavailable"}),
    "401 in the middle": ("expire_token", {}),
    "a proxy's page": ("html", {"status": 200}),
}
WRITES = {
    "drop after": ("drop_after", {}),
    "409": ("error", BUSY),
    "412": ("error", {"status": 412, "code": "PreconditionFailed", "message": "Precondition failed."}),
    "lock": ("lock", {}),
    "operation failed": ("fail_operation", {"code": "InternalServerError", "message": "It broke."}),
    "operation superseded": ("supersede_operation", {}),
}


@dataclass(frozen=True)
class World:
    """Where a run takes place. `table` is made by the run when there is none before."""

    firewall: str
    table: bool

    def reset(self, emulator: Any, **switches: str) -> None:
        """Make it anew."""
        emulator.reset("demo", switches=switches, firewall=self.firewall, route_table=self.table)


WORLDS = (World("classic", False), World("policy", False))
ACTS = {
    "present": lambda run: steps.lockdown(run, default_route="manage"),
    "absent": steps.remove,
}


@dataclass(frozen=True)
class Case:
    """One disturbance of one run."""

    world: World
    act: str
    number: int  # of the request, from 1
    fault: str
    if_match: str

    def __str__(self) -> str:
        return f"{self.world.firewall}-{self.act}-{self.number}-{self.fault}-{self.if_match}"


def prepare(case_world: World, act: str, run: Any, emulator: Any, **switches: str) -> None:
    """The world as it is when the act begins."""
    case_world.reset(emulator, **switches)
    if act == "absent":
        ACTS["present"](run)


def requests_of(world: World, act: str, run: Any, emulator: Any) -> list[str]:
    """The methods of all requests of an undisturbed run."""
    prepare(world, act, run, emulator)
    emulator.clear_log()
    ACTS[act](run)
    return [entry.method for entry in emulator.log(all=True) if entry.kind in ("arm", "operation")]


def cases(world: World, act: str, methods: list[str]) -> list[Case]:
    """Every fault at every request; whether If-Match counts matters where something is written."""
    found = []
    for number, method in enumerate(methods, 1):
        faults = ANYWHERE if method == "GET" else {**ANYWHERE, **WRITES}
        honoured = ("honour",) if method == "GET" else ("honour", "ignore")
        found += [Case(world, act, number, fault, one) for fault in faults for one in honoured]
    return found


def sample(found: list[Case], size: int) -> list[Case]:
    """All of them, or as many as a quick run can do, always the same ones."""
    return found if WHOLE else random.Random(SEED).sample(found, min(size, len(found)))


def disturb(case: Case, emulator: Any) -> None:
    """Put the fault in the way."""
    kind, more = {**ANYWHERE, **WRITES}[case.fault]
    emulator.fault(kind, method="*", path=EVERY_REQUEST, nth=case.number, **more)


def everything(emulator: Any) -> dict[str, Any]:
    """All documents that a run could touch, without what Azure itself keeps changing."""
    ids = (
        FIREWALL_ID,
        FIREWALL_POLICY_ID,
        PARENT_POLICY_ID,
        SHARED_GROUP_ID,
        OWN_GROUP_ID,
        SUBNET_ID,
        ROUTE_TABLE_ID,
        CREATED_ID,
    )
    found = {id_: steady(emulator.document(id_)) for id_ in ids}
    for document in found.values():
        if document:
            document["properties"].pop("resourceGuid", None)  # each new table has its own
    return found


def foreign(emulator: Any) -> dict[str, Any]:
    """The same without anything of ours."""
    found = {id_: _without_ours(document) for id_, document in everything(emulator).items()}
    del found[CREATED_ID], found[OWN_GROUP_ID]
    subnet = found[SUBNET_ID]
    if (subnet["properties"].get("routeTable") or {}).get("id", "").lower() == CREATED_ID.lower():
        del subnet["properties"]["routeTable"]
    groups = (found[FIREWALL_POLICY_ID] or {"properties": {}})["properties"].get("ruleCollectionGroups") or []
    groups[:] = [one for one in groups if one["id"].lower() != OWN_GROUP_ID.lower()]
    return found


def _without_ours(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_ours(item) for name, item in value.items()}
    if isinstance(value, list):
        named = [(item, str(item.get("name")) if isinstance(item, dict) else "") for item in value]
        return [_without_ours(item) for item, name in named if not name.startswith(("adx-", "ADX_"))]
    return value


def cut_off(emulator: Any, dependencies: list[dict[str, Any]]) -> list[str]:
    """What the cluster needs and cannot reach, where its traffic is sent through the firewall."""
    reference = emulator.document(SUBNET_ID)["properties"].get("routeTable")
    table = emulator.document(reference["id"]) if reference else None
    if table is None or dataplane.next_hop(table, "8.8.8.8").type != "VirtualAppliance":
        return []
    flows = {(one["fqdn"].replace("*", "some-host"), one["port"]) for one in dependencies if one["protocol"] != "TCP"}
    lost = flows - dataplane.allowed(emulator, FIREWALL_ID, flows, SOURCE)
    back = dataplane.next_hop(table, "13.64.38.225").type == "Internet"
    return sorted(f"{name}:{port}" for name, port in lost) + ([] if back else ["13.64.38.225"])
