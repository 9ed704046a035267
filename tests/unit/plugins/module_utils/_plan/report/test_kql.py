# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Queries for the logs of a firewall: our collections and sources in each, and messages that are taken apart."""

from __future__ import annotations

import re

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import kql


def test_each_kind_of_log_has_its_query_with_our_collections_and_sources():
    structured, older = (text for _title, text in kql.queries(["b", "a"], ["10.20.1.0/24"]))
    for text in (structured, older):
        assert 'let collections = dynamic(["a", "b"]);' in text and 'let sources = dynamic(["10.20.1.0/24"]);' in text
        assert text.count("{") == 0 and 'or Action =~ "Deny"' in text
    assert "AZFWApplicationRule" in structured and "AZFWNetworkRule" in structured and "AzureDiagnostics" in older


def test_any_source_is_every_address_and_no_name_ends_a_query():
    for sources in (["*"], []):
        assert 'dynamic(["0.0.0.0/0"])' in kql.queries(["a"], sources)[0][1]
    (line, *_rest) = kql.queries(['x"]); drop {sources}'], ["*"])[0][1].splitlines()
    assert line == r'let collections = dynamic(["x\"]); drop {sources}"]);'


MESSAGES = {
    "HTTPS request from 10.20.1.5:50000 to a.contoso.com:443. Action: Allow. Rule Collection: ours. Rule:"
    " Storage-443": (
        "10.20.1.5",
        "a.contoso.com",
        "443",
        "Allow",
        "ours",
        "Storage-443",
    ),
    "TCP request from 10.20.1.5:50000 to 20.1.2.3:5671. Action: Allow. Policy: p. Rule Collection Group: g. Rule"
    " Collection: ours. Rule: EventHub-5671": ("10.20.1.5", "20.1.2.3", "5671", "Allow", "ours", "EventHub-5671"),
    "HTTPS request from 10.20.1.5:50000 to x.contoso.com:443. Action: Deny. No rule matched. Proceeding with default"
    " action": ("10.20.1.5", "x.contoso.com", "443", "Deny", None, None),
}


@pytest.mark.parametrize("message", MESSAGES)
def test_the_query_of_older_logs_takes_their_messages_apart(message):
    text = kql.queries(["ours"], ["10.20.1.0/24"])[1][1]
    patterns = re.findall(r'extract\(@"([^"]+)"', text)
    assert len(patterns) == 6
    found = [re.search(pattern, f"{message} ") for pattern in patterns]
    assert tuple(one[1] if one else None for one in found) == MESSAGES[message]


def test_the_queries_are_told_apart_by_the_kind_of_log_they_are_for():
    assert [title for title, _text in kql.queries(["a"], ["*"])] == [
        "Structured logs, a table per kind of rule",
        "Older logs, in the table AzureDiagnostics",
    ]


def test_sources_stay_in_their_order_and_everybody_among_them_is_every_address():
    for _title, text in kql.queries(["a"], ["10.20.1.0/24", "*", "10.1.0.0/16"]):
        assert text.splitlines()[1] == 'let sources = dynamic(["10.20.1.0/24", "0.0.0.0/0", "10.1.0.0/16"]);'
