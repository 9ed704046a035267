# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role's tasks as calls of its modules, for tests that are too many to start Ansible for each.

tests/integration/playbooks runs the role itself and so holds these steps against it.
"""

from __future__ import annotations

from typing import Any

from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, SUBNET_ID

NAMED = {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID}


def lockdown(run: Any, **options: Any) -> dict[str, Any]:
    """The tasks of present in their order; return the plan."""
    plan = done(run("egress_plan_info", **{**NAMED, **options}))["plan"]
    table, pending = plan["route_table"], plan["pending"]
    if "rules" in pending:
        write_rules(run, plan)
    judged = {name: options[name] for name in ("edition", "source_addresses", "skip_addresses") if name in options}
    if set(pending) - {"rules"}:
        done(check(run, plan, stage="before_routing", **judged))
    if "routes" in pending:
        made = {name: table[name] for name in ("create", "location", "append_tags")}
        made |= {"tags": table["tags"]} if table["tags"] else {}
        wanted = {"routes": plan["routes"], "unwanted_routes": plan["unwanted_routes"]}
        done(run("route_table", name=table["id"], **made, **wanted))
    if "subnet" in pending:
        replace = {"replace_existing": options.get("replace_existing", False)}
        done(run("subnet_route_table_association", subnet_name=SUBNET_ID, route_table=table["id"], **replace))
    done(check(run, plan, fail_on="error", **judged))
    return plan


def remove(run: Any, **options: Any) -> dict[str, Any]:
    """The tasks of absent in their order; return the plan."""
    plan = done(run("egress_plan_info", **{**NAMED, **options}, state="absent"))["plan"]
    table, pending = plan["route_table"] or {}, plan["pending"]
    if "subnet" in pending:
        gone = {"subnet_name": SUBNET_ID, "route_table": table["id"], "state": "absent"}
        done(run("subnet_route_table_association", **gone))
    if "routes" in pending:
        leaving = [SUBNET_ID] if table["dissociate"] else []
        gone = {"routes": plan["routes"], "dissociated_subnets": leaving, "state": "absent"}
        done(run("route_table", name=table["id"], **gone))
    if "rules" in pending:
        if plan["firewall"]["exists"] and (plan["subnet"] or {}).get("exists"):
            done(check(run, plan, stage="before_disallowing"))
        write_rules(run, plan)
    return plan


def write_rules(run: Any, plan: dict[str, Any]) -> dict[str, Any]:
    """Write or remove the rules where they belong."""
    target, wanted = plan["target"], {"rule_collections": plan["rule_collections"], "state": plan["state"]}
    wanted |= {name: target[name] for name in ("purge", "owned_prefix", "priority_base") if target[name] is not None}
    if target["policy"] is None:
        return done(run("firewall_rule_collections", firewall_name=FIREWALL_ID, **wanted))
    group = {"firewall_policy_name": target["policy"], "name": target["group"], "remove_empty_group": True}
    return done(run("firewall_policy_rule_collection_group", **group, **wanted))


def check(run: Any, plan: dict[str, Any], **options: Any) -> dict[str, Any]:
    """The check as the role runs it."""
    place = {"appliance": plan["appliance"]} if plan["appliance"] else {"firewall": FIREWALL_ID}
    return run("egress_check_info", cluster=CLUSTER_ID, plan=plan, **place, **options)


class Refused(Exception):
    """A module failed, with its sentence."""


def done(result: dict[str, Any]) -> dict[str, Any]:
    """Return the result of a task that did not fail."""
    if result.get("failed"):
        raise Refused(result["msg"])
    return result
