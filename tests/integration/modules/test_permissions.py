# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles of docs/permissions.md are enough for every step, and none has an action that no step needs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    SHARED_GROUP_ID,
    SUBNET_ID,
    SUBSCRIPTION,
)
from ansible_collections.adx.outbound.tests.emulator.worlds import data_sources, dependency_answer, leaving
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import OTHER_CLUSTER_ID, VNET_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.logs import with_logs
from ansible_collections.adx.outbound.tests.integration import logged
from ansible_collections.adx.outbound.tests.integration.fleets import Fleet
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.runner import NAMED, Refused, accepting, done
from ansible_collections.adx.outbound.tests.integration.sampled import one_in

PAGE = Path(__file__).resolve().parents[3] / "docs" / "permissions.md"
APPLIANCE = {"firewall": {"next_hop": "10.0.9.4"}}
ZONES = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Network/privateDnsZones"
ZONE_ID = ZONES.replace("/providers", "/resourceGroups/rg-hub/providers") + "/vault.azure.net"
ENDPOINT_ID = VNET_ID.replace("virtualNetworks/vnet-spoke", "privateEndpoints/pe")
INTERFACE_ID = VNET_ID.replace("virtualNetworks/vnet-spoke", "networkInterfaces/pe.nic")
# How a result shows that an action is missing without which a step goes on.
LACKING = (
    "could not be read (The request had some invalid properties",
    "could not be read (InsufficientAccessError)",
    "could not be read (AuthorizationFailed)",
    "any namespace of any region",
    '"approval": "unknown"',
)
# An action without which we refuse and not Azure, by which code, and what the sentence has of it: the right that is
# missing, or that Azure refused the one request which needs it.
REFUSED_BY_US = {
    "Microsoft.Kusto/clusters/listCalloutPolicies/action": ("policies_unread", "{action}, "),
    "Microsoft.Network/publicIPAddresses/read": ("network_unread", "{action}, "),
    "Microsoft.Kusto/clusters/privateEndpointConnections/read": ("private_endpoint_unread", "the right {action}, "),
    "Microsoft.Network/privateEndpoints/read": ("private_endpoint_unread", "the right {action} there, "),
    "Microsoft.EventHub/namespaces/networkRuleSets/read": (
        "source_rules_unread",
        "The network rules of Event Hubs namespace evhns-telemetry in resource group rg-data could not be read"
        " (AuthorizationFailed)",
    ),
    "Microsoft.Resources/subscriptions/resources/read": (
        "source_rules_unread",
        "What kv-telemetry is could not be read (AuthorizationFailed)",
    ),
}

BLOCKS = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)]
ROLES = {block["Name"].removeprefix("adx.outbound "): block["Actions"] for block in BLOCKS}


def actions(*roles: str) -> list[str]:
    return [action for role in roles for action in ROLES[role]]


def planned(run: Any, **options: Any) -> dict[str, Any]:
    return done(run("egress_plan_info", **{**NAMED, **options}))["plan"]


def look(run: Any, **options: Any) -> str:
    """A plan and a check, as a preview and a night's job make them; what they say."""
    wanted = {**NAMED, "default_route": "manage", **options}
    return json.dumps([planned(run, **wanted), done(run("egress_check_info", **wanted))])


def look_behind_an_appliance(run: Any) -> str:
    return look(run, **APPLIANCE)


def report(run: Any) -> str:
    asked = {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID, "service_tags": True, "diagnose": True, "timeout": 600}
    return json.dumps(done(run("egress_check_info", **asked)))


def ask_logs(run: Any) -> str:
    """The firewall's logs, of which one table takes no queries."""
    rows = {"AZFWNetworkRule": logged.daily(logged.packet, "20.1.2.3"), "AZFWApplicationRule": []}
    workspace = with_logs(run.emulator, rows)
    run.emulator.seed(f"{workspace}/tables/AZFWApplicationRule", {"properties": {"plan": "Basic"}})
    return json.dumps(done(run("egress_evidence_info", clusters=[CLUSTER_ID], firewall=FIREWALL_ID)))


def look_at_sources(run: Any) -> str:
    """A plan with rules for data sources, and what the module says of them. The firewall resolves no names."""
    with_sources(run.emulator)
    wanted = {"sources": ["discovered", "data_sources"], "accept": ["sources_unread"]}
    return json.dumps([planned(run, **wanted), done(run("data_sources_info", name=CLUSTER_ID))["data_sources"]])


def with_sources(emulator: Any) -> None:
    """Everything that a cluster may read from, a managed private endpoint to its vault, and no DNS proxy."""
    endpoint = data_sources.managed_endpoint(CLUSTER_ID, "to-key", data_sources.VAULT_ID, "vault")
    vault = data_sources.vault(data_sources.VAULT_ID, "West US", connections=[("to-key", "Approved")])
    leader = dependency_answer.build(data_sources.LEADER_ID, "West US")
    for id_, document in (*data_sources.whole(CLUSTER_ID, "West US"), leader, endpoint, vault):
        emulator.seed(id_, document)
    edit(emulator, FIREWALL_ID, lambda properties: properties["additionalProperties"].clear())


RESTRICTED = {"clusters": [OTHER_CLUSTER_ID], "state": "restricted", "uses": [], "validate_connections": True}


def restrict(run: Any, *, check: bool = False) -> str:
    """Restricted access for a cluster that ingests from a namespace, whose data connection the service validates."""
    for id_, document in (
        data_sources.database(OTHER_CLUSTER_ID, "telemetry", "West US"),
        data_sources.event_hub_connection(OTHER_CLUSTER_ID, "telemetry", "from-hub", data_sources.NAMESPACE_ID),
        data_sources.namespace(data_sources.NAMESPACE_ID, "West US"),
    ):
        run.emulator.seed(id_, document)
    allowed = [f"{data_sources.NAMESPACE_ID.rpartition('/')[2]}.servicebus.windows.net"]
    result = done(run("cluster_outbound_access", check=check, allowed_fqdns=allowed, **RESTRICTED))
    assert result["changed"]
    return json.dumps(result)


def send_back(run: Any) -> None:
    """A cluster that has left its network returns to it, behind a lock-down."""
    edit(
        run.emulator, CLUSTER_ID, lambda properties: properties["virtualNetworkConfiguration"].update(state="Disabled")
    )
    run.lock_down("allow", "route", "return", default_route="manage")


LEAVING = [leaving.CLUSTER_IDS["telemetry"]]
# A vault that is known by its name alone, and a namespace that only its rules say to let everybody in.
ALL_ASKED = {
    "vault": True,
    "vault_endpoint": "Approved",
    "hub_endpoint": None,
    "hub_rules": "Allow",
    "allowed": (*leaving.hosts("telemetry"), "kv-telemetry.vault.azure.net"),
}


def leave(run: Any, *, check: bool = False) -> str:
    """A cluster leaves its network, for which everything is ready."""
    asked = {"clusters": LEAVING, "public_network_access": "disabled", "uses": []}
    result = done(run("cluster_network_exit", check=check, **asked))
    assert result["changed"]
    return json.dumps(result)


def write_rules(run: Any) -> None:
    run.lock_down("allow")


def write_groups(run: Any) -> None:
    """Into a group shared with others, then into one of our own, which goes again."""
    shared = SHARED_GROUP_ID.rpartition("/")[2]
    named = {"firewall_policy_name": FIREWALL_POLICY_ID, "remove_empty_group": True}
    collections = planned(run)["rule_collections"]
    for group, state in ((shared, "present"), (shared, "absent"), ("own", "present"), ("own", "absent")):
        wanted = {"rule_collections": collections, "state": state}
        done(run("firewall_policy_rule_collection_group", name=group, **named, **wanted))


def write_routes(run: Any) -> None:
    """A new table upon the subnet, and away again."""
    plan = planned(run, default_route="manage")
    table, routes = plan["route_table"]["id"], plan["routes"]
    for state in ("present", "absent"):
        made = {"create": True, "location": "westus"} if state == "present" else {}
        writes = [
            ("route_table", {"name": table, "routes": routes, **made}),
            ("subnet_route_table_association", {"subnet_name": SUBNET_ID, "route_table": table}),
        ]
        for module, options in writes if state == "present" else reversed(writes):
            done(run(module, state=state, **options))


# role: what needs it, and the world that needs all of it
NEEDS: dict[str, tuple[Callable[[Any], str | None], dict[str, Any]]] = {
    "reader": (look, {"firewall": "policy"}),
    "reader for an appliance": (look_behind_an_appliance, {}),
    "classic rules": (write_rules, {}),
    "policy rules": (write_groups, {"firewall": "policy"}),
    "virtual hub": (look, {"firewall": "hub", "route_table": False, "connected": True}),
    "routes": (write_routes, {"route_table": False}),
    "report": (report, {}),
    "logs": (ask_logs, {}),
    "data sources": (look_at_sources, {}),
    "outbound access": (restrict, {}),
    "return": (send_back, {"route_table": False}),
    "network exit": (leave, {"world": "leaving", "telemetry": ALL_ASKED}),
}


def with_private_names(emulator: Any) -> None:
    """A zone whose records lead to a private endpoint, the address of which its interface alone shows."""
    link, records = {"virtualNetwork": {"id": VNET_ID}}, {"aRecords": [{"ipv4Address": "10.20.2.9"}]}
    emulator.seed(ZONE_ID, {"location": "global", "properties": {}})
    emulator.seed(f"{ZONE_ID}/virtualNetworkLinks/spoke", {"properties": link})
    emulator.seed(f"{ZONE_ID}/A/*", {"properties": records})
    emulator.seed(ENDPOINT_ID, {"properties": {"networkInterfaces": [{"id": INTERFACE_ID}]}})
    emulator.seed(INTERFACE_ID, {"properties": {}})

    def change(properties: dict[str, Any]) -> None:
        properties["dhcpOptions"]["dnsServers"] = []
        properties["subnets"][1]["properties"]["privateEndpoints"] = [{"id": ENDPOINT_ID}]

    edit(emulator, VNET_ID, change)


@pytest.fixture
def begin(emulator):
    """Puts a world in place and limits the login to some actions."""

    def begun(world: dict[str, Any], allowed: list[str]) -> None:
        emulator.reset(**{"world": "demo", **world})
        if world.get("world") != "leaving":
            with_private_names(emulator)
        emulator.switch(allow_only=allowed)

    return begun


def beside(role: str) -> list[str]:
    """What a login has besides the role: what it reads with."""
    if role == "data sources":  # a report reads service tags, too
        return actions("reader")
    if role == "outbound access":
        return actions("data sources")
    if role == "return":
        return actions("reader", "classic rules", "routes")
    if role == "network exit":
        return actions("data sources", "outbound access")
    others = {"report"} if role.startswith("reader") else {"reader", "report"}
    return actions(*(others - {role}))


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_enough_for_its_step(run, begin, role):
    step, world = NEEDS[role]
    begin(world, [*beside(role), *ROLES[role]])
    said = step(run) or ""
    assert [one for one in ("AuthorizationFailed", *LACKING) if one in said] == []


@pytest.mark.parametrize(("role", "action"), one_in(4, [(role, action) for role in ROLES for action in ROLES[role]]))
def test_no_action_of_a_role_can_be_left_out(run, begin, role, action):
    step, world = NEEDS[role]
    begin(world, [*beside(role), *(one for one in ROLES[role] if one != action)])
    try:
        said = step(run) or ""
    except Refused as refused:
        if action in REFUSED_BY_US:
            code, words = REFUSED_BY_US[action]
            assert refused.code == code and f" {words.format(action=action)}" in f" {refused}"
            return
        assert f"'{action.lower()}'" in str(refused).lower()
    else:
        assert any(one in said for one in LACKING)


@pytest.mark.parametrize(
    ("form", "rules"), [("classic", "classic rules"), ("policy", "policy rules"), ("hub", "policy rules")]
)
def test_a_cluster_is_locked_down_and_let_go_without_the_role_for_reports(run, begin, form, rules):
    begin({"firewall": form, "route_table": False}, actions("reader", rules, "routes"))
    assert run.lock_down(default_route="manage", **accepting(form))["pending"]
    assert run.remove()["pending"]


def test_a_table_is_routed_to_an_appliance_without_any_right_to_a_firewall(run, begin):
    begin({"route_table": False}, actions("reader for an appliance", "routes"))
    run.lock_down(**run.approved(default_route="manage", **APPLIANCE))


@pytest.mark.parametrize(("policies", "rules"), [(False, "classic rules"), (True, "policy rules")])
def test_a_fleet_needs_no_role_of_its_own(run, emulator, policies, rules):
    fleet = Fleet(2, 1, policies)
    emulator.reset("empty")
    for id_, document in fleet.resources():
        emulator.seed(id_, document)
    emulator.switch(allow_only=actions("reader", rules, "routes"))
    assert done(run("cluster_egress", clusters=fleet.entries(), default_route="manage"))["changed"]


def test_who_previews_restricted_access_needs_no_right_to_write(run, begin):
    begin({}, [one for one in actions("data sources", "outbound access") if not one.endswith("/write")])
    assert "AuthorizationFailed" not in restrict(run, check=True)


def test_who_previews_the_way_out_of_a_network_needs_no_right_to_write_and_none_to_validate(run, begin):
    roles = actions("data sources", "outbound access", "network exit")
    world = {"world": "leaving", "telemetry": ALL_ASKED}
    begin(world, [one for one in roles if not one.endswith(("/write", "/dataConnectionValidation/action"))])
    assert "AuthorizationFailed" not in leave(run, check=True)


def test_clusters_that_nobody_names_are_found_with_the_roles_of_the_way_out(run, begin):
    begin({"world": "leaving"}, actions("data sources", "outbound access", "network exit"))
    found = done(run("cluster_network_exit", check=True, public_network_access="disabled", uses=[]))
    assert sorted(one["cluster"] for one in found["clusters"]) == sorted(leaving.NAMES)


@pytest.mark.parametrize(
    ("form", "rules"), [("classic", "classic rules"), ("policy", "policy rules"), ("hub", "policy rules")]
)
def test_the_end_of_the_way_out_needs_the_roles_of_a_removal(run, begin, form, rules):
    begin({"firewall": form, "route_table": False}, actions("reader", rules, "routes"))
    run.lock_down(default_route="manage", **accepting(form))
    edit(run.emulator, CLUSTER_ID, lambda found: found["virtualNetworkConfiguration"].update(state="Disabled"))
    assert run.remove(only_left=True)["pending"]


def test_azure_knows_every_role_as_a_definition_of_one():
    for block in BLOCKS:
        assert set(block) == {"Name", "Description", "IsCustom", "Actions", "NotActions", "AssignableScopes"}
        assert block["IsCustom"] is True and len(set(block["Actions"])) == len(block["Actions"])


def test_a_backup_is_put_back_with_the_roles_it_was_made_with(run, begin, tmp_path):
    begin({}, actions("reader", "classic rules"))
    wanted = {"firewall_name": FIREWALL_ID, "rule_collections": planned(run)["rule_collections"]}
    written = done(run("firewall_rule_collections", **wanted, backup=str(tmp_path)))
    assert done(run("egress_restore", path=written["backup_file"]))["changed"]
