# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sentences about clusters that are to leave their network, and what of each is followed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.adx.outbound.tests.emulator.worlds import leaving
from ansible_collections.adx.outbound.tests.integration.remedies.rows import Row

MODULE, ONE = "cluster_network_exit", "telemetry"
OFFICE = ["203.0.113.0/24"]
ELSEWHERE = [{"type": "external_data", "uri": "https://elsewhere.blob.core.windows.net/more"}]


def world(denied: str = "", **changed: Any) -> Callable[[Any, Any], None]:
    """Three clusters that are ready to leave, but for what is changed of one, and for what may not be read."""

    def build(_run: Any, emulator: Any) -> None:
        when = changed.get("created")
        made = {"created": leaving.now(hours=when)} if isinstance(when, int) else {}
        emulator.reset("leaving", **{ONE: {**changed, **made}})
        if denied:
            emulator.deny(denied)

    return build


def approved(run: Any, given: Mapping[str, Any]) -> str:
    """The plan hash of a preview of the same."""
    return str(run(MODULE, check=True, **given)["plan_hash"])


def row(key: str, name: str, place: Any = None, value: Any = None, **given: Any) -> Row:
    needed = {"clusters": [leaving.CLUSTER_IDS[ONE]], "public_network_access": "disabled", "uses": [], **given}
    more = {} if value is None else {"value": value}
    return Row(key, name, place or world(), needed, module=MODULE, **more)


REFUSALS = [
    row("refusal.open_to_all", "accept", public_network_access="enabled", allowed_ip_ranges=[]),
    row(
        "refusal.open_to_all", "allowed_ip_ranges", None, OFFICE, public_network_access="enabled", allowed_ip_ranges=[]
    ),
    row("refusal.no_private_endpoint", "accept", world(own_endpoint=None)),
    row("refusal.private_endpoint_unread", "accept", world("/Microsoft.Network/privateEndpoints/")),
    row("refusal.no_managed_private_endpoint", "accept", world(hub_endpoint=None)),
    row("refusal.source_rules_unread", "accept", world("/networkRuleSets/default$", hub_endpoint=None, hub_rules=None)),
    row(
        "refusal.uses_not_looked_at",
        "accept",
        world(allowed=(*leaving.hosts(ONE), "elsewhere.blob.core.windows.net")),
        uses=ELSEWHERE,
    ),
    row("refusal.not_restricted", "accept", world(restricted="Disabled")),
    row("refusal.prepared_too_long_ago", "accept", world(created=9)),
    row("refusal.prepared_too_long_ago", "prepared_within", world(created=9), 10),
    row("refusal.preparation_unknown", "accept", world(created="yesterday")),
    row("refusal.unnamed", "clusters", None, [leaving.CLUSTER_IDS[ONE]], clusters=None),
    row("refusal.unnamed", "expect_plan", None, approved, clusters=None),
]
INPUTS = [
    row("request.public_access", "public_network_access", None, "disabled", public_network_access=None),
    row("request.public_access", "allowed_ip_ranges", None, OFFICE, public_network_access="enabled"),
    row(
        "request._entry",
        "allowed_ip_ranges",
        None,
        OFFICE,
        public_network_access="enabled",
        allowed_ip_ranges=["10.0.0.0/33"],
    ),
    row("exits._request", "prepared_within", None, 4, prepared_within=0),
    row("cluster_network_exit.ensure", "clusters", None, [leaving.CLUSTER_IDS[ONE]], clusters=[]),
]
ROWS = [*REFUSALS, *INPUTS]
