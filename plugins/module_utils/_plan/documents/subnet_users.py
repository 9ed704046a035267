# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who uses a subnet, as far as its own document shows, and what of that the clusters known on it do not explain.

Documented of an injected cluster ("Deploy Azure Data Explorer into your virtual network"): it takes one private address
for each machine and two for its internal load balancers, of the engine and of data management, and nothing else belongs
into its subnet. How these appear in the document is shown nowhere. So front ends of load balancers are counted, two for
each cluster; machines of scale sets count as a cluster's as long as there is a set for each of the two services.

An interface by itself is a machine of somebody else where it lies in the subscription of the network; in another one it
may be the service's own, and that is open. Private endpoints are no users in this sense: they begin no connection. In
published documents the configuration of such an interface is named privateEndpointIpConfig.GUID.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..values import resource_ids
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId

_PER_CLUSTER = 2  # load balancers, and at most as many scale sets: engine and data management
_ENDPOINT = "privateendpointipconfig"
_KUSTO = "microsoft.kusto/"
_BALANCER, _SCALE_SET, _INTERFACE = "loadbalancers", "virtualmachinescalesets", "networkinterfaces"
_LINKS = ("serviceAssociationLinks", "resourceNavigationLinks")


@dataclass(frozen=True)
class Unexplained:
    """What no known cluster explains, in words: `others` for certain, `unclear` perhaps."""

    others: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()


def unexplained(document: Mapping[str, Any] | None, clusters: int, subscription: str) -> Unexplained:
    """Compare what a subnet shows with so many known clusters; `subscription` is that of the network."""
    properties = (document or {}).get("properties") or {}
    ids = [str(item.get("id") or "") for item in properties.get("ipConfigurations") or ()]
    parsed = [(text, _parsed(text)) for text in ids]
    known = [found for _text, found in parsed if found]
    balancers, sets = _of_kind(known, _BALANCER), _of_kind(known, _SCALE_SET)
    single = [one for one in _of_kind(known, _INTERFACE) if not one.name.lower().startswith(_ENDPOINT)]
    inside = [one for one in single if one.subscription.lower() == subscription.lower()]
    named = (*_of_kind(known, _BALANCER), *_of_kind(known, _SCALE_SET), *_of_kind(known, _INTERFACE))
    links = [link for name in _LINKS for link in properties.get(name) or ()]
    return Unexplained(
        others=_once(
            *_surplus({resource_ids.key(one) for one in balancers}, clusters, "front ends of load balancers"),
            *(_outermost(one) for one in inside),
            *(_outermost(one) for one in known if one not in named),
            *(f"container profile {_last(item)}" for item in properties.get("ipConfigurationProfiles") or ()),
            *_links(links, is_known=True),
        ),
        unclear=_once(
            *_surplus({resource_ids.key(_root(one)) for one in sets}, clusters, "scale sets"),
            *(_outermost(one) for one in single if one not in inside),
            *(f"'{text}'" for text, found in parsed if found is None),
            *_links(links, is_known=False),
        ),
    )


def _parsed(text: str) -> ResourceId | None:
    try:
        return resource_ids.parse(text)
    except PlanError:
        return None


def _of_kind(ids: Iterable[ResourceId], kind: str) -> list[ResourceId]:
    """Those whose outermost resource is of this kind."""
    return [one for one in ids if one.type.lower().split("/")[1] == kind]


def _root(one: ResourceId) -> ResourceId:
    return ResourceId(one.subscription, one.resource_group, "/".join(one.type.split("/")[:2]), one.names[:1])


def _outermost(one: ResourceId) -> str:
    return _root(one).described()


def _surplus(kinds: set[str], clusters: int, what: str) -> Iterator[str]:
    explained = _PER_CLUSTER * clusters
    if len(kinds) > explained:
        are = "cluster has" if clusters == 1 else f"{clusters} clusters have"
        yield f"{len(kinds)} {what} where the {are} {explained}"


def _links(links: Iterable[Mapping[str, Any]], *, is_known: bool) -> Iterator[str]:
    """Services that say they are in the subnet: those of another kind, or those that do not say which they are."""
    for link in links:
        kind = str((link.get("properties") or {}).get("linkedResourceType") or "")
        if bool(kind) is is_known and not kind.lower().startswith(_KUSTO):
            yield f"a link of {kind}" if kind else f"link {_last(link)}"


def _last(item: Mapping[str, Any]) -> str:
    return str(item.get("name") or str(item.get("id") or "").rpartition("/")[2])


def _once(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
