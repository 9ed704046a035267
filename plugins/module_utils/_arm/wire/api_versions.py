# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The api-version of each resource: the newest we know, or the newest of those below it that the cloud has.

A PUT replaces a resource by what its api-version knows of it, so a resource that was read with one version is never
written with an older one; and where the cloud has versions that we do not know, it is asked before a write whether
these show more.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from ..._plan.needs import services
from ..._plan.values.errors import PlanError
from .errors import ArmError

Result = TypeVar("Result")

# Those we are tested with, newest first, whatever the SDK at hand prefers. A cloud that has none of them is not ours.
TESTED = {
    "microsoft.network": (
        "2026-03-01",  # newest both azure-mgmt-network 28.0.0 and 33.1.0 were tried with
        "2026-01-01",
        "2025-07-01",
        "2025-05-01",
        "2025-03-01",
        "2025-01-01",
        "2024-10-01",
        "2024-07-01",
        "2024-05-01",
    ),
    "microsoft.network/privatednszones": ("2024-06-01", "2020-06-01"),
    "microsoft.kusto": services.DATA_EXPLORER.versions,
    # Read only, and no more than the names and the network settings of what a cluster reads from.
    "microsoft.eventhub": ("2024-01-01", "2021-11-01"),
    "microsoft.devices": ("2023-06-30", "2021-07-02"),
    "microsoft.storage": ("2024-01-01", "2023-05-01", "2022-09-01"),
    "microsoft.documentdb": ("2024-11-15", "2024-05-15", "2023-11-15"),
    "microsoft.keyvault": ("2023-07-01", "2022-07-01"),
    # Read only: where a firewall sends its logs, and the workspaces they are in.
    "microsoft.insights/diagnosticsettings": ("2021-05-01-preview",),  # the one in Microsoft's own pages
    "microsoft.insights/logs": ("2018-03-01-preview",),
    "microsoft.operationalinsights": ("2025-07-01", "2023-09-01", "2022-10-01"),
    "microsoft.operationalinsights/workspaces/query": ("2017-10-01",),
    "microsoft.resources": ("2021-04-01",),  # read only: subscriptions, and the location of resource groups
    "microsoft.authorization": ("2020-05-01", "2016-09-01"),
    # Read only, as what a cluster reads from.
    **{row.type.lower(): row.versions for row in services.TABLE if row is not services.DATA_EXPLORER},
    **{f"{row.type}/{row.children}".lower(): row.child_versions for row in services.TABLE if row.children},
}

# "... for location 'westus' and API version '2026-03-01' for type 'azureFirewalls'. The supported api-versions are
# '2024-05-01, 2025-01-01-preview'. ...", as recorded; "The resource type 'azureFirewalls' could not be found ... for
# api version '2026-03-01'. The supported api-versions are ...", as reported. The list is that of this type and place.
_REFUSALS = ("noregisteredproviderfound", "invalidresourcetype")
_TYPE = re.compile(r"\btype '([^']+)'")
_LISTED = re.compile(r"supported api-versions are '([^']*)'")
_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}[\w-]*")
_IN_URL = re.compile(r"(?<=[?&]api-version=)[^&]+")


def of(type_: str) -> str:
    """Return the newest api-version we know of a resource type such as `Microsoft.Network/routeTables`; raise PlanError
    for one that nobody here reads.
    """
    known = _tested(type_)
    if not known:
        raise PlanError(f"Resources of type {type_} are not read here.")
    return known[0]


def _tested(type_: str) -> tuple[str, ...]:
    lowered = f"{type_.lower()}/"
    return TESTED.get(max((name for name in TESTED if lowered.startswith(f"{name}/")), key=len, default=""), ())


@dataclass
class _Asked:
    """How one resource or list is asked: `newer` is the newest version it is offered with that we do not know."""

    version: str
    newer: str = ""
    answered: bool = False


@dataclass(frozen=True)
class _Lag:
    """A version that a type lacks, the one taken in its place, and the newest beyond that: others may write with it."""

    type: str
    lacks: str
    takes: str
    newer: str


@dataclass
class Versions:
    """What one login has learned. Each resource and each list by itself, since places differ in what they have."""

    _asked: dict[str, _Asked] = field(default_factory=dict)
    _lags: set[_Lag] = field(default_factory=set)
    _guard: Any = field(default_factory=Lock)

    def get(self, url: str, call: Callable[[str], Result]) -> Result:
        """Return what `call` answers to the URL; one that has its place in the path alone is of our own making, and is
        asked again with an older version where the cloud lacks the one in it.
        """
        found = _IN_URL.search(url)
        if not found or not url.startswith("/"):
            return call(url)
        return self.ask(url.partition("?")[0], found[0], lambda version: call(_IN_URL.sub(version, url)))

    def ask(self, path: str, version: str, call: Callable[[str], Result]) -> Result:
        """Return what `call` answers to `version`, or to the newest older one of ours that is offered for the path.

        Raises the refusal as it came where none is, and where an answer has come with this version before.
        """
        key = path.lower()
        with self._guard:
            asked = self._asked.setdefault(key, _Asked(version))
        while True:
            taken = asked.version
            try:
                answer = call(taken)
            except ArmError as error:
                lag = None if asked.answered else _lag(error, path, taken)
                if lag is None:
                    raise
                with self._guard:
                    if asked.version == taken:
                        asked.version, asked.newer = lag.takes, lag.newer
                        self._lags.add(lag)
                continue
            asked.answered = True
            return answer

    def version(self, path: str) -> str:
        """The version with which what is at this path was asked last; empty where it never was."""
        asked = self._asked.get(path.lower())
        return asked.version if asked else ""

    def newer(self, path: str) -> str:
        """The newest version that the cloud offers for this path, where that is one we do not know; else empty."""
        asked = self._asked.get(path.lower())
        return asked.newer if asked else ""

    @property
    def told(self) -> str:
        """A sentence that says which older versions were used; empty for none."""
        if not self._lags:
            return ""
        taken = sorted({lag.takes for lag in self._lags}, reverse=True)
        used = "; ".join(f"{one} of {', '.join(self._types(one))}" for one in taken)
        lacking = ", ".join(sorted({lag.lacks for lag in self._lags}, reverse=True))
        return f"This cloud does not have all api-versions of today ({lacking}), so older ones were used: {used}."

    def _types(self, taken: str) -> list[str]:
        return sorted({lag.type for lag in self._lags if lag.takes == taken})


def _lag(error: ArmError, path: str, asked: str) -> _Lag | None:
    """The newest older one of ours that a refusal offers for what the path is about; None where it offers none."""
    named = _TYPE.search(error.reason)
    if (error.code or "").lower() not in _REFUSALS or not named:
        return None
    provider, *below = path.rpartition("/providers/")[2].split("/")
    if not set(named[1].lower().split("/")) <= {one.lower() for one in below}:
        return None  # it is about something else
    type_, offered = f"{provider}/{named[1]}", _offered(error.reason)
    if asked in offered:
        return None  # it is the place that lacks the type
    takes = next((one for one in _tested(type_) if one < asked and one in offered), None)
    if takes is None:
        return None
    return _Lag(type_, asked, takes, max((one for one in offered if one[: len(takes)] > takes), default=""))


def _offered(reason: str) -> set[str]:
    """All versions that a refusal lists, previews included."""
    found = _LISTED.search(reason)
    return set(_VERSION.findall(found[1])) if found else set()
