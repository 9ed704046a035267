# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first sentence of a console about a cluster that leaves its network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..values.refusal_codes import CODES
from . import exit_report, headlines
from .causes import Problem, problems
from .ending import call_of
from .fates import Fate, fate_of_exit, leaves
from .headlines import Setting


def sentence(one: Mapping[str, Any], result: Mapping[str, Any], is_preview: bool) -> str:
    """The sentence without its full stop and without what says whether it is a preview."""
    call = call_of(result, one)
    fate = fate_of_exit(one, call)
    if fate == Fate.FAILED:
        return _failed(one, is_preview)
    if fate in (Fate.ADRIFT, Fate.LOST, Fate.NOT_REACHED):
        back = ": return_to_network" if leaves(one) and fate != Fate.NOT_REACHED else ""
        return f"failed: {exit_report.stopped(one, fate)}{back}"
    return exit_report.became(one, call)


def _failed(one: Mapping[str, Any], is_preview: bool) -> str:
    """A refusal is told by the finding that it is about where there is one."""
    code, name = str(one.get("code")), f"cluster {one.get('cluster')}"
    if code not in CODES:
        failed = "was not carried out" if one.get("pending") else "could not be made"
        return f"a run would fail for {name}" if is_preview else f"failed: the plan of {name} {failed}"
    cause = next((found for found in problems(one.get("findings") or ()) if found.code == code), None)
    told = _inside(cause) if cause else CODES[code]
    refused = "a run would be refused" if is_preview else "refused"
    return f"{refused}: {told}" if "`" not in told else f"{refused} for {name}"


def _inside(cause: Problem) -> str:
    """The headline inside of a sentence: names in it keep their letters."""
    told = headlines.of(cause, Setting(0, "", would=True), 0)
    is_name = bool(cause.concerns) and told.startswith(headlines.first_of(cause.concerns))
    return told if is_name else f"{told[:1].lower()}{told[1:]}"
