# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a flow's addresses lie: in prefixes, in service tags.

The documentation of the cluster's security group says which tag holds which of its dependencies (Storage, EventHub,
AzureMonitor, AzureActiveDirectory, AzureKeyVault); beyond that a name says nothing about its addresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from ..documents import networks, route_tables, subnets
from ..documents.routes import DEFAULT_PREFIX, MANAGEMENT_TAG
from ..values import addresses, hosts, regions
from ..values.addresses import Block, Coverage
from ..values.words import Word
from .flows import Flow
from .matches import NO, YES, Cause, Match, fact, maybe, some


class Tag(Word):
    """The service tags that are no service's, in lower case."""

    INTERNET = "internet"
    VIRTUAL_NETWORK = "virtualnetwork"
    LOAD_BALANCER = "azureloadbalancer"


MANAGEMENT, HEALTH_MONITORING = "Management", "HealthMonitoring"  # categories of the documented addresses
EVENT_HUB = "eventhub"
_CLOUD = "azurecloud"  # every public address of Azure's, so it overlaps every other tag
# The same in every region and cloud ("What is IP address 168.63.129.16?" in Azure's documentation).
_BALANCER_ADDRESS = "168.63.129.16/32"
_TAG_OF_CATEGORY = {
    "AzureStorage": "storage",
    "AzureKeyVault": "azurekeyvault",
    "AzureActiveDirectory": "azureactivedirectory",
    "AzureMonitor": "azuremonitor",
    MANAGEMENT: MANAGEMENT_TAG.lower(),
    HEALTH_MONITORING: "none",  # no tag covers these addresses
}
# The endings of a service's names in each cloud (the developers' guides of Azure Government and of Azure in China).
_ENDINGS = {
    EVENT_HUB: ("servicebus.windows.net", "servicebus.usgovcloudapi.net", "servicebus.chinacloudapi.cn"),
    "azurekeyvault": ("vault.azure.net", "vault.usgovcloudapi.net", "vault.azure.cn"),
    "storage": tuple(
        f"{kind}.core.{cloud}"
        for kind in ("blob", "queue", "table", "dfs")
        for cloud in ("windows.net", "usgovcloudapi.net", "chinacloudapi.cn")
    ),
}
# Tags that hold none but the names whose documentation says so: it asks for rules to the first two and for its names
# besides.
_OF_NO_OTHER_NAMES = (
    "azuremonitor",
    EVENT_HUB,
)
# The platform's own link-local services ("Virtual network service tags").
_OF_THE_PLATFORM = (Tag.LOAD_BALANCER, "azureplatformdns", "azureplatformimds", "azureplatformlkm")
_ALL = {block.version: block for block in addresses.EVERYTHING}


@dataclass(frozen=True)
class Places:
    """What is known of places: `tags` are the prefixes of service tags, lower-case names, None when none were read.

    `virtual_network` are the prefixes of the subnet's network and its peers, which service tag VirtualNetwork holds;
    `routed` those of routes, which it may hold besides.
    """

    tags: Mapping[str, tuple[str, ...]] | None = None
    virtual_network: tuple[str, ...] = field(default=())
    routed: tuple[str, ...] = field(default=())

    @cached_property
    def told(self) -> dict[Any, Match]:
        """What rules were found to say here that say the same of all names."""
        return {}

    def prefixes(self, tag: str) -> tuple[Block, ...] | None:
        """The addresses of a tag; None when they were not read."""
        if tag.lower() == Tag.LOAD_BALANCER:
            return addresses.joined((_BALANCER_ADDRESS,))
        known = (self.tags or {}).get(tag.lower())
        return None if known is None else addresses.joined(known)


def around(
    subnet: Mapping[str, Any] | None,
    network: Mapping[str, Any] | None,
    table: Mapping[str, Any] | None,
    tags: Mapping[str, tuple[str, ...]] | None,
) -> Places:
    """The places around a subnet, read off its documents; of a network that could not be read, the subnet."""
    own = networks.prefixes(network) or tuple(subnets.prefixes(subnet or {}))
    peers = networks.peer_prefixes(network, open_only=True)
    written = tuple(route.prefix for route in route_tables.table_routes(table))
    learned = (DEFAULT_PREFIX,) if network is None or networks.has_gateway(network) else ()
    return Places(tags, (*own, *peers), (*written, *learned))


def with_route(places: Places, prefix: str) -> Places:
    """The same places with one more route."""
    return replace(places, routed=(*places.routed, prefix))


def in_virtual_network(flow: Flow, places: Places) -> Match:
    """Whether the destination lies in service tag VirtualNetwork. Beside the network and its peers that holds what a
    gateway leads to, which nobody can read here, and the prefixes of user routes, perhaps even a default one
    (documentation of service tags; reported for default routes to an appliance).
    """
    told = within(flow, places.virtual_network, places)
    perhaps = is_private(flow) or within(flow, places.routed, places).sure is not False
    if told.sure is not False or not perhaps:
        return told
    return maybe(
        Cause.SERVICE_TAG,
        f"whether service tag VirtualNetwork holds {flow.subject}, by a route or a gateway, is not known",
    )


def is_private(flow: Flow) -> bool:
    """True when a known address of the destination is private."""
    return any(addresses.is_private(block) for address in flow.addresses for block in addresses.parse(address))


def within(flow: Flow, entries: Iterable[str], places: Places, *, allows: bool = False) -> Match:
    """Whether the destination lies in any of these prefixes or service tags, which a rule `allows` or not."""
    prefixes, tags = _parted(tuple(entries))
    lies = _in_blocks(flow, prefixes, places)
    return some((lies, *(in_tag(flow, tag, places, allows=allows) for tag in tags))) if tags else lies


@lru_cache(maxsize=16384)
def _parted(entries: tuple[str, ...]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The prefixes among these, and the service tags."""
    tags = tuple(text for text in entries if not addresses.parse(text))
    return addresses.joined(text for text in entries if addresses.parse(text)), tags


def in_tag(flow: Flow, tag: str, places: Places, *, allows: bool = False) -> Match:
    """Whether the destination lies in a service tag, which addresses and prefixes that were read tell.

    The documentation says which tag lets which names pass: that is believed of a rule that allows it. It does not say
    that a name lies in no other tag, nor that all of its addresses lie in this one, so it proves nothing about a rule
    that denies a tag.
    """
    known, key = places.prefixes(tag), tag.lower()
    if known is not None and (flow.addresses or (flow.tag and places.prefixes(flow.tag) is not None)):
        return _in_blocks(flow, known, places)
    if key in _OF_THE_PLATFORM or (key != Tag.VIRTUAL_NETWORK and _is_nameless(flow)):
        return NO
    if flow.tag and flow.tag.lower() == key:
        return YES
    if allows:
        return _as_documented(flow, tag)
    return maybe(Cause.SERVICE_TAG, f"whether {flow.subject} lies in service tag {tag} is not known")


def _is_nameless(flow: Flow) -> bool:
    """True when no address of the destination is public, as those of every service are."""
    blocks = addresses.joined(flow.addresses)
    return bool(blocks) and all(map(addresses.is_nameless, blocks))


def _as_documented(flow: Flow, tag: str) -> Match:
    """Tags of different services are taken to share no address; AzureCloud and regional ones may hold a part."""
    own, key = flow.tag.lower() if flow.tag else _documented_tag(flow), tag.lower()
    if flow.region and own == key.partition(".")[0] and regions.of_tag(tag):
        return _in_region(flow, tag)
    if own is None and flow.fqdn and key.partition(".")[0] in _OF_NO_OTHER_NAMES and not may_hold(flow, key):
        return NO
    if own is None or key.startswith(f"{own}.") or key.partition(".")[0] == _CLOUD:
        return maybe(Cause.SERVICE_TAG, f"whether all of {flow.subject} lies in service tag {tag} is not known")
    return fact(own == key or own.startswith(f"{key}."))


def _in_region(flow: Flow, tag: str) -> Match:
    """Whether a resource is in the region of its service's tag; where it is in another, it may have moved or be served
    from both.
    """
    if flow.region == regions.of_tag(tag):
        return YES
    return maybe(Cause.SERVICE_TAG, f"whether all of {flow.subject} lies in service tag {tag} is not known")


def is_led(flow: Flow, tag: str, places: Places) -> Match:
    """Whether a route or an endpoint for a service tag takes a destination: what is paired with it goes there. Names of
    Service Bus and of relays end as those of Event Hubs do.
    """
    found = in_tag(flow, tag, places, allows=True)
    if found.sure and flow.fqdn and not flow.addresses and tag.lower().partition(".")[0] == EVENT_HUB:
        return maybe(Cause.SERVICE_TAG, f"whether {flow.fqdn} is a name of Event Hubs is not known")
    return found


def may_hold(flow: Flow, tag: str) -> bool:
    """True when some of the names below a wildcard lie in a service tag: `*.core.windows.net` has names of Storage."""
    name = flow.fqdn or ""
    return hosts.is_wildcard(name) and any(_ends(ending, _base(name)) for ending in _ENDINGS.get(tag, ()))


def _documented_tag(flow: Flow) -> str | None:
    if flow.category in _TAG_OF_CATEGORY:
        return _TAG_OF_CATEGORY[flow.category]
    base = _base(flow.fqdn or "")
    return next((tag for tag, endings in _ENDINGS.items() if any(_ends(base, one) for one in endings)), None)


def _base(name: str) -> str:
    """What a wildcard's names end with."""
    return name.lstrip("*.")


def _ends(name: str, ending: str) -> bool:
    """Whether a name is the ending, or lies below it."""
    return f".{name}".endswith(f".{ending}")


def _in_blocks(flow: Flow, blocks: tuple[Block, ...], places: Places) -> Match:
    own = _own_blocks(flow, places)
    if not flow.addresses:
        blocks = tuple(block for block in blocks if block.version == flow.version)
        own = own and tuple(block for block in own if block.version == flow.version)
        if addresses.share(_ALL[flow.version], blocks) == Coverage.ALL:
            return YES
    if not blocks:
        return NO
    if own is None:
        return _unknown(flow, blocks)
    shares = {addresses.share(block, blocks) for block in own}
    if len(shares) == 1 and shares != {addresses.Coverage.PART}:
        return fact(shares == {Coverage.ALL})
    return maybe(Cause.RESOLVED_ADDRESS, f"only a part of {flow.subject} lies there")


def _own_blocks(flow: Flow, places: Places) -> tuple[Block, ...] | None:
    if flow.addresses:
        return addresses.joined(flow.addresses)
    return places.prefixes(flow.tag) if flow.tag else None


def _unknown(flow: Flow, blocks: Iterable[Block]) -> Match:
    """A public name does not resolve to a private address, as long as no private zone says so."""
    public = next((block for block in blocks if not addresses.is_nameless(block)), None)
    if public is None:
        return NO
    return maybe(Cause.RESOLVED_ADDRESS, f"whether {flow.subject} resolves into {public} is not known")
