# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Traffic that no need gives rise to: a cluster's own, and that of others beside it."""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from datetime import timedelta

from . import fates
from .connections import By, Kind, Line, Rule

PLAIN = ("motd.ubuntu.com", "www.example.org", "telemetry.vendor.example", "au.download.windowsupdate.com")
PULSE = "pulse.example.org"
CORPORATE = Rule("corp-policy", "corp-rules", "allow-common", "common sites")
NEIGHBOURS = ("10.99.0.0/24", "192.168.77.0/24", "172.31.5.0/24")


def others(draw, needs):
    """What the machines of a cluster do besides."""
    made = [*_strangers(draw, needs), *_unnamed(draw), *_packets(draw), *_pings(draw)]
    draw.rng.shuffle(made)
    return made


def _strangers(draw, needs):
    """Names that nobody needs, and some that are almost what somebody needs."""
    near = [found for need in needs for found in near_misses(need)]
    strange = [one for one in near if not any(need.holds_name(*one[:2]) for need in needs)]
    asked = [*((name, 443, "Https") for name in PLAIN), *strange]
    for name, port, protocol in draw.rng.sample(asked, min(len(asked), draw.rng.randint(0, 5))):
        yes, no = fates.allowed(Kind.APPLICATION, CORPORATE), fates.by_default(Kind.APPLICATION, draw.rng)
        verdict = draw.rng.choice((yes, no))
        for _turn in range(draw.rng.randint(1, 4)):
            yield draw.connection(verdict, draw.time(), name=name, port=port, protocol=protocol)


def pulse(draw, kinds):
    """A connection of the cluster for each day that the time has a part of, in the log of each of these kinds."""
    day = draw.start.replace(hour=0, minute=0, second=0, microsecond=0)
    while day < draw.end:
        first, last = max(day, draw.start), min(day + timedelta(days=1), draw.end)
        for kind in kinds:
            place = {"name": PULSE, "port": 443, "protocol": "Https"}
            if kind is Kind.NETWORK:
                place = {"port": 123, "protocol": "Udp"}
            at = first + (last - first) * draw.rng.random()
            yield draw.connection(fates.allowed(kind, CORPORATE), at, **place)
        day += timedelta(days=1)


def near_misses(need):
    """Names and ports that are not those of a need, though some reading of them may be."""
    if not need.is_by_name:
        return
    bare, is_wildcard = need.host.removeprefix("*."), need.host.startswith("*.")
    yield f"x{bare}", need.port, need.protocol
    yield f"{bare}.example.org", need.port, need.protocol
    yield (bare if is_wildcard else f"a.{bare}"), need.port, need.protocol
    yield (f"a.{bare}" if is_wildcard else bare), need.port + 8000, need.protocol


def _unnamed(draw):
    """TLS without a name, of which nobody can tell what it was for."""
    for _turn in range(draw.rng.choice((0, 0, 1, 3))):
        port = draw.rng.choice((443, 12000, 8443))
        yield draw.connection(fates.unnamed(), draw.time(), port=port, protocol="Https")


def _packets(draw):
    """Clocks and names, by address."""
    for port in draw.rng.sample((53, 123, 3478), draw.rng.randint(0, 2)):
        for _turn in range(draw.rng.randint(1, 5)):
            verdict = fates.by_default(Kind.NETWORK, draw.rng)
            yield draw.connection(verdict, draw.time(), port=port, protocol="Udp")


def _pings(draw):
    for verdict in (fates.allowed(Kind.NETWORK, CORPORATE), fates.by_default(Kind.NETWORK, draw.rng)):
        if draw.rng.random() < 0.3:
            yield draw.connection(verdict, draw.time(), port=0, protocol="Icmp")


def neighbours(draw, own, is_shared):
    """What others do: machines of other subnets, somebody from outside, and where logs are shared another firewall with
    machines of the same addresses, all of them to the same places as the cluster and with the opposite outcome.
    """
    made = [*_elsewhere(draw, own), *_from_outside(draw)]
    return [*made, *_behind_another(draw, own)] if is_shared else made


def _elsewhere(draw, own):
    free = [one for one in NEIGHBOURS if not any(_overlap(one, mine) for mine in draw.sources)]
    for one in _some(draw, own):
        source = str(ipaddress.ip_network(draw.rng.choice(free))[draw.rng.randint(4, 200)])
        yield replace(_turned(draw, one), source=source, prefix="", dependency=None)


def _behind_another(draw, own):
    for one in _some(draw, own):
        yield replace(_turned(draw, one), firewall=f"{draw.firewall}-other", prefix="", dependency=None)


def _some(draw, own):
    return draw.rng.sample(own, min(len(own), draw.rng.randint(1, 6)))


def _turned(draw, one):
    """The same connection, refused where it was allowed and allowed where it was not."""
    kind = Kind.APPLICATION if one.name else Kind.NETWORK
    verdict = fates.by_rule(kind, fates.FOREIGN) if one.is_allowed else fates.allowed(kind, CORPORATE)
    return replace(one, lines=verdict.lines, is_allowed=verdict.is_allowed, by=verdict.by)


def _from_outside(draw):
    """What a NAT rule leads inside; in tables of their own such lines are in one that is not asked here."""
    for _turn in range(draw.rng.choice((0, 0, 2))):
        verdict = fates.Verdict((Line(Kind.NAT, ""),), True, By.RULE)
        made = draw.connection(verdict, draw.time(), address=draw.machine()[0], port=3389, protocol="Tcp")
        yield replace(made, source=f"194.79.199.{draw.rng.randint(1, 250)}", prefix="")


def _overlap(one, other):
    return ipaddress.ip_network(one).overlaps(ipaddress.ip_network(other))
