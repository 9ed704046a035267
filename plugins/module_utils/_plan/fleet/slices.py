# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands for many clusters: the slices of each, as the one write of a shared firewall or group would leave them.

By itself a plan wants the first free priority. Of two new clusters on one firewall only one gets that, so an approval
of both by their plans alone would stand for something that is never written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..documents import rule_holder
from ..documents.rule_holder import RuleHolder
from ..lockdown.approval import Part, Slice
from ..values import resource_ids
from ..values.errors import PlanError
from . import changes
from .fleet import Member, Members

Slices = dict[str, dict[Part, Slice]]  # of each cluster, by kind


def together(members: Members) -> Slices:
    """Return the slices of every cluster, the same for every order of them.

    A target that cannot take all of them leaves each as it is by itself.
    """
    found = {name: dict(member.slices) for name, member in members.items()}
    targets: dict[str, list[str]] = {}
    for name in sorted(members):
        if Part.RULES in found[name]:
            targets.setdefault(resource_ids.key(found[name][Part.RULES].id), []).append(name)
    for names in targets.values():
        for name, rules in _of_target({name: members[name] for name in names}).items():
            found[name][Part.RULES] = rules
    return found


def _of_target(members: Members) -> Mapping[str, Slice]:
    """The slices of the clusters that write to one firewall or group, in the order in which they are given."""
    holder = next(iter(members.values())).plan.landscape.rule_holder
    try:
        after = rule_holder.with_document(holder, changes.with_rules(holder, list(members.values())))
    except PlanError:
        return {}  # told where the clusters are planned, each by its name
    return {name: _after(member, holder, after) for name, member in members.items()}


def _after(member: Member, before: RuleHolder, after: RuleHolder) -> Slice:
    """The slice of one of them; where nothing is written, what was found is what will be there."""
    found, document = member.slices[Part.RULES], member.plan.landscape.rule_holder.document
    if document is before.document and after.document == before.document:
        return replace(found, wanted=found.found)
    return replace(found, wanted=after.view(changes.ownership([member])))
