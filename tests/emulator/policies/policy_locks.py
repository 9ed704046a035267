# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who waits for whom: a policy, its groups, the policies based on it, and the firewalls that these are attached to."""

from __future__ import annotations

from ..arm import errors, operations, parts
from ..arm.store import key_of
from . import policy_family, policy_managed


def _taken_along(core, policy_id):
    """(firewalls, child policies) that a write of the policy or of a group changes, too, since rules are inherited."""
    mode = core.switches.parent_policy_writes
    below = [] if mode == "apart" else policy_family.descendants(core.store, policy_id)
    ids = [policy_id, *(policy["id"] for policy in below)]
    firewalls = [firewall for found in ids for firewall in policy_family.firewalls(core.store, found)]
    return firewalls, below if mode == "policies" else []


def locked_policy(call, place):
    text = f"Put on Firewall Policy {place.id.rsplit('/', 1)[-1]} is not allowed when it is Updating or Deleting."
    return errors.Refusal(call.switches.policy_lock_status, call.switches.policy_lock_code, text, headers=_wait(call))


def locked_group(call, place):
    policy, group = place.top_id.rsplit("/", 1)[-1], place.id.rsplit("/", 1)[-1]
    text = (
        f"Put on Firewall Policy Rule Collection Group {group} is not allowed when Firewall Policy {policy} or one of "
        "its Rule Collection Groups is Updating or Deleting."
    )
    return errors.Refusal(call.switches.policy_lock_status, call.switches.group_lock_code, text, headers=_wait(call))


def _wait(call):
    return {"Retry-After": str(call.switches.retry_after)} if call.switches.retry_after else {}


def guard(call, place):
    """Nothing runs on policy or groups; who keeps the policy, or what depends on it, can still be in the way."""
    policy_managed.refuse(call, place)
    firewalls, policies = _taken_along(call.core, place.top_id)
    for document in [*policies, *(firewalls if call.switches.attached_firewall_busy == "refuse" else ())]:
        running = _busy_with(call.core, document, place)
        if running is not None:
            call.core.operations.advance(running)
            raise place.kind.locked(call, place)


def begun(call, place, operation):
    """The firewalls take part: one in trouble lets the operation fail, the others are updating until it ends."""
    firewalls, policies = _taken_along(call.core, place.top_id)
    faulted = 0
    for firewall in firewalls:
        running = _busy_with(call.core, firewall, place)
        faulted += _is_faulted(call, firewall, running)
        # A client that only tries again must get through some day, so the firewall's operation moves on.
        call.core.operations.advance(running)
        if running is None:
            _take_along(call.core, firewall, operation)
    for policy in policies:
        _take_along(call.core, policy, operation)
    lost = call.core.operations.running_on(place.key)
    if lost is not None:
        # About to be superseded: what it took along waits for the winner.
        operation.others |= lost.others
    if faulted:
        operation.doom = "Failed"
        operation.failure = {
            "code": "FirewallPolicyUpdateFailed",
            "message": (
                f"Put on Firewall Policy {place.top_id.rsplit('/', 1)[-1]} Failed with {faulted} faulted referenced "
                "firewalls."
            ),
            "details": [],
        }


def _busy_with(core, document, place):
    """The operation that keeps it updating, when that is not one of this very policy."""
    running = core.operations.touching(key_of(document["id"]))
    return None if running is None or running.key == place.key else running


def _is_faulted(call, firewall, running):
    if running is not None:
        return call.switches.attached_firewall_busy == "fail_operation"
    failed = firewall["properties"].get("provisioningState") == "Failed"
    return failed and call.switches.attached_firewall_failed == "fail_operation"


def _take_along(core, document, operation):
    if document["properties"].get("provisioningState") == "Succeeded":
        _set_state(core, document, "Updating")
        operation.others.add(key_of(document["id"]))


def _set_state(core, document, state):
    document["properties"]["provisioningState"] = state
    if _is_firewall(document):
        core.store.touch(document)


def _is_firewall(document):
    return document["type"].lower() == policy_family.FIREWALL_TYPE


def ended(core, place, before, operation):
    policy = core.store.get(place.top_id)
    if policy is not None:
        _mark(core, place, before, operation, policy)
    for key in operation.others:
        document = core.store.get(key)
        if document is None:
            continue
        if core.switches.attached_firewall_lag and _is_firewall(document):
            _linger(core, document, operation)
        else:
            _settle(core, key)


def _settle(core, resource_id):
    document = core.store.get(resource_id)
    if document is not None and document["properties"].get("provisioningState") == "Updating":
        _set_state(core, document, "Succeeded")


def _mark(core, place, before, operation, policy):
    """What an end means for those whose state is not that of the operation."""
    was_failed = before is not None and before["properties"].get("provisioningState") == "Failed"
    if operation.status == "Failed" and place.kind.is_child:
        group = parts.find(policy["properties"][place.kind.list_name], place.id.rsplit("/", 1)[-1])
        if group is not None:
            group["properties"]["provisioningState"] = core.switches.group_after_failed_write
    elif operation.status == "Succeeded" and was_failed and not _heals(core, place):
        policy["properties"]["provisioningState"] = "Failed"
    elif operation.status == "Succeeded":
        # A good write applies the whole policy, so what failed before is well again.
        for group in policy["properties"]["ruleCollectionGroups"]:
            if group["properties"]["provisioningState"] == "Failed":
                group["properties"]["provisioningState"] = "Succeeded"


def _heals(core, place):
    return not place.kind.is_child or core.switches.failed_policy_healed_by == "any"


def _linger(core, firewall, cause):
    """The firewall is still busy with what the policy told it."""
    core.operations.start(
        operations.Operation(
            name="PutAzureFirewallOperation",
            key=key_of(firewall["id"]),
            resource_id=firewall["id"],
            subscription=cause.subscription,
            location=cause.location,
            api_version=cause.api_version,
            left=core.switches.attached_firewall_lag,
            finish=lambda _status: _settle(core, firewall["id"]),
        )
    )
