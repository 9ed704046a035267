# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judge against the data plane, in generated worlds of which something is hidden.

What is certain survives every completion that is drawn, and what cannot be told comes with two that differ. A quick run
draws a few worlds of each class; ADX_OUTBOUND_DOUBTS says how many, and `make doubts` draws 150.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from ansible_collections.adx.outbound.tests.doubts import judge
from ansible_collections.adx.outbound.tests.emulator.dataplane.doubts import GENERATORS, beyond

WORLDS = int(os.environ.get("ADX_OUTBOUND_DOUBTS", "12"))
# What a manager, or somebody with a draft, has done beside these documents stands in no verdict: findings speak of it.
BESIDE = ("managers",)
# What nobody can see opens nothing: a resource has a private endpoint somewhere, and its zone no record of it.
BELIEVED = "private link zone, fallback: False, record: False"
# Open though every completion says the same: the one public address of a name is known to the oracle alone.
NEEDLESS = "name in network rule"


@pytest.mark.parametrize("name", sorted(set(GENERATORS) - set(BESIDE)))
def test_what_is_certain_survives_every_completion_and_what_is_open_has_two_that_differ(name, capsys):
    assert wrong(GENERATORS[name], name, capsys) == []


# What is found for a word of the way behind the firewall.
BEYOND = {
    beyond.TUNNEL: {"forced_tunnel", "dropped_beyond", "undecided_beyond", "not_covered"},
    beyond.TRANSLATION: {"not_translated", "perhaps_not_translated"},
    beyond.ADDRESS_MISSING: {"no_public_address"},
    beyond.NAT: {"new_source_address by a NAT gateway"},
    beyond.INTRUSION: {"intrusion_detection"},
    beyond.UNREAD: {"not_looked_at"},
}


def test_what_lies_beyond_the_firewall_is_found_and_nothing_where_nothing_does():
    doubts = [one for one in map(GENERATORS["beyond"], range(WORLDS)) if one.beyond is not None]
    found = {one.name: judge.findings(one) & set().union(*BEYOND.values()) for one in doubts}
    wanted = {one.name: BEYOND.get(one.beyond, set()) for one in doubts}
    assert {name: codes for name, codes in found.items() if bool(codes) != bool(wanted[name] & codes)} == {}
    assert {name for name in wanted if wanted[name] and not found[name]} == set()


def wrong(generate, name, capsys):
    """The worlds of a class in which the judge is not borne out; how often it says what is printed."""
    told, found = Counter(), []
    for seed in range(WORLDS):
        doubt = generate(seed)
        opinion = judge.opinion(doubt, seed)
        told[opinion.verdict.outcome.value] += 1
        spared = NEEDLESS if opinion.verdict.is_open else BELIEVED
        if opinion.against and not doubt.name.startswith(spared):
            found.append((seed, doubt.name, opinion))
    with capsys.disabled():
        print(
            f"\n{name}, {WORLDS} worlds: {', '.join(f'{count} {outcome}' for outcome, count in sorted(told.items()))}"
        )
    return found
