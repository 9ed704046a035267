# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that is not established about the service, or that a test wants to turn, in one table."""

from __future__ import annotations

# name: (default, what it turns). "Open" means that nobody has shown what the service does.
TABLE = {
    "polls": (2, "polls of an operation (or reads of its resource) until it is done"),
    "retry_after": (10, "seconds in Retry-After (recorded); 0 leaves the header out, as tests have it"),
    "async_notification": (
        "by_version",
        "Azure-AsyncNotification with an operation of the first back end; by_version: of whole resources, and of parts "
        "since 2022-01-01 (recorded since December 2020), creates: of new ones only (before), never (February 2020)",
    ),
    "signed_operations": (
        True,
        "addresses of operations carry t, c, s and h, 4 kB of certificate and signature (recorded since 2025)",
    ),
    "concurrent_writes": ("lock", "lock: 429 RetryableError; supersede: the first one ends Canceled; conflict: 409"),
    "referenced_resource_busy": ("refuse", "refuse: 429 ReferencedResourceNotProvisioned; accept"),
    "if_match": ("honour", "honour or ignore"),
    "if_none_match": ("honour", "honour or ignore (open)"),
    "refuse_server_made_rule_fields": (
        False,
        "a sent application rule with priority, direction or actions is refused; SDKs send what they were shown (open)",
    ),
    "application_rule_trio": (True, "the server adds priority, direction and actions to application rules"),
    "enum_casing": ("keep", "keep: as sent; canonical: as the published enumeration spells it (open)"),
    "digits": ("refuse", "a port of an application rule sent as text; refuse, or convert as .NET does (open)"),
    "table_no_change": ("update", "a PUT that changes nothing on tables and routes; update or same (open)"),
    "lists_omit": (
        "",
        "a pattern of ids that lists of a subscription or a group leave out, as of what a login may not read",
    ),
    "versions": (
        {},
        "the api-versions served, by type or else by provider, in lower case, as in {'microsoft.network': [...]}; what "
        "is not named here serves all that the emulator knows",
    ),
    "unsupported_version": (
        "NoRegisteredProviderFound",
        "a version that is not served; or InvalidResourceType. Both are reported, and both list those of the type",
    ),
    "newer_members": (
        "lost",
        "a member that came after the api-version of a request; lost: neither shown nor taken, and a PUT removes it, "
        "for it replaces the whole; kept: the same, but a PUT leaves it as it is; shown: as any other (open)",
    ),
    "put_status": (
        0,
        "status of a PUT that is taken; 0: 200 or 201 (recorded), 202: no body but the address of the operation, 204: "
        "neither, and the operation is only to be seen by reading the resource (open)",
    ),
    "shuffled": (False, "lists that only the server makes come in another order at each GET, under one etag (open)"),
    "optional_members": (
        "as_recorded",
        "empty members of network resources; as_recorded: [] or absent; null: all that are known, as null; missing: "
        "none is shown (open)",
    ),
    "etags": ("shown", "none: neither an ETag header nor an etag in a body, whatever the type (open)"),
    "id_casing": (
        "keep",
        "ids in answers; keep: one casing, mostly (recorded); lower or upper: all of them (reported)",
    ),
    "stale_reads": (0, "reads of a resource that still show what stood there before it was changed (open)"),
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
    "hub_firewall_lists": ("absent", "empty lists of a hub firewall are not shown (recorded), or with empty as []"),
    "hub_rule_collections_code": ("AzureFirewallHubRuleCollectionsNotAllowed", "error code (open)"),
    "duplicate_route_prefix_code": ("RouteConflict", "error code (open)"),
    "too_many_routes_code": ("RouteTableRouteLimitReached", "error code (open)"),
    "max_routes": (400, "routes in one table"),
    "usages_routes": (
        400,
        "limit of RoutesPerRouteTable in the usages (recorded 2020); 0: no such entry, 2147483647: none (open today)",
    ),
    "service_tag_routes": ("accept", "a known service tag as address prefix of a route; accept or refuse (open)"),
    "firewall_subnet_routes": (
        "subnet",
        "a table without a default route to the Internet on AzureFirewallSubnet, without a management address; subnet: "
        "refused when it is put there (reported), table: a write of such a table as well (open), accept",
    ),
    "nfv_error_form": ("model_state", "bodies policies do not take: ASP.NET's ModelState (reported), or error"),
    "policy_mssql": (
        "accept",
        "Mssql in a policy's rule, which Terraform sends and no model lists; or refuse",
    ),
    "nfv_etag_header": (True, "ETag on a GET of policies, groups and IP groups; 3 of 45 recorded ones had none"),
    "policy_lock_status": (409, "status of the lock codes below; seen as 400 in the wild, the code decides (open)"),
    "group_lock_code": ("FirewallPolicyRuleCollectionGroupUpdateNotAllowedWhenUpdatingOrDeleting", "reported"),
    "policy_lock_code": ("FirewallPolicyUpdateNotAllowedWhenUpdatingOrDeleting", "reported, without its text"),
    "ip_group_lock_code": ("IpGroupsUpdateNotAllowedWhenUpdatingOrDeleting", "error code (open)"),
    "attached_firewall_busy": (
        "fail_operation",
        "a firewall of the policy has an operation of its own; fail_operation: the write is taken and its operation "
        "ends FirewallPolicyUpdateFailed (reported); refuse: the lock code; accept",
    ),
    "attached_firewall_failed": ("fail_operation", "a firewall of the policy is Failed; fail_operation or accept"),
    "attached_firewall_lag": (0, "polls for which they stay Updating after the policy's operation (reported of Basic)"),
    "parent_policy_writes": (
        "firewalls",
        "who takes part in a write of a policy that others are based on, besides its own firewalls; firewalls: theirs, "
        "since rules are inherited; policies: they as well, with their locks; apart: nobody (open)",
    ),
    "failed_policy_healed_by": (
        "any",
        "a good write that ends Failed of a policy; any, or policy: not a group's (open)",
    ),
    "group_after_failed_write": ("Failed", "state of a group whose write failed; Failed or Succeeded (open)"),
    "afc_managed_status": (403, "a write of a policy that AFC manages, or of its groups (open)"),
    "afc_managed_code": ("FirewallPolicyIsManagedByAfc", "error code (open)"),
    "sent_ipv6_rule": ("ignore", "a sent network rule with ipv6Rule; ignore or refuse (open)"),
    "group_no_change": ("update", "a PUT that changes nothing on a group; update, same, or null: answered so (open)"),
    "group_etag_settles": ("new", "a group's etag when its operation ends; new (27 recorded) or same (empty ones)"),
    "policy_etag_with_groups": (True, "a write of a group gives the policy a new etag (open)"),
    "policy_with_groups_delete": ("asynchronous", "DELETE of a policy that has groups; or synchronous (open)"),
    "ip_group_delete": ("synchronous", "DELETE of an IP group; synchronous (recorded in 2019), or asynchronous"),
    "policy_in_use_code": ("FirewallPolicyInUse", "DELETE of a policy with firewalls or child policies (open)"),
    "unknown_ip_group_code": ("IpGroupNotFound", "a rule names an IP group that is not there (open)"),
    "same_group_priority": ("refuse", "two groups of a policy with one priority; refuse or accept (open)"),
    "same_group_priority_code": ("FirewallPolicyRuleCollectionGroupPriorityConflict", "error code (open)"),
    "group_priority_code": ("FirewallPolicyRuleCollectionGroupInvalidPriority", "error code (open)"),
    "max_groups": (60, "groups of a policy; 50 for those created before July 2022"),
    "too_many_groups_code": ("FirewallPolicyRuleCollectionGroupCountExceeded", "error code (open)"),
    "max_group_megabytes": (2, "size of one group; 1 for policies created before July 2022"),
    "group_too_large_code": ("FirewallPolicyRuleCollectionGroupSizeExceeded", "error code (open)"),
    "policy_collection_priority_code": ("FirewallPolicyRuleCollectionInvalidPriority", "error code (open)"),
    "policy_duplicate_priority_code": ("FirewallPolicyRuleCollectionPriorityConflict", "error code (open)"),
    "policy_duplicate_collection_code": ("FirewallPolicyRuleCollectionNameNotUnique", "error code (open)"),
    "policy_duplicate_rule_code": ("FirewallPolicyRuleNameNotUnique", "error code (open)"),
    "policy_mixed_rules_code": ("FirewallPolicyMixedRuleTypes", "rules of two kinds in one collection (open)"),
    "policy_target_fqdn_code": ("FirewallPolicyApplicationRuleInvalidTargetFqdn", "reported"),
    "policy_invalid_rule_code": ("FirewallPolicyInvalidRule", "error code of every other rule fault (open)"),
    "policy_fqdn_without_proxy": ("refuse", "destinationFqdns in a policy without DNS proxy; refuse or accept (open)"),
    "policy_nat_ports": ("accept", "several ports in a NAT rule; accept (recorded) or refuse (what terraform does)"),
    "missing_child_code": ("NotFound", "404 code of a missing route or subnet (open)"),
    "page_size": (0, "entries per page of resource lists; 0: one page"),
    "dependency_page_size": (0, "entries per page of the dependency answer; 0: one page"),
    "service_tags_page_size": (0, "entries per page of the service tags; 0: one page"),
    "stopped_cluster_dependencies": ("refuse", "the dependency call on a stopped cluster; refuse or answer (open)"),
    "stopped_cluster_parts": (
        "refuse",
        "databases of a stopped cluster and their connections; refuse (reported of a list of databases) or answer",
    ),
    "stopped_cluster_patch": (
        "refuse",
        "a PATCH of a stopped cluster, or of its callout policies; refuse or accept (open)",
    ),
    "cluster_busy": (
        "refuse",
        "a write of a cluster that has an operation, or below it; refuse: 409 ServiceIsInMaintenance (open for all but "
        "private endpoints), fail_operation: taken, and its operation ends so (reported of scripts), accept",
    ),
    "cluster_shows": (
        "at_once",
        "a read while a PATCH goes on; at_once: what is wanted, as its 202 does (recorded), at_end: what was (open)",
    ),
    "altered_cluster_state": ("Running", "state while a PATCH goes on; Running, as its 202 shows, or Updating (open)"),
    "moving_cluster_state": ("Updating", "state while a cluster leaves its network or comes back; or Running (open)"),
    "connection_times": (
        "shown",
        "systemData of a private endpoint's connection to a cluster; shown where the connection is asked for (as of "
        "managed private endpoints), everywhere: in the cluster's document as well, or hidden (open)",
    ),
    "network_leaving": (
        "done",
        "what comes of a PATCH by which a cluster leaves its network; done (documented), ignored: it ends well and the "
        "cluster stays, ignored_at_once: the same with a 200 and no operation, failed: it ends Failed and the cluster "
        "stays, failed_midway: it ends Failed and says that it has left (open but for the first)",
    ),
    "network_returning": ("done", "the same of a PATCH by which it comes back to its network"),
    "network_move_failure_code": ("InternalServiceError", "error code of a move that failed (open)"),
    "moved_cluster_uri": (
        "kept",
        "the names of a cluster that leaves or comes back; kept: the usual ones go on (documented), or changed: to "
        "those that begin with private-, which answer as well (open)",
    ),
    "network_ids_missing": ("refuse", "a network in a PATCH without its three ids; refuse or keep (open)"),
    "network_ids_changed": ("refuse", "a network in a PATCH with other ids; refuse, or ignore the ids (open)"),
    "kusto_invalid_code": ("BadRequest", "error code of a member that Kusto does not take (open)"),
    "both_outbound_lists_code": ("BadRequest", "allowedFqdnList and calloutPolicies at once: error code (open)"),
    "empty_callouts": ("clears", "calloutPolicies: [] in a PATCH; clears, or ignored: what is there stays (open)"),
    "empty_callouts_beside_fqdns": (
        "set",
        "calloutPolicies: [] beside names that are allowed; set: both at once, clears, or ignored (open)",
    ),
    "empty_fqdns": ("clears", "allowedFqdnList: [] in a PATCH; clears, or ignored: what is there stays (open)"),
    "empty_fqdns_beside_callouts": (
        "clears",
        "allowedFqdnList: [] beside callout policies; set: both at once, clears (as answers show it beside them), or "
        "ignored (open)",
    ),
    "list_callouts": (
        "own",
        "what listCalloutPolicies lists; own, or with_immutable: the built-in ones as well (open)",
    ),
    "callouts_by_command": (
        (),
        "regex, type and access of policies that .alter has made: listed, and in no property (open whether they are)",
    ),
    "callout_regex": ("accept", "a callout policy with what is no regular expression; accept or refuse (open)"),
    "remove_absent_callout": ("refuse", "removeCalloutPolicy of one that is not there; refuse or accept (open)"),
    "allowed_fqdn_wildcards": ("accept", "an asterisk in allowedFqdnList; accept or refuse (open)"),
    "restricted_immutable_callouts": (
        "hidden",
        "the immutable rows of `.show cluster policy callout` while access is restricted; hidden (Restrict outbound "
        "access, 2022), or shown (open since its edition of 2025)",
    ),
    "allowed_fqdns_as_callouts": (
        "shown",
        "what `.show cluster policy callout` has of allowedFqdnList; shown: policies of every type but webapi (by the "
        "same page, which does not show them), or hidden (open)",
    ),
    "cluster_roles": (
        ("AllDatabasesMonitor",),
        "roles that the login has on every cluster for its commands: AllDatabasesAdmin, -Monitor, -Viewer",
    ),
    "unknown_database_code": ("BadRequest_DatabaseNotExist", "error code of a command to no database (open)"),
    "connection_patch": (
        "replace",
        "what a PATCH of a data connection does not send; replace: it is lost, merge: it stays. Empty texts had become "
        "null (recorded), of others nobody has shown it (open)",
    ),
    "validation_findings": ((), "the messages that a dataConnectionValidation ends with"),
    "validation_findings_after_leaving": (
        (),
        "those that it ends with besides, once the cluster has left its network",
    ),
    "validation_spelling": (
        "ErrorMessage",
        "their member; with a capital as the list has one (recorded), or errorMessage, as the specification (open)",
    ),
    "diagnosis_ends": ("Succeeded", "status a diagnosis of a network ends with; Completed was met as well"),
    "diagnosis_findings": ((), "what such a diagnosis finds"),
    "service_categories_missing": (
        (),
        "categories that the dependency answers of services other than Data Explorer lack; an asterisk is every one, "
        "and leaves an empty answer (open when a service answers so)",
    ),
    "service_ports": (
        "shown",
        "the ports in these answers; shown (all examples), or missing, as the models allow (open)",
    ),
    "service_names": ("as_made", "the names in them; as_made: one has capitals (recorded), or capitals: all of them"),
    "service_protocol": (
        "",
        "a protocol that every detail of them says, such as one that nobody knows; empty: Kubernetes has those of its "
        "example, and the others have none",
    ),
    "service_envelope": (
        "",
        "what is around their entries; plain, properties, bare, or empty: what each service has by its models",
    ),
    "machine_learning_names": (
        "by_version",
        "what Machine Learning names; by_version: many places before 2022-05-01 and few since (the examples), many, or "
        "few (open: an example need not show all)",
    ),
    "batch_storage": (
        "by_pools",
        "the entries of Storage in a Batch account's answer; by_pools: gone when it has pools and all are Simplified "
        "(documented in 2021), shown, or vanished (open for accounts with pools of both kinds)",
    ),
    "batch_modes": (
        "by_version",
        "how the pools of a Batch account say that they communicate; by_version: from 2022-10-01 until before "
        "2025-06-01 (the models), shown: then as well, or hidden (open: answers may have what models lack)",
    ),
    "batch_pools": ("shown", "the pools of a Batch account, to read; shown, denied: 403, or unavailable: 503"),
    "metadata": (
        "all",
        "versions of the cloud's metadata; all, one of them, stack: those of Azure Stack Hub, or ad_fs: the same with "
        "the login at its AD FS",
    ),
    "log_tables_never_written": (
        "missing",
        "a table of logs that was never written to; missing: 400 where a query needs it (reports of 2018 to 2025), or "
        "empty: it is there in every workspace (open for the tables of today)",
    ),
    "log_missing_leg": (
        "silent",
        "a table that is missing, in a union that does without; silent, or warning: a partial error of severity 3 "
        "(open: the parser has a warning)",
    ),
    "log_workspace_without_data": (
        "no_content",
        "a query of a workspace that nothing was ever written to; no_content: 204 (documented), or as_missing: what "
        "comes of tables never written to",
    ),
    "log_tables_hidden": (
        (),
        "tables that show no row to anybody, without a sign: by granular or table-level rights (inferred), or lost",
    ),
    "log_lost_hours": (
        (),
        "hours whose rows were lost, as in 2026-11-21T10: beyond the limits of ingestion (documented)",
    ),
    "log_retention": (
        "ignored",
        "rows older than their table keeps them, or else their workspace; ignored, for tests whose time stands still, "
        "or honoured: gone (documented)",
    ),
    "log_latency": (0, "seconds until a row can be found; 180 to 600 as a rule (Log data ingestion time, 2026)"),
    "log_partial": (
        0,
        "severity of a partial error beside every answer: 2 and below an error, 3 a warning (documented); 0: none",
    ),
    "log_partial_keeps": ("half", "the rows that are left beside a partial error; half, all or none (open)"),
    "log_most_rows": (500_000, "rows of an answer (documented); more are cut off, with a partial error (inferred)"),
    "log_most_bytes": (100 * 2**20, "the same of its size"),
    "log_rate": (200, "queries in 30 seconds, more of which are answered with 429 (documented); 0: no limit"),
    "log_query_seconds": (
        0,
        "what a query takes; more than its Prefer: wait, without which that is 180 and never above 600, is answered "
        "with 504 (documented)",
    ),
    "log_refusals": (
        (),
        "statuses that the next queries are answered with, one each: 401 or 403 after a role was given (both are "
        "reported), 429 with Retry-After (as of more than 5 at once), 504",
    ),
    "log_query_forms": (
        ("resource_by_arm", "workspace_by_arm", "direct"),
        "the ways to ask that a cloud has (open: whether China and US Government have those by ARM)",
    ),
    "log_query_right": (
        "read",
        "what ARM's front end wants for a query; read: nothing of its own, as the documented rights do, or action: "
        "that of any POST, which no reader has (open)",
    ),
    "log_query_locked": ("refuse", "a query by ARM under a ReadOnly lock; refuse, as any POST, or accept (open)"),
    "log_permissions": (
        "shown",
        "Prefer: include-permissions=true; shown (documented in 2021), or ignored (open today)",
    ),
    "log_destination_shown": (
        "as_set",
        "logAnalyticsDestinationType in a GET; as_set, null: whatever was set (reported of Key Vault), named: null as "
        "AzureDiagnostics (reported of Data Factory), lower or upper: in another case (open)",
    ),
    "settings_of_unsupported": (
        "bare",
        "diagnostic settings of a type without logs, such as a policy; bare: 400 ResourceTypeNotSupported without an "
        "envelope (public code reads it), error: the same in one, empty: none (open)",
    ),
    "basic_table_on_query": (
        "refuse",
        "a table with plan Basic or Auxiliary in a query of its workspace; refuse: 400, or empty: no rows (open)",
    ),
    "unknown_workspace_on_query": (
        "not_found",
        "a GUID of no workspace; not_found or path_not_found: 404 with either code, or forbidden: 403 (open)",
    ),
    "clock_skew": (
        0,
        "seconds the service's clock is ahead of the client's: in the header Date, in the now() of a query, and as "
        "assertions are looked at",
    ),
    "allow_only": (None, "actions the login may perform, as a role lists them; None: all"),
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
