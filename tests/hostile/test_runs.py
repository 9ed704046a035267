# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile texts in every text of Azure that people may edit, in options and in errors, and what modules make of them.

Modules run in check mode, so that nothing is written; what they say to people has no more lines than it would have with
a harmless text, and nothing in it acts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, ROUTE_TABLE_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import NSG_ID, SUBNET_ID
from ansible_collections.adx.outbound.tests.hostile import judge, texts

NAMED = {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID}
ANSWER = f"{CLUSTER_ID}/outboundNetworkDependenciesEndpoints"
DOCUMENTS = (FIREWALL_ID, ROUTE_TABLE_ID, NSG_ID, SUBNET_ID, CLUSTER_ID, ANSWER)
_MADE_BY_AZURE = {"id", "etag", "type", "resourceGuid"}
# Options that texts of other people end up in: a survey, a list from a file.
OPTIONS = {
    "extra_dependencies": lambda text: [{"fqdn": text, "port": 443}],
    "source_addresses": lambda text: [text],
    "skip_addresses": lambda text: [text],
    "collection_prefix": lambda text: text,
    "rule_collection_group": lambda text: text,
    "tags": lambda text: {"owner": text},
    "cluster": lambda text: {"name": "telemetry", "resource_group": "rg-adx", "region": text},
    "edition": lambda text: text,
    "subnet": lambda text: text,
    "route_table": lambda text: text,
    "expect_plan": lambda text: text,
}
ERRORS = {
    "message": lambda text: {"status": 400, "code": "BadRequest", "message": text},
    "code": lambda text: {"status": 400, "code": text, "message": "It is wrong."},
    "message of a refusal": lambda text: {"status": 403, "code": "AuthorizationFailed", "message": text},
}
_PLACES_OF_ERRORS = ("azureFirewalls/fw-hub$", "routeTables/rt-spoke$", "clusters/telemetry$", "Endpoints$", "Groups/")
# Another tag, another rule and another route than there are, so that a diff is shown.
_CHANGES = {"tags": {"stage": "test"}, "extra_dependencies": [{"fqdn": "b.example.com", "port": 8443}]}
CALLS = {
    "check": ("egress_check_info", {**NAMED, "fail_on": "error"}),
    "present": ("cluster_egress", {"details": True, "check": True, **_CHANGES}),
    "absent": ("cluster_egress", {"details": True, "check": True, "state": "absent"}),
}


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every text of a document that somebody may edit."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key not in _MADE_BY_AZURE:
                yield from leaves(one, (*path, key))
    elif isinstance(value, list):
        for place in {0, len(value) - 1} if value else ():  # the first is somebody's, the last may be ours
            yield from leaves(value[place], (*path, place))
    elif isinstance(value, str):
        yield path


def replaced(document: Any, path: tuple[Any, ...], text: str, *, behind: bool) -> None:
    *way, last = path
    for step in way:
        document = document[step]
    document[last] = f"{document[last]}{text}" if behind else text


@pytest.fixture(scope="module")
def world():
    """A lock-down as it is done, where texts may stand in it, and what harmless ones give; made once."""
    return {}


@pytest.fixture
def there(run, emulator, world):
    if not world:
        run.lock_down()
        document = emulator.document(ROUTE_TABLE_ID)
        emulator.seed(ROUTE_TABLE_ID, {**document, "tags": {"owner": "network-team", "stage": "prod"}})
        places = [(id_, path) for id_ in DOCUMENTS for path in leaves(emulator.document(id_))]
        world |= {"snapshot": emulator.snapshot(), "places": places, "harmless": {}}
    emulator.restore(world["snapshot"])
    return world


def arranged(emulator, there, text, how):
    """Put the text in its place; return the options it stands in, if that is the place."""
    emulator.restore(there["snapshot"])
    kind, *details = how
    if kind == "option":
        return {details[0]: OPTIONS[details[0]](text)}
    if kind == "error":
        name, path = details
        emulator.fault("error", path=path, times=0, **ERRORS[name](text))
    else:
        id_, path, behind = details
        document = emulator.document(id_)
        replaced(document, path, text, behind=behind)
        emulator.seed(id_, document)
    return {}


def called(run, there, text, how, call):
    module, given = CALLS[call]
    options = {**given, **arranged(run.emulator, there, text, how)}
    if module == "cluster_egress":
        options = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "timeout": 30, **options}
    if call == "check" and how[0] == "option":
        options.pop("tags", None)
        options.pop("expect_plan", None)
    return run(module, **options)


def chosen(text, there):
    """The place of a text, and the calls that are made; always the same for a text."""
    drawn = texts.drawn("runs", text)
    kind = drawn.choices(("text", "option", "error"), (7, 2, 1))[0]
    calls = ("check", drawn.choice(("present", "absent")))
    if kind == "option":
        return (kind, drawn.choice([*OPTIONS])), ("present",)
    if kind == "error":
        return (kind, drawn.choice([*ERRORS]), drawn.choice(_PLACES_OF_ERRORS)), calls
    return (kind, *drawn.choice(there["places"]), drawn.random() < 0.5), calls


def tried(text, run, there):
    text = texts.whole(text)
    how, calls = chosen(text, there)
    ends, wrong = Counter({how[0]: 1}), []
    for call in calls:
        result = called(run, there, text, how, call)
        ends["failed with a sentence" if result.get("failed") else "done"] += 1
        found = judge.of_result(result)
        if not result.get("failed") and "\n" in text and "location" not in str(how):  # another region, another plan
            found += fewer(run, there, result, how, call)
        wrong += [f"{call}, {how}: {what}" for what in found]
    return ends, wrong


def fewer(run, there, result, how, call):
    """What a text with line ends makes of the lines, compared with a harmless one in its place."""
    if (how, call) not in there["harmless"]:
        there["harmless"][how, call] = judge.lines_of(called(run, there, "harmless", how, call))
    more = judge.lines_of(result) - there["harmless"][how, call]
    return [f"a harmless text has other lines: {more}"] if more else []


@pytest.mark.parametrize("batch", texts.batches("modules", 1, texts.KNOWN[4:5]), ids=texts.names())
def test_what_modules_tell_people_holds_nothing_that_acts_and_no_forged_line(attempt, run, there, batch):
    wrong = [what for text in batch for what in attempt("modules", text, tried, run, there)]
    assert not wrong, "\n".join(wrong)


FORGED = "x\n+ route evil: 0.0.0.0/0 -> Internet\x1b[1A\u202e"


def test_a_tag_of_somebody_else_forges_no_line_of_a_diff(run, emulator):
    document = emulator.document(ROUTE_TABLE_ID)
    emulator.seed(ROUTE_TABLE_ID, {**document, "tags": {"owner": FORGED}})
    table = {"resource_group": "rg-spoke", "name": "rt-spoke", "location": "westus"}
    result = run("route_table", check=True, tags={"stage": "test"}, append_tags=True, routes=[], **table)
    assert result["changed"] and judge.of_result(result) == []
    assert [line for line in result["diff"]["before"].splitlines() if "evil" in line] == [
        r"tag owner: x\n+ route evil: 0.0.0.0/0 -> Internet\x1b[1A\u202e"
    ]


def test_a_rule_of_ours_that_somebody_renamed_and_described_forges_no_line_of_a_plan(run, emulator):
    run.lock_down("allow")
    document = emulator.document(FIREWALL_ID)
    for collection in document["properties"]["applicationRuleCollections"]:
        collection["properties"]["rules"][0] |= {"name": FORGED, "description": FORGED}
    emulator.seed(FIREWALL_ID, document)
    plan = run("egress_plan_info", **NAMED)["plan"]
    (change,) = [one for one in plan["changes"] if one["before"] and "evil" in one["before"]]
    assert judge.of_result(plan) == [] and not [line for line in change["before"].splitlines() if line[0] == "+"]


def test_a_name_in_azure_forges_no_line_of_a_message(run, emulator):
    document = emulator.document(ROUTE_TABLE_ID)
    evil = {"name": "ADX_Default", "properties": {"addressPrefix": FORGED, "nextHopType": "Internet"}}
    document["properties"]["routes"].append(evil)
    emulator.seed(ROUTE_TABLE_ID, document)
    result = run("egress_check_info", **NAMED)
    assert "evil" in str(result["findings"]) and judge.of_result(result) == []


def test_an_error_of_azure_forges_no_line_of_a_message(run, emulator):
    emulator.fault("error", path="azureFirewalls/fw-hub$", times=0, status=400, code=FORGED, message=FORGED)
    result = run("egress_check_info", **NAMED)
    assert result["failed"] and "evil" in result["msg"] and judge.of_result(result) == []
