# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands at the head of every file, in plain lines: what it is, when it is deployed, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable

from ..values import resource_ids
from ..values.printable import printable
from .tree import Loss, Stage, Tree

# The parameter or variable by which whoever deploys says that the rules are in place, where nothing else can tell.
GATE = "rulesAreInPlace"
CREATE_TABLE = "createRouteTable"
OF_GATE = (
    "True once the rules are deployed and a check with rules and routes left to a report has found that they let pass"
    " whatever is needed."
)
OF_TABLE = (
    "True only where there is no such table yet: deploying one that is there takes all its routes out, those of others"
    " for good."
)


def lines(tree: Tree, name: str, language: str, losses: Iterable[Loss], *, is_fragment: bool = False) -> list[str]:
    """Return the lines of a file about a tree; the plan hash is a line of its own, written by each language."""
    told = [
        f"{name}: {tree.stage} of {tree.shared.described()}, written by adx.outbound as {language}.",
        "Do not edit: the next export writes it anew.",
        f"It is for resource group {tree.shared.resource_group} of subscription {tree.shared.subscription}.",
    ]
    if is_fragment:
        told[-1] = "A fragment: parts of documents that others own, for their templates, and no deployment by itself."
    told += _of_rules(tree, is_fragment) if tree.stage == Stage.RULES else _of_routes(tree)
    left = [*tree.losses, *losses]
    if left:
        told.append("Not in this file:")
    told += [f"  {one.what} ({one.resource.described()}): {one.reason}." for one in left]
    return [printable(line) for line in told]


def _of_rules(tree: Tree, is_fragment: bool) -> list[str]:
    told = [
        "Stage 1 of 2, rules: apply these first. The gate before any route is a check with rules and routes left to a"
        " report: it fails while what is really there would block anything that is needed."
    ]
    if tree.whole and tree.shared.type != resource_ids.FIREWALL and not is_fragment:
        told.append("A group of rule collections here is whole: a deployment takes out what anybody else adds to it.")
    return told


def _of_routes(tree: Tree) -> list[str]:
    after = " and ".join(id_.described() for id_ in tree.after) or "an appliance"
    return [
        f"Stage 2 of 2, routes: apply these when the rules of {after} are there and a check with rules and routes left"
        " to a report has passed; check again afterwards. To take them away, go the other way round.",
        "Keep routes out of the table's own template or resource: routes written inside it, even none, remove all that"
        " stand beside it, these too.",
    ]
