# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One face of what rules are kept in: a classic firewall itself, or a rule collection group of a policy.

Nobody else asks which of the two it is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..values import resource_ids
from ..values.resource_ids import ResourceId
from . import firewalls, policies
from .limits import Excess
from .policies import GroupOptions, Policy
from .rule_collections import Collection
from .rule_ownership import Ownership

Document = Mapping[str, Any]


@dataclass(frozen=True)
class RuleHolder(ABC):
    """What rules are kept in; `document` is None where it is not there."""

    document: Document | None

    @property
    @abstractmethod
    def is_missing(self) -> bool:
        """True where nothing is there that could take rules."""

    @abstractmethod
    def owned(self, ownership: Ownership) -> list[Collection]:
        """Our collections with their rules."""

    @abstractmethod
    def view(self, ownership: Ownership) -> Any:
        """Our slice as users see it; None where there is no document."""

    @abstractmethod
    def present(self, wanted: Sequence[Collection], ownership: Ownership, options: GroupOptions) -> dict[str, Any]:
        """The document with these collections; raise PlanError for what stands against them."""

    @abstractmethod
    def crowded(self, after: Document) -> list[Excess]:
        """What Azure may refuse of this document in the place of the one that is there."""

    @abstractmethod
    def absent(self, ownership: Ownership, *, remove_empty: bool = True) -> dict[str, Any] | None:
        """The document without our collections; None for a group that is empty then and is to go."""

    @abstractmethod
    def require_writable(self) -> None:
        """Raise PlanError for what only Azure may write."""


@dataclass(frozen=True)
class ClassicFirewall(RuleHolder):
    """A firewall that keeps its rules in its own document."""

    @property
    def is_missing(self) -> bool:
        """True where nothing is there that could take rules."""
        return self.document is None

    def owned(self, ownership: Ownership) -> list[Collection]:
        """Our collections with their rules."""
        return firewalls.owned(self.document or {}, ownership)

    def view(self, ownership: Ownership) -> Any:
        """Our slice as users see it; None where there is no firewall."""
        return firewalls.view(self.document, ownership)

    def present(self, wanted: Sequence[Collection], ownership: Ownership, options: GroupOptions) -> dict[str, Any]:
        """The document with these collections; raise PlanError for what stands against them."""
        return firewalls.present(self.document or {}, wanted, ownership, priority_base=options.priority_base)

    def crowded(self, after: Document) -> list[Excess]:
        """What Azure may refuse of this document in the place of the one that is there."""
        return firewalls.crowded(self.document or {}, after)

    def absent(self, ownership: Ownership, *, remove_empty: bool = True) -> dict[str, Any] | None:
        """The document without our collections; a firewall stays, whatever is left in it."""
        return None if self.document is None else firewalls.absent(self.document, ownership)

    def require_writable(self) -> None:
        """Every classic firewall may be written."""


@dataclass(frozen=True)
class RuleCollectionGroup(RuleHolder):
    """A group of the policy that ends the chain; that is empty where there is no such policy, or none could be read."""

    chain: tuple[Policy, ...]

    @property
    def is_missing(self) -> bool:
        """True where nothing is there that could take rules: a group can be made, a policy cannot."""
        return not self.chain

    def owned(self, ownership: Ownership) -> list[Collection]:
        """Our collections with their rules."""
        return policies.owned(self.document, ownership)

    def view(self, ownership: Ownership) -> Any:
        """The group's priority and our slice as users see it; None where there is no group."""
        return policies.view(self.document, ownership)

    def present(self, wanted: Sequence[Collection], ownership: Ownership, options: GroupOptions) -> dict[str, Any]:
        """The document with these collections; raise PlanError for what stands against them."""
        return policies.present(self.document, self.chain, wanted, ownership, options)

    def crowded(self, after: Document) -> list[Excess]:
        """What Azure may refuse of this document in the place of the one that is there."""
        return policies.crowded(self.document, self.chain, after)

    def absent(self, ownership: Ownership, *, remove_empty: bool = True) -> dict[str, Any] | None:
        """The document without our collections, None for a group that is empty then and is to go."""
        return None if self.document is None else policies.absent(self.document, ownership, remove_empty=remove_empty)

    def require_writable(self) -> None:
        """Raise PlanError for a policy that only Azure may write."""
        policies.require_writable(self.chain[-1])


def of_id(id_: ResourceId, document: Document | None, chain: Sequence[Policy] = ()) -> RuleHolder:
    """What has this id; the chain ends with the policy of a group."""
    if id_.type == resource_ids.FIREWALL:
        return ClassicFirewall(document)
    return RuleCollectionGroup(document, tuple(chain))


def with_document(holder: RuleHolder, document: Document | None) -> RuleHolder:
    """The same with another document."""
    return replace(holder, document=document or None)
