# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who belongs to a policy: the firewalls it is attached to, the policies based on it, and those it is based on."""

from __future__ import annotations

from ..arm.store import key_of

FIREWALL_TYPE = "microsoft.network/azurefirewalls"
POLICY_TYPE = "microsoft.network/firewallpolicies"


def firewalls(store, policy_id):
    """The documents of the firewalls that name the policy."""
    return _naming(store, FIREWALL_TYPE, "firewallPolicy", policy_id)


def children(store, policy_id):
    """The documents of the policies that are based on it."""
    return _naming(store, POLICY_TYPE, "basePolicy", policy_id)


def descendants(store, policy_id):
    """The children, their children, and so on; each once, whatever circles clients have made."""
    seen, found, ahead = {key_of(policy_id)}, [], children(store, policy_id)
    while ahead:
        policy = ahead.pop(0)
        if key_of(policy["id"]) not in seen:
            seen.add(key_of(policy["id"]))
            found.append(policy)
            ahead += children(store, policy["id"])
    return found


def line(store, policy):
    """The policy, the one it is based on, and so on upwards; each once."""
    found = []
    while policy is not None and policy not in found:
        found.append(policy)
        policy = store.get((policy["properties"].get("basePolicy") or {}).get("id") or "")
    return found


def _naming(store, kind, member, policy_id):
    return [
        document
        for document in list(store.documents.values())
        if str(document.get("type", "")).lower() == kind
        and key_of((document["properties"].get(member) or {}).get("id") or "") == key_of(policy_id)
    ]
