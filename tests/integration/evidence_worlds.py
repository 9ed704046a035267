# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Worlds by their seed: a cluster behind a firewall, its logs, what may be wrong with them, and what we say."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence import evidence
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.evidence import Case, Whole
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.stores import (
    INGESTION,
    Lack,
    Logs,
    Store,
    Why,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs import answers
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs import queries as kql
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import verdicts
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Landscape
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.verdicts import Question
from ansible_collections.adx.outbound.tests.emulator.logs import aggregate, traffic
from ansible_collections.adx.outbound.tests.emulator.logs.connections import Kind
from ansible_collections.adx.outbound.tests.emulator.logs.fates import Fate
from ansible_collections.adx.outbound.tests.emulator.logs.noise import NEIGHBOURS
from ansible_collections.adx.outbound.tests.emulator.logs.spellings import TABLES
from ansible_collections.adx.outbound.tests.integration.evidence_rows import Aim, Facts, Place, narrowest
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world as unit
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents as arm

MENU: tuple[dict[str, Any], ...] = (
    {"host": "*.blob.core.windows.net"},
    {"host": "st01.blob.core.windows.net"},
    {"host": "gcs.prod.monitoring.core.windows.net", "category": "AzureMonitor"},
    {"host": "*.Prod.Monitoring.core.windows.net", "category": "AzureMonitor"},
    {"host": "login.microsoftonline.com", "category": "AzureActiveDirectory"},
    {"host": "packages.example.net", "port": 80, "protocol": "Http"},
    {"host": "db.database.windows.net", "port": 1433, "protocol": "Mssql"},
    {"host": "hub.servicebus.windows.net", "port": 5671, "protocol": "TCP"},
    {"prefixes": ["20.50.0.0/24", "20.51.7.0/28"], "port": 443, "protocol": "TCP"},
    {"prefixes": ["20.52.0.7/32"], "port": 443, "protocol": "TCP"},
    {"prefixes": ["20.60.0.0/24"], "port": 5671, "protocol": "TCP"},
    {"prefixes": ["20.70.0.0/24"], "port": 123, "protocol": "UDP"},
    {"prefixes": ["20.80.0.0/22"], "port": 443, "protocol": "TCP", "tag": "AzureMonitor"},
)
# By the documentation of service tags: whose names AzureMonitor is for; of the others nobody says that it is not.
OF_MONITOR, OF_STORAGE = "monitoring.core.windows.net", "blob.core.windows.net"
PLATFORM = {"everything": "*", "a part": "20.99.0.0/24", "a tag": "AzureMonitor"}
_OF_RULES = (Kind.APPLICATION, Kind.NETWORK)
NAMED = ("Https", "Http", "Mssql")
SOURCES = (("10.20.1.0/24",), ("10.20.1.0/24", "10.20.1.64/26", "10.30.0.0/28"))


class Trouble(str, Enum):
    """What may be wrong with logs."""

    NONE = "none"
    GAP = "a day without rows"
    SILENCE = "a day without rows of the cluster"
    YOUNG = "younger than the time"
    ENDED = "turned off since"
    STRANGERS = "rows of others alone"
    LOST = "rows lost silently"
    UNREAD = "a workspace that may not be asked"
    RIGHTS = "asked by the right on the firewall"
    MIXED_RIGHTS = "one workspace asked, another by the right on the firewall"
    PARTIAL = "answers that say they are partial"
    CUT = "answers that are cut off"
    BASIC = "tables with the plan Basic"
    STOPPED = "a cluster that is not running"
    UNLOGGED = "one kind of log turned off"


@dataclass(frozen=True)
class Made:
    """A world, the facts of it, and what we say of it. What could not be read comes behind the needs in `told`."""

    seed: int
    trouble: Trouble
    facts: Facts
    case: Case
    logs: Logs
    told: Whole

    @property
    def needs(self) -> int:
        return len(self.facts.world.dependencies)


def make(seed: int) -> Made:
    """The world of a seed."""
    rng = random.Random(f"evidence {seed}")
    trouble = rng.choice((*[Trouble.NONE] * 8, *Trouble))
    needs = rng.sample(MENU, rng.randint(4, 9))
    drawn = _traffic(seed, rng, needs, trouble)
    rules, document, inspected = _rules(rng, needs)
    tags = {"azuremonitor": ("20.80.0.0/22",)} if rng.random() < 0.5 else None
    flows = tuple(_flow(need) for need in needs)
    past, astray, table = _routes(rng, needs)
    state = "Stopped" if trouble is Trouble.STOPPED else "Running"
    landscape = _landscape(document, table, tags, state)
    known = {
        n: tuple(need["prefixes"]) for n, need in enumerate(needs) if "prefixes" in need and ("tag" not in need or tags)
    }
    facts = Facts(
        drawn,
        _places(rng, trouble, len(drawn.workspaces)),
        lost=frozenset(_lost(rng, trouble, drawn)),
        basic=_basic(rng, trouble),
        is_running=trouble is not Trouble.STOPPED,
        past=past,
        astray=astray,
        known=known,
        hints=_hints(rng, drawn),
        since=tuple(_since(rng, drawn) for _need in needs),
        rules=rules,
        inspected=inspected,
    )
    asked = Question((*flows, *_unread(rng)), drawn.sources)
    judged = verdicts.dependencies(asked, landscape)
    hints = {(str(flows[number].fqdn), flows[number].port): listed for number, listed in facts.hints.items()}
    case = Case(asked, landscape, judged, hints, (*facts.since, *[None] * (len(judged) - len(flows))))
    logs = _logs(rng, trouble, facts)
    return Made(seed, trouble, facts, case, logs, evidence.of_cluster(case, logs))


# What there is


def _traffic(seed, rng, needs, trouble):
    start = traffic.START + timedelta(hours=rng.choice((0, 0, 0, rng.uniform(0, 24))))
    days = rng.choice((7, 7, 7, 3, 1, 0.4)) + rng.choice((0, rng.random()))
    daily = rng.choice((*[_OF_RULES] * 4, (Kind.APPLICATION,), (Kind.NETWORK,), ()))
    form = None if rng.random() < 0.6 else rng.choice(("structured", "legacy", "both"))
    layout = "copied" if trouble is Trouble.MIXED_RIGHTS else None
    quiet = {number: rng.choice((Fate.SILENT, Fate.OUTSIDE)) for number in range(len(needs)) if rng.random() < 0.2}
    how = {"start": start, "days": days, "form": form, "layout": layout, "become": quiet, "daily": daily}
    return traffic.make(seed, needs, rng.choice(SOURCES), **how)


def _flow(need: Mapping[str, Any]) -> Flow:
    port, protocol = need.get("port", 443), need.get("protocol", "Https")
    if "tag" in need:
        return Flow(port, protocol, tag=need["tag"])
    own = tuple(need.get("prefixes", ()))
    return Flow(port, protocol, fqdn=need.get("host"), addresses=own, category=need.get("category", ""))


def _unread(rng) -> tuple[Flow, ...]:
    return (Flow(0, "TCP", unread="what the data connections need"),) if rng.random() < 0.1 else ()


def _rules(rng, needs) -> tuple[dict[str, Aim], Any, Aim]:
    """What network rules are about, the groups that they are in with all others, and the ports of application rules."""
    aims: dict[str, Aim] = {}
    network, application, ports = [], [], set()
    for number, need in enumerate(needs):
        if rng.random() < 0.15:
            continue
        name, port, protocol = f"allow-{number}", need.get("port", 443), need.get("protocol", "Https")
        if protocol in NAMED:
            ports.add(port)
            application.append(arm.application(name, to=need["host"], protocol=f"{protocol}:{port}", source="*"))
            continue
        aims[name] = _aim(needs, number)
        to = (
            {"destinationFqdns": [need["host"]], "to": ()}
            if "host" in need
            else {"to": need.get("tag", need.get("prefixes"))}
        )
        network.append(arm.network(name, ports=str(port), protocols=protocol, source="*", **to))
    inspected = frozenset(n for n, need in enumerate(needs) if need.get("port", 443) in ports)
    ours = [
        arm.filters("adx-network", 100, "Allow", *network),
        arm.filters("adx-application", 200, "Allow", *application),
    ]
    groups = [arm.group("adx-egress", 300, *ours)]
    theirs = []
    if rng.random() < 0.4:
        what = rng.choice(list(PLATFORM))
        aims["azure monitor"] = _platform(needs, what)
        theirs.append(
            arm.filters("allow-platform", 100, "Allow", arm.network("azure monitor", to=PLATFORM[what], source="*"))
        )
    if rng.random() < 0.15:
        aims["deny everything else"] = Aim(may=_on(needs, 443, "TCP"))
        theirs.append(arm.filters("deny-all", 900, "Deny", arm.network("deny everything else", source="*")))
    if theirs:
        groups.append(arm.group("corp-rules", 200, *theirs))
    chain = (Policy(arm.policy("corp-policy", dnsSettings={"enableProxy": True}), tuple(groups)),)
    return aims, chain, Aim(may=inspected)


def _on(needs, port, protocol) -> frozenset[int]:
    found = [(n, need.get("port", 443), need.get("protocol", "Https")) for n, need in enumerate(needs)]
    return frozenset(
        n for n, own, spoken in found if own == port and (spoken == protocol or (spoken in NAMED and protocol == "TCP"))
    )


def _aim(needs, number) -> Aim:
    """What the rule of a need is about: addresses may be those of any name, a name is for that name alone."""
    need = needs[number]
    if "tag" in need:
        return _platform(needs, "a tag")
    if "host" in need:
        return Aim(number, frozenset({number}))
    return Aim(may=_on(needs, need["port"], need["protocol"]))


def _platform(needs, what) -> Aim:
    """What the rule of the platform's team may match; other rules for a tag than that of a need are of no need."""
    there = _on(needs, 443, "TCP")
    if what != "a tag":
        return Aim(may=there)
    hosts = {n: needs[n].get("host", "").lower() for n in there}
    own = next((n for n in there if needs[n].get("tag")), None)
    may = frozenset(n for n in there if hosts[n].endswith(OF_MONITOR) or n == own)
    never = frozenset(n for n in there if hosts[n].endswith(OF_STORAGE))
    return Aim(own, may, there - may - never)


def _routes(rng, needs) -> tuple[frozenset[int], frozenset[int], Any]:
    """The needs that take a route past the firewall, those of which a part does, and the table that has it."""
    if rng.random() < 0.05:
        return frozenset(range(len(needs))), frozenset(), unit.table()
    routes, past, astray = [unit.default_route()], set(), set()
    for number, need in enumerate(needs):
        if "prefixes" in need and "tag" not in need and rng.random() < 0.2:
            whole = rng.random() < 0.7 or len(need["prefixes"]) == 1
            listed = need["prefixes"] if whole else need["prefixes"][:1]
            routes += [unit.route(f"past-{number}-{n}", one) for n, one in enumerate(listed)]
            (past if whole else astray).add(number)
    return frozenset(past), frozenset(astray), unit.table(*routes)


def _landscape(chain, table, tags, state) -> Landscape:
    document = unit.cluster()
    document["properties"]["state"] = state
    return unit.landscape(document, chain=chain, table=table, service_tags=tags, cluster=clusters.from_arm(document))


def _hints(rng, drawn) -> dict[int, tuple[str, ...]]:
    """The addresses that some names had when somebody asked; of some of them there was traffic."""
    found = {}
    for number, need in enumerate(drawn.dependencies):
        if need.host and not need.host.startswith("*") and rng.random() < 0.3:
            met = [one.address for one in drawn.connections if one.dependency == number]
            found[number] = tuple(rng.sample(met, min(len(met), 2))) or ("20.7.7.7",)
    return found


def _since(rng, drawn):
    """Since when a verdict is known to hold."""
    if rng.random() < 0.7:
        return None
    if rng.random() < 0.1:
        return drawn.end - INGESTION / 2
    return drawn.start + (drawn.end - drawn.start) * rng.uniform(-0.2, 1)


# What is wrong with it


def _places(rng, trouble, count) -> tuple[Place, ...]:
    several = tuple(range(count))
    if trouble is Trouble.RIGHTS:
        return (Place(several, is_whole=False),)
    if trouble is Trouble.MIXED_RIGHTS:
        return (Place((0,)), Place(several, is_whole=False))
    made = [Place((number,)) for number in several]
    at = rng.randrange(count)
    made[at] = replace(
        made[at], is_unread=trouble is Trouble.UNREAD, is_partial=trouble in (Trouble.PARTIAL, Trouble.CUT)
    )
    return tuple(made)


def _basic(rng, trouble) -> frozenset[Kind]:
    if trouble is not Trouble.BASIC:
        return frozenset()
    return frozenset(rng.choice(((Kind.APPLICATION,), (Kind.NETWORK,), tuple(TABLES))))


def _lost(rng, trouble, drawn):
    """Rows that are not there, or have never been."""
    is_gone = _LOSSES.get(trouble)
    if is_gone is None:
        return
    decide = is_gone(rng, drawn)
    for one in (*drawn.connections, *drawn.foreign):
        for row in one.rows:
            if decide(one, row):
                yield row.workspace, row.table, row.place


def _gap(rng, drawn):
    first = drawn.start + (drawn.end - drawn.start) * rng.random()
    day = first.replace(hour=0, minute=0, second=0, microsecond=0)
    return lambda one, _row: day <= one.time < day + timedelta(days=1)


def _silence(rng, drawn):
    is_in = _gap(rng, drawn)
    return lambda one, row: is_in(one, row) and bool(narrowest(drawn.sources, one.source))


def _young(rng, drawn):
    since = drawn.start + (drawn.end - drawn.start) * rng.random()
    return lambda one, _row: one.time < since


def _ended(rng, drawn):
    until = drawn.start + (drawn.end - drawn.start) * rng.random()
    where = rng.choice(({0}, {0, 1}))
    return lambda one, row: one.time >= until and row.workspace in where


def _strangers(_rng, drawn):
    return lambda one, _row: bool(narrowest(drawn.sources, one.source))


def _silently(rng, _drawn):
    share = rng.choice((0.1, 0.5, 0.9))
    return lambda _one, _row: rng.random() < share


def _unlogged(rng, drawn):
    kind = rng.choice((Kind.APPLICATION, Kind.NETWORK))
    return lambda one, row: (
        row.table == TABLES[kind]
        or (
            row.table == "AzureDiagnostics"
            and (kind is Kind.APPLICATION) == ("Application" in drawn.row(row)["Category"])
        )
    )


_LOSSES = {
    Trouble.GAP: _gap,
    Trouble.SILENCE: _silence,
    Trouble.YOUNG: _young,
    Trouble.ENDED: _ended,
    Trouble.STRANGERS: _strangers,
    Trouble.LOST: _silently,
    Trouble.UNLOGGED: _unlogged,
}


# What is answered


def _logs(rng, trouble, facts: Facts) -> Logs:
    drawn = facts.world
    asked = (*drawn.sources, *rng.choice(((), NEIGHBOURS[:1])))
    stores = [_store(trouble, facts, number, form, asked) for number in range(len(facts.places)) for form in kql.Form]
    return Logs("fw", drawn.start, drawn.end, tuple(stores))


def _store(trouble, facts: Facts, number: int, form: kql.Form, asked) -> Store:
    place = facts.places[number]
    said = f"workspace {number}" if place.is_whole else "the logs of firewall fw"
    if place.is_unread:
        return Store(said, form, True, unread=Why(Lack.UNREAD, f"{said} could not be read (InsufficientAccessError)"))
    tables = _tables(facts, place)
    window = kql.Window(facts.world.start, facts.world.end)
    read = {}
    for topic, reader in ((kql.Topic.HITS, answers.hits), (kql.Topic.COVERAGE, answers.coverage)):
        query = kql.Query(topic, form, facts.world.firewall, asked, window)
        document = _document(trouble, place, query, tables)
        read[topic] = reader(document, query) if document else answers.Answer(())
    store = Store(said, form, place.is_whole, read[kql.Topic.HITS], read[kql.Topic.COVERAGE])
    if form is not kql.Form.STRUCTURED:
        return store
    return replace(store, skipped=frozenset(kql.Kind(one.value) for one in facts.basic if one in _OF_RULES))


def _tables(facts: Facts, place: Place) -> dict[str, list[dict]]:
    """The rows that a query can come upon."""
    closed = {TABLES[kind] for kind in facts.basic}
    found: dict[str, list[dict]] = {}
    for number in place.workspaces:
        for table, held in facts.world.workspaces[number].items():
            kept = [row for at, row in enumerate(held) if (number, table, at) not in facts.lost and table not in closed]
            found.setdefault(table, []).extend(kept)
    return found


def _document(trouble, place: Place, query: kql.Query, tables) -> Any:
    """The answer as the service gives it; None where no table of the form was ever written to."""
    try:
        document = aggregate.answer(query.text, tables).document()
    except aggregate.Refused as refused:
        assert refused.code == "SEM0100", refused.message
        return None
    if place.is_partial:
        if trouble is Trouble.CUT:
            document["tables"][0]["rows"] = document["tables"][0]["rows"][::2]
        document["error"] = {"code": "PartialError", "message": "There were some errors when processing your query."}
    return document
