# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes whose sentences nobody mends with an option of ours: who has to act, and how one sees that it is done."""

from __future__ import annotations

from typing import NamedTuple


class Other(NamedTuple):
    """Who acts, and what shows that it is done."""

    who: str
    seen: str


CALLER, FIREWALL, POLICY, PARENT = "whoever runs it", "the firewall's owner", "the policy's owner", "the parent's owner"
SPOKE, TABLE, GROUP, NAMES = (
    "the spoke's owner",
    "the route table's owner",
    "the security group's owner",
    "the owner of the DNS",
)
CLUSTER, RIGHTS, MANAGER = (
    "the cluster's owner",
    "the owner of the role assignments",
    "the owner of the network manager",
)
SOURCE = "the owner of what is read from"
MICROSOFT, NOBODY = "Microsoft, by a support request", "nobody: it is told, and stays told"
AGAIN, GONE = "the same run goes through", "a check no longer has the finding"
STAYS = "it is known; the finding stays"

REFUSALS = {
    "membership_unknown": Other(CLUSTER, "the cluster's document has Enabled or Disabled; the run goes on"),
    "migrated_elsewhere": Other(NOBODY, STAYS),
    "not_verified": Other(CLUSTER, "the cluster works as before, or it is back in its network"),
    "check_failed": Other("whoever the first finding names", "the check ends without findings of that severity"),
    "cluster_not_ready": Other(CLUSTER, "az kusto cluster show has state Running; " + AGAIN),
    "clusters_conflict": Other(CALLER, AGAIN),  # its sentences are those of fleet._claims, which are followed
    "cut_off": Other(TABLE, "the route table has no default route to the firewall; the same run goes through"),
    "dns_proxy_off": Other(POLICY, "az network firewall policy show has dnsSettings.enableProxy true; " + AGAIN),
    "export_too_large": Other("the appliance's owner", "the export is written, for fewer destinations or as a list"),
    "firewall_deallocated": Other(FIREWALL, "az network firewall show has ipConfigurations; " + AGAIN),
    "foreign_route": Other(TABLE, "the route is gone from az network route-table route list; " + AGAIN),
    "gone_meanwhile": Other("whoever deleted it", AGAIN),
    "held_back": Other("the owner of the cluster that failed", AGAIN),
    "hub_without_policy": Other(FIREWALL, "az network firewall show has firewallPolicy; " + AGAIN),
    "left_open": Other(CLUSTER, "az kusto cluster show has restrictOutboundNetworkAccess Enabled; " + AGAIN),
    "network_gone": Other(SPOKE, "the subnet and both public addresses are there under the same ids; " + AGAIN),
    "network_unread": Other(RIGHTS, AGAIN),
    "no_network": Other(CLUSTER, "virtualNetworkConfiguration has a subnetId and a known state; " + AGAIN),
    "no_route_table": Other(SPOKE, "the subnet's routeTable is the id of a route table; " + AGAIN),
    "no_such_cluster": Other(CLUSTER, "az kusto cluster show finds it; " + AGAIN),
    "no_such_firewall": Other(FIREWALL, "az network firewall show, or its policy's, finds it by that name; " + AGAIN),
    "not_left": Other(
        CLUSTER, "virtualNetworkConfiguration.state is Disabled, and the last change Succeeded; " + AGAIN
    ),
    "not_reached": Other("the owner of the cluster that went before", AGAIN),
    "not_returnable": Other(CLUSTER, "the document has a network with a known state and no migrationCluster; " + AGAIN),
    "not_returned": Other(CLUSTER, "az kusto cluster show has the network Enabled and Succeeded; " + AGAIN),
    "not_taken_back": Other(CLUSTER, "the cluster's lists are as they should be; " + AGAIN),
    "older_api_version": Other(MICROSOFT, "the cloud has the api-version; " + AGAIN),
    "partial_answer": Other(CLUSTER, "the cluster is Running and its answer lists every category; " + AGAIN),
    "platform_subnet": Other(SPOKE, "the cluster's virtualNetworkConfiguration names a subnet of its own; " + AGAIN),
    "policy_managed_by_azure": Other(POLICY, "the firewall has a policy that inherits from it; " + AGAIN),
    "table_in_other_region": Other(SPOKE, "the subnet has a table of its own region; " + AGAIN),
    "tag_without_prefixes": Other("whoever wrote the document", "the export is written"),
    "taken_back": Other("whoever wrote at the same time", AGAIN),
    "undocumented_region": Other(MICROSOFT, "an edition of the documentation has the region"),
    "unusable_dependency": Other(MICROSOFT, "the cluster's answer has a name and a port; " + AGAIN),
    "would_be_blocked": Other("whoever the first finding names", AGAIN),
    "would_move": Other(CLUSTER, "the playbook leave_network or return_to_network has moved the cluster"),
    "written_since": Other("whoever wrote at the same time", AGAIN),
}
FINDINGS = {
    "denied_until": Other(NOBODY, "the refusal is older than the period that is asked about"),
    "log_allows": Other(FIREWALL, "what was not read as it is can be read; " + GONE),
    "log_denies": Other(FIREWALL, "what refused it is gone, and the log has it let through; " + GONE),
    "logs_do_not_tell": Other("whoever its cause names, as remedies/test_evidence.py shows of each", GONE),
    "logs_unread": Other("whoever its cause names, as remedies/test_evidence.py shows of each", GONE),
    "refused_names": Other("whoever runs what asks for the name", "the log has no refusal of it in the period"),
    "refused_without_name": Other(POLICY, "a network rule lets the port pass; the log has it let through"),
    "unused_rule": Other(NOBODY, STAYS),
    "template_drift": Other("the owner of the templates", "the files are exported, reviewed and applied; " + GONE),
    "unread_template": Other(CALLER, "the files can be read, and have the plan hash of an export; " + GONE),
    "changed_address": Other(TABLE, "the next run no longer has the finding"),
    "changed_verdict": Other("whoever has changed what decides", "the next run no longer has the finding"),
    "gone_dependency": Other(NOBODY, "the next run no longer has the finding"),
    "moved_dependency": Other(NOBODY, "the next run no longer has the finding"),
    "new_dependency": Other(NOBODY, "the next run no longer has the finding"),
    "newly_allowed": Other(NOBODY, "the next run no longer has the finding"),
    "no_managed_private_endpoint": Other(SOURCE, "its connection of the endpoint is Approved; " + GONE),
    "no_private_endpoint": Other(
        CLUSTER, "the list of its private endpoint connections has one that is Approved; " + GONE
    ),
    "not_restricted": Other(CLUSTER, "the playbook restrict has run; " + GONE),
    "open_to_all": Other(CLUSTER, "the list of who may come in is not empty; " + GONE),
    "preparation_unknown": Other(CLUSTER, "the endpoints say when they were made; " + GONE),
    "prepared_too_long_ago": Other(CLUSTER, "the endpoints are new; " + GONE),
    "private_endpoint_unread": Other(RIGHTS, GONE),
    "source_rules_unread": Other(RIGHTS, GONE),
    "uses_not_looked_at": Other(CLUSTER, "the owner of each host has said whom it lets in; the finding stays"),
    "way_back": Other(NOBODY, STAYS),
    "callers_unread": Other(RIGHTS, GONE),
    "no_return_route": Other(TABLE, GONE),
    "not_checked": Other(CALLER, GONE),
    "open_wildcard": Other(POLICY, GONE),
    "refused_entry": Other(NOBODY, STAYS),
    "subnets_unread": Other(RIGHTS, GONE),
    "wildcard_needs_address": Other(NOBODY, STAYS),
    "any_namespace": Other(POLICY, "dnsSettings.enableProxy is true, and the rules have the names"),
    "left_network": Other(SPOKE, GONE),
    "not_delegated": Other(SPOKE, GONE),
    "no_security_group": Other(SPOKE, GONE),
    "loosened": Other(NOBODY, STAYS),
    "only_what_is_listed": Other(NOBODY, STAYS),
    "policies_outside": Other(CLUSTER, GONE),
    "policies_unread": Other(RIGHTS, GONE),
    "restricted_in_network": Other(CLUSTER, GONE),
    "deleted_source": Other(CLUSTER, GONE),
    "derived_names": Other(RIGHTS, GONE),
    "unread_sources": Other(RIGHTS, GONE),
    "broad_allow": Other(POLICY, GONE),
    "bypassing_route": Other(TABLE, GONE),
    "custom_dns": Other(NAMES, STAYS),
    "delegated_subnet": Other(NOBODY, STAYS),
    "dns_proxy_missing": Other(POLICY, GONE),
    "dns_unanswered": Other(NAMES, GONE),
    "dropped_beyond": Other(FIREWALL, GONE),
    "dropped_dependency": Other(TABLE, GONE),
    "firewall_without_address": Other(FIREWALL, GONE),
    "forced_tunnel": Other("the owner of what the firewall sends to", STAYS),
    "foreign_prefix": Other(TABLE, GONE),
    "infrastructure_names": Other(POLICY, "a rule allows what the cluster needs, and the finding is gone"),
    "intrusion_detection": Other(NOBODY, STAYS),
    "ipv6_way": Other(SPOKE, GONE),
    "left_behind": Other(FIREWALL, GONE),
    "managed_table": Other(MANAGER, "the manager's routing configuration has the routes; the finding stays"),
    "management_blocked": Other(GROUP, GONE),
    "new_source_address": Other(
        "the owners of the data sources", "their firewalls show the address; the finding stays"
    ),
    "no_monitoring_addresses": Other(MICROSOFT, STAYS),
    "no_public_address": Other(FIREWALL, GONE),
    "not_covered": Other(RIGHTS, GONE),
    "not_diagnosed": Other(NOBODY, STAYS),
    "not_injected": Other(CLUSTER, GONE),
    "not_looked_at": Other(RIGHTS, GONE),
    "not_settled": Other("the owner of the resource", "az resource show has provisioningState Succeeded; " + GONE),
    "not_translated": Other(POLICY, GONE),
    "open_source": Other(POLICY, GONE),
    "parent_policy_deny": Other(PARENT, GONE),
    "perhaps_not_translated": Other(POLICY, GONE),
    "prefix_routes": Other(NOBODY, STAYS),
    "private_endpoint": Other(NOBODY, STAYS),
    "private_zone": Other(NAMES, STAYS),
    "resource_lock": Other("the owner of the lock", GONE),
    "security_group_blocks": Other(GROUP, GONE),
    "service_endpoint": Other(SPOKE, GONE),
    "service_finding": Other(MICROSOFT, "the cluster's own diagnosis finds nothing"),
    "shadowed_route": Other(TABLE, GONE),
    "shared_default_route": Other(TABLE, "each subnet has a table of its own, and the finding is gone"),
    "stale_default_route": Other(TABLE, GONE),
    "tag_route": Other(TABLE, GONE),
    "threat_intelligence": Other(NOBODY, STAYS),
    "tls_inspection": Other(POLICY, GONE),
    "unapproved_endpoint": Other("the owner of the private endpoint", "the connection is Approved; " + GONE),
    "undecided_appliance": Other("the appliance's owner", "its log denies nothing of the cluster; the finding stays"),
    "undecided_beyond": Other(FIREWALL, GONE),
    "undecided_dependency": Other("the owner of the rule or route that is named", GONE),
    "undecided_management": Other(GROUP, GONE),
    "undecided_route": Other(TABLE, GONE),
    "undecided_way": Other("the owner of the gateway", "az network nic show-effective-route-table has the way"),
    "unmaintained": Other(NOBODY, STAYS),
    "unreachable_hop": Other(SPOKE, "az network vnet peering show has Connected on both sides; " + GONE),
    "hub_routing": Other(NOBODY, STAYS),
    "kept_appliance": Other("the appliance's owner", "its log shows no traffic of the cluster; the finding stays"),
    "kept_routes": Other(CLUSTER, "the other cluster is gone or let go; the next run takes the routes away"),
    "kept_table": Other(TABLE, "no subnet has the table, and it is deleted"),
    "no_counterpart": Other(CLUSTER, "its own destinations are in the plan; the finding stays"),
    "nothing_found": Other(CALLER, "the run finds the cluster, or what was made for it"),
    "other_cloud": Other(NOBODY, STAYS),
    "routes_over_limit": Other(TABLE, "the table has fewer routes, or Azure takes them"),
    "rules_over_limit": Other(POLICY, "the rules are fewer, or Azure takes them"),
    "shared_policy": Other(POLICY, "the policy governs no other firewall"),
    "spared_collections": Other(NOBODY, STAYS),
    "unclear_users": Other(SPOKE, "the subnet shows no users but the cluster"),
    "unread_manager": Other(RIGHTS, GONE),
    "unread_tables": Other(RIGHTS, GONE),
    "unreadable": Other(RIGHTS, GONE),
    "unresolved_dependency": Other(NAMES, GONE),
}
OTHERS = {"refusal": REFUSALS, "finding": FINDINGS}
