# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a member when somebody reads and writes with an api-version from before it.

Since when each is there: the published example RouteTableCreateWithDisablePeeringRoute is of 2025-07-01. The changelog
of azure-mgmt-network has defaultOutboundAccess in the version that brought the size of policies (25.1.0), and snat in
18.0.0 of March 2021; that this one speaks 2020-11-01 is inferred.
"""

from __future__ import annotations

SINCE = {
    "microsoft.network/routetables": {"disablePeeringRoute": "2025-07-01"},
    "microsoft.network/virtualnetworks/subnets": {"defaultOutboundAccess": "2023-05-01"},
    "microsoft.network/firewallpolicies": {"snat": "2020-11-01"},
}


def _unknown(call, kind):
    """The members of a type that the api-version of the request lacks; the switch can have it that none lacks any."""
    if call.switches.newer_members == "shown" or call.seeding or call.peeking:
        return ()
    return [name for name, since in SINCE.get(kind.type.lower(), {}).items() if call.api_version < since]


def hide(call, kind, document):
    """Take out of an answer what its api-version does not know."""
    for name in _unknown(call, kind):
        document["properties"].pop(name, None)


def known(call, place, body):
    """The body as its api-version is understood: what that does not know is kept as it was, or left out."""
    unknown = _unknown(call, place.kind)
    if not unknown:
        return body
    properties = {name: value for name, value in (body.get("properties") or {}).items() if name not in unknown}
    if call.switches.newer_members == "kept" and place.document is not None:
        old = place.document["properties"]
        properties.update({name: old[name] for name in unknown if name in old})
    return {**body, "properties": properties}
