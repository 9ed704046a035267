# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies beyond a firewall's rules."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check import beyond
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import verdicts
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Besides, Beyond

from ..verdict.documents import network
from .scenarios import (
    ANY_TLS,
    BOTH,
    GOOD,
    HOST,
    HUB,
    OF_BEYOND,
    OUT,
    PASSING,
    QUESTION,
    SNAT,
    application,
    codes,
    collection,
    exit_,
    having,
    premium,
    zoned,
)

ADDRESS, MONITOR = Flow(443, "TCP", addresses=("20.1.2.3",)), Flow(443, "TCP", tag="AzureMonitor")
PRIVATE = Flow(443, "TCP", addresses=("10.50.0.4",))
TO_APPLIANCE = ("up", "0.0.0.0/0", "VirtualAppliance", "10.9.9.9")


def judged(changes, *flows):
    landscape = replace(GOOD, **changes)
    question = replace(QUESTION, flows=flows or QUESTION.flows)
    return verdicts.judge_all(question, landscape)[0], question, landscape, beyond.exit_of(landscape)


def told(changes, *flows):
    return list(beyond.findings(*judged(changes, *flows)))


def brief(changes, *flows):
    return [(one.code, one.concerns) for one in told(changes, *flows)]


@pytest.mark.parametrize("code", OF_BEYOND)
def test_a_finding_is_raised_where_it_is_true_and_not_where_it_nearly_is(code):
    raising, near = OF_BEYOND[code]
    assert code in codes(raising)
    assert code not in codes(near)


def test_where_all_is_well_nothing_is_told():
    assert told({}) == []


def test_what_goes_on_elsewhere_names_the_route_and_the_hop():
    (one,) = told(exit_(TO_APPLIANCE))
    assert (one.code, one.subject, len(one.concerns)) == ("forced_tunnel", "up", len(QUESTION.flows))
    assert "goes on to 10.9.9.9 by route 'up' of the firewall's own subnet" in one.message


def test_of_what_the_rules_stop_nothing_lies_beyond():
    closed = {**having(application(to="nobody.contoso.com")), **exit_(TO_APPLIANCE)}
    assert told(closed) == []


def test_a_route_for_an_address_decides_beyond_the_firewall_too():
    routes = [("out", "0.0.0.0/0", "Internet"), ("up", "20.1.2.3/32", "VirtualNetworkGateway")]
    changes = {**having(networks=[collection("n", 100, "Allow", network(to="*"))]), **exit_(*routes)}
    found = [one for one in brief(changes, ADDRESS, MONITOR) if one[0] == "forced_tunnel"]
    assert found == [("forced_tunnel", ("20.1.2.3:443",))]


# (what, the ranges, the flow, the code)
TRANSLATED = [
    ("all ranges", "0.0.0.0/0", ADDRESS, "not_translated"),
    ("all ranges and a tag", "0.0.0.0/0", MONITOR, "not_translated"),
    ("all in two halves", "0.0.0.0/1, 128.0.0.0/1", MONITOR, "not_translated"),
    ("all ranges and a private address", "0.0.0.0/0", PRIVATE, None),
    ("a range around the address", "20.1.0.0/16", ADDRESS, "not_translated"),
    ("a range beside the address", "20.2.0.0/16", ADDRESS, None),
    ("a public range and a tag", "20.1.0.0/16", MONITOR, "perhaps_not_translated"),
    ("private ranges and a tag", "10.0.0.0/8", MONITOR, None),
    ("none at all", "255.255.255.255/32", ADDRESS, None),
]


@pytest.mark.parametrize(("what", "ranges", "flow", "code"), TRANSLATED, ids=[case[0] for case in TRANSLATED])
def test_what_keeps_its_private_source_gets_no_answer(what, ranges, flow, code):
    changes = having(networks=[collection("n", 100, "Allow", network(to="*"))], additionalProperties={SNAT: ranges})
    assert brief(changes, flow) == ([(code, (flow.subject,))] if code else []), what


def test_what_an_application_rule_lets_pass_is_always_translated():
    assert told(having(application(**BOTH), additionalProperties={SNAT: "0.0.0.0/0"})) == []


def test_what_goes_on_to_somebody_else_is_translated_there():
    changes = {**having(networks=[ANY_TLS], additionalProperties={SNAT: "0.0.0.0/0"}), **exit_(TO_APPLIANCE)}
    assert [one.code for one in told(changes)] == ["forced_tunnel"]


@pytest.mark.parametrize(
    ("members", "count"),
    [
        ({"protocol": "UDP"}, 1),
        ({"protocol": "ANY"}, 0),
        ({"sourceAddresses": ["10.20.1.0/25"]}, 1),
        ({"destinationAddresses": ["20.0.0.0/8"]}, 1),
        ({"destinationPorts": ["80"]}, 1),
        ({}, 0),
    ],
    ids=["another protocol", "any protocol", "half of the subnet", "some destinations", "another port", "all"],
)
def test_a_bypass_spares_what_it_holds_for_certain(members, count):
    setting = {**PASSING, "destinationPorts": ["443"], **members}
    detection = {"mode": "Deny", "configuration": {"bypassTrafficSettings": [setting]}}
    assert len(told(premium(intrusionDetection=detection))) == count


def source(changes):
    dependencies, _question, landscape, way = judged(changes)
    return [one.message for one in beyond.source_address(dependencies, landscape, way)]


def seen(beside, *addresses):
    return {"besides": replace(beside["besides"], public_addresses=addresses)}


def test_data_sources_see_the_addresses_that_traffic_leaves_with():
    (own,) = source(seen(exit_(OUT), "203.0.113.10", "203.0.113.11"))
    assert own == (
        "Data sources see the cluster by the public addresses of firewall fw (203.0.113.10, 203.0.113.11), no longer by"
        " its own."
    )
    behind = exit_(natGateway={"id": f"{HUB}/providers/Microsoft.Network/natGateways/nat"})
    named = {"besides": replace(behind["besides"], beyond=replace(behind["besides"].beyond, gateway="nat"))}
    (gateway,) = source(seen(named, "203.0.113.64/30"))
    assert "addresses of NAT gateway nat, by which firewall fw leaves (203.0.113.64/30)" in gateway
    (tunnel,) = source(seen(exit_(TO_APPLIANCE), "203.0.113.10"))
    assert "addresses of what firewall fw sends it on to, 10.9.9.9, no longer" in tunnel


def test_where_the_firewalls_own_routes_are_not_known_the_addresses_may_be_others():
    hidden = {"besides": Besides(public_addresses=("203.0.113.10",), beyond=Beyond(is_unread=True))}
    (told,) = source(hidden)
    assert "(203.0.113.10), no longer by its own, or by others where the routes of its subnet lead elsewhere" in told
    assert [one.code for one in beyond.findings(*judged(hidden))] == ["not_covered"]


@pytest.mark.parametrize("hop", ["VirtualAppliance", "None"])
def test_what_a_zone_leads_to_a_private_address_stays_private_beyond_the_firewall(hop):
    held = collection("n", 100, "Allow", network(to="*"))
    private = {
        **zoned(("a", ("10.50.0.4",))),
        **having(networks=[held], additionalProperties={SNAT: "0.0.0.0/0"}),
        **exit_(("inside", "10.0.0.0/8", "VnetLocal"), ("up", "0.0.0.0/0", hop, "10.9.9.9" if hop != "None" else "")),
    }
    assert told(private, HOST) == []


def test_a_way_that_azure_does_not_support_is_told_as_such():
    (bare,) = told(exit_(TO_APPLIANCE))
    assert bare.remedy.endswith("fw has no management configuration, without which that is not supported.")
    managed = having(managementIpConfiguration={"name": "m"})
    (supported,) = told({**managed, **exit_(TO_APPLIANCE)})
    assert "management" not in supported.remedy


def test_where_no_address_is_known_none_is_told():
    assert source({}) == []
