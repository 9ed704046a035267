# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster that leaves its network, as data: held to the schema, with null where nothing is known."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import formats

from . import access_results, results, validators
from .exit_results import (
    ADDRESS_IDS,
    HUB,
    SUBNET_ID,
    TAKEN,
    TAKEN_UNKNOWN,
    UNMET,
    adrift,
    cluster,
    condition,
    failed,
    place,
    plan,
    refused,
    result,
    source,
    stopped,
    unread,
    written,
)


def made(*clusters, **more):
    """The report as data, and what it says of the first cluster."""
    text = formats.render(result(*clusters, **more), "json", when="2026-11-24T17:00:00Z")
    assert validators.wrong(text, "json") == []
    document = json.loads(text)
    return document, document["clusters"][0]


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (cluster(), "left"),
        (cluster(leaves=False, pending=()), "left"),
        (cluster("c1", TAKEN, TAKEN_UNKNOWN), "unmet"),
        (cluster("c1", TAKEN_UNKNOWN), "unknown"),
        (cluster("c1", TAKEN, findings=[UNMET]), "errors"),
        (refused(), "failed"),
        (unread(), "failed"),
        (failed("check_failed", "It has a finding."), "failed"),
    ],
)
def test_the_state_is_the_first_that_is_true_with_and_without_details(one, state):
    assert made(one)[1]["state"] == state
    assert made({**one, "plan": None})[1]["state"] == state


def test_network_and_public_access_are_told_before_and_after():
    after = place("?", None, "none", subnet=None, engine_address=None)
    after["allowed_ip_ranges"] = "none"
    told = made(cluster(planned=plan(before=place("Enabled", "Enabled", ["a"]), after=after)))[1]["network_exit"]
    assert told["before"] == {
        "injected": True,
        "subnet": SUBNET_ID.lower(),
        "engine_address": ADDRESS_IDS[0].lower(),
        "data_management_address": ADDRESS_IDS[1].lower(),
        "public_network_access": "Enabled",
        "allowed_ip_ranges": ["a"],
    }
    assert told["after"] == {
        "injected": None,
        "subnet": None,
        "engine_address": None,
        "data_management_address": ADDRESS_IDS[1].lower(),
        "public_network_access": None,
        "allowed_ip_ranges": None,
    }


def test_each_precondition_and_each_source_is_told_with_what_decides():
    listed = [condition("public_access"), TAKEN]
    told = made(cluster(planned=plan(preconditions=listed, sources=[source(HUB, "cut_off", "")])))[1]["network_exit"]
    assert told["preconditions"][0]["remedy"] is told["preconditions"][0]["word"] is None
    assert told["preconditions"][1] == {
        "subject": "sources",
        "outcome": "missing",
        "message": "This is so of sources.",
        "remedy": "Do something.",
        "word": "no_managed_private_endpoint",
        "concerns": [HUB],
        "accepted": True,
    }
    assert told["sources"] == [{"name": HUB, "told_by": ["uses"], "reach": "cut_off", "why": None}]


def test_the_figures_are_there_without_details():
    one = made({**cluster("c1", TAKEN), "plan": None})[1]
    assert one["counts"]["preconditions"] == {"met": 4, "missing": 1, "cannot_tell": 0}
    assert (one["network_exit"], one["destinations"], one["counts"]["destinations"]) == (None, None, None)


def test_what_it_uses_is_a_destination_that_no_firewall_is_asked_about():
    one = made(cluster())[1]
    assert [(each["fqdn"], each["verdict"], each["firewall"]) for each in one["destinations"]] == [
        ("lake.blob.core.windows.net", "allowed", None)
    ]
    assert (one["region"], one["asked"], one["outbound_access"]) == ("westus", "left", None)


def test_the_write_of_a_network_is_a_part_of_its_own():
    document, one = made(cluster(), sent=[written()])
    assert [each["part"] for each in document["written"]] == one["pending"] == ["network"]
    assert list(document["parts"].values())[0]["network"]["wanted"] == "1" * 16


def test_where_every_cluster_was_refused_there_is_nothing_to_approve():
    assert made(refused())[0]["plan_hash"] is None and made(refused(), cluster("c2"))[0]["plan_hash"]


def test_other_reports_have_nothing_of_it():
    for text in (
        formats.render(results.checked(), "json", plan=results.planned()),
        formats.render(access_results.result(), "json"),
    ):
        (one,) = json.loads(text)["clusters"]
        assert one["network_exit"] is None and one["counts"]["preconditions"] is None


def test_a_run_that_stopped_is_data_of_every_cluster_and_fits_code_scanning():
    call = stopped()
    assert [one["state"] for one in json.loads(formats.render(call, "json"))["clusters"]] == [
        "left",
        "failed",
        "failed",
    ]
    text = formats.render(call, "sarif", location="leave.yml")
    assert validators.wrong(text, "sarif") == []
    found = {one["ruleId"]: one["level"] for one in json.loads(text)["runs"][0]["results"]}
    assert found == {"not_verified": "error", "not_reached": "error", "way_back": "note"}


def test_an_accepted_precondition_is_a_suppressed_result_of_sarif():
    accepted = {"no_managed_private_endpoint": "It will not reach the hub."}
    text = formats.render(result(cluster("c1", TAKEN, accepted=accepted)), "sarif")
    told = {one["ruleId"]: one for one in json.loads(text)["runs"][0]["results"]}
    assert told["no_managed_private_endpoint"]["suppressions"][0]["justification"].endswith("not reach the hub.")
    assert validators.wrong(formats.render(result(adrift()), "sarif"), "sarif") == []
