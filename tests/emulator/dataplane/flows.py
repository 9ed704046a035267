# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of a firewall, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from .truth import Truth

HTTP_KINDS = ("http", "https", "mssql")
# What a rule that lets pass does with the packet: it sends it on as it is, translated where it has to be; it opens a
# connection of its own to the same address; or to what it finds the name to be itself.
FORWARDED, PROXIED, RESOLVED = "forwarded", "proxied", "resolved"


class Verdict(NamedTuple):
    allowed: bool
    by: object = None  # the rule, named as the one who asks would find it; None: no rule, the final deny
    how: str = ""


@dataclass(frozen=True)
class Flow:
    source: str
    port: int
    protocol: str = "Https"
    fqdn: str | None = None  # SNI with Https, Host header with Http; with TCP and UDP what was resolved
    address: str | None = None
    tag: str | None = None  # "an address of this service tag", when none is at hand
    service_tags: dict | None = None  # the service tag document
    fqdn_tags: dict | None = None  # name -> host names, for rules with FQDN tags
    web_categories: dict | None = None  # name -> host names, for rules with web categories
    ip_groups: dict | None = None  # id in lower case -> addresses; None: rules with IP groups are refused
    resolve: Callable | None = None  # name -> addresses, as the firewall finds them; None: as the truth has them
    truth: Truth = Truth()

    @property
    def transport(self):
        return "tcp" if self.is_named else self.protocol.lower()

    @property
    def is_named(self):
        """Whether application rules are looked at when no network rule matched."""
        return self.protocol.lower() in HTTP_KINDS


def asked(source, port, protocol, more):
    """The Flow of these fields; one that no firewall rule can describe is refused."""
    made = Flow(source, port, protocol, **more)
    if made.transport not in ("tcp", "udp"):
        raise ValueError(f"unknown protocol: {protocol}")
    return made


def decide(asked_flow, network, application):
    """Network rules, all of them, before application rules; both are Verdicts of the rules that match, in order.

    They are lazy: what comes after the deciding rule is not looked at, so it is not refused either.
    """
    first = next(network, None)
    if first is None and asked_flow.is_named:
        first = next(application, None)
    return first or Verdict(False)
