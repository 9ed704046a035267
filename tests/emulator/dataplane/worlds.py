# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the oracle about a world of the emulator, whichever kind of firewall stands in it."""

from __future__ import annotations

from .trips import Network, through

HTTP_PORTS = {443: "Https", 80: "Http"}


def network_of(control, firewall_id, subnet_id=None, **known):
    """The Network around a firewall as `control` shows it now; `known` are fields no document tells (fqdn_tags)."""
    firewall = _demand(control, firewall_id)
    policy = firewall["properties"].get("firewallPolicy")
    documents = list(control.documents().values())
    return Network(
        firewall=firewall,
        chain=_chain(control, policy["id"]) if policy else (),
        ip_groups={
            item["id"].lower(): item["properties"]["ipAddresses"] for item in documents if _is(item, "ipGroups")
        },
        service_tags=next((item for item in documents if _is(item, "serviceTags")), None),
        **(_around(control, subnet_id) if subnet_id else {}),
        **known,
    )


def allowed(control, firewall_id, flows, source, tags=None, **known):
    """Those of the flows (name, port) from `source` that the firewall lets pass.

    The protocol is told by the port: 443 is Https, 80 is Http, anything else TCP. `tags` says of names which service
    tag holds their addresses.
    """
    world = network_of(control, firewall_id, **known)
    return {(name, port) for name, port in flows if _passes(world, source, name, port, (tags or {}).get(name))}


def _passes(world, source, name, port, tag):
    protocol = HTTP_PORTS.get(port, "TCP")
    return through(world, source, fqdn=name, port=port, protocol=protocol, tag=tag).allowed


def _chain(control, policy_id):
    """[(policy, [groups])], the root first."""
    found = []
    while policy_id:
        policy = _demand(control, policy_id)
        if any(policy["id"] == below["id"] for below, _groups in found):
            raise ValueError(f"{policy_id} inherits from itself")
        groups = [_demand(control, item["id"]) for item in policy["properties"]["ruleCollectionGroups"]]
        found.insert(0, (policy, groups))
        policy_id = (policy["properties"].get("basePolicy") or {}).get("id")
    return found


def _around(control, subnet_id):
    """What a subnet hangs on, as fields of a Network."""
    properties = _demand(control, subnet_id)["properties"]
    space = _demand(control, subnet_id.rsplit("/", 2)[0])["properties"]["addressSpace"]
    found = {"virtual_network": tuple(space["addressPrefixes"])}
    for field, member in (("table", "routeTable"), ("nsg", "networkSecurityGroup")):
        if properties.get(member):
            found[field] = _demand(control, properties[member]["id"])
    return found


def _demand(control, resource_id):
    document = control.document(resource_id)
    if document is None:
        raise ValueError(f"there is no {resource_id} in this world")
    return document


def _is(document, kind):
    return str(document.get("type", "")).lower().endswith(f"/{kind.lower()}")
