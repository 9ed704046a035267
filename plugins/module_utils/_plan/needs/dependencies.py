# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outbound dependencies of a cluster: from the service's answer to frozen, cleaned values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..values import hosts
from ..values.errors import PlanError

HTTPS, HTTP, MSSQL, TCP, UDP = "Https", "Http", "Mssql", "TCP", "UDP"
PROTOCOLS = (HTTPS, HTTP, MSSQL, TCP)  # what destinations of the user's own may speak
DISCOVERED = "discovered"  # the source of what a service's own answer names; such a name may speak UDP as well
AMQP_PORT = 5671  # which Event Hubs and the endpoints of IoT hubs are read by
NAMED = (HTTPS, HTTP, MSSQL)  # carry a name that a firewall sees, on any port, so application rules are asked for them
EXTRA = "Extra"  # category of the user's own destinations
USERS_OWN = "extra"  # and their source

# The categories every edition of the page names. An answer without one of them is partial. The id's
# last segment is the key: the page renamed the display text of one of them, the id stayed.
REQUIRED_CATEGORIES = ("AzureActiveDirectory", "AzureMonitor", "CertificateAuthority", "AzureStorage")
_CATEGORIES = {name.lower(): name for name in (*REQUIRED_CATEGORIES, "AzureKeyVault")}  # ids are the same in any case


@dataclass(frozen=True, slots=True)
class Dependency:
    """One name (or address) and port the cluster must reach, by a protocol.

    `fqdn` is None when the service gives an address without a name, or where `tag` stands for all addresses of a
    service tag; `source` is `documented`,
    `discovered`, `data_sources` or `extra`; `raw` is the value as it was before cleaning. `region` is that of the
    resource which answers to the name, as `location_of` writes it, empty where that is not known.
    """

    category: str
    fqdn: str | None
    port: int
    protocol: str
    addresses: tuple[str, ...]
    source: str
    raw: str
    region: str = ""
    description: str = ""
    tag: str = ""

    def as_option(self) -> dict[str, Any]:
        """The dependency as users see it in results. A plan hash is made of this, so what only some have stands there
        only where they have it.
        """
        told = {"description": self.description, "service_tag": self.tag}
        return {
            "category": self.category,
            "fqdn": self.fqdn,
            "port": self.port,
            "protocol": self.protocol,
            "addresses": list(self.addresses),
            "source": self.source,
            "raw": self.raw,
            "region": self.region or None,
            **{name: text for name, text in told.items() if text},
        }


def protocol_of(port: int) -> str:
    """What is spoken on a port where nobody says it: TLS on 443, plain HTTP on 80, and TCP of any kind on others."""
    return {443: HTTPS, 80: HTTP}.get(port, TCP)


def make(
    category: str, raw: str, port: Any, source: str, *, protocol: str = "", addresses: Iterable[str] = ()
) -> Dependency:
    """Build one cleaned dependency; raise PlanError for what is no host name or no port. Without a protocol the port
    says it.
    """
    where = f"Category {category}"
    number = _port(port, f"{where}, name '{raw}'")
    host = hosts.clean(raw, where)
    if host.port is not None and host.port != number:
        raise PlanError(
            f"{where} names '{raw}' but says port {number}; the two do not agree, so neither is trusted.",
            code="unusable_dependency",
        )
    if hosts.is_address(host.name):
        carrier = UDP if protocol == UDP else TCP
        return Dependency(category, None, number, carrier, (host.name,), source, raw)
    return Dependency(category, host.name, number, protocol or protocol_of(number), tuple(addresses), source, raw)


def from_option(option: Mapping[str, Any], *, category: str = EXTRA, source: str = USERS_OWN) -> Dependency:
    """Read `{fqdn, port, protocol}` as users write it, or the dictionary that `as_option` made.

    Raise PlanError for what nobody could make sense of.
    """
    category, source = str(option.get("category") or category), str(option.get("source") or source)
    addresses = _addresses(option.get("addresses"), f"Category {category}")
    fqdn, spoken = option.get("fqdn"), str(option.get("protocol") or "")
    if option.get("service_tag"):
        return _told(_of_tag(option, category, source), option)
    if not fqdn and addresses:
        where = f"Category {category}, address {addresses[0]}"
        if spoken not in ("", *PROTOCOLS, UDP):
            raise PlanError(f"{where} has protocol '{spoken}'; it takes {TCP} or {UDP}.")
        carrier = UDP if spoken == UDP else TCP
        number = _port(option.get("port"), where)
        return _told(Dependency(category, None, number, carrier, addresses, source, addresses[0]), option)
    if spoken not in ("", *PROTOCOLS, *([UDP] if source == DISCOVERED else [])):
        raise PlanError(f"Category {category}, name '{fqdn}' has protocol '{spoken}'; it takes {', '.join(PROTOCOLS)}.")
    made = make(category, str(fqdn or ""), option.get("port"), source, protocol=spoken, addresses=addresses)
    return _told(made, option)


def _addresses(given: Any, where: str) -> tuple[str, ...]:
    if given and not isinstance(given, list | tuple):
        raise PlanError(f"{where} has {given!r} where a list of addresses belongs.")
    return tuple(hosts.address(str(one), where) for one in given or ())


def _of_tag(option: Mapping[str, Any], category: str, source: str) -> Dependency:
    tag, carrier = str(option["service_tag"]).strip(), str(option.get("protocol") or TCP).upper()
    where = f"Category {category}, service tag {tag}"
    if not hosts.is_service_tag(tag) or option.get("fqdn") or option.get("addresses"):
        raise PlanError(f"{where} takes the name of a tag, and neither a host name nor addresses beside it.")
    if carrier not in (TCP, UDP):
        raise PlanError(f"{where} has protocol '{carrier}'; it takes {TCP} or {UDP}.")
    listed = list(option.get("destination_ports") or [])  # as what is documented of a tag has them
    port = listed[0] if "port" not in option and len(listed) == 1 else option.get("port")
    return Dependency(category, None, _port(port, where), carrier, (), source, tag, tag=tag)


def _told(made: Dependency, option: Mapping[str, Any]) -> Dependency:
    """With what an option says beside the destination itself."""
    raw, region, description = (str(option.get(name) or "") for name in ("raw", "region", "description"))
    return replace(made, raw=raw or made.raw, region=region, description=description)


def from_answer(items: Iterable[Mapping[str, Any]], cluster: str) -> tuple[Dependency, ...]:
    """Return the dependencies in the items of one complete answer, in its order, without repeats.

    Raise PlanError when the answer is empty or partial: such an answer is never a reason to change a rule.
    """
    found: list[Dependency] = []
    seen = set()
    for item in items:
        category, properties = _category(item), item.get("properties") or {}
        seen.add(category)
        _require_succeeded(category, properties, cluster)
        found.extend(_endpoints(category, properties, cluster))
    missing = [category for category in REQUIRED_CATEGORIES if category not in seen]
    if missing:
        raise PlanError(
            f"The dependency answer of cluster {cluster} is {'empty' if not seen else 'partial'}: it has no"
            f" {', '.join(missing)}. Nothing is changed on such an answer; run again when the cluster is settled.",
            code="partial_answer",
        )
    return union(found)


def categories_of(items: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The categories of an answer, each once and in its order."""
    return tuple(dict.fromkeys(_category(item) for item in items))


def union(*groups: Iterable[Dependency]) -> tuple[Dependency, ...]:
    """Join dependencies; of two with one name, port and protocol the first stays, so put the better known first. The
    addresses that the others know of the name stay, too.
    """
    joined: dict[tuple[Any, ...], Dependency] = {}
    for dependency in (one for group in groups for one in group):
        key = (dependency.fqdn or dependency.tag or dependency.addresses, dependency.port, dependency.protocol)
        first = joined.setdefault(key, dependency)
        known = tuple(dict.fromkeys((*first.addresses, *dependency.addresses)))
        if known != first.addresses:
            joined[key] = replace(first, addresses=known)
    return tuple(joined.values())


def _category(item: Mapping[str, Any]) -> str:
    identity = str(item.get("id") or item.get("name") or "").rstrip("/").rpartition("/")[2]
    named = identity or str((item.get("properties") or {}).get("category") or "").replace(" ", "") or "Unnamed"
    return _CATEGORIES.get(named.lower(), named)


def _require_succeeded(category: str, properties: Mapping[str, Any], cluster: str) -> None:
    state = str(properties.get("provisioningState") or "Succeeded")
    if state.lower() != "succeeded":
        raise PlanError(
            f"The dependency answer of cluster {cluster} is partial: category {category} is {state}, not Succeeded."
            " Nothing is changed on such an answer; run again when the cluster is settled.",
            code="partial_answer",
        )


def _endpoints(category: str, properties: Mapping[str, Any], cluster: str) -> Iterable[Dependency]:
    endpoints = properties.get("endpoints") or []
    if not endpoints:
        raise PlanError(
            f"The dependency answer of cluster {cluster} is partial: category {category} lists no endpoint."
            " Nothing is changed on such an answer; run again when the cluster is settled.",
            code="partial_answer",
        )
    for endpoint in endpoints:
        yield from _of_endpoint(category, endpoint)


def _of_endpoint(category: str, endpoint: Mapping[str, Any]) -> Iterable[Dependency]:
    name = str(endpoint.get("domainName") or "").strip()
    details = endpoint.get("endpointDetails") or []
    if not details:
        raise PlanError(
            f"Category {category} names '{name}' without a port, so no rule can be made for it.",
            code="unusable_dependency",
        )
    for detail in details:
        address = str(detail.get("ipAddress") or "").strip()
        if not name and not address:
            raise PlanError(
                f"Category {category} holds an endpoint with neither a name nor an address.", code="unusable_dependency"
            )
        known = [address] if hosts.is_address(address) else []  # beside a name it is no more than a hint
        yield make(category, name or address, detail.get("port"), DISCOVERED, addresses=known)


def _port(value: Any, where: str) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 65535:
        raise PlanError(
            f"{where} has port '{value}', which is no port number from 1 to 65535.",
            code="unusable_dependency",
        )
    return int(text)
