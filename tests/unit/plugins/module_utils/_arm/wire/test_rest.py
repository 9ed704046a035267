# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain GETs: the token goes to one host, and what comes back is a document or one sentence."""

from __future__ import annotations

import contextlib
import datetime
import json
import socket
import ssl
import threading

import pytest
import requests
import trustme
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import rest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import (
    ArmError,
    NotFound,
    TimedOut,
    Unreachable,
)
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.rest import Http, entries, origin
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import shapes
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import ARM, Clock, Wire


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Management.Azure.com/subscriptions", "https://management.azure.com"),
        ("HTTPS://management.azure.com", "https://management.azure.com"),
        ("http://management.azure.com/", "http://management.azure.com"),
        ("https://management.azure.com:8443/", "https://management.azure.com:8443"),
        ("/subscriptions", "://"),
    ],
)
def test_scheme_and_host_are_what_is_compared(url, expected):
    assert origin(url) == expected


def test_a_path_goes_below_the_base_and_a_url_of_the_same_host_as_it_is():
    wire = Wire((200, {"a": 1}), (200, {"b": 2}))
    http = wire.http(base=f"{ARM}/")
    assert http.get("/x?api-version=1", "read").document == {"a": 1}
    assert http.get(f"{ARM.upper()}/y", "read").document == {"b": 2}
    assert [request.url for request in wire.asked] == [f"{ARM}/x?api-version=1", f"{ARM}/y"]
    assert {request.headers["Authorization"] for request in wire.asked} == {"Bearer the-token"}


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x",
        "http://arm.example/x",
        "https://arm.example.evil.example/x",
        "https://arm.example@evil.example/x",
        "https://arm.example:8443/x",
        "@evil.example/x",
        "https://[evil.example/x",
        "",
    ],
)
def test_another_host_is_refused_before_a_token_is_even_asked_for(url):
    wire, tokens = Wire(), []
    with pytest.raises(ArmError, match="the token is for https://arm.example only"):
        wire.http(token=lambda: tokens.append("asked")).get(url, "follow a link")
    assert (wire.asked, tokens) == ([], [])


def test_a_door_may_have_headers_and_times_of_its_own():
    class Timed(Wire):
        def send(self, request, timeout=None, **keywords):
            times.append(timeout)
            return super().send(request, **keywords)

    times = []
    wire = Timed((200, 1), (200, 2))
    wire.http(headers={"Accept": "a/b", "User-Agent": "x"}, timeouts=(3, 4)).get("/x", "read")
    wire.http().get("/x", "read")
    assert times == [(3, 4), (rest.CONNECT_TIMEOUT, rest.READ_TIMEOUT)]
    assert [one.headers["Accept"] for one in wire.asked] == ["a/b", "*/*"]
    assert {one.headers["User-Agent"] for one in wire.asked} == {"tests"}


@pytest.mark.parametrize("status", [300, 302, 399])
def test_a_redirect_is_not_followed(status):
    wire = Wire((status, "", {"Location": "https://evil.example/"}))
    with pytest.raises(ArmError, match="neither a document nor an error"):
        wire.http().get("/x", "read")
    assert len(wire.asked) == 1


def test_without_a_login_no_token_is_sent():
    wire = Wire((200, {}))
    wire.http(token=None).get("/x", "read")
    assert "Authorization" not in wire.asked[0].headers


@pytest.mark.parametrize("body", ["", " \r\n", "null"])
def test_an_empty_body_and_null_are_no_document(body):
    assert Wire((200, body)).http().get("/x", "read").document is None


def test_a_page_in_place_of_a_document_may_pass():
    with pytest.raises(ArmError, match="Cannot read x: the answer is no JSON.") as raised:
        Wire((200, "<html>")).http().get("/x", "read x")
    assert raised.value.transient


def test_a_404_is_not_found():
    with pytest.raises(NotFound):
        Wire((404, {"error": {"code": "ResourceNotFound"}})).http().get("/x", "read x")


@pytest.mark.parametrize(
    ("error", "words", "transient"),
    [
        (requests.exceptions.ProxyError("Tunnel connection failed: 403"), "no proxy lets us through to arm", False),
        (requests.ConnectionError("NameResolutionError: getaddrinfo"), "there is no host arm.example", True),
        (requests.ConnectionError("Connection refused"), "arm.example did not answer", True),
        (requests.ReadTimeout("read timed out"), "arm.example did not answer", True),
        (requests.ConnectionError("(host='login.example', port=443): refused"), "login.example did not answer", True),
        (requests.ConnectionError("(host='login.example', port=8443): no"), "login.example:8443 did not answer", True),
    ],
)
def test_no_answer_is_one_sentence_that_names_the_host(error, words, transient):
    with pytest.raises(Unreachable, match=words) as raised:
        Wire(error).http().get("/x", "read x")
    assert raised.value.transient is transient and "the-token" not in str(raised.value)


NOW = datetime.datetime.now(datetime.timezone.utc)
DAY = datetime.timedelta(days=1)
GOOD = {"not_before": NOW - DAY, "not_after": NOW + DAY}


@pytest.fixture
def answering(monkeypatch, tmp_path):
    """Start a server with a certificate of this kind, and return its address; None speaks no TLS."""
    listeners = []

    def start(names, validity, *, known):
        authority = trustme.CA()
        bundle = tmp_path / "ca.pem"
        authority.cert_pem.write_to_path(bundle)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle) if known else str(tmp_path / "other.pem"))
        trustme.CA().cert_pem.write_to_path(tmp_path / "other.pem")
        context = None
        if names:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority.issue_cert(*names, **validity).configure_cert(context)
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        threading.Thread(target=serve, args=(listener, context), daemon=True).start()
        return f"https://localhost:{listener.getsockname()[1]}"

    def serve(listener, context):
        with contextlib.suppress(OSError):
            while True:
                connection = listener.accept()[0]
                with contextlib.suppress(OSError), connection:
                    if context is None:
                        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                    else:
                        context.wrap_socket(connection, server_side=True).close()

    yield start
    for listener in listeners:
        listener.close()


@pytest.mark.parametrize(
    ("names", "validity", "known", "sentence"),
    [
        (["localhost"], GOOD, False, "is not trusted here. Name the authority's file in REQUESTS_CA_BUNDLE."),
        (
            ["localhost"],
            {"not_before": NOW - 2 * DAY, "not_after": NOW - DAY},
            True,
            "has expired. Have it renewed, and check this machine's clock.",
        ),
        (
            ["localhost"],
            {"not_before": NOW + DAY, "not_after": NOW + 2 * DAY},
            True,
            "is not valid yet. Check this machine's clock.",
        ),
        (["other.example"], GOOD, True, "was made for another name. Check the address, and who answers there."),
    ],
)
def test_what_is_wrong_with_a_certificate_is_said_with_what_helps(answering, names, validity, known, sentence):
    url = answering(names, validity, known=known)
    with pytest.raises(Unreachable) as raised:
        Http(url, None, verify=True, agent="a").get("/x", "read x")
    assert str(raised.value) == f"Cannot read x: the certificate of {url.removeprefix('https://')} {sentence}"
    assert not raised.value.transient


def test_a_port_that_speaks_no_tls_is_no_matter_of_trust(answering):
    url = answering([], {}, known=True)
    with pytest.raises(Unreachable, match="does not speak TLS as it should. Check the address and its port."):
        Http(url, None, verify=True, agent="a").get("/x", "read x")


def test_a_bundle_that_is_not_there_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "missing.pem"))
    with pytest.raises(Unreachable, match="certificate authorities is missing. Check REQUESTS_CA_BUNDLE."):
        Http("https://localhost:1", None, verify=True, agent="a").get("/x", "read x")


def test_a_password_of_netrc_never_takes_the_place_of_the_token(monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("default login alice password hers", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    wire = Wire((200, {}))
    wire.http().get("/x", "read")
    assert wire.asked[0].headers["Authorization"] == "Bearer the-token"


@pytest.mark.parametrize(("status", "times"), [(401, 1), (200, 0), (403, 0)])
def test_a_token_is_renewed_once_after_it_was_refused_and_never_else(status, times):
    challenges, refusal = [], {"error": {"code": "No", "message": "No."}}
    wire = Wire((status, {} if status == 200 else refusal, {"WWW-Authenticate": "Bearer x"}), (200, {"a": 1}))
    http = wire.http()
    http._renew = challenges.append
    if status == 403:
        with pytest.raises(ArmError, match="HTTP 403"):
            http.get("/x", "read x")
    else:
        assert http.get("/x", "read x").document == ({} if status == 200 else {"a": 1})
    assert challenges == ["Bearer x"] * times and len(wire.asked) == 1 + times


def test_a_token_that_is_refused_anew_is_an_error():
    wire = Wire((401, ""), (401, {"error": {"code": "ExpiredAuthenticationToken", "message": "No."}}))
    http = wire.http()
    http._renew = lambda _challenge: None
    with pytest.raises(ArmError, match="A new token is refused as well"):
        http.get("/x", "read x")
    with pytest.raises(ArmError, match="HTTP 401"):
        Wire((401, "")).http().get("/x", "read x")


PAGE_TWO = f"{ARM}/list?page=2"


def test_a_list_is_read_page_after_page():
    wire = Wire((200, {"value": [{"n": 1}], "nextLink": PAGE_TWO}), (200, {"value": [{"n": 2}], "nextLink": ""}))
    http = wire.http()
    assert list(entries(http, http.get("/list", "list"), "list", shapes.OBJECT)) == [{"n": 1}, {"n": 2}]
    wire = Wire((200, {"items": [{"n": 1}]}))
    http = wire.http()
    assert list(entries(http, http.get("/list", "list"), "list", shapes.OBJECT, name="items")) == [{"n": 1}]


@pytest.mark.parametrize("following", [[PAGE_TWO], [f"{ARM}/list?page=3", PAGE_TWO]])
def test_pages_that_lead_in_a_circle_end_with_an_error(following):
    wire = Wire(*((200, {"value": [], "nextLink": link}) for link in (PAGE_TWO, *following)))
    http = wire.http()
    with pytest.raises(ArmError, match="Cannot list: the pages of the answer lead in a circle"):
        list(entries(http, http.get("/list", "list"), "list", shapes.OBJECT))
    assert len(wire.asked) == 1 + len(following)


def test_a_list_has_a_thousand_pages_at_most():
    pages = [(200, {"value": [{"n": number}], "nextLink": f"{ARM}/list?page={number}"}) for number in range(1001)]
    wire = Wire(*pages, (200, {"value": []}))
    http = wire.http()
    found = entries(http, http.get("/list", "list"), "list", shapes.OBJECT)
    with pytest.raises(ArmError, match="lead in a circle"):
        list(found)
    assert len(wire.asked) == 1001


def test_the_charset_of_a_header_says_nothing_of_json():
    body = json.dumps({"note": "Größe"}, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=iso-8859-1"}
    assert Wire((200, body, headers)).http().get("/x", "read x").document == {"note": "Größe"}


class Endless(Wire):
    """An answer that unpacks to more than anybody has room for, and counts what was taken of it."""

    taken = 0

    def send(self, request, **keywords):
        made = super().send(request, **keywords)
        made.raw = self
        return made

    def stream(self, size, **_keywords):
        while True:
            self.taken += size
            yield bytes(size)

    def close(self):
        self.closed = True


def test_an_answer_without_an_end_is_cut_off():
    wire = Endless((200, ""))
    with pytest.raises(Unreachable, match="is larger than any of Azure's") as raised:
        wire.http().get("/x", "read x")
    assert wire.taken <= 65 * 2**20 and not raised.value.transient


def test_an_answer_that_comes_byte_by_byte_is_none(monkeypatch):
    seconds = iter(range(0, 10**6, 100))
    monkeypatch.setattr(rest.time, "monotonic", lambda: next(seconds))
    with pytest.raises(Unreachable, match="did not answer") as raised:
        Endless((200, "")).http().get("/x", "read x")
    assert raised.value.transient


def test_no_page_of_a_list_is_asked_for_after_the_deadline():
    """A thousand pages of a slow service are no reason to run for hours."""
    clock = Clock()

    class Slow(Wire):
        def send(self, request, **keywords):
            clock.now += 7
            self.answers.append((200, {"value": [{}], "nextLink": f"{ARM}/x?page={len(self.asked)}"}))
            return super().send(request, **keywords)

    wire = Slow()
    http = wire.http(patience=clock.patience(60))
    with pytest.raises(TimedOut, match="Cannot list them: .*60 seconds; last heard: 9 pages were read"):
        list(entries(http, http.get("/x", "list them"), "list them", shapes.OBJECT))
    assert len(wire.asked) == 9


@pytest.mark.parametrize("body", ["", "{", "<html></html>", "null", {"name": "c"}])
def test_a_change_is_taken_with_any_answer_of_success_whatever_is_in_it(body):
    wire = Wire((202, body, {"Azure-AsyncOperation": f"{ARM}/operations/1"}))
    answer = wire.http().patch("/c?api-version=1", "change it", {"tags": {}}, {"If-Match": "1"})
    assert answer.headers["Azure-AsyncOperation"] == f"{ARM}/operations/1" and wire.asked[0].method == "PATCH"
