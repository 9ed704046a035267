# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what decides about the traffic of a service, from each of the subnets that it lives in. Never write."""

from __future__ import annotations

from collections.abc import Sequence

from ..._plan.check import of_services
from ..._plan.check.of_services import Asked, Seen
from ..._plan.documents.service_tags import Prefixes
from ..._plan.lockdown.request import Request
from ..._plan.values import resource_ids, words
from ..._plan.values.errors import PlanError
from ..._plan.values.resource_ids import ResourceId
from ..._plan.verdict.landscape import Landscape
from ..login.session import Session
from ..wire import in_parallel
from ..wire.errors import ArmError
from ..wire.patience import Patience
from . import landscape, memory
from .reader import FORBIDDEN, Reader


def read(
    session: Session,
    patience: Patience,
    asked: Asked,
    *,
    firewall: ResourceId | None,
    firewall_policy: ResourceId | None,
    service_tags: bool | Prefixes,
) -> tuple[Asked, Sequence[Seen]]:
    """Return what is asked, with a gap for each subnet that may not be read, and what is around all others, judged.

    Raise ArmError for what else could not be read, and PlanError for a policy with several firewalls or none.
    """
    reading = memory.of(session)
    own = firewall or landscape.firewall_of(Reader(reading, patience), Request(), firewall_policy)
    if own is None:
        what = words.begun(firewall_policy.described()) if firewall_policy else "The policy"
        raise PlanError(f"{what} governs no firewall, so nothing says what the traffic goes through: give O(firewall).")
    tags_of = asked.region or None if service_tags is True else service_tags or None

    def look(subnet: ResourceId) -> Landscape:
        seed = Landscape(subnet, own, subnet_id=subnet)
        reader = Reader(reading, patience)
        return landscape.look(reader, seed, service_tags_of=tags_of, needed=asked.flows)

    unread: dict[str, str] = {}
    seen = []
    for subnet, (found, error) in zip(asked.subnets, in_parallel.each(look, asked.subnets), strict=True):
        if isinstance(error, ArmError) and error.status == FORBIDDEN:
            unread[resource_ids.key(subnet)] = str(error)
        elif error is not None:
            raise error
        elif found is not None:
            seen.append(of_services.look_from(asked, found))
    return asked.without(unread), seen
