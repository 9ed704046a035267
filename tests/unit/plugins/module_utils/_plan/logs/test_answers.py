# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the logs answered is read member by member, and never taken for more than it is."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import datetime, timedelta, timezone

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs import answers, queries
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs.answers import Answer, Covered, Hit
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs.queries import Form, Kind, Query, Topic
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

HITS = Query(Topic.HITS, Form.STRUCTURED, "", ("10.1.0.0/16",))
COVERAGE = Query(Topic.COVERAGE, Form.STRUCTURED, "", ("10.1.0.0/16",))
HIT = {
    "Kind": "application",
    "Source": "10.1.0.0/16",
    "Protocol": "HTTPS",
    "Host": "a.blob.core.windows.net",
    "Address": "",
    "Port": 443,
    "Action": "Allow",
    "Reason": "",
    "Policy": "p",
    "Group": "g",
    "Collection": "c",
    "Rule": "r",
    "Hits": 3,
    "First": "2026-11-21T20:13:11.8092701Z",
    "Last": "2026-11-22T00:19:13.44Z",
    "Days": 2,
    "Sources": 1,
}
DAY = {
    "Kind": "network",
    "Source": "",
    "Day": "2026-11-21T00:00:00Z",
    "Rows": 7,
    "First": "2026-11-21T01:02:03.0000009Z",
    "Last": "2026-11-21T23:59:59.9999999Z",
}
READ = Hit(
    kind=Kind.APPLICATION,
    source="10.1.0.0/16",
    protocol="HTTPS",
    host="a.blob.core.windows.net",
    address="",
    port=443,
    action="Allow",
    reason="",
    policy="p",
    group="g",
    collection="c",
    rule="r",
    hits=3,
    first=datetime(2026, 11, 21, 20, 13, 11, 809270, timezone.utc),
    last=datetime(2026, 11, 22, 0, 19, 13, 440000, timezone.utc),
    days=2,
    sources=1,
)
WARNING = {
    "code": "PartialError",
    "message": "There were some errors when processing your query.",
    "details": [
        {
            "code": "EngineError",
            "message": "Something went wrong processing your query on the server.",
            "innererror": {
                "code": "-2133196790",
                "message": "The results of this query exceed the set limit.",
                "severity": 3,
                "severityName": "Warning",
            },
        }
    ],
}


def document(*rows, **more):
    columns = [{"name": name, "type": "string"} for name in rows[0]]
    table = {"name": "PrimaryResult", "columns": columns, "rows": [list(row.values()) for row in rows]}
    return {"tables": [table], **more}


def test_every_member_of_a_hit_is_read():
    assert answers.hits(document(HIT), HITS) == Answer((READ,))


def test_columns_are_known_by_their_names():
    turned = dict(reversed(HIT.items()))
    assert answers.hits(document({**turned, "More": 1}), HITS) == Answer((READ,))


def test_every_member_of_a_day_that_there_are_rows_of_is_read():
    assert answers.coverage(document(DAY), COVERAGE).rows == (
        Covered(
            kind=Kind.NETWORK,
            source="",
            day=datetime(2026, 11, 21, tzinfo=timezone.utc),
            rows=7,
            first=datetime(2026, 11, 21, 1, 2, 3, 0, timezone.utc),
            last=datetime(2026, 11, 21, 23, 59, 59, 999999, timezone.utc),
        ),
    )


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-11-21T10:00:00Z", (0, 0)),
        ("2026-11-21T10:00:05Z", (5, 0)),
        ("2026-11-21T10:00:00.1Z", (0, 100_000)),
        ("2026-11-21T10:00:00.1234567Z", (0, 123_456)),
        ("2026-11-21T10:00:00.0000001Z", (0, 0)),
        ("2026-11-21 10:00:00.12", (0, 120_000)),
        ("2026-11-21T10:00:00.123456789+00:00", (0, 123_456)),
    ],
)
def test_a_time_has_as_many_digits_as_it_needs_and_is_in_utc(text, read):
    seconds, micro = read
    at = answers.moment(text)
    assert at == datetime(2026, 11, 21, 10, 0, seconds, micro, timezone.utc) and at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "yesterday",
        "2026-11-21",
        "2026-11-31T10:00:00Z",
        "2026-11-21T25:00:00Z",
        "2026-11-21T10:00:00+01:00",
        None,
        5,
    ]
    + ["2026-11-21T10:00:00Z\n", "2026-11-21T10:00:00.Z", "x2026-11-21T10:00:00Z"],
)
def test_what_is_no_time_in_utc_is_refused(value):
    with pytest.raises(ValueError):
        answers.moment(value)
    with pytest.raises(PlanError, match="the answer of the logs is not understood"):
        answers.hits(document({**HIT, "Last": value}), HITS)


def test_what_is_null_is_an_empty_text_or_no_port():
    texts = ["Source", "Protocol", "Host", "Address", "Action", "Reason", "Policy", "Group", "Collection", "Rule"]
    (hit,) = answers.hits(document({**HIT, **dict.fromkeys([*texts, "Port"])}), HITS).rows
    assert (hit.source, hit.protocol, hit.host, hit.address, hit.action, hit.reason) == ("",) * 6
    assert hit.port == 0 and hit.place == ()
    (day,) = answers.coverage(document({**DAY, "Source": None}), COVERAGE).rows
    assert day.source == ""


def test_a_name_is_in_small_letters():
    (hit,) = answers.hits(document({**HIT, "Host": "A.Blob.Core.Windows.NET"}), HITS).rows
    assert hit.host == "a.blob.core.windows.net"


@pytest.mark.parametrize(
    ("action", "kind", "allowed", "refused"),
    [
        ("Allow", "application", True, False),
        ("allow", "network", True, False),
        ("Deny", "network", False, True),
        ("deny", "threatintel", False, True),
        ("Drop", "idps", False, True),
        ("", "application", False, True),
        ("Alert", "threatintel", False, False),
        ("alert", "idps", False, False),
        ("", "nat", False, False),
        ("Allowed", "application", False, True),
    ],
)
def test_a_refusal_is_what_neither_lets_pass_nor_only_tells(action, kind, allowed, refused):
    (hit,) = answers.hits(document({**HIT, "Action": action, "Kind": kind}), HITS).rows
    assert (hit.is_allowed, hit.is_refused) == (allowed, refused)


def test_the_place_of_a_rule_is_as_much_of_it_as_there_is():
    for lacking, place in (((), ("p", "g", "c", "r")), (("Policy", "Group"), ("c", "r")), (("Rule",), ("p", "g", "c"))):
        (hit,) = answers.hits(document({**HIT, **dict.fromkeys(lacking, "")}), HITS).rows
        assert hit.place == place


def test_no_rows_are_an_answer():
    empty = document(HIT)
    empty["tables"][0]["rows"] = []
    assert answers.hits(empty, HITS) == Answer(())


def test_other_tables_beside_the_result_are_passed_by():
    more = document(HIT)
    more["tables"].append({"name": "QueryStatus", "columns": [], "rows": []})
    assert answers.hits(more, HITS).rows == (READ,)


@pytest.mark.parametrize("severity", [1, 2, 3])
def test_a_partial_answer_is_told_and_counts_for_nothing_where_it_is_more_than_a_warning(severity):
    error = deepcopy(WARNING)
    error["details"][0]["innererror"]["severity"] = severity
    found = answers.hits(document(HIT, error=error), HITS)
    assert found.rows == ((READ,) if severity >= 3 else ())
    assert found.lacking == "the answer is partial: The results of this query exceed the set limit"


@pytest.mark.parametrize("error", ["lost", ["lost"], {"code": "PartialError"}, {"details": ["x"]}, {"details": []}])
def test_a_partial_answer_that_does_not_say_why_is_partial_too(error):
    lacking = answers.coverage(document(DAY, error=error), COVERAGE).lacking
    assert lacking == "the answer is partial: nothing says why"


@pytest.mark.parametrize("error", [None, {}])
def test_an_error_that_is_none_is_none(error):
    assert answers.hits(document(HIT, error=error), HITS).lacking == ""


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ({"message": "outer"}, "outer"),
        ({"message": "outer", "innererror": {"message": " inner. "}}, "inner"),
        ({"message": "outer", "innererror": {"message": "inner", "innererror": {"code": "x"}}}, "inner"),
        ({"message": "outer", "innererror": {"message": "", "innererror": {"message": "inmost"}}}, "inmost"),
        ({"message": "outer", "innererror": None, "details": [{"message": "of one"}, {"message": "other"}]}, "of one"),
        ({"message": "outer", "innererror": {"message": "in"}, "details": [{"message": "of one"}]}, "in"),
        ({"message": "outer", "details": {"message": "no list"}}, "outer"),
        ({"message": 5}, "5"),
        ({}, ""),
        (None, ""),
        ("text", ""),
    ],
)
def test_the_message_of_an_error_is_the_one_nested_deepest(error, said):
    assert answers.innermost(error) == said


@pytest.mark.parametrize(
    ("ask", "read", "row"), [(HITS, answers.hits, HIT), (COVERAGE, answers.coverage, DAY)], ids=["hits", "coverage"]
)
def test_more_rows_than_were_asked_for_are_told_and_the_one_too_many_is_left_out(ask, read, row, monkeypatch):
    monkeypatch.setattr(queries, "MOST_HITS", 3)
    monkeypatch.setattr(queries, "MOST_COVERED", 3)
    assert (len(read(document(*[row] * 3), ask).rows), read(document(*[row] * 3), ask).lacking) == (3, "")
    found = read(document(*[row] * 4), ask)
    assert (len(found.rows), found.lacking) == (3, "there are more than 3 different rows")


def test_why_an_answer_is_partial_goes_before_that_there_are_too_many(monkeypatch):
    monkeypatch.setattr(queries, "MOST_HITS", 1)
    assert answers.hits(document(HIT, HIT, error=WARNING), HITS).lacking.startswith("the answer is partial: ")


JUNK = {
    "nothing": None,
    "a text": "x",
    "a list": [],
    "an error": {"error": WARNING},
    "no table": {"tables": []},
    "two results": {"tables": document(HIT)["tables"] * 2},
    "a table without a name": {"tables": [{}]},
    "a table that is none": {"tables": ["PrimaryResult"]},
    "tables that are none": {"tables": 5},
    "no columns": {"tables": [{"name": "PrimaryResult", "rows": []}]},
    "rows that are none": {"tables": [{"name": "PrimaryResult", "columns": [], "rows": None}]},
    "a short row": {"tables": [{**document(HIT)["tables"][0], "rows": [["application"]]}]},
    "a row that is none": {"tables": [{**document(HIT)["tables"][0], "rows": [5]}]},
    "a missing column": document({name: value for name, value in HIT.items() if name != "Action"}),
    "an unknown kind": document({**HIT, "Kind": "weather"}),
    "a kind that is a list": document({**HIT, "Kind": []}),
    "a port that is none": document({**HIT, "Port": "https"}),
    "an endless number": document({**HIT, "Hits": float("inf")}),
    "no number": document({**HIT, "Hits": None}),
    "a number that is none": document({**HIT, "Days": float("nan")}),
    "sources that are none": document({**HIT, "Sources": {}}),
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
def test_what_is_no_answer_is_refused_in_a_sentence(junk):
    with pytest.raises(PlanError, match=r"^the answer of the logs is not understood \(\w+Error: "):
        answers.hits(junk, HITS)


def test_any_member_that_is_missing_from_an_answer_is_missed():
    for row, read, ask in ((HIT, answers.hits, HITS), (DAY, answers.coverage, COVERAGE)):
        for name in row:
            with pytest.raises(PlanError, match=name):
                read(document({other: value for other, value in row.items() if other != name}), ask)


def test_any_junk_in_the_place_of_a_member_is_read_or_refused():
    for row, read, ask in ((HIT, answers.hits, HITS), (DAY, answers.coverage, COVERAGE)):
        for name in row:
            for junk in (None, True, -1, 1.5, "x", [], {}, float("inf")):
                try:
                    (one,) = read(json.loads(json.dumps(document({**row, name: junk}))), ask).rows
                except PlanError as error:
                    assert "not understood" in str(error)
                else:
                    assert isinstance(one, Hit | Covered)
