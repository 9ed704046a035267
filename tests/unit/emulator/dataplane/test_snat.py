# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which destinations keep the client's address: Microsoft Learn, firewall/snat-private-range (2025-03-17)."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import Truth, snat

PUBLIC, PRIVATE = "192.0.2.1", "10.9.9.9"


def policy(ranges=None, **more):
    settings = {"snat": {"privateRanges": ranges, **more}} if ranges is not None else {}
    return {"properties": settings}


def kept(*policies, address=PUBLIC, truth=None, **additional):
    names = {"ranges": snat.CLASSIC, "server": snat.ROUTE_SERVER}
    more = {names[name]: value for name, value in additional.items()}
    firewall = {"properties": {"additionalProperties": more}}
    return snat.keeps_source(firewall, list(policies), address, truth or Truth())


@pytest.mark.parametrize(
    ("ranges", "public", "private"),
    [
        (None, False, True),
        ([], False, True),
        (["0.0.0.0/0"], True, True),
        (["255.255.255.255/32"], False, False),
        (["192.0.2.0/24"], True, False),
        (["IANAPrivateRanges", "192.0.2.1"], True, True),
    ],
)
def test_ranges_of_a_policy_or_without_any_the_private_ones(ranges, public, private):
    assert kept(policy(ranges)) is public
    assert kept(policy(ranges), address=PRIVATE) is private


@pytest.mark.parametrize(
    ("text", "public", "private"),
    [("", False, True), ("IANAPrivateRanges, 192.0.2.0/24", True, True), ("192.0.2.0/24", True, False)],
)
def test_ranges_of_a_classic_firewall_are_a_text_and_count_no_more_under_a_policy(text, public, private):
    assert kept(ranges=text) is public
    assert kept(ranges=text, address=PRIVATE) is private
    assert kept(policy(), ranges=text) is False


def test_whether_a_parents_ranges_count_a_truth_has_to_tell_where_a_policy_has_none():
    parent = policy(["0.0.0.0/0"])
    for inherited in (True, False):
        assert kept(parent, policy(), truth=Truth(settings_inherited=inherited)) is inherited
    assert kept(parent, policy(["10.0.0.0/8"])) is False
    with pytest.raises(ValueError, match="settings_inherited"):
        kept(parent, policy())


def test_learned_ranges_count_where_a_route_server_is_there_to_learn_from():
    learning = policy(["10.0.0.0/8"], autoLearnPrivateRanges="Enabled")
    truth = Truth(learned_ranges=("192.0.2.0/24",))
    assert kept(learning, truth=truth, server="/rs") is True
    assert kept(learning, truth=truth, server="") is False
    assert kept(policy(["10.0.0.0/8"]), truth=truth, server="/rs") is False
