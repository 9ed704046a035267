# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the logs say of one dependency is known, or the reason is given why it is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence import states, stores
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.stores import Lack, Why
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.words import Comparison, State
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs.queries import Kind
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow
from hypothesis import given
from hypothesis import strategies as st

from ..check.scenarios import DEFAULT
from ..verdict.documents import SUBNET, application, cluster, collection, firewall, network, table
from .rows import (
    BLOB,
    DAY,
    ENDPOINT,
    HOST,
    HOUR,
    HUB,
    NOW,
    OTHER,
    OURS,
    PEER,
    START,
    TIME,
    WILDCARD,
    WORLD,
    ago,
    case,
    covered,
    logs,
    packet,
    refused,
    row,
    store,
    told,
    whole,
    zoned,
)
from .test_attribution import ROWS

TI, IDPS = Kind.THREAT_INTELLIGENCE, Kind.INTRUSION_DETECTION
DEFAULT_ACTION = ("the default action, since no rule matched",)
HINTS = {("a.contoso.com", 443): ("20.1.2.3",)}
BY_TAG = {"port": 5671, "collection": "ours-network", "rule": "hub"}


def lack(one):
    return one.state == State.CANNOT_TELL and one.why.lack


def state(flow, *hits, **more):
    one = told(flow, *hits, **more)
    return one.state, one.by


# Seen


def test_a_name_that_was_let_through_is_allowed_by_the_rule_and_since_when():
    first, second = row("a.contoso.com", hits=3, first=ago(days=3)), row("a.contoso.com", hits=4, last=ago(days=2))
    one = told(HOST, first, second)
    assert (one.state, one.by, one.why) == (State.ALLOWED, OURS, None)
    assert (one.hits, one.refused, one.first, one.last) == (7, 0, ago(days=3), NOW - HOUR)


@pytest.mark.parametrize(
    ("flow", "hit", "state_", "by"),
    [
        (HOST, refused("a.contoso.com"), State.DENIED, DEFAULT_ACTION),
        (HOST, refused("a.contoso.com", reason=""), State.DENIED, DEFAULT_ACTION),
        (HOST, refused("a.contoso.com", reason="Odd. "), State.DENIED, ("Odd",)),
        (HOST, refused("a.contoso.com", action="", reason=" "), State.DENIED, ("action '' without a reason",)),
        (HOST, refused("a.contoso.com", action="Drop", reason=""), State.DENIED, ("action 'Drop' without a reason",)),
        (HOST, refused("a.contoso.com", collection="c", rule="r"), State.DENIED, ("c", "r")),
        (HOST, refused("a.contoso.com", kind=TI, reason="Bots "), State.DENIED, ("threat intelligence (Bots)",)),
        (HOST, refused("a.contoso.com", kind=TI, reason=""), State.DENIED, ("threat intelligence",)),
        (PEER, packet("10.9.0.4", port=1433), State.ALLOWED_BY_ADDRESS, ("the firewall itself, by no rule of yours",)),
        (PEER, refused(kind=Kind.NETWORK, address="10.9.0.4", port=1433), State.DENIED_BY_ADDRESS, DEFAULT_ACTION),
        (
            PEER,
            refused(kind=IDPS, address="10.9.0.4", port=1433, action="drop", reason="2024 Bad"),
            State.DENIED_BY_ADDRESS,
            ("intrusion detection (2024 Bad)",),
        ),
        (HUB, packet("20.1.2.3", **BY_TAG), State.ALLOWED_BY_ADDRESS, ("ours-network", "hub")),
        (
            HOST,
            row("a.contoso.com", policy="p", group="g"),
            State.ALLOWED,
            ("p", "g", *OURS),
        ),
        (
            HOST,
            row("a.contoso.com", collection="", rule=""),
            State.ALLOWED,
            ("the firewall itself, by no rule of yours",),
        ),
    ],
)
def test_what_became_of_it_and_what_decided(flow, hit, state_, by):
    assert state(flow, hit) == (state_, by)
    assert told(flow, hit).is_refused is (state_ in (State.DENIED, State.DENIED_BY_ADDRESS))


def test_an_address_that_a_name_had_once_tells_by_address():
    assert state(HOST, packet("20.1.2.3", collection="c", rule="r"), hints=HINTS) == (
        State.ALLOWED_BY_ADDRESS,
        ("c", "r"),
    )


def test_the_newest_row_decides_and_what_was_refused_before_is_history():
    one = told(HOST, refused("a.contoso.com", last=ago(days=2)), row("a.contoso.com"))
    assert (one.state, one.denied_until, one.hits, one.refused) == (State.ALLOWED, ago(days=2), 1, 1)
    one = told(HOST, refused("a.contoso.com"), row("a.contoso.com", last=ago(days=2)))
    assert (one.state, one.denied_until) == (State.DENIED, None)


def test_of_rows_of_one_time_the_refusal_counts():
    assert told(HOST, refused("a.contoso.com"), row("a.contoso.com")).state == State.DENIED


def test_one_name_of_a_wildcard_that_is_refused_is_not_taken_back_by_another():
    hits = refused("x.blob.core.windows.net", last=ago(days=2)), row("y.blob.core.windows.net")
    one = told(WILDCARD, *hits)
    assert (one.state, one.names, one.denied_until) == (State.DENIED, ("x.blob.core.windows.net",), None)
    one = told(WILDCARD, *hits, row("x.blob.core.windows.net"))
    assert (one.state, one.names) == (State.ALLOWED, ("x.blob.core.windows.net", "y.blob.core.windows.net"))


def test_five_names_are_shown_at_most_and_never_its_own():
    hits = [row(f"x{number}.blob.core.windows.net") for number in range(9)]
    assert told(WILDCARD, *hits).names == tuple(f"x{number}.blob.core.windows.net" for number in range(5))
    assert told(replace(HOST, fqdn="A.contoso.com"), row("a.contoso.com")).names == ()
    assert told(PEER, packet("10.9.0.4", port=1433)).names == ("10.9.0.4",)


def test_one_address_that_is_refused_is_not_taken_back_by_another():
    flow = Flow(1433, "TCP", addresses=("10.9.0.4", "10.9.0.5"))
    hits = refused(kind=Kind.NETWORK, address="10.9.0.4", port=1433, last=ago(days=2)), packet("10.9.0.5", port=1433)
    assert told(flow, *hits).state == State.DENIED_BY_ADDRESS


def test_a_name_let_through_takes_back_a_refusal_of_an_address_that_it_had_once():
    deny = refused(kind=Kind.NETWORK, address="20.1.2.3", last=ago(days=1))
    one = told(HOST, deny, row("a.contoso.com"), hints=HINTS)
    assert (one.state, one.denied_until) == (State.ALLOWED, ago(days=1))
    one = told(HOST, replace(deny, first=NOW, last=NOW), row("a.contoso.com"), hints=HINTS)
    assert (one.state, one.by) == (State.DENIED_BY_ADDRESS, DEFAULT_ACTION)


def test_an_address_let_through_takes_back_no_refusal_of_the_name():
    hits = refused("a.contoso.com", last=ago(days=1)), packet("20.1.2.3")
    assert told(HOST, *hits, hints=HINTS).state == State.DENIED


def test_where_rows_have_the_name_these_decide():
    one = told(HOST, row("a.contoso.com", last=ago(days=1)), packet("20.1.2.3", collection="c", rule="r"), hints=HINTS)
    assert (one.state, one.by, one.last) == (State.ALLOWED, OURS, NOW - HOUR)


def test_nothing_that_a_rule_lets_through_takes_back_a_refusal_by_intrusion_detection():
    drop = refused(kind=IDPS, address="10.9.0.4", port=1433, action="Drop", last=ago(days=3))
    assert told(PEER, drop, packet("10.9.0.4", port=1433)).state == State.DENIED_BY_ADDRESS


@pytest.mark.parametrize("kind", [TI, IDPS])
@pytest.mark.parametrize("action", ["Alert", "alert"])
def test_an_alert_alone_allows_and_refuses_nothing_and_yet_something_was_seen(kind, action):
    alert = row(kind=kind, address="10.9.0.4", port=1433, action=action)
    assert lack(told(PEER, alert)) == Lack.ALERT_ALONE and told(PEER).state == State.NOT_SEEN
    old = replace(alert, first=ago(days=3), last=ago(days=3))
    assert told(PEER, old, changed=ago(days=1)).state == State.NOT_SEEN
    assert told(PEER, alert, packet("10.9.0.4", port=1433)).state == State.ALLOWED_BY_ADDRESS


def test_where_threat_intelligence_denies_nothing_is_unseen_unless_its_refusals_are_logged():
    denying = {**WORLD.firewall, "properties": {**WORLD.firewall["properties"], "threatIntelMode": "Deny"}}
    world = replace(WORLD, firewall=denying)
    assert lack(told(HOST, landscape=world)) == Lack.THREATS_NOT_LOGGED
    assert told(HOST, found=replace(logs(), has_threats=True), landscape=world).state == State.NOT_SEEN
    assert told(HOST, row("a.contoso.com"), landscape=world).state == State.ALLOWED


def test_what_threat_intelligence_lets_through_a_rule_has_yet_to():
    assert lack(told(HOST, row("a.contoso.com", kind=TI))) == Lack.ALERT_ALONE


def test_a_stopped_cluster_has_what_it_left_in_the_log():
    world = replace(WORLD, cluster=None)
    assert told(HOST, row("a.contoso.com"), landscape=world).state == State.ALLOWED


# Not at the firewall

PAST = replace(WORLD, route_table=table(("out", "0.0.0.0/0", "Internet")))


def test_what_a_route_sends_past_the_firewall_is_not_at_it_whatever_the_log_has():
    for found in (logs(row("a.contoso.com")), stores.nothing("fw", Why(Lack.NOT_ASKED, "nothing of it goes there"))):
        one = told(HOST, found=found, landscape=PAST)
        assert (one.state, one.by) == (State.NOT_AT_FIREWALL, ("out",))
        assert one.why.text == "out sends it past the firewall"
    assert not case(HOST, landscape=PAST).needs_logs


def test_what_a_system_route_sends_past_it_is_not_at_it():
    one = told(HOST, landscape=replace(WORLD, route_table=table()))
    assert (one.state, one.by) == (State.NOT_AT_FIREWALL, ("a system route",))


def test_what_a_route_drops_is_not_at_it():
    one = told(HOST, landscape=replace(WORLD, route_table=table(("none", "0.0.0.0/0", "None"))))
    assert (one.state, one.why.text) == (State.NOT_AT_FIREWALL, "none drops it")


def test_a_private_endpoint_takes_a_name_past_it_only_where_the_name_is_known_to_lead_there():
    zone = zoned(ENDPOINT)
    assert told(BLOB, landscape=zone).state == State.NOT_AT_FIREWALL
    (near,) = case(BLOB, landscape=zone).judged
    assert states.is_past(near, zone) and not states.is_past(near, zoned())


@pytest.mark.parametrize("part", ["route_table", "subnet"])
def test_what_could_not_be_read_sends_nothing_past_it(part):
    world = replace(WORLD, route_table=table(), unread={part: "It could not be read"})
    one = told(HOST, landscape=world)
    assert lack(one) == Lack.OTHER_WAY and one.why.text == "It could not be read"
    assert case(HOST, landscape=world).needs_logs
    assert told(HOST, row("a.contoso.com"), landscape=world).state == State.ALLOWED


# Why nobody can tell, each reason


def test_logs_that_go_nowhere_tell_nothing():
    found = stores.nothing("fw", Why(Lack.NOT_LOGGED, "no diagnostic setting of firewall fw sends logs to a workspace"))
    assert lack(told(HOST, found=found)) == Lack.NOT_LOGGED


def test_logs_that_could_not_be_read_tell_nothing():
    found = logs(stores=(store(coverage=(), unread=Why(Lack.UNREAD, "workspace w could not be read (403)")),))
    assert lack(told(HOST, found=found)) == Lack.UNREAD


def test_a_partial_answer_tells_of_what_it_has_and_of_nothing_else():
    cut = store(row("a.contoso.com"))
    cut = replace(cut, hits=replace(cut.hits, lacking="there are more than 10,000 different rows"))
    assert told(HOST, found=logs(stores=(cut,))).state == State.ALLOWED
    assert lack(told(BLOB, found=logs(stores=(cut,)))) == Lack.PARTIAL


def test_what_a_partial_answer_let_through_agrees_with_nothing_for_a_refusal_may_be_left_out():
    for passes, lacking in ((Comparison.AGREES, ""), (Comparison.NOT_COMPARED, "the answer is partial")):
        cut = store(row("a.contoso.com"))
        cut = replace(cut, hits=replace(cut.hits, lacking=lacking))
        assert told(HOST, found=logs(stores=(cut,)), changed=ago(days=1)).comparison == passes


def test_a_verdict_that_is_to_hold_only_from_later_on_makes_no_refusal_history():
    one = told(HOST, refused("a.contoso.com"), changed=NOW + DAY)
    assert (one.state, one.comparison, one.denied_until) == (State.DENIED, Comparison.UNDATED, None)


def test_an_empty_answer_without_a_right_in_the_workspace_tells_nothing():
    assert lack(told(HOST, found=logs(is_whole=False, coverage=()))) == Lack.WORKSPACE_RIGHTS
    assert lack(told(HOST, found=logs(is_whole=False))) == Lack.WORKSPACE_RIGHTS


def test_a_table_of_another_plan_tells_nothing():
    skipping = store(coverage=covered(Kind.NETWORK), skipped=frozenset({Kind.APPLICATION}))
    assert lack(told(HOST, found=logs(stores=(skipping,)))) == Lack.TABLE_PLAN


def test_rows_in_the_wrong_table_tell_nothing():
    assert lack(told(HOST, found=logs(coverage=covered(Kind.MISPLACED)))) == Lack.MISPLACED


def test_no_row_of_the_kind_tells_nothing():
    assert lack(told(HOST, found=logs(coverage=covered(Kind.NETWORK)))) == Lack.NO_ROWS
    assert lack(told(HUB, found=logs(coverage=covered(Kind.APPLICATION)))) == Lack.NO_ROWS


def test_young_logs_tell_nothing():
    young = covered(Kind.APPLICATION, Kind.NETWORK, start=START + 2 * DAY)
    assert lack(told(HOST, found=logs(coverage=young))) == Lack.YOUNG_LOGS


def test_a_gap_tells_nothing():
    assert lack(told(HOST, found=logs(coverage=covered(Kind.APPLICATION, Kind.NETWORK, without=2)))) == Lack.GAP


def test_a_log_without_a_row_from_the_cluster_tells_nothing():
    others = covered(Kind.APPLICATION, Kind.NETWORK, source="")
    assert lack(told(HOST, found=logs(coverage=others))) == Lack.NO_ROWS_OF_SOURCES


def test_rows_of_a_wider_prefix_tell_nothing_of_what_is_within_it():
    assert lack(told(HOST, ALLOWED, sources=("10.20.1.0/25",))) == Lack.NO_ROWS_OF_SOURCES


def test_a_way_that_may_lead_past_the_firewall_tells_nothing():
    (sure,) = case(BLOB).judged
    (past,) = case(BLOB, landscape=PAST).judged
    assert told(BLOB).state == State.NOT_SEEN
    for hop, why in (
        (replace(sure.hop, perhaps=(past.hop,)), "'out' may take it, or a part of it, past the firewall"),
        (replace(past.hop, cause="other_way", why="nobody knows"), "nobody knows"),
        (replace(past.hop, route=None, perhaps=(sure.hop,)), "a hop of type Internet may take it"),
        (replace(sure.hop, address="10.9.9.9", route=None), "a hop of type VirtualAppliance may take it"),
    ):
        one = states._other_way(replace(sure, hop=hop), WORLD)
        assert one.lack == Lack.OTHER_WAY and why in one.text
    one = told(BLOB, landscape=zoned())
    assert lack(one) == Lack.OTHER_WAY and one.why.text == "whether its name leads to a private address is not known"


OUT_OF_STEP = table(DEFAULT, ("hub", "EventHub", "Internet"))


def test_a_way_that_may_lead_elsewhere_tells_nothing():
    two = Flow(1433, "TCP", addresses=("10.9.0.4", "203.0.113.9"))
    apart = replace(WORLD, route_table=table(DEFAULT, ("out", "203.0.113.0/24", "Internet")))
    assert told(two, landscape=apart).why == Why(Lack.OTHER_WAY, "its addresses are sent to different places")
    named = Flow(443, "Https", fqdn="n.servicebus.windows.net")
    one = told(named, landscape=replace(WORLD, route_table=OUT_OF_STEP))
    assert one.why == Why(Lack.OTHER_WAY, "'hub' may take it, or a part of it, past the firewall")


def test_a_name_that_may_lead_to_a_private_address_tells_nothing():
    assert told(BLOB, landscape=zoned()).why == Why(
        Lack.OTHER_WAY, "whether its name leads to a private address is not known"
    )


def test_rows_without_a_name_on_the_same_port_tell_nothing():
    one = told(HOST, refused("", hits=2, action="", reason="SNI TLS extension was missing."))
    assert lack(one) == Lack.NAMELESS_ROWS
    assert one.why.text == "2 rows have port 443 and no name: SNI TLS extension was missing"


def test_a_row_with_neither_name_nor_port_tells_nothing():
    one = told(HOST, refused("", port=0, reason="SNI TLS extension was missing."))
    assert lack(one) == Lack.NAMELESS_ROWS
    assert one.why.text == "1 row has neither port nor name: SNI TLS extension was missing"


def test_rows_without_a_name_on_another_port_matter_not():
    assert told(HOST, refused("", port=12000)).state == State.NOT_SEEN


def test_a_network_rule_that_lets_the_port_pass_hides_the_name():
    one = told(HOST, packet("20.1.2.3", collection="corp", rule="all"))
    assert lack(one) == Lack.HIDING_RULE
    assert one.why.text == "network rule 'corp / all' lets port 443 pass before any name is looked at"
    assert told(HOST, packet("20.1.2.3")).why.text.startswith("a network rule lets port 443 pass")


def test_rows_without_a_name_from_before_the_change_matter_not():
    hit = refused("", last=ago(days=3))
    assert lack(told(HOST, hit)) == Lack.NAMELESS_ROWS
    assert told(HOST, hit, changed=ago(days=2)).state == State.NOT_SEEN


WIDE = replace(WORLD, firewall=firewall(networks=[collection("corp", 50, "Allow", network("all", to="*"))]))
HALF = covered(Kind.APPLICATION)


def test_a_network_rule_may_hide_the_name_where_the_log_of_these_is_not_whole():
    one = told(HOST, found=logs(coverage=HALF), landscape=WIDE)
    assert lack(one) == Lack.HIDING_RULE
    assert one.why.text == "network rule 'corp / all' may take it, and the log of network rules is not whole"
    assert lack(told(HOST, found=logs(coverage=HALF), landscape=WIDE, changed=ago(days=2))) == Lack.HIDING_RULE
    assert told(HOST, landscape=WIDE).state == State.NOT_SEEN


def test_a_rule_that_is_gone_may_have_hidden_the_name_unless_the_rules_are_known_to_be_the_same():
    one = told(HOST, found=logs(coverage=HALF))
    assert lack(one) == Lack.NO_ROWS
    assert one.why.text.startswith("network rules that are not there any more may have taken it, and there is no row")
    assert told(HOST, found=logs(coverage=HALF), changed=ago(days=2)).state == State.NOT_SEEN
    unread = replace(WORLD, unread={"chain": "Policy p could not be read"})
    assert lack(told(HOST, found=logs(coverage=HALF), changed=ago(days=2), landscape=unread)) == Lack.NO_ROWS


def test_tls_on_a_port_of_application_rules_is_in_their_log():
    rule = application("amqp", to="*.servicebus.windows.net", protocol="Https:5671")
    world = replace(WORLD, firewall=firewall(applications=[collection("c", 100, "Allow", rule)]))
    packets = logs(coverage=covered(Kind.NETWORK))
    assert lack(told(HUB, found=packets, landscape=world)) == Lack.HIDING_RULE
    assert lack(told(HUB, found=packets)) == Lack.NO_ROWS
    assert told(TIME, found=packets).state == State.NOT_SEEN


def test_what_is_too_recent_tells_nothing():
    assert lack(told(HOST, changed=ago(minutes=15))) == Lack.TOO_RECENT


@pytest.mark.parametrize(("of_cluster", "is_stopped"), [("Stopped", True), ("Running", False), ("", False)])
def test_a_stopped_cluster_tells_nothing(of_cluster, is_stopped):
    world = replace(WORLD, cluster=replace(cluster(), state=of_cluster))
    one = told(HOST, landscape=world)
    assert (lack(one) == Lack.STOPPED) is is_stopped
    assert not is_stopped or one.why.text == "the cluster is stopped, and may send nothing"


def test_destinations_that_could_not_be_read_tell_nothing():
    one = told(Flow(0, "TCP", unread="what external tables use"), row("a.contoso.com"))
    assert lack(one) == Lack.UNREAD_DESTINATION and one.subject == "what external tables use"


# Not seen


def test_whole_logs_without_a_row_prove_that_nothing_was_seen_and_for_which_time():
    one = told(HOST)
    assert (one.state, one.why) == (State.NOT_SEEN, None)
    assert one.period == (START, NOW - stores.INGESTION)


def test_since_a_change_nothing_was_seen_though_it_was_refused_before():
    one = told(HOST, refused("a.contoso.com", last=ago(days=2)), changed=ago(days=1))
    assert (one.state, one.denied_until, one.hits, one.refused) == (State.NOT_SEEN, ago(days=2), 0, 0)
    assert one.period[0] == ago(days=1)


def test_a_change_of_today_needs_rows_of_today():
    assert told(HOST, changed=ago(hours=2)).state == State.NOT_SEEN
    assert lack(told(HOST, found=logs(coverage=covered(Kind.APPLICATION, end=ago(hours=3))), changed=ago(hours=2)))


def test_a_change_from_before_the_window_changes_nothing():
    assert told(HOST, changed=START - DAY).period == told(HOST).period


# Compared

DENIED, ALLOWED = refused("a.contoso.com"), row("a.contoso.com")
BLOCKED = refused("b.contoso.com"), row("b.contoso.com")


@pytest.mark.parametrize(
    ("flow", "hits", "changed", "comparison"),
    [
        (HOST, [ALLOWED], ago(days=1), Comparison.AGREES),
        (HOST, [DENIED], ago(days=1), Comparison.DISAGREES),
        (OTHER, [BLOCKED[0]], ago(days=1), Comparison.AGREES),
        (OTHER, [BLOCKED[1]], ago(days=1), Comparison.DISAGREES),
        (HOST, [ALLOWED], None, Comparison.UNDATED),
        (HOST, [DENIED], None, Comparison.UNDATED),
        (HOST, [DENIED], ago(minutes=59), Comparison.NOT_COMPARED),  # older than the change: nothing since
        (
            HOST,
            [replace(DENIED, last=NOW)],
            ago(minutes=59),
            Comparison.NOT_COMPARED,
        ),  # only that is since, and on its way
        (HOST, [replace(DENIED, last=NOW)], ago(days=1), Comparison.DISAGREES),  # it began before
        (HOST, [replace(DENIED, first=ago(minutes=9), last=NOW)], ago(days=1), Comparison.NOT_COMPARED),
        (HOST, [replace(ALLOWED, first=ago(minutes=9), last=NOW)], ago(days=1), Comparison.NOT_COMPARED),
        (HOST, [replace(DENIED, first=ago(days=3))], ago(days=1), Comparison.DISAGREES),
        (
            HOST,
            [replace(DENIED, last=NOW), replace(ALLOWED, last=ago(minutes=30))],
            ago(days=1),
            Comparison.NOT_COMPARED,
        ),
        (HOST, [], ago(days=1), Comparison.NOT_COMPARED),
        (PEER, [packet("10.9.0.4", port=1433)], ago(days=1), Comparison.NOT_COMPARED),  # nobody can tell the verdict
    ],
)
def test_rows_are_compared_that_are_younger_than_the_change_and_older_than_what_is_on_its_way(
    flow, hits, changed, comparison
):
    assert told(flow, *hits, changed=changed).comparison == comparison


def test_at_the_very_time_of_a_change_nothing_is_known():
    assert told(HOST, DENIED, changed=DENIED.last).comparison == Comparison.NOT_COMPARED


@pytest.mark.parametrize("changed", [None, ago(days=1)])
def test_an_address_that_a_name_had_once_is_never_a_contradiction(changed):
    deny = refused(kind=Kind.NETWORK, address="20.1.2.3")
    one = told(HOST, deny, hints=HINTS, changed=changed)
    assert (one.state, one.comparison) == (State.DENIED_BY_ADDRESS, Comparison.UNDATED)
    older = refused("a.contoso.com", last=ago(days=2))
    assert told(HOST, deny, older, row("a.contoso.com", last=ago(hours=30)), hints=HINTS).comparison == (
        Comparison.UNDATED
    )


def test_an_alert_is_no_time_at_which_something_was_let_through():
    late = row("b.contoso.com", first=ago(minutes=9), last=NOW)
    alert = row("b.contoso.com", kind=TI, action="Alert")
    assert told(OTHER, late, alert, changed=ago(days=1)).comparison == Comparison.NOT_COMPARED


def test_a_refusal_by_intrusion_detection_contradicts_though_a_rule_lets_through_later():
    world = replace(WORLD, service_tags={"eventhub": ("20.1.0.0/16",)})
    drop = refused(kind=IDPS, address="20.1.2.3", port=5671, action="Drop", last=ago(hours=3))
    one = told(HUB, drop, packet("20.1.2.3", **BY_TAG), changed=ago(days=1), landscape=world)
    assert (one.state, one.comparison) == (State.DENIED_BY_ADDRESS, Comparison.DISAGREES)


# As users see it


def test_every_member_of_the_result_is_there():
    one = told(HOST, refused("a.contoso.com", last=ago(days=2)), ALLOWED, changed=ago(days=3)).as_option()
    assert one == {
        **{"category": "", "fqdn": "a.contoso.com", "service_tag": None, "addresses": [], "port": 443},
        **{"protocol": "Https", "unread": None, "state": "allowed", "why": "", "cause": "", "by": list(OURS)},
        **{"allowed": 1, "refused": 1, "first_seen": "2026-11-28T12:00:00Z", "last_seen": "2026-11-30T11:00:00Z"},
        **{"names": [], "period": None, "changed": "2026-11-27T12:00:00Z", "denied_until": "2026-11-28T12:00:00Z"},
        **{"verdict": "allowed", "comparison": "agrees"},
    }
    unseen = told(HOST).as_option()
    assert unseen["period"] == {"start": "2026-11-23T00:00:00Z", "end": "2026-11-30T11:45:00Z"}
    told_why = told(HOST, found=logs(is_whole=False)).as_option()
    assert told_why["cause"] == "workspace_rights" and told_why["why"]


@pytest.mark.parametrize("at", [None, stores.AT_NO_TIME])
def test_no_time_is_none(at):
    assert states.stamp(at) is None


def test_what_decided_is_quoted_where_it_is_the_place_of_a_rule():
    assert told(HOST, ALLOWED).place == "'ours / names'"
    assert told(HOST, DENIED).place == DEFAULT_ACTION[0]
    assert told(HOST).place == "nothing that is named"


# Laws

CHANGES = st.sampled_from([None, START - DAY, ago(days=2), ago(hours=2), NOW])
TIMES = st.sampled_from([ago(days=6), ago(days=3), ago(days=2), ago(hours=2), ago(minutes=5)])


@st.composite
def timed(draw):
    first, last = sorted((draw(TIMES), draw(TIMES)))
    return replace(draw(ROWS), first=first, last=last, **draw(st.sampled_from([{}, BY_TAG])))


@st.composite
def coverages(draw):
    kinds = draw(st.sets(st.sampled_from([Kind.APPLICATION, Kind.NETWORK, Kind.MISPLACED])))
    start, without = draw(st.sampled_from([START, START + DAY])), draw(st.sampled_from([None, 3]))
    source = draw(st.sampled_from([SUBNET, ""]))
    return covered(*sorted(kinds), start=start, without=without, source=source)


def listed(hits, **more):
    changed = more.pop("changed", None)
    return whole(found=logs(*hits, **more), changed=changed).listed


def is_own(hit, flow):
    """A row that is about a flow, by the plainest reading of both."""
    if hit.host and hit.kind in (Kind.APPLICATION, TI):
        return bool(flow.fqdn) and (hit.host == flow.fqdn or flow.fqdn[0] == "*" and hit.host.endswith(flow.fqdn[1:]))
    return hit.address in flow.addresses or (flow == HUB and hit.rule == "hub")


@given(st.lists(timed(), max_size=8), CHANGES, coverages())
def test_nothing_is_allowed_without_a_row_of_its_own_that_was_let_through_since_the_change(hits, changed, rows):
    for one in listed(hits, changed=changed, coverage=rows):
        passed = [hit for hit in hits if hit.is_allowed and is_own(hit, one.judged.flow)]
        if one.state in (State.ALLOWED, State.ALLOWED_BY_ADDRESS):
            assert any(hit.kind in (Kind.APPLICATION, Kind.NETWORK) for hit in passed)
            assert changed is None or any(hit.last > changed for hit in passed)
        if one.state in (State.DENIED, State.DENIED_BY_ADDRESS):
            assert any(hit.is_refused and is_own(hit, one.judged.flow) for hit in hits)


@given(st.lists(timed(), max_size=8), CHANGES, coverages(), st.booleans())
def test_nothing_is_unseen_without_rows_of_every_day_from_the_sources(hits, changed, rows, is_whole):
    for one in listed(hits, changed=changed, coverage=rows, is_whole=is_whole):
        if one.state == State.NOT_SEEN:
            kind = Kind.APPLICATION if one.judged.flow.is_named else Kind.NETWORK
            own = {each.day for each in rows if each.kind == kind and each.source == SUBNET}
            asked = {START + number * DAY for number in range(7) if START + (number + 1) * DAY > one.period[0]}
            assert is_whole and own >= asked
            assert START <= one.period[0] < one.period[1] <= NOW - stores.INGESTION


@given(st.lists(timed(), max_size=6), CHANGES, coverages(), st.randoms())
def test_the_order_of_rows_changes_nothing(hits, changed, rows, random):
    turned = random.sample(hits, len(hits))
    found, again = (whole(found=logs(*given_, coverage=rows), changed=changed) for given_ in (hits, turned))
    assert found.as_option() == again.as_option() and found.findings == again.findings


def test_rows_of_one_time_that_differ_in_their_kind_alone_are_told_the_same_in_either_order():
    """Nameless ones, of which the newest gives the reason."""
    one = packet("", port=5671, action="Deny", collection="ours-network", rule="hub", last=ago(days=2))
    both = [one, replace(one, kind=Kind.THREAT_INTELLIGENCE)]
    first, second = (whole(found=logs(*hits, coverage=())).as_option() for hits in (both, both[::-1]))
    assert first == second


@given(st.lists(timed(), max_size=6), timed(), CHANGES, coverages())
def test_a_row_that_is_nobodys_takes_no_doubt_away(hits, more, changed, rows):
    before = listed(hits, changed=changed, coverage=rows)
    after = listed([*hits, more], changed=changed, coverage=rows)
    for one, other in zip(before, after, strict=True):
        if not is_own(more, one.judged.flow):
            assert other.state in (one.state, State.CANNOT_TELL)


@given(st.lists(timed(), max_size=6), timed(), CHANGES, coverages())
def test_an_alert_takes_back_no_more_than_that_something_was_not_seen(hits, alert, changed, rows):
    before = listed(hits, changed=changed, coverage=rows)
    after = listed([*hits, replace(alert, action="Alert")], changed=changed, coverage=rows)
    for one, other in zip(before, after, strict=True):
        assert other.state == one.state or (one.state, lack(other)) == (State.NOT_SEEN, Lack.ALERT_ALONE)


@given(st.lists(timed(), max_size=6), CHANGES)
def test_nothing_is_compared_whose_change_is_not_known_or_whose_rows_are_older(hits, changed):
    for one in listed(hits, changed=changed):
        if one.comparison in (Comparison.AGREES, Comparison.DISAGREES):
            assert changed is not None
            assert any(changed < at <= NOW - stores.INGESTION for hit in hits for at in (hit.first, hit.last))
