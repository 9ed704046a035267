# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report of an earlier run says, and why one says nothing."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.baseline import reading
from ansible_collections.adx.outbound.plugins.module_utils._plan.baseline.reading import Baseline, Before, Unusable
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import data
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import times
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.report import validators
from hypothesis import given, settings
from hypothesis import strategies as st

from .earlier import EARLIER, REPORT, WHEN, before, judged, report

TIME = datetime(2026, 11, 29, 21, tzinfo=timezone.utc)


def why(document):
    found = reading.read(document).of(world.CLUSTER)
    assert isinstance(found, Unusable), found
    return found.why


def test_what_is_read_is_what_was_judged():
    listed, landscape = judged()
    found = before()
    assert (found.when, found.told, found.is_whole) == (TIME, "2026-11-29 21:00 UTC", True)
    assert found.firewall.key == str(world.FIREWALL).lower()
    assert (found.firewall.private_address, found.firewall.public_addresses) == ("10.0.1.4", ())
    now = [reading.of_judged(one) for one in listed]
    assert [one.key for one in found.destinations] == [one.key for one in now]
    assert all(old.is_as(new) and old.by == new.by for old, new in zip(found.destinations, now, strict=True))
    assert {one.since for one in found.destinations} == {TIME} and landscape.name == "fw"


def test_every_version_of_a_report_is_known():
    schemas = sorted((validators.ROOT / "docs" / "schemas").glob("report-*.schema.json"))
    assert [path.name.removeprefix("report-").removesuffix(".schema.json") for path in schemas] == [
        *reading.KNOWN_VERSIONS
    ]
    assert reading.KNOWN_VERSIONS[-1] == data.SCHEMA_VERSION
    for version in reading.KNOWN_VERSIONS:
        assert isinstance(reading.read(report(schema_version=version)).of(world.CLUSTER), Before)


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (EARLIER, datetime(2026, 11, 1, 21, tzinfo=timezone.utc)),
        (None, TIME),
        ("yesterday", TIME),
        (7, TIME),
        ("2026-12-29T21:00:00Z", TIME),  # after the report itself
    ],
)
def test_a_time_that_no_report_can_have_is_that_of_the_report(since, expected):
    found = before(lambda cluster: cluster["destinations"][0].update(since=since))
    assert found.destinations[0].since == expected


@pytest.mark.parametrize(
    "value", [None, 5, "", "Z", "2026-11-29T21:00:00", "2026-11-29T21:00:00+02:00", "99999-01-01Z"]
)
def test_a_time_of_another_form_is_none(value):
    assert reading.time_of(value) is None


def test_times_are_read_as_they_are_told_to_programs():
    assert times.stamp(TIME) == WHEN
    assert reading.time_of(WHEN) == TIME


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"schema_version": "2.0"}, "schema version 2.0, and 1.0 to 1.3 are known"),
        ({"schema_version": "9" * 90 + "\x1b"}, "version 99999999999999999999, and"),
        ({"schema_version": None}, "no schema version"),
        ({"mode": "preview"}, "a preview"),
        ({"mode": "other"}, "or of what"),
        ({"generated_at": None}, "when it was made"),
        ({"clusters": None}, "no report"),
        ({"clusters": []}, "nothing of this cluster"),
        ({"clusters": [None, 5, {}, {"id": None}, {"id": "x"}]}, "nothing of this cluster"),
    ],
)
def test_a_report_that_is_of_no_use_says_why(members, told):
    assert told in f"{why(report(**members))} "


@pytest.mark.parametrize("document", [None, 5, "x", [], {}, {"clusters": {}}])
def test_what_is_no_report_says_so(document):
    assert "no report" in why(document)


def drop(name):
    return lambda cluster: cluster.pop(name)


def put(**members):
    return lambda cluster: cluster.update(members)


def of_first(**members):
    return lambda cluster: cluster["destinations"][0].update(members)


BROKEN = "not what a report has"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (put(failure={"code": "cut_off", "message": "m"}), "has failed"),
        (put(failure={"code": None, "message": "m"}), "has failed"),
        (put(failure="x"), BROKEN),
        (put(destinations=None), "no destination"),
        (put(destinations="x"), BROKEN),
        (put(destinations=[1]), BROKEN),
        (put(firewall=None), "about no firewall"),
        (put(firewall={}), BROKEN),
        (put(findings=None), BROKEN),
        (drop("destinations"), BROKEN),
        (drop("failure"), BROKEN),
        (of_first(port="443"), BROKEN),
        (of_first(port=-1), BROKEN),
        (of_first(port=65536), BROKEN),
        (of_first(port=False), BROKEN),
        (of_first(port=4.5), BROKEN),
        (of_first(verdict=None), BROKEN),
        (of_first(verdict=[]), BROKEN),
        (of_first(by="x"), BROKEN),
        (of_first(by=[1]), BROKEN),
        (of_first(firewall=[1]), BROKEN),
        (of_first(next_hop="x"), BROKEN),
        (of_first(addresses=None, fqdn=None), BROKEN),
        (lambda cluster: cluster["destinations"][0].pop("cause"), BROKEN),
    ],
)
def test_a_cluster_that_is_of_no_use_says_why(change, told):
    assert told in why(report(change))


def test_a_check_that_failed_has_judged_everything():
    assert before(put(failure={"code": "check_failed", "message": "m"})).destinations


def test_a_cluster_is_found_in_any_case_and_two_of_one_id_are_none():
    upper = report(put(id=str(world.CLUSTER).upper()))
    assert isinstance(reading.read(upper).of(world.CLUSTER), Before)
    twice = report(clusters=[*report()["clusters"], *upper["clusters"]])
    assert "twice" in why(twice)


def test_others_of_a_report_stand_by_themselves():
    other = {**report()["clusters"][0], "id": str(world.CLUSTER).replace("/c1", "/c2"), "destinations": 5}
    assert isinstance(reading.read(report(clusters=[other, *report()["clusters"]])).of(world.CLUSTER), Before)


def test_what_was_not_looked_at_is_kept_in_mind():
    finding = {"code": "not_looked_at"}
    assert not before(put(findings=[finding])).is_whole and before(put(findings=[{"code": "drift"}])).is_whole


def test_destinations_without_a_name_are_known_by_what_they_have():
    def others(cluster):
        first = cluster["destinations"][0]
        cluster["destinations"] = [
            {**first, "fqdn": None, "addresses": ["203.0.113.9", "203.0.113.10"]},
            {**first, "fqdn": None, "service_tag": "EventHub", "port": 5671},
            {**first, "fqdn": None, "unread": "data connections of database d", "port": 0, "next_hop": None},
            {**first, "firewall": None, "category": None},
        ]

    found = before(others).destinations
    assert [one.subject for one in found[:3]] == [
        "203.0.113.9, 203.0.113.10:443",
        "EventHub:5671",
        "data connections of database d",
    ]
    assert [one.is_unread for one in found] == [False, False, True, False]
    assert found[0].key.target == "203.0.113.10, 203.0.113.9" and found[2].hop == "" and found[3].through == ()


def test_a_file_that_cannot_be_read_is_named_as_far_as_a_path_goes():
    named = reading.unreadable("/x/a\n\x1b.json", "No such file").of(world.CLUSTER)
    assert named.why == "/x/a\\n\\x1b.json cannot be read: No such file"
    assert len(reading.unreadable("<a> " * 9000, "It is none").of(world.CLUSTER).why) < 300


@pytest.mark.parametrize("text", ["", "<html>", "{", "NaN", "[1e999]", "[" * 9000, "{'a': 1}"])
def test_a_text_that_is_no_json_says_so(text):
    assert "no JSON" in reading.from_text(text).of(world.CLUSTER).why


def test_a_text_is_read_as_its_data():
    assert reading.from_text(json.dumps(REPORT)) == reading.read(REPORT)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def places(value, path=()):
    yield path
    for key, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(one, (*path, key))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(places(REPORT), key=str)), JSON)
def test_whatever_stands_in_the_place_of_a_member_nothing_is_raised(path, value):
    document = report()
    at = document
    for key in path[:-1]:
        at = at[key]
    if path:
        at[path[-1]] = value
    found = reading.read(document if path else value)
    assert isinstance(found, Baseline) and isinstance(found.of(world.CLUSTER), Before | Unusable)
