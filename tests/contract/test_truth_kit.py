# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The truth kit against the emulator, its switches both ways: facts follow, and make an emulator answer the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.tests.contract.replay import Replay
from ansible_collections.adx.outbound.tests.emulator import SUBSCRIPTION, Emulator
from ansible_collections.adx.outbound.tests.emulator.front.switches import TABLE
from ansible_collections.adx.outbound.tests.emulator.worlds import data_sources
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import OTHER_CLUSTER_ID
from ansible_collections.adx.outbound.tools.truth_kit import __main__ as kit
from ansible_collections.adx.outbound.tools.truth_kit.notice import FLAG
from ansible_collections.adx.outbound.tools.truth_kit.scrub import ZERO, Scrubber

ROOT = Path(__file__).resolve().parents[2]
GROUP = "rg-hub"
# Every switch the kit asks about, away from its default. Codes are what nobody has shown, so any word will do.
TURNED = {
    "if_match": "ignore",
    "if_none_match": "ignore",
    "table_no_change": "same",
    "group_no_change": "null",
    "group_etag_settles": "same",
    "policy_etag_with_groups": False,
    "nfv_etag_header": False,
    "nfv_error_form": "error",
    "enum_casing": "canonical",
    "service_tag_routes": "refuse",
    "newer_members": "shown",
    "route_table_subnets_lag": 2,
    "empty_rule_collection": "accept",
    "application_without_protocols": "accept",
    "adjacent_hyphens": "accept",
    "sent_ipv6_rule": "refuse",
    "same_group_priority": "accept",
    "policy_fqdn_without_proxy": "accept",
    "wildcard_in_network_rule": "accept",
    "missing_child_code": "ResourceNotFound",
    "duplicate_route_prefix_code": "Other1",
    "policy_duplicate_priority_code": "Other2",
    "policy_duplicate_collection_code": "Other3",
    "policy_duplicate_rule_code": "Other4",
    "group_priority_code": "Other5",
    "policy_collection_priority_code": "Other6",
    "policy_mixed_rules_code": "Other7",
    "policy_target_fqdn_code": "Other8",
}
# Neither default nor among the above: third values, and what is only seen where something else is refused.
THIRD = {"group_no_change": "same", "newer_members": "kept", "same_group_priority_code": "Other9", "polls": 3}
WAYS = {"default": {}, "turned": TURNED, "third": THIRD}


class Kit:
    """Runs the kit as somebody with a sandbox would, and keeps what it shows."""

    def __init__(self, azure, directory, monkeypatch, capsys):
        self.azure, self.directory, self._capsys = azure, directory, capsys
        for name, value in azure.environment().items():
            monkeypatch.setenv(name, value)

    def run(self, *options, group=GROUP):
        arguments = ["--resource-group", group, "--resource-manager", self.azure.url]
        code = kit.main([*arguments, "--directory", str(self.directory), *options], sleep=lambda _seconds: None)
        self.out, self.err = self._capsys.readouterr()
        return code

    def read(self, name):
        return json.loads((self.directory / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def azure():
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def truth(azure, tmp_path, monkeypatch, capsys):
    azure.reset("demo", {"polls": 1})
    return Kit(azure, tmp_path / "facts", monkeypatch, capsys)


def facts_of(truth, **switches):
    truth.azure.switch(**switches)
    assert truth.run(FLAG) == 0, truth.err
    return truth.read("facts")


@pytest.mark.parametrize("way", WAYS)
def test_the_facts_are_what_the_switches_say(truth, way):
    facts = facts_of(truth, **WAYS[way])
    in_force = truth.azure.core.switches.all()
    assert facts["types_disagree_on"] == facts["unanswered"] == []
    assert facts["switches"] == {name: in_force[name] for name in facts["switches"]}
    hidden = {"same_group_priority_code"} if way == "turned" else set()
    assert set(facts["switches"]) == (set(TURNED) | {"same_group_priority_code"}) - hidden


@pytest.mark.parametrize("way", WAYS)
def test_an_emulator_that_is_switched_as_the_facts_say_answers_every_recorded_call_the_same(truth, way):
    switches = facts_of(truth, **WAYS[way])["switches"]
    for name in ("truth_network", "truth_policy"):
        replay = Replay(truth.read(name), **switches)
        replay.prepare()
        assert len(replay.calls) > 60
        for number in range(len(replay.calls)):
            replay.check(number)


def test_a_recording_is_told_from_one_of_an_azure_that_is_switched_otherwise(truth):
    facts_of(truth, if_match="ignore")
    replay = Replay(truth.read("truth_network"))
    replay.prepare()
    with pytest.raises(AssertionError, match="412|Precondition"):
        for number in range(len(replay.calls)):
            replay.check(number)


def test_every_fact_points_at_a_call_and_every_switch_is_one_of_the_emulator(truth):
    found = facts_of(truth)["facts"]
    assert {fact["name"] for fact in found if fact["is_switch"]} <= set(TABLE)
    assert not {fact["name"] for fact in found if not fact["is_switch"]} & set(TABLE)
    for fact in found:
        assert fact["call"] < len(truth.read(fact["recording"]))


def test_the_same_switch_is_asked_of_every_type_it_is_about(truth):
    found = facts_of(truth)["facts"]
    asked = {fact["of"] for fact in found if fact["name"] == "if_match"}
    policies = {"firewallPolicies", "firewallPolicies/ruleCollectionGroups"}
    assert asked == {"routeTables", "routeTables/routes", "virtualNetworks/subnets", *policies}


def test_without_the_flag_it_says_what_it_would_do_and_asks_nothing(truth):
    assert truth.run() == 2
    assert "create" in truth.out and "delete" in truth.out and "cost" in truth.out and FLAG in truth.out
    assert truth.azure.log(all=True) == [] and not truth.directory.exists()


def test_nothing_shown_says_whose_subscription_it_was(truth):
    facts_of(truth)
    notice, _mark, printed = truth.out.partition("if_match ")
    mark = notice.partition("adx-truth-")[2].partition("-")[0]
    texts = [path.read_text(encoding="utf-8") for path in truth.directory.iterdir()] + [printed]
    environment = truth.azure.environment()
    own = [SUBSCRIPTION, GROUP, mark, truth.azure.url, environment["AZURE_TENANT"], environment["AZURE_CLIENT_ID"]]
    assert len(mark) == 8
    for text in texts:
        assert [word for word in own if word.lower() in text.lower()] == []


def names_written(azure):
    return {entry.path.split("/")[8] for entry in azure.writes()}


def test_it_writes_to_nothing_but_its_own_and_leaves_the_world_as_it_was(truth):
    before = truth.azure.documents()
    facts_of(truth)
    assert truth.azure.documents() == before
    assert {name.rpartition("-")[0].lower()[:10] for name in names_written(truth.azure)} == {"adx-truth-"}


@pytest.mark.parametrize(
    ("path", "nth"),
    [("routeTables/[^/]+$", 3), ("subnets/inside$", 2), ("firewallPolicies/[^/]+$", 1), ("Groups/one$", 4)],
)
def test_it_cleans_up_after_an_error_in_the_middle_and_says_what_it_could_not_ask(truth, path, nth):
    before = truth.azure.documents()
    truth.azure.fault("drop_after", method="PUT", path=path, nth=nth)
    assert truth.run(FLAG) == 1
    assert truth.azure.documents() == before
    assert "no answer" in truth.err and truth.read("facts")["unanswered"]
    assert "Traceback" not in truth.err


def test_it_cleans_up_when_it_is_interrupted(truth, monkeypatch):
    def stop(*_arguments):
        raise KeyboardInterrupt

    before = truth.azure.documents()
    monkeypatch.setattr(kit.Network, "_duplicates", stop)
    assert truth.run(FLAG) == 130
    assert truth.azure.documents() == before and truth.azure.writes()


def test_a_missing_permission_is_no_answer(truth):
    truth.azure.deny("firewallPolicies", "PUT")
    assert truth.run(FLAG) == 1
    (text,) = truth.read("facts")["unanswered"]
    assert "truth_policy was not finished" in text and "AuthorizationFailed" in text
    assert {fact["recording"] for fact in truth.read("facts")["facts"]} == {"truth_network"}


def test_what_no_longer_carries_its_tag_is_left_and_named(truth, monkeypatch):
    def take_over(network):
        document = truth.azure.document(network.table)
        truth.azure.seed(network.table, {**document, "tags": {"owner": "somebody else"}})
        yield from ()

    monkeypatch.setattr(kit.Network, "questions", lambda network: [take_over(network)])
    assert truth.run(FLAG) == 1
    assert "routeTables is still there" in truth.err and "tag" in truth.err
    assert not [entry for entry in truth.azure.writes() if entry.method == "DELETE" and "routeTables" in entry.path]


def test_a_policy_that_somebody_has_put_a_group_into_is_left_and_named(truth, monkeypatch):
    def put_into(policy):
        truth.azure.seed(f"{policy.policy}/ruleCollectionGroups/theirs", truth.azure.document(policy.group))
        yield from ()

    monkeypatch.setattr(kit.Policy, "questions", lambda policy: [put_into(policy)])
    assert truth.run(FLAG) == 1
    assert "firewallPolicies is still there" in truth.err and "rulecollectiongroups/theirs" in truth.err.lower()
    assert not [entry for entry in truth.azure.writes() if entry.method == "DELETE" and "firewallPol" in entry.path]


def test_a_group_that_is_not_there_ends_it_before_anything_is_written(truth):
    assert truth.run(FLAG, group="nobody") == 1
    assert "Could not read resource group nobody" in truth.err and truth.azure.writes() == []


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """The tarball, built twice."""
    folders = [tmp_path_factory.mktemp(name) / "kit" for name in ("once", "again")]
    for folder in folders:
        subprocess.run([ROOT / "tools" / "truth_kit.sh", folder], check=True, capture_output=True)
    return [folder / "adx-outbound-truth-kit.tar.gz" for folder in folders]


def test_the_tarball_has_the_same_bytes_each_time(packed):
    first, second = (path.read_bytes() for path in packed)
    assert first == second


@pytest.fixture
def place(packed, tmp_path):
    """Where somebody has unpacked it."""
    subprocess.run(["tar", "-xzf", packed[0], "-C", tmp_path], check=True)
    return tmp_path / "adx-outbound-truth-kit"


def bare(place, *command):
    """Run a command there without what this repository would lend it."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)


def switches_found(place):
    return json.loads((place / "facts" / "facts.json").read_text("utf-8"))["switches"]


def test_the_tarball_needs_nothing_of_this_repository(truth, place):
    wanted = [line for line in (place / "requirements.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert [line.partition("==")[0] for line in wanted] == ["azure-identity", "requests"]
    options = ["--resource-group", GROUP, "--resource-manager", truth.azure.url, FLAG]
    done = bare(place, sys.executable, "-m", "truth_kit", *options)
    assert done.returncode == 0, done.stderr
    assert switches_found(place)["if_match"] == "honour"


@pytest.mark.long
def test_its_playbook_asks_nothing_before_somebody_agrees_and_then_the_same(truth, place):
    given = {"truth_resource_group": GROUP, "truth_resource_manager": truth.azure.url, "truth_python": sys.executable}
    agreed = {"truth_create_and_delete": "true"}

    def play(*options, **variables):
        playbook = Path(sys.executable).with_name("ansible-playbook")
        return bare(place, str(playbook), "truth.yml", "--extra-vars", json.dumps({**given, **variables}), *options)

    for done in (play(), play("--check", **agreed)):
        assert done.returncode == 0 and "1 route table" in done.stdout, done.stdout
    assert truth.azure.log(all=True) == [] and not (place / "facts").exists()
    done = play(**agreed)
    assert done.returncode == 0 and "changed=1" in done.stdout, done.stdout
    assert switches_found(place)["if_match"] == "honour"


@pytest.mark.long
def test_its_playbook_asks_a_cluster_only_by_its_name_twice(truth, place):
    database = data_sources.database(OTHER_CLUSTER_ID, "telemetry", "West US")
    connection = data_sources.event_hub_connection(OTHER_CLUSTER_ID, "telemetry", "from-hub", "/x/hub")
    for id_, document in (database, connection):
        truth.azure.seed(id_, document)
    truth.azure.switch(polls=3)
    given = {
        "truth_resource_group": "rg-adx",
        "truth_resource_manager": truth.azure.url,
        "truth_python": sys.executable,
        "truth_cluster": "analytics",
    }

    def play(*options, **variables):
        playbook = Path(sys.executable).with_name("ansible-playbook")
        return bare(place, str(playbook), "truth.yml", "--extra-vars", json.dumps({**given, **variables}), *options)

    twice = {"truth_throw_away": "analytics"}
    for done in (play(truth_create_and_delete="true"), play(truth_throw_away="other"), play("--check", **twice)):
        assert done.returncode == 0 and "QUERIES" in done.stdout, done.stdout
    assert truth.azure.log(all=True) == [] and not (place / "facts").exists()
    done = play(**twice)
    assert done.returncode == 0 and "changed=1" in done.stdout, done.stdout
    assert switches_found(place)["list_callouts"] == "own"


def test_scrubbing_keeps_what_is_equal_equal_and_the_casing():
    one, two = "aaaaaaaa-0000-0000-0000-00000000000a", "bbbbbbbb-0000-0000-0000-00000000000b"
    scrubber = Scrubber("https://here", SUBSCRIPTION, "my-rg", "t1234567")
    path = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/MY-RG/x/adx-truth-t1234567-x"
    cleaned = scrubber.clean(
        {"a": [one, two, one.upper(), path], "b": "ask me@contoso.com at https://here/y", "my-rg": 1}
    )
    assert cleaned["a"][0] == cleaned["a"][2] != cleaned["a"][1]
    assert cleaned["a"][3] == f"/subscriptions/{ZERO}/resourceGroups/SANDBOX/x/adx-truth-run-x"
    assert cleaned["b"] == "ask somebody@example.com at https://management.azure.com/y"
    assert not scrubber.leaks(json.dumps(cleaned))


def test_scrubbing_takes_the_signature_from_the_address_of_an_operation():
    address = "https://here/operations/x?api-version=2026-03-01"
    signed = f"{address}&t=639264344821107378&c=MII{'a-B_9' * 500}&s=abc&h=d_e-f"
    scrubber = Scrubber("https://here", SUBSCRIPTION, "my-rg", "t1234567")
    assert scrubber.text(signed) == address.replace("https://here", "https://management.azure.com")


@pytest.mark.parametrize("text", ["cccccccc-0000-0000-0000-00000000000c", "adx-T1234567-x", "/resourceGroups/My-rg/x"])
def test_what_slipped_through_is_found_before_it_is_shown(text):
    assert Scrubber("https://here", SUBSCRIPTION, "my-rg", "t1234567").leaks(text)
