# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole way out of the subnet: managers' rules, its security group, its routes, the way to the next hop, and the
firewall if the routes lead there, with what becomes of a packet behind it. And the way in, with the answer.

Not modelled: the security group at the other end, and what a gateway of the subnet's own network has learned.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from . import addresses, admin_rules, beyond, endpoint_policies, flows, special, threats
from .classic import flow
from .flows import Flow, Verdict
from .policies import policy_flow
from .reach import Place, reaches
from .resolution import Names
from .routes import next_hop
from .security_groups import Space, security_group
from .truth import Truth

APPLIANCES, GATEWAY = ("virtualappliance", "virtualapplianceecmp"), "virtualnetworkgateway"
CLUSTERS = "microsoft.kusto/clusters"
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
    private: tuple = ()  # the private endpoints to which it has routes
    subnet: dict | None = None  # its own document, which says whether it is a private one
    names: Names | None = None  # who answers; None: names have the addresses that the truth says
    exit: beyond.Exit | None = None  # what is behind the firewall; None: nobody asks
    truth: Truth = Truth()


class Trip(NamedTuple):
    passes: bool
    # Who decided: "resolution" (the name has no address), "platform", "admin rule", "security group", "route",
    # "endpoint policy", "endpoint" (a private one that carries nothing), "private subnet", "next hop" (nobody gets
    # there), "gateway", "appliance" (another one stands there, or nobody), "firewall", "beyond" (something behind the
    # firewall, which has let it pass); "direct": it passes without the firewall.
    where: str
    # The rule of manager or security group, the Hop, or what the firewall's verdict or the way behind it names.
    by: object = None

    @property
    def is_let_through(self):
        """Whether it passes as far as rules and ways to the firewall decide, whatever is behind that."""
        return self.passes or self.where == "beyond"


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
    before = _before_hops(world, hop, kind, fqdn, address)
    if before:
        return before
    if kind in APPLIANCES and world.place and not reaches(world.place, hop.address):
        return Trip(False, "next hop", hop)
    if _is_firewall(world, kind, hop):
        return _by_firewall(world, source, port=port, protocol=protocol, fqdn=fqdn, address=address, tag=tag)
    if world.truth.appliances is not None and (kind in APPLIANCES or hop.address):
        return Trip(world.truth.appliances.get(hop.address, False), "appliance", hop)
    if kind == GATEWAY and world.truth.gateway_passes is not None:
        return Trip(world.truth.gateway_passes, "gateway", hop)
    raise ValueError(f"what happens at {hop} is unknown")


def _before_hops(world, hop, kind, fqdn, address):
    """The end of the trip where no appliance or gateway stands on the way, or None."""
    if kind == "none":
        return Trip(False, "route", hop)
    if kind == "virtualnetworkserviceendpoint" and not _admitted(world, fqdn, address):
        return Trip(False, "endpoint policy", hop)
    if kind == "interfaceendpoint":
        endpoint = next(one for one in world.private if one.address == address)
        carried = not world.place or reaches(world.place, address, forwarded=False)
        return Trip(True, "direct", hop) if endpoint.connected and carried else Trip(False, "endpoint", hop)
    if kind == "internet" and _is_kept_in(world):
        return Trip(False, "private subnet", hop)
    return Trip(True, "direct", hop) if kind in PASSING else None


def _is_kept_in(world):
    """Whether nothing gives the subnet a way out to the internet.

    Microsoft Learn, virtual-network/ip-services/default-outbound-access (2026-01-30): a private subnet needs a NAT
    gateway or the like, and there is none for subnets that are delegated to a service. Of a service in a subnet that is
    not delegated to it nobody has shown what holds.
    """
    properties = (world.subnet or {}).get("properties") or {}
    if properties.get("defaultOutboundAccess") is not False or properties.get("natGateway"):
        return False
    services = [one["properties"]["serviceName"].lower() for one in properties.get("delegations") or []]
    return CLUSTERS not in services and world.truth.said("private_subnets_stop")


def _by_firewall(world, source, **asked):
    """What the rules say; and where they let pass, what is behind them."""
    verdict = through(world, source, **asked)
    if not verdict.allowed or world.exit is None:
        return Trip(verdict.allowed, "firewall", verdict.by)
    going = _flow(source, {**asked, "ip_groups": world.ip_groups, "truth": world.truth})
    if verdict.how == flows.RESOLVED:
        found = world.names.of_firewall(world.firewall, asked["fqdn"])
        if not found:
            return Trip(False, "resolution", verdict.by)
        going = beyond.at(going, found[0])
    end = beyond.end(world, _policies(world), going, verdict.how)
    return Trip(end.passes, "beyond", end.by) if end else Trip(True, "firewall", verdict.by)


def _is_firewall(world, kind, hop):
    """By its address, or because the virtual hub, which is the gateway of its spokes, hands everything to it."""
    if kind == GATEWAY:
        return bool(hop.address) and hop.address.lower() == (world.firewall or {}).get("id", "").lower()
    return kind in APPLIANCES and hop.address == _private_address(world.firewall)


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
        private=world.private,
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
    if world.names:
        asked["resolve"] = partial(world.names.of_firewall, world.firewall)
    policy = world.firewall["properties"].get("firewallPolicy")
    if threats.stops(world.firewall, _policies(world), _flow(source, asked)):
        return Verdict(False, "threat intelligence")
    if not policy:
        return flow(world.firewall, source, **asked)
    own = (world.chain[-1][0] if world.chain else {}).get("id", "")
    if own and own.lower() != policy["id"].lower():
        raise ValueError(f"the firewall has the policy {policy['id']}, and the chain ends with {own}")
    basic = str((world.firewall["properties"].get("sku") or {}).get("tier")).lower() == "basic"
    return policy_flow(world.chain, source, basic=basic, **asked)


def _policies(world):
    return [policy for policy, _groups in world.chain] if world.firewall["properties"].get("firewallPolicy") else []


def _flow(source, asked):
    more = {name: value for name, value in asked.items() if name not in ("port", "protocol")}
    return flows.asked(source, asked["port"], asked.get("protocol", "Https"), more)
