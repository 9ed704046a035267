# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The path of traffic as stations, each with what it does and whether all is well there."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import picture
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.ending import Call
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.model import report

from ..verdict.documents import NOT_INJECTED
from .results import STOPPED, allowing, checked


def test_the_path_shows_where_it_ends():
    states = {one.kind: one.state for one in report(checked(firewall=allowing())).path.stations}
    assert states == {
        "Cluster": "good",
        "Security group": "good",
        "Route table": "good",
        "Firewall": "bad",
        "Destinations": "bad",
    }
    made = report(checked(cluster=NOT_INJECTED, subnet=None)).path
    assert not made.through and made.past.name == "everything"


def station(kind, **changes):
    (found,) = [one for one in report(checked(**changes)).path.stations if one.kind == kind]
    return found.name, found.state


def test_a_stopped_firewall_is_no_good_end_of_a_route():
    assert station("Route table") == ("rt", "good")
    assert station("Route table", firewall=STOPPED) == ("rt", "open")
    assert station("Firewall", firewall=STOPPED) == ("fw", "bad")


@pytest.mark.parametrize(
    ("field", "kind"), [("security_group", "Security group"), ("route_table", "Route table")], ids=str
)
def test_what_could_not_be_read_is_not_drawn_as_if_there_were_none(field, kind):
    unread = {field: None, "unread": {field: "It could not be read (AuthorizationFailed)"}}
    assert station(kind, **unread) == ("could not be read", "open")
    assert station("Security group", security_group=None) == ("none", "aside")
    landscape = [dict(report(checked(**changes)).facts)["Route table"] for changes in (unread, {"route_table": None})]
    assert landscape == (["could not be read", "none"] if field == "route_table" else ["rt", "none"])


FIREWALL = {"name": "fw", "private_address": "10.0.1.4"}
ABOUT = {
    "cluster": "c1",
    "injected": True,
    "subnet": {"name": "snet"},
    "firewall": FIREWALL,
    "security_group": "nsg",
    "route_table": {"name": "rt"},
}


THERE, PAST_IT = {"type": "VirtualAppliance", "address": "10.0.1.4"}, {"type": "Internet"}


def judged(verdict="allowed", group="allowed", firewall="allowed", hop=None):
    parts = {"security_group": {"verdict": group}, "firewall": {"verdict": firewall}}
    return {"verdict": verdict, **parts, "next_hop": hop or THERE}


def drawn(*dependencies, codes=(), addresses=(), call=None, **about):
    found = {
        "dependencies": list(dependencies),
        "findings": [{"code": code} for code in codes],
        "addresses": [{"verdict": verdict} for verdict in addresses],
    }
    return picture.path(found, {**ABOUT, **about}, call or Call())


def of(path, kind):
    (found,) = [one for one in path.stations if one.kind == kind]
    return found.name, found.note, found.state


def test_the_stations_stand_in_the_order_in_which_traffic_passes_them():
    path = drawn(judged(), judged("denied"))
    assert [one.kind for one in path.stations] == [
        "Cluster",
        "Security group",
        "Route table",
        "Firewall",
        "Destinations",
    ]
    assert of(path, "Cluster") == ("c1", "subnet snet", "good")
    assert of(path, "Destinations") == ("what it needs", "1 of 2 pass", "bad")
    assert path.through and path.past is None


@pytest.mark.parametrize("about", [{"injected": False}, {"subnet": None}, {"injected": False, "subnet": None}], ids=str)
def test_without_a_network_of_yours_all_goes_past_the_firewall(about):
    path = drawn(judged(), addresses=["allowed"], **about)
    assert [(one.kind, one.name, one.note, one.state) for one in path.stations] == [
        ("Cluster", "c1", "in no network of yours", "aside"),
        ("Firewall", "fw", "sees none of it", "aside"),
        ("Destinations", "what it needs", "1 of 1 reached", "aside"),
    ]
    assert (path.past.kind, path.past.name, path.past.note, path.past.state) == (
        "Its traffic",
        "everything",
        "goes past it",
        "aside",
    )
    assert not path.through


@pytest.mark.parametrize(
    ("verdicts", "note", "state"),
    [
        (["allowed", "allowed"], "lets out all of it", "good"),
        (["allowed", "cannot_tell"], "unknown for 1 of 2", "open"),
        (["cannot_tell", "denied"], "blocks 1 of 2", "bad"),
    ],
)
def test_a_security_group_is_as_good_as_the_worst_it_does(verdicts, note, state):
    path = drawn(*(judged(group=verdict) for verdict in verdicts))
    assert of(path, "Security group") == ("nsg", note, state)


def test_without_a_security_group_everything_goes_out_and_one_that_is_unread_may_do_anything():
    assert of(drawn(judged(), security_group=None), "Security group") == ("none", "lets everything out", "aside")
    unread = drawn(judged(), security_group=None, unread=["security_group"])
    assert of(unread, "Security group") == ("could not be read", "unknown for all", "open")
    assert of(unread, "Route table") == ("rt", "leads to the firewall", "good")


@pytest.mark.parametrize(
    ("codes", "note", "state"),
    [
        ([], "leads to the firewall", "good"),
        (["other"], "leads to the firewall", "good"),
        (["stale_default_route"], "leads elsewhere", "bad"),
        (["lost_default_route"], "no way to the firewall", "bad"),
        (["no_default_route"], "no way to the firewall", "bad"),
        (["firewall_without_address"], "where to is unknown", "open"),
        (["undecided_way"], "unknown for all", "open"),
        (["undecided_way", "stale_default_route"], "leads elsewhere", "bad"),
    ],
)
def test_a_route_table_is_as_the_findings_say(codes, note, state):
    assert of(drawn(judged(), codes=codes), "Route table") == ("rt", note, state)


def test_a_route_table_may_be_new_or_none_or_unread():
    assert of(drawn(route_table={"name": ""}), "Route table")[0] == "a new one"
    assert of(drawn(route_table=None), "Route table")[0] == "none"
    unread = drawn(judged(), route_table=None, unread=["route_table"], codes=["stale_default_route"])
    assert of(unread, "Route table") == ("could not be read", "unknown for all", "open")
    assert of(unread, "Security group") == ("nsg", "lets out all of it", "good")


@pytest.mark.parametrize(
    ("verdicts", "note", "state"),
    [
        (["allowed"], "allows all of it", "good"),
        (["allowed", "cannot_tell"], "unknown for 1 of 2", "open"),
        (["allowed", "no_match", "cannot_tell"], "blocks 1 of 3", "bad"),
    ],
)
def test_a_firewall_is_as_good_as_the_worst_it_does(verdicts, note, state):
    path = drawn(*(judged(firewall=verdict) for verdict in verdicts))
    assert of(path, "Firewall") == ("fw", note, state)


def test_a_firewall_that_is_stopped_is_no_good_whatever_its_rules_say():
    path = drawn(judged(), codes=["firewall_without_address"], firewall={**FIREWALL, "private_address": None})
    assert of(path, "Firewall") == ("fw", "is stopped", "bad")
    in_hub = drawn(judged(hop={"type": "VirtualHub"}), firewall={**FIREWALL, "private_address": None})
    assert of(in_hub, "Firewall") == ("fw", "allows all of it", "good"), "a hub's document does not always show one"


@pytest.mark.parametrize("code", ["no_default_route", "lost_default_route"])
def test_where_nothing_is_sent_to_the_firewall_it_would_allow_and_has_no_tick(code):
    path = drawn(judged(hop=PAST_IT), judged(hop=PAST_IT), codes=[code])
    assert of(path, "Firewall") == ("fw", "would allow all of it", "aside")
    assert of(path, "Destinations") == ("what it needs", "2 of 2 reached", "aside")
    assert not path.through and path.past == picture.Station("Its traffic", "everything", "goes past it", "aside")
    refused = drawn(judged(hop=PAST_IT, firewall="no_match"), codes=[code])
    assert of(refused, "Firewall") == ("fw", "would block all of it", "bad")


def test_what_goes_past_the_firewall_is_none_of_what_it_allows():
    path = drawn(judged(), judged(hop={"type": "ServiceEndpoint"}, firewall="no_match"))
    assert of(path, "Route table") == ("rt", "1 of 2 to the firewall", "aside")
    assert of(path, "Firewall") == ("fw", "allows all of it", "good")


def test_what_a_security_group_blocks_comes_to_no_station_behind_it():
    path = drawn(judged("denied", group="denied"))
    assert of(path, "Security group") == ("nsg", "blocks all of it", "bad")
    assert of(path, "Route table") == ("rt", "nothing comes to it", "aside")
    assert of(path, "Firewall") == ("fw", "would allow all of it", "aside")


def test_a_route_that_drops_traffic_is_no_way_to_the_firewall():
    path = drawn(judged("denied", hop={"type": "None"}), judged())
    assert of(path, "Route table") == ("rt", "drops 1 of 2", "bad")
    elsewhere = drawn(judged(hop=PAST_IT))
    assert of(elsewhere, "Route table") == ("rt", "leads elsewhere", "aside")


def test_behind_an_appliance_nobody_knows_what_it_lets_through():
    path = drawn(judged("cannot_tell", firewall="cannot_tell"), firewall={"name": "10.0.1.4", **THERE, **FIREWALL})
    assert of(path, "Firewall")[1:] == ("unknown for all", "open")


def test_a_preview_says_what_would_be_and_a_run_that_stopped_leaves_the_table_as_it_was():
    ahead = drawn(judged(), addresses=["allowed"], call=Call(mode="preview", steps=("allow", "route", "check")))
    assert ahead.ahead and of(ahead, "Route table")[1] == "would lead to the firewall"
    assert of(ahead, "Firewall")[1] == "would allow all of it" and of(ahead, "Destinations")[1] == "1 of 1 would pass"
    assert of(ahead, "Security group")[1] == "lets out all of it", "no run changes that"
    assert ahead.past.note == "would go past it"
    stopped = drawn(judged("no_match", firewall="no_match"), call=Call(mode="run", stopped=True, failure="why"))
    assert of(stopped, "Route table") == ("rt", "left as it was", "aside")
    assert of(stopped, "Firewall") == ("fw", "would block all of it", "bad")
    assert of(drawn(judged(), call=Call(mode="preview", stopped=True)), "Route table")[1] == "would be left as it is"


@pytest.mark.parametrize(
    ("addresses", "name", "state"),
    [
        (["allowed"], "1 address", "good"),
        (["denied"], "0 of 1 address", "bad"),
        (["allowed", "allowed"], "2 addresses", "good"),
        (["allowed", "denied", "cannot_tell"], "1 of 3 addresses", "bad"),
        (["allowed", "cannot_tell"], "1 of 2 addresses", "open"),
    ],
)
def test_what_is_answered_past_the_firewall_is_counted(addresses, name, state):
    past = drawn(judged(), addresses=addresses).past
    assert (past.kind, past.name, past.note, past.state) == (
        "Management, monitoring",
        name,
        "answered past it",
        state,
    )
