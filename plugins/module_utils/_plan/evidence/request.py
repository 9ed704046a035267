# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wanted of the logs: since when, and where they are asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ..logs import answers
from ..values import resource_ids
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId

DEFAULT_DAYS = 7
MOST_DAYS = 730  # interactive retention goes no further ("Azure Monitor service limits")
_DAYS = re.compile(r"(\d{1,3}) *(?:d|days?)?")
_LOGIN = re.compile(r"(?<=//)[^/]*@")  # which nobody is to see
_URL = re.compile(r"(?i:https)://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?/?")
OPTION_MEMBERS = ("since", "workspace", "endpoint")


@dataclass(frozen=True)
class Wanted:
    """`days` before today, or since `start`; the workspace in the place of those that the firewall names; `endpoint` is
    the URL of the query API where the resource manager does not answer queries.
    """

    days: int = DEFAULT_DAYS
    start: datetime | None = None
    workspace: ResourceId | None = None
    endpoint: str = ""

    def since(self, now: datetime) -> datetime:
        """From when on rows are asked for: the beginning of a day (UTC), or the time that was given."""
        if self.start is not None:
            return min(self.start, now)
        return (now - timedelta(days=self.days)).replace(hour=0, minute=0, second=0, microsecond=0)


def from_option(option: Any) -> Wanted:
    """Read C(true), or a dictionary of since, workspace and endpoint; raise PlanError for anything else."""
    if not isinstance(option, Mapping):
        return Wanted()
    unknown = sorted(set(map(str, option)) - set(OPTION_MEMBERS))
    if unknown:
        raise PlanError(f"O(evidence) has {', '.join(unknown)}; it takes true, or {', '.join(OPTION_MEMBERS)}.")
    return wanted(*(option.get(name) for name in OPTION_MEMBERS))


def wanted(since: Any, workspace: Any, endpoint: Any) -> Wanted:
    """Read the three on their own; a blank is none. Raise PlanError for what nobody could make sense of."""
    days, start = _since(_text(since) or str(DEFAULT_DAYS))
    return Wanted(days, start, _workspace(_text(workspace)), _endpoint(_text(endpoint)))


def _text(given: Any) -> str:
    return "" if given is None else str(given).strip()


def _since(text: str) -> tuple[int, datetime | None]:
    found = _DAYS.fullmatch(text)
    if found:
        days = int(found[1])
        if not 1 <= days <= MOST_DAYS:
            raise PlanError(f"O(since) is {text}, and logs can be asked for 1 to {MOST_DAYS} days.")
        return days, None
    try:
        return DEFAULT_DAYS, answers.moment(text if len(text) > len("2026-11-30") else f"{text}T00:00:00Z")
    except ValueError as error:
        raise PlanError(
            f"O(since) is '{text}'; it takes a number of days such as 7d, or a time such as 2026-11-30T06:00:00Z."
        ) from error


def _workspace(text: str) -> ResourceId | None:
    if not text:
        return None
    wrong = f"O(workspace) is '{text}', which is no id of a Log Analytics workspace."
    try:
        found = resource_ids.parse(text)
    except PlanError as error:
        raise PlanError(f"{wrong} {error}") from error
    if found.type.lower() != resource_ids.WORKSPACE.lower():
        raise PlanError(wrong)
    return found


def _endpoint(text: str) -> str:
    if text and not _URL.fullmatch(text):
        raise PlanError(
            f"O(endpoint) is '{_LOGIN.sub('', text)}'; it takes the URL of the query API, such as https://api.loganalytics.io."
        )
    return text.rstrip("/")
