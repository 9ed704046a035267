# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Queries for the logs of a firewall: what they ask for, and messages that are taken apart.

That they are KQL, and what they find, is shown by tests/guards/test_kql.py and tests/contract/test_logs_engine.py.
"""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs import queries
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs.queries import (
    TABLES,
    Form,
    Kind,
    Query,
    Topic,
    Window,
    for_people,
    prefixes,
)

FIREWALL = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/azureFirewalls/fw"
EVERY = [(topic, form) for topic in Topic for form in Form]


def text_of(topic=Topic.HITS, form=Form.STRUCTURED, firewall="", sources=("*",), **window):
    return Query(topic, form, firewall, tuple(sources), Window(**window)).text


@pytest.mark.parametrize(("topic", "form"), EVERY)
def test_the_first_line_names_the_query_and_the_last_is_whole(topic, form):
    text = text_of(topic, form)
    assert text.splitlines()[0] == f"// adx.outbound: {form} {topic}"
    assert text.endswith("\n") and not text.endswith("\n\n") and "{" not in text


@pytest.mark.parametrize(("topic", "form"), EVERY)
def test_one_row_more_than_an_answer_may_have_tells_that_there_are_more(topic, form):
    query = Query(topic, form, "", ("*",))
    assert query.most == (10_000 if topic == Topic.HITS else 100_000)
    assert query.text.splitlines()[-1] == f"| take {query.most + 1}"


@pytest.mark.parametrize(("topic", "form"), EVERY)
def test_every_leg_is_about_the_time_and_the_one_firewall(topic, form):
    text = text_of(topic, form, FIREWALL)
    legs = 4 if form == Form.STRUCTURED else 1
    assert f'let firewall = "{FIREWALL}";' in text.splitlines()
    assert text.count("TimeGenerated >= from and TimeGenerated < until and _ResourceId =~ firewall\n") == legs
    without = text_of(topic, form)
    assert without.count("TimeGenerated >= from and TimeGenerated < until\n") == legs
    assert "firewall =" not in without and "_ResourceId" not in without


def test_each_kind_of_log_has_its_tables():
    for topic in Topic:
        structured = text_of(topic)
        assert re.findall(r"\((AZFW\w+)", structured) == list(TABLES.values())
        assert re.findall(r'project Kind = "(\w+)"', structured) == list(TABLES)
        assert "union isfuzzy=true\n" in structured and "AzureDiagnostics" not in structured
        assert "\nAzureDiagnostics\n" in text_of(topic, Form.LEGACY)
    named = set(re.findall(r'"(\w+)"', text_of(form=Form.LEGACY).partition("Kind = case(")[2].partition("SourceIp")[0]))
    assert {str(kind) for kind in Kind} <= named


@pytest.mark.parametrize(("topic", "form"), EVERY)
def test_nothing_is_left_out_by_its_action(topic, form):
    conditions = re.findall(r"^ *\| where (.*)$", text_of(topic, form), re.MULTILINE)
    assert conditions and not [one for one in conditions if "Action" in one]


def test_coverage_counts_the_rows_of_everybody():
    for form in Form:
        assert "ipv4_is_in_any_range" not in text_of(Topic.COVERAGE, form, sources=["10.0.0.0/8"])
        assert (
            text_of(form=form).count("| where ipv4_is_in_any_range(SourceIp, sources)") == (4, 1)[form == Form.LEGACY]
        )


def test_a_window_is_in_utc_to_the_part_of_a_second():
    east = timezone(timedelta(hours=2))
    text = text_of(start=datetime(2026, 11, 21, 1, tzinfo=east), end=datetime(2026, 11, 28, 0, 0, 0, 5, timezone.utc))
    assert text.splitlines()[1:3] == [
        "let from = datetime(2026-11-20T23:00:00Z);",
        "let until = datetime(2026-11-28T00:00:00.000005Z);",
    ]


def test_without_a_window_it_is_the_last_seven_days():
    assert text_of().splitlines()[1:3] == ["let from = ago(7d);", "let until = now();"]
    assert Window(end=datetime(2026, 11, 28, tzinfo=timezone.utc)).bounds == (
        "ago(7d)",
        "datetime(2026-11-28T00:00:00Z)",
    )


@pytest.mark.parametrize(("topic", "form"), EVERY)
def test_a_row_belongs_to_the_narrowest_prefix_that_holds_it(topic, form):
    text = text_of(topic, form, sources=["10.0.0.0/8", "10.1.167.0/24", "10.1.0.0/16"])
    told = re.findall(r'^    ipv4_is_in_range\(SourceIp, "(.+)"\), "(.+)",$', text, re.MULTILINE)
    assert told == [(one, one) for one in ("10.1.167.0/24", "10.1.0.0/16", "10.0.0.0/8")]
    assert '    "")\n' in text


@pytest.mark.parametrize(
    ("sources", "found"),
    [
        ([], ["0.0.0.0/0"]),
        (["*"], ["0.0.0.0/0"]),
        (["10.1.0.0/16", "*"], ["0.0.0.0/0"]),
        (["10.1.0.0/16", "10.1.0.0/16"], ["10.1.0.0/16"]),
        (["10.2.0.0/16", "10.1.0.0/16"], ["10.1.0.0/16", "10.2.0.0/16"]),
        (["10.1.0.7"], ["10.1.0.7/32"]),
        (["10.1.0.7/16"], ["10.1.0.0/16"]),
        (["10.0.0.5-10.0.0.8"], ["10.0.0.5/32", "10.0.0.8/32", "10.0.0.6/31"]),
        (["10.1.0.0/16", "fd00::/8"], ["10.1.0.0/16"]),
        (["fd00::/8"], ["0.0.0.0/0"]),
        (['x"]); drop'], ["0.0.0.0/0"]),
    ],
)
def test_sources_are_prefixes_of_ipv4_or_every_address(sources, found):
    assert list(prefixes(sources)) == found
    for form in Form:
        assert f"let sources = dynamic({json.dumps(found)});" in text_of(form=form, sources=sources).splitlines()


@pytest.mark.parametrize("name", ['x"; drop', "x\\", "x\ny", "x'", "x\u2028y", "x\t"])
def test_no_name_ends_a_query(name):
    for topic, form in EVERY:
        lines = text_of(topic, form, name).splitlines()
        (told,) = [line for line in lines if line.startswith("let firewall = ")]
        assert json.loads(told.removeprefix("let firewall = ").removesuffix(";")) == name
        assert len(lines) == len(text_of(topic, form, "x").splitlines())


def test_people_get_a_query_for_each_form_which_is_told_apart_by_its_title():
    shown = for_people(FIREWALL, (one for one in ["10.20.1.0/24"]))
    assert [title for title, _text in shown] == [
        "Structured logs, a table per kind of rule",
        "Older logs, in the table AzureDiagnostics",
    ]
    for (_title, text), form in zip(shown, Form, strict=True):
        assert text == text_of(form=form, firewall=FIREWALL, sources=["10.20.1.0/24"])


# By message: source, protocol, destination, port, action, collection and rule.
MESSAGES = {
    "HTTPS request from 10.20.1.5:50000 to a.contoso.com:443. Action: Allow. Rule Collection: ours. Rule:"
    " Storage-443": ("10.20.1.5", "HTTPS", "a.contoso.com", "443", "Allow", "ours", "Storage-443"),
    "TCP request from 10.20.1.5:50000 to 20.1.2.3:5671. Action: Allow.. Policy: p. Rule Collection Group: g. Rule"
    " Collection: of us. Rule: Event Hub": ("10.20.1.5", "TCP", "20.1.2.3", "5671", "Allow", "of us", "Event Hub"),
    "HTTPS request from 10.20.1.5:50000 to x.contoso.com:443. Action: Deny. No rule matched. Proceeding with default"
    " action": ("10.20.1.5", "HTTPS", "x.contoso.com", "443", "Deny", None, None),
    "HTTP  request from 10.20.1.5:50000 to x.contoso.com:80. Url: x.contoso.com/Action:Allow.Rule:r. Action: Deny. Rule"
    " Collection: c. Rule Name: r. Web Category: Search": (
        "10.20.1.5",
        "HTTP ",
        "x.contoso.com",
        "80",
        "Deny",
        "c",
        "r",
    ),
    "HTTPS request from 10.20.1.5:50000. Action: Deny. Reason: SNI TLS extension was missing.": (
        *("10.20.1.5", "HTTPS", None, None, "Deny", None, None),
    ),
    "ICMP request from 10.20.1.5 to 10.0.3.4. Action: Allow": (
        *("10.20.1.5", "ICMP", "10.0.3.4", None, "Allow", None, None),
    ),
    "TCP request from 10.20.1.5:61563 to 20.31.19.13:3389 was DNAT'ed to 10.13.2.4:3389": (
        *("10.20.1.5", "TCP", "20.31.19.13", "3389", None, None, None),
    ),
}


@pytest.mark.parametrize("message", MESSAGES)
def test_the_query_of_older_logs_takes_their_messages_apart(message):
    text = text_of(form=Form.LEGACY)
    names = ("SourceIp", "Protocol", "Destination", "Port", "Action", "Named", "Rule")
    patterns = [re.search(rf' {name} = (?:\w+\()?(?:" ", )?extract\(@"([^"]+)"', text)[1] for name in names]
    found = [re.search(pattern, message) for pattern in patterns]
    assert tuple(one[1] if one else None for one in found) == MESSAGES[message]


def test_what_a_query_has_of_its_tables_is_told_by_the_module():
    assert queries.LEGACY_TABLE == "AzureDiagnostics" and set(TABLES) == set(Kind) - {Kind.NAT, Kind.MISPLACED}
