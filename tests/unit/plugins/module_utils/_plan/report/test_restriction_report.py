# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer about a cluster that restricts its access itself, in every way in which a call may end."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.lines import labels_of, line_of

from .access_results import BUS, LAKE, ORDERS, cluster, failed, finding, id_of, lists, plan, result, used, written

UNSURE = used(BUS, "cannot_tell", None, "allowed")
DENIED = used(ORDERS, "denied", "sql")
FREE = {"state": "unrestricted", "planned": plan(uses=[], before=lists("Enabled"), after=lists("Disabled"))}
OPENED = {"open_while_changing": "Access was not restricted for 90 seconds."}


def of(one, mode="run", *others, **more):
    call = result(one, *others, mode=mode, **more)
    return line_of(one, labels_of(call["clusters"])[one["id"]], call).report


@pytest.mark.parametrize(
    ("one", "mode", "state", "headline"),
    [
        (
            cluster(),
            "preview",
            "good",
            "Outbound access would be restricted, with the one destination it is known to use",
        ),
        (
            cluster(),
            "run",
            "good",
            "Outbound access is restricted, with the one destination it is known to use allowed",
        ),
        (cluster(pending=()), "preview", "good", "Outbound access is restricted, with the one destination it is known"),
        (
            cluster(planned=plan(uses=[used(), used(BUS)])),
            "run",
            "good",
            "Outbound access is restricted, with all 2 destinations it is known to use allowed",
        ),
        (
            cluster(planned=plan(uses=[used(), UNSURE])),
            "run",
            "open",
            "Outbound access is restricted; whether 1 of 2 destinations passes cannot be told",
        ),
        (
            cluster(planned=plan(uses=[used(), DENIED])),
            "run",
            "bad",
            "Outbound access is restricted, and 1 of 2 destinations is blocked",
        ),
        (
            cluster(planned=plan(uses=[])),
            "run",
            "good",
            "Outbound access is restricted, and it is known to use nothing",
        ),
        (
            cluster(accepted={"unlisted_uses": "Nobody said."}),
            "run",
            "open",
            "Outbound access is restricted, and what it uses is not known in full",
        ),
        (
            cluster(findings=[finding("unread_sources", "warning")]),
            "run",
            "open",
            "Outbound access is restricted, and what it uses is not known in full",
        ),
        (
            cluster(
                planned=plan(uses=[used(), DENIED]), findings=[finding("denied_callouts", "error", concerns=["o"])]
            ),
            "run",
            "bad",
            "The restriction denies 1 of 2 destinations",
        ),
        (cluster(**FREE), "preview", "good", "Outbound access would not be restricted any more"),
        (cluster(**FREE), "run", "good", "Outbound access is not restricted"),
        (cluster(**FREE, pending=()), "preview", "good", "Outbound access is not restricted"),
    ],
)
def test_the_headline_says_what_became_of_it(one, mode, state, headline):
    told = of(one, mode)
    assert (told.state, told.headline[: len(headline)]) == (state, headline)


@pytest.mark.parametrize(
    ("code", "severity", "headline"),
    [
        ("denied_callouts", "error", "The restriction would deny 1 of 2 destinations"),
        ("open_callouts", "warning", "Whether 1 of 2 destinations would pass cannot be told"),
        ("ingestion_not_shown", "warning", "Whether data connections would reach 1 of 2 destinations cannot be told"),
        ("unlisted_uses", "info", "What queries of cluster c1 use is not known"),
        ("policies_outside", "warning", "Something is to be said"),
    ],
)
@pytest.mark.parametrize("mode", ["preview", "run"])
def test_a_refusal_is_told_by_its_finding_with_what_to_do_and_the_words_of_the_run_below(
    mode, code, severity, headline
):
    found = [
        finding(code, severity, concerns=["o:1433"]),
        finding("not_listed"),
        finding("only_what_is_listed", "info"),
    ]
    said = "Something is to be said. Do something, or accept that with accept: [word]."
    told = of(failed(code, said, planned=plan(uses=[used(), DENIED]), findings=found), mode)
    assert (told.state, told.headline, told.remedy) == ("bad", headline, "Do something.")
    assert (told.lead, told.failure, told.is_told) == ("1 more finding below.", said, False)
    assert told.cause in {one.anchor for one in told.to_mend}, "what stops a run is no note"
    assert told.ending == ("Preview stopped" if mode == "preview" else "Refused") and told.would


def test_what_was_written_and_could_not_be_taken_back_is_said_in_its_own_words_first():
    said = "Access of cluster c1 is NOT restricted now, and it could not be restricted again: No. Restrict it by hand."
    told = of(failed("left_open", said, findings=[finding("left_open")]), sent=[written()])
    assert told.headline.startswith("Access of cluster c1 is NOT restricted now") and told.ending == "Failed"
    assert told.told == "outbound access written"


def test_what_was_taken_back_is_told_as_what_was_to_be():
    told = of(failed("taken_back", "It does not hold. What stood there was put back."), sent=[written(taken_back=True)])
    assert (told.ending, told.changing, told.would) == ("Taken back", "What was to change", True)
    assert told.headline == "It does not hold"


def test_how_long_access_was_open_is_said_beside_the_headline():
    told = of(cluster(accepted=OPENED))
    assert told.lead == "Access was not restricted for 90 seconds."
    assert told.accepted == ("open_while_changing: Access was not restricted for 90 seconds.",)


def test_what_stays_unlisted_and_that_nothing_was_to_be_done_are_said():
    stays = plan(before=lists("Enabled", [LAKE, "old"]), after=lists("Enabled", [LAKE, "old"]), not_listed=["old"])
    told = of(cluster(planned=stays, pending=()))
    assert told.lead == "Everything is as it was asked for. 1 entry that nobody has listed here stays."


@pytest.mark.parametrize(
    ("findings", "lead"),
    [
        ([finding("ingestion_not_shown")], "Nothing is known to be blocked. The findings say what would have to be"),
        ([], "Nothing is known to be blocked. The accepted risks say what nobody can tell."),
    ],
)
def test_what_cannot_be_told_is_looked_for_where_it_stands(findings, lead):
    assert of(cluster(planned=plan(uses=[UNSURE]), findings=findings)).lead.startswith(lead)


def test_nothing_on_the_page_is_about_a_firewall_or_a_route():
    told = of(cluster(planned=plan(uses=[used(), DENIED])))
    assert (told.path, told.groups, told.addresses, told.routes, told.queries, told.leaving) == (
        None,
        (),
        (),
        (),
        (),
        None,
    )
    assert [one.kind for one in told.resources] == ["Cluster"]
    assert dict(told.facts) == {
        "Asked for": "Restrict outbound access at the cluster itself",
        "Cluster": "c1 in westus",
    }


def test_the_cluster_that_goes_first_of_several_and_one_in_a_network_are_told_so():
    one = cluster(planned=plan())
    one["plan"]["cluster"]["injected"] = True
    told = dict(of(one, "preview", cluster("c2")).facts)
    assert told["Order"] == "it would go first" and "beside the firewall" in told["Network"]
    assert "Order" not in dict(of(cluster(), "preview").facts)


def test_a_cluster_that_could_not_be_read_has_its_sentence_and_no_figures():
    told = of({**failed("ResourceNotFound", "Cannot read cluster c1. Check its name."), "plan": {}, "summary": {}})
    assert (told.headline, told.lead, told.counts) == ("Cannot read cluster c1", "Check its name.", ())
    assert told.restriction is None and told.resources[0].id == id_of("c1")


def test_the_figures_are_of_what_is_used():
    told = of(cluster(planned=plan(uses=[used(), UNSURE, DENIED]), findings=[finding()]), "preview")
    assert [(count, what) for what, count, _state in told.counts] == [
        (1, "destination would be allowed"),
        (1, "destination would be blocked"),
        (1, "destination unknown"),
        (0, "errors"),
        (1, "warning"),
    ]
