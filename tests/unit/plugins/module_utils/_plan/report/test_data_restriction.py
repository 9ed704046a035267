# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster restricts itself, as data: held to the schema, with null where nothing is known."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import formats

from . import results, validators
from .access_results import BUS, LAKE, OLD, ORDERS, cluster, failed, finding, lists, plan, result, used

USES = [used(), used(ORDERS, "denied", "sql", before="allowed"), used(BUS, "cannot_tell", None, "allowed")]


def made(*clusters, **more):
    """The report as data, and what it says of the first cluster."""
    text = formats.render(result(*clusters, **more), "json", when="2026-11-24T17:00:00Z")
    assert validators.wrong(text, "json") == []
    document = json.loads(text)
    return document, document["clusters"][0]


def test_what_is_used_is_a_destination_that_no_firewall_is_asked_about():
    _document, one = made(cluster(planned=plan(uses=USES)))
    assert [(each["fqdn"], each["verdict"]) for each in one["destinations"]] == [
        (LAKE, "allowed"),
        (ORDERS, "blocked"),
        (BUS, "unknown"),
    ]
    assert {each[name] for each in one["destinations"] for name in ("firewall", "security_group", "next_hop")} == {None}
    assert one["destinations"][1]["callout"] == {
        "type": "sql",
        "told_by": ["uses"],
        "before": "allowed",
        "turns_on": [],
    }
    assert one["destinations"][2]["callout"]["type"] is None
    assert one["counts"]["destinations"] == {"allowed": 1, "blocked": 1, "unknown": 1}
    assert (one["region"], one["injected"], one["firewall"], one["addresses"]) == ("westus", False, None, None)


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (cluster(), "restricted"),
        (cluster(planned=plan(uses=USES[1:])), "blocked"),
        (cluster(planned=plan(uses=USES[2:])), "unknown"),
        (cluster(findings=[finding("deleted_source", "error")]), "errors"),
        (cluster(state="unrestricted"), "unrestricted"),
        (failed("denied_callouts", "No."), "failed"),
        (failed("no", "No.", state="unrestricted"), "failed"),
        ({**cluster(), "plan": None}, "restricted"),
        ({**failed("ResourceNotFound", "No."), "plan": {}, "summary": {}}, "failed"),
    ],
)
def test_the_state_is_the_first_that_is_true(one, state):
    assert made(one)[1]["state"] == state


def test_the_lists_are_told_before_and_after():
    planned = plan(
        before=lists("Enabled", [LAKE], [OLD, {"regex": "x"}, 7]),
        after=lists("?", "none"),
        not_listed=["a"],
        in_force=None,
    )
    planned["after"]["allowed_fqdns"] = "none"
    told = made(cluster(planned=planned))[1]["outbound_access"]
    assert told["before"] == {
        "restricted": True,
        "allowed_fqdns": [LAKE],
        "callout_policies": [
            OLD,
            {"type": None, "regex": "x", "access": None},
            {"type": None, "regex": None, "access": None},
        ],
    }
    assert told["after"] == {"restricted": None, "allowed_fqdns": None, "callout_policies": []}
    assert (told["not_listed"], told["in_force"], told["canary"]) == (["a"], None, True)
    assert told["proposed"]["allowed_fqdns"] == [BUS, LAKE]


def test_without_details_there_are_the_figures_alone():
    document, one = made({**cluster(), "plan": None}, parts={})
    assert (one["destinations"], one["outbound_access"], one["changes"]) == (None, None, None)
    assert one["counts"]["destinations"] == {"allowed": 1, "blocked": 0, "unknown": 0} and document["plan_hash"]


def test_where_every_cluster_was_refused_there_is_nothing_to_approve():
    assert made(failed("denied_callouts", "No."))[0]["plan_hash"] is None
    assert made(failed("denied_callouts", "No."), {**cluster(), "id": cluster()["id"] + "2"})[0]["plan_hash"]


def test_the_report_of_a_lock_down_has_nothing_of_it():
    document = json.loads(formats.render(results.checked(), "json", plan=results.planned()))
    assert [one["outbound_access"] for one in document["clusters"]] == [None]
    assert {one["callout"] for one in document["clusters"][0]["destinations"]} == {None}
