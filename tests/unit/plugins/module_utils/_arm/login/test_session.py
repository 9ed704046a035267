# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One login to one cloud: its tokens, the subscription that it comes with, and the sentence for one that fails."""

from __future__ import annotations

import base64
from types import SimpleNamespace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.login import azure_cli, credentials, login
from ansible_collections.adx.outbound.plugins.module_utils._arm.login.login import Login
from ansible_collections.adx.outbound.plugins.module_utils._arm.login.session import Session
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.clouds import PUBLIC, Cloud
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError, LoginFailed, Unreachable
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ROUTE_TABLE, ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import Wire
from azure.core.exceptions import ClientAuthenticationError, ServiceRequestError, ServiceResponseError

TABLE = ResourceId("s", "g", ROUTE_TABLE, ("rt",))
SECRET = Login(login.SECRET, tenant="t", client_id="c", secret="s")
CLI, MACHINE = Login(login.CLI), Login(login.MANAGED_IDENTITY)


class Credentials:
    """What is built in the place of credentials: each gives tokens with its number, or the error that is set."""

    def __init__(self):
        self.built, self.asked, self.errors = [], [], []

    def build(self, who, cloud):
        self.built.append((who, cloud))
        return SimpleNamespace(get_token=lambda scope, **more: self._token(len(self.built), scope, more))

    def _token(self, number, scope, more):
        self.asked.append((number, scope, more))
        for error in self.errors:
            raise error
        return SimpleNamespace(token=f"token-{number}")


@pytest.fixture
def made(monkeypatch):
    """The credentials that sessions make."""
    found = Credentials()
    monkeypatch.setattr(credentials, "build", found.build)
    monkeypatch.setattr(azure_cli, "require", lambda _passed_over: None)
    monkeypatch.setattr(azure_cli, "cloud", lambda: PUBLIC)
    return found


def session(who, *answers):
    """A session whose requests get these answers, and the wire that gives them."""
    found, wire = Session(who, "tests"), Wire(*answers)
    found.http._requests.mount("https://", wire)
    return found, wire


def seen(*subscriptions):
    return 200, {"value": [{"subscriptionId": one} for one in subscriptions]}


def test_who_cannot_log_in_hears_it_before_anything_is_read(made):
    Session(SECRET, "tests")
    assert made.built == [(SECRET, PUBLIC)] and made.asked == [(1, "https://management.azure.com/.default", {})]
    made.errors.append(ClientAuthenticationError("no"))
    with pytest.raises(LoginFailed):
        Session(SECRET, "tests")


def test_a_request_carries_the_token_and_says_who_asks(made):
    found, wire = session(SECRET, (200, {"a": 1}))
    assert found.token() == "token-1"
    assert found.http.get("/x", "read x").document == {"a": 1}
    (request,) = wire.asked
    assert request.url == "https://management.azure.com/x"
    assert (request.headers["Authorization"], request.headers["User-Agent"]) == ("Bearer token-1", "tests")


CLAIMS = '{"access_token": {"nbf": {"value": "1"}}}'


def challenge(claims):
    """The header that asks for these claims; the service leaves the padding out."""
    encoded = base64.urlsafe_b64encode(claims.encode()).decode().rstrip("=")
    return f'Bearer realm="", error="insufficient_claims", claims="{encoded}"'


@pytest.mark.parametrize("claims", [CLAIMS, f"{CLAIMS} ", f"{CLAIMS}  ", f"{CLAIMS}   "])
def test_claims_that_a_challenge_asks_for_go_into_the_next_token_of_the_same_login(made, claims):
    found, wire = session(SECRET, (401, "", {"WWW-Authenticate": challenge(claims)}), (200, {"a": 1}))
    assert found.http.get("/x", "read x").document == {"a": 1} and len(wire.asked) == 2
    assert [more for _number, _scope, more in made.asked] == [{}, {}, {"claims": claims}, {}]
    assert len(made.built) == 1


@pytest.mark.parametrize("header", [{}, {"WWW-Authenticate": 'Bearer error="invalid_token"'}])
def test_a_token_that_was_taken_back_is_asked_for_with_a_login_anew(made, header):
    found, wire = session(SECRET, (401, "", header), (200, {"a": 1}))
    assert found.http.get("/x", "read x").document == {"a": 1}
    assert [one.headers["Authorization"] for one in wire.asked] == ["Bearer token-1", "Bearer token-2"]


def test_claims_that_nobody_can_read_are_none(made):
    found, _wire = session(SECRET)
    found.renew('Bearer claims="4"')
    assert (len(made.built), made.asked[1:]) == (2, [])


KUSTO, SCOPE = "https://c.westus.kusto.windows.net", "https://kusto.kusto.windows.net/.default"


def test_another_service_gets_tokens_of_its_own_scope_and_the_resource_manager_keeps_its_own(made):
    hidden = []
    found = Session(SECRET, "tests", hide=hidden.append)
    door, wire = found.elsewhere(KUSTO, SCOPE, headers={"Accept": "application/json"}, timeouts=(1, 2)), Wire((200, 1))
    door._requests.mount("https://", wire)
    made.asked.clear()
    assert door.get("/x", "read x").document == 1 and made.asked == [(1, SCOPE, {})]
    assert (wire.asked[0].url, wire.asked[0].headers["Accept"]) == (f"{KUSTO}/x", "application/json")
    assert wire.asked[0].headers["User-Agent"] == "tests" and hidden == ["token-1", "token-1"]
    found.get_token("https://storage.example/.default")
    assert made.asked[1:] == [(1, "https://management.azure.com/.default", {})]


@pytest.mark.parametrize(
    ("header", "asked"),
    [
        ({}, [(1, SCOPE, {}), (2, SCOPE, {})]),
        ({"WWW-Authenticate": challenge(CLAIMS)}, [(1, SCOPE, {}), (1, SCOPE, {"claims": CLAIMS}), (1, SCOPE, {})]),
    ],
)
def test_a_token_of_another_service_is_renewed_for_that_service(made, header, asked):
    found = Session(SECRET, "tests")
    door, wire = found.elsewhere(KUSTO, SCOPE), Wire((401, "", header), (200, {"a": 1}))
    door._requests.mount("https://", wire)
    made.asked.clear()
    assert door.get("/x", "read x").document == {"a": 1} and made.asked == asked


@pytest.mark.parametrize(
    ("who", "subscription"),
    [
        (Login(login.SECRET, subscription_id="given"), "given"),
        (Login(login.CLI, subscription_id="given"), "given"),
        (CLI, "active"),
        (MACHINE, "first"),
    ],
)
def test_the_subscription_is_the_one_that_is_given_else_what_the_login_comes_with(made, monkeypatch, who, subscription):
    monkeypatch.setattr(azure_cli, "account", lambda: {"id": "active"})
    found, wire = session(who, seen("first", "second"))
    assert found.subscription == found.subscription == subscription
    assert len(wire.asked) == (who is MACHINE)


def test_an_azure_cli_without_a_subscription_has_none(made, monkeypatch):
    monkeypatch.setattr(azure_cli, "account", dict)
    assert Session(CLI, "tests").subscription == ""


def test_a_login_without_a_subscription_says_how_to_give_one(made):
    with pytest.raises(LoginFailed, match="none is given. Give O.subscription_id."):
        assert Session(SECRET, "tests").subscription
    found, _wire = session(MACHINE, seen())
    with pytest.raises(LoginFailed, match="find the subscription of the managed identity: it can see none"):
        assert found.subscription


def test_all_subscriptions_are_listed_page_after_page(made):
    link = "https://management.azure.com/subscriptions?page=2"
    status, first = seen("a")
    found, wire = session(SECRET, (status, {**first, "nextLink": link}), seen("b", "c"))
    assert found.subscriptions() == ["a", "b", "c"]
    assert wire.asked[0].url == "https://management.azure.com/subscriptions?api-version=2021-04-01"
    found, _wire = session(SECRET, (403, {"error": {"code": "AuthorizationFailed", "message": "No."}}))
    with pytest.raises(ArmError, match="Cannot list the subscriptions of the login: No"):
        found.subscriptions()


@pytest.mark.parametrize(("answer", "region"), [({"location": "westus"}, "westus"), ({}, ""), ("", "")])
def test_the_region_of_a_resource_group_is_its_own_or_none(made, answer, region):
    found, wire = session(SECRET, (200, answer))
    assert found.group_location(TABLE) == region
    assert wire.asked[0].url.endswith("/subscriptions/s/resourceGroups/g?api-version=2021-04-01")


@pytest.mark.parametrize(
    ("answer", "why"), [({"location": 5}, "its member location is a number"), ([1], "the answer is no document")]
)
def test_a_resource_group_that_makes_no_sense_is_told(made, answer, why):
    found, _wire = session(SECRET, (200, answer))
    with pytest.raises(ArmError, match=f"^Cannot read resource group g: {why}"):
        found.group_location(TABLE)


STACK = Cloud("Stack", "https://arm.stack.example", "https://login.stack.example")


@pytest.mark.parametrize(
    ("who", "cloud"),
    [
        (CLI, "Stack"),
        (Login(login.CLI, cloud="AzureChinaCloud"), "AzureChinaCloud"),
        (SECRET, "AzureCloud"),
        (Login(login.SECRET, tenant="t", client_id="c", secret="s", cloud="AzureUSGovernment"), "AzureUSGovernment"),
    ],
)
def test_the_cloud_is_the_one_that_is_named_and_only_the_azure_cli_brings_one(made, monkeypatch, who, cloud):
    monkeypatch.setattr(azure_cli, "cloud", lambda: STACK)
    assert Session(who, "tests").cloud.name == cloud


def test_a_cloud_that_is_named_by_its_address_is_asked_who_it_is_without_a_token(made, monkeypatch):
    asked = []

    def get(http, path, _doing):
        asked.append((http.base, path.partition("?")[0], http._token))
        itself = {"authentication": {"loginEndpoint": STACK.authority}, "resourceManager": STACK.resource_manager}
        return SimpleNamespace(document=[{"name": "Stack", **itself}])

    monkeypatch.setattr("ansible_collections.adx.outbound.plugins.module_utils._arm.wire.rest.Http.get", get)
    found = Session(Login(login.SECRET, cloud=STACK.resource_manager), "tests")
    assert (found.cloud, asked) == (STACK, [(STACK.resource_manager, "/metadata/endpoints", None)])


def test_the_azure_cli_has_to_be_there_before_it_is_asked(made, monkeypatch):
    def require(passed_over):
        raise LoginFailed("log in", f"no az: {passed_over}")

    monkeypatch.setattr(azure_cli, "require", require)
    with pytest.raises(LoginFailed, match="no az: why"):
        Session(Login(login.CLI, passed_over="why"), "tests")
    assert Session(SECRET, "tests").token() == "token-1"


def failed(made, who, error):
    """The error of a login that ends like this."""
    made.errors.append(error)
    with pytest.raises(ArmError) as raised:
        Session(who, "tests")
    return raised.value


PUBLIC_LOGIN = "https://login.microsoftonline.com"


@pytest.mark.parametrize(
    ("who", "doing"),
    [
        (SECRET, f"log in as client c of tenant t at {PUBLIC_LOGIN}"),
        (Login(login.PASSWORD, ad_user="u@x", client_id="c", password="p"), f"log in as u@x at {PUBLIC_LOGIN}"),
        (
            Login(login.SECRET, tenant="t", client_id="c", authority="https://fs.example"),
            "log in as client c of tenant t at https://fs.example",
        ),
        (CLI, "log in with the Azure CLI"),
        (MACHINE, "log in with the managed identity of this machine"),
        (Login(login.MANAGED_IDENTITY, client_id="m"), "log in with the managed identity m"),
    ],
)
def test_a_failed_login_says_who_could_not_log_in_where(made, who, doing):
    found = failed(made, who, ClientAuthenticationError("no"))
    assert isinstance(found, LoginFailed) and found.doing == doing


@pytest.mark.parametrize(
    ("said", "reason", "advice"),
    [
        (
            "Authentication failed: AADSTS7000215: Invalid client secret. Trace ID: 1 Correlation ID: 2",
            "AADSTS7000215: Invalid client secret.",
            "Check O(secret).",
        ),
        ("AADSTS50126: wrong\n password. Review the documentation at x", "AADSTS50126: wrong password.", "ad_user"),
        ("Unable to get authority configuration for x", "there is no such tenant, or no login", "Check O(tenant)"),
        ("something new", "something new", "Check the login options."),
    ],
)
def test_the_reason_is_entra_ids_first_part_with_what_to_check(made, said, reason, advice):
    found = failed(made, SECRET, ClientAuthenticationError(said))
    assert found.reason.startswith(reason) and advice in found.advice
    assert "Trace ID" not in found.reason and "Review" not in found.reason and not found.transient


@pytest.mark.parametrize(
    ("said", "passes"),
    [("HTTP Error: 503", True), ("HTTP Error: 429", True), ("HTTP Error: 400", False), ("503", False)],
)
def test_trouble_at_the_login_endpoint_itself_may_pass(made, said, passes):
    assert failed(made, SECRET, ClientAuthenticationError(said)).transient is passes


def caused_by(cause):
    made = ClientAuthenticationError("no")
    made.__cause__ = cause
    return made


@pytest.mark.parametrize(
    "error",
    [
        ServiceRequestError("refused"),
        ServiceResponseError("broken off"),
        OSError("no route"),
        caused_by(ServiceRequestError("refused")),
        caused_by(ConnectionResetError()),
    ],
)
def test_a_login_endpoint_that_did_not_answer_is_out_of_reach_and_no_wrong_login(made, error):
    found = failed(made, SECRET, error)
    assert isinstance(found, Unreachable) and found.transient and "login.microsoftonline.com" in found.reason
    assert not found.has_left


@pytest.mark.parametrize("error", [OSError("no route"), caused_by(OSError()), ValueError("no")])
def test_an_azure_cli_that_fails_is_a_failed_login_whatever_the_cause(made, error):
    assert isinstance(failed(made, CLI, error), LoginFailed)


def test_a_fault_in_our_own_calls_is_no_failed_login(made):
    made.errors.append(KeyError("fault"))
    with pytest.raises(KeyError):
        Session(SECRET, "tests")
