# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security admin rules.

Microsoft Learn, virtual-network-manager/concept-security-admins: they are evaluated before the rules of security
groups; Deny stops, AlwaysAllow ends the evaluation, Allow leaves it to the security group; lower numbers first. The
shape is that of the published example NetworkManagerEffectiveSecurityAdminRulesList; empty lists were recorded.
"""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import Network, admin_rules, trip, visit
from ansible_collections.adx.outbound.tests.emulator.dataplane.security_groups import Space

SOURCE, ADDRESS = "10.20.1.7", "192.0.2.1"
CLOSED = {
    "properties": {
        "securityRules": [
            {
                "name": "stop",
                "properties": {
                    "priority": 100,
                    "access": "Deny",
                    "direction": direction,
                    "protocol": "*",
                    "sourceAddressPrefix": "*",
                    "sourcePortRange": "*",
                    "destinationAddressPrefix": "*",
                    "destinationPortRange": "*",
                },
            }
            for direction in ("Outbound", "Inbound")
        ]
    }
}


def rule(access, priority=10, **members):
    properties = {
        "protocol": "Tcp",
        "sources": [],
        "destinations": [],
        "sourcePortRanges": [],
        "destinationPortRanges": [],
        "direction": "Outbound",
        "access": access,
        "priority": priority,
        **members,
    }
    return {"id": f"{access}-{priority}", "kind": "Custom", "properties": properties}


def end(prefix, kind="IPPrefix"):
    return [{"addressPrefixType": kind, "addressPrefix": prefix}]


def decide(*rules, groups=None, **more):
    asked = {"direction": "Outbound", "source": SOURCE, "destination": ADDRESS, "port": 443, "protocol": "tcp", **more}
    tags = {"values": [{"name": "Sql", "properties": {"addressPrefixes": ["192.0.2.0/24"]}}]}
    return admin_rules.decision({"value": list(rules)}, Space(tags, ("10.20.0.0/16",), ()), groups=groups, **asked)


def test_the_lowest_number_that_matches_decides():
    assert decide(rule("Deny", 20), rule("Allow", 10)) == ("allow", "Allow-10")
    assert decide(rule("Deny", 20), rule("Allow", 10, protocol="Udp")) == ("deny", "Deny-20")
    assert (
        decide() is None
        and admin_rules.decision(None, None, direction="Outbound", source="", destination="", port=1, protocol="tcp")
        is None
    )


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"destinations": end("192.0.2.0/24")}, True),
        ({"destinations": end("198.51.100.0/24")}, False),
        ({"destinations": end("*")}, True),
        ({"destinations": end("Internet", "ServiceTag")}, True),
        ({"destinations": end("Sql", "ServiceTag")}, True),
        ({"sources": end("VirtualNetwork", "ServiceTag")}, True),
        ({"sources": end("10.30.0.0/16")}, False),
        ({"destinationPortRanges": ["80", "440-450"]}, True),
        ({"destinationPortRanges": ["80"]}, False),
        ({"protocol": "Any"}, True),
        ({"protocol": "Udp"}, False),
        ({"direction": "Inbound"}, False),
    ],
)
def test_a_rule_matches_by_ends_ports_protocol_and_direction(members, expected):
    assert (decide(rule("Deny", **members)) is not None) is expected


def test_a_group_of_networks_holds_what_its_members_have():
    mine = rule("Deny", sources=end("/NetworkGroups/g", "NetworkGroup"))
    assert decide(mine, groups={"/networkgroups/g": ["10.20.0.0/16"]}) == ("deny", "Deny-10")
    assert decide(mine, groups={}) is None
    with pytest.raises(ValueError, match="which networks are in /NetworkGroups/g"):
        decide(mine)


def test_source_ports_are_refused_where_they_would_decide():
    with pytest.raises(ValueError, match="source ports"):
        decide(rule("Deny", sourcePortRanges=["1000-2000"]))
    assert decide(rule("Deny", sourcePortRanges=["0-65535"]))


@pytest.mark.parametrize(
    ("access", "passes", "where"),
    [("Deny", False, "admin rule"), ("Allow", False, "security group"), ("AlwaysAllow", True, "direct")],
)
def test_the_security_group_is_asked_after_allow_only(access, passes, where):
    world = Network(nsg=CLOSED, admin_rules={"value": [rule(access), rule(access, direction="Inbound")]})
    assert trip(world, source=SOURCE, address=ADDRESS, port=443)[:2] == (passes, where)
    assert visit(world, source=ADDRESS, destination=SOURCE, port=443)[:2] == (passes, where)
