# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every form in which Azure says no becomes one sentence that keeps its code."""

from __future__ import annotations

import json
import math
import time

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import errors
from hypothesis import given, settings
from hypothesis import strategies as st

NOT_FOUND = {"code": "ResourceNotFound", "message": "The Resource 'x' was not found.", "details": []}
LOCK = {
    "error": {
        "code": "RetryableError",
        "message": "A retryable error occurred.",
        "details": [
            {
                "code": "RetryableErrorDueToAnotherOperation",
                "message": "Operation PutSubnetOperation (1-2) is updating resource /s/x.",
            }
        ],
    }
}
INNER = {"Status": "Failed", "Error": {"Code": "RuleInvalid", "Message": "Rule r must have one of a, b or c."}}
MODEL_STATE = {"Message": "The request is invalid.", "ModelState": {"resource": [json.dumps(INNER)]}}
LIMIT = "Number of requests exceeded the limit, please retry after '09:04:57'."
HTML = "<html><body>502 Bad Gateway</body></html>"


def answer(status, body, **headers):
    text = body if isinstance(body, str) else json.dumps(body)
    return errors.from_answer("write firewall fw", status, headers, text)


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"error": NOT_FOUND}, "ResourceNotFound", "The Resource 'x' was not found."),
        (NOT_FOUND, "ResourceNotFound", "The Resource 'x' was not found."),
        ({"Code": "Conflict", "Message": "Busy."}, "Conflict", "Busy."),
        (
            LOCK,
            "RetryableError",
            "A retryable error occurred. Operation PutSubnetOperation (1-2) is updating resource /s/x.",
        ),
        ({"Error": {"Details": [{"Code": "GatewayError", "Message": "No."}]}}, "GatewayError", "No."),
        ({"error": {"code": "A", "message": "m", "details": [{"code": "A", "message": "m"}]}}, "A", "m"),
        ({"error": {"code": "A", "message": None, "details": None}}, "A", ""),
        ({"error": {"code": "A", "message": "two\r\n  lines"}}, "A", "two lines"),
        (
            {"Message": "The request is invalid.", "ModelState": {"resource.x[0]": ["An error has occurred."]}},
            None,
            "The request is invalid. An error has occurred.",
        ),
        ({"Message": "Invalid.", "ModelState": {"x": "one text, no list"}}, None, "Invalid. one text, no list"),
        (HTML, None, "502 Bad Gateway"),
        ("Forbidden", None, "Forbidden"),
        (LIMIT, None, LIMIT),
        ("<style>p {color: red}</style><!-- a --><p>Too&nbsp;many\n<b>calls</b></p>", None, "Too many calls"),
        ("x" * 400, None, "x" * 300 + " ..."),
        (json.dumps({"error": NOT_FOUND})[:-5], None, "the answer is no JSON"),
        ({"ErrorResponse": {"error": NOT_FOUND}}, "ResourceNotFound", "The Resource 'x' was not found."),
        ({"Response": {"Errors": {"Error": NOT_FOUND}}}, "ResourceNotFound", "The Resource 'x' was not found."),
        ({"message": "no Route matched"}, None, "no Route matched"),
        (
            {
                "error": {
                    "code": "BadArgumentError",
                    "message": "The request had some invalid properties",
                    "innererror": {"code": "SemanticError", "innererror": {"code": "SEM0100", "message": "No 'X'."}},
                }
            },
            "BadArgumentError",
            "The request had some invalid properties No 'X'.",
        ),
        ({"error": {"message": "m", "innererror": {"code": "A"}}}, "A", "m"),
        ({"error": {"code": "A", "message": "m", "innererror": "text"}}, "A", "m"),
        ("", None, ""),
        (" \r\n", None, ""),
        ("null", None, ""),
        ("[]", None, ""),
        ('"Forbidden"', None, "Forbidden"),
        ({}, None, ""),
        ({"error": {}}, None, ""),
    ],
)
def test_code_and_messages_are_read_from_every_form_of_body(body, code, message):
    text = body if isinstance(body, str) else json.dumps(body)
    found = errors.read_reason(text)
    assert (found.code, found.message) == (code, message)


def test_the_json_inside_a_model_state_is_unpacked():
    found = errors.read_reason(json.dumps(MODEL_STATE))
    assert found.message == "The request is invalid. Rule r must have one of a, b or c."


def test_the_code_inside_a_model_state_is_kept():
    assert errors.read_reason(json.dumps(MODEL_STATE)).code == "RuleInvalid"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["error", "Code", "message", "details", "ModelState", "x"]), inner)
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.text() | JSON.map(json.dumps))
def test_no_body_whatever_breaks_the_reading(text):
    assert isinstance(errors.read_reason(text), errors.Reason)


@settings(deadline=None)
@given(st.text())
def test_no_message_breaks_the_sentence_into_lines(message):
    sentence = str(answer(400, {"error": {"code": "C", "message": message}}))
    assert len(sentence.splitlines()) == 1 and sentence.endswith("(C, HTTP 400).")


PASSING = [
    (429, "RetryableError"),
    (429, "SubscriptionRequestsThrottled"),
    (429, "ReferencedResourceNotProvisioned"),
    (429, None),
    (409, "AnotherOperationInProgress"),
    (409, "ANOTHEROPERATIONINPROGRESS"),
    (400, "FirewallPolicyRuleCollectionGroupUpdateNotAllowedWhenUpdatingOrDeleting"),
    (409, "FirewallPolicyUpdateNotAllowedWhenUpdatingOrDeleting"),
    (400, "InUseRouteTableCannotBeDeleted"),
    (412, "PreconditionFailed"),
    (412, None),
    (408, None),
    (500, None),
    (502, None),
    (503, "ServerBusy"),
    (504, "GatewayTimeout"),
    (None, "AnotherOperationInProgress"),
    (None, "Canceled"),
    (None, "CanceledAndSupersededDueToAnotherOperation"),
]
FINAL = [
    (409, "ScopeLocked"),
    (403, "RequestDisallowedByPolicy"),
    (403, "DenyAssignmentAuthorizationFailed"),
    (403, "LinkedAuthorizationFailed"),
    (403, "AuthorizationFailed"),
    (429, "ScopeLocked"),
    (503, "RequestDisallowedByPolicy"),
    (401, "ExpiredAuthenticationToken"),
    (400, "InvalidCIDRNotation"),
    (400, None),
    (404, "ResourceNotFound"),
    (409, "MissingSubscriptionRegistration"),
    (409, "Conflict"),
    (501, None),
    (None, "FirewallPolicyUpdateFailed"),
    (None, None),
]


@pytest.mark.parametrize(
    ("status", "code", "transient"), [(*pair, True) for pair in PASSING] + [(*pair, False) for pair in FINAL]
)
def test_the_code_decides_what_is_tried_again_and_the_status_where_it_says_nothing(status, code, transient):
    assert errors.is_transient(status, code) is transient


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("10", 10.0),
        ("1.5", 1.5),
        ("0", 0.0),
        ("-3", None),
        (" 7 ", 7.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("nan", None),
        ("inf", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_not_at_all(text, wish):
    assert errors.seconds(text) == wish


@settings(deadline=None)
@given(st.text() | st.floats().filter(lambda value: not math.isinf(value)).map(str))
def test_no_retry_after_asks_for_a_pause_below_nothing(text):
    wish = errors.seconds(text)
    assert wish is None or wish >= 0


def test_only_a_404_means_absent():
    assert isinstance(answer(404, {"error": NOT_FOUND}), errors.NotFound)
    assert isinstance(answer(404, {"Code": "NotFound", "Message": "It is not there."}), errors.NotFound)
    for status in (400, 401, 403, 409, 410, 429, 500):
        assert not isinstance(answer(status, {"error": NOT_FOUND}), errors.NotFound)


def test_what_is_in_a_subscription_out_of_sight_is_not_absent():
    found = answer(404, {"error": {"code": "SubscriptionNotFound", "message": "The subscription could not be found."}})
    assert not isinstance(found, errors.NotFound) and not found.transient
    assert str(found).endswith("Check O(subscription_id), and that the login may see it.")


@pytest.mark.parametrize("body", ["[" * 100_000, '{"details": [' * 400 + "]}" * 400, '{"details": [' * 20000])
def test_a_body_of_any_depth_is_an_answer_in_passing(body):
    assert answer(502, body).transient


@pytest.mark.parametrize("piece", ["<", "<script ", "<style>", "<!--", "</script ", "<a "])
def test_a_long_page_that_is_never_closed_is_read_at_once(piece):
    begun = time.thread_time()  # whatever else the machine is busy with
    assert answer(502, piece * (2**21 // len(piece))).transient
    assert time.thread_time() - begun < 5


@pytest.mark.parametrize("code", ["ResourceNotFound", "NotFound", "ResourceGroupNotFound", "ParentResourceNotFound"])
def test_a_404_that_says_so_is_absence(code):
    assert isinstance(answer(404, {"error": {"code": code}}), errors.NotFound)


@pytest.mark.parametrize(
    "code",
    ["SubscriptionNotFound", "HttpResourceNotFound", "InvalidResourceType", "InvalidResourceNamespace", "Other"],
)
def test_a_404_of_anything_else_is_no_absence(code):
    found = answer(404, {"error": {"code": code}})
    assert not isinstance(found, errors.NotFound) and not found.transient


GATEWAYS = json.dumps({"message": "no Route matched with those values"})


@pytest.mark.parametrize("body", ["", " ", "null", "{}", GATEWAYS, HTML, json.dumps({"error": NOT_FOUND})[:-9]])
def test_a_404_that_is_not_azures_own_means_nothing_and_may_pass(body):
    found = answer(404, body)
    assert not isinstance(found, errors.NotFound) and found.transient


def test_an_answer_carries_its_facts():
    found = answer(429, LOCK, **{"x-ms-request-id": "r-1", "Retry-After": "11"})
    assert (found.status, found.code, found.request_id, found.retry_after, found.transient) == (
        429,
        "RetryableError",
        "r-1",
        11.0,
        True,
    )
    assert answer(500, "", **{"x-ms-correlation-request-id": "c-1"}).request_id == "c-1"


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (
            409,
            {"error": {"code": "ScopeLocked", "message": "The scope 's' is locked."}},
            "Cannot write firewall fw: The scope 's' is locked (ScopeLocked, HTTP 409, request r-1). Remove the"
            " resource lock, or run this where it is allowed to write.",
        ),
        (
            404,
            {"error": {"code": "NotFound", "message": "Resource x not found..."}},
            "Cannot write firewall fw: Resource x not found (NotFound, HTTP 404, request r-1).",
        ),
        (500, "", "Cannot write firewall fw: Azure gave no reason (HTTP 500, request r-1)."),
        (502, HTML, "Cannot write firewall fw: 502 Bad Gateway (HTTP 502, request r-1)."),
        (
            302,
            "",
            "Cannot write firewall fw: the answer is neither a document nor an error (HTTP 302, request r-1).",
        ),
    ],
)
def test_the_sentence_says_what_was_done_why_not_the_facts_and_what_to_do(status, body, sentence):
    assert str(answer(status, body, **{"x-ms-request-id": "r-1"})) == sentence


@pytest.mark.parametrize(
    ("wrote", "words"),
    [
        (None, "no. Ask."),
        (False, "no. Nothing was written. Ask."),
        (True, "no. The write had been sent and may have taken effect. Ask."),
    ],
)
def test_the_sentence_says_whether_anything_was_written_where_that_is_known(wrote, words):
    error = errors.ArmError("do it", "no", advice="Ask.")
    error.wrote = wrote
    assert str(error) == f"Cannot do it: {words}"


def test_the_details_of_eight_levels_are_read_and_no_more():
    body = {"message": "level 9"}
    for level in range(8, -1, -1):
        body = {"message": f"level {level}", "details": [body]}
    assert errors.reason_of(body).message == " ".join(f"level {level}" for level in range(9))


def test_inner_errors_of_eight_levels_are_read_and_no_more():
    body = {"message": "level 9"}
    for level in range(8, -1, -1):
        body = {"message": f"level {level}", "innererror": body}
    assert errors.reason_of(body).message == " ".join(f"level {level}" for level in range(9))


def test_what_azure_says_is_printable_however_it_is_told():
    body = {"error": {"code": "Bad\x1b[2J", "message": "It is\u202e wrong.\x1b[1A"}}
    error = errors.from_answer("read x\n", 400, {"x-ms-request-id": "1\r"}, json.dumps(body))
    for told in (str(error), error.sentence, error.of_reading("it")):
        assert told.isprintable() and r"Bad\x1b[2J" in told


def test_a_message_without_an_end_is_cut():
    said = errors.read_reason(json.dumps({"error": {"code": "A", "message": "word " * 10**6}})).message
    assert len(said) < 8010 and said.endswith(" ...")
