# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rule collections: the user's shape, and the frozen value everything is planned with.

`from_option(to_option(x)) == x` holds for every collection. ARM's two shapes are in `dialects`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..values import addresses, hosts, names
from ..values.errors import PlanError
from ..values.printable import printable
from ..values.words import Word


class CollectionKind(Word):
    """What the rules of a collection look at: names, or addresses and ports."""

    APPLICATION = "application"
    NETWORK = "network"


KINDS = tuple(CollectionKind)
MIN_PRIORITY, MAX_PRIORITY = 100, 65000  # of collections and groups (documentation of rule processing, 2023-08-30)

# What a rule of each kind takes, in the order ARM gives it.
FIELDS: dict[str, tuple[str, ...]] = {
    CollectionKind.APPLICATION: ("source_addresses", "source_ip_groups", "target_fqdns", "fqdn_tags", "protocols"),
    CollectionKind.NETWORK: (
        "protocols",
        "source_addresses",
        "source_ip_groups",
        "destination_addresses",
        "destination_fqdns",
        "destination_ip_groups",
        "destination_ports",
    ),
}
_DESTINATIONS: dict[str, tuple[str, ...]] = {
    CollectionKind.APPLICATION: ("target_fqdns", "fqdn_tags"),
    CollectionKind.NETWORK: ("destination_addresses", "destination_fqdns", "destination_ip_groups"),
}
APPLICATION_TYPES = {"http": "Http", "https": "Https", "mssql": "Mssql"}
NETWORK_PROTOCOLS = {"tcp": "TCP", "udp": "UDP", "icmp": "ICMP", "any": "Any"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `fields` holds the lists that are not empty, each sorted, keyed by option name."""

    name: str
    fields: tuple[tuple[str, tuple[Any, ...]], ...]
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """One rule collection. `priority` is None while it is still to be chosen."""

    name: str
    kind: str
    priority: int | None = None
    action: str = "allow"
    rules: tuple[Rule, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What identifies a collection in a firewall: its kind, and its name without regard to case."""
        return self.kind, self.name.lower()


def from_option(option: Mapping[str, Any]) -> Collection:
    """Read and check one collection as users write it; raise PlanError for what Azure would refuse."""
    given, kind = str(option.get("name") or ""), str(option.get("kind") or "")
    where = f"Rule collection '{given}'"
    if kind not in KINDS:
        raise PlanError(f"{where} has kind '{kind}'; it takes application or network.")
    action = str(option.get("action") or "allow").lower()
    if action not in ("allow", "deny"):
        raise PlanError(f"{where} has action '{action}'; it takes allow or deny.")
    rules = tuple(_rule(rule, kind, where) for rule in option.get("rules") or ())
    _require_unique((rule.name for rule in rules), where)
    if not rules:
        raise PlanError(f"{where} has no rule.")
    return Collection(names.checked(given, where), kind, priority(option.get("priority"), where), action, rules)


def named(option: Mapping[str, Any]) -> Collection:
    """Read name and kind only: all that taking a collection away needs."""
    return Collection(str(option["name"]), str(option["kind"]))


def to_option(collection: Collection) -> dict[str, Any]:
    """The collection as users write it."""
    return {
        "name": collection.name,
        "kind": collection.kind,
        "priority": collection.priority,
        "action": collection.action,
        "rules": [_rule_option(rule) for rule in collection.rules],
    }


def network_fqdns(collections: Iterable[Collection]) -> list[str]:
    """The host names in network rules."""
    rules = [
        rule for collection in collections if collection.kind == CollectionKind.NETWORK for rule in collection.rules
    ]
    return [str(name) for rule in rules for name in dict(rule.fields).get("destination_fqdns", ())]


@lru_cache(maxsize=4096)  # the same few sources stand in every rule of a cluster
def normalised_address(text: str) -> str:
    """`10.0.0.5/32` and `10.0.0.5` are one address; a service tag or range stays as it is."""
    try:
        network = addresses.network(text.strip(), strict=True)
    except ValueError:
        return text.strip()
    return str(network.network_address if network.num_addresses == 1 else network)


def _rule(option: Mapping[str, Any], kind: str, where: str) -> Rule:
    name = str(option.get("name") or "")
    place = f"{where}, rule '{name}'"
    if not name:
        raise PlanError(f"{where} has a rule without a name.")
    if name != printable(name):  # one of ours is named after a category, which is the service's text
        raise PlanError(f"{where} has a rule named '{name}', and nobody could read that; give it a plain name.")
    known = {"name", "description", *FIELDS[kind]}
    given = {field for field, value in option.items() if value not in (None, [], "")}
    if given - known:
        raise PlanError(f"{place} has options no {kind} rule takes: {', '.join(sorted(given - known))}.")
    if not given & {"source_addresses", "source_ip_groups"}:
        raise PlanError(f"{place} needs source_addresses or source_ip_groups.")
    if not given & set(_DESTINATIONS[kind]):
        raise PlanError(f"{place} needs one of {', '.join(_DESTINATIONS[kind])}.")
    needed = {"protocols"} | ({"destination_ports"} if kind == CollectionKind.NETWORK else set())
    if needed - given:
        raise PlanError(f"{place} needs {', '.join(sorted(needed - given))}.")
    fields = {field: _values(field, option[field], kind, place) for field in FIELDS[kind] if field in given}
    return Rule(name, frozen(fields, FIELDS[kind]), option.get("description") or None)


def _values(field: str, values: Any, kind: str, place: str) -> Iterable[Any]:
    items = [values] if isinstance(values, str) else list(values)
    if field == "target_fqdns":
        return [_fqdn(str(item), place, wildcard=True) for item in items]
    if field == "destination_fqdns":
        return [_fqdn(str(item), place, wildcard=False) for item in items]
    if field == "protocols" and kind == CollectionKind.APPLICATION:
        return [_application_protocol(item, place) for item in items]
    if field == "protocols":
        return [_one_of(NETWORK_PROTOCOLS, str(item), place) for item in items]
    if field == "destination_ports":
        return [_ports(str(item), place) for item in items]
    if field.endswith("addresses"):
        return [address(str(item).strip(), place, tag=field.startswith("destination")) for item in items]
    return [str(item) for item in items]


def address(text: str, place: str, *, tag: bool) -> str:
    """Read an address, prefix or range, or where `tag` says so a service tag; raise PlanError for anything else."""
    if text == "*" or (tag and hosts.is_service_tag(text)):
        return text
    try:
        return addresses.canonical(text)
    except ValueError as error:
        what = "address, prefix, range, service tag" if tag else "address, prefix, range"
        raise PlanError(f"{place} names '{text}', which is no {what} or '*'.") from error


def _fqdn(text: str, place: str, *, wildcard: bool) -> str:
    name = text.strip().lower()
    if name != "*" and not hosts.is_host_name(name):
        raise PlanError(f"{place} names '{text}', which is no host name; leave out scheme, port and path.")
    if hosts.is_wildcard(name) and not wildcard:
        raise PlanError(f"{place} names the wildcard '{text}', and Azure resolves no wildcard in a network rule.")
    return name


def _application_protocol(item: Any, place: str) -> tuple[str, int]:
    if not isinstance(item, Mapping):
        kind, _colon, port = str(item).partition(":")
        item = {"type": kind, "port": port}
    text = str(item.get("port") or "")
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 64000):
        raise PlanError(f"{place} has application port '{text}'; it takes a number from 1 to 64000.")
    return _one_of(APPLICATION_TYPES, str(item.get("type")), place), int(text)


def _one_of(spellings: Mapping[str, str], text: str, place: str) -> str:
    if text.lower() not in spellings:
        raise PlanError(f"{place} has protocol '{text}'; it takes {', '.join(spellings.values())}.")
    return spellings[text.lower()]


def _ports(text: str, place: str) -> str:
    bounds = text.strip().split("-")
    good = text.strip() == "*" or (
        len(bounds) <= 2 and all(bound.isascii() and bound.isdigit() and 0 < int(bound) < 65536 for bound in bounds)
    )
    if not good or (len(bounds) == 2 and int(bounds[0]) > int(bounds[1])):
        raise PlanError(f"{place} has destination port '{text}'; it takes a port, a range such as 8000-8080, or '*'.")
    return text.strip()


def priority(value: Any, where: str) -> int | None:
    """Read a priority, None when none is given; raise PlanError for one that Azure does not take."""
    if value in (None, ""):
        return None
    if isinstance(value, bool) or not str(value).isdigit() or not MIN_PRIORITY <= int(value) <= MAX_PRIORITY:
        raise PlanError(f"{where} has priority '{value}'; it takes {MIN_PRIORITY} to {MAX_PRIORITY}.")
    return int(value)


def _require_unique(given: Iterable[str], where: str) -> None:
    seen: set[str] = set()
    for name in given:
        if name.lower() in seen:
            raise PlanError(f"{where} has two rules named '{name}'.")
        seen.add(name.lower())


def frozen(fields: Mapping[str, Iterable[Any]], order: Iterable[str]) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    """The fields of a rule as it holds them: in this order, each list sorted and normalised, empty ones left out."""
    sorted_fields = {name: tuple(sorted({_normalised(name, item) for item in items})) for name, items in fields.items()}
    return tuple((name, sorted_fields[name]) for name in order if sorted_fields.get(name))


def _normalised(field: str, item: Any) -> Any:
    if field.endswith("addresses"):
        return normalised_address(item)
    return item.lower() if field.endswith("fqdns") else item


def _rule_option(rule: Rule) -> dict[str, Any]:
    described = {"description": rule.description} if rule.description else {}
    return {"name": rule.name, **described, **{field: _listed(values) for field, values in rule.fields}}


def _listed(values: Iterable[Any]) -> list[Any]:
    return [{"type": item[0], "port": item[1]} if isinstance(item, tuple) else item for item in values]
