# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about dependencies: what blocks them, what takes them elsewhere, what cannot be told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check import destinations
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.check import check
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Decision, Flow, Verdict
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.matches import Cause
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.next_hops import Hop
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.verdicts import Judged

from ..verdict.documents import AMQP, application, collection, firewall
from .scenarios import (
    DENY,
    GOOD,
    HOST,
    NARROW,
    OF_DESTINATIONS,
    QUESTION,
    STORAGE,
    codes,
    governed,
    having,
)

ALLOWED, DENIED = Verdict(Decision.ALLOWED, ("ours", "a")), Verdict(Decision.DENIED, ("deny", "n"))
UNMATCHED, OPEN = Verdict(Decision.NO_MATCH), Verdict(Decision.CANNOT_TELL, ("perhaps", "n"), "tag T was not read")
PASSES = Verdict(Decision.ALLOWED, ("nsg", "AllowInternetOutBound"))
TO_FIREWALL = Hop("VirtualAppliance", "10.0.1.4", "to-hub", is_default=True)
NOBODY_KNOWS = Hop("Unknown", why="a gateway may have learned routes")
DROPPED, SYSTEM = Hop("None", route="no"), Hop("None")
APPLIANCE = replace(GOOD, firewall_id=None, firewall={}, appliance="10.9.9.9")
UP_TO_IT = Verdict(Decision.CANNOT_TELL, (), "the rules of appliance 10.9.9.9 cannot be read")


def judged(flow=HOST, verdict=None, through=ALLOWED, group=PASSES, hop=TO_FIREWALL):
    """A dependency; the verdict, and that about its way, is what the firewall says unless it is given."""
    told = through if verdict is None else verdict
    return Judged(flow, told, through, group, hop, through if group.blocked else told)


def told(*listed, found=GOOD, before_routing=False):
    return list(destinations.findings(listed, found, before_routing=before_routing))


def brief(*listed, **more):
    return [(one.code, one.subject) for one in told(*listed, **more)]


@pytest.mark.parametrize("code", OF_DESTINATIONS)
def test_a_finding_is_raised_where_it_is_true_and_not_where_it_nearly_is(code):
    raising, near = OF_DESTINATIONS[code]
    assert code in codes(raising)
    assert code not in codes(near)


def test_of_what_passes_nothing_is_told():
    assert told(judged(), judged(STORAGE)) == []


# The dependencies of which nobody knows where they are sent, and what the firewall says about each.
NOT_KNOWN = Verdict(Decision.CANNOT_TELL, (), NOBODY_KNOWS.why)
LOST = [judged(HOST, NOT_KNOWN, through, hop=NOBODY_KNOWS) for through in (ALLOWED, UNMATCHED, ALLOWED)]


def test_a_way_that_is_not_known_is_told_once_with_what_the_firewall_would_let_pass():
    (one,) = told(*LOST, judged(STORAGE))
    assert (one.code, one.subject) == ("undecided_way", "snet")
    assert one.message == (
        "Where 3 of 4 destinations are sent is unknown: a gateway may have learned routes."
        " The firewall would let 2 of them pass."
    )


def test_a_way_that_is_not_known_is_told_for_each_reason():
    other = judged(STORAGE, replace(NOT_KNOWN, why="it parts"), hop=Hop("Unknown", why="it parts"))
    sentences = [one.message for one in told(LOST[0], other) if one.code == "undecided_way"]
    assert [one.partition(". ")[0] for one in sentences] == [
        "Where 1 of 2 destinations are sent is unknown: a gateway may have learned routes",
        "Where 1 of 2 destinations are sent is unknown: it parts",
    ]


def test_what_an_appliance_would_let_pass_is_not_told_with_the_way():
    first, *_rest = told(judged(HOST, NOT_KNOWN, UP_TO_IT, hop=NOBODY_KNOWS), found=APPLIANCE)
    assert first.message.endswith("a gateway may have learned routes.")


def test_before_routing_the_way_as_it_is_now_does_not_count():
    assert "undecided_way" not in {one.code for one in told(*LOST, before_routing=True)}
    assert brief(judged(HOST, hop=Hop("Internet", route="r")), before_routing=True) == []


@pytest.mark.parametrize(
    ("one", "named"),
    [
        (judged(HOST, through=UNMATCHED), True),
        (judged(AMQP, through=UNMATCHED), False),
        (judged(HOST, through=DENIED), False),
        (judged(HOST, PASSES, UNMATCHED, hop=Hop("Internet")), False),
        (judged(HOST), False),
    ],
    ids=["no rule allows a name", "not of one it does not see", "a rule denies it", "it never gets there", "it passes"],
)
def test_a_name_that_no_rule_allows_may_be_one_of_the_platforms_own(one, named):
    found = [each for each in told(one) if each.code == "infrastructure_names"]
    assert [each.subject for each in found] == ["fw"] * named
    assert all("; a.contoso.com:443 or another one that no rule allows" in each.message for each in found)


def test_what_is_up_to_an_appliance_is_told_once_and_of_no_dependency():
    there = [judged(HOST, UP_TO_IT, UP_TO_IT), judged(STORAGE, UP_TO_IT, UP_TO_IT)]
    past = judged(AMQP, PASSES, UP_TO_IT, hop=Hop("Internet"))
    (one,) = told(*there, past, found=APPLIANCE)
    assert (one.code, one.subject) == ("undecided_appliance", "10.9.9.9")
    assert one.message.startswith("Whether appliance 10.9.9.9 lets 2 of 3 destinations through is unknown:")


GROUP, PARENT = Verdict(Decision.DENIED, ("nsg", "no")), Verdict(Decision.DENIED, ("root", "p", "c", "a"))
AWAY, PERHAPS = Verdict(Decision.DENIED, ("r",), "the peering is Disconnected"), (Hop("ServiceEndpoint", route="s"),)
# (what stops them, the dependencies, code, subject)
CAUSES = [
    (
        "a security group",
        [judged(one, GROUP, group=GROUP) for one in (HOST, STORAGE)],
        "security_group_blocks",
        "nsg / no",
    ),
    ("a rule", [judged(one, through=DENIED) for one in (HOST, STORAGE)], "blocked_dependency", "deny / n"),
    ("the want of one", [judged(one, through=UNMATCHED) for one in (HOST, STORAGE)], "blocked_dependency", "fw"),
    ("a route", [judged(one, DENIED, hop=DROPPED) for one in (HOST, STORAGE)], "dropped_dependency", "no"),
    ("the peering", [judged(one, AWAY) for one in (HOST, STORAGE)], "unreachable_hop", "fw"),
    ("a doubt", [judged(one, through=OPEN) for one in (HOST, STORAGE)], "undecided_dependency", "perhaps / n"),
]


@pytest.mark.parametrize(("what", "listed", "code", "subject"), CAUSES, ids=[case[0] for case in CAUSES])
def test_what_has_one_cause_is_one_finding_that_lists_all_it_concerns(what, listed, code, subject):
    (one,) = [each for each in told(*listed, judged(AMQP)) if each.code != "infrastructure_names"]
    assert (one.code, one.subject) == (code, subject), what
    assert one.concerns == ("a.contoso.com:443", "x.blob.core.windows.net:443")
    assert "a.contoso.com:443, x.blob.core.windows.net:443 " in one.message


def test_what_an_endpoint_may_take_elsewhere_is_stopped_by_what_stops_the_rest():
    elsewhere = Verdict(Decision.CANNOT_TELL, ("deny", "n"), "a part of it may be sent elsewhere", Cause.OTHER_WAY)
    mixed = replace(judged(STORAGE, elsewhere, DENIED), way=DENIED)
    (one,) = told(judged(HOST, through=DENIED), mixed)
    assert (one.code, len(one.concerns)) == ("blocked_dependency", 2)


def test_doubts_of_one_kind_in_one_place_are_one_finding_with_one_of_the_reasons():
    doubts = [judged(one, through=replace(OPEN, why=f"{one.subject} is unknown")) for one in (HOST, STORAGE)]
    (one,) = told(*doubts)
    assert "is unknown: for instance, a.contoso.com:443 is unknown ('perhaps / n')." in one.message


def test_a_route_that_may_take_several_is_one_doubt_whatever_rules_allow_them():
    perhaps = (Hop("VirtualAppliance", "10.9.9.9", "wide"),)
    sent = replace(TO_FIREWALL, perhaps=perhaps)
    why = "a part of it may be sent elsewhere by 'wide'"
    doubts = [
        judged(flow, Verdict(Decision.CANNOT_TELL, ("ours", rule), why, Cause.OTHER_WAY), ALLOWED, hop=sent)
        for flow, rule in ((HOST, "a"), (STORAGE, "b"))
    ]
    (one,) = told(*doubts)
    assert (one.subject, len(one.concerns)) == ("wide", 2) and one.message.endswith(f"{why}.")


def test_of_what_is_told_already_nothing_is_said_again():
    left = destinations.findings(
        [judged(HOST, through=OPEN)], GOOD, before_routing=False, told=frozenset({HOST.subject})
    )
    assert list(left) == []


def test_a_firewall_without_an_address_explains_that_nothing_gets_there():
    stopped = check(QUESTION, replace(GOOD, **having(ipConfigurations=[])))
    concerning = [one.code for one in stopped.findings if stopped.dependencies[0].flow.subject in one.concerns]
    assert concerning == ["firewall_without_address"]


def test_what_no_packet_can_be_sent_to_for_want_of_an_address_is_told():
    six = Flow(443, "TCP", addresses=("2001:db8::1",))
    found = check(replace(QUESTION, flows=(six,)), GOOD)
    (one,) = [each for each in found.findings if each.concerns == (six.subject,)]
    assert (one.code, one.severity) == ("unreachable_hop", "error")
    assert "has no address of its family" in one.message and "prefix of that family" in one.remedy


def test_what_only_the_firewall_leaves_open_is_told_of_the_dependency():
    assert brief(judged(HOST, through=OPEN)) == [("undecided_dependency", "perhaps / n")]
    assert brief(judged(HOST, OPEN, UP_TO_IT), found=APPLIANCE) == [("undecided_dependency", "perhaps / n")]


def test_what_the_security_group_blocks_is_told_with_its_rule():
    group = Verdict(Decision.DENIED, ("nsg", "no"))
    (one,) = told(judged(HOST, group, group=group))
    assert (one.code, one.subject, one.concerns) == ("security_group_blocks", "nsg / no", ("a.contoso.com:443",))
    assert one.message == "a.contoso.com:443 is denied by 'nsg / no' of the subnet's security group."


def test_what_two_block_is_told_of_both():
    group = Verdict(Decision.DENIED, ("nsg", "no"))
    assert brief(judged(HOST, group, DENIED, group=group)) == [
        ("security_group_blocks", "nsg / no"),
        ("blocked_dependency", "deny / n"),
    ]


@pytest.mark.parametrize(
    ("hop", "words"),
    [
        (DROPPED, "a.contoso.com:443 is dropped by route 'no', whose next hop is None."),
        (SYSTEM, "a.contoso.com:443 is dropped: neither the network nor one of its peers holds it, and Azure's own"),
    ],
    ids=["a route", "the system's routes"],
)
def test_what_a_route_drops_is_told_whatever_the_firewall_says(hop, words):
    for through in (ALLOWED, DENIED):
        (one,) = told(judged(HOST, Verdict(Decision.DENIED, ("no",)), through, hop=hop))
        assert one.code == "dropped_dependency" and one.message.startswith(words)


# (the verdict of the firewall, the surroundings, code, sentence)
BLOCKED = [
    (
        "a rule of the firewall",
        DENIED,
        having(networks=[DENY]),
        "blocked_dependency",
        "a.contoso.com:443 is denied by 'deny / n' of firewall fw.",
    ),
    (
        "a rule for a part of the subnet",
        replace(DENIED, why="for 10.20.1.16/28"),
        having(networks=[DENY]),
        "blocked_dependency",
        "a.contoso.com:443 is denied for 10.20.1.16/28 by 'deny / n' of firewall fw.",
    ),
    (
        "no rule for a part of the subnet",
        replace(UNMATCHED, why="for 10.20.1.16/28"),
        {},
        "blocked_dependency",
        "a.contoso.com:443 is allowed by no rule of firewall fw for 10.20.1.16/28.",
    ),
    (
        "a rule of a parent policy",
        Verdict(Decision.DENIED, ("root", "p", "c", "a")),
        governed("Deny"),
        "parent_policy_deny",
        "a.contoso.com:443 is denied by 'root / p / c / a', inherited by firewall fw.",
    ),
    (
        "a rule of the firewall's own policy",
        Verdict(Decision.DENIED, ("own", "g", "c", "a")),
        governed("Deny", "Deny"),
        "blocked_dependency",
        "a.contoso.com:443 is denied by 'own / g / c / a' of firewall fw.",
    ),
]


@pytest.mark.parametrize(("why", "through", "changes", "code", "sentence"), BLOCKED, ids=[case[0] for case in BLOCKED])
def test_what_the_firewall_blocks_is_told_with_what_blocks_it(why, through, changes, code, sentence):
    found = told(judged(HOST, through=through), found=replace(GOOD, **changes))
    assert [(one.code, one.message) for one in found if one.code != "infrastructure_names"] == [(code, sentence)], why


def test_what_the_firewall_would_block_and_never_sees_is_not_told():
    assert brief(judged(HOST, PASSES, DENIED, hop=Hop("Internet"))) == []


@pytest.mark.parametrize(
    ("verdict", "hop", "before_routing", "words"),
    [
        (OPEN, TO_FIREWALL, False, "is unknown: tag T was not read ('perhaps / n')."),
        (replace(OPEN, by=()), TO_FIREWALL, False, "is unknown: tag T was not read."),
        (replace(OPEN, why=""), TO_FIREWALL, True, "is unknown: parts of it differ ('perhaps / n')."),
        (NOT_KNOWN, NOBODY_KNOWS, True, "is unknown: a gateway may have learned routes."),
        (OPEN, NOBODY_KNOWS, False, "is unknown: tag T was not read ('perhaps / n')."),
        (NOT_KNOWN, NOBODY_KNOWS, False, None),
    ],
    ids=[
        "with what is open",
        "without a rule",
        "without a reason",
        "before routing the way is told here",
        "the way and more",
        "the way alone is told for all",
    ],
)
def test_what_cannot_be_told_is_told_with_the_reason(verdict, hop, before_routing, words):
    found = told(judged(HOST, verdict, hop=hop), before_routing=before_routing)
    sentences = [one.message for one in found if one.code == "undecided_dependency"]
    assert sentences == ([] if words is None else [f"Whether a.contoso.com:443 passes {words}"])


def ruled(action="Allow", **more):
    """A firewall with one application rule, at the place that ALLOWED names."""
    return {"firewall": firewall(applications=[collection("ours", 1000, action, application("a", **more))])}


@pytest.mark.parametrize(
    ("changes", "raised"),
    [
        (ruled(), []),
        (ruled(terminateTLS=True), ["tls_inspection"]),
        (ruled(source=["10.9.0.0/16", "*"]), ["open_source"]),
        (ruled(source="0.0.0.0/0"), ["open_source"]),
        (ruled(source="0.0.0.0/0", terminateTLS=True), ["tls_inspection", "open_source"]),
        (ruled("Deny", source="*", terminateTLS=True), []),
    ],
    ids=["narrow", "inspecting", "open by a star", "open by a prefix", "both", "one that denies"],
)
def test_the_rule_that_allows_a_dependency_is_looked_at(changes, raised):
    assert brief(judged(), found=replace(GOOD, **changes)) == [(code, "ours / a") for code in raised]


def test_a_verdict_names_its_rule_among_all():
    found = replace(GOOD, **having(networks=[NARROW, DENY]))
    assert destinations.rule_of(DENIED, found).place == ("deny", "n")
    assert destinations.rule_of(ALLOWED, found).allows
    assert destinations.rule_of(Verdict(Decision.DENIED, ("gone", "n")), found) is None
    assert destinations.rule_of(UNMATCHED, found) is None


def test_what_decided_is_said_from_the_outermost_on():
    assert Verdict(Decision.DENIED, ("root", "p", "c", "a")).place == "'root / p / c / a'"
