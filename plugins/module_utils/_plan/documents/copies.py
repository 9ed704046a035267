# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collections of ours in other rule collection groups than the one for them.

`AZFWMigrationScript.ps1` ("How to migrate Azure Firewall configurations to Azure Firewall policy", 2019-10-25) copies
the collections of a classic firewall, names and priorities included, into groups `ApplicationRuleCollectionGroup` and
`NetworkRuleCollectionGroup`; others may have moved them anywhere. They are found by their names alone.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..values import resource_ids
from ..values.resource_ids import ResourceId
from . import policies, rule_collections
from .policies import Policy
from .rule_collections import Collection
from .rule_spellings import GROUP
from .text import some


@dataclass(frozen=True)
class Copies:
    """What one group holds of ours, with name and kind; `policy_id` is its policy as an option takes it, and
    `inherited` says that it is a parent of the one that governs the firewall.
    """

    policy: str
    policy_id: str
    group: str
    collections: tuple[Collection, ...]
    inherited: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called."""
        return tuple(one.name for one in self.collections)

    def places(self) -> set[tuple[str, ...]]:
        """Where they stand, as rules have it."""
        return {(self.policy, self.group, name) for name in self.names}

    @property
    def subject(self) -> str:
        """`Rule collections a, b in group g of firewall policy p`, to begin a sentence with."""
        noun = "Rule collections" if len(self.names) > 1 else "Rule collection"
        return f"{noun} {some(self.names)} in group {self.group} of firewall policy {self.policy}"

    @property
    def state(self) -> str:
        """What is so, to go on with."""
        return (
            "have names of ours, and stay as they are"
            if len(self.names) > 1
            else "has a name of ours, and stays as it is"
        )

    @property
    def removal(self) -> str:
        """What takes them out, as a part of a sentence: all of them, since the module takes out what it is given."""
        listed = ", ".join(f"{{name: {one.name}, kind: {one.kind}}}" for one in self.collections)
        options = f"firewall_policy_name: {self.policy_id}, name: {self.group}"
        options = f"{options}, rule_collections: [{listed}], state: absent"
        return (
            f"take {'them' if len(self.names) > 1 else 'it'} out with firewall_policy_rule_collection_group ({options})"
        )

    @property
    def choice(self) -> str:
        """The options that make their group the one for ours."""
        chosen = f"O(rule_collection_group): {self.group}"
        return f"O(firewall_policy): {resource_ids.to_type(self.policy_id)} and {chosen}" if self.inherited else chosen


def of(
    chain: Sequence[Policy], names: Container[str], group: str, home: ResourceId | None = None
) -> tuple[Copies, ...]:
    """The copies of the collections of these names, in lower case, in the policies that govern a firewall.

    `group` is the name of the group for them, `home` its policy; where that is not known, it is the nearest to the
    firewall of those that have such a group with them.
    """
    found = [
        (policy, Copies(policy.name, _id_of(policy), str(one.get("name")), held, inherited=policy is not chain[-1]))
        for policy in chain
        for one in policy.groups
        if (held := _held(one, names))
    ]
    known = policies.of_chain(chain, home) if home else None
    of_that_name = [(policy, one) for policy, one in found if one.group.lower() == group.lower()]
    own = [one for policy, one in of_that_name if home is None or policy is known][-1:]
    return tuple(one for _policy, one in found if one not in own)


def _id_of(policy: Policy) -> str:
    return str(policy.document.get("id") or policy.name)


def _held(group: Mapping[str, Any], names: Container[str]) -> tuple[Collection, ...]:
    entries = (one for one in GROUP.entries(group) if one.kind in rule_collections.KINDS)
    return tuple(Collection(one.name, str(one.kind)) for one in entries if one.name.lower() in names)
