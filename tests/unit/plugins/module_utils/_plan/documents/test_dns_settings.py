# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a firewall answers for names, and whom it asks."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import dns_settings
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.dns_settings import DnsSettings
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy

POLICY_ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/firewallPolicies"
GOVERNED = {"properties": {"firewallPolicy": {"id": f"{POLICY_ID}/own"}}}


def classic(tier="Standard", **more):
    names = {"proxy": "Network.DNS.EnableProxy", "servers": "Network.DNS.Servers"}
    return {"properties": {"sku": {"tier": tier}, "additionalProperties": {names[one]: more[one] for one in more}}}


def policy(settings=None, parent=None, tier="Standard"):
    properties = {"sku": {"tier": tier}}
    properties |= {"dnsSettings": settings} if settings is not None else {}
    properties |= {"basePolicy": {"id": f"{POLICY_ID}/{parent}"}} if parent else {}
    return Policy({"name": "p", "properties": properties}, ())


ON, OFF = {"enableProxy": True}, {"servers": ["10.0.0.9"]}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (classic(), DnsSettings(answers=False)),
        (classic(proxy="true"), DnsSettings(answers=True)),
        (
            classic(proxy="True", servers="10.0.0.2, 10.0.0.3"),
            DnsSettings(answers=True, servers=("10.0.0.2", "10.0.0.3")),
        ),
        (classic(proxy="true", servers="168.63.129.16"), DnsSettings(answers=True)),
        (classic(proxy="false", servers=""), DnsSettings(answers=False)),
        (classic("Basic", proxy="true"), DnsSettings(answers=False)),
    ],
)
def test_a_classic_firewall_says_it_itself(document, expected):
    assert dns_settings.of_firewall(document, ()) == expected


@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        ([policy(ON)], DnsSettings(answers=True)),
        ([policy(OFF)], DnsSettings(answers=False, servers=("10.0.0.9",))),
        ([policy(ON), policy(OFF, "root")], DnsSettings(answers=False, servers=("10.0.0.9",))),
        ([policy(ON), policy({}, "root")], DnsSettings(answers=True)),
        ([policy(), policy(parent="root")], DnsSettings(answers=False)),
        ([policy(parent="root")], DnsSettings(answers=None, servers=None)),
        ([], DnsSettings(answers=None, servers=None)),
        ([policy(ON, "root")], DnsSettings(answers=True)),
        ([policy(ON), policy({"servers": None, "enableProxy": None}, "root")], DnsSettings(answers=True)),
        ([policy({"servers": None, "enableProxy": None}, "root")], DnsSettings(answers=None, servers=None)),
        (
            [policy(ON), policy({"servers": ["10.0.0.9"], "enableProxy": None}, "root")],
            DnsSettings(False, ("10.0.0.9",)),
        ),
        ([policy({"enableProxy": "perhaps"})], DnsSettings(answers=None)),
        ([policy({"enableProxy": True, "servers": "10.0.0.9"})], DnsSettings(answers=True, servers=None)),
        (
            [policy(ON), policy({"enableProxy": True, "requireProxyForNetworkRules": False}, tier="Basic")],
            DnsSettings(answers=False),
        ),
    ],
)
def test_the_nearest_policy_with_settings_decides_and_one_that_could_not_be_read_may(chain, expected):
    assert dns_settings.of_firewall(GOVERNED, chain) == expected


def test_a_firewall_of_tier_basic_answers_nobody_whatever_its_policy_says():
    basic = {"properties": {**GOVERNED["properties"], "sku": {"tier": "Basic"}}}
    assert dns_settings.of_firewall(basic, [policy(ON)]) == DnsSettings(answers=False)
