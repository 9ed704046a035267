# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the door to Microsoft.Network makes of an answer that never came whole."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.api_versions import Versions
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError, NotFound, Unreachable
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.network import Network
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ROUTE_TABLE, ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import ARM, Wire
from azure.core.exceptions import HttpResponseError, IncompleteReadError

TABLE = ResourceId("s", "g", ROUTE_TABLE, ("rt",))


def written(error):
    """What comes of a write whose client raises this."""

    def raises(*_arguments, **_keywords):
        raise error

    made = door(SimpleNamespace(begin_create_or_update=raises))
    with pytest.raises(Unreachable) as raised:
        made.write(TABLE, {}, {})
    return raised.value


@pytest.mark.parametrize("error", [IncompleteReadError("IncompleteRead(3 bytes read)"), HttpResponseError("no answer")])
def test_an_answer_that_broke_off_or_is_missing_is_none(error):
    assert written(error).transient


DOCUMENT = {"id": str(TABLE), "etag": "e", "properties": {}}


class Client:
    """What the client's calls come to: each time the next answer, after which its models may stumble."""

    def __init__(self, *answers, stumbles=None, refuses=None):
        self.answers, self.stumbles, self.refuses, self.asked = list(answers), stumbles, refuses, []
        self.begin_create_or_update = self.begin_delete = self._answer

    def _answer(self, *path, raw_response_hook, **keywords):
        self.asked.append((path, keywords))
        status, body, *headers = self.answers.pop(0)
        text = body if isinstance(body, str) else json.dumps(body)
        response = SimpleNamespace(
            status_code=status, headers=headers[0] if headers else {}, body=text.encode, reason=""
        )
        if status == 0:
            raise self.stumbles
        raw_response_hook(SimpleNamespace(http_response=response))
        if status >= 400 or status == self.refuses:
            raise HttpResponseError(response=response)
        if self.stumbles:
            raise self.stumbles


def door(client=None, *answers, renew=None):
    """Reads get these answers, and writes those of the client."""
    wire, versions = Wire(*answers), Versions()
    http = wire.http(renew=renew, versions=versions)
    cloud = SimpleNamespace(resource_manager=ARM)
    made = Network(None, cloud, http, agent="a", verify=True, renew=renew, versions=versions)
    made._operations = lambda _id: client
    made.wire = wire
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
    made = door(None, (200, document, headers))
    found = made.read(TABLE)
    assert (found.document, found.etag) == (document, etag)
    assert [one.url for one in made.wire.asked] == [f"{ARM}{TABLE}?api-version=2026-03-01"]


def test_whoever_only_reads_never_loads_the_client():
    made = door(None, (200, DOCUMENT))
    made._operations = lambda _id: pytest.fail("loaded")
    assert made.read(TABLE).document == DOCUMENT


@pytest.mark.parametrize("error", [ValueError("x"), AttributeError("x"), TypeError("x")])
def test_an_answer_that_the_models_stumble_over_is_read_all_the_same(error):
    assert door(Client((201, {}, {"Location": "/o"}), stumbles=error)).write(TABLE, {}, {}).operation == "/o"
    for status in (0, 300):
        with pytest.raises(
            ArmError, match="Cannot write route table rt .*: azure-mgmt-network could not read the answer"
        ):
            door(Client((status, DOCUMENT), stumbles=error)).write(TABLE, {}, {})


def test_a_write_is_the_document_byte_for_byte_under_the_headers_that_are_given():
    client = Client((201, {}, {"Azure-AsyncOperation": "/o", "Retry-After": "3"}), (202, ""))
    accepted = door(client).write(TABLE, {"ü": [1]}, {"If-Match": "e"})
    assert (accepted.operation, accepted.retry_after) == ("/o", 3.0)
    (path, keywords) = client.asked[0]
    assert (path, keywords["headers"]) == (("g", "rt", b'{"\\u00fc": [1]}'), {"If-Match": "e"})
    assert door(client).delete(TABLE, {"If-Match": "e"}).operation is None


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_every_status_of_success_takes_a_write_whatever_the_client_knows(status):
    client = Client((status, "", {"Azure-AsyncOperation": "/o"}), (status, ""), refuses=status)
    assert door(client).write(TABLE, {}, {}).operation == "/o"
    assert door(client).delete(TABLE, {}).operation is None


def test_what_is_gone_when_it_is_to_be_deleted_is_gone():
    assert door(Client(refused(404, "ResourceNotFound"))).delete(TABLE, {}).operation is None
    with pytest.raises(ArmError, match="HTTP 404"):
        door(Client((404, "no such page"))).delete(TABLE, {})


def no_such_version(*offered):
    text = "No registered resource provider found for location 'westus' and API version '2026-03-01' for type"
    text += f" 'routeTables'. The supported api-versions are '{', '.join(offered)}'."
    return 400, {"error": {"code": "NoRegisteredProviderFound", "message": text}}


def versions_of(client):
    return [keywords["api_version"] for _path, keywords in client.asked]


def versions_read(made):
    return [one.url.partition("api-version=")[2] for one in made.wire.asked]


def test_a_table_is_written_with_the_version_it_was_read_with():
    client = Client((201, ""))
    made = door(client, no_such_version("2026-01-01", "2025-07-01"), (200, DOCUMENT))
    made.read(TABLE)
    made.write(TABLE, {}, {})
    assert versions_read(made) == ["2026-03-01", "2026-01-01"] and versions_of(client) == ["2026-01-01"]


def test_a_write_is_never_repeated_with_an_older_version_than_was_read():
    client = Client(no_such_version("2026-01-01"))
    made = door(client, (200, DOCUMENT))
    made.read(TABLE)
    with pytest.raises(ArmError, match="write route table rt .*NoRegisteredProviderFound"):
        made.write(TABLE, {}, {})
    assert versions_of(client) == versions_read(made) == ["2026-03-01"]


def test_what_is_put_back_needs_the_version_it_was_kept_with():
    client = Client(no_such_version("2025-07-01"))
    with pytest.raises(ArmError, match="has api-version 2025-07-01 at most, which may not know all that 2026-01-01"):
        door(client).write(TABLE, {}, {}, "2026-01-01")
    assert versions_of(client) == ["2026-03-01"]


@pytest.mark.parametrize(
    ("newer", "lost"),
    [
        ({"a": 1, "new": {"b": [{"c": 0}]}}, "properties.new.b[0].c, which api-version 2027-01-01 shows"),
        ({"a": 1, "new": False}, "properties.new, which"),
        ({"a": 2, "new": None, "none": [], "empty": {"x": ""}}, ""),
        ({"size": "1 MB", "rules": [{"name": "B", "c": [1]}, {"name": "a", "d": 2}]}, ""),
        ({"rules": [{"name": "b", "c": [1], "d": 2}]}, "properties.rules[0].d, which"),
        ({"rules": [{"name": "c", "d": 2}]}, "properties.rules[0].name, which"),
    ],
)
def test_a_newer_version_than_ours_is_asked_what_a_write_would_remove(newer, lost):
    seen = {**DOCUMENT, "properties": {"a": 1, "rules": [{"name": "a", "d": 2}, {"name": "b", "c": [1]}]}}
    whole = {**seen, "properties": newer}
    made = door(None, no_such_version("2026-01-01", "2027-01-01"), (200, seen), (200, whole))
    found = made.read(TABLE).document
    hidden = made.hidden(TABLE, found)
    assert lost in hidden and bool(lost) is bool(hidden)
    assert versions_read(made)[-1] == "2027-01-01"


def test_where_every_version_is_known_nothing_more_is_asked():
    made = door(None, (200, DOCUMENT))
    assert made.hidden(TABLE, made.read(TABLE).document) == "" and len(made.wire.asked) == 1


def refused(status, code):
    return status, {"error": {"code": code, "message": "No."}}


def test_a_refusal_is_azures_own_error_and_a_404_is_absence():
    with pytest.raises(NotFound, match="Cannot read route table rt .*ResourceNotFound, HTTP 404"):
        door(None, refused(404, "ResourceNotFound")).read(TABLE)
    with pytest.raises(ArmError, match="Cannot delete route table rt .*ScopeLocked, HTTP 409"):
        door(Client(refused(409, "ScopeLocked"))).delete(TABLE, {})


def test_after_a_401_a_new_token_is_tried_once():
    challenges = []
    expired = (*refused(401, "ExpiredAuthenticationToken"), {"WWW-Authenticate": "Bearer x"})
    client = Client(expired, (201, "", {"Location": "/o"}))
    assert door(client, renew=challenges.append).write(TABLE, {}, {}).operation == "/o" and challenges == ["Bearer x"]
    for renew, answers in ((challenges.append, (expired, expired)), (None, (expired,))):
        with pytest.raises(ArmError, match="HTTP 401"):
            door(Client(*answers), renew=renew).write(TABLE, {}, {})
    forbidden = Client(refused(403, "AuthorizationFailed"))
    with pytest.raises(ArmError, match="HTTP 403"):
        door(forbidden, renew=lambda _challenge: pytest.fail("renewed")).write(TABLE, {}, {})
