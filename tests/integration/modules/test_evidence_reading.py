# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the logs are asked: by which way, with which token and which rights, and what comes of answers that lack some."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.logs import WORKSPACE_ID
from ansible_collections.adx.outbound.tests.integration import logged
from ansible_collections.adx.outbound.tests.integration.asked_logs import (
    APPLICATION,
    GO,
    LOGIN,
    NETWORK,
    ago,
    of,
    refused,
    told,
    traffic,
)
from ansible_collections.adx.outbound.tests.integration.sampled import one_in, only

OTHER_WORKSPACE = WORKSPACE_ID.replace("law-hub", "law-security")
ITSELF = "/providers/microsoft.insights/logs"


def bearer(entries):
    """The tokens of these requests."""
    headers = [{name.lower(): value for name, value in one.headers.items()} for one in entries]
    return {one["authorization"] for one in headers}


def states(seen):
    return set(seen["summary"])


# By which way


def test_six_requests_ask_about_a_firewall_with_a_workspace(evident):
    evident.logs()
    evident()
    assert len(evident.questions()) == 4
    asked = [one.path.rpartition("/")[2] for one in evident.emulator.log() if re.search("nsights", one.path)]
    assert sorted(asked) == ["diagnosticSettings", "law-hub", *["query"] * 4]
    assert {one.path for one in evident.questions()} == {f"{WORKSPACE_ID}/query"}
    assert not [one for one in evident.emulator.log(True) if one.kind == "logs"]


def test_a_cloud_whose_resource_manager_answers_no_queries_is_told_and_asked_at_the_endpoint(evident):
    evident.logs()
    url = evident.emulator.logs_url
    evident.emulator.switch(log_query_forms=("direct",))
    seen = evident()
    assert of(seen, LOGIN)["cause"] == "unread" and "at another URL only" in told(seen, "logs_unread")
    evident.emulator.clear_log()
    assert of(evident(endpoint=url), LOGIN)["state"] == "allowed"
    direct = [one for one in evident.emulator.log(True) if one.kind == "logs"]
    assert len(direct) == len(evident.questions()) == 4


def test_a_token_goes_to_the_one_it_is_for_and_to_nobody_else(evident):
    evident.logs()
    evident(endpoint=f"{evident.emulator.logs_url}/")
    entries = evident.emulator.log(True)
    arm, direct = (bearer(one for one in entries if one.kind == kind) for kind in ("arm", "logs"))
    assert len(direct) == 1 and arm and not arm & direct
    scopes = {
        one.body["scope"] if isinstance(one.body, dict) else one.body for one in entries if one.kind == "identity"
    }
    assert [one for one in scopes if evident.emulator.logs_url.partition("//")[2].split(":")[-1] in str(one)]


@pytest.mark.long
def test_the_firewall_itself_is_asked_at_the_endpoint_too(evident):
    evident.logs()
    evident.emulator.deny(f".*{WORKSPACE_ID}.*", "GET")
    seen = evident(endpoint=evident.emulator.logs_url)
    assert of(seen, LOGIN)["state"] == "allowed" and "not_seen" not in states(seen)
    assert {one.path for one in evident.questions()} == {f"/v1{FIREWALL_ID}/query"}


def test_another_workspace_is_asked_in_the_place_of_those_of_the_settings(evident):
    evident.logs(refused())
    evident.logs(rows=traffic(), workspace=OTHER_WORKSPACE, setting="other")
    evident.emulator.clear_log()
    seen = evident(workspace=OTHER_WORKSPACE.upper())
    assert of(seen, GO, 80)["state"] == "not_seen" and {one["place"] for one in seen["asked"]} == {
        "workspace LAW-SECURITY"
    }
    assert not [one for one in evident.emulator.log() if "diagnosticSettings" in one.path]


def test_rows_of_several_workspaces_are_never_added_up(evident):
    evident.logs(refused())
    evident.logs(refused(), workspace=OTHER_WORKSPACE, setting="other")
    seen = evident()
    assert of(seen, GO, 80)["refused"] == 1 and len(seen["asked"]) == 4 and len(evident.questions()) == 8
    assert seen["account"]["hits"] == 2 * (logged.DAYS + 1) + 1


@pytest.mark.long
def test_a_workspace_that_two_settings_name_is_asked_once(evident):
    evident.logs()
    evident.logs(rows={}, setting="other", destination=None)
    evident()
    assert len(evident.questions()) == 4


# With which rights


def test_without_a_right_on_the_settings_the_firewall_itself_is_asked_and_nothing_is_proven(evident):
    evident.logs(refused())
    evident.emulator.deny(".*diagnosticSettings.*")
    seen = evident()
    assert (of(seen, LOGIN)["state"], of(seen, GO, 80)["state"]) == ("allowed", "denied")
    assert "not_seen" not in states(seen) and of(seen, "login.live.com")["cause"] == "workspace_rights"
    assert "diagnostic settings could not be read: AuthorizationFailed" in told(seen, "logs_do_not_tell")
    assert "on the workspace and on the firewall" in told(seen, "logs_do_not_tell")
    assert {one.path[-len(ITSELF) :] for one in evident.questions()} == {ITSELF}


def test_without_any_right_everything_is_unread_and_why_is_said_once(evident):
    evident.logs()
    for path in (".*diagnosticSettings.*", f".*{WORKSPACE_ID}.*", f".*{ITSELF}.*"):
        evident.emulator.deny(path)
    seen = evident()
    assert states(seen) == {"cannot_tell", "not_at_firewall"} and of(seen, LOGIN)["cause"] == "unread"
    (found,) = [one for one in seen["findings"] if one["code"] == "logs_unread"]
    assert "InsufficientAccessError" in found["message"] and "settings could not be read" in found["message"]


def test_of_two_workspaces_one_that_may_be_read_is_enough(evident):
    evident.logs(refused())
    evident.logs(workspace=OTHER_WORKSPACE, setting="other")
    evident.emulator.deny(f".*{OTHER_WORKSPACE}.*")
    seen = evident()
    assert of(seen, GO, 80)["state"] == "denied" and of(seen, "login.live.com")["state"] == "not_seen"


@pytest.mark.parametrize("table", [APPLICATION, NETWORK])
def test_a_table_whose_rows_are_hidden_silently_proves_nothing(evident, table):
    evident.logs()
    evident.emulator.switch(log_tables_hidden=(table,))
    seen = evident()
    kept = {one["port"] for one in seen["dependencies"] if one["state"] == "not_seen"}
    assert 443 not in kept, "a network rule may have taken it, or there is no row of its own table"


@pytest.mark.parametrize("table", one_in(2, [APPLICATION, NETWORK]))
def test_a_right_that_lacks_for_one_table_proves_nothing(evident, table):
    evident.logs()
    evident.emulator.deny(f".*{WORKSPACE_ID}/query/{table}")
    assert not [one for one in evident()["dependencies"] if one["state"] == "not_seen" and one["port"] == 443]


# Answers


def test_a_busy_service_is_asked_again(evident):
    evident.logs()
    evident.emulator.switch(log_refusals=(429, 504, 429, 504))
    assert of(evident(), LOGIN)["state"] == "allowed"
    tables, missing, busy = [200] * 2, [400] * 2, [429, 429, 504, 504]
    assert sorted(one.status for one in evident.questions()) == [*tables, *missing, *busy]


@pytest.mark.parametrize("status", only([504], [429, 504]))
def test_a_service_that_stays_busy_leaves_the_logs_unread_and_the_check_as_it_is(evident, status):
    evident.logs()
    evident.emulator.switch(log_refusals=(status,) * 1000)
    seen = evident(timeout=100)
    assert of(seen, LOGIN)["cause"] == "unread" and "workspace law-hub could not be read" in told(seen, "logs_unread")
    assert {one["verdict"] for one in seen["dependencies"]} == {"allowed"}


def test_a_right_that_was_given_a_moment_ago_is_told_as_one_that_lacks(evident):
    evident.logs()
    evident.emulator.switch(log_refusals=(403,) * 4)
    assert "for which the login needs the role Log Analytics Reader" in told(evident(), "logs_unread")


@pytest.mark.parametrize(("severity", "keeps"), one_in(2, [(3, "half"), (2, "all"), (1, "none"), (3, "none")]))
def test_a_partial_answer_never_proves_that_nothing_was_there(evident, severity, keeps):
    evident.logs()
    evident.emulator.switch(log_partial=severity, log_partial_keeps=keeps)
    seen = evident()
    assert "not_seen" not in states(seen) and not seen["unused_rules"]
    assert [one["lacking"][:21] for one in seen["asked"] if one["form"] == "structured"] == ["the answer is partial"]


@pytest.mark.long
def test_an_answer_with_more_rows_than_were_asked_for_proves_nothing(evident):
    names = [f"h{number}.example.com" for number in range(10_001)]
    evident.logs(*(logged.named(name, at=ago(3)) for name in names))
    seen = evident()
    assert "there are more than 10,000 different rows" in of(seen, "login.live.com")["why"]
    assert "not_seen" not in states(seen)


@pytest.mark.long
def test_a_limit_of_the_service_is_partial_too(evident):
    evident.logs(logged.named("a.example.com", at=ago(3)))
    evident.emulator.switch(log_most_rows=1)
    assert "exceed the set limits" in of(evident(), "login.live.com")["why"]


@pytest.mark.parametrize("switches", one_in(2, [{"log_missing_leg": "warning"}, {"log_tables_never_written": "empty"}]))
def test_tables_that_were_never_written_to_take_nothing_from_what_is_there(evident, switches):
    evident.logs()
    evident.emulator.switch(**switches)
    assert of(evident(), LOGIN)["state"] == "allowed"


@pytest.mark.parametrize("empty", ["no_content", "as_missing"])
def test_a_workspace_that_nothing_was_ever_written_to_has_no_rows(evident, empty):
    evident.emulator.switch(log_workspace_without_data=empty)
    evident.logs(rows={})
    seen = evident()
    assert of(seen, LOGIN)["cause"] == "no_rows" and not seen["account"]["hits"]


def test_an_answer_that_nobody_understands_is_unread(evident):
    evident.logs()
    evident.emulator.fault("html", method="POST", path=f".*{WORKSPACE_ID}/query", times=0)
    assert of(evident(), LOGIN)["cause"] == "unread"


# Clocks


@pytest.mark.parametrize("hours", one_in(2, [-6, 6]))
def test_windows_follow_the_clock_of_the_service(evident, hours):
    skew = timedelta(hours=hours)
    evident.emulator.switch(clock_skew=skew.total_seconds())
    now = logged.now() + skew
    rows = traffic(until=now)
    evident.logs(logged.named(GO, at=now - timedelta(minutes=50), port=80, protocol="HTTP"), rows=rows)
    seen = evident()
    assert abs(logged.moment(seen["end"]) - now) < timedelta(minutes=1)
    assert of(seen, GO, 80)["state"] == "allowed" and of(seen, "login.live.com")["state"] == "not_seen"
