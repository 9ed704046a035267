# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a cluster is locked down: options of the modules that plan."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  management:
    description:
      - What leads management traffic past the firewall, the documented V(addresses), the V(service_tag)
        C(AzureDataExplorerManagement), which Azure keeps up to date, or V(both). No tag covers health monitoring.
    type: str
    choices: [addresses, service_tag, both]
    default: addresses
  rules:
    description:
      - V(manage) writes the rules, V(report) only plans them, for a team that writes them by other means, such as
        templates. Before anything is routed the rules that are really there are judged all the same.
      - A check is that gate as well where rules are left to others, or with O(default_route=manage) routes. It fails
        while something would be blocked or may be, though no traffic goes to the firewall yet.
    type: str
    choices: [manage, report]
    default: manage
  routes:
    description:
      - V(manage) writes the routes, V(report) only returns them, V(auto) writes them except on a subnet that is
        delegated to Data Explorer, whose service keeps them itself.
    type: str
    choices: [auto, manage, report]
    default: auto
  default_route:
    description:
      - V(verify) warns when no C(0.0.0.0/0) route leads to the firewall, V(manage) writes one together with the
        others before the table is associated, V(none) does neither.
    type: str
    choices: [verify, manage, none]
    default: verify
  collection_prefix:
    description: What the names of our rule collections begin with.
    type: str
    default: adx-
  priority_base:
    description: Where the search for free priorities begins.
    type: int
    default: 1000
  rule_collection_group:
    description:
      - Where a policy governs the firewall, the rule collection group of ours in it, for all clusters. A name, or a
        dictionary with C(name) and C(priority), 100 to 65000.
      - Without a priority the group keeps the one it has, or takes the first free one from O(priority_base).
    type: raw
    default: adx-egress
  max_removals:
    description:
      - How many destinations that our rules allow today may go at once, wholly or for some of their sources. More end
        the plan with the list. A quarter of them, at least ten, when not given.
    type: int
  additive:
    description: Keep every destination that our rules allow today, and every route of ours.
    type: bool
    default: false
  accept:
    description:
      - The risks that are taken in so many words. Each is refused without its word, and told with it.
      - V(not_injected) writes rules and routes for a cluster that is not injected, whose traffic never meets the
        firewall.
      - V(other_subnet) takes a given subnet that is not the one the cluster itself names.
      - V(other_table) puts O(route_table) in the place of another table of the subnet, whose routes it loses.
      - V(shared_default_route) plans a default route that other subnets with the same table, other clusters on them or
        on the same subnet, or users of the subnet that nobody knows follow as well, whose traffic the firewall then
        stops unless a rule allows it.
      - V(managed_table) writes to a route table that Azure Virtual Network Manager keeps, and may write anew.
      - V(open_draft) writes rules into a policy that has an open draft, whose deployment would replace them.
      - V(lost_dependencies) writes rules that no longer allow something the cluster needs, while its traffic goes to
        the firewall.
      - V(dropped_destinations) takes destinations away by an option, though the cluster or the documentation still
        names them.
      - V(deleted_cluster) takes the rules and routes of a cluster away that is to be locked down and is gone, which
        means that Azure answers a request for it with a clear 404. Without it such a cluster fails.
      - V(no_gate) goes from step to step without a look between them, so that something the cluster needs may be
        blocked. Without it a run stops before anything is routed when the firewall would block a destination, and
        before rules are taken away that traffic to the firewall still needs.
      - The other words take what nobody can tell about a destination when traffic begins to go to the firewall, each
        for one cause of it, V(unreadable), V(unknown_member), V(not_settled), V(unproven_hop), V(learned_route),
        V(other_way), V(service_tag), V(resolved_address), V(part_of_wildcard), V(part_of_subnet), V(fqdn_tag),
        V(web_category), V(url_path), V(address_family), V(tls_inspection), V(sql_redirect), V(endpoint_policy),
        V(private_subnet), V(admin_rule) and V(name_resolution).
      - V(sources_unread) takes it that what the cluster reads from by its own configuration could not be read in full,
        where V(data_sources) or narrow wildcards ask for it.
    type: list
    elements: str
    default: []
"""
