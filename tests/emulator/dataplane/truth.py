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
    # What a name resolves to, for the firewall as for the cluster. None: every name has addresses of its own.
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

    def said(self, field):
        """The value of a field that decides."""
        value = getattr(self, field)
        if value is None:
            raise ValueError(f"nobody said: {field}")
        return value
