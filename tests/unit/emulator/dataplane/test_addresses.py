# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which texts are addresses, and which only look like some."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import addresses


@pytest.mark.parametrize(
    "text",
    [
        "1.2.3.4/0.0.0.255",
        "1.2.3.4/255.255.255.0",
        "1.2.3.4/33",
        "fe80::1%eth0",
        "10.0.0.0/-8",
        "1.2.3",
        "AzureMonitor",
    ],
)
def test_masks_zones_and_lengths_beyond_the_family_are_no_prefixes(text):
    # The pages know "CIDR notation" and ranges only (Microsoft Learn, firewall/ip-groups: sample format).
    assert addresses.block(text) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("10.0.0.5/24", "10.0.0.0", "10.0.0.255"),
        ("10.0.0.5", "10.0.0.5", "10.0.0.5"),
        ("10.2.0.0-10.2.0.31", "10.2.0.0", "10.2.0.31"),
    ],
)
def test_the_bits_beyond_a_length_do_not_count(text, first, last):
    assert tuple(map(str, addresses.block(text))) == (first, last)


@pytest.mark.parametrize(
    ("text", "expected"), [("1.2.3.4/33", True), ("::zz", True), ("Sql.WestUS", False), ("", False)]
)
def test_what_is_no_address_may_be_meant_to_be_one(text, expected):
    assert addresses.is_meant(text) is expected
