# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as data: one shape for one cluster and for many, which the schema holds whole, and an approval in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.catalogue import Severity
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import approval
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import data
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.words import FirewallKind, Mode
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents
from hypothesis import given, settings
from hypothesis import strategies as st

from . import validators
from .results import (
    FLEET,
    GATE,
    LOST,
    NOW,
    PAST,
    RULES,
    STOPPED,
    allowing,
    checked,
    cluster,
    finding,
    gated,
    planned,
    result,
)

UNREAD = {"firewall": documents.firewall(), "unread": {"chain": "It could not be read"}}
RISK = {"word": "shared_default_route", "sentence": "Two others have the same table."}
HUB = {"kind": "hub", "id": str(world.FIREWALL), "name": "fw", "private_address": "10.0.1.4"}


def brief(one):
    """The same without details."""
    return {name: value for name, value in one.items() if name not in ("plan", "check")}


# By what they are: what was handed over as the check, and as the plan.
REPORTS = {
    "check": (checked(), None),
    "check of what is blocked": (checked(firewall=allowing()), None),
    "check of what nobody can tell": (checked(**UNREAD), None),
    "check of a stopped firewall": (checked(firewall=STOPPED), None),
    "check without a table": (checked(route_table=None), None),
    "check of a cluster in no network": (checked(cluster=documents.NOT_INJECTED, subnet=None), None),
    "check behind an appliance": (checked(appliance="10.0.1.4", firewall=None, firewall_id=None), None),
    "check and plan": (checked(), planned()),
    "plan": ({}, planned()),
    "plan of a removal": ({}, planned("absent")),
    "plan for an appliance": ({}, {**planned(), "appliance": {"next_hop": "10.0.1.4"}}),
    "plan for a hub": ({}, {**planned(), "firewall": HUB}),
    "plan without a subnet": ({}, {**planned(), "subnet": None, "route_table": None}),
    "run": (result(*FLEET, written=[{**RULES, "certain": True, "taken_back": False}]), None),
    "run without details": ({**result(*FLEET), "clusters": [*map(brief, FLEET)]}, None),
    "preview": (result(*FLEET, mode="preview"), None),
    "removal": (result(cluster("gone", state="absent"), cluster("lost", state="absent", failed=True, msg=LOST)), None),
    "one step alone": (result(*FLEET, plan_hash=None), None),
    "accepted risks": (result(cluster("bold", {}, accepted=[RISK])), None),
    "one cluster": (result(FLEET[0], mode="preview"), None),
    "no cluster": (result(), None),
}


def made(name, **told):
    handed, plan = REPORTS[name]
    return data.document(handed, plan, **told)


def only(name):
    (one,) = made(name)["clusters"]
    return one


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_as_the_schema_says(name):
    assert validators.wrong(json.dumps(made(name, when=NOW, version="1.0.0")), "json") == []
    assert validators.wrong(json.dumps(made(name)), "json") == []


def objects(value, path=()) -> Iterator[tuple[object, ...]]:
    """The path of every dictionary in a report."""
    if isinstance(value, dict):
        yield path
    for key, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from objects(one, (*path, key))


WHOLE = made("accepted risks", when=NOW, version="1")
WHOLE["written"] = [{**RULES, "certain": True, "taken_back": False}]
WHOLE["clusters"][0]["failure"] = {"code": None, "message": "m"}
WHOLE["clusters"][0]["changes_since"] = {"baseline": NOW, "line": "Since then: 1 gone (a:443)."}
PATHS = sorted(objects(WHOLE), key=str)


def at(document, path):
    for key in path:
        document = document[key]
    return document


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PATHS), st.text(min_size=1))
def test_a_member_that_nobody_knows_is_refused_wherever_it_is(path, name):
    document = deepcopy(WHOLE)
    if name not in at(document, path):
        at(document, path)[name] = "x"
        assert validators.wrong(json.dumps(document), "json")


def test_a_member_that_is_missing_is_refused_wherever_it_is():
    kinds = {tuple("*" if isinstance(key, int) else key for key in path): path for path in PATHS}
    for path in kinds.values():
        if "parts" not in path:  # whose members are there where there is something
            for name in at(WHOLE, path):
                document = deepcopy(WHOLE)
                del at(document, path)[name]
                assert validators.wrong(json.dumps(document), "json"), (path, name)


def of_report():
    return validators.validator(validators.REPORT_SCHEMA).schema


def words(name, member):
    return of_report()["$defs"][name]["properties"][member]["enum"]


def test_the_words_of_the_schema_are_those_of_the_code():
    schema = of_report()
    assert schema["properties"]["mode"]["enum"] == [*Mode, data.CHECKED]
    assert schema["properties"]["schema_version"]["const"] == data.SCHEMA_VERSION
    assert schema["$defs"]["verdictWord"]["enum"] == list(data.Judgement)
    assert schema["$defs"]["partKind"]["enum"] == list(approval.Part)
    assert words("cluster", "state") == list(data.ClusterState)
    assert words("finding", "severity") == list(Severity)
    assert words("firewall", "kind") == [*FirewallKind, None]


KNOWN = {"since": "2026-11-01T21:00:00Z"}


@pytest.mark.parametrize(
    ("told", "since"),
    [
        ({}, [KNOWN["since"], NOW]),
        ({"mode": "preview"}, [None, None]),
        ({"failed": True, "code": "would_be_blocked"}, [None, None]),
        ({"failed": True, "code": "check_failed"}, [KNOWN["since"], NOW]),
    ],
)
def test_a_verdict_stands_since_the_report_that_first_has_it_and_only_where_it_is_what_there_is(told, since):
    one = cluster("fine", {}, **{name: value for name, value in told.items() if name != "mode"})
    first, *others = one["check"]["dependencies"]
    one["check"] = {**one["check"], "dependencies": [{**first, **KNOWN}, *others]}
    document = data.document(result(one, mode=told.get("mode", "run"), written=[]), when=NOW)
    assert [each["since"] for each in document["clusters"][0]["destinations"]] == since
    untimed = data.document(result(one, mode=told.get("mode", "run"), written=[]))
    assert [each["since"] for each in untimed["clusters"][0]["destinations"]] == [since[0], None]


def test_a_report_says_what_has_changed_and_nothing_where_nothing_has():
    changes = {"baseline": NOW, "line": "Since then: 1 gone (a:443)."}
    of_call = data.document(result(cluster("fine", {}, changes_since=changes)))
    of_check = data.document({**checked(), "changes_since": changes})
    assert [one["clusters"][0]["changes_since"] for one in (of_call, of_check)] == [changes, changes]
    for one in ({**changes, "line": ""}, None):
        assert data.document(result(cluster("fine", {}, changes_since=one)))["clusters"][0]["changes_since"] is None


def test_every_part_of_the_schema_says_what_it_is():
    def parts(schema):
        for name, one in {**schema.get("properties", {}), **schema.get("$defs", {})}.items():
            yield name, one
            yield from parts(one)

    counted = {"allowed", "blocked", "unknown", "error", "warning", "info"}
    silent = {name for name, one in parts(of_report()) if not {"description", "$ref"} & set(one)}
    assert silent <= counted


@pytest.mark.parametrize(
    ("name", "mode", "asked"),
    [
        ("check", "check", ["check"]),
        ("plan", "preview", ["present"]),
        ("plan of a removal", "preview", ["absent"]),
        ("check and plan", "preview", ["present"]),
        ("run", "run", ["present"] * 4),
        ("preview", "preview", ["present"] * 4),
        ("removal", "run", ["absent"] * 2),
        ("one step alone", "check", ["check"] * 4),
    ],
)
def test_the_mode_and_what_was_asked_for_are_told(name, mode, asked):
    document = made(name)
    assert (document["mode"], [one["asked"] for one in document["clusters"]]) == (mode, asked)
    assert (document["plan_hash"] is None) is (mode == "check")


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (cluster("c", {}), "locked_down"),
        (brief(cluster("c", {})), "locked_down"),
        (cluster("c", {"firewall": allowing("a.contoso.com")}), "blocked"),
        (brief(cluster("c", {"firewall": allowing("a.contoso.com")})), "blocked"),
        (cluster("c", {"route_table": documents.table(("to-hub", "0.0.0.0/0", "VirtualAppliance"))}), "errors"),
        (cluster("c", {"route_table": documents.table(PAST)}), "not_locked_down"),
        (cluster("c", UNREAD), "unknown"),
        (cluster("c", {"cluster": documents.NOT_INJECTED, "subnet": None}), "not_injected"),
        (cluster("c"), "planned"),
        (cluster("c", state="absent"), "removed"),
        (cluster("c", state="absent", findings=[finding("warning", "kept_routes")]), "not_wholly_removed"),
        (brief(cluster("c", state="absent", findings=[finding("warning", "kept_rules")])), "not_wholly_removed"),
        (gated(), "failed"),
        (cluster("c", {}, state="absent", failed=True, msg=GATE), "failed"),
    ],
)
def test_the_state_is_the_first_that_is_true(one, state):
    assert data.document({**result(), "clusters": [one]})["clusters"][0]["state"] == state


def test_a_destination_is_told_with_its_verdict_and_what_decides():
    known, blocked = only("check")["destinations"][0], only("check of what is blocked")["destinations"][0]
    assert (known["fqdn"], known["port"], known["verdict"], known["why"]) == ("a.contoso.com", 443, "allowed", None)
    assert known["by"] == ["adx-c1-westus-application", "Storage-443"] == known["firewall"]["by"]
    assert (known["next_hop"]["type"], known["next_hop"]["route"]) == ("VirtualAppliance", "to-hub")
    assert blocked["verdict"] == "blocked"
    unknown = only("check of what nobody can tell")
    assert {one["verdict"] for one in unknown["destinations"]} == {"unknown"} and unknown["unread"] == ["chain"]
    assert unknown["destinations"][0]["cause"] == "unreadable" and unknown["counts"]["destinations"]["unknown"] == 2
    assert only("check")["addresses"][0]["purpose"] == "management"


def test_what_was_not_judged_is_null_and_what_is_empty_is_empty():
    one = only("plan")
    assert (one["destinations"], one["addresses"], one["counts"]["destinations"]) == (None, None, None)
    assert len(one["changes"]) == 2 and only("check")["changes"] is None and one["findings"] == []
    short = made("run without details")["clusters"][0]
    assert (short["destinations"], short["counts"]["destinations"]["allowed"]) == (None, 2)
    assert (short["firewall"], short["subnet"], short["route_table"]) == (None, None, None)


def test_ids_are_whole_and_the_clusters_are_in_their_order():
    document = made("run")
    assert [one["name"] for one in document["clusters"]] == ["fine", "gated", "good", "lost"]
    one = document["clusters"][0]
    assert one["id"] == str(world.CLUSTER).replace("/c1", "/fine")
    assert (one["resource_group"], one["subscription_id"]) == (world.CLUSTER.resource_group, "s")
    assert one["firewall"]["id"] == str(world.FIREWALL) and one["subnet"]["id"] == str(world.SUBNET)
    assert document["written"][0]["id"] == str(world.FIREWALL)
    plan = only("plan")
    assert (plan["subnet"]["id"], plan["route_table"]["id"]) == (str(world.SUBNET), planned()["route_table"]["id"])


def test_a_document_with_something_else_than_an_id_has_none():
    odd = checked()
    odd["about"]["ids"].update(security_group="nsg", route_table=7, policies=["x", str(world.FIREWALL)])
    (one,) = data.document(odd)["clusters"]
    assert (one["security_group"], one["route_table"]["id"]) == (None, None)
    assert one["firewall"]["policies"] == [str(world.FIREWALL)]


def test_a_table_that_could_not_be_read_has_its_id_and_no_routes():
    hidden = checked(route_table=None, unread={"route_table": "It could not be read"})
    (one,) = data.document(hidden)["clusters"]
    assert one["unread"] == ["route_table"]
    assert one["route_table"] == {"id": planned()["route_table"]["id"], "routes": None}
    hidden["about"]["ids"]["route_table"] = None
    assert data.document(hidden)["clusters"][0]["route_table"] is None


def test_an_appliance_stands_in_the_place_of_the_firewall():
    for name in ("check behind an appliance", "plan for an appliance"):
        told = only(name)["firewall"]
        assert (told["id"], told["kind"], told["private_address"]) == (None, "appliance", "10.0.1.4")
    assert only("plan for a hub")["firewall"]["kind"] == "hub"


def test_a_failure_has_its_code_and_its_sentence():
    found = {one["name"]: one["failure"] for one in made("run")["clusters"]}
    assert found["lost"] == {"code": "not_found", "message": LOST} and found["fine"] is None
    removal = {one["name"]: one["failure"] for one in made("removal")["clusters"]}
    assert removal["lost"] == {"code": None, "message": LOST}


def test_accepted_risks_are_told_by_word_and_sentence():
    assert only("accepted risks")["accepted"] == [RISK]


def test_findings_of_the_plan_stand_among_those_of_the_check_and_each_is_told_once():
    def finding(severity, subject):
        return {"code": "drift", "severity": severity, "subject": subject, "message": "m", "remedy": "r"}

    check = {**checked(), "findings": [finding("error", "a"), finding("info", "b")]}
    plan = {**planned(), "findings": [finding("warning", "c"), finding("info", "b")]}
    (one,) = data.document(check, plan)["clusters"]
    assert [found["subject"] for found in one["findings"]] == ["a", "c", "b"]
    assert one["counts"]["findings"] == {"error": 1, "warning": 1, "info": 1}
    assert one["findings"][0]["concerns"] == [] and one["state"] == "errors"


@pytest.mark.parametrize("clusters", [FLEET[:1], FLEET])
def test_the_report_of_a_preview_is_an_approval(clusters):
    slices = {one["id"]: {} for one in clusters}
    parts = approval.parts(slices, {one["id"]: ["other_subnet"] for one in clusters})
    handed = result(*clusters, plan_hash=parts.hash, parts=parts.as_option(), mode="preview")
    text = json.dumps(data.document(handed))
    assert approval.from_report(text).hash == parts.hash
    assert approval.require(approval.from_report(text), parts) == frozenset()
    for other in ({**handed, "mode": "run"}, {**handed, "plan_hash": None}):
        with pytest.raises(PlanError):
            approval.from_report(json.dumps(data.document(other)))


def test_a_check_that_failed_is_told_where_a_plan_says_of_whom():
    failed = {"findings": [], "summary": {"dependencies": {"denied": 2}}, "failed": True, "msg": GATE}
    (one,) = data.document(failed, planned())["clusters"]
    assert (one["state"], one["failure"]["message"]) == ("failed", GATE)
    assert one["counts"]["destinations"] == {"allowed": 0, "blocked": 2, "unknown": 0}
    with pytest.raises(KeyError):
        data.document(failed)


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("", ""),
        (NOW, NOW),
        ("2026-11-24 17:00 UTC", NOW),
        ("2026-11-24T18:00:00+01:00", NOW),
        ("2026-11-24T17:00:00.500+00:00", NOW),
    ],
)
def test_a_time_is_told_in_utc(when, told):
    assert data.utc(when) == told


@pytest.mark.parametrize(
    "when", ["Tuesday", "2026-11-24", "2026-11-24 17:00", "0001-01-01T00:00:00", "0001-01-01T00:00:00+01:00"]
)
def test_a_time_that_no_program_could_read_is_refused(when):
    with pytest.raises(PlanError, match=re.escape(f"such as 2026-11-29T21:00:00Z, and not '{when}'.")):
        data.utc(when)
