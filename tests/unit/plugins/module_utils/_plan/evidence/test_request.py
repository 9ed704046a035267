# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wanted of the logs is read, and what nobody could make sense of is refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence import request
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.request import Wanted
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

from .rows import NOW

WORKSPACE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w"


@pytest.mark.parametrize("since", [None, "", "  "])
def test_seven_days_are_asked_for_unless_something_else_is_said(since):
    assert request.wanted(since, None, "") == Wanted() == request.from_option(True) == request.from_option({})
    assert Wanted().since(NOW) == datetime(2026, 11, 23, tzinfo=timezone.utc)


@pytest.mark.parametrize(("since", "days"), [("30d", 30), (" 1 day", 1), ("2 days ", 2), (14, 14), ("730", 730)])
def test_days_are_read(since, days):
    found = request.wanted(since, None, None)
    assert (found.days, found.start) == (days, None)
    assert found.since(NOW) == NOW.replace(hour=0) - timedelta(days=days)


@pytest.mark.parametrize(
    ("since", "start"),
    [
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=timezone.utc)),
        ("2026-11-20T06:00:00Z", datetime(2026, 11, 20, 6, tzinfo=timezone.utc)),
        (date(2026, 11, 20), datetime(2026, 11, 20, tzinfo=timezone.utc)),
        (datetime(2026, 11, 20, 6, tzinfo=timezone.utc), datetime(2026, 11, 20, 6, tzinfo=timezone.utc)),
    ],
)
def test_a_time_is_read(since, start):
    assert request.wanted(since, None, None).since(NOW) == start


def test_a_time_to_come_is_now():
    assert request.wanted("2030-01-01", None, None).since(NOW) == NOW


@pytest.mark.parametrize("since", [0, "0d", "731d", "999 days"])
def test_no_day_and_more_days_than_logs_are_kept_are_refused(since):
    with pytest.raises(PlanError, match=r"logs can be asked for 1 to 730 days\.$"):
        request.wanted(since, None, None)


@pytest.mark.parametrize("since", ["a week", "-1d", "1.5d", "2026-13-01", "2026-11-30T06:00:00+02:00", "1000d", True])
def test_what_is_no_time_is_refused(since):
    with pytest.raises(PlanError, match=r"it takes a number of days such as 7d, or a time such as"):
        request.wanted(since, None, None)


def test_a_workspace_is_a_resource_of_that_type():
    assert str(request.wanted(None, f" {WORKSPACE} ", None).workspace) == WORKSPACE
    assert request.wanted(None, WORKSPACE.lower(), None).workspace is not None
    with pytest.raises(PlanError, match=r"no id of a Log Analytics workspace\.$"):
        request.wanted(None, WORKSPACE.replace("workspaces", "solutions"), None)
    with pytest.raises(PlanError):
        request.wanted(None, "w", None)


@pytest.mark.parametrize(
    "endpoint", ["https://api.loganalytics.io", "https://api.loganalytics.io/", "HTTPS://localhost:8443"]
)
def test_an_endpoint_is_a_url_with_a_host_alone(endpoint):
    assert request.wanted(None, None, endpoint).endpoint == endpoint.rstrip("/")


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://api.loganalytics.io",
        "api.loganalytics.io",
        "https://",
        "https://api.loganalytics.io/v1",
        "https://api.loganalytics.io?x=1",
        "https://api.loganalytics.io@example.com",
        "https://u:p@example.com",
        "https://[::1",
        "https://a b",
        "https://a\nb",
    ],
)
def test_another_endpoint_gets_no_token(endpoint):
    with pytest.raises(PlanError, match=r"it takes the URL of the query API") as raised:
        request.wanted(None, None, endpoint)
    assert "u:p" not in str(raised.value), "a login that was typed into it"


def test_members_that_nobody_knows_are_refused():
    assert request.from_option({"since": "3d"}) == Wanted(3)
    with pytest.raises(
        PlanError, match=r"^O\(evidence\) has 1, until; it takes true, or since, workspace, endpoint\.$"
    ):
        request.from_option({"until": "now", 1: 2})
