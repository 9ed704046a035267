# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about the way: documented addresses, the default route, what the subnet is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check import routes
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.check import check
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Decision, Verdict
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.next_hops import Hop
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.verdicts import Answered, Judged

from ..verdict.documents import application, collection, firewall, spoke
from .scenarios import (
    ALLOWING,
    DEFAULT,
    GATEWAY,
    GOOD,
    KUSTO,
    MANAGEMENT,
    OF_ROUTES,
    OTHER,
    OURS,
    PAST,
    QUESTION,
    WEB,
    beside,
    codes,
    found_in,
    located,
    routed,
    shared,
    subnet,
)

LET_IN, PAST_IT = Verdict(Decision.ALLOWED, ("nsg", "adx")), Hop("Internet", route="ADX_Management")
APPLIANCE = {"firewall_id": None, "firewall": {}, "appliance": "10.0.1.4"}
ELSEWHERE = ("to-hub", "0.0.0.0/0", "VirtualAppliance", "10.9.9.9")
TO_GATEWAY = ("onprem", "0.0.0.0/0", "VirtualNetworkGateway")
LOW, HIGH = ("low", "0.0.0.0/1", *DEFAULT[2:]), ("high", "128.0.0.0/1", *DEFAULT[2:])


def answered(purpose="Management", group=LET_IN, hop=PAST_IT):
    return Answered(MANAGEMENT, purpose, LET_IN, group, hop)


def told(changes, *listed, question=QUESTION):
    return list(routes.findings(question, listed, replace(GOOD, **changes)))


def brief(changes, *listed, **more):
    return [(one.code, one.subject) for one in told(changes, *listed, **more)]


@pytest.mark.parametrize("code", OF_ROUTES)
def test_a_finding_is_raised_where_it_is_true_and_not_where_it_nearly_is(code):
    raising, near = OF_ROUTES[code]
    assert code in codes(raising)
    assert code not in codes(near)


def test_where_all_is_well_nothing_is_told():
    assert told({}, answered(), answered("HealthMonitoring")) == []


# (what, the answered address, code, how its sentence begins)
ANSWERS = [
    (
        "it may not come in",
        answered(group=Verdict(Decision.DENIED, ("nsg", "no"))),
        "management_blocked",
        f"{MANAGEMENT} (management) may not connect to port 443 of the cluster: 'nsg / no' of the subnet's security",
    ),
    (
        "whether it may is open",
        answered("HealthMonitoring", group=Verdict(Decision.CANNOT_TELL, ("nsg", "t"), "tag T was not read")),
        "undecided_management",
        f"Whether the subnet's security group lets {MANAGEMENT} (health monitoring) in on port 443 is unknown: tag",
    ),
    (
        "where answers go is open",
        answered(hop=Hop("Unknown", why="a gateway may have learned more")),
        "undecided_route",
        f"Where answers to {MANAGEMENT} (management) are sent is unknown: a gateway may have learned more.",
    ),
    (
        "answers follow the default route to an appliance",
        answered("HealthMonitoring", hop=Hop("VirtualAppliance", "10.0.1.4", "to-hub", is_default=True)),
        "missing_route",
        f"{MANAGEMENT} (health monitoring) has no route of its own, so answers to it follow the default route to"
        " 10.0.1.4, which",
    ),
    (
        "answers follow the default route to a gateway",
        answered(hop=Hop("VirtualNetworkGateway", route="onprem", is_default=True)),
        "missing_route",
        f"{MANAGEMENT} (management) has no route of its own, so answers to it follow the default route to"
        " VirtualNetworkGateway, which",
    ),
    (
        "answers follow another route",
        answered(hop=Hop("VirtualAppliance", "10.0.1.4", "r")),
        "shadowed_route",
        f"Answers to {MANAGEMENT} (management) are sent to 10.0.1.4 by route 'r' instead of to the internet.",
    ),
    (
        "answers stay in the network",
        answered(hop=Hop("VnetLocal")),
        "shadowed_route",
        f"Answers to {MANAGEMENT} (management) are sent to VnetLocal by a route of the network instead of to the",
    ),
]


@pytest.mark.parametrize(("why", "one", "code", "sentence"), ANSWERS, ids=[case[0] for case in ANSWERS])
def test_what_stands_between_a_documented_address_and_the_cluster_is_told(why, one, code, sentence):
    (found,) = told({}, one)
    assert (found.code, found.concerns) == (code, (MANAGEMENT,)), why
    assert found.message.startswith(sentence)


def test_what_stands_in_both_directions_is_told_of_each():
    one = answered(group=Verdict(Decision.DENIED, ("nsg", "no")), hop=Hop("None", route="r"))
    assert [code for code, _subject in brief({}, one)] == ["management_blocked", "shadowed_route"]


@pytest.mark.parametrize(
    ("listed", "sentence", "remedy"),
    [
        (
            [PAST],
            "No 0.0.0.0/0 route of subnet snet leads to firewall fw",
            "Once all that is needed is allowed, add one with next hop",
        ),
        (
            [TO_GATEWAY],
            "Route 'onprem' (0.0.0.0/0) of subnet snet has next hop VirtualNetworkGateway",
            "Once all that is needed is allowed, let that route",
        ),
        ([LOW, (*HIGH[:2], "Internet")], "Route 'high' (128.0.0.0/1) of subnet snet has next hop Internet", "Once all"),
        ([DEFAULT, PAST], "", ""),
        ([LOW, HIGH], "", ""),
    ],
)
def test_what_keeps_traffic_from_the_firewall_is_told_with_what_would_mend_it(listed, sentence, remedy):
    found = [one for one in found_in(routed(*listed)) if one.code == "no_default_route"]
    assert [one.message.startswith(sentence) for one in found] == [True] * bool(sentence)
    assert all(one.remedy.startswith(remedy) for one in found)


@pytest.mark.parametrize(
    ("changes", "raised"),
    [
        (routed(PAST), ["no_default_route"]),
        ({**routed(PAST), **GATEWAY}, []),
        ({**routed(PAST), "subnet": None}, []),
        ({**routed(PAST), "unread": {"route_table": "It is closed (403)"}}, []),
        ({**routed(PAST), "firewall": firewall(ipConfigurations=[])}, []),
        ({**routed(ELSEWHERE, PAST), "firewall": firewall(ipConfigurations=[])}, []),
        (routed(ELSEWHERE, PAST), ["stale_default_route"]),
        (routed(TO_GATEWAY, PAST), ["no_default_route"]),
        ({**routed(TO_GATEWAY, PAST), **GATEWAY}, ["no_default_route"]),
    ],
    ids=[
        "there is none",
        "a gateway may have brought one",
        "there is no subnet",
        "the table could not be read",
        "the firewall has no address",
        "a route leads to an appliance, and the firewall has no address",
        "it leads to another appliance",
        "it leads to a gateway",
        "which decides, whatever a gateway brings",
    ],
)
def test_whether_the_default_route_leads_to_the_firewall(changes, raised):
    assert [code for code, _subject in brief(changes)] == raised


def test_two_halves_of_a_default_route_that_lead_elsewhere_are_told_each():
    elsewhere = [(name, prefix, "VirtualAppliance", "10.9.9.9") for name, prefix, *_hop in (LOW, HIGH)]
    assert brief(routed(*elsewhere, PAST)) == [("stale_default_route", "low"), ("stale_default_route", "high")]


def test_of_two_halves_only_those_that_lead_to_another_appliance_are_stale():
    assert brief(routed(LOW, (*HIGH[:3], "10.9.9.9"), PAST)) == [("stale_default_route", "high")]
    assert brief(routed((*LOW[:2], "Internet"), (*HIGH[:3], "10.9.9.9"), PAST)) == [("stale_default_route", "high")]


def test_a_default_route_to_the_public_address_of_the_firewall_is_told_as_such():
    (one,) = told({**routed(ELSEWHERE, PAST), **beside(public_addresses=("10.9.9.9",))})
    assert one.message == (
        "Default route 'to-hub' leads to 10.9.9.9, which is a public address of firewall fw: a next hop has to be its"
        " private one."
    )
    assert one.remedy == "Let the route lead to 10.0.1.4."


@pytest.mark.parametrize(
    ("through", "words"),
    [
        (
            Verdict(Decision.CANNOT_TELL, ("to-hub",), "it is sent to 10.9.9.9"),
            " That leaves 1 of 1 destinations open.",
        ),
        (Verdict(Decision.DENIED, ("to-hub",), "it is sent to 10.9.9.9"), " That stops 1 of 1 destinations."),
    ],
    ids=["open", "stopped"],
)
def test_a_stale_default_route_says_what_it_stops_or_leaves_open(through, words):
    hop = Hop("VirtualAppliance", "10.9.9.9", "to-hub", is_default=True)
    sent = Judged(QUESTION.flows[0], through, LET_IN, LET_IN, hop, through)
    (one,) = routes.findings(QUESTION, (), replace(GOOD, **routed(ELSEWHERE, PAST)), [sent])
    assert one.message.endswith(words) and one.concerns == (QUESTION.flows[0].subject,)


def test_a_default_route_to_another_appliance_is_told_with_both_addresses():
    (one,) = told(routed(ELSEWHERE, PAST))
    assert one.message == (
        "Default route 'to-hub' leads to 10.9.9.9, but firewall fw has 10.0.1.4: an address can change when one is"
        " stopped and started."
    )
    assert one.remedy == "Let the route lead to 10.0.1.4, or check what has 10.9.9.9."


def test_a_default_route_past_an_appliance_is_told_with_both_addresses():
    (one,) = told({**routed(ELSEWHERE, PAST), **APPLIANCE})
    assert one.message == "Default route 'to-hub' leads to 10.9.9.9, and not to appliance 10.0.1.4."
    assert one.remedy == "Let the route lead to 10.0.1.4, or check what has 10.9.9.9."


@pytest.mark.parametrize(("changes", "offered"), [({}, True), (subnet(**KUSTO), False), (subnet(**WEB), True)])
def test_the_role_is_offered_for_a_default_route_only_where_it_writes_one(changes, offered):
    (missing,) = [one for one in found_in({**routed(PAST), **changes}) if one.code == "no_default_route"]
    assert ("O(default_route): manage" in missing.remedy) is offered


IN_FORCE = {
    "firewall": firewall(applications=[ALLOWING, collection("C1-application", 900, "Allow", application(to="b"))])
}


@pytest.mark.parametrize(
    ("wanted", "changes", "code"),
    [
        (True, IN_FORCE, "lost_default_route"),
        (False, IN_FORCE, "no_default_route"),
        (True, {}, "no_default_route"),
        (True, {**IN_FORCE, **routed(("gw", "0.0.0.0/0", "VirtualNetworkGateway"), PAST)}, "lost_default_route"),
        (True, {**IN_FORCE, **routed(DEFAULT, PAST)}, None),
    ],
)
def test_a_default_route_that_is_managed_and_gone_while_our_rules_are_there_is_an_error(wanted, changes, code):
    question = replace(QUESTION, collections=frozenset(OURS), default_route_wanted=wanted)
    found = check(question, replace(GOOD, **{**routed(PAST), **changes})).findings
    seen = [one for one in found if one.code.endswith("_default_route")]
    assert [one.code for one in seen] == ([code] if code else [])
    assert [one.severity for one in seen] == ([] if code is None else ["error" if "lost" in code else "warning"])


def test_whoever_shares_the_default_route_is_named():
    (found,) = found_in(shared(DEFAULT, PAST))
    assert found.message.startswith(
        "Route table rt is that of subnet apps of virtual network v in resource group g, too:"
    )


ALONE, BOTH = [{"id": "/subscriptions/S/SNET"}], [{"id": "/subscriptions/s/snet"}, {"id": OTHER}]


@pytest.mark.parametrize(
    ("changes", "raised"),
    [
        ({**located(), **routed(DEFAULT, PAST, subnets=BOTH)}, ["shared_default_route"]),
        ({**located(), **routed(DEFAULT, PAST, subnets=ALONE)}, []),
        (routed(DEFAULT, PAST, subnets=BOTH), []),
        ({**located(), **routed(PAST, subnets=BOTH)}, ["no_default_route"]),
        (
            {**located(), **routed(PAST, subnets=BOTH), "firewall": firewall(ipConfigurations=[])},
            [],
        ),
    ],
    ids=[
        "another subnet has the table",
        "nobody else has it",
        "which of them is ours is not known",
        "it has no default route to the firewall",
        "the firewall has no address",
    ],
)
def test_a_default_route_is_shared_by_whoever_has_its_table(changes, raised):
    assert [code for code, _subject in brief(changes)] == raised


@pytest.mark.parametrize(
    ("hop", "words"),
    [
        (("None",), "is dropped by route 'r'"),
        (("VirtualAppliance", "10.9.9.9"), "is sent to 10.9.9.9 by route 'r'"),
        (("VirtualNetworkGateway",), "is sent to VirtualNetworkGateway by route 'r'"),
    ],
)
def test_a_route_for_a_public_prefix_that_stops_names_is_told_with_what_it_does(hop, words):
    found = found_in(routed(DEFAULT, PAST, ("r", "203.0.113.0/24", *hop)))
    assert [one.code for one in found] == ["stopping_route"] and words in found[0].message
    wide = check(QUESTION, replace(GOOD, **routed(DEFAULT, PAST, ("r", "20.0.0.0/10", *hop))))
    assert {one.verdict.outcome for one in wide.dependencies} == {"cannot_tell"}, "Azure's own prefixes are that wide"


@pytest.mark.parametrize(
    "hop",
    [("VnetLocal",), ("VirtualAppliance", "10.0.1.4")],
    ids=["the network", "this firewall"],
)
def test_a_route_for_a_public_prefix_that_leads_on_is_only_noted(hop):
    (one,) = told(routed(DEFAULT, PAST, ("r", "203.0.113.0/24", *hop)))
    assert (one.code, one.subject) == ("prefix_routes", "snet")
    assert one.message.startswith("A destination whose name resolves into the prefix of route 'r' (203.0.113.0/24) ")


def test_routes_that_stop_are_told_each_and_the_others_together():
    listed = [
        ("a", "203.0.113.0/24", "VnetLocal"),
        ("b", "198.51.100.0/24", "None"),
        ("c", "192.0.2.0/24", "VnetLocal"),
        ("d", "9.9.9.9/32", "None"),
    ]
    found = told(routed(DEFAULT, PAST, *listed))
    assert [(one.code, one.subject) for one in found] == [
        ("stopping_route", "b"),
        ("stopping_route", "d"),
        ("prefix_routes", "snet"),
    ]
    assert "of route 'a' (203.0.113.0/24), 'c' (192.0.2.0/24) follows" in found[-1].message


def test_a_delegated_subnet_is_told_even_where_its_table_could_not_be_read():
    closed = {**subnet(**KUSTO), "unread": {"route_table": "It is closed (403)"}}
    assert brief(closed) == [("delegated_subnet", "snet")]
    assert brief(subnet(**WEB)) == [] == brief({"subnet": None, **routed(DEFAULT)})


def test_a_table_that_shuts_a_gateway_out_lacks_its_default_route_for_sure():
    shut = {**GATEWAY, **routed(PAST, disableBgpRoutePropagation=True)}
    assert brief(shut) == [("no_default_route", "snet")]
    assert brief({"virtual_network": spoke(), **routed(PAST)}) == [("no_default_route", "snet")]
