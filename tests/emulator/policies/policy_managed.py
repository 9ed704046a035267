# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies that Azure Firewall for Containers (AFC) keeps; for everybody else they are read-only.

As the models of azure-mgmt-network 33.1.0 say: `afcManaged` is a read-only property, and a PUT of the policy with
`afcManagedSync` in its query is one of AFC's own. Both came with the api-version below.
"""

from __future__ import annotations

from ..arm import errors

SINCE = "2025-09-01"
MEMBER = "afcManaged"


def refuse(call, place):
    """A write or DELETE of such a policy or of one of its groups, unless it is AFC's."""
    if place.top is None or place.top["properties"].get(MEMBER) is not True or _is_sync(call, place):
        return
    name = place.top["name"]
    text = f"Firewall Policy {name} is managed by Azure Firewall for Containers and cannot be changed by others."
    raise errors.Refusal(call.switches.afc_managed_status, call.switches.afc_managed_code, text)


def _is_sync(call, place):
    """Only the PUT of a policy knows the marker."""
    return call.method == "PUT" and not place.kind.is_child and call.query.get("afcmanagedsync", "").lower() == "true"
