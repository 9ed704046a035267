# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may go wrong between a question and a whole answer."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.front.faults import Fault
from ansible_collections.adx.outbound.tests.emulator.worlds import FIREWALL_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.logs import WORKSPACE_ID
from ansible_collections.adx.outbound.tests.unit.emulator.logs.demo_logs import (
    BY_ARM,
    DIRECT,
    WAYS,
    WORKSPACE_BY_ARM,
    WORKSPACE_DIRECT,
    allowed,
    innermost,
    packet,
    query,
    rows,
)

HOSTS = [f"h{number}.example.org" for number in range(10)]


@pytest.fixture
def many(azure):
    """Ten hosts, an hour apart, and one address."""
    table = [allowed(host, hours=number) for number, host in enumerate(HOSTS)]
    azure.seed_rows(WORKSPACE_ID, {"AZFWApplicationRule": table, "AZFWNetworkRule": [packet()]})
    return azure


def error_of(document):
    (detail,) = document["error"]["details"]
    assert document["error"]["code"] == "PartialError" and detail["code"] == "EngineError"
    return detail["innererror"]


@pytest.mark.parametrize(("severity", "name"), [(2, "Error"), (3, "Warning")])
@pytest.mark.parametrize(("keeps", "left"), [("half", 6), ("all", 11), ("none", 0)])
def test_an_answer_may_be_partial(many, severity, name, keeps, left):
    many.switch(log_partial=severity, log_partial_keeps=keeps)
    status, _headers, document = many.ask()
    inner = error_of(document)
    assert (status, len(rows(document)), inner["severity"], inner["severityName"]) == (200, left, severity, name)
    assert inner["code"].startswith("-2133196")


@pytest.mark.parametrize("limits", [{"log_most_rows": 4}, {"log_most_bytes": 900}])
def test_what_is_over_the_limits_is_cut_off_with_a_partial_error(many, limits):
    many.switch(**limits)
    status, _headers, document = many.ask()
    assert status == 200 and 0 < len(rows(document)) < 11
    assert error_of(document)["severity"] == 2 and "11" in error_of(document)["message"]


def test_the_limits_are_the_documented_ones(many):
    limits = many.core.switches
    assert (limits.log_most_rows, limits.log_most_bytes, limits.log_rate) == (500_000, 104_857_600, 200)


@pytest.mark.parametrize("way", WAYS)
def test_the_next_queries_are_turned_away_and_then_answered(many, way):
    many.switch(log_refusals=(401, 403, 429, 504), retry_after=7)
    answers = [many.ask(way) for _attempt in range(5)]
    codes = [(status, document.get("error", {}).get("code")) for status, _headers, document in answers]
    assert codes == [
        (401, "AuthorizationRequiredError"),
        (403, "InsufficientAccessError"),
        (429, "ThrottledError"),
        (504, "GatewayTimeout"),
        (200, None),
    ]
    assert [headers.get("Retry-After") for _status, headers, _document in answers] == [None, None, "7", None, None]


@pytest.mark.parametrize(
    ("seconds", "prefer", "status"),
    [(179, "", 200), (200, "", 504), (200, "wait=600", 200), (599, "wait=900", 200), (601, "wait=900", 504)],
)
def test_a_query_has_as_long_as_it_asks_for_and_ten_minutes_at_most(many, seconds, prefer, status):
    many.switch(log_query_seconds=seconds)
    assert many.ask(prefer=prefer)[0] == status


def test_more_queries_than_the_limit_are_throttled_until_time_has_passed(many):
    now = many.core.clock()
    many.core.clock = lambda: now
    many.switch(log_rate=3, retry_after=10)
    assert [many.ask(way)[0] for way in WAYS] == [200, 200, 200, 429]
    now += 12
    assert many.ask()[1]["Retry-After"] == "18"
    now += 18
    assert many.ask()[0] == 200
    many.switch(log_rate=0)
    assert {many.ask()[0] for _turn in range(5)} == {200}


def test_rows_of_an_hour_vanish_without_a_sign(many):
    many.switch(log_lost_hours=("2026-11-21T03", "2026-11-21T04"))
    assert set(many.hosts()) == {*HOSTS, "20.1.2.3"} - {HOSTS[3], HOSTS[4]}


def test_rows_of_a_table_vanish_without_a_sign(many):
    many.switch(log_tables_hidden=("azfwapplicationrule",))
    assert set(many.hosts()) == {"20.1.2.3"}


def test_the_newest_rows_have_not_come_yet(many):
    many.core.clock = lambda: 1795226400.0  # 2026-11-21T02:00:00Z
    assert set(many.hosts()) == {*HOSTS[:3], "20.1.2.3"}
    many.switch(log_latency=600)
    assert set(many.hosts()) == {*HOSTS[:2], "20.1.2.3"}


def test_rows_are_kept_for_as_long_as_their_table_or_their_workspace_says(many):
    many.core.clock = lambda: 1795226400.0 + 86400 * 30  # 30 days after 2026-11-21T02:00:00Z
    assert len(many.hosts()) == 11
    many.switch(log_retention="honoured")
    assert set(many.hosts()) == set(HOSTS[2:])
    many.seed(f"{WORKSPACE_ID}/tables/AZFWNetworkRule", {"properties": {"retentionInDays": 90}})
    assert set(many.hosts()) == {*HOSTS[2:], "20.1.2.3"}
    many.switch(clock_skew=86400)
    assert set(many.hosts()) == {"20.1.2.3"}


@pytest.mark.parametrize(
    ("form", "absent", "there"),
    [
        ("resource_by_arm", {BY_ARM}, {DIRECT, WORKSPACE_BY_ARM, WORKSPACE_DIRECT}),
        ("workspace_by_arm", {WORKSPACE_BY_ARM}, {DIRECT, BY_ARM, WORKSPACE_DIRECT}),
        ("direct", {DIRECT, WORKSPACE_DIRECT}, {BY_ARM, WORKSPACE_BY_ARM}),
    ],
)
def test_a_cloud_need_not_have_every_way(many, form, absent, there):
    many.switch(log_query_forms=tuple(one for one in many.core.switches.log_query_forms if one != form))
    assert {way: many.ask(way)[0] for way in WAYS} == {**dict.fromkeys(absent, 404), **dict.fromkeys(there, 200)}


@pytest.mark.parametrize("plan", ["Basic", "Auxiliary"])
def test_a_basic_table_is_not_read_by_such_a_query(many, plan):
    many.seed(f"{WORKSPACE_ID}/tables/AZFWApplicationRule", {"properties": {"plan": plan}})
    for way in (WORKSPACE_BY_ARM, WORKSPACE_DIRECT):
        status, _headers, document = many.ask(way)
        assert status == 400 and "AZFWApplicationRule" in innermost(document)[1]
    assert set(many.hosts(BY_ARM)) == {"20.1.2.3"}
    many.switch(basic_table_on_query="empty")
    assert set(many.hosts(WORKSPACE_DIRECT)) == {"20.1.2.3"}


def test_a_plan_of_a_table_that_is_not_asked_for_does_not_matter(many):
    many.seed_rows(WORKSPACE_ID, {"AzureDiagnostics": []})
    many.seed(f"{WORKSPACE_ID}/tables/AzureDiagnostics", {"properties": {"plan": "Basic"}})
    assert len(many.hosts(WORKSPACE_BY_ARM)) == 11
    assert many.ask(WORKSPACE_BY_ARM, query("legacy"))[0] == 400


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("kind", "status"), [("throttle", 429), ("error", 500)])
def test_faults_hit_every_way(many, way, kind, status):
    target, host = many.target(way)
    made = many.control.fault(kind, "POST", "logs|/query", retry_after=3)
    path = target.partition("?")[0]
    assert made is many.core.draw("POST", path) and isinstance(made, Fault)
    headers = {"Host": host or "localhost", "Authorization": f"Bearer {many.token(_audience(many, host))}"}
    version = target.partition("?")[2]
    answered, headers, _body = many.core.handle("POST", path, version, headers, b"{}", made)
    assert (answered, headers["Retry-After"]) == (status, "3")


def _audience(azure, host):
    return f"https://{host}" if host else azure.core.base_url


def test_a_fault_for_every_path_spares_the_endpoint(many):
    many.control.fault("error", "POST")
    assert many.core.draw("POST", f"/v1{FIREWALL_ID}/query") is None
    assert many.core.draw("POST", f"{FIREWALL_ID}/providers/microsoft.insights/logs") is not None


@pytest.mark.parametrize("kind", ["expire_token", "claims_challenge"])
def test_tokens_may_end_in_between(many, kind):
    target, host = many.target(DIRECT)
    headers = {"Host": host, "Authorization": f"Bearer {many.token(f'https://{host}')}"}
    headers["Content-Type"] = "application/json"
    status, answered, _body = many.core.handle("POST", target, "", headers, b"{}", Fault(kind))
    assert status == 401 and answered["WWW-Authenticate"].startswith("Bearer ")
    assert many.core.handle("POST", target, "", headers, b"{}")[0] == 401
    assert many.ask(DIRECT)[0] == 200
