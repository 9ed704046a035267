# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told of the default route that a virtual hub gives, or does not give."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.check import check
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids

from ..verdict.documents import SUBNET_ID, peering, spoke, virtual_network
from ..verdict.hubs import IN_HUB, OTHER, PRIVATE, connection, hub, intent, policy, static, table
from .scenarios import DEFAULT, GOOD, PAST, QUESTION, having, routed

JOINED = virtual_network("10.20.0.0/16", peering("10.0.0.0/16", useRemoteGateways=True))
CONNECTED = {
    "subnet_id": resource_ids.parse(SUBNET_ID),
    "virtual_network": JOINED,
    "hop_network": None,
    **having(**IN_HUB),
    **routed(PAST),
}
LED = {**CONNECTED, "hub": hub(intents=[intent()])}
UNREAD = {"unread": "The routing intent of virtual hub vhub could not be read (No)", "right": "x/routingIntent/read"}
REFUSING = connection(enableInternetSecurity=False)
NO_ADDRESS = {**IN_HUB, "hubIPAddresses": None}


def checkup(changes, question=QUESTION):
    return check(question, replace(GOOD, **changes))


def findings(changes, question=QUESTION):
    return {one.code: one for one in checkup(changes, question).findings}


def verdicts(changes):
    return {(one.verdict.outcome.value, one.verdict.cause) for one in checkup(changes).dependencies}


@pytest.mark.parametrize(
    "changes",
    [
        LED,
        {**CONNECTED, "hub": hub(table=table(static("0.0.0.0/0")))},
        {**LED, **having(**{**NO_ADDRESS, "ipConfigurations": [{"properties": {"publicIPAddress": {"id": "/p"}}}]})},
    ],
    ids=["intent", "static route", "an address that nobody can tell"],
)
def test_what_the_hub_leads_to_its_firewall_is_judged_by_the_rules(changes):
    found = checkup(changes)
    assert {one.verdict for one in found.dependencies} == {one.firewall for one in found.dependencies}
    assert {one.hop.kind for one in found.dependencies} == {"VirtualHub"}
    assert verdicts(changes) == {("allowed", "")}
    assert {one.code for one in found.findings if one.severity != "info"} == set()
    assert {"not_covered"} <= {one.code for one in found.findings}
    assert verdicts({**changes, **having(**IN_HUB, applicationRuleCollections=[])}) == {("no_match", "")}


LACKING = [
    (
        {**LED, **routed(PAST, disableBgpRoutePropagation=True)},
        "route table rt takes none from virtual hub vhub (disableBgpRoutePropagation is true)",
        "Turn propagation of gateway routes on in route table rt.",
    ),
    (
        {**CONNECTED, "hub": hub([REFUSING], intents=[intent()])},
        "connection spoke of virtual hub vhub takes none (enableInternetSecurity is false)",
        "Set enableInternetSecurity: true on the connection.",
    ),
    (
        {**LED, "hub": hub([]), "virtual_network": spoke()},
        "network vnet is not connected to virtual hub vhub",
        "Connect it, with enableInternetSecurity: true.",
    ),
    (
        {**CONNECTED, "hub": hub(intents=[intent(policy(OTHER))])},
        "routing intent intent of virtual hub vhub sends it to fw-2, which is not this firewall",
        "",
    ),
]


@pytest.mark.parametrize(("changes", "why", "remedy"), LACKING, ids=["table", "connection", "network", "elsewhere"])
def test_what_keeps_the_hubs_default_route_away_is_told_with_its_remedy(changes, why, remedy):
    told = findings(changes)["no_default_route"]
    assert told.message == f"No 0.0.0.0/0 route leads from subnet snet to firewall fw: {why}. Nothing is locked down."
    intent = (
        "Let the routing intent of the hub send internet traffic to the firewall once all that is needed is allowed."
    )
    wanted = f"{remedy} {intent}"
    assert told.remedy == wanted.strip()
    stays = {("cannot_tell", "other_way")} if not remedy else {("allowed", "")}
    assert verdicts(changes) == stays


@pytest.mark.parametrize(
    ("own", "cause", "code"),
    [
        (hub(**UNREAD), "unreadable", "unreadable"),
        (hub(intents=[intent(state="Updating")]), "not_settled", "not_settled"),
        (hub(intents=[intent(PRIVATE)]), "learned_route", "undecided_way"),
        (hub(table=table()), "learned_route", "undecided_way"),
        (hub([]), "learned_route", "undecided_way"),
    ],
    ids=["hidden", "changing", "private traffic alone", "no intent", "connected elsewhere"],
)
def test_what_the_hub_leaves_open_is_open_with_its_reason(own, cause, code):
    changes = {**CONNECTED, "hub": own}
    told = findings(changes)
    assert verdicts(changes) == {("cannot_tell", cause)}
    assert code in told and "no_default_route" not in told and "not_covered" not in told


def test_who_may_not_read_the_hub_is_told_the_right():
    told = findings({**CONNECTED, "hub": hub(**UNREAD)})["unreadable"]
    assert (
        told.message
        == "The routing intent of virtual hub vhub could not be read (No). That leaves 2 of 2 destinations open."
    )
    assert told.remedy == "Give the login x/routingIntent/read on the hub."
    rightless = findings({**CONNECTED, "hub": hub(unread="It could not be read (405)")})["unreadable"]
    assert rightless.remedy == "Look at the hub in the portal, and check again."


def test_who_refuses_the_default_route_and_may_take_halves_of_one_is_not_told_that_nothing_is_locked_down():
    changes = {**CONNECTED, "hub": hub([REFUSING], table=table(static("0.0.0.0/1", "128.0.0.0/1")))}
    assert verdicts(changes) == {("cannot_tell", "learned_route")}
    told = findings(changes)
    assert "undecided_way" in told and "no_default_route" not in told and "not_covered" not in told


@pytest.mark.parametrize("own", [hub(**UNREAD), hub(intents=[intent(policy(OTHER))])], ids=["hidden", "elsewhere"])
def test_a_default_route_of_the_table_is_followed_whatever_the_hub_has(own):
    way = peering("10.0.0.0/16", useRemoteGateways=True)
    far = virtual_network("10.20.0.0/16", {**way, "name": "RemoteVnetToHubPeering_1"})
    changes = {**CONNECTED, "hub": own, "virtual_network": far, **routed(DEFAULT, PAST)}
    assert verdicts(changes) == {("cannot_tell", "unproven_hop")}
    assert "unreadable" not in findings(changes)
    (why,) = {one.verdict.why for one in checkup(changes).dependencies}
    assert why == "whether a route to 10.0.1.4 in a virtual hub works is not documented, as its routing intent is"


def test_a_route_of_ours_that_is_wanted_and_gone_is_told_as_ever():
    wanted = replace(QUESTION, default_route_wanted=True)
    changes = {**LED, "hub": hub([]), "virtual_network": spoke()}
    assert "leads to firewall fw: nothing is locked down" in findings(changes, wanted)["no_default_route"].message


def test_a_hub_firewall_that_shows_no_public_address_has_some():
    shown = having(**{**IN_HUB, "hubIPAddresses": {"privateIPAddress": "10.0.1.4"}})
    assert "which its document does not show now" in findings({**LED, **shown})["new_source_address"].message
    assert "new_source_address" not in findings(LED)


def test_before_routing_a_hub_firewall_is_judged_by_its_rules_unless_a_route_is_to_be_written():
    before = replace(QUESTION, before_routing=True)
    unled = {**CONNECTED, "hub": hub(table=table())}
    for changes in (unled, {**unled, **having(**NO_ADDRESS)}, {**LED, "hub": hub([]), "virtual_network": spoke()}):
        assert {one.verdict.outcome.value for one in checkup(changes, before).dependencies} == {"allowed"}
        (hop,) = {one.hop.kind for one in checkup(changes, before).dependencies}
        assert hop == "VirtualHub"
    wanted = replace(before, default_route_wanted=True)
    assert {one.hop.kind for one in checkup(unled, wanted).dependencies} == {"VirtualAppliance"}


@pytest.mark.parametrize(
    ("properties", "is_told"),
    [({}, False), ({"hubIPAddresses": {}}, False), ({"hubIPAddresses": None, "virtualHub": None}, True)],
    ids=["an address", "none while it changes", "no hub"],
)
def test_only_a_firewall_that_stands_nowhere_is_told_as_deallocated(properties, is_told):
    changes = {**LED, **having(**{**IN_HUB, **properties})}
    assert ("firewall_without_address" in findings(changes)) == is_told
