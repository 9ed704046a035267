# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What both modules of rule collections do, whichever of the two holds the rules."""

from __future__ import annotations

from typing import Any

from .._arm.write import resources
from .._plan.documents import backups, policies, rule_collections, rule_holder, text
from .._plan.documents.limits import Excess
from .._plan.documents.policies import GroupOptions
from .._plan.documents.rule_ownership import Ownership
from .._plan.lockdown import approval, removals
from .._plan.values import blanks, service_prefixes
from .._plan.values.change import Document, Outcome, Situation
from .._plan.values.errors import PlanError
from .._plan.values.resource_ids import RULE_COLLECTION_GROUP, ResourceId
from .._plan.values.service_prefixes import ServicePrefix
from .._plan.values.words import DesiredState
from . import runner


def ensure(
    task: runner.Task, id_: ResourceId, options: GroupOptions, *, everything: bool = False, remove_empty: bool = False
) -> tuple[Outcome, dict[str, Any]]:
    """Bring the wanted collections into a firewall or a group, or ours out of it; return the outcome, and the result of
    a module but for its state.

    `everything` says that the group is wholly ours, `remove_empty` that it goes once nothing is left in it. Raise
    PlanError for what stands against the change.
    """
    params = task.params
    if (params["max_removals"] or 0) < 0:
        raise PlanError("O(max_removals) is a number of destinations, so it is 0 or more.")
    is_present = params["state"] == DesiredState.PRESENT
    read = rule_collections.from_option if is_present else rule_collections.named
    wanted = [read(option) for option in params["rule_collections"]]
    prefix = blanks.given(params["collection_prefix"])
    service = service_prefixes.of(prefix or "") or ServicePrefix.DATA_EXPLORER
    ownership = Ownership.of(wanted, prefix=prefix, purge=params["purge"], everything=everything, service=service)
    group = id_.name if id_.type == RULE_COLLECTION_GROUP else ""
    if is_present:
        policies.require_own_group(group, [one.name for one in wanted])

    told: list[Excess] = []  # what Azure may refuse, told before the write, however often that is decided anew

    def change(situation: Situation) -> Document | None:
        holder = rule_holder.of_id(id_, situation.document, situation.neighbours.get("chain", ()))
        if is_present:
            if holder.is_missing:
                raise PlanError(f"There is no {id_.outermost.described()}; this module does not create one.")
            owned, most = holder.owned(ownership), params["max_removals"]
            removals.require_moderate(owned, wanted, most, otherwise="", group=group)
            changed = holder.present(wanted, ownership, options)
            told.extend(new := [one for one in holder.crowded(changed) if one not in told])
            for one in new:
                task.warn(str(one))
            return changed
        if situation.document is None:
            return None
        if holder.is_missing:
            raise PlanError(f"There is no {id_.parent.described()}, though its group still answers; run again later.")
        holder.require_writable()
        return holder.absent(ownership, remove_empty=remove_empty)

    def view(document: Document | None) -> Any:
        return rule_holder.of_id(id_, document).view(ownership)

    done = task.reconcile(
        resources.of(task.session, task.patience, id_, wanted),
        task.approved(approval.Part.RULES, id_, change, view),
        view,
        ours=backups.of_collections(ownership),
    )
    diff = runner.diff(text.rules(done.before), text.rules(done.after), id_)
    return done, {"changed": done.changed, "id": str(id_), "diff": diff}
