# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subscriptions and resource groups."""

from __future__ import annotations

from . import errors, operations, pages, places, signatures, store

GROUP_TYPE = "Microsoft.Resources/resourceGroups"
GROUP_ORDER = ("id", "name", "type", "location", "managedBy", "tags", "properties")


def subscription_document(subscription, tenant):
    return {
        "id": f"/subscriptions/{subscription}",
        "subscriptionId": subscription,
        "tenantId": tenant,
        "displayName": "Emulated subscription",
        "state": "Enabled",
    }


def group_document(subscription, group, location):
    return {
        "id": f"/subscriptions/{subscription}/resourceGroups/{group}",
        "name": group,
        "type": GROUP_TYPE,
        "location": location,
        "properties": {"provisioningState": "Succeeded"},
    }


def check_subscription(call):
    wanted = call.target.subscription
    if wanted.lower() not in call.store.subscriptions:
        raise errors.front(404, "SubscriptionNotFound", f"The subscription '{wanted}' could not be found.")


def subscriptions(call):
    found = list(call.store.subscriptions.values())
    answer = {"value": found, "count": {"type": "Total", "value": len(found)}}
    return 200, {}, pages.page(call, answer, call.switches.page_size)


def subscription(call):
    return 200, {}, call.store.subscriptions[call.target.subscription.lower()]


def listing(call):
    found = call.store.under(call.target.scope(), GROUP_TYPE)
    return 200, {}, pages.page(call, {"value": found}, call.switches.page_size)


def group(call):
    found = places.group_of(call)
    call.core.operations.advance(call.core.operations.running_on(store.key_of(found["id"])))
    return 200, {}, places.group_of(call)


def delete(call):
    """The group and everything in it. This operation is only named by Location."""
    found = places.group_of(call)
    core, found_id = call.core, found["id"]
    operation = operations.Operation(
        name="DeleteResourceGroup",
        key=store.key_of(found_id),
        resource_id=found_id,
        subscription=call.target.subscription,
        location=found["location"],
        api_version=call.api_version,
        signed=call.switches.signed_operations,
        left=call.switches.polls,
        finish=lambda _status: core.store.drop(found_id),
        is_delete=True,
    )
    found["properties"]["provisioningState"] = "Deleting"
    core.operations.start(operation)
    return 202, _location(call, operation), None


def _location(call, operation):
    path = f"/subscriptions/{operation.subscription}/operationresults/{operation.id}"
    signature = signatures.query(operation.id) if operation.signed else ""
    return {"Location": f"{call.base_url}{path}?api-version={operation.api_version}{signature}"}


def operation_result(call, operation_id):
    operation = call.core.operations.get(operation_id)
    if operation is None:
        raise errors.front(404, "NotFound", f"Operation {operation_id} not found.")
    call.core.operations.advance(operation)
    return (202, _location(call, operation), None) if operation.running else (200, {}, None)
