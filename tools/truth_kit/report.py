# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the facts look like to people, and to the tests of the emulator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from .facts import Fact

Found = Mapping[str, list[Fact]]  # by the name of a recording


def lines(found: Found) -> list[str]:
    """One line for each fact: what it is, of which type, and the call that shows it."""
    return [
        f"{fact.name:<34} {str(fact.value):<52} {fact.of} ({name} #{fact.call})"
        for name, facts in found.items()
        for fact in facts
    ]


def switches(facts: Iterable[Fact]) -> tuple[dict[str, Any], list[str]]:
    """Return the emulator's switches as the facts have them, and the names of those on which types disagree."""
    values: dict[str, list[Any]] = {}
    for fact in facts:
        if fact.is_switch:
            values.setdefault(fact.name, []).append(fact.value)
    agreed = {name: seen[0] for name, seen in values.items() if all(value == seen[0] for value in seen)}
    return agreed, sorted(set(values) - set(agreed))


def document(found: Found, unanswered: list[str], about: Mapping[str, str]) -> dict[str, Any]:
    """Return everything that was learnt, as facts.json has it."""
    agreed, disagreeing = switches(fact for facts in found.values() for fact in facts)
    return {
        **about,
        "switches": agreed,
        "types_disagree_on": disagreeing,
        "facts": [{"recording": name, **asdict(fact)} for name, facts in found.items() for fact in facts],
        "unanswered": unanswered,
    }
