# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON report of an earlier run: what it says of each cluster, or why that is nothing to compare with.

It is a file that anybody may have written. What is not as a report has it is never guessed at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from ..values import json_texts, resource_ids, times
from ..values.errors import PlanError
from ..values.printable import printable
from ..values.resource_ids import ResourceId
from ..values.words import Mode, Word, brief
from ..verdict.flows import Decision
from ..verdict.verdicts import Judged

# Versions of a report that have what is compared: a second number more adds members and changes none.
KNOWN_VERSIONS = ("1.0", "1.1", "1.2", "1.3")
_OF_WHAT_IS = (Mode.RUN.value, "check")  # modes; that of a preview says what would be
_LEFT_AS_JUDGED = "check_failed"  # a check that fails has judged everything; any other failure comes before its end
_LONGEST = 200  # letters that are shown of a path: a text that is no JSON may have been taken for one
_SHOWN = 20  # and of a version
_GIVE_ANOTHER = "Give O(baseline) the JSON report that a run or a check has written."
_KEEP_APART = "Let previews write their report to another path than runs and checks do."
_WAIT = "Nothing: the report that this call writes can be the next baseline."


class Judgement(Word):
    """What a report says of a destination or an address."""

    ALLOWED = "allowed"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


JUDGED = {
    Decision.ALLOWED.value: Judgement.ALLOWED,
    Decision.DENIED.value: Judgement.BLOCKED,
    Decision.NO_MATCH.value: Judgement.BLOCKED,
    Decision.CANNOT_TELL.value: Judgement.UNKNOWN,
}


class Key(NamedTuple):
    """What tells one destination from another, whichever category names it."""

    target: str
    port: int
    protocol: str


@dataclass(frozen=True)
class Destination:
    """A destination and what became of it. `by` is what decided, `through` what the firewall's part was decided by,
    `hop` the type of the next hop, `cause` the kind of what was not known. `since` is when it has had this verdict.
    """

    subject: str
    target: str
    port: int
    protocol: str
    category: str
    verdict: Judgement
    by: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    hop: str = ""
    cause: str = ""
    is_unread: bool = False
    since: datetime | None = None

    @property
    def key(self) -> Key:
        """What it is known by; addresses have no order."""
        return Key(", ".join(sorted(self.target.lower().split(", "))), self.port, self.protocol.lower())

    def is_as(self, other: Destination) -> bool:
        """True where the same decided the same, by the same way."""
        return (self.verdict, self.through, self.hop) == (other.verdict, other.through, other.hop)


@dataclass(frozen=True)
class Firewall:
    """What the traffic went through. `key` tells one from another; an appliance has no id and is known by its name."""

    key: str
    private_address: str
    public_addresses: tuple[str, ...]


@dataclass(frozen=True)
class Before:
    """One cluster as it was at a time. `is_whole` says that nothing beside the verdicts was left unread."""

    when: datetime
    firewall: Firewall
    destinations: tuple[Destination, ...]
    is_whole: bool = True

    @property
    def told(self) -> str:
        """The time, for people."""
        return times.shown(self.when)


@dataclass(frozen=True)
class Unusable:
    """Why there is nothing to compare a cluster with, as the end of a sentence, and what to do."""

    why: str
    remedy: str = _GIVE_ANOTHER


@dataclass(frozen=True)
class Baseline:
    """What a report says of clusters, by the keys of their ids; `others` is what holds for those that it has not."""

    others: Unusable
    clusters: Mapping[str, Before | Unusable] = field(default_factory=dict)

    def of(self, cluster: ResourceId) -> Before | Unusable:
        """What it says of a cluster."""
        return self.clusters.get(resource_ids.key(cluster), self.others)


def key_of(firewall_id: object, name: object) -> str:
    """What tells one firewall from another."""
    return str(firewall_id or name or "").lower()


def of_judged(one: Judged) -> Destination:
    """A destination as it is judged now."""
    flow = one.flow
    return Destination(
        subject=flow.subject,
        target=flow.unread or flow.fqdn or flow.tag or ", ".join(flow.addresses),
        port=flow.port,
        protocol=flow.protocol,
        category=flow.category,
        verdict=JUDGED[str(one.verdict.outcome)],
        by=tuple(map(str, one.verdict.by)),
        through=tuple(map(str, one.firewall.by)),
        hop=str(one.hop.kind),
        cause=str(one.verdict.cause),
        is_unread=bool(flow.unread),
    )


def unreadable(path: str, reason: str) -> Baseline:
    """What stands for a file that cannot be read."""
    return Baseline(Unusable(f"{printable(brief(path))[:_LONGEST]} cannot be read: {reason}"))


def from_text(text: str) -> Baseline:
    """Read a report; what it is instead is said by each cluster's entry, never raised."""
    try:
        return read(json_texts.parsed(text))
    except ValueError:
        return Baseline(Unusable("what is given as the baseline is no JSON"))


def read(document: Any) -> Baseline:
    """The same of a report that is data already."""
    if not isinstance(document, Mapping) or not isinstance(document.get("clusters"), list):
        return Baseline(Unusable("what is given as the baseline is no report of this collection"))
    version = document.get("schema_version")
    if version not in KNOWN_VERSIONS:
        told = f"schema version {printable(version)[:_SHOWN]}" if isinstance(version, str) else "no schema version"
        known = f"{KNOWN_VERSIONS[0]} to {KNOWN_VERSIONS[-1]}"
        return Baseline(Unusable(f"the baseline has {told}, and {known} are known"))
    if document.get("mode") == Mode.PREVIEW:
        return Baseline(Unusable("the baseline is the report of a preview, which says what would be", _KEEP_APART))
    when = time_of(document.get("generated_at"))
    if document.get("mode") not in _OF_WHAT_IS or when is None:
        return Baseline(Unusable("the baseline does not say when it was made, or of what"))
    return Baseline(Unusable("the baseline has nothing of this cluster", _WAIT), _clusters(document["clusters"], when))


def time_of(value: Any) -> datetime | None:
    """A time as a report has it; None for anything else."""
    if not isinstance(value, str) or not value.endswith("Z"):
        return None
    try:
        return datetime.fromisoformat(f"{value[:-1]}+00:00")
    except ValueError:
        return None


def _clusters(listed: Iterable[Any], when: datetime) -> dict[str, Before | Unusable]:
    found: dict[str, Before | Unusable] = {}
    for one in listed:
        try:
            key = resource_ids.key(resource_ids.parse(one["id"]))
        except (AttributeError, KeyError, TypeError, ValueError, PlanError):
            continue  # whose it is cannot be told, so it is nobody's
        found[key] = Unusable("the baseline has this cluster twice") if key in found else _cluster(one, when)
    return found


def _cluster(one: Mapping[str, Any], when: datetime) -> Before | Unusable:
    try:
        failure = one["failure"]
        if failure is not None and failure["code"] != _LEFT_AS_JUDGED:
            return Unusable("in the baseline the run has failed for this cluster", _WAIT)
        if one["destinations"] is None:
            return Unusable("in the baseline no destination of this cluster was judged", _WAIT)
        if one["firewall"] is None:
            return Unusable("the baseline is of a call that was about no firewall")
        known = tuple(_destination(each, when) for each in _list(one["destinations"]))
        return Before(when, _firewall(one["firewall"]), known, _is_whole(_list(one["findings"])))
    except (AttributeError, KeyError, TypeError, ValueError):
        return Unusable("what the baseline has of this cluster is not what a report has")


def _firewall(one: Mapping[str, Any]) -> Firewall:
    id_, name, address = (_text(one[name]) for name in ("id", "name", "private_address"))
    return Firewall(key_of(id_, name), address, tuple(map(_text, _list(one["public_addresses"]))))


def _is_whole(findings: Iterable[Mapping[str, Any]]) -> bool:
    return not any(one["code"] == "not_looked_at" for one in findings)


def _destination(one: Mapping[str, Any], when: datetime) -> Destination:
    unread, port = _text(one["unread"]), one["port"]
    target = unread or _text(one["fqdn"]) or _text(one["service_tag"])
    target = target or ", ".join(map(_text, _list(one["addresses"])))
    if isinstance(port, bool) or not isinstance(port, int) or not 0 <= port < 1 << 16:
        raise ValueError("no port")
    since = time_of(one.get("since"))
    return Destination(
        subject=unread or f"{target}:{port}",
        target=target,
        port=port,
        protocol=_text(one["protocol"]),
        category=_text(one["category"]),
        verdict=Judgement(one["verdict"]),
        by=_by(one),
        through=_by(one["firewall"] or {"by": []}),
        hop=_text((one["next_hop"] or {"type": None})["type"]),
        cause=_text(one["cause"]),
        is_unread=bool(unread),
        since=since if since and since <= when else when,
    )


def _by(one: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(map(_text, _list(one["by"])))


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("no list")
    return value


def _text(value: Any) -> str:
    """A text, which is empty for null."""
    if not isinstance(value, str | None):
        raise ValueError("no text")
    return value or ""
