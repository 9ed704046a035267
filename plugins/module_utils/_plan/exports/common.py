# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every format has in common: the request, the result, and the sentences about what is lost."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..needs.dependencies import TCP
from ..values import addresses, hosts
from ..values.errors import PlanError
from ..values.printable import printable
from .entries import Entry, EntryKind, Key, Port, Use, is_network, network_family

ANYWHERE = "*"
CLUSTERS = "Azure Data Explorer clusters"
_SHOWN = 3  # names of clusters in a comment
_ACTIVE = r"[\"\\<>`$?;|&]"  # of command lines: quotes, redirections, variables, help
_FORMULA = ("=", "+", "-", "@")  # what Excel, Calc and Sheets begin one with
DOCUMENTED = "documented"  # the part of a list that is no port: the documented addresses
_PART = re.compile(rf"{DOCUMENTED}|(udp-)?[1-9][0-9]{{0,4}}")
_OFFLINE = (
    "no appliance knows service tags, and their prefixes are not known offline; give a Service Tag Discovery document"
    " as service_tags"
)


@dataclass(frozen=True)
class Loss:
    """An entry that a file does not say, or says less exactly, and why; `cluster` is whose it is, among several."""

    entry: Entry
    reason: str
    cluster: str = ""

    def as_option(self) -> dict[str, Any]:
        """The loss as users see it in results."""
        return {**self.entry.as_option(), "reason": self.reason, **({"cluster": self.cluster} if self.cluster else {})}


@dataclass(frozen=True)
class Export:
    """A file, what it leaves out, and what it lets through beyond the entry."""

    text: str
    unexpressed: tuple[Loss, ...] = ()
    wider: tuple[Loss, ...] = ()

    def as_option(self) -> dict[str, Any]:
        """The export as the filter returns it."""
        return {
            "content": self.text,
            "unexpressed": [loss.as_option() for loss in self.unexpressed],
            "wider": [loss.as_option() for loss in self.wider],
        }


@dataclass(frozen=True)
class Request:
    """How to write what one cluster needs. `name` begins the name of every object, `sources` are networks or `*` alone,
    `part` is the port of a list (or the documented addresses), `tags` says which state of the service tags was read,
    `is_one_of_many` that the file has other clusters as well, and `subject` who must reach all this.
    """

    name: str
    sources: tuple[str, ...] = ()
    part: str = "443"
    tags: str | None = None
    is_one_of_many: bool = False
    subject: tuple[str, ...] = (CLUSTERS,)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,62}", self.name):
            raise PlanError(
                f"name is {self.name!r}; it takes a letter, then letters, digits, '_' and '-', at most 63 in all."
            )
        if not _PART.fullmatch(self.part):
            takes = f"it takes a port or '{DOCUMENTED}', and a port of UDP as 'udp-123'"
            raise PlanError(f"part is {self.part!r}; {takes}.")
        for source in self.sources:
            if source != ANYWHERE and not is_network(source):
                raise PlanError(f"source_addresses has '{source}', which is no network in the one spelling of it.")

    @property
    def cluster(self) -> str:
        """Its name where the file has others as well."""
        return self.name if self.is_one_of_many else ""

    @property
    def networks(self) -> tuple[str, ...]:
        """The sources as networks; none when everybody is meant."""
        return () if ANYWHERE in self.sources else self.sources

    def require_sources(self, format_name: str) -> None:
        """Raise PlanError when rules are asked for and nothing says whose traffic they are for."""
        if not self.sources:
            raise PlanError(
                f"Format {format_name} writes rules, so it needs source_addresses: whose traffic may pass. '*' opens"
                " them to everybody behind the appliance."
            )


@dataclass(frozen=True)
class Share:
    """What one cluster needs, and how to write it: a file is made of the shares of all its clusters."""

    known: tuple[Entry, ...]
    request: Request


@dataclass(frozen=True)
class Split:
    """The share of a cluster with what a format can say parted from what it cannot."""

    request: Request
    kept: tuple[Entry, ...]
    lost: tuple[Loss, ...]

    @cached_property
    def _keys(self) -> frozenset[Key | tuple[Key, str]]:
        return frozenset(key for entry in self.kept for key in (entry.key, (entry.key, entry.protocol)))

    @cached_property
    def _wildcards(self) -> tuple[Entry, ...]:
        return tuple(
            entry for entry in self.kept if entry.kind == EntryKind.NAME and hosts.is_wildcard(entry.destination)
        )

    def needs(self, entry: Entry, *, by_protocol: bool = False) -> bool:
        """True when this cluster has the same, or a wildcard that holds it; `by_protocol` where a file tells protocols
        on one port apart.
        """
        return ((entry.key, entry.protocol) if by_protocol else entry.key) in self._keys or any(
            (one.kind, one.at) == (entry.kind, entry.at)
            and (not by_protocol or one.protocol == entry.protocol)
            and hosts.covers(one.destination, entry.destination)
            for one in self._wildcards
        )


WhyNot = Callable[[Entry, Request], "str | None"]


def split(shares: Iterable[Share], why_not: WhyNot) -> list[Split]:
    """Part what a format can say from what it cannot; a service tag without its prefixes no format can."""
    return [_split(share, why_not) for share in shares]


def _split(share: Share, why_not: WhyNot) -> Split:
    kept, lost = [], []
    for entry in share.known:
        reason = why_not(entry, share.request) or (_OFFLINE if entry.kind == EntryKind.SERVICE_TAG else None)
        if reason:
            lost.append(Loss(entry, reason, share.request.cluster))
        else:
            kept.append(entry)
    return Split(share.request, tuple(kept), tuple(lost))


def lost(splits: Iterable[Split]) -> tuple[Loss, ...]:
    """What the file leaves out, cluster by cluster."""
    return tuple(loss for one in splits for loss in one.lost)


def without_sources(splits: Sequence[Split], what: str) -> tuple[Loss, ...]:
    """What a file that has no sources lets every cluster reach, although not every one needs it."""
    reason = f"{what} has no sources, so every cluster it is used for may reach this, and {{}} does not need it"
    found = _needed_by_some(splits, lambda _one, _other: True, False)
    return tuple(Loss(entry, reason.format(other), name) for name, entry, other in found)


def with_shared_sources(splits: Sequence[Split], *, by_protocol: bool = False) -> tuple[Loss, ...]:
    """What a rule lets another cluster reach that does not need it, since the sources of both overlap; `by_protocol`
    where the rules tell protocols on one port apart.
    """
    reason = "these sources are sources of {} as well, which does not need it"
    found = _needed_by_some(splits, _overlap, by_protocol)
    return tuple(Loss(entry, reason.format(other), name) for name, entry, other in found if entry.use == Use.ALLOW)


def _needed_by_some(
    splits: Sequence[Split], concerned: Callable[[Request, Request], bool], by_protocol: bool
) -> Iterable[tuple[str, Entry, str]]:
    """A cluster's name, an entry of it, and the first cluster in its reach that does not need this."""
    for one in splits:
        others = [other for other in splits if other is not one and concerned(one.request, other.request)]
        for entry in one.kept:
            other = next((other for other in others if not other.needs(entry, by_protocol=by_protocol)), None)
            if other:
                yield one.request.name, entry, other.request.name


def _overlap(one: Request, other: Request) -> bool:
    if not one.networks or not other.networks:
        return True
    return any(
        left.version == right.version and left.overlaps(right)
        for left in map(addresses.network, one.networks)
        for right in map(addresses.network, other.networks)
    )


def allowed(entries: Iterable[Entry], kind: str, port: Port | None = None) -> list[Entry]:
    """Return what the cluster connects to of one kind, on one port or on any."""
    return [one for one in entries if one.use == Use.ALLOW and one.kind == kind and port in (None, one.at)]


def ports(entries: Iterable[Entry]) -> list[Port]:
    """Return the ports the cluster connects to, each once."""
    return sorted({one.at for one in entries if one.use == Use.ALLOW})


def each_once(entries: Iterable[Entry]) -> list[Entry]:
    """Return the first entry about each destination, for what does not tell protocols of one carrier apart."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.destination, entry)
    return list(first.values())


def documented_addresses(entries: Iterable[Entry]) -> list[Entry]:
    """Return the addresses whose answers go past the appliance."""
    return [one for one in entries if one.use == Use.ROUTE]


def header(name: str, format_name: str, splits: Sequence[Split]) -> list[str]:
    """Return the comment lines that open a file: what it is, whose prefixes it has, what it leaves out and why."""
    request = splits[0].request
    subject = dict.fromkeys(who for one in splits for who in one.request.subject)
    lines = [f"{name}: what {' and '.join(subject)} must reach, written by adx.outbound as {format_name}."]
    lines += ["Do not edit: the next run writes it anew."]
    if request.tags in {entry.source for one in splits for entry in one.kept}:
        lines.append(f"Prefixes are those of the {request.tags}.")
    reasons: dict[str, dict[str, dict[str, None]]] = {}
    for loss in lost(splits):
        reasons.setdefault(loss.reason, {}).setdefault(_left_out(loss.entry, request), {})[loss.cluster] = None
    for reason, entries in reasons.items():
        lines.append(f"Not in this file, because {reason}:")
        for entry, whose in entries.items():
            lines.append(f"  {entry}{_whose(list(whose), len(splits))}")
    return [comment(line) for line in lines]


def _whose(names: Sequence[str], total: int) -> str:
    """For whom a line is, where it is not for all."""
    if len(names) == total:
        return ""
    return f" for {', '.join(names) if len(names) <= _SHOWN else f'{len(names)} of {total} clusters'}"


def heading(request: Request) -> list[str]:
    """The comment line above what is one cluster's, where there are others."""
    return [comment(request.cluster)] if request.cluster else []


def _left_out(entry: Entry, request: Request) -> str:
    """Prefixes of a tag come and go every week: a file that has none of them must not change with them."""
    port = f"port {entry.port}" if entry.at.carrier == TCP else f"{entry.at.carrier} port {entry.port}"
    if entry.source == request.tags:
        return f"IPv{entry.family} prefixes of service tag {entry.category}, {port}"
    return f"{entry.destination} {port} ({entry.category})"


def comment(text: str) -> str:
    """Return a line that none of the formats with comments reads, whatever the text: a backslash at its end could make
    the next line a part of it.
    """
    return f"# {printable(text)}".rstrip("\\ ")


def quoted(text: str) -> str:
    """Return one argument of a command line, whatever the text: what could end a quotation or begin a command, and
    what no name of an object may hold, becomes a hyphen.
    """
    return f'"{re.sub(_ACTIVE, "-", printable(text))}"'


def table(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV. A cell that a spreadsheet would take for a formula begins with an apostrophe, which makes it
    the text it is.
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(map(_cell, row) for row in rows)
    return text.getvalue()


def _cell(value: object) -> str:
    text = printable(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def joined(lines: Iterable[str]) -> str:
    """Return lines as the text of a file."""
    return "".join(f"{line}\n" for line in lines)


def object_name(base: str, text: str, limit: int, letters: str = "A-Za-z0-9_-") -> str:
    """Return the name of an object about `text`. One that had to be changed or cut ends with a digest of what it was,
    so that two things never share a name.
    """
    whole = f"{base}-{text}"
    name = re.sub(f"[^{letters}]", "-", whole)
    if name == whole and len(name) <= limit:
        return name
    return f"{name[: limit - 9]}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"


def name_only(entry: Entry) -> str | None:
    """Why a format that holds names only leaves an entry out."""
    if entry.use == Use.ROUTE:
        return "it connects to the cluster, so its answers need a route past the appliance and no rule"
    return None if entry.kind == EntryKind.NAME else "this format holds names only"


def no_source(entry: Entry, request: Request) -> str | None:
    """Why a rule for a prefix is left out: nobody it is for has an address of its family."""
    families = {network_family(source) for source in request.networks}
    if entry.use == Use.ROUTE or not families or entry.family in (None, *families):
        return None
    return f"no source address is IPv{entry.family}, so nobody here can reach it"


def require_room(count: int, limit: int, what: str) -> None:
    """Raise PlanError for more entries than the vendor documents room for."""
    if count > limit:
        raise PlanError(
            f"{what} takes {limit} entries and this export has {count}; narrow the dependencies.",
            code="export_too_large",
        )
