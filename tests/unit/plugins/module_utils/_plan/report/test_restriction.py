# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of two lists before and after: what comes, goes and stays, what is used, and what to copy."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import restriction
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.restriction import Fate

from .access_results import BUS, LAKE, OLD, ORDERS, lists, plan, used

POLICY = {"type": "sql", "regex": "^db$", "access": "Deny"}


def made(**told):
    return restriction.restriction(plan(**told))


def test_each_entry_comes_goes_or_stays_and_one_that_nobody_listed_is_a_question():
    before, after = lists("Enabled", [LAKE, ORDERS, "gone.example"]), lists("Enabled", [LAKE, ORDERS, BUS])
    entries = made(before=before, after=after, not_listed=[ORDERS.upper()]).entries
    assert [(one.fate, one.text, one.state) for one in entries] == [
        (Fate.COMES, BUS, "aside"),
        (Fate.GOES, "gone.example", "aside"),
        (Fate.NOT_LISTED, ORDERS, "open"),
        (Fate.STAYS, LAKE, "aside"),
    ]
    assert [one.sign for one in entries] == ["+", "\N{MINUS SIGN}", "=", "="]
    assert [one.is_quiet for one in entries] == [False, False, False, True]


def test_a_policy_is_told_with_its_access_and_type_and_found_among_those_that_nobody_listed():
    listed = ["Allow 'old[.]contoso[.]com' of type webapi"]
    (old, new) = made(
        before=lists("Enabled", (), [OLD]), after=lists("Enabled", (), [OLD, POLICY]), not_listed=listed
    ).entries[::-1]
    assert (old.fate, old.kind, old.text) == (Fate.NOT_LISTED, "Allow, webapi", OLD["regex"])
    assert (new.fate, new.kind, new.text) == (Fate.COMES, "Deny, sql", POLICY["regex"])


def test_a_policy_of_which_something_is_missing_and_a_list_that_is_none_are_seen():
    told = made(before={**lists("Enabled"), "allowed_fqdns": "none"}, after=lists("Enabled", (), [{"regex": "x"}]))
    assert [(one.kind, one.text) for one in told.entries] == [("unknown access, unknown", "x"), ("name", "none")]


@pytest.mark.parametrize(
    ("access", "told"),
    [
        (lists("Disabled"), "not restricted, with no entry in either list"),
        (lists("Enabled", [LAKE]), "restricted, with 1 allowed name"),
        (lists("enabled", [LAKE, BUS], [OLD]), "restricted, with 2 allowed names and 1 callout policy"),
        (lists("Enabled", (), [OLD, POLICY]), "restricted, with 2 callout policies"),
        (lists(None), "nobody can tell whether, with no entry in either list"),
    ],
)
def test_whether_access_is_restricted_is_said_with_how_many_entries_do_it(access, told):
    assert made(before=access).before == told


@pytest.mark.parametrize(
    ("changing", "label"), [("What changed", "Afterwards"), ("What was to change", "As it was to be")]
)
def test_what_did_not_come_about_is_not_told_as_what_is_there_afterwards(changing, label):
    assert [name for name, _text in restriction.switch(made(), changing)] == ["Before", label]


def test_what_is_used_stands_by_its_type_and_what_is_alike_in_one_row():
    uses = [
        used(BUS, "cannot_tell", None, "allowed", 5671),
        used("b.example", told_by=["uses"]),
        used("a.example", told_by=["uses"]),
        used(ORDERS, "denied", "sql", before="denied", told_by=["external table t", "egress_uses"]),
        used("x.example", type_="brand_new"),
    ]
    groups = made(uses=uses).used
    assert [one.name for one in groups] == [
        "SQL databases, type sql",
        "External data, type external_data",
        "Callouts, type brand_new",
        "Sources of data connections, and what else no type of callout covers",
    ]
    (sql,), (data,), _new, (bus,) = (one.destinations for one in groups)
    assert (data.names, data.verdict, data.way, data.note) == (
        ("a.example", "b.example"),
        "allowed",
        "listed in uses",
        "unknown before",
    )
    assert (sql.state, sql.verdict, sql.way, sql.note) == (
        "bad",
        "blocked",
        "external table t, listed in egress_uses",
        "",
    )
    assert (bus.state, bus.port, bus.note) == ("open", 5671, "allowed before")


def test_what_is_proposed_is_yaml_that_comes_to_the_same():
    names = ["a.b-c.example", "1.example", "*.example"]
    policies = [
        {"type": "sql", "regex": "(?i)^it's: #\\d{1,2}$", "access": "Allow"},
        {"type": "kusto", "regex": "no", "access": "Deny"},
        {"type": "webapi", "regex": "a\u0007b\u2028c", "access": "Allow"},
    ]
    found = made(proposed={"allowed_fqdns": names, "callout_policies": policies}).proposed
    assert [yaml.safe_load(text) for _title, text in found] == [
        {"egress_callout_policies": policies},
        {"egress_allowed_fqdns": names},
    ]


def test_nothing_is_proposed_where_nothing_is_used():
    assert made(proposed={"allowed_fqdns": [], "callout_policies": []}).proposed == ()
