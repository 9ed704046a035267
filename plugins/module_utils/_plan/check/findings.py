# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was found: one value per finding, and the catalogue of their codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import TypeVar

from ..values.words import Word

Item = TypeVar("Item")
Key = TypeVar("Key")


class Severity(Word):
    """How bad a finding is, the worst first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


SEVERITIES = tuple(Severity)
# Why dependencies are open that these concern needs no finding of its own.
EXPLAINING = frozenset({"unreadable", "not_settled", "firewall_without_address", "stale_default_route"})
# What these concern passes today, so there is nothing to explain.
_OF_WHAT_PASSES = frozenset({"service_endpoint", "bypassing_route", "tag_route", "open_source", "custom_dns"})
NEVER = "never"  # in the place of a severity: no finding is as bad as that

# code: (severity, what it says). A table of docs/check.md is made from it.
CATALOGUE = {
    "blocked_dependency": (Severity.ERROR, "no rule of the firewall allows a dependency, or one denies it"),
    "parent_policy_deny": (
        Severity.ERROR,
        "a rule of a parent policy denies a dependency; no rule of the firewall's own helps",
    ),
    "security_group_blocks": (Severity.ERROR, "the subnet's security group does not let a dependency out"),
    "dropped_dependency": (Severity.ERROR, "a route with next hop None drops a dependency"),
    "unreachable_hop": (Severity.ERROR, "the next hop of a route takes nothing that the subnet sends there"),
    "dns_unanswered": (Severity.ERROR, "the network asks for names at a firewall that answers nobody there"),
    "unresolved_dependency": (
        Severity.ERROR,
        "a private DNS zone has no record of a name that it alone decides about",
    ),
    "unapproved_endpoint": (Severity.ERROR, "a dependency is sent to a private endpoint that nobody has approved"),
    "management_blocked": (
        Severity.ERROR,
        "the subnet's security group does not let a documented address in on port 443",
    ),
    "missing_route": (
        Severity.ERROR,
        "answers to a documented address would follow the default route into the firewall",
    ),
    "shadowed_route": (Severity.ERROR, "another route leads a documented address away from the internet"),
    "stale_default_route": (
        Severity.ERROR,
        "the default route leads to an appliance that is not this firewall as it is now",
    ),
    "firewall_without_address": (Severity.ERROR, "the firewall is deallocated or has no private address"),
    "lost_default_route": (Severity.ERROR, "the default route is to be managed, our rules are there, and it is gone"),
    "undecided_dependency": (Severity.WARNING, "whether a dependency passes cannot be told"),
    "undecided_appliance": (Severity.WARNING, "what an appliance that is not Azure's lets through cannot be told"),
    "undecided_way": (Severity.WARNING, "where dependencies are sent cannot be told"),
    "undecided_route": (Severity.WARNING, "where a documented address is sent cannot be told"),
    "undecided_management": (
        Severity.WARNING,
        "whether the security group lets a documented address in cannot be told",
    ),
    "unreadable": (Severity.WARNING, "something that decides could not be read"),
    "no_default_route": (Severity.WARNING, "no default route leads to the firewall, so nothing is locked down"),
    "drift": (Severity.WARNING, "what the given variables decide was written once, and is no longer as they want it"),
    "other_subnet": (Severity.WARNING, "the subnet that is judged is not the one that the cluster itself names"),
    "shared_default_route": (Severity.WARNING, "other subnets have the same table, and so the same default route"),
    "managed_table": (Severity.WARNING, "a network manager keeps the subnet's route table"),
    "ipv6_way": (Severity.WARNING, "what the subnet sends by IPv6 passes the firewall by"),
    "open_draft": (Severity.WARNING, "a draft of a policy is open, and its deployment replaces what is applied"),
    "unread_manager": (
        Severity.WARNING,
        "a network manager is at work, and what it lays over the network could not be read",
    ),
    "foreign_prefix": (Severity.WARNING, "a route has a name of ours and a prefix that is none of ours"),
    "service_endpoint": (Severity.WARNING, "a service endpoint takes traffic past the firewall"),
    "bypassing_route": (Severity.WARNING, "a route takes more than documented addresses past the firewall"),
    "stopping_route": (
        Severity.WARNING,
        "a route for a public prefix stops names that resolve there, which is not judged",
    ),
    "broad_allow": (Severity.WARNING, "a network rule allows port 443 to everywhere, so rules by name mean nothing"),
    "tls_inspection": (
        Severity.WARNING,
        "the rule that allows a dependency inspects TLS, which the cluster does not trust",
    ),
    "dns_proxy_missing": (Severity.WARNING, "network rules hold names, but the firewall's DNS proxy is off"),
    "not_injected": (Severity.WARNING, "the cluster is not injected, so its traffic never meets this firewall"),
    "not_settled": (Severity.WARNING, "something that decides is being changed, or its last change failed"),
    "left_behind": (
        Severity.WARNING,
        "a firewall that a policy governs still holds rule collections of ours, without effect",
    ),
    "copied_collections": (
        Severity.WARNING,
        "a rule collection group other than ours holds rule collections with names of ours",
    ),
    "left_routes": (
        Severity.WARNING,
        "a route table other than the subnet's still holds routes of ours for the cluster",
    ),
    "private_zone": (Severity.WARNING, "a private DNS zone takes names of the cluster elsewhere"),
    "service_finding": (Severity.WARNING, "the service itself finds that something is not reached"),
    "tag_route": (Severity.INFO, "a route takes the service tag of a dependency past the firewall"),
    "forced_tunnel": (Severity.WARNING, "what the firewall lets pass goes on to somebody else"),
    "dropped_beyond": (Severity.ERROR, "a route of the firewall's own subnet drops what the firewall lets pass"),
    "not_translated": (
        Severity.ERROR,
        "the firewall passes something on with a private source, so no answer comes back",
    ),
    "perhaps_not_translated": (
        Severity.WARNING,
        "the firewall may pass something on with a private source, so that no answer comes back",
    ),
    "no_public_address": (Severity.WARNING, "the firewall shows no public address that traffic could leave with"),
    "intrusion_detection": (Severity.INFO, "intrusion detection drops what its signatures match, whatever rules say"),
    "open_source": (Severity.INFO, "a rule that allows a dependency is open to any source"),
    "prefix_routes": (
        Severity.INFO,
        "routes for public prefixes decide about names that resolve there, which is not judged",
    ),
    "infrastructure_names": (Severity.INFO, "names that no rule allows may pass as names of Azure's own platform"),
    "threat_intelligence": (Severity.INFO, "threat intelligence may deny traffic before any rule is asked"),
    "delegated_subnet": (Severity.INFO, "the subnet is delegated, so the service keeps the routes itself"),
    "narrowable_wildcard": (Severity.INFO, "a wildcard allows more than the names that the cluster itself lists"),
    "stale_collection": (Severity.INFO, "a rule collection of ours decides about nothing the cluster needs"),
    "stale_route": (Severity.INFO, "a route of ours leads to an address that is not wanted"),
    "certificate_hosts_missing": (Severity.INFO, "hosts of Azure's certificate authorities are not allowed"),
    "new_source_address": (
        Severity.INFO,
        "data sources see the addresses that traffic leaves the firewall with, not the cluster's own",
    ),
    "custom_dns": (Severity.INFO, "DNS servers of somebody's own decide what names resolve to"),
    "private_endpoint": (Severity.INFO, "the network has private endpoints, whose traffic never meets the firewall"),
    "resource_lock": (Severity.INFO, "a lock stops changes or removals of what the role writes"),
    "not_diagnosed": (Severity.INFO, "the service was not asked about a cluster that is not injected"),
    "not_covered": (Severity.INFO, "something could not be read that no verdict waits for; the answer leaves it out"),
    "not_looked_at": (Severity.INFO, "something that decides nothing could not be read"),
    "unmaintained": (Severity.INFO, "nobody maintains the documented addresses and names any more"),
    "unconfirmed_address": (Severity.INFO, "an address of the worked example stands in no table of the documentation"),
    "no_monitoring_addresses": (Severity.INFO, "no health monitoring address is published for the region"),
}


@dataclass(frozen=True)
class Finding:
    """A cause. `subject` is what it lies in: a rule, a route, a resource. `concerns` are the destinations and
    documented addresses that it is about: those that it stops, for instance, or leaves open.
    """

    code: str
    subject: str
    message: str
    remedy: str
    concerns: tuple[str, ...] = ()

    @property
    def severity(self) -> str:
        """How bad it is, of ERROR, WARNING and INFO."""
        return CATALOGUE[self.code][0]

    def as_option(self) -> dict[str, str]:
        """The finding as users see it in results."""
        return {"severity": self.severity, **asdict(self), "concerns": list(self.concerns)}


def grouped(items: Iterable[Item], key: Callable[[Item], Key | None]) -> dict[Key, list[Item]]:
    """What has the same cause, in the order in which it came; what has none is left out."""
    found: dict[Key, list[Item]] = {}
    for one in items:
        own = key(one)
        if own is not None:
            found.setdefault(own, []).append(one)
    return found


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Every finding once: the worst first, of these what explains most, otherwise as they were found."""

    def rank(finding: Finding) -> tuple[int, int]:
        explained = () if finding.code in _OF_WHAT_PASSES else finding.concerns
        return SEVERITIES.index(finding.severity), -len(explained)

    return tuple(sorted(dict.fromkeys(findings), key=rank))


def at_least(findings: tuple[Finding, ...], severity: str) -> tuple[Finding, ...]:
    """The findings that are as bad as this or worse."""
    return tuple(one for one in findings if SEVERITIES.index(one.severity) <= SEVERITIES.index(severity))
