# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that is not established about the service, or that a test wants to turn, in one table."""

from __future__ import annotations

# name: (default, what it turns). "Open" means that nobody has shown what the service does.
TABLE = {
    "polls": (2, "polls of an operation (or reads of its resource) until it is done"),
    "retry_after": (0, "seconds in Retry-After; 0 leaves the header out, the service says 10"),
    "concurrent_writes": ("lock", "lock: 429 RetryableError; supersede: the first one ends Canceled; conflict: 409"),
    "referenced_resource_busy": ("refuse", "refuse: 429 ReferencedResourceNotProvisioned; accept"),
    "if_match": ("honour", "honour or ignore"),
    "if_none_match": ("honour", "honour or ignore (open)"),
    "refuse_server_made_rule_fields": (True, "a sent application rule with priority, direction or actions is refused"),
    "application_rule_trio": (True, "the server adds priority, direction and actions to application rules"),
    "enum_casing": ("keep", "keep: as sent; canonical: as the published enumeration spells it (open)"),
    "table_no_change": ("update", "a PUT that changes nothing on tables and routes; update or same (open)"),
    "route_table_subnets_lag": (0, "reads for which routeTable.subnets still shows the state before"),
    "private_endpoint_policies": ("", "default of privateEndpointNetworkPolicies; empty: by api-version"),
    "empty_rule_collection": ("refuse", "a rule collection without rules; refuse or accept (open)"),
    "wildcard_in_network_rule": ("refuse", "a destination FQDN with a wildcard; refuse or accept (open)"),
    "adjacent_hyphens": ("refuse", "two hyphens side by side in an FQDN; refuse (reported in 2021) or accept"),
    "application_without_protocols": ("refuse", "target FQDNs without protocols; refuse or accept (open)"),
    "duplicate_collection_name_code": ("AzureFirewallRuleCollectionNameNotUnique", "error code (open)"),
    "duplicate_priority_code": ("AzureFirewallRuleCollectionPriorityConflict", "error code (open)"),
    "duplicate_rule_name_code": ("AzureFirewallRuleNameNotUnique", "error code (open)"),
    "priority_range_code": ("AzureFirewallRuleCollectionInvalidPriority", "error code (open)"),
    "invalid_target_fqdn_code": ("AzureFirewallApplicationRuleInvalidTargetFqdn", "error code (open)"),
    "invalid_rule_code": ("AzureFirewallInvalidRule", "error code of every other rule fault (open)"),
    "duplicate_route_prefix_code": ("RouteConflict", "error code (open)"),
    "too_many_routes_code": ("RouteTableRouteLimitReached", "error code (open)"),
    "max_routes": (400, "routes in one table"),
    "service_tag_routes": ("accept", "a known service tag as address prefix of a route; accept or refuse (open)"),
    "missing_child_code": ("NotFound", "404 code of a missing route or subnet (open)"),
    "page_size": (0, "entries per page of resource lists; 0: one page"),
    "dependency_page_size": (0, "entries per page of the dependency answer; 0: one page"),
    "service_tags_page_size": (0, "entries per page of the service tags; 0: one page"),
    "stopped_cluster_dependencies": ("refuse", "the dependency call on a stopped cluster; refuse or answer (open)"),
    "metadata": ("all", "shapes of the cloud's metadata; all, or stack: only the flat ones of Azure Stack Hub"),
    "token_lifetime": (3600, "seconds until a token expires"),
}


class Switches:
    """The values in force; unknown names are refused, so that a misspelt switch never passes silently."""

    def __init__(self, **values):
        self._values = {name: default for name, (default, _meaning) in TABLE.items()}
        self.set(**values)

    def set(self, **values):
        unknown = sorted(set(values) - set(TABLE))
        if unknown:
            raise ValueError("unknown switches: " + ", ".join(unknown))
        self._values.update(values)

    def all(self):
        return dict(self._values)

    def __getattr__(self, name):
        try:
            return self.__dict__["_values"][name]
        except KeyError:
            raise AttributeError(name) from None
