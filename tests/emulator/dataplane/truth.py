# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is so in Azure and stands in no document that everybody could read.

A world is fully specified when its documents and its truth answer every question. None means that nobody said: where
it decides, the question is refused with ValueError.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Truth:
    # Nothing is left unsaid: what neither a document nor this tells is refused, and not taken for absent.
    whole: bool = False
    # Groups of networks (ids in lower case) that a network manager connects with each other, without any peering.
    connected: frozenset[frozenset[str]] | None = None
    # A peering without allowVirtualNetworkAccess carries nothing; else it only leaves the tag VirtualNetwork.
    access_off_stops: bool | None = None
    # Answers of a firewall enter a spoke only where its peering has allowForwardedTraffic.
    answers_need_forwarding: bool | None = None
    # A route of a spoke may name the address of a firewall in a virtual hub.
    hub_hops_work: bool | None = None
    # Network groups of managers, by id in lower case: the prefixes of their members.
    network_groups: Mapping[str, tuple[str, ...]] | None = None
    # What a name resolves to in public. None: every name has addresses of its own.
    addresses: Mapping[str, tuple[str, ...]] | None = None
    # Names and addresses on the list of threat intelligence.
    threats: frozenset[str] | None = None
    # Host names (wildcards too) behind FQDN tags and web categories.
    fqdn_tags: Mapping[str, tuple[str, ...]] | None = None
    web_categories: Mapping[str, tuple[str, ...]] | None = None
    # The cluster takes the certificates that a firewall makes which looks into TLS.
    trusts_inspection: bool | None = None
    # Host name -> what follows it in the URLs that the cluster asks for.
    paths: Mapping[str, str] | None = None
    # Database server -> (address, port) to which it sends its clients on; a server that is not here does not.
    redirects: Mapping[str, tuple[str, int]] | None = None
    # Id in lower case -> the document that is in force in its place; None: nothing is. Without: what is shown.
    in_force: Mapping[str, dict | None] | None = None
    # Address -> whether the appliance that stands there lets the cluster's traffic pass; nobody stands elsewhere.
    appliances: Mapping[str, bool] | None = None
    # Country of an address, as rules name countries.
    countries: Mapping[str, str] | None = None
    # Selector groups of Kubernetes, by id in lower case: the addresses they select.
    selected: Mapping[str, tuple[str, ...]] | None = None
    # Member that no page knows -> whether what it asks for is so.
    strangers: Mapping[str, bool] | None = None
    # Which of several equal next hops takes the flow, counted round.
    hashed: int | None = None
    # Service in lower case -> the prefixes for which its endpoint has put routes into the subnet.
    endpoint_prefixes: Mapping[str, tuple[str, ...]] | None = None
    # Host name -> id of the resource behind it.
    resources: Mapping[str, str] | None = None
    # Service in lower case -> whether its endpoint carries traffic although it is not Succeeded.
    endpoints_in_force: Mapping[str, bool] | None = None
    # A route for the one address of a private endpoint beats the endpoint's own, though its subnet has no policies.
    host_routes_win: bool | None = None
    # A private subnet keeps the cluster from the internet, although the service's own balancers are in it.
    private_subnets_stop: bool | None = None
    # Name server -> what it answers, by name, in another way than public DNS does; None: it does not answer.
    servers: Mapping[str, Mapping[str, tuple[str, ...]] | None] | None = None
    # Public name -> the name in a private link zone of which it is an alias, as names of resources with endpoints are.
    aliases: Mapping[str, str] | None = None
    # What gateways and route servers have brought into the firewall's network: (prefix, next hop type).
    learned: tuple[tuple[str, str], ...] | None = None
    # A firewall without management addresses goes by a default route of its subnet that leads elsewhere.
    tunnels_without_management: bool | None = None
    # What a gateway takes comes out on the other side and gets to where it was to go.
    gateway_passes: bool | None = None
    # A Basic firewall gets out by its management address where it has no other.
    basic_leaves_by_management: bool | None = None
    # A policy has settings of its parents (SNAT, intrusion detection) where it has none of its own.
    settings_inherited: bool | None = None
    # Ranges that a route server has told a firewall which learns what not to translate.
    learned_ranges: tuple[str, ...] | None = None
    # Names and addresses of which some signature of intrusion detection holds.
    signatures: frozenset[str] | None = None
    # A connection dies whose answers do not come by the firewall.
    answers_need_firewall: bool | None = None
    # A virtual hub without a default route of its own has one from elsewhere, and sends it to a gateway.
    hub_learns_default: bool | None = None

    def said(self, field):
        """The value of a field that decides."""
        value = getattr(self, field)
        if value is None:
            raise ValueError(f"nobody said: {field}")
        return value
