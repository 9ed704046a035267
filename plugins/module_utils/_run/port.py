# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the order asks of the world: a handful of calls, which Azure answers in a run and thirty lines in a test."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from .._plan.documents.clusters import Cluster
from .._plan.evidence.request import Wanted
from .._plan.evidence.stores import Logs
from .._plan.fleet.fleet import Asked, Member, Read, Writing
from .._plan.lockdown.approval import Part, Slice
from .._plan.lockdown.returning import WayBack
from .._plan.values.change import Document, Outcome
from .._plan.values.resource_ids import ResourceId
from .._plan.verdict.landscape import Besides, Landscape

Item = TypeVar("Item")
Result = TypeVar("Result")
# In the order of what was asked: the answer and None, or None and the error it ended with.
Answers = list[tuple[Result, None] | tuple[None, Exception]]


@dataclass(frozen=True)
class Failure:
    """Why something failed, as a sentence and a code; `sent` when a write had been sent and may have taken effect, and
    `original` then is the document that stood there before, None where that is not known; `refused` when Azure said no
    to what was asked for, so that nothing of it was done.
    """

    text: str
    code: str = ""
    sent: bool = False
    refused: bool = False
    original: Document | None = None


class Planned(Protocol):
    """A cluster with what its plan writes."""

    @property
    def id(self) -> ResourceId:
        """The cluster."""

    @property
    def slices(self) -> Mapping[Part, Slice]:
        """What the plan writes, by its kind."""


class Written(Protocol):
    """One write of one resource, for one or several clusters."""

    @property
    def part(self) -> Part:
        """The kind of slice that is written."""

    @property
    def id(self) -> ResourceId:
        """The resource."""

    @property
    def members(self) -> Sequence[Planned]:
        """The clusters that it is for."""


One = TypeVar("One", bound=Written)
_Sent_contra = TypeVar("_Sent_contra", bound=Written, contravariant=True)


class World(Protocol[_Sent_contra]):
    """Where an order writes, waits and tells, whatever it is about."""

    check_mode: bool

    def write(self, writing: _Sent_contra) -> Outcome:
        """Bring one resource to what these clusters want, or in check mode tell what would come of it."""

    def shown(self, writing: _Sent_contra, outcome: Outcome) -> dict[str, str]:
        """The diff of a write."""

    def together(self, call: Callable[[Item], Result], items: Iterable[Item]) -> Answers[Result]:
        """Do this for every item, several at a time; the only place where an error of the world is caught."""

    def tell(self, line: str, *, is_news: bool = True) -> None:
        """Show a line while the run goes on; what is no news only where nothing has been shown for a while."""

    def explain(self, error: Exception) -> Failure:
        """Put an error into words."""


class Port(World[Writing], Protocol):
    """The world of a lock-down. Only `read` and `look` answer for many at once."""

    def read(self, asked: Sequence[Asked]) -> Answers[Read]:
        """Read and plan every cluster, each on its own."""

    def look(self, members: Sequence[Member]) -> Answers[Landscape]:
        """Read anew, for every cluster, each document that decides a verdict about it."""

    def cluster(self, member: Member) -> Cluster | None:
        """Read the cluster itself anew; None for one that is gone."""

    def way_back(self, member: Member) -> WayBack:
        """Read anew the cluster itself, and what it would return to."""

    def look_aside(self, member: Member, landscape: Landscape) -> Besides:
        """Read what decides no verdict and is worth knowing."""

    def logs(self, firewall: ResourceId, sources: Sequence[str], wanted: Wanted) -> Logs:
        """Ask the logs of a firewall about all that comes from these sources; what cannot be read is in the answer."""

    def pace(self, seconds: float) -> Callable[[str], bool]:
        """Return what pauses before another look, given what is waited for, and says no after so many seconds."""

    def take_back(self, writing: Writing, outcome: Outcome) -> None:
        """Put a resource back as it stood before our write; raise where somebody has written since."""
