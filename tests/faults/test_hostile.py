# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers nobody should trust: they end in a sentence, cost no write, and nobody else hears of the token."""

from __future__ import annotations

import re
from itertools import product

import pytest
import requests
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import network, rest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID
from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.faults.stage import STEP_BY_STEP, Setting, Stage
from ansible_collections.adx.outbound.tests.faults.stranger import Stranger
from ansible_collections.adx.outbound.tests.faults.worlds import ABSENT, PRESENT, Demo
from ansible_collections.adx.outbound.tests.integration.runner import Refused
from ansible_collections.adx.outbound.tests.integration.sampled import REST

_QUICK_STAGES, _QUICK = 1, 4  # and answers of each
_LONGEST = 2000  # characters of a sentence
_TIMEOUT = 20  # seconds; long enough to ask again several times
# Of a write to what was not there: a plain 404 is true, so only the read after the write can be doubted.
MAY_HAVE_TAKEN = r"The write of [^.]* {name} [^.]*had been sent and may have taken effect\."
WRITTEN, UNWRITTEN = "This run has written ", " It has not written "
UNREGISTERED = {
    "status": 409,
    "code": "MissingSubscriptionRegistration",
    "message": "The subscription is not registered to use namespace 'Microsoft.Network'.",
}
ANSWERS = {
    "truncated": ("truncate", {}),
    "broken off": ("break_off", {}),
    "a proxy's page": ("html", {"status": 200}),
    "plain text": ("wrong_type", {}),
    "ten megabytes": ("bloat", {}),
    "redirect in a circle": ("redirect", {}),
    "link in a circle": ("link", {}),
    "nulls": ("nulls", {}),
    "no properties": ("no_properties", {}),
    "null entries": ("null_entries", {}),
    "null": ("null", {}),
    "not registered": ("error", UNREGISTERED),
}
SENT_ELSEWHERE = {
    f"{what} to a stranger, {scheme}": (what, scheme) for what in ("redirect", "link") for scheme in ("https", "http")
}
_WORLDS = Demo("classic", "found"), Demo("policy", "our own")
SETTINGS = {
    f"hostile; {one}": one for one in (Setting(*both, STEP_BY_STEP) for both in product(_WORLDS, (PRESENT, ABSENT)))
}


@pytest.fixture
def strangers(emulator):
    """One whose certificate the modules would trust, and one without any, by their schemes."""
    with Stranger(emulator.tls) as safe, Stranger() as plain:
        yield {"https": safe, "http": plain}
        assert [*safe.heard, *plain.heard] == []


def reads(calls):
    """(call, path) of every resource and list that a call reads."""
    for number, known in enumerate(calls, 1):
        asked = {path for kind, method, path in known.requests if (kind, method) == ("arm", "GET")}
        yield from ((number, path) for path in sorted(asked))


def fault_of(name, strangers):
    """The kind of a fault and its details."""
    if name in ANSWERS:
        return ANSWERS[name]
    kind, scheme = SENT_ELSEWHERE[name]
    return kind, {"target": f"{strangers[scheme].url}/x"}


@pytest.mark.parametrize("name", sweep.sample(list(SETTINGS), _QUICK_STAGES))
def test_an_answer_nobody_should_trust_ends_in_a_sentence_and_costs_nothing(memory, attempt, strangers, name):
    stage = Stage(memory, SETTINGS[name])
    found = [(call, path, one) for call, path in reads(stage.calls) for one in (*ANSWERS, *SENT_ELSEWHERE)]
    cases = {f"call {call}, {path}, {one}": (call, path, one) for call, path, one in found}
    wrong = []
    for case in sweep.sample(list(cases), _QUICK, within=name):
        wrong += attempt("hostile", sweep.row(name, case), distrust, stage, strangers, *cases[case])
    assert not wrong, "\n".join(wrong)


def distrust(stage, strangers, call, path, answer):
    """The row and its columns, and what is wrong after a call that is told this about a resource whenever it asks."""
    kind, more = fault_of(answer, strangers)
    found, wrong, told = [], [], None

    def arrange():
        found.append(stage.emulator.document(path))
        stage.emulator.fault(kind, method="GET", path=f"^{re.escape(path)}$", times=0, **more)

    try:
        stage.meet(call, arrange, timeout=_TIMEOUT)
    except Refused as refused:
        told = refused
        wrong += doubts(stage.emulator, str(refused), path, was_there=found != [None])
    wrong += stage.losses() + stage.further()
    columns = {"cases": 1, "harmless": not told, "failed with a sentence": bool(told), "wrong": len(wrong)}
    return (answer, columns), wrong


def doubts(emulator, message, path, *, was_there):
    """What is wrong with the end of a call that failed, of whose resources the one of this path was spoilt.

    A write is in order when its own read afterwards was spoilt and the sentence says so; or when it came before that of
    the spoilt document, which the service itself refused, and the sentence names what was written.
    """
    wrong = []
    if not sweep.is_one_sentence(message) or len(message) > _LONGEST:
        wrong.append(f"this is no sentence: {message[:_LONGEST]}")
    writes = emulator.writes()
    taken = [entry.path.rpartition("/")[2] for entry in writes if 200 <= entry.status < 300]
    refused = {entry.path.lower() for entry in writes if entry.status >= 400}
    told = message.partition(WRITTEN)[2].partition(UNWRITTEN)[0]
    spoilt = re.escape(path.rpartition("/")[2])
    doubted = not was_there and re.search(MAY_HAVE_TAKEN.format(name=spoilt), message)
    named = refused == {path.lower()} and all(f" {name} in " in told for name in taken)
    if taken and not doubted and not named:
        wrong.append(f"it wrote, and then it failed: {message}")
    return wrong


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("operation_elsewhere", {"method": "*", "path": "^/subscriptions/.*/providers/Microsoft.Network/", "times": 0}),
        ("redirect", {"method": "GET", "path": "perations/", "times": 0}),
        ("redirect", {"method": "PUT", "path": "^/subscriptions/", "times": 0}),
        ("redirect", {"method": "PUT", "path": "^/subscriptions/", "status": 302, "times": 0}),
    ],
)
@pytest.mark.parametrize("scheme", ["https", pytest.param("http", marks=REST)])
def test_a_write_that_is_sent_elsewhere_tells_nobody_there(memory, strangers, kind, fault, scheme):
    stage = Stage(memory, Setting(_WORLDS[0], PRESENT, STEP_BY_STEP))
    target = f"{strangers[scheme].url}/x"
    for call, known in enumerate(stage.calls, 1):
        if {method for _kind, method, _path in known.requests} & {"PUT", "DELETE"}:
            try:
                stage.meet(call, lambda: stage.emulator.fault(kind, target=target, **fault), timeout=_TIMEOUT)
            except Refused as refused:
                assert sweep.is_one_sentence(str(refused))
            assert [*stage.losses(), *stage.further()] == []


@pytest.mark.parametrize("scheme", ["https", "http"])
@pytest.mark.parametrize("status", [302, 307])
@pytest.mark.parametrize("path", ["^/metadata/", "openid-configuration", "/token$"])
def test_a_login_that_is_sent_elsewhere_tells_nobody_there(run, emulator, strangers, path, status, scheme):
    target = f"{strangers[scheme].url}/x"
    emulator.fault("redirect", method="*", path=path, status=status, target=target, times=0)
    result = run("outbound_dependencies_info", name=CLUSTER_ID, timeout=30)
    assert result["failed"] and sweep.is_one_sentence(result["msg"])


def test_no_provider_is_registered_behind_anybodys_back(run, emulator):
    emulator.fault("error", method="GET", path="azureFirewalls", times=0, **UNREGISTERED)
    result = run("firewall_rule_collections", firewall_name=FIREWALL_ID, rule_collections=[], timeout=30)
    assert "MissingSubscriptionRegistration" in result["msg"] and "this collection never does" in result["msg"]
    assert {entry.method for entry in emulator.log()} == {"GET"}


@pytest.mark.parametrize("path", ["azureFirewalls/fw-hub$", "Microsoft.Kusto/clusters/telemetry$"])
def test_a_server_that_never_answers_is_not_waited_for_without_end(run, emulator, monkeypatch, path):
    def asked():
        assert not run("egress_plan_info", cluster=CLUSTER_ID, firewall=FIREWALL_ID).get("failed")
        return len([entry for entry in emulator.log() if re.search(path, entry.path, re.IGNORECASE)])

    undisturbed = asked()
    for door in (network, rest):
        monkeypatch.setattr(door, "READ_TIMEOUT", 0.3)
    emulator.fault("slow", method="GET", path=path, retry_after=2)
    assert asked() > 2 * undisturbed  # whoever waited for the answer would not have asked again


@pytest.mark.parametrize("tls", [True, False])
def test_the_stranger_would_have_heard(emulator, tls):
    with Stranger(emulator.tls if tls else None) as stranger:
        answer = requests.get(f"{stranger.url}/x", headers={"Authorization": "Bearer x"}, verify=emulator.ca_file)
        assert answer.ok and stranger.heard[0][0]["Authorization"] == "Bearer x"
