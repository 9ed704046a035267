# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every sentence of ours that tells to type something: the world it comes in, and what of it is followed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    ROUTE_TABLE_ID,
    SUBNET_ID,
)
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import OTHER_CLUSTER_ID, OTHER_SUBNET_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.logs import WORKSPACE_ID
from ansible_collections.adx.outbound.tests.integration.remedies import worlds
from ansible_collections.adx.outbound.tests.integration.remedies.following import UNSAID
from ansible_collections.adx.outbound.tests.integration.remedies.worlds import (
    BILLING_ID,
    CREATED_ID,
    OURS,
    THEIR_TABLE_ID,
)

HALF = "10.20.1.128/25"
SOURCED = {"sources": ["discovered", "data_sources"], "default_route": "manage"}
USED = [{"type": "sql", "uri": "ours.database.windows.net"}]
MANAGE = {"default_route": "manage"}
NAMES = ["documented", "discovered"]
GROUP = "firewall_policy_rule_collection_group"


@dataclass(frozen=True)
class Row:
    """`key` says which sentence it is, as `sentences.told` has it, and `name` what of it is followed; `given` is added
    to what a call needs. `value` is for a sentence that gives none, or makes one of the runner and what was given.

    A sentence that is a warning has the words `says`; every other one is a refusal, or a finding's remedy. `place` puts
    what is typed where it belongs, when that is not among the options of the call itself.
    """

    key: str
    name: str
    world: Callable[[Any, Any], None] = worlds.demo
    given: Mapping[str, Any] = field(default_factory=dict)
    value: Any = UNSAID
    module: str = "cluster_egress"
    says: str = ""
    place: Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]] | None = None

    def __str__(self) -> str:
        return f"{self.key}-{self.name}".replace(" ", "-")

    @property
    def code(self) -> str:
        """The code of the refusal or the finding."""
        return "copied_collections" if self.key == "copies.choice" else self.key.partition(".")[2]

    @property
    def call(self) -> dict[str, Any]:
        """What is given at first."""
        return {**_NEEDED.get(self.module, {}), **self.given}


def _last(given: dict[str, Any], typed: dict[str, Any]) -> dict[str, Any]:
    """Type it in the entry of the last cluster."""
    *others, last = given["clusters"]
    return {**given, "clusters": [*others, {**last, **typed}]}


def _hash(run: Any, given: Mapping[str, Any]) -> str:
    """What a preview of the same returns."""
    asked = {name: one for name, one in given.items() if name != "expect_plan"}
    return str(run("cluster_egress", **asked, steps=["plan"])["plan_hash"])


def _logs_url(run: Any, _given: Mapping[str, Any]) -> str:
    """Where this cloud answers queries."""
    return str(run.emulator.logs_url)


CHECK = "egress_check_info"
EVIDENCE = "egress_evidence_info"
AT = {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID}
_TAG = {"name": "Sql", "properties": {"addressPrefixes": ["20.0.0.0/24"]}}
_TAG_DOCUMENT = {"changeNumber": "1", "cloud": "Public", "values": [_TAG]}
_ASSOCIATION = {"subnet_name": SUBNET_ID, "route_table": ROUTE_TABLE_ID}
_NEEDED: dict[str, dict[str, Any]] = {
    "cluster_egress": OURS,
    CHECK: AT,
    EVIDENCE: OURS,
    GROUP: {"firewall_policy_name": FIREWALL_POLICY_ID},
    "subnet_route_table_association": _ASSOCIATION,
}
GONE = {"state": "absent", **MANAGE}
IN_WEST_US = {"clusters": [{"cluster": {"id": CLUSTER_ID, "region": "West US"}}]}
NOT_INJECTED = {"clusters": [OTHER_CLUSTER_ID], "accept": ["not_injected"]}

RETURN = ["allow", "route", "return", "check"]

REFUSALS = [
    Row("refusal.not_locked_down", "steps", worlds.out, {"steps": ["return"], **MANAGE}, RETURN),
    Row("refusal.too_many_removals", "max_removals", worlds.allowed, {"sources": ["documented"]}, 100),
    Row("refusal.too_many_removals", "additive", worlds.allowed, {"sources": ["documented"]}),
    Row("refusal.dropped_destinations", "accept", worlds.locked, {"amqp": "refuse"}),
    Row("refusal.dropped_destinations", "amqp", worlds.locked, {"amqp": "refuse"}),
    Row("refusal.dropped_destinations", "edition", worlds.locked, {"edition": "2021-07"}),
    Row("refusal.dropped_destinations", "wildcards", worlds.locked, {"wildcards": "narrow"}),
    Row("refusal.dropped_destinations", "sources", worlds.locked, {"sources": ["documented"], "max_removals": 100}),
    Row(  # the check at the end still finds what was accepted
        "refusal.lost_dependencies",
        "accept",
        worlds.locked,
        {"source_addresses": [HALF], "max_removals": 100, "fail_on": "never"},
    ),
    Row(
        "refusal.lost_dependencies",
        "source_addresses",
        worlds.locked,
        {"source_addresses": [HALF], "max_removals": 100},
    ),
    Row(
        "refusal.dropped_destinations",
        "uses",
        worlds.with_uses,
        SOURCED,
        [{"type": "webapi", "uri": "api.example.com"}],
    ),
    Row("refusal.dropped_destinations", "additive", worlds.sources_unread, {**SOURCED, "uses": []}),
    Row("refusal.uncovered_sources", "sources", worlds.sourced, {"wildcards": "narrow", "sources": NAMES}),
    Row("refusal.uncovered_sources", "wildcards", worlds.sourced, {"wildcards": "narrow", "sources": NAMES}),
    Row("refusal.names_unknown", "sources", worlds.sovereign, {"sources": ["documented"]}),
    Row(
        "refusal.names_unknown",
        "extra_dependencies",
        worlds.sovereign,
        {"sources": ["documented"]},
        [{"fqdn": "login.microsoftonline.us", "port": 443}],
    ),
    Row("refusal.no_free_priority", "priority_base", worlds.policy, {"priority_base": 65000}, 1000),
    Row("refusal.no_source", "source_addresses", worlds.demo, NOT_INJECTED, ["10.20.2.0/24"]),
    Row("refusal.no_source", "subnet", worlds.demo, NOT_INJECTED, OTHER_SUBNET_ID),
    Row("refusal.not_injected", "accept", worlds.demo, {"clusters": [OTHER_CLUSTER_ID], "source_addresses": [HALF]}),
    Row(
        "refusal.other_policy",
        "firewall_policy",
        worlds.other_policy,
        {"firewall_policy": FIREWALL_POLICY_ID},
        module=CHECK,
    ),
    Row(
        "refusal.policy_not_in_effect", "firewall_policy", worlds.other_policy, {"firewall_policy": FIREWALL_POLICY_ID}
    ),
    Row("refusal.other_subnet", "subnet", worlds.demo, {"subnet": OTHER_SUBNET_ID}),
    Row("refusal.other_subnet", "accept", worlds.demo, {"subnet": OTHER_SUBNET_ID}),
    Row("refusal.other_table", "route_table", worlds.other_table, {"route_table": THEIR_TABLE_ID}),
    Row("refusal.other_table", "accept", worlds.other_table, {"route_table": THEIR_TABLE_ID}),
    Row(
        "refusal.other_table",
        "route_table",
        worlds.other_table,
        {"route_table": THEIR_TABLE_ID},
        module="subnet_route_table_association",
    ),
    Row("refusal.managed_table", "accept", worlds.managed),
    Row("refusal.open_draft", "accept", worlds.drafted),
    Row("refusal.shared_default_route", "accept", worlds.shared, MANAGE),
    Row("refusal.unknown_users", "accept", worlds.unknown_users, MANAGE),
    Row("refusal.purge_unclear", "purge", worlds.unlisted, {"purge": True}),
    Row(
        "refusal.several_firewalls",
        "firewall",
        worlds.two_firewalls,
        {"firewall": None, "firewall_policy": FIREWALL_POLICY_ID},
        FIREWALL_ID,
    ),
    Row("refusal.still_needed", "accept", worlds.locked_and_routed, {"state": "absent"}),
    Row("refusal.firewall_without_address", "default_route", worlds.without_address, MANAGE),
    Row("refusal.tables_undecided", "route_table", worlds.shared_and_gone, GONE, ROUTE_TABLE_ID),
    Row("refusal.tables_undecided", "routes", worlds.shared_and_gone, GONE),
    Row("refusal.tables_unlisted", "route_table", worlds.gone_and_unlisted, {**GONE, **IN_WEST_US}, CREATED_ID),
    Row(
        "refusal.way_unread",
        "additive",
        worlds.locked_and_unread,
        {"source_addresses": ["10.20.1.0/24"], "steps": ["allow"]},
    ),
    Row("refusal.wildcard_in_network_rule", "amqp", worlds.demo, {"amqp": "fqdn"}),
    Row(
        "refusal.wildcard_in_network_rule",
        "extra_dependencies",
        worlds.demo,
        {"amqp": "fqdn"},
        [{"fqdn": "ours.servicebus.windows.net", "port": 5671}],
    ),
    Row(
        "refusal.wildcard_in_network_rule",
        "extra_dependencies",
        worlds.demo,
        {"extra_dependencies": [{"fqdn": "*.example.com", "port": 1433}]},
        [{"fqdn": "sql.example.com", "port": 1433}],
    ),
    Row(
        "refusal.appliance_unconfirmed",
        "expect_plan",
        worlds.demo,
        {"firewall": {"next_hop": "10.0.9.4"}, **MANAGE},
        _hash,
    ),
    Row("present._sources", "source_addresses", worlds.unread_subnet, {"steps": ["allow"]}, ["10.20.1.0/24"]),
    Row(
        "fleet._claims",
        "collection_prefix",
        worlds.namesake,
        {"clusters": [{"cluster": CLUSTER_ID}, {"cluster": worlds.NAMESAKE_ID}]},
        "theirs-",
        place=_last,
    ),
    Row(
        "fleet._claims",
        "collection_prefix",
        worlds.billing,
        {"purge": True, "clusters": [{"cluster": CLUSTER_ID}, {"cluster": BILLING_ID, "collection_prefix": "theirs-"}]},
        "adx-",
        place=_last,
    ),
]
INPUTS = [
    Row("uses._place", "uses", worlds.demo, {"uses": [{"type": "sql", "uri": "10.0.0.4"}]}, USED),
    Row(
        "uses.from_option",
        "uses",
        worlds.demo,
        {"uses": [{"type": "external_data", "uri": "https://a.blob.core.windows.net/c?sig=x"}]},
        USED,
    ),
    Row("acceptance.words", "accept", given={"accept": ["anything"]}, value=["no_gate"]),
    Row("approval._parsed", "expect_plan", given={"expect_plan": "abc"}, value=_hash),
    Row("call.approved", "expect_plan", given={"expect_plan": "/nowhere/plan.json"}, value=_hash),
    Row("cluster_egress.require_something", "clusters", given={"clusters": []}, value=[CLUSTER_ID]),
    Row("cluster_egress.require_something", "steps", given={"steps": []}),
    Row("cluster_egress.require_something", "state", given={"steps": ["check"], "state": "absent"}),
    Row("cluster_egress.require_all_leave", "state", worlds.left, {"only_left": True}),
    Row("cluster_egress.require_all_stay", "state", worlds.left, {"state": "absent", "steps": RETURN}),
    Row(
        "cluster_egress.require_nothing_purged", "purge", worlds.out, {"purge": True, "steps": RETURN, **MANAGE}, False
    ),
    Row("request.__post_init__", "additive", given={"additive": True, "purge": True}),
    Row("request.__post_init__", "purge", given={"additive": True, "purge": True}),
    Row("request.__post_init__", "sources", given={"sources": ["documented", "mapped"]}, value=["documented"]),
    Row("request.__post_init__", "sources", given={"sources": ["documents"]}, value=["documented"]),
    Row(
        "request.appliance_of",
        "firewall",
        given={"firewall": {"next_hop": "10.0.1.4", "name": "fw"}},
        value=FIREWALL_ID,
    ),
    Row("request.appliance_of", "firewall", given={"firewall": {"next_hop": "fw"}}, value=FIREWALL_ID),
    Row("request.require_sources", "sources", given={"sources": []}, value=NAMES),
    Row(
        "request.require_sources",
        "extra_dependencies",
        given={"sources": []},
        value=[{"fqdn": "a.example.com", "port": 443}],
    ),
    Row("requests.request_of", "firewall", given={"firewall": ""}, value=FIREWALL_ID),
    Row("runner._require_time", "timeout", given={"timeout": -5}, value=600),
    Row("requests.request_of", "firewall_policy", worlds.policy, {"firewall": ""}, FIREWALL_POLICY_ID),
    Row(
        "requests._group", "rule_collection_group", given={"rule_collection_group": {"title": "x"}}, value="adx-egress"
    ),
    Row("requests.service_tags_of", "service_tags", given={"service_tags": "perhaps"}, value=True),
    Row("service_tags.from_document", "service_tags", given={"service_tags": {"values": 1}}, value=_TAG_DOCUMENT),
    Row("resource_ids.resolve", "resource_group", given={"firewall": "fw-hub"}, value="rg-hub"),
    Row(
        "resource_ids.resolve",
        "virtual_network_name",
        given={"subnet_name": "snet-adx", "resource_group": "rg-spoke"},
        value="vnet-spoke",
        module="subnet_route_table_association",
    ),
    Row(
        "subnet_route_table_association.ensure",
        "route_table",
        given={"route_table": None},
        value=ROUTE_TABLE_ID,
        module="subnet_route_table_association",
    ),
    Row(
        "subnet_route_table_association.ensure",
        "route_table",
        given={"route_table": "", "state": "absent"},
        module="subnet_route_table_association",
    ),
    Row("route_table.found_or_new", "create", given={"name": THEIR_TABLE_ID}, module="route_table"),
    Row("rule_ownership.__post_init__", "collection_prefix", worlds.policy, {"purge": True}, "adx-", GROUP),
    Row(
        "rule_ownership.__post_init__",
        "whole_group",
        worlds.policy,
        {"whole_group": True, "collection_prefix": "adx-"},
        module=GROUP,
    ),
    Row(
        "rule_ownership.__post_init__",
        "collection_prefix",
        worlds.policy,
        {"whole_group": True, "collection_prefix": "adx-"},
        module=GROUP,
    ),
    Row(
        "rule_ownership.__post_init__",
        "purge and collection_prefix",
        worlds.policy,
        {"whole_group": True, "purge": True, "collection_prefix": "adx-"},
        module=GROUP,
    ),
    Row("egress_evidence_info.ensure", "clusters", given={"clusters": []}, value=[CLUSTER_ID], module=EVIDENCE),
    Row("request._since", "since", worlds.logged, {"since": "soon"}, "7d", EVIDENCE),
    Row("request._since", "since", worlds.logged, {"since": "999d"}, "730d", EVIDENCE),
    Row("request._workspace", "workspace", worlds.logged, {"workspace": "law-hub"}, WORKSPACE_ID, EVIDENCE),
    Row("request._endpoint", "endpoint", worlds.logged, {"endpoint": "http://localhost"}, _logs_url, EVIDENCE),
    Row("request.from_option", "evidence", worlds.logged, {"evidence": {"days": 7}}, {"since": "7d"}),
    Row("requests.evidence_of", "evidence", worlds.logged, {"evidence": "perhaps"}, True),
    Row("rule_ownership._require_priority", "priority_base", worlds.policy, {"priority_base": 1}, 100, GROUP),
]
OF_PLANS = [
    Row("finding.no_default_route", "default_route", worlds.demo, says="nothing is locked down"),
    Row(
        "finding.no_default_route",
        "routes",
        worlds.demo,
        {"routes": "report", "steps": ["plan"], **MANAGE},
        says="routes are only reported",
    ),
    Row("finding.amqp_left_out", "amqp", worlds.demo, {"amqp": "refuse", **MANAGE}, says="leaves out"),
    Row("finding.accept_unused", "accept", worlds.demo, {"accept": ["other_subnet"]}, says="accepted nothing"),
    Row(
        "finding.no_table_found",
        "route_table",
        worlds.gone_without_table,
        {**GONE, **IN_WEST_US},
        CREATED_ID,
        says="No route table with routes",
    ),
    Row(
        "finding.kept_rules",
        "route_table",
        worlds.replaced_and_locked,
        {**GONE, "route_table": CREATED_ID},
        says="The rules stay",
    ),
    Row(
        "finding.kept_rules",
        "rules",
        worlds.locked,
        {**MANAGE, "state": "absent", "rules": "report"},
        says="The rules are left to others",
    ),
]
FINDINGS = [
    Row("finding.blocked_dependency", "the role egress", worlds.routed),
    Row("finding.missing_route", "the role egress", worlds.routed),
    Row("finding.no_default_route", "default_route", worlds.allowed),
    Row("finding.lost_default_route", "run the lock-down", worlds.without_default_route, MANAGE),
    Row("finding.lost_default_route", "default_route", worlds.without_default_route, MANAGE),
    Row("finding.drift", "run the lock-down", worlds.without_default_route, MANAGE),
    Row("finding.narrowable_wildcard", "wildcards and accept", worlds.locked, MANAGE),
    Row("finding.stale_collection", "run the role", worlds.stale),
    Row("finding.stale_route", "run the role", worlds.locked, {"skip_addresses": ["13.64.38.225"], **MANAGE}),
    Row("finding.unconfirmed_address", "skip_addresses", worlds.demo),
    Row("finding.certificate_hosts_missing", "sources", worlds.locked, {"sources": NAMES}),
    Row("finding.unlisted_uses", "uses", worlds.sourced, {"sources": [*NAMES, "data_sources"]}, []),
    Row("finding.other_subnet", "subnet", worlds.demo, {"subnet": OTHER_SUBNET_ID, "accept": ["other_subnet"]}),
    Row("copies.choice", "rule_collection_group", worlds.migrated),
    Row("copies.choice", "firewall_policy and rule_collection_group", worlds.migrated_to_parent),
]
ROWS = [*REFUSALS, *INPUTS, *OF_PLANS, *FINDINGS]
