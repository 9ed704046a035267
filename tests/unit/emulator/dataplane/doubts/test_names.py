# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which denials of a name are certain."""

from __future__ import annotations

from random import Random

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import specified
from ansible_collections.adx.outbound.tests.emulator.dataplane.doubts import names


def answers(doubt):
    return {specified.ask(world, doubt.question).passes for world in doubt.worlds()}


@pytest.mark.parametrize("kind", [names.denied_address, names.denied_range, names.denied_tag])
def test_a_denied_address_decides_by_what_the_name_resolves_to_and_by_the_port(kind):
    found = {doubt.name[-5:]: answers(doubt) for doubt in (kind(Random(seed)) for seed in range(12))}
    assert found == {"t 443": {True, False}, " 8443": {True}}


def test_what_denies_every_address_is_certain():
    assert answers(names.denied_everything(Random(0))) == {False}


@pytest.mark.parametrize("kind", [names.denied_ip_group, names.denied_category, names.denied_fqdn_tag, names.inspected])
def test_what_nobody_can_look_into_is_open(kind):
    assert answers(kind(Random(0))) == {True, False}


def test_a_denied_name_is_open_only_where_names_in_network_rules_count():
    for seed in range(30):
        doubt = names.denied_name(Random(seed))
        counts = "Basic" not in doubt.name and ("True" in doubt.name or "requireProxy" in doubt.name)
        assert answers(doubt) == ({True, False} if counts else {True}), doubt.name
    assert answers(names.denied_name_at_its_own(Random(0))) == {True}


def test_a_denied_page_is_open_only_where_tls_is_looked_into():
    for seed in range(6):
        doubt = names.denied_page(Random(seed))
        assert answers(doubt) == ({True, False} if doubt.name.endswith("True") else {True})


def test_a_list_of_threats_is_open_unless_the_name_is_spared_or_the_tier_only_tells():
    for seed in range(20):
        doubt = names.listed(Random(seed))
        assert answers(doubt) == ({True, False} if "Premium" in doubt.name else {True}), doubt.name
