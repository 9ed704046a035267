# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the door to Microsoft.Network makes of an answer that never came whole."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError, NotFound, Unreachable
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.network import Network
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ROUTE_TABLE, ResourceId
from azure.core.exceptions import HttpResponseError, IncompleteReadError

TABLE = ResourceId("s", "g", ROUTE_TABLE, ("rt",))


def written(error):
    """What comes of a write whose client raises this."""

    def raises(*_arguments, **_keywords):
        raise error

    door = Network(None, SimpleNamespace(resource_manager="https://arm.example"), agent="a", verify=True)
    door._operations = lambda _id: SimpleNamespace(begin_create_or_update=raises)
    with pytest.raises(Unreachable) as raised:
        door.write(TABLE, {}, {})
    return raised.value


@pytest.mark.parametrize("error", [IncompleteReadError("IncompleteRead(3 bytes read)"), HttpResponseError("no answer")])
def test_an_answer_that_broke_off_or_is_missing_is_none(error):
    assert written(error).transient


DOCUMENT = {"id": str(TABLE), "etag": "e", "properties": {}}


class Client:
    """What the client's calls come to: each time the next answer, after which its models may stumble."""

    def __init__(self, *answers, stumbles=None):
        self.answers, self.stumbles, self.asked = list(answers), stumbles, []
        self.get = self.begin_create_or_update = self.begin_delete = self._answer

    def _answer(self, *path, raw_response_hook, **keywords):
        self.asked.append((path, keywords))
        status, body, *headers = self.answers.pop(0)
        text = body if isinstance(body, str) else json.dumps(body)
        response = SimpleNamespace(
            status_code=status, headers=headers[0] if headers else {}, text=lambda: text, body=text.encode, reason=""
        )
        if status == 0:
            raise self.stumbles
        raw_response_hook(SimpleNamespace(http_response=response))
        if status >= 400:
            raise HttpResponseError(response=response)
        if self.stumbles:
            raise self.stumbles


def door(client, renew=None):
    made = Network(None, SimpleNamespace(resource_manager="https://arm.example"), agent="a", verify=True, renew=renew)
    made._operations = lambda _id: client
    return made


@pytest.mark.parametrize(
    ("headers", "document", "etag"),
    [
        ({"ETag": 'W/"1"'}, DOCUMENT, 'W/"1"'),
        ({}, DOCUMENT, '"e"'),
        ({}, {**DOCUMENT, "etag": '"e"'}, '"e"'),
        ({}, {**DOCUMENT, "etag": 'W/"e"'}, 'W/"e"'),
        ({}, {**DOCUMENT, "etag": None}, ""),
    ],
)
def test_the_etag_is_the_answers_else_the_documents_as_a_header_takes_it(headers, document, etag):
    client = Client((200, document, headers))
    found = door(client).read(TABLE)
    assert (found.document, found.etag) == (document, etag)
    assert client.asked[0][0] == ("g", "rt")


@pytest.mark.parametrize("error", [ValueError("x"), AttributeError("x"), TypeError("x")])
def test_an_answer_that_the_models_stumble_over_is_read_all_the_same(error):
    assert door(Client((200, DOCUMENT), stumbles=error)).read(TABLE).document == DOCUMENT
    assert door(Client((201, {}, {"Location": "/o"}), stumbles=error)).write(TABLE, {}, {}).operation == "/o"
    for status in (0, 300):
        with pytest.raises(
            ArmError, match="Cannot read route table rt .*: azure-mgmt-network could not read the answer"
        ):
            door(Client((status, DOCUMENT), stumbles=error)).read(TABLE)


def test_a_write_is_the_document_byte_for_byte_under_the_headers_that_are_given():
    client = Client((201, {}, {"Azure-AsyncOperation": "/o", "Retry-After": "3"}), (202, ""))
    accepted = door(client).write(TABLE, {"ü": [1]}, {"If-Match": "e"})
    assert (accepted.operation, accepted.retry_after) == ("/o", 3.0)
    (path, keywords) = client.asked[0]
    assert (path, keywords["headers"]) == (("g", "rt", b'{"\\u00fc": [1]}'), {"If-Match": "e"})
    assert door(client).delete(TABLE, {"If-Match": "e"}).operation is None


def refused(status, code):
    return status, {"error": {"code": code, "message": "No."}}


def test_a_refusal_is_azures_own_error_and_a_404_is_absence():
    with pytest.raises(NotFound, match="Cannot read route table rt .*ResourceNotFound, HTTP 404"):
        door(Client(refused(404, "ResourceNotFound"))).read(TABLE)
    with pytest.raises(ArmError, match="Cannot delete route table rt .*ScopeLocked, HTTP 409"):
        door(Client(refused(409, "ScopeLocked"))).delete(TABLE, {})


def test_after_a_401_a_new_token_is_tried_once():
    challenges = []
    client = Client((*refused(401, "ExpiredAuthenticationToken"), {"WWW-Authenticate": "Bearer x"}), (200, DOCUMENT))
    assert door(client, challenges.append).read(TABLE).document == DOCUMENT and challenges == ["Bearer x"]
    expired = refused(401, "ExpiredAuthenticationToken")
    for renew, answers in ((challenges.append, (expired, expired)), (None, (expired,))):
        with pytest.raises(ArmError, match="HTTP 401"):
            door(Client(*answers), renew).read(TABLE)
    with pytest.raises(ArmError, match="HTTP 403"):
        door(Client(refused(403, "AuthorizationFailed")), lambda _challenge: pytest.fail("renewed")).read(TABLE)
