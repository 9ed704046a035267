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

    NAME = "the name"
    SUBNET = "the subnet"
    WAY = "the route"
    FIREWALL = "the firewall"
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
# A table of docs/check.md is made from it.
OF_CHECKS = {
    "dns_unanswered": Entry(
        ERROR, Area.NAME, "the network sends its DNS queries to a firewall that does not answer them"
    ),
    "unresolved_dependency": Entry(ERROR, Area.NAME, "a private DNS zone decides about a name and has no record of it"),
    "private_zone": Entry(
        WARNING, Area.NAME, "a private DNS zone may resolve names of the cluster to private addresses, or not at all"
    ),
    "custom_dns": Entry(INFO, Area.NAME, "custom DNS servers decide what names resolve to"),
    "private_endpoint": Entry(
        INFO, Area.NAME, "the network has private endpoints, whose traffic never reaches the firewall"
    ),
    "security_group_blocks": Entry(
        ERROR, Area.SUBNET, "the subnet's security group does not let traffic to a destination out"
    ),
    "management_blocked": Entry(
        ERROR, Area.SUBNET, "the subnet's security group does not let a documented address in on port 443"
    ),
    "undecided_management": Entry(
        WARNING, Area.SUBNET, "it is unknown whether the security group lets a documented address in"
    ),
    "dropped_dependency": Entry(ERROR, Area.WAY, "a route with next hop None drops the traffic to a destination"),
    "unreachable_hop": Entry(ERROR, Area.WAY, "the subnet cannot reach the next hop of a route"),
    "missing_route": Entry(
        ERROR, Area.WAY, "answers to a documented address would follow the default route into the firewall"
    ),
    "shadowed_route": Entry(
        ERROR, Area.WAY, "a route sends the answers to a documented address elsewhere than to the internet"
    ),
    "stale_default_route": Entry(
        ERROR, Area.WAY, "the default route leads to an address that this firewall does not have now"
    ),
    "lost_default_route": Entry(
        ERROR, Area.WAY, "the default route is to be managed and our rules are there, but the route is gone"
    ),
    "unapproved_endpoint": Entry(
        ERROR, Area.WAY, "the traffic to a destination goes to a private endpoint that nobody has approved"
    ),
    "undecided_way": Entry(WARNING, Area.WAY, "it is unknown where the traffic to destinations is sent"),
    "undecided_route": Entry(WARNING, Area.WAY, "it is unknown where the answers to a documented address are sent"),
    "no_default_route": Entry(WARNING, Area.WAY, "no default route leads to the firewall, so nothing is locked down"),
    "shared_default_route": Entry(
        WARNING, Area.WAY, "other subnets use the same route table, and so the same default route"
    ),
    "stopping_route": Entry(
        WARNING,
        Area.WAY,
        "a route for a public prefix stops the traffic to names that resolve there; the verdicts leave it out",
    ),
    "managed_table": Entry(WARNING, Area.WAY, "a network manager maintains the subnet's route table"),
    "foreign_prefix": Entry(WARNING, Area.WAY, "a route has one of our names and a prefix that is not ours"),
    "left_routes": Entry(
        WARNING, Area.WAY, "a route table other than the subnet's still holds our routes for the cluster"
    ),
    "prefix_routes": Entry(
        INFO, Area.WAY, "routes for public prefixes decide about names that resolve there; the verdicts leave them out"
    ),
    "delegated_subnet": Entry(INFO, Area.WAY, "the subnet is delegated, so the service maintains the routes itself"),
    "stale_route": Entry(INFO, Area.WAY, "a route of ours is for an address that is not wanted"),
    "blocked_dependency": Entry(ERROR, Area.FIREWALL, "no rule of the firewall allows a destination, or one denies it"),
    "parent_policy_deny": Entry(
        ERROR,
        Area.FIREWALL,
        "a rule of a parent policy denies a destination, and no rule of the firewall's own can change that",
    ),
    "firewall_without_address": Entry(ERROR, Area.FIREWALL, "the firewall is deallocated or has no private address"),
    "undecided_dependency": Entry(WARNING, Area.FIREWALL, "it is unknown whether a destination is allowed"),
    "undecided_appliance": Entry(WARNING, Area.FIREWALL, "it is unknown what an appliance that is not Azure's allows"),
    "broad_allow": Entry(
        WARNING, Area.FIREWALL, "a network rule allows port 443 to everywhere, so rules by name have no effect"
    ),
    "dns_proxy_missing": Entry(WARNING, Area.FIREWALL, "network rules hold names, but the firewall's DNS proxy is off"),
    "tls_inspection": Entry(
        WARNING,
        Area.FIREWALL,
        "the rule that allows a destination inspects TLS, with a certificate that the cluster does not trust",
    ),
    "open_draft": Entry(
        WARNING, Area.FIREWALL, "a policy has an open draft, and deploying it replaces what is in effect"
    ),
    "left_behind": Entry(
        WARNING,
        Area.FIREWALL,
        "a firewall that a policy governs still holds rule collections of ours, which have no effect",
    ),
    "copied_collections": Entry(
        WARNING, Area.FIREWALL, "a rule collection group other than ours holds rule collections with our names"
    ),
    "open_source": Entry(INFO, Area.FIREWALL, "a rule that allows a destination is open to every source"),
    "infrastructure_names": Entry(
        INFO, Area.FIREWALL, "names that no rule allows may pass as names of Azure's own platform"
    ),
    "narrowable_wildcard": Entry(INFO, Area.FIREWALL, "a wildcard allows more names than the cluster itself lists"),
    "certificate_hosts_missing": Entry(INFO, Area.FIREWALL, "hosts of Azure's certificate authorities are not allowed"),
    "stale_collection": Entry(
        INFO, Area.FIREWALL, "a rule collection of ours decides about nothing that the cluster needs"
    ),
    "service_endpoint": Entry(WARNING, Area.PAST, "a service endpoint takes traffic past the firewall"),
    "bypassing_route": Entry(WARNING, Area.PAST, "a route takes more than documented addresses past the firewall"),
    "ipv6_way": Entry(WARNING, Area.PAST, "the IPv6 traffic of the subnet does not go through the firewall"),
    "tag_route": Entry(INFO, Area.PAST, "a route takes the service tag of a destination past the firewall"),
    "dropped_beyond": Entry(ERROR, Area.BEYOND, "a route of the firewall's own subnet drops what the firewall allows"),
    "not_translated": Entry(
        ERROR, Area.BEYOND, "the firewall keeps the private source of some traffic, so no answer comes back"
    ),
    "undecided_beyond": Entry(
        WARNING, Area.BEYOND, "a route of the firewall's own subnet may drop what the firewall allows"
    ),
    "forced_tunnel": Entry(
        WARNING, Area.BEYOND, "a route of the firewall's own subnet sends what the firewall allows to another next hop"
    ),
    "perhaps_not_translated": Entry(
        WARNING, Area.BEYOND, "the firewall may keep the private source of some traffic, and then no answer comes back"
    ),
    "no_public_address": Entry(
        WARNING, Area.BEYOND, "the firewall shows no public address with which traffic could leave"
    ),
    "intrusion_detection": Entry(
        INFO, Area.BEYOND, "intrusion detection drops what matches its signatures, whatever the rules say"
    ),
    "threat_intelligence": Entry(INFO, Area.BEYOND, "threat intelligence may deny traffic before any rule is asked"),
    "new_source_address": Entry(
        INFO,
        Area.BEYOND,
        "data sources see the addresses with which traffic leaves the firewall, not the cluster's own",
    ),
    "other_subnet": Entry(
        WARNING, Area.CLUSTER, "the subnet that is checked is not the one that the cluster itself names"
    ),
    "not_injected": Entry(
        WARNING, Area.CLUSTER, "the cluster is not injected, so its traffic never reaches this firewall"
    ),
    "drift": Entry(
        WARNING, Area.CLUSTER, "something that the variables ask for was written once, and has changed since"
    ),
    "deleted_source": Entry(WARNING, Area.CLUSTER, "the cluster's configuration names a resource that is gone"),
    "service_finding": Entry(WARNING, Area.CLUSTER, "the service itself reports a destination that it does not reach"),
    "not_diagnosed": Entry(INFO, Area.CLUSTER, "the service was not asked, since the cluster is not injected"),
    "unmaintained": Entry(INFO, Area.CLUSTER, "nobody maintains the documented addresses and names any more"),
    "unconfirmed_address": Entry(
        INFO, Area.CLUSTER, "an address of the documentation's example is in none of its tables"
    ),
    "other_cloud": Entry(INFO, Area.CLUSTER, "the documentation gives names of the public cloud only"),
    "no_monitoring_addresses": Entry(INFO, Area.CLUSTER, "no health monitoring address is published for the region"),
    "unread_sources": Entry(
        WARNING, Area.READ, "what the cluster reads from by its own configuration could not be read in full"
    ),
    "derived_names": Entry(
        WARNING, Area.READ, "names of data sources follow from resource ids, since the resources could not be read"
    ),
    "unlisted_uses": Entry(INFO, Area.READ, "nobody has listed what queries and external tables use"),
    "unreadable": Entry(WARNING, Area.READ, "something that decides a verdict could not be read"),
    "not_settled": Entry(
        WARNING, Area.READ, "something that decides a verdict is being changed, or its last change failed"
    ),
    "unread_manager": Entry(
        WARNING, Area.READ, "a network manager is at work, and its security admin rules could not be read"
    ),
    "not_covered": Entry(INFO, Area.READ, "something could not be read, and the verdicts leave it out"),
    "not_looked_at": Entry(INFO, Area.READ, "something that decides no verdict could not be read"),
    "resource_lock": Entry(INFO, Area.READ, "a lock prevents changes or removals of what the role writes"),
}
OF_PLANS = {
    "no_counterpart": Entry(WARNING, Area.NAME, "a documented name has no published counterpart in the cloud"),
    "unclear_users": Entry(
        WARNING, Area.SUBNET, "a default route comes upon a subnet, and who else uses that is unknown"
    ),
    "hub_routing": Entry(INFO, Area.WAY, "the firewall stands in a virtual hub, whose routing intent leads to it"),
    "routes_over_limit": Entry(WARNING, Area.WAY, "the route table would have more routes than Azure may take"),
    "kept_routes": Entry(WARNING, Area.WAY, "routes of ours stay that the plan does not want"),
    "kept_table": Entry(INFO, Area.WAY, "the route table stays, since other subnets use it"),
    "no_table_found": Entry(WARNING, Area.WAY, "rules of a cluster that is gone are there, and no table"),
    "shared_policy": Entry(INFO, Area.FIREWALL, "the policy governs others as well, so the rules apply there, too"),
    "rules_over_limit": Entry(WARNING, Area.FIREWALL, "the firewall or its policy would have more than Azure may take"),
    "amqp_left_out": Entry(WARNING, Area.FIREWALL, "AMQP is left out, so that ingestion which uses it will not work"),
    "any_namespace": Entry(
        INFO, Area.FIREWALL, "AMQP is allowed to a service tag, and so to namespaces that are not the cluster's"
    ),
    "kept_rules": Entry(
        WARNING, Area.FIREWALL, "a removal leaves the rules, since routes of ours are in use or others write the rules"
    ),
    "kept_appliance": Entry(INFO, Area.FIREWALL, "a removal changes nothing on an appliance that is not Azure's"),
    "spared_collections": Entry(
        INFO, Area.FIREWALL, "a purge leaves collections alone that are named after clusters that are there"
    ),
    "nothing_found": Entry(WARNING, Area.CLUSTER, "there is no such cluster, and nothing of ours was found for it"),
    "not_delegated": Entry(
        WARNING, Area.SUBNET, "the subnet that the cluster would return to is not delegated to Data Explorer"
    ),
    "no_security_group": Entry(
        WARNING, Area.SUBNET, "the subnet that the cluster would return to has no security group in front of it"
    ),
    "left_network": Entry(INFO, Area.CLUSTER, "the cluster has left its network, and what it had there is left"),
    "accept_unused": Entry(INFO, Area.CLUSTER, "a risk is accepted that was not met in this run"),
    "unread_tables": Entry(
        WARNING, Area.READ, "whether other route tables still hold routes of ours could not be read"
    ),
}
# Of clusters that restrict their outbound access themselves.
OF_RESTRICTION = {
    "denied_callouts": Entry(ERROR, Area.CLUSTER, "the cluster's restriction denies something that it uses"),
    "open_callouts": Entry(WARNING, Area.CLUSTER, "whether the restriction lets something pass cannot be told"),
    "ingestion_not_shown": Entry(
        WARNING, Area.CLUSTER, "whether the restriction lets data connections work cannot be told"
    ),
    "policies_outside": Entry(
        WARNING, Area.CLUSTER, "callout policies are in force that the cluster's document does not show"
    ),
    "policies_unread": Entry(WARNING, Area.READ, "which callout policies are in force could not be read"),
    "not_listed": Entry(WARNING, Area.CLUSTER, "the cluster has entries in its list that nobody asked for here"),
    "loosened": Entry(WARNING, Area.CLUSTER, "more may leave the cluster after the run than before"),
    "restricted_in_network": Entry(
        INFO, Area.CLUSTER, "a cluster in a virtual network is restricted, which takes effect at once"
    ),
    "only_what_is_listed": Entry(INFO, Area.READ, "queries that somebody types are in no list of what is used"),
}
# Of a cluster that is to leave its network; what it restricts itself is told in the words above.
OF_LEAVING = {
    "open_to_all": Entry(ERROR, Area.CLUSTER, "the cluster would answer everybody on the internet"),
    "no_private_endpoint": Entry(ERROR, Area.CLUSTER, "no private endpoint in another subnet leads to the cluster"),
    "private_endpoint_unread": Entry(
        WARNING, Area.READ, "whether a private endpoint in another subnet leads to the cluster could not be read"
    ),
    "no_managed_private_endpoint": Entry(
        ERROR, Area.CLUSTER, "something that the cluster reads from would not let it in once it has left"
    ),
    "source_rules_unread": Entry(
        WARNING, Area.READ, "whom something lets in that the cluster reads from could not be read"
    ),
    "uses_not_looked_at": Entry(WARNING, Area.READ, "nobody has looked whom the hosts in uses let in"),
    "not_restricted": Entry(ERROR, Area.CLUSTER, "nothing would restrict what leaves the cluster once it has left"),
    "prepared_too_long_ago": Entry(ERROR, Area.CLUSTER, "the endpoints were made too long ago"),
    "preparation_unknown": Entry(WARNING, Area.READ, "it is unknown when the endpoints were made"),
    "way_back": Entry(INFO, Area.CLUSTER, "everything that a return needs is still there"),
}
# Of other services than clusters, beside those of every check.
OF_SERVICES = {
    "no_return_route": Entry(
        ERROR, Area.WAY, "who connects to a service from outside gets no answer, since that goes to the firewall"
    ),
    "subnets_unread": Entry(WARNING, Area.READ, "a service may live in subnets that could not be read"),
    "callers_unread": Entry(WARNING, Area.READ, "whether anybody connects to a service from outside could not be read"),
    "not_checked": Entry(INFO, Area.READ, "a part of a service, or of what it names, was not looked at"),
    "refused_entry": Entry(WARNING, Area.READ, "a service names what no rule can be made of"),
    "wildcard_needs_address": Entry(
        WARNING, Area.FIREWALL, "a service names a wildcard that needs a network rule, which takes none"
    ),
    "open_wildcard": Entry(WARNING, Area.FIREWALL, "a wildcard that is allowed stands for names that anybody may have"),
}
# What a check tells with the report of an earlier run at hand. None is an error: what is wrong now is told by the codes
# above, whenever it began. A warning is what others have changed, and what the cluster itself names anew is none.
OF_BASELINE = {
    "changed_verdict": Entry(
        WARNING,
        Area.FIREWALL,
        "what becomes of a destination is no longer what an earlier report has, by no write of this run",
    ),
    "changed_address": Entry(
        WARNING,
        Area.FIREWALL,
        "the firewall has other addresses than in an earlier report, which others may have written down",
    ),
    "newly_allowed": Entry(
        INFO,
        Area.FIREWALL,
        "a destination is allowed that an earlier report has as blocked or unknown, by no write of this run",
    ),
    "new_dependency": Entry(INFO, Area.CLUSTER, "the cluster needs a destination that an earlier report does not have"),
    "gone_dependency": Entry(
        INFO, Area.CLUSTER, "the cluster no longer needs a destination that an earlier report has"
    ),
    "moved_dependency": Entry(
        INFO, Area.CLUSTER, "a destination of an earlier report has another name, port or protocol now"
    ),
    "no_baseline": Entry(INFO, Area.READ, "the report of an earlier run is there, and of no use for a comparison"),
}
# Of the files of templates that an export has written, beside the plan of today.
OF_TEMPLATES = {
    "template_drift": Entry(
        WARNING, Area.CLUSTER, "a template in ARM, Bicep or Terraform is not there, or not of today's plan"
    ),
    "unread_template": Entry(WARNING, Area.READ, "whether a template is of today's plan is unknown"),
}
# Of what a firewall's own logs say, beside the verdicts.
OF_EVIDENCE = {
    "log_denies": Entry(
        ERROR, Area.FIREWALL, "the firewall's log shows refusals of what passes by everything that was read"
    ),
    "log_allows": Entry(
        WARNING, Area.FIREWALL, "the firewall's log shows that something passed which nothing that was read lets pass"
    ),
    "denied_in_window": Entry(
        WARNING,
        Area.FIREWALL,
        "the firewall's log shows refusals, and whether that was before the rules last changed is unknown",
    ),
    "refused_names": Entry(
        WARNING, Area.FIREWALL, "machines of the subnet were refused names that no dependency covers"
    ),
    "refused_without_name": Entry(
        WARNING, Area.FIREWALL, "machines of the subnet were refused, and the log has no name of what they meant"
    ),
    "denied_until": Entry(INFO, Area.FIREWALL, "the firewall's log shows refusals that are over"),
    "unused_rule": Entry(INFO, Area.FIREWALL, "by the firewall's log nothing has used a rule of ours"),
    "wildcard_names": Entry(
        INFO, Area.FIREWALL, "the firewall's log has the names that documented wildcards stood for"
    ),
    "logs_unread": Entry(WARNING, Area.READ, "the firewall has no log that can be read, so it tells nothing"),
    "logs_do_not_tell": Entry(
        INFO, Area.READ, "the firewall's log was read, and does not tell whether a destination was reached"
    ),
}
CATALOGUE = OF_CHECKS | OF_PLANS | OF_RESTRICTION | OF_LEAVING | OF_SERVICES | OF_BASELINE | OF_TEMPLATES | OF_EVIDENCE
