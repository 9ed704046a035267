# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulator answers to a query is what an engine of KQL finds in the same rows (duckdb-kql, over DuckDB).

The engine does not know `ipv4_is_in_range` and `ipv4_is_in_any_range`: they are written out as comparisons of numbers.
"""

from __future__ import annotations

import ipaddress
import json
import random
import re
from datetime import datetime, timedelta, timezone

import duckdb
import duckdb_kql
import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs import answers
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs.queries import (
    Form,
    Query,
    Topic,
    Window,
    for_people,
)
from ansible_collections.adx.outbound.tests.contract import log_lines
from ansible_collections.adx.outbound.tests.emulator.logs import aggregate, lines, tables
from ansible_collections.adx.outbound.tests.emulator.logs.tables import COLUMNS, FIREWALL

START, END = datetime(2026, 11, 21, tzinfo=timezone.utc), datetime(2026, 11, 28, tzinfo=timezone.utc)
NOW = END + timedelta(hours=1)
OTHER = FIREWALL.replace("/fw", "/other")
WINDOW = Window(START, END)
SOURCES = {
    "nested": ("10.1.167.0/24", "10.1.0.0/16", "10.0.0.0/8"),
    "an address": ("10.1.0.5",),
    "everybody": ("*",),
}
TYPES = {"string": "VARCHAR", "int": "INTEGER", "datetime": "TIMESTAMP", "bool": "BOOLEAN", "real": "DOUBLE"}
SEED, DRAWN = 20261128, 300
_ODD = ("", "10.1.0", "10.1.0.256", "fd00::1", "10.1.0.5:443", "host")
_RULE = {"Policy": "p", "RuleCollectionGroup": "g", "RuleCollection": "adx-outbound", "Rule": "r"}


def _moments(by: random.Random):
    """Times about the window, its ends among them."""
    edges = (START, START - timedelta(microseconds=1), END, END - timedelta(microseconds=1))
    return by.choice((*edges, *(START + timedelta(seconds=by.uniform(-90_000, 700_000)) for _each in range(20))))


def _structured(by: random.Random):
    """Drawn rows of the four tables, and the two that somebody has shown."""
    shown = datetime(2026, 11, 21, 20, 13, 11, 809270, tzinfo=timezone.utc)
    yield tables.row(
        "AZFWApplicationRule",
        shown,
        Protocol="HTTPS",
        SourceIp="10.2.236.4",
        SourcePort=55925,
        DestinationPort=443,
        Fqdn="gcs.prod.monitoring.core.windows.net",
        Action="Allow",
        Policy="Global-Policy-Premium",
        RuleCollectionGroup="DefaultApplicationRuleCollectionGroup",
        RuleCollection="DSRE_Allowed_Standard_Ports_Global",
        Rule="Allow_Standard_Ports_EGRC#1804280-01",
        IsTlsInspected=False,
    )
    yield tables.row(
        "AZFWApplicationRule",
        shown - timedelta(minutes=1),
        SourceIp="10.2.243.134",
        SourcePort=55766,
        DestinationPort=12000,
        ActionReason="SNI TLS extension was missing.",
        IsTlsInspected=False,
    )
    for _each in range(DRAWN):
        table = by.choice([name for name in COLUMNS if name.startswith("AZFW")])
        members = {
            "Protocol": by.choice(("TCP", "UDP", "HTTPS", "")),
            "SourceIp": by.choice(("10.1.167.9", "10.1.0.5", "10.200.0.1", "172.16.0.1", "8.8.8.8", by.choice(_ODD))),
            "DestinationPort": by.choice((443, 5671, 0, None)),
            "DestinationIp": by.choice(("20.1.2.3", "20.1.2.4", "")),
            "Fqdn": by.choice(("a.blob.core.windows.net", "A.Blob.Core.Windows.Net", "")),
            "Action": by.choice(("Allow", "Deny", "Alert", "")),
            "ActionReason": by.choice(("", "Default Action")),
            "ThreatDescription": by.choice(("", "Bot Networks")),
            "SignatureId": by.choice(("2024897", "")),
            "Description": by.choice(("ET USER_AGENTS Go", "")),
            **(_RULE if by.random() < 0.5 else {}),
        }
        known = {name: value for name, value in members.items() if name in COLUMNS[table]}
        yield tables.row(table, _moments(by), firewall=by.choice((FIREWALL, FIREWALL, OTHER)), **known)


def _legacy(by: random.Random):
    """Rows of AzureDiagnostics: lines that mean something and lines that do not, and rows of others."""
    drawer = log_lines.Drawer(SEED)
    drawn = (drawer.line() if number % 5 else drawer.junk() for number in range(DRAWN))
    for one in (*log_lines.SHOWN, *drawn):
        yield tables.line(_moments(by), one.operation, one.message, firewall=by.choice((FIREWALL, FIREWALL, OTHER)))
    at = START + timedelta(days=1)
    line = tables.line(at, log_lines.NETWORK, "TCP request from 10.1.0.5:1 to 20.1.2.3:443. Action: Allow")
    yield {**line, "Category": "AZFWNetworkRule", "OperationName": "AZFWNetworkRule", "msg_s": ""}
    yield {
        **line,
        "Category": "AzureFirewallDnsProxy",
        "msg_s": "DNS Request: 10.1.0.5:7943 - 8951 AAAA IN a.b. udp 58",
    }
    yield {**line, "ResourceType": "APPLICATIONGATEWAYS"}
    yield {**line, "ResourceType": "azureFirewalls", "Category": "azurefirewallnetworkrule"}


@pytest.fixture(scope="module")
def rows():
    by = random.Random(SEED)
    made = tables.gathered((*_structured(by), *_legacy(by)))
    assert set(made) == set(COLUMNS)
    return made


@pytest.fixture(scope="module")
def engine(rows):
    """The engine with all of the tables."""
    return _engine(rows)


def _engine(rows):
    made = duckdb_kql.connect()
    for name, found in rows.items():
        columns = COLUMNS[name]
        made.execute(f"CREATE TABLE {name} ({', '.join(f'{one} {TYPES[kind]}' for one, kind in columns.items())})")
        values = [[_plain(row[column]) for column in columns] for row in found]
        place = f"({', '.join('?' * len(columns))})"
        for begin in range(0, len(values), 100):
            part = values[begin : begin + 100]
            flat = [value for row in part for value in row]
            made.execute(f"INSERT INTO {name} VALUES {', '.join([place] * len(part))}", flat)
    return made


def _plain(value):
    return value.astimezone(timezone.utc).replace(tzinfo=None) if isinstance(value, datetime) else value


def _written_out(text):
    """A query without the functions that the engine does not know."""
    listed = re.search(r"^let sources = dynamic\((.*)\);\n", text, re.MULTILINE)
    if listed:
        conditions = " or ".join(_within("SourceIp", prefix) for prefix in json.loads(listed[1]))
        text = text.replace(listed[0], "").replace("ipv4_is_in_any_range(SourceIp, sources)", f"({conditions})")
    return re.sub(r'ipv4_is_in_range\((\w+), "([0-9./]+)"\)', lambda found: _within(found[1], found[2]), text)


def _within(column, prefix):
    network = ipaddress.ip_network(prefix)
    first, last = int(network.network_address), int(network.broadcast_address)
    return f"(parse_ipv4({column}) >= {first} and parse_ipv4({column}) <= {last})"


def found_by(engine, text):
    """The engine's answer as the service gives it."""
    relation = duckdb_kql.query(engine, _written_out(text), query_now=NOW)
    return relation.columns, [[_json(value) for value in row] for row in relation.fetchall()]


def _json(value):
    if not isinstance(value, datetime):
        return value
    fraction = f".{value.microsecond:06}0" if value.microsecond else ""
    return value.strftime("%Y-%m-%dT%H:%M:%S") + fraction + "Z"


def told_by(text, rows):
    """The emulator's answer in the same form."""
    told = aggregate.answer(text, rows, now=NOW)
    return [name for name, _kind in told.columns], told.rows


def in_one_order(answer):
    """An answer whose rows are in the order that is asked for, equal ones in one of their own."""
    columns, found = answer
    if "Hits" not in columns:
        return answer
    action, last = columns.index("Action"), columns.index("Last")
    passed = [str(row[action]).lower() == "allow" for row in found]
    assert passed == sorted(passed), "what was refused is told first"
    for which in (False, True):
        times = [row[last] for row, one in zip(found, passed, strict=True) if one is which]
        assert times == sorted(times, reverse=True), "the newest is told first"
    return columns, sorted(found, key=repr)


@pytest.mark.parametrize("sources", SOURCES)
@pytest.mark.parametrize("topic", Topic)
@pytest.mark.parametrize("form", Form)
def test_the_emulator_answers_what_an_engine_finds(engine, rows, form, topic, sources):
    firewall = FIREWALL if sources == "nested" else OTHER.upper() if sources == "an address" else ""
    query = Query(topic, form, firewall, SOURCES[sources], WINDOW)
    _columns, found = answer = in_one_order(found_by(engine, query.text))
    assert answer == in_one_order(told_by(query.text, rows))
    assert found, "rows that nobody finds show nothing"
    read = answers.hits if topic == Topic.HITS else answers.coverage
    assert len(read(aggregate.answer(query.text, rows).document(), query).rows) == len(found)


@pytest.mark.parametrize("form", Form)
def test_so_it_is_with_what_people_paste(engine, rows, form):
    _title, text = for_people(FIREWALL, ["10.1.0.0/16"])[list(Form).index(form)]
    assert in_one_order(found_by(engine, text)) == in_one_order(told_by(text, rows))


@pytest.mark.parametrize("topic", Topic)
def test_a_table_that_is_not_there_is_left_out_by_both(rows, topic):
    less = {name: found[:40] for name, found in rows.items() if name in ("AZFWNetworkRule", "AZFWIdpsSignature")}
    text = Query(topic, Form.STRUCTURED, FIREWALL, ("*",), WINDOW).text
    _columns, found = answer = in_one_order(found_by(_engine(less), text))
    assert answer == in_one_order(told_by(text, less)) and {row[0] for row in found} == {"network", "idps"}


@pytest.mark.parametrize("form", Form)
def test_a_query_of_tables_none_of_which_is_there_is_refused_by_both(form):
    text = Query(Topic.HITS, form, FIREWALL, ("*",), WINDOW).text
    with pytest.raises((duckdb.Error, duckdb_kql.KqlError)):
        found_by(_engine({}), text)
    with pytest.raises(aggregate.Refused, match="Failed to resolve table or column expression named 'A"):
        aggregate.answer(text, {})


def test_every_spelling_of_a_line_is_read_as_it_is_meant():
    drawer = log_lines.Drawer(SEED)
    for one in (*log_lines.SHOWN, *(drawer.line() for _each in range(2000))):
        row = tables.line(START, one.operation, one.message)
        assert (lines.source(row), lines.fields(row)) == (one.source, one.fields), one.message
