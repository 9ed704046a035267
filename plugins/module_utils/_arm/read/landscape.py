# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read everything that decides whether a cluster's traffic passes; never write.

A firewall must be readable. What else is missing or forbidden is told, and leaves open what it would have decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from ..._plan.documents import firewalls, subnets
from ..._plan.documents import service_tags as prefixes
from ..._plan.documents.policies import Policy
from ..._plan.values import resource_ids
from ..._plan.values.resource_ids import ResourceId
from ..._plan.verdict.landscape import Landscape
from ..login.session import Session
from ..wire.errors import ArmError
from ..wire.patience import Patience
from . import policy_chain, service_tags

_GROUP_FIELDS = ("sourceIpGroups", "destinationIpGroups")
Result = TypeVar("Result")


def read(
    session: Session,
    patience: Patience,
    *,
    firewall: ResourceId | None,
    subnet: ResourceId | None,
    appliance: str | None = None,
    group: ResourceId | None = None,
    cluster: str = "",
    injected: bool = True,
    own_subnet: str | None = None,
    service_tags_of: str | None = None,
) -> Landscape:
    """Return the documents around a subnet and a firewall, or an appliance in its place; `service_tags_of` is a region
    whose tags are read, too, `group` the rule collection group that holds our rules, `own_subnet` what the
    cluster itself names as its subnet.
    """
    reader = _Reader(session, patience)
    document = reader.document(firewall) or {}
    chain = reader.chain(document)
    inside = reader.document(subnet)
    properties = (inside or {}).get("properties") or {}
    return Landscape(
        firewall_id=firewall,
        firewall=document,
        appliance=appliance,
        chain=chain,
        group_id=group,
        ip_groups=reader.ip_groups(_named_groups([document, *(group for policy in chain for group in policy.groups)])),
        cluster=cluster,
        injected=injected,
        own_subnet=own_subnet,
        subnet=inside,
        virtual_network=reader.optional("virtual_network", subnet.parent if subnet else None),
        security_group=reader.referenced("security_group", properties.get("networkSecurityGroup")),
        route_table=reader.referenced("route_table", {"id": subnets.route_table_id(inside)}),
        service_tags=reader.service_tags(firewall or subnet, service_tags_of),
        unread=reader.unread,
    )


class _Reader:
    """Reads within one deadline and remembers what could not be read."""

    def __init__(self, session: Session, patience: Patience) -> None:
        self._session, self._patience = session, patience
        self.unread: dict[str, str] = {}

    def document(self, id_: ResourceId | None) -> dict[str, Any] | None:
        """Return a document that must be there."""
        if id_ is None:
            return None
        return self._patience.read(lambda: self._session.network.read(id_)).document

    def optional(self, field: str, id_: ResourceId | None) -> dict[str, Any] | None:
        """Return a document, or None and a note under the field it decides."""
        if id_ is None:
            return None
        return self._optional(field, id_.described(), lambda: self._session.network.read(id_).document)

    def _optional(self, field: str, what: str, call: Callable[[], Result]) -> Result | None:
        try:
            return self._patience.read(call)
        except ArmError as error:
            if error.status not in (403, 404):
                raise
            self.unread[field] = f"{_capital(what)} could not be read ({error.code or error.status})"
            return None

    def referenced(self, field: str, reference: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """Return the document another one refers to by `{id}`."""
        found = (reference or {}).get("id")
        return self.optional(field, resource_ids.parse(str(found))) if found else None

    def chain(self, firewall: Mapping[str, Any]) -> tuple[Policy, ...]:
        """Return the firewall's policy and its parents, the root first."""
        own = firewalls.policy_id(firewall)
        return policy_chain.chain(resource_ids.parse(own) if own else None, self._policy)

    def _policy(self, id_: ResourceId) -> Policy | None:
        return self._optional("chain", id_.described(), lambda: policy_chain.policy(self._session, id_))

    def ip_groups(self, ids: Iterable[str]) -> dict[str, tuple[str, ...] | None]:
        """Return the addresses of IP groups by the key of their id, None for one that cannot be read."""
        read: dict[str, tuple[str, ...] | None] = {}
        for id_ in ids:
            key = resource_ids.key(id_)
            if key not in read:
                document = self.referenced(f"ip_group {id_}", {"id": id_})
                addresses = ((document or {}).get("properties") or {}).get("ipAddresses") or ()
                read[key] = None if document is None else tuple(str(address) for address in addresses)
        return read

    def service_tags(self, near: ResourceId | None, region: str | None) -> dict[str, tuple[str, ...]] | None:
        """Return the prefixes of all service tags by lower-case name, as the region and a subscription see them."""
        if region is None or near is None:
            return None
        document = self._optional(
            "service_tags",
            f"service tags of {region}",
            lambda: service_tags.read(self._session.http, near.subscription, region),
        )
        return None if document is None else prefixes.by_tag(document["values"])


def _named_groups(documents: Iterable[Mapping[str, Any]]) -> list[str]:
    """Every IP group that a rule in these documents names."""
    found: list[str] = []
    for document in documents:
        properties = document.get("properties") or {}
        lists = ("applicationRuleCollections", "networkRuleCollections", "ruleCollections")
        for collection in (item for name in lists for item in properties.get(name) or ()):
            rules = collection.get("rules") or (collection.get("properties") or {}).get("rules") or ()
            found += [str(id_) for rule in rules for field in _GROUP_FIELDS for id_ in rule.get(field) or ()]
    return found


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
