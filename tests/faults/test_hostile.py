# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers nobody should trust: they end in a sentence, cost no write, and nobody else hears of the token."""

from __future__ import annotations

import re
import time

import pytest
import requests
from ansible_collections.adx.outbound.plugins.module_utils._arm import network, rest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID
from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.faults.stage import Stage, World
from ansible_collections.adx.outbound.tests.faults.stranger import Stranger
from ansible_collections.adx.outbound.tests.integration import steps

_QUICK = 3  # of each stage
_LONGEST = 2000  # characters of a sentence
_TIMEOUT = 20  # seconds; long enough to ask again several times
# Of a write to what was not there: a plain 404 is true, so only the read after the write can be doubted.
MAY_HAVE_TAKEN = "The write had been sent and may have taken effect."
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
WORLDS = [World("classic", "found"), World("policy", "our own")]


@pytest.fixture
def strangers(emulator):
    """One whose certificate the modules would trust, and one without any, by their schemes."""
    with Stranger(emulator.tls) as safe, Stranger() as plain:
        yield {"https": safe, "http": plain}
        assert [*safe.heard, *plain.heard] == []


def reads(tasks):
    """(task, path) of every resource and list that a task reads."""
    for number, known in enumerate(tasks, 1):
        asked = {path for kind, method, path in known.requests if (kind, method) == ("arm", "GET")}
        yield from ((number, path) for path in sorted(asked))


def fault_of(name, strangers):
    """The kind of a fault and its details."""
    if name in ANSWERS:
        return ANSWERS[name]
    kind, scheme = SENT_ELSEWHERE[name]
    return kind, {"target": f"{strangers[scheme].url}/x"}


@pytest.mark.parametrize("act", ["present", "absent"])
@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_an_answer_nobody_should_trust_ends_in_a_sentence_and_costs_nothing(memory, count, strangers, world, act):
    stage = Stage(memory, world, act)
    found = [(task, path, name) for task, path in reads(stage.tasks) for name in (*ANSWERS, *SENT_ELSEWHERE)]
    wrong = []
    for task, path, name in sweep.sample(found, _QUICK):
        kind, more = fault_of(name, strangers)
        fault = {"method": "GET", "path": f"^{re.escape(path)}$", "times": 0, **more}
        told, faults = distrust(stage, task, path, kind, fault)
        wrong += [f"task {task}, {path}, {name}: {what}" for what in faults]
        count(name, cases=1, harmless=not told, failed_with_a_sentence=told, wrong=len(faults))
    assert wrong == []


def distrust(stage, task, path, kind, fault):
    """Whether a task failed that is told this about a resource as often as it asks, and what is wrong afterwards."""
    found, wrong, told = [], [], False

    def arrange():
        found.append(stage.emulator.document(path))
        stage.emulator.fault(kind, **fault)

    try:
        stage.meet(task, arrange, timeout=_TIMEOUT)
    except steps.Refused as refused:
        told = True
        if not sweep.is_one_sentence(str(refused)) or len(str(refused)) > _LONGEST:
            wrong.append(f"this is no sentence: {str(refused)[:_LONGEST]}")
        wrote = any(200 <= entry.status < 300 for entry in stage.emulator.writes())
        if wrote and (found != [None] or MAY_HAVE_TAKEN not in str(refused)):
            wrong.append("it wrote, and then it failed")
    return told, wrong + stage.losses() + stage.further()


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("operation_elsewhere", {"method": "*", "path": "^/subscriptions/.*/providers/Microsoft.Network/", "times": 0}),
        ("redirect", {"method": "GET", "path": "perations/", "times": 0}),
        ("redirect", {"method": "PUT", "path": "^/subscriptions/", "times": 0}),
        ("redirect", {"method": "PUT", "path": "^/subscriptions/", "status": 302, "times": 0}),
    ],
)
@pytest.mark.parametrize("scheme", ["https", "http"])
def test_a_write_that_is_sent_elsewhere_tells_nobody_there(memory, strangers, kind, fault, scheme):
    stage = Stage(memory, WORLDS[0], "present")
    target = f"{strangers[scheme].url}/x"
    for task, known in enumerate(stage.tasks, 1):
        if {method for _kind, method, _path in known.requests} & {"PUT", "DELETE"}:
            try:
                stage.meet(task, lambda: stage.emulator.fault(kind, target=target, **fault), timeout=_TIMEOUT)
            except steps.Refused as refused:
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
    for door in (network, rest):
        monkeypatch.setattr(door, "READ_TIMEOUT", 0.3)
    emulator.fault("slow", method="GET", path=path, retry_after=2)
    started = time.monotonic()
    result = run("egress_plan_info", cluster=CLUSTER_ID, firewall=FIREWALL_ID)
    assert not result.get("failed") and time.monotonic() - started < 2
    assert len([entry for entry in emulator.log() if re.search(path, entry.path, re.IGNORECASE)]) >= 1


@pytest.mark.parametrize("tls", [True, False])
def test_the_stranger_would_have_heard(emulator, tls):
    with Stranger(emulator.tls if tls else None) as stranger:
        answer = requests.get(f"{stranger.url}/x", headers={"Authorization": "Bearer x"}, verify=emulator.ca_file)
        assert answer.ok and stranger.heard[0][0]["Authorization"] == "Bearer x"
