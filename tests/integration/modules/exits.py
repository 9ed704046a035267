# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Worlds of clusters that leave their networks: each the result of one call, with its details."""

from __future__ import annotations

from typing import Any

from ansible_collections.adx.outbound.tests.emulator.worlds import leaving

IDS, NAMES = leaving.CLUSTER_IDS, list(leaving.NAMES)
ONE, SECOND, LAST = NAMES
CLOSED = {"public_network_access": "disabled", "uses": []}


def call(run: Any, *names: str, check: bool = False, **options: Any) -> dict[str, Any]:
    """Take these clusters out of their networks, with options in the place of the usual ones or beside them."""
    clusters = [IDS.get(name, f"{IDS[ONE]}-{name}") for name in names or (ONE,)]
    given = {"clusters": clusters, "details": True, **CLOSED, **options}
    return run("cluster_network_exit", check=check, **given)


def preview(run: Any, emulator: Any) -> dict[str, Any]:
    """All is in place."""
    return call(run, check=True)


def done(run: Any, emulator: Any) -> dict[str, Any]:
    """The same, done."""
    return call(run)


def again(run: Any, emulator: Any) -> dict[str, Any]:
    """It has left, and nothing is to be done."""
    call(run)
    return call(run)


def refused(run: Any, emulator: Any) -> dict[str, Any]:
    """No managed private endpoint leads to the namespace, so it would not be reached."""
    emulator.reset("leaving", telemetry={"hub_endpoint": None})
    return call(run)


def stops(run: Any, emulator: Any) -> dict[str, Any]:
    """The same in a preview."""
    emulator.reset("leaving", telemetry={"hub_endpoint": None})
    return call(run, check=True)


def accepted(run: Any, emulator: Any) -> dict[str, Any]:
    """The same, and somebody accepts it."""
    emulator.reset("leaving", telemetry={"hub_endpoint": None})
    return call(run, accept=["no_managed_private_endpoint"])


def unsure(run: Any, emulator: Any) -> dict[str, Any]:
    """A host that a query uses, of which nobody has looked whom it lets in."""
    emulator.reset("leaving", every={"restricted": "Disabled"})
    uses = [{"type": "webapi", "uri": "https://api.partner.example/v1"}]
    return call(run, uses=uses, accept=["uses_not_looked_at", "not_restricted"])


def everything(run: Any, emulator: Any) -> dict[str, Any]:
    """Nothing that has to be true is."""
    missing = {"restricted": "Disabled", "own_endpoint": None, "hub_endpoint": None, "created": leaving.now(hours=9)}
    emulator.reset("leaving", telemetry=missing)
    return call(run, check=True, public_network_access="enabled", allowed_ip_ranges=[])


def ranges(run: Any, emulator: Any) -> dict[str, Any]:
    """It has left before, and its public access is to be another."""
    emulator.reset("leaving", telemetry={"state": "Disabled"})
    return call(run, check=True, public_network_access="enabled", allowed_ip_ranges=["203.0.113.0/24"])


def gone(run: Any, emulator: Any) -> dict[str, Any]:
    """A cluster that there is none of."""
    return call(run, "missing")


def stopped(run: Any, emulator: Any) -> dict[str, Any]:
    """The second of three leaves, and nobody can have its data connections validated afterwards."""
    emulator.fault("error", method="POST", path=f"clusters/{SECOND}/.*alidat", nth=3, times=9, status=403)
    return call(run, *NAMES)


def lost(run: Any, emulator: Any) -> dict[str, Any]:
    """The second of three is written without effect."""
    emulator.meanwhile(lambda: emulator.switch(network_leaving="ignored"), "PATCH", f"clusters/{ONE}")
    return call(run, *NAMES)


def several(run: Any, emulator: Any) -> dict[str, Any]:
    """One of three would not reach something, and the others leave."""
    emulator.reset("leaving", telemetry={"hub_endpoint": None})
    return call(run, *NAMES)


def fleet(run: Any, emulator: Any) -> dict[str, Any]:
    """Three in a preview, of which one has left before."""
    emulator.reset("leaving", sales={"state": "Disabled", "public": "Disabled"})
    return call(run, *NAMES, check=True)


def without_details(run: Any, emulator: Any) -> dict[str, Any]:
    """A call as the role makes it about many clusters where no report is asked for."""
    return call(run, *NAMES, details=False)


WORLDS = {
    "preview": preview,
    "done": done,
    "again": again,
    "refused": refused,
    "stops": stops,
    "accepted": accepted,
    "unsure": unsure,
    "everything": everything,
    "ranges": ranges,
    "gone": gone,
    "stopped": stopped,
    "lost": lost,
    "several": several,
    "fleet": fleet,
}
