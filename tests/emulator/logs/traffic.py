# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Traffic of a cluster through a firewall for as many worlds as there are seeds, with an account kept beside.

    hub = {"prefixes": ["20.50.0.0/24"], "port": 5671, "protocol": "Tcp"}
    world = make(7, [{"host": "*.blob.core.windows.net"}, hub])
    pour(azure, world)
    world.account.dependencies[0].allowed

A world has rows in one of the forms in which a firewall's logs are stored, or in two at once, in one workspace or two,
which it may share with other firewalls. Besides what the needs give rise to there is what is about nothing: names that
nobody needs, near misses among them, traffic without a name, pings, what comes from outside, neighbours.
"""

from __future__ import annotations

import ipaddress
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from enum import Enum

from ..worlds.ids import FIREWALL_ID
from ..worlds.logs import WORKSPACE_ID, with_logs
from . import fates, spellings
from .account import Account, account
from .connections import Connection, Dependency, Kind, Row, dependency
from .fates import Fate
from .noise import neighbours, others, pulse
from .spellings import LEGACY, MISPLACED, STRUCTURED

START = datetime(2026, 11, 21, tzinfo=timezone.utc)
SOURCES = ("10.20.1.0/24",)


class Form(str, Enum):
    """In which forms a world has its rows. MOVED: as text at first, in tables of their own since half of the time."""

    STRUCTURED = "structured"
    LEGACY = "legacy"
    MISPLACED = "misplaced"
    BOTH = "both"
    MOVED = "moved"


class Layout(str, Enum):
    """Where they are: in one workspace, in two alike, or one kind of log in the one and the others in the other."""

    ONE = "one"
    COPIED = "copied"
    SPLIT = "split"


@dataclass(frozen=True)
class World:
    """The rows are in `workspaces`, by table. `connections` are the cluster's own, before and after the time as well,
    `foreign` those of other machines and firewalls.
    """

    seed: int
    firewall: str
    sources: tuple[str, ...]
    dependencies: tuple[Dependency, ...]
    fates: tuple[Fate, ...]
    start: datetime
    end: datetime
    form: Form
    layout: Layout
    connections: tuple[Connection, ...]
    foreign: tuple[Connection, ...]
    workspaces: tuple[Mapping[str, list[dict]], ...]
    account: Account

    @property
    def workspace_ids(self):
        return tuple(f"{WORKSPACE_ID}-{number}" for number in range(len(self.workspaces)))

    def row(self, place):
        """The row that a connection says it has made."""
        return self.workspaces[place.workspace][place.table][place.place]

    def is_within(self, connection):
        return self.start <= connection.time < self.end


def make(
    seed,
    needs,
    sources=SOURCES,
    *,
    firewall=FIREWALL_ID,
    start=START,
    days=7,
    form=None,
    layout=None,
    become=None,
    is_shared=None,
    every=True,
    daily=(),
):
    """A world by its seed. What is None is drawn; `become` has the fates that are not, by number of the dependency.
    `is_shared`: whether other firewalls write there. `every`: whether lines of text have spellings of long ago as well.
    `daily`: kinds of log in which the cluster has a row on each day, whatever becomes of what it needs.
    """
    rng = random.Random(seed)
    needed = tuple(dependency(number, given) for number, given in enumerate(needs))
    drawn = [rng.choice(fates.possible(need)) for need in needed]
    drawn = [Fate((become or {}).get(number, fate)) for number, fate in enumerate(drawn)]
    drawn_form, drawn_layout = rng.choice(list(Form)), rng.choice((Layout.ONE, Layout.ONE, *Layout))
    form, layout, shared = Form(form or drawn_form), Layout(layout or drawn_layout), rng.random() < 0.7
    draw = Draw(rng, firewall, tuple(sources), start, start + timedelta(days=days))
    own = [one for number, need in enumerate(needed) for one in _of_need(draw, number, need, drawn[number])]
    own += [*others(draw, needed), *pulse(draw, daily)]
    foreign = neighbours(draw, own, shared if is_shared is None else is_shared)
    writer = _Writer(form, layout, draw, every)
    written = writer.write([*own, *foreign])
    mine, theirs = written[: len(own)], written[len(own) :]
    within = [one for one in mine if draw.start <= one.time < draw.end]
    return World(
        *(seed, firewall, draw.sources, needed, tuple(drawn), draw.start, draw.end, form, layout),
        *(tuple(mine), tuple(theirs), tuple(writer.workspaces)),
        account(needed, within),
    )


@dataclass(frozen=True)
class Draw:
    """What all draws of a world are made from."""

    rng: random.Random
    firewall: str
    sources: tuple[str, ...]
    start: datetime
    end: datetime

    def time(self, first=0.0, last=1.0):
        """A moment between two parts of the time; one before its end unless the end itself is meant."""
        part = self.rng.uniform(first, last)
        at = self.start + (self.end - self.start) * part
        return at if first == last else min(at, self.start + (self.end - self.start) * last - timedelta(microseconds=1))

    def machine(self):
        """A machine of the cluster, and the narrowest of the prefixes it is in."""
        address = _inside(self.rng, self.rng.choice(self.sources), reserved=4)
        holding = [one for one in map(ipaddress.ip_network, self.sources) if ipaddress.ip_address(address) in one]
        return address, str(max(holding, key=lambda network: network.prefixlen))

    def address(self, prefixes=("20.0.0.0/8",)):
        """An address outside."""
        return _inside(self.rng, self.rng.choice(tuple(prefixes) or ("20.0.0.0/8",)))

    def connection(self, verdict, at, *, name="", address="", port, protocol, number=None):
        """A connection of one of the cluster's machines."""
        source, prefix = self.machine()
        return Connection(
            *(at, self.firewall, source, self.rng.randint(49152, 65535), name if verdict.has_name else ""),
            *(address or self.address(), port, protocol, verdict.lines, verdict.is_allowed, verdict.by, number, prefix),
        )


def _inside(rng, prefix, reserved=0):
    """An address of a prefix; of a subnet Azure keeps the first four and the last for itself."""
    network = ipaddress.ip_network(prefix)
    first, last = (reserved, 1) if network.num_addresses > 8 and reserved else (0, 0)
    return str(network[rng.randrange(first, network.num_addresses - last)])


def _of_need(draw, number, need, fate):
    """The connections that a need gives rise to; a client that is refused tries again at once, as a rule."""
    places = [draw.address(need.prefixes) for _place in range(draw.rng.randint(1, 3))]
    for phase in fates.phases(fate, need, draw.rng):
        count = draw.rng.randint(1, phase.most)
        again = not phase.verdict.is_allowed and draw.rng.random() < 0.5
        first, over = draw.time(phase.start, phase.end), draw.start + (draw.end - draw.start) * phase.end
        for turn in range(count):
            at = first + timedelta(seconds=turn) if again else draw.time(phase.start, phase.end)
            if again and at >= over:
                break
            yield _of_phase(draw, number, need, phase.verdict, at, draw.rng.choice(places))


def _of_phase(draw, number, need, verdict, at, address):
    name = _name(draw.rng, need.host) if need.is_by_name else ""
    made = {"name": name, "address": address, "port": need.port, "protocol": need.protocol, "number": number}
    return draw.connection(verdict, at, **made)


def _name(rng, host):
    """A name that a need is about, in one of the cases in which clients write it."""
    if host.startswith("*."):
        labels = [rng.choice(("a", "st01", "x9", "prod-7")) for _label in range(rng.choice((1, 1, 2)))]
        host = ".".join((*labels, host[2:]))
    return rng.choice((host, host, host.upper(), host.title()))


class _Writer:
    """Puts rows into the tables of workspaces, and remembers which connection has made which."""

    def __init__(self, form, layout, draw, every):
        self._form, self._layout, self._draw, self._every = form, layout, draw, every
        self.workspaces = [{} for _one in range(1 if layout is Layout.ONE else 2)]

    def write(self, connections):
        """The same connections in the same order, each with its rows; those are in the order of their times."""
        made = {}
        for place, one in sorted(enumerate(connections), key=lambda item: item[1].time):
            rows = [row for line in one.lines for form in self._forms(one) for row in self._put(form, one, line)]
            made[place] = replace(one, rows=tuple(rows))
        return [made[place] for place in range(len(connections))]

    def _forms(self, one):
        half = self._draw.start + (self._draw.end - self._draw.start) / 2
        return {
            Form.BOTH: (STRUCTURED, LEGACY),
            Form.MOVED: (LEGACY,) if one.time < half else (STRUCTURED,),
        }.get(self._form, (self._form.value,))

    def _put(self, form, one, line):
        made = spellings.row(form, one, line, self._draw.rng, self._every)
        if made is None:
            return
        table = made["Type"]
        for number in self._places(line.kind):
            held = self.workspaces[number].setdefault(table, [])
            yield Row(form, number, table, len(held))
            held.append(made)

    def _places(self, kind):
        if self._layout is Layout.SPLIT:
            return (0,) if kind is Kind.APPLICATION else (1,)
        return range(len(self.workspaces))


def pour(azure, world):
    """Put a world into an emulator: workspaces with its rows, and the settings that lead there. Return their ids."""
    for number, (workspace, held) in enumerate(zip(world.workspace_ids, world.workspaces, strict=True)):
        for name, destination, categories in _settings(world, number):
            logs = [{"category": one, "enabled": True} for one in categories]
            how = {"setting": f"{name}-{number}", "destination": destination, "logs": logs}
            with_logs(azure, firewall=world.firewall, workspace=workspace, **how)
        azure.seed_rows(workspace, held)
    return world.workspace_ids


def _settings(world, number):
    """Name, destination type and categories of the settings for a workspace."""
    kinds = list(spellings.TABLES)
    if world.layout is Layout.SPLIT:
        kinds = [kind for kind in kinds if (kind is Kind.APPLICATION) == (number == 0)]
    own = [spellings.TABLES[kind] for kind in kinds]
    text = [
        "AzureFirewallApplicationRule" if kind is Kind.APPLICATION else "AzureFirewallNetworkRule" for kind in kinds
    ]
    if world.form in (Form.STRUCTURED, Form.BOTH, Form.MOVED):
        yield "structured", "Dedicated", own
    if world.form in (Form.LEGACY, Form.BOTH):
        yield "legacy", None, sorted(set(text))
    if world.form is Form.MISPLACED:
        yield MISPLACED, None, own
