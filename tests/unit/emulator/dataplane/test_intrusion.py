# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What intrusion detection drops: Microsoft Learn, firewall/premium-features."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import Truth, flows, intrusion

NAME, ADDRESS = "a.example", "192.0.2.1"
ENTRY = {
    "protocol": "TCP",
    "sourceAddresses": ["10.20.1.0/24"],
    "destinationAddresses": ["192.0.2.0/24"],
    "destinationPorts": ["443"],
}


def asked(signatures=frozenset({NAME}), **more):
    truth = Truth(signatures=signatures, **more)
    groups = {"/g": [ADDRESS]}
    return flows.Flow("10.20.1.7", 443, "Https", fqdn=NAME, address=ADDRESS, ip_groups=groups, truth=truth)


def tiered(tier, **properties):
    return {"properties": {"sku": {"tier": tier}, **properties}}


def policy(mode=None, *entries, tier="Premium"):
    detection = {"mode": mode, "configuration": {"bypassTrafficSettings": list(entries)}}
    return tiered(tier, **({"intrusionDetection": detection} if mode else {}))


def drops(*policies, tier="Premium", flow=None):
    return intrusion.drops(tiered(tier), list(policies), flow or asked())


@pytest.mark.parametrize(("mode", "expected"), [("Deny", True), ("Alert", False), ("Off", False), (None, False)])
def test_only_the_mode_deny_drops_what_a_signature_holds_of(mode, expected):
    assert drops(policy(mode)) is expected
    assert drops(policy(mode), flow=asked(frozenset({ADDRESS}))) is expected
    assert not drops(policy(mode), flow=asked(frozenset()))


def test_below_premium_and_without_a_policy_there_is_none():
    assert not drops(policy("Deny", tier="Standard"), tier="Premium")
    assert not drops(policy("Deny"), tier="Standard")
    assert not drops()


@pytest.mark.parametrize(
    ("changed", "spared"),
    [
        ({}, True),
        ({"protocol": "ANY"}, True),
        ({"protocol": "UDP"}, False),
        ({"sourceAddresses": ["10.20.2.0/24"]}, False),
        ({"destinationAddresses": [], "destinationIpGroups": ["/G"]}, True),
        ({"destinationAddresses": ["198.51.100.0/24"]}, False),
        ({"destinationPorts": ["80"]}, False),
    ],
)
def test_a_bypass_spares_what_it_covers_at_both_ends(changed, spared):
    assert drops(policy("Deny", {**ENTRY, "name": "spared", **changed})) is not spared


def test_whether_a_parents_mode_counts_a_truth_has_to_tell():
    for inherited in (True, False):
        assert drops(policy("Deny"), policy(), flow=asked(settings_inherited=inherited)) is inherited
    with pytest.raises(ValueError, match="settings_inherited"):
        drops(policy("Deny"), policy())


def test_which_signatures_hold_a_truth_has_to_tell():
    with pytest.raises(ValueError, match="signatures"):
        drops(policy("Deny"), flow=asked(None))
