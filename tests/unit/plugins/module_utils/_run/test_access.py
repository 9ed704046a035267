# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order in which clusters get their outbound access restricted, over a dictionary."""

from __future__ import annotations

import copy
import itertools

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._run import access
from ansible_collections.adx.outbound.plugins.module_utils._run.access import AccessRun, Settings
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.outbound import drawn
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._run.access_azure import (
    LOST,
    LOST_ON_THE_WAY,
    REFUSED,
    AccessAzure,
    Killed,
    Trouble,
    fails,
)

LAKE, BUS = drawn.LAKE, drawn.BUS
ENABLED, DISABLED = "Enabled", "Disabled"
ACCESS = "the outbound access of cluster {} in resource group rg-adx"
WRITTEN, TAKEN_BACK = f"This run has written {ACCESS}.", f"This run took back {ACCESS}."
MAY = f"The write of {ACCESS} had been sent and may have taken effect."
NOTHING = "This run has written nothing for it."
NEW = {"names": [LAKE]}
# One list in the place of the other, and what stands there before and after.
OTHER = {"policies": [drawn.given()], "purge": True}
OPEN_ACCEPTED = {**OTHER, "accept": ["open_while_changing"]}
NAMES, RULES = (ENABLED, [LAKE], []), (ENABLED, [], drawn.as_arm([drawn.given()]))
OPEN_NOW, SHUT_NOW = (DISABLED, [], []), (ENABLED, [], [])


@pytest.fixture
def azure():
    return AccessAzure()


def three(azure, **options):
    """Three clusters that are not restricted, and what is wanted of them."""
    for name in ("c1", "c2", "c3"):
        azure.place(name)
    return [azure.asked(name, **{**NEW, **options}) for name in ("c1", "c2", "c3")]


def run_of(azure, asked, **settings):
    canary = settings.pop("canary", None)
    run = AccessRun(azure, asked, Settings(canary=canary and drawn.id_of(canary), **settings))
    run.go()
    run.tell_what_was_written()
    return run


def states(run):
    return list(run.states.values())


def shown(run):
    return [state.as_option(details=True) for state in states(run)]


def codes(run):
    return [one["code"] for one in shown(run)]


# The order


def test_all_are_planned_before_the_first_write_and_then_written_and_looked_at_one_after_another(azure):
    run = run_of(azure, three(azure))
    each = [[f"at_once {name}", f"done at_once {name}", f"look {name}"] for name in ("c1", "c2", "c3")]
    assert azure.calls == ["read c1", "read c2", "read c3", *itertools.chain(*each)]
    assert codes(run) == ["", "", ""] and [one["changed"] for one in shown(run)] == [True] * 3
    assert [azure.access(name) for name in ("c1", "c2", "c3")] == [NAMES] * 3
    assert azure.told[0] == "plan: c1, c2, c3" and "restrict: cluster c2 in resource group rg-adx" in azure.told


def test_the_canary_goes_first_and_the_result_keeps_the_order_of_what_was_asked(azure):
    run = run_of(azure, three(azure), canary="c3")
    assert azure.writes == ["at_once c3", "at_once c1", "at_once c2"]
    assert [(one["cluster"], one["canary"]) for one in shown(run)] == [("c1", False), ("c2", False), ("c3", True)]


def test_by_default_the_canary_is_the_first_that_has_something_to_be_written(azure):
    asked = three(azure)
    azure.place("c1", ENABLED, [LAKE])
    run = run_of(azure, asked)
    assert [one["canary"] for one in shown(run)] == [False, True, False] and azure.writes == [
        "at_once c2",
        "at_once c3",
    ]
    again = run_of(azure, asked)
    assert [one["canary"] for one in shown(again)] == [False] * 3 and len(azure.writes) == 2


def test_a_canary_that_is_none_of_the_clusters_stops_everything(azure):
    with pytest.raises(PlanError, match=r"O\(canary\) is c9, which is none"):
        run_of(azure, three(azure), canary="c9")
    assert azure.writes == []


@pytest.mark.parametrize("canary", [None, "c2"])
def test_a_canary_that_is_refused_keeps_all_others_from_being_written(azure, canary):
    first = canary or "c1"
    asked = [
        azure.asked(one.cluster.name, **({**NEW, "uses": None} if one.cluster.name == first else NEW))
        for one in three(azure)
    ]
    run = run_of(azure, asked, canary=canary)
    assert azure.writes == [] and sorted(codes(run)) == ["not_reached", "not_reached", "unlisted_uses"]
    (left,) = {one["msg"] for one in shown(run) if one["code"] == "not_reached"}
    before = f"cluster {first} in resource group rg-adx"
    assert left == f"It was left as it is, since {before} went before it and did not hold. {NOTHING}"


def test_one_behind_the_canary_that_is_refused_is_left_out_and_the_others_go_on(azure):
    asked = three(azure)
    asked[1] = azure.asked("c2", **NEW, validate_connections=True)
    azure.place("c2", provisioningState="Failed")
    run = run_of(azure, asked)
    assert codes(run) == ["", "cluster_not_ready", ""] and azure.writes == ["at_once c1", "at_once c3"]
    assert shown(run)[1]["plan"] == {} and shown(run)[1]["summary"] == {}


def test_one_behind_a_canary_that_failed_and_has_nothing_to_be_written_does_not_fail(azure):
    asked = three(azure)
    azure.place("c2", ENABLED, [LAKE])
    azure.troubles["at_once c1"] = [REFUSED]
    assert codes(run_of(azure, asked)) == ["BadRequest", "", "not_reached"]


def test_a_cluster_that_is_as_it_is_to_be_is_neither_written_nor_looked_at(azure):
    azure.place("c1", ENABLED, [LAKE])
    run = run_of(azure, [azure.asked("c1", **NEW, validate_connections=True)])
    assert azure.calls == ["read c1"] and not shown(run)[0]["changed"] and run.diffs == []


# One that does not hold


@pytest.mark.parametrize(
    "trouble",
    [
        lambda azure: azure.order("look c2", azure.becomes("c2", provisioningState="Failed")),
        lambda azure: azure.order("look c2", fails(Trouble("Nobody may look."))),
    ],
)
def test_one_that_does_not_hold_has_its_write_taken_back_and_stops_the_rest(azure, trouble):
    asked = three(azure)
    trouble(azure)
    run = run_of(azure, asked)
    assert azure.writes == ["at_once c1", "at_once c2", "back c2"]
    assert [azure.access(name)[0] for name in ("c1", "c2", "c3")] == [ENABLED, DISABLED, DISABLED]
    assert codes(run) == ["", "taken_back", "not_reached"]
    assert "What stood there was put back." in shown(run)[1]["msg"]
    assert shown(run)[1]["msg"].endswith(TAKEN_BACK.format("c2")) and not shown(run)[1]["changed"]
    assert [one.taken_back for one in run.record.sent] == [False, True] and len(run.diffs) == 1


def test_what_could_not_be_taken_back_is_said_first_of_all(azure):
    asked = three(azure)
    azure.order("look c1", azure.becomes("c1", allowedFqdnList=["x.example.org"]))
    run = run_of(azure, asked)
    assert codes(run) == ["not_taken_back", "not_reached", "not_reached"] and azure.access("c1")[1] == ["x.example.org"]
    assert shown(run)[0]["msg"] == (
        "What this run wrote to cluster c1 in resource group rg-adx stands, or may, and could not be taken back:"
        " Somebody has written cluster c1 in resource group rg-adx since this run did. Cluster c1 in resource group"
        f" rg-adx does not show what is wanted, or its last change did not succeed. {WRITTEN.format('c1')}"
    )
    assert shown(run)[0]["changed"]


def test_an_entry_that_somebody_added_right_before_the_write_is_kept_and_nobody_is_accused(azure):
    azure.place("c1")
    azure.order("at_once c1", azure.becomes("c1", allowedFqdnList=["x.example.org"]))
    run = run_of(azure, [azure.asked("c1", **NEW)])
    assert codes(run) == [""] and azure.access("c1")[1] == ["x.example.org", LAKE]
    assert run.diffs[0]["before"]["allowed_fqdns"] == ["x.example.org"]


def test_where_somebody_was_faster_nothing_is_written_and_all_holds(azure):
    azure.place("c1")
    faster = azure.becomes("c1", restrictOutboundNetworkAccess=ENABLED, allowedFqdnList=["x.example.org", LAKE])
    azure.order("at_once c1", faster)
    run = run_of(azure, [azure.asked("c1", **NEW, validate_connections=True)])
    assert codes(run) == [""] and azure.writes == [] and not shown(run)[0]["changed"] and run.diffs == []
    assert azure.calls.count("validate c1") == 1


def test_a_running_operation_that_fails_while_it_is_waited_for_is_told_and_nothing_is_taken_back(azure):
    azure.place("c1", ENABLED, [LAKE], provisioningState="Updating")
    azure.order("look c1", azure.becomes("c1", provisioningState="Failed"))
    run = run_of(azure, [azure.asked("c1", **NEW)])
    assert azure.calls == ["read c1", "at_once c1", "look c1"] and codes(run) == ["not_settled"]
    assert shown(run)[0]["msg"].endswith(f"or its last change did not succeed. {NOTHING}")


# Data connections


def test_a_connection_that_fails_after_the_write_and_did_not_before_has_the_write_taken_back(azure):
    asked = three(azure, validate_connections=True)
    azure.wrong["c1"] = {"old": "it never worked", "fine": ""}
    azure.order("look c1", lambda: azure.wrong["c1"].update(old="it never will", fine="No access.", new="None."))
    run = run_of(azure, asked)
    assert codes(run) == ["taken_back", "not_reached", "not_reached"] and azure.access("c1")[0] == DISABLED
    assert "it did not before: fine (No access); new (None)." in shown(run)[0]["msg"]
    assert azure.calls[3:] == [
        "validate c1",
        "at_once c1",
        "done at_once c1",
        "look c1",
        "validate c1",
        "back c1",
        "done back c1",
    ]


def test_connections_that_fail_as_before_or_no_more_are_no_reason(azure):
    azure.wrong["c1"] = {"old": "it never worked", "bad": "now and then"}
    azure.place("c1")
    azure.order("look c1", lambda: azure.wrong["c1"].update(bad=""))
    run = run_of(azure, [azure.asked("c1", **NEW, validate_connections=True)])
    assert codes(run) == [""] and azure.access("c1") == NAMES
    assert azure.told.count("validate: the data connections of c1") == 2


def test_a_cluster_whose_connections_cannot_be_validated_before_is_not_written_and_the_rest_of_the_run_goes_on(azure):
    asked = three(azure, validate_connections=True)
    azure.order("validate c2", fails(Trouble("Nobody may validate.", "Denied")))
    run = run_of(azure, asked)
    assert codes(run) == ["", "Denied", ""] and azure.writes == ["at_once c1", "at_once c3"]
    assert shown(run)[1]["msg"] == f"Nobody may validate. {NOTHING}"


def test_where_they_cannot_be_validated_afterwards_the_write_is_taken_back(azure):
    azure.place("c1")
    azure.order("look c1", lambda: azure.order("validate c1", fails(Trouble("Nobody may validate."))))
    run = run_of(azure, [azure.asked("c1", **NEW, validate_connections=True)])
    assert codes(run) == ["taken_back"] and azure.access("c1")[0] == DISABLED
    assert shown(run)[0]["msg"].startswith("Nobody may validate. What stood there was put back.")


# Lost answers


@pytest.mark.parametrize("lost", [LOST, LOST_ON_THE_WAY])
def test_a_write_whose_answer_is_lost_is_taken_back_whether_it_arrived_or_not(azure, lost):
    asked = three(azure)
    azure.troubles["at_once c1"] = [lost]
    run = run_of(azure, asked)
    assert codes(run) == ["taken_back", "not_reached", "not_reached"] and azure.access("c1")[0] == DISABLED
    assert shown(run)[0]["msg"] == f"No answer. What stood there was put back. {TAKEN_BACK.format('c1')}"
    assert not shown(run)[0]["changed"]
    assert [(one.as_option()["certain"], one.taken_back) for one in run.record.sent] == [(False, True)]


@pytest.mark.parametrize(("back", "stands"), [(LOST, DISABLED), (LOST_ON_THE_WAY, ENABLED), (REFUSED, ENABLED)])
def test_where_it_cannot_be_taken_back_that_is_said_with_what_may_stand(azure, back, stands):
    azure.place("c1")
    azure.troubles = {"at_once c1": [LOST], "back c1": [back]}
    run = run_of(azure, [azure.asked("c1", **NEW)])
    assert codes(run) == ["not_taken_back"] and azure.access("c1")[0] == stands
    assert shown(run)[0]["msg"].startswith("What this run wrote to cluster c1 in resource group rg-adx stands, or may,")
    assert shown(run)[0]["msg"].endswith(MAY.format("c1")) and run.record.summary() == MAY.format("c1")


def test_a_canary_whose_write_is_refused_stops_the_rest_and_one_behind_it_does_not(azure):
    azure.troubles["at_once c2"] = [REFUSED]
    assert codes(run_of(azure, three(azure))) == ["", "BadRequest", ""]
    azure.troubles["at_once c2"] = [REFUSED]
    assert codes(run_of(azure, three(azure), canary="c2")) == ["not_reached", "BadRequest", "not_reached"]


# One list in the place of the other


def changing(azure, takes_turns=False, **options):
    azure.place("c1", ENABLED, [LAKE])
    azure.place("c2")
    azure.takes_turns = takes_turns
    return [azure.asked("c1", **(options or OPEN_ACCEPTED)), azure.asked("c2", **NEW)]


def test_where_azure_takes_it_one_write_is_enough_and_the_word_accepted_nothing(azure):
    run = run_of(azure, changing(azure, takes_turns=True))
    assert azure.writes == ["at_once c1", "at_once c2"] and azure.access("c1") == RULES and azure.opened == []
    assert [one.code for one in states(run)[0].unused] == ["accept_unused"] and shown(run)[0]["accepted"] == []


def test_where_azure_refuses_it_nothing_changes_without_the_word(azure):
    run = run_of(azure, changing(azure, **OTHER))
    assert azure.writes == [] and azure.access("c1") == NAMES and codes(run) == ["open_while_changing", "not_reached"]
    assert shown(run)[0]["msg"] == (
        "Azure refuses it. Azure did not take one list in the place of the other in one write, so nothing has changed."
        " It may take two writes, between which access is not restricted; accept that with O(accept):"
        f" [open_while_changing], or keep the list that is there. {NOTHING}"
    )


def test_a_refusal_of_any_other_write_is_no_reason_to_open_access(azure):
    azure.place("c1", ENABLED, [LAKE])
    azure.troubles["at_once c1"] = [REFUSED]
    run = run_of(azure, [azure.asked("c1", names=[BUS], purge=True, accept=["open_while_changing"])])
    assert codes(run) == ["BadRequest"] and azure.writes == [] and azure.calls == ["read c1", "at_once c1"]


def test_neither_is_what_azure_has_not_refused(azure):
    asked = changing(azure)
    azure.troubles["at_once c1"] = [Trouble("Somebody else is writing.")]
    run = run_of(azure, asked)
    assert codes(run)[0] == "" and shown(run)[0]["failed"] and azure.opened == []


def test_with_the_word_access_is_opened_and_closed_with_the_new_list_and_the_seconds_are_told(azure, monkeypatch):
    clock = iter([100.0, 347.4])
    monkeypatch.setattr(access.time, "monotonic", lambda: next(clock))
    run = run_of(azure, changing(azure))
    assert azure.writes == ["open c1", "close c1", "at_once c2"] and azure.access("c1") == RULES
    (risk,) = shown(run)[0]["accepted"]
    assert codes(run) == ["", ""] and risk["word"] == "open_while_changing"
    assert risk["sentence"] == (
        "Access of cluster c1 in resource group rg-adx was not restricted for 247 seconds, while one list took the"
        " place of the other."
    )
    (diff, _other) = run.diffs
    assert (diff["before"]["allowed_fqdns"], diff["after"]["allowed_fqdns"]) == ([LAKE], [])
    assert diff["after"]["restrict_outbound_network_access"] == ENABLED and states(run)[0].unused == ()
    assert [one.writing.stage for one in run.record.sent] == ["open", "close", "at_once"]


# How a write of the detour goes wrong, what then stands there, its code, and whether access was open.
POINTS = [
    ({"open": REFUSED}, NAMES, "BadRequest"),
    ({"open": LOST}, NAMES, "taken_back"),
    ({"open": LOST_ON_THE_WAY}, NAMES, "taken_back"),
    ({"close": REFUSED}, NAMES, "taken_back"),
    ({"close": LOST}, NAMES, "taken_back"),
    ({"close": LOST_ON_THE_WAY}, NAMES, "taken_back"),
    ({"open": LOST, "back": REFUSED}, SHUT_NOW, "not_taken_back"),
    ({"open": LOST, "back": LOST}, NAMES, "not_taken_back"),
    ({"close": REFUSED, "back": REFUSED}, SHUT_NOW, "not_taken_back"),
    ({"close": REFUSED, "back": LOST}, NAMES, "not_taken_back"),
    ({"close": LOST, "back": REFUSED}, RULES, "not_taken_back"),
    ({"close": LOST, "back": LOST_ON_THE_WAY}, RULES, "not_taken_back"),
    ({"close": REFUSED, "back": REFUSED, "shut": REFUSED}, OPEN_NOW, "left_open"),
    ({"close": REFUSED, "back": REFUSED, "shut": LOST_ON_THE_WAY}, OPEN_NOW, "left_open"),
    ({"close": REFUSED, "back": REFUSED, "shut": LOST}, SHUT_NOW, "left_open"),
    ({"open": LOST, "back": REFUSED, "shut": REFUSED}, OPEN_NOW, "left_open"),
]


@pytest.mark.parametrize(("troubles", "stands", "code"), POINTS)
def test_whatever_fails_while_access_is_open_ends_closed_or_says_that_first(azure, troubles, stands, code):
    asked = changing(azure)
    for stage, trouble in troubles.items():
        azure.troubles[f"{stage} c1"] = [trouble]
    run = run_of(azure, asked)
    told, cluster = shown(run)[0], "Access of cluster c1 in resource group rg-adx"
    assert azure.access("c1") == stands and codes(run) == [code, "not_reached"] and azure.access("c2")[0] == DISABLED
    known = "is NOT" if set(troubles.values()) == {REFUSED} else "may NOT be"  # what was lost may have been done
    begins = {
        "left_open": f"{cluster} {known} restricted now, and it could not be restricted again: ",
        "not_taken_back": f"{cluster} is restricted again, but by the lists as they stand now, for what stood there",
    }
    assert azure.access("c1")[0] == ENABLED or code == "left_open"
    assert told["msg"].startswith(
        begins.get(code, "Azure refuses it." if REFUSED in troubles.values() else "No answer.")
    )
    was = "may not have been" if "open" in troubles else "was not"
    assert (f" {was} restricted for 0 seconds, " in told["msg"]) is (code in ("taken_back", "not_taken_back"))
    assert told["changed"] or stands == NAMES or "open" in troubles
    if code == "taken_back":
        assert not told["changed"] and "What stood there was put back. " in told["msg"]
        assert "This run took back the outbound access of cluster c1" in told["msg"] and MAY[:12] not in told["msg"]


@pytest.mark.parametrize(("troubles", "stands", "code"), POINTS)
def test_the_rest_is_stopped_by_it_even_behind_the_canary(azure, troubles, stands, code):
    asked = changing(azure)
    azure.place("c0", ENABLED, [LAKE])
    for stage, trouble in troubles.items():
        azure.troubles[f"{stage} c1"] = [trouble]
    run = run_of(azure, [azure.asked("c0", **NEW), *asked], canary="c0")
    assert codes(run) == ["", code, "" if code == "BadRequest" else "not_reached"] and azure.access("c1") == stands


def test_what_somebody_writes_while_access_is_open_is_kept_and_access_is_restricted_all_the_same(azure):
    asked = changing(azure)
    strange = drawn.bare([drawn.policy("sql", "strange")])
    azure.order("close c1", azure.becomes("c1", calloutPolicies=strange))
    run = run_of(azure, asked)
    assert azure.access("c1") == (ENABLED, [], strange) and codes(run)[0] == "not_taken_back"


def test_what_the_detour_wrote_and_does_not_hold_is_taken_back_to_what_stood_there_at_first(azure):
    asked = changing(azure)
    azure.order("look c1", azure.becomes("c1", provisioningState="Failed"))
    run = run_of(azure, asked)
    assert azure.writes == ["open c1", "close c1", "back c1"] and azure.access("c1") == NAMES
    assert codes(run)[0] == "taken_back" and [one.taken_back for one in run.record.sent] == [True, True]
    assert [one["word"] for one in shown(run)[0]["accepted"]] == ["open_while_changing"] and run.diffs == []


# Check mode


def test_check_mode_predicts_and_neither_writes_nor_looks_nor_validates():
    azure = AccessAzure(check_mode=True)
    before = copy.deepcopy((three(azure, validate_connections=True), azure.documents))[1]
    preview = run_of(azure, three(azure, validate_connections=True))
    assert (
        azure.writes == [] and azure.documents == before and set(azure.calls[:3]) == {"read c1", "read c2", "read c3"}
    )
    assert azure.calls[3:] == ["at_once c1", "at_once c2", "at_once c3"]
    azure.check_mode = False
    done = run_of(azure, three(azure, validate_connections=True))
    assert preview.diffs == done.diffs and preview.approval.hash == done.approval.hash
    assert [one["changed"] for one in shown(preview)] == [True] * 3


def test_a_preview_says_nothing_of_writes_and_does_not_call_a_word_unused_that_it_cannot_know():
    azure = AccessAzure(check_mode=True)
    run = run_of(azure, changing(azure)[:1])
    assert states(run)[0].unused == () and azure.access("c1") == NAMES and run.diffs
    refused = run_of(azure, [azure.asked("c2", names=[LAKE], uses=None)])
    assert shown(refused)[0]["code"] == "unlisted_uses" and states(refused)[0].told == ""


# Approval


def approved(azure, asked, by):
    azure.check_mode = True
    preview = run_of(azure, asked).approval
    azure.check_mode = False
    return preview.hash if by == "hash" else preview


@pytest.mark.parametrize("by", ["hash", "parts"])
def test_what_was_approved_is_written_and_may_be_repeated(azure, by):
    asked = three(azure)
    approval = approved(azure, asked, by)
    for _time in range(2):
        assert codes(run_of(azure, asked, approved=approval)) == ["", "", ""]
    assert len(azure.writes) == 3


@pytest.mark.parametrize("by", ["hash", "parts"])
def test_what_drifted_before_the_run_stops_it_before_any_write(azure, by):
    asked = three(azure)
    approval = approved(azure, asked, by)
    azure.becomes("c2", allowedFqdnList=["x.example.org"])()
    with pytest.raises(PlanError, match="This is not what was approved") as error:
        run_of(azure, asked, approved=approval)
    assert error.value.code == "drifted" and azure.writes == []


@pytest.mark.parametrize("by", ["hash", "parts"])
def test_another_word_or_another_list_is_not_what_was_approved(azure, by):
    approval = approved(azure, three(azure), by)
    for options in ({"accept": ["open_callouts"]}, {"names": [LAKE, BUS]}):
        with pytest.raises(PlanError, match="This is not what was approved"):
            run_of(azure, three(azure, **options), approved=approval)
    assert azure.writes == []


def test_a_loosening_is_a_part_of_what_is_approved(azure):
    azure.place("c1", ENABLED, [LAKE])
    approval = approved(azure, [azure.asked("c1", **NEW)], "hash")
    with pytest.raises(PlanError, match="not what was approved"):
        run_of(azure, [azure.asked("c1", "unrestricted")], approved=approval)


def test_what_drifts_right_before_its_write_is_left_alone(azure):
    asked = three(azure)
    approval = approved(azure, asked, "hash")
    azure.order("at_once c1", azure.becomes("c1", allowedFqdnList=["x.example.org"]))
    run = run_of(azure, asked, approved=approval)
    assert codes(run) == ["drifted", "not_reached", "not_reached"] and azure.writes == []


def test_a_cluster_that_the_approved_preview_could_not_plan_is_left_alone(azure):
    asked = three(azure)
    azure.place("c2", provisioningState="Failed")
    approval = approved(azure, asked, "parts")
    azure.place("c2")
    run = run_of(azure, asked, approved=approval)
    assert codes(run) == ["", "not_approved", ""] and azure.writes == ["at_once c1", "at_once c3"]


def test_what_could_not_be_planned_is_told_with_what_drifted(azure):
    asked = three(azure)
    approval = approved(azure, asked, "parts")
    azure.place("c2", provisioningState="Failed")
    with pytest.raises(PlanError, match="has no plan now.* The last change of cluster c2"):
        run_of(azure, asked, approved=approval)


# What is told at the end


def test_a_finding_as_severe_as_asked_for_fails_a_cluster_that_holds_and_says_that_it_was_written(azure):
    azure.place("c1")
    uses = (drawn.use("webapi", "a.example.org"),)
    azure.place("c2", ENABLED, ["x.example.org"])
    asked = [azure.asked("c1", **NEW), azure.asked("c2", names=["x.example.org", LAKE], uses=uses)]
    run = run_of(azure, asked)
    assert codes(run) == ["", "check_failed"] and azure.writes == ["at_once c1", "at_once c2"]
    assert shown(run)[1]["msg"].endswith(WRITTEN.format("c2")) and shown(run)[1]["changed"]
    assert codes(run_of(azure, asked, fail_on="never")) == ["", ""]
    assert codes(run_of(azure, asked, fail_on="info")) == ["check_failed", "check_failed"]


def test_words_that_accepted_nothing_for_any_cluster_are_told_of_each_that_has_them(azure):
    azure.place("c1")
    azure.place("c2")
    words = ["unlisted_uses", "policies_unread"]
    asked = [azure.asked("c1", **NEW, accept=words), azure.asked("c2", **NEW, uses=None, accept=["unlisted_uses"])]
    run = run_of(azure, asked)
    assert [[one.subject for one in state.unused] for state in states(run)] == [["policies_unread"], []]
    assert "accept_unused" in [one["code"] for one in shown(run)[0]["findings"]]


# Ends of the process


def fleet(azure, takes_turns):
    """One of each kind: to be restricted, to get another list, to get less, and to be freed."""
    azure.takes_turns = takes_turns
    azure.place("c1")
    azure.place("c2", ENABLED, [LAKE])
    azure.place("c3", ENABLED, [LAKE, BUS])
    azure.place("c4", ENABLED, [LAKE])
    lake = (drawn.use(),)
    return [
        azure.asked("c1", names=[LAKE], uses=lake, validate_connections=True),
        azure.asked("c2", **OPEN_ACCEPTED),
        azure.asked("c3", names=[LAKE], purge=True, uses=lake),
        azure.asked("c4", "unrestricted"),
    ]


@pytest.mark.parametrize("takes_turns", [True, False])
def test_a_run_that_ends_between_any_two_calls_is_finished_by_the_next_one(takes_turns):
    whole = AccessAzure()
    assert codes(run_of(whole, fleet(whole, takes_turns))) == [""] * 4
    assert whole.opened == (["c4"] if takes_turns else ["c2", "c4"])
    for number in range(1, len(whole.calls) + 1):
        azure = AccessAzure()
        asked = fleet(azure, takes_turns)
        azure.last = number
        with pytest.raises(Killed):
            run_of(azure, asked)
        azure.last = 0
        assert codes(run_of(azure, asked)) == [""] * 4, azure.calls
        assert azure.documents == whole.documents, azure.calls
        assert set(azure.opened) <= set(whole.opened), azure.calls
        written = len(azure.writes)
        assert codes(run_of(azure, asked)) == [""] * 4 and len(azure.writes) == written


def test_without_the_word_access_is_open_at_no_time_wherever_a_run_ends():
    for number in itertools.count(1):
        azure = AccessAzure()
        asked = [fleet(azure, False)[0], azure.asked("c2", **OTHER)]
        azure.last = number
        try:
            run = run_of(azure, asked)
        except Killed:
            azure.last = 0
            run = run_of(azure, asked)
        assert codes(run) == ["", "open_while_changing"] and azure.opened == [] and azure.access("c2") == NAMES
        if azure.last:
            break
    assert number > 5


@pytest.mark.parametrize("trouble", ["close", "back", "look"])
def test_so_is_one_that_ends_while_it_takes_back(trouble):
    """Without an end the trouble has what was written taken back; whatever is left, the next run finishes it."""
    for number in itertools.count(1):
        azure = AccessAzure()
        asked = changing(azure, **OPEN_ACCEPTED | {"policies": drawn.allowing(drawn.use()), "uses": (drawn.use(),)})[:1]
        if trouble == "look":
            azure.order("look c1", fails(Trouble("Nobody may look.")))
        else:
            azure.troubles["close c1"] = [REFUSED]
            azure.troubles[f"{trouble} c1"] = [REFUSED]
        azure.last = number
        try:
            run_of(azure, asked)
        except Killed:
            pass
        else:
            break
        azure.last = 0
        azure.troubles.clear()
        azure.orders.clear()
        assert codes(run_of(azure, asked)) == [""], azure.calls
        assert azure.access("c1") == (ENABLED, [], drawn.as_arm(drawn.allowing(drawn.use())))
    assert number > 5
