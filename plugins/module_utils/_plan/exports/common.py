# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every format has in common: the request, the result, and the sentences about what is lost."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ..errors import PlanError
from .entries import ALLOW, NAME, ROUTE, SERVICE_TAG, Entry, network_family

ANYWHERE = "*"
DOCUMENTED = "documented"  # the part of a list that is no port: the documented addresses
_OFFLINE = (
    "no appliance knows service tags, and their prefixes are not known offline; give a Service Tag Discovery document"
    " as service_tags"
)


@dataclass(frozen=True)
class Loss:
    """An entry that a file does not say, or says less exactly, and why."""

    entry: Entry
    reason: str

    def as_option(self) -> dict[str, Any]:
        """The loss as users see it in results."""
        return {**self.entry.as_option(), "reason": self.reason}


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
    """How to write a file. `name` begins the name of every object, `sources` are networks or `*` alone, `part` is the
    port of a list (or the documented addresses), `tags` says which state of the service tags was read.
    """

    name: str
    sources: tuple[str, ...] = ()
    part: str = "443"
    tags: str | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,62}", self.name):
            raise PlanError(
                f"name is {self.name!r}; it takes a letter, then letters, digits, '_' and '-', at most 63 in all."
            )
        if not re.fullmatch(rf"{DOCUMENTED}|[1-9][0-9]{{0,4}}", self.part):
            raise PlanError(f"part is {self.part!r}; it takes a port or '{DOCUMENTED}'.")

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


def split(known: Iterable[Entry], why_not: Callable[[Entry], str | None]) -> tuple[list[Entry], tuple[Loss, ...]]:
    """Part what a format can say from what it cannot; a service tag without its prefixes no format can."""
    kept, lost = [], []
    for entry in known:
        reason = why_not(entry) or (_OFFLINE if entry.kind == SERVICE_TAG else None)
        if reason:
            lost.append(Loss(entry, reason))
        else:
            kept.append(entry)
    return kept, tuple(lost)


def allowed(known: Iterable[Entry], kind: str, port: int | None = None) -> list[Entry]:
    """Return what the cluster connects to of one kind, on one port or on any."""
    return [one for one in known if one.use == ALLOW and one.kind == kind and port in (None, one.port)]


def ports(known: Iterable[Entry]) -> list[int]:
    """Return the ports the cluster connects to, each once."""
    return sorted({one.port for one in known if one.use == ALLOW})


def documented_addresses(known: Iterable[Entry]) -> list[Entry]:
    """Return the addresses whose answers go past the appliance."""
    return [one for one in known if one.use == ROUTE]


def header(request: Request, format_name: str, kept: Iterable[Entry], unexpressed: Iterable[Loss]) -> list[str]:
    """Return the comment lines that open a file: what it is, whose prefixes it has, what it leaves out and why."""
    lines = [f"{request.name}: what Azure Data Explorer clusters must reach, written by adx.outbound as {format_name}."]
    lines += ["Do not edit: the next run writes it anew."]
    if request.tags in {entry.source for entry in kept}:
        lines.append(f"Prefixes are those of the {request.tags}.")
    reasons: dict[str, dict[str, None]] = {}
    for loss in unexpressed:
        reasons.setdefault(loss.reason, {})[_left_out(loss.entry, request)] = None
    for reason, entries in reasons.items():
        lines += [f"Not in this file, because {reason}:", *(f"  {entry}" for entry in entries)]
    return [f"# {line}" for line in lines]


def _left_out(entry: Entry, request: Request) -> str:
    """Prefixes of a tag come and go every week: a file that has none of them must not change with them."""
    if entry.source == request.tags:
        return f"IPv{entry.family} prefixes of service tag {entry.category}, port {entry.port}"
    return f"{entry.destination} port {entry.port} ({entry.category})"


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
    if entry.use == ROUTE:
        return "it connects to the cluster, so its answers need a route past the appliance and no rule"
    return None if entry.kind == NAME else "this format holds names only"


def no_source(entry: Entry, request: Request) -> str | None:
    """Why a rule for a prefix is left out: nobody it is for has an address of its family."""
    families = {network_family(source) for source in request.networks}
    if entry.use == ROUTE or not families or entry.family in (None, *families):
        return None
    return f"no source address is IPv{entry.family}, so nobody here can reach it"


def require_room(count: int, limit: int, what: str) -> None:
    """Raise PlanError for more entries than the vendor documents room for."""
    if count > limit:
        raise PlanError(f"{what} takes {limit} entries and this export has {count}; narrow the dependencies.")
