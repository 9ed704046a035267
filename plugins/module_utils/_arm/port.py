# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure as the safe order sees it: where it reads, writes, looks and waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from .._plan.documents import backups, network_membership, outbound_access, text
from .._plan.documents.clusters import Cluster
from .._plan.documents.service_tags import Prefixes
from .._plan.evidence.request import Wanted
from .._plan.evidence.stores import Logs
from .._plan.fleet.fleet import Asked, Member, Read, Writing
from .._plan.leaving import writes as leaving_writes
from .._plan.leaving.plans import Plan as LeavingPlan
from .._plan.leaving.request import Asked as AskedToLeave
from .._plan.lockdown.returning import WayBack
from .._plan.outbound import writes
from .._plan.outbound.plans import Plan as AccessPlan
from .._plan.outbound.request import Asked as AskedAccess
from .._plan.outbound.seen import Seen
from .._plan.values.change import Change, Document, Outcome
from .._plan.values.errors import PlanError
from .._plan.values.resource_ids import ResourceId
from .._plan.verdict.landscape import Besides, Landscape
from .login.session import Session
from .read import access, besides, fleet, leaving, memory, reader, way_back
from .read.logs import FirewallLogs
from .wire import in_parallel
from .wire.errors import ArmError
from .wire.patience import Patience
from .write import clusters, shared_resources
from .write.resource import Resource

Item = TypeVar("Item")
Result = TypeVar("Result")


class Reconcile(Protocol):
    """Brings a slice of a resource to what a change says, with whatever else goes with a write."""

    def __call__(
        self,
        resource: Resource,
        change: Change,
        view: Callable[[Document | None], Any],
        *,
        also: Iterable[ResourceId] = (),
        ours: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """Return the outcome."""


class Way:
    """One login and one deadline, and how a write goes."""

    def __init__(self, session: Session, patience: Patience, reconcile: Reconcile) -> None:
        self._session, self._patience, self._reconcile = session, patience, reconcile

    def _send(self, write: shared_resources.Write) -> Outcome:
        return self._reconcile(write.resource, write.change, write.view, also=write.also, ours=write.ours)

    def together(self, call: Callable[[Item], Result], items: Iterable[Item]) -> Any:
        """Do this for every item, several at a time."""
        return in_parallel.each(call, items)

    def pace(self, seconds: float) -> Callable[[str], bool]:
        """Return what pauses, within so many seconds and the deadline."""
        patience = self._patience.within(seconds)
        return lambda what: patience.wait(what=what)


class Azure(Way):
    """Azure for a lock-down. `service_tags` says whether their prefixes are read for a check, or has them; `diagnose`
    says whether the service itself is asked.
    """

    def __init__(
        self,
        session: Session,
        patience: Patience,
        reconcile: Reconcile,
        *,
        steps: frozenset[str],
        service_tags: bool | Prefixes,
        diagnose: bool,
    ) -> None:
        super().__init__(session, patience, reconcile)
        self._lists = memory.of(session)  # what no run writes, and is the same for all clusters
        self._steps, self._service_tags, self._diagnose = steps, service_tags, diagnose

    def read(self, asked: Sequence[Asked]) -> list[tuple[Read, None] | tuple[None, ArmError | PlanError]]:
        """Read and plan every cluster; each document is read once, whoever asks."""
        return fleet.read(
            self._session,
            self._patience,
            asked,
            steps=self._steps,
            service_tags=self._service_tags,
            lists=self._lists,
        )

    def look(self, members: Sequence[Member]) -> list[tuple[Landscape, None] | tuple[None, ArmError | PlanError]]:
        """Read anew whatever decides a verdict; each document once for all of them."""
        return fleet.look(
            self._session,
            self._patience,
            members,
            steps=self._steps,
            service_tags=self._service_tags,
            lists=self._lists,
        )

    def cluster(self, member: Member) -> Cluster | None:
        """Read the cluster itself anew; None for one that is gone."""
        return reader.cluster(self._session, self._patience, member.id)

    def way_back(self, member: Member) -> WayBack:
        """Read anew the cluster itself, and what it would return to."""
        return way_back.again(self._session, self._patience, member.id)

    def look_aside(self, member: Member, landscape: Landscape) -> Besides:
        """Read what decides no verdict and is worth knowing."""
        asks = self._diagnose and landscape.is_injected and landscape.cluster is not None
        return besides.read(
            self._session,
            self._patience,
            landscape,
            lists=self._lists,
            names=[one.fqdn for one in member.plan.dependencies if one.fqdn],
            subnet=landscape.subnet_id,
            diagnosed=landscape.cluster_id if asks else None,
        )

    def logs(self, firewall: ResourceId, sources: Sequence[str], wanted: Wanted) -> Logs:
        """Ask the logs of a firewall about all that comes from these sources."""
        return FirewallLogs(self._session, self._patience, firewall, sources, wanted).read()

    def write(self, writing: Writing) -> Outcome:
        """Bring one resource to what these clusters want."""
        return self._send(shared_resources.of(self._session, self._patience, writing))

    def take_back(self, writing: Writing, outcome: Outcome) -> None:
        """Put a resource back as it stood; raise PlanError where somebody has written since."""
        self._send(shared_resources.back(self._session, self._patience, writing, outcome))

    def texts(self, writing: Writing, outcome: Outcome) -> tuple[str, str]:
        """Our slice before and after as lines, for a diff."""
        shown = shared_resources.of(self._session, self._patience, writing).shown
        return shown(outcome.before), shown(outcome.after)


class AzureAccess(Way):
    """Azure for the outbound access that clusters restrict themselves."""

    def read(self, asked: Sequence[AskedAccess]) -> list[tuple[AccessPlan, None] | tuple[None, ArmError | PlanError]]:
        """Read and plan every cluster."""
        return access.read(self._session, self._patience, asked)

    def look(self, plan: AccessPlan) -> Seen:
        """Read anew what a write has changed."""
        return access.again(self._session, self._patience, plan)

    def validate(self, plan: AccessPlan) -> Mapping[str, str]:
        """Have the service validate every data connection."""
        return access.validations(self._session, self._patience, plan.id)

    def write(self, writing: writes.Writing) -> Outcome:
        """Bring the outbound access of one cluster to what is wanted."""
        mends = writing.stage in (writes.Stage.BACK, writes.Stage.SHUT)
        resource = clusters.outbound(self._session, self._patience, writing.id, mends=mends)
        listed = writing.plan.seen.listed
        ours = backups.of_access(None if listed is None else [one.as_option() for one in listed])
        return self._reconcile(resource, writing.change, outbound_access.view, ours=ours)

    def texts(self, outcome: Outcome) -> tuple[str, str]:
        """The outbound access before and after as lines, for a diff."""
        return text.outbound_access(outcome.before), text.outbound_access(outcome.after)


class AzureLeaving(Way):
    """Azure for clusters that leave their networks."""

    def read(self, asked: Sequence[AskedToLeave]) -> list[tuple[LeavingPlan, None] | tuple[None, ArmError | PlanError]]:
        """Read and plan every cluster."""
        return leaving.read(self._session, self._patience, asked)

    def look(self, plan: LeavingPlan) -> Document:
        """Read the cluster anew, once nothing is running on it."""
        return leaving.look(self._session, self._patience, plan)

    def validate(self, plan: LeavingPlan) -> Mapping[str, str]:
        """Have the service validate every data connection."""
        return access.validations(self._session, self._patience, plan.id)

    def write(self, writing: leaving_writes.Writing) -> Outcome:
        """Bring one cluster out of its network."""
        resource = clusters.network(self._session, self._patience, writing.id)
        return self._reconcile(resource, writing.change, network_membership.view, ours=backups.of_network())

    def texts(self, outcome: Outcome) -> tuple[str, str]:
        """The network before and after as lines, for a diff."""
        return text.network(outcome.before), text.network(outcome.after)
