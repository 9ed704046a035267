# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the absence of rows proves: nothing, unless rows show that the log was on all the time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence import stores
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.stores import (
    AT_NO_TIME,
    Lack,
    Logs,
    Store,
    Why,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs.answers import Answer, Covered
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs.queries import Form, Kind
from hypothesis import given
from hypothesis import strategies as st

from ..verdict.documents import SUBNET
from .rows import BOTH, DAY, HOUR, NOW, START, ago, covered, logs, packet, refused, row, store

APPLICATION, NETWORK = Kind.APPLICATION, Kind.NETWORK
UNREAD = Why(Lack.UNREAD, "workspace v could not be read (403)")
SETTLED = NOW - timedelta(minutes=15)


def lack(found, *, kind=APPLICATION, sources=(SUBNET,), start=START):
    why = found.unproven(kind, sources, start)
    return why and why.lack


def of(*rows):
    """Logs with this coverage."""
    return logs(coverage=rows)


def span(first, last, source=SUBNET, kind=APPLICATION):
    """Rows of one day."""
    return Covered(kind, source, first.replace(hour=0, minute=0, second=0), 2, first, last)


def test_rows_of_every_day_of_the_firewall_and_from_the_sources_prove_that_what_is_not_there_was_not():
    assert lack(logs()) is None
    assert logs().period(APPLICATION, (SUBNET,), START) == (START, SETTLED)


def test_logs_that_nobody_could_ask_prove_nothing():
    why = Why(Lack.NOT_LOGGED, "no diagnostic setting of firewall fw sends logs to a workspace")
    found = stores.nothing("fw", why)
    assert found.unproven(APPLICATION, (SUBNET,), found.start) == why
    assert (found.settled, found.hits, found.by_kind) == (AT_NO_TIME, (), {})


def test_a_workspace_that_could_not_be_asked_may_have_the_rows():
    unread = store(coverage=(), unread=UNREAD)
    assert logs(stores=(unread,)).unproven(APPLICATION, (SUBNET,), START) == UNREAD
    other = store(coverage=covered(NETWORK))
    assert logs(stores=(other, unread)).unproven(APPLICATION, (SUBNET,), START) == UNREAD


def test_what_could_not_be_asked_is_told_before_what_is_known_to_be_stored_otherwise():
    unread, skipping = store(coverage=(), unread=UNREAD), store(coverage=(), skipped=frozenset({APPLICATION}))
    assert logs(stores=(skipping, unread)).unproven(APPLICATION, (SUBNET,), START) == UNREAD


def test_a_workspace_that_could_not_be_asked_matters_not_where_another_has_every_row():
    assert lack(logs(stores=(store(), store(coverage=(), unread=UNREAD)))) is None


def test_a_place_that_was_not_read_in_full_proves_nothing_by_the_rows_that_it_has():
    assert logs(unread=UNREAD).unproven(APPLICATION, (SUBNET,), START) == UNREAD


def test_a_table_with_another_plan_than_analytics_has_rows_that_no_query_returns():
    skipping = store(coverage=covered(NETWORK), skipped=frozenset({APPLICATION}))
    assert lack(logs(stores=(skipping,))) == Lack.TABLE_PLAN
    assert lack(logs(stores=(skipping,)), kind=NETWORK) is None
    other = store(coverage=covered(NETWORK), skipped=frozenset({Kind.INTRUSION_DETECTION}))
    assert lack(logs(stores=(other,))) == Lack.NO_ROWS


def test_structured_rows_in_the_table_of_the_others_are_told_as_that():
    assert lack(of(*covered(Kind.MISPLACED))) == Lack.MISPLACED


def test_no_row_of_a_kind_may_mean_that_its_category_is_off():
    found = of(*covered(NETWORK)).unproven(APPLICATION, (SUBNET,), START)
    assert found == Why(Lack.NO_ROWS, "there is no row of application rules of firewall fw")


@pytest.mark.parametrize("of_what", ["hits", "coverage"])
def test_a_partial_answer_proves_nothing_with_rows_or_without(of_what):
    for rows in (BOTH, covered(NETWORK)):
        whole = store(coverage=rows)
        cut = replace(whole, **{of_what: replace(getattr(whole, of_what), lacking="there are more than 10,000 rows")})
        assert lack(logs(stores=(cut,))) == Lack.PARTIAL


def test_an_answer_that_has_no_row_of_what_is_counted_is_not_whole():
    told = stores.counted(store(packet("20.1.2.3")), NOW)
    assert lack(logs(stores=(told,))) == Lack.PARTIAL
    assert told.hits.lacking == f"there are rows of application rules from {SUBNET}, and the answer has none of them"


def test_an_answer_with_a_row_of_each_kind_and_source_that_is_counted_is_taken_as_it_is():
    one = store(packet("20.1.2.3"), row("a.contoso.com"), coverage=(*BOTH, *covered(APPLICATION, source="")))
    assert stores.counted(one, NOW) is one


def test_rows_that_came_between_the_two_questions_are_no_contradiction():
    late = store(coverage=(span(ago(minutes=14), ago(minutes=1)),))
    assert stores.counted(late, NOW) is late


def test_of_two_places_with_as_many_days_the_one_that_answered_all_counts():
    cut = replace(store(row("a.contoso.com")), hits=Answer((), "there are more than 10,000 different rows"))
    whole = store(refused("a.contoso.com"), form=Form.LEGACY)
    for both in ((cut, whole), (whole, cut)):
        assert logs(stores=both).by_kind[APPLICATION] is whole


def test_what_the_firewall_itself_is_asked_leaves_out_workspaces_without_a_word():
    assert lack(logs(stores=(store(is_whole=False),))) == Lack.WORKSPACE_RIGHTS
    assert lack(logs(stores=(store(is_whole=False, coverage=()),))) == Lack.WORKSPACE_RIGHTS


def test_rows_without_a_count_per_day_prove_nothing():
    assert lack(logs(row("a.contoso.com"), coverage=())) == Lack.NO_ROWS
    assert logs(row("a.contoso.com"), coverage=()).covered_days(APPLICATION, (SUBNET,)) == 0


def test_a_log_that_is_younger_than_the_window_proves_nothing():
    assert lack(of(*covered(APPLICATION, start=START + DAY))) == Lack.YOUNG_LOGS


def test_a_log_that_began_on_the_first_day_proves_what_came_after_its_first_row():
    late = START + 20 * HOUR
    found = of(*covered(APPLICATION, start=late))
    assert lack(found) is None and found.period(APPLICATION, (SUBNET,), START) == (late, SETTLED)


def test_a_day_without_a_row_is_a_gap():
    found = of(*covered(APPLICATION, without=3)).unproven(APPLICATION, (SUBNET,), START)
    assert found.lack == Lack.GAP and found.text.endswith("has no row of 2026-11-26")


def test_a_log_that_ended_is_a_gap():
    found = of(*covered(APPLICATION, end=NOW - 2 * DAY)).unproven(APPLICATION, (SUBNET,), START)
    assert found.lack == Lack.GAP and "ends at 2026-11-28" in found.text
    assert lack(of(*covered(APPLICATION, end=SETTLED - DAY))) is None
    assert lack(of(*covered(APPLICATION, end=SETTLED - DAY - timedelta(seconds=1)))) == Lack.GAP


def test_rows_at_the_far_ends_of_two_days_are_a_gap_though_each_day_has_one():
    days = covered(APPLICATION)
    early = replace(days[2], first=days[2].day, last=days[2].day + HOUR)
    late = replace(days[3], first=days[3].last - HOUR)
    found = of(*days[:2], early, late, *days[4:]).unproven(APPLICATION, (SUBNET,), START)
    assert found.lack == Lack.GAP and found.text.endswith("no row for more than a day after 2026-11-25 01:00 UTC")


def test_a_log_of_the_firewall_without_a_row_from_the_sources_proves_nothing_of_them():
    found = of(*covered(APPLICATION, source="10.99.0.0/24"))
    assert lack(found) == Lack.NO_ROWS_OF_SOURCES
    assert lack(found, sources=None) is None


def test_a_gap_in_the_rows_from_the_sources_proves_as_little():
    own = covered(APPLICATION, start=START + 2 * DAY)
    found = of(*own, *covered(APPLICATION, source=""))
    assert lack(found) == Lack.NO_ROWS_OF_SOURCES and lack(found, sources=None) is None


@pytest.mark.parametrize("minutes", [0, 5, 15])
def test_what_began_within_the_last_quarter_of_an_hour_is_too_recent(minutes):
    assert lack(logs(), start=ago(minutes=minutes)) == Lack.TOO_RECENT
    assert lack(logs(), start=ago(minutes=16)) is None


def test_a_window_of_less_than_a_day_needs_rows_of_its_own():
    start = ago(hours=3)
    assert lack(of(span(ago(hours=9), ago(hours=4))), start=start) == Lack.GAP
    found = of(span(ago(hours=9), ago(hours=1)))
    assert lack(found, start=start) is None
    assert found.period(APPLICATION, (SUBNET,), start) == (start, ago(hours=1))


def test_a_window_of_minutes_is_too_recent_also_where_there_is_no_row():
    assert lack(logs(coverage=(), start=ago(minutes=5)), start=ago(minutes=5)) == Lack.TOO_RECENT


def test_one_row_is_no_period():
    assert lack(of(span(ago(hours=1), ago(hours=1))), start=ago(hours=3)) == Lack.GAP


def test_rows_that_are_all_too_recent_are_no_period():
    assert lack(of(span(ago(minutes=9), ago(minutes=2))), start=ago(hours=3)) == Lack.GAP


def test_midnight_begins_a_day_that_need_have_no_row_yet():
    now = START + 7 * DAY + timedelta(minutes=20)  # 00:20
    found = replace(of(*covered(APPLICATION, end=START + 7 * DAY)), end=now)
    assert lack(found) is None
    assert lack(replace(found, end=now + DAY)) == Lack.GAP


def test_a_year_of_rows_proves_a_year():
    start = NOW.replace(hour=0) - 365 * DAY
    assert lack(replace(of(*covered(APPLICATION, start=start)), start=start), start=start) is None


# Which rows count


def test_rows_of_two_forms_are_never_added_up():
    structured = store(row("a.contoso.com", hits=5))
    legacy = store(row("a.contoso.com", hits=7), form=Form.LEGACY)
    for listed in ((structured, legacy), (legacy, structured)):
        assert [hit.hits for hit in logs(stores=listed).hits] == [5]


def test_of_two_forms_the_one_with_more_days_counts_while_both_get_rows():
    structured = store(row("a.contoso.com", hits=5), coverage=covered(APPLICATION, start=ago(days=1)))
    legacy = store(row("a.contoso.com", hits=7), form=Form.LEGACY)
    assert [hit.hits for hit in logs(stores=(structured, legacy)).hits] == [7]


def test_a_place_that_logs_have_moved_away_from_counts_less_than_where_they_are_now():
    new = store(refused("a.contoso.com"), coverage=covered(APPLICATION, start=ago(days=2)))
    old = store(row("a.contoso.com", last=ago(days=4)), coverage=covered(APPLICATION, end=ago(days=3)))
    for listed in ((new, old), (old, new)):
        assert [hit.action for hit in logs(stores=listed).hits] == ["Deny"]


def test_logs_may_have_moved_on_the_same_day():
    new = store(refused("a.contoso.com"), coverage=covered(APPLICATION, start=ago(hours=3)))
    old = store(row("a.contoso.com", last=ago(hours=4)), coverage=covered(APPLICATION, end=ago(hours=4)))
    for listed in ((new, old), (old, new)):
        assert [hit.action for hit in logs(stores=listed).hits] == ["Deny"]


def test_each_kind_counts_where_it_is():
    names = store(row("a.contoso.com"), coverage=covered(APPLICATION))
    packets = store(packet("10.9.0.4"), coverage=covered(NETWORK), place="workspace v")
    found = logs(stores=(names, packets))
    assert {hit.kind for hit in found.hits} == {APPLICATION, NETWORK}
    assert (lack(found), lack(found, kind=NETWORK)) == (None, None)


def test_misplaced_rows_are_no_rows():
    assert logs(row(kind=Kind.MISPLACED), coverage=covered(Kind.MISPLACED)).hits == ()


def test_days_are_those_with_rows_and_one_at_least_where_there_are_rows():
    assert (store().days(APPLICATION), store(coverage=()).days(APPLICATION)) == (8, 0)
    assert store(row(), coverage=()).days(APPLICATION) == 1


@pytest.mark.parametrize(
    ("sources", "held"),
    [
        (("10.20.0.0/16",), True),
        ((SUBNET,), True),
        (("10.20.1.0/25", "10.20.1.128/25"), True),
        (("10.20.1.0-10.20.1.255",), True),
        (("*",), True),
        (("10.20.1.0/25",), False),
        (("10.21.0.0/16",), False),
        (("fd00::/64",), False),
        ((), False),
    ],
)
def test_rows_are_a_clusters_whose_sources_hold_their_prefix(sources, held):
    assert bool(logs(row()).hits_from(sources)) is held


def test_a_row_from_a_prefix_within_anothers_is_of_both_and_one_from_the_wider_alone_is_of_one():
    near, far = row(source="10.20.1.0/24"), row(source="10.20.0.0/16")
    found = logs(near, far)
    assert found.hits_from(("10.20.0.0/16",)) == (near, far)
    assert found.hits_from(("10.20.1.0/24",)) == (near,)


@pytest.mark.parametrize("source", ["", "nonsense"])
def test_rows_from_machines_that_were_not_asked_for_are_nobodys(source):
    assert logs(row(source=source)).hits_from(("*",)) == ()


def test_covered_days_are_those_from_the_sources():
    assert logs().covered_days(APPLICATION, (SUBNET,)) == 8
    assert logs().covered_days(APPLICATION, ("10.99.0.0/24",)) == 0
    assert logs(coverage=()).covered_days(APPLICATION, (SUBNET,)) == 0


DAYS = st.sets(st.integers(0, 7), max_size=8)


@given(st.lists(st.tuples(DAYS, st.booleans(), st.sampled_from(list(Form))), max_size=3))
def test_nothing_is_proven_unless_one_whole_place_has_rows_of_every_day(places):
    listed = tuple(
        Store("w", form, is_whole, coverage=Answer(tuple(BOTH[number] for number in sorted(days))))
        for days, is_whole, form in places
    )
    found = Logs("fw", START, NOW, listed)
    if found.unproven(APPLICATION, (SUBNET,), START) is None:
        assert any(is_whole and days >= set(range(7)) for days, is_whole, _form in places)


@given(st.integers(0, 8 * 24), st.integers(0, 8 * 24))
def test_a_period_lies_in_what_was_asked_and_in_what_is_settled(begin, hours):
    start = START + begin * HOUR
    found = logs(coverage=covered(APPLICATION, end=min(NOW, START + (hours + 1) * HOUR)))
    if found.unproven(APPLICATION, (SUBNET,), start) is None:
        first, last = found.period(APPLICATION, (SUBNET,), start)
        assert start <= first < last <= SETTLED
