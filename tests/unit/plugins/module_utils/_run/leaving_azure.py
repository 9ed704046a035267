# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters that leave their networks, without a server: the world of outbound access with another document."""

from __future__ import annotations

import copy
from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import network_membership
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving import plans
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving.request import Asked
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.change import Outcome, Situation
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.leaving import drawn
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.outbound.drawn import id_of
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._run.access_azure import AccessAzure


class LeavingAzure(AccessAzure):
    """The port. `beside` has by the name of a cluster what was read of it beside its document; the rest is as there."""

    # The world

    def place(self, name: str, *given: Any, **more: Any) -> None:
        """A cluster with this document."""
        self.documents[name] = drawn.document(*given, name=name, **more)

    def network(self, name: str) -> tuple[Any, Any, Any]:
        """Whether it is in its network, and who may come in."""
        configuration, access, ranges = network_membership.of(self.documents[name]).values()
        return configuration["state"], access, ranges

    def asked(self, name: str, state: str = "disabled", ranges: Any = None, **own: Any) -> Any:
        """What is wanted of a cluster; the state is that of its public access."""
        return Asked(drawn.asked(state, ranges, **own), id_of(name))

    # The port

    def look(self, plan: Any) -> Any:
        self._happens(f"look {plan.name}")
        return copy.deepcopy(self.documents[plan.name])

    def write(self, writing: Any) -> Outcome:
        name = writing.plan.name
        self._happens(f"write {name}")
        found = self.documents[name]
        wanted = writing.change(Situation(copy.deepcopy(found)))
        before, after = network_membership.view(found), network_membership.view(wanted)
        if before == after or self.check_mode:
            return Outcome(before, after, before != after, wanted, found)
        trouble = self.troubles[name].pop(0) if self.troubles[name] else None
        if not trouble or trouble.arrives:
            self.documents[name] = wanted
            self.writes.append(name)
        if trouble:
            raise trouble
        self._happens(f"done {name}")
        return Outcome(before, after, True, wanted, found)

    # Inside

    def _read(self, asked: Asked) -> Any:
        name = asked.cluster.name
        self._happens(f"read {name}")
        return plans.plan(asked.request, drawn.seen(copy.deepcopy(self.documents[name]), **self.beside.get(name, {})))
