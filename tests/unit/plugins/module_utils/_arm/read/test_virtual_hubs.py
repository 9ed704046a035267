# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of a virtual hub, in which order, and what happens where that may not be read."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.read import virtual_hubs
from ansible_collections.adx.outbound.plugins.module_utils._arm.read.reader import Reader

from ..._plan.verdict.hubs import HUB, IN_HUB, NETWORK, OTHER, TABLE, connection, intent, static, table
from ..doors import ABSENT, BUSY, HIDDEN, Doors
from ..standins import Clock

FIREWALL = {"name": "fw", "properties": IN_HUB}
CONNECTIONS, INTENT = f"{HUB}/hubVirtualNetworkConnections", f"{HUB}/routingIntent"


def read(documents, *firewalls, network=NETWORK):
    doors = Doors(documents)
    found = virtual_hubs.read(Reader(doors, Clock().patience()), *(firewalls or [FIREWALL]), network)
    return found, [path.rpartition("/")[2] for path in doors.asked]


def test_each_part_is_read_only_where_the_one_before_leaves_something_to_decide():
    connections, table_of = "hubvirtualnetworkconnections", "defaultroutetable"
    assert read({})[1] == [connections]
    assert read({CONNECTIONS: [connection(OTHER)]})[1] == [connections]
    refusing = [connection(enableInternetSecurity=False)]
    assert read({CONNECTIONS: refusing, INTENT: [intent()]})[1] == [connections, "routingintent"]
    assert read({CONNECTIONS: refusing, TABLE: table()})[1] == [connections, "routingintent", table_of]
    found, asked = read({CONNECTIONS: [connection()], INTENT: [intent()]})
    assert (asked, found.intents, found.table) == ([connections, "routingintent"], (found.intents[0],), None)
    found, asked = read({CONNECTIONS: [connection()], TABLE: table(static("0.0.0.0/0"))})
    assert asked == [connections, "routingintent", table_of]
    assert (found.intents, found.table["name"], found.unread) == ((), "defaultRouteTable", "")


def test_the_table_that_the_connection_is_associated_with_is_read():
    own = f"{HUB}/hubRouteTables/mine"
    joined = connection(routingConfiguration={"associatedRouteTable": {"id": own}})
    found, _asked = read({CONNECTIONS: [joined], own: {**table(), "name": "mine"}})
    assert found.table["name"] == "mine"


@pytest.mark.parametrize(
    ("refused", "answer", "what", "right"),
    [
        (CONNECTIONS, HIDDEN, "connections", "hubVirtualNetworkConnections"),
        (CONNECTIONS, (404, "InvalidResourceType"), "connections", "hubVirtualNetworkConnections"),
        (INTENT, HIDDEN, "routing intent", "routingIntent"),
        (INTENT, (404, "InvalidResourceType"), "routing intent", "routingIntent"),
        (TABLE, HIDDEN, "route table", "hubRouteTables"),
        (TABLE, ABSENT, "route table", "hubRouteTables"),
    ],
)
def test_what_may_not_be_read_is_noted_with_the_right_it_takes(refused, answer, what, right):
    found, _asked = read({CONNECTIONS: [connection()], INTENT: [], refused: answer})
    assert found.unread == f"The {what} of virtual hub vhub in resource group rg-hub could not be read ({answer[1]})"
    assert found.right == f"Microsoft.Network/virtualHubs/{right}/read"


def test_a_table_that_is_none_is_not_asked_for():
    joined = connection(routingConfiguration={"associatedRouteTable": {"id": str(NETWORK)}})
    found, asked = read({CONNECTIONS: [joined]})
    assert "could not be read: " in found.unread and len(asked) == 2


OTHERWISE = [
    *((part, answer) for part in (CONNECTIONS, INTENT, TABLE) for answer in (BUSY, (405, "MethodNotAllowed"))),
    (CONNECTIONS, (400, "NoRegisteredProviderFound")),
    (INTENT, (409, "AnotherOperationInProgress")),
    *((part, [answer]) for part in (CONNECTIONS, INTENT) for answer in ("text", None, {"properties": "text"})),
    (TABLE, []),
    (TABLE, "text"),
]


@pytest.mark.parametrize(("spoilt", "answer"), OTHERWISE)
def test_whatever_else_is_answered_stops_nothing_and_is_no_right_that_is_missing(spoilt, answer):
    found, _asked = read({CONNECTIONS: [connection()], INTENT: [], spoilt: answer})
    assert " of virtual hub vhub in resource group rg-hub could not be read (" in found.unread and found.right == ""


@pytest.mark.parametrize("said", ["vhub", {"id": "vhub"}, {"id": str(NETWORK)}, {"id": "a b"}, {"id": 5}])
def test_a_hub_that_is_none_is_not_asked_and_nothing_is_known_of_it(said):
    found, asked = read({}, {"name": "fw", "properties": {**IN_HUB, "virtualHub": said}})
    assert found.unread.startswith("The virtual hub of the firewall could not be read: '") and asked == []
    assert found.described == "virtual hub unknown"


@pytest.mark.parametrize(
    "firewall",
    [None, {"name": "fw", "properties": {**IN_HUB, "sku": {"name": "AZFW_VNet"}}}, {"properties": {"sku": {}}}],
)
def test_a_firewall_that_stands_in_no_hub_asks_nothing(firewall):
    assert read({}, firewall) == (None, [])
    assert read({}, network=None) == (None, [])
