# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue of findings: where the cause lies along the path of a packet, how bad it is, and what it says.

Those of a check come first. A plan has some of them as well, and those that only a plan can have.
"""

from __future__ import annotations

from typing import NamedTuple

from ..values.words import Word


class Severity(Word):
    """How bad a finding is, the worst first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Area(Word):
    """Where a cause lies."""

    NAME = "its name"
    SUBNET = "at the subnet"
    WAY = "on its way"
    FIREWALL = "at the firewall"
    PAST = "past the firewall"
    BEYOND = "beyond the firewall"
    CLUSTER = "the cluster"
    READ = "what was read"


class Entry(NamedTuple):
    """What is known of a code."""

    severity: Severity
    area: Area
    says: str


ERROR, WARNING, INFO = Severity
# Two tables of docs/check.md are made from these.
OF_CHECKS = {
    "dns_unanswered": Entry(ERROR, Area.NAME, "the network asks for names at a firewall that answers nobody there"),
    "unresolved_dependency": Entry(
        ERROR, Area.NAME, "a private DNS zone has no record of a name that it alone decides about"
    ),
    "private_zone": Entry(WARNING, Area.NAME, "a private DNS zone takes names of the cluster elsewhere"),
    "custom_dns": Entry(INFO, Area.NAME, "DNS servers of somebody's own decide what names resolve to"),
    "private_endpoint": Entry(
        INFO, Area.NAME, "the network has private endpoints, whose traffic never meets the firewall"
    ),
    "security_group_blocks": Entry(ERROR, Area.SUBNET, "the subnet's security group does not let a dependency out"),
    "management_blocked": Entry(
        ERROR, Area.SUBNET, "the subnet's security group does not let a documented address in on port 443"
    ),
    "undecided_management": Entry(
        WARNING, Area.SUBNET, "whether the security group lets a documented address in cannot be told"
    ),
    "dropped_dependency": Entry(ERROR, Area.WAY, "a route with next hop None drops a dependency"),
    "unreachable_hop": Entry(ERROR, Area.WAY, "the next hop of a route takes nothing that the subnet sends there"),
    "missing_route": Entry(
        ERROR, Area.WAY, "answers to a documented address would follow the default route into the firewall"
    ),
    "shadowed_route": Entry(ERROR, Area.WAY, "another route leads a documented address away from the internet"),
    "stale_default_route": Entry(
        ERROR, Area.WAY, "the default route leads to an appliance that is not this firewall as it is now"
    ),
    "lost_default_route": Entry(
        ERROR, Area.WAY, "the default route is to be managed, our rules are there, and it is gone"
    ),
    "unapproved_endpoint": Entry(
        ERROR, Area.WAY, "a dependency is sent to a private endpoint that nobody has approved"
    ),
    "undecided_way": Entry(WARNING, Area.WAY, "where dependencies are sent cannot be told"),
    "undecided_route": Entry(WARNING, Area.WAY, "where a documented address is sent cannot be told"),
    "no_default_route": Entry(WARNING, Area.WAY, "no default route leads to the firewall, so nothing is locked down"),
    "shared_default_route": Entry(
        WARNING, Area.WAY, "other subnets have the same table, and so the same default route"
    ),
    "stopping_route": Entry(
        WARNING, Area.WAY, "a route for a public prefix stops names that resolve there, which is not judged"
    ),
    "managed_table": Entry(WARNING, Area.WAY, "a network manager keeps the subnet's route table"),
    "foreign_prefix": Entry(WARNING, Area.WAY, "a route has a name of ours and a prefix that is none of ours"),
    "left_routes": Entry(
        WARNING, Area.WAY, "a route table other than the subnet's still holds routes of ours for the cluster"
    ),
    "prefix_routes": Entry(
        INFO, Area.WAY, "routes for public prefixes decide about names that resolve there, which is not judged"
    ),
    "delegated_subnet": Entry(INFO, Area.WAY, "the subnet is delegated, so the service keeps the routes itself"),
    "stale_route": Entry(INFO, Area.WAY, "a route of ours leads to an address that is not wanted"),
    "blocked_dependency": Entry(ERROR, Area.FIREWALL, "no rule of the firewall allows a dependency, or one denies it"),
    "parent_policy_deny": Entry(
        ERROR, Area.FIREWALL, "a rule of a parent policy denies a dependency; no rule of the firewall's own helps"
    ),
    "firewall_without_address": Entry(ERROR, Area.FIREWALL, "the firewall is deallocated or has no private address"),
    "undecided_dependency": Entry(WARNING, Area.FIREWALL, "whether a dependency passes cannot be told"),
    "undecided_appliance": Entry(
        WARNING, Area.FIREWALL, "what an appliance that is not Azure's lets through cannot be told"
    ),
    "broad_allow": Entry(
        WARNING, Area.FIREWALL, "a network rule allows port 443 to everywhere, so rules by name mean nothing"
    ),
    "dns_proxy_missing": Entry(WARNING, Area.FIREWALL, "network rules hold names, but the firewall's DNS proxy is off"),
    "tls_inspection": Entry(
        WARNING, Area.FIREWALL, "the rule that allows a dependency inspects TLS, which the cluster does not trust"
    ),
    "open_draft": Entry(
        WARNING, Area.FIREWALL, "a draft of a policy is open, and its deployment replaces what is applied"
    ),
    "left_behind": Entry(
        WARNING, Area.FIREWALL, "a firewall that a policy governs still holds rule collections of ours, without effect"
    ),
    "copied_collections": Entry(
        WARNING, Area.FIREWALL, "a rule collection group other than ours holds rule collections with names of ours"
    ),
    "open_source": Entry(INFO, Area.FIREWALL, "a rule that allows a dependency is open to any source"),
    "infrastructure_names": Entry(
        INFO, Area.FIREWALL, "names that no rule allows may pass as names of Azure's own platform"
    ),
    "narrowable_wildcard": Entry(
        INFO, Area.FIREWALL, "a wildcard allows more than the names that the cluster itself lists"
    ),
    "certificate_hosts_missing": Entry(INFO, Area.FIREWALL, "hosts of Azure's certificate authorities are not allowed"),
    "stale_collection": Entry(INFO, Area.FIREWALL, "a rule collection of ours decides about nothing the cluster needs"),
    "service_endpoint": Entry(WARNING, Area.PAST, "a service endpoint takes traffic past the firewall"),
    "bypassing_route": Entry(WARNING, Area.PAST, "a route takes more than documented addresses past the firewall"),
    "ipv6_way": Entry(WARNING, Area.PAST, "what the subnet sends by IPv6 passes the firewall by"),
    "tag_route": Entry(INFO, Area.PAST, "a route takes the service tag of a dependency past the firewall"),
    "dropped_beyond": Entry(
        ERROR, Area.BEYOND, "a route of the firewall's own subnet drops what the firewall lets pass"
    ),
    "not_translated": Entry(
        ERROR, Area.BEYOND, "the firewall passes something on with a private source, so no answer comes back"
    ),
    "undecided_beyond": Entry(WARNING, Area.BEYOND, "a route of the firewall's own subnet may drop what is let pass"),
    "forced_tunnel": Entry(WARNING, Area.BEYOND, "what the firewall lets pass goes on to somebody else"),
    "perhaps_not_translated": Entry(
        WARNING, Area.BEYOND, "the firewall may pass something on with a private source, so that no answer comes back"
    ),
    "no_public_address": Entry(
        WARNING, Area.BEYOND, "the firewall shows no public address that traffic could leave with"
    ),
    "intrusion_detection": Entry(
        INFO, Area.BEYOND, "intrusion detection drops what its signatures match, whatever rules say"
    ),
    "threat_intelligence": Entry(INFO, Area.BEYOND, "threat intelligence may deny traffic before any rule is asked"),
    "new_source_address": Entry(
        INFO, Area.BEYOND, "data sources see the addresses that traffic leaves the firewall with, not the cluster's own"
    ),
    "other_subnet": Entry(
        WARNING, Area.CLUSTER, "the subnet that is judged is not the one that the cluster itself names"
    ),
    "not_injected": Entry(
        WARNING, Area.CLUSTER, "the cluster is not injected, so its traffic never meets this firewall"
    ),
    "drift": Entry(
        WARNING, Area.CLUSTER, "what the given variables decide was written once, and is no longer as they want it"
    ),
    "service_finding": Entry(WARNING, Area.CLUSTER, "the service itself finds that something is not reached"),
    "not_diagnosed": Entry(INFO, Area.CLUSTER, "the service was not asked about a cluster that is not injected"),
    "unmaintained": Entry(INFO, Area.CLUSTER, "nobody maintains the documented addresses and names any more"),
    "unconfirmed_address": Entry(
        INFO, Area.CLUSTER, "an address of the worked example stands in no table of the documentation"
    ),
    "other_cloud": Entry(INFO, Area.CLUSTER, "the documentation gives names of the public cloud only"),
    "no_monitoring_addresses": Entry(INFO, Area.CLUSTER, "no health monitoring address is published for the region"),
    "unreadable": Entry(WARNING, Area.READ, "something that decides could not be read"),
    "not_settled": Entry(WARNING, Area.READ, "something that decides is being changed, or its last change failed"),
    "unread_manager": Entry(
        WARNING, Area.READ, "a network manager is at work, and what it lays over the network could not be read"
    ),
    "not_covered": Entry(
        INFO, Area.READ, "something could not be read that no verdict waits for; the answer leaves it out"
    ),
    "not_looked_at": Entry(INFO, Area.READ, "something that decides nothing could not be read"),
    "resource_lock": Entry(INFO, Area.READ, "a lock stops changes or removals of what the role writes"),
}
OF_PLANS = {
    "no_counterpart": Entry(WARNING, Area.NAME, "a documented name has no published counterpart in the cloud"),
    "unclear_users": Entry(
        WARNING, Area.SUBNET, "a default route comes upon a subnet, and who else uses that cannot be told"
    ),
    "hub_routing": Entry(INFO, Area.WAY, "the firewall stands in a virtual hub, whose routing intent leads to it"),
    "routes_over_limit": Entry(WARNING, Area.WAY, "the route table would have more routes than Azure may take"),
    "kept_routes": Entry(WARNING, Area.WAY, "routes of ours stay that the plan does not want"),
    "kept_table": Entry(INFO, Area.WAY, "the route table stays, since other subnets use it"),
    "no_table_found": Entry(WARNING, Area.WAY, "rules of a cluster that is gone are there, and no table"),
    "shared_policy": Entry(INFO, Area.FIREWALL, "the policy governs others as well, so the rules apply there, too"),
    "rules_over_limit": Entry(WARNING, Area.FIREWALL, "the firewall or its policy would have more than Azure may take"),
    "amqp_left_out": Entry(WARNING, Area.FIREWALL, "AMQP is left out, so that ingestion which uses it will not work"),
    "kept_rules": Entry(WARNING, Area.FIREWALL, "a removal leaves the rules, since routes of ours are in use"),
    "kept_appliance": Entry(INFO, Area.FIREWALL, "a removal changes nothing on an appliance that is not Azure's"),
    "spared_collections": Entry(
        INFO, Area.FIREWALL, "a purge leaves collections alone that are named after clusters that are there"
    ),
    "nothing_found": Entry(WARNING, Area.CLUSTER, "there is no such cluster, and nothing of ours was found for it"),
    "accept_unused": Entry(INFO, Area.CLUSTER, "a risk is accepted that was not met in this run"),
    "unread_tables": Entry(
        WARNING, Area.READ, "whether other route tables still hold routes of ours could not be read"
    ),
}
CATALOGUE = OF_CHECKS | OF_PLANS
