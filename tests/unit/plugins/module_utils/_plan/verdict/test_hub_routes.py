# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a virtual hub sends the internet traffic of a network: to this firewall, elsewhere, or nobody can tell."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import hub_routes

from .hubs import FIREWALL_ID, NETWORK, OTHER, PRIVATE, connection, hub, intent, policy, static, table

GATEWAY = "VirtualNetworkGateway"
TO_US, NOWHERE = [intent()], connection(enableInternetSecurity=False)
HALVES = (static("0.0.0.0/1"), static("128.0.0.0/1"))
WALLED = static("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
MAP = {"outboundRouteMap": {"id": "/maps/1"}}

ANYBODYS = {"name": "odd", "properties": {}}
STRAIGHT, STRANGE, LEARNED = ("Internet", ""), ("Unknown", "unknown_member"), ("Unknown", "learned_route")
UNSETTLED = ("Unknown", "not_settled")

# (what, the hub, the kind of the hop and its cause)
GIVEN = [
    ("intent to this firewall", hub(intents=TO_US), "VirtualHub", ""),
    ("with private traffic, too", hub(intents=[intent(policy(), PRIVATE)]), "VirtualHub", ""),
    ("in other letters", hub(intents=[intent(policy(str(FIREWALL_ID).upper(), ["INTERNET"]))]), "VirtualHub", ""),
    ("whatever its table says", hub(intents=TO_US, table=table(static("0.0.0.0/0", next_hop=OTHER))), "VirtualHub", ""),
    ("intent to another firewall", hub(intents=[intent(policy(OTHER))]), GATEWAY, "other_way"),
    ("intent to nothing", hub(intents=[intent(policy(""))]), GATEWAY, "other_way"),
    ("two intents that part ways", hub(intents=[intent(), intent(policy(OTHER))]), "Unknown", "other_way"),
    ("private traffic alone", hub(intents=[intent(PRIVATE)]), "Unknown", "learned_route"),
    ("intent that changes", hub(intents=[intent(state="Updating")]), "Unknown", "not_settled"),
    ("intent that failed", hub(intents=[intent(state="Failed")]), "Unknown", "not_settled"),
    ("policy with a new member", hub(intents=[intent(policy(except_="x"))]), "Unknown", "unknown_member"),
    (
        "policy for something new",
        hub(intents=[intent(policy(), policy(destinations=["x"]))]),
        "Unknown",
        "unknown_member",
    ),
    ("connection that refuses", hub([NOWHERE], intents=TO_US), "Internet", ""),
    ("connection that refuses what changes", hub([NOWHERE], intents=[intent(state="Updating")]), "Internet", ""),
    ("connection that refuses what nobody knows", hub([NOWHERE], intents=[intent(policy(x=1))]), *STRANGE),
    ("connection that refuses what is hidden", hub([NOWHERE], unread="No"), "Unknown", "unreadable"),
    ("connection that refuses a static default route", hub([NOWHERE], table=table(static("0.0.0.0/0"))), *STRAIGHT),
    ("connection that refuses no private space", hub([NOWHERE], table=table(WALLED)), *STRAIGHT),
    ("connection that refuses no narrow route", hub([NOWHERE], table=table(static("20.1.0.0/24"))), *STRAIGHT),
    ("connection that refuses no halves", hub([NOWHERE], table=table(*HALVES)), "Unknown", "learned_route"),
    ("connection that refuses no wide route", hub([NOWHERE], table=table(static("20.0.0.0/8"))), *LEARNED),
    ("connection that refuses a table that changes", hub([NOWHERE], table=table(state="Updating")), *UNSETTLED),
    ("connection of nobody knows whom", hub([ANYBODYS], intents=TO_US), *STRANGE),
    ("the same beside its own", hub([ANYBODYS, connection()], intents=TO_US), "VirtualHub", ""),
    ("connection that does not say", hub([connection(enableInternetSecurity=None)]), "Unknown", "learned_route"),
    (
        "connection that changes",
        hub([connection(provisioningState="Updating")], intents=TO_US),
        "Unknown",
        "not_settled",
    ),
    ("with a route map", hub([connection(routingConfiguration=MAP)], intents=TO_US), "Unknown", "unknown_member"),
    (
        "with a policy of its own",
        hub([connection(connectionPolicy={"id": "p"})], intents=TO_US),
        "Unknown",
        "unknown_member",
    ),
    ("for IPv6 alone", hub([connection(enableOnlyIPv6Peering=True)], intents=TO_US), "Unknown", "unknown_member"),
    ("for both families", hub([connection(enableOnlyIPv6Peering=False)], intents=TO_US), "VirtualHub", ""),
    ("static default route", hub(table=table(static("0.0.0.0/0"))), "VirtualHub", ""),
    ("beside private space", hub(table=table(static("0.0.0.0/0"), WALLED)), "VirtualHub", ""),
    ("in halves", hub(table=table(*HALVES)), "VirtualHub", ""),
    ("one half", hub(table=table(HALVES[0])), "Unknown", "learned_route"),
    ("private space alone", hub(table=table(WALLED)), "Unknown", "learned_route"),
    ("no route", hub(table=table()), "Unknown", "learned_route"),
    ("static default to an appliance", hub(table=table(static("0.0.0.0/0", next_hop="/c/1"))), GATEWAY, "other_way"),
    (
        "a wide one elsewhere",
        hub(table=table(static("0.0.0.0/0"), static("20.0.0.0/8", next_hop=OTHER))),
        "Unknown",
        "other_way",
    ),
    (
        "a narrow one elsewhere",
        hub(table=table(static("0.0.0.0/0"), static("20.1.0.0/24", next_hop=OTHER))),
        "VirtualHub",
        "",
    ),
    ("table that changes", hub(table=table(static("0.0.0.0/0"), state="Updating")), "Unknown", "not_settled"),
    ("route with a new member", hub(table=table(static("0.0.0.0/0", weight=3))), "Unknown", "unknown_member"),
    ("route to a service", hub(table=table(static("x", destinationType="Service"))), "Unknown", "unknown_member"),
    ("hidden intent", hub(unread="It could not be read"), "Unknown", "unreadable"),
    ("hidden connections", hub([], unread="It could not be read"), "Unknown", "unreadable"),
]


@pytest.mark.parametrize(("what", "given", "kind", "cause"), GIVEN, ids=[case[0] for case in GIVEN])
def test_a_hub_sends_what_has_no_other_route_somewhere(what, given, kind, cause):
    hop = hub_routes.of_network(given, FIREWALL_ID, NETWORK, may_be_connected=True)
    assert (hop.kind, hop.cause) == (kind, cause), what
    assert bool(hop.why) == bool(cause)


@pytest.mark.parametrize(
    ("given", "network", "may_be"),
    [
        (None, NETWORK, True),
        (hub([], intents=TO_US), NETWORK, True),
        (hub([connection(OTHER)], intents=TO_US), NETWORK, True),
        (hub(intents=TO_US), None, True),
        (hub([], unread="No"), NETWORK, False),
        (hub([ANYBODYS], intents=TO_US), NETWORK, False),
        (hub([ANYBODYS], intents=TO_US), None, True),
    ],
    ids=[
        "no hub",
        "no connection",
        "another's connection",
        "no network",
        "hidden, and its own document shows none",
        "unclear, and it shows none",
        "unclear and no network",
    ],
)
def test_a_hub_gives_nothing_to_a_network_that_is_not_connected(given, network, may_be):
    assert hub_routes.of_network(given, FIREWALL_ID, network, may_be_connected=may_be) is None


def test_what_sends_is_named():
    def why(given):
        return hub_routes.of_network(given, FIREWALL_ID, NETWORK, may_be_connected=True).why

    assert why(hub(intents=[intent(policy(OTHER))])) == (
        "routing intent intent of virtual hub vhub sends it to fw-2, which is not this firewall"
    )
    assert why(hub([connection(routingConfiguration=MAP)])) == (
        "outboundRouteMap of connection spoke of virtual hub vhub is not understood here"
    )
    assert why(hub([NOWHERE], table=table(*HALVES))) == (
        "connection spoke of virtual hub vhub takes no default route, and whether it takes 0.0.0.0/1 of route table"
        " defaultRouteTable of virtual hub vhub is not documented"
    )
    assert why(hub([ANYBODYS])) == "connection odd of virtual hub vhub does not say which network it is of"
    assert why(hub(table=table(static("0.0.0.0/0", next_hop=OTHER)))).startswith(
        "route table defaultRouteTable of virtual"
    )
