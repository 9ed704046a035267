# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the logs say stands on a report as tables: what needs a look is open, and nothing is shown twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence import stores
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.stores import Lack, Why
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs.queries import Kind
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import evidence
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.evidence import REVIEW, seen

from ..evidence.rows import ALL, HOST, HUB, OTHER, PEER, WORLD, ago, covered, logs, packet, refused, row, whole
from ..verdict.documents import table


def shown(*hits, found=None, flows=ALL, **more):
    """The tables about these rows, by their titles."""
    made = seen(whole(*flows, found=found or logs(*hits), **more).as_option())
    return made, {one.title: one for one in made.tables}


def test_nothing_is_shown_where_nobody_asked():
    assert seen(None) is None and seen({}) is None


def test_a_first_sentence_says_what_was_asked_and_what_came_of_it():
    made, _tables = shown(row("a.contoso.com"), row("odd.example.com", hits=3), row("", port=12000, action="", hits=2))
    assert made.lead == (
        "Asked workspace w from 2026-11-23 00:00 UTC to 2026-11-30 12:00 UTC: 6 connections of the cluster's sources,"
        " of them 3 to names that no dependency covers and 2 that nobody can assign."
    )
    made, _tables = shown(row("a.contoso.com"))
    assert made.lead.endswith(": 1 connection of the cluster's sources.")
    made, _tables = shown(found=logs(unread=Why(Lack.UNREAD, "workspace w could not be read")))
    assert made.lead.endswith("sources. Not all could be read: workspace w could not be read.")


@pytest.mark.parametrize(
    ("found", "lead"),
    [
        (stores.nothing("fw", Why(Lack.NOT_ASKED, "nothing goes there")), "The logs of fw were not asked."),
        (stores.nothing("", Why(Lack.NOT_LOGGED, "no firewall")), "The logs of the firewall were not asked."),
        (
            replace(logs(), stores=(), why=Why(Lack.NOT_LOGGED, "no setting")),
            "The logs of fw go to no workspace, so nobody could be asked.",
        ),
    ],
)
def test_a_first_sentence_says_why_nobody_was_asked(found, lead):
    assert shown(found=found)[0].lead == lead


def test_what_needs_a_look_stands_open_with_what_is_alike_in_one_row():
    _made, tables = shown(refused("a.contoso.com", hits=2), flows=(HOST, OTHER, HUB))
    (first, *others) = tables.values()
    assert first.title == "1 destination to look at" and first.is_open and not any(one.is_open for one in others)
    (denied,) = first.rows
    assert denied == (
        "a.contoso.com:443",
        "refused",
        "the default action, since no rule matched",
        "2 refused",
        "2026-11-30 11:00 UTC",
    )
    (unseen,) = tables["2 destinations not seen"].rows
    assert unseen[:2] == ("b.contoso.com:443, service tag EventHub:5671", "not seen")


def test_destinations_with_the_same_reason_are_one_row_and_each_is_named():
    _made, tables = shown(found=logs(coverage=()), flows=(HOST, OTHER))
    (only,) = tables.values()
    ((names, says, why, counts, last),) = only.rows
    assert (names, says, counts, last) == ("a.contoso.com:443, b.contoso.com:443", "no telling", "", "")
    assert why == "there is no row of application rules of firewall fw"


def test_what_was_let_through_says_by_what_and_until_when_it_was_refused():
    _made, tables = shown(refused("a.contoso.com", last=ago(days=2)), row("a.contoso.com", hits=4), flows=(HOST,))
    (row_,) = tables["1 destination let through"].rows
    assert row_[1:4] == ("let through", "ours / names, denied until 2026-11-28 12:00 UTC", "4 allowed, 1 refused")


def test_what_never_comes_to_the_firewall_is_not_said_to_have_passed():
    for kind, why in (("Internet", "out sends it past the firewall"), ("None", "out drops it")):
        world = replace(WORLD, route_table=table(("out", "0.0.0.0/0", kind)))
        _made, tables = shown(flows=(HOST,), landscape=world)
        assert tables["1 destination sent another way"].rows[0][1:3] == ("never there", why)


def test_what_has_no_name_is_shown_by_its_tag_or_its_addresses():
    _made, tables = shown(flows=(HUB, PEER), found=logs(coverage=()))
    assert tables["2 destinations to look at"].rows[0][0] == "10.9.0.4:1433, service tag EventHub:5671"


def test_names_that_nobody_asked_for_are_listed_with_what_is_known_of_them():
    _made, tables = shown(refused("odd.example.com"), refused("ocsp.digicert.com", port=80, protocol="HTTP", hits=3))
    listed = tables["2 refused names that no dependency covers"].rows
    assert [one[0] for one in listed] == ["ocsp.digicert.com:80", "odd.example.com:443"]
    assert listed[0][1] and not listed[1][1] and listed[1][2:4] == ("the default action, since no rule matched", "1")


def test_connections_that_nobody_can_assign_are_listed_with_what_became_of_them():
    _made, tables = shown(
        row("", port=12000, action="", hits=2),
        packet("10.1.2.3", port=12000, protocol="HTTPS"),
        packet("10.1.2.3", port=12000, protocol="HTTPS", kind=Kind.INTRUSION_DETECTION, action="Alert"),
    )
    (one,) = tables["1 port with connections that nobody can assign"].rows
    assert one[:2] == ("12000", "HTTPS") and one[3] == "1 allowed, 2 refused, 1 alert"


def test_rules_that_nothing_used_are_listed():
    _made, tables = shown(row("a.contoso.com"))
    assert [one for one in tables if one.endswith("of ours that nothing has used")]


def test_names_behind_a_wildcard_are_listed_only_after_enough_days():
    for days, is_shown in ((31, True), (7, False)):
        start = ago(days=days).replace(hour=0)
        coverage = covered(Kind.APPLICATION, Kind.NETWORK, start=start)
        found = {"names": [STOOD], "days": days, "is_enough": days >= 30}
        made = seen({**whole(HOST, found=logs(coverage=coverage, start=start)).as_option(), "wildcards": found})
        titles = {one.title: one for one in made.tables}
        assert (f"1 name that wildcards stood for in {days} days" in titles) is is_shown
        if is_shown:
            one = titles[f"1 name that wildcards stood for in {days} days"]
            assert one.hint == REVIEW and one.rows[0][:4] == ("*.core.windows.net", "x.core.windows.net:443", "9", "2")


STOOD = {
    "wildcard": "*.core.windows.net",
    "fqdn": "x.core.windows.net",
    "port": 443,
    "days": 9,
    "sources": 2,
    "first_seen": "2026-11-01T10:00:00Z",
    "last_seen": "2026-11-30T10:00:00Z",
}


def test_every_state_has_words_and_a_table():
    listed = [state for states, _what in evidence._GROUPS for state in states]
    assert sorted(listed) == sorted(evidence.State) == sorted(evidence._SAYS)
