# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster sends, and the verdict about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..needs import documented
from ..needs.data_sources import DataSources, SourceKind
from ..needs.dependencies import NAMED, TCP, Dependency
from ..needs.services import DATA_EXPLORER, TagRule
from ..values.words import Word


class Decision(Word):
    """What is decided about a flow."""

    ALLOWED = "allowed"
    DENIED = "denied"
    NO_MATCH = "no_match"
    CANNOT_TELL = "cannot_tell"


BLOCKED = (Decision.DENIED, Decision.NO_MATCH)
# How bad each is for a whole that it is a part of.
_BADNESS: Mapping[str, int] = {Decision.ALLOWED: 0, Decision.CANNOT_TELL: 1, Decision.NO_MATCH: 2, Decision.DENIED: 3}


@dataclass(frozen=True, slots=True)
class Flow:
    """One destination. `protocol` is Https or Http (a name is seen by the firewall), TCP or UDP.

    `fqdn` may be a wildcard, which stands for every name below it. `addresses` are those that are known of the name,
    or of a destination that has none. `tag` stands for all addresses of a service tag. `version` is the family of the
    addresses that a name resolves to, 4 or 6: packets of one meet rules and routes of that one alone. `region` is where
    the resource is that a name is of. `unread` stands for destinations that nobody could read: what needs them.
    """

    port: int
    protocol: str
    fqdn: str | None = None
    addresses: tuple[str, ...] = ()
    tag: str | None = None
    category: str = ""
    version: int = 4
    region: str = ""
    unread: str = ""

    @property
    def is_named(self) -> bool:
        """True when a firewall sees a name, so that application rules may match."""
        return bool(self.fqdn) and self.protocol in NAMED

    @property
    def transport(self) -> str:
        """TCP or UDP, as packets are."""
        return TCP if self.protocol in NAMED else self.protocol

    @property
    def subject(self) -> str:
        """The destination in a sentence."""
        return self.unread or f"{self.fqdn or self.tag or ', '.join(self.addresses)}:{self.port}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`by` names what decided, outermost first, such as policy, group, collection and rule; empty when nothing did.

    `why` says what is not known when the outcome is CANNOT_TELL, and for which part when it is not the whole; `cause`
    is the kind of what is not known.
    """

    outcome: str
    by: tuple[str, ...] = ()
    why: str = ""
    cause: str = ""

    @property
    def place(self) -> str:
        """What decided, in a sentence."""
        return f"'{' / '.join(self.by)}'"

    @property
    def is_open(self) -> bool:
        """True when nobody can tell."""
        return self.outcome == Decision.CANNOT_TELL

    @property
    def blocked(self) -> bool:
        """True when traffic would not pass, as far as that can be told."""
        return self.outcome in BLOCKED

    def as_option(self) -> dict[str, Any]:
        """The verdict as users see it in results."""
        return {"verdict": self.outcome, "by": list(self.by), "why": self.why, "cause": self.cause}


_OF_NOTHING = Verdict(Decision.CANNOT_TELL)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict about a whole from those about its parts: what blocks a part, blocks."""
    return max(verdicts, key=lambda verdict: _BADNESS[verdict.outcome], default=_OF_NOTHING)


def of_dependency(dependency: Dependency) -> Flow:
    """The flow of one dependency."""
    return Flow(
        port=dependency.port,
        protocol=dependency.protocol,
        fqdn=dependency.fqdn,
        addresses=() if dependency.fqdn else dependency.addresses,  # beside a name it is what it was at that moment
        category=dependency.category,
        region=dependency.region,
        tag=dependency.tag or None,
    )


def unread(known: DataSources | None) -> tuple[Flow, ...]:
    """What stands for the destinations that a cluster's configuration has and nobody could read."""
    gaps = known.gaps if known else {}
    return tuple(Flow(port=0, protocol=TCP, category=SourceKind.UNKNOWN, unread=what) for what in gaps)


def documented_tags(rules: Iterable[TagRule] = DATA_EXPLORER.tag_rules) -> tuple[Flow, ...]:
    """The flows of the service tag rules that the documentation asks for beside a service's names."""
    return tuple(
        Flow(port=rule.port, protocol=rule.protocol, tag=rule.tag, category=documented.CATEGORY) for rule in rules
    )


def as_option(flow: Flow) -> Mapping[str, Any]:
    """The destination as users see it in results."""
    return {
        "category": flow.category,
        "fqdn": flow.fqdn,
        "service_tag": flow.tag,
        "addresses": list(flow.addresses),
        "port": flow.port,
        "protocol": flow.protocol,
        "unread": flow.unread or None,
    }
