# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The evidence of one cluster as users see it, in which every connection counts once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence import stores
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.stores import Lack, Why
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs.queries import Form
from hypothesis import given
from hypothesis import strategies as st

from ..verdict.documents import SUBNET, cluster, table
from .rows import ALL, HOST, WORLD, case, logs, refused, row, store, whole
from .test_attribution import ROWS

UNREAD = Why(Lack.UNREAD, "workspace v could not be read (403)")


def test_all_parts_are_there():
    hits = row("a.contoso.com", hits=5), refused("evil.example.com", hits=2), refused("", port=12000)
    found = whole(*ALL, found=logs(*hits)).as_option()
    assert list(found) == [
        *("firewall", "start", "end", "asked", "dependencies", "refused_names", "unattributed", "unused_rules"),
        *("wildcards", "account", "summary"),
    ]
    assert (found["firewall"], found["start"], found["end"]) == ("fw", "2026-11-23T00:00:00Z", "2026-11-30T12:00:00Z")
    assert found["account"] == {"hits": 8, "assigned": 5, "not_covered": 2, "unattributed": 1}
    assert found["summary"] == {"allowed": 1, "not_seen": 5}
    assert found["wildcards"] == {"days": 8, "is_enough": False, "names": []}
    assert [one["fqdn"] for one in found["refused_names"]] == ["evil.example.com"]


def test_each_place_that_was_asked_says_how_many_rows_it_has_and_what_is_lacking():
    cut = store()
    cut = replace(cut, coverage=replace(cut.coverage, lacking="the answer is partial"))
    unread = store(coverage=(), form=Form.LEGACY, unread=UNREAD)
    assert whole(HOST, found=logs(stores=(store(), cut, unread))).as_option()["asked"] == [
        {"place": "workspace w", "form": form, "rows": rows, "lacking": lacking}
        for form, rows, lacking in (
            ("structured", {"application": 72, "network": 72}, ""),
            ("structured", {"application": 72, "network": 72}, "the answer is partial"),
            ("legacy", {}, UNREAD.text),
        )
    ]


def test_without_logs_there_is_a_reason_and_no_row():
    found = whole(*ALL, found=stores.nothing("fw", Why(Lack.NOT_LOGGED, "there are none"))).as_option()
    assert (found["start"], found["end"], found["asked"]) == (None, None, [])
    assert found["summary"] == {"cannot_tell": 6} and found["account"]["hits"] == 0
    assert found["unused_rules"] == []


def test_only_rows_from_the_clusters_own_sources_count():
    found = whole(HOST, found=logs(row("a.contoso.com"), refused("a.contoso.com", source="10.99.0.0/24")))
    assert found.account["hits"] == 1 and found.summary() == {"allowed": 1}


def test_two_clusters_of_one_subnet_have_the_same_rows_and_one_within_another_has_its_own():
    found = logs(row("a.contoso.com", source="10.20.1.0/25"), refused("a.contoso.com", source=SUBNET))
    assert [whole(HOST, found=found).listed, whole(HOST, found=found).listed[0].state] == [
        whole(HOST, found=found).listed,
        "denied",
    ]
    assert whole(HOST, found=found, sources=("10.20.1.0/25",)).listed[0].state == "allowed"


def test_sources_that_are_everybody_have_every_row_of_the_firewall_that_was_asked_for():
    assert whole(HOST, found=logs(row("a.contoso.com", source="0.0.0.0/0")), sources=("*",)).account["hits"] == 1


@pytest.mark.parametrize(
    ("state", "stopped"), [("Running", ""), ("running", ""), ("", ""), ("Stopped", "stopped"), ("Updating", "updating")]
)
def test_a_cluster_that_is_not_running_is_stopped(state, stopped):
    assert case(HOST, landscape=replace(WORLD, cluster=replace(cluster(), state=state))).stopped == stopped


def test_a_cluster_of_which_nothing_is_known_is_not_stopped():
    assert case(HOST, landscape=replace(WORLD, cluster=None)).stopped == ""


def test_logs_are_needed_where_something_goes_to_the_firewall():
    assert case(HOST).needs_logs
    assert not case(HOST, landscape=replace(WORLD, route_table=table())).needs_logs


@given(st.lists(ROWS, max_size=8))
def test_the_account_comes_to_as_many_connections_as_there_were(hits):
    account = whole(*ALL, found=logs(*hits)).account
    assert account["hits"] == sum(hit.hits for hit in hits if hit.kind != "misplaced")
    assert account["hits"] == account["assigned"] + account["not_covered"] + account["unattributed"]
