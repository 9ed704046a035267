# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the logs say goes into the report as data: member by member, and nothing where nobody asked."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.stores import Lack, Why, nothing
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.words import Comparison, State
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import data_evidence, formats
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.evidence import seen

from ..evidence.rows import ALL, HOST, WILDCARD, ago, logs, packet, refused, row, whole
from . import validators
from .results import HOSTILE, NOW, cluster, result

ROWS = (
    row("a.contoso.com", hits=3),
    row("x.blob.core.windows.net"),
    refused("odd.example.com"),
    row("", port=12000, action="", reason="SNI TLS extension was missing."),
    packet("10.9.0.4", port=1433, action="Deny"),
)


def told(*hits, found=None, flows=ALL, **more):
    return whole(*flows, found=found or logs(*(hits or ROWS)), **more).as_option()


def judged(evidence):
    """A result of a run whose check has this evidence, which is about as many destinations as were judged."""
    one = cluster("c1", {})
    listed = one["check"]["dependencies"]
    dependencies = (evidence["dependencies"] * len(listed))[: len(listed)]
    return result({**one, "check": {**one["check"], "evidence": {**evidence, "dependencies": dependencies}}})


def test_nothing_is_told_of_any_destination_where_nobody_asked():
    assert list(data_evidence.of_destinations(None, 2)) == [None, None]
    assert data_evidence.logs(None) is None and data_evidence.logs({}) is None


def test_a_destination_has_what_the_log_says_of_it():
    (one,) = data_evidence.of_destinations(told(flows=(HOST,)), 1)
    assert one == {
        "state": "allowed",
        "why": None,
        "cause": None,
        "by": ["ours", "names"],
        "allowed": 3,
        "refused": 0,
        "first_seen": "2026-11-30T11:00:00Z",
        "last_seen": "2026-11-30T11:00:00Z",
        "changed": None,
        "denied_until": None,
        "names": [],
        "period": None,
        "comparison": "undated",
    }


def test_a_destination_that_was_not_seen_has_its_period_and_one_of_which_nobody_can_tell_its_cause():
    unseen, *_others = data_evidence.of_destinations(told(flows=(HOST,), found=logs()), 1)
    assert unseen["state"] == "not_seen" and set(unseen["period"]) == {"start", "end"}
    (lost,) = data_evidence.of_destinations(told(flows=(HOST,), found=logs(coverage=())), 1)
    assert (lost["cause"], lost["why"]) == ("no_rows", "there is no row of application rules of firewall fw")


def test_destinations_keep_the_order_of_the_check():
    states = [one["state"] for one in data_evidence.of_destinations(told(), len(ALL))]
    assert states == [one.state for one in whole(*ALL, found=logs(*ROWS)).listed]


def test_what_else_the_logs_say_is_whole():
    found = data_evidence.logs(told())
    assert (found["start"], found["end"]) == ("2026-11-23T00:00:00Z", "2026-11-30T12:00:00Z")
    assert [one["fqdn"] for one in found["refused_names"]] == ["odd.example.com"]
    assert [(one["port"], one["refused"]) for one in found["unattributed"]] == [(12000, 1)]
    assert found["account"] == {"hits": 7, "assigned": 5, "not_covered": 1, "unattributed": 1}
    (asked,) = found["asked"]
    assert asked["place"] == "workspace w" and asked["lacking"] is None and asked["rows"]["application"] > 0


def test_a_place_that_lacks_something_says_so():
    lacking = Why(Lack.UNREAD, "workspace w could not be read")
    (asked,) = data_evidence.logs(told(found=logs(unread=lacking)))["asked"]
    assert asked["lacking"] == "workspace w could not be read"


EVERY = {
    "seen": told,
    "a wildcard": lambda: told(row("x.blob.core.windows.net"), flows=(WILDCARD, HOST)),
    "refused before": lambda: told(refused("a.contoso.com", last=ago(days=2)), flows=(HOST,), changed=ago(days=1)),
    "nobody asked": lambda: told(found=nothing("fw", Why(Lack.NOT_ASKED, "nothing goes there"))),
    "unread": lambda: told(found=logs(unread=Why(Lack.UNREAD, "it could not be read"))),
}


@pytest.mark.parametrize("what", EVERY)
def test_every_evidence_is_valid_by_the_schema_and_on_every_page(what):
    made = json.loads(json.dumps(judged(EVERY[what]())))
    text = formats.render(made, "json", when=NOW)
    assert validators.wrong(text, "json") == []
    (one,) = json.loads(text)["clusters"]
    states = [each["state"] for each in made["clusters"][0]["check"]["evidence"]["dependencies"]]
    assert [each["evidence"]["state"] for each in one["destinations"]] == states
    lead = seen(made["clusters"][0]["check"]["evidence"]).lead.partition("'")[0]
    for form in ("html", "md"):
        assert lead in formats.render(made, form, when=NOW)


@pytest.mark.parametrize("form", ["html", "md"])
def test_hostile_names_in_the_log_do_nothing_on_a_page(form):
    evil = {**told(refused("odd.example.com"), row("a.contoso.com")), "asked": []}
    evil["refused_names"] = [{**one, "fqdn": HOSTILE, "by": HOSTILE} for one in evil["refused_names"]]
    evil["dependencies"] = [{**one, "by": [HOSTILE], "why": HOSTILE} for one in evil["dependencies"]]
    evil["unused_rules"], evil["unattributed"] = [[HOSTILE, HOSTILE]], []
    page = formats.render(judged(evil), form, when=NOW)
    assert "<script>alert" not in page and "\x00" not in page and "alert" in page


def test_every_state_and_comparison_is_one_of_the_schema():
    schema = json.loads(validators.REPORT_SCHEMA.read_text(encoding="utf-8"))
    words = [
        tuple(one["enum"]) for one in _members(schema) if isinstance(one.get("enum"), list) and None not in one["enum"]
    ]
    assert tuple(sorted(State)) in map(_in_order, words) and tuple(sorted(Comparison)) in map(_in_order, words)


def _in_order(words):
    return tuple(sorted(words))


def _members(value):
    """Every object of the schema."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    for one in value if isinstance(value, list) else ():
        yield from _members(one)
