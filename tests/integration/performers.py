# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who takes the steps of the one safe order, each as a function that a scene can be played with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol
from unittest import mock

from ansible_collections.adx.outbound.plugins.module_utils._run.steps import Run
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID

Between = Callable[[str], None]
STEPS = {"present": ("allow", "route", "check"), "absent": ("route", "allow")}
_UNUSED = "accept_unused"  # which words met a risk hangs on the steps of a call


@dataclass(frozen=True)
class Told:
    """What a run says of itself. `refusal` is the code it failed with, `findings` are `severity code subject`, and
    `checked` says whether a check is among what told them.
    """

    failed: bool
    refusal: str
    findings: tuple[str, ...]
    message: str
    checked: bool = False


class Performer(Protocol):
    """Brings the cluster to a state; `between` is called with the name of each step but the first, before it begins."""

    def __call__(self, run: Any, state: str, options: Mapping[str, Any], between: Between = ..., /) -> Told:
        """Return what the run says."""


def _nothing(_step: str) -> None:
    """Happens between two steps of a run that nobody disturbs."""


def one_call(run: Any, state: str, options: Mapping[str, Any], between: Between = _nothing, /) -> Told:
    """All steps in one call, as the role takes them."""
    with _announced(STEPS[state][1:], between):
        return _told(run, state, options)


def single_steps(run: Any, state: str, options: Mapping[str, Any], between: Between = _nothing, /) -> Told:
    """A call for each step, as teams with separate rights take them; the first that fails is the last. The first one
    tells what is to be known of the plan, and a check what it finds; what both tell is one finding.
    """
    first, *others = STEPS[state]
    told = planned = _told(run, state, options, first)
    for step in others:
        if not told.failed:
            between(step)
            told = _told(run, state, options, step)
    checked = told.findings if told.checked else ()
    return replace(told, findings=tuple(dict.fromkeys((*checked, *planned.findings))))


@contextmanager
def _announced(steps: tuple[str, ...], between: Between) -> Iterator[None]:
    """Within a call, `between` is called before each of these steps begins."""

    def announced(step: str, taken: Callable[[Run], None]) -> Callable[[Run], None]:
        def take(run: Run) -> None:
            between(step)
            taken(run)

        return take

    with ExitStack() as stack:
        for step in steps:
            name = f"_{step}"
            stack.enter_context(mock.patch.object(Run, name, announced(step, getattr(Run, name))))
        yield


def _told(run: Any, state: str, options: Mapping[str, Any], *steps: str) -> Told:
    given = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "state": state, **options}
    result = run("cluster_egress", **given, **({"steps": list(steps)} if steps else {}))
    if "clusters" not in result:  # nothing of any cluster was told
        return Told(True, result.get("code", ""), (), result["msg"])
    (cluster,) = result["clusters"]
    listed = [one for one in cluster["findings"] if one["code"] != _UNUSED]
    found = tuple(f"{one['severity']} {one['code']} {one['subject']}" for one in listed)
    return Told(bool(result.get("failed")), cluster["code"], found, cluster["msg"], bool(cluster["summary"]))


PERFORMERS: dict[str, Performer] = {"one call": one_call, "single steps": single_steps}
