# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of a firewall's log, logs that are whole or lack something, and the judgement that they are compared with."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.private_endpoints import PrivateEndpoint
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.private_zones import Link, Zone
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence import evidence
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.attribution import Attribution, Attributor
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.evidence import Case, Whole
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.states import Evidence
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.stores import Logs, Store
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs.answers import Answer, Covered, Hit
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs.queries import Form, Kind
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import verdicts
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Landscape
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.resolution import PrivateDns
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.verdicts import Judged, Question

from ..check import scenarios
from ..check.scenarios import DEFAULT, GOOD
from ..verdict.documents import SUBNET, application, collection, firewall, network, table

NOW = datetime(2026, 11, 30, 12, tzinfo=timezone.utc)
START = datetime(2026, 11, 23, tzinfo=timezone.utc)  # seven days before, at midnight
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OURS = ("ours", "names")
HOST, OTHER = Flow(443, "Https", fqdn="a.contoso.com"), Flow(443, "Https", fqdn="b.contoso.com")
WILDCARD = Flow(443, "Https", fqdn="*.blob.core.windows.net")
BLOB = Flow(443, "Https", fqdn="x.blob.core.windows.net")
HUB = Flow(5671, "TCP", tag="EventHub")
PEER = Flow(1433, "TCP", addresses=("10.9.0.4",))
TIME = Flow(123, "UDP", fqdn="time.windows.com")
ALL = (HOST, OTHER, WILDCARD, HUB, PEER, TIME)
RULES = firewall(
    applications=[
        collection("ours", 1000, "Allow", application("names", to=["a.contoso.com", "*.blob.core.windows.net"]))
    ],
    networks=[
        collection(
            "ours-network",
            1000,
            "Allow",
            network("hub", to="EventHub", ports="5671"),
            network("peer", to="10.9.0.4", ports="1433"),
        )
    ],
)
ENDPOINT = PrivateEndpoint("pe", ("10.20.9.9",), True, fqdns=("x.blob.core.windows.net",))
WORLD = replace(GOOD, firewall=RULES, route_table=table(DEFAULT))


def zoned(*endpoints: PrivateEndpoint) -> Landscape:
    """The world with a zone of private link, which holds x.blob.core.windows.net, and these private endpoints."""
    zone = Zone("privatelink.blob.core.windows.net", (Link(scenarios.NETWORK),), {"x": ("10.20.9.9",)})
    known = {**scenarios.zoned(), "private_dns": PrivateDns((zone,))}
    return replace(WORLD, **known, private_endpoints={one.name: one for one in endpoints})


def ago(**past: float) -> datetime:
    """A time before now."""
    return NOW - timedelta(**past)


def row(host: str = "", **members: Any) -> Hit:
    """A row of an hour ago; an application row with a rule of ours unless something else is said."""
    members = {"kind": Kind.APPLICATION, "action": "Allow", **members}
    is_named = members["kind"] == Kind.APPLICATION
    place = OURS if is_named and members["action"] == "Allow" else ("", "")
    last = members.pop("last", NOW - HOUR)
    given: dict[str, Any] = {
        "source": SUBNET,
        "protocol": "HTTPS" if is_named else "TCP",
        "host": host,
        "address": "",
        "port": 443,
        "reason": "",
        "policy": "",
        "group": "",
        "collection": place[0],
        "rule": place[1],
        "hits": 1,
        "first": last,
        "last": last,
        "days": 1,
        "sources": 1,
    }
    return Hit(**{**given, **members})


def refused(host: str = "", **members: Any) -> Hit:
    """A row of what matched no rule."""
    reason = "No rule matched. Proceeding with default action"
    return row(host, **{"action": "Deny", "reason": reason, **members})


def packet(address: str, **members: Any) -> Hit:
    """A row of network rules."""
    return row(**{"kind": Kind.NETWORK, "address": address, **members})


def covered(
    *kinds: Kind, start: datetime = START, end: datetime = NOW, source: str = SUBNET, without: int | None = None
) -> tuple[Covered, ...]:
    """Rows of these kinds from start to end, each day but the one with this number from the beginning to the end."""
    found = []
    for kind in kinds:
        day, number = start.replace(hour=0, minute=0, second=0), 0
        while day < end:
            if number != without:
                found.append(Covered(kind, source, day, 9, max(day, start), min(day + DAY - timedelta(minutes=1), end)))
            day, number = day + DAY, number + 1
    return tuple(found)


BOTH = covered(Kind.APPLICATION, Kind.NETWORK)


def store(*hits: Hit, coverage: tuple[Covered, ...] = BOTH, **members: Any) -> Store:
    """What one workspace answered, with rows of every day unless something else is said."""
    given = {"hits": Answer(hits), "coverage": Answer(coverage), **members}
    return Store(**{"place": "workspace w", "form": Form.STRUCTURED, "is_whole": True, **given})


def logs(*hits: Hit, stores: tuple[Store, ...] = (), **members: Any) -> Logs:
    """The logs of the firewall: one whole workspace with these rows unless stores are given."""
    given = {name: members.pop(name) for name in ("start", "end", "why", "elsewhere") if name in members}
    listed = stores or (store(*hits, **members),)
    return Logs(**{"firewall": "fw", "start": START, "end": NOW, "stores": listed, **given})


def case(*flows: Flow, landscape: Landscape = WORLD, sources: tuple[str, ...] = (SUBNET,), **more: Any) -> Case:
    """What is compared: these flows, judged; `changed` is since when all verdicts hold."""
    asked = Question(flows or ALL, sources, collections=frozenset({"ours", "ours-network"}))
    judged = _in_the_world(asked) if landscape is WORLD else verdicts.dependencies(asked, landscape)
    changed = more.pop("changed", None)
    return Case(asked, landscape, judged, more.pop("hints", {}), (changed,) * len(judged))


@lru_cache
def _in_the_world(asked: Question) -> tuple[Judged, ...]:
    return verdicts.dependencies(asked, WORLD)


def whole(*flows: Flow, found: Logs, **more: Any) -> Whole:
    """All that these logs say of these flows."""
    return evidence.of_cluster(case(*flows, **more), found)


def told(flow: Flow, *hits: Hit, found: Logs | None = None, **more: Any) -> Evidence:
    """What these rows, or these logs, say of one flow alone."""
    return whole(flow, found=found or logs(*hits), **more).listed[0]


def attributed(*flows: Flow, hits: tuple[Hit, ...], **more: Any) -> Attribution:
    """Whose these rows are."""
    one = case(*flows, **more)
    return Attributor(one.judged, one.landscape, one.hints).of(hits)


def attributor(*flows: Flow, **more: Any) -> Attributor:
    """Who says whose a row is."""
    one = case(*flows, **more)
    return Attributor(one.judged, one.landscape, one.hints)
