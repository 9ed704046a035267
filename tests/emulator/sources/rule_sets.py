# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may come to an Event Hubs namespace by its public name: its one set of rules, which is always there.

Members and spellings are those of Microsoft.EventHub 2024-01-01 (NetworkRuleSet, and its example EHNetworkRuleSetGet).
A namespace for which nobody wrote rules lets everybody in who has a key or a role ("Allow access to Azure Event Hubs
namespaces from specific IP addresses"), so its set says Allow; `publicNetworkAccess` is Enabled by default (models).
"""

from __future__ import annotations

import copy

from ..arm import errors, pages

NAMESPACES = "microsoft.eventhub/namespaces"
TYPE = f"{NAMESPACES}/networkrulesets"
SHOWN_TYPE = "Microsoft.EventHub/Namespaces/NetworkRuleSets"
NAME = "default"


def is_one(target):
    return target.type.lower() == TYPE


def rule_set(namespace_id, action, subnets=(), addresses=(), public="Enabled", trusted=False):
    """(id, document) of the rules of a namespace; `trusted` lets the trusted services of Azure in."""
    networks = [{"subnet": {"id": subnet}, "ignoreMissingVnetServiceEndpoint": False} for subnet in subnets]
    properties = {
        "publicNetworkAccess": public,
        "defaultAction": action,
        "virtualNetworkRules": networks,
        "ipRules": [{"ipMask": address, "action": "Allow"} for address in addresses],
        "trustedServiceAccessEnabled": trusted,
    }
    set_id = f"{namespace_id}/networkRuleSets/{NAME}"
    return set_id, {"id": set_id, "name": NAME, "type": SHOWN_TYPE, "properties": properties}


def read(call):
    """GET of the set; there is none of another name."""
    found = _of(call)
    if call.target.names[-1].lower() != NAME:
        raise errors.front(404, "NotFound", f"There is no set of rules '{call.target.names[-1]}'.")
    return 200, {}, found


def listing(call):
    """GET of all there are, which is one."""
    return 200, {}, pages.page(call, {"value": [_of(call)]}, call.switches.page_size)


def _of(call):
    if call.store.group(call.target.subscription, call.target.group) is None:
        raise errors.group_not_found(call.target.group)
    namespace_id = call.target.resource_id(1)
    namespace = call.store.get(namespace_id)
    if namespace is None:
        text = (
            f"Failed to perform 'read' on resource(s) of type '{'/'.join(call.target.types)}', because the parent "
            f"resource '{namespace_id}' could not be found."
        )
        raise errors.front(404, "ParentResourceNotFound", text)
    public = (namespace.get("properties") or {}).get("publicNetworkAccess") or "Enabled"
    set_id, default = rule_set(namespace["id"], "Allow", public=public)
    found = copy.deepcopy(call.store.get(set_id) or default)
    found.pop("etag", None)
    return found
