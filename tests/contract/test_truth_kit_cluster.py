# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The truth kit with a cluster that is there to be thrown away: with its name twice alone, and put back always."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from ansible_collections.adx.outbound.tests.contract.replay import Replay
from ansible_collections.adx.outbound.tests.emulator import Emulator
from ansible_collections.adx.outbound.tests.emulator.front.switches import TABLE
from ansible_collections.adx.outbound.tests.emulator.worlds import data_sources
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import OTHER_CLUSTER_ID
from ansible_collections.adx.outbound.tools.truth_kit import __main__ as kit
from ansible_collections.adx.outbound.tools.truth_kit import inside
from ansible_collections.adx.outbound.tools.truth_kit.faults import Unanswered
from ansible_collections.adx.outbound.tools.truth_kit.lent import trimmed
from ansible_collections.adx.outbound.tools.truth_kit.wire import Wire

NAME, GROUP = "analytics", "rg-adx"
# Every switch that is asked about, away from its default.
TURNED = {
    "if_match": "ignore",
    "cluster_shows": "at_end",
    "altered_cluster_state": "Updating",
    "list_callouts": "with_immutable",
    "remove_absent_callout": "accept",
    "callout_regex": "refuse",
    "kusto_invalid_code": "Other1",
    "both_outbound_lists_code": "Other2",
    "allowed_fqdn_wildcards": "refuse",
    "empty_callouts": "ignored",
    "empty_callouts_beside_fqdns": "clears",
    "empty_fqdns": "ignored",
    "empty_fqdns_beside_callouts": "clears",
}
# Third values, and each list with the other's.
THIRD = {"empty_callouts_beside_fqdns": "ignored", "empty_fqdns_beside_callouts": "ignored", "polls": 5}
SET = {"empty_callouts_beside_fqdns": "set", "empty_fqdns_beside_callouts": "set", "callout_regex": "refuse"}
WAYS = {"default": {}, "turned": TURNED, "third": THIRD, "set": SET}


class Kit:
    """Runs the kit as the owner of a cluster would, and keeps what it shows."""

    def __init__(self, azure, directory, monkeypatch, capsys):
        self.azure, self.directory, self._capsys = azure, directory, capsys
        for name, value in azure.environment().items():
            monkeypatch.setenv(name, value)

    def run(self, *options):
        arguments = [
            "--resource-group",
            GROUP,
            "--resource-manager",
            self.azure.url,
            "--directory",
            str(self.directory),
        ]
        code = kit.main([*arguments, *options], sleep=lambda _seconds: None)
        self.out, self.err = self._capsys.readouterr()
        return code

    def ask(self, *options):
        return self.run("--cluster", NAME, "--throw-away", NAME, *options)

    def read(self, name):
        return json.loads((self.directory / f"{name}.json").read_text(encoding="utf-8"))

    @property
    def access(self):
        properties = self.azure.document(OTHER_CLUSTER_ID)["properties"]
        lists = [properties.get(name) or [] for name in ("allowedFqdnList", "calloutPolicies")]
        return properties["restrictOutboundNetworkAccess"], *lists


@pytest.fixture(scope="module")
def azure():
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def truth(azure, tmp_path, monkeypatch, capsys):
    azure.reset("demo", {"polls": 3})
    for id_, document in (
        data_sources.database(OTHER_CLUSTER_ID, "secret-database", "West US"),
        data_sources.event_hub_connection(OTHER_CLUSTER_ID, "secret-database", "secret-connection", "/x/secret-hub"),
    ):
        azure.seed(id_, document)
    return Kit(azure, tmp_path / "facts", monkeypatch, capsys)


def facts_of(truth, *options, **switches):
    truth.azure.switch(**switches)
    assert truth.ask(*options) == 0, truth.err
    return truth.read("facts")


@pytest.mark.parametrize("way", WAYS)
def test_the_facts_are_what_the_switches_say(truth, way):
    facts = facts_of(truth, **WAYS[way])
    in_force = truth.azure.core.switches.all()
    assert facts["types_disagree_on"] == facts["unanswered"] == []
    assert facts["switches"] == {name: in_force[name] for name in facts["switches"]}
    hidden = set() if in_force["callout_regex"] == "refuse" else {"kusto_invalid_code"}
    assert set(facts["switches"]) == set(TURNED) - hidden


@pytest.mark.parametrize("way", WAYS)
def test_the_cluster_is_as_it_was(truth, way):
    truth.azure.switch(**WAYS[way])
    assert truth.ask() == 0, truth.err
    assert truth.access == ("Disabled", [], [])
    assert {entry.path.partition("/clusters/")[2].partition("/")[0] for entry in truth.azure.writes()} == {NAME}


@pytest.mark.parametrize("way", WAYS)
def test_an_emulator_that_is_switched_as_the_facts_say_answers_every_recorded_call_the_same(truth, way):
    switches = facts_of(truth, **WAYS[way])["switches"]
    replay = Replay(truth.read("truth_cluster"), **switches)
    replay.prepare()
    assert len(replay.calls) > 60
    for number in range(len(replay.calls)):
        replay.check(number)


def test_every_fact_points_at_a_call_and_every_switch_is_one_of_the_emulator(truth):
    found = facts_of(truth)["facts"]
    assert {fact["name"] for fact in found if fact["is_switch"]} <= set(TABLE)
    assert not {fact["name"] for fact in found if not fact["is_switch"]} & set(TABLE)
    assert max(fact["call"] for fact in found) < len(truth.read("truth_cluster"))


def test_a_cluster_that_was_restricted_is_restricted_afterwards(truth):
    document = truth.azure.document(OTHER_CLUSTER_ID)
    document["properties"]["restrictOutboundNetworkAccess"] = "Enabled"
    truth.azure.seed(OTHER_CLUSTER_ID, document)
    facts_of(truth)
    assert truth.access == ("Enabled", [], [])


@pytest.mark.parametrize(
    "options",
    [
        ("--cluster", NAME),
        ("--cluster", NAME, "--throw-away", "Analytics"),
        ("--cluster", NAME, "--throw-away", "telemetry"),
        ("--cluster", NAME, "--throw-away", ""),
        ("--cluster", NAME, "--inside"),
    ],
)
def test_without_the_name_of_the_cluster_twice_it_says_what_it_would_do_and_asks_nothing(truth, options):
    assert truth.run(*options) == 2
    assert "FAIL" in truth.out and "put back" in truth.out and "Nothing was asked of Azure" in truth.out
    assert truth.azure.log(all=True) == [] and not truth.directory.exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--cluster", NAME, "--throw-away", NAME, "--create-and-delete"),
        ("--throw-away", NAME),
        ("--inside", "--create-and-delete"),
        ("--cluster", f"{NAME}/x", "--throw-away", f"{NAME}/x"),
        ("--cluster", f"{NAME}?", "--throw-away", f"{NAME}?"),
    ],
)
def test_what_is_not_clear_about_the_cluster_is_no_run(truth, options):
    with pytest.raises(SystemExit):
        truth.run(*options)
    assert truth.azure.log(all=True) == []


def test_the_run_that_creates_and_deletes_leaves_every_cluster_alone(truth):
    assert truth.run("--create-and-delete") == 0, truth.err
    assert [entry for entry in truth.azure.log() if "Microsoft.Kusto" in entry.path] == []


OWN = {"calloutPolicies": [{"calloutUriRegex": "x", "calloutType": "sql", "outboundAccess": "Deny"}]}


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"allowedFqdnList": ["lake.blob.core.windows.net"]}, "lists"),
        (OWN, "lists"),
        ({"state": "Stopped"}, "Stopped"),
        ({"provisioningState": "Running"}, "last change"),
    ],
)
def test_a_cluster_with_lists_of_its_own_or_one_that_is_not_ready_is_left_alone(truth, members, reason):
    document = truth.azure.document(OTHER_CLUSTER_ID)
    document["properties"].update(members)
    truth.azure.seed(OTHER_CLUSTER_ID, document)
    assert truth.ask() == 1
    assert "was left alone" in truth.err and reason in truth.err and "Nothing was changed" in truth.err
    assert truth.azure.writes() == []


def test_a_cluster_that_is_not_there_ends_it_before_anything_is_written(truth):
    assert truth.run("--cluster", "nobody", "--throw-away", "nobody") == 1
    assert "Could not read the cluster" in truth.err and truth.azure.writes() == []


@pytest.mark.parametrize("nth", [1, 2, 5, 9])
def test_it_puts_the_cluster_back_after_an_error_in_the_middle_and_says_what_it_could_not_ask(truth, nth):
    truth.azure.fault("drop_after", method="PATCH", path=f"clusters/{NAME}$", nth=nth)
    assert truth.ask() == 1
    assert truth.access == ("Disabled", [], [])
    assert "no answer" in truth.err and truth.read("facts")["unanswered"] and "Traceback" not in truth.err


def test_it_puts_the_cluster_back_when_it_is_interrupted(truth, monkeypatch):
    def stop(_cluster):
        yield from ()
        raise KeyboardInterrupt

    monkeypatch.setattr(kit.Cluster, "_names", stop)
    assert truth.ask() == 130
    assert truth.access == ("Disabled", [], []) and truth.azure.writes()


def test_what_cannot_be_put_back_is_named(truth):
    truth.azure.switch(empty_fqdns="ignored", empty_fqdns_beside_callouts="set")
    assert truth.ask() == 1
    state, (name,), policies = truth.access
    assert (state, policies) == ("Disabled", [])
    assert "is not as it was" in truth.err and name in truth.err


def test_names_that_stay_where_the_other_list_comes_are_put_back_by_way_of_it(truth):
    truth.azure.switch(empty_fqdns="ignored", empty_callouts="ignored")
    facts_of(truth)
    assert truth.access == ("Disabled", [], [])


def test_a_cluster_without_a_data_connection_leaves_that_question_open(truth):
    truth.azure.reset("demo", {"polls": 3})
    assert truth.ask() == 1
    (text,) = truth.read("facts")["unanswered"]
    assert "_connections" in text and "no data connection" in text
    assert truth.access == ("Disabled", [], [])


def test_a_missing_permission_is_no_answer_and_changes_nothing(truth):
    truth.azure.deny(f"clusters/{NAME}", "PATCH")
    assert truth.ask() == 1
    assert "AuthorizationFailed" in truth.err and truth.access == ("Disabled", [], [])


def test_nothing_shown_says_whose_cluster_it_was(truth):
    facts_of(truth)
    printed = truth.out.partition("seconds_of_a_change ")[2]
    environment = truth.azure.environment()
    own = [NAME, GROUP, truth.azure.url, "secret", environment["AZURE_TENANT"], environment["AZURE_CLIENT_ID"]]
    texts = [path.read_text(encoding="utf-8") for path in truth.directory.iterdir()] + [printed]
    assert len(texts) == 3
    for text in texts:
        assert [word for word in own if word.lower() in text.lower()] == []


def test_of_a_cluster_nothing_is_kept_but_what_the_questions_are_about():
    document = {
        "id": "x",
        "tags": {"owner": "me"},
        "identity": {"type": "SystemAssigned"},
        "properties": {"state": "Running", "uri": "https://me", "restrictOutboundNetworkAccess": "Disabled"},
    }
    kept = {"state": "Running", "restrictOutboundNetworkAccess": "Disabled"}
    assert trimmed(document) == {"id": "x", "properties": kept}
    assert trimmed({"properties": {"Value": []}}) == {"properties": {"Value": []}} and trimmed(None) is None


# Inside the cluster

FORBIDDEN = {"error": {"code": "Forbidden", "message": "Outbound access is restricted."}}


class Engine(BaseHTTPRequestHandler):
    """Stands for the cluster itself, which the emulator does not play for commands that change anything."""

    answer = (403, FORBIDDEN)
    asked: list = []

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, body, self.headers["Authorization"]))
        status, document = self.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(document).encode())

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def engine(monkeypatch):
    server = HTTPServer(("127.0.0.1", 0), Engine)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(Engine, "asked", [])
    address, bearer = f"http://127.0.0.1:{server.server_port}", Wire._bearer
    monkeypatch.setattr(inside, "address", lambda _uri, _name: address)

    def by_audience(wire, audience):
        return f"Bearer for {address}" if audience == address else bearer(wire, audience)

    monkeypatch.setattr(Wire, "_bearer", by_audience)
    yield Engine
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("answer", "value"), [((403, FORBIDDEN), "Forbidden"), ((400, {}), ""), ((200, {"Tables": []}), "accept")]
)
def test_a_change_by_command_while_access_is_restricted_is_asked_with_what_is_there_already(
    truth, engine, monkeypatch, answer, value
):
    monkeypatch.setattr(engine, "answer", answer)
    found = {fact["name"]: fact["value"] for fact in facts_of(truth, "--inside")["facts"]}
    assert found["alter_merge_while_restricted"] == value
    ((path, body, token),) = engine.asked
    assert path == "/v1/rest/mgmt" and token.startswith("Bearer for http://127.0.0.1:")
    assert body["csl"].startswith(".alter-merge cluster policy callout")
    assert '"CalloutUriRegex": "adx-truth' in body["csl"]
    assert "Bearer" not in json.dumps([truth.read("truth_cluster"), truth.read("facts")])


def test_a_login_that_the_cluster_does_not_take_answers_nothing(truth, engine, monkeypatch):
    monkeypatch.setattr(engine, "answer", (401, {"error": {"code": "Unauthorized", "message": "Who?"}}))
    assert truth.ask("--inside") == 1
    assert "_inside" in truth.read("facts")["unanswered"][0] and truth.access == ("Disabled", [], [])


@pytest.mark.parametrize(
    "uri",
    [
        "http://trial.westus.kusto.windows.net",
        "https://other.westus.kusto.windows.net",
        "https://trial.westus.kusto.windows.net.evil.example",
        "https://evil.example/trial.westus.kusto.windows.net",
        "https://trial.westus.kusto.windows.net@evil.example",
        "https://trial.westus.kusto.windows.net:444",
        "https://trial.westus.kusto.windows.net\n",
        "",
    ],
)
def test_a_token_goes_to_the_clusters_own_address_alone(uri):
    with pytest.raises(Unanswered, match="nothing was sent"):
        inside.address(uri, "trial")


def test_the_address_of_a_cluster_is_that_of_its_name_in_a_cloud_of_microsofts():
    for suffix in inside.SUFFIXES:
        assert inside.address(f"https://trial.westus.{suffix}", "Trial") == f"https://trial.westus.{suffix}"
