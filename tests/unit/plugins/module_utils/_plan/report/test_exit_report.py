# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer about a cluster that leaves its network, in every way in which a call may end."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.lines import labels_of, line_of

from .access_results import finding
from .exit_results import (
    HUB,
    LAKE,
    MISSING,
    TAKEN,
    TAKEN_UNKNOWN,
    UNMET,
    adrift,
    cluster,
    condition,
    failed,
    not_reached,
    place,
    plan,
    refused,
    result,
    unread,
    written,
)

BACK = "To go back, run the playbook return_to_network."
RISKS = "The accepted risks say what is missing, or what nobody can tell."


def of(one, mode="run", sent=(), **more):
    call = result(one, mode=mode, sent=sent, **more)
    return line_of(one, labels_of(call["clusters"])[one["id"]], call).report


def alone(**more):
    """A cluster with one precondition, which had left before."""
    return cluster(leaves=False, **more)


@pytest.mark.parametrize(
    ("one", "mode", "state", "headline", "lead"),
    [
        (cluster(), "preview", "good", "Cluster c1 would leave its network, with all 5 preconditions met", ""),
        (cluster(), "run", "good", "Cluster c1 has left its network, with all 5 preconditions met", BACK),
        (
            cluster("c1", TAKEN),
            "preview",
            "bad",
            "Cluster c1 would leave its network, with 1 of 5 preconditions missing",
            RISKS,
        ),
        (
            cluster("c1", TAKEN_UNKNOWN),
            "run",
            "open",
            "Cluster c1 has left its network, with 1 of 5 preconditions unknown",
            f"{RISKS} {BACK}",
        ),
        (
            cluster("c1", TAKEN, TAKEN_UNKNOWN),
            "run",
            "bad",
            "Cluster c1 has left its network, with 1 of 5 preconditions missing and 1 unknown",
            f"{RISKS} {BACK}",
        ),
        (
            alone(pending=()),
            "run",
            "good",
            "Cluster c1 has left already",
            "Everything is as it was asked for.",
        ),
        (
            alone(),
            "preview",
            "good",
            "Cluster c1 had left before, and its public access would be changed",
            "",
        ),
        (
            alone(planned=plan(before=place(), preconditions=[condition("public_access", "missing", "open_to_all")])),
            "run",
            "bad",
            "Cluster c1 had left before, and its public access was changed, with its one precondition missing",
            RISKS,
        ),
    ],
)
def test_the_headline_says_what_became_of_it(one, mode, state, headline, lead):
    told = of(one, mode)
    assert (told.title, told.state, told.headline, told.lead) == ("Network of cluster c1", state, headline, lead)


@pytest.mark.parametrize("mode", ["preview", "run"])
def test_a_refusal_is_told_by_its_finding_with_what_to_do_and_the_words_of_the_run_below(mode):
    told = of(refused(), mode)
    assert told.headline == "Event Hubs namespace evhns would not be reached"
    assert (told.state, told.remedy, told.is_told) == ("bad", "Do something.", False)
    assert told.ending == ("Preview stopped" if mode == "preview" else "Refused") and told.would


@pytest.mark.parametrize(
    ("code", "concerns", "headline"),
    [
        ("open_to_all", [], "Everybody on the internet might come into cluster c1"),
        ("no_private_endpoint", [], "No private endpoint in another subnet would lead to cluster c1"),
        ("private_endpoint_unread", [], "Whether a private endpoint would lead to cluster c1 is not known"),
        ("no_managed_private_endpoint", [LAKE, HUB], "Storage account lake and 1 more would not be reached"),
        ("source_rules_unread", [HUB], "Whether Event Hubs namespace evhns would be reached cannot be told"),
        ("uses_not_looked_at", ["a.example"], "Whether a.example would be reached cannot be told"),
        ("not_restricted", [], "Nothing would restrict what leaves cluster c1"),
        ("prepared_too_long_ago", [], "The endpoints of cluster c1 were made too long ago"),
        ("preparation_unknown", [], "When the endpoints of cluster c1 were made is not known"),
        ("sources_unread", [], "Something is to be said"),
    ],
)
def test_each_unmet_precondition_has_a_headline(code, concerns, headline):
    one = failed(code, "No.", "c1", MISSING, findings=[finding(code, "warning", concerns=concerns)])
    assert of(one).headline == headline and of(one, "preview").headline == headline


def test_more_findings_beside_the_one_that_refuses_are_counted():
    one = failed("no_managed_private_endpoint", "No.", "c1", MISSING, findings=[UNMET, finding("not_restricted")])
    assert of(one).lead == "1 more finding below."


def test_a_cluster_that_does_not_hold_says_first_what_was_sent_and_how_to_return():
    told = of(adrift(), sent=[written()])
    assert (told.ending, told.state) == ("Failed", "bad")
    assert told.headline == "Cluster c1 was sent out of its network, and does not hold"
    assert "return_to_network" in told.remedy and told.lead == "Cluster c1 does not show what is wanted."
    assert "look at the cluster" in told.failure and not told.is_told and told.changing == "What was to change"


def test_a_long_sentence_of_a_failure_is_cut_once():
    one = {**adrift(), "msg": f"Cannot validate {'x' * 200}. Look at it."}
    assert of(one, sent=[written()]).lead.endswith("x\N{HORIZONTAL ELLIPSIS}")


def test_a_write_that_may_have_taken_effect_is_not_told_as_one_that_has():
    told = of(failed("Timeout", "No answer came. Look."), sent=[written(certain=False)])
    assert told.headline == "Cluster c1 may have left its network" and "return_to_network" in told.remedy
    assert told.told == "network settings perhaps written"


def test_a_cluster_that_the_run_did_not_come_to_stays_in_its_network():
    told = of(not_reached())
    assert told.headline == "Cluster c1 was not reached, and stays in its network"
    assert told.lead.startswith("It was left as it is") and told.is_told and "run this again" in told.remedy.lower()


@pytest.mark.parametrize(
    ("one", "sent", "headline"),
    [
        (adrift(leaves=False), [written()], "Public access of cluster c1 was written, and does not hold"),
        (adrift(leaves=False), [written(certain=False)], "Public access of cluster c1 may have been written"),
        (not_reached(leaves=False), [], "Cluster c1 was not reached, and stays as it was"),
    ],
)
def test_a_cluster_that_had_left_before_is_told_of_its_public_access(one, sent, headline):
    told = of(one, sent=sent)
    assert told.headline == headline and "return_to_network" not in told.remedy


@pytest.mark.parametrize(
    ("one", "headline"),
    [
        (
            alone(pending=(), findings=[finding("open_to_all", "error")]),
            "Everybody on the internet may come into cluster c1",
        ),
        (failed("check_failed", "It has a finding.", findings=[finding("x", "warning", "This.")]), "This"),
    ],
)
def test_a_finding_that_fails_a_cluster_that_is_out_stands_above_it(one, headline):
    told = of(one)
    assert (told.state, told.headline, told.remedy) == ("bad", headline, "Do something.")
    assert "has left" in told.lead and told.cause == told.to_mend[0].anchor


def test_nothing_on_the_page_is_about_a_firewall_or_a_route():
    told = of(cluster())
    assert (told.path, told.groups, told.addresses, told.routes, told.queries, told.leaving, told.restriction) == (
        None,
        (),
        (),
        (),
        (),
        None,
        None,
    )
    assert dict(told.facts) == {"Asked for": "Leave the virtual network", "Cluster": "c1 in westus"}
    assert [one.kind for one in told.resources] == ["Cluster"]


def test_an_accepted_risk_is_listed_with_its_sentence():
    accepted = {"no_managed_private_endpoint": "It will not reach the hub."}
    assert of(cluster("c1", TAKEN, accepted=accepted)).accepted == (
        "no_managed_private_endpoint: It will not reach the hub.",
    )


def test_the_figures_are_of_the_preconditions():
    told = of(cluster("c1", TAKEN, TAKEN_UNKNOWN, findings=[finding()]), "preview")
    assert [(count, what) for what, count, _state in told.counts] == [
        (3, "preconditions met"),
        (1, "precondition missing"),
        (1, "precondition unknown"),
        (0, "errors"),
        (1, "warning"),
    ]


def test_a_cluster_that_could_not_be_read_has_its_sentence_and_no_figures():
    told = of(unread())
    assert (told.headline, told.lead, told.counts) == ("Cannot read cluster c1", "Check its name.", ())
    assert told.network_exit is None
