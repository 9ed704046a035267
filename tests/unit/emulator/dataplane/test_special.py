# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses to which no rule and no route applies.

Microsoft Learn, "What is IP address 168.63.129.16": it "isn't subject to user defined routes". "Azure Instance Metadata
Service" has the same of 169.254.169.254, which cannot be routed. "Azure Virtual Network FAQ": multicast and broadcast
are not supported, and loopback, link-local and multicast ranges cannot be in an address space.
"""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import Network, special, trip


@pytest.mark.parametrize("address", ["168.63.129.16", "169.254.169.254"])
def test_the_platform_answers_whatever_the_routes_say(address):
    route = {"name": "all", "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "None"}}
    world = Network(table={"properties": {"routes": [route]}})
    assert special.is_platform(address) and not special.is_nowhere(address)
    assert trip(world, source="10.0.0.4", address=address, port=80, protocol="Http")[:2] == (True, "platform")


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.7.7", "224.0.0.1", "255.255.255.255", "::1", "ff02::1"])
def test_nothing_is_ever_reached_at_loopback_link_and_group_addresses(address):
    assert special.is_nowhere(address)
    source = "fd00::4" if ":" in address else "10.0.0.4"
    assert trip(Network(), source=source, address=address, port=443)[:2] == (False, "platform")


def test_an_ordinary_address_is_neither():
    assert not special.is_platform("10.0.0.4") and not special.is_nowhere("10.0.0.4")


def test_a_packet_has_one_family():
    with pytest.raises(ValueError, match="it has one family"):
        trip(Network(), source="10.0.0.4", address="2001:db8::1", port=443)
