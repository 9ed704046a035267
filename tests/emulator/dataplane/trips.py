# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole way out of the subnet: managers' rules, its security group, its routes, the way to the next hop, and the
firewall if the routes lead there. And the way in, with the answer.

Not modelled: the way from the firewall onwards (forced tunnelling), the security group at the other end, what a gateway
has learned, and the way back of what left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from . import addresses, admin_rules, endpoint_policies, flows, special, threats
from .classic import flow
from .flows import Flow, Verdict
from .policies import policy_flow
from .reach import Place, reaches
from .routes import next_hop
from .security_groups import Space, security_group
from .truth import Truth

APPLIANCES = ("virtualappliance", "virtualapplianceecmp")
PASSING = ("internet", "virtualnetworkserviceendpoint", "vnetlocal")


@dataclass(frozen=True)
class Network:
    """What a subnet hangs on. The documents are those of the service; None or empty: there is none."""

    firewall: dict | None = None
    chain: tuple | list = ()  # [(policy, [groups])], the root first; for a firewall with a policy
    ip_groups: dict | None = None
    table: dict | None = None
    nsg: dict | None = None
    admin_rules: dict | None = None  # the answer of the network about what its managers have laid over it
    service_tags: dict | None = None
    fqdn_tags: dict | None = None
    web_categories: dict | None = None
    virtual_network: tuple | list = ()  # its own prefixes and those of its peers, which have routes
    closed: tuple | list = ()  # those of peers that may be routed to, but are not in the tag VirtualNetwork
    tagged: tuple | list = ()  # what that tag holds besides
    endpoints: tuple | list = ()
    endpoint_services: tuple = ()  # (service, prefix) of the same
    endpoint_policies: tuple = ()
    bgp: tuple | list = ()
    place: Place | None = None  # where the subnet is; None: the caller has seen to it that next hops are reached
    hub_firewall: str = ""  # id of the firewall to which a virtual hub sends what it has no other route for
    truth: Truth = Truth()


class Trip(NamedTuple):
    passes: bool
    # Who decided: "platform", "admin rule", "security group", "route", "endpoint policy", "next hop" (nobody gets
    # there), "appliance" (another one stands there, or nobody), "firewall"; "direct": it passes without the firewall.
    where: str
    # The rule of manager or security group, the Hop, or what the firewall's verdict names.
    by: object = None


def trip(world, *, fqdn=None, address, port, protocol="Https", source, tag=None):
    """Whether a connection from `source` gets out, and who decides that."""
    if addresses.single(source).version != addresses.single(address).version:
        raise ValueError(f"no packet goes from {source} to {address}: it has one family")
    if special.is_platform(address) or special.is_nowhere(address):
        return Trip(special.is_platform(address), "platform")
    stopped = _guarded(world, "Outbound", source, address, port, Flow(source, port, protocol).transport)
    if stopped:
        return stopped
    hop = _hop(world, address)
    kind = hop.type.lower()
    if kind == "none":
        return Trip(False, "route", hop)
    if kind == "virtualnetworkserviceendpoint" and not _admitted(world, fqdn, address):
        return Trip(False, "endpoint policy", hop)
    if kind in PASSING:
        return Trip(True, "direct", hop)
    if kind in APPLIANCES and world.place and not reaches(world.place, hop.address):
        return Trip(False, "next hop", hop)
    if not _is_firewall(world, kind, hop):
        return _elsewhere(world, kind, hop)
    verdict = through(world, source, port=port, protocol=protocol, fqdn=fqdn, address=address, tag=tag)
    return Trip(verdict.allowed, "firewall", verdict.by)


def _is_firewall(world, kind, hop):
    """By its address, or because the virtual hub, which is the gateway of its spokes, hands everything to it."""
    if kind == "virtualnetworkgateway":
        return bool(world.hub_firewall) and world.hub_firewall.lower() == (world.firewall or {}).get("id", "").lower()
    return kind in APPLIANCES and hop.address == _private_address(world.firewall)


def _elsewhere(world, kind, hop):
    """The end of the trip at another appliance, or at another firewall of a virtual hub."""
    there = hop.address if kind in APPLIANCES else world.hub_firewall
    if world.truth.appliances is None or not (kind in APPLIANCES or there):
        raise ValueError(f"what happens at {hop} is unknown")
    return Trip(world.truth.appliances.get(there, False), "appliance", hop)


def visit(world, *, source, destination, port):
    """Whether a connection from outside gets into the subnet, and its answer goes back the way the question came."""
    stopped = _guarded(world, "Inbound", source, destination, port, "Tcp")
    if stopped:
        return stopped
    hop = _hop(world, source)
    back = hop.type.lower() == "internet"
    return Trip(back, "direct" if back else "route", hop)


def _hop(world, address):
    return next_hop(
        world.table,
        address,
        world.service_tags,
        virtual_network=[*world.virtual_network, *world.closed],
        endpoints=world.endpoints,
        bgp=world.bgp,
        truth=world.truth,
    )


def _admitted(world, fqdn, address):
    """Whether the policies of the subnet's endpoints let it reach what is behind the name."""
    if not world.endpoint_policies:
        return True
    resource = world.truth.said("resources").get(fqdn, "")
    return all(
        endpoint_policies.admits(world.endpoint_policies, service, resource)
        for service, prefix in world.endpoint_services
        if addresses.in_block(prefix, address)
    )


def _guarded(world, direction, source, destination, port, protocol):
    """The end of the trip at the edge of the subnet, or None."""
    ends = {"direction": direction, "source": source, "destination": destination, "port": port, "protocol": protocol}
    space = Space(world.service_tags, world.virtual_network, world.tagged)
    access, rule = admin_rules.decision(world.admin_rules, space, **ends, groups=world.truth.network_groups) or (
        "",
        None,
    )
    if access == "deny":
        return Trip(False, "admin rule", rule)
    verdict = security_group(
        None if access == "alwaysallow" else world.nsg,
        service_tags=world.service_tags,
        virtual_network=world.virtual_network,
        tagged=world.tagged,
        truth=world.truth,
        **ends,
    )
    return None if verdict.allowed else Trip(False, "security group", verdict.by)


def _private_address(firewall):
    """The live one; a firewall that is not running has none."""
    properties = (firewall or {}).get("properties") or {}
    for configuration in properties.get("ipConfigurations") or []:
        found = configuration["properties"].get("privateIPAddress")
        if found:
            return found
    return (properties.get("hubIPAddresses") or {}).get("privateIPAddress") or "no address"


def through(world, source, **asked):
    """The verdict of the firewall about a flow that has come to it."""
    known = ("ip_groups", "service_tags", "fqdn_tags", "web_categories", "truth")
    asked |= {name: getattr(world, name) for name in known}
    policy = world.firewall["properties"].get("firewallPolicy")
    policies = [policy for policy, _groups in world.chain] if policy else []
    if threats.stops(world.firewall, policies, _flow(source, asked)):
        return Verdict(False, "threat intelligence")
    if not policy:
        return flow(world.firewall, source, **asked)
    own = (world.chain[-1][0] if world.chain else {}).get("id", "")
    if own and own.lower() != policy["id"].lower():
        raise ValueError(f"the firewall has the policy {policy['id']}, and the chain ends with {own}")
    return policy_flow(world.chain, source, **asked)


def _flow(source, asked):
    more = {name: value for name, value in asked.items() if name not in ("port", "protocol")}
    return flows.asked(source, asked["port"], asked.get("protocol", "Https"), more)
