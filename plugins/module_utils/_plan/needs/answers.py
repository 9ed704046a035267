# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a service answers that it must reach, however it wraps that: every entry comes out, or is refused by name.

Every member is optional in every published model of such an answer, so each may be missing here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..values import hosts
from ..values.errors import PlanError
from ..values.regions import location_of
from ..values.words import Word
from . import dependencies, services
from .dependencies import DISCOVERED, HTTP, HTTPS, MSSQL, NAMED, TCP, UDP, Dependency
from .service_subnets import Children, Communication, communication_of
from .services import Service
from .source_names import CLOUDS

GLOBAL = "Global"  # the region of what is the same for all
_UNNAMED = "Unnamed"
_SPOKEN = {protocol.lower(): protocol for protocol in (HTTPS, HTTP, MSSQL, TCP, UDP)}
_STORAGE = "azurestorage"
# Names of services at which anybody may have a name of his own, so that a wildcard is open to all of them.
_SHARED = (
    *(f"{kind}.{cloud.storage}" for cloud in CLOUDS.values() for kind in ("blob", "dfs", "file", "queue", "table")),
    *(name for cloud in CLOUDS.values() for name in (cloud.bus, cloud.cosmos)),
    *("vault.azure.net", "vault.usgovcloudapi.net", "vault.azure.cn"),
    *("database.windows.net", "database.usgovcloudapi.net", "database.chinacloudapi.cn"),
    *("azurecr.io", "azurecr.us", "azurecr.cn", "azurewebsites.net", "azureedge.net", "azurefd.net"),
    "trafficmanager.net",
)
# The same where such a name has others between, of a region or a zone.
_NESTED = ("azmk8s.io", "cloudapp.azure.com", "storage.azure.net")


class Why(Word):
    """Why an entry was left out: only some need its category, or it is of a region that nobody asked for."""

    OPTIONAL = "optional"
    REGION = "region"


@dataclass(frozen=True)
class Refused:
    """An entry that no dependency can be made of: what the service named, and a sentence that says why."""

    category: str
    raw: str
    reason: str


@dataclass(frozen=True)
class LeftOut:
    """An entry that was left out on request."""

    category: str
    raw: str
    port: str
    region: str
    why: Why


@dataclass(frozen=True)
class Answer:
    """All of one answer: each of its entries is among `dependencies`, `refused` or `left_out`, or repeats one that is
    among the first. `categories` are those it has, in its order.
    """

    dependencies: tuple[Dependency, ...]
    refused: tuple[Refused, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    categories: tuple[str, ...] = ()
    repeats: int = 0

    @property
    def entries(self) -> int:
        """How many entries the answer has."""
        return len(self.dependencies) + len(self.refused) + len(self.left_out) + self.repeats

    @property
    def too_wide(self) -> tuple[str, ...]:
        """The wildcards that names of other customers match."""
        return tuple(dict.fromkeys(one.fqdn for one in self.dependencies if one.fqdn and is_too_wide(one.fqdn)))

    @property
    def unresolvable(self) -> tuple[str, ...]:
        """The wildcards that need a network rule, which takes none."""
        return tuple(
            f"{one.fqdn}:{one.port}"
            for one in self.dependencies
            if one.fqdn and hosts.is_wildcard(one.fqdn) and one.protocol not in NAMED
        )


@dataclass(frozen=True)
class Vanished:
    """A category that an earlier answer had. `is_expected` is True where what the service does now explains it."""

    category: str
    is_expected: bool


@dataclass(frozen=True)
class _Entry:
    """One line of an answer: a name or an address, with one of its details."""

    category: str
    endpoint: Mapping[str, Any]
    detail: Mapping[str, Any]

    @property
    def raw(self) -> str:
        """What the service names, as it stands there."""
        return str(self.endpoint.get("domainName") or self.detail.get("ipAddress") or "")

    @property
    def region(self) -> str:
        """The region that the detail is of; empty where it says none."""
        told = str(self.detail.get("region") or "").strip()
        return GLOBAL if told.lower() == GLOBAL.lower() else location_of(told)

    @property
    def description(self) -> str:
        """All that is said of it."""
        told = (str(one.get("description") or "") for one in (self.endpoint, self.detail))
        return " ".join(" ".join(told).split())


def read(
    service: Service,
    answer: Any,
    who: str,
    *,
    include_optional: bool = True,
    regions: Collection[str] = (),
) -> Answer:
    """Read the whole answer of a resource called `who`. `regions` are locations as `location_of` writes them; with any,
    only these are kept, and what is global or says no region.

    Raise PlanError for an answer that is empty or no list, and for a partial one of a service that tells it.
    """
    items = entries_of(answer, who)
    if service.tells_state:
        return _strict(items, who)
    found, refused, left_out = list[Dependency](), list[Refused](), list[LeftOut]()
    categories = dict[str, None]()
    for one in _lines(items):
        categories.setdefault(one.category)
        if isinstance(one, Refused):
            refused.append(one)
        elif why := _why_not(service, one, include_optional, regions):
            port = str(one.detail.get("port") or "")
            left_out.append(LeftOut(one.category, one.raw, port, one.region, why))
        else:
            try:
                found.append(_dependency(one))
            except PlanError as error:
                refused.append(Refused(one.category, one.raw, str(error)))
    if not categories and not service.empty_is_valid:
        raise PlanError(
            f"The dependency answer of {who} is empty, and nothing says that {service.name} may need nothing. Nothing"
            " is changed on such an answer; run again when the resource is settled.",
            code="partial_answer",
        )
    merged = _merged(found)
    return Answer(merged, tuple(refused), tuple(left_out), tuple(categories), len(found) - len(merged))


def entries_of(answer: Any, who: str) -> list[Any]:
    """The entries of an answer, in an object or bare; raise PlanError for what has none."""
    items = answer.get("value") if isinstance(answer, Mapping) else answer
    if not isinstance(items, list | tuple):
        raise PlanError(f"The dependency answer of {who} is no list.", code="partial_answer")
    return list(items)


def is_too_wide(pattern: str) -> bool:
    """True for a wildcard such as `*.blob.core.windows.net` or `*xt.blob.core.windows.net`, which the names of others
    match: at these services anybody may choose one.
    """
    if not hosts.is_wildcard(pattern):
        return False
    end = pattern[1:]
    if any(end.endswith(f".{name}") for name in _NESTED):
        return True
    for shared in (f".{name}" for name in (*_SHARED, *_NESTED)):
        if shared.endswith(end) or (end.endswith(shared) and "." not in end[: -len(shared)]):
            return True
    return False


def vanished(
    service: Service, before: Iterable[str], now: Iterable[str], children: Children = None
) -> tuple[Vanished, ...]:
    """Return the categories of an earlier answer that a new one lacks: such an answer may be partial.

    Storage vanishes from that of Batch when all pools communicate in the simplified way ("Simplified compute node
    communication", 2021-10): this is told only where every pool says so.
    """
    known = {_key(category) for category in now}
    gone = {_key(category): category for category in before if _key(category) not in known}
    is_simplified = service is services.BATCH and bool(children)
    for pool in children or ():
        is_simplified = is_simplified and communication_of(pool) == Communication.SIMPLIFIED
    return tuple(Vanished(name, is_simplified and key == _STORAGE) for key, name in gone.items())


def _strict(items: list[Any], who: str) -> Answer:
    """The answer of a cluster, which is complete or an error; its entries were held to their shape before."""
    found = dependencies.from_answer(items, who)
    details = sum(len(endpoint["endpointDetails"]) for item in items for endpoint in item["properties"]["endpoints"])
    return Answer(found, categories=dependencies.categories_of(items), repeats=details - len(found))


def _lines(items: Iterable[Any]) -> Iterator[_Entry | Refused]:
    for number, item in enumerate(items):
        if isinstance(item, str):
            yield _Entry(_UNNAMED, {"domainName": item}, {})
        elif isinstance(item, Mapping):
            yield from _of_item(item)
        else:
            yield Refused(_UNNAMED, str(item), f"Entry {number} of the answer is neither an object nor a name.")


def _of_item(item: Mapping[str, Any]) -> Iterator[_Entry | Refused]:
    inner = item.get("properties")
    body = inner if isinstance(inner, Mapping) else item
    category = _category(body.get("category") or str(item.get("id") or item.get("name") or "").rpartition("/")[2])
    endpoints = body.get("endpoints")
    if not isinstance(endpoints, list) or not endpoints:
        yield Refused(category, "", f"Category {category} lists no endpoint.")
        return
    for endpoint in endpoints:
        if isinstance(endpoint, Mapping):
            yield from _of_endpoint(category, endpoint)
        else:
            yield Refused(category, str(endpoint), f"Category {category} has an endpoint that is no object.")


def _of_endpoint(category: str, endpoint: Mapping[str, Any]) -> Iterator[_Entry | Refused]:
    details = endpoint.get("endpointDetails")
    listed = details if isinstance(details, list) else [details]
    for detail in listed or [None]:
        if detail is None or isinstance(detail, Mapping):
            yield _Entry(category, endpoint, detail or {})
        else:
            name = str(endpoint.get("domainName") or "")
            yield Refused(category, name, f"Category {category} has details of '{name}' that are no object.")


def _why_not(service: Service, entry: _Entry, include_optional: bool, regions: Collection[str]) -> Why | None:
    if not include_optional and service.is_optional(entry.category):
        return Why.OPTIONAL
    if regions and entry.region not in ("", GLOBAL, *regions):
        return Why.REGION
    return None


def _dependency(entry: _Entry) -> Dependency:
    """Raise PlanError for an entry that no rule can be made of."""
    where, raw = f"Category {entry.category}", entry.raw
    name, address = (_text(one, where) for one in (entry.endpoint.get("domainName"), entry.detail.get("ipAddress")))
    if not name and not address:
        raise _unusable(f"{where} holds an endpoint with neither a name nor an address.")
    spoken = _text(entry.detail.get("protocol"), where)
    if spoken and spoken.lower() not in _SPOKEN:
        raise _unusable(f"{where} names '{raw}' with protocol '{spoken}', which nobody here knows.")
    port = entry.detail.get("port")
    if port is None or port == "":
        port = hosts.clean(name or address, where).port
    if port is None:
        raise _unusable(f"{where} names '{raw}' without a port, so no rule can be made for it.")
    hints = [address] if name and hosts.is_address(address) else []
    protocol = _SPOKEN.get(spoken.lower(), "")
    made = dependencies.make(entry.category, name or address, port, DISCOVERED, protocol=protocol, addresses=hints)
    return replace(made, raw=raw, region=entry.region, description=entry.description)


def _text(value: Any, where: str) -> str:
    if value is not None and not isinstance(value, str):
        raise _unusable(f"{where} has {value!r} where a text belongs.")
    return (value or "").strip()


def _unusable(sentence: str) -> PlanError:
    return PlanError(sentence, code="unusable_dependency")


def _merged(found: Iterable[Dependency]) -> tuple[Dependency, ...]:
    """Each destination once, in the order of the answer. What is said of several regions is of no region."""
    joined: dict[tuple[Any, ...], Dependency] = {}
    for one in found:
        key = (one.fqdn or one.addresses, one.port, one.protocol)
        first = joined.setdefault(key, one)
        told = dict.fromkeys(text for text in (first.description, one.description) if text)
        joined[key] = replace(
            first,
            addresses=tuple(dict.fromkeys((*first.addresses, *one.addresses))),
            region=first.region if first.region == one.region else "",
            description=first.description if one.description in first.description else " ".join(told),
        )
    return tuple(joined.values())


def _category(value: Any) -> str:
    """The service's word without what the name of a rule does not take."""
    return re.sub(r"[^A-Za-z0-9_.-]", "", str(value)).lstrip("_.-") or _UNNAMED


def _key(category: str) -> str:
    return _category(category).lower()
