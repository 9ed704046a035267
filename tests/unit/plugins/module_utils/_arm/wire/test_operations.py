# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Following an accepted operation to its end, in every form its end takes."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import operations
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.answers import Accepted
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError, NotFound, TimedOut
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.rest import Answer
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import ARM, Clock

URL = f"{ARM}/subscriptions/s/operations/1?api-version=2"
RUNNING = Answer(200, {}, {"status": "InProgress"})
DONE = Answer(200, {}, {"status": "Succeeded"})
SUPERSEDED = {
    "status": "Canceled",
    "error": {
        "code": "Canceled",
        "message": "Operation was canceled.",
        "details": [
            {
                "code": "CanceledAndSupersededDueToAnotherOperation",
                "message": "Operation PutVirtualNetworkOperation (1) was canceled and superseded.",
            }
        ],
    },
}


class Line:
    """Stands for Http: answers in turn, the last one for ever."""

    base = ARM

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def get(self, url, doing):
        self.asked.append(url)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def follow(*answers, url=URL, wish=None, timeout=60):
    line, clock = Line(*answers), Clock()
    operations.follow(line, Accepted(url, wish), clock.patience(timeout), "change route table rt")
    return line, clock


def busy(wish=None):
    return ArmError("change route table rt", "busy", status=503, transient=True, retry_after=wish)


@pytest.mark.parametrize(
    "end",
    [
        DONE,
        Answer(200, {}, {"status": "succeeded", "properties": {}}),
        Answer(200, {}, None),  # an empty body, and the word null
        Answer(204, {}, None),
        Answer(200, {}, {"name": "rt", "properties": {"provisioningState": "Succeeded"}}),
        Answer(200, {}, {"name": "rt"}),
    ],
)
@pytest.mark.parametrize("before", [(), (RUNNING,), (RUNNING, RUNNING), (NotFound("x", "not yet"),), (busy(),)])
def test_every_form_of_success_ends_it_whatever_came_before(before, end):
    line, _clock = follow(*before, end)
    assert len(line.asked) == len(before) + 1


@pytest.mark.parametrize(
    "running",
    [
        Answer(200, {}, {"status": "Running"}),
        Answer(200, {}, {"status": "Accepted"}),
        Answer(200, {}, {"status": "SomethingNew"}),
        Answer(200, {}, {"properties": {"provisioningState": "Updating"}}),
        Answer(202, {}, None),
        Answer(202, {}, {}),
    ],
)
def test_any_other_word_means_that_it_goes_on(running):
    line, clock = follow(running, running, DONE)
    assert len(line.asked) == 3 and clock.pauses == [0.2, 0.4, 0.8]


@pytest.mark.parametrize(
    ("body", "code", "words", "transient"),
    [
        (SUPERSEDED, "Canceled", "was canceled and superseded", True),
        ({"status": "Canceled"}, None, "the operation ended as canceled", True),
        ({"status": "Failed"}, None, "the operation ended as failed", True),
        ({"status": "Failed", "error": {"code": "InternalFault", "message": "Oh."}}, "InternalFault", "Oh", True),
        ({"status": "Failed", "error": {"code": "ScopeLocked"}}, "ScopeLocked", "ended as failed", False),
        (
            {"status": "Failed", "error": {"code": "SubscriptionNotAuthorized", "message": "No."}},
            "SubscriptionNotAuthorized",
            "No",
            False,
        ),
        (
            {"status": "Failed", "error": {"code": "FirewallPolicyUpdateFailed", "message": "1 faulted."}},
            "FirewallPolicyUpdateFailed",
            "1 faulted",
            True,
        ),
        (
            {"status": "Failed", "error": {"code": "Outer", "details": [{"code": "ScopeLocked", "message": "Lock."}]}},
            "Outer",
            "Lock",
            False,
        ),
        (
            {"status": "Failed", "error": {"code": "AnotherOperationInProgress", "message": "Busy."}},
            "AnotherOperationInProgress",
            "Busy",
            True,
        ),
        ({"properties": {"provisioningState": "Failed"}}, None, "the operation ended as failed", True),
    ],
)
def test_an_operation_that_ended_badly_is_an_error_with_its_code(body, code, words, transient):
    with pytest.raises(ArmError, match=words) as raised:
        follow(RUNNING, Answer(200, {}, body))
    assert (raised.value.code, raised.value.transient) == (code, transient)
    assert str(raised.value).startswith("Cannot change route table rt: ")


def test_what_superseded_an_operation_is_followed_to_its_end_before_anything_is_decided():
    headers = {"canceled-by-azure-asyncoperation": f"{ARM}/operations/winner"}
    line = Line(Answer(200, headers, SUPERSEDED), RUNNING, Answer(200, {}, {"status": "Failed"}))
    with pytest.raises(ArmError, match="was canceled and superseded"):
        operations.follow(line, Accepted(URL, None), Clock().patience(), "change route table rt")
    assert line.asked == [URL, f"{ARM}/operations/winner", f"{ARM}/operations/winner"]


def test_operations_that_superseded_one_another_in_a_circle_are_followed_once():
    other = f"{ARM}/operations/other"
    circle = [Answer(200, {"canceled-by-azure-asyncoperation": url}, SUPERSEDED) for url in (other, URL)]
    line = Line(*circle, DONE)
    with pytest.raises(ArmError, match="^Cannot change route table rt: .*was canceled and superseded"):
        operations.follow(line, Accepted(URL, None), Clock().patience(), "change route table rt")
    assert line.asked == [URL, other]


def test_a_failure_in_capitals_is_a_failure():
    with pytest.raises(ArmError, match="Oh"):
        follow(Answer(200, {}, {"Status": "Failed", "Error": {"Code": "X", "Message": "Oh."}}))


def test_nothing_is_asked_when_it_was_done_at_once():
    line, clock = follow(DONE, url=None)
    assert (line.asked, clock.pauses) == ([], [])


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/operations/1",
        "http://arm.example/1",
        "https://arm.example.evil/1",
        "https://arm/1",
        "https://[arm.example/1",
    ],
)
def test_an_operation_at_another_host_is_not_asked_there(url):
    line, _clock = follow(DONE, url=url)
    assert line.asked == []


def test_the_default_port_written_out_is_the_same_host():
    line, _clock = follow(RUNNING, DONE, url=URL.replace(ARM, f"{ARM}:443"))
    assert len(line.asked) == 2


def test_the_pauses_are_the_ones_azure_asks_for():
    _line, clock = follow(Answer(200, {"Retry-After": "10"}, {"status": "InProgress"}), busy(3), RUNNING, DONE, wish=5)
    assert clock.pauses == [5, 10, 3, 0.8]


def outcome(*answers, **how):
    """What is said of an operation, and after how many seconds."""
    clock = Clock()
    said = operations.follow(Line(*answers), Accepted(URL, how.pop("wish", None)), clock.patience(**how), "change it")
    return said, clock.now


@pytest.mark.parametrize("lost", [busy(), NotFound("x", "not yet"), ArmError("x", "spoilt", transient=True)])
def test_one_that_stays_out_of_sight_is_given_up_after_a_minute_so_that_the_resource_is_looked_at(lost):
    said, took = outcome(lost, timeout=3600)
    assert said is None and 45 < took <= 60
    said, took = outcome(RUNNING, lost, lost, RUNNING, lost, timeout=3600)
    assert said is None and 45 < took <= 70, "each time anew"


def test_what_refuses_to_show_it_is_told_at_once():
    denied = ArmError("change it", "denied", status=403)
    with pytest.raises(ArmError) as raised:
        outcome(RUNNING, denied)
    assert raised.value is denied


@pytest.mark.parametrize("wish", [61, 1e9])
def test_one_that_is_to_be_asked_for_after_the_deadline_is_not_waited_for(wish):
    assert outcome(DONE, wish=wish) == (None, 0)
    assert outcome(Answer(200, {"Retry-After": str(wish)}, {"status": "InProgress"}), wish=3) == (None, 3)


def test_the_deadline_ends_it_with_what_was_heard_last():
    with pytest.raises(TimedOut, match="not done within 60 seconds; last heard: it is in progress. Azure goes on"):
        follow(RUNNING)


def test_it_tells_which_operation_it_waits_for():
    clock = Clock()
    operations.follow(Line(*[RUNNING] * 9, DONE), Accepted(URL, None), clock.telling(), "change route table rt")
    assert clock.told[0] == (10, "waiting for operation 1 to change route table rt: it is in progress, 10 s so far")


def test_blanks_in_the_url_are_escaped_and_the_rest_is_not_touched():
    url = f"{ARM}/locations/West US 2/operationResults/1?api-version=2&t=a%20b%2f&c=x+y"
    assert follow(DONE, url=url)[0].asked == [url.replace("West US 2", "West%20US%202")]


@pytest.mark.parametrize(
    ("headers", "accepted"),
    [
        ({}, Accepted(None, None)),
        ({"Location": "/l", "Retry-After": "10"}, Accepted("/l", 10.0)),
        ({"Location": "/l", "Azure-AsyncOperation": "/a"}, Accepted("/a", None)),
    ],
)
def test_the_operation_header_counts_before_the_location(headers, accepted):
    assert Accepted.of(headers) == accepted


@pytest.mark.parametrize("body", [{"status": "Succeeded", "properties": {"findings": ["a"]}}, {"status": "Completed"}])
def test_the_last_word_of_an_operation_is_handed_on(body):
    line = Line(Answer(202, {}, None), Answer(200, {}, body))
    assert operations.follow(line, Accepted(URL, None), Clock().patience(), "change route table rt") == body
