# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a pattern may meet when something is used."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts import automata, regexes, subjects
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.automata import Pattern
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.readings import Meets
from ansible_collections.adx.outbound.tests.emulator.kusto import callout_readings

from . import drawn

TAILS = ("", "/", "/a/b.csv", "?x=1", "/a;b")


def has(kind, uri, meets, text):
    use = drawn.used(kind, uri)
    pattern = Pattern(regexes.read(regexes.literal(text)), True)
    return (True,) in automata.combinations(subjects.language(use, meets), (pattern,))


@pytest.mark.parametrize(
    ("kind", "host"),
    [
        ("kusto", "a.westeurope.kusto.windows.net"),
        ("sql", "a.database.windows.net"),
        ("mysql", "a.mysql.database.azure.com"),
        ("postgresql", "a.postgres.database.azure.com"),
        ("cosmosdb", "a.documents.azure.com"),
        ("external_data", "a.blob.core.windows.net"),
        ("external_data", "a.dfs.core.windows.net"),
        ("webapi", "a.example.org"),
    ],
)
def test_every_form_of_the_pages_is_among_the_texts(kind, host):
    for asked in callout_readings.asked_of(kind, host, TAILS):
        for meets in Meets:
            text = getattr(asked, meets.value)
            assert has(kind, host, meets, text) or text.startswith(("SERVER", "HOST")), text


@pytest.mark.parametrize(
    ("kind", "uri", "meets", "text", "expected"),
    [
        ("webapi", "http://a.example.org", Meets.ORIGIN, "http://a.example.org/", True),
        ("webapi", "http://a.example.org", Meets.URI, "https://a.example.org/", False),
        ("webapi", "https://a.example.org:8443/x", Meets.ORIGIN, "https://a.example.org:8443/", True),
        ("webapi", "https://a.example.org:8443/x", Meets.URI, "https://a.example.org/x", False),
        ("webapi", "https://*.example.org", Meets.HOST, "b.c.example.org", True),
        ("webapi", "https://*.example.org", Meets.HOST, "example.org", False),
        ("external_data", "https://a.azuredatalakestore.net", Meets.URI, "adl://a.azuredatalakestore.net/x", True),
        ("external_data", "https://a.blob.core.windows.net", Meets.URI, "abfss://f@a.blob.core.windows.net/x", False),
        ("sql", "a.database.windows.net", Meets.CONNECTION, "Server=tcp:b.database.windows.net", False),
        ("sql", "a.database.windows.net", Meets.CONNECTION, "data source=a.database.windows.net;UID=x;pwd=y", True),
        ("sql", "a.database.windows.net", Meets.CONNECTION, "Server=a.database.windows.net;Server=evil", False),
    ],
)
def test_a_text_stands_for_the_use_or_it_does_not(kind, uri, meets, text, expected):
    assert has(kind, uri, meets, text) is expected
