# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From dependencies to the rule collections a firewall needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from ..documents import rule_collections, text
from ..values import addresses as blocks
from ..values import hosts
from ..values.errors import PlanError
from . import data_sources
from .dependencies import AMQP_PORT, NAMED, TCP, UDP, Dependency, protocol_of
from .services import DATA_EXPLORER, TagRule

EVENT_HUB_TAG = DATA_EXPLORER.amqp_tag
_Groups: TypeAlias = "dict[tuple[str, str, str], tuple[list[str], list[str]]]"  # addresses and names of a rule
_OF_TAG = f"{EVENT_HUB_TAG}-{AMQP_PORT}".lower()  # the rule for what the documentation says of AMQP


@dataclass(frozen=True)
class RuleOptions:
    """How rules are made. `source_addresses` are prefixes or `*`; `base` is the name without its suffix; `amqp_tag`
    sends AMQP to the service tag EventHub instead of to names.

    AMQP with data sources goes to their own names where `resolves` says that the firewall knows them, else to the
    regional tag among `tags`, which is keyed by region. `tag_rules` are what the service needs beside its answer.
    With `names_apart` no network rule has both names and addresses, which no client of Azure's lets people write
    (azure-powershell, NewAzureFirewallPolicyNetworkRuleCommand.cs).
    """

    base: str
    source_addresses: tuple[str, ...]
    amqp_tag: bool = True
    resolves: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)
    tag_rules: tuple[TagRule, ...] = DATA_EXPLORER.tag_rules
    names_apart: bool = False


def wanted_collections(
    dependencies: Iterable[Dependency], options: RuleOptions
) -> tuple[rule_collections.Collection, ...]:
    """Return the application and the network collection that allow exactly these dependencies.

    Application rules are grouped by category, port and protocol, so that port 80 is never opened for a host
    that only needs 443. AMQP is no HTTP: 5671 goes to the service tag EventHub in a network rule.
    Raise PlanError when there is no source address.
    """
    known = tuple(dependencies)
    if not options.source_addresses:
        raise PlanError(f"The rules of '{options.base}' need at least one source address.")
    application = [dependency for dependency in known if _fits_application_rule(dependency)]
    network = [dependency for dependency in known if not _fits_application_rule(dependency)]
    wanted = []
    if application:
        wanted.append(
            _collection(options, rule_collections.CollectionKind.APPLICATION, _application_rules(application, options))
        )
    if rules := _network_rules(network, options):
        wanted.append(_collection(options, rule_collections.CollectionKind.NETWORK, rules))
    return tuple(wanted)


def without(dependencies: Iterable[Dependency], left_out: Iterable[str]) -> tuple[Dependency, ...]:
    """Leave out destinations given as `*.azmk8s.io:9000`; raise PlanError for one that is not there: a slip would leave
    in what was to be left out.
    """
    known = tuple(dependencies)
    unwanted = {str(one).strip().lower() for one in left_out}
    names = {one: f"{one.fqdn or one.tag or ', '.join(one.addresses)}:{one.port}".lower() for one in known}
    if missing := sorted(unwanted - set(names.values())):
        raise PlanError(f"There is no {text.some(missing)} to leave out; names are given with their port.")
    return tuple(one for one in known if names[one] not in unwanted)


def in_one_spelling(dependencies: Iterable[Dependency]) -> tuple[Dependency, ...]:
    """With each category and each service tag as it is spelled first: rules are named after them, and names of rules
    are the same in any case.
    """
    spelled: dict[str, str] = {}
    known = tuple(dependencies)
    for word in (word for one in known for word in (one.tag, one.category) if word):
        spelled.setdefault(word.lower(), word)
    first = {"": "", **spelled}
    return tuple(replace(one, category=first[one.category.lower()], tag=first[one.tag.lower()]) for one in known)


def _fits_application_rule(dependency: Dependency) -> bool:
    """Application rules are asked for names in HTTP, TLS and MSSQL, whatever the port; whatever else is sent meets
    network rules alone.
    """
    return dependency.protocol in NAMED and bool(dependency.fqdn)


def _collection(options: RuleOptions, kind: str, rules: Sequence[dict[str, object]]) -> rule_collections.Collection:
    return rule_collections.from_option(
        {
            "name": f"{options.base}-{kind}",
            "kind": kind,
            "action": "allow",
            "rules": rules,
        }
    )


def _application_rules(dependencies: Iterable[Dependency], options: RuleOptions) -> list[dict[str, object]]:
    groups: dict[tuple[str, int, str], list[Dependency]] = {}
    for dependency in dependencies:
        groups.setdefault((dependency.category, dependency.port, dependency.protocol), []).append(dependency)
    return [
        {
            "name": f"{category}-{port}" if protocol == protocol_of(port) else f"{category}-{protocol}-{port}",
            "source_addresses": options.source_addresses,
            "target_fqdns": [str(dependency.fqdn) for dependency in members],
            "protocols": [{"type": protocol, "port": port}],
        }
        for (category, port, protocol), members in sorted(groups.items())
    ]


def _network_rules(dependencies: Iterable[Dependency], options: RuleOptions) -> list[dict[str, object]]:
    groups: _Groups = {}
    for rule in options.tag_rules:
        groups[rule.tag, str(rule.port), rule.protocol] = ([rule.tag], [])
    for dependency in dependencies:
        name = dependency.tag or _tag_of(dependency, options) or _own_group(dependency)
        carrier = UDP if dependency.protocol == UDP else TCP
        addresses, fqdns = groups.setdefault((name, str(dependency.port), carrier), ([], []))
        _add_destination(dependency, options, addresses, fqdns)
    if options.names_apart:
        groups = _with_names_apart(groups)
    return [
        {
            "name": f"{group}-{port}" if carrier == TCP else f"{group}-{carrier}-{port}",
            "protocols": [carrier],
            "source_addresses": options.source_addresses,
            "destination_addresses": addresses,
            "destination_fqdns": fqdns,
            "destination_ports": [port],
        }
        for (group, port, carrier), (addresses, fqdns) in sorted(groups.items())
    ]


def _with_names_apart(groups: _Groups) -> _Groups:
    """The same where names beside addresses have a rule of their own."""
    found: _Groups = {}
    for (group, port, carrier), (addresses, fqdns) in groups.items():
        if addresses and fqdns:
            found.setdefault((f"{group}-names", port, carrier), ([], []))[1].extend(fqdns)
        kept = [] if addresses else fqdns
        for mine, more in zip(found.setdefault((group, port, carrier), ([], [])), (addresses, kept), strict=True):
            mine.extend(more)
    return found


def _own_group(dependency: Dependency) -> str:
    """What the rule for a destination itself is named after; another one is named after the tag of Event Hubs."""
    is_amqp = dependency.source == data_sources.SOURCE and dependency.port == AMQP_PORT
    return f"{dependency.category}-names" if is_amqp else dependency.category


def is_for_source(
    rule: rule_collections.Rule, kinds: Iterable[data_sources.SourceKind] = tuple(data_sources.SourceKind)
) -> bool:
    """True for a rule that was made for data sources of these kinds, as its name tells: it begins with one of them, or
    with a tag of one region.
    """
    category = rule.name.partition("-")[0].partition(".")[0].lower()
    return category in {kind.lower() for kind in kinds} and rule.name.lower() != _OF_TAG


def amqp_tag(dependency: Dependency, tags: Mapping[str, str]) -> str:
    """The service tag that stands for a name of Event Hubs: that of its region where it is known, else that of all."""
    return tags.get(dependency.region, EVENT_HUB_TAG)


def _tag_of(dependency: Dependency, options: RuleOptions) -> str:
    """The tag that stands for a name on the port of AMQP; empty for a destination that stands for itself."""
    if not dependency.fqdn or dependency.port != AMQP_PORT:
        return ""
    if dependency.source == data_sources.SOURCE:
        return "" if options.resolves else amqp_tag(dependency, options.tags)
    return EVENT_HUB_TAG if options.amqp_tag else ""


def _add_destination(dependency: Dependency, options: RuleOptions, addresses: list[str], fqdns: list[str]) -> None:
    if tag := dependency.tag or _tag_of(dependency, options):
        addresses.append(tag)
    elif not dependency.fqdn:
        addresses.extend(_of_ipv4(dependency))
    elif hosts.is_wildcard(dependency.fqdn):
        raise PlanError(
            f"'{dependency.raw}' on port {dependency.port} needs a network rule, and Azure resolves no wildcard in"
            " one; name the concrete hosts in O(extra_dependencies), or the protocol if it is Https, Http or Mssql.",
            code="wildcard_in_network_rule",
        )
    else:
        fqdns.append(dependency.fqdn)


def _of_ipv4(dependency: Dependency) -> tuple[str, ...]:
    """Rules have the subnet's sources of IPv4 alone, which no packet of IPv6 comes from."""
    kept = blocks.of_version(dependency.addresses, 4)
    if kept != dependency.addresses:
        raise PlanError(
            f"'{dependency.raw}' on port {dependency.port} is an address of IPv6, and rules are for IPv4 alone.",
            code="unusable_dependency",
        )
    return kept
