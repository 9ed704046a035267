# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which firewalls' logs are asked, each once for all clusters behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .._plan.evidence import stores
from .._plan.evidence.request import Wanted
from .._plan.evidence.stores import Lack, Logs, Why
from .._plan.fleet.gates import Checked
from .._plan.logs.queries import EVERYBODY
from .._plan.values import resource_ids
from .._plan.values.resource_ids import ResourceId
from .port import Port

_EVERYBODY = {"*": EVERYBODY}


@dataclass(frozen=True)
class Question:
    """What one firewall's logs are asked, for these clusters."""

    firewall: ResourceId
    names: tuple[str, ...]
    sources: tuple[str, ...]


def ask(port: Port, checks: Mapping[str, Checked], wanted: Wanted) -> dict[str, Logs]:
    """Return for each cluster the logs of its firewall, or why there are none: no error of asking stops a check."""
    found: dict[str, Logs] = {
        name: stores.nothing(check.found.name, why) for name, check in checks.items() if (why := _needless(check))
    }
    asked = questions({name: check for name, check in checks.items() if name not in found})
    answers = port.together(lambda one: port.logs(one.firewall, one.sources, wanted), asked)
    for one, (logs, error) in zip(asked, answers, strict=True):
        found |= dict.fromkeys(one.names, logs or _unread(one.firewall, error))
    return found


def _unread(firewall: ResourceId, error: Exception | None) -> Logs:
    why = Why(Lack.UNREAD, f"the logs of firewall {firewall.name} could not be asked: {error}".rstrip("."))
    return stores.nothing(firewall.name, why)


def questions(checks: Mapping[str, Checked]) -> tuple[Question, ...]:
    """One question for each firewall, with the sources of all clusters behind it."""
    by_firewall: dict[str, list[str]] = {}
    for name, check in checks.items():
        by_firewall.setdefault(resource_ids.key(str(check.found.firewall_id)), []).append(name)
    return tuple(_question(tuple(names), checks) for names in by_firewall.values())


def _question(names: tuple[str, ...], checks: Mapping[str, Checked]) -> Question:
    firewall = checks[names[0]].found.firewall_id
    if firewall is None:
        raise ValueError("a question needs a firewall")
    # Spelled as a prefix, a source that is everybody leaves the narrower ones of other clusters to be told apart.
    sources = dict.fromkeys(_EVERYBODY.get(one, one) for name in names for one in checks[name].asked.sources)
    return Question(firewall, names, tuple(sources))


def _needless(check: Checked) -> Why | None:
    """Why there is nobody to ask, or nothing to ask for."""
    if check.found.appliance:
        return Why(Lack.NOT_LOGGED, f"the logs of appliance {check.found.appliance} cannot be read here")
    if check.found.firewall_id is None or check.found.firewall is None:
        return Why(Lack.NOT_LOGGED, "no firewall is known, and a policy has no logs")
    if not check.case.needs_logs:
        return Why(Lack.NOT_ASKED, "nothing of it goes to the firewall")
    return None
