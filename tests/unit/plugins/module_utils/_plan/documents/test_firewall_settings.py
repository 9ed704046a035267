# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a firewall does beside its rules, by its own document and by its policies."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import firewall_settings
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.firewall_settings import IANA
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy

RANGES = "Network.SNAT.PrivateRanges"


def firewall(tier="Premium", **properties):
    return {"name": "fw", "properties": {"sku": {"name": "AZFW_VNet", "tier": tier}, **properties}}


def chain(*listed):
    """Policies with these properties, the root first."""
    return [Policy({"name": "p", "properties": properties}, ()) for properties in listed]


def snat(*ranges):
    return {"snat": {"privateRanges": list(ranges)}}


# (what, the firewall's own ranges, its policies, what is not translated)
SNAT = [
    ("nothing said", None, (), IANA),
    ("its own", "10.1.0.0/16, 20.0.0.0/8", (), ("10.1.0.0/16", "20.0.0.0/8")),
    ("its own besides the usual", "IANAPrivateRanges, 20.0.0.0/8", (), (*IANA, "20.0.0.0/8")),
    ("nothing at all", "255.255.255.255/32", (), ("255.255.255.255/32",)),
    ("a policy that says nothing", "0.0.0.0/0", ({},), IANA),
    ("a policy", None, (snat("0.0.0.0/0"),), ("0.0.0.0/0",)),
    ("a parent", None, (snat("20.0.0.0/8"), {}), ("20.0.0.0/8",)),
    ("a policy below a parent", None, (snat("20.0.0.0/8"), snat("30.0.0.0/8")), ("30.0.0.0/8",)),
    ("a policy with an empty list", None, (snat("20.0.0.0/8"), snat()), ("20.0.0.0/8",)),
]


@pytest.mark.parametrize(("what", "own", "policies", "kept"), SNAT, ids=[case[0] for case in SNAT])
def test_what_is_not_translated_is_said_by_the_nearest_that_says_it(what, own, policies, kept):
    document = firewall(additionalProperties={RANGES: own} if own else {})
    assert firewall_settings.snat_ranges(document, chain(*policies)) == kept, what


@pytest.mark.parametrize(
    ("tier", "modes", "denies"),
    [
        ("Premium", ("Deny",), True),
        ("Premium", ("Deny", "Alert"), True),
        ("Premium", ("Alert", None), False),
        ("Standard", ("Deny",), False),
        ("Basic", ("Deny",), False),
        ("", ("deny",), True),
    ],
)
def test_intrusion_detection_denies_by_the_strictest_mode_where_the_tier_has_it(tier, modes, denies):
    policies = chain(*({"intrusionDetection": {"mode": mode}} for mode in modes))
    assert firewall_settings.detects_and_denies(firewall(tier), policies) is denies


@pytest.mark.parametrize(
    ("tier", "own", "modes", "denies"),
    [
        ("Standard", "Deny", (), True),
        ("Basic", "Deny", (), False),
        ("Standard", "Deny", ("Alert",), False),
        ("Standard", "Off", ("Deny", "Alert"), True),
        ("Basic", "Off", ("Deny",), False),
    ],
)
def test_threat_intelligence_denies_by_the_strictest_mode_and_never_in_basic(tier, own, modes, denies):
    policies = chain(*({"threatIntelMode": mode} for mode in modes))
    assert firewall_settings.denies_threats(firewall(tier, threatIntelMode=own), policies) is denies


def test_a_bypass_is_read_with_all_it_says():
    setting = {
        "name": "b",
        "protocol": "TCP",
        "sourceAddresses": ["10.20.0.0/16"],
        "sourceIpGroups": ["/g"],
        "destinationAddresses": ["*"],
        "destinationPorts": ["443"],
    }
    detection = {"mode": "Deny", "configuration": {"bypassTrafficSettings": [setting]}}
    (one,) = firewall_settings.bypasses(chain({"intrusionDetection": detection}))
    assert (one.protocol, one.sources, one.destinations, one.ports) == ("tcp", ("10.20.0.0/16",), ("*",), ("443",))
    assert list(firewall_settings.bypasses(chain({}, {"intrusionDetection": {"mode": "Deny"}}))) == []
