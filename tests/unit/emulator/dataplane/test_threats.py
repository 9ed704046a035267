# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Threat intelligence.

Microsoft Learn, firewall/threat-intel: asked before NAT, network and application rules; alert, or alert and deny;
allowlists of names and addresses. firewall/features-by-sku (2025-09-18): Basic alerts only. firewall-manager/
policy-overview: the mode is inherited and can only be overridden by a stricter one, the allowlist is added to.
The classic allowlist stands in additionalProperties, as azure-cli writes it.
"""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import Truth, flows, threats

LISTED = Truth(threats=frozenset({"bad.example", "192.0.2.66"}))


def stops(*policies, tier="Standard", truth=LISTED, protocol="Https", firewall=None, **asked):
    document = {"properties": {"sku": {"tier": tier}, **(firewall or {})}}
    made = flows.asked(
        "10.0.0.4", 443, protocol, {"fqdn": "bad.example", "address": "192.0.2.1", "truth": truth, **asked}
    )
    return threats.stops(document, [{"properties": item} for item in policies], made)


@pytest.mark.parametrize(
    ("modes", "expected"),
    [(["Deny"], True), (["Alert"], False), (["Off"], False), (["Deny", "Alert"], True), (["Alert", "Deny"], True)],
)
def test_the_strictest_mode_of_the_chain_counts(modes, expected):
    assert stops(*({"threatIntelMode": mode} for mode in modes)) is expected


def test_a_name_counts_only_where_it_is_seen_and_an_address_always():
    deny = {"threatIntelMode": "Deny"}
    assert not stops(deny, fqdn="good.example")
    assert not stops(deny, protocol="TCP")
    assert stops(deny, protocol="TCP", address="192.0.2.66")


def test_a_basic_firewall_only_tells():
    assert not stops({"threatIntelMode": "Deny"}, tier="Basic")


@pytest.mark.parametrize("spared", [{"fqdns": ["*.example", "bad.example"]}, {"ipAddresses": ["192.0.2.0/28"]}])
def test_what_any_policy_of_the_chain_spares_is_spared(spared):
    assert not stops({"threatIntelMode": "Deny"}, {"threatIntelWhitelist": spared})


def test_a_classic_firewall_has_mode_and_allowlist_itself():
    firewall = {"threatIntelMode": "Deny"}
    assert stops(firewall=firewall)
    for name, value in (threats.CLASSIC_NAMES, "x.example, bad.example"), (threats.CLASSIC_ADDRESSES, "192.0.2.0/24"):
        assert not stops(firewall={**firewall, "additionalProperties": {name: value}})


def test_without_the_list_only_a_whole_truth_is_refused():
    assert not stops({"threatIntelMode": "Deny"}, truth=Truth())
    with pytest.raises(ValueError, match="nobody said: threats"):
        stops({"threatIntelMode": "Deny"}, truth=Truth(whole=True))
