# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every query for the logs of a firewall before Microsoft's own parser of KQL, with the columns that the tables have.

The parser is npm's @kusto/language-service-next, which make fetches where node and npm are.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import datetime, timezone
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs.queries import (
    EVERYBODY,
    LEGACY_TABLE,
    TABLES,
    Form,
    Query,
    Topic,
    Window,
    for_people,
)
from ansible_collections.adx.outbound.tests.emulator.logs import asked
from ansible_collections.adx.outbound.tests.emulator.logs.tables import COLUMNS, FIREWALL

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = "ADX_OUTBOUND_REQUIRE_KQL"
PACKAGE = ROOT / ".cache" / "kql" / "node_modules" / "@kusto" / "language-service-next"
WINDOW = Window(
    datetime(2026, 11, 21, tzinfo=timezone.utc), datetime(2026, 11, 28, 1, 2, 3, 456789, tzinfo=timezone.utc)
)
NESTED = ("10.0.0.0/8", "10.1.0.0/16", "10.1.167.0/24", "10.1.167.9", "172.16.0.1-172.16.0.6")
MANY = tuple(f"10.{one // 256}.{one % 256}.0/24" for one in range(300))
# A name that would end its own text, its line or the query, or be a comment, if nobody saw to it.
HOSTILE = 'a"b\'c"; drop\\"\\d\ne\r\nf\tg\u2028h//i/*j`k{l}\u00e9\u4e2d\U0001f600\x01\\'
TEXTS = "Kind Source Protocol Host Address Action Reason Policy Group Collection Rule"
# What the reader of an answer takes each column for.
READ = {
    Topic.HITS: {
        **dict.fromkeys(TEXTS.split(), "string"),
        **dict.fromkeys(("First", "Last"), "datetime"),
        **dict.fromkeys(("Hits", "Days", "Sources"), "long"),
        "Port": "int",
        "Recent": "bool",  # tells rows apart, and is read of none
    },
    Topic.COVERAGE: {
        **dict.fromkeys(("Kind", "Source"), "string"),
        **dict.fromkeys(("Day", "First", "Last"), "datetime"),
        "Rows": "long",
    },
}


def emitted() -> dict[str, str]:
    """Queries of every kind by what is special about them; those with many sources take the parser a second each."""
    found = {}
    for form in Form:
        for topic in Topic:
            found[f"{form} {topic}: everybody"] = Query(topic, form, "", ("*",)).text
            found[f"{form} {topic}: hostile"] = Query(topic, form, HOSTILE, ("10.1.0.0/16",)).text
            found[f"{form} {topic}: nested"] = Query(topic, form, FIREWALL, NESTED, WINDOW).text
    for firewall in ("", FIREWALL):
        for form, (_title, text) in zip(Form, for_people(firewall, ["10.20.1.0/24"]), strict=True):
            found[f"{form} hits: for people, firewall {firewall!r}"] = text
    for form, topic in ((Form.STRUCTURED, Topic.HITS), (Form.LEGACY, Topic.COVERAGE)):
        found[f"{form} {topic}: many"] = Query(topic, form, FIREWALL, MANY, WINDOW).text
    return found


def planted() -> dict[str, tuple[str, list[str], list[str]]]:
    """Faults by name: the query, the tables that are there, and the codes that are to be told."""
    hits = Query(Topic.HITS, Form.STRUCTURED, FIREWALL, ("*",), WINDOW).text
    legacy = Query(Topic.HITS, Form.LEGACY, FIREWALL, ("*",), WINDOW).text
    every = list(COLUMNS)
    return {
        "another column": (hits.replace("tolower(Fqdn)", "tolower(Name)"), every, ["KS142"]),
        "no such column of text": (legacy.replace("msg_s", "msg_t"), every, ["KS107", "KS142"]),
        "a missing bracket": (hits.replace('Rule = "")', 'Rule = ""'), every, ["KS005", "KS108"]),
        "a function of nobody": (hits.replace("ipv4_is_in_range", "ipv4_is_inside"), every, ["KS107", "KS211"]),
        "a number for a text": (hits.replace("tolower(Fqdn)", "tolower(SourcePort, 1)"), every, ["KS119"]),
        "no table": (legacy, [name for name in every if name != LEGACY_TABLE], ["KS204"]),
        "one table of four": (hits, [name for name in every if name != "AZFWThreatIntel"], ["KS205"]),
    }


@pytest.fixture(scope="module")
def parsed():
    """What the parser says of all of them, in one process."""
    node = shutil.which("node")
    missing = [] if node else ["node is not on this machine; install Debian's packages nodejs and npm"]
    missing += (
        [] if PACKAGE.is_dir() else ["the parser of KQL is not here; make test fetches it where node and npm are"]
    )
    if missing and os.environ.get(REQUIRED):
        pytest.fail(f"{missing[0]}, since {REQUIRED} is set")
    if missing:
        pytest.skip(missing[0])
    queries = {name: {"text": text, "tables": list(COLUMNS)} for name, text in emitted().items()}
    faults = {name: {"text": text, "tables": there} for name, (text, there, _codes) in planted().items()}
    done = subprocess.run(
        [str(node), str(Path(__file__).with_name("kql_parser.js")), str(PACKAGE)],
        input=json.dumps({"tables": COLUMNS, "queries": queries | faults}),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_no_query_has_a_fault(parsed):
    assert {name: parsed[name]["faults"] for name in emitted() if parsed[name]["faults"]} == {}


def test_every_query_gives_the_columns_that_are_read_from_its_answer(parsed):
    for name in emitted():
        topic = Topic(name.partition(":")[0].split()[1])
        assert dict(parsed[name]["columns"]) == READ[topic], name
        assert len(parsed[name]["columns"]) == len(READ[topic]), name


def test_the_parser_finds_what_is_wrong_and_warns_alone_of_a_table_that_nobody_has_written_to(parsed):
    for fault, (_text, _there, codes) in planted().items():
        assert sorted({code for _severity, code, _message in parsed[fault]["faults"]}) == codes, fault
        severity = "Warning" if fault == "one table of four" else "Error"
        assert {told for told, _code, _message in parsed[fault]["faults"]} == {severity}, fault


def test_every_query_is_one_that_the_emulator_answers():
    now = datetime(2026, 11, 29, tzinfo=timezone.utc)
    for name, text in emitted().items():
        assert f"{asked.question(text, now).form} {asked.question(text, now).topic}" == name.partition(":")[0]


def test_the_tables_are_those_that_are_asked():
    assert {*TABLES.values(), LEGACY_TABLE} == set(COLUMNS) and EVERYBODY == "0.0.0.0/0"
