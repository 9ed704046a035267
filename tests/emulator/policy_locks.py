# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who waits for whom: a policy, its groups, and the firewalls that the policy is attached to."""

from __future__ import annotations

from . import errors, operations
from .store import key_of

FIREWALL_TYPE = "microsoft.network/azurefirewalls"


def attached(store, policy_id):
    """The documents of the firewalls that name the policy."""
    return [
        document
        for document in list(store.documents.values())
        if str(document.get("type", "")).lower() == FIREWALL_TYPE
        and key_of((document["properties"].get("firewallPolicy") or {}).get("id") or "") == key_of(policy_id)
    ]


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
    """Nothing runs on policy or groups; a firewall of theirs can still be in the way."""
    if call.switches.attached_firewall_busy != "refuse":
        return
    for firewall in attached(call.store, place.top_id):
        running = call.core.operations.running_on(key_of(firewall["id"]))
        if running is not None:
            call.core.operations.advance(running)
            raise place.kind.locked(call, place)


def begun(call, place, operation):
    """The firewalls take part: one in trouble lets the operation fail, the others are updating until it ends."""
    faulted = 0
    for firewall in attached(call.store, place.top_id):
        running = call.core.operations.running_on(key_of(firewall["id"]))
        faulted += _is_faulted(call, firewall, running)
        # A client that only tries again must get through some day, so the firewall's operation moves on.
        call.core.operations.advance(running)
        if running is None and firewall["properties"].get("provisioningState") == "Succeeded":
            _set_state(call.core, firewall, "Updating")
            operation.others.add(key_of(firewall["id"]))
    lost = call.core.operations.running_on(place.key)
    if lost is not None:
        # About to be superseded: its firewalls wait for the winner.
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


def _is_faulted(call, firewall, running):
    if running is not None:
        return call.switches.attached_firewall_busy == "fail_operation"
    failed = firewall["properties"].get("provisioningState") == "Failed"
    return failed and call.switches.attached_firewall_failed == "fail_operation"


def _set_state(core, firewall, state):
    firewall["properties"]["provisioningState"] = state
    core.store.touch(firewall)


def ended(core, operation):
    if operation.status == "Succeeded":
        _heal(core, operation)
    for key in operation.others:
        if core.switches.attached_firewall_lag and key in core.store.documents:
            _linger(core, core.store.documents[key], operation)
        else:
            _settle(core, key)


def _settle(core, firewall_id):
    firewall = core.store.get(firewall_id)
    if firewall is not None and firewall["properties"].get("provisioningState") == "Updating":
        _set_state(core, firewall, "Succeeded")


def _heal(core, operation):
    """One good write of the policy or a group applies the whole policy, so what failed before is well again."""
    policy = core.store.documents.get(operation.key)
    for group in (policy or {}).get("properties", {}).get("ruleCollectionGroups", []):
        if group["properties"]["provisioningState"] == "Failed":
            group["properties"]["provisioningState"] = "Succeeded"


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
            notify=False,
            left=core.switches.attached_firewall_lag,
            finish=lambda _status: _settle(core, firewall["id"]),
        )
    )
