# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Traffic that is drawn: the rows are those of its connections, and the account is right about them."""

from __future__ import annotations

import ipaddress
import re
from collections import Counter

import pytest
from ansible_collections.adx.outbound.tests.emulator.logs import aggregate, needs, spellings, traffic
from ansible_collections.adx.outbound.tests.emulator.logs.connections import By, Kind
from ansible_collections.adx.outbound.tests.emulator.logs.fates import FOREIGN, Fate, possible
from ansible_collections.adx.outbound.tests.emulator.logs.traffic import Form, Layout
from ansible_collections.adx.outbound.tests.emulator.worlds import CLUSTER_ID, FIREWALL_ID
from ansible_collections.adx.outbound.tests.unit.emulator.logs.demo_logs import BY_ARM, WORKSPACE_BY_ARM, query, rows

NEEDS = (
    {"host": "*.blob.core.windows.net"},
    {"host": "gcs.prod.monitoring.core.windows.net"},
    {"host": "packages.example.net", "port": 80, "protocol": "Http"},
    {"host": "db.database.windows.net", "port": 1433, "protocol": "Mssql"},
    {"host": "hub.servicebus.windows.net", "port": 5671, "protocol": "Tcp"},
    {"prefixes": ["20.50.0.0/24", "20.51.7.0/28"], "port": 443, "protocol": "Tcp"},
)
SOURCES = ("10.20.1.0/24", "10.20.1.64/26", "10.30.0.0/28")
SEEDS = range(150)
MADE = {}


def world(seed, **fixed):
    """Each of the worlds is made once."""
    key = (seed, *sorted(fixed.items()))
    if key not in MADE:
        MADE[key] = traffic.make(seed, NEEDS, SOURCES, **fixed)
    return MADE[key]


def every_row(made):
    return [row for tables in made.workspaces for held in tables.values() for row in held]


def hits(made, form):
    """What the known query says of all rows of the first workspace."""
    text = query(form, firewall=FIREWALL_ID, sources=SOURCES, start=made.start)
    (table,) = aggregate.answer(text, made.workspaces[0]).document()["tables"]
    names = [one["name"] for one in table["columns"]]
    return [dict(zip(names, row, strict=True)) for row in table["rows"]]


def test_a_seed_makes_one_world():
    assert traffic.make(3, NEEDS, SOURCES) == traffic.make(3, NEEDS, SOURCES)
    assert traffic.make(3, NEEDS, SOURCES).workspaces != traffic.make(4, NEEDS, SOURCES).workspaces


def test_every_row_is_of_one_connection_and_says_what_it_is():
    for seed in SEEDS:
        made = world(seed)
        told = [(one, place) for one in (*made.connections, *made.foreign) for place in one.rows]
        assert len({place for _one, place in told}) == len(told) == len(every_row(made))
        for one, place in told:
            row = made.row(place)
            assert (row["TimeGenerated"], row["_ResourceId"]) == (one.time, one.firewall.lower())
            if place.form == "structured":
                assert (row["SourceIp"], row["DestinationPort"]) == (one.source, one.port)
            if place.form == "legacy":
                assert f" from {one.source}" in row["msg_s"]


def test_every_fate_form_and_layout_comes_about():
    made = [world(seed) for seed in SEEDS]
    assert {fate for one in made for fate in one.fates} == set(Fate)
    assert {one.form for one in made} == set(Form) and {one.layout for one in made} == set(Layout)
    own = [connection for one in made for connection in one.connections]
    assert {one.by for one in own} == set(By)
    lines = {(line.kind, line.action) for one in own for line in one.lines}
    assert {(Kind.APPLICATION, action) for action in ("Allow", "Deny", "")} <= lines
    assert {(Kind.THREAT_INTELLIGENCE, action) for action in ("Alert", "Deny")} <= lines
    assert {(Kind.INTRUSION_DETECTION, action) for action in ("Alert", "Deny", "Drop", "drop")} <= lines


def test_names_are_written_in_every_case():
    named = {one.name for seed in SEEDS for one in world(seed).connections if one.is_named}
    assert any(name.islower() for name in named) and any(name.isupper() for name in named)
    assert any(name.istitle() for name in named)


@pytest.mark.parametrize(
    "spelling",
    [
        r"HTTPS request from [\d.]+:\d+ to \S+:443\. Action: Allow\. Rule Collection: [^:]+\. Rule: .+",
        r"HTTPS request from \S+ to \S+\. Action: Deny\. Policy: .+\. Rule Collection Group: .+\. Rule: .+",
        r"HTTPS request from \S+ to \S+\. Action: Deny\. No rule matched\. Proceeding with default action\.?",
        r"HTTP  request from \S+ to \S+:80\. Url: \S+\. Action: .+",
        r"HTTPS request from [\d.]+:\d+\. Action: Deny\. Reason: SNI TLS extension was missing\.",
        r"HTTPS request from [\d.]+:\d+ was denied\. Reason: SNI TLS extension was missing\.",
        r"TCP request from \S+ to [\d.]+:\d+\. Action: Deny",
        r"UDP request from \S+ to [\d.]+:\d+\. Action: Deny\.\.",
        r"TCP request from \S+ to [\d.]+:\d+\. Action: Deny\. ",
        r"TCP request from \S+ to [\d.]+:\d+\. Action: Allow\.\. Policy: .+\. Rule: .+",
        r"ICMP Type=8 request from [\d.]+:0 to [\d.]+:0\. Action: .+",
        r"ICMP request from [\d.]+ to [\d.]+\. Action: .+",
        r"TCP request from [\d.]+:\d+ to [\d.]+:3389 was DNAT'ed to [\d.]+:3389",
        r"HTTPS request from \S+ to \S+\. Action: Alert\. ThreatIntel: Bot Networks",
        r"TCP request from \S+ to \S+\. Action: \w+\. Signature: 2024897\. IDS: .+ Priority: 1\. Classification: .+",
        r"TCP request from \S+ to \S+\. Action: \w+\. Rule: 2024897\. IDS: .+",
        r".+ Rule Collection: corp-policy:\S+:\S+\. Rule: .+",
        r".+\. Rule Name: .+",
        r".+ \. Policy: .+",
        r".+\. Policy:\S.+ Collection:\S+\. Rule:.+",
        r".+\. Web Category: .+",
    ],
)
def test_lines_of_text_have_every_spelling(spelling):
    texts = [row["msg_s"] for seed in SEEDS for row in every_row(world(seed)) if row["Type"] == "AzureDiagnostics"]
    assert any(re.fullmatch(spelling, text) for text in texts)


@pytest.mark.parametrize("form", ["structured", "legacy"])
def test_the_account_is_that_of_the_rows_as_far_as_there_are_names(form):
    """Each connection with a name has a line in one application row, or one refusal of threat intelligence."""
    for seed in range(40):
        made = world(seed, form=form, layout="one", every=False)
        seen = hits(made, form)
        for number, need in enumerate(made.dependencies):
            named = [row for row in seen if need.holds_name(row["Host"], row["Port"])]
            told = Counter()
            for row in named:
                is_own = row["Kind"] == "application" or (row["Kind"], row["Action"]) == ("threatintel", "Deny")
                told[row["Action"] == "Allow"] += row["Hits"] if is_own else 0
            tally = made.account.dependencies[number]
            dropped = tally.refused.get("idps", 0)
            if need.is_by_name and not tally.by_address:
                assert (told[True], told[False]) == (tally.allowed + dropped, sum(tally.refused.values()) - dropped)
            assert sum(told.values()) == tally.by_name


@pytest.mark.parametrize("form", ["structured", "legacy"])
def test_the_account_has_what_nobody_can_attribute(form):
    for seed in range(40):
        made = world(seed, form=form, layout="one")
        unnamed = Counter()
        for row in hits(made, form):
            if row["Kind"] == "application" and not row["Host"]:
                unnamed[row["Port"] if form == "structured" else 0, row["Source"]] += row["Hits"]
        wanted = Counter()
        for (port, prefix), count in made.account.unattributable.items():
            wanted[port if form == "structured" else 0, prefix] += count
        assert unnamed == wanted


def test_the_account_has_names_that_nobody_needs():
    for seed in range(40):
        made = world(seed, form="structured", layout="one")
        strange = Counter()
        for row in hits(made, "structured"):
            needed = any(need.holds_name(row["Host"], row["Port"]) for need in made.dependencies)
            if row["Kind"] == "application" and row["Host"] and not needed:
                strange[row["Host"], row["Port"], row["Protocol"].title()] += row["Hits"]
        assert strange == {key: one.by_name for key, one in made.account.strangers.items() if one.by_name}


def test_the_account_counts_the_time_alone_and_the_beginning_with_it():
    made = _with(Fate.OUTSIDE, Fate.LONG)
    outside, lasting, *_others = made.account.dependencies
    assert outside.seen == 0 and any(one.dependency == 0 for one in made.connections)
    assert (lasting.seen, lasting.first, lasting.last) == (1, made.start, made.start)
    assert {one.time for one in made.connections if one.dependency == 0 and one.time >= made.end} == {made.end}


def _with(*fates):
    return traffic.make(1, NEEDS, SOURCES, become=dict(enumerate(fates)))


def test_what_has_changed_in_the_meantime_is_told_by_the_last_of_each():
    for seed in range(30):
        made = traffic.make(seed, NEEDS, SOURCES, become={0: Fate.REPAIRED, 1: Fate.BROKEN, 5: Fate.REPAIRED})
        repaired, broken = made.account.dependencies[0], made.account.dependencies[1]
        assert repaired.last_refused < repaired.last_allowed and broken.last_allowed < broken.last_refused
        by_address = made.account.dependencies[5]
        assert by_address.by_name == 0 < by_address.by_address and by_address.last_refused < by_address.last_allowed


def test_a_name_that_a_network_rule_lets_through_is_not_seen():
    made = _with(Fate.ALLOWED_BY_TAG, Fate.DENIED_BY_ADDRESS, Fate.UNNAMED)
    allowed, denied, unnamed = made.account.dependencies[:3]
    assert (allowed.by_name, denied.by_name, unnamed.seen) == (0, 0, 0)
    assert allowed.by_address == allowed.allowed > 0 and denied.by_address == sum(denied.refused.values()) > 0
    assert unnamed.unnamed > 0 and sum(made.account.unattributable.values()) >= unnamed.unnamed
    (by,) = denied.refused
    assert by == ("rule", FOREIGN)


def test_what_goes_by_address_has_no_name_to_be_hidden():
    assert all(Fate.UNNAMED not in possible(need) for need in world(0).dependencies if not need.is_by_name)
    for seed in SEEDS:
        made = world(seed)
        for one in made.connections:
            if one.dependency is not None and not made.dependencies[one.dependency].is_by_name:
                assert not one.is_named and one.shows_address


def test_machines_are_in_the_narrowest_prefix_and_neighbours_in_none():
    prefixes = list(map(ipaddress.ip_network, SOURCES))
    for seed in range(100):
        made = world(seed)
        for one in made.connections:
            assert int(one.source.rpartition(".")[2]) not in (0, 1, 2, 3, 255)
            holding = [prefix for prefix in prefixes if ipaddress.ip_address(one.source) in prefix]
            assert one.prefix == str(max(holding, key=lambda prefix: prefix.prefixlen))
        for one in made.foreign:
            assert one.firewall != FIREWALL_ID or not any(ipaddress.ip_address(one.source) in it for it in prefixes)


def test_another_firewall_writes_the_opposite_where_logs_are_shared():
    for seed in range(30):
        ids = {row["_ResourceId"] for row in every_row(world(seed, is_shared=True))}
        assert ids == {FIREWALL_ID.lower(), f"{FIREWALL_ID.lower()}-other"}
        assert {row["_ResourceId"] for row in every_row(world(seed, is_shared=False))} == {FIREWALL_ID.lower()}


def test_a_world_that_moved_has_each_connection_in_one_form_and_one_with_both_in_two():
    for seed in range(30):
        for form, count in ((Form.MOVED, 1), (Form.BOTH, 2)):
            made = world(seed, form=form)
            seen = [one for one in made.connections if any(line.kind is Kind.APPLICATION for line in one.lines)]
            assert all(len({place.form for place in one.rows}) == count for one in seen)


def test_two_workspaces_hold_the_same_or_each_a_kind():
    for seed in range(30):
        copied = world(seed, layout="copied", form="structured")
        assert copied.workspaces[0] == copied.workspaces[1]
        first, second = world(seed, layout="split", form="structured").workspaces
        assert set(first) <= {"AZFWApplicationRule"} and not set(second) & {"AZFWApplicationRule"}


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("form", list(Form))
def test_a_world_is_poured_into_an_emulator_with_the_settings_that_lead_there(azure, form, layout):
    made = world(11, form=form, layout=layout)
    ids = traffic.pour(azure, made)
    held = {key: tables for key, tables in azure.core.store.rows.items() if key in map(str.lower, ids)}
    assert sum(len(rows) for tables in held.values() for rows in tables.values()) == len(every_row(made))
    path = f"{FIREWALL_ID}/providers/Microsoft.Insights/diagnosticSettings"
    shown = [one["properties"] for one in azure.get(path)[2]["value"] if one["name"] != "to-law"]
    assert {one["workspaceId"] for one in shown} == set(ids)
    told = {one["logAnalyticsDestinationType"] for one in shown}
    assert told == ({"Dedicated", None} if form is Form.BOTH else {None, "Dedicated"} & told)
    text = query("legacy" if form in (Form.LEGACY, Form.MISPLACED) else "structured", sources=SOURCES)
    assert azure.ask(BY_ARM, text)[0] == 200
    assert rows(azure.ask(WORKSPACE_BY_ARM, text, workspace=ids[-1])[2]) or form is Form.MISPLACED


def test_a_world_is_made_of_what_a_cluster_says_that_it_needs(azure):
    answer = azure.document(f"{CLUSTER_ID}/outboundNetworkDependenciesEndpoints")
    found = needs.of_answer(answer)
    assert {"host": "shoebox2.metrics.nsatc.net", "port": 443, "protocol": "Https"} in found
    assert {"host": "ocsp.digicert.com", "port": 80, "protocol": "Http"} in found
    assert all(re.fullmatch(r"[a-z0-9.-]+", need["host"]) for need in found)
    made = traffic.make(1, found)
    assert len(made.account.dependencies) == len(found) > 50
    assert all(made.is_within(one) for one in made.connections if made.fates[one.dependency or 0] is not Fate.OUTSIDE)


def test_a_client_that_is_refused_tries_again_within_the_time():
    for seed in range(200):
        made = traffic.make(seed, NEEDS[:1], days=0.0001, become={0: Fate.REPAIRED}, form="structured")
        tally = made.account.dependencies[0]
        assert tally.last_refused < tally.last_allowed < made.end


def test_rows_that_are_misplaced_have_no_text():
    made = world(5, form="misplaced", layout="one")
    own = [row for row in every_row(made) if row["Category"].startswith("AZFW")]
    assert own == every_row(made) and {row["msg_s"] for row in own} == {""}
    assert {row["Category"] for row in own} <= set(spellings.TABLES.values())
