# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was read of a cluster before anything about its outbound access is decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from ..callouts import policies
from ..callouts.commands import Command, Question, Shown
from ..callouts.policies import PREDEFINED, Access, Policy, Restriction
from ..documents import clusters
from ..documents.clusters import Cluster
from ..needs.data_sources import DataSources
from ..values.change import Document
from ..values.resource_ids import ResourceId


@dataclass(frozen=True)
class Seen:
    """One cluster. `listed` is what `listCalloutPolicies` answers, None where it could not be read, and `why_unlisted`
    says why; `shown` is what the cluster itself says, None where it was not asked. `api_version` is the one that its
    document was read with.
    """

    id: ResourceId
    document: Document
    sources: DataSources
    listed: tuple[Policy, ...] | None = None
    why_unlisted: str = ""
    shown: Shown | None = None
    api_version: str = ""

    @cached_property
    def cluster(self) -> Cluster:
        """The cluster's document, as far as others read it as well."""
        return clusters.from_arm(self.document)

    @cached_property
    def restriction(self) -> Restriction:
        """What restricts the cluster's callouts now."""
        return self._with_built_in(
            policies.restriction(self.document.get("properties") or {}, self.shown.in_force if self.shown else None)
        )

    @property
    def unread_uses(self) -> dict[str, str]:
        """Why the cluster did not say all that its queries use, by what it was asked; empty where it was not asked."""
        unread = self.shown.unread if self.shown else {}
        return {what: why for what, why in unread.items() if what != self._question}

    @property
    def unread_policies(self) -> str:
        """Why it is not known which policies are in force, also by the cluster where it was asked; else empty."""
        return self.why_unlisted or (self.shown.unread.get(self._question, "") if self.shown else "")

    @property
    def _question(self) -> str:
        return str(Question(Command.POLICY, self.id.name))

    @property
    def built_in(self) -> frozenset[tuple[tuple[str, str], str]]:
        """The policies that every cluster has, and those that this one shows as such, each with its access: a Deny with
        the text of a built-in Allow is somebody's own.
        """
        own = self.shown.immutable if self.shown else ()
        return frozenset((one.identity, one.access) for one in (*PREDEFINED, *own))

    @property
    def outside(self) -> tuple[Policy, ...]:
        """Policies in force that are neither built in nor in the document, as the service or the cluster itself
        lists them. The cluster may show allowed names as policies, too, each of which is an Allow.
        """
        own = {(one.identity, one.access) for one in self.restriction.policies}
        shown = (self.shown.in_force if self.shown else None) or ()
        made = [one for one in shown if not (self.restriction.names and one.access == Access.ALLOW)]
        found = dict.fromkeys((*(self.listed or ()), *made))
        return tuple(one for one in found if (one.identity, one.access) not in (self.built_in | own))

    def after(self, document: Document) -> Restriction:
        """What would restrict it with this document. The policies that its own commands show go with the old one."""
        return self._with_built_in(policies.restriction(document.get("properties") or {}))

    def _with_built_in(self, restriction: Restriction) -> Restriction:
        own = self.shown.immutable if self.shown else ()
        return replace(restriction, predefined=tuple(dict.fromkeys((*PREDEFINED, *own))))
