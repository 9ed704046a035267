# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run has made of the documents that hold rules: once for each, however many clusters are behind a firewall."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from ..documents.ip_groups import IpGroup
from ..documents.policies import Policy
from . import rulesets
from .rule_index import RuleIndex
from .rulesets import Ruleset

Made = TypeVar("Made", Ruleset, RuleIndex)
# So many are kept though nobody holds them: clusters are judged one after the other, and each lets go of its own.
RECENT = 16


class Rulebooks:
    """Rule sets, by the very documents that they were read from, and their indexes.

    What was made lasts as long as somebody has it, and the documents as long as that, so no other can be taken for one.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: WeakValueDictionary[tuple[Any, ...], Any] = WeakValueDictionary()
        self._recent: deque[Any] = deque(maxlen=RECENT)

    def __reduce__(self) -> tuple[type[Rulebooks], tuple[()]]:
        """Begin anew where it is copied: copies of documents are other documents."""
        return Rulebooks, ()

    def ruleset(self, firewall: Mapping[str, Any] | None, chain: Sequence[Policy]) -> Ruleset:
        """The rules of a chain of policies, or those of a firewall without one."""
        if not chain:
            document = firewall or {}
            return self._once((id(document),), lambda: rulesets.classic(document))
        key = tuple((id(policy.document), *map(id, policy.groups)) for policy in chain)
        return self._once(key, lambda: rulesets.of_policies(chain))

    def index(self, ruleset: Ruleset, ip_groups: Mapping[str, IpGroup | None]) -> RuleIndex:
        """The index of a rule set with these IP groups."""
        return self._once((id(ruleset), id(ip_groups)), lambda: RuleIndex(ruleset, ip_groups))

    def _once(self, key: tuple[Any, ...], make: Callable[[], Made]) -> Made:
        with self._lock:
            found: Made | None = self._made.get(key)
            if found is None:
                found = self._made[key] = make()
                self._recent.append(found)
        return found
