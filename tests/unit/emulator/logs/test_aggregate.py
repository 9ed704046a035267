# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator's answers to queries for logs: which texts it knows, and what it says to those that it does not."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.tests.emulator.logs import aggregate, asked, functions, tables

QUERIES = Path(asked.__file__).with_name("queries")
NOON = datetime(2026, 11, 25, 12, tzinfo=timezone.utc)
FLOW = {"Protocol": "HTTPS", "SourceIp": "10.1.0.5", "DestinationPort": 443, "Fqdn": "A.example", "Action": "Allow"}
VALUES = {
    "from": "datetime(2026-11-25T00:00:00Z)",
    "until": "datetime(2026-11-26T00:00:00Z)",
    "firewall": f'let firewall = "{tables.FIREWALL}";\n',
    "own": " and _ResourceId =~ firewall",
    "sources": '["10.1.0.0/16", "10.0.0.0/8"]',
    "cases": '    ipv4_is_in_range(SourceIp, "10.1.0.0/16"), "10.1.0.0/16",\n'
    '    ipv4_is_in_range(SourceIp, "10.0.0.0/8"), "10.0.0.0/8",\n',
    "most": "10001",
}


def query(name="structured-hits", **values):
    template = (QUERIES / f"{name}.kql").read_text(encoding="utf-8")
    return re.sub(r"\{(\w+)\}", lambda place: (VALUES | values)[place[1]], template)


def hit(at=NOON, firewall=tables.FIREWALL, **members):
    return tables.row("AZFWApplicationRule", at, firewall=firewall, **(FLOW | members))


def told(*rows, text="", now=NOON):
    answer = aggregate.answer(text or query(), tables.gathered(rows), now=now)
    names = [name for name, _kind in answer.columns]
    return [dict(zip(names, row, strict=True)) for row in answer.rows]


def test_rows_that_are_alike_are_one_with_their_number_days_and_machines():
    rows = [hit(), hit(NOON + timedelta(seconds=1.5), Fqdn="a.EXAMPLE"), hit(SourceIp="10.1.0.6", SourcePort=7)]
    (one,) = told(*rows)
    assert one == {
        **dict.fromkeys(("Address", "Reason", "Policy", "Group", "Collection", "Rule"), ""),
        **{"Kind": "application", "Source": "10.1.0.0/16", "Protocol": "HTTPS", "Host": "a.example", "Port": 443},
        **{"Action": "Allow", "Hits": 3, "Days": 1, "Sources": 2, "Recent": False},
        "First": "2026-11-25T12:00:00Z",
        "Last": "2026-11-25T12:00:01.5000000Z",
    }


def test_an_answer_is_a_document_of_one_table_with_the_types_of_its_columns():
    answer = aggregate.answer(query("structured-coverage"), tables.gathered([hit()]))
    assert answer.document() == {
        "tables": [
            {
                "name": "PrimaryResult",
                "columns": [
                    {"name": "Kind", "type": "string"},
                    {"name": "Source", "type": "string"},
                    {"name": "Day", "type": "datetime"},
                    {"name": "Rows", "type": "long"},
                    {"name": "First", "type": "datetime"},
                    {"name": "Last", "type": "datetime"},
                ],
                "rows": [["application", "10.1.0.0/16", "2026-11-25T00:00:00Z", 1, *["2026-11-25T12:00:00Z"] * 2]],
            }
        ]
    }


def test_rows_of_the_last_quarter_of_an_hour_are_told_apart():
    end = datetime(2026, 11, 26, tzinfo=timezone.utc)
    rows = [hit(end - timedelta(minutes=minutes)) for minutes in (1, 14, 15, 16)]
    assert [(one["Recent"], one["Hits"]) for one in told(*rows)] == [(True, 2), (False, 2)]


def test_only_rows_of_the_time_the_firewall_and_the_sources_count():
    assert told(hit(datetime(2026, 11, 25, tzinfo=timezone.utc)))
    for other in (
        hit(datetime(2026, 11, 26, tzinfo=timezone.utc)),
        hit(datetime(2026, 11, 24, 23, 59, 59, 999999, tzinfo=timezone.utc)),
        hit(firewall=f"{tables.FIREWALL}2"),
        hit(SourceIp="172.16.0.1"),
        hit(SourceIp=""),
    ):
        assert told(other) == []


def test_a_time_may_be_told_from_now_on():
    text = query(**{"from": "ago(7d)", "until": "now()"})
    assert told(hit(NOON - timedelta(days=7)), text=text) and told(hit(NOON - timedelta(seconds=1)), text=text)
    assert not told(hit(NOON), hit(NOON - timedelta(days=7, seconds=1)), text=text)
    recent = hit(datetime.now(timezone.utc) - timedelta(hours=1))
    assert aggregate.answer(text, tables.gathered([recent])).rows


def test_without_a_firewall_all_of_them_count_and_the_coverage_is_of_everybody():
    assert told(hit(firewall="/other"), text=query(firewall="", own=""))
    (one,) = told(hit(SourceIp="172.16.0.1"), text=query("structured-coverage"))
    assert (one["Source"], one["Rows"]) == ("", 1)


def test_no_more_rows_are_told_than_are_asked_for_refusals_first_and_then_the_newest():
    at = [NOON + timedelta(hours=hours) for hours in range(4)]
    old = {"Fqdn": "b", "Action": ""}
    new = hit(at[2], Fqdn="c", Action="allow")
    rows = [hit(at[3], Fqdn="a"), hit(at[0], **old), hit(at[0], **old), new, hit(at[1])]
    assert [one["Host"] for one in told(*rows)][:3] == ["b", "a", "c"]
    assert [one["Host"] for one in told(*rows, text=query(most="1"))] == ["b"]


def test_there_may_be_no_row_and_there_are_columns_then():
    answer = aggregate.answer(query(), {"AZFWNetworkRule": []})
    assert answer.rows == [] and len(answer.columns) == 18


@pytest.mark.parametrize(
    ("text", "table"),
    [(query(), "AZFWApplicationRule"), (query("legacy-hits"), "AzureDiagnostics")],
    ids=["structured", "legacy"],
)
def test_tables_none_of_which_is_there_are_a_nested_error(text, table):
    with pytest.raises(aggregate.Refused) as refused:
        aggregate.answer(text, {"AZFWDnsQuery": []})
    error = refused.value.body()["error"]
    assert refused.value.status == 400 and error["code"] == "BadArgumentError" and error["correlationId"]
    assert error["innererror"]["code"] == "SemanticError"
    assert error["innererror"]["innererror"] == {
        "code": "SEM0100",
        "message": f"'where' operator: Failed to resolve table or column expression named '{table}'",
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AZFWApplicationRule | take 1",
        query() + "| take 1\n",
        query().replace("Last desc", "Last asc"),
        query().replace("  ", " "),
        query().replace(" and _ResourceId =~ firewall", "", 1),
        query(own=""),
        query(firewall=""),
        query(cases=""),
        query(most="ten"),
        query(sources="[10.0.0.0/8]"),
        query(**{"from": "datetime(2026-11-31T00:00:00Z)"}),
        query(**{"from": "yesterday"}),
        query("legacy-hits").replace("legacy", "structured", 1),
    ],
)
def test_any_other_text_is_refused(text):
    with pytest.raises(aggregate.Refused, match="Query could not be parsed at") as refused:
        aggregate.answer(text, {})
    assert refused.value.body()["error"]["innererror"]["code"] == "SyntaxError"


def test_a_row_is_whole_and_has_no_column_that_its_table_does_not_have():
    made = tables.row("AZFWIdpsSignature", NOON, Severity=1)
    assert set(made) == set(tables.COLUMNS["AZFWIdpsSignature"]) and made["Severity"] == 1
    assert (made["Action"], made["DestinationPort"], made["_ResourceId"]) == ("", None, tables.FIREWALL.lower())
    with pytest.raises(KeyError, match="AZFWIdpsSignature has no column Fqdn, Rule"):
        tables.row("AZFWIdpsSignature", NOON, Rule="r", Fqdn="x")
    line = tables.line(NOON, "AzureFirewallIDSLog", "x")
    assert (line["Category"], line["Resource"], line["ResourceGroup"]) == ("AzureFirewallNetworkRule", "FW", "HUB")


@pytest.mark.parametrize(
    ("address", "prefix", "inside"),
    [
        ("10.1.0.5", "10.1.0.0/16", True),
        ("10.2.0.5", "10.1.0.0/16", False),
        ("10.2.0.5", "0.0.0.0/0", True),
        ("10.2.0.5", "10.2.0.5/32", True),
        ("10.2.0.5", "10.2.0.5", True),
        ("", "0.0.0.0/0", None),
        ("10.2.0", "0.0.0.0/0", None),
        ("10.2.0.256", "0.0.0.0/0", None),
        ("fd00::1", "0.0.0.0/0", None),
        ("10.2.0.5", "10.2.0.0/33", None),
        ("10.2.0.5", "10.2.0.0/x", None),
        ("10.2.0.5", "any", None),
    ],
)
def test_an_address_is_in_a_range_or_not_or_nobody_can_tell(address, prefix, inside):
    assert functions.in_range(address, prefix) is inside
    assert functions.in_any_range(address, ["192.168.0.0/16", prefix]) is bool(inside)


def test_words_are_whole_and_numbers_have_32_bits():
    assert functions.has("x. No rule MATCHED.", "No rule matched") and not functions.has("No rule matchedx", "matched")
    assert (functions.to_int("443"), functions.to_int("2147483648"), functions.to_int(""), functions.to_int("4x")) == (
        *(443, None, None, None),
    )
